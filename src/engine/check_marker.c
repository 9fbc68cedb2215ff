/*
 * check_marker.c - tokens with a fixed word at a fixed place.
 *
 * A marker is no proof (whoever makes up a token can copy it) but a random
 * string with the right prefix does not have it.
 */
#include "check_part.h"

#include <string.h>

#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* base64 of "XgroqX"; the first keys did not have it */
const struct marker_form marker_groq = { LIST("gsk_"), PART_BASE62, "WGdyb3FY", 20, 24 };
const struct marker_form marker_new_relic = { LIST(""), PART_HEX, "NRAL", 36, 0 };
const struct marker_form marker_maxmind = { LIST(""), PART_BASE62 "_", "_mmk", 36, 0 };
/* "mercury" backwards */
const struct marker_form marker_mercury = { LIST("secret-token:mercury_production_", "secret-token:mercury_sandbox_"),
					    PART_BASE62 "_", "_yrucrem", 48, 0 };

enum proof marker_run(const struct check *check, struct slice secret, const char **note)
{
	const struct marker_form *form = check->form;
	struct slice marker = slice_of(form->marker);

	(void)note;
	if (!part_strip(&secret, form->prefixes))
		return PROOF_FAILED;
	if (form->after == 0)
		return slice_ends(secret, marker) ? PROOF_STRUCTURE : PROOF_FAILED;
	return slice_equal(slice_sub(secret, form->before, marker.len), marker) ? PROOF_STRUCTURE : PROOF_FAILED;
}

void marker_make(const struct check *check, struct slice variant, struct random *random, struct buffer *out)
{
	const struct marker_form *form = check->form;
	const char *alphabet = strchr(form->alphabet, '_') ? PART_BASE62 : form->alphabet;

	if (variant.len)
		buffer_add(out, variant);
	else
		buffer_add_text(out, form->prefixes[0]);
	if (alphabet == form->alphabet) {
		part_random(out, random, alphabet, form->before);
	} else {
		/* an id of six, then the key */
		part_random(out, random, alphabet, 6);
		buffer_add_byte(out, '_');
		part_random(out, random, alphabet, form->before - 7);
	}
	buffer_add_text(out, form->marker);
	part_random(out, random, alphabet, form->after);
}

/* OpenAI: prefix, some characters, base64 of "OpenAI", as many characters again. */
#define OPENAI_MARKER "T3BlbkFJ"

static const char *const openai_prefixes[] = { "sk-proj-", "sk-svcacct-", "sk-admin-", "sk-None-", "sk-", NULL };

enum proof openai_run(const struct check *check, struct slice secret, const char **note)
{
	struct slice marker = SLICE(OPENAI_MARKER);
	size_t half;

	(void)check;
	(void)note;
	if (!part_strip(&secret, openai_prefixes))
		return PROOF_FAILED;
	if (secret.len <= marker.len || (secret.len - marker.len) % 2)
		return PROOF_FAILED;
	half = (secret.len - marker.len) / 2;
	return slice_equal(slice_sub(secret, half, marker.len), marker) ? PROOF_STRUCTURE : PROOF_FAILED;
}

void openai_make(const struct check *check, struct slice variant, struct random *random, struct buffer *out)
{
	bool old = slice_is(variant, "sk-");
	size_t half = old ? 20 : slice_is(variant, "sk-admin-") ? 58 : 74;
	const char *alphabet = old ? PART_BASE62 : PART_URL64;

	(void)check;
	buffer_add(out, variant.len ? variant : SLICE("sk-proj-"));
	part_random(out, random, PART_BASE62, 1);
	part_random(out, random, alphabet, half - 1);
	buffer_add_text(out, OPENAI_MARKER);
	part_random(out, random, alphabet, half - 1);
	part_random(out, random, PART_BASE62, 1);
}
