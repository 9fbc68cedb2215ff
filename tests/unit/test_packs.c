/*
 * test_packs.c - objects out of packs: every object of real ones must hash to
 * its id, and hand-made hostile ones must be told, soon.
 */
#include "unit/unit.h"

#include <libdeflate.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/random.h"
#include "store/pack_entry.h"
#include "unit/fixture.h"

#define MAX ((size_t)1 << 20)

/* Versions of a file that grow and change, so that git makes deltas of deltas; the ids of all objects in ../ids. */
#define HISTORY                                                                                                        \
	"repo; for i in $(seq 30); do lines $i 1 300 > a; lines x $i 400 >> a; lines b$i 1 $i > b; commit; done; "     \
	"head -c 300000 /dev/urandom > random; commit; git tag -a -m t t\n"
#define LIST "git cat-file --batch-all-objects --batch-check='%(objectname)' > ../ids; test $(wc -l < ../ids) -gt 60\n"

static const struct {
	const char *what, *script;
} stores[] = {
	{ "one pack", HISTORY "git repack -qadf --depth=50; " },
	{ "bases named by id", HISTORY "git -c repack.useDeltaBaseOffset=false repack -qadf --depth=50; " },
	{ "large offsets",
	  HISTORY "git repack -qadf; cd .git/objects/pack; rm -f *.rev; p=$(echo *.pack); rm ${p%pack}idx; "
		  "git index-pack --index-version=2,0x1000 $p > /dev/null; cd ../../..; " },
	{ "barely compressed", HISTORY "git -c pack.compression=0 -c core.compression=0 repack -qadfF; " },
	{ "several packs and a multi-pack-index",
	  HISTORY "git repack -qd; for i in 1 2 3; do lines $i 1 999 > c$i; commit; git repack -qd; done; "
		  "git multi-pack-index write 2>/dev/null; " },
	{ "more packs than are kept open",
	  "repo; for i in $(seq 205); do echo $i | git hash-object -w --stdin | "
	  "git pack-objects -q .git/objects/pack/pack > /dev/null; done; git prune-packed -q; " },
};

static bool has_id(int type, struct slice bytes, const struct oid *id)
{
	static const char *const names[] = { "", "commit", "tree", "blob", "tag" };
	uint8_t digest[SHA1_SIZE];
	struct buffer whole;

	buffer_init(&whole, bytes.len + 64);
	buffer_print(&whole, "%s %zu", names[type], bytes.len);
	buffer_add_byte(&whole, '\0');
	buffer_add(&whole, bytes);
	hash_sha1(buffer_slice(&whole), digest);
	buffer_release(&whole);
	return memcmp(digest, id->bytes, SHA1_SIZE) == 0;
}

/* Reads every object that ../ids names; returns how many came out right. */
static size_t read_all(const struct packs *packs, size_t *listed)
{
	struct slice rest, line;
	struct buffer ids;
	struct error err;
	size_t good = 0;

	*listed = 0;
	buffer_init(&ids, MAX);
	ck_assert_int_eq(file_read("../ids", &ids, &err), STATUS_OK);
	rest = buffer_slice(&ids);
	while (slice_cut(&rest, '\n', &line)) {
		struct oid id;
		char *bytes;
		size_t len;
		int type;

		ck_assert(oid_parse(line, &id));
		++*listed;
		if (packs_read(packs, &id, MAX, &type, &bytes, &len, &err))
			continue;
		good += has_id(type, slice_make(bytes, len), &id);
		mem_free(bytes);
	}
	buffer_release(&ids);
	return good;
}

START_TEST(every_object_hashes_to_its_id)
{
	struct packs packs;
	size_t listed;
	struct fixture f;
	char *script;

	ck_assert(asprintf(&script, "%s%s", stores[_i].script, LIST) > 0);
	fixture_init(&f);
	fixture_run(script);
	ck_assert_int_eq(chdir("repo"), 0);
	packs_init(&packs);
	packs_add(&packs, ".git/objects");
	ck_assert_int_eq(packs.unread.status, STATUS_OK);
	ck_assert_msg(read_all(&packs, &listed) == listed, "%s", stores[_i].what);
	packs_release(&packs);
	free(script);
	fixture_release(&f);
}
END_TEST

