/*
 * reader.h - an open file on its way to the sink.
 *
 * A file of at most READER_WHOLE bytes is handed over in one piece, a larger
 * one (or one that keeps growing) as a stream, so that memory does not depend
 * on the input. The size a file claims is only a hint: what can be read is
 * read. One reader per worker; its buffer is made on first use and kept.
 */
#ifndef SOURCE_READER_H
#define SOURCE_READER_H

#include <stdint.h>

#include "source/source.h"

#define READER_WHOLE ((size_t)8 * 1024 * 1024)

struct reader {
	bool waits;  /* for bytes that are not there yet: a pipe, but never a file of a tree */
	char *bytes; /* READER_WHOLE and a byte more to see the end, then CONTENT_PADDING */
};

void reader_release(struct reader *r);
char *reader_buffer(struct reader *r); /* READER_WHOLE bytes with padding behind */

/*
 * Reads `fd` to its end, puts the bytes (or the stream) into `content`, whose
 * other fields are the caller's, and gives it to the sink. `size` is what fstat
 * said, 0 when not known. What was read before an error is handed over as well.
 * Returns 0 or the errno of a read that failed; *delivered says whether the
 * sink was called. The stream that the sink sees ends where reading failed.
 */
int reader_deliver(struct reader *r, int fd, uint64_t size, struct content *content, struct sink *sink,
		   bool *delivered);

/* The word the coverage uses for it: "vanished", "permission" or "io". */
const char *reader_reason(int number);

#endif
