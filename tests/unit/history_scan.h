/*
 * history_scan.h - one scan of the object stores in a fixture, kept for comparing.
 */
#ifndef TESTS_UNIT_HISTORY_SCAN_H
#define TESTS_UNIT_HISTORY_SCAN_H

#include "source/history.h"
#include "source/locate.h"
#include "unit/drain.h"
#include "unit/fixture.h"

#define SCAN_WORKERS 2

struct seen_content {
	enum place_kind kind;
	struct oid oid;
	unsigned store;
	struct slice bytes;
};

struct scan {
	struct history *history;
	struct source *source;
	struct coverage coverage;
	struct scan_contents ARRAY_OF(struct seen_content) contents;
	struct arena arena;
	pthread_mutex_t lock;
	unsigned workers;
};

/* A fixture with an empty repository "r" in it. */
static inline void fixture_init_repository(struct fixture *f)
{
	fixture_init(f);
	fixture_run("git init -q r");
}

/* What comes piece by piece. */
static inline void scan_read(const struct content *content, struct buffer *out)
{
	char piece[1000];
	long got;

	while ((got = content->read(content->read_context, piece, sizeof(piece))) > 0)
		buffer_add(out, slice_make(piece, (size_t)got));
	ck_assert_int_eq(got, 0);
}

static inline void scan_take(struct sink *sink, const struct content *content)
{
	struct scan *scan = drain_context(sink);
	struct seen_content seen = { content->kind, content->oid, content->store, SLICE_NONE };

	struct buffer streamed;

	buffer_init(&streamed, (size_t)64 << 20);
	if (content->bytes.at)
		drain_touch_padding(content);
	else
		scan_read(content, &streamed);
	pthread_mutex_lock(&scan->lock);
	seen.bytes = arena_copy(&scan->arena, content->bytes.at ? content->bytes : buffer_slice(&streamed));
	*array_add(&scan->contents) = seen;
	sink->coverage->bytes += seen.bytes.len;
	pthread_mutex_unlock(&scan->lock);
	buffer_release(&streamed);
}

static inline void scan_begin(struct scan *scan, uint64_t max_object)
{
	struct history_options options = { .max_object = max_object };

	*scan = (struct scan){ .workers = SCAN_WORKERS };
	pthread_mutex_init(&scan->lock, NULL);
	coverage_init(&scan->coverage);
	arena_init(&scan->arena);
	scan->history = history_new(&options);
	scan->source = history_source(scan->history);
}

static inline void scan_add(struct scan *scan, const char *path, const char *name)
{
	struct error err = { 0 };

	ck_assert_msg(history_add(scan->history, path, name, &err) == STATUS_OK, "%s", err.text);
}

static inline void scan_run(struct scan *scan)
{
	struct drain drain = {
		.source = scan->source, .content = scan_take, .context = scan, .coverage = &scan->coverage
	};

	drain_run(&drain, scan->workers);
}

/* Everything for the usual case: the store at `below`. */
static inline void scan_all(struct scan *scan, const struct fixture *f, const char *below)
{
	scan_begin(scan, 0);
	scan_add(scan, fixture_path(f, below), NULL);
	scan_run(scan);
}

static inline void scan_release(struct scan *scan)
{
	history_free(scan->history);
	coverage_release(&scan->coverage);
	array_release(&scan->contents);
	arena_release(&scan->arena);
	pthread_mutex_destroy(&scan->lock);
}

/* The one content that holds the text; NULL if none does. More than one is a failure. */
static inline const struct seen_content *scan_find(const struct scan *scan, const char *text)
{
	const struct seen_content *found = NULL;

	for (size_t i = 0; i < scan->contents.len; i++) {
		if (slice_find(scan->contents.items[i].bytes, slice_of(text), 0) == SLICE_NOWHERE)
			continue;
		ck_assert_msg(!found, "%s was handed out twice", text);
		found = &scan->contents.items[i];
	}
	return found;
}

static inline const struct coverage_group *group_find(const struct coverage_groups *groups, const char *reason)
{
	for (size_t i = 0; i < groups->len; i++)
		if (strcmp(groups->items[i].reason, reason) == 0)
			return &groups->items[i];
	return NULL;
}

/* "reason=count reason=count" of what failed (or was skipped), for comparing in one go. */
static inline const char *groups_text(struct scan *scan, const struct coverage_groups *groups)
{
	const char *text = "";

	for (size_t i = 0; i < groups->len; i++)
		text = arena_print(&scan->arena, "%s%s%s=%llu", text, *text ? " " : "", groups->items[i].reason,
				   (unsigned long long)groups->items[i].count);
	return text;
}

static inline const char *failed_text(struct scan *scan)
{
	return groups_text(scan, &scan->coverage.failed);
}

static inline const char *skipped_text(struct scan *scan)
{
	return groups_text(scan, &scan->coverage.skipped);
}

/* The first name of a group of failures that begins or goes on with `part`. */
static inline bool failed_names(const struct scan *scan, const char *reason, const char *part)
{
	const struct coverage_group *group = group_find(&scan->coverage.failed, reason);

	for (size_t i = 0; group && i < group->what.len; i++)
		if (slice_find(group->what.items[i], slice_of(part), 0) != SLICE_NOWHERE)
			return true;
	return false;
}

#endif
