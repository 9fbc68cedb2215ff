/* decode.c - STAND-IN: finds nothing encoded; replaced when the decode layers are merged */
#include "engine/decode.h"

struct decode_scratch *decode_scratch_new(void)
{
	return NULL;
}

void decode_scratch_free(struct decode_scratch *s)
{
	(void)s;
}

void decode_each(struct decode_scratch *s, struct slice bytes,
		 void (*layer)(void *context, const struct decoded *layer), void *context)
{
	(void)s;
	(void)bytes;
	(void)layer;
	(void)context;
}

void decoded_span(const struct decoded *d, size_t start, size_t end, size_t *outer_start, size_t *outer_end)
{
	(void)d;
	*outer_start = start;
	*outer_end = end;
}

bool decoded_touches(const struct decoded *d, size_t start, size_t end)
{
	(void)d;
	return start < end;
}
