/*
 * check_aws.c - what the ids and keys of Amazon Web Services tell.
 *
 * A key id is four letters for its kind and 16 characters of base 32 (ids of
 * users and roles have one more). Since 2019 these hold the account: of the
 * first 48 bits, bits 7 to 46 are its twelve digits. There is no checksum, but an id whose account would have thirteen
 * digits was made up. Ids from before (fifth character I or J) hold nothing.
 *
 * Some accounts are those of canary tokens: keys left out on purpose, which
 * raise an alarm when used. We say so, and never try such a key.
 */
#include "check_part.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define ID_SIZE     20 /* at least */
#define ACCOUNT_END 1000000000000u

/* Ordered, for bsearch. Accounts are public: they stand in every resource name. */
static const uint64_t canary_accounts[] = {
	44858866125,  52310077262,  171436882533, 251535659677, 266735846894, 344043088457, 351906852752,
	390477818340, 426127672474, 427150556519, 439872796651, 445142720921, 465867158099, 534261010715,
	595918472158, 637958123769, 693412236332, 717712589309, 730335384048, 732624840810, 735421457923,
	819147034852, 893192397702, 959235150393, 982842642351, 992382622183,
};

static int compare_accounts(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static bool is_canary(uint64_t account)
{
	return bsearch(&account, canary_accounts, sizeof canary_accounts / sizeof *canary_accounts,
		       sizeof *canary_accounts, compare_accounts);
}

/* The first ten characters hold 50 bits; the account is in the first 48 of them. */
static uint64_t account_of(struct slice base32)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < 10; i++)
		bits = bits << 5 | (uint64_t)(strchr(PART_BASE32, base32.at[i]) - PART_BASE32);
	return (bits >> 2 & 0x7fffffffff80u) >> 7;
}

enum proof aws_id_run(const struct check *check, struct slice secret, const char **note)
{
	struct slice body = slice_sub(secret, 4, secret.len);
	uint64_t account;

	(void)check;
	if (secret.len < ID_SIZE || !part_is_all(body, PART_BASE32))
		return PROOF_FAILED;
	if (body.at[0] == 'I' || body.at[0] == 'J')
		return PROOF_STRUCTURE;
	account = account_of(body);
	if (is_canary(account))
		*note = "canary account";
	return account < ACCOUNT_END ? PROOF_STRUCTURE : PROOF_FAILED;
}

void aws_id_make(const struct check *check, struct slice variant, struct random *random, struct buffer *out)
{
	uint64_t account, bits;

	(void)check;
	do
		account = random_below(random, ACCOUNT_END);
	while (is_canary(account));
	bits = (uint64_t)1 << 47 | account << 7 | random_below(random, 128);
	buffer_add(out, variant.len ? variant : SLICE("AKIA"));
	part_add_number(out, bits << 2 | random_below(random, 4), PART_BASE32, 10);
	part_random(out, random, PART_BASE32, 6);
}

/* A Bedrock key is base64 of the name it has in IAM, a colon and 32 bytes or more. */
#define BEDROCK_NAME "BedrockAPIKey-"

enum proof bedrock_run(const struct check *check, struct slice secret, const char **note)
{
	static const char *const prefixes[] = { "ABSK", NULL };
	struct buffer bytes;
	bool right;

	(void)check;
	(void)note;
	if (!part_strip(&secret, prefixes))
		return PROOF_STRUCTURE;
	buffer_init(&bytes, PART_BYTES);
	right = part_decode(secret, &bytes) && slice_starts(buffer_slice(&bytes), SLICE(BEDROCK_NAME));
	buffer_release(&bytes);
	return right ? PROOF_PASSED : PROOF_FAILED;
}

void bedrock_make(const struct check *check, struct slice variant, struct random *random, struct buffer *out)
{
	struct buffer bytes;

	(void)check;
	(void)variant;
	buffer_init(&bytes, 256);
	buffer_add_text(&bytes, BEDROCK_NAME);
	part_random(&bytes, random, PART_BASE36, 4);
	buffer_add_text(&bytes, "-at-");
	part_random(&bytes, random, PART_DIGITS, 12);
	buffer_add_byte(&bytes, ':');
	part_random_bytes(&bytes, random, 53);
	buffer_add_text(out, "ABSK");
	text_add_base64(out, buffer_slice(&bytes));
	buffer_release(&bytes);
}
