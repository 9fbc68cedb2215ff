/*
 * check_jwt.c - JSON Web Tokens (RFC 7515, 7516).
 *
 * header "." payload "." signature, each base64url. Nothing offline proves a
 * signature, so the best a JWT can get is PROOF_STRUCTURE; but a header that
 * is no JSON, names an algorithm nobody knows, or comes with a signature that
 * is too short for it, is not a token. A payload that has expired is noted:
 * what it opened is closed by now.
 */
#include "check_part.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"

struct algorithm {
	const char *name;
	size_t least, most; /* characters of the signature; most 0: only at least */
};

static const struct algorithm algorithms[] = {
	{ "HS256", 43, 43 },   { "HS384", 64, 64 },  { "HS512", 86, 86 },   { "RS256", 171, 0 },
	{ "RS384", 171, 0 },   { "RS512", 171, 0 },  { "PS256", 171, 0 },   { "PS384", 171, 0 },
	{ "PS512", 171, 0 },   { "ES256", 86, 86 },  { "ES256K", 86, 86 },  { "ES384", 128, 128 },
	{ "ES512", 176, 176 }, { "EdDSA", 86, 152 }, { "Ed25519", 86, 86 }, { "ES256K-R", 87, 87 },
};

#define ALGORITHMS (sizeof algorithms / sizeof *algorithms)
#define PARTS_MAX  5

static size_t cut_parts(struct slice token, struct slice parts[PARTS_MAX])
{
	size_t count = 0, from = 0, dot;

	for (;; from = dot + 1) {
		if (count == PARTS_MAX)
			return count + 1;
		dot = slice_find_byte(token, '.', from);
		if (dot == SLICE_NOWHERE)
			break;
		parts[count++] = slice_sub(token, from, dot - from);
	}
	parts[count++] = slice_sub(token, from, token.len);
	return count;
}

static const char *text_of(const cJSON *object, const char *key)
{
	const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));

	return text ? text : "";
}

/* What the payload says of the token's worth; NULL: nothing. */
static const char *payload_note(const cJSON *payload)
{
	const cJSON *expiry = cJSON_GetObjectItemCaseSensitive(payload, "exp");

	if (cJSON_IsNumber(expiry) && cJSON_GetNumberValue(expiry) < (double)clock_now())
		return "expired";
	if (strcmp(text_of(payload, "role"), "anon") == 0 && strncmp(text_of(payload, "iss"), "supabase", 8) == 0)
		return "publishable";
	return NULL;
}

static bool signature_fits(const char *name, struct slice signature)
{
	for (size_t i = 0; i < ALGORITHMS; i++)
		if (strcmp(name, algorithms[i].name) == 0)
			return signature.len >= algorithms[i].least &&
			       (!algorithms[i].most || signature.len <= algorithms[i].most);
	return false;
}

static enum proof judge_signed(const char *name, const struct slice parts[PARTS_MAX], const char **note)
{
	cJSON *payload = part_json(parts[1]);
	enum proof proof = PROOF_STRUCTURE;

	if (strcasecmp(name, "none") == 0)
		*note = "alg none";
	else if (!signature_fits(name, parts[2]))
		proof = PROOF_FAILED;
	else if (payload)
		*note = payload_note(payload);
	cJSON_Delete(payload);
	return proof;
}

/* What stands before the header in some providers' tokens ("ghs_123_eyJ...") ends in one of these. */
static struct slice without_prefix(struct slice token)
{
	size_t header = slice_find(token, SLICE("eyJ"), 0);

	if (header == SLICE_NOWHERE || header > 64 ||
	    slice_find_byte(slice_sub(token, 0, header), '.', 0) != SLICE_NOWHERE)
		return token;
	return slice_sub(token, header, token.len);
}

enum proof jwt_run(const struct check *check, struct slice secret, const char **note)
{
	struct slice parts[PARTS_MAX];
	size_t count = cut_parts(without_prefix(secret), parts);
	enum proof proof = PROOF_FAILED;
	cJSON *header;

	(void)check;
	if (count != 3 && count != PARTS_MAX)
		return PROOF_FAILED;
	header = part_json(parts[0]);
	if (header && count == PARTS_MAX) /* encrypted: five parts, two algorithms */
		proof = *text_of(header, "alg") && *text_of(header, "enc") ? PROOF_STRUCTURE : PROOF_FAILED;
	else if (header && *text_of(header, "alg"))
		proof = judge_signed(text_of(header, "alg"), parts, note);
	cJSON_Delete(header);
	return proof;
}

void jwt_make(const struct check *check, struct slice variant, struct random *random, struct buffer *out)
{
	const struct algorithm *algorithm = &algorithms[0];
	struct buffer part;

	(void)check;
	for (size_t i = 0; i < ALGORITHMS; i++)
		if (slice_is(variant, algorithms[i].name))
			algorithm = &algorithms[i];
	buffer_init(&part, 1024);
	buffer_print(&part, "{\"alg\":\"%s\",\"typ\":\"JWT\"}", algorithm->name);
	part_add_url64(out, buffer_slice(&part));
	buffer_add_byte(out, '.');
	buffer_clear(&part);
	buffer_print(&part, "{\"sub\":\"%u\",\"jti\":\"", (unsigned)part_random_between(random, 1000000, 999999999));
	part_random(&part, random, PART_BASE36, 20);
	buffer_print(&part, "\",\"iat\":%u}", (unsigned)part_random_between(random, 1600000000, 1760000000));
	part_add_url64(out, buffer_slice(&part));
	buffer_add_byte(out, '.');
	part_random(out, random, PART_URL64, (algorithm->least == 171 ? 342 : algorithm->least) - 1);
	part_random(out, random, "AQgw", 1);
	buffer_release(&part);
}
