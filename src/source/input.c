/* input.c - see input.h */
#include "source/input.h"

#include "base/memory.h"
#include "source/reader.h"

struct input {
	struct source source;
	int fd;
	const char *name;
	struct reader reader;
};

static bool input_next(struct source *source, struct unit *unit)
{
	if (source->done)
		return false;
	source->done = 1;
	*unit = (struct unit){ .count = 1 };
	return true;
}

static void input_run(struct source *source, struct unit *unit, unsigned worker, struct sink *sink)
{
	struct input *input = (struct input *)source;
	struct content content = { .kind = PLACE_FILE, .state = STATE_INPUT, .path = slice_of(input->name) };
	bool delivered;
	int error;

	(void)unit;
	(void)worker;
	error = reader_deliver(&input->reader, input->fd, 0, &content, sink, &delivered);
	sink->coverage->files += delivered;
	if (error)
		coverage_fail(sink->coverage, "io", content.path);
}

static void input_close(struct source *source)
{
	struct input *input = (struct input *)source;

	reader_release(&input->reader);
	mem_free(input);
}

static const struct source_ops input_ops = {
	.name = "input",
	.next = input_next,
	.run = input_run,
	.close = input_close,
};

struct source *input_open(int fd, const char *name)
{
	struct input *input = mem_alloc(sizeof(*input));

	input->source = (struct source){ .ops = &input_ops, .total = 1 };
	input->fd = fd;
	input->reader.waits = true;
	input->name = name ? name : INPUT_NAME;
	return &input->source;
}
