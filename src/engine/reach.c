/* reach.c - see reach.h */
#include "engine/reach.h"

#include "engine/pattern.h"
#include "engine/wording.h"

#define SECONDS   0.1 /* for one beginning of a regex */
#define TRIES_MAX 64  /* matches that do not hold the word */

struct seeker {
	const struct rule *rule;
	struct slice text;
	size_t from, word, word_end;
	struct matcher matcher;
	struct reach best;
	const struct regex_cut *cut; /* of the best */
	bool limit;
};

/* Searches one beginning, written in `regex`; true when a match of it holds the word. */
static bool seek(struct seeker *s, const char *regex, size_t *start, size_t *end)
{
	struct rule beginning = { .id = s->rule->id, .regex = regex, .file = s->rule->file, .line = s->rule->line };
	struct pattern pattern;
	struct error ignored;
	bool found = false;
	size_t first = s->from;

	pattern_init(&pattern, &beginning, true);
	if (pattern_compile(&pattern, &ignored))
		s->limit = true;
	else
		for (int tries = 0; !found && first <= s->word && tries < TRIES_MAX; tries++) {
			enum pattern_result result;

			s->matcher.deadline = pattern_clock() + SECONDS;
			result = pattern_find(&pattern, &s->matcher, s->text, first, s->word);
			s->limit |= result == PATTERN_LIMIT || result == PATTERN_LATE;
			if (result != PATTERN_FOUND)
				break;
			matcher_group(&s->matcher, 0, start, end);
			found = *end >= s->word_end;
			first = *start + 1;
		}
	pattern_release(&pattern);
	return found;
}

/* Tries the beginning that is cut there, without what stands before `from` in the regex. */
static bool try_cut(struct seeker *s, const struct regex_cut *cut, size_t from, enum reach_kind kind)
{
	struct reach reach = { .kind = kind, .have = SIZE_MAX };
	struct buffer regex;
	bool found;

	buffer_init(&regex, (size_t)1 << 20);
	buffer_add(&regex, slice_sub(slice_of(s->rule->regex), from, cut->at - from));
	for (unsigned i = 0; i < cut->open; i++)
		buffer_add_byte(&regex, ')');
	found = !regex.full && seek(s, regex.at, &reach.start, &reach.end);
	buffer_release(&regex);
	found = found && (kind != REACH_GLUED || reach.end > s->word_end);
	if (found && (s->best.kind == REACH_WORD || reach.end > s->best.end)) {
		s->best = reach;
		s->cut = cut;
	}
	return found;
}

/* The cuts of one alternative, the longest first. */
static void try_alternative(struct seeker *s, const struct regex_cut *cuts, size_t count)
{
	for (size_t i = count; i-- > 0 && !cuts[i].looks_only;)
		if (try_cut(s, &cuts[i], cuts[i].from, cuts[i].item_end ? REACH_PART : REACH_WHOLE))
			return;
}

/* The same without the look-around that it begins with. */
static void try_glued(struct seeker *s, const struct regex_cut *cuts, size_t count)
{
	size_t looks = 0;

	while (looks < count && cuts[looks].looks_only && cuts[looks].open == 0)
		looks++;
	for (size_t i = count; looks && i-- > looks;)
		if (try_cut(s, &cuts[i], cuts[looks - 1].at, REACH_GLUED))
			return;
}

static void try_all(struct seeker *s, const struct regex_cuts *cuts,
		    void (*try)(struct seeker *s, const struct regex_cut *cuts, size_t count))
{
	for (size_t at = 0, next; at < cuts->len; at = next) {
		for (next = at; next < cuts->len && cuts->items[next].from == cuts->items[at].from; next++)
			;
		try(s, &cuts->items[at], next - at);
	}
}

/* How many characters of the set that the item repeats stand at `at`; SIZE_MAX when it is no such item. */
static size_t count_there(const struct node *item, struct slice text, size_t at)
{
	size_t count = 0;

	item = wording_core(item);
	if (!item || item->kind != NODE_REPEAT || item->child->kind != NODE_SET)
		return SIZE_MAX;
	while (at + count < text.len && byteset_has(&item->child->set, (unsigned char)text.at[at + count]))
		count++;
	return count;
}

static void word_item(struct seeker *s, struct buffer *wanted)
{
	struct slice regex = slice_of(s->rule->regex);
	bool caseless = slice_find(slice_sub(regex, 0, s->cut->item), SLICE("(?i)"), 0) != SLICE_NOWHERE;
	struct arena arena;
	struct regex item;

	arena_init(&arena);
	item = regex_parse(arena_print(&arena, "%s%.*s", caseless ? "(?i)" : "", (int)(s->cut->item_end - s->cut->item),
				       regex.at + s->cut->item),
			   &arena);
	s->best.have = count_there(item.root, s->text, s->best.end);
	wording_add(wanted, item.root);
	arena_release(&arena);
}

static void word_secret(const struct rule *rule, struct buffer *wanted)
{
	struct arena arena;
	struct regex regex;

	arena_init(&arena);
	regex = regex_parse(rule->regex, &arena);
	if (regex.root)
		wording_add(wanted, wording_secret(&regex, rule->secret_group));
	arena_release(&arena);
}

struct reach reach_find(const struct rule *rule, struct slice text, size_t from, size_t word, size_t word_end,
			struct buffer *wanted)
{
	struct seeker s = { .rule = rule, .text = text, .from = from, .word = word, .word_end = word_end };
	struct regex_cuts cuts = { 0 };

	s.best.have = SIZE_MAX;
	matcher_init(&s.matcher);
	regex_cuts(rule->regex, &cuts);
	try_all(&s, &cuts, try_alternative);
	if (s.best.kind == REACH_WORD)
		try_all(&s, &cuts, try_glued);
	if (s.best.kind == REACH_PART)
		word_item(&s, wanted);
	else if (s.best.kind == REACH_WORD)
		word_secret(rule, wanted);
	if (s.limit && s.best.kind != REACH_WHOLE)
		s.best.kind = REACH_LIMIT; /* a longer beginning might fit */
	matcher_release(&s.matcher);
	array_release(&cuts);
	return s.best;
}

void reach_add_words(struct buffer *out, const struct reach *reach, const char *wanted, bool shape)
{
	switch (reach->kind) {
	case REACH_WORD:
		buffer_print(out, "no value of its shape%s%s", wanted[0] ? ": " : "", wanted);
		break;
	case REACH_GLUED:
		buffer_add_text(out, "it is part of something longer");
		break;
	case REACH_PART:
		buffer_print(out, "then must come %s", wanted[0] ? wanted : "something else");
		if (reach->have != SIZE_MAX)
			buffer_print(out, "; there %s %zu", reach->have == 1 ? "is" : "are", reach->have);
		break;
	case REACH_WHOLE:
		buffer_add_text(out, shape ? "it fits, but such a value has 16 characters or more and a digit"
					   : "it fits, but another match of the rule has taken its bytes");
		break;
	case REACH_LIMIT:
		buffer_add_text(out, "the regex came to a limit");
		break;
	}
}
