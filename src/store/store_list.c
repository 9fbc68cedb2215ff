/*
 * store_list.c - store_list of store.h: refs, indexes, alternates, and what
 * stands in the object directories.
 */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/table.h"
#include "store/loose.h"
#include "store/midx.h"
#include "store/store_pack.h"
#include "store/store_table.h"

#define ALTERNATES_MAX   ((size_t)1 << 20)
#define ALTERNATES_DEPTH 5
#define DIRECTORIES_MAX  256
#define PACKS_MAX        60000 /* fits store_object.home */
#define LISTINGS_MAX     5     /* of one folder of packs, while packs come and go */
#define LISTING_PAUSE_MS 10

struct lister {
	struct store *store;
	struct coverage *coverage;
	struct store_runs runs;
};

static void add_run(struct lister *l, struct store_run run, const char *what)
{
	if (l->runs.total + run.count >= STORE_NONE) {
		store_fail(l->store, l->coverage, "limit", what);
		mem_free(run.objects);
		mem_free(run.order);
		return;
	}
	l->runs.total += run.count;
	*array_add(&l->runs) = run;
}

static const char *status_reason(enum status status)
{
	return status == ERR_LIMIT         ? "limit"
	       : status == ERR_IO          ? "permission"
	       : status == ERR_MISSING     ? "missing"
	       : status == ERR_UNSUPPORTED ? "unsupported"
					   : "damaged";
}

/* Enters what pack_list or pack_list_by gave. */
static void add_pack(struct lister *l, const struct store_directory *directory, const char *name,
		     const struct pack_listing *listing)
{
	struct store *store = l->store;

	for (uint32_t i = 0; i < listing->count; i++)
		listing->objects[i].home = (uint16_t)store->packs.len;
	if (listing->damaged)
		store_fail(store, l->coverage, "damaged",
			   arena_print(&store->arena, "%s.idx: its checksum is wrong", name));
	*array_add(&store->packs) = (struct store_pack){
		.stem = arena_print(&store->arena, "%s/pack/%s", directory->path, name),
		.count = listing->count,
		.size = listing->size,
		.unchecked = listing->unchecked,
	};
	add_run(l, (struct store_run){ listing->objects, listing->order, listing->count }, name);
}

/* A pack whose index is no longer there: a repack has put what was in it elsewhere. */
static bool is_gone(int folder, const char *name, const struct midx *midx)
{
	char path[NAME_MAX + 1];
	int len = snprintf(path, sizeof(path), "%s.%s", name, midx ? "pack" : "idx");

	return len > 0 && (size_t)len < sizeof(path) && faccessat(folder, path, F_OK, AT_SYMLINK_NOFOLLOW) != 0 &&
	       errno == ENOENT;
}

/* `midx`: NULL for a pack with an index of its own. False when the pack went away meanwhile. */
static bool list_pack(struct lister *l, const struct store_directory *directory, int folder, struct slice stem,
		      const struct midx *midx)
{
	const char *name = arena_text(&l->store->arena, stem);
	const uint64_t max = l->store->max_object;
	struct pack_listing listing;
	struct pack_idx index;
	enum status status;
	struct error err;

	if (l->store->packs.len == PACKS_MAX) {
		store_fail(l->store, l->coverage, "limit", name);
		return true;
	}
	if (!midx)
		status = pack_list(folder, name, max, l->store->workers, &listing, &err);
	else if (!(status = midx_index(midx, midx_pack(midx, stem), &index, &err)))
		status = pack_list_by(&index, folder, name, max, l->store->workers, &listing, &err);
	if (status == ERR_MISSING && is_gone(folder, name, midx))
		return false;
	if (status)
		store_fail(l->store, l->coverage, status_reason(status), err.text);
	else
		add_pack(l, directory, name, &listing);
	return true;
}

struct stems ARRAY_OF(struct slice);

