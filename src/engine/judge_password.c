/*
 * judge_password.c - values that people choose: passwords in assignments, URLs
 * and connection strings.
 *
 * They may be short and made of words, so the question is turned round: could
 * this be anything else that stands after a password's name in source text? A
 * reference, a type, a prompt, a label, the name again, a value from a manual.
 * What is left must show that somebody wanted it hard to guess: digits or signs
 * among letters.
 */
#include "judge_part.h"

#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "engine/judge.h"

#define PASSWORD_MIN 6
#define URL_MIN      4
#define PASSWORD_MAX 128
#define MIXED_MIN    6
#define RANDOM_NAME  1.0 /* judge_randomness: see is_strong */
#define RANDOM_DIGIT 1.5
#define RANDOM_WORD  2.5
#define SIGNS        "!@#$%^&*?+~|"

/* %3A%40: for a URL, and twice at least. */
static bool is_escaped(struct slice value)
{
	size_t escapes = 0;

	for (size_t i = 0; i + 2 < value.len; i++)
		escapes += value.at[i] == '%' && text_hex_value(value.at[i + 1]) >= 0 &&
			   text_hex_value(value.at[i + 2]) >= 0;
	return escapes >= 2;
}

/*
 * Small and capital letters, digits and signs in turn, as a generator mixes them: no piece of a program, whose words
 * are longer and whose regexes and types have letters between their signs.
 */
