/*
 * choose_text.c - context and literal rules: what is found by a known piece of text
 *
 * A piece has at least LITERAL_MIN bytes of one spelling (case apart), and up to
 * SITE_KEY are used. Where a path has none, one with few spellings will do, if it is
 * rare: "SK" and two hex digits.
 */
#include "engine/choose.h"

#include "base/text.h"
#include "engine/shape.h"
#include "judge_part.h"

#define WIDE_SPELLINGS_MAX 256
#define WIDE_CHANCE        2e-5
/*
 * Secrets without a digit that a context rule may lose; fewer where the word is inside
 * the secret, for then the rule could be found by a literal as well, and lose none.
 */
#define NO_DIGIT_CHANCE        0.1
#define NO_DIGIT_CHANCE_INSIDE 2e-3

/* A piece of text in a path. */
struct piece {
	struct place place;
	uint32_t key;  /* as in cover.h; 0: more than one spelling */
	double chance; /* that a position of a text has it, by its bytes */
};

static uint8_t only_byte(const struct byteset *set)
{
	const struct byteset folded = byteset_folded(set);
	uint8_t bytes[256];

	byteset_list(&folded, bytes);
	return bytes[0];
}

/* The chance to meet the byte after `before`, which makes more of a difference than the byte itself. */
static double chance_after(uint8_t before, uint8_t byte, const struct item *item)
{
	return text_is_lower((char)before) && text_is_lower((char)byte) ? judge_follow_chance((char)before, (char)byte)
									: item->chance;
}

/* The piece with one spelling that begins at the place. */
static bool literal_at(const struct place *place, struct piece *piece)
{
	uint32_t known = 0, into = place->into;
	uint8_t before = 0;
	bool wide = false;

	*piece = (struct piece){ .place = *place, .chance = 1 };
	for (size_t i = place->item; i < place->path->len && known < SITE_KEY; i++, into = 0) {
		const struct item *item = &place->path->items[i];

		if (item->max == 0)
			continue;
		wide |= !item->one_spelling;
		if (item->min != item->max || (known < LITERAL_MIN && wide))
			break;
		for (; into < item->min && known < SITE_KEY; into++, known++) {
			const uint8_t byte = item->one_spelling ? only_byte(item->set) : 0;

			piece->chance *= chance_after(before, byte, item);
			if (!wide)
				piece->key |= (uint32_t)byte << 8 * known;
			before = byte;
		}
	}
	return known >= LITERAL_MIN;
}

/* The piece with few spellings that begins at the place. */
static bool wide_at(const struct place *place, struct piece *piece)
{
	double spellings = 1;

	*piece = (struct piece){ .place = *place, .chance = 1 };
	if (place_least(place, place->path->len) < SITE_KEY)
		return false;
	for (uint32_t i = 0; i < SITE_KEY; i++) {
		const struct byteset set = place_set(place, i), folded = byteset_folded(&set);

		spellings *= byteset_count(&folded);
		piece->chance *= byteset_chance(&set);
	}
	return spellings <= WIDE_SPELLINGS_MAX && piece->chance <= WIDE_CHANCE;
}

typedef bool (*piece_at)(const struct place *place, struct piece *piece);

/* The next piece in items [*place, end), the place itself included. Afterwards the place is behind its beginning. */
static bool next_piece(struct place *place, size_t end, piece_at find, struct piece *piece)
{
	for (; place->item < end; place->item++, place->into = 0) {
		const struct item *item = &place->path->items[place->item];

		if (item->kind != ITEM_BYTES || item->min != item->max || item->min > SITE_SETS_MAX)
			continue;
		while (place->into < item->min) {
			const struct place at = *place;

			place->into++;
			if (find(&at, piece))
				return true;
		}
	}
	return false;
}

/* Chosen for many paths before others, rare before frequent. */
static bool is_rarer(const struct piece *a, const struct piece *b, const struct cover *cover)
{
	const bool a_chosen = cover && cover_has(cover, a->key), b_chosen = cover && cover_has(cover, b->key);

	return a_chosen != b_chosen ? a_chosen : a->chance < b->chance;
}

