/* decode_layer.c - see decode_layer.h */
#include "engine/decode_layer.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "model/content.h"

/* Two UTF-16 bytes become three at most. */
#define WIDE_MAX (DECODE_LAYER_MAX / 2 * 3)

void layer_init(struct layer *l)
{
	*l = (struct layer){ 0 };
}

void layer_release(struct layer *l)
{
	mem_free(l->text);
	mem_free(l->map);
	mem_free(l->wide_text);
	mem_free(l->wide_map);
	layer_init(l);
}

void layer_begin(struct layer *l, const char *name, enum decoded_unit unit, enum encoding encoding)
{
	if (!l->text) {
		l->text = mem_alloc(DECODE_LAYER_MAX + CONTENT_PADDING);
		l->map = mem_alloc_array(DECODE_LAYER_MAX + 1, sizeof(*l->map));
	}
	if (encoding != ENCODING_BYTES && !l->wide_text) {
		l->wide_text = mem_alloc(WIDE_MAX + CONTENT_PADDING);
		l->wide_map = mem_alloc_array(WIDE_MAX + 1, sizeof(*l->wide_map));
	}
	l->name = name;
	l->unit = unit;
	l->encoding = encoding;
	l->len = 0;
}

/* Converts what was put; the length of the converted text. */
static size_t widen(struct layer *l)
{
	struct buffer wide = { .at = l->wide_text, .capacity = WIDE_MAX + CONTENT_PADDING, .max = WIDE_MAX };

	for (size_t i = 0, size; i < l->len; i += size) {
		uint32_t code = unicode_next(l->encoding, slice_make(l->text + i, l->len - i), &size);
		size_t before = wide.len;

		if (size == 0)
			break;
		if (code < 0x80)
			wide.at[wide.len++] = (char)code;
		else
			text_add_code_point(&wide, code);
		for (size_t k = before; k < wide.len; k++)
			l->wide_map[k] = l->map[i];
	}
	return wide.len;
}

static void hand_out(struct layer *l, size_t next)
{
	bool wide = l->encoding != ENCODING_BYTES;
	char *text = wide ? l->wide_text : l->text;
	uint32_t *map = wide ? l->wide_map : l->map;
	size_t len = wide ? widen(l) : l->len;
	struct decoded decoded = { .text = { text, len }, .map = map, .name = l->name, .outer = l->outer };

	if (len == 0)
		return;
	map[len] = (uint32_t)next;
	memset(text + len, 0, CONTENT_PADDING);
	decoded.outer_start = map[0];
	decoded.outer_end = next;
	decoded.unit = l->unit;
	l->each(l->context, &decoded);
}

void layer_end(struct layer *l, size_t end)
{
	hand_out(l, end);
	l->len = 0;
}

void layer_turn(struct layer *l, size_t next)
{
	/* A multiple of 6 goes: the groups of base64 and the units of UTF-16 stay whole. */
	size_t gone = (l->len - DECODE_OVERLAP) / 6 * 6;

	hand_out(l, next);
	l->len -= gone;
	memmove(l->text, l->text + gone, l->len);
	memmove(l->map, l->map + gone, l->len * sizeof(*l->map));
}

void layer_copy(struct layer *l, size_t from, size_t to)
{
	while (from < to) {
		size_t room, some;

		layer_room(l, 1, from);
		room = DECODE_LAYER_MAX - l->len;
		some = to - from < room ? to - from : room;
		memcpy(l->text + l->len, l->outer.at + from, some);
		for (size_t i = 0; i < some; i++)
			l->map[l->len + i] = (uint32_t)(from + i);
		l->len += some;
		from += some;
	}
}