static int compare_stems(const void *a, const void *b)
{
	return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

/* Git reads packs of any name; its own come and go under names with a dot while it packs, and end as others. */
static bool is_being_made(struct slice name)
{
	return slice_starts(name, SLICE("."));
}

static void list_pack_names(struct lister *l, int folder, struct arena *arena, struct stems *indexes,
			    struct stems *packs)
{
	DIR *directory = file_list_folder(folder, ".");
	struct dirent *entry;

	if (!directory) {
		store_fail(l->store, l->coverage, "permission", "objects/pack");
		return;
	}
	while ((entry = file_next(directory))) {
		struct slice name = slice_of(entry->d_name);

		if (is_being_made(name))
			continue;
		name = arena_copy(arena, name);
		if (slice_ends(name, SLICE(".idx")))
			*array_add(indexes) = slice_sub(name, 0, name.len - 4);
		else if (slice_ends(name, SLICE(".pack")))
			*array_add(packs) = slice_sub(name, 0, name.len - 5);
		else if (slice_ends(name, SLICE(".promisor")))
			l->store->promisor = true;
	}
	if (errno)
		store_fail(l->store, l->coverage, "permission", "objects/pack");
	closedir(directory);
	if (indexes->len)
		qsort(indexes->items, indexes->len, sizeof(*indexes->items), compare_stems);
	if (packs->len)
		qsort(packs->items, packs->len, sizeof(*packs->items), compare_stems);
}

/* One folder of packs, as often as it has to be listed. */
struct pack_folder {
	struct lister *lister;
	const struct store_directory *directory;
	int folder;
	struct arena arena; /* of the stems */
	struct table known; /* stems of packs that were listed, or that something is wrong with */
	bool unsound;       /* the multi-pack-index is, and that has been told */
	bool moved;         /* packs came or went while they were listed */
	bool last;          /* the folder is not listed again */
};

/* Whether the pack has still to be listed. */
static bool is_new(struct pack_folder *p, struct slice stem)
{
	return table_find(&p->known, stem) == NULL;
}

static void list_known(struct pack_folder *p, struct slice stem, const struct midx *midx)
{
	if (list_pack(p->lister, p->directory, p->folder, stem, midx))
		table_add(&p->known, stem, 0, NULL);
	else if (p->last)
		store_fail(p->lister->store, p->lister->coverage, "vanished", arena_text(&p->arena, stem));
	else
		p->moved = true;
}

/* Packs without an index of their own: the multi-pack-index may know them, or their index is about to come or go. */
static void list_by_midx(struct pack_folder *p, const struct stems *packs)
{
	struct lister *l = p->lister;
	const char *chain =
		faccessat(p->folder, MIDX_CHAIN, F_OK, AT_SYMLINK_NOFOLLOW) == 0 ? " (" MIDX_CHAIN " is not read)" : "";
	struct midx midx = { 0 };
	struct error err;
	enum status status = packs->len ? midx_load(&midx, p->folder, &err) : STATUS_OK;

	if (p->last && status && status != ERR_MISSING)
		store_fail(l->store, l->coverage, status_reason(status), err.text);
	else if (!p->unsound && packs->len && !status && !midx.sound)
		store_fail(l->store, l->coverage, "damaged", MIDX_NAME ": its checksum is wrong");
	p->unsound = p->unsound || (packs->len && !status && !midx.sound);
	for (size_t i = 0; i < packs->len; i++) {
		if (!status && midx_pack(&midx, packs->items[i]) != UINT32_MAX)
			list_known(p, packs->items[i], &midx);
		else if (p->last)
			store_fail(l->store, l->coverage, "damaged",
				   arena_print(&l->store->arena, "%.*s: a pack without index%s",
					       SLICE_ARGS(packs->items[i]), chain));
		else
			p->moved = true;
	}
	midx_release(&midx);
}

static void list_folder(struct pack_folder *p)
{
	struct stems indexes = { 0 }, packs = { 0 }, others = { 0 };

	list_pack_names(p->lister, p->folder, &p->arena, &indexes, &packs);
	for (size_t i = 0; i < indexes.len; i++)
		if (is_new(p, indexes.items[i]))
			list_known(p, indexes.items[i], NULL);
	for (size_t i = 0; i < packs.len; i++)
		if (is_new(p, packs.items[i]))
			*array_add(&others) = packs.items[i];
	list_by_midx(p, &others);
	array_release(&others);
	array_release(&indexes);
	array_release(&packs);
}

/* A folder in which packs come and go is listed until all that was named was there. */
static void list_packs(struct lister *l, const struct store_directory *directory, int objects)
{
	struct pack_folder p = { .lister = l, .directory = directory, .folder = file_open_folder(objects, "pack") };

	if (p.folder < 0) {
		if (errno != ENOENT)
			store_fail(l->store, l->coverage, "permission", "objects/pack");
		return;
	}
	arena_init(&p.arena);
	table_init(&p.known);
	p.moved = true;
	for (unsigned i = 0; i < LISTINGS_MAX && p.moved; i++) {
		if (i)
			clock_pause(LISTING_PAUSE_MS);
		p.moved = false;
		p.last = i + 1 == LISTINGS_MAX;
		list_folder(&p);
	}
	table_release(&p.known);
	arena_release(&p.arena);
	close(p.folder);
}

static void loose_failed(void *context, const char *what)
{
	struct lister *l = context;

	store_fail(l->store, l->coverage, "permission", arena_print(&l->store->arena, "objects/%s", what));
}

static void list_loose(struct lister *l, uint16_t directory, int objects)
{
	struct loose_ids ids = { 0 };
	struct store_run run = { 0 };

	loose_list(objects, &ids, loose_failed, l);
	run.count = (uint32_t)ids.len;
	run.objects = mem_alloc_array(ids.len + 1, sizeof(*run.objects));
	for (size_t i = 0; i < ids.len; i++) {
		run.objects[i] = (struct store_object){
			.size = STORE_SIZE_UNKNOWN, .base = STORE_NONE, .home = directory, .flags = OBJECT_LOOSE
		};
		memcpy(run.objects[i].id, ids.items[i].bytes, SHA1_SIZE);
	}
	add_run(l, run, "loose objects");
	array_release(&ids);
}

static void open_alternates(struct lister *l, size_t from, unsigned depth);

/* Fills `directory` from its path as written. */
static bool find_directory(struct lister *l, struct store_directory *directory)
{
	char *real = realpath(directory->path, NULL);
	struct stat about;
	bool good = real && stat(real, &about) == 0 && S_ISDIR(about.st_mode);

	if (good) {
		directory->path = arena_text(&l->store->arena, slice_of(real));
		directory->device = (uint64_t)about.st_dev;
		directory->inode = (uint64_t)about.st_ino;
	}
	free(real);
	return good;
}

static bool is_known(const struct store *store, const struct store_directory *directory)
{
	for (size_t i = 0; i < store->directories.len; i++)
		if (store->directories.items[i].device == directory->device &&
		    store->directories.items[i].inode == directory->inode)
			return true;
	return false;
}

static void open_alternate(struct lister *l, size_t from, struct slice line, unsigned depth)
{
	struct store *store = l->store;
	struct store_directory directory;

	directory.path = line.at[0] == '/' ? arena_text(&store->arena, line)
					   : arena_print(&store->arena, "%s/%.*s", store->directories.items[from].path,
							 SLICE_ARGS(line));
	if (!find_directory(l, &directory)) {
		store_fail(store, l->coverage, "missing",
			   arena_print(&store->arena, "alternate %.*s", SLICE_ARGS(line)));
	} else if (is_known(store, &directory)) {
		return;
	} else if (depth == ALTERNATES_DEPTH || store->directories.len == DIRECTORIES_MAX) {
		store_fail(store, l->coverage, "limit", arena_print(&store->arena, "alternate %s", directory.path));
	} else {
		*array_add(&store->directories) = directory;
		open_alternates(l, store->directories.len - 1, depth + 1);
	}
}

/* The text of one directory's info/alternates. */
static void read_alternates(struct lister *l, size_t from, struct buffer *text)
{
	int objects = store_directory_open(&l->store->directories.items[from]);
	enum status status;
	struct error err;

	if (objects < 0) {
		store_fail(l->store, l->coverage, "permission", l->store->directories.items[from].path);
		return;
	}
	status = file_read_at(objects, "info/alternates", false, text, &err);
	if (status && status != ERR_MISSING)
		store_fail(l->store, l->coverage, status_reason(status), err.text);
	close(objects);
}

/* Opens what info/alternates of one directory names, and what those name. */
static void open_alternates(struct lister *l, size_t from, unsigned depth)
{
	struct slice rest, line;
	struct buffer text;

	buffer_init(&text, ALTERNATES_MAX);
	read_alternates(l, from, &text);
	rest = buffer_slice(&text);
	while (slice_cut(&rest, '\n', &line)) {
		line = slice_trim(line);
		if (line.len && line.at[0] != '#' && !memchr(line.at, '\0', line.len))
			open_alternate(l, from, line, depth);
	}
	buffer_release(&text);
}

/* FNV-1a; names are added up, so their order does not matter. */
static uint64_t hash_of(struct slice name)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < name.len; i++)
		hash = (hash ^ (unsigned char)name.at[i]) * 0x100000001b3u;
	return hash * 0x9e3779b97f4a7c15u;
}

