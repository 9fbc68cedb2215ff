/* staged.c - see staged.h; which entries differ is found in comparison.c and renames.c */
#include "source/staged.h"

#include <fcntl.h>

#include "base/buffer.h"
#include "source/added_lines.h"
#include "source/comparison.h"
#include "store/object_format.h"

#define BLOB_MAX   ((size_t)1 << 30)
#define COMMIT_MAX ((size_t)64 << 20)
#define UNIT_SIZE  8 /* entries: a commit of a few files is not worth a thread */

/* An entry to read, and the versions it replaces. */
struct staged_entry {
	size_t entry;
	struct oid head; /* size 0: HEAD has no version of it */
	struct oid_list others;
};

struct staged {
	struct source source;
	struct checkout checkout;
	struct gitindex index;
	struct objects *objects;
	struct staged_entries ARRAY_OF(struct staged_entry) entries;
	struct coverage noted; /* what was found out on opening; the first unit passes it on */
	bool noted_passed;
};

/* The objects that one content needs while it is looked at. */
struct versions {
	struct object now;
	struct object_list ARRAY_OF(struct object) before;
	struct slice_list ARRAY_OF(struct slice) slices;
	struct line_ranges added;
};

static struct staged *staged_of(struct source *source)
{
	return (struct staged *)source;
}

static bool staged_next(struct source *source, struct unit *unit)
{
	struct staged *s = staged_of(source);

	if (source->done == source->total && s->noted_passed)
		return false;
	s->noted_passed = true;
	*unit = (struct unit){ .first = source->done, .count = source->total - source->done };
	if (unit->count > UNIT_SIZE)
		unit->count = UNIT_SIZE;
	source->done += unit->count;
	return true;
}

/* False when there is none, and when it cannot be read: then all counts as new. */
static bool read_before(const struct staged *s, const struct oid *id, struct versions *versions,
			struct coverage *coverage)
{
	struct object object;
	struct error err;

	if (id->size == 0)
		return false;
	if (objects_read(s->objects, id, OBJECT_BLOB, BLOB_MAX, &object, &err)) {
		coverage_fail(coverage, objects_reason(s->objects, err.status), slice_of(err.text));
		return false;
	}
	*array_add(&versions->before) = object;
	*array_add(&versions->slices) = slice_make(object.at, object.len);
	return true;
}

/* The versions that the content replaces, HEAD's first, and the lines it adds to that. */
static struct change read_change(const struct staged *s, const struct staged_entry *entry, struct versions *versions,
				 struct coverage *coverage)
{
	struct slice now = slice_make(versions->now.at, versions->now.len), head = SLICE_NONE;
	struct change change = { .lines_known = true };

	if (read_before(s, &entry->head, versions, coverage))
		head = versions->slices.items[0];
	else
		change.lines_known = entry->head.size == 0;
	for (size_t i = 0; i < entry->others.len; i++)
		read_before(s, &entry->others.items[i], versions, coverage);
	if (change.lines_known)
		change.lines_known = added_lines(head, now, &versions->added);
	if (!change.lines_known)
		versions->added.len = 0;
	change.before = versions->slices.items;
	change.before_len = versions->slices.len;
	change.added = versions->added.items;
	change.added_len = versions->added.len;
	return change;
}

static void release_versions(struct versions *versions)
{
	object_release(&versions->now);
	for (size_t i = 0; i < versions->before.len; i++)
		object_release(&versions->before.items[i]);
	array_release(&versions->before);
	array_release(&versions->slices);
	array_release(&versions->added);
}

static void read_entry(struct staged *s, const struct staged_entry *staged, struct sink *sink)
{
	const struct gitindex_entry *entry = &s->index.entries.items[staged->entry];
	struct content content = {
		.kind = entry->type == ENTRY_SYMLINK ? PLACE_SYMLINK : PLACE_FILE,
		.state = STATE_STAGED,
		.path = entry->path,
		.oid = oid_make(entry->id, 20),
	};
	struct versions versions = { 0 };
	struct change change;
	struct error err;

	if (objects_read(s->objects, &content.oid, OBJECT_BLOB, BLOB_MAX, &versions.now, &err)) {
		coverage_fail(sink->coverage, objects_reason(s->objects, err.status), entry->path);
		return;
	}
	change = read_change(s, staged, &versions, sink->coverage);
	content.bytes = slice_make(versions.now.at, versions.now.len);
	content.change = &change;
	sink->coverage->files++;
	sink->content(sink, &content);
	release_versions(&versions);
}

static void staged_run(struct source *source, struct unit *unit, unsigned worker, struct sink *sink)
{
	struct staged *s = staged_of(source);

	(void)worker;
	if (unit->first == 0)
		coverage_merge(sink->coverage, &s->noted);
	for (uint64_t i = unit->first; i < unit->first + unit->count; i++)
		read_entry(s, &s->entries.items[i], sink);
}

static void staged_close(struct source *source)
{
	struct staged *s = staged_of(source);

	for (size_t i = 0; i < s->entries.len; i++)
		array_release(&s->entries.items[i].others);
	array_release(&s->entries);
	objects_close(s->objects);
	gitindex_release(&s->index);
	checkout_release(&s->checkout);
	coverage_release(&s->noted);
	mem_free(s);
}

static const struct source_ops staged_ops = {
	.name = "staged",
	.next = staged_next,
	.run = staged_run,
	.close = staged_close,
};

static enum status read_tree_id(const struct staged *s, const struct oid *commit, struct oid *tree, struct error *err)
{
	struct slice headers, message;
	struct object object;
	bool good;

