#include "engine/masks.h"
#include "unit/unit.h"

#include <string.h>

#include "base/random.h"
#include "engine/shape.h"

#define BLOCKS 6

static const struct masks *kinds[4];
static size_t kind_count;

static void find_kinds(void)
{
	const struct masks *all[] = { &masks_scalar, masks_avx2(), masks_ssse3(), masks_neon() };

	kind_count = 0;
	for (size_t i = 0; i < 4; i++)
		if (all[i])
			kinds[kind_count++] = all[i];
}

/* Text-like at first, then any bytes. */
static void fill(struct random *random, uint8_t *bytes, size_t len, unsigned round)
{
	static const char likely[] = "aZ09_ +/=.~-\\%\"'\n[{@`\x7f\x80\xff";

	for (size_t i = 0; i < len; i++)
		bytes[i] = (uint8_t)(round % 2 ? random_next(random)
					       : (uint64_t)likely[random_below(random, sizeof(likely) - 1)]);
}

START_TEST(scalar_classes_are_those_of_the_byte_sets)
{
	static struct class_masks masks;
	uint8_t bytes[4 * BLOCK_SIZE];

	for (unsigned i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)i;
	masks_scalar.classes(bytes, 4, &masks);
	for (unsigned i = 0; i < 256; i++) {
		ck_assert_int_eq(masks.word[i / 64 + 1] >> i % 64 & 1, byteset_has(&byteset_word, i));
		ck_assert_int_eq(masks.value[i / 64 + 1] >> i % 64 & 1, byteset_has(&byteset_value, i));
		ck_assert_int_eq(masks.value[i / 64 + 1] >> i % 64 & 1, shape_is_value((char)i));
		ck_assert_int_eq(masks.digit[i / 64 + 1] >> i % 64 & 1, byteset_has(&byteset_digit, i));
		ck_assert_int_eq(masks.escape[i / 64 + 1] >> i % 64 & 1, i == '\\' || i == '%');
	}
}
END_TEST

START_TEST(every_kind_sees_the_same_classes_at_every_alignment)
{
	static struct class_masks want, got;
	static uint8_t bytes[BLOCK_SIZE * (BLOCKS + 2)];
	struct random random;

	find_kinds();
	random_init(&random, 1);
	for (unsigned round = 0; round < 200; round++) {
		const uint8_t *at = bytes + round % BLOCK_SIZE;

		fill(&random, bytes, sizeof(bytes), round);
		masks_scalar.classes(at, BLOCKS, &want);
		for (size_t k = 1; k < kind_count; k++) {
			kinds[k]->classes(at, BLOCKS, &got);
			ck_assert_int_eq(memcmp(want.word, got.word, 8 * (BLOCKS + 1)), 0);
			ck_assert_int_eq(memcmp(want.value, got.value, 8 * (BLOCKS + 1)), 0);
			ck_assert_int_eq(memcmp(want.digit, got.digit, 8 * (BLOCKS + 1)), 0);
			ck_assert_int_eq(memcmp(want.escape, got.escape, 8 * (BLOCKS + 1)), 0);
		}
	}
}
END_TEST

static bool bit(const uint64_t *words, size_t n)
{
	return words[n / 64] >> n % 64 & 1;
}

/* The marks said again, byte by byte; positions count from the block before the first. */
static bool starts_token(const struct class_masks *c, size_t n)
{
	for (size_t i = 0; i < SHAPE_RUN; i++)
		if (!bit(c->value, n + i))
			return false;
	return bit(c->word, n) && (!bit(c->word, n - 1) || bit(c->escape, n - 2) || bit(c->escape, n - 3));
}

static bool opens_run(const struct class_masks *c, size_t n)
{
	for (size_t i = 0; i < SHAPE_RUN; i++)
		if (!bit(c->value, n + i))
			return false;
	return !bit(c->value, n - 1);
}

