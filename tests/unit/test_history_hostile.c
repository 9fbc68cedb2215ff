#include <sys/stat.h>

#include <libdeflate.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/random.h"
#include "base/text.h"
#include "source/git.h"
#include "unit/git_fixture.h"

/* A pack and its index written entry by entry, every field as the test wants it. */
struct entry {
	struct oid id;
	uint64_t offset;
	uint32_t crc;
};

struct packer {
	struct buffer pack, index;
	struct entries ARRAY_OF(struct entry) entries;
	size_t max;
};

enum { COMMIT = 1, TREE, BLOB, TAG, OFS = 6, REF = 7 };

static void add32(struct buffer *b, uint64_t value)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buffer_add_byte(b, (char)(value >> shift));
}

static void packer_init(struct packer *p)
{
	*p = (struct packer){ 0 };
	buffer_init(&p->pack, 64 << 20);
	buffer_init(&p->index, 64 << 20);
	buffer_add(&p->pack, SLICE("PACK\0\0\0\2"));
	add32(&p->pack, 0);
}

static void packer_release(struct packer *p)
{
	buffer_release(&p->pack);
	buffer_release(&p->index);
	array_release(&p->entries);
}

static void add_size(struct buffer *b, unsigned type, uint64_t size)
{
	unsigned byte = type << 4 | (unsigned)(size & 15);

	for (size >>= 4; size; size >>= 7) {
		buffer_add_byte(b, (char)(byte | 0x80));
		byte = size & 0x7f;
	}
	buffer_add_byte(b, (char)byte);
}

static void add_distance(struct buffer *b, uint64_t distance)
{
	char bytes[12];
	size_t at = sizeof(bytes);

	bytes[--at] = (char)(distance & 0x7f);
	while (distance >>= 7)
		bytes[--at] = (char)(0x80 | (--distance & 0x7f));
	buffer_add(b, slice_make(bytes + at, sizeof(bytes) - at));
}

static void add_deflated(struct buffer *b, struct slice bytes)
{
	struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(6);
	size_t room = libdeflate_zlib_compress_bound(compressor, bytes.len);
	char *to = buffer_reserve(b, room);

	b->len += libdeflate_zlib_compress(compressor, bytes.at, bytes.len, to, room);
	libdeflate_free_compressor(compressor);
}

/* An id that only has to be unlike the others. */
static struct oid id_of(uint8_t first, uint8_t last)
{
	uint8_t bytes[SHA1_SIZE] = { first, [SHA1_SIZE - 1] = last };

	return oid_make(bytes, SHA1_SIZE);
}

/* One entry; `base` is a distance for OFS, unused for others; `base_id` for REF. Returns its offset. */
static uint64_t packer_add(struct packer *p, struct oid id, unsigned type, uint64_t size, uint64_t base,
			   const struct oid *base_id, struct slice body)
{
	uint64_t offset = p->pack.len;

	add_size(&p->pack, type, size);
	if (type == OFS)
		add_distance(&p->pack, base);
	if (type == REF)
		buffer_add(&p->pack, oid_bytes(base_id));
	add_deflated(&p->pack, body);
	*array_add(&p->entries) =
		(struct entry){ id, offset, hash_crc32(slice_sub(buffer_slice(&p->pack), offset, p->pack.len)) };
	return offset;
}

static uint64_t packer_whole(struct packer *p, struct oid id, unsigned type, struct slice body)
{
	return packer_add(p, id, type, body.len, 0, NULL, body);
}

static int compare_entries(const void *a, const void *b)
{
	return memcmp(((const struct entry *)a)->id.bytes, ((const struct entry *)b)->id.bytes, SHA1_SIZE);
}

static void add_digest(struct buffer *b)
{
	uint8_t digest[SHA1_SIZE];

	hash_sha1(buffer_slice(b), digest);
	buffer_add(b, slice_make((const char *)digest, SHA1_SIZE));
}

static void write_file(const char *path, struct slice bytes)
{
	struct error err;

	ck_assert_msg(file_write(path, bytes, 0644, &err) == STATUS_OK, "%s", err.text);
}

