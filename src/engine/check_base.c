/*
 * check_base.c - Bech32 (BIP 173) and Base58Check: encodings that bring their
 * own checksum. age writes its keys in the first, Bitcoin its in the second.
 */
#include "check_part.h"

#include <string.h>

#include "base/hash.h"
#include "base/text.h"

#define BECH32        "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L" /* keys are written in upper case */
#define BECH32_SUM    6
#define BECH32_MAX    8192 /* post-quantum age keys are about 2,000 characters */
#define BECH32_PREFIX "AGE-SECRET-KEY-"

static uint32_t bech32_step(uint32_t sum, uint32_t value)
{
	static const uint32_t generator[] = { 0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3 };
	uint32_t top = sum >> 25;

	sum = (sum & 0x1ffffff) << 5 ^ value;
	for (int i = 0; i < 5; i++)
		if (top >> i & 1)
			sum ^= generator[i];
	return sum;
}

/* The human-readable part, in lower case whatever it is written in. */
static uint32_t bech32_start(struct slice prefix)
{
	uint32_t sum = 1;

	for (size_t i = 0; i < prefix.len; i++)
		sum = bech32_step(sum, (uint32_t)text_to_lower(prefix.at[i]) >> 5);
	sum = bech32_step(sum, 0);
	for (size_t i = 0; i < prefix.len; i++)
		sum = bech32_step(sum, (uint32_t)text_to_lower(prefix.at[i]) & 31);
	return sum;
}

static uint32_t bech32_value(char c)
{
	const char *at = c ? strchr(BECH32, text_is_lower(c) ? c - 'a' + 'A' : c) : NULL;

	return at ? (uint32_t)(at - BECH32) : 32;
}

enum proof bech32_run(const struct check *check, struct slice secret, const char **note)
{
	size_t one = SLICE_NOWHERE;
	uint32_t sum;

	(void)check;
	(void)note;
	for (size_t i = 0; i < secret.len && secret.len <= BECH32_MAX; i++)
		if (secret.at[i] == '1')
			one = i; /* the last one: no 1 in the alphabet */
	if (one == SLICE_NOWHERE || secret.len - one - 1 < BECH32_SUM)
		return PROOF_FAILED;
	sum = bech32_start(slice_sub(secret, 0, one));
	for (size_t i = one + 1; i < secret.len; i++) {
		uint32_t value = bech32_value(secret.at[i]);

		if (value > 31)
			return PROOF_FAILED;
		sum = bech32_step(sum, value);
	}
	return sum == 1 ? PROOF_PASSED : PROOF_FAILED;
}

void bech32_make(const struct check *check, struct slice variant, struct random *random, struct buffer *out)
{
	struct slice prefix = variant.len ? variant : SLICE(BECH32_PREFIX);
	size_t data = slice_find(prefix, SLICE("-PQ-"), 0) == SLICE_NOWHERE ? 52 : 1952;
	uint32_t sum = bech32_start(prefix);

	(void)check;
	buffer_add(out, prefix);
	buffer_add_byte(out, '1');
	for (size_t i = 0; i < data; i++) {
		/* 256 bits are 51 groups and one bit: the last group is 0 or 16 */
		uint32_t value = (uint32_t)random_below(random, 32);

		if (data == 52 && i == 51)
			value &= 16;
		sum = bech32_step(sum, value);
		buffer_add_byte(out, BECH32[value]);
	}
	for (int i = 0; i < BECH32_SUM; i++)
		sum = bech32_step(sum, 0);
	sum ^= 1;
	for (int i = BECH32_SUM; i-- > 0;)
		buffer_add_byte(out, BECH32[sum >> 5 * i & 31]);
}

#define BASE58     "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
#define BASE58_MAX 128 /* bytes, decoded */
#define BASE58_SUM 4

/* Big-endian number of any length; the most significant byte first, without leading zeros. */
struct number {
	unsigned char bytes[BASE58_MAX];
	size_t len;
};