	if (objects_read(s->objects, commit, OBJECT_COMMIT, COMMIT_MAX, &object, err))
		return err->status;
	object_split(slice_make(object.at, object.len), &headers, &message);
	good = object_header_id(&headers, "tree ", tree);
	object_release(&object);
	return good ? STATUS_OK : error_set(err, ERR_DAMAGED, "%s: a commit without a tree", s->checkout.path);
}

static void compare(struct staged *s, const struct oid *tree, struct comparison *comparison)
{
	comparison_make(comparison, &s->index, s->objects, tree, &s->noted);
	comparison_find_renames(comparison, &s->index, s->objects, &s->noted);
}

/* Every entry that is not as HEAD has it. */
static enum status compare_head(struct staged *s, struct error *err)
{
	struct comparison comparison;
	struct oid commit, tree = { 0 };

	if (checkout_head(&s->checkout, &commit, err) || (commit.size && read_tree_id(s, &commit, &tree, err)))
		return err->status;
	compare(s, &tree, &comparison);
	for (size_t i = 0; i < comparison.changed.len; i++) {
		const struct changed *changed = &comparison.changed.items[i];

		if (!changed->same)
			*array_add(&s->entries) =
				(struct staged_entry){ .entry = changed->entry, .head = changed->before };
	}
	comparison_release(&comparison);
	return STATUS_OK;
}

/* Keeps of the entries those that are not as this parent has them either, and notes its versions of them. */
static void compare_parent(struct staged *s, const struct oid *tree)
{
	struct comparison comparison;
	size_t kept = 0, at = 0;

	compare(s, tree, &comparison);
	for (size_t i = 0; i < s->entries.len; i++) {
		struct staged_entry entry = s->entries.items[i];
		const struct changed *changed;

		while (at < comparison.changed.len && comparison.changed.items[at].entry < entry.entry)
			at++;
		changed = at < comparison.changed.len ? &comparison.changed.items[at] : NULL;
		if (!changed || changed->entry != entry.entry || changed->same) {
			array_release(&entry.others);
			continue;
		}
		if (changed->before.size)
			*array_add(&entry.others) = changed->before;
		s->entries.items[kept++] = entry;
	}
	s->entries.len = kept;
	comparison_release(&comparison);
}

static enum status compare_parents(struct staged *s, struct error *err)
{
	struct oid_list parents = { 0 };
	enum status status = checkout_merge_heads(&s->checkout, &parents, err);

	for (size_t i = 0; !status && i < parents.len; i++) {
		struct error unread;
		struct oid tree;

		if (read_tree_id(s, &parents.items[i], &tree, &unread))
			coverage_fail(&s->noted, objects_reason(s->objects, unread.status), slice_of(unread.text));
		else
			compare_parent(s, &tree);
	}
	array_release(&parents);
	return status;
}

/* Why an entry holds nothing that we could read, or NULL; *failed: though we were asked to. */
static const char *unreadable(const struct gitindex_entry *entry, bool *failed)
{
	*failed = entry->type == ENTRY_FOLDER;
	if (entry->stage)
		return "conflict";
	if (entry->intent_to_add)
		return "intent-to-add";
	if (entry->type == ENTRY_SUBMODULE)
		return "submodule";
	return entry->type == ENTRY_FOLDER ? "sparse-index" : NULL;
}

static void leave_out_unreadable(struct staged *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->entries.len; i++) {
		const struct gitindex_entry *entry = &s->index.entries.items[s->entries.items[i].entry];
		bool failed;
		const char *reason = unreadable(entry, &failed);

		if (!reason) {
			s->entries.items[kept++] = s->entries.items[i];
			continue;
		}
		array_release(&s->entries.items[i].others);
		if (failed)
			coverage_fail(&s->noted, reason, entry->path);
		else
			coverage_skip(&s->noted, reason, entry->path);
	}
	s->entries.len = kept;
}

static enum status open_repository(struct staged *s, struct error *err)
{
	struct gitindex_file file = { .at = AT_FDCWD, .follow = true };

	if (checkout_find(&s->checkout, err))
		return err->status;
	file.path = s->checkout.index;
	file.folder = s->checkout.path;
	if (gitindex_read(&s->index, &file, err))
		return err->status;
	s->objects = objects_open(&s->checkout, err);
	if (!s->objects || compare_head(s, err) || compare_parents(s, err))
		return err->status;
	leave_out_unreadable(s);
	s->source.total = s->entries.len;
	return STATUS_OK;
}

struct source *staged_open(struct error *err)
{
	struct staged *s = mem_alloc(sizeof(*s));

	s->source.ops = &staged_ops;
	coverage_init(&s->noted);
	if (!open_repository(s, err))
		return &s->source;
	staged_close(&s->source);
	return NULL;
}

enum status staged_read(struct source *source, const char *path, struct buffer *out, struct error *err)
{
	struct staged *s = staged_of(source);
	const struct gitindex_entry *entry = gitindex_find(&s->index, slice_of(path));
	enum status status = STATUS_OK;
	struct object object;
	struct oid id;

	if (!entry || entry->type != ENTRY_FILE || entry->intent_to_add)
		return error_set(err, ERR_MISSING, "%s: not in the index", path);
	id = oid_make(entry->id, 20);
	if (objects_read(s->objects, &id, OBJECT_BLOB, out->max, &object, err))
		return err->status;
	if (!buffer_add(out, slice_make(object.at, object.len)))
		status = error_set(err, ERR_LIMIT, "%s: larger than %zu bytes", path, out->max);
	object_release(&object);
	return status;
}
