/* cmd_staged.c - keysieve staged: the pre-commit hook */
#include "cli/session.h"
#include "source/staged.h"

/* The policy of a commit is the one that it would commit, not what lies in the work tree. */
static enum status read_project(struct project *project, struct source *source, struct error *err)
{
	for (const struct project_file *file = project_files; file->name; file++) {
		enum status status = staged_read(source, file->name, &project->text, err);

		if (status == STATUS_OK) {
			project->name = file->name;
			project->dialect = file->dialect;
			return STATUS_OK;
		}
		if (status != ERR_MISSING)
			return status;
		*err = (struct error){ 0 };
	}
	return STATUS_OK;
}

int cmd_staged(const struct options *options, struct error *err)
{
	struct session session = { 0 };
	struct project project;
	struct source *source;
	int status = EXIT_CANNOT_RUN;

	if (options->operands.len) {
		error_set(err, ERR_USAGE, "%s: staged takes no operands", options->operands.items[0]);
		return EXIT_CANNOT_RUN;
	}
	source = staged_open(err);
	if (!source)
		return EXIT_CANNOT_RUN;
	project_init(&project);
	if (!read_project(&project, source, err) && !session_open(&session, options, "staged", &project, err)) {
		scan_run(session.scan, source);
		status = session_finish(&session, err);
	}
	source->ops->close(source);
	session_close(&session);
	project_release(&project);
	return status;
}
