/*
 * fault.c - makes one call into the C library fail: a library for LD_PRELOAD.
 *
 *     KEYSIEVE_FAULT=KIND:N       the N-th call of that kind after main began fails; 0: none does
 *     KEYSIEVE_FAULT=KIND:N+      so do all that follow
 *     KEYSIEVE_FAULT_LOG=FILE     what failed is added to FILE, a line each; at the end "count C", all calls of the
 * kind
 *
 * The kinds are the rows of `kinds`. A failed close has closed all the same, as
 * on Linux. "short" is a read that gives one byte and no error, "interrupted" a
 * read or write that a signal cut off before it did anything: a program must not
 * notice either. Allocations go to glibc's own names for them, so that nothing
 * is looked up while memory is asked for.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum kind {
	ALLOC,
	OPEN,
	READ,
	SHORT,
	INTERRUPTED,
	PREAD,
	WRITE,
	STAT,
	SYNC,
	RENAME,
	CLOSE,
	READDIR,
	READLINK,
	MMAP,
	THREAD
};

static const struct {
	const char *name;
	int number; /* errno */
} kinds[] = {
	[ALLOC] = { "alloc", ENOMEM },
	[OPEN] = { "open", EMFILE },
	[READ] = { "read", EIO },
	[SHORT] = { "short", 0 },
	[INTERRUPTED] = { "interrupted", EINTR },
	[PREAD] = { "pread", EIO },
	[WRITE] = { "write", ENOSPC },
	[STAT] = { "stat", EIO },
	[SYNC] = { "sync", EIO },
	[RENAME] = { "rename", EACCES },
	[CLOSE] = { "close", EIO },
	[READDIR] = { "readdir", EIO },
	[READLINK] = { "readlink", EIO },
	[MMAP] = { "mmap", ENOMEM },
	[THREAD] = { "thread", EAGAIN },
};

static atomic_bool armed;
static atomic_ulong calls;
static enum kind chosen;
static unsigned long first;
static bool all_after;
static int log_fd = -1;

static void note(const char *format, ...)
{
	char line[512];
	va_list args;
	int len;

	if (log_fd < 0)
		return;
	va_start(args, format);
	len = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	syscall(SYS_write, log_fd, line, (size_t)len < sizeof(line) ? (size_t)len : sizeof(line) - 1);
}

/* Whether this call, on `what` and from `caller`, is to fail; sets errno then. */
static bool fails(enum kind kind, const char *what, const void *caller)
{
	unsigned long call;
	Dl_info about;
	const char *from = "?";

	if (kind != chosen || !atomic_load(&armed))
		return false;
	call = atomic_fetch_add(&calls, 1) + 1;
	if (first == 0 || call < first || (call > first && !all_after))
		return false;
	atomic_store(&armed, false);
	if (dladdr(caller, &about) && about.dli_fname)
		from = strrchr(about.dli_fname, '/') ? strrchr(about.dli_fname, '/') + 1 : about.dli_fname;
	note("%s:%lu %s in %s\n", kinds[kind].name, call, what ? what : "", from);
	atomic_store(&armed, true);
	errno = kinds[kind].number;
	return true;
}

static bool fails_on(enum kind kind, int fd, const void *caller)
{
	char link[64], path[256];
	long len;

	if (kind != chosen || !atomic_load(&armed))
		return false;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof(path) - 1);
	path[len < 0 ? 0 : len] = '\0';
	return fails(kind, path, caller);
}

#define CALLER     __builtin_return_address(0)
#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name)
{
	void *found = dlsym(RTLD_NEXT, name);

	if (!found)
		abort();
	return found;
}

