/*
 * replay.c - runs a fuzz target without clang: over every file of its corpus
 * folder, over cut and flipped variants of them, and over random bytes.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/random.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define VARIANTS 40
#define RANDOM   2000

static size_t tried;

/* A copy of exact size, so that a sanitizer sees a read beyond the end. */
static void try(struct slice bytes)
{
	uint8_t *copy = mem_alloc(bytes.len);

	if (bytes.len)
		memcpy(copy, bytes.at, bytes.len);
	LLVMFuzzerTestOneInput(copy, bytes.len);
	mem_free(copy);
	tried++;
}

static void try_variants(struct buffer *bytes, struct random *random)
{
	try(buffer_slice(bytes));
	for (int i = 0; i < VARIANTS && bytes->len; i++) {
		size_t at = (size_t)random_below(random, bytes->len);
		char kept = bytes->at[at];

		try(slice_make(bytes->at, at));
		bytes->at[at] = (char)random_next(random);
		try(buffer_slice(bytes));
		bytes->at[at] = kept;
	}
}

static int replay_folder(const char *folder, struct random *random)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	struct buffer path, bytes;
	struct error err;
	int failed = 0;

	if (!dir)
		return 0; /* a target needs no corpus */
	buffer_init(&path, 4096);
	buffer_init(&bytes, 1 << 24);
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		buffer_clear(&path);
		buffer_clear(&bytes);
		buffer_print(&path, "%s/%s", folder, entry->d_name);
		if (file_read(path.at, &bytes, &err)) {
			printf("%s\n", err.text);
			failed++;
		} else {
			try_variants(&bytes, random);
		}
	}
	buffer_release(&path);
	buffer_release(&bytes);
	closedir(dir);
	return failed;
}

int main(int argc, char **argv)
{
	struct random random;
	char bytes[256];
	int failed = 0;

	random_init(&random, 1);
	for (int i = 1; i < argc; i++)
		failed += replay_folder(argv[i], &random);
	for (int i = 0; i < RANDOM; i++) {
		size_t size = (size_t)random_below(&random, sizeof(bytes));

		for (size_t k = 0; k < size; k++)
			bytes[k] = (char)random_next(&random);
		try(slice_make(bytes, size));
	}
	printf("%zu inputs\n%d passed, %d failed\n", tried, failed == 0, failed);
	return failed ? 1 : 0;
}
