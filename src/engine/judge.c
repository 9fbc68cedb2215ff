/* judge.c - see judge.h; the single questions are in judge_*.c */
#include "engine/judge.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "judge_part.h"
#include "judge_words.h"

#define LOOK_MAX 2048 /* bytes of a long secret (a PEM block) that are looked at for placeholders */

bool judge_is_example(struct slice secret)
{
	return word_is_example(slice_trim(secret));
}

/* What stands between the lines of a PEM block; the value itself when it is none. */
static struct slice inside_block(struct slice value)
{
	size_t begin = slice_find(value, SLICE("-----BEGIN "), 0), end;

	if (begin == SLICE_NOWHERE)
		return value;
	begin = slice_find(value, SLICE("-----"), begin + 11);
	if (begin == SLICE_NOWHERE)
		return SLICE_NONE;
	end = slice_find(value, SLICE("-----END"), begin + 5);
	return slice_sub(value, begin + 5, end == SLICE_NOWHERE ? value.len : end - begin - 5);
}

/* Of a PEM block: a key that is cut short, or a sentence. */
static const char *block_placeholder(struct slice body)
{
	if (body.len < 40)
		return "a key that is cut short";
	if (judge_is_counted(slice_sub(body, 0, LOOK_MAX)))
		return "masked, repeated or counted out";
	return word_dummy_inside(body) ? "a sentence instead of a key" : NULL;
}

const char *judge_placeholder(struct slice secret)
{
	struct slice value = slice_trim(secret), body = inside_block(value);

	if (value.len == 0)
		return "empty";
	if (word_is_example(value))
		return "a published example";
	if (body.at != value.at)
		return block_placeholder(body);
	value = slice_sub(value, 0, LOOK_MAX);
	if (judge_is_template(value))
		return "a template or a look-up";
	if (judge_is_counted(value))
		return "masked, repeated or counted out";
	return judge_is_spelled(value) ? "made of words" : NULL;
}

bool judge_is_placeholder(struct slice secret)
{
	return judge_placeholder(secret) != NULL;
}

bool judge_is_no_placeholder(struct slice value, const char **why)
{
	const char *placeholder = judge_placeholder(value);

	return !placeholder || judge_refuse(why, placeholder);
}

double judge_entropy(struct slice s)
{
	size_t counts[256] = { 0 };
	double bits = 0;

	for (size_t i = 0; i < s.len; i++)
		counts[(unsigned char)s.at[i]]++;
	for (int i = 0; i < 256; i++)
		if (counts[i]) {
			double share = (double)counts[i] / (double)s.len;

			bits -= share * log2(share);
		}
	return bits;
}

const struct judge judges[] = {
	{ "basic-auth", "base64 of user:password whose password is one", judge_basic },
	{ "hex", "a random key in hex digits", judge_hex },
	{ "password", "a password that somebody chose", judge_password },
	{ "token", "a random token in an assignment or header", judge_token },
	{ "url-password", "the password in scheme://user:password@host", judge_url_password },
	{ "uuid", "a random UUID", judge_uuid },
	{ NULL, NULL, NULL },
};

const struct judge *judge_find(const char *name)
{
	for (const struct judge *judge = judges; judge->name; judge++)
		if (strcmp(judge->name, name) == 0)
			return judge;
	return NULL;
}

bool judge_accepts(const struct judge *judge, struct slice secret, struct slice context, const char **why)
{
	const char *placeholder = judge_placeholder(secret);

	return placeholder ? judge_refuse(why, placeholder) : judge->accepts(secret, context, why);
}

struct text_list judge_names(struct arena *arena)
{
	size_t len = 0;
	const char **names;

	while (judges[len].name)
		len++;
	names = arena_alloc_array(arena, len, sizeof(*names));
	for (size_t i = 0; i < len; i++)
		names[i] = judges[i].name;
	return (struct text_list){ names, len };
}
