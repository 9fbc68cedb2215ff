/*
 * unicode.h - text in two- and four-byte units, made UTF-8 before it is scanned.
 *
 * Windows tools write UTF-16, with a byte order mark or without one, and a
 * scanner that looks for ASCII bytes sees nothing in it. Such a blob is
 * recognised by its shape, converted whole or piece by piece, and scanned as
 * UTF-8: lines and columns are those of the converted text. The byte order mark
 * is converted like any other character, so a file begins with EF BB BF exactly
 * when its UTF-8 twin would.
 *
 * What a tool appended to such a file in another encoding is not seen in the
 * converted text: who wants to be sure scans the bytes as they are, too.
 */
#ifndef ENGINE_UNICODE_H
#define ENGINE_UNICODE_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/slice.h"

enum encoding {
	ENCODING_BYTES, /* anything else: UTF-8 (with or without mark), Latin-1, binary. Scanned as it is. */
	ENCODING_UTF16LE,
	ENCODING_UTF16BE,
	ENCODING_UTF32LE,
	ENCODING_UTF32BE,
};

/* How much of a blob is looked at; a longer slice changes nothing. */
#define UNICODE_SAMPLE 4096

/*
 * What the first piece of a blob is written in. With a mark the text behind it
 * must still look like text (a binary may begin with FF FE); without one at
 * least a quarter of the characters must be ASCII and hardly any may be
 * controls, which neither a text with a stray NUL nor a table of small numbers
 * fulfils.
 */
enum encoding unicode_detect(struct slice bytes);

/*
 * Appends `bytes` as UTF-8 to `out` and returns how many bytes were taken.
 * Units that are no character become U+FFFD. Up to 3 bytes at the end stay
 * behind when they begin a character that goes on in the next piece: pass them
 * again in front of it, or forget them when there is none. Taking fewer means
 * that `out` is full; three bytes of room for every two, and 4 KiB, always do.
 * ENCODING_BYTES copies.
 */
size_t unicode_convert(enum encoding encoding, struct slice bytes, struct buffer *out);

/*
 * The next character of `bytes`, as above, and the bytes it takes: 0 when there
 * is no whole one. Not for ENCODING_BYTES.
 */
uint32_t unicode_next(enum encoding encoding, struct slice bytes, size_t *size);

const char *encoding_name(enum encoding encoding); /* "utf-16le" and so on; "bytes" */

#endif
