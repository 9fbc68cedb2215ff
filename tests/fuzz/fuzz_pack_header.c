/*
 * fuzz_pack_header.c - headers of pack entries: any bytes, and what packer.h writes.
 *
 * A header that is read ends inside, at no earlier byte, and says what a slow
 * reader of our own says; one that was written is read as it was meant.
 */
#include "fuzz/scratch.h"
#include "store/pack_header.h"
#include "unit/packer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef unsigned __int128 wide;

#define DIGITS_MAX 9 /* bytes of a size below 2^60, unless it has zeros in front */

/* The same by the book: numbers are as wide as they like. False: cut short. */
static bool read_slowly(struct slice in, wide *number, wide *distance, size_t *len, unsigned *digits)
{
	const size_t all = in.len;
	unsigned shift = 4, bytes = 1;
	uint8_t byte;

	if (!in.len)
		return false;
	byte = take_byte(&in);
	const int type = byte >> 4 & 7;
	*number = byte & 15;
	for (; byte & 0x80; shift += 7, bytes++) {
		if (!in.len || bytes > 12)
			return false;
		byte = take_byte(&in);
		*number += (wide)(byte & 0x7f) << shift;
	}
	*digits = bytes;
	*distance = 0;
	if (type == PACK_OFFSET_DELTA) {
		bytes = 0;
		do {
			if (!in.len || bytes++ > 12)
				return false;
			byte = take_byte(&in);
			*distance = (*distance << 7) + (byte & 0x7f) + (bytes > 1 ? (wide)1 << 7 : 0);
		} while (byte & 0x80);
	}
	if (type == PACK_ID_DELTA && in.len < SHA1_SIZE)
		return false;
	*len = all - in.len + (type == PACK_ID_DELTA ? SHA1_SIZE : 0);
	return true;
}

static void check_any(struct slice in)
{
	const uint8_t *at = (const uint8_t *)in.at;
	struct pack_header header, shorter;
	wide number, distance;
	unsigned digits;
	size_t len;

	if (!pack_header_read(at, in.len, &header)) {
		/* Refused: cut short, or a number that no pack can hold. */
		assert(!read_slowly(in, &number, &distance, &len, &digits) || digits > DIGITS_MAX ||
		       ((at[0] >> 4 & 7) == PACK_OFFSET_DELTA && (distance == 0 || distance >= (wide)1 << 55)));
		return;
	}
	assert(read_slowly(in, &number, &distance, &len, &digits));
	assert(header.len == len && header.len <= in.len && header.len <= PACK_HEADER_MAX);
	assert(header.size == number && header.distance == distance && header.type == (at[0] >> 4 & 7));
	assert((header.type == PACK_OFFSET_DELTA) == (header.distance != 0));
	assert(header.id == (header.type == PACK_ID_DELTA ? at + len - SHA1_SIZE : NULL));
	for (size_t cut = 0; cut < len; cut++)
		assert(!pack_header_read(at, cut, &shorter));
}

static void check_written(struct slice in)
{
	const int type = take_byte(&in) & 7;
	const uint64_t number = take_number(&in, 8) >> 4 >> take_byte(&in) % 60;
	const uint64_t distance = 1 + (take_number(&in, 8) >> 9 >> take_byte(&in) % 55);
	struct pack_header header;
	struct buffer text;
	bool good;

	buffer_init(&text, 1000);
	packer_add_size(&text, (unsigned)type, number);
	if (type == OFS)
		packer_add_distance(&text, distance);
	if (type == REF)
		buffer_add(&text, SLICE("0123456789abcdefghij"));
	good = pack_header_read((const uint8_t *)text.at, text.len, &header);
	assert(good && header.type == type && header.size == number && header.len == text.len);
	assert(type != OFS || header.distance == distance);
	assert(type != REF || memcmp(header.id, "0123456789abcdefghij", SHA1_SIZE) == 0);
	buffer_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct slice in = slice_make((const char *)data, size);

	check_any(in);
	check_written(in);
	return 0;
}