static void ignore_failure(void *context, const char *what)
{
	(void)context;
	(void)what;
}

static uint64_t names_in(const struct store_directory *directory)
{
	int objects = store_directory_open(directory);
	DIR *packs = file_list_folder(objects, "pack");
	struct loose_ids ids = { 0 };
	struct dirent *entry;
	uint64_t names = 0;

	if (objects < 0)
		return 0;
	loose_list(objects, &ids, ignore_failure, NULL);
	for (size_t i = 0; i < ids.len; i++)
		names += hash_of(oid_bytes(&ids.items[i]));
	array_release(&ids);
	while (packs && (entry = file_next(packs)))
		if (!is_being_made(slice_of(entry->d_name)))
			names += hash_of(slice_of(entry->d_name));
	if (packs)
		closedir(packs);
	close(objects);
	return names;
}

uint64_t store_names(const struct store *store)
{
	uint64_t names = 0;

	for (size_t i = 0; i < store->directories.len; i++)
		names += names_in(&store->directories.items[i]);
	return names;
}

static void ref_broken(void *context, const char *name)
{
	struct lister *l = context;

	store_fail(l->store, l->coverage, "ref", name);
}

static void read_index(void *context, const char *name, int fd)
{
	struct lister *l = context;
	struct gitindex_file file = { .at = fd, .path = "index", .folder = "." };
	struct gitindex index;
	struct error err;

	if (fd < 0) {
		store_fail(l->store, l->coverage, "permission", arena_print(&l->store->arena, "worktrees/%s", name));
		return;
	}
	/* What could be read of a damaged one is used all the same. */
	if (gitindex_read(&index, &file, &err))
		store_fail(l->store, l->coverage, status_reason(err.status),
			   *name ? arena_print(&l->store->arena, "worktrees/%s/%s", name, err.text) : err.text);
	*array_add(&l->store->indexes) = index;
}

