/* judge_shape.c - what a value may be instead of a secret, by its form and by the name beside it. */
#include "judge_part.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

bool judge_is_uuid(struct slice value)
{
	if (value.len != 36)
		return false;
	for (size_t i = 0; i < value.len; i++)
		if (i == 8 || i == 13 || i == 18 || i == 23 ? value.at[i] != '-' : text_hex_value(value.at[i]) < 0)
			return false;
	return true;
}

/* 1.2.3 and what may follow: v0.5.3-0.20190725-e1b17ad, 1.2.3-beta.4+build */
static bool is_version(struct slice value)
{
	size_t parts = 0, at = value.len && (value.at[0] == 'v' || value.at[0] == 'V');

	for (size_t start; at < value.len && parts < 3; at++, parts++) {
		for (start = at; at < value.len && text_is_digit(value.at[at]); at++)
			;
		if (at == start || at - start > 4)
			return false;
		if (at < value.len && value.at[at] != '.')
			return parts == 2 && strchr("-+", value.at[at]);
	}
	return parts >= 3;
}

bool judge_is_number(struct slice value)
{
	size_t letters = 0;

	if (is_version(value))
		return true;
	for (size_t i = 0; i < value.len; i++) {
		if (text_is_digit(value.at[i]) || strchr(".:/-+,_ ", value.at[i]))
			continue;
		/* v1.2, 2024-01-02T03:04:05Z, 0x10, 10ms, 1e-6 */
		if (!strchr("vVTZxems", value.at[i]) || ++letters > 2)
			return false;
	}
	return value.len > 0 && letters * 2 < value.len;
}

/* The part after the last '.', when it is what file names and hosts end in. */
static bool has_extension(struct slice value)
{
	size_t dot = value.len, letters = 0;

	while (dot > 0 && value.at[dot - 1] != '.')
		dot--;
	if (dot < 2 || value.len - dot > 5 || value.len == dot)
		return false;
	for (size_t i = dot; i < value.len; i++) {
		if (!text_is_lower(value.at[i]) && !text_is_digit(value.at[i]))
			return false;
		letters += text_is_lower(value.at[i]);
	}
	return letters > 0;
}

static bool is_email(struct slice value)
{
	size_t at = slice_find_byte(value, '@', 0);

	return at != SLICE_NOWHERE && at > 0 && text_is_lower(value.at[value.len - 1]) &&
	       has_extension(slice_sub(value, at + 1, value.len));
}

bool judge_is_place(struct slice value)
{
	static const char *const begins[] = {
		"/", "./", "../", "~/", "\\\\", "www.", "mailto:", "file:", "urn:", "arn:"
	};

	for (size_t i = 0; i < COUNT(begins); i++)
		/* base64 may begin with '/': then it is the judge of randomness that decides */
		if (slice_starts(value, slice_of(begins[i])) && (i > 0 || judge_randomness(value) < 1.5))
			return true;
	if (value.len > 3 && text_is_alnum(value.at[0]) && value.at[1] == ':' && strchr("\\/", value.at[2]))
		return true;
	return slice_find(value, SLICE("://"), 0) != SLICE_NOWHERE || is_email(value) || has_extension(value);
}

/* In base64: PNG, GIF, JPEG, WOFF, WOFF2, TTF, ZIP, gzip, PDF, SVG, XML, HTML; certificates; public keys. */
static const char *const public_begins[] = {
	"iVBORw0KGgo", "R0lGOD", "/9j/", "d09GR", "d09GM", "AAEAAAA", "UEsDB", "H4sIA", "JVBERi0", "PHN2Zy", "PD94bWw",
	"PCFET0NUWVBF", "LS0tLS1CRUdJTiBDRVJU", "LS0tLS1CRUdJTiBQVUJMSUM", "ssh-", "ecdsa-sha2", "AAAAB3NzaC1",
	"AAAAC3NzaC1lZDI1NTE5", "AAAAE2VjZHNh", "MIIBIjANBgkq", "MIICIjANBgkq", "MIGfMA0GCSqG", "MFkwEwYHKoZI",
	"MCowBQYDK2Vw", "sha1=", "sha256=", "sha384=", "sha512=", "md5=", "sha1-", "sha256-", "sha384-", "sha512-",
	"md5-", "sha1:", "sha256:", "sha512:", "md5:", "h1:", "data:", "base64,",
	/* sealed: age, Ansible, SOPS, AWS KMS, Jasypt, Spring, Vault, Rails */
	"age1", "$ANSIBLE_VAULT", "ENC[", "ENC(", "{cipher}", "vault:", "AQICAH", "!vault",
	/* handed out to be public: Mapbox, PostHog, Stripe and others, Supabase, Langfuse */
	"pk.eyJ", "phc_", "pk_live_", "pk_test_", "sb_publishable_", "pk-lf-",
	"ks1_", /* ids of our own findings: reports and baselines hold them */
};

