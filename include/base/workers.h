/*
 * workers.h - the same job on several threads.
 */
#ifndef BASE_WORKERS_H
#define BASE_WORKERS_H

/* Processors this process may run on, at least 1. */
unsigned workers_available(void);

/*
 * Calls job(context, 0) ... job(context, count - 1), each on a thread of its
 * own (0 on the calling one), and returns when all have returned. Where a
 * thread cannot be started its call is made on the calling thread afterwards.
 */
void workers_run(unsigned count, void (*job)(void *context, unsigned worker), void *context);

#endif
