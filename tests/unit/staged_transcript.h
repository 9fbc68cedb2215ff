/*
 * staged_transcript.h - what the staged source hands out, as text to compare.
 *
 *     file a.txt: one|two| was (one|) adds 2-2
 *     skipped submodule: lib
 *
 * A line end shows as |, other unprintable bytes as \xx; long contents as their
 * size. "adds ?": no line diff was possible. An object id at the front of a
 * message shows as ID.
 */
#ifndef TESTS_UNIT_STAGED_TRANSCRIPT_H
#define TESTS_UNIT_STAGED_TRANSCRIPT_H

#include "base/buffer.h"
#include "base/text.h"
#include "source/staged.h"
#include "unit/drain.h"

#define TRANSCRIPT_SHOWN 120

static inline void transcript_add(struct buffer *out, struct slice bytes)
{
	if (bytes.len > TRANSCRIPT_SHOWN) {
		buffer_print(out, "[%zu bytes]", bytes.len);
		return;
	}
	for (size_t i = 0; i < bytes.len; i++)
		if (bytes.at[i] == '\n')
			buffer_add_byte(out, '|');
		else if (bytes.at[i] < ' ' || bytes.at[i] > '~')
			buffer_print(out, "\\%02x", (unsigned char)bytes.at[i]);
		else
			buffer_add_byte(out, bytes.at[i]);
}

static inline void transcript_content(struct sink *sink, const struct content *content)
{
	struct buffer *out = drain_context(sink);
	const struct change *change = content->change;
	struct oid id = oid_of_blob(content->bytes);

	ck_assert_int_eq(content->state, STATE_STAGED);
	ck_assert_ptr_nonnull(change);
	ck_assert(slice_equal(oid_bytes(&id), oid_bytes(&content->oid)));
	buffer_add_text(out, content->kind == PLACE_SYMLINK ? "link " : "file ");
	transcript_add(out, content->path);
	buffer_add_text(out, ": ");
	transcript_add(out, content->bytes);
	for (size_t i = 0; i < change->before_len; i++) {
		buffer_add_text(out, i ? " (" : " was (");
		transcript_add(out, change->before[i]);
		buffer_add_text(out, ")");
	}
	buffer_add_text(out, change->lines_known ? " adds" : " adds ?");
	for (size_t i = 0; i < change->added_len; i++)
		buffer_print(out, " %zu-%zu", change->added[i].first, change->added[i].last);
	buffer_add_text(out, "\n");
	sink->coverage->bytes += content->bytes.len;
}

static inline void transcript_what(struct buffer *out, struct slice what)
{
	struct oid id;

	if (oid_parse(slice_sub(what, 0, 40), &id)) {
		buffer_add_text(out, "ID");
		what = slice_sub(what, 40, what.len);
	}
	transcript_add(out, what);
}

static inline void transcript_groups(struct buffer *out, const char *what, const struct coverage_groups *groups)
{
	for (size_t i = 0; i < groups->len; i++)
		for (size_t k = 0; k < groups->items[i].what.len; k++) {
			buffer_print(out, "%s %s: ", what, groups->items[i].reason);
			transcript_what(out, groups->items[i].what.items[k]);
			buffer_add_text(out, "\n");
		}
}

/* Opens the source where the test stands, runs it to the end and closes it. The text is the caller's. */
static inline struct buffer transcript_make(void)
{
	static const char *const names[] = {
		"ok", "usage", "config", "io", "missing", "damaged", "limit", "unsupported"
	};
	struct buffer text;
	struct coverage coverage;
	struct source *source;
	struct error err = { STATUS_OK, "" };

	buffer_init(&text, (size_t)1 << 20);
	coverage_init(&coverage);
	source = staged_open(&err);
	if (!source) {
		ck_assert_str_ne(err.text, "");
		buffer_print(&text, "error %s\n", names[err.status]);
	} else {
		struct drain drain = {
			.source = source, .content = transcript_content, .context = &text, .coverage = &coverage
		};

		drain_run(&drain, 1);
		ck_assert_uint_eq(source->done, source->total);
		source->ops->close(source);
	}
	transcript_groups(&text, "skipped", &coverage.skipped);
	transcript_groups(&text, "failed", &coverage.failed);
	coverage_release(&coverage);
	return text;
}

#endif
