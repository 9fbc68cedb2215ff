/* terminal.c - see terminal.h */
#include "base/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"

bool terminal_is(int fd)
{
	const char *term = getenv("TERM");

	return isatty(fd) && term && *term && strcmp(term, "dumb") != 0;
}

bool terminal_is_ours(int fd)
{
	return terminal_is(fd) && tcgetpgrp(fd) == getpgrp();
}

unsigned terminal_width(int fd)
{
	struct winsize size;

	return isatty(fd) && ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

bool terminal_when_from(const char *name, enum terminal_when *when)
{
	static const char *const names[] = { "auto", "always", "never" };

	for (int i = 0; i < 3; i++) {
		if (strcmp(names[i], name) == 0) {
			*when = (enum terminal_when)i;
			return true;
		}
	}
	return false;
}

static bool is_set(const char *variable)
{
	const char *value = getenv(variable);

	return value && *value;
}

bool terminal_wants_colour(int fd, enum terminal_when when)
{
	if (when != TERMINAL_AUTO)
		return when == TERMINAL_ALWAYS;
	if (is_set("NO_COLOR"))
		return false;
	if (is_set("CLICOLOR_FORCE") && strcmp(getenv("CLICOLOR_FORCE"), "0") != 0)
		return true;
	return terminal_is(fd);
}

void terminal_add_style(struct buffer *out, bool colour, enum terminal_style style)
{
	static const char *const codes[] = {
		[STYLE_PLAIN] = "\033[0m", [STYLE_BOLD] = "\033[1m",        [STYLE_DIM] = "\033[2m",
		[STYLE_RED] = "\033[31m",  [STYLE_BOLD_RED] = "\033[1;31m", [STYLE_YELLOW] = "\033[33m",
		[STYLE_CYAN] = "\033[36m", [STYLE_GREEN] = "\033[32m",
	};

	if (colour)
		buffer_add_text(out, codes[style]);
}

struct range {
	uint32_t first, last;
};

static bool is_in(const struct range *ranges, size_t count, uint32_t code)
{
	for (size_t i = 0; i < count && ranges[i].first <= code; i++)
		if (code <= ranges[i].last)
			return true;
	return false;
}

/*
 * Characters that move, hide or reorder what is shown beside them. The joiners
 * U+200C and U+200D stay: Persian and emoji names need them.
 */
static bool is_unseen(uint32_t code)
{
	static const struct range ranges[] = {
		{ 0x80, 0x9f },     { 0xad, 0xad },     { 0x61c, 0x61c },     { 0x115f, 0x1160 }, { 0x180e, 0x180e },
		{ 0x200b, 0x200b }, { 0x200e, 0x200f }, { 0x2028, 0x202e },   { 0x2060, 0x206f }, { 0x3164, 0x3164 },
		{ 0xfeff, 0xfeff }, { 0xfff0, 0xfffb }, { 0xe0000, 0xe007f },
	};

	return is_in(ranges, sizeof(ranges) / sizeof(*ranges), code);
}

/* At a '#': does "##", letters, "[" stand here? */
static bool is_ci_command(struct slice rest)
{
	size_t at = 2;

	if (rest.len < 3 || rest.at[1] != '#')
		return false;
	while (at < rest.len && (text_is_lower(rest.at[at]) || text_is_upper(rest.at[at])))
		at++;
	return at < rest.len && rest.at[at] == '[';
}

static bool is_plain(char c)
{
	return c >= 0x20 && c < 0x7f && c != '#';
}

static size_t add_one(struct buffer *out, struct slice rest)
{
	size_t size;
	uint32_t code = text_code_point(rest, &size);

	if (code == TEXT_INVALID || code < 0x20 || code == 0x7f || (code == '#' && is_ci_command(rest)))
		buffer_print(out, "\\x%02x", (unsigned char)rest.at[0]);
	else if (is_unseen(code))
		buffer_print(out, "\\u{%04x}", code);
	else
		buffer_add(out, slice_sub(rest, 0, size));
	return size;
}

void terminal_add_escaped(struct buffer *out, struct slice text)
{
	size_t at = 0;

	while (at < text.len) {
		size_t from = at;

		while (at < text.len && is_plain(text.at[at]))
			at++;
		buffer_add(out, slice_sub(text, from, at - from));
		if (at < text.len)
			at += add_one(out, slice_sub(text, at, text.len));
	}
}

static bool is_wide(uint32_t code)
{
	static const struct range ranges[] = {
		{ 0x1100, 0x115f }, { 0x2e80, 0x303e }, { 0x3041, 0xa4cf }, { 0xac00, 0xd7a3 },   { 0xf900, 0xfaff },
		{ 0xfe30, 0xfe6f }, { 0xff00, 0xff60 }, { 0xffe0, 0xffe6 }, { 0x1f300, 0x1faff }, { 0x20000, 0x3fffd },
	};

	return is_in(ranges, sizeof(ranges) / sizeof(*ranges), code);
}

struct slice terminal_cut(struct slice text, size_t columns)
{
	size_t at = 0, taken = 0, size;

	while (at < text.len) {
		uint32_t code = text_code_point(slice_sub(text, at, text.len), &size);

		taken += is_wide(code) ? 2 : 1;
		if (taken > columns)
			break;
		at += size;
	}
	return slice_sub(text, 0, at);
}

size_t terminal_columns(struct slice text)
{
	size_t columns = 0;

	for (size_t at = 0, size; at < text.len; at += size)
		columns += is_wide(text_code_point(slice_sub(text, at, text.len), &size)) ? 2 : 1;
	return columns;
}
