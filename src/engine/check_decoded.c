/* check_decoded.c - tokens whose base64 decodes to something that can be read, JSON apart (check_json.c). */
#include "check_part.h"

#include <string.h>

#include "base/text.h"

/* Decodes and asks; `out` is released by the caller in any case. */
static bool decodes_to(struct slice base64, struct buffer *out, struct slice start)
{
	buffer_init(out, PART_BYTES);
	return part_decode(base64, out) && slice_starts(buffer_slice(out), start);
}

/*
 * PyPI: a macaroon, version 2. A byte 2, then sections of fields (type, length,
 * bytes), each ended by a 0: first location and identifier, then the caveats,
 * then an empty section and the signature (type 6, 32 bytes).
 */
struct macaroon {
	struct slice rest;
	bool wrong;
};

static unsigned next_byte(struct macaroon *m)
{
	unsigned byte;

	if (m->rest.len == 0) {
		m->wrong = true;
		return 0;
	}
	byte = (unsigned char)m->rest.at[0];
	m->rest = slice_sub(m->rest, 1, m->rest.len);
	return byte;
}

/* Takes one field; its type, 0 for the end of a section. */
static unsigned next_field(struct macaroon *m, struct slice *bytes)
{
	unsigned type = next_byte(m), len;

	*bytes = SLICE_NONE;
	if (type == 0)
		return 0;
	len = next_byte(m);
	if (len & 0x80)
		len = (len & 0x7f) | next_byte(m) << 7;
	*bytes = slice_sub(m->rest, 0, len);
	m->wrong |= bytes->len != len;
	m->rest = slice_sub(m->rest, len, m->rest.len);
	return type;
}

static size_t skip_section(struct macaroon *m)
{
	struct slice bytes;
	size_t fields = 0;

	while (!m->wrong && next_field(m, &bytes))
		fields++;
	return fields;
}

static bool is_macaroon(struct slice bytes)
{
	struct macaroon m = { slice_sub(bytes, 1, bytes.len), false };
	struct slice signature;

	skip_section(&m);
	while (skip_section(&m))
		;
	return next_field(&m, &signature) == 6 && !m.wrong && signature.len == 32;
}

static bool names_pypi(struct slice bytes)
{
	return slice_starts(bytes, SLICE("\x02\x01\x08pypi.org\x02")) ||
	       slice_starts(bytes, SLICE("\x02\x01\x0dtest.pypi.org\x02"));
}

enum proof pypi_run(const struct check *check, struct slice secret, const char **note)
{
	static const char *const prefixes[] = { "pypi-", NULL };
	enum proof proof = PROOF_FAILED;
	struct buffer bytes;

	(void)check;
	(void)note;
	part_strip(&secret, prefixes);
	if (decodes_to(secret, &bytes, SLICE("\x02\x01")) && names_pypi(buffer_slice(&bytes)))
		proof = is_macaroon(buffer_slice(&bytes)) ? PROOF_PASSED : PROOF_STRUCTURE;
	buffer_release(&bytes);
	return proof;
}

void pypi_make(const struct check *check, struct slice variant, struct random *random, struct buffer *out)
{
	struct buffer bytes;

	(void)check;
	buffer_init(&bytes, 512);
	if (slice_is(variant, "test"))
		buffer_add(&bytes, SLICE("\x02\x01\x0dtest.pypi.org"));
	else
		buffer_add(&bytes, SLICE("\x02\x01\x08pypi.org"));
	buffer_add(&bytes, SLICE("\x02\x24"));
	part_random(&bytes, random, PART_HEX, 36);
	buffer_add(&bytes, SLICE("\0\x02\x2c[3,\""));
	part_random(&bytes, random, PART_HEX, 38);
	buffer_add(&bytes, SLICE("\"]\0\0\x06\x20"));
	part_random_bytes(&bytes, random, 32);
	buffer_add_text(out, "pypi-");
	part_add_url64(out, buffer_slice(&bytes));
	buffer_release(&bytes);
}

/* JFrog: base64 of "reftkn:01:" epoch ":" and the rest; the older key is base58 of 54 bytes, which any such text is. */
enum proof jfrog_run(const struct check *check, struct slice secret, const char **note)
{
	struct buffer bytes;
	bool right;

	(void)check;
	(void)note;
	if (slice_starts(secret, SLICE("AKCp")))
		return PROOF_STRUCTURE;
	right = decodes_to(secret, &bytes, SLICE("reftkn:0"));
	right = right && bytes.len > 20 && bytes.at[9] == ':' && bytes.at[20] == ':' &&
		part_is_all(slice_sub(buffer_slice(&bytes), 10, 10), PART_DIGITS);
	buffer_release(&bytes);
	return right ? PROOF_PASSED : PROOF_FAILED;
}

void jfrog_make(const struct check *check, struct slice variant, struct random *random, struct buffer *out)
{
	struct buffer bytes;

	(void)check;
	if (slice_is(variant, "AKCp")) {
		buffer_add(out, variant);
		part_random(out, random, "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", 69);
		return;
	}
	buffer_init(&bytes, 64);
	buffer_print(&bytes, "reftkn:01:%u:", (unsigned)part_random_between(random, 1700000000, 1999999999));
	part_random(&bytes, random, PART_BASE62, 27);
	text_add_base64(out, buffer_slice(&bytes));
	buffer_release(&bytes);
}

