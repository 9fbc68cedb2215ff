/* fuzz_toml.c - any bytes: the TOML reader ends, says yes or no, and every message begins with a place. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/toml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	struct error err = { 0 };
	struct toml *root;

	arena_init(&arena);
	if (toml_parse(&arena, "f", slice_make((const char *)data, size), &root, &err)) {
		if (strncmp(err.text, "f:", 2) != 0 || err.status == STATUS_OK)
			abort();
	}
	arena_release(&arena);
	return 0;
}
