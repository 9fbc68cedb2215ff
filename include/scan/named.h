/*
 * named.h - what rules that go by a file's name add to what the others found.
 *
 * Such a rule sees only files whose name lets it hope for something (model/file_kind.h).
 * Where the path is known, matches of rules that do not look at it are dropped at
 * once; of stored objects it is not, and the places decide later (gather.c).
 */
#ifndef SCAN_NAMED_H
#define SCAN_NAMED_H

#include "engine/detector.h"
#include "model/content.h"
#include "policy/policy.h"

struct named {
	const struct detector *detector; /* NULL: there are no such rules */
	const struct policy *policy;
	struct scratch *scratch;
	struct matches matches; /* of both, while a content is looked at */
};

void named_init(struct named *n, const struct detector *detector, const struct policy *policy);
void named_release(struct named *n);

/* Whether rules of this kind are to look at the content. */
bool named_wants(const struct named *n, const struct content *content);

/*
 * Puts into n->matches what other rules found in a text of such a content (NULL: nothing) and
 * what these did, in the order of a scan result. What they point to stays the scratches'.
 */
void named_join(struct named *n, const struct content *content, const struct matches *others,
		const struct matches *found);

/* Whether a match of a rule with a path may hide others in this content: not where nobody knows if it counts. */
bool named_may_hide(const struct named *n, const struct content *content, const struct match *match);

#endif
