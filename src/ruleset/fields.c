/*
 * fields.c - a TOML table into a struct, by a table of fields; see loader.h
 *
 * What a key may be called, what type it has and where it goes is one row, so
 * no key can be read and forgotten among the known ones, or the other way round.
 */
#include <string.h>

#include "base/text.h"
#include "loader.h"

static bool names_equal(const struct loader *l, struct slice key, const char *name)
{
	struct slice wanted = slice_of(name);

	if (l->dialect == DIALECT_KEYSIEVE)
		return slice_equal(key, wanted);
	return key.len == wanted.len && slice_ends_nocase(key, wanted);
}

const struct toml *fields_member(const struct loader *l, const struct toml *table, const char *name)
{
	for (const struct toml *member = table->first; member; member = member->next)
		if (names_equal(l, member->key, name))
			return member;
	return NULL;
}

static enum status expect(struct loader *l, const struct toml *node, enum toml_kind kind)
{
	if (node->kind == kind)
		return STATUS_OK;
	if (node->key.len)
		return loader_fail_value(l, node, "'%s' must be %s, not %s", node->key.at, toml_kind_name(kind),
					 toml_kind_name(node->kind));
	return loader_fail_value(l, node, "expected %s, not %s", toml_kind_name(kind), toml_kind_name(node->kind));
}

/* Strings of the model are C strings. */
static enum status read_text(struct loader *l, const struct toml *node, const char **text)
{
	if (expect(l, node, TOML_STRING))
		return l->err->status;
	if (memchr(node->text.at, '\0', node->text.len))
		return loader_fail_value(l, node, "the string holds a NUL");
	*text = node->text.at;
	return STATUS_OK;
}

/* Gitleaks takes an empty string for none. */
static enum status read_given_text(struct loader *l, const struct toml *node, const char **text)
{
	if (read_text(l, node, text))
		return l->err->status;
	if (node->text.len)
		return STATUS_OK;
	*text = NULL;
	return l->dialect == DIALECT_GITLEAKS ? STATUS_OK : loader_fail_value(l, node, "'%s' is empty", node->key.at);
}

/* Gitleaks' reader takes "a,b" for a list. */
static void split_text(struct loader *l, struct slice text, struct text_list *list)
{
	size_t count = 1;
	struct slice part;
	const char **items;

	for (size_t i = 0; i < text.len; i++)
		count += text.at[i] == ',';
	items = arena_alloc_array(&l->set->arena, count, sizeof(*items));
	list->items = items;
	list->len = 0;
	while (slice_cut(&text, ',', &part))
		if (part.len)
			items[list->len++] = arena_text(&l->set->arena, part);
}

enum status fields_texts(struct loader *l, const struct toml *node, struct text_list *list)
{
	const char **items;
	size_t len = 0;

	if (l->dialect == DIALECT_GITLEAKS && node->kind == TOML_STRING) {
		split_text(l, node->text, list);
		return STATUS_OK;
	}
	if (expect(l, node, TOML_ARRAY))
		return l->err->status;
	items = arena_alloc_array(&l->set->arena, node->len, sizeof(*items));
	for (const struct toml *element = node->first; element; element = element->next) {
		if (read_text(l, element, &items[len]))
			return l->err->status;
		if (*items[len])
			len++;
		else if (loader_object(l, element, "an empty string in '%s'", node->key.at))
			return l->err->status;
	}
	*list = (struct text_list){ items, len };
	return STATUS_OK;
}

const struct toml *fields_element(const struct toml *list, const char *text)
{
	const struct toml *element = list->kind == TOML_ARRAY ? list->first : NULL;

	while (element && element->text.at != text)
		element = element->next;
	return element ? element : list;
}

static enum status read_count(struct loader *l, const struct toml *node, unsigned *count)
{
	if (expect(l, node, TOML_INTEGER))
		return l->err->status;
	if (node->integer < 0 || node->integer > 1000000)
		return loader_fail_value(l, node, "'%s' must be between 0 and 1000000", node->key.at);
	*count = (unsigned)node->integer;
	return STATUS_OK;
}

static enum status read_number(struct loader *l, const struct toml *node, double *number)
{
	if (node->kind == TOML_INTEGER)
		*number = (double)node->integer;
	else if (node->kind == TOML_FLOAT)
		*number = node->number;
	else
		return loader_fail_value(l, node, "'%s' must be a number, not %s", node->key.at,
					 toml_kind_name(node->kind));
	if (!(*number >= 0 && *number <= 1e6))
		return loader_fail_value(l, node, "'%s' must be between 0 and 1000000", node->key.at);
	return STATUS_OK;
}

