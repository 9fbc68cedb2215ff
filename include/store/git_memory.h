/*
 * git_memory.h - what libgit2 allocates with.
 *
 * libgit2 1.5 crashes in many places when it gets no memory. With these
 * functions, those of memory.h, it gets what is small or the process ends; the
 * NULL that it looks for, before it makes room for an object, it still gets.
 */
#ifndef STORE_GIT_MEMORY_H
#define STORE_GIT_MEMORY_H

/* `opts` is git_libgit2_opts, which the process has not yet used for anything else. 0, or negative as that says. */
int git_memory_set(int (*opts)(int option, ...));

#endif
