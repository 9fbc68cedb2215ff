/* test_midx.c - packs without an index are read by the multi-pack-index, whole, or it is said what is not */
#include "store/midx.h"

#include <fcntl.h>

#include "base/file.h"
#include "store/object_format.h"
#include "store/packs.h"
#include "store/store_read.h"
#include "unit/folder.h"
#include "unit/midx_writer.h"

#define PACKED ".git/objects/pack"
/* Four packs with deltas in each; the ids of all objects in ../ids. */
#define STORY                                                                                                          \
	"git init -q r; cd r; lines row 1 300 > grows; mkdir d; for n in $(seq 40); do echo $n > d/$n; done\n"         \
	"for n in $(seq 8); do lines more $n $((n + 9)) >> grows; commit \"number $n\"\n"                              \
	"test $((n % 2)) = 1 || git repack -qd; done; git tag -a -m text v1; git repack -qd\n"
#define WRITE                                                                                                          \
	"git multi-pack-index write 2>&1; test -s " PACKED "/multi-pack-index\n"                                       \
	"git cat-file --batch-all-objects --batch-check='%(objectname)' > ../ids; test $(wc -l < ../ids) -gt 60\n"
#define STRIP "rm -f " PACKED "/*.idx " PACKED "/*.rev; "

static const struct {
	const char *name, *script;
} shapes[] = {
	{ "no pack has an index", STORY WRITE STRIP },
	{ "one of the packs has none", STORY WRITE "rm -f $(ls " PACKED "/*.idx | head -n 1)\n" },
	{ "one of the packs has one",
	  STORY WRITE "mv $(ls " PACKED "/*.idx | head -n 1) ..; " STRIP "mv ../*.idx " PACKED "/\n" },
	{ "one pack", STORY "git repack -qadf --depth=50\n" WRITE STRIP },
	{ "bases named by id",
	  STORY "git repack -qad; git -c repack.useDeltaBaseOffset=false repack -qadf\n" WRITE STRIP },
	{ "indexes with offsets of 64 bits",
	  STORY "git repack -qad; p=$(ls " PACKED "/*.pack); chmod u+w ${p%.pack}.idx\n"
		"git index-pack --index-version=2,0x40 -o ${p%.pack}.idx $p\n" WRITE STRIP },
	{ "loose objects too", STORY WRITE "echo new > new; commit new\n" STRIP },
	{ "packs of an alternate",
	  STORY WRITE STRIP "cd ..; mv r other; git init -q r; cd r\n"
			    "echo ../../../other/.git/objects > .git/objects/info/alternates\n" },
};

static struct store *open_store(struct coverage *coverage)
{
	const struct store_options options = { 0 };
	struct store *store;
	struct error err;

	coverage_init(coverage);
	ck_assert_msg(store_open("r", &options, &store, &err) == STATUS_OK, "%s", err.text);
	store_list(store, coverage);
	return store;
}

/* Every object of `ids` is read by both readers, and what is read hashes to its id. */
static void read_all(const struct store *store, struct store_reader *reader, const struct packs *packs,
		     const char *shape)
{
	struct slice rest, line;
	struct buffer ids;
	struct error err;

	buffer_init(&ids, 1 << 20);
	ck_assert_int_eq(file_read("ids", &ids, &err), STATUS_OK);
	for (rest = buffer_slice(&ids); slice_cut(&rest, '\n', &line);) {
		struct object_bytes read;
		uint8_t digest[SHA1_SIZE];
		struct oid id;
		uint32_t object;
		size_t len;
		char *bytes;
		int type;

		ck_assert(oid_parse(line, &id));
		object = store_find(store, id.bytes);
		ck_assert_msg(object != STORE_NONE, "%s: %.*s is not listed", shape, SLICE_ARGS(line));
		ck_assert_msg(store_read(reader, object, &read, &err) == STATUS_OK, "%s: %s", shape, err.text);
		object_id(read.type, read.bytes, digest);
		ck_assert_msg(memcmp(digest, id.bytes, SHA1_SIZE) == 0, "%s: %.*s", shape, SLICE_ARGS(line));
		ck_assert_msg(packs_read(packs, &id, 1 << 24, &type, &bytes, &len, &err) == STATUS_OK, "%s: %s", shape,
			      err.text);
		ck_assert(type == (int)read.type && slice_equal(slice_make(bytes, len), read.bytes));
		mem_free(bytes);
	}
	buffer_release(&ids);
}

