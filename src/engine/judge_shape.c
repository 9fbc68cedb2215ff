/* judge_shape.c - what a value may be instead of a secret, by its form and by the name beside it. */
#include "judge_part.h"

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

bool judge_is_number(struct slice value)
{
	size_t letters = 0;

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

	return at != SLICE_NOWHERE && at > 0 && has_extension(slice_sub(value, at + 1, value.len));
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
	"iVBORw0KGgo",
	"R0lGOD",
	"/9j/",
	"d09GR",
	"d09GM",
	"AAEAAAA",
	"UEsDB",
	"H4sIA",
	"JVBERi0",
	"PHN2Zy",
	"PD94bWw",
	"PCFET0NUWVBF",
	"LS0tLS1CRUdJTiBDRVJU",
	"LS0tLS1CRUdJTiBQVUJMSUM",
	"ssh-",
	"ecdsa-sha2",
	"AAAAB3NzaC1",
	"AAAAC3NzaC1lZDI1NTE5",
	"AAAAE2VjZHNh",
	"MIIBIjANBgkq",
	"MIICIjANBgkq",
	"MIGfMA0GCSqG",
	"MFkwEwYHKoZI",
	"MCowBQYDK2Vw",
	"sha1=",
	"sha256=",
	"sha384=",
	"sha512=",
	"md5=",
	"sha1-",
	"sha256-",
	"sha384-",
	"sha512-",
	"md5-",
	"sha1:",
	"sha256:",
	"sha512:",
	"md5:",
	"h1:",
	"data:",
	"base64,",
	/* sealed: age, Ansible, SOPS, AWS KMS, Jasypt, Spring, Vault, Rails */
	"age1",
	"$ANSIBLE_VAULT",
	"ENC[",
	"ENC(",
	"{cipher}",
	"vault:",
	"AQICAH",
	"!vault",
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

bool judge_is_hash(struct slice value)
{
	static const char *const begins[] = { "$1$",     "$2a$",    "$2b$",   "$2y$",    "$5$",     "$6$",
					      "$y$",     "$7$",     "$apr1$", "$argon2", "$pbkdf2", "$scrypt",
					      "pbkdf2_", "pbkdf2:", "bcrypt", "scrypt:", "{SHA",    "{SSHA",
					      "{MD5}",   "{CRYPT}", "md5$",   "sha1$",   "sha256$", "argon2" };

	for (size_t i = 0; i < COUNT(begins); i++)
		if (slice_starts(value, slice_of(begins[i])))
			return true;
	return false;
}

static bool is_name_byte(char c)
{
	return text_is_word(c) || c == '-' || c == '.';
}

struct slice judge_name(struct slice secret, struct slice context)
{
	size_t end = slice_find(context, secret, 0), start;

	if (end == SLICE_NOWHERE)
		return SLICE_NONE;
	/* quotes, brackets, blanks and the operator */
	while (end > 0 && !is_name_byte(context.at[end - 1]))
		end--;
	for (start = end; start > 0 && is_name_byte(context.at[start - 1]); start--)
		;
	return slice_sub(context, start, end - start);
}

bool judge_name_is_harmless(struct slice name)
{
	static const char *const anywhere[] = {
		"public",
		"pubkey",
		"publish",
		"sha1",
		"sha256",
		"sha512",
		"md5",
		"checksum",
		"digest",
		"integrity",
		"fingerprint",
		"thumbprint",
		"commit",
		"revision",
		"etag",
		"uuid",
		"guid",
		"cursor",
		"pagetoken",
		"page_token",
		"next_token",
		"nexttoken",
		"continuation",
		"sitekey",
		"site_key",
		"cachekey",
		"cache_key",
		"sortkey",
		"partition",
		"primary",
		"foreign",
		"translation",
		"i18n",
		"tokenizer",
		"keyword",
		"keyboard",
		"verifier_challenge",
		"challenge",
		"nonce",
		"_hash",
		"hash_",
		"keyid",
		"key_id",
		"key-id",
		"token_id",
		"tokenid",
		"token_type",
		"tokentype",
		"_uri",
		"_url",
		"endpoint",
		"sample",
		"example",
		"placeholder",
		"ciphertext",
		"encrypted",
		"sealed",
	};
	static const char *const ends[] = { "_id",  "-id",  ".id",  "Id",   "ID",   "Uri",  "Url", "URL",
					    "Hash", "name", "Name", "path", "Path", "file", "File" };

	for (size_t i = 0; i < COUNT(anywhere); i++)
		if (slice_find_nocase(name, slice_of(anywhere[i]), 0) != SLICE_NOWHERE)
			return true;
	for (size_t i = 0; i < COUNT(ends); i++)
		if (slice_ends(name, slice_of(ends[i])))
			return true;
	return false;
}
