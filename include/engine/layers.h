/*
 * layers.h - texts inside texts: what was written encoded is scanned like the bytes around it.
 */
#ifndef ENGINE_LAYERS_H
#define ENGINE_LAYERS_H

#include "engine/decode.h"
#include "engine/scratch.h"

/* Decoded bytes of one scan, all layers together: so many per byte scanned, and so many for any. */
#define LAYERS_BYTES_PER_BYTE 8
#define LAYERS_BYTES          ((size_t)4 << 20)

/* Scans what is encoded in the text, and what is encoded in that, up to DECODED_MAX deep. */
void layers_scan(const struct detector *d, struct scratch *s, const struct text *text);

/* Where [start, end) of the text stands in the bytes of the scan. */
void layers_place(const struct text *text, size_t *start, size_t *end);

/* Whether a match at [start, end) of the text is none that the text around it holds as well. */
bool layers_is_new(const struct text *text, size_t start, size_t end);

/* Enters the names of the layers into the match and copies what it borrows from a layer. */
void layers_describe(struct scratch *s, const struct text *text, struct match *match);

void layers_release(struct scratch *s);

#endif
