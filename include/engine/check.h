/*
 * check.h - offline proofs: what a token says about itself.
 *
 * Many providers put a checksum, a marker or a readable structure into their
 * tokens. A check looks at one secret and says whether that part agrees; it
 * asks nobody and keeps nothing. A rule names its check (`check = "..."`).
 *
 * A new check is one row in src/engine/check.c and a pair of functions in one
 * of the check_*.c files.
 */
#ifndef ENGINE_CHECK_H
#define ENGINE_CHECK_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/random.h"
#include "base/slice.h"
#include "model/finding.h"

/*
 * `run` says
 *   PROOF_PASSED     a checksum agreed, or a body that only this provider
 *                    writes was decoded and holds what it must;
 *   PROOF_FAILED     there is such a part and it disagrees;
 *   PROOF_STRUCTURE  all that can be checked is the shape, and it is right. Also
 *                    for older forms of a token that have no checkable part, and
 *                    for JWTs, whose one proof (the signature) needs the key.
 * *note is a literal to show with the finding ("canary account", "encrypted",
 * "expired", ...) or NULL. The secret may come with or without the provider's
 * prefix where the checksum does not cover it.
 *
 * `make` writes a random token that passes. `variant` chooses among the forms
 * of a family and may be empty; help says what it stands for.
 */
struct check {
	const char *name;
	const char *help; /* what is checked; what %{NAME} and %{NAME:VARIANT} write */
	enum proof (*run)(const struct check *check, struct slice secret, const char **note);
	void (*make)(const struct check *check, struct slice variant, struct random *random, struct buffer *out);
	const void *form; /* private to the functions above */
};

extern const struct check checks[]; /* ordered by name; ended by name NULL */

const struct check *check_find(const char *name);  /* NULL if there is none */
struct text_list check_names(struct arena *arena); /* all of them */

enum proof check_run(const struct check *check, struct slice secret, const char **note);

/* False when `out` has no room for it. */
bool check_make(const struct check *check, struct random *random, struct buffer *out);
bool check_make_variant(const struct check *check, struct slice variant, struct random *random, struct buffer *out);

#endif
