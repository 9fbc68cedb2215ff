/*
 * scan_fixture.h - an inspector with rules made up for the tests, and contents for it.
 *
 *     fixture = scanner_start();              or scanner_start_with(rules, count)
 *     scanner_give(fixture, &content);
 *     scanner_hit(fixture, 0) ...
 *     scanner_end(fixture);
 *
 * `marks` are secrets of the rule "mark": "mk_" and 12 characters of a number, each unlike the others.
 */
#ifndef TESTS_UNIT_SCAN_FIXTURE_H
#define TESTS_UNIT_SCAN_FIXTURE_H

#include <stdio.h>
#include <string.h>

#include "scan/inspect.h"

#define MARK_SIZE 15

static const struct rule mark_rule = {
	.id = "mark", .provider = "Acme", .confidence = CONFIDENCE_CERTAIN, .regex = "\\b(mk_[0-9a-z]{12})\\b"
};
/* Sees the same secret through the name before it. */
static const struct rule named_rule = { .id = "named", .confidence = CONFIDENCE_LIKELY, .regex = "name=(\\S{4,40})" };
/* May hold the others. */
static const struct rule block_rule = {
	.id = "block", .provider = "Acme", .confidence = CONFIDENCE_CERTAIN, .regex = "<([^<>]{20,200})>"
};
static const struct rule *const scanner_rules[] = { &mark_rule, &named_rule, &block_rule };

struct scanner {
	struct detector *detector;
	struct progress progress;
	struct inspector inspector;
};

static inline struct scanner *scanner_start_with(const struct rule *const *rules, size_t count)
{
	const struct detector_options how = { .naive = true };
	struct scanner *s = mem_alloc(sizeof(*s));
	struct error err = { 0 };

	s->detector = detector_new(rules, count, &how, &err);
	if (!s->detector)
		ck_abort_msg("%s", err.text);
	progress_init(&s->progress, 2, TERMINAL_NEVER, "file");
	inspector_init(&s->inspector, s->detector, &s->progress);
	return s;
}

static inline struct scanner *scanner_start(void)
{
	return scanner_start_with(scanner_rules, 3);
}

static inline void scanner_end(struct scanner *s)
{
	inspector_release(&s->inspector);
	detector_free(s->detector);
	mem_free(s);
}

static inline void scanner_give(struct scanner *s, const struct content *content)
{
	s->inspector.sink.content(&s->inspector.sink, content);
}

/* Hands `bytes` over in one piece, as a file of the tree. */
static inline void scanner_give_whole(struct scanner *s, struct slice bytes)
{
	char *padded = mem_alloc(bytes.len + CONTENT_PADDING);

	if (bytes.len)
		memcpy(padded, bytes.at, bytes.len);
	scanner_give(s, &(struct content){
				.state = STATE_TREE, .path = SLICE("file"), .bytes = slice_make(padded, bytes.len) });
	mem_free(padded);
}

/* A stream over bytes in memory; fails when `fails_at` is reached, if that is not 0. */
struct memory_stream {
	struct slice rest;
	size_t given, fails_at;
	unsigned reads;
};

static inline long memory_stream_read(void *context, char *to, size_t max)
{
	struct memory_stream *stream = context;
	size_t len = stream->rest.len < max ? stream->rest.len : max;

	stream->reads++;
	if (stream->fails_at && stream->given + len >= stream->fails_at)
		return -1;
	memcpy(to, stream->rest.at, len);
	stream->rest = slice_sub(stream->rest, len, stream->rest.len);
	stream->given += len;
	return (long)len;
}

static inline void scanner_give_stream(struct scanner *s, struct slice bytes)
{
	struct memory_stream stream = { .rest = bytes };

	scanner_give(s, &(struct content){ .state = STATE_TREE,
					   .path = SLICE("file"),
					   .read = memory_stream_read,
					   .read_context = &stream });
}

static inline const struct hit *scanner_hit(const struct scanner *s, size_t index)
{
	if (index >= s->inspector.hits.len)
		ck_abort_msg("there are %zu hits only", s->inspector.hits.len);
	return &s->inspector.hits.items[index];
}

/* The mark of a number; valid until the next but one. */
static inline const char *mark(unsigned number)
{
	static char text[2][MARK_SIZE + 1];
	static unsigned turn;
	uint64_t mixed = (number + 1) * 0x9e3779b97f4a7c15u;
	char *to = text[turn ^= 1];

	snprintf(to, MARK_SIZE + 1, "mk_");
	for (size_t i = 3; i < MARK_SIZE; i++, mixed /= 36)
		to[i] = "0123456789abcdefghijklmnopqrstuvwxyz"[mixed % 36];
	return to;
}

#endif