/* number = number * factor + add; false when it grows too large */
static bool number_push(struct number *n, unsigned factor, unsigned add)
{
	for (size_t i = n->len; i-- > 0;) {
		add += n->bytes[i] * factor;
		n->bytes[i] = (unsigned char)(add & 0xff);
		add >>= 8;
	}
	if (add == 0)
		return true;
	if (n->len == BASE58_MAX)
		return false;
	memmove(n->bytes + 1, n->bytes, n->len++);
	n->bytes[0] = (unsigned char)add;
	return true;
}

static bool base58_decode(struct slice text, struct number *n)
{
	n->len = 0;
	for (size_t i = 0; i < text.len; i++) {
		const char *at = text.at[i] ? strchr(BASE58, text.at[i]) : NULL;

		if (!at || !number_push(n, 58, (unsigned)(at - BASE58)))
			return false;
	}
	return true;
}

static void base58_sum(struct slice bytes, uint8_t digest[SHA256_SIZE])
{
	hash_sha256(bytes, digest);
	hash_sha256(slice_make((const char *)digest, SHA256_SIZE), digest);
}

enum proof base58_run(const struct check *check, struct slice secret, const char **note)
{
	uint8_t digest[SHA256_SIZE];
	struct number n;

	(void)check;
	(void)note;
	if (!base58_decode(secret, &n) || n.len <= BASE58_SUM)
		return PROOF_FAILED;
	n.len -= BASE58_SUM;
	base58_sum(slice_make((const char *)n.bytes, n.len), digest);
	return memcmp(digest, n.bytes + n.len, BASE58_SUM) == 0 ? PROOF_PASSED : PROOF_FAILED;
}

/* What a key's first bytes are, and how many random ones follow. */
struct base58_kind {
	const char *name;
	struct slice head;
	size_t body;
	struct slice tail;
};

static const struct base58_kind base58_kinds[] = {
	{ "5", { "\x80", 1 }, 32, { "", 0 } },
	{ "K", { "\x80", 1 }, 32, { "\x01", 1 } },
	{ "xprv", { "\x04\x88\xad\xe4", 4 }, 74, { "", 0 } },
	{ "yprv", { "\x04\x9d\x78\x78", 4 }, 74, { "", 0 } },
	{ "zprv", { "\x04\xb2\x43\x0c", 4 }, 74, { "", 0 } },
	{ "tprv", { "\x04\x35\x83\x94", 4 }, 74, { "", 0 } },
};

/* Repeated division by 58; the remainders are the digits from the right. */
static void base58_encode(struct buffer *bytes, struct buffer *out)
{
	char digits[BASE58_MAX * 2];
	size_t len = 0;

	for (bool rest = true; rest && len < sizeof digits;) {
		unsigned remainder = 0;

		rest = false;
		for (size_t i = 0; i < bytes->len; i++) {
			unsigned value = remainder << 8 | (unsigned char)bytes->at[i];

			bytes->at[i] = (char)(value / 58);
			remainder = value % 58;
			rest |= value >= 58;
		}
		digits[len++] = BASE58[remainder];
	}
	while (len)
		buffer_add_byte(out, digits[--len]);
}

void base58_make(const struct check *check, struct slice variant, struct random *random, struct buffer *out)
{
	const struct base58_kind *kind = &base58_kinds[0];
	uint8_t digest[SHA256_SIZE];
	struct buffer bytes;

	(void)check;
	for (size_t i = 0; i < sizeof base58_kinds / sizeof *base58_kinds; i++)
		if (slice_is(variant, base58_kinds[i].name))
			kind = &base58_kinds[i];
	buffer_init(&bytes, BASE58_MAX);
	buffer_add(&bytes, kind->head);
	part_random_bytes(&bytes, random, kind->body);
	buffer_add(&bytes, kind->tail);
	base58_sum(buffer_slice(&bytes), digest);
	buffer_add(&bytes, slice_make((const char *)digest, BASE58_SUM));
	base58_encode(&bytes, out);
	buffer_release(&bytes);
}
