/* stores.c - see stores.h */
#include "source/stores.h"

#include <unistd.h>

#include "base/file.h"

#define POINTER_MAX ((size_t)8 * 1024)

void stores_init(struct stores *s)
{
	*s = (struct stores){ 0 };
	arena_init(&s->arena);
}

void stores_release(struct stores *s)
{
	array_release(&s->list);
	arena_release(&s->arena);
}

static bool add(struct stores *s, enum tree_store_kind kind, struct slice path, struct slice target)
{
	if (s->arena.used + path.len + target.len > STORES_BYTES_MAX)
		return false;
	*array_add(&s->list) = (struct tree_store){
		.kind = kind,
		.path = arena_text(&s->arena, path),
		.target = target.at ? arena_text(&s->arena, target) : NULL,
	};
	return true;
}

bool stores_add_directory(struct stores *s, struct slice path)
{
	if (path.len > 1 && path.at[path.len - 1] == '/')
		path.len--;
	return add(s, TREE_STORE_DIRECTORY, path.len ? path : SLICE("."), SLICE_NONE);
}

static bool add_file(struct stores *s, int fd, struct slice path)
{
	static const struct slice mark = { "gitdir:", 7 };
	char text[POINTER_MAX];
	long len = file_read_some(fd, text, sizeof(text));
	struct slice pointer = slice_make(text, len < 0 ? 0 : (size_t)len);

	if (!slice_starts(pointer, mark))
		return true;
	return add(s, TREE_STORE_FILE, path, slice_trim(slice_sub(pointer, mark.len, pointer.len)));
}

bool stores_add_pointer(struct stores *s, int at, const char *name, struct slice path)
{
	char text[POINTER_MAX];
	ssize_t len = readlinkat(at, name, text, sizeof(text));
	struct error err;
	bool added;
	int fd;

	if (len >= 0)
		return add(s, TREE_STORE_LINK, path, slice_make(text, (size_t)len));
	if (file_open(at, name, false, &fd, &err))
		return true;
	added = add_file(s, fd, path);
	close(fd);
	return added;
}
