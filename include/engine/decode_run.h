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

#endif
