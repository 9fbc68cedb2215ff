/*
 * toml_tree.c - which member may be put where; see toml_reader.h
 *
 * TOML lets a table be written in pieces, but each piece only once:
 *
 *   [a.b]       makes b by header, and a by the way (by subheader): [a] may
 *               still come, once.
 *   a.b = 1     makes a by dotted key: more dotted keys may follow under the
 *               same header (the `section`), subtables from anywhere, never [a].
 *   a = { … }   and a = [ … ] are values: complete as they stand.
 *   [[a]]       adds an element; [a.b] then speaks of the last one.
 *
 * Members are found through one hash table over (table, name), so that a table
 * of many keys costs no more than many tables.
 */
#include <string.h>

#include "toml_reader.h"

struct toml *toml_new(struct toml_reader *r, enum toml_kind kind, struct toml_spot spot)
{
	struct toml *made = arena_alloc(r->arena, sizeof(*made));

	made->kind = kind;
	made->line = made->value_line = spot.line;
	made->column = made->value_column = spot.column;
	made->id = ++r->tables;
	return made;
}

void toml_append(struct toml *parent, struct toml *member)
{
	if (parent->last)
		parent->last->next = member;
	else
		parent->first = member;
	parent->last = member;
	parent->len++;
	member->depth = parent->depth + 1;
}

static struct slice index_path(struct toml_reader *r, const struct toml *table, struct slice key)
{
	buffer_clear(&r->path);
	buffer_add(&r->path, slice_make((const char *)&table->id, sizeof(table->id)));
	buffer_add(&r->path, key);
	return buffer_slice(&r->path);
}

struct toml *toml_member(struct toml_reader *r, const struct toml *table, struct slice key)
{
	const size_t *at = table_find(&r->index, index_path(r, table, key));

	return at ? r->members.items[*at] : NULL;
}

enum status toml_add(struct toml_reader *r, struct toml *parent, struct slice key, struct toml *member)
{
	struct slice path = arena_copy(r->arena, index_path(r, parent, key));

	if (parent->depth >= TOML_DEPTH_MAX)
		return toml_fail_at(r, (struct toml_spot){ member->line, member->column }, ERR_LIMIT,
				    "nested deeper than %d", TOML_DEPTH_MAX);
	table_add(&r->index, path, r->members.len, NULL);
	*array_add(&r->members) = member;
	member->key = slice_sub(path, sizeof(parent->id), path.len);
	toml_append(parent, member);
	return STATUS_OK;
}

static enum status add_table(struct toml_reader *r, struct toml **table, struct slice key, struct toml_spot spot,
			     enum toml_origin origin)
{
	struct toml *made = toml_new(r, TOML_TABLE, spot);

	made->origin = origin;
	if (toml_add(r, *table, key, made))
		return r->err->status;
	*table = made;
	return STATUS_OK;
}

/* The words for what stands in the way. */
static enum status fail_taken(struct toml_reader *r, struct toml_spot spot, const struct toml *taken)
{
	const char *what = taken->kind == TOML_TABLE && taken->origin == TOML_BY_VALUE ? "an inline table"
										       : toml_kind_name(taken->kind);

	return toml_fail_at(r, spot, ERR_CONFIG, "'%s' is %s already, from line %u", taken->key.at, what, taken->line);
}

enum status toml_enter_dotted(struct toml_reader *r, struct toml **table, struct slice key, struct toml_spot spot,
			      unsigned section)
{
	struct toml *member = toml_member(r, *table, key);

	if (!member) {
		if (add_table(r, table, key, spot, TOML_BY_DOTTED_KEY))
			return r->err->status;
		(*table)->section = section;
		return STATUS_OK;
	}
	if (member->kind == TOML_TABLE && member->origin == TOML_BY_SUBHEADER) {
		member->origin = TOML_BY_DOTTED_KEY;
		member->section = section;
	}
	if (member->kind != TOML_TABLE || member->origin != TOML_BY_DOTTED_KEY || member->section != section)
		return fail_taken(r, spot, member);
	*table = member;
	return STATUS_OK;
}

enum status toml_enter_header(struct toml_reader *r, struct toml **table, struct slice key, struct toml_spot spot)
{
	struct toml *member = toml_member(r, *table, key);

	if (!member)
		return add_table(r, table, key, spot, TOML_BY_SUBHEADER);
	if ((member->kind != TOML_TABLE && member->kind != TOML_ARRAY) || member->origin == TOML_BY_VALUE)
		return fail_taken(r, spot, member);
	*table = member->kind == TOML_ARRAY ? member->last : member;
	return STATUS_OK;
}

enum status toml_open_table(struct toml_reader *r, struct toml **table, struct slice key, struct toml_spot spot)
{
	struct toml *member = toml_member(r, *table, key);

	if (!member)
		return add_table(r, table, key, spot, TOML_BY_HEADER);
	if (member->kind != TOML_TABLE || member->origin != TOML_BY_SUBHEADER)
		return fail_taken(r, spot, member);
	member->origin = TOML_BY_HEADER;
	member->line = spot.line;
	member->column = spot.column;
	*table = member;
	return STATUS_OK;
}

enum status toml_open_element(struct toml_reader *r, struct toml **table, struct slice key, struct toml_spot spot)
{
	struct toml *array = toml_member(r, *table, key);
	struct toml *element = toml_new(r, TOML_TABLE, spot);

	if (!array) {
		array = toml_new(r, TOML_ARRAY, spot);
		array->origin = TOML_BY_HEADER;
		if (toml_add(r, *table, key, array))
			return r->err->status;
	}
	if (array->kind != TOML_ARRAY || array->origin != TOML_BY_HEADER)
		return fail_taken(r, spot, array);
	element->origin = TOML_BY_HEADER;
	toml_append(array, element);
	*table = element;
	return STATUS_OK;
}
