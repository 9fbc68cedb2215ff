/* descent.c - see descent.h */
#include "source/descent.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/path.h"

void folder_hold(struct folder *folder)
{
	atomic_fetch_add_explicit(&folder->holders, 1, memory_order_relaxed);
}

void folder_drop(struct folder *folder)
{
	if (!folder || atomic_fetch_sub_explicit(&folder->holders, 1, memory_order_acq_rel) != 1)
		return;
	close(folder->fd);
	mem_free(folder);
}

static struct folder *folder_new(int fd)
{
	struct folder *folder = mem_alloc(sizeof(*folder));

	folder->fd = fd;
	atomic_init(&folder->holders, 1);
	return folder;
}

void descent_init(struct descent *d, size_t path_max)
{
	*d = (struct descent){ 0 };
	buffer_init(&d->path, path_max);
}

void descent_release(struct descent *d)
{
	for (size_t i = 0; i < d->steps.len; i++)
		folder_drop(d->steps.items[i].folder);
	array_release(&d->steps);
	buffer_release(&d->path);
}

void descent_start(struct descent *d, const char *operand)
{
	d->first_open = 0;
	d->operand = operand;
	buffer_clear(&d->path);
}

static void close_upper(struct descent *d)
{
	struct step *step = &d->steps.items[d->first_open];
	struct stat about;

	if (d->steps.len - d->first_open <= DESCENT_OPEN)
		return;
	if (step->folder && fstat(step->folder->fd, &about) == 0) {
		step->device = about.st_dev;
		step->inode = about.st_ino;
	}
	folder_drop(step->folder);
	step->folder = NULL;
	d->first_open++;
}

void descent_enter(struct descent *d, int fd)
{
	if (d->path.len && d->path.at[d->path.len - 1] != '/')
		buffer_add_byte(&d->path, '/');
	*array_add(&d->steps) = (struct step){ .folder = folder_new(fd), .path_len = d->path.len };
	close_upper(d);
}

static int if_same(int fd, const struct step *step)
{
	struct stat about;

	if (fd < 0 || (fstat(fd, &about) == 0 && about.st_dev == step->device && about.st_ino == step->inode))
		return fd;
	close(fd);
	return -1;
}

/* Opens the innermost folder by its names, from the operand down. */
static int open_from_operand(struct descent *d)
{
	int fd = path_open(d->operand, DESCENT_FLAGS);

	for (size_t i = 1; fd >= 0 && i < d->steps.len; i++) {
		size_t from = d->steps.items[i - 1].path_len, to = d->steps.items[i].path_len - 1;
		int upper = fd;

		d->path.at[to] = '\0'; /* where its slash was */
		fd = file_open_any(upper, d->path.at + from, DESCENT_FLAGS | O_NOFOLLOW);
		d->path.at[to] = '/';
		close(upper);
	}
	return fd;
}

/* Finds the innermost folder again: as the parent of `below`, else by name. */
static void reopen(struct descent *d, const struct folder *below)
{
	struct step *step = &d->steps.items[d->steps.len - 1];
	int fd = below ? if_same(file_open_any(below->fd, "..", DESCENT_FLAGS), step) : -1;

	if (fd < 0)
		fd = if_same(open_from_operand(d), step);
	if (fd >= 0)
		step->folder = folder_new(fd);
	d->first_open = d->steps.len - 1;
}

void descent_leave(struct descent *d)
{
	struct folder *left = d->steps.items[--d->steps.len].folder;

	if (d->steps.len) {
		buffer_truncate(&d->path, d->steps.items[d->steps.len - 1].path_len);
		if (d->first_open >= d->steps.len)
			reopen(d, left);
	}
	folder_drop(left);
}

struct folder *descent_folder(const struct descent *d)
{
	return d->steps.len ? d->steps.items[d->steps.len - 1].folder : NULL;
}