/* Which of `names`; they end in NULL. Gitleaks takes them in any case. */
static enum status read_choice(struct loader *l, const struct toml *node, const char *const *names, unsigned *choice)
{
	const char *text;
	unsigned count = 0;

	if (read_text(l, node, &text))
		return l->err->status;
	for (; names[count]; count++) {
		if (names_equal(l, node->text, names[count])) {
			*choice = count;
			return STATUS_OK;
		}
	}
	return loader_fail_value(l, node, "'%s' is no %s%s", text, node->key.at,
				 loader_guess(l, node->text, names, count));
}

static enum status read_severity(struct loader *l, const struct toml *node, enum severity *severity)
{
	const char *const names[] = { severity_name(SEVERITY_LOW), severity_name(SEVERITY_MEDIUM),
				      severity_name(SEVERITY_HIGH), severity_name(SEVERITY_CRITICAL), NULL };
	unsigned choice;

	if (read_choice(l, node, names, &choice))
		return l->err->status;
	severity_from(names[choice], severity);
	return STATUS_OK;
}

static enum status read_confidence(struct loader *l, const struct toml *node, enum confidence *confidence)
{
	const char *const names[] = { confidence_name(CONFIDENCE_POSSIBLE), confidence_name(CONFIDENCE_LIKELY),
				      confidence_name(CONFIDENCE_CERTAIN), NULL };
	unsigned choice;

	if (read_choice(l, node, names, &choice))
		return l->err->status;
	confidence_from(names[choice], confidence);
	return STATUS_OK;
}

static enum status read_date(struct loader *l, const struct toml *node, const char **date)
{
	if (node->kind != TOML_DATE_LOCAL)
		return loader_fail_value(l, node, "'%s' must be a date such as 2027-01-31, without quotes",
					 node->key.at);
	*date = node->text.at;
	return STATUS_OK;
}

static enum status read_tables(struct loader *l, const struct toml *node, const struct toml **tables)
{
	if (expect(l, node, TOML_ARRAY))
		return l->err->status;
	for (const struct toml *element = node->first; element; element = element->next)
		if (expect(l, element, TOML_TABLE))
			return l->err->status;
	*tables = node;
	return STATUS_OK;
}

static enum status read_field(struct loader *l, const struct toml *node, const struct field *field, void *to)
{
	switch (field->type) {
	case FIELD_TEXT:
		return read_given_text(l, node, to);
	case FIELD_TEXTS:
		return fields_texts(l, node, to);
	case FIELD_COUNT:
		return read_count(l, node, to);
	case FIELD_NUMBER:
		return read_number(l, node, to);
	case FIELD_BOOLEAN:
		if (expect(l, node, TOML_BOOLEAN))
			return l->err->status;
		*(bool *)to = node->boolean;
		return STATUS_OK;
	case FIELD_DATE:
		return read_date(l, node, to);
	case FIELD_CHOICE:
		return read_choice(l, node, field->choices, to);
	case FIELD_SEVERITY:
		return read_severity(l, node, to);
	case FIELD_CONFIDENCE:
		return read_confidence(l, node, to);
	case FIELD_TABLE:
		if (expect(l, node, TOML_TABLE))
			return l->err->status;
		*(const struct toml **)to = node;
		return STATUS_OK;
	case FIELD_TABLES:
		return read_tables(l, node, to);
	case FIELD_NODE:
		*(const struct toml **)to = node;
		return STATUS_OK;
	case FIELD_OTHER_NAME:
		return loader_fail(l, node, "'%s' is called '%s' here", node->key.at, field->choices[0]);
	case FIELD_ANYTHING:
		break;
	}
	return STATUS_OK;
}

static enum status unknown_key(struct loader *l, const struct toml *member, const char *what,
			       const struct field *fields, size_t count)
{
	const char **names = arena_alloc_array(&l->set->arena, count, sizeof(*names));

	for (size_t i = 0; i < count; i++)
		names[i] = fields[i].name;
	return loader_object(l, member, "unknown key '%s' in %s%s", member->key.at, what,
			     loader_guess(l, member->key, names, count));
}

enum status fields_read(struct loader *l, const struct toml *table, const char *what, const struct field *fields,
			size_t count, void *into)
{
	for (const struct toml *member = table->first; member; member = member->next) {
		enum status status;
		size_t i = 0;

		while (i < count && !names_equal(l, member->key, fields[i].name))
			i++;
		status = i == count ? unknown_key(l, member, what, fields, count)
				    : read_field(l, member, &fields[i], (char *)into + fields[i].at);
		if (status)
			return status;
	}
	return STATUS_OK;
}
