/*
 * shapes.c - parts of regexes that have a name; see loader.h
 *
 * Hundreds of rules say "beside this provider's name" or "and here the token
 * ends". What that means stands once, in `[shapes]`, and a regex refers to it
 * as PCRE2 refers to a group: (?&start). It is replaced here, so that whoever
 * looks at the regex later sees one that stands for itself.
 */
#include <string.h>

#include "base/text.h"
#include "loader.h"

#define PATTERN_MAX 65536

/* The last of that name: a file's own comes before a built-in one. */
static const struct shape *find_shape(const struct ruleset *set, struct slice name)
{
	for (size_t i = set->shapes.len; i-- > 0;)
		if (slice_is(name, set->shapes.items[i].name))
			return &set->shapes.items[i];
	return NULL;
}

/* The name in "(?&name)" at `at`; SLICE_NONE when something else stands there. */
static struct slice call_at(struct slice pattern, size_t at)
{
	size_t end = at + 3;

	if (!slice_is(slice_sub(pattern, at, 3), "(?&"))
		return SLICE_NONE;
	while (end < pattern.len && (text_is_alnum(pattern.at[end]) || pattern.at[end] == '_'))
		end++;
	if (end == at + 3 || end >= pattern.len || pattern.at[end] != ')')
		return SLICE_NONE;
	return slice_sub(pattern, at + 3, end - at - 3);
}

/* A group of the pattern's own that is called: (?<name>, (?P<name> or (?'name'. */
static bool has_own_group(struct slice pattern, struct slice name)
{
	static const char *const openings[] = { "(?<", "(?P<", "(?'" };

	for (size_t at = 0; (at = slice_find(pattern, name, at)) != SLICE_NOWHERE; at++)
		for (size_t i = 0; i < sizeof(openings) / sizeof(openings[0]); i++) {
			size_t len = strlen(openings[i]);

			if (at >= len && slice_is(slice_sub(pattern, at - len, len), openings[i]))
				return true;
		}
	return false;
}

static enum status fail_unknown(struct loader *l, const struct toml *node, size_t offset, struct slice name)
{
	const struct ruleset *set = l->set;
	const char **names = arena_alloc_array(&l->set->arena, set->shapes.len, sizeof(*names));
	struct toml place = *node;

	for (size_t i = 0; i < set->shapes.len; i++)
		names[i] = set->shapes.items[i].name;
	toml_place(node, offset, &place.value_line, &place.value_column);
	return loader_fail_value(l, &place, "there is no shape '%.*s'%s", SLICE_ARGS(name),
				 loader_guess(l, name, names, set->shapes.len));
}

enum status shapes_expand(struct loader *l, const struct toml *node, const char **pattern)
{
	struct slice text = node->text;
	struct buffer out;
	size_t kept = 0;

	*pattern = text.at;
	if (slice_find(text, SLICE("(?&"), 0) == SLICE_NOWHERE)
		return STATUS_OK;
	buffer_init(&out, PATTERN_MAX);
	for (size_t at = 0; at < text.len; at += text.at[at] == '\\' ? 2 : 1) {
		struct slice name = call_at(text, at);
		const struct shape *shape;

		if (name.len == 0 || has_own_group(text, name))
			continue;
		shape = find_shape(l->set, name);
		if (!shape) {
			buffer_release(&out);
			return fail_unknown(l, node, at, name);
		}
		buffer_add(&out, slice_sub(text, kept, at - kept));
		buffer_print(&out, "(?:%s)", shape->regex);
		kept = at + name.len + 4;
	}
	buffer_add(&out, slice_sub(text, kept, text.len));
	*pattern = arena_text(&l->set->arena, buffer_slice(&out));
	if (out.full) {
		buffer_release(&out);
		return loader_fail_value(l, node, "the regex is longer than %d bytes", PATTERN_MAX);
	}
	buffer_release(&out);
	return STATUS_OK;
}

static enum status check_name(struct loader *l, const struct toml *node)
{
	for (size_t i = 0; i < node->key.len; i++)
		if (!text_is_lower(node->key.at[i]) && !text_is_digit(node->key.at[i]) && node->key.at[i] != '_')
			return loader_fail(l, node, "'%s': a shape's name is made of a-z, 0-9 and _", node->key.at);
	return STATUS_OK;
}

enum status shapes_read(struct loader *l, const struct toml *table)
{
	for (const struct toml *node = table->first; node; node = node->next) {
		struct shape shape = { .name = node->key.at };
		struct regex_facts facts;

		if (check_name(l, node) || regex_read(l, node, &shape.regex, &facts))
			return l->err->status;
		if (facts.groups)
			return loader_fail_value(l, node, "a shape has no groups of its own; write (?:...)");
		*array_add(&l->set->shapes) = shape;
	}
	return STATUS_OK;
}
