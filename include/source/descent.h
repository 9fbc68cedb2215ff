/*
 * descent.h - the open folders from an operand down to where the walk is.
 *
 * At most DESCENT_OPEN of them are open: the upper ones are closed and found
 * again through "..", so that depth costs no descriptors. Every step down is one
 * openat that does not follow links, and a folder found again must be the same
 * inode, so nothing that is moved or exchanged meanwhile leads out of the tree.
 */
#ifndef SOURCE_DESCENT_H
#define SOURCE_DESCENT_H

#include <fcntl.h>
#include <stdatomic.h>
#include <sys/types.h>

#include "base/array.h"
#include "base/buffer.h"

#define DESCENT_OPEN  32
#define DESCENT_FLAGS (O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC)

/* An open folder. The descent and each batch of files from it hold it; the last to let go closes it. */
struct folder {
	int fd;
	atomic_uint holders;
};

void folder_hold(struct folder *folder);
void folder_drop(struct folder *folder); /* NULL is fine */

struct step {
	struct folder *folder; /* NULL: closed to save descriptors, or lost */
	dev_t device;          /* of closed ones: to know them again */
	ino_t inode;
	size_t path_len; /* the path of this folder, its slash included */
};

struct descent {
	struct steps ARRAY_OF(struct step) steps;
	size_t first_open; /* the steps before this one are closed */
	const char *operand;
	struct buffer path; /* of the innermost folder, and what the owner adds behind its slash */
};

void descent_init(struct descent *d, size_t path_max);
void descent_release(struct descent *d);

/* Begins anew; `operand` is where the first folder can be opened by path, and must outlive the descent. */
void descent_start(struct descent *d, const char *operand);

/* Goes into the folder that `path` names, already open as `fd`, which is the descent's from now on. */
void descent_enter(struct descent *d, int fd);
void descent_leave(struct descent *d);

/* The innermost folder; NULL when it could not be found again. */
struct folder *descent_folder(const struct descent *d);

#endif
