#include <libdeflate.h>

#include "base/file.h"
#include "base/hash.h"
#include "unit/history_scan.h"

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
	fixture_init_repository(&h->f);
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

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, a_sound_pack_of_ours_is_read);
	tcase_add_test(tests, lies_in_entry_headers_are_found);
	tcase_add_test(tests, declared_sizes_are_bounded_before_memory_is_taken);
	tcase_add_test(tests, a_tower_of_deltas_stops_at_the_limit);
	tcase_add_test(tests, many_deltas_that_expand_stop_at_the_budget);
	tcase_add_test(tests, a_chain_deeper_than_git_makes_is_a_limit);
	tcase_add_test(tests, objects_that_hold_themselves_end);
}

UNIT_MAIN("history_pack", add_tests)
