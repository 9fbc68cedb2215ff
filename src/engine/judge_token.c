/* judge_token.c - values that claim to be drawn by a machine: tokens, hex keys, UUIDs. */
#include "judge_part.h"

#include "base/buffer.h"
#include "base/text.h"
#include "engine/judge.h"

#define BODY_MIN       8   /* behind the prefix */
#define RANDOM_LEAST   1.0 /* judge_randomness; see there */
#define RANDOM_SHORT   2.0 /* asked of fewer than 16 characters, and where there is but one digit */
#define RANDOM_SURE    3.0 /* stands in for a missing digit */
#define RANDOM_CERTAIN 4.5 /* the same where there is less to see */
#define HEX_BARE       20
#define HEX_DISTINCT   7    /* of 32 random hex digits, fewer than 7 different ones are one in ten million */
#define TEXT_MAX       1024 /* of a decoded value */

/* Letters and digits without what stands between them. */
static bool is_hex(struct tally t)
{
	return t.hex == t.lower + t.upper && t.others == 0 && (!t.lower || !t.upper);
}

bool judge_decode_text(struct slice value, struct buffer *text)
{
	buffer_init(text, TEXT_MAX);
	while (value.len && value.at[value.len - 1] == '=')
		value.len--;
	if (value.len < 12 || !text_decode_base64(value, text) || text->full || text->len < 8)
		return false;
	for (size_t i = 0; i < text->len; i++)
		if ((unsigned char)text->at[i] < ' ' || (unsigned char)text->at[i] > '~')
			return false;
	return true;
}

bool judge_is_drawn(struct slice value)
{
	struct slice body = judge_body(value);
	struct tally t = judge_tally(body);
	double randomness = judge_randomness(body);

	if (body.len < BODY_MIN)
		return false;
	if (is_hex(t)) {
		/* bare hex of 16 digits is mostly the name of something, and of fewer a number */
		if (body.len < (value.len > body.len ? 16 : HEX_BARE) || t.digits == body.len || t.digits == 0)
			return false;
		return judge_count_distinct(body) >= (body.len < 24 ? 5 : HEX_DISTINCT);
	}
	if (body.len < 16)
		return randomness >= RANDOM_SHORT && (t.digits >= 2 || (t.digits && randomness >= RANDOM_SURE));
	if (t.digits == 0)
		return randomness >= (body.len >= 20 ? RANDOM_SURE : RANDOM_CERTAIN);
	return randomness >= (t.digits == 1 ? RANDOM_SHORT : RANDOM_LEAST);
}

bool judge_token(struct slice secret, struct slice context, const char **why)
{
	struct slice value = slice_trim(secret);
	struct buffer text;
	bool readable, good;

	if (value.len < BODY_MIN)
		return judge_refuse(why, "shorter than any token");
	for (size_t i = 0; i < value.len; i++)
		if ((unsigned char)value.at[i] <= ' ' || (unsigned char)value.at[i] > '~')
			return judge_refuse(why, "holds characters that no token has");
	if (judge_is_other(value, why))
		return false;
	if (judge_name_is_harmless(judge_name(secret, context)))
		return judge_refuse(why, JUDGE_HARMLESS_NAME);
	readable = judge_decode_text(value, &text);
	good = readable ? judge_is_no_placeholder(buffer_slice(&text), why) &&
				  judge_password(buffer_slice(&text), SLICE_NONE, why)
			: judge_is_drawn(value) || judge_refuse(why, JUDGE_NOT_DRAWN);
	buffer_release(&text);
	return good;
}

bool judge_hex(struct slice secret, struct slice context, const char **why)
{
	struct tally t = judge_tally(secret);

	if (!is_hex(t) || secret.len < 16)
		return judge_refuse(why, "no hex key of 16 digits or more");
	if (!t.digits || t.digits == secret.len)
		return judge_refuse(why, "hex digits that are all numbers or all letters");
	if (judge_count_distinct(secret) < (secret.len < 32 ? 5 : HEX_DISTINCT))
		return judge_refuse(why, JUDGE_FEW_DIGITS);
	return !judge_name_is_harmless(judge_name(secret, context)) || judge_refuse(why, JUDGE_HARMLESS_NAME);
}

bool judge_uuid(struct slice secret, struct slice context, const char **why)
{
	/* version 1 to 8 and the variant of RFC 9562; what is written by hand mostly has neither */
	if (!judge_is_uuid(secret) || secret.at[14] < '1' || secret.at[14] > '8' || text_hex_value(secret.at[19]) < 8 ||
	    text_hex_value(secret.at[19]) >= 12)
		return judge_refuse(why, "no UUID of RFC 9562");
	if (judge_count_distinct(secret) < HEX_DISTINCT + 1)
		return judge_refuse(why, JUDGE_FEW_DIGITS);
	return !judge_name_is_harmless(judge_name(secret, context)) || judge_refuse(why, JUDGE_HARMLESS_NAME);
}
