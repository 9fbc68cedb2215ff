/*
 * input.h - the source that is one open descriptor: standard input, a pipe.
 *
 * One content of kind PLACE_FILE and state STATE_INPUT, whole up to READER_WHOLE
 * bytes, else a stream. A read that fails ends it and is failed ("io"). That
 * standard input is a terminal is the caller's to notice.
 */
#ifndef SOURCE_INPUT_H
#define SOURCE_INPUT_H

#include "source/source.h"

#define INPUT_NAME "(standard input)"

/* `fd` stays the caller's and is read where it stands. `name` is the path of the findings and must outlive the source;
 * NULL: INPUT_NAME. */
struct source *input_open(int fd, const char *name);

#endif
