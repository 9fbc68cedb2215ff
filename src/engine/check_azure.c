/*
 * check_azure.c - Microsoft's two generations of identifiable keys.
 *
 * The first ("HIS") is base64 of random bytes in which four characters name the
 * service ("+ASt": storage) and the last four bytes are a checksum of the rest:
 * Marvin32, a small keyed hash, with a seed that the service has made public.
 * Some services have several seeds, one for each kind of key.
 *
 * The second ("CASK") is base64 of 63 or 64 bytes with "JQQJ9" at character 52,
 * then the kind (9, D or H), year, month (A to L), 16 characters of data, four
 * of the provider, and the checksum over the first 60 bytes. Not all services
 * write that checksum alike, so only its agreement counts, not its failure.
 *
 * Marvin32 is the hash .NET uses for strings (Niels Ferguson, Microsoft).
 */
#include "check_part.h"

#include <string.h>

#include "base/text.h"

struct service {
	const char *signature; /* four characters of the key, aligned as if by base64 */
	size_t at;             /* where they stand */
	size_t length;         /* of the whole key, with its '=' */
	const char *seeds[3];  /* eight characters each */
	bool all_seeds;        /* false: the service has others that we do not know */
};

static const struct service services[] = {
	{ "+ASt", 76, 88, { "Default0" }, true },
	{ "ACDb", 76, 88, { "MastRW00" }, false },
	{ "+ABa", 76, 88, { "AbAcct00" }, true },
	{ "APIM", 76, 88, { "Tenant00", "Gateway0", "GitKey00" }, false },
	{ "+AMC", 76, 88, { "Classic0" }, true },
	{ "AzFu", 44, 56, { "Master00", "System00", "Functi00" }, true },
	{ "AzSe", 42, 52, { "Query000", "PAdmin00" }, true },
	{ "+ACR", 42, 52, { "ACRDflt0" }, false },
	{ "AzCa", 33, 44, { "Access00" }, true },
	{ "AIoT", 33, 44, { "IoTHub00", "DpsKey00", "Device00" }, true },
	{ "+ASb", 33, 44, { "Manage00", "Send0000", "Listen00" }, false },
	{ "+AEh", 33, 44, { "Manage00", "Send0000", "Listen00" }, false },
	{ "+ARm", 33, 44, { "Manage00", "Send0000", "Listen00" }, false },
};

#define SERVICES (sizeof services / sizeof *services)

static uint32_t rotate(uint32_t value, unsigned by)
{
	return value << by | value >> (32 - by);
}

static void marvin_mix(uint32_t p[2])
{
	p[1] ^= p[0];
	p[0] = rotate(p[0], 20) + p[1];
	p[1] = rotate(p[1], 9) ^ p[0];
	p[0] = rotate(p[0], 27) + p[1];
	p[1] = rotate(p[1], 19);
}

/* The 64-bit result folded to 32. `seed` is eight characters, the first one the most significant byte. */
static uint32_t marvin(const char *seed, struct slice bytes)
{
	const unsigned char *s = (const unsigned char *)seed;
	uint32_t p[2] = { (uint32_t)s[4] << 24 | (uint32_t)s[5] << 16 | (uint32_t)s[6] << 8 | s[7],
			  (uint32_t)s[0] << 24 | (uint32_t)s[1] << 16 | (uint32_t)s[2] << 8 | s[3] };
	uint32_t last = 0x80;
	size_t i = 0;

	for (; bytes.len - i >= 4; i += 4) {
		p[0] += part_le32(slice_sub(bytes, i, 4));
		marvin_mix(p);
	}
	for (size_t k = bytes.len; k-- > i;)
		last = last << 8 | (unsigned char)bytes.at[k];
	p[0] += last;
	marvin_mix(p);
	marvin_mix(p);
	return p[0] ^ p[1];
}

static const struct service *service_of(struct slice secret)
{
	for (size_t i = 0; i < SERVICES; i++)
		if (secret.len == services[i].length &&
		    slice_equal(slice_sub(secret, services[i].at, 4), slice_of(services[i].signature)))
			return &services[i];
	return NULL;
}

enum proof marvin_run(const struct check *check, struct slice secret, const char **note)
{
	const struct service *service = service_of(secret);
	enum proof proof = PROOF_FAILED;
	struct buffer bytes;
	struct slice covered;

	(void)check;
	(void)note;
	if (!service)
		return PROOF_STRUCTURE;
	if (!service->all_seeds)
		proof = PROOF_STRUCTURE;
	buffer_init(&bytes, 64);
	if (!part_decode(secret, &bytes) || bytes.len < 8) {
		buffer_release(&bytes);
		return PROOF_FAILED;
	}
	covered = slice_sub(buffer_slice(&bytes), 0, bytes.len - 4);
	for (size_t i = 0; i < 3 && service->seeds[i]; i++)
		if (marvin(service->seeds[i], covered) == part_le32(slice_sub(buffer_slice(&bytes), covered.len, 4)))
			proof = PROOF_PASSED;
	buffer_release(&bytes);
	return proof;
}

