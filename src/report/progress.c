/* progress.c - see progress.h */
#include "report/progress.h"

#include <sched.h>
#include <time.h>
#include <unistd.h>

#include "base/version.h"
#include "report/quantity.h"

#define FIRST_AFTER     300 /* milliseconds */
#define BETWEEN         100
#define WIDTH_ELSEWHERE 80
#define LEFT_AFTER      1.0 /* seconds before the rest is guessed */

/* The coarse clock is read without a system call and is good to 4 ms. */
static int64_t milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void progress_init(struct progress *p, int fd, enum terminal_when when, const char *unit)
{
	*p = (struct progress){ .fd = fd, .unit = unit, .started = milliseconds(), .drawing = ATOMIC_FLAG_INIT };
	p->when = when == TERMINAL_AUTO && !terminal_is(fd) ? TERMINAL_NEVER : when;
	p->due = p->started + FIRST_AFTER;
}

/* Whole seconds: more would be a claim. */
static void add_time(struct buffer *out, double seconds)
{
	if (seconds < 10)
		buffer_print(out, "%u s", (unsigned)seconds + 1);
	else
		quantity_add_seconds(out, seconds);
}

void progress_add_line(struct buffer *out, const struct progress *p, double seconds)
{
	uint64_t done = atomic_load(&p->done), total = atomic_load(&p->total);
	uint64_t bytes = atomic_load(&p->bytes), matches = atomic_load(&p->matches);

	buffer_print(out, "%s: ", KEYSIEVE_NAME);
	if (total)
		buffer_print(out, "%u%%, ", done < total ? (unsigned)((double)done / (double)total * 100) : 100);
	if (p->unit) {
		if (total) {
			quantity_add_count(out, done);
			buffer_add_text(out, " of ");
		}
		quantity_add_things(out, total ? total : done, p->unit);
		buffer_add_text(out, ", ");
	}
	quantity_add_bytes(out, bytes);
	if (seconds > 0) {
		buffer_add_text(out, ", ");
		quantity_add_bytes(out, (uint64_t)((double)bytes / seconds));
		buffer_add_text(out, "/s");
	}
	if (seconds >= LEFT_AFTER && done && done < total) {
		buffer_add_text(out, ", ");
		add_time(out, seconds / (double)done * (double)(total - done));
		buffer_add_text(out, " left");
	}
	if (matches) {
		buffer_add_text(out, ", ");
		buffer_print(out, "%llu match%s", (unsigned long long)matches, matches == 1 ? "" : "es");
	}
}

/* What cannot be written is not shown: a display is no reason to fail. */
static void put(const struct progress *p, struct slice bytes)
{
	while (bytes.len) {
		ssize_t done = write(p->fd, bytes.at, bytes.len);

		if (done <= 0)
			return;
		bytes = slice_sub(bytes, (size_t)done, bytes.len);
	}
}

static void draw(struct progress *p, int64_t now)
{
	unsigned width = terminal_width(p->fd);
	struct buffer line, drawn;

	if (p->when == TERMINAL_AUTO && !terminal_is_ours(p->fd))
		return;
	buffer_init(&line, 512);
	buffer_init(&drawn, 1024);
	progress_add_line(&line, p, (double)(now - p->started) / 1000);
	buffer_add_byte(&drawn, '\r');
	buffer_add(&drawn, terminal_cut(buffer_slice(&line), (width ? width : WIDTH_ELSEWHERE) - 1));
	buffer_add_text(&drawn, "\033[K");
	put(p, buffer_slice(&drawn));
	atomic_store(&p->visible, true);
	buffer_release(&drawn);
	buffer_release(&line);
}

static void tick(struct progress *p)
{
	int64_t now, due = atomic_load_explicit(&p->due, memory_order_relaxed);

	if (p->when == TERMINAL_NEVER)
		return;
	now = milliseconds();
	if (now < due || !atomic_compare_exchange_strong(&p->due, &due, now + BETWEEN))
		return;
	/* A terminal that is slow to take the last line must not hold up a second worker. */
	if (atomic_flag_test_and_set(&p->drawing))
		return;
	draw(p, now);
	atomic_flag_clear(&p->drawing);
}

void progress_units(struct progress *p, uint64_t done, uint64_t total)
{
	atomic_store_explicit(&p->done, done, memory_order_relaxed);
	atomic_store_explicit(&p->total, total, memory_order_relaxed);
	tick(p);
}

void progress_add(struct progress *p, uint64_t bytes, uint64_t matches)
{
	atomic_fetch_add_explicit(&p->bytes, bytes, memory_order_relaxed);
	if (matches)
		atomic_fetch_add_explicit(&p->matches, matches, memory_order_relaxed);
	tick(p);
}

/* The thread that a signal stopped may hold the flag itself: so there is an end to waiting for it. */
void progress_end(struct progress *p)
{
	const struct timespec moment = { .tv_nsec = 1000000 };

	for (int i = 0; i < 20 && atomic_flag_test_and_set(&p->drawing); i++)
		nanosleep(&moment, NULL);
	if (atomic_exchange(&p->visible, false))
		put(p, SLICE("\r\033[K"));
}

void progress_clear(struct progress *p)
{
	while (atomic_flag_test_and_set(&p->drawing))
		sched_yield();
	if (atomic_exchange(&p->visible, false))
		put(p, SLICE("\r\033[K"));
	atomic_flag_clear(&p->drawing);
}
