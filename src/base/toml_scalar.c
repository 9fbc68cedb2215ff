/* toml_scalar.c - numbers, booleans, dates and times; see toml_reader.h */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "base/text.h"
#include "toml_reader.h"

static bool take(struct slice *s, char c)
{
	if (s->len == 0 || s->at[0] != c)
		return false;
	*s = slice_sub(*s, 1, s->len);
	return true;
}

/* Exactly `count` digits off the front, as a number no larger than `max`. */
static bool take_digits(struct slice *s, size_t count, unsigned max, unsigned *number)
{
	uint64_t n;

	if (s->len < count || !text_to_number(slice_sub(*s, 0, count), &n) || n > max)
		return false;
	*s = slice_sub(*s, count, s->len);
	*number = (unsigned)n;
	return true;
}

static bool take_date(struct slice *s)
{
	static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	unsigned year, month, day;
	bool leap;

	if (!take_digits(s, 4, 9999, &year) || !take(s, '-') || !take_digits(s, 2, 12, &month) || !take(s, '-') ||
	    !take_digits(s, 2, 31, &day) || month == 0 || day == 0)
		return false;
	leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return day <= days[month - 1] + (unsigned)(leap && month == 2);
}

static bool take_clock(struct slice *s)
{
	unsigned hour, minute, second;
	size_t digits = 0;

	if (!take_digits(s, 2, 23, &hour) || !take(s, ':') || !take_digits(s, 2, 59, &minute) || !take(s, ':') ||
	    !take_digits(s, 2, 60, &second)) /* RFC 3339: 60 in leap seconds */
		return false;
	if (!take(s, '.'))
		return true;
	while (digits < s->len && text_is_digit(s->at[digits]))
		digits++;
	*s = slice_sub(*s, digits, s->len);
	return digits > 0;
}

static bool take_offset(struct slice *s)
{
	unsigned hour, minute;

	if (take(s, 'Z') || take(s, 'z'))
		return true;
	if (!take(s, '+') && !take(s, '-'))
		return false;
	return take_digits(s, 2, 23, &hour) && take(s, ':') && take_digits(s, 2, 59, &minute);
}

bool toml_read_time(struct slice token, enum toml_kind *kind)
{
	if (token.len > 2 && token.at[2] == ':') {
		*kind = TOML_TIME_LOCAL;
		return take_clock(&token) && token.len == 0;
	}
	*kind = TOML_DATE_LOCAL;
	if (!take_date(&token))
		return false;
	if (token.len == 0)
		return true;
	*kind = TOML_DATETIME_LOCAL;
	if ((!take(&token, 'T') && !take(&token, 't') && !take(&token, ' ')) || !take_clock(&token))
		return false;
	if (token.len == 0)
		return true;
	*kind = TOML_DATETIME;
	return take_offset(&token) && token.len == 0;
}

/* Digits of `base` with single underscores between them; without the underscores they are added to `out`. */
static bool add_digits(struct slice s, int base, struct buffer *out)
{
	bool after_digit = false;

	for (size_t i = 0; i < s.len; i++) {
		int value = text_hex_value(s.at[i]);

		if (value >= 0 && value < base)
			buffer_add_byte(out, s.at[i]);
		else if (s.at[i] != '_' || !after_digit)
			return false;
		after_digit = s.at[i] != '_';
	}
	return after_digit;
}

/* Decimal digits without a superfluous zero before them. */
static bool add_whole(struct slice s, struct buffer *out)
{
	return (s.len < 2 || s.at[0] != '0') && add_digits(s, 10, out);
}

/* The digits are in r->text. */
static enum status set_integer(struct toml_reader *r, int base, struct toml *value)
{
	char *end;

	errno = 0;
	value->kind = TOML_INTEGER;
	value->integer = strtoll(r->text.at, &end, base);
	if (errno == ERANGE)
		return toml_fail(r, "the number does not fit into 64 bits");
	return STATUS_OK;
}