/* Base64 characters that the bytes have to the left of the checksum. */
static void make_once(const struct service *service, struct random *random, struct buffer *key)
{
	size_t size = service->length / 4 * 3, covered;
	const char *seed = service->seeds[0];
	struct buffer bytes;

	size -= service->length == 44 ? 1 : service->length == 52 ? 0 : 2;
	covered = size - 4;
	buffer_init(&bytes, 64);
	part_random(key, random, PART_BASE62, service->at);
	buffer_add_text(key, service->signature);
	/* The character after the signature begins with what is left of the last covered byte: zero bits. */
	while (key->len * 6 < covered * 8)
		buffer_add_byte(key, 'A');
	while (key->len % 4)
		buffer_add_byte(key, 'A');
	text_decode_base64(buffer_slice(key), &bytes);
	buffer_truncate(&bytes, covered);
	part_add_le32(&bytes, marvin(seed, buffer_slice(&bytes)));
	buffer_clear(key);
	text_add_base64(key, buffer_slice(&bytes));
	buffer_release(&bytes);
}

/* Keys of these lengths have letters and digits only: the services draw again until they do. */
static bool is_plain(const struct service *service, struct slice key)
{
	while (key.len && key.at[key.len - 1] == '=')
		key.len--;
	key = slice_sub(key, service->at + 4, key.len);
	return service->length == 88 || service->length == 44 || part_is_all(key, PART_BASE62);
}

void marvin_make(const struct check *check, struct slice variant, struct random *random, struct buffer *out)
{
	const struct service *service = &services[0];
	struct buffer key;

	(void)check;
	for (size_t i = 0; i < SERVICES; i++)
		if (slice_is(variant, services[i].signature))
			service = &services[i];
	buffer_init(&key, 128);
	do {
		buffer_clear(&key);
		make_once(service, random, &key);
	} while (!is_plain(service, buffer_slice(&key)));
	buffer_add(out, buffer_slice(&key));
	buffer_release(&key);
}

#define CASK_FIXED_AT    52
#define CASK_KIND_AT     57
#define CASK_MONTH_AT    59
#define CASK_CHECKSUM_AT 80
#define CASK_COVERED     60 /* bytes: the characters before the checksum */

/* The four letters that `crc` has in base 62 when its bytes are read from the other end. */
static bool is_base62_of(uint32_t sum, struct slice four)
{
	struct buffer text;
	bool same;

	buffer_init(&text, 16);
	part_add_number(&text, __builtin_bswap32(sum), PART_BASE62, 6);
	same = slice_equal(slice_sub(buffer_slice(&text), 0, 4), four);
	buffer_release(&text);
	return same;
}

static bool cask_sum_agrees(struct slice secret)
{
	struct slice end = slice_sub(secret, CASK_CHECKSUM_AT, 4);
	struct buffer bytes;
	uint32_t sum;
	bool agrees;

	buffer_init(&bytes, 64);
	agrees = part_decode(secret, &bytes) && bytes.len > CASK_COVERED;
	if (agrees) {
		struct slice all = buffer_slice(&bytes), rest = slice_sub(all, CASK_COVERED, 4);
		unsigned char raw[4];

		sum = marvin("Default0", slice_sub(all, 0, CASK_COVERED));
		for (unsigned i = 0; i < 4; i++)
			raw[i] = (unsigned char)(sum >> 8 * i);
		agrees = memcmp(raw, rest.at, rest.len) == 0 || (secret.len == 84 && is_base62_of(sum, end));
	}
	buffer_release(&bytes);
	return agrees;
}

enum proof cask_run(const struct check *check, struct slice secret, const char **note)
{
	(void)check;
	(void)note;
	if (secret.len != 84 && secret.len != 88)
		return PROOF_STRUCTURE;
	if (!slice_equal(slice_sub(secret, CASK_FIXED_AT, 5), SLICE("JQQJ9")) ||
	    !part_is_all(slice_sub(secret, CASK_KIND_AT, 1), "9DH") ||
	    !part_is_all(slice_sub(secret, CASK_MONTH_AT, 1), "ABCDEFGHIJKL"))
		return PROOF_FAILED;
	return cask_sum_agrees(secret) ? PROOF_PASSED : PROOF_STRUCTURE;
}

void cask_make(const struct check *check, struct slice variant, struct random *random, struct buffer *out)
{
	size_t start = out->len;
	struct buffer bytes, sum;

	(void)check;
	part_random(out, random, PART_BASE62, CASK_FIXED_AT);
	buffer_add_text(out, "JQQJ99");
	part_random(out, random, "BC", 1); /* 2025, 2026 */
	part_random(out, random, "ABCDEFGHIJKL", 1);
	part_random(out, random, PART_BASE62, 16);
	buffer_add(out, variant.len == 4 ? variant : SLICE("AZDO"));
	if (out->full)
		return;
	buffer_init(&bytes, 64);
	buffer_init(&sum, 16);
	text_decode_base64(slice_make(out->at + start, CASK_CHECKSUM_AT), &bytes);
	part_add_number(&sum, __builtin_bswap32(marvin("Default0", buffer_slice(&bytes))), PART_BASE62, 6);
	buffer_add(out, slice_sub(buffer_slice(&sum), 0, 4));
	buffer_release(&sum);
	buffer_release(&bytes);
}
