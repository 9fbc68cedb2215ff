/*
 * judge_template.c - values that are worked out or filled in later: shell and
 * template variables, printf formats, look-ups in the environment or a vault.
 *
 * All of them are told by punctuation that no provider puts into a token.
 */
#include "judge_part.h"

#include <string.h>

#include "base/text.h"
#include "judge_words.h"

/* Anywhere in the value. */
static const char *const lookups[] = {
	"${",           "$(",
	"{{",           "}}",
	"#{",           "<%",
	"%>",           "[[",
	"%{",           "os.environ",
	"process.env",  "import.meta",
	"getenv",       "Getenv",
	"get_env",      "env::",
	"ENV[",         "environ[",
	"env(",         "secrets[",
	"getProperty",  "getSecret",
	"get_secret",   "getConfig",
	"get_config",   "secretsmanager",
	"secretKeyRef", "valueFrom",
	"op://",        "vault:",
	"vault/",       "keyvault",
	"ssm:",         "ENC[",
	"lookup(",      "config(",
	"->",           "::",
	"{cipher}",     "ENC(",
	"!Ref",         "!Sub",
	"!GetAtt",      "Fn::",
	"input(",       "getpass",
	"keyring",
};

/* Members of things that hold settings; at the start of the value. */
static const char *const members[] = {
	"env.",  "secrets.", "inputs.", "github.", "vars.", "Config.",  "config.", "settings.", "options.",
	"opts.", "params.",  "args.",   "self.",   "this.", "request.", "req.",    "var.",      "local.",
	"data.", "module.",  "props.",  "state.",  "cfg.",  "conf.",    "ctx.",    "event.",
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool has_lookup(struct slice value)
{
	struct byte_set set = byte_set_of(value);

	for (size_t i = 0; i < COUNT(lookups); i++)
		if (byte_set_spells(&set, lookups[i]) && slice_find(value, slice_of(lookups[i]), 0) != SLICE_NOWHERE)
			return true;
	for (size_t i = 0; i < COUNT(members); i++)
		if (slice_starts(value, slice_of(members[i])))
			return true;
	return false;
}

/* Letters, digits and what stands in names; at least one letter. */
static bool is_name(struct slice s)
{
	bool letter = false;

	for (size_t i = 0; i < s.len; i++) {
		letter |= text_is_lower(s.at[i]) || text_is_upper(s.at[i]);
		if (!text_is_word(s.at[i]) && !strchr(" .:-/,'", s.at[i]))
			return false;
	}
	return letter;
}

/* <name>, [name], (name), {name}, %name%, @name@, __name__, `command` */
static bool is_enclosed(struct slice value)
{
	static const char *const pairs[] = { "<>", "[]", "()", "{}", "%%", "@@", "``" };
	struct slice inside = slice_sub(value, 1, value.len < 2 ? 0 : value.len - 2);

	if (value.len < 3)
		return false;
	for (size_t i = 0; i < COUNT(pairs); i++)
		if (value.at[0] == pairs[i][0] && value.at[value.len - 1] == pairs[i][1])
			return is_name(inside) ||
			       (pairs[i][0] == '{' && slice_ends(inside, SLICE("=")));      /* sealed by Maven */
	if (slice_starts(value, SLICE("\xc2\xab")) && slice_ends(value, SLICE("\xc2\xbb"))) /* guillemets */
		return true;
	return value.len > 4 && slice_starts(value, SLICE("__")) && slice_ends(value, SLICE("__")) && is_name(inside);
}

/* A <name> inside: "sk-<your key>", or the start of one that the rule's regex has cut off. */
static bool has_angles(struct slice value)
{
	size_t open = slice_find_byte(value, '<', 0), close;

	if (open == SLICE_NOWHERE)
		return false;
	close = slice_find_byte(value, '>', open);
	if (close == SLICE_NOWHERE)
		return open == 0 && is_name(slice_sub(value, 1, value.len));
	return close > open + 2 && is_name(slice_sub(value, open + 1, close - open - 1));
}

/* $NAME, and $name where it is a plain word: PHP, Perl, shell. */
static bool is_variable(struct slice value)
{
	size_t upper = 0, lower = 0, digits = 0;

	if (value.len < 2 || value.at[0] != '$')
		return false;
	for (size_t i = 1; i < value.len; i++) {
		char c = value.at[i];

		upper += text_is_upper(c);
		lower += text_is_lower(c);
		digits += text_is_digit(c);
		if (!text_is_word(c) && !strchr("[]'\">", c))
			return false;
	}
	return (upper || lower) && !text_is_digit(value.at[1]) && (!lower || !upper || !digits);
}

/* Size of a printf directive at the front; 0: none. "%d0" and the like may be percent-encoding. */
static size_t directive(struct slice s)
{
	size_t i = 1;

	if (s.len < 2 || s.at[0] != '%')
		return 0;
	if (s.at[1] == '(') {
		size_t close = slice_find_byte(s, ')', 0);

		return close == SLICE_NOWHERE ? 0 : close + 1 < s.len ? close + 2 : close + 1;
	}
	while (i < s.len && strchr("-+ #0123456789.*lhzjt", s.at[i]))
		i++;
	if (i == s.len || !strchr("sdiuxXvqp@", s.at[i]))
		return 0;
	return i == 1 && s.at[i] == 'd' && s.len > 2 && text_hex_value(s.at[2]) >= 0 ? 0 : i + 1;
}

/* A format, and next to nothing beside it. */
static bool is_format(struct slice value)
{
	size_t directives = 0, letters = 0, digits = 0;

	for (size_t i = 0, size; i < value.len; i += size ? size : 1) {
		size = directive(slice_sub(value, i, value.len));
		directives += size != 0;
		if (size)
			continue;
		digits += text_is_digit(value.at[i]);
		letters += text_is_lower(value.at[i]) || text_is_upper(value.at[i]);
	}
	return directives && (digits == 0 || letters + digits < 8);
}

bool judge_is_template(struct slice value)
{
	return has_lookup(value) || is_enclosed(value) || has_angles(value) || is_variable(value) || is_format(value);
}
