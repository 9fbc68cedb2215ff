/*
 * text.c - findings for a person on a terminal.
 *
 *     critical  OpenAI project API key
 *       secret  sk-proj-Ab3d... (164 bytes)
 *       where   app/llm.py:3:19, in HEAD or a branch tip
 *       where   old/run.ipynb:12:5, cell 2, only in history, commit 4b825dc642
 *       where   and 7 more
 *       since   2026-01-02 (41 days), commit 4b825dc642 by Alice: add the client
 *       held    by 1,204 commits, reached from 5 refs, at 2 tips (main, origin/main)
 *       beside  2 other secrets in the same file: AWS access key, GitHub token
 *       rotate  https://...
 *       step    Create a new key, deploy it, delete the old one.
 *       rule    openai-project-key (certain), ks1_...
 *
 * Every line begins with a word of ours, because a CI runner obeys "::error"
 * at the start of a line even behind blanks; and path:line:column stands alone
 * between blanks, so that terminals and editors can jump to it. The first place
 * shown is one that gives the finding its state: what is in HEAD is mended there.
 */
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/table.h"
#include "base/terminal.h"
#include "model/member.h"
#include "report/formats.h"
#include "report/quantity.h"

#define LINE_MAX_COLUMNS 200 /* where the terminal says nothing */
#define AUTHOR_COLUMNS   40
#define SUBJECT_COLUMNS  16 /* a subject has at least this many */
#define COMMIT_SHOWN     10
#define BLOB_SHOWN       12
#define SIBLINGS_SHOWN   3
#define REFS_SHOWN       3

struct text {
	struct buffer *out;
	const struct result *result;
	const struct report_options *options;
	struct mask *mask;
	struct table ids; /* a finding's id -> its index */
};

static void style(struct text *t, enum terminal_style style)
{
	terminal_add_style(t->out, t->options->colour, style);
}

/* "  where   " */
static void label(struct text *t, const char *name)
{
	style(t, STYLE_DIM);
	buffer_print(t->out, "  %-8s", name);
	style(t, STYLE_PLAIN);
}

static void end_line(struct text *t)
{
	buffer_add_byte(t->out, '\n');
}

/* What others wrote: secrets hidden, then made harmless. */
static void add(struct text *t, struct slice text)
{
	terminal_add_escaped(t->out, mask_apply(t->mask, text));
}

static void add_text(struct text *t, const char *text)
{
	terminal_add_escaped(t->out, slice_of(text));
}

static void line(struct text *t, const char *name, const char *text)
{
	label(t, name);
	add_text(t, text);
	end_line(t);
}

static const char *title_of(const struct rule *rule)
{
	return rule->title ? rule->title : rule->id;
}

static void add_title(struct text *t, const struct finding *finding)
{
	static const enum terminal_style styles[] = { STYLE_CYAN, STYLE_YELLOW, STYLE_RED, STYLE_BOLD_RED };
	const struct rule *rule = finding->rule;
	const char *title = title_of(rule);

	style(t, styles[finding->severity]);
	buffer_print(t->out, "%-8s", severity_name(finding->severity));
	style(t, STYLE_PLAIN);
	buffer_add_text(t->out, "  ");
	style(t, STYLE_BOLD);
	add_text(t, title);
	style(t, STYLE_PLAIN);
	if (rule->provider && slice_find_nocase(slice_of(title), slice_of(rule->provider), 0) == SLICE_NOWHERE) {
		buffer_add_text(t->out, ", ");
		add_text(t, rule->provider);
	}
	end_line(t);
}

static void add_secret(struct text *t, const struct finding *finding)
{
	if (finding->secret.len == 0)
		return; /* a rule that looks at the path alone */
	label(t, "secret");
	if (t->options->show_secrets)
		terminal_add_escaped(t->out, finding->secret);
	else
		report_redact(t->out, finding->rule, finding->secret);
	buffer_add_text(t->out, " (");
	quantity_add_things(t->out, finding->secret.len, "byte");
	buffer_add_text(t->out, ")");
	end_line(t);
}

