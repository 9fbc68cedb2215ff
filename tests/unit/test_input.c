#include "source/input.h"
#include "source/reader.h"
#include "unit/folder.h"

static void scan_input(struct scan *scan, int fd, const char *name)
{
	struct source *source = input_open(fd, name);

	scan_all(scan, source, 2);
	source->ops->close(source);
}

START_TEST(small_input_comes_whole_with_its_nuls)
{
	struct scan scan;

	write_bytes("f", "a\0b\n\0", 5);
	scan_input(&scan, open("f", O_RDONLY), NULL);
	ck_assert_uint_eq(scan.seens.len, 1);
	ck_assert_str_eq(scan.seens.items[0].path, "(standard input)");
	ck_assert_int_eq(scan.seens.items[0].kind, PLACE_FILE);
	ck_assert_int_eq(scan.seens.items[0].state, STATE_INPUT);
	ck_assert_uint_eq(scan.seens.items[0].len, 5);
	ck_assert_int_eq(memcmp(scan.seens.items[0].bytes, "a\0b\n\0", 5), 0);
	ck_assert(!scan.seens.items[0].streamed);
	ck_assert_uint_eq(scan.coverage.files, 1);
	ck_assert(coverage_complete(&scan.coverage, true));
	scan_release(&scan);
}
END_TEST

START_TEST(input_has_the_name_it_is_given_and_may_be_empty)
{
	struct scan scan;

	scan_input(&scan, open("/dev/null", O_RDONLY), "log.txt");
	ck_assert_uint_eq(scan.seens.len, 1);
	ck_assert_str_eq(scan.seens.items[0].path, "log.txt");
	ck_assert_uint_eq(scan.seens.items[0].len, 0);
	scan_release(&scan);
}
END_TEST

struct feeder {
	int fd;
	size_t size, piece;
};

static void *feed(void *argument)
{
	struct feeder *feeder = argument;
	char *bytes = mem_alloc(feeder->piece);

	for (size_t done = 0; done < feeder->size;) {
		size_t more = feeder->size - done < feeder->piece ? feeder->size - done : feeder->piece;

		for (size_t i = 0; i < more; i++)
			bytes[i] = (char)((done + i) % 251);
		for (size_t sent = 0; sent < more;) {
			ssize_t one = write(feeder->fd, bytes + sent, more - sent);

			ck_assert_int_gt(one, 0);
			sent += (size_t)one;
		}
		done += more;
	}
	mem_free(bytes);
	close(feeder->fd);
	return NULL;
}

START_TEST(a_pipe_is_read_to_its_end_whatever_comes_at_a_time)
{
	static const struct {
		size_t size, piece;
		bool wait, streamed;
	} rows[] = {
		{ 5000, 7, false, false },
		{ 5000, 7, true, false },
		{ READER_WHOLE - 1, 65537, false, false },
		{ READER_WHOLE, 65537, false, false },
		{ READER_WHOLE + 1, 65537, false, true },
		{ 3 * READER_WHOLE + 5, 99991, true, true },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct feeder feeder = { .size = rows[i].size, .piece = rows[i].piece };
		const struct seen *seen;
		struct scan scan;
		pthread_t thread;
		int ends[2];

		ck_assert_int_eq(pipe2(ends, rows[i].wait ? 0 : O_CLOEXEC), 0);
		if (rows[i].wait) /* another process may have left the pipe so */
			ck_assert_int_eq(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
		feeder.fd = ends[1];
		ck_assert_int_eq(pthread_create(&thread, NULL, feed, &feeder), 0);
		scan_input(&scan, ends[0], NULL);
		pthread_join(thread, NULL);
		close(ends[0]);
		seen = &scan.seens.items[0];
		ck_assert_uint_eq(seen->len, rows[i].size);
		ck_assert_int_eq(seen->streamed, rows[i].streamed);
		for (size_t k = 0; k < seen->len; k++)
			if (seen->bytes[k] != (char)(k % 251))
				ck_abort_msg("row %zu: wrong byte at %zu", i, k);
		ck_assert(coverage_complete(&scan.coverage, true));
		scan_release(&scan);
	}
}
END_TEST

START_TEST(input_that_cannot_be_read_is_failed)
{
	struct scan scan;

	scan_input(&scan, open(".", O_RDONLY), NULL);
	ck_assert_uint_eq(scan.seens.len, 0);
	ck_assert_uint_eq(scan.coverage.files, 0);
	assert_text(groups_text(&scan.coverage.failed), "io: (standard input)");
	scan_release(&scan);
	scan_input(&scan, -1, "closed");
	assert_text(groups_text(&scan.coverage.failed), "io: closed");
	scan_release(&scan);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, folder_make, folder_remove);
	tcase_add_test(tests, small_input_comes_whole_with_its_nuls);
	tcase_add_test(tests, input_has_the_name_it_is_given_and_may_be_empty);
	tcase_add_test(tests, a_pipe_is_read_to_its_end_whatever_comes_at_a_time);
	tcase_add_test(tests, input_that_cannot_be_read_is_failed);
}

UNIT_MAIN("input", add_tests)
