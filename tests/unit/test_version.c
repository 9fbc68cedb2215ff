/*
 * A version of a text, scanned by its changes, against the same text scanned whole: the same
 * matches, and no place left out that the whole scan looks at. The texts are made of what the
 * passes over a text look for, whole and broken; the versions lose, gain, double and swap parts
 * of them, at any place.
 */
#include "engine/version.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "engine/detector.h"
#include "model/content.h"
#include "ruleset/builtin.h"
#include "unit/engine_rules.h"
#include "unit/sample.h"
#include "unit/unit.h"

#define TEXT_MAX ((size_t)1 << 20)

static struct arena trees;

/* A set of rules, and what scans need. */
struct subject {
	struct rule *own;
	const struct rule **list;
	struct regex *regexes;
	size_t count;
	struct detector *detector;
	struct scratch *whole, *changes;
	struct memo *seen; /* by the scan of the whole */
};

static struct subject invented, real;

static void subject_init(struct subject *s, const struct plan *plan)
{
	const struct detector_options options = { .decode = true, .plan = plan };
	struct error err;

	s->regexes = mem_alloc_array(s->count, sizeof(*s->regexes));
	for (size_t i = 0; i < s->count; i++)
		if (s->list[i]->regex)
			s->regexes[i] = regex_parse(s->list[i]->regex, &trees);
	s->detector = detector_new(s->list, s->count, &options, &err);
	ck_assert_msg(s->detector != NULL, "%s", err.text);
	s->whole = scratch_new(s->detector);
	s->changes = scratch_new(s->detector);
	s->seen = memo_new();
}

static void subject_release(struct subject *s)
{
	memo_free(s->seen);
	scratch_free(s->whole);
	scratch_free(s->changes);
	detector_free(s->detector);
	mem_free(s->regexes);
	mem_free(s->list);
	mem_free(s->own);
}

static void set_up(void)
{
	arena_init(&trees);
	invented = (struct subject){ .count = ENGINE_RULES };
	invented.own = mem_alloc_array(ENGINE_RULES, sizeof(*invented.own));
	invented.list = mem_alloc_array(ENGINE_RULES, sizeof(*invented.list));
	for (size_t i = 0; i < ENGINE_RULES; i++) {
		invented.own[i] = (struct rule){ .id = engine_rules[i].regex,
						 .regex = engine_rules[i].regex,
						 .dialect = engine_rules[i].dialect };
		invented.list[i] = &invented.own[i];
	}
	subject_init(&invented, NULL);
	real = (struct subject){ .count = builtin_rules_len };
	real.list = mem_alloc_array(real.count, sizeof(*real.list));
	for (size_t i = 0; i < real.count; i++)
		real.list[i] = &builtin_rules[i];
	subject_init(&real, &builtin_plan);
}

static void tear_down(void)
{
	subject_release(&invented);
	subject_release(&real);
	arena_release(&trees);
}

static void add_sample(const struct subject *s, struct random *random, struct buffer *out)
{
	size_t rule, from = out->len;

	do
		rule = random_below(random, s->count);
	while (!s->regexes[rule].root);
	sample_node(random, s->regexes[rule].root, out);
	if (random_below(random, 4) == 0 && out->len > from)
		out->at[from + random_below(random, out->len - from)] = (char)random_next(random);
	if (random_below(random, 8) == 0 && out->len > from)
		buffer_truncate(out, from + random_below(random, out->len - from));
}

static void add_escaped(struct buffer *out, unsigned char byte, uint64_t way)
{
	switch (way) {
	case 0:
		buffer_print(out, "%%%02x", byte);
		break;
	case 1:
		buffer_print(out, "\\x%02x", byte);
		break;
	case 2:
		buffer_print(out, "\\u%04x", byte);
		break;
	case 3:
		buffer_print(out, "&#x%02x;", byte);
		break;
	case 4:
		buffer_print(out, "0x%02x, ", byte);
		break;
	case 5:
		buffer_print(out, "0x%02x,\n\t\t", byte);
		break;
	default:
		buffer_print(out, "%02x", byte);
	}
}

/* A sample between words, encoded in one way or another. */
static void add_encoded(const struct subject *s, struct random *random, struct buffer *out)
{
	const uint64_t way = random_below(random, 10);
	struct buffer plain, encoded;

	buffer_init(&plain, TEXT_MAX);
	buffer_init(&encoded, TEXT_MAX);
	buffer_add_text(&plain, "user = me, password = ");
	add_sample(s, random, &plain);
	buffer_add_text(&plain, "\n");
	if (way < 3) {
		const size_t width = way == 0 ? SIZE_MAX : 40 + random_below(random, 40);

		text_add_base64(&encoded, buffer_slice(&plain));
		for (size_t i = 0; i < encoded.len; i++) {
			if (i && i % width == 0)
				buffer_add_text(out, way == 1 ? "\n" : "\\n");
			buffer_add_byte(out, encoded.at[i]);
		}
	} else {
		for (size_t i = 0; i < plain.len && i < 300; i++)
			add_escaped(out, (unsigned char)plain.at[i], way - 3);
	}
	buffer_release(&plain);
	buffer_release(&encoded);
}

