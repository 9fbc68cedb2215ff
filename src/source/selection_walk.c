/*
 * selection_walk.c - see selection_walk.h
 *
 * Flags flow from commits to their parents. A commit whose flags change after
 * it was passed is queued again, so wrong clocks cost time and nothing else, as
 * long as the walk goes on: with something excluded it ends DIRECT_SLOP commits
 * below the oldest selected one.
 */
#include "source/selection_walk.h"

#include <string.h>

bool selection_walk_takes(const struct selection_walk *w, const struct walk_commit *commit)
{
	const struct selection_options *o = &w->s->options;

	return selection_takes(w->s, commit->flags) && (!o->since_given || commit->date >= o->since);
}

enum status selection_look(struct selection_walk *w, const uint8_t *id, enum object_type *type, struct object *object)
{
	struct oid oid = oid_make(id, SHA1_SIZE);
	struct error ignored;
	enum status status = objects_read_any(w->direct->objects, &oid, w->store->max_object, type, object, &ignored);

	if (status != ERR_MISSING || w->looked_again || store_is_builtin(id))
		return status;
	w->looked_again = true;
	direct_again(w->direct);
	return objects_read_any(w->direct->objects, &oid, w->store->max_object, type, object, &ignored);
}

static bool is_newer(const struct selection_walk *w, uint32_t a, uint32_t b)
{
	return w->commits.items[a].date > w->commits.items[b].date;
}

static void swap(struct selection_walk *w, size_t a, size_t b)
{
	uint32_t kept = w->queue.items[a];

	w->queue.items[a] = w->queue.items[b];
	w->queue.items[b] = kept;
}

static void push(struct selection_walk *w, uint32_t number)
{
	struct walk_commit *commit = &w->commits.items[number];
	size_t at = w->queue.len;

	commit->queued = true;
	w->open += !(commit->flags & SELECT_OUT);
	*array_add(&w->queue) = number;
	for (; at && is_newer(w, w->queue.items[at], w->queue.items[(at - 1) / 2]); at = (at - 1) / 2)
		swap(w, at, (at - 1) / 2);
}

static uint32_t pop(struct selection_walk *w)
{
	uint32_t top = w->queue.items[0];
	size_t at = 0, child;

	w->queue.items[0] = w->queue.items[--w->queue.len];
	for (; (child = 2 * at + 1) < w->queue.len; at = child) {
		if (child + 1 < w->queue.len && is_newer(w, w->queue.items[child + 1], w->queue.items[child]))
			child++;
		if (!is_newer(w, w->queue.items[child], w->queue.items[at]))
			break;
		swap(w, at, child);
	}
	w->commits.items[top].queued = false;
	w->open -= !(w->commits.items[top].flags & SELECT_OUT);
	return top;
}

static uint32_t number_of(struct selection_walk *w, const uint8_t *id, bool *added)
{
	struct slice key = slice_make((const char *)id, SHA1_SIZE);
	size_t *found = table_find(&w->by_id, key);

	*added = !found;
	if (found)
		return (uint32_t)*found;
	key = arena_copy(&w->arena, key);
	*array_add(&w->commits) = (struct walk_commit){ .id = (const uint8_t *)key.at };
	table_add(&w->by_id, key, w->commits.len - 1, NULL);
	return (uint32_t)(w->commits.len - 1);
}

/* Reads the commit; of its parents only the ids are kept, as numbers of commits not yet read. */
static void parse(struct selection_walk *w, uint32_t number, struct slice bytes)
{
	struct walk_commit commit = w->commits.items[number];
	struct slice headers, message, line, name, email;
	struct oid id;
	bool added;

	object_split(bytes, &headers, &message);
	if (!object_header_id(&headers, "tree ", &id)) {
		w->commits.items[number].status = ERR_DAMAGED;
		return;
	}
	memcpy(commit.tree, id.bytes, SHA1_SIZE);
	commit.status = STATUS_OK;
	commit.parents = (uint32_t)w->parents.len;
	while (slice_starts(headers, SLICE("parent "))) {
		if (!object_header_id(&headers, "parent ", &id)) {
			commit.status = ERR_DAMAGED;
			break;
		}
		if (commit.shallow)
			continue;
		*array_add(&w->parents) = number_of(w, id.bytes, &added);
		if (added)
			w->commits.items[w->commits.len - 1].status = UINT8_MAX;
		commit.parents_len++;
	}
	if (object_header(&headers, "committer ", &line))
		object_person(line, &name, &email, &commit.date);
	w->commits.items[number] = commit;
}

