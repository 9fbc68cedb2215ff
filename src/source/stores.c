/* stores.c - see stores.h */
#include "source/stores.h"

#include <unistd.h>

#include "base/file.h"
#include "store/git_text.h"

#define LINK_MAX ((size_t)8 * 1024)

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

static bool add_file(struct stores *s, int at, const char *name, struct slice path)
{
	struct slice target;
	struct buffer text;
	enum status status;
	struct error err;
	bool added = true;

	buffer_init(&text, GIT_TEXT_MAX);
	status = file_read_at(at, name, false, &text, &err);
	if (!status && git_text_pointer(buffer_slice(&text), &target))
		added = add(s, TREE_STORE_FILE, path, target);
	else if (status == ERR_IO) /* whoever opens the store tells why */
		added = add(s, TREE_STORE_FILE, path, SLICE_NONE);
	buffer_release(&text);
	return added;
}

bool stores_add_pointer(struct stores *s, int at, const char *name, struct slice path)
{
	char text[LINK_MAX];
	ssize_t len = readlinkat(at, name, text, sizeof(text));

	return len >= 0 ? add(s, TREE_STORE_LINK, path, slice_make(text, (size_t)len)) : add_file(s, at, name, path);
}
