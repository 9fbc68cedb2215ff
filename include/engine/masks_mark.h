/*
 * masks_mark.h - the function `marks` of masks.h, for src/engine/masks*.c to compile for their processor.
 *
 * Arithmetic on words of 64 bits, one bit per byte of text, the lowest bit first;
 * no byte is touched. Four words at a time, in the compiler's own vectors.
 *
 * A token start is a word byte with 15 value bytes behind it and no word byte before
 * it, unless that one ends an escape: it may be the second byte behind a backslash
 * (\\n) or the third behind a percent sign (%3D). Which of the two it was is not
 * asked; a start too many does no harm.
 */
#ifndef ENGINE_MASKS_MARK_H
#define ENGINE_MASKS_MARK_H

#include <string.h>

#include "engine/masks.h"

typedef uint64_t four_words __attribute__((vector_size(32)));

#define MASKS_INLINE static inline __attribute__((always_inline))

MASKS_INLINE void mask_marks(const struct class_masks *c, size_t blocks, struct mark_masks *out)
{
	for (size_t b = 0; b < blocks; b += 4) {
		four_words word, word_before, value, value_before, value_next, escape, escape_before, run, next, free,
			start, open;

		memcpy(&word, c->word + b + 1, sizeof(word));
		memcpy(&word_before, c->word + b, sizeof(word));
		memcpy(&value, c->value + b + 1, sizeof(word));
		memcpy(&value_before, c->value + b, sizeof(word));
		memcpy(&value_next, c->value + b + 2, sizeof(word));
		memcpy(&escape, c->escape + b + 1, sizeof(word));
		memcpy(&escape_before, c->escape + b, sizeof(word));

		/* Two, four, eight, sixteen value bytes in a row from each position on. */
		run = value & (value >> 1 | value_next << 63);
		next = value_next & value_next >> 1;
		run &= run >> 2 | next << 62;
		next &= next >> 2;
		run &= run >> 4 | next << 60;
		next &= next >> 4;
		run &= run >> 8 | next << 56;

		free = ~(word << 1 | word_before >> 63) | escape << 2 | escape_before >> 62 | escape << 3 |
		       escape_before >> 61;
		start = run & word & free;
		open = run & ~(value << 1 | value_before >> 63);
		memcpy(out->start + b, &start, sizeof(start));
		memcpy(out->open + b, &open, sizeof(open));
	}
}

#endif
