/*
 * check_pem.c - private keys in PEM (RFC 7468) and OpenSSH's own format.
 *
 * The block is looked at as it stands in files: with real line ends or with \n
 * escapes, indented, behind a comment or diff prefix, in pieces of a string
 * literal. What is left is base64 of one DER SEQUENCE that is exactly as long
 * as it says, or of "openssh-key-v1" with its length-prefixed fields. That is
 * no checksum, but nothing made up by hand gets past it.
 */
#include "check_part.h"

#include <string.h>

#include "base/text.h"

#define BEGIN "-----BEGIN "
#define END   "-----END "
#define DASH  "-----"

#define OPENSSH_MAGIC SLICE("openssh-key-v1\0")

struct block {
	struct slice label, body; /* body: between the two lines, as it stands */
	struct slice margin;      /* what stands before the last line, and so before each */
	bool closed;
};

static bool find_block(struct slice secret, struct block *block)
{
	size_t begin = slice_find(secret, SLICE(BEGIN), 0), label, body, end, line;

	if (begin == SLICE_NOWHERE)
		return false;
	label = begin + strlen(BEGIN);
	end = slice_find(secret, SLICE(DASH), label);
	if (end == SLICE_NOWHERE || end - label > 64)
		return false;
	block->label = slice_sub(secret, label, end - label);
	body = end + strlen(DASH);
	end = slice_find(secret, SLICE(END), body);
	block->closed = end != SLICE_NOWHERE;
	if (!block->closed)
		end = secret.len;
	for (line = end; line > body && secret.at[line - 1] != '\n' && secret.at[line - 1] != 'n'; line--)
		;
	block->margin = line > body && end - line < 16 ? slice_sub(secret, line, end - line) : SLICE_NONE;
	block->body = slice_sub(secret, body, end - body);
	return true;
}

/* The end of a line at `at`: its size in bytes, 0 when there is none. Takes \n, \r and \\n escapes too. */
static size_t line_end(struct slice s, size_t at)
{
	size_t size = 0;

	if (s.at[at] == '\n' || s.at[at] == '\r')
		return 1;
	while (at + size < s.len && s.at[at + size] == '\\')
		size++;
	if (size && at + size < s.len && (s.at[at + size] == 'n' || s.at[at + size] == 'r'))
		return size + 1;
	return 0;
}

/* A piece of the body between two line ends, without margin; header lines and what is no base64 fall away. */
static void add_line(struct slice line, struct slice margin, struct buffer *base64, bool *encrypted)
{
	if (slice_find_byte(line, ':', 0) != SLICE_NOWHERE) {
		*encrypted |= slice_find(line, SLICE("ENCRYPTED"), 0) != SLICE_NOWHERE;
		return;
	}
	if (margin.len && slice_starts(line, margin))
		line = slice_sub(line, margin.len, line.len);
	for (size_t i = 0; i < line.len; i++)
		if (line.at[i] && strchr(PART_BASE64 "=", line.at[i]))
			buffer_add_byte(base64, line.at[i]);
}

/* Takes the text between string literals ('" +' NEWLINE '"') out, then line by line. */
static void gather(const struct block *block, struct buffer *base64, bool *encrypted)
{
	struct slice body = block->body;
	struct buffer line;
	bool between = false;

	buffer_init(&line, PART_BYTES);
	for (size_t i = 0, size; i < body.len; i += size) {
		size = line_end(body, i);
		if (size) {
			if (!between) {
				add_line(buffer_slice(&line), block->margin, base64, encrypted);
				buffer_clear(&line);
			}
			continue;
		}
		size = 1;
		if (body.at[i] == '"' || body.at[i] == '\'')
			between = !between;
		else if (!between)
			buffer_add_byte(&line, body.at[i]);
	}
	add_line(buffer_slice(&line), block->margin, base64, encrypted);
	buffer_release(&line);
}