/* Both kinds of one directory, or only its loose objects. */
static void list_directory(struct lister *l, size_t number, bool packs)
{
	const struct store_directory *directory = &l->store->directories.items[number];
	int objects = store_directory_open(directory);

	if (objects < 0) {
		store_fail(l->store, l->coverage, "permission", directory->path);
		return;
	}
	if (packs)
		list_packs(l, directory, objects);
	else
		list_loose(l, (uint16_t)number, objects);
	close(objects);
}

static void read_refs(struct lister *l)
{
	struct store *store = l->store;
	int git_dir = file_open_any(AT_FDCWD, store->path, O_RDONLY | O_DIRECTORY);

	if (git_dir < 0) {
		store_fail(store, l->coverage, "permission", store->path);
		return;
	}
	store_refs_read(git_dir, &store->arena, &store->refs, ref_broken, l);
	read_index(l, "", git_dir);
	store_worktrees(git_dir, read_index, l);
	close(git_dir);
}

void store_list(struct store *store, struct coverage *coverage)
{
	struct lister l = { .store = store, .coverage = coverage };

	/*
	 * Refs before objects: what a ref names was there when it was read. Loose
	 * objects before packs: a repack moves them that way, so none is missed.
	 */
	read_refs(&l);
	open_alternates(&l, 0, 0);
	store->names = store_names(store);
	for (size_t i = 0; i < store->directories.len; i++)
		list_directory(&l, i, false);
	for (size_t i = 0; i < store->directories.len; i++)
		list_directory(&l, i, true);
	store_join(store, &l.runs);
}