static bool add_fraction(struct slice s, struct buffer *out)
{
	size_t exponent = slice_find_byte(s, 'e', 0);
	size_t point = slice_find_byte(s, '.', 0);
	struct slice power;

	if (exponent == SLICE_NOWHERE)
		exponent = slice_find_byte(s, 'E', 0);
	power = exponent == SLICE_NOWHERE ? SLICE_NONE : slice_sub(s, exponent + 1, s.len);
	s = slice_sub(s, 0, exponent);
	if (!add_whole(slice_sub(s, 0, point), out))
		return false;
	if (point < s.len) {
		buffer_add_byte(out, '.');
		if (!add_digits(slice_sub(s, point + 1, s.len), 10, out))
			return false;
	}
	if (exponent == SLICE_NOWHERE)
		return true;
	buffer_add_byte(out, 'e');
	if (power.len && (power.at[0] == '+' || power.at[0] == '-')) {
		buffer_add_byte(out, power.at[0]);
		power = slice_sub(power, 1, power.len);
	}
	return add_digits(power, 10, out);
}

static bool is_prefixed(struct slice token, int *base)
{
	if (token.len < 2 || token.at[0] != '0')
		return false;
	*base = token.at[1] == 'x' ? 16 : token.at[1] == 'o' ? 8 : token.at[1] == 'b' ? 2 : 0;
	return *base != 0;
}

/* *known stays false when the token is no number at all. */
static enum status read_number(struct toml_reader *r, struct slice token, struct toml *value, bool *known)
{
	bool negative = token.len && token.at[0] == '-';
	struct slice plain = token;
	int base;

	*known = true;
	buffer_clear(&r->text);
	if (is_prefixed(token, &base) && add_digits(slice_sub(token, 2, token.len), base, &r->text))
		return set_integer(r, base, value);
	if (!take(&plain, '-'))
		take(&plain, '+');
	if (negative)
		buffer_add_byte(&r->text, '-');
	if (add_whole(plain, &r->text))
		return set_integer(r, 10, value);
	value->kind = TOML_FLOAT;
	if (slice_is(plain, "inf") || slice_is(plain, "nan")) {
		value->number = slice_is(plain, "inf") ? (double)INFINITY : (double)NAN;
		value->number = negative ? -value->number : value->number;
		return STATUS_OK;
	}
	buffer_truncate(&r->text, negative);
	*known = add_fraction(plain, &r->text);
	if (*known)
		value->number = strtod(r->text.at, NULL); /* the locale is C: nothing here calls setlocale */
	return STATUS_OK;
}

/* Up to what cannot be part of a scalar; between a date and a time there may be one space. */
static struct slice scalar_token(const struct toml_reader *r)
{
	struct slice rest = slice_make(r->at, (size_t)(r->end - r->at));
	size_t len = 0;

	for (; len < rest.len; len++) {
		char c = rest.at[len];

		if (c == ' ' && len == 10 && rest.at[4] == '-' && rest.len > 13 && text_is_digit(rest.at[11]) &&
		    rest.at[13] == ':')
			continue;
		if (!text_is_alnum(c) && c != '_' && c != '+' && c != '-' && c != '.' && c != ':')
			break;
	}
	return slice_sub(rest, 0, len);
}

static bool looks_like_time(struct slice token)
{
	size_t digits = 0;

	while (digits < token.len && text_is_digit(token.at[digits]))
		digits++;
	return digits > 0 && digits < token.len && (token.at[digits] == ':' || token.at[digits] == '-');
}

static void set_time(struct toml_reader *r, struct slice token, struct toml *value)
{
	char *text;

	value->text = arena_copy(r->arena, token);
	text = (char *)value->text.at;
	if (value->kind == TOML_DATETIME || value->kind == TOML_DATETIME_LOCAL)
		text[10] = 'T';
	if (text[token.len - 1] == 'z')
		text[token.len - 1] = 'Z';
}

enum status toml_read_scalar(struct toml_reader *r, struct toml *value)
{
	struct slice token = scalar_token(r);
	bool known;

	if (token.len == 0)
		return toml_fail(r, "expected a value");
	if (slice_is(token, "true") || slice_is(token, "false")) {
		value->kind = TOML_BOOLEAN;
		value->boolean = token.len == 4;
	} else if (looks_like_time(token)) {
		if (!toml_read_time(token, &value->kind))
			return toml_fail(r, "'%.*s' is no valid date or time", SLICE_ARGS(token));
		set_time(r, token, value);
	} else if (read_number(r, token, value, &known)) {
		return r->err->status;
	} else if (!known) {
		return toml_fail(r, "'%.*s' is no value; a string stands in quotes", SLICE_ARGS(token));
	}
	r->at += token.len;
	return STATUS_OK;
}
