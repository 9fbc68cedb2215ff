/*
 * decode_layer.h - a layer being written: decoded text beside its map.
 *
 * A decoder begins a layer, makes room, puts bytes with the place each came
 * from, and ends it. When the layer is full it is handed out and goes on as the
 * next piece, which begins with the end of the one before.
 *
 * Life cycle: layer_init, any number of begin ... end, layer_release.
 */
#ifndef ENGINE_DECODE_LAYER_H
#define ENGINE_DECODE_LAYER_H

#include "engine/decode.h"
#include "engine/unicode.h"

struct layer {
	/* Set by whoever wants the layers. */
	struct slice outer;
	void (*each)(void *context, const struct decoded *decoded);
	void *context;
	/* Of the layer being written. */
	const char *name;
	enum decoded_unit unit;
	enum encoding encoding; /* of the bytes put; not ENCODING_BYTES: converted when handed out */
	size_t len;
	char *text;    /* DECODE_LAYER_MAX and the padding; NULL before the first layer */
	uint32_t *map; /* DECODE_LAYER_MAX + 1 */
	char *wide_text;
	uint32_t *wide_map;
};

void layer_init(struct layer *l);
void layer_release(struct layer *l);

void layer_begin(struct layer *l, const char *name, enum decoded_unit unit, enum encoding encoding);
void layer_end(struct layer *l, size_t end); /* `end`: where the encoded text ends; hands out what there is */

/* Hands the layer out and keeps its end; `next` is where the next byte comes from. */
void layer_turn(struct layer *l, size_t next);

/* Before putting up to `count` (at most 64) bytes, the first of which comes from `next`. */
static inline void layer_room(struct layer *l, size_t count, size_t next)
{
	if (l->len + count > DECODE_LAYER_MAX)
		layer_turn(l, next);
}

static inline void layer_put(struct layer *l, unsigned char byte, size_t from)
{
	l->text[l->len] = (char)byte;
	l->map[l->len++] = (uint32_t)from;
}

/* Puts the outer bytes [from, to) as they are, making room. */
void layer_copy(struct layer *l, size_t from, size_t to);

#endif