/* Writes both files into the fixture's repository. */
static void packer_write(struct packer *p, const struct fixture *f)
{
	struct buffer *x = &p->index;

	for (int i = 0; i < 4; i++)
		p->pack.at[8 + i] = (char)(p->entries.len >> (24 - 8 * i));
	add_digest(&p->pack);
	qsort(p->entries.items, p->entries.len, sizeof(*p->entries.items), compare_entries);
	buffer_add(x, SLICE("\377tOc\0\0\0\2"));
	for (unsigned i = 0, below = 0; i < 256; i++) {
		while (below < p->entries.len && p->entries.items[below].id.bytes[0] <= i)
			below++;
		add32(x, below);
	}
	for (size_t i = 0; i < p->entries.len; i++)
		buffer_add(x, oid_bytes(&p->entries.items[i].id));
	for (size_t i = 0; i < p->entries.len; i++)
		add32(x, p->entries.items[i].crc);
	for (size_t i = 0; i < p->entries.len; i++)
		add32(x, p->entries.items[i].offset);
	buffer_add(x, slice_sub(buffer_slice(&p->pack), p->pack.len - SHA1_SIZE, SHA1_SIZE));
	add_digest(x);
	write_file(fixture_path(f, "r/.git/objects/pack/pack-x.pack"), buffer_slice(&p->pack));
	write_file(fixture_path(f, "r/.git/objects/pack/pack-x.idx"), buffer_slice(x));
}

/* "copy `size` bytes of the base, `times` over": result size is as claimed. */
static void make_delta(struct buffer *delta, uint64_t base_size, uint64_t result, uint32_t size, unsigned times)
{
	uint64_t sizes[2] = { base_size, result };

	for (int i = 0; i < 2; i++) {
		for (; sizes[i] >= 0x80; sizes[i] >>= 7)
			buffer_add_byte(delta, (char)(0x80 | (sizes[i] & 0x7f)));
		buffer_add_byte(delta, (char)sizes[i]);
	}
	for (; times; times--) {
		buffer_add_byte(delta, (char)(0x80 | 0x70));
		for (int shift = 0; shift < 24; shift += 8)
			buffer_add_byte(delta, (char)(size >> shift));
	}
}

struct hostile {
	struct fixture f;
	struct packer p;
	struct scan scan;
};

static void hostile_init(struct hostile *h)
{
	fixture_init(&h->f);
	packer_init(&h->p);
}

static void hostile_scan(struct hostile *h)
{
	packer_write(&h->p, &h->f);
	scan_all(&h->scan, &h->f, "r");
}

static void hostile_release(struct hostile *h)
{
	scan_release(&h->scan);
	packer_release(&h->p);
	fixture_release(&h->f);
}

START_TEST(a_sound_pack_of_ours_is_read)
{
	struct oid base = id_of(1, 1);
	struct buffer delta;
	struct hostile h;
	uint64_t at;

	hostile_init(&h);
	buffer_init(&delta, 1000);
	make_delta(&delta, 5, 10, 5, 2);
	at = packer_whole(&h.p, base, BLOB, SLICE("hello"));
	packer_add(&h.p, id_of(2, 2), OFS, delta.len, h.p.pack.len - at, NULL, buffer_slice(&delta));
	packer_add(&h.p, id_of(0, 3), REF, delta.len, 0, &base, buffer_slice(&delta));
	hostile_scan(&h);
	ck_assert_str_eq(failed_text(&h.scan), "");
	ck_assert_uint_eq(h.scan.coverage.blobs, 3);
	ck_assert_uint_eq(h.scan.coverage.bytes, 25);
	buffer_release(&delta);
	hostile_release(&h);
}
END_TEST

