/*
 * decode_judge.h - does a decoded stretch begin with text?
 *
 * A hash or a key is base64 too, and decodes to anything. The first bytes tell:
 * a stretch is a layer only when they are text.
 */
#ifndef ENGINE_DECODE_JUDGE_H
#define ENGINE_DECODE_JUDGE_H

#include "engine/unicode.h"

/* So many decoded bytes are looked at; fewer when there are no more. */
#define DECODE_SAMPLE 24

enum verdict {
	NOT_TEXT,
	TEXT,      /* UTF-8, perhaps cut off in the middle of a character */
	WIDE_TEXT, /* in *encoding */
};

/*
 * `odd_max` is how many bytes may be neither part of a character nor printable.
 * *encoding is ENCODING_BYTES unless the verdict is WIDE_TEXT.
 */
enum verdict judge(struct slice sample, size_t odd_max, enum encoding *encoding);

#endif