/* A DER SEQUENCE that ends where the bytes end. */
static bool is_der(struct slice bytes)
{
	const unsigned char *b = (const unsigned char *)bytes.at;
	size_t len, size;

	if (bytes.len < 4 || b[0] != 0x30)
		return false;
	if (b[1] < 0x80)
		return bytes.len == b[1] + 2u;
	size = b[1] & 0x7f;
	if (size == 0 || size > 4 || bytes.len < 2 + size)
		return false;
	len = 0;
	for (size_t i = 0; i < size; i++)
		len = len << 8 | b[2 + i];
	return bytes.len == 2 + size + len;
}

static uint32_t be32(struct slice four)
{
	return __builtin_bswap32(part_le32(four));
}

/* One field of OpenSSH's format: four bytes of length, then as many. */
static bool next_field(struct slice *rest, struct slice *field)
{
	uint32_t len;

	if (rest->len < 4)
		return false;
	len = be32(*rest);
	if (len > rest->len - 4)
		return false;
	*field = slice_sub(*rest, 4, len);
	*rest = slice_sub(*rest, 4 + len, rest->len);
	return true;
}

/* Cipher, kdf, its options, a count, public keys, the private part, which begins with the same number twice. */
static bool is_openssh(struct slice bytes, bool *encrypted)
{
	struct slice rest = slice_sub(bytes, OPENSSH_MAGIC.len, bytes.len), cipher, field;

	if (!next_field(&rest, &cipher) || !next_field(&rest, &field) || !next_field(&rest, &field) || rest.len < 4)
		return false;
	*encrypted = !slice_is(cipher, "none");
	rest = slice_sub(rest, 4, rest.len);
	if (!next_field(&rest, &field) || !next_field(&rest, &field) || field.len < 8)
		return false;
	return *encrypted || be32(field) == be32(slice_sub(field, 4, 4));
}

enum proof pem_run(const struct check *check, struct slice secret, const char **note)
{
	struct buffer base64, bytes;
	struct block block;
	bool encrypted = false, opaque = false, right;

	(void)check;
	if (secret.len > PART_BYTES || !find_block(secret, &block))
		return PROOF_STRUCTURE;
	buffer_init(&base64, PART_BYTES);
	buffer_init(&bytes, PART_BYTES);
	gather(&block, &base64, &encrypted);
	right = part_decode(buffer_slice(&base64), &bytes);
	if (right && slice_starts(buffer_slice(&bytes), OPENSSH_MAGIC))
		right = is_openssh(buffer_slice(&bytes), &encrypted);
	else if (!encrypted)
		right = right && is_der(buffer_slice(&bytes));
	else
		opaque = true; /* the old style of encryption: what is inside is noise to us */
	encrypted |= slice_starts(block.label, SLICE("ENCRYPTED"));
	buffer_release(&base64);
	buffer_release(&bytes);
	if (encrypted)
		*note = "encrypted";
	else if (!right && !block.closed)
		*note = "cut off";
	if (!right)
		return PROOF_FAILED;
	return opaque ? PROOF_STRUCTURE : PROOF_PASSED;
}

static void add_be32_field(struct buffer *out, struct slice bytes)
{
	part_add_le32(out, __builtin_bswap32((uint32_t)bytes.len));
	buffer_add(out, bytes);
}

static void add_openssh(struct random *random, struct buffer *out)
{
	struct buffer inner;
	struct slice name = SLICE("ssh-ed25519");
	uint32_t number = (uint32_t)random_next(random);
	char key[64];

	buffer_init(&inner, 512);
	for (size_t i = 0; i < sizeof key; i++)
		key[i] = (char)random_below(random, 256);
	buffer_add(out, OPENSSH_MAGIC);
	add_be32_field(out, SLICE("none"));
	add_be32_field(out, SLICE("none"));
	add_be32_field(out, SLICE(""));
	part_add_le32(out, __builtin_bswap32(1));
	add_be32_field(&inner, name);
	add_be32_field(&inner, slice_make(key + 32, 32));
	add_be32_field(out, buffer_slice(&inner));
	buffer_clear(&inner);
	part_add_le32(&inner, number);
	part_add_le32(&inner, number);
	add_be32_field(&inner, name);
	add_be32_field(&inner, slice_make(key + 32, 32));
	add_be32_field(&inner, slice_make(key, sizeof key));
	add_be32_field(&inner, SLICE("deploy"));
	buffer_add(&inner, slice_make("\1\2\3\4\5\6\7", 8 - (inner.len % 8 ? inner.len % 8 : 8)));
	add_be32_field(out, buffer_slice(&inner));
	buffer_release(&inner);
}