static void load(struct selection_walk *w, uint32_t number)
{
	const uint8_t *id = w->commits.items[number].id;
	enum object_type type = OBJECT_UNKNOWN;
	struct object object;
	enum status status = selection_look(w, id, &type, &object);

	if (!status && type != OBJECT_COMMIT)
		status = ERR_DAMAGED;
	w->commits.items[number].status = (uint8_t)status;
	w->commits.items[number].shallow = table_find(&w->shallow, slice_make((const char *)id, SHA1_SIZE)) != NULL;
	if (!status)
		parse(w, number, slice_make(object.at, object.len));
	object_release(&object);
}

/* What both sides of an A...B reach is excluded. */
static uint32_t with_pairs(const struct selection_walk *w, uint32_t flags)
{
	for (unsigned i = 0; i < w->s->pairs; i++)
		if (flags & SELECT_LEFT(i) && flags & SELECT_RIGHT(i))
			flags |= SELECT_OUT;
	return flags;
}

static void give(struct selection_walk *w, uint32_t number, uint32_t flags)
{
	struct walk_commit *commit;
	uint32_t before;

	if (w->commits.items[number].status == UINT8_MAX)
		load(w, number);
	commit = &w->commits.items[number];
	before = commit->flags;
	commit->flags = with_pairs(w, before | flags);
	if (commit->status || commit->flags == before)
		return;
	if (!commit->queued)
		push(w, number);
	else
		w->open -= !(before & SELECT_OUT) && commit->flags & SELECT_OUT;
}

static void pass(struct selection_walk *w, uint32_t number)
{
	struct walk_commit *commit = &w->commits.items[number];
	uint32_t flags = commit->flags, parents = commit->parents, len = commit->parents_len;

	commit->popped = true;
	if (selection_walk_takes(w, commit) && commit->date < w->oldest)
		w->oldest = commit->date;
	for (uint32_t i = 0; i < len; i++)
		give(w, w->parents.items[parents + i], flags);
}

/* Whether what is left in the queue, excluded all of it, may still exclude something. */
static bool goes_on(const struct selection_walk *w, unsigned *slop)
{
	if (w->open)
		return true;
	if (w->oldest == INT64_MAX)
		return false;
	return w->commits.items[w->queue.items[0]].date >= w->oldest || (*slop)++ < DIRECT_SLOP;
}

bool selection_walk(struct selection_walk *w)
{
	const struct selection *s = w->s;
	unsigned slop = 0;
	bool added;

	arena_init(&w->arena);
	table_init(&w->by_id);
	table_init(&w->shallow);
	w->oldest = INT64_MAX;
	for (size_t i = 0; i < w->store->shallow.len; i++)
		table_add(&w->shallow, oid_bytes(&w->store->shallow.items[i]), 0, NULL);
	for (size_t i = 0; i < s->roots_len; i++) {
		uint32_t number;

		if (s->roots[i].type != OBJECT_COMMIT)
			continue;
		number = number_of(w, s->roots[i].id.bytes, &added);
		if (added)
			w->commits.items[number].status = UINT8_MAX;
		give(w, number, s->roots[i].flags);
	}
	while (w->queue.len && goes_on(w, &slop) && w->commits.len <= w->max)
		pass(w, pop(w));
	return w->commits.len <= w->max;
}

void selection_walk_release(struct selection_walk *w)
{
	array_release(&w->commits);
	array_release(&w->parents);
	array_release(&w->queue);
	table_release(&w->by_id);
	table_release(&w->shallow);
	arena_release(&w->arena);
}