bool judge_is_public(struct slice value)
{
	for (size_t i = 0; i < COUNT(public_begins); i++)
		if (slice_starts(value, slice_of(public_begins[i])))
			return true;
	/* DER of a certificate: a long SEQUENCE that does not go on with the INTEGER 0 of a private key */
	return value.len > 40 && slice_starts(value, SLICE("MII")) &&
	       slice_find(slice_sub(value, 0, 16), SLICE("IBAA"), 0) == SLICE_NOWHERE &&
	       slice_find(slice_sub(value, 0, 16), SLICE("gEAA"), 0) == SLICE_NOWHERE &&
	       slice_find(slice_sub(value, 0, 16), SLICE("AgEA"), 0) == SLICE_NOWHERE;
}

/* $id$salt$hash of crypt(5), whatever the id. */
static bool is_modular(struct slice value)
{
	size_t at = 1;

	if (value.len < 16 || value.at[0] != '$')
		return false;
	while (at < value.len && at < 20 && (text_is_alnum(value.at[at]) || value.at[at] == '-'))
		at++;
	return at > 1 && at < value.len && value.at[at] == '$' && slice_find_byte(value, '$', at + 1) != SLICE_NOWHERE;
}

/* PASSWORD() of MySQL: * and the hex digits of a SHA-1 */
static bool is_mysql_hash(struct slice value)
{
	if (value.len != 41 || value.at[0] != '*')
		return false;
	for (size_t i = 1; i < value.len; i++)
		if (text_hex_value(value.at[i]) < 0)
			return false;
	return true;
}

bool judge_is_hash(struct slice value)
{
	static const char *const begins[] = { "$1$",     "$2a$",    "$2b$",   "$2y$",    "$5$",     "$6$",
					      "$y$",     "$7$",     "$apr1$", "$argon2", "$pbkdf2", "$scrypt",
					      "pbkdf2_", "pbkdf2:", "bcrypt", "scrypt:", "{SHA",    "{SSHA",
					      "{MD5}",   "{CRYPT}", "md5$",   "sha1$",   "sha256$", "argon2" };

	for (size_t i = 0; i < COUNT(begins); i++)
		if (slice_starts(value, slice_of(begins[i])))
			return true;
	return is_modular(value) || is_mysql_hash(value);
}

bool judge_is_other(struct slice value, const char **why)
{
	const char *what = judge_is_number(value)  ? "a number, version, date or address"
			   : judge_is_place(value) ? "a path, URL, file name or e-mail address"
			   : judge_is_public(value)
				   ? "public by its beginning: a certificate, key, digest or sealed value"
			   : judge_is_hash(value) ? "a password's hash"
			   : judge_is_uuid(value) ? "a UUID"
						  : NULL;

	return what && !judge_refuse(why, what);
}

static bool is_name_byte(char c)
{
	return text_is_word(c) || c == '-' || c == '.';
}

size_t judge_offset(struct slice secret, struct slice context)
{
	uintptr_t at = (uintptr_t)secret.at, from = (uintptr_t)context.at;

	if (secret.len <= context.len && at >= from && at - from <= context.len - secret.len)
		return at - from;
	return slice_find(context, secret, 0);
}

/* Where the name ends when what ends at `end` is its type: "name: type = value"; else `end`. */
static size_t before_type(struct slice context, size_t end, bool assigned)
{
	size_t at = end;

	while (assigned && at > 0 && (is_name_byte(context.at[at - 1]) || strchr("&[]<>|, '", context.at[at - 1])))
		at--;
	return at > 1 && context.at[at - 1] == ':' && context.at[at] == ' ' ? at - 1 : end;
}

struct slice judge_name(struct slice secret, struct slice context)
{
	size_t end = judge_offset(secret, context), start;
	bool assigned = false;

