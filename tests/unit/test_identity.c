#include "unit/unit.h"

#include <string.h>

#include "scan/identity.h"

static const struct slice key = { "a key of sixteen or more", 24 };
static struct arena arena;

static void start(void)
{
	arena_init(&arena);
}

static void end(void)
{
	arena_release(&arena);
}

static const char *id(struct slice secret)
{
	return identity_of(&arena, identity_public_key, secret);
}

START_TEST(an_id_is_26_characters_of_base32_behind_a_prefix)
{
	const char *text = id(SLICE("some secret"));

	ck_assert_uint_eq(strlen(text), 4 + 26);
	ck_assert_int_eq(strncmp(text, "ks1_", 4), 0);
	ck_assert_uint_eq(strspn(text + 4, "abcdefghijklmnopqrstuvwxyz234567"), 26);
}
END_TEST

/* Worked out by another program: ids must stay the same for ever. */
START_TEST(an_id_never_changes)
{
	ck_assert_str_eq(id(SLICE("some secret")), "ks1_d6ngdfpnwubhfg647g2lre75ry");
	ck_assert_str_eq(id(SLICE("")), "ks1_vogpuxkrlvsoeyc7kk7whi7jwp");
	ck_assert_str_eq(identity_of(&arena, key, SLICE("some secret")), "ks1_6ysjrct4tunql4vwnwv7vlddg5");
}
END_TEST

START_TEST(the_same_bytes_have_the_same_id_and_others_another)
{
	ck_assert_str_eq(id(SLICE("some secret")), id(SLICE("some secret")));
	ck_assert_str_ne(id(SLICE("some secret")), id(SLICE("some secres")));
	ck_assert_str_ne(id(SLICE("some secret")), id(SLICE("some secret ")));
	ck_assert_str_ne(id(SLICE("a\0b")), id(SLICE("a")));
}
END_TEST

START_TEST(carriage_returns_do_not_count)
{
	ck_assert_str_eq(id(SLICE("line one\r\nline two\r\n")), id(SLICE("line one\nline two\n")));
	ck_assert_str_eq(id(SLICE("\r")), id(SLICE("")));
}
END_TEST

START_TEST(another_key_makes_other_ids)
{
	ck_assert_str_ne(identity_of(&arena, key, SLICE("some secret")), id(SLICE("some secret")));
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, start, end);
	tcase_add_test(tests, an_id_is_26_characters_of_base32_behind_a_prefix);
	tcase_add_test(tests, an_id_never_changes);
	tcase_add_test(tests, the_same_bytes_have_the_same_id_and_others_another);
	tcase_add_test(tests, carriage_returns_do_not_count);
	tcase_add_test(tests, another_key_makes_other_ids);
}

UNIT_MAIN("identity", add_tests)
