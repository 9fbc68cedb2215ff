/* clock.c - see clock.h */
#include "base/clock.h"

#include <stdlib.h>
#include <time.h>

#include "base/text.h"

int64_t clock_now(void)
{
	uint64_t fixed;

	if (text_to_number(slice_of(getenv("SOURCE_DATE_EPOCH")), &fixed) && fixed <= INT64_MAX)
		return (int64_t)fixed;
	return (int64_t)time(NULL);
}

double clock_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

void clock_pause(unsigned milliseconds)
{
	struct timespec rest = { .tv_sec = milliseconds / 1000, .tv_nsec = (long)(milliseconds % 1000) * 1000000 };

	nanosleep(&rest, NULL); /* a signal may end it early */
}

void clock_add_date(struct buffer *out, int64_t when)
{
	time_t seconds = (time_t)when;
	struct tm utc;

	/* A commit may claim any date; what no calendar holds is shown as its number. */
	if (!gmtime_r(&seconds, &utc) || utc.tm_year > 9999 - 1900 || utc.tm_year < -1900) {
		buffer_print(out, "@%lld", (long long)when);
		return;
	}
	buffer_print(out, "%04d-%02d-%02dT%02d:%02d:%02dZ", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
		     utc.tm_hour, utc.tm_min, utc.tm_sec);
}
