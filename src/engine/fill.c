/* fill.c - see fill.h */
#include "engine/fill.h"

#include <string.h>

#include "base/text.h"
#include "engine/check.h"
#include "engine/judge.h"
#include "judge_part.h"

#define LOWER  "abcdefghijklmnopqrstuvwxyz"
#define UPPER  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

#define FULL_SIZE       16  /* from here on a fill shows every kind of character it may have */
#define JUDGED_SIZE     8   /* from here on it is no placeholder, and looks drawn where that can be seen */
#define JUDGED_PASSWORD 24  /* up to here it will do for a password too */
#define TRIES           200 /* more than enough: of eight characters one draw in two is turned down */

static const struct alphabet {
	const char *name, *characters;
} alphabets[] = {
	{ "digit", DIGITS },
	{ "hex", DIGITS "abcdef" },
	{ "HEX", DIGITS "ABCDEF" },
	{ "lower", LOWER },
	{ "upper", UPPER },
	{ "alpha", UPPER LOWER },
	{ "alnum", DIGITS UPPER LOWER },
	{ "base32", UPPER "234567" },
	{ "base64", UPPER LOWER DIGITS "+/" },
	{ "base64url", UPPER LOWER DIGITS "-_" },
};

#define ALPHABETS (sizeof alphabets / sizeof *alphabets)
#define NAMES_MAX 128

static const struct alphabet *alphabet_find(struct slice name)
{
	for (size_t i = 0; i < ALPHABETS; i++)
		if (slice_is(name, alphabets[i].name))
			return &alphabets[i];
	return NULL;
}

/* Which kinds of characters a text has: 1 digit, 2 lower, 4 upper */
static unsigned kinds_of(struct slice s)
{
	unsigned kinds = 0;

	for (size_t i = 0; i < s.len; i++)
		kinds |= text_is_digit(s.at[i]) ? 1u : text_is_lower(s.at[i]) ? 2u : text_is_upper(s.at[i]) ? 4u : 0u;
	return kinds;
}

/*
 * Hex and letters alone of fewer than 20 characters cannot be told
 * from what people write; everything else must be good enough for a rule's judge.
 */
static bool is_good(struct slice text, const char *characters)
{
	unsigned all = kinds_of(slice_of(characters)), digit = 1;
	size_t judged = strchr(characters, 'g') || strchr(characters, 'G') ? all & digit ? JUDGED_SIZE : 20 : 20;

	if (text.len >= FULL_SIZE && kinds_of(text) != all)
		return false;
	if (text.len >= JUDGED_SIZE && judge_is_placeholder(text))
		return false;
	if (all == digit || text.len < judged)
		return true;
	return judge_token(text, SLICE_NONE, NULL) &&
	       (text.len > JUDGED_PASSWORD || judge_password(text, SLICE_NONE, NULL));
}

static void add_characters(const char *characters, size_t count, struct random *random, struct buffer *out)
{
	size_t start = out->len, size = strlen(characters);

	for (int tries = 0; tries < TRIES && !out->full; tries++) {
		buffer_truncate(out, start);
		for (size_t i = 0; i < count; i++)
			buffer_add_byte(out, characters[random_below(random, size)]);
		if (is_good(slice_sub(buffer_slice(out), start, out->len), characters))
			return;
	}
}

static void add_uuid(const char *digits, struct random *random, struct buffer *out)
{
	for (int i = 0; i < 32; i++) {
		uint64_t value = random_below(random, 16);

		if (i == 8 || i == 12 || i == 16 || i == 20)
			buffer_add_byte(out, '-');
		if (i == 12)
			value = 4;
		else if (i == 16)
			value = 8 | (value & 3);
		buffer_add_byte(out, digits[value]);
	}
}

/* "N" or "N-M" */
static bool parse_count(struct slice text, struct random *random, size_t *count)
{
	uint64_t least, most;
	size_t dash = slice_find_byte(text, '-', 0);

	if (!text_to_number(slice_sub(text, 0, dash), &least))
		return false;
	most = least;
	if (dash != SLICE_NOWHERE && !text_to_number(slice_sub(text, dash + 1, text.len), &most))
		return false;
	if (least > most || most == 0 || most > FILL_LENGTH_MAX)
		return false;
	*count = (size_t)(least + random_below(random, most - least + 1));
	return true;
}

static enum status unknown_fill(struct slice name, struct error *err)
{
	const char *names[NAMES_MAX] = { "uuid", "UUID" };
	const char *nearest;
	size_t count = 2;

	for (size_t i = 0; i < ALPHABETS; i++)
		names[count++] = alphabets[i].name;
	for (const struct check *check = checks; check->name && count < NAMES_MAX; check++)
		names[count++] = check->name;
	nearest = text_nearest(name, names, count);
	if (nearest)
		return error_set(err, ERR_CONFIG, "%%{%.*s}: no such fill; did you mean %%{%s}?", SLICE_ARGS(name),
				 nearest);
	return error_set(err, ERR_CONFIG, "%%{%.*s}: no such fill", SLICE_ARGS(name));
}

/* One fill, without its braces. */
static enum status expand_one(struct slice fill, struct random *random, struct buffer *out, struct error *err)
{
	size_t colon = slice_find_byte(fill, ':', 0), count;
	struct slice name = slice_sub(fill, 0, colon), argument = SLICE_NONE;
	const struct alphabet *alphabet = alphabet_find(name);
	char text[64];
	const struct check *check;

	if (colon != SLICE_NOWHERE)
		argument = slice_sub(fill, colon + 1, fill.len);
	if (alphabet) {
		if (!parse_count(argument, random, &count))
			return error_set(err, ERR_CONFIG, "%%{%.*s}: %s needs a length, N or N-M, of 1 to %d",
					 SLICE_ARGS(fill), alphabet->name, FILL_LENGTH_MAX);
		add_characters(alphabet->characters, count, random, out);
		return STATUS_OK;
	}
	if (slice_is(fill, "uuid") || slice_is(fill, "UUID")) {
		add_uuid(fill.at[0] == 'u' ? DIGITS "abcdef" : DIGITS "ABCDEF", random, out);
		return STATUS_OK;
	}
	if (name.len >= sizeof text)
		return unknown_fill(name, err);
	memcpy(text, name.at, name.len);
	text[name.len] = '\0';
	check = check_find(text);
	if (!check)
		return unknown_fill(name, err);
	check_make_variant(check, argument, random, out);
	return STATUS_OK;
}

enum status fill_expand(struct slice pattern, struct random *random, struct buffer *out, struct error *err)
{
	for (size_t at = 0; at < pattern.len;) {
		size_t open = slice_find(pattern, SLICE("%{"), at), close;

		buffer_add(out, slice_sub(pattern, at, open == SLICE_NOWHERE ? pattern.len : open - at));
		if (open == SLICE_NOWHERE)
			break;
		close = slice_find_byte(pattern, '}', open);
		if (close == SLICE_NOWHERE)
			return error_set(err, ERR_CONFIG, "%.*s: a fill without its closing brace",
					 SLICE_ARGS(slice_sub(pattern, open, 40)));
		if (expand_one(slice_sub(pattern, open + 2, close - open - 2), random, out, err))
			return err->status;
		at = close + 1;
	}
	if (out->full)
		return error_set(err, ERR_LIMIT, "%.*s: longer than %zu bytes when filled",
				 SLICE_ARGS(slice_sub(pattern, 0, 40)), out->max);
	return STATUS_OK;
}
