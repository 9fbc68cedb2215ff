/* workers.c - see workers.h */
#include "base/workers.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>

#include "base/memory.h"

struct task {
	void (*job)(void *context, unsigned worker);
	void *context;
	unsigned worker;
	pthread_t thread;
	bool started;
};

unsigned workers_available(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) < 0)
		return 1;
	return (unsigned)CPU_COUNT(&set);
}

static void *run(void *argument)
{
	struct task *task = argument;

	task->job(task->context, task->worker);
	return NULL;
}

void workers_run(unsigned count, void (*job)(void *context, unsigned worker), void *context)
{
	struct task *tasks = mem_alloc_array(count, sizeof(*tasks));

	for (unsigned i = 1; i < count; i++) {
		tasks[i] = (struct task){ .job = job, .context = context, .worker = i };
		tasks[i].started = pthread_create(&tasks[i].thread, NULL, run, &tasks[i]) == 0;
	}
	job(context, 0);
	for (unsigned i = 1; i < count; i++) {
		if (tasks[i].started)
			pthread_join(tasks[i].thread, NULL);
		else
			job(context, i);
	}
	mem_free(tasks);
}
