/*
 * recount.h - whether a staged change adds a secret or only carries it along.
 *
 * A version holds a secret as often as its bytes stand in the text, or as often
 * as the detector finds it (then in decoded layers too), whichever is more. Each
 * secret is counted once; after RECOUNT_EFFORT searched bytes only what the
 * detector found counts, so a file of very many secrets takes no longer than that.
 */
#ifndef SCAN_RECOUNT_H
#define SCAN_RECOUNT_H

#include "base/table.h"
#include "engine/detector.h"
#include "model/content.h"

#define RECOUNT_VERSIONS 16 /* HEAD and the parents of a merge that are looked at */
#define RECOUNT_EFFORT   ((uint64_t)4 << 30)

/* What one version of the file holds. */
struct recount_version {
	struct slice text; /* as UTF-8 */
	struct buffer converted;
	struct table found; /* secret -> how often the detector found it */
	struct arena arena;
};

/* How often a secret stands in each version. */
struct recount_count {
	size_t now, before[RECOUNT_VERSIONS];
};

struct recount {
	struct change change; /* with as many versions as are looked at */
	struct recount_version now, before[RECOUNT_VERSIONS];
	struct table known; /* secret -> index in counts */
	struct recount_counts ARRAY_OF(struct recount_count) counts;
	uint64_t effort; /* bytes searched so far */
};

/* Looks through the versions that `change` replaces with a scratch of its own. `now` must outlive it. */
void recount_init(struct recount *r, const struct detector *detector, struct slice now, const struct matches *matches,
		  const struct change *change);
void recount_release(struct recount *r);

/* Whether a match on these lines blocks the commit (model/change.h decides). */
bool recount_blocks(struct recount *r, const struct match *match, size_t first_line, size_t last_line);

#endif
