/*
 * date.h - a date as a person writes it.
 *
 *     2026-01-02                        midnight, UTC
 *     2026-01-02T03:04                  UTC, seconds 0; a blank instead of the T will do
 *     2026-01-02T03:04:05.6Z            fractions are dropped
 *     2026-01-02T03:04:05+01:00         also +0100 and +01
 *     36h 30d 2w 6m 1y                  so long before now: hours, days, weeks, months, years
 *
 * Months and years are those of the calendar, and a day that a month lacks is
 * its last one: a month before March 31 is February 28 or 29. Years have four
 * digits, from 1970 on; what no calendar has (month 13, 25:00) is no date.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdint.h>

#include "base/slice.h"

/* Seconds since 1970 (never before). `now` is what relative ones count from. False when it is no date. */
bool date_parse(struct slice text, int64_t now, int64_t *when);

#endif
