/* interrupt.c - see interrupt.h */
#include "cli/interrupt.h"

#include <errno.h>
#include <signal.h>

static struct progress *_Atomic shown;

void interrupt_clears(struct progress *progress)
{
	atomic_store(&shown, progress);
}

/* SA_RESETHAND has put the default back: the second raise ends the program. */
static void clear_and_die(int signal)
{
	struct progress *progress = atomic_load(&shown);
	int before = errno;

	if (progress)
		progress_end(progress);
	errno = before;
	raise(signal);
}

void interrupt_catch(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	const struct sigaction catch = { .sa_handler = clear_and_die, .sa_flags = (int)SA_RESETHAND };

	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++) {
		struct sigaction now;

		/* What nohup or a shell without job control has us ignore stays ignored. */
		if (sigaction(signals[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
			sigaction(signals[i], &catch, NULL);
	}
}
