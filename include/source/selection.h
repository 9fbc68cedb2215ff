/*
 * selection.h - a part of a history: ranges, dates, refs, shards.
 *
 * Which commits. --range gives revisions as git's rev-list takes them, all of
 * them together: what "B" or the right side of "A..B" reaches, without what any
 * "^A" or left side reaches; of "A...B" what only one of both reaches. --refs
 * keeps what refs of these names reach, --since what was committed at that time
 * or later, wherever older commits stand between. Given together all must hold.
 * Without --range, --since looks at every ref (stash and notes too, reflogs not).
 *
 * Which objects. The messages of these commits, and what their trees hold that
 * no tree of a commit just outside (a parent that is not selected) holds: git
 * rev-list --objects. Annotated tags that are named or come from the refs, with
 * --since if they are not older. Trees and blobs that are named or that a ref
 * names.
 *
 * How they are read. Few commits are found by looking at single objects, and a
 * store then holds nothing else: its listing, graph and places are those of the
 * selection. In a store of a million objects a range of a few commits takes
 * milliseconds. When it turns out that more than an eighth of all packed objects
 * (and more than DIRECT_OBJECTS) were to be read like that, the store is listed
 * after all, and each object read in the order in which that is cheapest: one
 * object looked up costs what four to eight cost in a listing. Commits are looked
 * at up to DIRECT_COMMITS, which bounds memory (some 40 MiB); they are cheap.
 *
 * What may differ. Read directly, the places of a finding and its first commit
 * are those within the selection, a ref or index elsewhere is not looked at
 * (but whether a file is still in HEAD or at a branch tip is), and nothing is
 * "unreachable": somebody asked for it. Read from the listing, places and first
 * commit are those of the whole history. Findings are the same. Directly read,
 * the walk along an excluded side ends DIRECT_SLOP commits below the
 * oldest selected one: a clock that was wrong for longer than that makes the
 * selection larger than it need be, never smaller.
 *
 * Completeness is checked within the selection. In a shallow clone a selection
 * that reaches the boundary is named "shallow" (skipped), as ever.
 */
#ifndef SOURCE_SELECTION_H
#define SOURCE_SELECTION_H

#include "base/table.h"
#include "model/rule.h"
#include "source/history_graph.h"
#include "store/store.h"

#define DIRECT_COMMITS 250000
#define DIRECT_OBJECTS 4000
#define DIRECT_SLOP    256

struct selection_options {
	struct text_list ranges, refs; /* as on the command line */
	bool since_given;
	int64_t since;                         /* seconds since 1970 */
	bool listed;                           /* always by listing: to compare with */
	size_t direct_commits, direct_objects; /* 0: as above */
	unsigned workers;
};

static inline bool selection_wanted(const struct selection_options *o)
{
	return o->ranges.len || o->refs.len || o->since_given;
}

/* One of `count` parts of all objects; count 0: no parts. */
struct shard {
	uint32_t number; /* from 1 */
	uint32_t count;
};

/* By the id alone, so that clones that are packed differently agree. */
bool shard_holds(const struct shard *shard, const uint8_t *id);

struct selection {
	struct selection_options options;
	const char *git_dir; /* of the work tree that was asked for */
	struct selection_root *roots;
	size_t roots_len, roots_capacity;
	struct table by_id; /* id -> index in roots */
	unsigned pairs;     /* how many A...B there are */
	uint32_t need;      /* flags that a selected commit has */
	bool excludes;      /* something is excluded */

	bool direct;         /* the store holds what is selected and nothing else */
	uint8_t *marks;      /* else by object: SELECTION_HOLDS, SELECTION_BAD */
	struct table absent; /* ids that trees just outside name and the store lacks: no fault */
	struct arena arena;
};

#define SELECTION_HOLDS 1u
#define SELECTION_BAD   2u /* not what its kind says */

/*
 * Finds out what is selected in a store that was opened and not listed. `path`:
 * what the store was opened by. Afterwards the store either holds the selection
 * (direct) or is as it was, to be listed and given to selection_mark. What is
 * selected and absent is entered in `coverage`. ERR_USAGE: a revision or glob
 * that names nothing; the message begins with it.
 */
enum status selection_open(struct selection **selection, const struct selection_options *options, struct store *store,
			   const char *path, struct coverage *coverage, struct error *err);
void selection_free(struct selection *s); /* NULL is fine */

/* Fills the graph of a listed store, all of it, and marks what is selected. */
void selection_mark(struct selection *s, struct store *store, struct graph *graph, struct coverage *coverage);

/* A boundary of a shallow clone was reached though something is excluded: what lies below might have been. */
bool selection_is_cut(const struct selection *s, const struct store *store);

#endif
