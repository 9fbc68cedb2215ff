/*
 * test_large_pack.c - one pack of more than 2 GiB, made by git, is read to its last object.
 *
 * In the full run only: it takes some seconds and 3 GiB of disk, most of it noise
 * that does not deflate. What stands behind it are small objects and deltas of them.
 */
#include <sys/statvfs.h>

#include "base/file.h"
#include "store/midx.h"
#include "store/object_format.h"
#include "store/packs.h"
#include "store/store_read.h"
#include "unit/fixture.h"

#define PACKED     "r/.git/objects/pack"
#define ROOM       ((uint64_t)4 << 30)
#define BEHIND     ((uint64_t)1 << 31)
#define OBJECT_MAX ((size_t)256 << 20)

/* git imports a stream straight into a pack; so little goes to the disk once. */
#define SCRIPT                                                                                                         \
	"git init -q r; cd r; head -c 100000000 /dev/urandom > ../noise\n"                                             \
	"small() { lines row $1 200; lines line 1 $1; }\n"                                                             \
	"blob() { printf 'blob\\nmark :%d\\ndata %d\\n' $1 $(wc -c < ../blob); cat ../blob; echo; }\n"                 \
	"{ for n in $(seq 22); do printf 'blob\\nmark :%d\\ndata 100000008\\n%07d\\n' $n $n; cat ../noise; echo; "     \
	"done\n"                                                                                                       \
	"for n in $(seq 23 60); do small $n > ../blob; blob $n; done\n"                                                \
	"printf 'commit refs/heads/main\\ncommitter A <a@example.com> 1700000000 +0000\\ndata 2\\nx\\n'\n"             \
	"for n in $(seq 60); do echo \"M 100644 :$n f$n\"; done; echo; } |\n"                                          \
	"git -c fastimport.unpackLimit=1 -c core.bigFileThreshold=1m -c core.compression=0 -c pack.compression=0 "     \
	"fast-import --quiet; rm ../noise\n"                                                                           \
	"test $(stat -c %s .git/objects/pack/*.pack) -gt 2147483648; test $(ls .git/objects/pack/*.pack | wc -l) = "   \
	"1\n"

/* Everything from `from` on hashes to its id; what stands behind 2 GiB is also read by the other reader. */
static void read_all(const struct store *store, uint64_t from)
{
	struct store_reader *reader = store_reader_new((struct store *)store);
	uint32_t behind = 0, deltas = 0;
	struct packs packs;

	packs_init(&packs);
	packs_add(&packs, "r/.git/objects");
	for (uint32_t i = 0; i < store->order_len; i++) {
		const struct store_object *o = &store->objects[store->order[i]];
		const struct oid id = oid_make(o->id, SHA1_SIZE);
		struct object_bytes read;
		uint8_t digest[SHA1_SIZE];
		struct error err;
		char *bytes;
		size_t len;
		int type;

		if (o->offset < from)
			continue;
		ck_assert_msg(store_read(reader, store->order[i], &read, &err) == STATUS_OK, "%s", err.text);
		object_id(read.type, read.bytes, digest);
		ck_assert_mem_eq(digest, o->id, SHA1_SIZE);
		if (o->offset < BEHIND)
			continue;
		behind++;
		deltas += o->base != STORE_NONE;
		ck_assert_msg(packs_read(&packs, &id, OBJECT_MAX, &type, &bytes, &len, &err) == STATUS_OK, "%s",
			      err.text);
		ck_assert(type == (int)read.type && slice_equal(slice_make(bytes, len), read.bytes));
		mem_free(bytes);
	}
	ck_assert_uint_gt(behind, 30);
	ck_assert_uint_gt(deltas, 10);
	packs_release(&packs);
	store_reader_free(reader);
}

static void check_store(uint64_t from)
{
	const struct store_options options = { 0 };
	struct coverage coverage;
	struct store *store;
	struct error err;

	coverage_init(&coverage);
	ck_assert_msg(store_open("r", &options, &store, &err) == STATUS_OK, "%s", err.text);
	store_list(store, &coverage);
	ck_assert_uint_eq(coverage.failed.len, 0);
	ck_assert_uint_eq(store->count, 62);
	read_all(store, from);
	store_free(store);
	coverage_release(&coverage);
}

static struct fixture folder;

static void make(void)
{
	fixture_init(&folder);
}

static void clean(void)
{
	fixture_release(&folder);
}

START_TEST(objects_behind_two_gigabytes_are_read)
{
	fixture_run(SCRIPT);
	check_store(0);
	/* Offsets between 2 and 4 GiB stand in a multi-pack-index as they are. */
	fixture_run("cd r; git multi-pack-index write 2>&1; rm -f .git/objects/pack/*.idx");
	check_store(BEHIND);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_set_timeout(tests, 600); /* a slow disk */
	/* Unchecked: what a failed test leaves is removed too. */
	tcase_add_unchecked_fixture(tests, make, clean);
	tcase_add_test(tests, objects_behind_two_gigabytes_are_read);
}

int run_tests(void);
#define main run_tests
UNIT_MAIN("large_pack", add_tests)
#undef main

static int skip(const char *why)
{
	printf("SKIP: a pack of more than 2 GiB: %s\n", why);
	return 77;
}

int main(void)
{
	const char *tier = getenv("KEYSIEVE_TIER");
	struct statvfs disk;

	if (!tier || strcmp(tier, "full") != 0)
		return skip("in the full run only");
	if (statvfs("/tmp", &disk) != 0 || (uint64_t)disk.f_bavail * disk.f_frsize < ROOM)
		return skip("less than 4 GiB are free in /tmp");
	return run_tests();
}
