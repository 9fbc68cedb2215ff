/*
 * regex.c - does a pattern compile, and what does it hold; see loader.h
 *
 * Some things compile and do not do what their author hopes, because patterns
 * see bytes and are matched in windows of a text. They are refused in both
 * dialects; the other one's \p has been translated before (re2.c).
 */
#include <pcre2.h>
#include <string.h>

#include "base/memory.h"
#include "loader.h"

#define MATCH_LIMIT 100000

/* What the part of a pattern that begins at `at` may not be; NULL: it may. */
static const char *trap_at(struct slice pattern, size_t at, bool in_class)
{
	char c = pattern.at[at], next = at + 1 < pattern.len ? pattern.at[at + 1] : '\0';

	if (c == '\\' && (next == 'p' || next == 'P' || next == 'X'))
		return "patterns see bytes, so \\p, \\P and \\X do not work";
	if (c == '\\' && (next == 'K' || next == 'G') && !in_class)
		return "\\K and \\G are not supported; use a group, or a look-behind";
	if (c == '(' && next == '*' && !in_class)
		return "(*VERBS) are not supported";
	if ((unsigned char)c >= 0x80 && in_class)
		return "patterns see bytes, so a class holds ASCII only; write (?:[a-z]|é)";
	return NULL;
}

/* The first trap in a pattern, and where. */
static const char *find_trap(struct slice pattern, size_t *offset)
{
	bool in_class = false;

	for (size_t i = 0; i < pattern.len; i++) {
		const char *trap = trap_at(pattern, i, in_class);
		char c = pattern.at[i];

		if (trap) {
			*offset = i;
			return trap;
		}
		if (c == '\\') {
			size_t end = slice_find(pattern, SLICE("\\E"), i + 2);

			i++;
			if (i < pattern.len && pattern.at[i] == 'Q')
				i = end == SLICE_NOWHERE ? pattern.len : end + 1;
		} else if (c == '[' && !in_class) {
			in_class = true;
			i += slice_is(slice_sub(pattern, i + 1, 1), "^");
			i += slice_is(slice_sub(pattern, i + 1, 1), "]"); /* first in a class it means itself */
		} else if (c == ']') {
			in_class = false;
		} else if (in_class && slice_is(slice_sub(pattern, i, 2), "[:")) {
			size_t end = slice_find(pattern, SLICE(":]"), i + 2);

			i = end == SLICE_NOWHERE ? i : end + 1;
		}
	}
	return NULL;
}

/* Where in the file the pattern goes wrong: exact when the pattern stands there as it is compiled. */
static enum status fail_inside(struct loader *l, const struct toml *node, bool as_written, size_t offset,
			       const char *what)
{
	struct toml place = *node;

	if (as_written)
		toml_place(node, offset, &place.value_line, &place.value_column);
	return loader_fail_value(l, &place, "the regex does not work: %s", what);
}

/* A pattern that takes long over nothing at all does not count as finding something there. */
static bool finds_in_nothing(const pcre2_code *code)
{
	pcre2_match_context *context = mem_need(pcre2_match_context_create(NULL));
	pcre2_match_data *data = mem_need(pcre2_match_data_create_from_pattern(code, NULL));
	int found;

	pcre2_set_match_limit(context, MATCH_LIMIT);
	found = pcre2_match(code, (PCRE2_SPTR) "", 0, 0, 0, data, context);
	if (found == PCRE2_ERROR_NOMEMORY)
		mem_need(NULL);
	pcre2_match_data_free(data);
	pcre2_match_context_free(context);
	return found >= 0;
}

static enum status compile(struct loader *l, const struct toml *node, bool as_written, const char *pattern,
			   struct regex_facts *facts)
{
	const char *trap;
	char what[256];
	pcre2_code *code;
	PCRE2_SIZE offset;
	int error;

	trap = find_trap(slice_of(pattern), &offset);
	if (trap)
		return fail_inside(l, node, as_written, offset, trap);
	code = pcre2_compile((PCRE2_SPTR)pattern, strlen(pattern), RULE_REGEX_FLAGS, &error, &offset, NULL);
	if (!code && error == PCRE2_ERROR_HEAP_FAILED)
		mem_need(NULL);
	if (!code) {
		pcre2_get_error_message(error, (PCRE2_UCHAR *)what, sizeof(what)); /* longer ones are cut */
		return fail_inside(l, node, as_written, offset, what);
	}
	if (facts) {
		uint32_t groups = 0;

		pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &groups);
		*facts = (struct regex_facts){ groups, finds_in_nothing(code) };
	}
	pcre2_code_free(code);
	return STATUS_OK;
}

unsigned regex_count_groups(const char *pattern)
{
	uint32_t groups = 0;
	PCRE2_SIZE offset;
	int error;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern, strlen(pattern), RULE_REGEX_FLAGS, &error, &offset, NULL);

	if (!code && error == PCRE2_ERROR_HEAP_FAILED)
		mem_need(NULL);
	if (code)
		pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &groups);
	pcre2_code_free(code);
	return groups;
}

static bool holds_nul(const struct toml *node)
{
	return memchr(node->text.at, '\0', node->text.len) != NULL;
}

enum status regex_read(struct loader *l, const struct toml *node, const char **pattern, struct regex_facts *facts)
{
	const char *why = NULL;

	if (node->kind != TOML_STRING)
		return loader_fail_value(l, node, "a regex must be a string, not %s", toml_kind_name(node->kind));
	if (holds_nul(node))
		return loader_fail_value(l, node, "the string holds a NUL; write \\x00 in a '…' string");
	if (l->dialect == DIALECT_KEYSIEVE) {
		if (shapes_expand(l, node, pattern))
			return l->err->status;
	} else {
		*pattern = regex_from_re2(&l->set->arena, node->text.at, &why);
		if (!*pattern)
			return loader_fail_value(l, node, "the regex does not work: %s", why);
	}
	return compile(l, node, strcmp(*pattern, node->text.at) == 0, *pattern, facts);
}

enum status regex_read_list(struct loader *l, const struct toml *array, struct text_list *patterns)
{
	const char **items;
	size_t len = 0;

	if (array->kind != TOML_ARRAY)
		return loader_fail_value(l, array, "'%s' must be an array, not %s", array->key.at,
					 toml_kind_name(array->kind));
	items = arena_alloc_array(&l->set->arena, array->len, sizeof(*items));
	for (const struct toml *element = array->first; element; element = element->next) {
		struct regex_facts facts;

		if (regex_read(l, element, &items[len++], &facts))
			return l->err->status;
		if (facts.empty && loader_object(l, element, "the regex matches the empty string, so everything"))
			return l->err->status;
	}
	*patterns = (struct text_list){ items, len };
	return STATUS_OK;
}
