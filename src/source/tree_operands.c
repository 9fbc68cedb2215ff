/* tree_operands.c - what the user names, before anything is read; see tree.h */
#include "source/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/path.h"

enum status tree_check_operands(struct text_list operands, struct error *err)
{
	struct stat about;

	for (size_t i = 0; i < operands.len; i++) {
		const char *path = operands.items[i];

		/* What cannot be looked at for another reason exists, and fails when it is read. */
		if (path_stat(path, false, &about) == 0 || (errno != ENOENT && errno != ENOTDIR))
			continue;
		return error_set(err, ERR_MISSING, "%s: %s", *path ? path : "\"\"", strerror(errno));
	}
	return STATUS_OK;
}

static void split(struct slice list, struct arena *arena, struct text_list *operands)
{
	char separator = slice_find_byte(list, '\0', 0) == SLICE_NOWHERE ? '\n' : '\0';
	struct slice rest = list, name;
	size_t count = 0;
	const char **items;

	while (slice_cut(&rest, separator, &name))
		count += name.len != 0;
	items = arena_alloc_array(arena, count, sizeof(*items));
	*operands = (struct text_list){ items, count };
	for (rest = list; slice_cut(&rest, separator, &name);)
		if (name.len)
			*items++ = arena_text(arena, name);
}

enum status tree_read_list(const char *file, struct arena *arena, struct text_list *operands, struct error *err)
{
	bool standard = strcmp(file, "-") == 0;
	/* Not file_read: a list may come from a pipe, <(git ls-files). */
	int fd = standard ? STDIN_FILENO : file_open_any(AT_FDCWD, file, O_RDONLY | O_NOCTTY);
	enum status status;
	struct buffer list;

	if (fd < 0)
		return error_set(err, errno == ENOENT ? ERR_MISSING : ERR_IO, "%s: %s", file, strerror(errno));
	buffer_init(&list, TREE_LIST_MAX);
	status = file_read_all(fd, standard ? "standard input" : file, &list, err);
	if (!status)
		split(buffer_slice(&list), arena, operands);
	buffer_release(&list);
	if (!standard)
		close(fd);
	return status;
}