/* Discord: the first of three parts is the bot's id in decimal. */
enum proof discord_run(const struct check *check, struct slice secret, const char **note)
{
	size_t dot = slice_find_byte(secret, '.', 0);
	struct buffer id;
	bool right;

	(void)check;
	(void)note;
	if (dot == SLICE_NOWHERE)
		return PROOF_FAILED;
	right = decodes_to(slice_sub(secret, 0, dot), &id, SLICE_NONE);
	right = right && id.len >= 17 && id.len <= 20 && part_is_all(buffer_slice(&id), PART_DIGITS);
	buffer_release(&id);
	return right ? PROOF_PASSED : PROOF_FAILED;
}

void discord_make(const struct check *check, struct slice variant, struct random *random, struct buffer *out)
{
	struct buffer id;

	(void)check;
	(void)variant;
	buffer_init(&id, 32);
	part_random(&id, random, "123456789", 1);
	part_random(&id, random, PART_DIGITS, 17);
	part_add_url64(out, buffer_slice(&id));
	buffer_release(&id);
	buffer_add_byte(out, '.');
	part_random(out, random, "GHX", 1);
	part_random(out, random, PART_URL64, 5);
	buffer_add_byte(out, '.');
	part_random(out, random, PART_URL64, 37);
	part_random(out, random, PART_BASE62, 1);
}

enum proof intercom_run(const struct check *check, struct slice secret, const char **note)
{
	struct buffer bytes;
	bool right = decodes_to(secret, &bytes, SLICE("tok:"));

	(void)check;
	(void)note;
	buffer_release(&bytes);
	return right ? PROOF_PASSED : PROOF_FAILED;
}

void intercom_make(const struct check *check, struct slice variant, struct random *random, struct buffer *out)
{
	struct buffer bytes;

	(void)check;
	(void)variant;
	buffer_init(&bytes, 64);
	buffer_add_text(&bytes, "tok:");
	part_random(&bytes, random, PART_HEX, 8);
	buffer_add_byte(&bytes, '_');
	part_random(&bytes, random, PART_HEX, 28);
	buffer_add_text(&bytes, ":1:0");
	text_add_base64(out, buffer_slice(&bytes));
	buffer_release(&bytes);
}

/* Atlassian Data Center: base64 of a decimal id, a colon and 20 bytes. */
enum proof data_center_run(const struct check *check, struct slice secret, const char **note)
{
	static const char *const prefixes[] = { "BBDC-", NULL };
	struct buffer bytes;
	size_t colon;
	bool right;

	(void)check;
	(void)note;
	part_strip(&secret, prefixes);
	right = decodes_to(secret, &bytes, SLICE_NONE);
	colon = slice_find_byte(buffer_slice(&bytes), ':', 0);
	right = right && colon != SLICE_NOWHERE && colon >= 6 && bytes.len - colon - 1 == 20 &&
		part_is_all(slice_sub(buffer_slice(&bytes), 0, colon), PART_DIGITS);
	buffer_release(&bytes);
	return right ? PROOF_PASSED : PROOF_FAILED;
}

void data_center_make(const struct check *check, struct slice variant, struct random *random, struct buffer *out)
{
	struct buffer bytes;

	(void)check;
	buffer_init(&bytes, 64);
	part_random(&bytes, random, "123456789", 1);
	part_random(&bytes, random, PART_DIGITS, 11);
	buffer_add_byte(&bytes, ':');
	part_random_bytes(&bytes, random, 20);
	buffer_add(out, variant);
	text_add_base64(out, buffer_slice(&bytes));
	buffer_release(&bytes);
}

/* HTTP basic authentication: base64 of "user:password", in readable characters. */
enum proof basic_run(const struct check *check, struct slice secret, const char **note)
{
	struct buffer bytes;
	bool right = decodes_to(secret, &bytes, SLICE_NONE) && bytes.len >= 3;

	(void)check;
	(void)note;
	right = right && text_is_utf8(buffer_slice(&bytes)) &&
		slice_find_byte(buffer_slice(&bytes), ':', 0) != SLICE_NOWHERE;
	for (size_t i = 0; right && i < bytes.len; i++)
		right = (unsigned char)bytes.at[i] >= ' ' && bytes.at[i] != 0x7f;
	buffer_release(&bytes);
	return right ? PROOF_STRUCTURE : PROOF_FAILED;
}

void basic_make(const struct check *check, struct slice variant, struct random *random, struct buffer *out)
{
	struct buffer bytes;

	(void)check;
	buffer_init(&bytes, 256);
	buffer_add(&bytes, variant.len ? variant : SLICE("deploy"));
	buffer_add_byte(&bytes, ':');
	part_random(&bytes, random, PART_BASE36, 27);
	text_add_base64(out, buffer_slice(&bytes));
	buffer_release(&bytes);
}
