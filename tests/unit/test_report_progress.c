#include "unit/unit.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include "base/workers.h"
#include "report/progress.h"

static void check_line(const struct progress *p, double seconds, const char *want)
{
	struct buffer out;

	buffer_init(&out, 512);
	progress_add_line(&out, p, seconds);
	ck_assert_slice_eq(buffer_slice(&out), want);
	buffer_release(&out);
}

START_TEST(the_line_says_how_far_how_much_how_fast_and_how_many)
{
	struct progress p;

	progress_init(&p, -1, TERMINAL_NEVER, "file");
	check_line(&p, 0, "keysieve: 0 files, 0 bytes");
	progress_units(&p, 1204, 5000);
	progress_add(&p, 1200000000, 1);
	check_line(&p, 0.5, "keysieve: 24%, 1,204 of 5,000 files, 1.2 GB, 2.4 GB/s, 1 match");
	check_line(&p, 2, "keysieve: 24%, 1,204 of 5,000 files, 1.2 GB, 600 MB/s, 7 s left, 1 match");
	check_line(&p, 200, "keysieve: 24%, 1,204 of 5,000 files, 1.2 GB, 6.0 MB/s, 10 min 31 s left, 1 match");
	progress_add(&p, 0, 2);
	progress_units(&p, 7, 5);
	p.unit = NULL;
	check_line(&p, 2, "keysieve: 100%, 1.2 GB, 600 MB/s, 3 matches");
}
END_TEST

static void nap(long milliseconds)
{
	struct timespec time = { .tv_nsec = milliseconds * 1000000 };

	nanosleep(&time, NULL);
}

/* What came out of the pipe so far. */
static size_t drain(int fd, char *to, size_t max)
{
	ssize_t got = read(fd, to, max);

	return got < 0 ? 0 : (size_t)got;
}

START_TEST(a_pipe_gets_nothing_and_a_short_run_stays_silent)
{
	char text[4096];
	struct progress p;
	int ends[2];

	ck_assert_int_eq(pipe2(ends, O_NONBLOCK), 0);
	progress_init(&p, ends[1], TERMINAL_AUTO, "file");
	nap(350);
	progress_add(&p, 1, 0);
	progress_clear(&p);
	ck_assert_uint_eq(drain(ends[0], text, sizeof(text)), 0);
	progress_init(&p, ends[1], TERMINAL_ALWAYS, "file");
	progress_add(&p, 1, 0);
	progress_clear(&p);
	ck_assert_uint_eq(drain(ends[0], text, sizeof(text)), 0);
	close(ends[0]);
	close(ends[1]);
}
END_TEST

static void work(void *context, unsigned worker)
{
	(void)worker;
	for (int i = 0; i < 80; i++) {
		nap(10);
		for (int k = 0; k < 1000; k++)
			progress_add(context, 1, 0);
	}
}

START_TEST(several_threads_draw_at_most_ten_whole_lines_a_second_and_clear_at_the_end)
{
	static char text[65536];
	struct timespec start, end;
	struct progress p;
	struct slice rest, line;
	int ends[2];
	size_t lines = 0, most;

	ck_assert_int_eq(pipe2(ends, O_NONBLOCK), 0);
	clock_gettime(CLOCK_MONOTONIC, &start);
	progress_init(&p, ends[1], TERMINAL_ALWAYS, "file");
	workers_run(4, work, &p);
	progress_clear(&p);
	progress_clear(&p); /* there is nothing more to take away */
	clock_gettime(CLOCK_MONOTONIC, &end);
	most = (size_t)((end.tv_sec - start.tv_sec) * 10 + (end.tv_nsec - start.tv_nsec) / 100000000 + 1);
	rest = slice_make(text, drain(ends[0], text, sizeof(text)));
	ck_assert(slice_ends(rest, SLICE("\r\x1b[K")));
	rest.len -= 4;
	ck_assert_int_eq(rest.at[0], '\r');
	rest = slice_sub(rest, 1, rest.len);
	while (slice_cut(&rest, '\r', &line)) {
		ck_assert(slice_starts(line, SLICE("keysieve: 0 files, ")));
		ck_assert(slice_ends(line, SLICE("/s\x1b[K")));
		lines++;
	}
	ck_assert_msg(lines >= 1 && lines <= most, "%zu lines, at most %zu", lines, most);
	ck_assert_uint_eq(atomic_load(&p.bytes), 4 * 80 * 1000);
	close(ends[0]);
	close(ends[1]);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, the_line_says_how_far_how_much_how_fast_and_how_many);
	tcase_add_test(tests, a_pipe_gets_nothing_and_a_short_run_stays_silent);
	tcase_add_test(tests, several_threads_draw_at_most_ten_whole_lines_a_second_and_clear_at_the_end);
}

UNIT_MAIN("report_progress", add_tests)