START_TEST(packs_without_an_index_are_read)
{
	struct store_reader *reader;
	struct coverage coverage;
	struct packs packs;
	struct fixture f;
	struct store *store;

	fixture_init(&f);
	fixture_run(shapes[_i].script);
	store = open_store(&coverage);
	assert_text(groups_text(&coverage.failed), "");
	reader = store_reader_new(store);
	packs_init(&packs);
	packs_add(&packs, access("other", F_OK) == 0 ? "other/.git/objects" : "r/.git/objects");
	read_all(store, reader, &packs, shapes[_i].name);
	packs_release(&packs);
	store_reader_free(reader);
	store_free(store);
	coverage_release(&coverage);
	fixture_release(&f);
}
END_TEST

static const struct {
	const char *name, *script, *failed;
} faults[] = {
	{ "none is there", "rm -f multi-pack-index",
	  "damaged: pack-a: a pack without index|pack-b: a pack without index" },
	{ "a pack it does not know", "mv pack-a.pack pack-c.pack", "damaged: pack-c: a pack without index" },
	{ "cut short", "truncate -s -25 multi-pack-index",
	  "damaged: multi-pack-index: chunks that lie outside or in one another|pack-a: a pack without index|pack-b: a "
	  "pack without index" },
	{ "empty", ": > multi-pack-index",
	  "damaged: multi-pack-index: cut short or far too long|pack-a: a pack without index|pack-b: a pack without "
	  "index" },
	{ "something else", "seq 1000 > multi-pack-index",
	  "damaged: multi-pack-index: not a multi-pack-index|pack-a: a pack without index|pack-b: a pack without "
	  "index" },
	{ "a FIFO", "rm -f multi-pack-index; mkfifo multi-pack-index",
	  "damaged: pack-a: a pack without index|pack-b: a pack "
	  "without index; unsupported: multi-pack-index: not a regular file" },
	{ "version 2", "printf '\\002' | dd of=multi-pack-index bs=1 seek=4 conv=notrunc 2>&1",
	  "damaged: pack-a: a pack without "
	  "index|pack-b: a pack without index; unsupported: multi-pack-index: version 2, hash 1, base 0 is not "
	  "supported" },
	{ "of SHA-256", "printf '\\002' | dd of=multi-pack-index bs=1 seek=5 conv=notrunc 2>&1",
	  "damaged: pack-a: a pack without "
	  "index|pack-b: a pack without index; unsupported: multi-pack-index: version 1, hash 2, base 0 is not "
	  "supported" },
	{ "a wrong checksum",
	  "printf '........' | dd of=multi-pack-index bs=1 conv=notrunc seek=$(($(stat -c %s "
	  "multi-pack-index) - 8)) 2>&1",
	  "damaged: multi-pack-index: its checksum is wrong" },
	{ "a chain of them",
	  "rm -f multi-pack-index; mkdir multi-pack-index.d; : > multi-pack-index.d/multi-pack-index-chain",
	  "damaged: pack-a: a pack without index (multi-pack-index.d is not read)|pack-b: a pack without index "
	  "(multi-pack-index.d is not read)" },
	{ "none is needed", "mv ../../../../idx/* .; seq 1000 > multi-pack-index", "" },
};

START_TEST(what_is_wrong_with_one_is_said)
{
	char script[2048];
	struct coverage coverage;
	struct store *store;
	struct fixture f;

	fixture_init(&f);
	snprintf(script, sizeof(script),
		 "git init -q r; cd r; echo a > a; commit; git repack -qd; echo b > b; commit; git repack -qd\n"
		 "cd .git/objects/pack; set -- *.pack; rm -f *.rev; chmod u+w *; mv $1 pack-a.pack; mv ${1%%pack}idx "
		 "pack-a.idx; "
		 "mv $2 pack-b.pack; mv ${2%%pack}idx pack-b.idx\n"
		 "git multi-pack-index write 2>&1; chmod u+w *; mkdir ../../../../idx; mv *.idx ../../../../idx\n%s",
		 faults[_i].script);
	fixture_run(script);
	store = open_store(&coverage);
	assert_text(groups_text(&coverage.failed), faults[_i].failed);
	store_free(store);
	coverage_release(&coverage);
	fixture_release(&f);
}
END_TEST

/* One pack whose entries a multi-pack-index of ours places. */
static struct store *place(struct packer *p, struct midx_entries *entries, bool large, struct coverage *coverage)
{
	struct buffer text;

	fixture_run("git init -q r");
	packer_write(p, "r/" PACKED);
	buffer_init(&text, 1 << 20);
	midx_write(&text, entries, slice_make("pack-x.idx", 11), 1, large);
	packer_write_file("r/" PACKED, MIDX_NAME, buffer_slice(&text));
	buffer_release(&text);
	ck_assert_int_eq(unlink("r/" PACKED "/pack-x.idx"), 0);
	return open_store(coverage);
}