static void add_short_id(struct text *t, const char *what, struct slice id, size_t shown)
{
	buffer_add_text(t->out, what);
	add(t, slice_sub(id, 0, shown));
}

/* What has no path is called by what it is. */
static void add_name(struct text *t, const struct location *location)
{
	if (location->path.len) {
		add(t, location->path);
	} else if (location->kind == PLACE_COMMIT_MESSAGE && location->commit) {
		add_short_id(t, "message of commit ", location->commit->id, COMMIT_SHOWN);
	} else if (location->kind == PLACE_COMMIT_MESSAGE) {
		buffer_add_text(t->out, "message of a commit");
	} else if (location->kind == PLACE_TAG_MESSAGE) {
		buffer_add_text(t->out, location->ref.len ? "message of tag " : "message of a tag");
		add(t, location->ref);
	} else if (location->blob.len) {
		add_short_id(t, "blob ", location->blob, BLOB_SHOWN);
	} else {
		buffer_add_text(t->out, location->state == STATE_INPUT ? "standard input" : "no path");
	}
}

static void add_position(struct text *t, const struct location *location)
{
	struct slice rest = location->member, name;

	style(t, STYLE_BOLD);
	add_name(t, location);
	while (slice_cut(&rest, '\0', &name)) {
		buffer_add_byte(t->out, MEMBER_BETWEEN);
		add(t, name);
	}
	if (location->line)
		buffer_print(t->out, ":%zu:%zu", location->line, location->column);
	style(t, STYLE_PLAIN);
}

/* What was decoded to see it, and what kind of place it is where that is not plain. */
static void add_kind(struct text *t, const struct location *location)
{
	if (location->kind == PLACE_SYMLINK)
		buffer_add_text(t->out, ", target of a symbolic link");
	else if (location->kind == PLACE_CONFIG)
		buffer_add_text(t->out, ", git configuration");
	else if (location->kind == PLACE_ARCHIVE_MEMBER)
		buffer_add_text(t->out, ", in an archive");
	if (location->cell)
		buffer_print(t->out, ", cell %zu", location->cell);
	for (size_t i = 0; i < DECODED_MAX && location->decoded[i]; i++)
		buffer_print(t->out, "%s%s", i ? " and " : ", in ", location->decoded[i]);
	if (location->ref.len && location->path.len) {
		buffer_add_text(t->out, ", ");
		add(t, location->ref);
	}
}

static void add_state(struct text *t, const struct location *location)
{
	static const char *const words[] = {
		[STATE_HEAD] = ", in HEAD or a branch tip", [STATE_STAGED] = ", staged",
		[STATE_TREE] = ", not committed",           [STATE_HISTORY] = ", only in history",
		[STATE_UNREACHABLE] = ", unreachable",      [STATE_INPUT] = "",
	};
	bool plain_files = t->result->coverage.commits == 0 && t->result->coverage.blobs == 0;

	/* Where no git store was read, "not committed" would be a guess. */
	if (location->state != STATE_TREE || !plain_files)
		buffer_add_text(t->out, words[location->state]);
	if (location->commit && location->kind != PLACE_COMMIT_MESSAGE &&
	    (location->state == STATE_HISTORY || location->state == STATE_UNREACHABLE))
		add_short_id(t, ", commit ", location->commit->id, COMMIT_SHOWN);
}

static void add_location(struct text *t, const struct location *location)
{
	label(t, "where");
	add_position(t, location);
	add_kind(t, location);
	add_state(t, location);
	end_line(t);
}

/* The first location that gives the finding its state. */
static size_t first_location(const struct finding *finding)
{
	for (size_t i = 0; i < finding->locations.len; i++)
		if (finding->locations.items[i].state == finding->state)
			return i;
	return 0;
}

