/*
 * progress.h - one line on a terminal that says how far a run has come.
 *
 *     keysieve: 24%, 1,204 of 5,000 files, 1.2 GB, 1.8 GB/s, 12 s left, 3 matches
 *
 * There is no thread of its own: the workers report what they have done, and
 * whoever reports when a tenth of a second has passed draws the line. All calls
 * are safe from any thread; one that draws nothing costs some nanoseconds.
 * Nothing is shown in the first third of a second: short runs stay silent.
 *
 *     progress_init(&p, STDERR_FILENO, TERMINAL_AUTO, "file");
 *     progress_units(&p, source->done, source->total);         whoever called next
 *     progress_add(&p, bytes, matches);                        any worker, any time
 *     progress_clear(&p);                                      before a message, and at the end
 */
#ifndef REPORT_PROGRESS_H
#define REPORT_PROGRESS_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/terminal.h"

struct progress {
	int fd;
	enum terminal_when when;
	const char *unit; /* "file"; NULL: units have no name that a user knows */
	int64_t started;  /* milliseconds */
	_Atomic uint64_t done, total, bytes, matches;
	_Atomic int64_t due;  /* when the next drawing may be, milliseconds */
	atomic_flag drawing;  /* held by the one thread that writes */
	_Atomic bool visible; /* a line stands on the terminal */
};

/* TERMINAL_AUTO: only on a terminal, while we are in its foreground. */
void progress_init(struct progress *p, int fd, enum terminal_when when, const char *unit);
void progress_units(struct progress *p, uint64_t done, uint64_t total); /* total 0: not known */
void progress_add(struct progress *p, uint64_t bytes, uint64_t matches);
void progress_clear(struct progress *p); /* takes the line away; the next one comes by itself */
void progress_end(struct progress *p);   /* takes it away for good; may be called in a signal handler */

/* The line without its line ends, `seconds` after the start: what the display shows, for tests. */
void progress_add_line(struct buffer *out, const struct progress *p, double seconds);

#endif
