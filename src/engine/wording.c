/*
 * wording.c - see wording.h
 *
 * A run of sets with one spelling each is a text in quotes; a repeated set is a
 * number of characters with a name. Of what looks around only a forbidden set
 * behind a value is told; what else it asks a reader can do without.
 */
#include "engine/wording.h"

#include "base/text.h"

#define CHOICES_MAX 4
#define NESTED_MAX  8
#define PARTS_MAX   16  /* of a set, listed one by one */
#define MANY        160 /* a set of more bytes is told by what is not in it */

struct writer {
	struct buffer *out;
	bool lost; /* not to be said in few words */
	int nested;
};

struct named {
	const char *one, *many;
	const char *ranges; /* pairs of first and last */
};

static const struct named names[] = {
	{ "letter, digit", "letters, digits", "09azAZ" },
	{ "small letter, digit", "small letters, digits", "09az" },
	{ "capital, digit", "capitals, digits", "09AZ" },
	{ "letter", "letters", "azAZ" },
	{ "small letter", "small letters", "az" },
	{ "capital", "capitals", "AZ" },
	{ "hex digit", "hex digits", "09afAF" },
	{ "hex digit (small)", "hex digits (small)", "09af" },
	{ "hex digit (capital)", "hex digits (capital)", "09AF" },
	{ "capital, digit 2 to 7", "capitals, digits 2 to 7", "27AZ" },
	{ "small letter, digit 2 to 7", "small letters, digits 2 to 7", "27az" },
	{ "digit", "digits", "09" },
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void write_node(struct writer *w, const struct node *node);

static struct byteset set_of(const char *ranges)
{
	struct byteset set = { { 0 } };

	for (; *ranges; ranges += 2)
		byteset_add_range(&set, (unsigned char)ranges[0], (unsigned char)ranges[1]);
	return set;
}

static struct byteset set_within(const struct byteset *set, const struct byteset *of)
{
	struct byteset both = *set;

	for (int i = 0; i < 4; i++)
		both.bits[i] &= of->bits[i];
	return both;
}

static struct byteset set_without(const struct byteset *set, const struct byteset *what)
{
	struct byteset rest = *set;

	for (int i = 0; i < 4; i++)
		rest.bits[i] &= ~what->bits[i];
	return rest;
}

/* The parts of a set, to be joined by commas and a last "or". */
struct parts {
	char text[PARTS_MAX][40];
	size_t len;
	bool lost;
};

static void add_part(struct parts *parts, struct slice text)
{
	if (parts->len == PARTS_MAX || text.len >= sizeof parts->text[0]) {
		parts->lost = true;
		return;
	}
	for (size_t i = 0; i < text.len; i++)
		parts->text[parts->len][i] = text.at[i];
	parts->text[parts->len++][text.len] = '\0';
}

static void add_range(struct parts *parts, unsigned first, unsigned last)
{
	const char range[] = { (char)first, '-', (char)last, '\0' };

	if (last > first + 1) {
		add_part(parts, slice_of(range));
		return;
	}
	for (; first <= last; first++) {
		const char one = (char)first;

		add_part(parts, one == ','    ? SLICE("comma")
				: one == '"'  ? SLICE("quote")
				: one == '\'' ? SLICE("'")
					      : slice_make(&one, 1));
	}
}

static void add_alnum(struct parts *parts, const struct byteset *set, bool many)
{
	for (size_t i = 0; i < COUNT(names); i++) {
		struct byteset named = set_of(names[i].ranges);
		struct slice rest = slice_of(many ? names[i].many : names[i].one), part;

		if (!byteset_equal(&named, set))
			continue;
		while (slice_cut(&rest, ',', &part))
			add_part(parts, slice_trim(part));
		return;
	}
	for (unsigned first = 0, last; first < 256; first = last + 1) {
		for (last = first; byteset_has(set, last) && last < 255 && byteset_has(set, last + 1); last++)
			;
		if (byteset_has(set, first))
			add_range(parts, first, last);
	}
}

static void add_signs(struct parts *parts, const struct byteset *set, bool many)
{
	bool blank = byteset_has(set, ' ') || byteset_has(set, '\t');
	bool end = byteset_has(set, '\n') || byteset_has(set, '\r');

	if (blank)
		add_part(parts, many ? SLICE("blanks") : SLICE("blank"));
	if (end)
		add_part(parts, many ? SLICE("line ends") : SLICE("line end"));
	for (unsigned byte = '!'; byte <= '~'; byte++)
		if (byteset_has(set, byte))
			add_range(parts, byte, byte);
	if (byteset_has(set, 0x80) || byteset_has(set, 0xff))
		add_part(parts, many ? SLICE("bytes beyond ASCII") : SLICE("byte beyond ASCII"));
}

static void write_parts(struct writer *w, const struct parts *parts, bool many)
{
	w->lost |= parts->lost;
	if (many && parts->len > 1 && (parts->text[0][1] == '\0' || parts->text[0][1] == '-'))
		buffer_add_text(w->out, "characters of ");
	for (size_t i = 0; i < parts->len; i++)
		buffer_print(w->out, "%s%s", i == 0 ? "" : i + 1 == parts->len ? " or " : ", ", parts->text[i]);
}

static void write_set(struct writer *w, const struct byteset *given, bool many)
{
	const struct byteset alnum = set_of("09azAZ");
	struct byteset set = *given, part;
	struct parts parts = { .len = 0 };
	const bool but = byteset_count(&set) > MANY;

	if (but) {
		buffer_add_text(w->out, many ? "characters" : "character");
		byteset_invert(&set);
		if (byteset_count(&set) == 0)
			return;
		buffer_add_text(w->out, " but ");
		many = true;
	}
	part = set_within(&set, &alnum);
	if (byteset_count(&part))
		add_alnum(&parts, &part, many);
	part = set_without(&set, &alnum);
	add_signs(&parts, &part, many);
	write_parts(w, &parts, many && !but);
}

void wording_add_set(struct buffer *out, const struct byteset *set)
{
	struct writer w = { .out = out };

	write_set(&w, set, true);
}

/* The one character a set stands for, in either case; 0: none. */
static char spelling_of(const struct node *node)
{
	uint8_t bytes[256];

	if (node->kind != NODE_SET || !byteset_has_one_spelling(&node->set))
		return 0;
	/* of both cases the small one, which comes last */
	return (char)bytes[byteset_list(&node->set, bytes) - 1];
}

const struct node *wording_core(const struct node *node)
{
	while (node && (node->kind == NODE_SEQUENCE || node->kind == NODE_CHOICE || node->kind == NODE_GROUP) &&
	       node->child && !node->child->next)
		node = node->child;
	return node;
}

static bool is_silent(const struct node *node)
{
	if (node->kind != NODE_LOOK)
		return node->kind == NODE_EMPTY || node->kind == NODE_ASSERT;
	return !node->negative || node->behind || wording_core(node->child)->kind != NODE_SET;
}

static bool is_long_choice(const struct node *choice)
{
	for (const struct node *child = choice->child; child; child = child->next)
		if (wording_core(child)->kind == NODE_SEQUENCE)
			return true;
	return false;
}

/* As a part of something: in brackets where it would run into what stands beside it. */
static void write_part(struct writer *w, const struct node *node, bool sequences)
{
	const struct node *core = wording_core(node);
	bool brackets =
		(core->kind == NODE_CHOICE && is_long_choice(core)) || (core->kind == NODE_SEQUENCE && sequences);

	buffer_add_text(w->out, brackets ? "(" : "");
	write_node(w, node);
	buffer_add_text(w->out, brackets ? ")" : "");
}

/* A run of fixed characters, in quotes that are not among them; returns what comes behind it. */
static const struct node *write_text(struct writer *w, const struct node *node)
{
	char quote = '"';

	for (const struct node *n = node; n && spelling_of(n); n = n->next)
		if (spelling_of(n) == '"')
			quote = '\'';
	buffer_add_byte(w->out, quote);
	for (; node && spelling_of(node); node = node->next)
		buffer_add_byte(w->out, spelling_of(node));
	buffer_add_byte(w->out, quote);
	return node;
}

static void write_sequence(struct writer *w, const struct node *node)
{
	bool any = false;

	while (node) {
		if (is_silent(node)) {
			node = node->next;
			continue;
		}
		if (any)
			buffer_add_text(w->out, ", then ");
		any = true;
		if (!spelling_of(node)) {
			write_part(w, node, false);
			node = node->next;
			continue;
		}
		node = write_text(w, node);
	}
}

static void write_choice(struct writer *w, const struct node *child)
{
	size_t count = 0, at = 0;

	for (const struct node *c = child; c; c = c->next)
		count++;
	for (; child && at < CHOICES_MAX; child = child->next, at++) {
		if (at)
			buffer_add_text(w->out, at + 1 == count ? " or " : ", ");
		write_node(w, child);
	}
	if (count > at)
		buffer_print(w->out, " or one of %zu others", count - at);
}

static void write_times(struct writer *w, const struct node *node)
{
	if (node->min == node->max)
		buffer_print(w->out, "%u ", node->min);
	else if (node->max == UNBOUNDED)
		buffer_print(w->out, node->min ? "%u or more " : "any number of ", node->min);
	else if (node->min == 0)
		buffer_print(w->out, "up to %u ", node->max);
	else
		buffer_print(w->out, "%u to %u ", node->min, node->max);
}

static void write_repeat(struct writer *w, const struct node *node)
{
	const struct node *child = node->child;

	if (node->min == 0 && node->max == 1) {
		buffer_add_text(w->out, "perhaps ");
		write_part(w, child, true);
	} else if (child->kind == NODE_SET) {
		write_times(w, node);
		if (spelling_of(child))
			write_node(w, child);
		else
			write_set(w, &child->set, node->max != 1);
	} else {
		write_times(w, node);
		buffer_add_text(w->out, "times ");
		write_part(w, child, true);
	}
}

static void write_node(struct writer *w, const struct node *node)
{
	w->lost |= w->nested == NESTED_MAX || w->out->full;
	if (w->lost)
		return;
	w->nested++;
	switch (node->kind) {
	case NODE_SET:
		if (spelling_of(node))
			buffer_print(w->out, spelling_of(node) == '"' ? "'%c'" : "\"%c\"", spelling_of(node));
		else
			write_set(w, &node->set, false);
		break;
	case NODE_SEQUENCE:
		write_sequence(w, node->child);
		break;
	case NODE_CHOICE:
		write_choice(w, node->child);
		break;
	case NODE_REPEAT:
		write_repeat(w, node);
		break;
	case NODE_GROUP:
		write_node(w, node->child);
		break;
	case NODE_LOOK:
		if (!is_silent(node)) {
			buffer_add_text(w->out, "no ");
			write_set(w, &wording_core(node->child)->set, false);
		}
		break;
	case NODE_EMPTY:
	case NODE_ASSERT:
		break;
	}
	w->nested--;
}

bool wording_add(struct buffer *out, const struct node *node)
{
	struct buffer words;
	struct writer w = { .out = &words };

	buffer_init(&words, WORDING_MAX);
	if (node)
		write_node(&w, node);
	w.lost |= words.full || words.len == 0;
	if (!w.lost)
		buffer_add(out, buffer_slice(&words));
	buffer_release(&words);
	return !w.lost;
}

bool wording_add_regex(struct buffer *out, const char *text)
{
	struct arena arena;
	bool said;

	arena_init(&arena);
	said = wording_add(out, regex_parse(text, &arena).root);
	arena_release(&arena);
	return said;
}

const struct node *wording_secret(const struct regex *regex, unsigned group)
{
	const struct node *stack[256];
	size_t len = 0;

	if (!regex->root || regex->groups == 0)
		return regex->root;
	stack[len++] = regex->root;
	while (len) {
		const struct node *node = stack[--len];

		if (node->kind == NODE_GROUP && node->group == (group ? group : 1))
			return node;
		/* the next one first, so that the child is taken first */
		if (len + 2 > COUNT(stack))
			return NULL;
		if (node->next)
			stack[len++] = node->next;
		if (node->child)
			stack[len++] = node->child;
	}
	return NULL;
}
