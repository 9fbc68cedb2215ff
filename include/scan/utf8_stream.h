/*
 * utf8_stream.h - UTF-8 out of a stream, whatever it was written in.
 */
#ifndef SCAN_UTF8_STREAM_H
#define SCAN_UTF8_STREAM_H

#include <stdint.h>

#include "engine/unicode.h"
#include "model/content.h"

struct utf8_stream {
	const struct content *content;
	enum encoding encoding;
	struct buffer raw;       /* read and not yet converted */
	struct buffer converted; /* converted and not yet handed out */
	size_t taken;            /* of converted, or of raw when that is UTF-8 */
	uint64_t bytes;          /* read so far, before conversion */
	bool ended, failed;
};

/* Reads the beginning to see how the stream is encoded. `content` must have a `read`. */
void utf8_stream_open(struct utf8_stream *s, const struct content *content);
void utf8_stream_close(struct utf8_stream *s);

/* Fills up to `max` bytes; fewer only at the end. -1 when the stream failed before anything was filled. */
long utf8_stream_read(struct utf8_stream *s, char *to, size_t max);

#endif