/* The rarest piece that begins in items [first, end), and no more than `gap_max` bytes before item `end`. */
static bool rarest(const struct path *path, size_t first, size_t end, uint32_t gap_max, const struct cover *cover,
		   struct piece *best)
{
	static const piece_at kinds[] = { literal_at, wide_at };

	best->chance = 1;
	for (int i = 0; i < 2 && best->chance >= 1; i++) {
		struct place place = { path, first, 0 };
		struct piece piece;

		while (next_piece(&place, end, kinds[i], &piece))
			if ((best->chance >= 1 || is_rarer(&piece, best, cover)) &&
			    place_most(&piece.place, end) <= gap_max)
				*best = piece;
	}
	return best->chance < 1;
}

static bool is_bounded(const struct piece *piece)
{
	return piece->place.path->items[piece->place.item].most_before <= BEFORE_MAX;
}

/* Near the start before far from it, chosen for many rules before others, rare before frequent. */
static bool is_better(const struct piece *a, const struct piece *b, const struct cover *cover)
{
	const bool a_chosen = cover && cover_has(cover, a->key), b_chosen = cover && cover_has(cover, b->key);

	if (is_bounded(a) != is_bounded(b))
		return is_bounded(a);
	if (a_chosen != b_chosen)
		return a_chosen;
	if (a_chosen) {
		const struct site site_a = site_make(&a->place), site_b = site_make(&b->place);

		return site_chance(&site_a) < site_chance(&site_b);
	}
	return a->chance < b->chance;
}

bool choose_literal(const struct path *path, const struct quest *quest, struct site *best)
{
	struct place place = { path, 0, 0 };
	struct piece piece, chosen;
	bool found = false;

	while (next_piece(&place, path->len, literal_at, &piece)) {
		if (!found || is_better(&piece, &chosen, quest->cover))
			chosen = piece;
		found = true;
	}
	if (!found)
		found = rarest(path, 0, path->len, UNBOUNDED, NULL, &chosen);
	if (found)
		*best = site_make(&chosen.place);
	return found;
}

void choose_note_literals(const struct path *path, struct cover *cover)
{
	struct place place = { path, 0, 0 };
	struct piece piece;

	cover_begin(cover);
	while (next_piece(&place, path->len, literal_at, &piece))
		if (is_bounded(&piece))
			cover_add(cover, piece.key, piece.chance);
}

/* The first item behind `item` that may hold other bytes than value bytes. */
static size_t value_end(const struct path *path, size_t item)
{
	while (item < path->len && (path->items[item].max == 0 || path->items[item].value))
		item++;
	return item;
}

void choose_note_words(const struct path *path, const struct rule *rule, struct cover *cover)
{
	struct place place = { path, 0, 0 };
	struct piece piece;
	size_t secret;

	cover_begin(cover);
	if (!path_secret(path, rule, &secret))
		return;
	while (next_piece(&place, secret, literal_at, &piece))
		if (place_most(&piece.place, secret) <= SITE_GAP_MAX)
			cover_add(cover, piece.key, piece.chance);
}

bool choose_context(const struct path *path, const struct quest *quest, struct site *best)
{
	struct place secret = { path, 0, 0 };
	struct piece before, inside;
	double no_digit;
	uint32_t run;

	if (quest->rule->dialect == DIALECT_GITLEAKS || !path_secret(path, quest->rule, &secret.item))
		return false;
	run = place_run(&secret);
	no_digit = place_no_digit(&secret);
	if (run < SHAPE_RUN || no_digit > NO_DIGIT_CHANCE)
		return false;
	rarest(path, 0, secret.item, SITE_GAP_MAX, quest->words, &before);
	rarest(path, secret.item, value_end(path, secret.item), UNBOUNDED, NULL, &inside);
	if (no_digit > NO_DIGIT_CHANCE_INSIDE)
		inside.chance = 1;
	if (before.chance >= 1 && inside.chance >= 1)
		return false;
	if (before.chance <= inside.chance) {
		*best = site_make(&before.place);
		best->gap = place_most(&before.place, secret.item);
	} else {
		*best = site_make(&inside.place);
		best->behind = best->most_before - path->items[secret.item].least_before;
	}
	best->run = run;
	return best->most_before <= BEFORE_MAX && best->behind <= SITE_BEHIND_MAX;
}
