/* selection_roots.c - see selection_roots.h */
#include "source/selection_roots.h"

#include <string.h>

#include "base/glob.h"
#include "source/revision.h"

#define TAGS_DEEP 20 /* tags of tags */

struct finder {
	struct selection *s;
	const struct store *store;
	const struct store_refs *refs;
	const struct objects *objects;
	struct revisions revisions;
	struct coverage *coverage;
	struct error *err;
};

static void add_root(struct selection *s, struct selection_root root)
{
	bool added;
	struct slice key = oid_bytes(&root.id);
	size_t *at = table_find(&s->by_id, key);

	if (!at) {
		at = table_add(&s->by_id, arena_copy(&s->arena, key), s->roots_len, &added);
		if (s->roots_len == s->roots_capacity)
			s->roots = array_grow(s->roots, &s->roots_capacity, sizeof(*s->roots));
		s->roots[s->roots_len] = root;
		s->roots[s->roots_len++].flags = 0;
	}
	s->roots[*at].flags |= root.flags;
}

/* Enters the object and, if it is a tag, what it stands for. */
static enum status add_object(struct finder *f, struct oid id, uint32_t flags, struct error *err)
{
	struct selection_root root = { .id = id, .flags = flags };
	struct slice headers, message, line, name, email;
	struct object object;
	bool stale = false, good = true;
	int64_t date = INT64_MAX;

	for (unsigned depth = 0; good; depth++) {
		if (objects_read_any(f->objects, &root.id, REVISION_READ_MAX, &root.type, &object, err)) {
			/* A blob may be larger than what is read here; only its id matters. */
			if (err->status != ERR_LIMIT)
				return err->status;
			root.type = OBJECT_BLOB;
		}
		if (root.type != OBJECT_TAG || depth == TAGS_DEEP) {
			object_release(&object);
			break;
		}
		object_split(slice_make(object.at, object.len), &headers, &message);
		good = object_header_id(&headers, "object ", &id);
		if (good && object_header(&headers, "tagger ", &line))
			object_person(line, &name, &email, &date);
		object_release(&object);
		root.stale = stale = f->s->options.since_given && date < f->s->options.since;
		add_root(f->s, root);
		root = (struct selection_root){ .id = id, .flags = flags };
	}
	if (!good || root.type == OBJECT_TAG)
		return error_set(err, ERR_DAMAGED, "a tag of nothing");
	/* What an old tag of a blob holds is as old as the tag. */
	if (!stale || root.type == OBJECT_COMMIT)
		add_root(f->s, root);
	return STATUS_OK;
}

static enum status add_revision(struct finder *f, struct slice text, uint32_t flags)
{
	struct oid id;

	if (text.len == 0)
		text = SLICE("HEAD");
	if (revision_find(&f->revisions, text, &id, f->err))
		return f->err->status;
	if (add_object(f, id, flags, f->err) == STATUS_OK)
		return STATUS_OK;
	return error_set(f->err, ERR_USAGE, "%.*s: cannot be read", SLICE_ARGS(text));
}

static enum status exclude(struct finder *f, struct slice text)
{
	/* What CI systems say for a new branch: there was nothing before it. */
	if (revision_is_zero(text))
		return STATUS_OK;
	f->s->excludes = true;
	return add_revision(f, text, SELECT_OUT);
}

static enum status include(struct finder *f, struct slice text, uint32_t flags)
{
	if (revision_is_zero(text))
		return error_set(f->err, ERR_USAGE, "%.*s: a ref that was deleted: there is nothing to read",
				 SLICE_ARGS(text));
	return add_revision(f, text, flags | SELECT_IN);
}

static enum status add_pair(struct finder *f, struct slice left, struct slice right)
{
	unsigned pair = f->s->pairs;

	if (revision_is_zero(left))
		return include(f, right, 0);
	if (pair == SELECT_PAIRS)
		return error_set(f->err, ERR_USAGE, "--range: more than %u of A...B", SELECT_PAIRS);
	f->s->pairs++;
	f->s->excludes = true;
	return include(f, left, SELECT_LEFT(pair)) || include(f, right, SELECT_RIGHT(pair)) ? f->err->status
											    : STATUS_OK;
}

static enum status add_range(struct finder *f, struct slice text)
{
	size_t dots = slice_find(text, SLICE(".."), 0);
	struct slice left, right;
	bool three;

