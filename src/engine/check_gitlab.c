/*
 * check_gitlab.c - GitLab's routable tokens.
 *
 *     prefix base64url(16 random bytes, routing lines, length of the routing) "." "01" "." LL CCCCCCC
 *
 * Routing lines are "k:value" with keys of c g o p t u, of which o must be
 * there. LL is the length of the base64 part and CCCCCCC the CRC-32 of all the
 * text before it, both in base 36. The first generation had no ".01". Older
 * tokens (20 characters, hex) hold nothing to check.
 * Source: GitLab, lib/authn/token_field/generator/routable_token.rb.
 */
#include "check_part.h"

#include "base/hash.h"
#include "base/text.h"

#define TAIL       9 /* LL CCCCCCC */
#define RANDOM_LEN 16

static size_t last_byte(struct slice s, char byte)
{
	for (size_t i = s.len; i-- > 0;)
		if (s.at[i] == byte)
			return i;
	return SLICE_NOWHERE;
}

/* Does the decoded part end in routing lines whose length its last byte gives? */
static bool routing_is_right(struct slice bytes)
{
	size_t len = bytes.len ? (unsigned char)bytes.at[bytes.len - 1] : 0;
	struct slice lines, line;
	bool organization = false;

	if (len == 0 || bytes.len != RANDOM_LEN + len + 1)
		return false;
	lines = slice_sub(bytes, RANDOM_LEN, len);
	while (slice_cut(&lines, '\n', &line)) {
		if (line.len < 3 || line.at[1] != ':' || !part_is_all(slice_sub(line, 0, 1), "cgoptu"))
			return false;
		organization |= line.at[0] == 'o';
	}
	return organization;
}

/* The base64 part has no fixed start: it is as long as LL says, right before the first of the dots. */
static bool payload_is_right(struct slice before, struct slice length)
{
	size_t want = 0;
	struct buffer bytes;
	bool right;

	for (size_t i = 0; i < length.len; i++) {
		char c = length.at[i];

		want = want * 36 + (size_t)(text_is_digit(c) ? c - '0' : c - 'a' + 10);
	}
	if (want == 0 || want > before.len)
		return false;
	buffer_init(&bytes, PART_BYTES);
	right = part_decode(slice_sub(before, before.len - want, want), &bytes) &&
		routing_is_right(buffer_slice(&bytes));
	buffer_release(&bytes);
	return right;
}

enum proof gitlab_run(const struct check *check, struct slice secret, const char **note)
{
	size_t dot = last_byte(secret, '.');
	struct slice tail, before;
	struct buffer want;
	bool agrees;

	(void)check;
	(void)note;
	if (dot == SLICE_NOWHERE || secret.len - dot - 1 != TAIL)
		return PROOF_STRUCTURE;
	tail = slice_sub(secret, dot + 1, TAIL);
	if (!part_is_all(tail, PART_BASE36))
		return PROOF_STRUCTURE;
	buffer_init(&want, 16);
	part_add_number(&want, hash_crc32(slice_sub(secret, 0, secret.len - 7)), PART_BASE36, 7);
	agrees = slice_equal(buffer_slice(&want), slice_sub(tail, 2, 7));
	buffer_release(&want);
	before = slice_sub(secret, 0, dot);
	if (slice_ends(before, SLICE(".01")))
		before.len -= 3;
	return agrees && payload_is_right(before, slice_sub(tail, 0, 2)) ? PROOF_PASSED : PROOF_FAILED;
}

void gitlab_make(const struct check *check, struct slice variant, struct random *random, struct buffer *out)
{
	size_t start = out->len, payload, before;
	struct buffer bytes;

	(void)check;
	buffer_add(out, variant.len ? variant : SLICE("glpat-"));
	buffer_init(&bytes, 256);
	part_random_bytes(&bytes, random, RANDOM_LEN);
	buffer_print(&bytes, "o:%u\nu:", (unsigned)part_random_between(random, 1, 999));
	part_add_number(&bytes, part_random_between(random, 36, 60000000), PART_BASE36, 1);
	buffer_add_byte(&bytes, (char)(bytes.len - RANDOM_LEN));
	before = out->len;
	part_add_url64(out, buffer_slice(&bytes));
	payload = out->len - before;
	buffer_release(&bytes);
	buffer_add_text(out, ".01.");
	part_add_number(out, payload, PART_BASE36, 2);
	if (!out->full)
		part_add_number(out, hash_crc32(slice_make(out->at + start, out->len - start)), PART_BASE36, 7);
}
