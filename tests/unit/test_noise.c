#include "unit/unit.h"

#include "scan/noise.h"

static const struct rule named_rule = { .id = "named", .provider = "Acme" };
static const struct rule generic_rule = { .id = "generic", .provider = "Generic" };

/* Files where only what proves itself is worth telling, and files where everything is. */
static const struct {
	const char *path;
	bool noise;
} files[] = {
	{ "src/main.c", false },
	{ ".env", false },
	{ "package-lock.json", true },
	{ "web/package-lock.json", true },
	{ "package-lock.json/real.txt", false },
	{ "my-package-lock.json", false },
	{ "go.sum", true },
	{ "deps/custom.lock", true },
	{ "dist/app.min.js", true },
	{ "dist/app.MIN.JS", true },
	{ "app.js.map", true },
	{ "logo.svg", true },
	{ "tests/__snapshots__/a.snap", true },
	{ "map", false },
	{ "src/map/x.c", false },
	{ "", false },
};

START_TEST(generic_findings_in_generated_files_are_noise)
{
	const struct slice path = slice_of(files[_i].path);

	ck_assert_msg(noise_is_expected(&generic_rule, CONFIDENCE_LIKELY, path, 80) == files[_i].noise, "%s",
		      files[_i].path);
	ck_assert_msg(noise_is_expected(&generic_rule, CONFIDENCE_POSSIBLE, path, 80) == files[_i].noise, "%s",
		      files[_i].path);
}
END_TEST

START_TEST(certain_findings_and_those_of_a_named_provider_never_are)
{
	ck_assert(!noise_is_expected(&generic_rule, CONFIDENCE_CERTAIN, SLICE("go.sum"), 80));
	ck_assert(!noise_is_expected(&named_rule, CONFIDENCE_CERTAIN, SLICE("go.sum"), 9999));
	ck_assert(!noise_is_expected(&named_rule, CONFIDENCE_LIKELY, SLICE("go.sum"), 9999));
	ck_assert(noise_is_expected(&named_rule, CONFIDENCE_POSSIBLE, SLICE("go.sum"), 80));
}
END_TEST

START_TEST(a_line_that_nobody_wrote_by_hand_is_noise)
{
	ck_assert(!noise_is_expected(&generic_rule, CONFIDENCE_LIKELY, SLICE("a.js"), 1999));
	ck_assert(noise_is_expected(&generic_rule, CONFIDENCE_LIKELY, SLICE("a.js"), 2000));
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, generic_findings_in_generated_files_are_noise, 0, sizeof(files) / sizeof(*files));
	tcase_add_test(tests, certain_findings_and_those_of_a_named_provider_never_are);
	tcase_add_test(tests, a_line_that_nobody_wrote_by_hand_is_noise);
}

UNIT_MAIN("noise", add_tests)
