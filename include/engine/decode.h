/*
 * decode.h - what is written in base64, hex or escapes, as further layers to scan.
 *
 * decode_each walks over some bytes, finds the stretches that look encoded,
 * decodes them and hands each to a callback as a layer: text, and for every byte
 * of it the place in the outer bytes it came from. A layer is scanned like the
 * bytes around it, and may be searched for further layers in turn, with a
 * scratch of its own for each depth (DECODED_MAX in model/finding.h).
 *
 *   name               what is recognised                          text of the layer
 *   "base64"           17 or more characters of either alphabet,   the decoded stretch
 *                      16 letters or digits in a row among them,
 *                      padded or not; also broken into lines of
 *                      40 or more columns, by line ends, string
 *                      concatenation or "\n" escapes
 *   "hex"              32 or more digits, or 16 or more bytes      the decoded stretch
 *                      as 0x67, 0x68
 *   "percent"          %67                                         the lines around
 *   "unicode-escape"   \u0067 \u{67} \U00000067 \x67, with any     the lines around, \n \t \" \/
 *                      number of backslashes                       and the like resolved too
 *   "html-entity"      &#x67; &#103; &quot; (then &amp; &lt; too)  the lines around
 *
 * Base64 and hex are taken only when the result begins with text: UTF-8, or
 * UTF-16 as PowerShell encodes its commands, which is converted. Escapes begin a
 * layer only where they stand for a printable ASCII character, for no other can
 * be part of a key; the layer then holds the line, or of a long one
 * DECODE_CONTEXT bytes on either side, so that context words stay in view.
 *
 * Limits. A layer has at most DECODE_LAYER_MAX bytes. What is longer comes as
 * several layers, each beginning with the last DECODE_OVERLAP bytes of the one
 * before, so nothing is left out, and a match may be seen twice at the same
 * place. Memory is bounded by that: about 5 times DECODE_LAYER_MAX for a scratch,
 * more once it meets UTF-16. The caller bounds the depth and the sum of decoded
 * bytes. Layers come in order of their kind and place, not of place alone.
 */
#ifndef ENGINE_DECODE_H
#define ENGINE_DECODE_H

#include <stdint.h>

#include "base/slice.h"
#include "engine/version.h"

#define DECODE_LAYER_MAX ((size_t)256 << 10)
#define DECODE_OVERLAP   ((size_t)16 << 10)
#define DECODE_CONTEXT   ((size_t)1 << 10)

/* How the place of a byte in the encoded text is told from the map; for decoded_span. */
enum decoded_unit {
	DECODED_SIXBIT,      /* base64: a byte is part of two characters */
	DECODED_SIXBIT_WIDE, /* base64 of UTF-16 */
	DECODED_PAIR,        /* two digits each */
	DECODED_ESCAPE,      /* up to where the next byte begins */
};

struct decoded {
	struct slice text;   /* CONTENT_PADDING zero bytes follow */
	const uint32_t *map; /* text offset -> offset in the outer bytes, text.len + 1 entries */
	size_t outer_start, outer_end;
	const char *name; /* a literal of the table above */
	struct slice outer;
	enum decoded_unit unit;
};

struct decode_scratch;

struct decode_scratch *decode_scratch_new(void);
void decode_scratch_free(struct decode_scratch *s);

/*
 * Calls `layer` for each layer of `bytes` (less than 4 GiB, CONTENT_PADDING
 * readable bytes follow them). The layer is valid until the callback returns;
 * the scratch is in use meanwhile.
 */
void decode_each(struct decode_scratch *s, struct slice bytes,
		 void (*layer)(void *context, const struct decoded *layer), void *context);

/*
 * The same layers, perhaps in another order, of a text that is a version of one
 * known (or NULL); and fills the runs and marks of `memo` (or NULL). False: that was
 * too much, layers may be missing.
 */
bool decode_version(struct decode_scratch *s, struct slice bytes, const struct version *version, struct memo *memo,
		    void (*layer)(void *context, const struct decoded *layer), void *context);

/*
 * Where the decoded bytes [start, end) stand in the outer bytes; start < end.
 * Of base64 the characters that hold any of their bits (of UTF-16 in base64 it
 * may be one character more).
 */
void decoded_span(const struct decoded *d, size_t start, size_t end, size_t *outer_start, size_t *outer_end);

/*
 * Whether [start, end) has a byte that was encoded. A match without one was
 * found in the outer bytes already. Always true of base64 and hex.
 */
bool decoded_touches(const struct decoded *d, size_t start, size_t end);

#endif
