/*
 * cmd_explain.c - keysieve explain FILE[:LINE[:COLUMN]] | ID [PATH...]
 *
 * An operand that is the path of something there is that, whatever colons it holds.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/terminal.h"
#include "base/text.h"
#include "cli/explain_text.h"
#include "cli/session.h"
#include "engine/unicode.h"
#include "model/file_kind.h"
#include "ruleset/builtin.h"
#include "source/tree.h"
#include "store/discover.h"

#define FILE_MAX_SIZE ((size_t)1 << 30)
#define TEXT_MAX      ((size_t)256 << 20)
#define PLACES_TOLD   10 /* of one finding, without -v */

struct target {
	const char *path;
	size_t line, column;
};

/* Takes ":NUMBER" off the end of the path. */
static bool take_number(struct arena *arena, const char **path, size_t *number)
{
	const char *colon = strrchr(*path, ':'), *at = colon ? colon + 1 : "";
	size_t value = 0;

	for (; text_is_digit(*at) && value < 1000000000; at++)
		value = value * 10 + (size_t)(*at - '0');
	if (!colon || at == colon + 1 || *at || colon == *path)
		return false;
	*path = arena_text(arena, slice_make(*path, (size_t)(colon - *path)));
	*number = value;
	return true;
}

static enum status read_target(const char *operand, struct arena *arena, struct target *target, struct error *err)
{
	size_t last;

	*target = (struct target){ .path = operand };
	if (access(operand, F_OK) == 0)
		return STATUS_OK;
	if (take_number(arena, &target->path, &last)) {
		target->line = last;
		if (access(target->path, F_OK) != 0 && take_number(arena, &target->path, &target->line))
			target->column = last;
		if (target->line == 0 || (target->column == 0 && last == 0))
			return error_set(err, ERR_USAGE, "%s: lines and columns count from 1", operand);
	}
	if (access(target->path, F_OK) != 0)
		return error_set(err, ERR_USAGE, "%s: no such file", target->path);
	return STATUS_OK;
}

/* The top of the work tree that the file is in, as a real path; NULL: it is in none. */
static const char *top_of(struct arena *arena, const char *real)
{
	const char *folder = arena_text(arena, slice_make(real, (size_t)(strrchr(real, '/') - real)));
	struct discovery found;
	struct error ignored;
	char *top;
	const char *kept;

	if (!folder[0] || discover(folder, arena, &found, &ignored))
		return NULL;
	if (found.kind == DISCOVERED_TOP)
		return folder;
	if (found.kind != DISCOVERED_INSIDE || !found.top)
		return NULL;
	top = realpath(found.top, NULL);
	kept = top ? arena_text(arena, slice_of(top)) : NULL;
	free(top);
	return kept;
}

/*
 * The project whose policy counts, and the path as a scan of that project tells
 * it: from the top of the work tree that the file is in, else as it was given.
 */
static enum status find_project(struct project *project, const char *path, struct slice *told, struct error *err)
{
	char *real = realpath(path, NULL);
	const char *top = real ? top_of(&project->arena, real) : NULL;

	*told = slice_of(path);
	while (slice_starts(*told, SLICE("./")))
		*told = slice_sub(*told, 2, told->len);
	if (top && strncmp(real, top, strlen(top)) == 0 && real[strlen(top)] == '/')
		*told = slice_of(arena_text(&project->arena, slice_of(real + strlen(top) + 1)));
	free(real);
	real = realpath(".", NULL);
	if (!top || (real && strcmp(real, top) == 0))
		top = ".";
	free(real);
	return project_find(project, top, err);
}

/* What is read and cannot be explained is told on standard error: exit 3. */
static int incomplete(const struct error *why)
{
	struct buffer out;
	struct error ignored;

	buffer_init(&out, 8192);
	buffer_add_text(&out, "keysieve: not read: ");
	terminal_add_escaped(&out, slice_of(why->text));
	buffer_add_byte(&out, '\n');
	file_write_all(2, "standard error", buffer_slice(&out), &ignored);
	buffer_release(&out);
	return EXIT_INCOMPLETE;
}

