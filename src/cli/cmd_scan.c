/*
 * cmd_scan.c - keysieve [scan] [PATH...]
 *
 * First the files below every PATH; the walk tells which git stores it came
 * upon. Then those stores, each once.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/stores.h"
#include "source/tree.h"
#include "store/discover.h"

struct targets {
	struct text_list operands;
	struct arena arena;
	const char *strip;  /* the one repository that is scanned: its paths are told from its top */
	const char *inside; /* an operand below the top of a work tree: its history is not scanned */
	struct table
		pointers; /* real path of a git directory -> which of the found stores is the .git file that names it */
};

/* "x/" for "x"; "" for the current folder. */
static const char *as_prefix(struct arena *arena, const char *path)
{
	size_t len = strlen(path);

	if (len == 0 || strcmp(path, ".") == 0 || strcmp(path, "./") == 0)
		return "";
	return path[len - 1] == '/' ? path : arena_print(arena, "%s/", path);
}

/* Without operands: the repository around the current folder, else the folder. */
static enum status default_operand(struct targets *targets, struct error *err)
{
	const char **one = arena_alloc_array(&targets->arena, 1, sizeof(*one));
	struct discovery found;

	one[0] = ".";
	targets->operands = (struct text_list){ one, 1 };
	if (discover(".", &targets->arena, &found, err))
		return err->status;
	if (found.kind == DISCOVERED_INSIDE && found.top)
		one[0] = found.top;
	return STATUS_OK;
}

static enum status choose_targets(const struct options *options, struct targets *targets, struct error *err)
{
	arena_init(&targets->arena);
	targets->operands = (struct text_list){ options->operands.items, options->operands.len };
	if (targets->operands.len == 0 && default_operand(targets, err))
		return err->status;
	if (tree_check_operands(targets->operands, err))
		return err->status;
	for (size_t i = 0; i < targets->operands.len; i++) {
		const char *operand = targets->operands.items[i];
		struct discovery found;

		if (discover(operand, &targets->arena, &found, err))
			return err->status;
		if (found.kind == DISCOVERED_INSIDE && !targets->inside)
			targets->inside = operand;
		if (targets->operands.len == 1 && (found.kind == DISCOVERED_TOP || found.kind == DISCOVERED_GIT_DIR))
			targets->strip = as_prefix(&targets->arena, operand);
	}
	return STATUS_OK;
}

static const char *without(const char *prefix, const char *path)
{
	size_t len = prefix ? strlen(prefix) : 0;

	return len && strncmp(path, prefix, len) == 0 ? path + len : path;
}

/* The .git file that leads to a git directory; NULL when the walk came upon none. */
static const char *pointer_to(const struct targets *targets, const struct tree_stores *found, const char *git_dir)
{
	char *real = realpath(git_dir, NULL);
	const size_t *pointer = real ? table_find(&targets->pointers, slice_of(real)) : NULL;

	free(real);
	return pointer ? found->items[*pointer].path : NULL;
}

static void note_pointers(struct targets *targets, const struct tree_stores *found)
{
	for (size_t i = 0; i < found->len; i++) {
		struct discovery there;
		struct error ignored;

		if (found->items[i].kind == TREE_STORE_FILE &&
		    !discover(found->items[i].path, &targets->arena, &there, &ignored) && there.git_dir)
			table_add(&targets->pointers, slice_of(there.git_dir), i, NULL);
	}
}

/*
 * What stands before a store's paths: the folder that its work tree is in. The
 * store of a submodule stands in its repository's modules/NAME; where its work
 * tree is, that one's .git file says. Without one it was in NAME, unless
 * somebody renamed it.
 */
static const char *prefix_of(struct targets *targets, const char *store)
{
	struct slice path = slice_of(without(targets->strip, store));
	size_t modules = slice_find(path, SLICE("/modules/"), 0);

	if (modules != SLICE_NOWHERE) {
		const char *outer = arena_text(&targets->arena, slice_sub(path, 0, modules));
		struct slice name = slice_sub(path, modules + strlen("/modules/"), path.len);

		return arena_print(&targets->arena, "%s%.*s/", prefix_of(targets, outer), SLICE_ARGS(name));
	}
	if (slice_ends(path, SLICE(".git")) && (path.len == 4 || path.at[path.len - 5] == '/'))
		return arena_text(&targets->arena, slice_sub(path, 0, path.len - 4));
	return as_prefix(&targets->arena, arena_text(&targets->arena, path));
}

/* A store that cannot be opened does not stop the scan: its files were read, and the report says what was not. */
static void add_stores(struct opened_stores *stores, struct targets *targets, const struct source *tree,
		       struct coverage *coverage)
{
	const struct tree_stores *found = tree_stores(tree);

	note_pointers(targets, found);
	for (size_t i = 0; i < found->len; i++) {
		struct error err = { 0 };
		const char *path = found->items[i].path;
		const char *pointer = found->items[i].kind == TREE_STORE_DIRECTORY && strstr(path, "/modules/")
					      ? pointer_to(targets, found, path)
					      : NULL;

		if (stores_add(stores, path, prefix_of(targets, pointer ? pointer : path), &err))
			coverage_fail(coverage, err.status == ERR_UNSUPPORTED ? "unsupported" : "repository",
				      slice_of(err.text));
	}
}

static int run(struct session *session, struct targets *targets, struct opened_stores *stores, struct error *err)
{
	struct tree_options how = {
		.operands = targets->operands,
		.gitignore = session->options->gitignore,
		.exclude = session->exclude,
		.workers = scan_threads(session->scan),
	};
	struct source *tree = tree_open(&how);
	int status;

	session->gather.strip = slice_of(targets->strip);
	scan_run(session->scan, tree);
	add_stores(stores, targets, tree, scan_coverage(session->scan));
	stores_run(stores, session);
	if (targets->inside)
		session->result.hint = "only files: for the history too, scan the top of the repository";
	status = session_finish(session, err);
	tree->ops->close(tree);
	return status;
}

int cmd_scan(const struct options *options, struct error *err)
{
	struct session session = { 0 };
	struct targets targets = { 0 };
	struct opened_stores stores;
	struct project project;
	int status = EXIT_CANNOT_RUN;

	project_init(&project);
	if (!stores_open(&stores, options, err) && !choose_targets(options, &targets, err) &&
	    !project_find(&project, targets.operands.items[0], err) &&
	    !session_open(&session, options, "scan", &project, err))
		status = run(&session, &targets, &stores, err);
	session_close(&session);
	stores_close(&stores);
	project_release(&project);
	table_release(&targets.pointers);
	arena_release(&targets.arena);
	return status;
}