static void add_filling(struct random *random, struct buffer *out)
{
	static const char *const fillings[] = {
		" ",  "a",     "0",     "ab1-",   "x = 1;\n",   "zorp ",        "\xe4\xb8\xad", "/",
		".a", "\\n",   "%2",    "\\x4",   "someName1_", "a1b2c3d4",     "0x1, ",        "=",
		"\n", "key: ", "%41 b", "\t// c", "password ",  "Zm9vYmFyIGJh", "-----",
	};
	const char *filling = fillings[random_below(random, sizeof(fillings) / sizeof(*fillings))];
	size_t len = random_below(random, random_below(random, 4) ? 60 : 700);

	for (size_t i = 0, size = strlen(filling); i < len; i++)
		buffer_add_byte(out, filling[i % size]);
}

/* What may be one stretch of base64 or several, text or not: runs with one character between them. */
static void add_stretch(struct random *random, struct buffer *out)
{
	struct buffer plain;

	buffer_init(&plain, TEXT_MAX);
	for (uint64_t runs = 1 + random_below(random, 12); runs; runs--) {
		buffer_clear(&plain);
		for (uint64_t n = 8 + random_below(random, 30); n; n--)
			buffer_add_byte(&plain, (char)(random_below(random, 40) ? ' ' + random_below(random, 95)
										: random_next(random)));
		text_add_base64(out, buffer_slice(&plain));
		while (out->len && out->at[out->len - 1] == '=')
			out->len--;
		buffer_add_byte(out, "-_/+-_/+ \n"[random_below(random, 10)]);
	}
	buffer_release(&plain);
}

/* A list of bytes that is text for a while, with blanks of any number between them. */
static void add_list(struct random *random, struct buffer *out)
{
	const uint64_t most = random_below(random, 3) ? 3 : 40;

	for (uint64_t n = 12 + random_below(random, 12); n; n--) {
		buffer_print(out, "0x%02x,",
			     (unsigned)(random_below(random, 30) ? ' ' + random_below(random, 95)
								 : random_below(random, 256)));
		for (uint64_t blanks = random_below(random, most); blanks; blanks--)
			buffer_add_byte(out, ' ');
	}
}

static void add_piece(const struct subject *s, struct random *random, struct buffer *out)
{
	static const char *const between[] = { "",  " ", "\"", "\n", "\\n", "%20", "=",  ": ",
					       "/", "_", "x",  "\\", "9",   "-",   "0x", "%" };

	switch (random_below(random, 10)) {
	case 0:
	case 1:
	case 2:
		add_sample(s, random, out);
		break;
	case 3:
		add_encoded(s, random, out);
		break;
	case 4:
		add_stretch(random, out);
		break;
	case 5:
		add_list(random, out);
		break;
	default:
		add_filling(random, out);
	}
	buffer_add_text(out, between[random_below(random, sizeof(between) / sizeof(*between))]);
}

/* As the reader of deltas notes them. */
static void add_copy(struct copies *copies, struct buffer *out, const struct buffer *base, size_t from, size_t len)
{
	struct copy *last = copies->len ? &copies->items[copies->len - 1] : NULL;

	if (len == 0)
		return;
	if (last && last->at + last->len == out->len && last->from + last->len == from)
		last->len += (uint32_t)len;
	else
		*array_add(copies) = (struct copy){ (uint32_t)out->len, (uint32_t)from, (uint32_t)len };
	buffer_add(out, slice_make(base->at + from, len));
}

static void change(const struct subject *s, struct random *random, const struct buffer *base, struct buffer *out,
		   struct copies *copies)
{
	const uint64_t edits = 1 + random_below(random, 4);
	size_t from = random_below(random, 12) ? 0 : random_below(random, base->len + 1);

	copies->len = 0;
	buffer_clear(out);
	for (uint64_t i = 0; i < edits && from < base->len; i++) {
		add_copy(copies, out, base, from, random_below(random, base->len - from + 1));
		from = out->len && copies->len
			       ? copies->items[copies->len - 1].from + copies->items[copies->len - 1].len
			       : from;
		switch (random_below(random, 8)) {
		case 0: /* something goes */
			from += random_below(random, 1 + random_below(random, 300));
			break;
		case 1: /* some bytes are others */
			for (uint64_t n = random_below(random, 6); n && from < base->len; n--, from++)
				buffer_add_byte(out, (char)("a1 \n-_=%\\"[random_below(random, 9)]));
			break;
		case 2: /* something from elsewhere */
			from = random_below(random, base->len);
			break;
		case 3:
			buffer_add_byte(out, (char)("a1 \n-_=%\\"[random_below(random, 9)]));
			break;
		default:
			add_piece(s, random, out);
		}
	}
	if (from < base->len && random_below(random, 12))
		add_copy(copies, out, base, from, base->len - from);
}

