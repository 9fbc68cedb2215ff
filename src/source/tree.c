/*
 * tree.c - see tree.h
 *
 * The walk is done by whoever calls next, a batch of names at a time: a name
 * costs it a fraction of what reading the file costs. Names are opened relative
 * to their folder, which the batch holds open, so no path is looked up twice.
 */
#include "source/tree.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/path.h"
#include "source/reader.h"
#include "source/walk.h"

#define BATCH_FILES   32
#define BATCH_FOLDERS 8   /* open at once for one batch */
#define OPEN_FOLDERS  256 /* for all batches */
#define BATCH_PATHS   ((size_t)256 * 1024)

struct named {
	enum walk_kind kind;
	size_t path, path_len, name_len; /* path: where it begins in the batch's paths */
	struct folder *folder;
	const char *operand, *reason;
};

struct batch {
	atomic_bool busy; /* handed out and not yet run */
	struct named files[BATCH_FILES];
	size_t len;
	struct folder *folders[BATCH_FOLDERS];
	size_t folders_len;
	struct buffer paths; /* each followed by a NUL */
};

struct batches ARRAY_OF(struct batch *);

struct tree {
	struct source source;
	struct walk *walk;
	unsigned workers;
	size_t folders_max; /* of one batch */
	struct batches batches;
	struct reader *readers; /* one per worker */
};

static struct batch *free_batch(struct tree *tree)
{
	struct batch *batch;

	for (size_t i = 0; i < tree->batches.len; i++)
		if (!atomic_load_explicit(&tree->batches.items[i]->busy, memory_order_acquire))
			return tree->batches.items[i];
	batch = mem_alloc(sizeof(*batch));
	buffer_init(&batch->paths, SIZE_MAX / 2); /* bounded by BATCH_PATHS and the walk's longest path */
	*array_add(&tree->batches) = batch;
	return batch;
}

static void hold_folder(struct batch *batch, struct folder *folder)
{
	if (!folder || (batch->folders_len && batch->folders[batch->folders_len - 1] == folder))
		return;
	folder_hold(folder);
	batch->folders[batch->folders_len++] = folder;
}

static void batch_add(struct batch *batch, const struct walk_entry *entry)
{
	batch->files[batch->len++] = (struct named){
		.kind = entry->kind,
		.path = batch->paths.len,
		.path_len = entry->path.len,
		.name_len = entry->name_len,
		.folder = entry->folder,
		.operand = entry->operand,
		.reason = entry->reason,
	};
	buffer_add(&batch->paths, entry->path);
	buffer_add_byte(&batch->paths, '\0');
	hold_folder(batch, entry->folder);
}

static bool batch_is_full(const struct tree *tree, const struct batch *batch)
{
	return batch->len == BATCH_FILES || batch->folders_len == tree->folders_max || batch->paths.len > BATCH_PATHS;
}

static bool tree_next(struct source *source, struct unit *unit)
{
	struct tree *tree = (struct tree *)source;
	struct batch *batch = free_batch(tree);
	struct walk_entry entry;

	batch->len = batch->folders_len = 0;
	buffer_clear(&batch->paths);
	while (!batch_is_full(tree, batch) && walk_next(tree->walk, &entry))
		batch_add(batch, &entry);
	if (batch->len == 0)
		return false;
	atomic_store_explicit(&batch->busy, true, memory_order_relaxed);
	*unit = (struct unit){ .first = source->done, .count = batch->len, .data = batch };
	source->done += batch->len;
	return true;
}

/* One thing to be read, with all that reading it takes. */
struct job {
	const struct named *named;
	struct content content;
	int at; /* folder and name to open */
	const char *name;
	struct reader *reader;
	struct sink *sink;
};

static void read_link(struct job *job)
{
	char *text = reader_buffer(job->reader);
	long len = job->named->operand ? path_read_link(job->name, text, READER_WHOLE)
				       : readlinkat(job->at, job->name, text, READER_WHOLE);

	if (len < 0) {
		/* EINVAL: no link any more */
		coverage_fail(job->sink->coverage, errno == EINVAL ? "vanished" : reader_reason(errno),
			      job->content.path);
		return;
	}
	job->content.kind = PLACE_SYMLINK;
	job->content.bytes = slice_make(text, (size_t)len);
	job->sink->content(job->sink, &job->content);
	job->sink->coverage->files++;
}

