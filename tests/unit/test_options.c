#include "unit/unit.h"

#include "cli/options.h"

static enum status parse(struct options *options, struct error *err, int argc, const char *const *words)
{
	*options = (struct options){ 0 };
	*err = (struct error){ 0 };
	return options_parse(options, argc, (char *const *)(uintptr_t)words, err);
}

START_TEST(values_follow_or_stand_behind_an_equals_sign_or_a_letter)
{
	static const char *const words[] = { "keysieve", "tree", "--format=json", "-j3", "--output", "x", "-vq",
					     "--",       "-a" };
	struct options options;
	struct error err;

	ck_assert_int_eq(parse(&options, &err, 9, words), STATUS_OK);
	ck_assert_str_eq(options.format, "json");
	ck_assert_uint_eq(options.threads, 3);
	ck_assert_str_eq(options.output, "x");
	ck_assert(options.verbose && options.quiet);
	ck_assert_uint_eq(options.operands.len, 2);
	ck_assert_str_eq(options.operands.items[1], "-a");
	options_release(&options);
}
END_TEST

static const struct {
	const char *word, *message;
} wrong[] = {
	{ "--formta", "--formta: no such option (did you mean --format?)" },
	{ "--color=alwys", "--color: there is no 'alwys' (did you mean always?)" },
	{ "--progress=sometimes", "--progress: there is no 'sometimes': auto, always or never" },
	{ "--staged", "--staged: no such option (did you mean the command staged?)" },
	{ "--threads=two", "--threads: 'two' is not a number from 0 to 256" },
	{ "--exit-code=256", "--exit-code: '256' is not a number from 0 to 255" },
	{ "--strict=yes", "--strict: takes no value" },
	{ "--output", "--output: FILE is missing" },
	{ "-x", "-x: no such option (keysieve help lists them)" },
};

START_TEST(mistakes_are_named_with_what_was_meant)
{
	const char *words[] = { "keysieve", wrong[_i].word };
	struct options options;
	struct error err;

	ck_assert_int_eq(parse(&options, &err, 2, words), ERR_USAGE);
	ck_assert_str_eq(err.text, wrong[_i].message);
	options_release(&options);
}
END_TEST

START_TEST(an_option_of_another_command_is_refused)
{
	static const char *const words[] = { "keysieve", "--name=x" };
	struct options options;
	struct error err;

	ck_assert_int_eq(parse(&options, &err, 2, words), STATUS_OK);
	ck_assert_int_eq(options_check(&options, FOR_INPUT, "input", &err), STATUS_OK);
	ck_assert_int_eq(options_check(&options, FOR_TREE, "tree", &err), ERR_USAGE);
	ck_assert_str_eq(err.text, "--name: not an option of tree (keysieve help tree lists those)");
	options_release(&options);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, values_follow_or_stand_behind_an_equals_sign_or_a_letter);
	tcase_add_loop_test(tests, mistakes_are_named_with_what_was_meant, 0, sizeof(wrong) / sizeof(wrong[0]));
	tcase_add_test(tests, an_option_of_another_command_is_refused);
}

UNIT_MAIN("options", add_tests)
