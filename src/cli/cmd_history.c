/* cmd_history.c - keysieve history [REPO] */
#include "base/clock.h"
#include "cli/stores.h"
#include "store/discover.h"

/*
 * The repository that the operand names or lies in, and the policy of its work tree if it has one. One in a format that
 * is not read is no mistake of the caller: *unread says which.
 */
static enum status open_repository(const struct options *options, struct opened_stores *stores, struct project *project,
				   struct error *unread, struct error *err)
{
	const char *path = options->operands.len ? options->operands.items[0] : ".";
	struct discovery found;

	if (options->operands.len > 1)
		return error_set(err, ERR_USAGE, "%s: history takes one repository", options->operands.items[1]);
	if (discover(path, &project->arena, &found, err))
		return err->status;
	if (found.kind == DISCOVERED_NOTHING)
		return error_set(err, ERR_MISSING, "%s: not in a git repository", path);
	if (stores_add(stores, found.top ? found.top : found.git_dir, "", unread) && unread->status != ERR_UNSUPPORTED)
		return error_set(err, unread->status, "%s", unread->text);
	return found.top ? project_find(project, found.top, err) : STATUS_OK;
}

int cmd_history(const struct options *options, struct error *err)
{
	struct session session = { 0 };
	struct opened_stores stores;
	struct project project;
	const double started = clock_seconds(); /* listing and selecting are part of it */
	struct error unread = { 0 };
	int status = EXIT_CANNOT_RUN;

	project_init(&project);
	if (!stores_open(&stores, options, err) && !open_repository(options, &stores, &project, &unread, err) &&
	    !session_open(&session, options, "history", &project, err)) {
		session.started = started;
		if (unread.status)
			coverage_fail(scan_coverage(session.scan), "unsupported", slice_of(unread.text));
		stores_run(&stores, &session);
		status = session_finish(&session, err);
	}
	session_close(&session);
	stores_close(&stores);
	project_release(&project);
	return status;
}
