/* recount.c - see recount.h */
#include "scan/recount.h"

#include "engine/unicode.h"
#include "model/change.h"

#define CONVERTED_MAX ((size_t)1 << 31)

static void note_matches(struct recount_version *version, const struct matches *matches)
{
	for (size_t i = 0; i < matches->len; i++) {
		size_t *count = table_find(&version->found, matches->items[i].secret);

		if (!count)
			count = table_add(&version->found, arena_copy(&version->arena, matches->items[i].secret), 0,
					  NULL);
		(*count)++;
	}
}

static void version_init(struct recount_version *version, struct slice text)
{
	*version = (struct recount_version){ .text = text };
	arena_init(&version->arena);
	table_init(&version->found);
	buffer_init(&version->converted, CONVERTED_MAX);
}

static void version_release(struct recount_version *version)
{
	table_release(&version->found);
	arena_release(&version->arena);
	buffer_release(&version->converted);
}

static void look_through(struct recount_version *version, const struct detector *detector, struct scratch *scratch,
			 struct slice bytes)
{
	/* Copied, converted or not: the detector reads a little past the end. */
	version_init(version, SLICE_NONE);
	unicode_convert(unicode_detect(bytes), bytes, &version->converted);
	buffer_reserve(&version->converted, CONTENT_PADDING);
	version->text = buffer_slice(&version->converted);
	note_matches(version, &detector_scan(detector, scratch, version->text, 0, version->text.len)->matches);
}

void recount_init(struct recount *r, const struct detector *detector, struct slice now, const struct matches *matches,
		  const struct change *change)
{
	struct scratch *scratch = scratch_new(detector);

	*r = (struct recount){ .change = *change };
	if (r->change.before_len > RECOUNT_VERSIONS)
		r->change.before_len = RECOUNT_VERSIONS;
	table_init(&r->known);
	version_init(&r->now, now);
	note_matches(&r->now, matches);
	for (size_t i = 0; i < r->change.before_len; i++)
		look_through(&r->before[i], detector, scratch, change->before[i]);
	scratch_free(scratch);
}

void recount_release(struct recount *r)
{
	version_release(&r->now);
	for (size_t i = 0; i < r->change.before_len; i++)
		version_release(&r->before[i]);
	table_release(&r->known);
	array_release(&r->counts);
}

static size_t count_plain(struct slice text, struct slice secret)
{
	size_t plain = 0;

	if (secret.len == 0)
		return 0;
	for (size_t at = 0; (at = slice_find(text, secret, at)) != SLICE_NOWHERE; at += secret.len)
		plain++;
	return plain;
}

static size_t count_in(struct recount *r, const struct recount_version *version, struct slice secret, bool search)
{
	const size_t *found = table_find(&version->found, secret);
	size_t plain = search ? count_plain(version->text, secret) : 0;

	r->effort += search ? version->text.len : 0;
	return found && *found > plain ? *found : plain;
}

static const struct recount_count *count_of(struct recount *r, struct slice secret)
{
	const size_t *known = table_find(&r->known, secret);
	struct recount_count count = { 0 };
	/* Every version is searched or none is: like is compared with like. */
	bool search = r->effort < RECOUNT_EFFORT;

	if (known)
		return &r->counts.items[*known];
	count.now = count_in(r, &r->now, secret, search);
	for (size_t i = 0; i < r->change.before_len; i++)
		count.before[i] = count_in(r, &r->before[i], secret, search);
	table_add(&r->known, arena_copy(&r->now.arena, secret), r->counts.len, NULL);
	*array_add(&r->counts) = count;
	return &r->counts.items[r->counts.len - 1];
}

bool recount_blocks(struct recount *r, const struct match *match, size_t first_line, size_t last_line)
{
	const struct recount_count *count;

	if (!change_touches(&r->change, first_line, last_line))
		return false;
	if (r->change.before_len == 0)
		return true;
	count = count_of(r, match->secret);
	return change_blocks(&r->change, first_line, last_line, count->now, count->before);
}
