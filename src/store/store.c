/* store.c - see store.h: opening, the object table, and looking up; listing is in store_list.c */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file.h"
#include "base/text.h"
#include "store/direct.h"
#include "store/discover.h"
#include "store/store_config.h"

#define CONFIG_MAX  ((size_t)16 << 20)
#define SHALLOW_MAX ((size_t)256 << 20)

/* Appends a file of the git directory to `text`; one that is not there is empty. */
static enum status read_file(const struct store *store, int git_dir, const char *file, struct buffer *text,
			     struct error *err)
{
	struct error why;
	enum status status = file_read_at(git_dir, file, false, text, &why);

	return status && status != ERR_MISSING ? error_set(err, status, "%s/%s", store->path, why.text) : STATUS_OK;
}

static enum status read_config(struct store *store, int git_dir, struct error *err)
{
	struct store_config config = { 0 };
	struct buffer text;
	enum status status;

	buffer_init(&text, CONFIG_MAX);
	status = read_file(store, git_dir, "config", &text, err);
	if (!status)
		status = store_config_read(&config, buffer_slice(&text),
					   arena_print(&store->arena, "%s/config", store->path), err);
	store->promisor = config.promisor;
	buffer_release(&text);
	return status;
}

static enum status read_shallow(struct store *store, int git_dir, struct error *err)
{
	struct buffer text;
	struct slice rest, line;
	enum status status;

	buffer_init(&text, SHALLOW_MAX);
	status = read_file(store, git_dir, "shallow", &text, err);
	rest = buffer_slice(&text);
	while (!status && slice_cut(&rest, '\n', &line)) {
		struct oid id;

		if (slice_trim(line).len == 0)
			continue;
		if (oid_parse(slice_trim(line), &id) && id.size == SHA1_SIZE)
			*array_add(&store->shallow) = id;
		else
			status = error_set(err, ERR_DAMAGED, "%s/shallow: not a list of commits", store->path);
	}
	buffer_release(&text);
	return status;
}

int store_directory_open(const struct store_directory *directory)
{
	return file_open_folder(AT_FDCWD, directory->path);
}

static enum status find_objects(struct store *store, struct error *err)
{
	struct store_directory directory = { .path = arena_print(&store->arena, "%s/objects", store->path) };
	int fd = store_directory_open(&directory);
	struct stat about;

	if (fd < 0)
		return error_set(err, ERR_IO, "%s: %s", directory.path, strerror(errno));
	if (fstat(fd, &about) < 0) {
		close(fd);
		return error_set(err, ERR_IO, "%s: cannot be read", directory.path);
	}
	directory.device = (uint64_t)about.st_dev;
	directory.inode = (uint64_t)about.st_ino;
	*array_add(&store->directories) = directory;
	close(fd);
	return STATUS_OK;
}

static enum status read_git_dir(struct store *store, int git_dir, struct error *err)
{
	struct stat about;

	if (fstat(git_dir, &about) < 0)
		return error_set(err, ERR_IO, "%s: %s", store->path, strerror(errno));
	store->device = (uint64_t)about.st_dev;
	store->inode = (uint64_t)about.st_ino;
	/* The config first: what it says of a format we do not read is the better message. */
	if (read_config(store, git_dir, err))
		return err->status;
	if (!discover_is_git_dir(git_dir))
		return error_set(err, ERR_DAMAGED,
				 "%s: not a git directory (HEAD, objects or refs is missing, damaged or a link)",
				 store->path);
	return find_objects(store, err) || read_shallow(store, git_dir, err) ? err->status : STATUS_OK;
}

static enum status open_at(struct store *store, const char *common_dir, struct error *err)
{
	int git_dir = file_open_any(AT_FDCWD, common_dir, O_RDONLY | O_DIRECTORY);
	enum status status;

	if (git_dir < 0)
		return error_set(err, ERR_IO, "%s: %s", common_dir, strerror(errno));
	store->path = arena_text(&store->arena, slice_of(common_dir));
	status = read_git_dir(store, git_dir, err);
	close(git_dir);
	return status;
}

enum status store_open(const char *path, const struct store_options *options, struct store **store, struct error *err)
{
	struct store *s = mem_alloc(sizeof(*s));
	struct discovery found;
	enum status status;

	arena_init(&s->arena);
	s->name = options->name ? arena_text(&s->arena, slice_of(options->name)) : NULL;
	s->workers = options->workers;
	s->max_object = options->max_object ? options->max_object : STORE_MAX_OBJECT;
	s->libgit2 = options->libgit2;
	status = discover(path, &s->arena, &found, err);
	if (!status && found.kind == DISCOVERED_NOTHING)
		status = error_set(err, ERR_MISSING, "%s: not in a git repository", path);
	if (!status)
		status = open_at(s, found.common_dir, err);
	if (status)
		store_free(s);
	else
		*store = s;
	return status;
}

