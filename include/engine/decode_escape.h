/*
 * decode_escape.h - characters spelt as %67, \u0067 or &#x67; inside a line.
 *
 * Marks are added in the order they stand; those that are near one another
 * share a layer. Each kind of escape has layers of its own.
 */
#ifndef ENGINE_DECODE_ESCAPE_H
#define ENGINE_DECODE_ESCAPE_H

#include "engine/decode_layer.h"

#define ESCAPE_KINDS 3

struct escape_clusters {
	struct {
		bool open;
		size_t first, last; /* its first and last mark */
	} of[ESCAPE_KINDS];
};

/* Takes a mark of decode_find.h that is not "0x". What does not stand for a printable character is nothing: false. */
bool escape_add(struct escape_clusters *c, struct layer *l, size_t mark);

/* No more marks. */
void escape_finish(struct escape_clusters *c, struct layer *l);

#endif