static bool is_jumble(struct slice value)
{
	struct tally t = judge_tally(value);
	size_t run = 0, longest = 0;

	if (value.len < 9 || !t.digits || !t.lower || !t.upper || !t.others || judge_randomness(value) < 2.0)
		return false;
	for (size_t i = 0; i < value.len; i++) {
		run = text_is_lower(value.at[i]) || text_is_upper(value.at[i]) ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest <= 5 && slice_find(value, SLICE("()"), 0) == SLICE_NOWHERE &&
	       slice_find(value, SLICE("-z"), 0) == SLICE_NOWHERE &&
	       slice_find(value, SLICE("-Z"), 0) == SLICE_NOWHERE &&
	       slice_find(value, SLICE("-9"), 0) == SLICE_NOWHERE && slice_find(value, SLICE("${"), 0) == SLICE_NOWHERE;
}

/* "@Garten42", "Garten_1987": a word as it is written, a sign before it or behind it, and a number at the end. */
static bool is_word_and_number(struct slice value)
{
	size_t start = value.len && strchr("@#*-._!$", value.at[0]), end, digits;

	for (end = start; end < value.len && text_is_alnum(value.at[end]) && !text_is_digit(value.at[end]); end++)
		;
	if (end < start + 4 || (start && (!text_is_upper(value.at[start]) || text_is_upper(value.at[start + 1]))))
		return false;
	if (!start && end < value.len && strchr("_-.", value.at[end]))
		end++;
	digits = value.len - end;
	for (size_t i = end; i < value.len; i++)
		if (!text_is_digit(value.at[i]))
			return false;
	return digits >= 2 && digits <= 4;
}

/* What stands in a source text and in no password. */
static bool is_code(struct slice value)
{
	static const char *const parts[] = { "()",     "](",     "[a-z",  "[A-Z", "[0-9", "\\d", "\\w", "\\s",
					     ".*",     ".+",     "=>",    "&&",   "||",   " = ", "==",  "!=",
					     "&nbsp;", "&quot;", "&amp;", "&lt;", "</",   "/>",  "\\x", "\\u",
					     "\\n",    "\\0",    "::",    "->",   "${",   "\r",  "\n" };

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (slice_find(value, slice_of(parts[i]), 0) != SLICE_NOWHERE)
			return true;
	if (is_escaped(value))
		return true;
	/* name( or name[ */
	for (size_t i = 1; i < value.len; i++)
		if ((value.at[i] == '(' || value.at[i] == '[') && text_is_lower(value.at[i - 1]))
			return true;
	return strchr("$%&*@-/.,:;<>({[#=+)]}", value.at[0]) && judge_randomness(value) < 1.0;
}

/* Garten42- and Garten42.: a sign behind the digits, as people add it. */
static bool ends_in_sign(struct slice value)
{
	return value.len > 2 && strchr("_-.", value.at[value.len - 1]) && text_is_digit(value.at[value.len - 2]);
}

/* Words with something between them, text for people: "Enter it:", "no-password", "x509.name". */
static bool is_text(struct slice value)
{
	size_t high = 0;

	for (size_t i = 0; i < value.len; i++) {
		if ((unsigned char)value.at[i] <= ' ' || value.at[i] == 0x7f)
			return true;
		high += (unsigned char)value.at[i] >= 0x80;
	}
	return high * 3 > value.len || (strchr(":.,;)", value.at[value.len - 1]) && !ends_in_sign(value));
}

/* Is every run of letters of the value in the name, or the whole name in the value? */
static bool repeats_name(struct slice value, struct slice name)
{
	struct tally t = judge_tally(value);
	size_t letters = 0;

	if (name.len < 4 || t.digits > 2)
		return false;
	if (slice_find_nocase(value, name, 0) != SLICE_NOWHERE)
		return true;
	for (size_t i = 0, end; i < value.len; i = end + 1) {
		for (end = i; end < value.len && (text_is_lower(value.at[end]) || text_is_upper(value.at[end])); end++)
			;
		if (end > i && slice_find_nocase(name, slice_sub(value, i, end - i), 0) != SLICE_NOWHERE)
			letters += end - i;
	}
	return letters >= 4 && letters == t.lower + t.upper;
}

/* P@ssw0rd, Str0ngPa55word!: the word itself, dressed up. */
static bool is_the_word(struct slice value)
{
	static const char from[] = "@$01345!", to[] = "asoieasi";
	char letters[24];
	size_t len = value.len;

	while (len > 0 && !text_is_lower(value.at[len - 1]) && !text_is_upper(value.at[len - 1]) && value.len - len < 4)
		len--;
	if (len < 6 || len > sizeof letters)
		return false;
	for (size_t i = 0; i < len; i++) {
		const char *sign = value.at[i] ? strchr(from, value.at[i]) : NULL;

		letters[i] = sign ? to[sign - from] : text_to_lower(value.at[i]);
	}
	value = slice_make(letters, len);
	return slice_ends(value, SLICE("password")) || slice_ends(value, SLICE("passwort")) ||
	       slice_ends(value, SLICE("secret")) || slice_is(value, "passwd");
}

static size_t count_signs(struct slice value)
{
	size_t signs = 0;

	for (size_t i = 0; i < value.len; i++)
		signs += strchr(SIGNS, value.at[i]) != NULL;
	return signs;
}

/* Digits at the end. */
static size_t final_digits(struct slice value)
{
	size_t count = 0;

	while (count < value.len && text_is_digit(value.at[value.len - 1 - count]))
		count++;
	return count;
}

/* sha256, base64, win32, rfc2617: a term of the trade and its number. */
static bool is_term(struct slice value)
{
	static const char terms[] =
		" sha base utf aes md rsa des ecdsa ecdh ed dsa curve secp win linux ubuntu debian centos int uint "
		"float double char varchar bool http https tls ssl ipv ip tcp udp rfc iso cp windows latin crc adler "
		"pkcs pbkdf hmac bcrypt scrypt argon crypt sha_ oauth es ec java python php node ruby perl go gcc "
		"arm amd intel mips riscv ppc vs net col column row line page step level item field label option "
		"param arg group slot index input output button tab panel section chapter figure table node edge "
		"width height size max min len length count error err code status version rev build release "
		"sprint ticket issue bug case rule ";
	static const char *const inside[] = { "hmac", "pbkdf", "sha1", "sha2", "sha5", "sha-", "pkcs", "utf-", "iso-" };
	size_t end = value.len - final_digits(value);
	char word[20] = " ";

	for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
		if (slice_find_nocase(value, slice_of(inside[i]), 0) != SLICE_NOWHERE)
			return true;

	while (end > 0 && !text_is_alnum(value.at[end - 1]))
		end--;
	if (end == 0 || end > sizeof word - 3)
		return false;
	for (size_t i = 0; i < end; i++)
		word[i + 1] = text_to_lower(value.at[i]);
	word[end + 1] = ' ';
	return slice_find(slice_of(terms), slice_make(word, end + 2), 0) != SLICE_NOWHERE;
}

/* TLSv1.2 */
static bool ends_in_version(struct slice value)
{
	return value.len > 3 && text_is_digit(value.at[value.len - 1]) && value.at[value.len - 2] == '.' &&
	       text_is_digit(value.at[value.len - 3]);
}

/* Letters and digits, perhaps with signs: what people take when they are asked for a password. */
static bool is_mixed(struct slice value, struct tally t, size_t signs)
{
	const double randomness = judge_randomness(value);

	if (signs && value.len >= MIXED_MIN && (t.digits || (t.lower && t.upper) || randomness >= RANDOM_WORD))
		return true;
	if (t.digits >= 2)
		return value.len >= MIXED_MIN && t.lower + t.upper >= 2;
	return t.digits == 1 && value.len >= MIXED_MIN && randomness >= RANDOM_DIGIT;
}

/*
 * Did somebody want this hard to guess? Of words of 6 to 12 small letters one in 40 is as random as asked
 * of a value that is all letters; of random letters three in four are.
 */
static bool is_strong(struct slice value)
{
	struct tally t = judge_tally(value);
	size_t signs = count_signs(value) + ends_in_sign(value), letters = t.lower + t.upper;
	double randomness = judge_randomness(value);

	if (judge_is_drawn(value))
		return true;
	if (letters == 0 || is_term(value))
		return false;
	if (is_word_and_number(value))
		return true;
	if (t.others > signs) /* kebab-case, snake_case, dotted: names of things */
		return !ends_in_version(value) && ((t.digits >= 2 && (signs || randomness >= RANDOM_NAME)) ||
						   (value.len >= 10 && randomness >= RANDOM_WORD));
	if (t.digits + signs == 0)
		return randomness >= RANDOM_WORD;
	return is_mixed(value, t, signs);
}

static bool is_password(struct slice value, struct slice name, size_t least, const char **why)
{
	if (value.len < least || value.len > PASSWORD_MAX)
		return judge_refuse(why, value.len < least ? "too short for a password" : "too long for a password");
	if (is_text(value))
		return judge_refuse(why, "text for people");
	if (!is_jumble(value) && !is_word_and_number(value) && is_code(value))
		return judge_refuse(why, "a piece of program text");
	if (is_the_word(value))
		return judge_refuse(why, "the word password itself, dressed up");
	if (repeats_name(value, name))
		return judge_refuse(why, "the name again that it is given to");
	if (judge_is_other(value, why))
		return false;
	return is_strong(value) || judge_refuse(why, "too plain: nobody wanted it hard to guess");
}

/* "user:password" and base64 of something are judged by what they hold. */
static bool is_password_inside(struct slice value, struct slice name, const char **why)
{
	struct buffer text;
	bool readable = judge_decode_text(value, &text), good;
	struct slice inside = readable ? buffer_slice(&text) : value;
	size_t colon = slice_find_byte(inside, ':', 0);

	if (colon != SLICE_NOWHERE && colon + PASSWORD_MIN < inside.len)
		inside = slice_sub(inside, colon + 1, inside.len);
	good = is_password(inside, name, PASSWORD_MIN, why) &&
	       (inside.at == value.at || judge_is_no_placeholder(inside, why));
	buffer_release(&text);
	return good;
}

/* What the context begins with: the password's name where "value" or a call stands between it and the secret. */
static struct slice first_name(struct slice context)
{
	size_t end = 0;

	while (end < context.len && (text_is_word(context.at[end]) || context.at[end] == '-'))
		end++;
	return slice_sub(context, 0, end);
}

/* ("password", "5f4dcc3b..."): what comes out for a password, in a table of tests. */
static bool is_vector(struct slice secret, struct slice context)
{
	struct tally t = judge_tally(secret);
	size_t at = judge_offset(secret, context);

	if (at == SLICE_NOWHERE || t.hex != t.lower + t.upper || t.others || secret.len < 32 || secret.len % 8)
		return false;
	while (at > 0 && strchr(" \t\\\"'`(bu", context.at[at - 1]))
		at--;
	return at > 0 && context.at[at - 1] == ',';
}

bool judge_password(struct slice secret, struct slice context, const char **why)
{
	struct slice name = judge_name(secret, context);

	if (judge_name_is_harmless(name))
		return judge_refuse(why, JUDGE_HARMLESS_NAME);
	if (judge_name_asks(name) || judge_name_asks(first_name(context)))
		return judge_refuse(why, "given to a name that asks for a password or tells of one");
	if (is_vector(secret, context))
		return judge_refuse(why, "what comes out for a value, in a table");
	return is_password_inside(slice_trim(secret), name, why);
}

/* The user in "scheme://user:password@"; empty if there is none. */
static struct slice user_before(struct slice secret, struct slice context)
{
	size_t end = judge_offset(secret, context), start;

	if (end == SLICE_NOWHERE || end == 0 || context.at[end - 1] != ':')
		return SLICE_NONE;
	for (start = --end; start > 0 && context.at[start - 1] != '/'; start--)
		;
	return slice_sub(context, start, end - start);
}

static bool is_example_host(struct slice secret, struct slice context)
{
	static const char *const hosts[] = { "example.", "host", "hostname", "HOST", "server",
					     "domain",   "your", "<",        "${",   "{" };
	size_t at = judge_offset(secret, context);
	struct slice host;

	if (at == SLICE_NOWHERE)
		return false;
	host = slice_sub(context, at + secret.len, context.len);
	if (host.len < 2 || host.at[0] != '@')
		return false;
	host = slice_sub(host, 1, host.len);
	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
		if (slice_starts(host, slice_of(hosts[i])) &&
		    (i == 0 || !text_is_alnum(*hosts[i]) || host.len == strlen(hosts[i]) ||
		     !text_is_word(host.at[strlen(hosts[i])])))
			return true;
	return slice_find(host, SLICE(".example."), 0) != SLICE_NOWHERE || slice_ends(host, SLICE(".example"));
}

/* %40 becomes @; what is no such escape stays. */
static void percent_decode(struct slice value, struct buffer *out)
{
	for (size_t i = 0; i < value.len; i++) {
		if (value.at[i] == '%' && i + 2 < value.len && text_hex_value(value.at[i + 1]) >= 0 &&
		    text_hex_value(value.at[i + 2]) >= 0) {
			buffer_add_byte(out,
					(char)(text_hex_value(value.at[i + 1]) << 4 | text_hex_value(value.at[i + 2])));
			i += 2;
		} else {
			buffer_add_byte(out, value.at[i]);
		}
	}
}

bool judge_url_password(struct slice secret, struct slice context, const char **why)
{
	struct slice user = user_before(secret, context);
	struct buffer password;
	bool good;

	if (slice_equal(user, secret))
		return judge_refuse(why, "the same as the user's name");
	if (is_example_host(secret, context))
		return judge_refuse(why, "for a host that is an example");
	if (judge_is_template(user))
		return judge_refuse(why, "for a user that is a template");
	buffer_init(&password, PASSWORD_MAX);
	percent_decode(secret, &password);
	good = (!password.full || judge_refuse(why, "too long for a password")) &&
	       judge_is_no_placeholder(buffer_slice(&password), why) &&
	       is_password(buffer_slice(&password), user, URL_MIN, why);
	buffer_release(&password);
	return good;
}

bool judge_basic(struct slice secret, struct slice context, const char **why)
{
	struct slice pair, password;
	struct buffer text;
	bool good;

	(void)context;
	buffer_init(&text, 512);
	while (secret.len && secret.at[secret.len - 1] == '=')
		secret.len--;
	good = text_decode_base64(secret, &text) && !text.full;
	pair = buffer_slice(&text);
	password = slice_sub(pair, slice_find_byte(pair, ':', 0), pair.len);
	good = (good && password.len > 1) || judge_refuse(why, "no base64 of user:password");
	if (good) {
		password = slice_sub(password, 1, password.len);
		good = judge_is_no_placeholder(password, why) && is_password(password, SLICE_NONE, URL_MIN, why);
	}
	buffer_release(&text);
	return good;
}
