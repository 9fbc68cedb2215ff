/* load.c - opens and parses a file and hands it to its dialect; messages; see loader.h */
#include <stdarg.h>
#include <stdio.h>

#include "base/file.h"
#include "base/text.h"
#include "loader.h"

/* What stands before a message, and what it says; in the arena. */
static const char *placed(struct loader *l, unsigned line, unsigned column, const char *format, va_list args)
{
	char what[ERROR_TEXT_MAX];

	vsnprintf(what, sizeof(what), format, args);
	return arena_print(&l->set->arena, "%s:%u:%u: %s", l->name, line, column, what);
}

enum status loader_fail(struct loader *l, const struct toml *node, const char *format, ...)
{
	const char *text;
	va_list args;

	va_start(args, format);
	text = placed(l, node->line, node->column, format, args);
	va_end(args);
	return error_set(l->err, ERR_CONFIG, "%s", text);
}

enum status loader_fail_value(struct loader *l, const struct toml *node, const char *format, ...)
{
	const char *text;
	va_list args;

	va_start(args, format);
	text = placed(l, node->value_line, node->value_column, format, args);
	va_end(args);
	return error_set(l->err, ERR_CONFIG, "%s", text);
}

void loader_warn(struct loader *l, const struct toml *node, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	*array_add(&l->set->warnings) = placed(l, node->line, node->column, format, args);
	va_end(args);
}

enum status loader_object(struct loader *l, const struct toml *node, const char *format, ...)
{
	const char *text;
	va_list args;

	va_start(args, format);
	text = placed(l, node->line, node->column, format, args);
	va_end(args);
	if (l->dialect == DIALECT_KEYSIEVE)
		return error_set(l->err, ERR_CONFIG, "%s", text);
	*array_add(&l->set->warnings) = text;
	return STATUS_OK;
}

const char *loader_guess(struct loader *l, struct slice wrong, const char *const *names, size_t count)
{
	const char *nearest = text_nearest(wrong, names, count);

	return nearest ? arena_print(&l->set->arena, " (did you mean '%s'?)", nearest) : "";
}

static enum status load_text(struct loader *l, struct slice text)
{
	struct toml *root;

	if (toml_parse(&l->set->arena, l->name, text, &root, l->err))
		return l->err->status;
	return l->dialect == DIALECT_GITLEAKS ? gitleaks_load(l, root) : keysieve_load(l, root);
}

enum status loader_load_file(struct loader *l, const char *path)
{
	struct buffer text;
	enum status status;

	l->name = arena_text(&l->set->arena, slice_of(path));
	buffer_init(&text, TOML_SIZE_MAX);
	status = file_read(path, &text, l->err);
	if (!status)
		status = load_text(l, buffer_slice(&text));
	buffer_release(&text);
	return status;
}

enum status ruleset_load_text(struct ruleset *set, const char *name, struct slice text, enum dialect dialect,
			      enum ruleset_role role, struct error *err)
{
	struct loader l = { .set = set, .dialect = dialect, .role = role, .err = err };

	l.name = set->file = arena_text(&set->arena, slice_of(name));
	return load_text(&l, text);
}

enum status ruleset_load_file(struct ruleset *set, const char *path, enum dialect dialect, enum ruleset_role role,
			      struct error *err)
{
	struct loader l = { .set = set, .dialect = dialect, .role = role, .err = err };

	set->file = arena_text(&set->arena, slice_of(path));
	return loader_load_file(&l, path);
}
