/*
 * locate.h - where stored objects were seen: paths, commits, states.
 *
 * Worked out after the scan, and only for the objects with a finding. Every
 * tree is read once more to see which of them name a wanted blob; everything
 * else is walks over the graph that the scan left behind.
 */
#ifndef SOURCE_LOCATE_H
#define SOURCE_LOCATE_H

#include "base/arena.h"
#include "model/coverage.h"
#include "model/finding.h"
#include "model/oid.h"
#include "source/history.h"

#define PLACES_MAX 10000 /* of one object */

/*
 * One place of one object.
 *
 * PLACE_FILE, PLACE_SYMLINK: `path` from the tree's root. head, staged, history
 * as in DESIGN.md, for this path; `commit` is the first that has the blob at
 * this path, parents before children, ties by committer date, then id; NULL when
 * it is in none (only staged, or reached through a ref that names a tree). Where
 * only refs/notes reach that commit, `ref` names it and the path is that in the
 * notes tree (the id of the annotated object). A ref that names the blob itself
 * is a place with an empty path and that ref.
 *
 * An unreachable blob has the places it has in unreachable commits, else in
 * unreachable trees, else one with an empty path. So has one that came into the
 * store while the scan ran (a commit made meanwhile): its content was scanned,
 * but refs, commits and trees are those of the beginning, which do not name it.
 *
 * Of a selection that was read directly (selection.h) commits and paths are those
 * within the selection, head is looked up, the index is not, and everything else
 * is history.
 *
 * PLACE_COMMIT_MESSAGE: `commit` is the commit itself. PLACE_TAG_MESSAGE: `ref`
 * is the tag's name without refs/tags/ (of an unreachable tag the name it gives
 * itself), `commit` is NULL. Both are STATE_HISTORY or STATE_UNREACHABLE.
 */
struct place {
	enum place_kind kind;
	enum state state;
	size_t store; /* see history_store_path */
	struct slice path, ref;
	const struct commit_info *commit;
};

struct located {
	struct place *places; /* by store, path, kind, ref; at least one */
	size_t places_len;
	const struct commit_info *first; /* the earliest of the places' commits; NULL: in no commit */
	bool cut;                        /* there are more places */
};

struct holding;

struct origins {
	struct located *items; /* one for each wanted id, in that order */
	size_t len;
	struct holding *holdings; /* one for each store: see holders.h */
	size_t holdings_len;
	struct arena arena; /* holds the places */
};

/*
 * Finds all places of `count` objects (blobs, commits, annotated tags; each
 * once) in all stores. To be called when every unit of the history has run. Uses
 * up to `workers` threads. Limits that were reached and trees that could not be
 * read are entered in `coverage`.
 */
void history_locate(struct history *h, const struct oid *wanted, size_t count, unsigned workers, struct origins *out,
		    struct coverage *coverage);
void origins_release(struct origins *origins);

#endif
