/*
 * check_store.c - key stores and password databases, by what stands at their beginning; salts of WordPress.
 *
 * A head proves what kind of file it is, never what is in it: all but key tables are
 * sealed with a password, which is said with the finding.
 */
#include "check_part.h"

#include <string.h>

#include "base/text.h"

#define BODY 120 /* random bytes behind a made head */

static const struct store {
	const char *name;
	struct slice head;
	const char *note;
} stores[] = {
	{ "keytab",
	  { "\5\2\0\0\0\x50\0\1\0\x08"
	    "ACME.NET\0\4",
	    20 },
	  NULL },
	{ "jks", { "\xfe\xed\xfe\xed\0\0\0\2\0\0\0\1\0\0\0\1", 16 }, "sealed with a password" },
	{ "jceks", { "\xce\xce\xce\xce\0\0\0\2\0\0\0\1\0\0\0\3", 16 }, "sealed with a password" },
	{ "kdbx", { "\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5", 8 }, "sealed with a password" },
	{ "kdb", { "\x03\xd9\xa2\x9a\x65\xfb\x4b\xb5", 8 }, "sealed with a password" },
	{ "keychain", { "kych\0\1\0\0\0\0\0\x14", 12 }, "sealed with a password" },
};

#define STORES (sizeof(stores) / sizeof(*stores))
#define MAGIC  4 /* bytes that tell the kinds apart; of key tables two */

enum proof store_run(const struct check *check, struct slice secret, const char **note)
{
	(void)check;
	for (size_t i = 0; i < STORES; i++) {
		if (!slice_starts(secret, slice_sub(stores[i].head, 0, MAGIC)))
			continue;
		*note = stores[i].note;
		return PROOF_STRUCTURE;
	}
	return PROOF_FAILED;
}

void store_make(const struct check *check, struct slice variant, struct random *random, struct buffer *out)
{
	const struct store *store = &stores[0];

	(void)check;
	for (size_t i = 0; i < STORES; i++)
		if (slice_is(variant, stores[i].name))
			store = &stores[i];
	buffer_add(out, store->head);
	part_random_bytes(out, random, BODY);
}

/*
 * WordPress draws its keys and salts from 92 characters, so they hold "{{", "->" and what else
 * stands in templates. Of 64 drawn ones at least eight are signs, and some of each other kind
 * (fewer: one in a million).
 */
#define SALT_SIZE  64
#define SALT_SIGNS "!@#$%^&*()-_ []{}<>~`+=,.;:/?|"

enum proof salt_run(const struct check *check, struct slice secret, const char **note)
{
	size_t signs = 0, digits = 0, lower = 0, upper = 0;

	(void)check;
	(void)note;
	for (size_t i = 0; i < secret.len; i++) {
		signs += secret.at[i] && strchr(SALT_SIGNS, secret.at[i]);
		digits += text_is_digit(secret.at[i]);
		lower += text_is_lower(secret.at[i]);
		upper += text_is_upper(secret.at[i]);
	}
	if (secret.len != SALT_SIZE || signs + digits + lower + upper != SALT_SIZE)
		return PROOF_FAILED;
	return signs >= 8 && digits && lower >= 4 && upper >= 4 ? PROOF_PASSED : PROOF_FAILED;
}

void salt_make(const struct check *check, struct slice variant, struct random *random, struct buffer *out)
{
	size_t start = out->len;
	const char *note;

	(void)variant;
	do {
		buffer_truncate(out, start);
		part_random(out, random, PART_BASE62 SALT_SIGNS, SALT_SIZE);
	} while (!out->full && salt_run(check, slice_sub(buffer_slice(out), start, out->len), &note) != PROOF_PASSED);
}
