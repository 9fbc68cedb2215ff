/* judge_part.h - the single questions that judge.c puts together. Private to src/engine. */
#ifndef ENGINE_JUDGE_PART_H
#define ENGINE_JUDGE_PART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/slice.h"

/* For a judge that refuses: says why, where somebody asks, and no. */
static inline bool judge_refuse(const char **why, const char *reason)
{
	if (why)
		*why = reason;
	return false;
}

/* Of a text that was taken out of the value (judge.c). */
bool judge_is_no_placeholder(struct slice value, const char **why);

/* Reasons that several judges have. */
#define JUDGE_HARMLESS_NAME "given to a name that speaks of no secret"
#define JUDGE_NOT_DRAWN     "not random enough: it reads like a name or an identifier"
#define JUDGE_FEW_DIGITS    "too few different digits for a random value"

/* judge_template.c: is the value worked out or filled in when the program runs? */
bool judge_is_template(struct slice value);

/* judge_counted.c: is it masked, repeated or counted out (xxxx, 1234567890, a1b2c3)? */
bool judge_is_counted(struct slice value);

/* judge_spelled.c: does it say in words that it is none, or is it only a name? */
bool judge_is_spelled(struct slice value);

/*
 * judge_random.c: half bits per character by which the value is more likely
 * drawn than written. Names are below 0, random values of 16 characters above 1.
 */
double judge_randomness(struct slice value);
/* How often a letter follows another one in texts, case aside. */
double judge_follow_chance(char before, char letter);

/* The part behind what looks like a provider's prefix (sk-proj-, ghp_, AKIA); all of it when there is none. */
struct slice judge_body(struct slice value);

/* Letters, digits and everything else, counted. */
struct tally {
	size_t lower, upper, digits, others;
	size_t hex; /* of the letters: a to f */
};
struct tally judge_tally(struct slice value);
size_t judge_count_distinct(struct slice value);

/* judge_shape.c: what else the value may be, by its form alone. */
bool judge_is_uuid(struct slice value);
bool judge_is_number(struct slice value); /* a number, version, date, address: digits with . : - / between them */
bool judge_is_place(struct slice value);  /* a path, URL, file name or e-mail address */
bool judge_is_public(struct slice value); /* a certificate, public key, image, digest or sealed value, by its begin */
bool judge_is_hash(struct slice value);   /* a password hash: $2y$..., {SSHA}... */

/* One of these: then why says which. */
bool judge_is_other(struct slice value, const char **why);

/* Where in `context` the secret stands: where it points to, else where its bytes come first. */
size_t judge_offset(struct slice secret, struct slice context);
/* The name in `context` that the value was given to, as written; empty if there is none. */
struct slice judge_name(struct slice secret, struct slice context);
/* Does that name speak of something that is no secret (a digest, an id, a public key)? */
bool judge_name_is_harmless(struct slice name);
/* Does a password's name speak of a text, a field or a rule for one (password_label, passwordMinLength)? */
bool judge_name_asks(struct slice name);

/* judge_token.c: letters and digits that nobody wrote by hand, behind a prefix or alone? */
bool judge_is_drawn(struct slice value);
/* Base64 of something that can be read? Makes `text`, which the caller releases in any case. */
bool judge_decode_text(struct slice value, struct buffer *text);

/* judge_token.c, judge_password.c: the rows of the table in judge.c. */
bool judge_token(struct slice secret, struct slice context, const char **why);
bool judge_hex(struct slice secret, struct slice context, const char **why);
bool judge_uuid(struct slice secret, struct slice context, const char **why);
bool judge_password(struct slice secret, struct slice context, const char **why);
bool judge_url_password(struct slice secret, struct slice context, const char **why);
bool judge_basic(struct slice secret, struct slice context, const char **why);

#endif