static bool same_match(const struct match *a, const struct match *b)
{
	return a->rule == b->rule && a->start == b->start && a->end == b->end && a->match_start == b->match_start &&
	       a->match_end == b->match_end && slice_equal(a->secret, b->secret) && a->confidence == b->confidence &&
	       a->proof == b->proof && memcmp(a->decoded, b->decoded, sizeof(a->decoded)) == 0;
}

static bool holds(const struct memo_places *list, const struct memo_place *place)
{
	for (size_t i = 0; i < list->len; i++)
		if (list->items[i].at == place->at && list->items[i].rule == place->rule)
			return true;
	return false;
}

static void check_places(const char *what, const struct memo_places *want, const struct memo_places *got, uint64_t seed)
{
	for (size_t i = 0; i < want->len; i++)
		ck_assert_msg(holds(got, &want->items[i]), "seed %llu: %s at %u, rule %u, is not looked at",
			      (unsigned long long)seed, what, want->items[i].at, want->items[i].rule);
}

/* Scans `text` in both ways; returns how many matches there are. */
static size_t compare(const struct subject *s, struct buffer *text, const struct memo *base,
		      const struct copies *copies, struct memo *memo, uint64_t seed)
{
	static const char padding[CONTENT_PADDING] = "zq_zassword=\"zq_0123456789abcdef0123456789abcdef0123456789";
	const struct scan_result *want, *got;
	size_t len = text->len;
	struct slice bytes;

	buffer_add(text, slice_make(padding, sizeof(padding)));
	bytes = slice_make(text->at, len);
	want = detector_scan_version(s->detector, s->whole, bytes, NULL, NULL, s->seen);
	got = detector_scan_version(s->detector, s->changes, bytes, base, copies, memo);
	buffer_truncate(text, len);
	ck_assert(s->seen->known && memo->known);
	check_places("place", &s->seen->places, &memo->places, seed);
	check_places("run", &s->seen->runs, &memo->runs, seed);
	check_places("mark", &s->seen->marks, &memo->marks, seed);
	ck_assert_msg(want->matches.len == got->matches.len, "seed %llu: %zu and %zu matches", (unsigned long long)seed,
		      want->matches.len, got->matches.len);
	for (size_t i = 0; i < want->matches.len; i++)
		ck_assert_msg(same_match(&want->matches.items[i], &got->matches.items[i]), "seed %llu: match %zu",
			      (unsigned long long)seed, i);
	return want->matches.len;
}

/* How much was gained: versions that were scanned by their changes, and bytes that needed no look. */
struct gain {
	size_t versions, bytes, matches;
};

static void follow_versions(const struct subject *s, uint64_t seed, size_t pieces, int generations, struct gain *gain)
{
	struct memo *memos[2] = { memo_new(), memo_new() };
	struct buffer texts[2];
	struct copies copies = { 0 };
	struct version version = { 0 };
	struct random random;

	random_init(&random, seed);
	buffer_init(&texts[0], TEXT_MAX);
	buffer_init(&texts[1], TEXT_MAX);
	for (size_t i = 0; i < pieces; i++)
		add_piece(s, &random, &texts[0]);
	compare(s, &texts[0], NULL, NULL, memos[0], seed);
	for (int i = 0; i < generations && texts[i & 1].len < TEXT_MAX / 4; i++) {
		const struct memo *base = memos[i & 1];
		struct buffer *text = &texts[~i & 1];

		change(s, &random, &texts[i & 1], text, &copies);
		gain->matches += compare(s, text, base, &copies, memos[~i & 1], seed);
		if (version_begin(&version, buffer_slice(text), base, &copies)) {
			gain->versions++;
			gain->bytes += text->len;
			for (size_t z = 0; z < version.zones.len; z++)
				gain->bytes -= version.zones.items[z].until - version.zones.items[z].from;
		}
	}
	array_release(&version.zones);
	array_release(&copies);
	for (int i = 0; i < 2; i++) {
		buffer_release(&texts[i]);
		memo_free(memos[i]);
	}
}

START_TEST(versions_of_small_texts)
{
	struct gain gain = { 0 };

	for (uint64_t seed = 0; seed < 600; seed++)
		follow_versions(seed % 2 ? &invented : &real, seed, 1 + seed % 24, 12, &gain);
	ck_assert_uint_ge(gain.versions, 2000);
	ck_assert_uint_ge(gain.matches, 10000);
}
END_TEST

START_TEST(versions_of_long_texts)
{
	struct gain gain = { 0 };

	for (uint64_t seed = 0; seed < 24; seed++)
		follow_versions(seed % 2 ? &invented : &real, 100000 + seed, 500, 25, &gain);
	ck_assert_uint_ge(gain.versions, 400);
	ck_assert_uint_ge(gain.bytes, 15000000);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_unchecked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, versions_of_small_texts);
	tcase_add_test(tests, versions_of_long_texts);
}

UNIT_MAIN("version", add_tests)
