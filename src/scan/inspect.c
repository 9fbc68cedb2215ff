/*
 * inspect.c - see inspect.h
 *
 * A stream is read in pieces of PIECE bytes that overlap: each piece begins
 * with the last OVERLAP bytes of what was already reported, as context, and
 * reports nothing that starts in its own last OVERLAP bytes, because a match
 * there might go on. So every match of up to OVERLAP bytes is found once.
 * Matches up to EDGE bytes outside of what a piece reports are looked at all the
 * same: they may hide one inside (rank.h).
 *
 * A stream that is an archive is read once for two readers: whoever unpacks it
 * asks for bytes, and each time the next piece is read it is looked through on
 * the way. So one piece is in memory, whatever size the archive has.
 */
#include "scan/inspect.h"

#include <string.h>

#include "engine/unicode.h"
#include "policy/words.h"
#include "scan/doubles.h"
#include "scan/lines.h"
#include "scan/notebook.h"
#include "scan/rank.h"
#include "scan/recount.h"
#include "scan/utf8_stream.h"

#define PIECE         ((size_t)4 << 20)
#define PIECE_WITHIN  ((size_t)1 << 20) /* of streams in archives: several may be open */
#define OVERLAP       ((size_t)64 << 10)
#define EDGE          (OVERLAP / 2)
#define CONVERTED_MAX ((size_t)1 << 31)

/* One text on its way through the detector: a content, its conversion, or a piece of a stream. */
struct text {
	const struct content *content;
	uint64_t number; /* of the content: hits.h */
	struct slice bytes;
	size_t from, until;    /* matches that start here are reported */
	struct position first; /* of bytes.at[0] */
	bool whole;
	const struct origin *origin; /* of whole texts that were not converted, where it is known; else NULL */

	/* What all hits share is worked out for the first of them. */
	struct oid oid;
	struct slice path, member; /* the worker's own copies */
	struct cells cells;
	bool oid_known, path_known, cells_known;

	/* Hits on one long line share a copy of what is around them. */
	struct slice line, line_copy;
	size_t line_offset; /* what `line` was cut around */
};

static void content_arrives(struct sink *sink, const struct content *content);
static void member_arrives(void *context, const struct content *content);

void inspector_init(struct inspector *i, const struct detector *detector, struct progress *progress)
{
	*i = (struct inspector){ .detector = detector, .progress = progress };
	i->sink = (struct sink){ .content = content_arrives, .coverage = &i->coverage };
	i->scratch = scratch_new(detector);
	hits_init(&i->hits);
	coverage_init(&i->coverage);
	buffer_init(&i->converted, CONVERTED_MAX);
	for (size_t lane = 0; lane <= MEMBERS_OPEN; lane++) {
		buffer_init(&i->lanes[lane].piece, PIECE + CONTENT_PADDING);
		buffer_init(&i->lanes[lane].raw, CONVERTED_MAX);
	}
	members_init(&i->members, &i->coverage, member_arrives, i);
}

void inspector_release(struct inspector *i)
{
	scratch_free(i->scratch);
	named_release(&i->named);
	for (unsigned slot = 0; slot < ORIGIN_SLOTS; slot++) {
		memo_free(i->remembered[slot].memo);
		memo_free(i->named_remembered[slot].memo);
	}
	hits_release(&i->hits);
	coverage_release(&i->coverage);
	buffer_release(&i->converted);
	for (size_t lane = 0; lane <= MEMBERS_OPEN; lane++) {
		buffer_release(&i->lanes[lane].piece);
		buffer_release(&i->lanes[lane].raw);
	}
	members_release(&i->members);
}

/* Matches are ordered by start, so only neighbours can overlap; a long one is looked for a bounded way back. */
static bool is_hidden(const struct inspector *inspector, const struct text *text, const struct matches *matches,
		      size_t index)
{
	const size_t reach = 64;
	const struct match *match = &matches->items[index];

	for (size_t i = index > reach ? index - reach : 0; i < matches->len; i++) {
		if (matches->items[i].start >= match->end)
			return false;
		if (i != index && rank_hides(&matches->items[i], match) &&
		    named_may_hide(&inspector->named, text->content, &matches->items[i]))
			return true;
	}
	return false;
}