static void add_locations(struct text *t, const struct finding *finding)
{
	size_t len = finding->locations.len, first = first_location(finding), shown = 0;
	size_t last = first + 1 == len ? 0 : len - 1;

	if (len) {
		add_location(t, &finding->locations.items[first]);
		shown++;
	}
	for (size_t i = 0; i < len; i++) {
		if (i != first && (i == last || t->options->verbose)) {
			add_location(t, &finding->locations.items[i]);
			shown++;
		}
	}
	if (finding->locations_total > shown) {
		label(t, "where");
		buffer_add_text(t->out, "and ");
		quantity_add_count(t->out, finding->locations_total - shown);
		buffer_add_text(t->out, " more");
		end_line(t);
	}
}

static void add_day(struct buffer *out, int64_t when)
{
	struct buffer date;
	size_t end;

	buffer_init(&date, 64);
	clock_add_date(&date, when);
	end = slice_find_byte(buffer_slice(&date), 'T', 0);
	buffer_add(out, slice_sub(buffer_slice(&date), 0, end));
	buffer_release(&date);
}

/* At most `columns` of a text, "..." included. */
static void add_cut(struct text *t, struct slice text, size_t columns)
{
	struct buffer shown;

	buffer_init(&shown, (size_t)1 << 20);
	terminal_add_escaped(&shown, mask_apply(t->mask, text));
	if (terminal_columns(buffer_slice(&shown)) > columns) {
		buffer_add(t->out, terminal_cut(buffer_slice(&shown), columns - 3));
		buffer_add_text(t->out, "...");
	} else {
		buffer_add(t->out, buffer_slice(&shown));
	}
	buffer_release(&shown);
}

static void add_since(struct text *t, const struct finding *finding)
{
	const struct commit_info *commit = finding->first_commit;
	size_t width = t->options->width ? t->options->width : LINE_MAX_COLUMNS, from, used;

	if (!commit)
		return;
	label(t, "since");
	from = t->out->len;
	add_day(t->out, commit->date);
	if (finding->exposed_days >= 0) {
		buffer_add_text(t->out, " (");
		quantity_add_things(t->out, (uint64_t)finding->exposed_days, "day");
		buffer_add_text(t->out, ")");
	}
	add_short_id(t, ", commit ", commit->id, COMMIT_SHOWN);
	buffer_add_text(t->out, " by ");
	add_cut(t, commit->author.len ? commit->author : commit->email, AUTHOR_COLUMNS);
	buffer_add_text(t->out, ": ");
	used = 10 + terminal_columns(slice_sub(buffer_slice(t->out), from, t->out->len));
	add_cut(t, commit->subject, width > used + SUBJECT_COLUMNS ? width - used : SUBJECT_COLUMNS);
	end_line(t);
}

/* " (main, dev, ...)": all that are known by name with -v. */
static void add_refs(struct text *t, const struct text_list *refs, size_t total)
{
	static const char *const folders[] = { "refs/heads/", "refs/remotes/", "refs/tags/" };
	const size_t len = refs->len > REFS_SHOWN && !t->options->verbose ? REFS_SHOWN : refs->len;

	buffer_add_text(t->out, " (");
	for (size_t i = 0; i < len; i++) {
		struct slice name = slice_of(refs->items[i]);

		for (size_t k = 0; k < sizeof(folders) / sizeof(*folders); k++)
			if (slice_starts(name, slice_of(folders[k])))
				name = slice_sub(name, strlen(folders[k]), name.len);
		buffer_add_text(t->out, i ? ", " : "");
		add(t, name);
	}
	buffer_add_text(t->out, total > len ? ", ...)" : ")");
}

static void add_reached(struct text *t, const struct holders *holders)
{
	buffer_add_text(t->out, ", reached from ");
	quantity_add_things(t->out, holders->refs_len, "ref");
	if (holders->tips_len) {
		buffer_add_text(t->out, ", at ");
		quantity_add_things(t->out, holders->tips_len, "tip");
		add_refs(t, &holders->tips, holders->tips_len);
	} else {
		add_refs(t, &holders->refs, holders->refs_len);
		buffer_add_text(t->out, ", at no tip");
	}
}

