/*
 * decode_run.h - from sixteen letters and digits to the encoded text they are part of.
 */
#ifndef ENGINE_DECODE_RUN_H
#define ENGINE_DECODE_RUN_H

#include "engine/decode_base64.h"
#include "engine/decode_layer.h"

struct run_tables {
	struct base64_table base64;
	unsigned char shape[4][256]; /* see decode_run.c */
};

void run_tables_init(struct run_tables *t);

/*
 * Looks at the DECODE_RUN letters and digits at `run`, and makes a layer of the
 * base64 or hex text they belong to. Where the stretch ends; 0 when it is none.
 * `floor` is the end of the run before this one, or of what was taken.
 */
size_t run_take(const struct run_tables *t, struct layer *l, size_t run, size_t floor);

/* Whether DECODE_RUN letters and digits stand at `run`, and none before. */
bool run_stands(struct slice bytes, size_t run);

/* The run before this one in the same stretch; RUN_NONE when there is none so near that it matters. */
#define RUN_NONE SIZE_MAX
size_t run_before(struct slice bytes, size_t run);

#endif
