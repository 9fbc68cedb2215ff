/*
 * comparison.h - in which entries the index differs from a tree.
 *
 * Both are sorted by path, so one merging walk does it; folders whose tree id
 * the index has cached (it is the very id a commit would write) are passed over
 * without being read. A commit of one file in a large repository reads only the
 * trees on the way to it.
 */
#ifndef SOURCE_COMPARISON_H
#define SOURCE_COMPARISON_H

#include "model/coverage.h"
#include "store/gitindex.h"
#include "store/objects.h"

/* An index entry that the tree does not have like this. */
struct changed {
	size_t entry;      /* position in the index; of versions in conflict the first */
	struct oid before; /* the blob the tree has at this path, or had at the path it was renamed from; else size 0 */
	bool same;         /* renamed and otherwise unchanged: nothing is added */
};

/* A path of the tree that the index lacks: where a renamed file may come from. */
struct gone {
	struct slice name; /* last part of the path */
	struct oid id;
	bool folder; /* id is a tree that nobody has looked into */
};

struct comparison {
	struct changed_list ARRAY_OF(struct changed) changed; /* by entry */
	struct gone_list ARRAY_OF(struct gone) gone;
	struct arena arena; /* holds the names */
};

/*
 * `tree` of size 0 is the empty tree: everything is new. A tree that cannot be
 * read is entered as failed in `coverage`, and what it holds counts as new.
 */
void comparison_make(struct comparison *c, const struct gitindex *index, const struct objects *objects,
		     const struct oid *tree, struct coverage *coverage);
void comparison_release(struct comparison *c);

/*
 * Finds among the new entries those that were renamed: the same content first,
 * then at least half of it, as git does by default. What is beyond our bounds
 * (hundreds of renamed and edited files), or still with whoever promised it,
 * stays new. What cannot be read stays new as well, and is failed.
 */
void comparison_find_renames(struct comparison *c, const struct gitindex *index, const struct objects *objects,
			     struct coverage *coverage);

#endif