static struct oid oid_of_content(const struct content *content)
{
	if (content->oid.size == 0 && content->state == STATE_TREE && content->bytes.at)
		return oid_of_blob(content->bytes);
	return content->oid;
}

static struct oid oid_of_text(struct inspector *inspector, struct text *text)
{
	const struct content *container = text->content->container;

	if (container && !inspector->container_known) {
		inspector->container = oid_of_content(container);
		inspector->container_known = true;
	}
	if (!text->oid_known)
		text->oid = container ? inspector->container : oid_of_content(text->content);
	text->oid_known = true;
	return text->oid;
}

static struct slice path_of_text(struct inspector *inspector, struct text *text)
{
	if (!text->path_known) {
		text->path = arena_copy(&inspector->hits.arena, text->content->path);
		text->member = arena_copy(&inspector->hits.arena, text->content->member);
	}
	text->path_known = true;
	return text->path;
}

/* A copy of the line; the one made last is good enough while at least a quarter of it lies on either side. */
static struct slice line_of(struct inspector *inspector, struct text *text, const struct lines *lines, size_t offset)
{
	const struct slice line = text->line;
	bool within = line.at && text->bytes.at + offset >= line.at && text->bytes.at + offset < line.at + line.len;

	if (!within || offset < text->line_offset || offset - text->line_offset > HIT_CONTEXT_MAX / 4) {
		text->line = lines_around(lines, offset, HIT_CONTEXT_MAX);
		text->line_copy = arena_copy(&inspector->hits.arena, text->line);
		text->line_offset = offset;
	}
	return text->line_copy;
}

static size_t cell_of(struct text *text, size_t offset)
{
	if (!text->whole)
		return 0;
	if (!text->cells_known)
		notebook_cells(text->bytes, &text->cells);
	text->cells_known = true;
	return notebook_cell_at(&text->cells, offset);
}

static bool word_allows(const struct lines *lines, const struct match *match)
{
	return words_allow(lines_around(lines, match->start, HIT_CONTEXT_MAX), match->rule->id) ||
	       words_allow(lines_around(lines, match->end - 1, HIT_CONTEXT_MAX), match->rule->id);
}

/* Matches come in the order of their starts, so only their ends are looked for ahead of the cursor. */
static struct position position_ahead(const struct lines *lines, size_t offset)
{
	struct lines ahead = *lines;

	return lines_at(&ahead, offset);
}

static void keep_hit(struct inspector *inspector, struct text *text, struct lines *lines, const struct match *match)
{
	const struct content *content = text->content;
	struct hits *hits = &inspector->hits;
	struct position start = lines_at(lines, match->start), end = position_ahead(lines, match->end);
	struct hit hit = {
		.claim = rank_claim(match),
		.note = match->note,
		.secret = hits_keep(hits, match->secret),
		.context = arena_copy(&hits->arena, slice_sub(match->context, 0, HIT_CONTEXT_MAX)),
		.text = line_of(inspector, text, lines, match->start),
		.kind = content->kind,
		.state = content->state,
		.path = path_of_text(inspector, text),
		.oid = oid_of_text(inspector, text),
		.store = content->store,
		.content = text->number,
		.line = start.line,
		.column = start.column,
		.end_line = end.line,
		.end_column = end.column,
		.cell = cell_of(text, match->start),
		.allowed = word_allows(lines, match),
	};

	hit.member = text->member;
	memcpy(hit.decoded, match->decoded, sizeof(hit.decoded));
	*array_add(hits) = hit;
}

static void report_cut(struct inspector *inspector, const struct content *content, const struct cut_rules *cut)
{
	for (size_t i = 0; i < cut->len; i++) {
		struct buffer what;

		buffer_init(&what, (size_t)1 << 20);
		members_add_name(&what, content);
		buffer_print(&what, ": rule %s", cut->items[i]->id);
		coverage_fail(&inspector->coverage, "limit", buffer_slice(&what));
		buffer_release(&what);
	}
}

