/*
 * date.c - see date.h
 *
 * The calendar is computed here: mktime knows the machine's time zone, and
 * strptime takes "2026-02-31".
 */
#include "base/date.h"

#include "base/text.h"

#define DAY ((int64_t)24 * 60 * 60)

struct day {
	int64_t year;
	unsigned month, day; /* from 1 */
};

static unsigned days_of(int64_t year, unsigned month)
{
	static const unsigned days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

/* Days from 1970-01-01. Years begin in March here, so that the day that comes and goes is their last. */
static int64_t number_of(struct day d)
{
	int64_t year = d.month > 2 ? d.year : d.year - 1;
	int64_t month = d.month > 2 ? d.month - 3 : d.month + 9;

	return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + d.day - 719469;
}

static struct day day_of(int64_t number)
{
	struct day d = { .year = 1970, .month = 1, .day = 1 };

	d.year += number / 366; /* not after it */
	while (number_of((struct day){ d.year + 1, 1, 1 }) <= number)
		d.year++;
	while (d.month < 12 && number_of((struct day){ d.year, d.month + 1, 1 }) <= number)
		d.month++;
	d.day = (unsigned)(number - number_of(d)) + 1;
	return d;
}

/* Takes exactly `digits` digits off the front. */
static bool take_number(struct slice *text, size_t digits, unsigned *number)
{
	*number = 0;
	for (size_t i = 0; i < digits; i++) {
		if (i >= text->len || !text_is_digit(text->at[i]))
			return false;
		*number = *number * 10 + (unsigned)(text->at[i] - '0');
	}
	*text = slice_sub(*text, digits, text->len);
	return true;
}

static bool take(struct slice *text, char byte)
{
	if (!text->len || text->at[0] != byte)
		return false;
	*text = slice_sub(*text, 1, text->len);
	return true;
}

static bool take_day(struct slice *text, int64_t *when)
{
	struct day d;
	unsigned year;

	if (!take_number(text, 4, &year) || !take(text, '-') || !take_number(text, 2, &d.month) || !take(text, '-') ||
	    !take_number(text, 2, &d.day))
		return false;
	if (year < 1970 || d.month < 1 || d.month > 12 || d.day < 1 || d.day > days_of(year, d.month))
		return false;
	d.year = year;
	*when = number_of(d) * DAY;
	return true;
}

static bool take_time(struct slice *text, int64_t *when)
{
	unsigned hour, minute, second = 0, digit;

	if (!take_number(text, 2, &hour) || !take(text, ':') || !take_number(text, 2, &minute))
		return false;
	if (take(text, ':')) {
		if (!take_number(text, 2, &second))
			return false;
		if (take(text, '.')) {
			if (!take_number(text, 1, &digit))
				return false;
			while (take_number(text, 1, &digit))
				;
		}
	}
	if (hour > 23 || minute > 59 || second > 60)
		return false;
	*when += (int64_t)hour * 3600 + (int64_t)minute * 60 + second;
	return true;
}

static bool take_zone(struct slice *text, int64_t *when)
{
	unsigned hours, minutes = 0;
	bool east;

	if (text->len == 0 || take(text, 'Z') || take(text, 'z'))
		return true;
	east = take(text, '+');
	if (!east && !take(text, '-'))
		return false;
	if (!take_number(text, 2, &hours))
		return false;
	if (text->len && ((text->at[0] == ':' && !take(text, ':')) || !take_number(text, 2, &minutes)))
		return false;
	if (hours > 14 || minutes > 59)
		return false;
	*when += (east ? -1 : 1) * ((int64_t)hours * 3600 + (int64_t)minutes * 60);
	return true;
}

static bool parse_absolute(struct slice text, int64_t *when)
{
	if (!take_day(&text, when))
		return false;
	if (text.len == 0)
		return true;
	return (take(&text, 'T') || take(&text, 't') || take(&text, ' ')) && take_time(&text, when) &&
	       take_zone(&text, when) && text.len == 0;
}

static int64_t months_before(int64_t now, uint64_t months)
{
	struct day d = day_of(now / DAY);
	int64_t count = d.year * 12 + d.month - 1 - (int64_t)months;

	if (count < (int64_t)1970 * 12)
		return 0;
	d.year = count / 12;
	d.month = (unsigned)(count % 12) + 1;
	if (d.day > days_of(d.year, d.month))
		d.day = days_of(d.year, d.month);
	return number_of(d) * DAY + now % DAY;
}

static bool parse_relative(struct slice text, int64_t now, int64_t *when)
{
	static const struct {
		char letter;
		int64_t seconds;
	} units[] = { { 'h', 3600 }, { 'd', DAY }, { 'w', 7 * DAY } };
	uint64_t count;
	char unit;

	if (text.len < 2 || !text_to_number(slice_sub(text, 0, text.len - 1), &count) || count > 1000000)
		return false;
	unit = text.at[text.len - 1];
	if (unit == 'm' || unit == 'y') {
		*when = months_before(now, unit == 'y' ? count * 12 : count);
		return true;
	}
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (units[i].letter == unit) {
			*when = now - (int64_t)count * units[i].seconds;
			return true;
		}
	}
	return false;
}

bool date_parse(struct slice text, int64_t now, int64_t *when)
{
	int64_t found;

	if (!parse_absolute(text, &found) && !parse_relative(text, now > 0 ? now : 0, &found))
		return false;
	*when = found > 0 ? found : 0;
	return true;
}
