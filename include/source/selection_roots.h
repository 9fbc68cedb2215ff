/*
 * selection_roots.h - where a selection begins: from the words of the command
 * line to ids with flags.
 */
#ifndef SOURCE_SELECTION_ROOTS_H
#define SOURCE_SELECTION_ROOTS_H

#include "source/selection.h"
#include "store/direct.h"

#define SELECT_IN  1u /* named, or reached from what is named */
#define SELECT_OUT 2u /* excluded, or reached from what is */
#define SELECT_REF 4u /* reached from a ref of --refs, where there is --range too */

/* Of the i-th A...B: reached from A, from B. From both: excluded. */
#define SELECT_PAIRS    14u
#define SELECT_LEFT(i)  (8u << 2 * (i))
#define SELECT_RIGHT(i) (16u << 2 * (i))

struct selection_root {
	struct oid id;
	enum object_type type;
	uint32_t flags;
	bool stale; /* a tag older than --since */
};

/* Whether what has these flags is selected, as far as they can tell. */
static inline bool selection_takes(const struct selection *s, uint32_t flags)
{
	return (flags & s->need) == s->need && !(flags & SELECT_OUT);
}

/*
 * Fills s->roots: tags, and what they stand for. A ref whose object is absent or
 * damaged is entered in `coverage`. Messages begin with what is wrong.
 */
enum status selection_find_roots(struct selection *s, const struct store *store, const struct store_refs *refs,
				 const struct direct *direct, struct coverage *coverage, struct error *err);

#endif
