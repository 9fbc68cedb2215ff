/* delta.c - git's deltas: copy a part of the base, or insert what follows; see delta.h */
#include "store/delta.h"

#include <string.h>

#include "model/content.h"

#define SHORT 32

_Static_assert(SHORT <= CONTENT_PADDING, "a short copy may go so far beyond the end");

static bool take_byte(struct slice *s, uint8_t *byte)
{
	if (s->len == 0)
		return false;
	*byte = (uint8_t)s->at[0];
	*s = slice_sub(*s, 1, s->len);
	return true;
}

/* Seven bits a byte, the least first. */
static bool take_size(struct slice *s, uint64_t *size)
{
	unsigned shift = 0;
	uint8_t byte;

	*size = 0;
	do {
		if (shift > 56 || !take_byte(s, &byte))
			return false;
		*size |= (uint64_t)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80);
	return true;
}

bool delta_sizes(struct slice *delta, uint64_t *base_size, uint64_t *result_size)
{
	return take_size(delta, base_size) && take_size(delta, result_size);
}

/* What stands behind the byte of a copy: its bits say which bytes of offset (four) and size (three) are written down.
 */
static inline const uint8_t *take_copy(const uint8_t *at, uint8_t op, size_t *offset, size_t *size)
{
	size_t from = 0, len = 0;

	for (unsigned i = 0; i < 4; i++)
		if (op & 1u << i)
			from |= (size_t)*at++ << 8 * i;
	for (unsigned i = 0; i < 3; i++)
		if (op & 0x10u << i)
			len |= (size_t)*at++ << 8 * i;
	*offset = from;
	*size = len ? len : 0x10000;
	return at;
}

/* Most pieces are short; those are copied at a fixed length, into the padding if need be. */
static inline void copy(char *to, const char *from, size_t len)
{
	if (len <= SHORT)
		memcpy(to, from, SHORT);
	else
		memcpy(to, from, len);
}

static inline void note(struct copies *copies, size_t at, size_t from, size_t len)
{
	struct copy *last = copies->len ? &copies->items[copies->len - 1] : NULL;

	if (at + len > UINT32_MAX || from + len > UINT32_MAX)
		return;
	if (last && (size_t)last->at + last->len == at && (size_t)last->from + last->len == from)
		last->len += (uint32_t)len;
	else if (copies->len < DELTA_COPIES_MAX)
		*array_add(copies) = (struct copy){ (uint32_t)at, (uint32_t)from, (uint32_t)len };
}

bool delta_apply(struct slice base, struct slice instructions, char *out, size_t out_len, struct copies *copies)
{
	const uint8_t *at = (const uint8_t *)instructions.at, *end = at + instructions.len;
	size_t done = 0;

	while (at < end) {
		const uint8_t op = *at++;
		size_t offset, size = op;

		if (op & 0x80) {
			at = take_copy(at, op, &offset, &size); /* not beyond the padding */
			if (at > end || offset > base.len || size > base.len - offset || size > out_len - done)
				return false;
			copy(out + done, base.at + offset, size);
			if (copies)
				note(copies, done, offset, size);
		} else {
			if (size == 0 || size > (size_t)(end - at) || size > out_len - done)
				return false;
			copy(out + done, (const char *)at, size);
			at += size;
		}
		done += size;
	}
	return done == out_len;
}