	if (end == SLICE_NOWHERE)
		return SLICE_NONE;
	/* quotes, brackets, blanks and the operator */
	for (; end > 0 && !is_name_byte(context.at[end - 1]); end--)
		assigned |= end > 1 && context.at[end - 1] == '=' && context.at[end - 2] == ' ';
	end = before_type(context, end, assigned);
	for (start = end; start > 0 && is_name_byte(context.at[start - 1]); start--)
		;
	return slice_sub(context, start, end - start);
}

/* Anywhere in a name, in any case; separated by blanks. */
static const char harmless_parts[] =
	"public pubkey publishable pagetoken page_token next_token nexttoken continuation sitekey "
	"site_key cachekey cache_key example sample placeholder ciphertext encrypted exporter_secret "
	"traffic_secret";

/* At the end of a name, in any case: NONCE_KEY is a secret, nonce is none. */
static const char harmless_ends[] =
	"_id -id .id uri url path file name type hash hashes sha1 sha256 sha384 sha512 md5 sum sums checksum "
	"digest integrity fingerprint thumbprint commit revision version etag uuid guid cursor challenge nonce "
	"endpoint keyid tokenid signature collection deployment index namespace model branch";

/* What a name of a password goes on with when it is a text about one, a field for one or a rule for one. */
static const char password_tails[] =
	"label hint placeholder text title message msg error help prompt field input selector class icon regex "
	"pattern policy min max length len encoder encoding algorithm encryption reset change confirm again "
	"strength expir timeout format mode option param prefix suffix column env variable provider manager "
	"callback cmd command property attribute tooltip desc caption required invalid incorrect wrong mismatch "
	"missing too short weak notmatch toggle button btn link screen page form view dialog ref secretref "
	"locator xpath css element box edit char authent valid verif check";

/* Files whose digests are written behind their names. */
static const char file_ends[] =
	".gz .tgz .zip .xz .bz2 .zst .7z .whl .jar .apk .deb .rpm .gem .crate .nupkg .dmg .exe .msi .iso .img .bin "
	".so .dll .js .css .png .jpg .svg .woff2";

/* Too short for that: only as the last word, or all, of a name. */
static const char harmless_words[] = "rev ref sha sig tag";

/* The first byte behind the last word for a password in a name; SLICE_NOWHERE if there is none. */
static size_t behind_password(struct slice name)
{
	static const char *const words[] = { "password", "passphrase", "passwd", "passwort", "pass", "pwd" };
	size_t end = SLICE_NOWHERE;

	for (size_t i = 0; i < COUNT(words); i++) {
		size_t at = slice_find_nocase(name, slice_of(words[i]), 0);

		if (at != SLICE_NOWHERE && (end == SLICE_NOWHERE || at + strlen(words[i]) > end))
			end = at + strlen(words[i]);
	}
	return end;
}

bool judge_name_asks(struct slice name)
{
	struct slice rest = slice_of(password_tails), part;
	size_t at = behind_password(name);

	if (at == SLICE_NOWHERE)
		return false;
	while (at < name.len && strchr("_-.", name.at[at]))
		at++;
	name = slice_sub(name, at, name.len);
	while (slice_cut(&rest, ' ', &part))
		if (name.len >= part.len && slice_find_nocase(slice_sub(name, 0, part.len), part, 0) == 0)
			return true;
	return false;
}

static bool ends_in(struct slice name, const char *list)
{
	struct slice rest = slice_of(list), part;

	while (slice_cut(&rest, ' ', &part))
		if (slice_ends_nocase(name, part))
			return true;
	return false;
}

/* Its last word: behind a '_', '-' or '.', or a capital after a small letter. */
static struct slice last_word(struct slice name)
{
	size_t start = name.len;

	while (start > 0 && text_is_alnum(name.at[start - 1])) {
		start--;
		if (start > 0 && text_is_upper(name.at[start]) && text_is_lower(name.at[start - 1]))
			break;
	}
	return slice_sub(name, start, name.len);
}

bool judge_name_is_harmless(struct slice name)
{
	struct slice parts = slice_of(harmless_parts), words = slice_of(harmless_words), part;

	while (slice_cut(&parts, ' ', &part))
		if (slice_find_nocase(name, part, 0) != SLICE_NOWHERE)
			return true;
	if (ends_in(name, harmless_ends) || ends_in(name, file_ends))
		return true;
	name = last_word(name);
	while (slice_cut(&words, ' ', &part))
		if (name.len == part.len && slice_ends_nocase(name, part))
			return true;
	return slice_ends(name, SLICE("Id")) || slice_ends(name, SLICE("ID"));
}
