/*
 * memo.h - what a scan of a text found out, for the scan of its next version.
 *
 * Nearly all work on a text goes into finding out where nothing can be. Of a
 * version of a text that was scanned before, that is known except near what is
 * new: a memo lists the places that were left, and the next version takes them
 * over (detector_scan_version). What a rule says of a place is never taken over.
 */
#ifndef ENGINE_MEMO_H
#define ENGINE_MEMO_H

struct memo;

/* For one thread. Each scan that is given a memo fills it anew. */
struct memo *memo_new(void);
void memo_free(struct memo *m); /* NULL is fine */

#endif
