/*
 * fuzz_delta.c - deltas: what delta.h makes of them is what a byte-by-byte twin makes.
 *
 * What it says was copied is in the base, byte for byte, and is all that the twin copied.
 *
 * The first bytes say how long the base is, whether the result's length is given
 * as the delta would have it, and whether the delta is taken as it stands or made
 * to fit; then come the base and the delta.
 */
#include "base/buffer.h"
#include "fuzz/scratch.h"
#include "model/content.h"
#include "store/delta.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define RESULT_MAX ((size_t)1 << 20)

/* One instruction; false when it makes no sense. What it makes is added to `out`, which may be full. */
static bool step(struct slice base, struct slice *in, struct buffer *out, size_t *copied)
{
	const uint8_t op = take_byte(in);
	size_t from = 0, len = 0;

	if (!(op & 0x80)) {
		if (op == 0 || op > in->len)
			return false;
		buffer_add(out, take_some(in, op));
		return true;
	}
	for (unsigned bit = 0; bit < 7; bit++) {
		if (!(op & 1u << bit))
			continue;
		if (!in->len)
			return false;
		if (bit < 4)
			from += (size_t)take_byte(in) << 8 * bit;
		else
			len += (size_t)take_byte(in) << 8 * (bit - 4);
	}
	if (len == 0)
		len = 65536;
	if (from + len > base.len)
		return false;
	*copied += len;
	while (len--)
		buffer_add_byte(out, base.at[from++]);
	return true;
}

static bool apply_slowly(struct slice base, struct slice in, struct buffer *out, size_t *copied)
{
	while (in.len)
		if (!step(base, &in, out, copied))
			return false;
	return !out->full;
}

static char *padded(struct slice bytes)
{
	char *copy = mem_alloc(bytes.len + CONTENT_PADDING);

	if (bytes.len)
		memcpy(copy, bytes.at, bytes.len);
	/* What stands there is not to matter. */
	memset(copy + bytes.len, 0xff, CONTENT_PADDING);
	return copy;
}

static void check_copies(const struct copies *copies, struct slice base, struct slice made, size_t copied)
{
	size_t end = 0, sum = 0;

	for (size_t i = 0; i < copies->len; i++) {
		const struct copy *c = &copies->items[i];

		assert(c->len > 0 && c->at >= end && (size_t)c->at + c->len <= made.len);
		assert((size_t)c->from + c->len <= base.len);
		assert(memcmp(made.at + c->at, base.at + c->from, c->len) == 0);
		end = (size_t)c->at + c->len;
		sum += c->len;
	}
	assert(sum == copied);
}

static void compare(struct slice base, struct slice instructions, size_t claimed, bool as_made)
{
	char *base_copy = padded(base), *delta_copy = padded(instructions), *made;
	struct copies copies = { 0 };
	struct buffer twin;
	size_t len, copied = 0;
	bool good;

	buffer_init(&twin, RESULT_MAX);
	good = apply_slowly(base, instructions, &twin, &copied);
	len = as_made ? twin.len : claimed;
	good = good && len == twin.len;
	made = mem_alloc(len + CONTENT_PADDING);
	assert(delta_apply(slice_make(base_copy, base.len), slice_make(delta_copy, instructions.len), made, len,
			   &copies) == good);
	assert(!good || slice_equal(slice_make(made, len), buffer_slice(&twin)));
	if (good)
		check_copies(&copies, base, slice_make(made, len), copied);
	array_release(&copies);
	buffer_release(&twin);
	mem_free(made);
	mem_free(base_copy);
	mem_free(delta_copy);
}

static bool size_slowly(struct slice *in, uint64_t *number)
{
	unsigned shift = 0;
	uint8_t byte;

	*number = 0;
	do {
		if (!in->len || shift > 56)
			return false;
		byte = take_byte(in);
		*number += (uint64_t)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80);
	return true;
}

static void check_sizes(struct slice delta)
{
	struct slice own = delta, twin = delta;
	uint64_t base = 0, result = 0, twin_base, twin_result;
	const bool good = size_slowly(&twin, &twin_base) && size_slowly(&twin, &twin_result);

	assert(delta_sizes(&own, &base, &result) == good);
	assert(!good || (base == twin_base && result == twin_result && own.at == twin.at && own.len == twin.len));
}

/* A copy of some part of the base, its numbers without the bytes that are 0. */
static void add_copy(struct buffer *delta, struct slice *in, size_t base)
{
	const uint64_t from = take_number(in, 3) % (base + 1), rest = base - from;
	const uint64_t len = rest > 65536 && take_byte(in) & 1 ? 65536 : take_number(in, 3) % (rest + 1) & 0xffffff;
	const size_t at = delta->len;
	uint8_t op = 0x80;

	buffer_add_byte(delta, 0);
	for (unsigned bit = 0; bit < 7; bit++) {
		const uint8_t byte = (uint8_t)(bit < 4 ? from >> 8 * bit : len >> 8 * (bit - 4));

		if (len == 65536 && bit >= 4)
			break;
		if (byte) {
			op |= (uint8_t)(1u << bit);
			buffer_add_byte(delta, (char)byte);
		}
	}
	delta->at[at] = (char)op;
}

/* Every instruction fits, but a copy of nothing, which stands for 64 KiB. */
static void make_fit(struct buffer *delta, struct slice in, size_t base)
{
	while (in.len && delta->len < 4096) {
		const uint8_t op = take_byte(&in);

		if (op & 0x80) {
			add_copy(delta, &in, base);
		} else if (op && in.len) {
			const struct slice text = take_some(&in, op);

			buffer_add_byte(delta, (char)text.len);
			buffer_add(delta, text);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice in = slice_make((const char *)data, size), base;
	const uint8_t first = take_byte(&in), ways = take_byte(&in);
	struct buffer large, delta;

	check_sizes(in);
	buffer_init(&large, RESULT_MAX);
	buffer_init(&delta, RESULT_MAX);
	base = take_some(&in, first);
	/* Now and then a base that offsets of three bytes reach into. */
	for (unsigned i = 0; ways >> 4 == 0 && i < 400; i++)
		buffer_add(&large, base);
	base = large.len ? buffer_slice(&large) : base;
	if (ways & 1)
		make_fit(&delta, in, base.len);
	compare(base, ways & 1 ? buffer_slice(&delta) : in, ways, ways & 14);
	buffer_release(&large);
	buffer_release(&delta);
	return 0;
}