/* The file's bytes as they are scanned: UTF-8, with padding behind that does not count. */
static enum status read_text(const char *path, struct buffer *text, struct error *err)
{
	static const char padding[CONTENT_PADDING];
	enum encoding encoding;

	if (file_read(path, text, err))
		return err->status;
	encoding = unicode_detect(buffer_slice(text));
	if (encoding != ENCODING_BYTES) {
		struct buffer raw = *text;

		buffer_init(text, 2 * FILE_MAX_SIZE); /* room for whatever it says: see unicode.h */
		unicode_convert(encoding, buffer_slice(&raw), text);
		buffer_release(&raw);
	}
	if (!buffer_add(text, slice_make(padding, sizeof(padding))))
		return error_set(err, ERR_LIMIT, "%s: too large to be explained", path);
	text->len -= sizeof(padding);
	return STATUS_OK;
}

static int check_line(const struct target *target, const struct explanation *x, struct error *err)
{
	if (target->line <= x->lines)
		return EXIT_CLEAN;
	error_set(err, ERR_USAGE, "%s: there is no line %zu, it has %zu", target->path, target->line, x->lines);
	return EXIT_CANNOT_RUN;
}

/* Rules that go by a file's name say nothing of files with another one. */
static const struct rule **rules_for(struct session *s, struct slice path, size_t *len)
{
	const struct rule **rules = arena_alloc_array(&s->arena, s->rules.rules.len + 1, sizeof(*rules));
	const bool named = file_kind_may_tell(file_kind_name(path));

	*len = 0;
	for (size_t i = 0; i < s->rules.rules.len; i++) {
		const struct rule *rule = s->rules.rules.items[i];

		if (!builtin_is_named(rule) || (named && policy_rule_covers(s->policy, rule, path)))
			rules[(*len)++] = rule;
	}
	return rules;
}

/* Explains one place and adds what is to be said to `out`. */
static int explain_place(struct session *s, const struct target *target, struct slice told, struct buffer *out,
			 struct error *err)
{
	size_t len;
	const struct rule **rules = rules_for(s, told, &len);
	const struct explain_options how = {
		.rules = rules,
		.rules_len = len,
		.plan = &builtin_plan,
		.policy = s->policy,
		.min_confidence = s->min_confidence,
		.decode = !s->options->no_decode,
		.path = told,
		.line = target->line,
		.column = target->column,
	};
	const struct explain_text text = {
		.name = target->path,
		.show_secrets = s->options->show_secrets,
		.verbose = s->options->verbose,
		.colour = terminal_wants_colour(1, (enum terminal_when)s->options->color),
	};
	struct explanation x;
	struct buffer bytes;
	int status = EXIT_CANNOT_RUN;

	buffer_init(&bytes, FILE_MAX_SIZE);
	if (read_text(target->path, &bytes, err)) {
		status = incomplete(err);
		*err = (struct error){ 0 };
		buffer_release(&bytes);
		return status;
	}
	if (!explain_bytes(&x, buffer_slice(&bytes), &how, err) && !(status = check_line(target, &x, err))) {
		explain_print(out, &x, &how, &text);
		status = x.cut.len || x.decode_cut ? EXIT_INCOMPLETE : EXIT_CLEAN;
	}
	explain_release(&x);
	buffer_release(&bytes);
	return status;
}

static enum status refuse_folder(const char *path, struct error *err)
{
	int folder = file_open_any(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_NONBLOCK);

	if (folder < 0)
		return STATUS_OK;
	close(folder);
	return error_set(err, ERR_USAGE, "%s: a folder (explain looks at one file, or at a finding: ID PATH)", path);
}

static int explain_file(const struct options *options, struct project *project, struct buffer *out, struct error *err)
{
	struct session session = { 0 };
	struct target target;
	struct slice told;
	int status = EXIT_CANNOT_RUN;

	if (options->operands.len > 1)
		error_set(err, ERR_USAGE, "%s: explain looks at one file", options->operands.items[1]);
	else if (!read_target(options->operands.items[0], &project->arena, &target, err) &&
		 !refuse_folder(target.path, err) && !find_project(project, target.path, &told, err) &&
		 !session_open(&session, options, "explain", project, err))
		status = explain_place(&session, &target, told, out, err);
	session_close(&session);
	return status;
}

