/* cmd_tree.c - keysieve tree [PATH...] */
#include "cli/session.h"
#include "source/tree.h"

/* The operands, or what --files-from lists, or the current folder. */
static enum status choose_operands(const struct options *options, struct arena *arena, struct text_list *operands,
				   struct error *err)
{
	static const char *const here[] = { "." };

	*operands = (struct text_list){ options->operands.items, options->operands.len };
	if (options->files_from) {
		if (operands->len)
			return error_set(err, ERR_USAGE, "--files-from: goes without PATHs");
		if (tree_read_list(options->files_from, arena, operands, err))
			return err->status;
	} else if (operands->len == 0) {
		*operands = (struct text_list){ here, 1 };
	}
	return tree_check_operands(*operands, err);
}

static int run(struct session *session, const struct text_list *operands, struct error *err)
{
	struct tree_options how = {
		.operands = *operands,
		.gitignore = session->options->gitignore,
		.exclude = session->exclude,
		.workers = scan_threads(session->scan),
	};
	struct source *source = tree_open(&how);

	scan_run(session->scan, source);
	source->ops->close(source);
	return session_finish(session, err);
}

int cmd_tree(const struct options *options, struct error *err)
{
	struct session session = { 0 };
	struct text_list operands;
	struct project project;
	int status = EXIT_CANNOT_RUN;

	project_init(&project);
	if (!choose_operands(options, &project.arena, &operands, err) &&
	    !project_find(&project, operands.len && !options->files_from ? operands.items[0] : ".", err) &&
	    !session_open(&session, options, "tree", &project, err))
		status = run(&session, &operands, err);
	session_close(&session);
	project_release(&project);
	return status;
}