/* Every entry that lies is failed; the sound one beside it is read. */
START_TEST(lies_in_entry_headers_are_found)
{
	struct oid one = id_of(1, 1), two = id_of(2, 2), absent = id_of(9, 9), self = id_of(3, 3);
	struct slice body = SLICE("\5\5\220\5");
	struct hostile h;
	uint64_t at;

	hostile_init(&h);
	at = packer_whole(&h.p, id_of(0, 0), BLOB, SLICE("hello"));
	packer_add(&h.p, one, REF, body.len, 0, &two, body); /* a cycle of two */
	packer_add(&h.p, two, REF, body.len, 0, &one, body);
	packer_add(&h.p, self, REF, body.len, 0, &self, body);        /* of one */
	packer_add(&h.p, id_of(4, 4), REF, body.len, 0, &self, body); /* made from a cycle */
	packer_add(&h.p, id_of(5, 5), REF, body.len, 0, &absent, body);
	packer_add(&h.p, id_of(6, 6), OFS, body.len, h.p.pack.len - at - 1, NULL, body); /* inside the first */
	packer_add(&h.p, id_of(7, 7), OFS, body.len, h.p.pack.len + 5, NULL, body);      /* before the pack */
	packer_add(&h.p, id_of(8, 8), OFS, body.len, 0, NULL, body);                     /* itself */
	packer_add(&h.p, id_of(10, 1), 0, body.len, 0, NULL, body);
	packer_add(&h.p, id_of(10, 2), 5, body.len, 0, NULL, body);
	packer_add(&h.p, id_of(10, 3), BLOB, 4, 0, NULL, SLICE("hello"));
	packer_add(&h.p, id_of(10, 4), BLOB, 6, 0, NULL, SLICE("hello"));
	hostile_scan(&h);
	ck_assert_str_eq(failed_text(&h.scan), "damaged=12");
	ck_assert_uint_eq(h.scan.coverage.blobs, 1);
	hostile_release(&h);
}
END_TEST

START_TEST(declared_sizes_are_bounded_before_memory_is_taken)
{
	uint64_t huge = (uint64_t)1 << 44, large = (uint64_t)1 << 30, at;
	struct buffer delta;
	struct hostile h;

	hostile_init(&h);
	buffer_init(&delta, 1000);
	packer_add(&h.p, id_of(1, 1), BLOB, huge, 0, NULL, SLICE("hello"));
	at = packer_whole(&h.p, id_of(2, 2), BLOB, SLICE("hello"));
	packer_add(&h.p, id_of(3, 3), OFS, huge, h.p.pack.len - at, NULL, SLICE("hello"));
	make_delta(&delta, 5, large, 5, 1);
	packer_add(&h.p, id_of(4, 4), OFS, delta.len, h.p.pack.len - at, NULL, buffer_slice(&delta));
	hostile_scan(&h);
	ck_assert_str_eq(failed_text(&h.scan), "limit=3");
	ck_assert_uint_eq(h.scan.coverage.blobs, 1);
	buffer_release(&delta);
	hostile_release(&h);
}
END_TEST

/* Each level is sixteen times the one below: 16 bytes, 256 ... 16 MiB, then beyond every bound. */
START_TEST(a_tower_of_deltas_stops_at_the_limit)
{
	uint64_t size = 16, at;
	struct buffer delta;
	struct hostile h;

	hostile_init(&h);
	buffer_init(&delta, 1000);
	at = packer_whole(&h.p, id_of(0, 0), BLOB, SLICE("0123456789abcdef"));
	for (uint8_t level = 1; level < 12; level++) {
		buffer_clear(&delta);
		make_delta(&delta, size, size * 16, (uint32_t)(size & 0xffffff), 16);
		at = packer_add(&h.p, id_of(level, level), OFS, delta.len, h.p.pack.len - at, NULL,
				buffer_slice(&delta));
		size *= 16;
	}
	packer_write(&h.p, &h.f);
	scan_begin(&h.scan, 1 << 20);
	scan_add(&h.scan, fixture_path(&h.f, "r"), NULL);
	scan_run(&h.scan);
	ck_assert_str_eq(failed_text(&h.scan), "limit=7");
	ck_assert_uint_eq(h.scan.coverage.blobs, 5);
	buffer_release(&delta);
	hostile_release(&h);
}
END_TEST

