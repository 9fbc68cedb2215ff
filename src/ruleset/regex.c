/* regex.c - does a pattern compile, and what does it hold; see loader.h */
#include <pcre2.h>
#include <string.h>

#include "loader.h"

/* Where in the file the pattern goes wrong: exact when the pattern stands there as it is compiled. */
static enum status fail_inside(struct loader *l, const struct toml *node, bool as_written, size_t offset, int code)
{
	struct toml place = *node;
	char what[256];

	if (pcre2_get_error_message(code, (PCRE2_UCHAR *)what, sizeof(what)) < 0)
		what[0] = '\0';
	if (as_written)
		toml_place(node, offset, &place.value_line, &place.value_column);
	return loader_fail_value(l, &place, "the regex does not compile: %s", what);
}

static bool finds_in_nothing(const pcre2_code *code)
{
	pcre2_match_data *data = pcre2_match_data_create_from_pattern(code, NULL);
	int found = data ? pcre2_match(code, (PCRE2_SPTR) "", 0, 0, 0, data, NULL) : 0;

	pcre2_match_data_free(data);
	return found >= 0;
}

static enum status compile(struct loader *l, const struct toml *node, bool as_written, const char *pattern,
			   struct regex_facts *facts)
{
	pcre2_code *code;
	PCRE2_SIZE offset;
	int error;

	code = pcre2_compile((PCRE2_SPTR)pattern, strlen(pattern), RULE_REGEX_FLAGS, &error, &offset, NULL);
	if (!code)
		return fail_inside(l, node, as_written, offset, error);
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
	*pattern = node->text.at;
	if (l->dialect == DIALECT_GITLEAKS) {
		*pattern = regex_from_re2(&l->set->arena, node->text.at, &why);
		if (!*pattern)
			return loader_fail_value(l, node, "the regex cannot be used: %s", why);
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
