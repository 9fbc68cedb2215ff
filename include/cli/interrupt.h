/*
 * interrupt.h - what a signal that ends the program leaves behind: nothing.
 *
 * SIGINT, SIGTERM and SIGHUP kill us as they would without a handler, so that
 * the shell sees 130, 143 and 129 and a loop around us ends too; only the
 * progress line is taken away first. No report is half written: file_write
 * lets no signal in between its temporary file and the renaming.
 */
#ifndef CLI_INTERRUPT_H
#define CLI_INTERRUPT_H

#include "report/progress.h"

void interrupt_catch(void); /* once, at the start */

/* From now on a signal takes this line away; NULL: there is none. */
void interrupt_clears(struct progress *progress);

#endif
