/* delta.c - git's deltas: copy a part of the base, or insert what follows; see delta.h */
#include "source/delta.h"

#include <string.h>

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

/* Of a copy: the bits of `op` say which bytes of offset (four) and size (three) are written down. */
static bool take_copy(struct slice *s, uint8_t op, size_t *offset, size_t *size)
{
	uint8_t byte;

	*offset = *size = 0;
	for (unsigned i = 0; i < 7; i++) {
		if (!(op & 1u << i))
			continue;
		if (!take_byte(s, &byte))
			return false;
		if (i < 4)
			*offset |= (size_t)byte << 8 * i;
		else
			*size |= (size_t)byte << 8 * (i - 4);
	}
	if (*size == 0)
		*size = 0x10000;
	return true;
}

bool delta_apply(struct slice base, struct slice instructions, char *out, size_t out_len)
{
	size_t done = 0;
	uint8_t op;

	while (take_byte(&instructions, &op)) {
		size_t offset = 0, size = op;
		struct slice from = instructions;

		if (op & 0x80) {
			if (!take_copy(&instructions, op, &offset, &size))
				return false;
			from = base;
		}
		if (size == 0 || offset > from.len || size > from.len - offset || size > out_len - done)
			return false;
		memcpy(out + done, from.at + offset, size);
		done += size;
		if (!(op & 0x80))
			instructions = slice_sub(instructions, size, instructions.len);
	}
	return done == out_len;
}
