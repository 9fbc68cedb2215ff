/*
 * decode_hex.h - text spelt in hex digits.
 *
 * Both make a layer and return where the stretch ends, or return 0.
 */
#ifndef ENGINE_DECODE_HEX_H
#define ENGINE_DECODE_HEX_H

#include "engine/decode_layer.h"

extern const unsigned char hex_digit[256]; /* a digit's value plus one; 0: no digit */

/* The shortest run of digits that is decoded. */
#define HEX_MIN 32

/*
 * Digits from `start` on, in pairs; or from the second on, the first being
 * something glued to them.
 */
size_t hex_take_digits(struct layer *l, size_t start);

/*
 * A list of bytes, 0x67, 0x68, ... that begins at `at`. *far is set when it was
 * none because of what stands VERSION_BEFORE bytes or more behind.
 */
size_t hex_take_list(struct layer *l, size_t at, bool *far);

#endif
