/*
 * regex.c - see regex.h: a recursive descent over PCRE2's grammar
 *
 * An option such as (?i) holds to the end of the group it stands in, across the
 * bars of an alternation: so options are saved and restored around groups only.
 */
#include "engine/regex.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "engine/regex_parser.h"

#define DEPTH_MAX   60
#define REPEAT_MAX  65535
#define REPEATS_MAX 4 /* quantifiers on one atom */

static struct node *parse_choice(struct regex_parser *p);

static struct node *node_new(struct regex_parser *p, enum node_kind kind)
{
	struct node *node = arena_alloc(p->arena, sizeof(*node));

	node->kind = kind;
	return node;
}

static struct node *give_up(struct regex_parser *p)
{
	p->opaque = true;
	return node_new(p, NODE_EMPTY);
}

static bool next_is(const struct regex_parser *p, const char *text)
{
	size_t len = strlen(text);

	return (size_t)(p->end - p->at) >= len && memcmp(p->at, text, len) == 0;
}

static bool skip(struct regex_parser *p, const char *text)
{
	if (!next_is(p, text))
		return false;
	p->at += strlen(text);
	return true;
}

/* White space and comments of (?x), \E, and the start of a \Q. */
static void skip_nothing(struct regex_parser *p)
{
	while (p->at < p->end) {
		if (p->quoted) {
			if (!skip(p, "\\E"))
				return;
			p->quoted = false;
		} else if (skip(p, "\\Q")) {
			p->quoted = true;
		} else if (skip(p, "\\E")) {
			continue;
		} else if ((p->options & REGEX_EXTENDED) && strchr(" \t\n\v\f\r", *p->at)) {
			p->at++;
		} else if ((p->options & REGEX_EXTENDED) && *p->at == '#') {
			while (p->at < p->end && *p->at != '\n')
				p->at++;
		} else {
			return;
		}
	}
}

static struct node *literal(struct regex_parser *p)
{
	struct node *node = node_new(p, NODE_SET);

	byteset_add(&node->set, (unsigned char)*p->at++);
	if (p->options & REGEX_CASELESS)
		byteset_fold(&node->set);
	return node;
}

static struct node *assertion(struct regex_parser *p, enum assertion which)
{
	struct node *node = node_new(p, NODE_ASSERT);

	node->assertion = which;
	return node;
}

/* Behind a backslash. */
static struct node *parse_backslash(struct regex_parser *p)
{
	static const struct {
		char letter;
		enum assertion assertion;
	} edges[] = {
		{ 'b', AT_WORD_EDGE }, { 'B', AT_NO_WORD_EDGE }, { 'A', AT_START }, { 'z', AT_END }, { 'Z', AT_END }
	};
	struct node *node;

	for (size_t i = 0; i < sizeof(edges) / sizeof(*edges); i++) {
		if (p->at < p->end && *p->at == edges[i].letter) {
			p->at++;
			return assertion(p, edges[i].assertion);
		}
	}
	node = node_new(p, NODE_SET);
	if (!regex_parse_escape(p, false, &node->set))
		return give_up(p);
	/* A letter that was written as \x41 has two cases too; sets like \w have both already. */
	if ((p->options & REGEX_CASELESS) && byteset_count(&node->set) == 1)
		byteset_fold(&node->set);
	return node;
}

static struct node *in_group(struct regex_parser *p, struct node *group)
{
	unsigned options = p->options;

	group->child = parse_choice(p);
	p->options = options;
	if (!skip(p, ")"))
		p->opaque = true;
	return group;
}

static struct node *capture(struct regex_parser *p)
{
	struct node *group = node_new(p, NODE_GROUP);

	group->group = ++p->groups;
	return in_group(p, group);
}

static struct node *named_group(struct regex_parser *p, char end)
{
	while (p->at < p->end && text_is_word(*p->at))
		p->at++;
	if (p->at == p->end || *p->at != end)
		return give_up(p);
	p->at++;
	return capture(p);
}

static struct node *look(struct regex_parser *p, bool behind, bool negative)
{
	struct node *node = node_new(p, NODE_LOOK);

	node->behind = behind;
	node->negative = negative;
	return in_group(p, node);
}

