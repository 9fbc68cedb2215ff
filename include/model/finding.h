/*
 * finding.h - one secret, and every place where it was seen.
 *
 * All slices live in the arena of the `struct findings` that holds them. The
 * secret itself is in the clear here: only src/report decides what is shown.
 */
#ifndef MODEL_FINDING_H
#define MODEL_FINDING_H

#include <stdint.h>

#include "base/arena.h"
#include "base/array.h"
#include "model/rule.h"

/* Best first: a finding takes the least state of its locations (DESIGN.md, "state"). */
enum state { STATE_HEAD, STATE_STAGED, STATE_TREE, STATE_HISTORY, STATE_UNREACHABLE, STATE_INPUT };

enum place_kind {
	PLACE_FILE,
	PLACE_SYMLINK,
	PLACE_CONFIG,
	PLACE_COMMIT_MESSAGE,
	PLACE_TAG_MESSAGE,
	PLACE_ARCHIVE_MEMBER
};

/* What an offline check said. PROOF_STRUCTURE: the shape alone; PROOF_PASSED: a checksum or parse agreed. */
enum proof { PROOF_NONE, PROOF_STRUCTURE, PROOF_PASSED, PROOF_FAILED };

struct commit_info {
	struct slice id; /* hex */
	struct slice author, email, subject;
	int64_t date;   /* the committer's, seconds since 1970 */
	size_t store;   /* in which store it was found, and there ... */
	uint64_t order; /* ... its place in the order parents before children, then date, then id */
};

/* Of one store by order, of several by date, then id. */
bool commit_is_earlier(const struct commit_info *a, const struct commit_info *b);

#define HOLDERS_NAMED 100

/* The commits that refs reach and that hold an object with the secret: in their trees, or as their messages. */
struct holders {
	uint64_t commits;
	bool partial;          /* they are those of a part of the history, and of refs nothing is known */
	size_t refs_len;       /* refs from which one of the commits is reached, or that name an object itself */
	size_t tips_len;       /* of them those whose own commit it is */
	struct text_list refs; /* the first of each, branches before tags before others, at most HOLDERS_NAMED */
	struct text_list tips;
};

#define DECODED_MAX 4

struct location {
	enum place_kind kind;
	enum state state;
	struct slice path;                         /* any bytes; empty for messages */
	struct slice member;                       /* as in member.h, each name as it is shown; empty: in no archive */
	struct slice ref;                          /* names the tag or note; empty otherwise */
	size_t line, column, end_line, end_column; /* from 1; columns in code points; end exclusive */
	struct slice blob;                         /* hex id; empty when unknown */
	const char *decoded[DECODED_MAX];          /* layers, outermost first, NULL after the last */
	size_t cell;                               /* notebook cell from 1; 0: none */
	const struct commit_info *commit;          /* the first that has this blob at this path; NULL: none */
};

#define LOCATIONS_MAX 1000

struct locations ARRAY_OF(struct location);
struct finding_ids ARRAY_OF(const char *);

struct finding {
	const char *id; /* "ks1_..." */
	const struct rule *rule;
	struct text_list also; /* ids of other rules that matched the same secret */
	enum severity severity;
	enum confidence confidence; /* the rule's, as the proof changed it */
	enum proof proof;
	const char *note; /* what a check found out ("canary account", "encrypted"); NULL: nothing */
	struct slice secret;
	enum state state;
	struct locations locations; /* sorted by path, line, column; at most LOCATIONS_MAX */
	size_t locations_total;
	const struct commit_info *first_commit; /* NULL: in no commit */
	int64_t exposed_days;                   /* -1: in no commit */
	const struct holders *holders;          /* NULL: no stored object has it */
	struct finding_ids siblings;
};

struct findings {
	struct finding *items; /* by severity (critical first), then first path, line, id */
	size_t len, capacity;
	struct arena arena;
};

void findings_init(struct findings *f);
void findings_release(struct findings *f);

const char *state_name(enum state state);
const char *place_kind_name(enum place_kind kind);
const char *proof_name(enum proof proof);

#endif