/* Whether a match is news: it starts in what this text reports, and no better one covers it. */
static bool is_told(const struct inspector *inspector, const struct text *text, const struct matches *matches,
		    size_t index)
{
	size_t start = matches->items[index].start;

	return start >= text->from && start < text->until && !is_hidden(inspector, text, matches, index);
}

static void keep_matches(struct inspector *inspector, struct text *text, const struct matches *matches,
			 struct recount *recount)
{
	struct lines lines;

	lines_init(&lines, text->bytes, text->first);
	for (size_t i = 0; i < matches->len; i++) {
		const struct match *match = &matches->items[i];
		size_t line;

		if (!is_told(inspector, text, matches, i))
			continue;
		line = lines_at(&lines, match->start).line;
		if (recount && !recount_blocks(recount, match, line, position_ahead(&lines, match->end - 1).line))
			inspector->hits.not_blocking++;
		else
			keep_hit(inspector, text, &lines, match);
	}
}

/* Scans a stored object, and remembers what others may be made from. */
static const struct scan_result *scan_version(const struct detector *detector, struct scratch *scratch,
					      struct remembered *remembered, const struct text *text)
{
	const struct origin *origin = text->origin;
	const struct remembered *base = NULL;
	struct remembered *own = NULL;

	if (origin->base_number && remembered[origin->base_slot].number == origin->base_number)
		base = &remembered[origin->base_slot];
	if (origin->number) {
		own = &remembered[origin->slot];
		own->number = origin->number;
		if (!own->memo)
			own->memo = memo_new();
	}
	return detector_scan_version(detector, scratch, text->bytes, base ? base->memo : NULL, origin->copies,
				     own ? own->memo : NULL);
}

static const struct scan_result *scan_text(const struct detector *detector, struct scratch *scratch,
					   struct remembered *remembered, const struct text *text)
{
	size_t from = text->from > EDGE ? text->from - EDGE : 0;
	size_t until = text->bytes.len - text->until > EDGE ? text->until + EDGE : text->bytes.len;

	return text->origin ? scan_version(detector, scratch, remembered, text)
			    : detector_scan(detector, scratch, text->bytes, from, until);
}

/* What all rules find in it that may look at it; valid until the next text. */
static const struct matches *look(struct inspector *inspector, const struct text *text)
{
	struct named *named = &inspector->named;
	const struct scan_result *result = NULL, *by_name;

	if (!text->content->again) {
		result = scan_text(inspector->detector, inspector->scratch, inspector->remembered, text);
		report_cut(inspector, text->content, &result->cut);
		if (!named_wants(named, text->content))
			return &result->matches;
	}
	by_name = scan_text(named->detector, named->scratch, inspector->named_remembered, text);
	report_cut(inspector, text->content, &by_name->cut);
	named_join(named, text->content, result ? &result->matches : NULL, &by_name->matches);
	return &named->matches;
}

static void inspect_text(struct inspector *inspector, struct text *text)
{
	const struct matches *matches = look(inspector, text);
	const struct change *change = text->content->change;
	struct recount recount;

	text->line = SLICE_NONE;
	if (matches->len == 0)
		return;
	if (change)
		recount_init(&recount, inspector->detector, text->bytes, matches, change);
	keep_matches(inspector, text, matches, change ? &recount : NULL);
	if (change)
		recount_release(&recount);
}

static void inspect_whole(struct inspector *inspector, const struct content *content, uint64_t number)
{
	struct text text = { .content = content,
			     .number = number,
			     .bytes = content->bytes,
			     .until = content->bytes.len,
			     .first = { 1, 1 },
			     .whole = true,
			     .origin = content->origin };
	enum encoding encoding = unicode_detect(content->bytes);

	inspect_text(inspector, &text);
	if (encoding != ENCODING_BYTES) {
		buffer_clear(&inspector->converted);
		unicode_convert(encoding, content->bytes, &inspector->converted);
		text.bytes = buffer_slice(&inspector->converted);
		if (buffer_reserve(&inspector->converted, CONTENT_PADDING))
			text.bytes.at = inspector->converted.at;
		text.until = text.bytes.len;
		text.origin = NULL;
		text.cells_known = false;
		text.cells.len = 0;
		inspect_text(inspector, &text);
	}
	array_release(&text.cells);
}

