/* quantity.c - whole-number arithmetic throughout, so that no locale puts its own comma in; see quantity.h */
#include "report/quantity.h"

#include <string.h>

void quantity_add_count(struct buffer *out, uint64_t n)
{
	char digits[32];
	size_t at = sizeof(digits);

	for (int i = 0; i == 0 || n; i++, n /= 10) {
		if (i && i % 3 == 0)
			digits[--at] = ',';
		digits[--at] = (char)('0' + n % 10);
	}
	buffer_add(out, slice_make(digits + at, sizeof(digits) - at));
}

void quantity_add_things(struct buffer *out, uint64_t n, const char *one)
{
	quantity_add_count(out, n);
	buffer_print(out, " %s%s", one, n == 1 ? "" : "s");
}

/* n / unit, rounded. */
static uint64_t divide(uint64_t n, uint64_t unit)
{
	return n / unit + (n % unit >= unit - unit / 2);
}

void quantity_add_bytes(struct buffer *out, uint64_t bytes)
{
	static const char *const units[] = { "kB", "MB", "GB", "TB", "PB", "EB" };
	uint64_t unit = 1000;
	size_t i = 0;

	if (bytes < 1000) {
		quantity_add_things(out, bytes, "byte");
		return;
	}
	/* What would round to 1,000 of a unit is 1.0 of the next. */
	while (i < 5 && divide(bytes, unit) >= 1000) {
		unit *= 1000;
		i++;
	}
	if (divide(bytes, unit / 10) < 100)
		buffer_print(out, "%u.%u %s", (unsigned)(divide(bytes, unit / 10) / 10),
			     (unsigned)(divide(bytes, unit / 10) % 10), units[i]);
	else
		buffer_print(out, "%u %s", (unsigned)divide(bytes, unit), units[i]);
}

void quantity_add_seconds(struct buffer *out, double seconds)
{
	uint64_t hundredths = seconds > 0 && seconds < 1e15 ? (uint64_t)(seconds * 100 + 0.5) : 0;
	uint64_t whole = divide(hundredths, 100);

	if (hundredths < 100)
		buffer_print(out, "0.%02u s", (unsigned)hundredths);
	else if (divide(hundredths, 10) < 100)
		buffer_print(out, "%u.%u s", (unsigned)(divide(hundredths, 10) / 10),
			     (unsigned)(divide(hundredths, 10) % 10));
	else if (whole < 120)
		buffer_print(out, "%u s", (unsigned)whole);
	else if (whole < 7200)
		buffer_print(out, "%u min %u s", (unsigned)(whole / 60), (unsigned)(whole % 60));
	else
		buffer_print(out, "%llu h %u min", (unsigned long long)(whole / 3600), (unsigned)(whole % 3600 / 60));
}
