/* direct.c - see direct.h */
#include "store/direct.h"

enum status direct_open(const char *common, bool promisor, struct direct **direct, struct error *err)
{
	struct direct *d = mem_alloc(sizeof(*d));

	arena_init(&d->about.arena);
	d->about.common = d->about.path = arena_text(&d->about.arena, slice_of(common));
	d->about.objects = arena_print(&d->about.arena, "%s/objects", common);
	d->about.promisor = promisor;
	d->objects = objects_open(&d->about, err);
	if (d->objects) {
		d->extent = objects_extent(d->objects);
		*direct = d;
		return STATUS_OK;
	}
	direct_close(d);
	return err->status;
}

void direct_close(struct direct *d)
{
	if (!d)
		return;
	objects_close(d->objects);
	arena_release(&d->about.arena);
	mem_free(d);
}

void direct_again(struct direct *d)
{
	struct error ignored;
	struct objects *objects = objects_open(&d->about, &ignored);

	if (!objects)
		return;
	objects_close(d->objects);
	d->objects = objects;
}
