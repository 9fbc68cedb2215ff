/*
 * decode_base64.h - runs of base64 and hex characters: are they text, and which?
 */
#ifndef ENGINE_DECODE_BASE64_H
#define ENGINE_DECODE_BASE64_H

#include "engine/decode_layer.h"

/*
 * What each character may be. Of the shape bits, bit p says that ASCII text
 * encoded in base64 can have the character at place p of a group of four.
 */
#define SHAPE_PLACES 0x0fu
#define SHAPE_HEX    0x10u
#define SHAPE_UPPER  0x20u
#define SHAPE_LOWER  0x40u
#define SHAPE_DIGIT  0x80u

#define BASE64_NONE 0xffu

struct base64_tables {
	unsigned char shape[256];
	unsigned char turned[4][256]; /* shape of the i-th character of a run: bit k is for alignment k */
	unsigned char value[256];     /* 0 to 63 in either alphabet, else BASE64_NONE */
};

void base64_tables_init(struct base64_tables *t);

/*
 * Looks at the DECODE_RUN letters and digits at `run`, and makes a layer of the
 * base64 or hex text they belong to, with the lines that follow. Where the
 * stretch ends; 0 when it is none.
 */
size_t base64_take_run(const struct base64_tables *t, struct layer *l, size_t run);

/* The same for 0x67, 0x68, ... when a list of these begins at `at`. */
size_t hex_take_list(struct layer *l, size_t at);

/*
 * The size of a line break inside a body of base64, indentation and quotes
 * included, or of the backslash before an escaped slash; 0 when there is none.
 */
size_t base64_break(struct slice bytes, size_t at);

#endif
