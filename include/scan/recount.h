/*
 * recount.h - whether a staged change adds a secret or only carries it along.
 */
#ifndef SCAN_RECOUNT_H
#define SCAN_RECOUNT_H

#include "engine/detector.h"
#include "model/content.h"

#define RECOUNT_VERSIONS 16 /* HEAD and the parents of a merge that are looked at */

/* What one version of the file holds. */
struct recount_version {
	struct slice text; /* as UTF-8 */
	struct buffer converted;
	struct recount_secrets ARRAY_OF(struct slice) found; /* of decoded layers too, each as often as found */
	struct arena arena;
};

struct recount {
	const struct change *change;
	struct recount_version now, before[RECOUNT_VERSIONS];
	size_t len; /* of before */
};

/* Looks through the versions that `change` replaces with a scratch of its own. */
void recount_init(struct recount *r, const struct detector *detector, struct slice now, const struct matches *matches,
		  const struct change *change);
void recount_release(struct recount *r);

/* Whether a match on these lines blocks the commit (model/change.h decides). */
bool recount_blocks(const struct recount *r, const struct match *match, size_t first_line, size_t last_line);

#endif
