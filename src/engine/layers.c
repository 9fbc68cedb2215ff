/* layers.c - see layers.h */
#include "engine/layers.h"

struct visit {
	const struct detector *d;
	struct scratch *s;
	const struct text *text;
};

static size_t depth_of(const struct text *text)
{
	size_t depth = 0;

	for (; text->outer; text = text->outer)
		depth++;
	return depth;
}

static void visit_layer(void *context, const struct decoded *layer)
{
	const struct visit *visit = context;
	struct scratch *s = visit->s;
	const struct text inner = {
		.bytes = layer->text,
		.outer = visit->text,
		.decoded = layer,
		.from = visit->text->from,
		.until = visit->text->until,
	};

	if (layer->text.len > s->decode_left) {
		s->result.decode_cut = true;
		return;
	}
	s->decode_left -= layer->text.len;
	text_scan(visit->d, s, &inner);
}

void layers_scan(const struct detector *d, struct scratch *s, const struct text *text)
{
	struct visit visit = { d, s, text };
	const size_t depth = depth_of(text);

	if (depth == DECODED_MAX)
		return;
	if (depth == 0)
		s->decode_left = LAYERS_BYTES + (text->bytes.len < SIZE_MAX / LAYERS_BYTES_PER_BYTE / 2
							 ? text->bytes.len * LAYERS_BYTES_PER_BYTE
							 : SIZE_MAX / 2);
	/* Positions in layers are 32 bits. */
	if (text->bytes.len >= UINT32_MAX) {
		s->result.decode_cut = true;
		return;
	}
	if (!s->decoders[depth])
		s->decoders[depth] = decode_scratch_new();
	if (!decode_version(s->decoders[depth], text->bytes, text->version, text->memo, visit_layer, &visit))
		text->memo->known = false;
}

void layers_place(const struct text *text, size_t *start, size_t *end)
{
	for (; text->outer; text = text->outer)
		decoded_span(text->decoded, *start, *end, start, end);
}

bool layers_is_new(const struct text *text, size_t start, size_t end)
{
	return !text->outer || (start < end && decoded_touches(text->decoded, start, end));
}

void layers_describe(struct scratch *s, const struct text *text, struct match *match)
{
	size_t depth = depth_of(text);

	if (depth == 0)
		return;
	match->secret = arena_copy(&s->arena, match->secret);
	match->context = arena_copy(&s->arena, match->context);
	for (; text->outer; text = text->outer)
		match->decoded[--depth] = text->decoded->name;
}

void layers_release(struct scratch *s)
{
	for (size_t i = 0; i < DECODED_MAX; i++)
		decode_scratch_free(s->decoders[i]);
}