/* Replaces a file by a copy of `whole` with a few bytes changed, or cut off. */
static void damage(const char *path, const struct buffer *whole, struct random *dice)
{
	struct buffer bytes;

	buffer_init(&bytes, whole->max);
	buffer_add(&bytes, buffer_slice(whole));
	for (uint64_t n = random_below(dice, 20); n > 0; n--)
		bytes.at[random_below(dice, bytes.len)] = (char)random_next(dice);
	if (random_below(dice, 8) == 0)
		buffer_truncate(&bytes, random_below(dice, bytes.len));
	fixture_write(path, buffer_slice(&bytes));
	buffer_release(&bytes);
}

START_TEST(damaged_packs_and_indexes_do_no_harm)
{
	static const char *const names[] = { "p.idx", "p.pack" };
	struct buffer whole;
	struct random dice;
	struct error err;
	size_t listed, wrong = 0;
	struct fixture f;

	random_init(&dice, (uint64_t)_i);
	fixture_init(&f);
	fixture_run(
		"repo; for i in $(seq 12); do lines $i 1 40 > a; lines x $i 90 >> a; commit; done; git repack -qadf; "
		"git cat-file --batch-all-objects --batch-check='%(objectname)' > ../ids; "
		"cp .git/objects/pack/*.idx p.idx; cp .git/objects/pack/*.pack p.pack; chmod u+w p.*; mkdir pack");
	ck_assert_int_eq(chdir("repo"), 0);
	fixture_run("cd repo; cp p.idx p.pack pack");
	ck_assert_int_eq(chdir("pack"), 0);
	buffer_init(&whole, MAX);
	ck_assert_int_eq(file_read(names[_i], &whole, &err), STATUS_OK);
	for (int round = 0; round < 200; round++) {
		struct packs packs;

		damage(names[_i], &whole, &dice);
		ck_assert_int_eq(chdir(".."), 0);
		packs_init(&packs);
		packs_add(&packs, ".");
		wrong += read_all(&packs, &listed) < listed;
		packs_release(&packs);
		ck_assert_int_eq(chdir("pack"), 0);
	}
	ck_assert_uint_gt(wrong, 50);
	buffer_release(&whole);
	fixture_release(&f);
}
END_TEST

/* A pack made by hand: entries of ids 0100.., 0200.. in that order. */
struct forge {
	struct buffer pack;
	uint64_t offsets[64];
	unsigned count;
};

static struct oid forged_id(unsigned number)
{
	uint8_t bytes[SHA1_SIZE] = { (uint8_t)number };

	return oid_make(bytes, sizeof(bytes));
}

static void forge_init(struct forge *f)
{
	*f = (struct forge){ .count = 0 };
	buffer_init(&f->pack, MAX);
	buffer_add(&f->pack, SLICE("PACK\0\0\0\2\0\0\0\0"));
}

/* Types 1 to 4, or 7: a delta whose base is the object `base`. `claimed` is the size in the header. */
static void forge_add(struct forge *f, int type, unsigned base, struct slice content, uint64_t claimed)
{
	struct libdeflate_compressor *deflater = libdeflate_alloc_compressor(6);
	struct oid id = forged_id(base);
	uint64_t rest = claimed >> 4;
	char stream[4096];

	f->offsets[f->count++] = f->pack.len;
	buffer_add_byte(&f->pack, (char)(type << 4 | (int)(claimed & 15) | (rest ? 0x80 : 0)));
	while (rest) {
		buffer_add_byte(&f->pack, (char)((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0)));
		rest >>= 7;
	}
	if (type == 7)
		buffer_add(&f->pack, oid_bytes(&id));
	buffer_add(&f->pack, slice_make(stream, libdeflate_zlib_compress(deflater, content.at, content.len, stream,
									 sizeof(stream))));
	libdeflate_free_compressor(deflater);
}

static void add_big32(struct buffer *out, uint32_t number)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buffer_add_byte(out, (char)(number >> shift));
}