/* Two hundred deltas of a few bytes, each a megabyte when applied: more than the pack may cost. */
START_TEST(many_deltas_that_expand_stop_at_the_budget)
{
	struct history_options options = { .free_expansion = 1 << 20 };
	struct buffer delta, base;
	struct hostile h;
	uint64_t at;

	hostile_init(&h);
	buffer_init(&delta, 1000);
	buffer_init(&base, 1 << 17);
	memset(buffer_reserve(&base, 1 << 16), 'x', 1 << 16);
	base.len = 1 << 16;
	at = packer_whole(&h.p, id_of(0, 0), BLOB, buffer_slice(&base));
	make_delta(&delta, 1 << 16, 1 << 20, 1 << 16, 16);
	for (uint8_t i = 1; i <= 200; i++)
		packer_add(&h.p, id_of(i, 1), OFS, delta.len, h.p.pack.len - at, NULL, buffer_slice(&delta));
	packer_write(&h.p, &h.f);
	scan_begin(&h.scan, 0);
	history_free(h.scan.history);
	h.scan.history = history_new(&options);
	h.scan.source = history_source(h.scan.history);
	scan_add(&h.scan, fixture_path(&h.f, "r"), NULL);
	scan_run(&h.scan);
	ck_assert_ptr_nonnull(group_find(&h.scan.coverage.failed, "limit"));
	ck_assert_uint_eq(h.scan.coverage.blobs + group_find(&h.scan.coverage.failed, "limit")->count, 201);
	ck_assert_uint_lt(h.scan.coverage.bytes, ((uint64_t)1 << 22) + 512 * h.p.pack.len);
	buffer_release(&delta);
	buffer_release(&base);
	hostile_release(&h);
}
END_TEST

START_TEST(a_chain_deeper_than_git_makes_is_a_limit)
{
	struct slice body = SLICE("\5\5\220\5");
	struct hostile h;
	uint64_t at;

	hostile_init(&h);
	at = packer_whole(&h.p, id_of(0, 0), BLOB, SLICE("hello"));
	for (unsigned i = 1; i < 6000; i++)
		at = packer_add(&h.p, id_of((uint8_t)(i >> 8), (uint8_t)i), OFS, body.len, h.p.pack.len - at, NULL,
				body);
	hostile_scan(&h);
	ck_assert_uint_eq(h.scan.coverage.blobs + group_find(&h.scan.coverage.failed, "limit")->count, 6000);
	ck_assert_uint_ge(h.scan.coverage.blobs, 4095);
	hostile_release(&h);
}
END_TEST

static const struct {
	const char *what;
	const char *script;
	const char *failed;
} damages[] = {
	{ "pack cut short", "truncate -s -30 $p.pack", "damaged=1 ref=1" },
	{ "pack cut to nothing", ": > $p.pack", "damaged=1 ref=1" },
	{ "index cut short", "truncate -s -30 $p.idx", "damaged=1 ref=1" },
	{ "index of another pack",
	  "cp $p.idx x; cd ..; git init -q o; cd o; echo z > z; commit z; git repack -qad\n"
	  "cp .git/objects/pack/*.idx ../r/$p.idx",
	  "damaged=1 ref=1" },
	{ "no index", "rm -f $p.idx", "damaged=1 ref=1" },
	{ "no pack", "rm -f $p.pack", "missing=1 ref=1" },
	{ "index that is a FIFO", "rm -f $p.idx; mkfifo $p.idx", "ref=1 unsupported=1" },
	{ "pack that is a FIFO", "rm -f $p.pack; mkfifo $p.pack", "ref=1 unsupported=1" },
	{ "pack that is a link", "mv $p.pack y; ln -s $PWD/y $p.pack", "permission=1 ref=1" },
	{ "index of rubbish", "seq 1000 > $p.idx", "damaged=1 ref=1" },
	{ "multi-pack-index of rubbish", "seq 1000 > .git/objects/pack/multi-pack-index", "" },
	{ "commit-graph of rubbish", "mkdir -p .git/objects/info; seq 1000 > .git/objects/info/commit-graph", "" },
	{ "objects/pack is a link", "mv .git/objects/pack ../p; ln -s $PWD/../p .git/objects/pack",
	  "permission=1 ref=1" },
	{ "loose object that is a FIFO",
	  "mkdir -p .git/objects/12; mkfifo .git/objects/12/34567890123456789012345678901234567890", "damaged=1" },
	{ "loose object of rubbish",
	  "mkdir -p .git/objects/12; echo x > .git/objects/12/34567890123456789012345678901234567890", "damaged=1" },
	{ "loose folder that is a link", "ln -s / .git/objects/12", "permission=1" },
};