static void add_der(struct buffer *out, unsigned char tag, struct slice content)
{
	buffer_add_byte(out, (char)tag);
	if (content.len < 0x80) {
		buffer_add_byte(out, (char)content.len);
	} else {
		buffer_add_byte(out, (char)0x82);
		buffer_add_byte(out, (char)(content.len >> 8));
		buffer_add_byte(out, (char)content.len);
	}
	buffer_add(out, content);
}

#define DER_INTEGER  0x02
#define DER_OCTETS   0x04
#define DER_SEQUENCE 0x30

/* The outside of a key of this label; inside is noise of about the usual size. */
static void add_key(struct slice label, struct random *random, struct buffer *out)
{
	struct buffer inner, noise;

	buffer_init(&inner, 4096);
	buffer_init(&noise, 4096);
	if (slice_is(label, "EC PRIVATE KEY")) {
		add_der(&inner, DER_INTEGER, SLICE("\1"));
		part_random_bytes(&noise, random, 32);
		add_der(&inner, DER_OCTETS, buffer_slice(&noise));
	} else if (slice_is(label, "PRIVATE KEY")) {
		add_der(&inner, DER_INTEGER, slice_make("", 1));
		add_der(&inner, DER_SEQUENCE, slice_make("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00", 13));
		part_random_bytes(&noise, random, 1190);
		add_der(&inner, DER_OCTETS, buffer_slice(&noise));
	} else if (slice_starts(label, SLICE("ENCRYPTED"))) {
		add_der(&inner, DER_SEQUENCE, SLICE("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d"));
		part_random_bytes(&noise, random, 1232);
		add_der(&inner, DER_OCTETS, buffer_slice(&noise));
	} else {
		add_der(&inner, DER_INTEGER, slice_make("", 1));
		for (size_t i = 0; i < 4; i++) {
			buffer_clear(&noise);
			part_random_bytes(&noise, random, 257);
			add_der(&inner, DER_INTEGER, buffer_slice(&noise));
		}
	}
	add_der(out, DER_SEQUENCE, buffer_slice(&inner));
	buffer_release(&noise);
	buffer_release(&inner);
}

static void make_block(struct slice label, const char *newline, struct random *random, struct buffer *out)
{
	bool openssh = slice_is(label, "OPENSSH PRIVATE KEY");
	size_t width = openssh ? 70 : 64;
	struct buffer bytes, base64;

	if (label.len == 0)
		label = SLICE("RSA PRIVATE KEY");
	buffer_init(&bytes, 8192);
	buffer_init(&base64, 16384);
	if (openssh)
		add_openssh(random, &bytes);
	else
		add_key(label, random, &bytes);
	text_add_base64(&base64, buffer_slice(&bytes));
	buffer_print(out, BEGIN "%.*s" DASH "%s", SLICE_ARGS(label), newline);
	for (size_t i = 0; i < base64.len; i += width)
		buffer_print(out, "%.*s%s", SLICE_ARGS(slice_sub(buffer_slice(&base64), i, width)), newline);
	buffer_print(out, END "%.*s" DASH, SLICE_ARGS(label));
	buffer_release(&base64);
	buffer_release(&bytes);
}

void pem_make(const struct check *check, struct slice variant, struct random *random, struct buffer *out)
{
	(void)check;
	make_block(variant, "\n", random, out);
}

void pem_line_make(const struct check *check, struct slice variant, struct random *random, struct buffer *out)
{
	(void)check;
	make_block(variant, "\\n", random, out);
}
