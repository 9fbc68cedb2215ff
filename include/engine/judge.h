/*
 * judge.h - is this value a secret, or does it only stand where one could?
 *
 * Called once per match, on the captured secret, never on the line around it.
 */
#ifndef ENGINE_JUDGE_H
#define ENGINE_JUDGE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/slice.h"
#include "model/rule.h"

/*
 * A published example: a value from a vendor's documentation, a well-known
 * digest, an emulator's key. To be dropped whatever a check says of it.
 */
bool judge_is_example(struct slice secret);

/*
 * An example, or a text that stands for a secret: a template variable, a
 * look-up, "your-...-key-here", a masked or counted-out value, a dummy word.
 * Not to be asked about a secret whose checksum passed (PROOF_PASSED). A random
 * value is taken for a placeholder less than once in 10,000.
 */
bool judge_is_placeholder(struct slice secret);
const char *judge_placeholder(struct slice secret); /* in words what kind of one (a literal); NULL: it is none */

/* Shannon entropy in bits per byte: 0 for the empty slice, at most 8. */
double judge_entropy(struct slice s);

/*
 * Named filters for rules that know a secret only by what stands beside it
 * (`judge = "..."` in a rule). `context` is the whole match, with the name the
 * value was given to; it may be empty. Where a judge refuses it sets *why to a
 * literal that says in words what the value is or lacks ("has the form of a
 * number"); `why` may be NULL.
 */
struct judge {
	const char *name;
	const char *help;
	bool (*accepts)(struct slice secret, struct slice context, const char **why);
};

extern const struct judge judges[]; /* ended by name NULL */

const struct judge *judge_find(const char *name);  /* NULL if there is none */
struct text_list judge_names(struct arena *arena); /* all of them */

/* False: not worth reporting. Placeholders are never accepted. */
bool judge_accepts(const struct judge *judge, struct slice secret, struct slice context, const char **why);

#endif