START_TEST(damaged_files_are_named_and_the_rest_goes_on)
{
	char script[2048];
	struct fixture f;
	struct scan scan;

	fixture_init(&f);
	snprintf(script, sizeof(script),
		 "cd r; echo a > a; commit one; git repack -qad; git prune-packed; git symbolic-ref HEAD "
		 "refs/heads/unborn\n"
		 "rm -f .git/index; p=$(echo .git/objects/pack/*.pack); p=${p%%.pack}; chmod u+w $p.*\n%s",
		 damages[_i].script);
	fixture_run(&f, script);
	scan_all(&scan, &f, "r");
	ck_assert_msg(strcmp(failed_text(&scan), damages[_i].failed) == 0, "%s: %s", damages[_i].what,
		      failed_text(&scan));
	scan_release(&scan);
	fixture_release(&f);
}
END_TEST

static void read_whole(const char *path, struct buffer *to)
{
	struct error err;

	buffer_init(to, 1 << 20);
	ck_assert_msg(file_read(path, to, &err) == STATUS_OK, "%s", err.text);
}

/* Flips bits of one file; either nothing is lost or something is said. */
static void flip_bits(const struct fixture *f, const char *file, unsigned rounds, uint64_t blobs)
{
	struct buffer bytes;
	struct random random;
	struct error err;

	read_whole(fixture_path(f, file), &bytes);
	ck_assert_int_eq(git_begin(&err), STATUS_OK); /* once for all the scans */
	random_init(&random, 11);
	for (unsigned i = 0; i < rounds; i++) {
		size_t bit = (size_t)random_below(&random, bytes.len * 8);
		struct scan scan;

		bytes.at[bit / 8] = (char)(bytes.at[bit / 8] ^ 1 << bit % 8);
		write_file(fixture_path(f, file), buffer_slice(&bytes));
		scan_all(&scan, f, "r");
		ck_assert_msg(scan.coverage.blobs == blobs || scan.coverage.failed.len, "bit %zu: silent loss", bit);
		scan_release(&scan);
		bytes.at[bit / 8] = (char)(bytes.at[bit / 8] ^ 1 << bit % 8);
	}
	git_end();
	buffer_release(&bytes);
}

static void prepare_flips(struct fixture *f, const char *settings)
{
	char script[2048];

	fixture_init(f);
	snprintf(script, sizeof(script),
		 "cd r; for i in 1 2 3 4 5 6; do seq $((i * 50)) 600 > a; seq $((i * 3)) > b; commit c$i; done\n"
		 "git tag -a -m x v1; git %s repack -qadf; cd .git/objects/pack; chmod u+w *; mv *.pack pack-x.pack; "
		 "mv *.idx pack-x.idx",
		 settings);
	fixture_run(f, script);
}

START_TEST(flipped_bits_of_a_pack_are_never_silent)
{
	struct fixture f;

	prepare_flips(&f, "");
	flip_bits(&f, "r/.git/objects/pack/pack-x.pack", 150, 12);
	fixture_release(&f);
}
END_TEST

/* Version 1 has no checksums of entries, so damage gets as far as libgit2. */
START_TEST(flipped_bits_of_a_pack_without_checksums_do_no_harm)
{
	struct fixture f;

	prepare_flips(&f, "-c pack.indexVersion=1");
	flip_bits(&f, "r/.git/objects/pack/pack-x.pack", 150, 12);
	fixture_release(&f);
}
END_TEST

START_TEST(flipped_bits_of_a_pack_index_are_never_silent)
{
	struct fixture f;

	prepare_flips(&f, "");
	flip_bits(&f, "r/.git/objects/pack/pack-x.idx", 150, 12);
	fixture_release(&f);
}
END_TEST

START_TEST(flipped_bits_of_the_index_file_are_never_silent)
{
	struct fixture f;

	prepare_flips(&f, "");
	flip_bits(&f, "r/.git/index", 60, 12);
	fixture_release(&f);
}
END_TEST