	if (slice_starts(text, SLICE("^")))
		return exclude(f, slice_sub(text, 1, text.len));
	if (dots == SLICE_NOWHERE)
		return text.len ? include(f, text, 0) : error_set(f->err, ERR_USAGE, "--range: names no revision");
	three = slice_starts(slice_sub(text, dots, text.len), SLICE("..."));
	left = slice_sub(text, 0, dots);
	right = slice_sub(text, dots + (three ? 3 : 2), text.len);
	if (!left.len && !right.len)
		return error_set(f->err, ERR_USAGE, "%.*s: names no revision", SLICE_ARGS(text));
	if (three)
		return add_pair(f, left, right);
	return exclude(f, left.len ? left : SLICE("HEAD")) || include(f, right, 0) ? f->err->status : STATUS_OK;
}

/* The pattern against the name or one of the folders it stands in: "release" is everything in it. */
static bool covers(struct slice pattern, struct slice name)
{
	for (size_t len = 1; len <= name.len; len++)
		if ((len == name.len || name.at[len] == '/') && glob_match(pattern, slice_sub(name, 0, len)))
			return true;
	return false;
}

static bool is_meant(struct slice pattern, struct slice name)
{
	static const char *const heads[] = { "", "refs/", "refs/heads/", "refs/tags/", "refs/remotes/" };

	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		if (slice_starts(name, slice_of(heads[i])) &&
		    covers(pattern, slice_sub(name, strlen(heads[i]), name.len)))
			return true;
	return false;
}

/* One that names nothing is told, as when a whole history is checked; a symbolic one's target is in the list too. */
static void add_ref(struct finder *f, const struct store_ref *ref, uint32_t flags)
{
	struct error why;

	if (add_object(f, ref->id, flags, &why) && !ref->symbolic)
		store_fail(f->store, f->coverage, "ref", ref->name);
}

static enum status add_refs(struct finder *f, struct slice pattern, uint32_t flags)
{
	bool any = false;

	if (pattern.len > GLOB_MAX)
		return error_set(f->err, ERR_USAGE, "--refs: a pattern of more than %d bytes", GLOB_MAX);
	for (size_t i = 0; i < f->refs->len; i++) {
		if (!is_meant(pattern, slice_of(f->refs->items[i].name)))
			continue;
		any = true;
		add_ref(f, &f->refs->items[i], flags);
	}
	return any ? STATUS_OK : error_set(f->err, ERR_USAGE, "%.*s: no ref is called so", SLICE_ARGS(pattern));
}

/* What refs call the HEAD of the work tree that was asked for. */
static const char *head_of(struct selection *s, const struct store *store)
{
	size_t len = strlen(store->path);

	if (strncmp(s->git_dir, store->path, len) == 0 &&
	    slice_starts(slice_of(s->git_dir + len), SLICE("/worktrees/")))
		return arena_print(&s->arena, "%s/HEAD", s->git_dir + len + 1);
	return "HEAD";
}

enum status selection_find_roots(struct selection *s, const struct store *store, const struct store_refs *refs,
				 const struct direct *direct, struct coverage *coverage, struct error *err)
{
	const struct selection_options *o = &s->options;
	struct oid_list shallow = { store->shallow.items, store->shallow.len, store->shallow.capacity };
	struct finder f = {
		.s = s, .store = store, .refs = refs, .objects = direct->objects, .coverage = coverage, .err = err
	};
	bool any = false;

	f.revisions = (struct revisions){ .refs = refs,
					  .objects = direct->objects,
					  .git_dir = s->git_dir,
					  .head = head_of(s, store),
					  .shallow = &shallow };
	s->need = SELECT_IN | (o->ranges.len && o->refs.len ? SELECT_REF : 0);
	for (size_t i = 0; i < o->ranges.len; i++)
		if (add_range(&f, slice_of(o->ranges.items[i])))
			return err->status;
	for (size_t i = 0; i < s->roots_len; i++)
		any = any || s->roots[i].flags & SELECT_IN;
	if (o->ranges.len && !any)
		return error_set(err, ERR_USAGE, "--range: only says what to leave out");
	for (size_t i = 0; i < o->refs.len; i++)
		if (add_refs(&f, slice_of(o->refs.items[i]), o->ranges.len ? SELECT_REF : SELECT_IN))
			return err->status;
	for (size_t i = 0; i < refs->len && !o->ranges.len && !o->refs.len; i++)
		add_ref(&f, &refs->items[i], SELECT_IN);
	return STATUS_OK;
}
