/*
 * tree_scan.h - what a scan of the test's folder yields, as texts to compare.
 */
#ifndef TESTS_UNIT_TREE_SCAN_H
#define TESTS_UNIT_TREE_SCAN_H

#include "source/tree.h"
#include "unit/folder.h"

static inline struct text_list list_of(const char *const *items, size_t len)
{
	return (struct text_list){ items, len };
}

#define LIST(...)                                                                                                      \
	list_of((const char *const[]){ __VA_ARGS__ }, sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static inline void scan_tree(struct scan *scan, struct tree_options options)
{
	struct source *source;

	options.workers = 1;
	source = tree_open(&options);
	scan_all(scan, source, 1);
	source->ops->close(source);
}

static inline void assert_scan(struct tree_options options, const char *paths, const char *skipped, const char *failed)
{
	struct scan scan;

	scan_tree(&scan, options);
	assert_text(scan_paths(&scan), paths);
	assert_text(groups_text(&scan.coverage.skipped), skipped);
	assert_text(groups_text(&scan.coverage.failed), failed);
	ck_assert_uint_eq(scan.coverage.files, scan.seens.len);
	scan_release(&scan);
}

static inline void assert_paths(struct tree_options options, const char *paths)
{
	assert_scan(options, paths, "", "");
}

static inline void assert_bytes(const struct scan *scan, const char *path, const char *bytes)
{
	const struct seen *seen = scan_find(scan, path);

	ck_assert_msg(seen != NULL, "%s: not seen", path);
	ck_assert_uint_eq(seen->len, strlen(bytes));
	ck_assert_str_eq(seen->bytes, bytes);
	ck_assert_int_eq(seen->state, STATE_TREE);
}

#endif