/* Nothing can be promised of what these then say, but it is read to the end or refused. */
START_TEST(flipped_bits_of_small_files_end)
{
	static const char *const files[] = { "r/.git/config", "r/.git/packed-refs", "r/.git/HEAD", "r/.git/shallow" };
	struct history_options options = { 0 };
	struct random random;
	struct fixture f;
	struct error err;

	prepare_flips(&f, "");
	fixture_run(&f, "cd r; git pack-refs --all; git rev-parse HEAD > .git/shallow");
	ck_assert_int_eq(git_begin(&err), STATUS_OK);
	random_init(&random, 5);
	for (unsigned i = 0; i < 200; i++) {
		const char *file = fixture_path(&f, files[i % 4]);
		struct history *h = history_new(&options);
		struct buffer bytes;
		size_t bit;

		read_whole(file, &bytes);
		bit = (size_t)random_below(&random, bytes.len * 8);
		bytes.at[bit / 8] = (char)(bytes.at[bit / 8] ^ 1 << bit % 8);
		write_file(file, buffer_slice(&bytes));
		if (history_add(h, fixture_path(&f, "r"), NULL, &err))
			ck_assert_uint_gt(strlen(err.text), 0);
		history_free(h);
		bytes.at[bit / 8] = (char)(bytes.at[bit / 8] ^ 1 << bit % 8);
		write_file(file, buffer_slice(&bytes));
		buffer_release(&bytes);
	}
	git_end();
	fixture_release(&f);
}
END_TEST

/* Ten trees deep, each naming the next ten times: 10^10 paths. */
START_TEST(a_tree_bomb_is_walked_once_and_its_places_are_cut)
{
	struct fixture f;
	struct scan scan;
	struct origins origins;
	struct coverage coverage;
	const struct seen_content *found;

	fixture_init(&f);
	fixture_run(&f,
		    "cd r; b=$(echo TOKEN | git hash-object -w --stdin)\n"
		    "t=$(for i in 0 1 2 3 4 5 6 7 8 9; do printf '100644 blob %s\\tf%s\\n' $b $i; done | git mktree)\n"
		    "for d in 1 2 3 4 5 6 7 8 9; do t=$(for i in 0 1 2 3 4 5 6 7 8 9; do printf '040000 tree "
		    "%s\\td%s\\n' $t $i; done | git mktree); done\n"
		    "tick; git update-ref HEAD $(git commit-tree -m x $t)");
	scan_all(&scan, &f, "r");
	found = scan_find(&scan, "TOKEN");
	ck_assert_ptr_nonnull(found);
	ck_assert_str_eq(failed_text(&scan), "");
	coverage_init(&coverage);
	history_locate(scan.history, &found->oid, 1, 2, &origins, &coverage);
	ck_assert_uint_eq(origins.items[0].places_len, PLACES_MAX);
	ck_assert(origins.items[0].cut);
	ck_assert_ptr_nonnull(group_find(&coverage.failed, "limit"));
	origins_release(&origins);
	coverage_release(&coverage);
	scan_release(&scan);
	fixture_release(&f);
}
END_TEST

/* What no hash allows, an index can claim: a tree inside itself, a commit that is its own parent. */
START_TEST(objects_that_hold_themselves_end)
{
	struct oid tree = id_of(1, 1), commit = id_of(2, 2), blob = id_of(3, 3);
	struct buffer text;
	struct origins origins;
	struct coverage coverage;
	struct hostile h;

	hostile_init(&h);
	buffer_init(&text, 1000);
	buffer_add_text(&text, "40000 again");
	buffer_add_byte(&text, '\0');
	buffer_add(&text, oid_bytes(&tree));
	buffer_add_text(&text, "100644 file");
	buffer_add_byte(&text, '\0');
	buffer_add(&text, oid_bytes(&blob));
	packer_whole(&h.p, tree, TREE, buffer_slice(&text));
	packer_whole(&h.p, blob, BLOB, SLICE("TOKEN"));
	buffer_clear(&text);
	buffer_add_text(&text, "tree ");
	oid_add_hex(&text, &tree);
	buffer_add_text(&text, "\nparent ");
	oid_add_hex(&text, &commit);
	buffer_add_text(&text, "\nauthor a <b> 1 +0000\ncommitter a <b> 1 +0000\n\nx\n");
	packer_whole(&h.p, commit, COMMIT, buffer_slice(&text));
	buffer_clear(&text);
	oid_add_hex(&text, &commit);
	write_file(fixture_path(&h.f, "r/.git/refs/heads/main"), buffer_slice(&text));
	hostile_scan(&h);
	ck_assert_str_eq(failed_text(&h.scan), "");
	coverage_init(&coverage);
	history_locate(h.scan.history, &blob, 1, 1, &origins, &coverage);
	ck_assert_uint_gt(origins.items[0].places_len, 100);
	ck_assert_slice_eq(origins.items[0].places[origins.items[0].places_len - 1].path, "file");
	ck_assert_ptr_nonnull(group_find(&coverage.failed, "limit"));
	origins_release(&origins);
	coverage_release(&coverage);
	buffer_release(&text);
	hostile_release(&h);
}
END_TEST