/* Refs may name what is in no commit: a blob, a tag's message. */
static void add_holders(struct text *t, const struct finding *finding)
{
	const struct holders *holders = finding->holders;

	if (!holders || (holders->commits == 0 && holders->refs_len == 0))
		return;
	label(t, "held");
	buffer_add_text(t->out, "by ");
	if (holders->commits) {
		quantity_add_things(t->out, holders->commits, holders->partial ? "selected commit" : "commit");
		if (holders->refs_len)
			add_reached(t, holders);
	} else {
		quantity_add_things(t->out, holders->refs_len, "ref");
		add_refs(t, &holders->refs, holders->refs_len);
	}
	end_line(t);
}

static void add_notes(struct text *t, const struct finding *finding)
{
	if (finding->note)
		line(t, "note", finding->note);
	if (finding->proof == PROOF_FAILED)
		line(t, "note", "offline check failed: altered, or made up");
	else if (finding->proof == PROOF_PASSED)
		line(t, "note", "offline check passed");
}

/* The titles of the others, each once. */
static void add_sibling_titles(struct text *t, const struct finding_ids *siblings)
{
	const char *shown[SIBLINGS_SHOWN];
	size_t count = 0;

	for (size_t i = 0; i < siblings->len; i++) {
		const size_t *index = table_find(&t->ids, slice_of(siblings->items[i]));
		const char *title = index ? title_of(t->result->findings.items[*index].rule) : siblings->items[i];
		size_t k = 0;

		while (k < count && strcasecmp(shown[k], title) != 0)
			k++;
		if (k < count)
			continue;
		if (count == SIBLINGS_SHOWN) {
			buffer_add_text(t->out, ", ...");
			return;
		}
		buffer_add_text(t->out, count ? ", " : ": ");
		add_text(t, title);
		shown[count++] = title;
	}
}

static void add_siblings(struct text *t, const struct finding *finding)
{
	bool message = finding->locations.len && !finding->locations.items[0].path.len;

	if (finding->siblings.len == 0)
		return;
	label(t, "beside");
	quantity_add_things(t->out, finding->siblings.len, "other secret");
	buffer_add_text(t->out, message ? " in the same place" : " in the same file");
	add_sibling_titles(t, &finding->siblings);
	end_line(t);
}

static void add_rotate(struct text *t, const struct rotate *rotate)
{
	size_t shown = t->options->verbose ? rotate->steps.len : 1;

	if (rotate->url)
		line(t, "rotate", rotate->url);
	for (size_t i = 0; i < rotate->steps.len && i < shown; i++)
		line(t, "step", rotate->steps.items[i]);
}

static void add_rule(struct text *t, const struct finding *finding)
{
	label(t, "rule");
	add_text(t, finding->rule->id);
	buffer_print(t->out, " (%s), %s", confidence_name(finding->confidence), finding->id);
	for (size_t i = 0; i < finding->also.len && t->options->verbose; i++) {
		buffer_add_text(t->out, i ? ", " : ", also ");
		add_text(t, finding->also.items[i]);
	}
	end_line(t);
}

void report_write_text(struct buffer *out, const struct result *result, const struct report_options *options)
{
	struct text t = { .out = out, .result = result, .options = options };

	t.mask = options->show_secrets ? NULL : mask_new(&result->findings);
	table_init(&t.ids);
	for (size_t i = 0; i < result->findings.len; i++)
		table_add(&t.ids, slice_of(result->findings.items[i].id), i, NULL);
	for (size_t i = 0; i < result->findings.len; i++) {
		const struct finding *finding = &result->findings.items[i];

		add_title(&t, finding);
		add_secret(&t, finding);
		add_locations(&t, finding);
		add_since(&t, finding);
		add_holders(&t, finding);
		add_notes(&t, finding);
		add_siblings(&t, finding);
		add_rotate(&t, &finding->rule->rotate);
		add_rule(&t, finding);
		end_line(&t);
	}
	table_release(&t.ids);
	mask_free(t.mask);
}
