/* selection.c - see selection.h: which way is taken; the two ways are in selection_direct.c and selection_mark.c */
#include "source/selection.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file.h"
#include "source/selection_direct.h"
#include "store/discover.h"

bool shard_holds(const struct shard *shard, const uint8_t *id)
{
	return !shard->count || bytes_big32(id) % shard->count == shard->number - 1;
}

struct refs_reader {
	const struct store *store;
	struct coverage *coverage;
};

static void note_broken(void *context, const char *name)
{
	struct refs_reader *r = context;

	store_fail(r->store, r->coverage, "ref", name);
}

static enum status read_refs(struct store *store, struct store_refs *refs, struct coverage *coverage, struct error *err)
{
	struct refs_reader reader = { store, coverage };
	int git_dir = file_open_any(AT_FDCWD, store->path, O_RDONLY | O_DIRECTORY);

	if (git_dir < 0)
		return error_set(err, ERR_IO, "%s: %s", store->path, strerror(errno));
	store_refs_read(git_dir, &store->arena, refs, note_broken, &reader);
	close(git_dir);
	return STATUS_OK;
}

static enum status find_git_dir(struct selection *s, const char *path, struct error *err)
{
	struct discovery found;

	if (discover(path, &s->arena, &found, err))
		return err->status;
	s->git_dir = found.git_dir;
	return STATUS_OK;
}

/* True when the store holds the selection now. */
static bool try_direct(struct selection *s, struct store *store, struct direct *direct, struct coverage *coverage)
{
	const struct selection_options *o = &s->options;
	struct selection_walk walk = { .s = s, .store = store, .direct = direct };
	size_t share = (size_t)(direct->extent.objects / 8), objects;
	bool done;

	walk.max = o->direct_commits ? o->direct_commits : DIRECT_COMMITS;
	objects = o->direct_objects ? o->direct_objects : share > DIRECT_OBJECTS ? share : DIRECT_OBJECTS;
	done = selection_walk(&walk) && selection_fill(&walk, store, objects, coverage);
	selection_walk_release(&walk);
	return done;
}

static enum status open_in(struct selection *s, struct store *store, const char *path, struct coverage *coverage,
			   struct error *err)
{
	struct store_refs refs = { 0 };
	struct direct *direct = NULL;
	struct coverage broken; /* listing the store tells of them too */

	coverage_init(&broken);
	if (!find_git_dir(s, path, err) && !read_refs(store, &refs, &broken, err) &&
	    !direct_open(store->path, store->promisor, &direct, err) &&
	    !selection_find_roots(s, store, &refs, direct, coverage, err)) {
		store->promisor = store->promisor || objects_promised(direct->objects);
		s->direct = !s->options.listed && !store->libgit2 && try_direct(s, store, direct, coverage);
		err->status = STATUS_OK;
	}
	if (!err->status && s->direct) {
		store->refs = refs;
		store->direct = direct;
		coverage_merge(coverage, &broken);
	} else {
		array_release(&refs);
		direct_close(direct);
	}
	coverage_release(&broken);
	return err->status;
}

enum status selection_open(struct selection **selection, const struct selection_options *options, struct store *store,
			   const char *path, struct coverage *coverage, struct error *err)
{
	struct selection *s = mem_alloc(sizeof(*s));

	err->status = STATUS_OK;
	s->options = *options;
	arena_init(&s->arena);
	table_init(&s->by_id);
	table_init(&s->absent);
	if (open_in(s, store, path, coverage, err)) {
		selection_free(s);
		return err->status;
	}
	*selection = s;
	return STATUS_OK;
}

void selection_free(struct selection *s)
{
	if (!s)
		return;
	mem_free(s->roots);
	mem_free(s->marks);
	table_release(&s->by_id);
	table_release(&s->absent);
	arena_release(&s->arena);
	mem_free(s);
}

bool selection_is_cut(const struct selection *s, const struct store *store)
{
	for (size_t i = 0; s->excludes && i < store->shallow.len; i++) {
		uint32_t object = store_find(store, store->shallow.items[i].bytes);

		if (object != STORE_NONE && (s->direct || s->marks[object] & SELECTION_HOLDS))
			return true;
	}
	return false;
}