static const struct finding *find_id(const struct findings *findings, const char *id)
{
	for (size_t i = 0; i < findings->len; i++)
		if (strcmp(findings->items[i].id, id) == 0)
			return &findings->items[i];
	return NULL;
}

/* A place is explained by its file; a link's target is none. */
static int explain_location(struct session *s, const struct location *location, struct buffer *out, struct error *err)
{
	struct target target = { arena_text(&s->arena, location->path), location->line, location->column };

	if (location->kind != PLACE_SYMLINK)
		return explain_place(s, &target, location->path, out, err);
	terminal_add_escaped(out, location->path);
	buffer_add_text(out, ": the target of a symbolic link\n");
	return EXIT_CLEAN;
}

static int explain_finding(struct session *s, const char *id, struct buffer *out, struct error *err)
{
	const struct finding *finding;
	int status = EXIT_CLEAN;

	scan_finish(s->scan, &s->gather, &s->result);
	progress_clear(&s->progress);
	finding = find_id(&s->result.findings, id);
	if (!finding && !coverage_complete(&s->result.coverage, false)) {
		error_set(err, ERR_IO, "%s: not found, but something could not be read", id);
		status = incomplete(err);
		*err = (struct error){ 0 };
		return status;
	}
	if (!finding) {
		error_set(err, ERR_USAGE, "%s: no such finding in the files below (keysieve tree lists them)", id);
		return EXIT_CANNOT_RUN;
	}
	for (size_t i = 0; i < finding->locations.len && status != EXIT_CANNOT_RUN; i++) {
		int one;

		if (i == PLACES_TOLD && !s->options->verbose) {
			buffer_print(out, "\nand %zu more places (-v explains them)\n", finding->locations_total - i);
			break;
		}
		if (i)
			buffer_add_byte(out, '\n');
		one = explain_location(s, &finding->locations.items[i], out, err);
		status = one ? one : status;
	}
	return status;
}

static int explain_id(const struct options *options, struct project *project, struct buffer *out, struct error *err)
{
	static const char *const here[] = { "." };
	struct tree_options how = { .operands = { here, 1 } };
	struct session session = { 0 };
	int status = EXIT_CANNOT_RUN;

	if (options->operands.len > 1)
		how.operands = (struct text_list){ options->operands.items + 1, options->operands.len - 1 };
	if (!tree_check_operands(how.operands, err) && !project_find(project, how.operands.items[0], err) &&
	    !session_open(&session, options, "explain", project, err)) {
		struct source *source;

		how.exclude = session.exclude;
		how.workers = scan_threads(session.scan);
		source = tree_open(&how);
		scan_run(session.scan, source);
		source->ops->close(source);
		status = explain_finding(&session, options->operands.items[0], out, err);
	}
	session_close(&session);
	return status;
}

static bool is_id(const char *operand)
{
	return strncmp(operand, "ks1_", 4) == 0 && access(operand, F_OK) != 0;
}

int cmd_explain(const struct options *options, struct error *err)
{
	struct project project;
	struct buffer out;
	int status;

	if (options->operands.len == 0) {
		error_set(err, ERR_USAGE, "explain: what? (FILE:LINE, FILE, or the id of a finding)");
		return EXIT_CANNOT_RUN;
	}
	project_init(&project);
	buffer_init(&out, TEXT_MAX);
	status = is_id(options->operands.items[0]) ? explain_id(options, &project, &out, err)
						   : explain_file(options, &project, &out, err);
	if (status != EXIT_CANNOT_RUN && out.full) {
		error_set(err, ERR_LIMIT, "explain: more than %zu bytes to say (name a line)", out.max);
		status = EXIT_CANNOT_RUN;
	} else if (status != EXIT_CANNOT_RUN && file_write_all(1, "standard output", buffer_slice(&out), err)) {
		status = EXIT_CANNOT_RUN;
	}
	buffer_release(&out);
	project_release(&project);
	return status;
}