START_TEST(marks_are_what_they_say_in_every_kind)
{
	static uint8_t bytes[BLOCK_SIZE * (CHUNK_BLOCKS + 2)];
	static struct class_masks classes;
	static struct mark_masks marks;
	struct random random;
	size_t starts = 0;

	find_kinds();
	random_init(&random, 4);
	for (unsigned round = 0; round < 20; round++) {
		size_t blocks = 1 + random_below(&random, BLOCKS - 2);

		for (size_t i = 0; i < sizeof(bytes); i++)
			bytes[i] =
				(uint8_t) "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab1/.\\% "[random_below(&random, 46)];
		masks_scalar.classes(bytes, BLOCKS, &classes);
		classes.word[0] = random_next(&random);
		classes.value[0] = classes.word[0] | random_next(&random);
		classes.escape[0] = ~classes.value[0];
		for (size_t k = 0; k < kind_count; k++) {
			kinds[k]->marks(&classes, blocks, &marks);
			for (size_t n = 0; n < blocks * BLOCK_SIZE; n++) {
				ck_assert_int_eq(bit(marks.start, n), starts_token(&classes, n + BLOCK_SIZE));
				ck_assert_int_eq(bit(marks.open, n), opens_run(&classes, n + BLOCK_SIZE));
				starts += bit(marks.start, n);
			}
		}
	}
	ck_assert_uint_ge(starts, 100);
}
END_TEST

static void random_literal(struct random *random, struct teddy_literal *literal)
{
	memset(literal, 0, sizeof(*literal));
	for (int i = 0; i < TEDDY_BYTES; i++) {
		byteset_add(&literal->sets[i], (unsigned)(' ' + random_below(random, 95)));
		byteset_fold(&literal->sets[i]);
	}
}

static bool begins_with(const uint8_t *at, const struct teddy_literal *literal, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		if (!byteset_has(&literal->sets[i], at[i]))
			return false;
	return true;
}

/* Writes one of the literals somewhere. */
static void plant(struct random *random, uint8_t *bytes, size_t len, const struct teddy_literal *literal)
{
	size_t at = random_below(random, len - TEDDY_BYTES);

	for (unsigned i = 0; i < TEDDY_BYTES; i++)
		for (unsigned byte = 0; byte < 256; byte++)
			if (byteset_has(&literal->sets[i], byte))
				bytes[at + i] = (uint8_t)byte;
}

START_TEST(no_teddy_misses_a_literal_and_all_kinds_agree)
{
	static uint8_t bytes[BLOCK_SIZE * (BLOCKS + 2)];
	static struct teddy_literal literals[1000];
	struct random random;

	find_kinds();
	random_init(&random, 2);
	for (unsigned round = 0; round < 200; round++) {
		const uint8_t *at = bytes + round % BLOCK_SIZE;
		const bool small = round % 2;
		const size_t count = 1 + random_below(&random, small ? 32 : round % 20 ? 100 : 1000);
		uint64_t want[BLOCKS], got[BLOCKS];
		struct teddy teddy;

		for (size_t i = 0; i < count; i++)
			random_literal(&random, &literals[i]);
		teddy_init(&teddy, literals, count, small);
		fill(&random, bytes, sizeof(bytes), round);
		for (int i = 0; i < 20; i++)
			plant(&random, bytes, sizeof(bytes), &literals[random_below(&random, count)]);
		(small ? masks_scalar.teddy_small : masks_scalar.teddy_large)(&teddy, at, BLOCKS, want);
		for (size_t p = 0; p < BLOCKS * BLOCK_SIZE; p++)
			for (size_t i = 0; i < count; i++)
				if (begins_with(at + p, &literals[i], teddy.bytes))
					ck_assert(want[p / 64] >> p % 64 & 1);
		for (size_t k = 1; k < kind_count; k++) {
			(small ? kinds[k]->teddy_small : kinds[k]->teddy_large)(&teddy, at, BLOCKS, got);
			ck_assert_int_eq(memcmp(want, got, sizeof(got)), 0);
		}
	}
}
END_TEST

START_TEST(few_literals_let_little_else_through)
{
	static uint8_t bytes[BLOCK_SIZE * (BLOCKS + 2)];
	struct teddy_literal literals[8];
	uint64_t hits[BLOCKS];
	struct random random;
	struct teddy teddy;
	int count = 0;

	random_init(&random, 3);
	for (int i = 0; i < 8; i++)
		random_literal(&random, &literals[i]);
	teddy_init(&teddy, literals, 8, true);
	fill(&random, bytes, sizeof(bytes), 1);
	masks_scalar.teddy_small(&teddy, bytes, BLOCKS, hits);
	for (int i = 0; i < BLOCKS; i++)
		count += __builtin_popcountll(hits[i]);
	ck_assert_int_le(count, 3);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, scalar_classes_are_those_of_the_byte_sets);
	tcase_add_test(tests, every_kind_sees_the_same_classes_at_every_alignment);
	tcase_add_test(tests, marks_are_what_they_say_in_every_kind);
	tcase_add_test(tests, no_teddy_misses_a_literal_and_all_kinds_agree);
	tcase_add_test(tests, few_literals_let_little_else_through);
}

UNIT_MAIN("masks", add_tests)