static const struct {
	const char *what;
	const char *script;
	uint64_t commits;
} moves[] = {
	{ "loose objects are packed", "cd r; git repack -qad; git prune-packed", 3 },
	{ "packs are joined", "cd r; git repack -qad", 3 },
	{ "a commit is made", "cd r; echo NEW > new; commit four", 4 },
	{ "packs are joined and a commit is made", "cd r; echo NEW > new; commit four; git gc -q --prune=now", 4 },
};

START_TEST(what_moves_during_a_scan_is_read_all_the_same)
{
	struct fixture f;
	struct scan scan;
	struct origins origins;
	const struct seen_content *found;

	fixture_init(&f);
	fixture_run(&f, "cd r; echo TOKEN > a; commit one; git repack -qd; echo b > a; commit two; git repack -qd\n"
			"echo LOOSE > a; commit three");
	scan_begin(&scan, 0);
	scan_add(&scan, fixture_path(&f, "r"), NULL);
	fixture_run(&f, moves[_i].script);
	scan_run(&scan);
	ck_assert_msg(*failed_text(&scan) == '\0', "%s: %s", moves[_i].what, failed_text(&scan));
	ck_assert_uint_eq(scan.coverage.commits, moves[_i].commits);
	ck_assert_ptr_nonnull(scan_find(&scan, "TOKEN"));
	found = scan_find(&scan, "LOOSE");
	ck_assert_ptr_nonnull(found);
	ck_assert(moves[_i].commits == 3 || scan_find(&scan, "NEW"));
	history_locate(scan.history, &found->oid, 1, 1, &origins, &scan.coverage);
	ck_assert_uint_eq(origins.items[0].places_len, 1);
	ck_assert_slice_eq(origins.items[0].places[0].path, "a");
	ck_assert_slice_eq(origins.items[0].first->subject, "three");
	ck_assert_str_eq(failed_text(&scan), "");
	origins_release(&origins);
	scan_release(&scan);
	fixture_release(&f);
}
END_TEST

#define LEN(array) (int)(sizeof(array) / sizeof((array)[0]))

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, a_sound_pack_of_ours_is_read);
	tcase_add_test(tests, lies_in_entry_headers_are_found);
	tcase_add_test(tests, declared_sizes_are_bounded_before_memory_is_taken);
	tcase_add_test(tests, a_tower_of_deltas_stops_at_the_limit);
	tcase_add_test(tests, many_deltas_that_expand_stop_at_the_budget);
	tcase_add_test(tests, a_chain_deeper_than_git_makes_is_a_limit);
	tcase_add_loop_test(tests, damaged_files_are_named_and_the_rest_goes_on, 0, LEN(damages));
	tcase_add_test(tests, flipped_bits_of_a_pack_are_never_silent);
	tcase_add_test(tests, flipped_bits_of_a_pack_without_checksums_do_no_harm);
	tcase_add_test(tests, flipped_bits_of_a_pack_index_are_never_silent);
	tcase_add_test(tests, flipped_bits_of_the_index_file_are_never_silent);
	tcase_add_test(tests, flipped_bits_of_small_files_end);
	tcase_add_test(tests, a_tree_bomb_is_walked_once_and_its_places_are_cut);
	tcase_add_test(tests, objects_that_hold_themselves_end);
	tcase_add_loop_test(tests, what_moves_during_a_scan_is_read_all_the_same, 0, LEN(moves));
}

UNIT_MAIN("history_hostile", add_tests)
