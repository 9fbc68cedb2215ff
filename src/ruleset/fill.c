/*
 * fill.c - are the fills of an example written right? See loader.h; the engine fills them.
 *
 * A fill that nothing fills would stand in the example as it is, and the
 * example would prove nothing.
 */
#include <string.h>

#include "base/text.h"
#include "loader.h"

#define FILL_MAX 65536

static const char *const alphabets[] = { "digit", "hex",   "HEX",    "lower",  "upper",
					 "alpha", "alnum", "base32", "base64", "base64url" };
static const char *const plain[] = { "uuid", "UUID" };

#define COUNT(names) (sizeof(names) / sizeof((names)[0]))

static bool is_among(struct slice name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (slice_is(name, names[i]))
			return true;
	return false;
}

/* N or N-M. */
static bool is_length(struct slice text)
{
	struct slice low;
	uint64_t least, most;

	if (!slice_cut(&text, '-', &low) || !text_to_number(low, &least) || least > FILL_MAX)
		return false;
	if (low.at + low.len == text.at) /* no '-' */
		return true;
	return text_to_number(text, &most) && least <= most && most <= FILL_MAX;
}

static enum status fail_at(struct loader *l, const struct toml *node, size_t offset, const char *what, const char *more)
{
	struct toml place = *node;

	toml_place(node, offset, &place.value_line, &place.value_column);
	return loader_fail_value(l, &place, "%s%s", what, more);
}

static enum status check_unknown(struct loader *l, const struct toml *node, size_t offset, struct slice name)
{
	struct text_list known = { alphabets, COUNT(alphabets) };
	const char *text = arena_text(&l->set->arena, name);

	if (name.len && l->set->names.checks.len == 0) /* it may be a check: nobody told us which there are */
		return STATUS_OK;
	known = text_list_join(&l->set->arena, known, (struct text_list){ plain, COUNT(plain) });
	known = text_list_join(&l->set->arena, known, l->set->names.checks);
	if (is_among(name, known.items, known.len))
		return STATUS_OK;
	return fail_at(l, node, offset, arena_print(&l->set->arena, "there is no fill '%s'", text),
		       loader_guess(l, name, known.items, known.len));
}

static enum status check_one(struct loader *l, const struct toml *node, size_t offset, struct slice inside)
{
	size_t colon = slice_find_byte(inside, ':', 0);
	struct slice name = slice_sub(inside, 0, colon);
	struct slice argument = colon == SLICE_NOWHERE ? SLICE_NONE : slice_sub(inside, colon + 1, inside.len);

	if (is_among(name, alphabets, COUNT(alphabets)))
		return is_length(argument)
			       ? STATUS_OK
			       : fail_at(l, node, offset, "the fill wants a length: ",
					 arena_print(&l->set->arena, "%%{%.*s:N} or %%{%.*s:N-M}, at most %d",
						     SLICE_ARGS(name), SLICE_ARGS(name), FILL_MAX));
	if (is_among(name, plain, COUNT(plain)) && colon != SLICE_NOWHERE)
		return fail_at(l, node, offset,
			       "the fill has no length: ", arena_print(&l->set->arena, "%%{%.*s}", SLICE_ARGS(name)));
	return check_unknown(l, node, offset, name);
}

static enum status check_text(struct loader *l, const struct toml *node)
{
	for (size_t at = 0; (at = slice_find(node->text, SLICE("%{"), at)) != SLICE_NOWHERE; at++) {
		size_t end = slice_find_byte(node->text, '}', at);

		if (end == SLICE_NOWHERE)
			return fail_at(l, node, at, "the fill is not closed", "");
		if (check_one(l, node, at, slice_sub(node->text, at + 2, end - at - 2)))
			return l->err->status;
	}
	return STATUS_OK;
}

enum status fill_check_list(struct loader *l, const struct toml *examples)
{
	for (const struct toml *example = examples ? examples->first : NULL; example; example = example->next)
		if (check_text(l, example))
			return l->err->status;
	return STATUS_OK;
}