/* --- memory */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size)
{
	return fails(ALLOC, "malloc", CALLER) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails(ALLOC, "calloc", CALLER) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return fails(ALLOC, "realloc", CALLER) ? NULL : __libc_realloc(old, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
	if (fails(ALLOC, "posix_memalign", CALLER))
		return ENOMEM;
	*memory = __libc_memalign(alignment, size);
	return *memory ? 0 : ENOMEM;
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return fails(ALLOC, "aligned_alloc", CALLER) ? NULL : __libc_memalign(alignment, size);
}

void *mmap(void *at, size_t len, int protection, int flags, int fd, off_t offset)
{
	/* Only files and what code is compiled into: the rest is how the library gets its own memory. */
	bool counts = fd >= 0 || (protection & PROT_EXEC);

	return counts && fails(MMAP, "", CALLER) ? MAP_FAILED : REAL(mmap)(at, len, protection, flags, fd, offset);
}

/* --- names */

int open(const char *path, int flags, ...)
{
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = va_arg(args, mode_t);
	va_end(args);
	return fails(OPEN, path, CALLER) ? -1 : REAL(open)(path, flags, mode);
}

int openat(int at, const char *path, int flags, ...)
{
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = va_arg(args, mode_t);
	va_end(args);
	return fails(OPEN, path, CALLER) ? -1 : REAL(openat)(at, path, flags, mode);
}

int mkostemp(char *template, int flags)
{
	return fails(OPEN, template, CALLER) ? -1 : REAL(mkostemp)(template, flags);
}

DIR *opendir(const char *path)
{
	return fails(OPEN, path, CALLER) ? NULL : REAL(opendir)(path);
}

DIR *fdopendir(int fd)
{
	return fails_on(OPEN, fd, CALLER) ? NULL : REAL(fdopendir)(fd);
}

int stat(const char *path, struct stat *about)
{
	return fails(STAT, path, CALLER) ? -1 : REAL(stat)(path, about);
}

int lstat(const char *path, struct stat *about)
{
	return fails(STAT, path, CALLER) ? -1 : REAL(lstat)(path, about);
}

int fstat(int fd, struct stat *about)
{
	return fails_on(STAT, fd, CALLER) ? -1 : REAL(fstat)(fd, about);
}

int fstatat(int at, const char *path, struct stat *about, int flags)
{
	return fails(STAT, path, CALLER) ? -1 : REAL(fstatat)(at, path, about, flags);
}

int access(const char *path, int mode)
{
	return fails(STAT, path, CALLER) ? -1 : REAL(access)(path, mode);
}

char *realpath(const char *path, char *to)
{
	return fails(STAT, path, CALLER) ? NULL : REAL(realpath)(path, to);
}

char *getcwd(char *to, size_t size)
{
	return fails(STAT, "getcwd", CALLER) ? NULL : REAL(getcwd)(to, size);
}

ssize_t readlink(const char *path, char *to, size_t max)
{
	return fails(READLINK, path, CALLER) ? -1 : REAL(readlink)(path, to, max);
}

ssize_t readlinkat(int at, const char *path, char *to, size_t max)
{
	return fails(READLINK, path, CALLER) ? -1 : REAL(readlinkat)(at, path, to, max);
}

int rename(const char *from, const char *to)
{
	return fails(RENAME, to, CALLER) ? -1 : REAL(rename)(from, to);
}

struct dirent *readdir(DIR *folder)
{
	return fails_on(READDIR, dirfd(folder), CALLER) ? NULL : REAL(readdir)(folder);
}

/* --- bytes */

ssize_t read(int fd, void *to, size_t max)
{
	if (fails_on(READ, fd, CALLER) || fails_on(INTERRUPTED, fd, CALLER))
		return -1;
	return REAL(read)(fd, to, max && fails_on(SHORT, fd, CALLER) ? 1 : max);
}

ssize_t pread(int fd, void *to, size_t max, off_t offset)
{
	if (fails_on(PREAD, fd, CALLER) || fails_on(INTERRUPTED, fd, CALLER))
		return -1;
	return REAL(pread)(fd, to, max && fails_on(SHORT, fd, CALLER) ? 1 : max, offset);
}

ssize_t write(int fd, const void *from, size_t len)
{
	if (fails_on(WRITE, fd, CALLER) || fails_on(INTERRUPTED, fd, CALLER))
		return -1;
	return REAL(write)(fd, from, len && fails_on(SHORT, fd, CALLER) ? 1 : len);
}

int fsync(int fd)
{
	return fails_on(SYNC, fd, CALLER) ? -1 : REAL(fsync)(fd);
}

int close(int fd)
{
	bool failed = fails_on(CLOSE, fd, CALLER);
	int result = REAL(close)(fd);

	if (!failed)
		return result;
	errno = kinds[CLOSE].number;
	return -1;
}

int pthread_create(pthread_t *thread, const pthread_attr_t *how, void *(*run)(void *), void *argument)
{
	return fails(THREAD, "", CALLER) ? EAGAIN : REAL(pthread_create)(thread, how, run, argument);
}

/* --- from when to when */

static int (*program)(int, char **, char **);

static void choose(const char *text)
{
	const char *colon = strchr(text, ':');
	char *end;

	for (size_t i = 0; colon && i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strlen(kinds[i].name) == (size_t)(colon - text) &&
		    strncmp(text, kinds[i].name, strlen(kinds[i].name)) == 0) {
			chosen = (enum kind)i;
			first = strtoul(colon + 1, &end, 10);
			all_after = *end == '+';
			atomic_store(&armed, true);
			return;
		}
	fprintf(stderr, "fault: KEYSIEVE_FAULT=%s: no such kind\n", text);
	_exit(99);
}

static int run(int argc, char **argv, char **environment)
{
	const char *fault = getenv("KEYSIEVE_FAULT"), *log = getenv("KEYSIEVE_FAULT_LOG");
	int status;

	if (log)
		log_fd = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fault)
		choose(fault);
	status = program(argc, argv, environment);
	atomic_store(&armed, false);
	note("count %lu\n", atomic_load(&calls));
	return status;
}

int __libc_start_main(int (*)(int, char **, char **), int, char **, void (*)(void), void (*)(void), void (*)(void),
		      void *);

int __libc_start_main(int (*main_)(int, char **, char **), int argc, char **argv, void (*init)(void),
		      void (*fini)(void), void (*end)(void), void *stack)
{
	program = main_;
	return REAL(__libc_start_main)(run, argc, argv, init, fini, end, stack);
}
