#include "base/clock.h"
#include "base/date.h"
#include "unit/unit.h"

#define NOW 1774957845 /* 2026-03-31T11:50:45Z, a day that the months around it lack */

static const struct {
	const char *text, *want; /* NULL: no date */
} cases[] = {
	{ "2026-01-02", "2026-01-02T00:00:00Z" },
	{ "1970-01-01", "1970-01-01T00:00:00Z" },
	{ "2024-02-29", "2024-02-29T00:00:00Z" },
	{ "2000-02-29", "2000-02-29T00:00:00Z" },
	{ "9999-12-31", "9999-12-31T00:00:00Z" },
	{ "2026-01-02T03:04", "2026-01-02T03:04:00Z" },
	{ "2026-01-02 03:04:05", "2026-01-02T03:04:05Z" },
	{ "2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z" },
	{ "2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05Z" },
	{ "2026-01-02T03:04:05+01:00", "2026-01-02T02:04:05Z" },
	{ "2026-01-02T03:04:05-0530", "2026-01-02T08:34:05Z" },
	{ "2026-01-02T03:04+02", "2026-01-02T01:04:00Z" },
	{ "1970-01-01T00:00+14:00", "1970-01-01T00:00:00Z" }, /* never before */
	{ "0d", "2026-03-31T11:50:45Z" },
	{ "36h", "2026-03-29T23:50:45Z" },
	{ "30d", "2026-03-01T11:50:45Z" },
	{ "2w", "2026-03-17T11:50:45Z" },
	{ "1m", "2026-02-28T11:50:45Z" },
	{ "6m", "2025-09-30T11:50:45Z" },
	{ "25m", "2024-02-29T11:50:45Z" },
	{ "1y", "2025-03-31T11:50:45Z" },
	{ "100y", "1970-01-01T00:00:00Z" },
	{ "", NULL },
	{ "d", NULL },
	{ "3", NULL },
	{ "-3d", NULL },
	{ "3 d", NULL },
	{ "3x", NULL },
	{ "3D", NULL },
	{ "99999999999999999999d", NULL },
	{ "2000000d", NULL },
	{ "2026", NULL },
	{ "2026-1-2", NULL },
	{ "2026-13-01", NULL },
	{ "2026-00-01", NULL },
	{ "2026-02-29", NULL },
	{ "2100-02-29", NULL },
	{ "2026-04-31", NULL },
	{ "1969-12-31", NULL },
	{ "2026-01-02T", NULL },
	{ "2026-01-02T24:00", NULL },
	{ "2026-01-02T03:60", NULL },
	{ "2026-01-02T03:04:05.", NULL },
	{ "2026-01-02T03:04:05X", NULL },
	{ "2026-01-02T03:04:05+1", NULL },
	{ "2026-01-02T03:04:05+01:", NULL },
	{ "2026-01-02T03:04:05+15:00", NULL },
	{ "2026-01-02Z", NULL },
	{ "2026-01-02x", NULL },
	{ "yesterday", NULL },
};

START_TEST(a_date_is_what_a_calendar_and_a_clock_have)
{
	struct buffer text;
	int64_t when = -1;
	bool good = date_parse(slice_of(cases[_i].text), NOW, &when);

	buffer_init(&text, 100);
	if (good)
		clock_add_date(&text, when);
	ck_assert_msg(good == (cases[_i].want != NULL), "\"%s\" gave %s", cases[_i].text, good ? text.at : "nothing");
	if (good)
		ck_assert_slice_eq(buffer_slice(&text), cases[_i].want);
	buffer_release(&text);
}
END_TEST

START_TEST(every_day_is_the_day_after_the_one_before)
{
	int64_t when = -1, last = -86400;
	struct buffer text;

	buffer_init(&text, 100);
	for (int64_t day = 0; day < 60000; day++) {
		buffer_clear(&text);
		clock_add_date(&text, day * 86400);
		buffer_truncate(&text, 10);
		ck_assert_msg(date_parse(buffer_slice(&text), 0, &when) && when == last + 86400, "%s", text.at);
		last = when;
	}
	buffer_release(&text);
}
END_TEST

START_TEST(months_are_counted_from_any_day)
{
	int64_t when = -1;

	for (int64_t day = 20000; day < 22000; day++) {
		ck_assert(date_parse(SLICE("0m"), day * 86400 + 7, &when));
		ck_assert_int_eq(when, day * 86400 + 7);
	}
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, a_date_is_what_a_calendar_and_a_clock_have, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tests, every_day_is_the_day_after_the_one_before);
	tcase_add_test(tests, months_are_counted_from_any_day);
}

UNIT_MAIN("date", add_tests)
