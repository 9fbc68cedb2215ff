/*
 * mask.c - finds any of many secrets in short texts.
 *
 * The secrets ("needles") are sorted. Those that are a prefix of the text from
 * some position on all sort at or before it, and each is a prefix of the next
 * longer one; so a binary search finds the last needle that is not greater, and
 * links from each needle to the longest other one that it begins with lead to
 * the longest that matches. A bit set of hashed first bytes spares nearly every
 * position the search. Unlike a chain of equal first bytes this stays fast when
 * 30,000 tokens all begin with "sk-proj-".
 */
#include "report/mask.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "report/report.h"

#define NO_PARENT       ((size_t)-1)
#define SHOWN_TEXT_MAX  ((size_t)16 << 20) /* a text with a secret in it is cut here */
#define BITS_PER_NEEDLE 16

struct needle {
	struct slice secret;
	struct slice redacted;
	size_t shown;  /* bytes of the secret at the front of `redacted` */
	size_t parent; /* the longest needle that is a proper prefix of this one */
};

struct mask {
	struct needles ARRAY_OF(struct needle) needles; /* sorted, each secret once */
	uint64_t *bits;
	uint64_t bit_mask; /* number of bits - 1 */
	struct buffer shown;
	struct arena arena;
};

/* ---- Building ---- */

static void add_needle(struct mask *m, struct slice secret, struct slice redacted, size_t shown)
{
	if (secret.len >= MASK_MIN)
		*array_add(&m->needles) = (struct needle){ secret, redacted, shown, NO_PARENT };
}

static void add_lines(struct mask *m, struct slice secret)
{
	struct slice rest = secret, line;

	while (slice_cut(&rest, '\n', &line)) {
		line = slice_trim(line);
		if (!slice_starts(line, SLICE("-----")))
			add_needle(m, line, SLICE("***"), 0);
	}
}

/*
 * The characters of base64 that the secret alone decides, for each of the three
 * ways it can lie in the encoded bytes.
 */
static void add_base64(struct mask *m, struct slice secret)
{
	static const size_t starts[] = { 0, 2, 3 }; /* the first character that no byte before has a part in */

	for (size_t before = 0; before < 3; before++) {
		size_t end = (before + secret.len) * 8 / 6;
		struct slice encoded;

		buffer_clear(&m->shown);
		buffer_add(&m->shown, slice_make("\0\0", before));
		buffer_add(&m->shown, secret);
		encoded = arena_copy(&m->arena, buffer_slice(&m->shown));
		buffer_clear(&m->shown);
		text_add_base64(&m->shown, encoded);
		encoded = slice_sub(buffer_slice(&m->shown), starts[before], end - starts[before]);
		add_needle(m, arena_copy(&m->arena, encoded), SLICE("***"), 0);
		for (size_t i = 0; i < m->shown.len; i++)
			m->shown.at[i] = m->shown.at[i] == '+' ? '-' : m->shown.at[i] == '/' ? '_' : m->shown.at[i];
		add_needle(m, arena_copy(&m->arena, encoded), SLICE("***"), 0);
	}
}

static void add_hex(struct mask *m, struct slice secret)
{
	buffer_clear(&m->shown);
	text_add_hex(&m->shown, secret);
	add_needle(m, arena_copy(&m->arena, buffer_slice(&m->shown)), SLICE("***"), 0);
	for (size_t i = 0; i < m->shown.len; i++)
		m->shown.at[i] = text_is_lower(m->shown.at[i]) ? (char)(m->shown.at[i] - 'a' + 'A') : m->shown.at[i];
	add_needle(m, arena_copy(&m->arena, buffer_slice(&m->shown)), SLICE("***"), 0);
}

/* A secret that was seen encoded somewhere may stand encoded in a subject too. */
static bool was_encoded(const struct finding *finding)
{
	for (size_t i = 0; i < finding->locations.len; i++)
		if (finding->locations.items[i].decoded[0])
			return true;
	return false;
}

static void add_finding(struct mask *m, const struct finding *finding)
{
	buffer_clear(&m->shown);
	report_redact(&m->shown, finding->rule, finding->secret);
	add_needle(m, finding->secret, arena_copy(&m->arena, buffer_slice(&m->shown)),
		   report_shown(finding->rule, finding->secret));
	if (slice_find_byte(finding->secret, '\n', 0) != SLICE_NOWHERE)
		add_lines(m, finding->secret);
	if (was_encoded(finding) && finding->secret.len >= MASK_MIN) {
		add_base64(m, finding->secret);
		add_hex(m, finding->secret);
	}
}

