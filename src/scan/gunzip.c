/* gunzip.c - see gunzip.h */
#include "scan/gunzip.h"

#include <stdint.h>

#include <zlib.h>

#include "base/memory.h"

#define BLOCK  ((size_t)64 << 10)
#define IN_MAX ((size_t)1 << 30) /* handed to zlib at a time */

struct gunzip {
	struct unpack_input input;
	struct slice rest; /* of the input, not yet handed to zlib */
	z_stream zlib;
	bool between; /* a part has ended and no other begun */
	bool ended, input_ended;
	char block[BLOCK];
};

struct gunzip *gunzip_open(const struct unpack_input *input)
{
	struct gunzip *g = mem_alloc(sizeof(*g));

	g->input = *input;
	if (inflateInit2(&g->zlib, MAX_WBITS + 16) != Z_OK)
		mem_need(NULL);
	return g;
}

void gunzip_close(struct gunzip *g)
{
	inflateEnd(&g->zlib);
	mem_free(g);
}

/* False at the end of the input. */
static bool fill(struct gunzip *g)
{
	if (g->zlib.avail_in)
		return true;
	if (g->rest.len == 0 && !g->input_ended)
		g->rest = g->input.more(g->input.context);
	g->input_ended |= g->rest.len == 0;
	g->zlib.next_in = (Bytef *)(uintptr_t)g->rest.at;
	g->zlib.avail_in = (uInt)(g->rest.len < IN_MAX ? g->rest.len : IN_MAX);
	g->rest = slice_sub(g->rest, g->zlib.avail_in, g->rest.len);
	return g->zlib.avail_in > 0;
}

/* One step. Between two parts anything but the beginning of a part is padding, which ends it all. */
static enum unpack_fault step(struct gunzip *g)
{
	int result;

	if (!fill(g))
		return g->between ? UNPACK_END : UNPACK_BROKEN;
	if (g->between) {
		if (*g->zlib.next_in != 0x1f)
			return UNPACK_END;
		inflateReset(&g->zlib);
		g->between = false;
	}
	result = inflate(&g->zlib, Z_NO_FLUSH);
	g->between = result == Z_STREAM_END;
	if (result == Z_MEM_ERROR)
		return UNPACK_NO_MEMORY;
	return result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR ? UNPACK_FINE : UNPACK_BROKEN;
}

struct slice gunzip_read(struct gunzip *g, enum unpack_fault *fault)
{
	*fault = UNPACK_FINE;
	g->zlib.next_out = (Bytef *)g->block;
	g->zlib.avail_out = BLOCK;
	while (g->zlib.avail_out && !g->ended) {
		enum unpack_fault what = step(g);

		g->ended = what != UNPACK_FINE;
		if (what != UNPACK_FINE && what != UNPACK_END)
			*fault = what;
	}
	return slice_make(g->block, BLOCK - g->zlib.avail_out);
}
