/*
 * bench_decode.c - what finding and decoding costs, without scanning what was found.
 *
 *     bench_decode [-p] FILE...      (or file names, one a line, on standard input)
 *
 * Reads all files into memory, runs decode_each over each of them several times
 * and prints GB/s, layers and decoded bytes. The first line is the search alone
 * (decode_find.h). With -p it prints the layers instead.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/memory.h"
#include "engine/decode.h"
#include "engine/decode_find.h"
#include "model/content.h"

#define ROUNDS 40

struct files ARRAY_OF(struct slice);

struct count {
	size_t layers, bytes;
	bool print;
	const char *wanted;
};

static void add_file(struct files *files, const char *path)
{
	struct error err;
	struct buffer bytes;

	buffer_init(&bytes, (size_t)1 << 31);
	if (file_read(path, &bytes, &err) || !buffer_reserve(&bytes, CONTENT_PADDING)) {
		fprintf(stderr, "%s\n", err.text);
		buffer_release(&bytes);
		return;
	}
	memset(bytes.at + bytes.len, 0, CONTENT_PADDING);
	*array_add(files) = buffer_slice(&bytes);
}

static void count_layer(void *context, const struct decoded *d)
{
	struct count *count = context;

	count->layers++;
	count->bytes += d->text.len;
	if (count->print)
		printf("%-14s %8zu %6zu %.*s\n", d->name, d->outer_start, d->text.len,
		       (int)(d->text.len < 100 ? d->text.len : 100), d->text.at);
}

static void report(const char *what, double seconds, size_t bytes)
{
	printf("%-8s %6.2f GB/s  %5.3f ns/byte\n", what, (double)bytes / seconds / 1e9, seconds * 1e9 / (double)bytes);
}

static double find_one(const struct decode_kernel *kernel, struct slice bytes)
{
	static struct decode_finds finds;
	struct decode_finder finder = { 0 };
	double start = clock_seconds();

	for (size_t from = 0; from < bytes.len; from += DECODE_CHUNK)
		kernel->find(&finder, bytes.at, from, bytes.len - from < DECODE_CHUNK ? bytes.len : from + DECODE_CHUNK,
			     &finds);
	return clock_seconds() - start;
}

static double decode_one(struct decode_scratch *scratch, struct slice bytes, struct count *count)
{
	double start = clock_seconds();

	decode_each(scratch, bytes, count_layer, count);
	return clock_seconds() - start;
}

/* The fastest round counts for each file by itself: a machine that is also busy with other things hits few of them. */
static void bench(const struct files *files, size_t bytes)
{
	struct decode_scratch *scratch = decode_scratch_new();
	struct count count = { 0 }, again = { 0 };
	double find = 0, whole = 0;

	for (size_t i = 0; i < files->len; i++) {
		double least_find = 1e9, least_whole = 1e9;

		for (int round = 0; round < ROUNDS; round++) {
			double f = find_one(decode_kernel_best(), files->items[i]);
			double w = decode_one(scratch, files->items[i], round ? &again : &count);

			least_find = f < least_find ? f : least_find;
			least_whole = w < least_whole ? w : least_whole;
		}
		find += least_find;
		whole += least_whole;
	}
	report(decode_kernel_best()->name, find, bytes);
	report("decode", whole, bytes);
	printf("%zu bytes, %zu layers, %zu decoded bytes\n", bytes, count.layers, count.bytes);
	decode_scratch_free(scratch);
}

int main(int argc, char **argv)
{
	struct files files = { 0 };
	struct count count = { .print = true };
	bool print = argc > 1 && strcmp(argv[1], "-p") == 0;
	char path[4096];
	size_t bytes = 0;

	for (int i = 1 + print; i < argc; i++)
		add_file(&files, argv[i]);
	while (argc == 1 + print && fgets(path, sizeof(path), stdin)) {
		path[strcspn(path, "\n")] = '\0';
		add_file(&files, path);
	}
	for (size_t i = 0; i < files.len; i++)
		bytes += files.items[i].len;
	if (print) {
		struct decode_scratch *scratch = decode_scratch_new();

		for (size_t i = 0; i < files.len; i++)
			decode_each(scratch, files.items[i], count_layer, &count);
		decode_scratch_free(scratch);
	} else if (bytes) {
		bench(&files, bytes);
	}
	for (size_t i = 0; i < files.len; i++)
		mem_free((void *)(uintptr_t)files.items[i].at);
	array_release(&files);
	return 0;
}
