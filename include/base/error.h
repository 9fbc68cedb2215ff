/*
 * error.h - how a function says that it failed, and why.
 *
 * A function that can fail returns an `enum status` and takes a
 * `struct error *` as its last parameter. The error is filled once, where
 * the failure is first seen, and left alone on success, so calls chain:
 *
 *     if (toml_parse(...) || ruleset_add(...))
 *             return err->status;
 *
 * A message is one line that begins with the thing ("rules/x.toml:3:7: ..."),
 * and says what to do when we know. `err` is never NULL.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

enum status {
	STATUS_OK = 0,
	ERR_USAGE,       /* the command line is wrong */
	ERR_CONFIG,      /* a rules or policy file is wrong */
	ERR_IO,          /* the operating system refused */
	ERR_MISSING,     /* the thing does not exist */
	ERR_DAMAGED,     /* it exists and is not what it claims to be */
	ERR_LIMIT,       /* a built-in bound was reached */
	ERR_UNSUPPORTED, /* a format we do not read */
};

#define ERROR_TEXT_MAX 1024

struct error {
	enum status status;
	char text[ERROR_TEXT_MAX]; /* cut at the end when longer; always one line */
};

/* Fills `err` and returns `status`. Line breaks in the text become spaces. */
enum status error_set(struct error *err, enum status status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