/* Writes pack/p.pack and pack/p.idx into the current folder and opens them. */
static void forge_open(struct forge *f, struct packs *packs)
{
	struct buffer index;

	buffer_add(&f->pack, slice_make((const char[SHA1_SIZE]){ 0 }, SHA1_SIZE));
	buffer_init(&index, MAX);
	buffer_add(&index, SLICE("\377tOc\0\0\0\2"));
	for (unsigned byte = 0; byte < 256; byte++)
		add_big32(&index, byte < f->count ? byte : f->count);
	for (unsigned i = 1; i <= f->count; i++) {
		struct oid id = forged_id(i);

		buffer_add(&index, oid_bytes(&id));
	}
	for (unsigned i = 0; i < f->count; i++)
		add_big32(&index, 0);
	for (unsigned i = 0; i < f->count; i++)
		add_big32(&index, (uint32_t)f->offsets[i]);
	buffer_add(&index, slice_make((const char[2 *SHA1_SIZE]){ 0 }, 2 * SHA1_SIZE));
	fixture_run("mkdir pack");
	fixture_write("pack/p.pack", buffer_slice(&f->pack));
	fixture_write("pack/p.idx", buffer_slice(&index));
	buffer_release(&index);
	buffer_release(&f->pack);
	packs_init(packs);
	packs_add(packs, ".");
	ck_assert_int_eq(packs->unread.status, STATUS_OK);
}

static enum status read_forged(const struct packs *packs, unsigned number, size_t *len)
{
	struct oid id = forged_id(number);
	enum status status;
	struct error err;
	char *bytes;
	int type;

	status = packs_read(packs, &id, MAX, &type, &bytes, len, &err);
	if (!status)
		mem_free(bytes);
	return status;
}

START_TEST(what_a_pack_claims_is_not_believed)
{
	struct packs packs;
	struct forge f;
	size_t len;
	struct fixture folder;

	fixture_init(&folder);
	forge_init(&f);
	forge_add(&f, 3, 0, SLICE("hello"), 5);
	forge_add(&f, 7, 1, SLICE("\5\012\x90\5\x90\5"), 6); /* 2: hello twice */
	forge_add(&f, 7, 4, SLICE("\5\5\x90\5"), 4);         /* 3 and 4: based on one another */
	forge_add(&f, 7, 3, SLICE("\5\5\x90\5"), 4);
	forge_add(&f, 7, 5, SLICE("\5\5\x90\5"), 4);            /* 5: based on itself */
	forge_add(&f, 7, 1, SLICE("\5\5\x91\1\5"), 5);          /* 6: copies beyond its base */
	forge_add(&f, 7, 1, SLICE("\5\5\5he"), 5);              /* 7: inserts more than there is */
	forge_add(&f, 7, 1, SLICE("\6\5\x90\5"), 4);            /* 8: of a base of another size */
	forge_add(&f, 7, 1, SLICE("\5\4\x90\5"), 4);            /* 9: makes more than it says */
	forge_add(&f, 7, 1, SLICE("\5\5\0"), 3);                /* 10: an instruction that does not exist */
	forge_add(&f, 7, 99, SLICE("\5\5\x90\5"), 4);           /* 11: a base that is not here */
	forge_add(&f, 3, 0, SLICE("hello"), 6);                 /* 12: shorter than it says */
	forge_add(&f, 3, 0, SLICE("hello"), 4);                 /* 13: longer than it says */
	forge_add(&f, 3, 0, SLICE("hello"), (uint64_t)1 << 44); /* 14: claims 16 TiB */
	forge_add(&f, 5, 0, SLICE("hello"), 5);                 /* 15: of no type */
	forge_add(&f, 7, 1, SLICE("\5\x80\x80\x80\x80\x80\x80\x40\x90\5"), 10); /* 16: makes 256 TiB */
	forge_open(&f, &packs);
	ck_assert_int_eq(read_forged(&packs, 1, &len), STATUS_OK);
	ck_assert_uint_eq(len, 5);
	ck_assert_int_eq(read_forged(&packs, 2, &len), STATUS_OK);
	ck_assert_uint_eq(len, 10);
	for (unsigned i = 3; i <= 15; i++)
		ck_assert_msg(read_forged(&packs, i, &len) == (i == 14 ? ERR_LIMIT : ERR_DAMAGED), "object %u", i);
	ck_assert_int_eq(read_forged(&packs, 16, &len), ERR_LIMIT);
	ck_assert_int_eq(read_forged(&packs, 17, &len), ERR_MISSING);
	packs_release(&packs);
	fixture_release(&folder);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, every_object_hashes_to_its_id, 0, sizeof(stores) / sizeof(stores[0]));
	tcase_add_loop_test(tests, damaged_packs_and_indexes_do_no_harm, 0, 2);
	tcase_add_test(tests, what_a_pack_claims_is_not_believed);
}

UNIT_MAIN("packs", add_tests)
