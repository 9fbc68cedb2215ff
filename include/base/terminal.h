/*
 * terminal.h - what may be sent to a terminal or a CI log, and how it looks there.
 *
 * Names, refs, authors and messages come from whoever wrote the repository.
 * Everything of that kind goes through terminal_add_escaped before it reaches
 * standard output or standard error as text.
 */
#ifndef BASE_TERMINAL_H
#define BASE_TERMINAL_H

#include "base/buffer.h"

enum terminal_when { TERMINAL_AUTO, TERMINAL_ALWAYS, TERMINAL_NEVER };

enum terminal_style {
	STYLE_PLAIN, /* ends every other style */
	STYLE_BOLD,
	STYLE_DIM,
	STYLE_RED,
	STYLE_BOLD_RED,
	STYLE_YELLOW,
	STYLE_CYAN,
	STYLE_GREEN
};

bool terminal_is(int fd);        /* a terminal that understands escapes: not TERM=dumb */
unsigned terminal_width(int fd); /* columns; 0 when it is not a terminal or does not say */
bool terminal_is_ours(int fd);   /* a terminal, and we are not in the background of it */

/* "auto", "always", "never"; false for another word. */
bool terminal_when_from(const char *name, enum terminal_when *when);

/*
 * Whether to colour what goes to `fd`. The option decides unless it is auto;
 * then NO_COLOR (not empty), CLICOLOR_FORCE (not empty, not 0), and at last
 * whether fd is a terminal.
 */
bool terminal_wants_colour(int fd, enum terminal_when when);

/* Starts a style; nothing when `colour` is false. */
void terminal_add_style(struct buffer *out, bool colour, enum terminal_style style);

/*
 * Adds `text` so that it can do nothing but be read: the result is valid
 * UTF-8 on one line without control characters, whatever the input.
 *
 *     control characters, DEL, bytes that are not UTF-8     \x1b
 *     C1 controls, line separators, invisible and
 *     bidirectional formatting characters                   \u{202e}
 *     the first # of what CI systems obey anywhere in a
 *     line (##[...], ##vso[...], ##teamcity[...])           \x23
 *
 * What they obey at the start of a line only (::error ...) is for the caller
 * to prevent: never begin a line with text that is not ours.
 */
void terminal_add_escaped(struct buffer *out, struct slice text);

/* How many columns escaped text takes: wide East Asian characters and emoji two, the others one. */
size_t terminal_columns(struct slice text);

/* The longest part of escaped text, from its start, that takes at most `columns`. */
struct slice terminal_cut(struct slice text, size_t columns);

#endif
