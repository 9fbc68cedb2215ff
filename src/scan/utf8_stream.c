/* utf8_stream.c - see utf8_stream.h */
#include "scan/utf8_stream.h"

#include <string.h>

#define CHUNK ((size_t)256 << 10)

/* Appends up to CHUNK raw bytes. */
static void read_raw(struct utf8_stream *s)
{
	char *to = buffer_reserve(&s->raw, CHUNK);
	long got = s->content->read(s->content->read_context, to, CHUNK);

	s->failed = got < 0;
	s->ended = got < (long)CHUNK;
	if (got > 0) {
		s->raw.len += (size_t)got;
		s->bytes += (uint64_t)got;
	}
}

void utf8_stream_open(struct utf8_stream *s, const struct content *content)
{
	*s = (struct utf8_stream){ .content = content };
	buffer_init(&s->raw, 3 * CHUNK);
	buffer_init(&s->converted, 16 * CHUNK);
	read_raw(s);
	s->encoding = unicode_detect(buffer_slice(&s->raw));
}

void utf8_stream_close(struct utf8_stream *s)
{
	buffer_release(&s->raw);
	buffer_release(&s->converted);
}

/* Converts what was read; the bytes of a unit that is not complete stay in raw. */
static void convert(struct utf8_stream *s)
{
	size_t used;

	buffer_clear(&s->converted);
	s->taken = 0;
	used = unicode_convert(s->encoding, buffer_slice(&s->raw), &s->converted);
	memmove(s->raw.at, s->raw.at + used, s->raw.len - used);
	buffer_truncate(&s->raw, s->raw.len - used);
}

/* Hands out of `from` what is there. */
static size_t take(struct utf8_stream *s, const struct buffer *from, char *to, size_t max)
{
	size_t len = from->len - s->taken < max ? from->len - s->taken : max;

	memcpy(to, from->at + s->taken, len);
	s->taken += len;
	return len;
}

static long fill_plain(struct utf8_stream *s, char *to, size_t max)
{
	size_t have = take(s, &s->raw, to, max);
	long got = 0;

	if (have < max && !s->ended) {
		got = s->content->read(s->content->read_context, to + have, max - have);
		s->failed = got < 0;
		s->ended = got < (long)(max - have);
		s->bytes += got > 0 ? (uint64_t)got : 0;
	}
	if (s->failed && have == 0)
		return -1;
	return (long)have + (got > 0 ? got : 0);
}

long utf8_stream_read(struct utf8_stream *s, char *to, size_t max)
{
	size_t have = 0;

	if (s->encoding == ENCODING_BYTES)
		return fill_plain(s, to, max);
	for (;;) {
		have += take(s, &s->converted, to + have, max - have);
		if (have == max)
			break;
		if (!s->ended)
			read_raw(s);
		convert(s);
		if (s->ended && s->converted.len == 0)
			break;
	}
	return s->failed && have == 0 ? -1 : (long)have;
}
