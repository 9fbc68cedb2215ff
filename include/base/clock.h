/*
 * clock.h - what time it is, and times as text.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

#include "base/buffer.h"

int64_t clock_now(void);    /* seconds since 1970; SOURCE_DATE_EPOCH when that is set to a number */
double clock_seconds(void); /* monotonic, for durations */
void clock_pause(unsigned milliseconds);
void clock_add_date(struct buffer *out, int64_t when); /* 2026-01-02T03:04:05Z */

#endif
