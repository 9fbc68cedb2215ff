/* stores.c - see stores.h */
#include "cli/stores.h"

#include "base/clock.h"
#include "source/holders.h"

enum status stores_open(struct opened_stores *s, const struct options *options, struct error *err)
{
	struct history_options how;

	*s = (struct opened_stores){ 0 };
	table_init(&s->by_oid);
	arena_init(&s->arena);
	if (select_read(options, &how, &s->scope, err))
		return err->status;
	s->history = history_new(&how);
	return STATUS_OK;
}

void stores_close(struct opened_stores *s)
{
	origins_release(&s->origins);
	table_release(&s->by_oid);
	array_release(&s->wanted);
	history_free(s->history);
	arena_release(&s->arena);
}

enum status stores_add(struct opened_stores *s, const char *path, const char *prefix, struct error *err)
{
	const char *name = prefix[0] ? arena_print(&s->arena, "%s", prefix) : NULL;

	return history_add(s->history, path, name, err);
}

static const struct located *find_places(void *context, const struct oid *oid)
{
	struct opened_stores *s = context;

	return &s->origins.items[*table_find(&s->by_oid, oid_bytes(oid))];
}

static const char *find_prefix(void *context, size_t store)
{
	struct opened_stores *s = context;

	return history_store_name(s->history, store);
}

static void find_holders(void *context, const struct held_object *objects, size_t count, struct findings *findings)
{
	struct opened_stores *s = context;
	struct holders *holders = arena_alloc_array(&findings->arena, findings->len + 1, sizeof(*holders));
	struct object_set *sets = mem_alloc_array(findings->len + 1, sizeof(*sets));
	uint32_t *numbers = mem_alloc_array(count + 1, sizeof(*numbers));
	const double started = clock_seconds();

	for (size_t i = 0; i < count; i++) {
		struct object_set *set = &sets[objects[i].finding];

		numbers[i] = (uint32_t)*table_find(&s->by_oid, oid_bytes(objects[i].oid));
		set->numbers = set->len ? set->numbers : &numbers[i];
		set->len++;
		findings->items[objects[i].finding].holders = &holders[objects[i].finding];
	}
	history_holders(s->history, &s->origins, sets, findings->len, &findings->arena, holders);
	*s->attribution_seconds += clock_seconds() - started;
	mem_free(numbers);
	mem_free(sets);
}

void stores_run(struct opened_stores *s, struct session *session)
{
	struct oid *ids;
	double started;

	session->progress.unit = "object";
	scan_run(session->scan, history_source(s->history));
	scan_stored_objects(session->scan, &s->wanted);
	ids = arena_alloc_array(&s->arena, s->wanted.len, sizeof(*ids));
	for (size_t i = 0; i < s->wanted.len; i++) {
		ids[i] = s->wanted.items[i].oid;
		table_add(&s->by_oid, oid_bytes(&ids[i]), i, NULL);
	}
	started = clock_seconds();
	history_locate(s->history, ids, s->wanted.len, scan_threads(session->scan), &s->origins,
		       scan_coverage(session->scan));
	session->result.attribution_seconds = s->wanted.len ? clock_seconds() - started : 0;
	if (!scope_is_all(&s->scope))
		session->result.scope = &s->scope;
	if (history_is_cut(s->history))
		session->result.hint =
			"this is a shallow clone: what is excluded may lie below its boundary, so all above "
			"it was read";
	s->attribution_seconds = &session->result.attribution_seconds;
	session->gather.places = find_places;
	session->gather.holders = find_holders;
	session->gather.prefix = find_prefix;
	session->gather.context = s;
}
