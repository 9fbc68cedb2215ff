/* pack_header.c - see pack_header.h */
#include "store/pack_header.h"

#include "base/hash.h"

/* The type in three bits, the size in four and then seven a byte, the least first. */
static bool read_size(const uint8_t **at, const uint8_t *end, struct pack_header *header)
{
	unsigned shift = 4;
	uint8_t byte;

	if (*at == end)
		return false;
	byte = *(*at)++;
	header->type = byte >> 4 & 7;
	header->size = byte & 15;
	for (; byte & 0x80; shift += 7) {
		if (*at == end || shift > 57)
			return false;
		byte = *(*at)++;
		header->size |= (uint64_t)(byte & 0x7f) << shift;
	}
	return true;
}

/* Seven bits a byte, the most first; each further byte stands for one more than it says. */
static bool read_distance(const uint8_t **at, const uint8_t *end, uint64_t *distance)
{
	uint8_t byte;

	if (*at == end)
		return false;
	byte = *(*at)++;
	*distance = byte & 0x7f;
	while (byte & 0x80) {
		if (*at == end || *distance >= (uint64_t)1 << 55)
			return false;
		byte = *(*at)++;
		*distance = ((*distance + 1) << 7) + (byte & 0x7f);
	}
	return *distance != 0;
}

bool pack_header_read(const uint8_t *at, size_t len, struct pack_header *header)
{
	const uint8_t *start = at, *end = at + len;

	*header = (struct pack_header){ 0 };
	if (!read_size(&at, end, header))
		return false;
	if (header->type == PACK_OFFSET_DELTA && !read_distance(&at, end, &header->distance))
		return false;
	if (header->type == PACK_ID_DELTA) {
		if (end - at < SHA1_SIZE)
			return false;
		header->id = at;
		at += SHA1_SIZE;
	}
	header->len = (size_t)(at - start);
	return true;
}
