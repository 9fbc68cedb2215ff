#include "unit/history_scan.h"
#include "unit/packer.h"

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
	packer_write(&h->p, fixture_path(&h->f, "r/.git/objects/pack"));
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
	/* The first is read piece by piece, as far as it goes. */
	ck_assert_str_eq(failed_text(&h.scan), "damaged=1 limit=2");
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
	packer_write(&h.p, fixture_path(&h.f, "r/.git/objects/pack"));
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
	packer_write(&h.p, fixture_path(&h.f, "r/.git/objects/pack"));
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
	fixture_write(fixture_path(&h.f, "r/.git/refs/heads/main"), buffer_slice(&text));
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