/* A stream on its way through the detector. */
struct passage {
	struct inspector *inspector;
	const struct content *source;
	struct content content; /* the same, but that what is read is kept for whoever unpacks it */
	struct utf8_stream stream;
	struct text text;
	struct lane *lane;
	size_t piece, have;
	bool ended, keeping, taken; /* all is read; it is an archive; its reader has seen lane->raw */
	uint64_t told;              /* bytes that the progress knows of */
	size_t hits;                /* likewise */
};

static long read_and_keep(void *context, char *to, size_t max)
{
	struct passage *p = context;
	long got = p->source->read(p->source->read_context, to, max);

	if (p->keeping && got > 0)
		buffer_add(&p->lane->raw, slice_make(to, (size_t)got));
	return got;
}

static void passage_open(struct passage *p, struct inspector *inspector, const struct content *content, uint64_t number)
{
	*p = (struct passage){ .inspector = inspector, .source = content, .content = *content };
	p->content.read = read_and_keep;
	p->content.read_context = p;
	p->text = (struct text){ .content = content, .number = number, .first = { 1, 1 } };
	p->lane = &inspector->lanes[inspector->members.open];
	p->piece = inspector->members.open ? PIECE_WITHIN : PIECE;
	p->hits = inspector->hits.len;
	buffer_clear(&p->lane->piece);
	buffer_reserve(&p->lane->piece, p->piece + CONTENT_PADDING);
	utf8_stream_open(&p->stream, &p->content);
}

static void passage_close(struct passage *p)
{
	utf8_stream_close(&p->stream);
	array_release(&p->text.cells);
}

/* Moves what the next piece needs as context to the front; returns how much that is. */
static size_t keep_overlap(struct passage *p)
{
	struct text *text = &p->text;
	size_t keep = text->until - OVERLAP, len = text->bytes.len - keep;
	struct lines lines;

	lines_init(&lines, text->bytes, text->first);
	text->first = lines_at(&lines, keep);
	memmove(p->lane->piece.at, p->lane->piece.at + keep, len);
	text->from = OVERLAP;
	return len;
}

/* Of a stream that takes long the progress is told piece by piece; of what is in an archive nothing. */
static void tell_progress(struct passage *p)
{
	size_t hits = p->inspector->hits.len;

	if (!p->source->container)
		progress_add(p->inspector->progress, p->stream.bytes - p->told, hits > p->hits ? hits - p->hits : 0);
	p->told = p->stream.bytes;
	p->hits = hits;
}

/* Looks through the next piece. */
static void passage_step(struct passage *p)
{
	char *at = p->lane->piece.at;
	long got = utf8_stream_read(&p->stream, at + p->have, p->piece - p->have);

	if (got < 0) {
		p->ended = true; /* the source has said why in the coverage */
		return;
	}
	p->have += (size_t)got;
	p->ended = p->have < p->piece;
	p->text.bytes = slice_make(at, p->have);
	p->text.until = p->ended ? p->have : p->have - OVERLAP;
	p->text.whole = p->ended && p->text.from == 0;
	memset(at + p->have, 0, CONTENT_PADDING);
	inspect_text(p->inspector, &p->text);
	tell_progress(p);
	if (!p->ended)
		p->have = keep_overlap(p);
}

/* As unpack_input.more */
static struct slice passage_more(void *context)
{
	struct passage *p = context;

	if (p->taken)
		buffer_clear(&p->lane->raw);
	while (p->lane->raw.len == 0 && !p->ended)
		passage_step(p);
	p->taken = true;
	return buffer_slice(&p->lane->raw);
}

/* What is an archive, of the contents that files are. What comes again has had its members read. */
static enum archive_kind kind_of(const struct content *content, struct slice start)
{
	if (content->again || (content->kind != PLACE_FILE && content->kind != PLACE_ARCHIVE_MEMBER))
		return ARCHIVE_NONE;
	return archive_kind_of(start);
}