static struct oid blob(struct packer *p, struct midx_entries *entries, const char *text)
{
	const struct oid id = oid_of_blob(slice_of(text));

	*array_add(entries) = (struct midx_entry){ id, 0, packer_whole(p, id, BLOB, slice_of(text)) };
	return id;
}

START_TEST(offsets_of_64_bits_are_looked_up)
{
	struct midx_entries entries = { 0 };
	struct store_reader *reader;
	struct object_bytes read;
	struct coverage coverage;
	struct store *store;
	struct packer p;
	struct fixture f;
	struct error err;
	struct oid one;

	fixture_init(&f);
	packer_init(&p);
	one = blob(&p, &entries, "one");
	blob(&p, &entries, "two");
	store = place(&p, &entries, true, &coverage);
	assert_text(groups_text(&coverage.failed), "");
	reader = store_reader_new(store);
	ck_assert_int_eq(store_read(reader, store_find(store, one.bytes), &read, &err), STATUS_OK);
	ck_assert_slice_eq(read.bytes, "one");
	store_reader_free(reader);
	store_free(store);
	coverage_release(&coverage);
	array_release(&entries);
	packer_release(&p);
	fixture_release(&f);
}
END_TEST

/* There is no checksum of an entry: an object that is not what its id says must be seen all the same. */
START_TEST(an_object_at_the_place_of_another_is_damaged)
{
	struct midx_entries entries = { 0 };
	struct store_reader *reader;
	struct object_bytes read;
	struct coverage coverage;
	struct store *store;
	struct packer p;
	struct fixture f;
	struct error err;
	struct oid one, two;
	uint64_t offset;

	fixture_init(&f);
	packer_init(&p);
	one = blob(&p, &entries, "one");
	two = blob(&p, &entries, "two");
	offset = entries.items[0].offset;
	entries.items[0].offset = entries.items[1].offset;
	entries.items[1].offset = _i ? offset : UINT32_MAX;
	store = place(&p, &entries, _i, &coverage);
	reader = store_reader_new(store);
	ck_assert_int_eq(store_read(reader, store_find(store, one.bytes), &read, &err), ERR_DAMAGED);
	ck_assert_int_eq(store_read(reader, store_find(store, two.bytes), &read, &err), ERR_DAMAGED);
	store_reader_free(reader);
	store_free(store);
	coverage_release(&coverage);
	array_release(&entries);
	packer_release(&p);
	fixture_release(&f);
}
END_TEST

/* An object of two packs is named in one of them: in the other, what is made from it has no base that we can name. */
START_TEST(what_is_made_from_a_copy_that_was_left_out_is_damaged)
{
	struct store_reader *reader;
	struct coverage coverage;
	struct store *store;
	struct fixture f;
	uint32_t bad = 0;

	fixture_init(&f);
	/* The newer of two packs is the one that is named. */
	fixture_run(STORY
		    "git repack -qadf; git prune-packed\n"
		    "git rev-list --objects HEAD~4..HEAD | cut -c1-40 | git pack-objects -q .git/objects/pack/pack\n"
		    "touch -d @1600000000 $(ls -S .git/objects/pack/*.pack | head -n 1)\n" WRITE STRIP);
	store = open_store(&coverage);
	reader = store_reader_new(store);
	ck_assert_uint_gt(store->order_len, 60);
	for (uint32_t i = 0; i < store->order_len; i++) {
		const struct store_object *o = &store->objects[store->order[i]];
		struct object_bytes read;
		uint8_t digest[SHA1_SIZE];
		struct error err;

		if (store_read(reader, store->order[i], &read, &err)) {
			ck_assert_int_eq(err.status, ERR_DAMAGED);
			bad++;
			continue;
		}
		object_id(read.type, read.bytes, digest);
		ck_assert_mem_eq(digest, o->id, SHA1_SIZE);
	}
	ck_assert_msg(store->packs.len == 2 && bad > 0 && bad < store->order_len, "%u of %u in %zu packs", bad,
		      store->order_len, store->packs.len);
	store_reader_free(reader);
	store_free(store);
	coverage_release(&coverage);
	fixture_release(&f);
}
END_TEST

#define LEN(array) (int)(sizeof(array) / sizeof((array)[0]))

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, packs_without_an_index_are_read, 0, LEN(shapes));
	tcase_add_loop_test(tests, what_is_wrong_with_one_is_said, 0, LEN(faults));
	tcase_add_test(tests, offsets_of_64_bits_are_looked_up);
	tcase_add_test(tests, what_is_made_from_a_copy_that_was_left_out_is_damaged);
	tcase_add_loop_test(tests, an_object_at_the_place_of_another_is_damaged, 0, 2);
}

UNIT_MAIN("midx", add_tests)