/* What was listed as a file and is something else by now. */
static void note_other(struct job *job, mode_t mode)
{
	if (S_ISDIR(mode))
		coverage_fail(job->sink->coverage, "vanished", job->content.path);
	else if (job->named->operand)
		coverage_fail(job->sink->coverage, "special", job->content.path);
	else
		coverage_skip(job->sink->coverage, "special", job->content.path);
}

static void read_open(struct job *job, int fd)
{
	struct stat about;
	bool delivered;
	int error;

	if (fstat(fd, &about) < 0) {
		coverage_fail(job->sink->coverage, reader_reason(errno), job->content.path);
		return;
	}
	if (!S_ISREG(about.st_mode)) {
		note_other(job, about.st_mode);
		return;
	}
	error = reader_deliver(job->reader, fd, (uint64_t)about.st_size, &job->content, job->sink, &delivered);
	job->sink->coverage->files += delivered;
	if (error)
		coverage_fail(job->sink->coverage, reader_reason(error), job->content.path);
}

static void read_file(struct job *job)
{
	const int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY;
	int fd = job->named->operand ? path_open(job->name, flags)
				     : file_open_any(job->at, job->name, flags | O_NOFOLLOW);

	if (fd >= 0) {
		read_open(job, fd);
		close(fd);
	} else if (errno == ELOOP) {
		read_link(job);
	} else if (errno == ENXIO) {
		note_other(job, S_IFSOCK);
	} else {
		coverage_fail(job->sink->coverage, reader_reason(errno), job->content.path);
	}
}

static void read_named(struct tree *tree, const struct batch *batch, const struct named *named, unsigned worker,
		       struct sink *sink)
{
	struct slice path = slice_make(batch->paths.at + named->path, named->path_len);
	struct job job = {
		.named = named,
		.content = { .kind = named->kind == WALK_CONFIG ? PLACE_CONFIG : PLACE_FILE,
			     .state = STATE_TREE,
			     .path = path },
		.at = named->folder ? named->folder->fd : AT_FDCWD,
		.name = named->operand ? named->operand : path.at + path.len - named->name_len,
		.reader = &tree->readers[worker],
		.sink = sink,
	};

	switch (named->kind) {
	case WALK_SKIPPED:
		coverage_skip(sink->coverage, named->reason, path);
		break;
	case WALK_FAILED:
		coverage_fail(sink->coverage, named->reason, path);
		break;
	case WALK_SYMLINK:
		read_link(&job);
		break;
	case WALK_FILE:
	case WALK_CONFIG:
		read_file(&job);
		break;
	}
}

static void tree_run(struct source *source, struct unit *unit, unsigned worker, struct sink *sink)
{
	struct tree *tree = (struct tree *)source;
	struct batch *batch = unit->data;

	assert(worker < tree->workers);
	for (size_t i = 0; i < batch->len; i++)
		read_named(tree, batch, &batch->files[i], worker, sink);
	while (batch->folders_len)
		folder_drop(batch->folders[--batch->folders_len]);
	atomic_store_explicit(&batch->busy, false, memory_order_release);
}

static void tree_close(struct source *source)
{
	struct tree *tree = (struct tree *)source;

	for (size_t i = 0; i < tree->batches.len; i++) {
		struct batch *batch = tree->batches.items[i];

		while (batch->folders_len)
			folder_drop(batch->folders[--batch->folders_len]);
		buffer_release(&batch->paths);
		mem_free(batch);
	}
	array_release(&tree->batches);
	for (unsigned i = 0; i < tree->workers; i++)
		reader_release(&tree->readers[i]);
	mem_free(tree->readers);
	walk_free(tree->walk);
	mem_free(tree);
}

static const struct source_ops tree_ops = {
	.name = "tree",
	.next = tree_next,
	.run = tree_run,
	.close = tree_close,
};

struct source *tree_open(const struct tree_options *options)
{
	struct tree *tree = mem_alloc(sizeof(*tree));
	size_t share = OPEN_FOLDERS / (options->workers ? options->workers : 1);

	tree->source.ops = &tree_ops;
	tree->workers = options->workers ? options->workers : 1;
	tree->folders_max = share > BATCH_FOLDERS ? BATCH_FOLDERS : share ? share : 1;
	tree->readers = mem_alloc_array(tree->workers, sizeof(*tree->readers));
	tree->walk = walk_new(options);
	return &tree->source;
}

const struct tree_stores *tree_stores(const struct source *source)
{
	return walk_stores(((const struct tree *)source)->walk);
}
