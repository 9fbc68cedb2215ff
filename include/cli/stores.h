/*
 * stores.h - the object stores that a command scans, from opening them to the
 * places of what was found in them.
 *
 *     if (stores_open(&stores, options, err)) ...
 *     stores_add(&stores, "app/.git", "app/", err);
 *     stores_run(&stores, &session);
 *     status = session_finish(&session, err);
 *     stores_close(&stores);
 */
#ifndef CLI_STORES_H
#define CLI_STORES_H

#include "base/table.h"
#include "cli/select.h"
#include "cli/session.h"
#include "source/history.h"
#include "source/locate.h"

struct opened_stores {
	struct history *history;
	struct origins origins;
	struct table by_oid; /* object id -> index in origins */
	struct stored_objects wanted;
	struct scope scope;          /* which part of them; all of it points into the options */
	double *attribution_seconds; /* of the session's result */
	struct arena arena;
};

/* ERR_USAGE: the options select what cannot be. To be closed all the same. */
enum status stores_open(struct opened_stores *s, const struct options *options, struct error *err);
void stores_close(struct opened_stores *s);

/* `prefix` stands before the store's paths and names: "" or ending in a slash. A store that is there already is no
 * error. */
enum status stores_add(struct opened_stores *s, const char *path, const char *prefix, struct error *err);

/* Scans all of them, and lets the session's findings know where stored objects were seen. */
void stores_run(struct opened_stores *s, struct session *session);

#endif