/* (?i) or (?i:...), `at` being behind the question mark. */
static struct node *parse_options(struct regex_parser *p)
{
	/* U swaps greedy and lazy: the same bytes can match. */
	static const char letters[] = "ismxU";
	static const unsigned options[] = { REGEX_CASELESS, REGEX_DOTALL, REGEX_MULTILINE, REGEX_EXTENDED, 0 };
	unsigned old = p->options;
	bool off = false;

	for (; p->at < p->end && *p->at != ')' && *p->at != ':'; p->at++) {
		const char *found = strchr(letters, *p->at);

		if (*p->at == '-' && !off) {
			off = true;
			continue;
		}
		if (!found || next_is(p, "xx"))
			return give_up(p);
		if (off)
			p->options &= ~options[found - letters];
		else
			p->options |= options[found - letters];
	}
	if (skip(p, ")"))
		return node_new(p, NODE_EMPTY);
	if (skip(p, ":")) {
		struct node *group = in_group(p, node_new(p, NODE_GROUP));

		p->options = old;
		return group;
	}
	return give_up(p);
}

/* Behind an opening parenthesis. */
static struct node *parse_parenthesis(struct regex_parser *p)
{
	if (next_is(p, "*"))
		return give_up(p);
	if (!skip(p, "?"))
		return capture(p);
	if (skip(p, ":") || skip(p, ">"))
		return in_group(p, node_new(p, NODE_GROUP));
	if (skip(p, "<="))
		return look(p, true, false);
	if (skip(p, "<!"))
		return look(p, true, true);
	if (skip(p, "="))
		return look(p, false, false);
	if (skip(p, "!"))
		return look(p, false, true);
	if (skip(p, "P<") || skip(p, "<"))
		return named_group(p, '>');
	if (skip(p, "'"))
		return named_group(p, '\'');
	if (skip(p, "#")) {
		while (p->at < p->end && *p->at != ')')
			p->at++;
		return skip(p, ")") ? node_new(p, NODE_EMPTY) : give_up(p);
	}
	return parse_options(p);
}

static struct node *any_byte(struct regex_parser *p)
{
	struct node *node = node_new(p, NODE_SET);

	if (!(p->options & REGEX_DOTALL))
		byteset_add(&node->set, '\n');
	byteset_invert(&node->set);
	return node;
}

static struct node *parse_atom(struct regex_parser *p)
{
	struct node *node;

	if (p->quoted)
		return literal(p);
	if (skip(p, "\\"))
		return parse_backslash(p);
	if (skip(p, "("))
		return parse_parenthesis(p);
	if (skip(p, "["))
		regex_parse_class(p, &(node = node_new(p, NODE_SET))->set);
	else if (skip(p, "."))
		return any_byte(p);
	else if (skip(p, "^"))
		return assertion(p, p->options & REGEX_MULTILINE ? AT_LINE_START : AT_START);
	else if (skip(p, "$"))
		return assertion(p, AT_END);
	else if (*p->at == '*' || *p->at == '+' || *p->at == '?')
		return give_up(p);
	else
		return literal(p);
	return node;
}

static bool parse_number(struct regex_parser *p, uint32_t *number)
{
	const char *first = p->at;

	for (*number = 0; p->at < p->end && text_is_digit(*p->at); p->at++)
		if (*number <= REPEAT_MAX)
			*number = *number * 10 + (uint32_t)(*p->at - '0');
	return p->at > first && *number <= REPEAT_MAX;
}

/* {3} {3,} {3,5}. What else stands in braces is literal, or means something else in other versions of PCRE2. */
static bool parse_braces(struct regex_parser *p, uint32_t *min, uint32_t *max)
{
	const char *first = p->at;

	if (!skip(p, "{"))
		return false;
	if (parse_number(p, min)) {
		*max = *min;
		if (skip(p, "}"))
			return true;
		if (skip(p, ",")) {
			*max = UNBOUNDED;
			if (skip(p, "}") || (parse_number(p, max) && skip(p, "}")))
				return true;
		}
	}
	if (p->at < p->end && strchr(" ,0123456789", *p->at))
		p->opaque = true;
	p->at = first;
	return false;
}

static bool parse_quantifier(struct regex_parser *p, uint32_t *min, uint32_t *max)
{
	const bool star = next_is(p, "*"), plus = next_is(p, "+"), question = next_is(p, "?");

	if (p->quoted || p->at == p->end)
		return false;
	if (star || plus || question) {
		*min = plus;
		*max = question ? 1 : UNBOUNDED;
		p->at++;
	} else if (!parse_braces(p, min, max)) {
		return false;
	}
	if (!skip(p, "?"))
		skip(p, "+"); /* lazy or possessive: the same bytes can match */
	return true;
}

