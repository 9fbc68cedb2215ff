#include <time.h>

#include "base/file.h"
#include "base/glob.h"
#include "base/random.h"
#include "unit/folder.h"

START_TEST(patterns_match_whole_paths)
{
	static const struct {
		const char *pattern, *path;
		bool matches;
	} rows[] = {
		{ "a", "a", true },
		{ "a", "ab", false },
		{ "", "", true },
		{ "*", "", true },
		{ "*", "abc", true },
		{ "*", "a/b", false },
		{ "a*c", "abbc", true },
		{ "a*c*e", "abcde", true },
		{ "a*c", "ab/c", false },
		{ "?", "/", false },
		{ "?b", "ab", true },
		{ "a/b", "a/b", true },
		{ "**", "a/b/c", true },
		{ "**/c", "c", true },
		{ "**/c", "a/b/c", true },
		{ "**/c", "a/bc", false },
		{ "a/**", "a/b/c", true },
		{ "a/**", "a", false },
		{ "a/**/d", "a/d", true },
		{ "a/**/d", "a/b/c/d", true },
		{ "a/**/d", "ad", false },
		{ "a/**/b/c/**/d", "a/x/b/c/d", true },
		{ "a/**/b/c/**/d", "a/b/x/b/c/y/z/d", true },
		{ "a/**/b/c/**/d", "a/b/x/c/d", false },
		{ "x/a/**/a/c", "x/a/c", false },
		{ "**/a*/**/b?", "x/ay/ab/z/bc", true },
		{ "a**b", "a/b", false },
		{ "a**b", "axxb", true },
		{ "***/b", "a/c/b", true },
		{ "[abc]", "b", true },
		{ "[abc]", "d", false },
		{ "[!abc]", "d", true },
		{ "[^abc]", "a", false },
		{ "[!a]", "/", false },
		{ "[a-cx-z]", "y", true },
		{ "[a-c]", "-", false },
		{ "[a-]", "-", true },
		{ "[-a]", "-", true },
		{ "[]a]", "]", true },
		{ "[!]a]", "]", false },
		{ "[\\]]", "]", true },
		{ "[a\\-c]", "b", false },
		{ "[[:digit:]x]", "7", true },
		{ "[[:digit:]x]", "x", true },
		{ "[[:upper:][:punct:]]", "!", true },
		{ "[[:nonsense:]a]", "a", false },
		{ "[[:digit]", ":", true },
		{ "[a", "[a", false },
		{ "[a", "a", false },
		{ "\\*", "*", true },
		{ "\\*", "a", false },
		{ "\\a", "a", true },
		{ "a\\", "a", false },
		{ "a\\", "a\\", false },
		{ "A", "a", false },
		{ "[\x80-\xff]", "\xe9", true },
		{ "caf?", "caf\xe9", true },
		{ "caf??", "caf\xc3\xa9", true },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_msg(glob_match(slice_of(rows[i].pattern), slice_of(rows[i].path)) == rows[i].matches,
			      "\"%s\" against \"%s\"", rows[i].pattern, rows[i].path);
}
END_TEST

START_TEST(lines_are_taken_apart_as_git_does)
{
	static const struct {
		const char *line, *pattern; /* NULL: holds no pattern */
		bool anchored, directory, negated;
	} rows[] = {
		{ "", NULL, false, false, false },          { "   ", NULL, false, false, false },
		{ "# comment", NULL, false, false, false }, { "/", NULL, false, false, false },
		{ "!", NULL, false, false, false },         { "a", "a", false, false, false },
		{ "a\r", "a", false, false, false },        { "a  ", "a", false, false, false },
		{ "a\\ ", "a\\ ", false, false, false },    { "a\\ \\  ", "a\\ \\ ", false, false, false },
		{ " a", " a", false, false, false },        { "a\t", "a\t", false, false, false },
		{ "a/", "a", false, true, false },          { "/a", "a", true, false, false },
		{ "a/b/", "a/b", true, true, false },       { "!a", "a", false, false, true },
		{ "!/a/", "a", true, true, true },          { "\\!a", "\\!a", false, false, false },
		{ "\\#a", "\\#a", false, false, false },    { "**/a", "a", false, false, false },
		{ "**/a/b", "**/a/b", true, false, false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct glob glob;
		bool parsed = glob_parse(slice_of(rows[i].line), &glob);

		ck_assert_msg(parsed == (rows[i].pattern != NULL), "\"%s\"", rows[i].line);
		if (!parsed)
			continue;
		ck_assert_slice_eq(glob.pattern, rows[i].pattern);
		ck_assert_msg(glob.anchored == rows[i].anchored && glob.directory == rows[i].directory &&
				      glob.negated == rows[i].negated,
			      "\"%s\"", rows[i].line);
	}
}
END_TEST

START_TEST(a_glob_covers_what_is_below_a_folder_it_matches)
{
	static const struct {
		const char *line, *file;
		bool covers;
	} rows[] = {
		{ "vendor/", "vendor/a/b.js", true },
		{ "vendor/", "src/vendor/b.js", true },
		{ "/vendor/", "src/vendor/b.js", false },
		{ "vendor/", "vendor", false },
		{ "vendor", "vendor", true },
		{ "*.js", "a/b.js", true },
		{ "*.js", "a.js/b", true },
		{ "src/*.js", "src/a/b.js", false },
		{ "src/**/*.js", "src/a/b.js", true },
		{ "docs/**", "docs/a", true },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct glob glob;

		ck_assert(glob_parse(slice_of(rows[i].line), &glob));
		ck_assert_msg(glob_covers(&glob, slice_of(rows[i].file)) == rows[i].covers, "\"%s\" over \"%s\"",
			      rows[i].line, rows[i].file);
	}
}
END_TEST

static double seconds(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

START_TEST(hostile_patterns_take_no_time)
{
	static const char *const repeated[] = { "*a", "a*", "?*", "**/", "a/**/", "**/a*", "*[a-b]", "[[:alpha:]]*" };
	size_t size = GLOB_MAX / 2;
	char *path = mem_alloc(size + 1), *pattern = mem_alloc(GLOB_MAX + 1);
	double start = seconds();

	for (size_t i = 0; i < sizeof(repeated) / sizeof(repeated[0]); i++) {
		size_t len = 0, step = strlen(repeated[i]);

		for (; len + step < size / 2; len += step)
			memcpy(pattern + len, repeated[i], step);
		pattern[len] = 'Z';
		for (size_t every = 2; every < 300; every += 99) {
			for (size_t k = 0; k < size; k++)
				path[k] = k % every == 1 ? '/' : 'a';
			ck_assert(!glob_match(slice_make(pattern, len + 1), slice_make(path, size - 1)));
		}
	}
	ck_assert_msg(seconds() - start < 20, "%f s", seconds() - start);
	mem_free(path);
	mem_free(pattern);
}
END_TEST

START_TEST(a_pattern_longer_than_any_path_is_refused)
{
	char *line = mem_alloc(GLOB_MAX + 1);
	struct glob glob;

	memset(line, 'a', GLOB_MAX + 1);
	ck_assert(glob_parse(slice_make(line, GLOB_MAX), &glob));
	ck_assert(!glob_parse(slice_make(line, GLOB_MAX + 1), &glob));
	mem_free(line);
}
END_TEST

static const char *pick(struct random *random, const char *const *from, size_t len)
{
	return from[random_below(random, len)];
}

static void random_pattern(struct random *random, struct buffer *out)
{
	static const char *const atoms[] = { "a",
					     "b",
					     "*",
					     "?",
					     "**",
					     "/",
					     "/",
					     "**/",
					     "/**",
					     "[ab]",
					     "[!a]",
					     "[^b-z]",
					     "[a-]",
					     "[]a]",
					     "\\*",
					     "[[:alpha:]]",
					     "[[:nosuch:]]",
					     "\\[",
					     "[",
					     "-",
					     ".",
					     "x",
					     " ",
					     "\\ ",
					     "A",
					     "!",
					     "#",
					     "\xc3\xa9",
					     "***",
					     "[\\]]",
					     "[b-a]",
					     "[--0]",
					     "\\",
					     "[a/b]" };

	for (size_t i = 1 + random_below(random, 6); i > 0; i--)
		buffer_add_text(out, pick(random, atoms, sizeof(atoms) / sizeof(atoms[0])));
	if (random_below(random, 6) == 0)
		buffer_add_byte(out, '/');
	buffer_add_byte(out, '\n');
}

static void random_path(struct random *random, struct buffer *out)
{
	static const char *const names[] = { "a", "b",  "ab", "aab",      "a b", "[",  "-", "a-b",
					     "A", ".x", "*",  "\xc3\xa9", "a]",  "!b", "#", "\\" };

	for (size_t i = 1 + random_below(random, 4); i > 0; i--) {
		buffer_add_text(out, pick(random, names, sizeof(names) / sizeof(names[0])));
		buffer_add_byte(out, i > 1 ? '/' : '\0');
	}
}

/*
 * What git check-ignore -v -n -z prints of one path: four fields, of which the third is the pattern or "".
 * Returns how many paths matched.
 */
static size_t check_answers(struct slice answers, const struct glob *glob, const char *line)
{
	struct slice source, number, pattern, path;
	size_t matches = 0;

	while (slice_cut(&answers, '\0', &source)) {
		ck_assert(slice_cut(&answers, '\0', &number) && slice_cut(&answers, '\0', &pattern) &&
			  slice_cut(&answers, '\0', &path));
		ck_assert_msg((glob && glob_covers(glob, path)) == (pattern.len != 0), "%.*s: git %s match, pattern %s",
			      SLICE_ARGS(path), pattern.len ? "says" : "denies a", line);
		matches += pattern.len != 0;
	}
	return matches;
}

START_TEST(patterns_mean_what_they_mean_to_git)
{
	struct random random;
	size_t matches = 0;

	random_init(&random, 11);
	if (RUN_GIT(NULL, "/dev/null", "init", "-q", "--template=", ".") == 127) {
		puts("SKIP: no git");
		return;
	}
	for (int round = 0; round < 150; round++) {
		struct buffer line, paths, answers;
		struct glob glob;
		struct error err;
		bool parsed;

		buffer_init(&line, 1000);
		buffer_init(&paths, 100000);
		buffer_init(&answers, 1000000);
		random_pattern(&random, &line);
		for (int i = 0; i < 80; i++)
			random_path(&random, &paths);
		write_bytes("rules", line.at, line.len);
		write_bytes("paths", paths.at, paths.len);
		ck_assert_int_le(RUN_GIT("paths", "answers", "-c", "core.excludesFile=rules", "check-ignore",
					 "--no-index", "-v", "-n", "-z", "--stdin"),
				 1);
		ck_assert_int_eq(file_read("answers", &answers, &err), STATUS_OK);
		ck_assert_uint_gt(answers.len, paths.len);
		parsed = glob_parse(slice_make(line.at, line.len - 1), &glob);
		if (!parsed || !glob.negated)
			matches += check_answers(buffer_slice(&answers), parsed ? &glob : NULL, line.at);
		buffer_release(&line);
		buffer_release(&paths);
		buffer_release(&answers);
	}
	ck_assert_uint_gt(matches, 500);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, folder_make, folder_remove);
	tcase_add_test(tests, patterns_match_whole_paths);
	tcase_add_test(tests, lines_are_taken_apart_as_git_does);
	tcase_add_test(tests, a_glob_covers_what_is_below_a_folder_it_matches);
	tcase_add_test(tests, hostile_patterns_take_no_time);
	tcase_add_test(tests, a_pattern_longer_than_any_path_is_refused);
	tcase_add_test(tests, patterns_mean_what_they_mean_to_git);
}

UNIT_MAIN("glob", add_tests)
