/*
 * explain_text.h - an explanation (scan/explain.h) as text: a paragraph for each
 * match, the rules that missed, and the verdict in the last line.
 */
#ifndef CLI_EXPLAIN_TEXT_H
#define CLI_EXPLAIN_TEXT_H

#include "base/buffer.h"
#include "scan/explain.h"

struct explain_text {
	const char *name; /* of the file, as the user gave it */
	bool show_secrets, verbose, colour;
};

void explain_print(struct buffer *out, const struct explanation *x, const struct explain_options *asked,
		   const struct explain_text *how);

#endif
