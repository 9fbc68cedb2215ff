/* store_config.c - see store_config.h; the grammar is that of git-config(1), "Syntax" */
#include "store/store_config.h"

#include "base/buffer.h"
#include "base/text.h"

#define NAME_MAX_BYTES  4096
#define VALUE_MAX_BYTES 65536

struct parser {
	struct slice text;
	size_t at;
	struct buffer section, subsection, key, value; /* section and key in lower case */
	bool no_value;                                 /* `key` alone means true */
	int version;                                   /* core.repositoryformatversion; -1: not said */
	const char *unknown;                           /* set when an extension is not one of ours */
};

static int peek(const struct parser *p)
{
	return p->at < p->text.len ? (unsigned char)p->text.at[p->at] : -1;
}

static void skip_line(struct parser *p)
{
	while (peek(p) != -1 && peek(p) != '\n')
		p->at++;
}

static bool read_subsection(struct parser *p)
{
	p->at++; /* the quote */
	while (peek(p) != '"') {
		if (peek(p) == '\\')
			p->at++;
		if (peek(p) == -1 || peek(p) == '\n')
			return false;
		buffer_add_byte(&p->subsection, p->text.at[p->at++]);
	}
	p->at++;
	return peek(p) == ']';
}

/* [section], [section "sub"], or the old [section.sub] */
static bool read_section(struct parser *p)
{
	bool dotted = false;

	buffer_clear(&p->section);
	buffer_clear(&p->subsection);
	for (p->at++; peek(p) != ']'; p->at++) {
		int c = peek(p);

		if (c == ' ' || c == '\t') {
			while (peek(p) == ' ' || peek(p) == '\t')
				p->at++;
			if (peek(p) != '"' || !read_subsection(p))
				return false;
			break;
		}
		if (c == '.' && !dotted)
			dotted = true;
		else if (c == -1 || !(text_is_alnum((char)c) || c == '-' || c == '.'))
			return false;
		else
			buffer_add_byte(dotted ? &p->subsection : &p->section, text_to_lower((char)c));
	}
	p->at++;
	return true;
}

/* One character after a backslash; false when there is no such escape. */
static bool read_escape(struct parser *p)
{
	int c;

	p->at++;
	if (peek(p) == '\r' && p->at + 1 < p->text.len && p->text.at[p->at + 1] == '\n')
		p->at++;
	c = peek(p);
	p->at++;
	switch (c) {
	case '\n':
		return true;
	case 't':
		return buffer_add_byte(&p->value, '\t') || true;
	case 'n':
		return buffer_add_byte(&p->value, '\n') || true;
	case 'b':
		return buffer_add_byte(&p->value, '\b') || true;
	case '"':
	case '\\':
		return buffer_add_byte(&p->value, (char)c) || true;
	default:
		return false;
	}
}

static bool read_value(struct parser *p)
{
	bool quoted = false;
	size_t keep = 0; /* trailing blanks go, unless they were quoted */

	for (;;) {
		int c = peek(p);

		if (c == -1 || c == '\n')
			break;
		if (!quoted && (c == '#' || c == ';')) {
			skip_line(p);
			break;
		}
		if (c == '\\') {
			if (!read_escape(p))
				return false;
			keep = p->value.len;
			continue;
		}
		p->at++;
		if (c == '"') {
			quoted = !quoted;
			keep = p->value.len;
			continue;
		}
		buffer_add_byte(&p->value, (char)c);
		if (quoted || (c != ' ' && c != '\t' && c != '\r'))
			keep = p->value.len;
	}
	buffer_truncate(&p->value, keep);
	return !quoted;
}

static bool read_setting(struct parser *p)
{
	buffer_clear(&p->key);
	buffer_clear(&p->value);
	while (peek(p) != -1 && (text_is_alnum((char)peek(p)) || peek(p) == '-'))
		buffer_add_byte(&p->key, text_to_lower(p->text.at[p->at++]));
	while (peek(p) == ' ' || peek(p) == '\t')
		p->at++;
	p->no_value = peek(p) != '=';
	if (p->no_value) {
		int c = peek(p);

		skip_line(p);
		return c == -1 || c == '\n' || c == '\r' || c == '#' || c == ';';
	}
	for (p->at++; peek(p) == ' ' || peek(p) == '\t';)
		p->at++;
	return read_value(p);
}

