/*
 * fuzz_unpack.c - any bytes as an archive of each kind.
 *
 * The first byte picks the kind and how large the pieces are in which the bytes
 * are asked for. Whatever comes out is bounded here as members.c would bound it,
 * and is the same for pieces and for all bytes at once.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "scan/unpack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define STEPS 2000

struct pieces {
	struct slice rest;
	size_t most;
};

static struct slice more(void *context)
{
	struct pieces *p = context;
	struct slice piece = slice_sub(p->rest, 0, p->most);

	p->rest = slice_sub(p->rest, piece.len, p->rest.len);
	return piece;
}

static uint64_t mix(uint64_t sum, struct slice bytes)
{
	for (size_t i = 0; i < bytes.len; i++)
		sum = (sum ^ (unsigned char)bytes.at[i]) * 1099511628211u;
	return sum;
}

/* A sum of all names and bytes. */
static uint64_t unpack_all(enum archive_kind kind, struct slice bytes, size_t most)
{
	struct pieces pieces = { bytes, most };
	struct unpack_member member;
	struct unpacker *unpacker;
	enum unpack_fault fault;
	struct error err;
	uint64_t sum = 0;
	int steps = STEPS;

	if (unpack_open(kind, &(struct unpack_input){ more, &pieces }, &unpacker, &err))
		return 0;
	while (steps-- > 0) {
		fault = unpack_next(unpacker, &member);
		if (fault == UNPACK_END || fault == UNPACK_BROKEN)
			break;
		if (fault != UNPACK_FINE)
			continue;
		sum = mix(mix(sum, member.name), member.link);
		while (member.is_file && steps-- > 0) {
			struct slice block = unpack_read(unpacker, &fault);

			sum = mix(sum, block);
			if (block.len == 0 || fault == UNPACK_BROKEN)
				break;
		}
		if (fault == UNPACK_BROKEN)
			break;
	}
	unpack_close(unpacker);
	/* Where it was broken off what was seen depends on the size of the pieces. */
	return steps > 0 && fault == UNPACK_END ? sum : 0;
}

static const char *const starts[] = {
	[ARCHIVE_ZIP] = "PK\3\4\x14",       [ARCHIVE_GZIP] = "\x1f\x8b\x08",     [ARCHIVE_BZIP2] = "BZh91AY&SY",
	[ARCHIVE_XZ] = "\xfd\x37zXZ\0\0\4", [ARCHIVE_ZSTD] = "\x28\xb5\x2f\xfd",
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum archive_kind kind;
	uint64_t whole, parts;
	char *bytes;

	if (size < 2)
		return 0;
	kind = (enum archive_kind)(ARCHIVE_ZIP + data[0] % ARCHIVE_ZSTD);
	bytes = mem_alloc(size);
	memcpy(bytes, data + 1, size - 1);
	/* Every other time it begins as it should. */
	if (data[0] & 0x80 && kind != ARCHIVE_TAR && size > 20)
		memcpy(bytes, starts[kind], strlen(starts[kind]));
	whole = unpack_all(kind, slice_make(bytes, size - 1), size);
	parts = unpack_all(kind, slice_make(bytes, size - 1), 1 + data[1] % 64);
	assert(!whole || !parts || whole == parts);
	mem_free(bytes);
	(void)archive_kind_of(slice_make((const char *)data, size));
	return 0;
}