static void inspect_members(struct inspector *inspector, const struct content *content, enum archive_kind kind,
			    const struct unpack_input *input)
{
	struct buffer name;

	if (!inspector->no_archives) {
		members_read(&inspector->members, content, kind, input);
		return;
	}
	buffer_init(&name, (size_t)1 << 20);
	members_add_name(&name, content);
	coverage_skip(&inspector->coverage, "archive", buffer_slice(&name));
	buffer_release(&name);
}

/* Returns how many bytes there were. */
static uint64_t inspect_stream(struct inspector *inspector, const struct content *content, uint64_t number)
{
	const size_t from = inspector->hits.len;
	struct passage p;
	enum archive_kind kind;

	passage_open(&p, inspector, content, number);
	kind = kind_of(content, buffer_slice(&p.stream.raw));
	if (kind) {
		buffer_clear(&p.lane->raw);
		buffer_add(&p.lane->raw, buffer_slice(&p.stream.raw));
		p.keeping = true;
		inspect_members(inspector, content, kind, &(struct unpack_input){ passage_more, &p });
		p.keeping = false;
	}
	while (!p.ended)
		passage_step(&p);
	passage_close(&p);
	if (kind)
		doubles_drop(&inspector->hits, from, number);
	return p.stream.bytes;
}

/* As unpack_input.more: all, once */
static struct slice bytes_more(void *context)
{
	struct slice *rest = context, bytes = *rest;

	*rest = SLICE_NONE;
	return bytes;
}

static bool inspect_whole_archive(struct inspector *inspector, const struct content *content)
{
	enum archive_kind kind = kind_of(content, content->bytes);
	struct slice rest = content->bytes;

	if (kind)
		inspect_members(inspector, content, kind, &(struct unpack_input){ bytes_more, &rest });
	return kind;
}

/* Takes out what members of the versions before have too. What cannot be read of those is not asked for. */
static void drop_old_members(struct inspector *inspector, const struct content *content, size_t from)
{
	const struct change *change = content->change;
	const size_t now = inspector->hits.len;
	size_t ends[RECOUNT_VERSIONS], versions = 0;
	struct coverage own = inspector->coverage;

	coverage_init(&inspector->coverage);
	for (size_t i = 0; i < change->before_len && i < RECOUNT_VERSIONS; i++) {
		struct content before = *content;

		before.bytes = change->before[i];
		before.change = NULL;
		if (before.bytes.len)
			inspect_whole_archive(inspector, &before);
		ends[versions++] = inspector->hits.len;
	}
	coverage_release(&inspector->coverage);
	inspector->coverage = own;
	doubles_drop_old(&inspector->hits, from, now, ends, versions);
}

/* Returns how many bytes there were. */
static uint64_t inspect_content(struct inspector *inspector, const struct content *content)
{
	const uint64_t number = ++inspector->hits.contents;
	const size_t from = inspector->hits.len;
	size_t members;

	if (!content->bytes.at)
		return inspect_stream(inspector, content, number);
	inspect_whole(inspector, content, number);
	members = inspector->hits.len;
	if (inspect_whole_archive(inspector, content) && inspector->hits.len > members) {
		if (content->change)
			drop_old_members(inspector, content, members);
		doubles_drop(&inspector->hits, from, number);
	}
	return content->bytes.len;
}

static void member_arrives(void *context, const struct content *content)
{
	inspect_content(context, content);
}

static void content_arrives(struct sink *sink, const struct content *content)
{
	struct inspector *inspector = (struct inspector *)sink;
	const size_t before = inspector->hits.len;

	const uint64_t bytes = inspector->coverage.bytes;

	if (content->again && !inspector->named.detector)
		return;
	inspector->container_known = false;
	inspector->coverage.bytes += inspect_content(inspector, content);
	if (content->bytes.at)
		progress_add(inspector->progress, content->bytes.len, inspector->hits.len - before);
	if (content->again)
		inspector->coverage.bytes = bytes;
}
