/* locate.c - see locate.h: from the numbers of locate_places.h to what a report shows */
#include "source/locate.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "source/holding.h"
#include "source/locate_places.h"

struct found_places ARRAY_OF(struct place);

struct writer {
	struct origins *out;
	struct found_places *places; /* one for each wanted */
	struct locator *locator;
	struct store_reader *reader;
	const struct commit_info **infos; /* by commit rank */
	uint32_t *positions;              /* by commit rank: in locator->order */
	size_t store;
};

/* The first line that is not empty. */
static struct slice subject_of(struct slice message)
{
	struct slice line = SLICE_NONE;

	while (slice_cut(&message, '\n', &line))
		if (slice_trim(line).len)
			return slice_trim(line);
	return SLICE_NONE;
}

/* What was read once may still not be there, or not be readable, a second time. */
static enum status read_again(struct writer *w, uint32_t object, struct object_bytes *read)
{
	const struct store *store = w->locator->store;
	struct error err;
	enum status status = store_read(w->reader, object, read, &err);

	if (status)
		store_fail_id(store, w->locator->coverage, store_read_reason(status), store->objects[object].id);
	return status;
}

static const struct commit_info *info_of(struct writer *w, uint32_t commit)
{
	const struct commit_node *node = &w->locator->graph->commits[commit];
	struct arena *arena = &w->out->arena;
	struct slice headers, message, line, name, email;
	struct object_bytes read;
	struct commit_info *info;
	struct slice id;
	int64_t date;

	if (w->infos[commit])
		return w->infos[commit];
	info = arena_alloc(arena, sizeof(*info));
	id = slice_make((const char *)w->locator->store->objects[node->object].id, SHA1_SIZE);
	info->id = slice_of(text_write_hex(arena_alloc(arena, 2 * SHA1_SIZE + 1), id));
	info->date = node->date;
	info->store = w->store;
	info->order = w->positions[commit];
	if (!read_again(w, node->object, &read)) {
		object_split(read.bytes, &headers, &message);
		if (object_header(&headers, "author ", &line)) {
			object_person(line, &name, &email, &date);
			info->author = arena_copy(arena, name);
			info->email = arena_copy(arena, email);
		}
		info->subject = arena_copy(arena, subject_of(message));
	}
	w->infos[commit] = info;
	return info;
}

/* The name an annotated tag gives itself. */
static struct slice own_name(struct writer *w, const struct oid *id)
{
	struct slice headers, message, name;
	struct object_bytes read;

	if (read_again(w, store_find(w->locator->store, id->bytes), &read))
		return SLICE_NONE;
	object_split(read.bytes, &headers, &message);
	return object_header(&headers, "tag ", &name) ? arena_copy(&w->out->arena, name) : SLICE_NONE;
}

/* Spots come earliest commit first; of several stores' first ones the older is taken. */
static void note_first(struct writer *w, uint32_t wanted, const struct commit_info *info, bool *is_new)
{
	struct located *located = &w->out->items[wanted];

	if (is_new[wanted])
		return;
	is_new[wanted] = true;
	if (!located->first || commit_is_earlier(info, located->first))
		located->first = info;
}

static void write_spots(struct writer *w)
{
	struct locator *l = w->locator;
	bool *is_new = mem_alloc_array(l->count + 1, sizeof(*is_new));
	struct buffer path;

	buffer_init(&path, (size_t)64 << 20);
	for (size_t i = 0; i < l->spots.len; i++) {
		const struct spot *spot = &l->spots.items[i];
		struct place place = { .kind = spot->kind, .state = spot->state, .store = w->store };

		buffer_clear(&path);
		path_write(&l->paths, spot->path, &path);
		place.path = arena_copy(&w->out->arena, buffer_slice(&path));
		if (spot->ref)
			place.ref = arena_copy(&w->out->arena, slice_of(spot->ref));
		else if (spot->kind == PLACE_TAG_MESSAGE)
			place.ref = own_name(w, &l->wanted[spot->wanted]);
		if (spot->commit != STORE_NONE) {
			place.commit = info_of(w, spot->commit);
			note_first(w, spot->wanted, place.commit, is_new);
		}
		*array_add(&w->places[spot->wanted]) = place;
	}
	for (size_t i = 0; i < l->count; i++)
		w->out->items[i].cut |= l->counts[i] == PLACES_MAX && l->closed[i];
	buffer_release(&path);
	mem_free(is_new);
}

static void locate_in(struct writer *w, struct history *h, size_t store, const struct oid *wanted, size_t count,
		      unsigned workers, struct coverage *coverage)
{
	struct locator locator;

	locator_init(&locator, h, store, wanted, count, coverage);
	locator_run(&locator, workers, &w->out->holdings[store]);
	w->locator = &locator;
	w->store = store;
	w->reader = store_reader_new(locator.store);
	w->infos = mem_alloc_array((size_t)locator.graph->commits_len + 1, sizeof(struct commit_info *));
	w->positions = mem_alloc_array((size_t)locator.graph->commits_len + 1, sizeof(*w->positions));
	for (uint32_t i = 0; i < locator.order_len; i++)
		w->positions[locator.order[i]] = i;
	write_spots(w);
	mem_free(w->positions);
	mem_free(w->infos);
	store_reader_free(w->reader);
	locator_release(&locator);
}

static int compare_places(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int order;

	if (x->store != y->store)
		return x->store < y->store ? -1 : 1;
	order = slice_compare(x->path, y->path);
	if (order)
		return order;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return slice_compare(x->ref, y->ref);
}

void history_locate(struct history *h, const struct oid *wanted, size_t count, unsigned workers, struct origins *out,
		    struct coverage *coverage)
{
	struct writer w = { .out = out };

	*out = (struct origins){ .len = count };
	arena_init(&out->arena);
	out->items = arena_alloc_array(&out->arena, count + 1, sizeof(*out->items));
	w.places = mem_alloc_array(count + 1, sizeof(*w.places));
	out->holdings_len = count ? history_stores(h) : 0;
	out->holdings = mem_alloc_array(out->holdings_len + 1, sizeof(*out->holdings));
	for (size_t store = 0; store < history_stores(h) && count; store++)
		locate_in(&w, h, store, wanted, count, workers, coverage);
	for (size_t i = 0; i < count; i++) {
		struct found_places *places = &w.places[i];

		/* It came while the scan ran: what would name it was not read (see locate.h). */
		if (!places->len)
			*array_add(places) = (struct place){ .kind = PLACE_FILE, .state = STATE_UNREACHABLE };
		qsort(places->items, places->len, sizeof(*places->items), compare_places);
		out->items[i].places_len = places->len;
		out->items[i].places = arena_alloc_array(&out->arena, places->len, sizeof(*places->items));
		memcpy(out->items[i].places, places->items, places->len * sizeof(*places->items));
		array_release(places);
	}
	mem_free(w.places);
}

void origins_release(struct origins *origins)
{
	for (size_t i = 0; i < origins->holdings_len; i++)
		holding_release(&origins->holdings[i]);
	mem_free(origins->holdings);
	arena_release(&origins->arena);
	*origins = (struct origins){ 0 };
}