static bool is_true(const struct parser *p)
{
	struct slice value = buffer_slice(&p->value);
	static const char *const words[] = { "true", "yes", "on" };
	uint64_t number;

	if (p->no_value)
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (slice_equal(value, slice_of(words[i])) ||
		    (value.len == slice_of(words[i]).len && slice_ends_nocase(value, slice_of(words[i]))))
			return true;
	return text_to_number(value, &number) && number != 0;
}

/* Extensions that change nothing about how objects are stored. */
static bool is_harmless(struct slice key)
{
	static const char *const known[] = { "noop",           "noop-v1",           "preciousobjects",
					     "worktreeconfig", "relativeworktrees", "compatobjectformat" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (slice_is(key, known[i]))
			return true;
	return false;
}

static enum status use_extension(struct store_config *config, struct parser *p, const char *name, struct error *err)
{
	struct slice key = buffer_slice(&p->key), value = buffer_slice(&p->value);

	if (slice_is(key, "objectformat") && !slice_is(value, "sha1"))
		return error_set(err, ERR_UNSUPPORTED, "%s: object format %.100s is not supported, only sha1", name,
				 p->value.at);
	if (slice_is(key, "refstorage") && !slice_is(value, "files"))
		return error_set(err, ERR_UNSUPPORTED, "%s: ref storage %.100s is not supported, only files", name,
				 p->value.at);
	if (slice_is(key, "partialclone"))
		config->promisor = true;
	else if (!slice_is(key, "objectformat") && !slice_is(key, "refstorage") && !is_harmless(key))
		p->unknown = "unknown extension";
	return STATUS_OK;
}

static enum status use_setting(struct store_config *config, struct parser *p, const char *name, struct error *err)
{
	struct slice section = buffer_slice(&p->section), key = buffer_slice(&p->key);
	uint64_t number;

	if (slice_is(section, "extensions") && p->subsection.len == 0)
		return use_extension(config, p, name, err);
	if (slice_is(section, "core") && p->subsection.len == 0 && slice_is(key, "repositoryformatversion")) {
		if (!text_to_number(buffer_slice(&p->value), &number) || number > 1)
			return error_set(err, ERR_UNSUPPORTED, "%s: repository format version %.20s is not supported",
					 name, p->value.at);
		p->version = (int)number;
	}
	if (slice_is(section, "remote") && slice_is(key, "promisor") && is_true(p))
		config->promisor = true;
	return STATUS_OK;
}

static enum status parse(struct store_config *config, struct parser *p, const char *name, struct error *err)
{
	if (slice_starts(p->text, SLICE("\xef\xbb\xbf")))
		p->at = 3;
	while (peek(p) != -1) {
		int c = peek(p);
		bool good = true;

		if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
			p->at++;
			continue;
		}
		if (c == '#' || c == ';') {
			skip_line(p);
		} else if (c == '[') {
			good = read_section(p);
		} else {
			good = text_is_alnum((char)c) && read_setting(p);
			if (good && use_setting(config, p, name, err))
				return err->status;
		}
		if (!good)
			return error_set(err, ERR_DAMAGED, "%s: not a git config at byte %zu", name, p->at);
	}
	if (p->unknown && p->version == 1)
		return error_set(err, ERR_UNSUPPORTED, "%s: the repository uses an %s", name, p->unknown);
	return STATUS_OK;
}

enum status store_config_read(struct store_config *config, struct slice text, const char *name, struct error *err)
{
	struct parser p = { .text = text, .version = -1 };
	enum status status;

	buffer_init(&p.section, NAME_MAX_BYTES);
	buffer_init(&p.subsection, NAME_MAX_BYTES);
	buffer_init(&p.key, NAME_MAX_BYTES);
	buffer_init(&p.value, VALUE_MAX_BYTES);
	status = parse(config, &p, name, err);
	buffer_release(&p.section);
	buffer_release(&p.subsection);
	buffer_release(&p.key);
	buffer_release(&p.value);
	return status;
}