static struct node *parse_piece(struct regex_parser *p)
{
	struct node *atom = parse_atom(p);
	uint32_t min, max;

	skip_nothing(p);
	for (int times = 0; !p->opaque && parse_quantifier(p, &min, &max); times++) {
		struct node *repeat = node_new(p, NODE_REPEAT);

		if ((atom->kind != NODE_SET && atom->kind != NODE_GROUP && atom->kind != NODE_REPEAT) || max < min ||
		    times == REPEATS_MAX)
			return give_up(p);
		repeat->child = atom;
		repeat->min = min;
		repeat->max = max;
		atom = repeat;
		skip_nothing(p);
	}
	return atom;
}

static struct node *parse_sequence(struct regex_parser *p)
{
	struct node *sequence = node_new(p, NODE_SEQUENCE), **end = &sequence->child;

	for (;;) {
		skip_nothing(p);
		if (p->opaque || p->at == p->end || (!p->quoted && (*p->at == '|' || *p->at == ')')))
			return sequence;
		*end = parse_piece(p);
		end = &(*end)->next;
	}
}

static struct node *parse_choice(struct regex_parser *p)
{
	struct node *choice = node_new(p, NODE_CHOICE), **end = &choice->child;

	if (++p->depth > DEPTH_MAX)
		return give_up(p);
	do {
		*end = parse_sequence(p);
		end = &(*end)->next;
	} while (!p->opaque && skip(p, "|"));
	p->depth--;
	return choice->child->next ? choice : choice->child;
}

uint32_t length_add(uint32_t a, uint32_t b)
{
	return a > UNBOUNDED - b ? UNBOUNDED : a + b;
}

uint32_t length_times(uint32_t a, uint32_t b)
{
	uint64_t product = (uint64_t)a * b;

	if (a == 0 || b == 0)
		return 0;
	return a == UNBOUNDED || b == UNBOUNDED || product > UNBOUNDED ? UNBOUNDED : (uint32_t)product;
}

static uint32_t larger(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

static void measure(struct node *node);

static void measure_sequence(struct node *node)
{
	for (struct node *child = node->child; child; child = child->next) {
		measure(child);
		node->reach = larger(node->reach, length_add(node->most, child->reach));
		node->least = length_add(node->least, child->least);
		node->most = length_add(node->most, child->most);
	}
}

static void measure_choice(struct node *node)
{
	node->least = UNBOUNDED;
	for (struct node *child = node->child; child; child = child->next) {
		measure(child);
		node->least = child->least < node->least ? child->least : node->least;
		node->most = larger(node->most, child->most);
		node->reach = larger(node->reach, child->reach);
	}
}

static void measure_child(struct node *node)
{
	const struct node *child = node->child;

	measure(node->child);
	if (node->kind == NODE_LOOK) {
		node->reach = child->reach; /* behind too: it may hold a look ahead */
	} else if (node->kind == NODE_GROUP) {
		node->least = child->least;
		node->most = child->most;
		node->reach = child->reach;
	} else {
		node->least = length_times(child->least, node->min);
		node->most = length_times(child->most, node->max);
		if (node->max)
			node->reach = length_add(length_times(child->most, node->max - 1), child->reach);
	}
}

static void measure(struct node *node)
{
	switch (node->kind) {
	case NODE_EMPTY:
		break;
	case NODE_SET:
		node->least = node->most = node->reach = 1;
		break;
	case NODE_SEQUENCE:
		measure_sequence(node);
		break;
	case NODE_CHOICE:
		measure_choice(node);
		break;
	case NODE_REPEAT:
	case NODE_GROUP:
	case NODE_LOOK:
		measure_child(node);
		break;
	case NODE_ASSERT:
		node->reach = 2; /* the byte there; \Z one more */
		break;
	}
}

struct regex regex_parse(const char *text, struct arena *arena)
{
	struct regex_parser p = { .at = text, .end = text + strlen(text), .arena = arena };
	struct node *root = parse_choice(&p);

	if (p.opaque || p.at != p.end || p.depth)
		return (struct regex){ .root = NULL };
	measure(root);
	return (struct regex){ .root = root, .groups = p.groups };
}
