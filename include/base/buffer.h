/*
 * buffer.h - bytes that grow.
 *
 * Life cycle: buffer_init, then any of the verbs, then buffer_release. A buffer
 * states its maximum when it is made. What does not fit is not added, and the
 * buffer stays `full` until it is cleared: a writer adds without looking and
 * asks once at the end.
 *
 * `at` always ends in a NUL that `len` does not count.
 */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include "base/slice.h"

struct buffer {
	char *at;
	size_t len;
	size_t capacity;
	size_t max; /* bytes, the final NUL apart */
	bool full;  /* something did not fit */
};

void buffer_init(struct buffer *b, size_t max);
void buffer_release(struct buffer *b);
void buffer_clear(struct buffer *b);

bool buffer_add(struct buffer *b, struct slice bytes); /* false and full when it does not fit */
bool buffer_add_text(struct buffer *b, const char *text);
bool buffer_add_byte(struct buffer *b, char byte);
bool buffer_print(struct buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Room for `more` bytes behind `len`; NULL and full when they would not fit. The caller then adds to len. */
char *buffer_reserve(struct buffer *b, size_t more);
void buffer_truncate(struct buffer *b, size_t len);

struct slice buffer_slice(const struct buffer *b); /* valid until the next change */

#endif
