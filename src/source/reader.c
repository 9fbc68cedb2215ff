/*
 * reader.c - see reader.h
 *
 * read() into a buffer that is used again beats mmap for small files, and a
 * file that shrinks under a mapping is a SIGBUS.
 */
#include "source/reader.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"

#define STREAM_FROM (READER_WHOLE + 1)

struct stream {
	const struct reader *reader;
	int fd;
	int error;          /* errno of the read that ended it; 0: none */
	struct slice ahead; /* read before we knew that it is long */
};

void reader_release(struct reader *r)
{
	mem_free(r->bytes);
	r->bytes = NULL;
}

char *reader_buffer(struct reader *r)
{
	if (!r->bytes)
		r->bytes = mem_alloc(STREAM_FROM + CONTENT_PADDING);
	return r->bytes;
}

const char *reader_reason(int number)
{
	switch (number) {
	case ENOENT:
	case ENOTDIR:
	case ELOOP: /* a link stands there now */
		return "vanished";
	case EACCES:
	case EPERM:
		return "permission";
	default:
		return "io";
	}
}

/* One read; of standard input that others made non-blocking, once there is something. -1 and errno on failure. */
static long read_once(const struct reader *r, int fd, char *to, size_t max)
{
	for (;;) {
		struct pollfd wait = { .fd = fd, .events = POLLIN };
		long got = file_read_once(fd, to, max);

		if (got >= 0 || errno != EAGAIN || !r->waits)
			return got;
		poll(&wait, 1, -1);
	}
}

/*
 * Fills `to` as far as the file goes. A short read that reaches the expected
 * size is taken for the end, which saves most files a second call.
 */
static size_t read_up_to(const struct reader *r, int fd, char *to, size_t max, uint64_t expected, int *error)
{
	size_t have = 0;

	while (have < max) {
		long got = read_once(r, fd, to + have, max - have);

		if (got < 0)
			*error = errno;
		if (got <= 0)
			break;
		have += (size_t)got;
		if (expected && have >= expected && have < max)
			break;
	}
	return have;
}

static long stream_read(void *context, char *to, size_t max)
{
	struct stream *s = context;
	size_t have = s->ahead.len < max ? s->ahead.len : max;

	if (have)
		memcpy(to, s->ahead.at, have);
	s->ahead = slice_sub(s->ahead, have, s->ahead.len);
	if (have < max && !s->error)
		have += read_up_to(s->reader, s->fd, to + have, max - have, 0, &s->error);
	return (long)have;
}

static int deliver_stream(const struct reader *r, int fd, struct slice ahead, struct content *content,
			  struct sink *sink)
{
	struct stream stream = { .reader = r, .fd = fd, .ahead = ahead };

	content->bytes = SLICE_NONE;
	content->read = stream_read;
	content->read_context = &stream;
	sink->content(sink, content);
	return stream.error;
}

int reader_deliver(struct reader *r, int fd, uint64_t size, struct content *content, struct sink *sink, bool *delivered)
{
	char *bytes = reader_buffer(r);
	int error = 0;
	size_t have;

	*delivered = true;
	if (size > READER_WHOLE)
		return deliver_stream(r, fd, SLICE_NONE, content, sink);
	have = read_up_to(r, fd, bytes, STREAM_FROM, size, &error);
	if (have > READER_WHOLE && !error)
		return deliver_stream(r, fd, slice_make(bytes, have), content, sink);
	if (error && have == 0) {
		*delivered = false;
		return error;
	}
	content->bytes = slice_make(bytes, have);
	content->read = NULL;
	sink->content(sink, content);
	return error;
}
