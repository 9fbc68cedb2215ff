/* decode_judge.c - see decode_judge.h */
#include "engine/decode_judge.h"

#include <string.h>

#include "base/text.h"

/*
 * The size of the text at the front of `s`: 1 for a plain character, more for
 * one beyond ASCII, 0 for what is none. A character that is cut off is as long
 * as what is left of it.
 */
static size_t text_size(struct slice s)
{
	unsigned char c = (unsigned char)s.at[0];
	uint32_t code;
	size_t size;

	if (c - 0x20u < 0x5f || c == '\n' || c == '\t' || c == '\r')
		return 1;
	if (c < 0xc2 || c > 0xf4)
		return 0;
	code = text_code_point(s, &size);
	if (code == TEXT_INVALID)
		return s.len < 4 ? s.len : 0;
	return code < 0xa0 ? 0 : size;
}

enum verdict judge(struct slice sample, size_t odd_max, enum encoding *encoding)
{
	size_t odd = 0;

	*encoding = ENCODING_BYTES;
	for (size_t at = 0, size; at < sample.len; at += size) {
		size = text_size(slice_make(sample.at + at, sample.len - at));
		odd += size == 0;
		size += size == 0;
		if (odd > odd_max)
			break;
	}
	if (odd <= odd_max)
		return TEXT;
	/* Wide text is odd as bytes: it begins with a mark or has NULs. Three bytes are too few. */
	if (sample.len < 12 || ((unsigned char)sample.at[0] < 0xfe && !memchr(sample.at, 0, sample.len)))
		return NOT_TEXT;
	*encoding = unicode_detect(sample);
	return *encoding == ENCODING_BYTES ? NOT_TEXT : WIDE_TEXT;
}
