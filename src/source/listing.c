/* listing.c - see listing.h */
#include "source/listing.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"

#define ROOM_LEAST ((size_t)4096) /* holds any one name */

void listing_init(struct listing *l)
{
	*l = (struct listing){ .names = mem_alloc(LISTING_CHUNK) };
}

void listing_release(struct listing *l)
{
	mem_free(l->names);
	array_release(&l->items);
}

static enum listed_type type_of_mode(mode_t mode)
{
	if (S_ISREG(mode))
		return LISTED_FILE;
	if (S_ISDIR(mode))
		return LISTED_FOLDER;
	return S_ISLNK(mode) ? LISTED_LINK : LISTED_SPECIAL;
}

static enum listed_type type_of(int fd, const struct dirent *entry)
{
	struct stat about;

	switch (entry->d_type) {
	case DT_REG:
		return LISTED_FILE;
	case DT_DIR:
		return LISTED_FOLDER;
	case DT_LNK:
		return LISTED_LINK;
	case DT_UNKNOWN:
		/* Taken for a file, one that is gone by now is reported by whoever opens it. */
		return fstatat(fd, entry->d_name, &about, AT_SYMLINK_NOFOLLOW) < 0 ? LISTED_FILE
										   : type_of_mode(about.st_mode);
	default:
		return LISTED_SPECIAL;
	}
}

static bool is_dots(const char *name)
{
	return name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

static void add(struct listing *l, int fd, const struct dirent *entry)
{
	size_t size = strlen(entry->d_name) + 1;
	char *name = l->names + l->used;

	if (is_dots(entry->d_name))
		return;
	memcpy(name, entry->d_name, size);
	l->used += size;
	*array_add(&l->items) = (struct listed){ name, type_of(fd, entry) };
}

static int compare(const void *a, const void *b)
{
	const struct listed *left = a, *right = b;
	int folders = (left->type == LISTED_FOLDER) - (right->type == LISTED_FOLDER);

	return folders ? folders : strcmp(left->name, right->name);
}

static void sort(struct listing *l)
{
	if (l->items.len)
		qsort(l->items.items, l->items.len, sizeof(*l->items.items), compare);
	l->folders = l->items.len;
	while (l->folders > 0 && l->items.items[l->folders - 1].type == LISTED_FOLDER)
		l->folders--;
}

int listing_read(struct listing *l, int fd, size_t room, long *position, bool *more)
{
	DIR *stream = file_list(fcntl(fd, F_DUPFD_CLOEXEC, 0));
	struct dirent *entry;
	int error = 0;

	l->used = l->items.len = l->folders = 0;
	*more = false;
	if (!stream)
		return errno;
	if (*position)
		seekdir(stream, *position);
	room = room < 2 * ROOM_LEAST ? 2 * ROOM_LEAST : room < LISTING_CHUNK ? room : LISTING_CHUNK;
	while (!*more && (entry = file_next(stream))) {
		add(l, fd, entry);
		*position = telldir(stream);
		*more = l->used > room - ROOM_LEAST;
	}
	if (!*more)
		error = errno;
	closedir(stream);
	sort(l);
	return error;
}

bool listing_has(const struct listing *l, const char *name, enum listed_type type)
{
	size_t from = type == LISTED_FOLDER ? l->folders : 0;
	size_t to = type == LISTED_FOLDER ? l->items.len : l->folders;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int order = strcmp(l->items.items[middle].name, name);

		if (order == 0)
			return l->items.items[middle].type == type;
		if (order < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return false;
}
