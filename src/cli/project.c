/* project.c - finding and reading configuration files; see session.h */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/terminal.h"
#include "cli/session.h"
#include "engine/check.h"
#include "engine/judge.h"
#include "ruleset/builtin.h"

#define CONFIG_MAX ((size_t)16 << 20)

void project_init(struct project *project)
{
	*project = (struct project){ 0 };
	buffer_init(&project->text, CONFIG_MAX);
	arena_init(&project->arena);
}

void project_release(struct project *project)
{
	buffer_release(&project->text);
	arena_release(&project->arena);
}

const struct project_file project_files[] = {
	{ ".keysieve.toml", DIALECT_KEYSIEVE },
	{ ".gitleaks.toml", DIALECT_GITLEAKS },
	{ .name = NULL },
};

enum status project_find(struct project *project, const char *folder, struct error *err)
{
	for (const struct project_file *file = project_files; file->name; file++) {
		const char *path = strcmp(folder, ".") == 0 ? file->name
							    : arena_print(&project->arena, "%s/%s", folder, file->name);

		switch (file_read(path, &project->text, err)) {
		case STATUS_OK:
			project->name = path;
			project->dialect = file->dialect;
			return STATUS_OK;
		case ERR_MISSING:
			*err = (struct error){ 0 };
			break;
		default:
			return err->status;
		}
	}
	return STATUS_OK;
}

/* The user's own file: $XDG_CONFIG_HOME/keysieve/config.toml, else below ~/.config. Absent: nothing. */
static enum status load_user(struct ruleset *set, struct error *err)
{
	const char *base = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	struct buffer path;
	enum status status = STATUS_OK;

	buffer_init(&path, 4096);
	if (base && base[0] == '/')
		buffer_print(&path, "%s/keysieve/config.toml", base);
	else if (home && home[0] == '/')
		buffer_print(&path, "%s/.config/keysieve/config.toml", home);
	if (path.len && !path.full && access(path.at, F_OK) == 0)
		status = ruleset_load_file(set, path.at, DIALECT_KEYSIEVE, ROLE_USER, err);
	buffer_release(&path);
	return status;
}

/* A file called .gitleaks.toml is in gitleaks' dialect wherever it is named. */
static enum dialect dialect_of(const char *path)
{
	return slice_ends(slice_of(path), SLICE("gitleaks.toml")) ? DIALECT_GITLEAKS : DIALECT_KEYSIEVE;
}

/* Policy comes from one place: the command line, else the environment, else the user's and the project's files. */
static enum status load_policy(struct ruleset *set, const struct options *options, const struct project *project,
			       struct error *err)
{
	const char *ours = getenv("KEYSIEVE_CONFIG"), *theirs = getenv("GITLEAKS_CONFIG");

	if (options->config)
		return ruleset_load_file(set, options->config, dialect_of(options->config), ROLE_CONFIG, err);
	if (ours && ours[0])
		return ruleset_load_file(set, ours, dialect_of(ours), ROLE_CONFIG, err);
	if (load_user(set, err))
		return err->status;
	if (theirs && theirs[0])
		return ruleset_load_file(set, theirs, DIALECT_GITLEAKS, ROLE_CONFIG, err);
	if (!project || !project->name || options->no_project_policy)
		return STATUS_OK;
	return ruleset_load_text(set, project->name, buffer_slice(&project->text), project->dialect, ROLE_PROJECT, err);
}

static void print_warnings(const struct ruleset *set)
{
	struct buffer out;
	struct error err;

	buffer_init(&out, (size_t)1 << 20);
	for (size_t i = 0; i < set->warnings.len; i++) {
		buffer_add_text(&out, "keysieve: ");
		terminal_add_escaped(&out, slice_of(set->warnings.items[i]));
		buffer_add_byte(&out, '\n');
	}
	file_write_all(2, "standard error", buffer_slice(&out), &err);
	buffer_release(&out);
}

enum status session_load_rules(struct ruleset *set, const struct options *options, const struct project *project,
			       struct error *err)
{
	ruleset_init(set, NULL);
	set->names = (struct ruleset_names){ check_names(&set->arena), judge_names(&set->arena) };
	ruleset_add_builtin(set, builtin_rules, builtin_rules_len);
	ruleset_add_shapes(set, builtin_shapes, builtin_shapes_len);
	if (load_policy(set, options, project, err))
		return err->status;
	for (size_t i = 0; i < options->rules.len; i++)
		if (ruleset_load_file(set, options->rules.items[i], dialect_of(options->rules.items[i]), ROLE_RULES,
				      err))
			return err->status;
	if (ruleset_finish(set, err))
		return err->status;
	if (!options->quiet)
		print_warnings(set);
	return STATUS_OK;
}