void store_free(struct store *store)
{
	if (!store)
		return;
	store_free(store->successor);
	direct_close(store->direct);
	array_release(&store->directories);
	array_release(&store->packs);
	array_release(&store->refs);
	for (size_t i = 0; i < store->indexes.len; i++)
		gitindex_release(&store->indexes.items[i]);
	array_release(&store->indexes);
	array_release(&store->shallow);
	mem_free(store->objects);
	mem_free(store->fan);
	mem_free(store->order);
	arena_release(&store->arena);
	mem_free(store);
}

uint32_t store_fan_part(const struct store *store, const uint8_t *id)
{
	return (uint32_t)((uint64_t)bytes_big32(id) >> (32 - store->fan_bits));
}

uint32_t store_find(const struct store *store, const uint8_t *id)
{
	const uint32_t part = store_fan_part(store, id);
	uint32_t low = store->fan ? store->fan[part] : 0, high = store->fan ? store->fan[part + 1] : 0, end = high;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (memcmp(store->objects[middle].id, id, SHA1_SIZE) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < end && memcmp(store->objects[low].id, id, SHA1_SIZE) == 0 ? low : STORE_NONE;
}

bool store_is_builtin(const uint8_t *id)
{
	static const uint8_t blob[SHA1_SIZE] = { 0xe6, 0x9d, 0xe2, 0x9b, 0xb2, 0xd1, 0xd6, 0x43, 0x4b, 0x8b,
						 0x29, 0xae, 0x77, 0x5a, 0xd8, 0xc2, 0xe4, 0x8c, 0x53, 0x91 };
	static const uint8_t tree[SHA1_SIZE] = { 0x4b, 0x82, 0x5d, 0xc6, 0x42, 0xcb, 0x6e, 0xb9, 0xa0, 0x60,
						 0xe5, 0x4b, 0xf8, 0xd6, 0x92, 0x88, 0xfb, 0xee, 0x49, 0x04 };

	return memcmp(id, blob, SHA1_SIZE) == 0 || memcmp(id, tree, SHA1_SIZE) == 0;
}

/* Where a kind begins and ends in the order. */
static void span(const struct store *store, enum object_type type, uint32_t *from, uint32_t *until)
{
	unsigned kind = type == OBJECT_COMMIT ? 0 : type == OBJECT_TAG ? 1 : type == OBJECT_TREE ? 2 : 3;

	*from = kind ? store->ends[kind - 1] : 0;
	*until = store->ends[kind];
}

uint32_t store_ranks(const struct store *store, enum object_type type)
{
	uint32_t from, until;

	span(store, type, &from, &until);
	return until - from + (store->ends[5] - store->ends[4]);
}

uint32_t store_rank(const struct store *store, uint32_t object, enum object_type type)
{
	const struct store_object *o = &store->objects[object];
	uint32_t from, until;

	if (!(o->flags & OBJECT_LOOSE))
		return o->type == type ? o->rank : STORE_NONE;
	span(store, type, &from, &until);
	return until - from + o->rank;
}

bool store_knows(const struct store *store, const uint8_t *id)
{
	for (; store; store = store->successor)
		if (store_find(store, id) != STORE_NONE)
			return true;
	return false;
}

void store_relist(struct store *store, bool force, struct coverage *coverage)
{
	struct store_options options = { .name = store->name,
					 .max_object = store->max_object,
					 .workers = store->workers,
					 .libgit2 = store->libgit2 };
	struct store *again;
	struct error err;

	if (store->direct) {
		if (force)
			direct_again(store->direct);
		return;
	}
	while (store->successor)
		store = store->successor;
	if (!force && store_names(store) == store->names)
		return;
	if (store_open(store->path, &options, &again, &err)) {
		store_fail(store, coverage, "vanished", err.text);
		return;
	}
	store_list(again, coverage);
	store->successor = again;
}

static const char *full_name(const struct store *store, const char *what, struct buffer *name)
{
	buffer_init(name, 65536);
	if (store->name && *store->name)
		buffer_print(name, "%s: ", store->name);
	buffer_add_text(name, what);
	return name->at;
}

void store_fail(const struct store *store, struct coverage *coverage, const char *reason, const char *what)
{
	struct buffer name;

	full_name(store, what, &name);
	coverage_fail(coverage, reason, buffer_slice(&name));
	buffer_release(&name);
}

void store_skip(const struct store *store, struct coverage *coverage, const char *reason, struct slice what)
{
	struct buffer name;

	full_name(store, "", &name);
	buffer_add(&name, what);
	coverage_skip(coverage, reason, buffer_slice(&name));
	buffer_release(&name);
}

void store_fail_id(const struct store *store, struct coverage *coverage, const char *reason, const uint8_t *id)
{
	char hex[2 * SHA1_SIZE + 1];

	store_fail(store, coverage, reason, text_write_hex(hex, slice_make((const char *)id, SHA1_SIZE)));
}