/* The same secret twice: the form that shows less comes first and stays. */
static int compare_needles(const void *a, const void *b)
{
	const struct needle *left = a, *right = b;
	int order = slice_compare(left->secret, right->secret);

	return order ? order : (left->shown > right->shown) - (left->shown < right->shown);
}

static void drop_doubles(struct needles *needles)
{
	size_t kept = 0;

	for (size_t i = 0; i < needles->len; i++)
		if (kept == 0 || !slice_equal(needles->items[kept - 1].secret, needles->items[i].secret))
			needles->items[kept++] = needles->items[i];
	needles->len = kept;
}

/* The needle before, or one of its parents, is the longest proper prefix. */
static void link_parents(struct needles *needles)
{
	for (size_t i = 1; i < needles->len; i++) {
		size_t parent = i - 1;

		while (parent != NO_PARENT && !slice_starts(needles->items[i].secret, needles->items[parent].secret))
			parent = needles->items[parent].parent;
		needles->items[i].parent = parent;
	}
}

static uint64_t hash_of(const char *at)
{
	uint64_t h;

	memcpy(&h, at, sizeof(h));
	h *= 0x9e3779b97f4a7c15u;
	return h ^ h >> 32;
}

static void set_bits(struct mask *m)
{
	uint64_t count = 1024;

	while (count < m->needles.len * BITS_PER_NEEDLE)
		count *= 2;
	m->bits = mem_alloc_array(count / 64, sizeof(*m->bits));
	m->bit_mask = count - 1;
	for (size_t i = 0; i < m->needles.len; i++) {
		uint64_t bit = hash_of(m->needles.items[i].secret.at) & m->bit_mask;

		m->bits[bit / 64] |= (uint64_t)1 << bit % 64;
	}
}

struct mask *mask_new(const struct findings *findings)
{
	struct mask *m = mem_alloc(sizeof(*m));

	buffer_init(&m->shown, SHOWN_TEXT_MAX);
	arena_init(&m->arena);
	for (size_t i = 0; i < findings->len; i++)
		add_finding(m, &findings->items[i]);
	if (m->needles.len)
		qsort(m->needles.items, m->needles.len, sizeof(*m->needles.items), compare_needles);
	drop_doubles(&m->needles);
	link_parents(&m->needles);
	set_bits(m);
	return m;
}

void mask_free(struct mask *m)
{
	if (!m)
		return;
	array_release(&m->needles);
	mem_free(m->bits);
	buffer_release(&m->shown);
	arena_release(&m->arena);
	mem_free(m);
}

/* ---- Looking ---- */

/* How many needles are not greater than `text`. */
static size_t count_not_after(const struct needles *needles, struct slice text)
{
	size_t low = 0, high = needles->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (slice_compare(needles->items[middle].secret, text) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * The needle that `text` begins with, and how much of the text it hides: the
 * longest that is whole, or all of the text when its end cuts one off.
 */
static const struct needle *needle_at(const struct mask *m, struct slice text, size_t *hides)
{
	uint64_t bit = hash_of(text.at) & m->bit_mask;
	const struct needle *needles = m->needles.items, *whole = NULL, *cut = NULL;
	size_t behind, at;

	if (!(m->bits[bit / 64] >> bit % 64 & 1))
		return NULL;
	behind = count_not_after(&m->needles, text);
	for (at = behind - 1; at != NO_PARENT && !whole; at = needles[at].parent)
		if (slice_starts(text, needles[at].secret))
			whole = &needles[at];
	if (behind < m->needles.len && text.len > needles[behind].shown && slice_starts(needles[behind].secret, text))
		cut = &needles[behind];
	*hides = cut ? text.len : whole ? whole->secret.len : 0;
	return whole ? whole : cut;
}

/* Needles may overlap: `hidden` is the end of what is hidden so far. */
struct slice mask_apply(struct mask *m, struct slice text)
{
	size_t hidden = 0, hides;

	if (!m || m->needles.len == 0 || text.len < MASK_MIN)
		return text;
	buffer_clear(&m->shown);
	for (size_t i = 0; i + MASK_MIN <= text.len; i++) {
		const struct needle *needle = needle_at(m, slice_sub(text, i, text.len), &hides);

		if (!needle)
			continue;
		if (i >= hidden) {
			buffer_add(&m->shown, slice_sub(text, hidden, i - hidden));
			buffer_add(&m->shown, needle->redacted);
		}
		if (i + hides > hidden)
			hidden = i + hides;
	}
	if (hidden == 0)
		return text;
	buffer_add(&m->shown, slice_sub(text, hidden, text.len));
	return buffer_slice(&m->shown);
}
