/*
 * added_lines.c - see added_lines.h
 *
 * Lines that both versions begin and end with are set aside, and so are those
 * that stand in one version only: the new ones are added, whatever the rest
 * looks like. What is left are numbers, one for each different line, and
 * Myers' greedy search for the shortest edit between them: for d = 0, 1, 2 ...
 * edits it knows how far each diagonal can be followed, until the end is
 * reached. The reach of every d is kept to walk back from there. Time and memory grow with
 * d, so d is bounded: files that need more have lost their order, and the
 * count of the secret decides.
 */
#include "source/added_lines.h"

#include "base/table.h"

#define BYTES_MAX ((size_t)5 << 20)
#define LINES_MAX 200000
#define EDITS_MAX 2000

struct lines ARRAY_OF(struct slice);

/* A line that stands in both versions. */
struct common_line {
	size_t id;   /* equal lines have the same */
	size_t line; /* in its version, from 0 */
	bool kept;   /* of the new version: the shortest edit leaves it where it is */
};

struct common_lines ARRAY_OF(struct common_line);

/* How far along the old version d edits lead on diagonals -d, -d + 2 ... d: trace[d * (d + 1) / 2 ...]. */
struct trace ARRAY_OF(int);

static bool split(struct slice text, struct lines *lines)
{
	struct slice rest = text, line;

	if (text.len > BYTES_MAX || slice_find_byte(text, '\0', 0) != SLICE_NOWHERE)
		return false;
	while (lines->len <= LINES_MAX && slice_cut(&rest, '\n', &line)) {
		if (line.at + line.len < text.at + text.len)
			line.len++; /* a line end that is missing makes another line */
		*array_add(lines) = line;
	}
	return lines->len <= LINES_MAX;
}

static void trim(struct lines *before, struct lines *after, size_t *first)
{
	size_t shorter = before->len < after->len ? before->len : after->len;

	*first = 0;
	while (*first < shorter && slice_equal(before->items[*first], after->items[*first]))
		++*first;
	while (before->len > *first && after->len > *first &&
	       slice_equal(before->items[before->len - 1], after->items[after->len - 1])) {
		before->len--;
		after->len--;
	}
}

/* The lines of `lines` from `first` on that `other` has too, as numbers. */
static void pick_common(const struct lines *lines, const struct lines *other, size_t first, struct common_lines *common)
{
	struct table ids;

	table_init(&ids);
	for (size_t i = first; i < other->len; i++)
		table_add(&ids, other->items[i], 0, NULL);
	for (size_t i = first; i < lines->len; i++)
		if (table_find(&ids, lines->items[i]))
			*array_add(common) = (struct common_line){ .line = i };
	table_release(&ids);
}

/* Equal lines of both versions get equal numbers. */
static void number(const struct lines *before, const struct lines *after, struct common_lines *a,
		   struct common_lines *b)
{
	struct table ids;

	table_init(&ids);
	for (size_t i = 0; i < a->len; i++)
		a->items[i].id = *table_add(&ids, before->items[a->items[i].line], i, NULL);
	for (size_t i = 0; i < b->len; i++)
		b->items[i].id = *table_add(&ids, after->items[b->items[i].line], 0, NULL);
	table_release(&ids);
}

static int *reach_of(const struct trace *trace, int edits)
{
	return trace->items + (size_t)edits * ((size_t)edits + 1) / 2;
}

/* Whether the best way to diagonal k with `edits` edits comes from k + 1, by taking a line of the new version. */
static bool comes_by_insertion(const struct trace *trace, int edits, int k)
{
	const int *reach = reach_of(trace, edits - 1);
	int at = (k + edits) / 2; /* position of k + 1 in reach; k - 1 stands before it */

	return k == -edits || (k != edits && reach[at - 1] < reach[at]);
}

static int start_of(const struct trace *trace, int edits, int k)
{
	int at = (k + edits) / 2;

	if (edits == 0)
		return 0;
	return comes_by_insertion(trace, edits, k) ? reach_of(trace, edits - 1)[at]
						   : reach_of(trace, edits - 1)[at - 1] + 1;
}

/* The number of edits, or -1 when they are too many. */
static int search(const struct common_lines *a, const struct common_lines *b, struct trace *trace)
{
	int a_len = (int)a->len, b_len = (int)b->len;

	for (int edits = 0; edits <= EDITS_MAX; edits++)
		for (int k = -edits; k <= edits; k += 2) {
			int x = start_of(trace, edits, k), y = x - k;

			while (x < a_len && y < b_len && a->items[x].id == b->items[y].id) {
				x++;
				y++;
			}
			*array_add(trace) = x;
			if (x >= a_len && y >= b_len)
				return edits;
		}
	return -1;
}

static void walk_back(const struct common_lines *a, struct common_lines *b, const struct trace *trace, int edits)
{
	int x = (int)a->len, y = (int)b->len;

	for (; edits >= 0; edits--) {
		int k = x - y, start = start_of(trace, edits, k);

		for (; x > start; x--, y--)
			b->items[y - 1].kept = true;
		if (edits && comes_by_insertion(trace, edits, k))
			y--;
		else
			x--;
	}
}

/* Every line from `first` to `end` that is not kept. */
static void list_added(const struct common_lines *b, size_t first, size_t end, struct line_ranges *added)
{
	size_t next = 0;

	for (size_t line = first; line < end; line++) {
		struct line_range *last = added->len ? &added->items[added->len - 1] : NULL;
		bool common = next < b->len && b->items[next].line == line;

		if (common && b->items[next++].kept)
			continue;
		if (last && last->last == line)
			last->last++;
		else
			*array_add(added) = (struct line_range){ line + 1, line + 1 };
	}
}

bool added_lines(struct slice before, struct slice after, struct line_ranges *added)
{
	struct lines old = { 0 }, new = { 0 };
	struct common_lines a = { 0 }, b = { 0 };
	struct trace trace = { 0 };
	bool known = split(before, &old) && split(after, &new);

	if (known) {
		size_t first;
		int edits;

		trim(&old, &new, &first);
		pick_common(&old, &new, first, &a);
		pick_common(&new, &old, first, &b);
		number(&old, &new, &a, &b);
		edits = search(&a, &b, &trace);
		known = edits >= 0;
		if (known) {
			walk_back(&a, &b, &trace, edits);
			list_added(&b, first, new.len, added);
		}
	}
	array_release(&old);
	array_release(&new);
	array_release(&a);
	array_release(&b);
	array_release(&trace);
	return known;
}
