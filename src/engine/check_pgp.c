/*
 * check_pgp.c - PGP private key blocks: armour with a CRC-24 (RFC 4880, section 6).
 *
 * Between the two lines that name the block stand header lines and an empty
 * line, then base64, then "=" and the checksum, in base64 too.
 *
 * Newer programs (RFC 9580) leave the checksum out; then only the first packet
 * tells: it has to be a secret key.
 */
#include "check_part.h"

#include <string.h>

#include "base/text.h"

#define LABEL "PGP PRIVATE KEY BLOCK"
#define DASH  "-----"

static uint32_t crc24(struct slice bytes)
{
	uint32_t crc = 0xb704ce;

	for (size_t i = 0; i < bytes.len; i++) {
		crc ^= (uint32_t)(unsigned char)bytes.at[i] << 16;
		for (int bit = 0; bit < 8; bit++)
			crc = crc & 0x800000 ? crc << 1 ^ 0x1864cfb : crc << 1;
	}
	return crc & 0xffffff;
}

static void add_crc24(struct buffer *out, uint32_t crc)
{
	char bytes[3] = { (char)(crc >> 16), (char)(crc >> 8), (char)crc };

	text_add_base64(out, slice_make(bytes, 3));
}

/* Tag 5 (secret key) or 7 (secret subkey), in the old or the new packet format. */
static bool is_secret_packet(struct slice bytes)
{
	unsigned first = bytes.len ? (unsigned char)bytes.at[0] : 0;
	unsigned tag = first & 0x40 ? first & 0x3f : first >> 2 & 15;

	return (first & 0x80) && (tag == 5 || tag == 7);
}

/* Cuts at real line ends and at \n escapes; false when nothing is left. */
static bool next_line(struct slice *rest, struct slice *line)
{
	size_t end = 0, size = 1;

	if (rest->len == 0)
		return false;
	for (; end < rest->len; end++) {
		if (rest->at[end] == '\n')
			break;
		if (rest->at[end] == '\\' && end + 1 < rest->len && rest->at[end + 1] == 'n') {
			size = 2;
			break;
		}
	}
	*line = slice_trim(slice_sub(*rest, 0, end));
	*rest = slice_sub(*rest, end + size, rest->len);
	return true;
}

/* Fills `bytes`; `sum` is the checksum's four characters or empty. */
static bool read_armour(struct slice secret, struct buffer *bytes, struct slice *sum)
{
	struct slice line;
	struct buffer base64;
	bool right;

	*sum = SLICE_NONE;
	buffer_init(&base64, PART_BYTES);
	while (next_line(&secret, &line)) {
		if (line.len == 5 && line.at[0] == '=')
			*sum = slice_sub(line, 1, 4);
		else if (part_is_all(line, PART_BASE64 "="))
			buffer_add(&base64, line);
	}
	right = part_decode(buffer_slice(&base64), bytes);
	buffer_release(&base64);
	return right;
}

enum proof pgp_run(const struct check *check, struct slice secret, const char **note)
{
	enum proof proof = PROOF_FAILED;
	struct buffer bytes, want;
	struct slice sum;

	(void)check;
	if (secret.len > PART_BYTES)
		return PROOF_STRUCTURE;
	buffer_init(&bytes, PART_BYTES);
	buffer_init(&want, 8);
	if (read_armour(secret, &bytes, &sum) && is_secret_packet(buffer_slice(&bytes))) {
		add_crc24(&want, crc24(buffer_slice(&bytes)));
		if (sum.len == 0)
			proof = PROOF_STRUCTURE;
		else if (slice_equal(sum, buffer_slice(&want)))
			proof = PROOF_PASSED;
	} else if (slice_find(secret, SLICE(DASH "END "), 0) == SLICE_NOWHERE) {
		*note = "cut off";
	}
	buffer_release(&want);
	buffer_release(&bytes);
	return proof;
}

void pgp_make(const struct check *check, struct slice variant, struct random *random, struct buffer *out)
{
	struct buffer bytes, base64;

	(void)check;
	(void)variant;
	buffer_init(&bytes, 1024);
	buffer_init(&base64, 2048);
	buffer_add(&bytes, SLICE("\x94\x58\x04"));
	part_random_bytes(&bytes, random, 497);
	text_add_base64(&base64, buffer_slice(&bytes));
	buffer_add_text(out, DASH "BEGIN " LABEL DASH "\n\n");
	for (size_t i = 0; i < base64.len; i += 64)
		buffer_print(out, "%.*s\n", SLICE_ARGS(slice_sub(buffer_slice(&base64), i, 64)));
	buffer_add_byte(out, '=');
	add_crc24(out, crc24(buffer_slice(&bytes)));
	buffer_add_text(out, "\n" DASH "END " LABEL DASH);
	buffer_release(&base64);
	buffer_release(&bytes);
}
