/*
 * doubles.h - hits that say of an archive what others say better.
 */
#ifndef SCAN_DOUBLES_H
#define SCAN_DOUBLES_H

#include "model/content.h"
#include "scan/hits.h"

/*
 * What is stored uncompressed is seen in the archive's own bytes too. Of the hits
 * from `from` on those of content number `archive` go whose secret is in a member.
 */
void doubles_drop(struct hits *h, size_t from, uint64_t archive);

/*
 * A staged archive adds a secret when it is in more places of its members than in
 * those of each archive it replaces. Hits [from, now) are those of members of the
 * new one; ends[k] is where those of version k end that stand behind them. The hits
 * of the old ones go, those of the new one that is not news are counted as such and go.
 */
void doubles_drop_old(struct hits *h, size_t from, size_t now, const size_t *ends, size_t versions);

#endif
