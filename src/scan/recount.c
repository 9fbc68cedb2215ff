/*
 * recount.c - see recount.h
 *
 * A version holds a secret as often as its bytes stand in the text, or as often
 * as the detector finds it (a decoded secret does not stand there as it is),
 * whichever is more.
 */
#include "scan/recount.h"

#include "engine/unicode.h"
#include "model/change.h"

#define CONVERTED_MAX ((size_t)1 << 30)

static void note_matches(struct recount_version *version, const struct matches *matches)
{
	for (size_t i = 0; i < matches->len; i++)
		*array_add(&version->found) = arena_copy(&version->arena, matches->items[i].secret);
}

static void version_init(struct recount_version *version, struct slice text)
{
	*version = (struct recount_version){ .text = text };
	arena_init(&version->arena);
	buffer_init(&version->converted, CONVERTED_MAX);
}

static void version_release(struct recount_version *version)
{
	array_release(&version->found);
	arena_release(&version->arena);
	buffer_release(&version->converted);
}

static void look_through(struct recount_version *version, const struct detector *detector, struct scratch *scratch,
			 struct slice bytes)
{
	enum encoding encoding = unicode_detect(bytes);

	/* Copied, converted or not: the detector reads a little past the end. */
	version_init(version, SLICE_NONE);
	if (encoding == ENCODING_BYTES)
		buffer_add(&version->converted, bytes);
	else
		unicode_convert(encoding, bytes, &version->converted);
	buffer_reserve(&version->converted, CONTENT_PADDING);
	version->text = buffer_slice(&version->converted);
	note_matches(version, &detector_scan(detector, scratch, version->text, 0, version->text.len)->matches);
}

void recount_init(struct recount *r, const struct detector *detector, struct slice now, const struct matches *matches,
		  const struct change *change)
{
	struct scratch *scratch = scratch_new(detector);

	*r = (struct recount){ .change = change, .len = change->before_len };
	if (r->len > RECOUNT_VERSIONS)
		r->len = RECOUNT_VERSIONS;
	version_init(&r->now, now);
	note_matches(&r->now, matches);
	for (size_t i = 0; i < r->len; i++)
		look_through(&r->before[i], detector, scratch, change->before[i]);
	scratch_free(scratch);
}

void recount_release(struct recount *r)
{
	version_release(&r->now);
	for (size_t i = 0; i < r->len; i++)
		version_release(&r->before[i]);
}

static size_t count_in(const struct recount_version *version, struct slice secret)
{
	size_t plain = 0, found = 0;

	for (size_t at = 0; (at = slice_find(version->text, secret, at)) != SLICE_NOWHERE; at += secret.len)
		plain++;
	for (size_t i = 0; i < version->found.len; i++)
		found += slice_equal(version->found.items[i], secret);
	return plain > found ? plain : found;
}

bool recount_blocks(const struct recount *r, const struct match *match, size_t first_line, size_t last_line)
{
	size_t before[RECOUNT_VERSIONS];

	for (size_t i = 0; i < r->len; i++)
		before[i] = count_in(&r->before[i], match->secret);
	return change_blocks(r->change, first_line, last_line, count_in(&r->now, match->secret), before);
}
