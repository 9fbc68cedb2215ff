/*
 * gitformat.c - see gitformat.h
 *
 * A small reader of git's configuration syntax: sections, names, values in
 * quotes or not, comments, continued lines. A value that goes on over several
 * lines is none of those we look for and is skipped.
 */
#include "source/gitformat.h"

#include "base/file.h"
#include "base/text.h"

#define CONFIG_MAX ((size_t)16 << 20)

struct format {
	uint64_t version;
	struct slice objects, refs, unknown; /* extensions as they stand; empty: not there */
};

/* What git has named up to now and that changes nothing in how objects, refs and the index are stored. */
static const char *const harmless[] = { "noop",           "noop-v1",           "preciousobjects",    "partialclone",
					"worktreeconfig", "relativeworktrees", "submodulepathconfig" };

static bool same_name(struct slice a, const char *b)
{
	return a.len == slice_of(b).len && slice_find_nocase(a, slice_of(b), 0) == 0;
}

/* The value up to a comment, without blanks and the quotes around it. */
static struct slice plain_value(struct slice text)
{
	bool quoted = false;
	size_t end = 0;

	for (; end < text.len && (quoted || (text.at[end] != '#' && text.at[end] != ';')); end++)
		if (text.at[end] == '"')
			quoted = !quoted;
	text = slice_trim(slice_sub(text, 0, end));
	if (text.len >= 2 && text.at[0] == '"' && text.at[text.len - 1] == '"')
		text = slice_sub(text, 1, text.len - 2);
	return text;
}

static void take_extension(struct format *format, struct slice name, struct slice value)
{
	if (same_name(name, "objectformat")) {
		format->objects = value;
		return;
	}
	if (same_name(name, "refstorage")) {
		format->refs = value;
		return;
	}
	for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		if (same_name(name, harmless[i]))
			return;
	format->unknown = name;
}

static void take_line(struct format *format, struct slice section, struct slice line)
{
	size_t equals = slice_find_byte(line, '=', 0);
	struct slice name = slice_trim(equals == SLICE_NOWHERE ? plain_value(line) : slice_sub(line, 0, equals));
	struct slice value = equals == SLICE_NOWHERE ? SLICE_NONE : plain_value(slice_sub(line, equals + 1, line.len));

	if (name.len == 0)
		return;
	if (same_name(section, "core") && same_name(name, "repositoryformatversion"))
		(void)text_to_number(value, &format->version);
	else if (same_name(section, "extensions"))
		take_extension(format, name, value);
}

static void read_format(struct slice config, struct format *format)
{
	struct slice section = SLICE_NONE, line;
	bool continued = false;

	while (slice_cut(&config, '\n', &line)) {
		bool skip = continued;

		line = slice_trim(line);
		continued = slice_ends(line, SLICE("\\"));
		if (skip || line.len == 0 || line.at[0] == '#' || line.at[0] == ';')
			continue;
		if (line.at[0] == '[') {
			size_t end = slice_find_byte(line, ']', 0);

			section = slice_trim(slice_sub(line, 1, end == SLICE_NOWHERE ? line.len : end - 1));
			line = end == SLICE_NOWHERE ? SLICE_NONE : slice_trim(slice_sub(line, end + 1, line.len));
		}
		take_line(format, section, line);
	}
}

static enum status judge(const struct format *format, const char *config, struct error *err)
{
	if (format->objects.len && !same_name(format->objects, "sha1"))
		return error_set(err, ERR_UNSUPPORTED, "%s: a repository with %.*s objects, only SHA-1 is read", config,
				 SLICE_ARGS(format->objects));
	if (format->refs.len && !same_name(format->refs, "files"))
		return error_set(err, ERR_UNSUPPORTED, "%s: refs are stored as %.*s, only files are read", config,
				 SLICE_ARGS(format->refs));
	if (format->version > 1)
		return error_set(err, ERR_UNSUPPORTED, "%s: repository format %llu, only 0 and 1 are read", config,
				 (unsigned long long)format->version);
	if (format->version == 1 && format->unknown.len)
		return error_set(err, ERR_UNSUPPORTED, "%s: the extension %.*s is not known", config,
				 SLICE_ARGS(format->unknown));
	return STATUS_OK;
}

enum status gitformat_check(const char *config, struct error *err)
{
	struct format format = { 0 };
	struct buffer bytes;
	struct error missing;
	enum status status;

	buffer_init(&bytes, CONFIG_MAX);
	status = file_read(config, &bytes, &missing);
	if (status == ERR_MISSING) {
		status = STATUS_OK;
	} else if (status) {
		*err = missing;
	} else {
		read_format(buffer_slice(&bytes), &format);
		status = judge(&format, config, err);
	}
	buffer_release(&bytes);
	return status;
}
