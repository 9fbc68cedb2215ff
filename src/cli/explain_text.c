/* explain_text.c - see explain_text.h */
#include "cli/explain_text.h"

#include <string.h>

#include "base/terminal.h"
#include "engine/check.h"
#include "engine/judge.h"
#include "report/quantity.h"
#include "report/report.h"

/* Rules that know a word of the line and nothing more are named up to this number. */
#define NAMED_MAX 6

struct writer {
	struct buffer *out;
	const struct explanation *x;
	const struct explain_options *asked;
	const struct explain_text *how;
};

static void label(const struct writer *w, const char *name)
{
	terminal_add_style(w->out, w->how->colour, STYLE_DIM);
	buffer_print(w->out, "  %-8s ", name);
	terminal_add_style(w->out, w->how->colour, STYLE_PLAIN);
}

static void end_line(const struct writer *w)
{
	buffer_add_byte(w->out, '\n');
}

static void write_place(const struct writer *w, size_t line, size_t column)
{
	terminal_add_escaped(w->out, slice_of(w->how->name));
	if (line)
		buffer_print(w->out, ":%zu", line);
	if (column)
		buffer_print(w->out, ":%zu", column);
}

/* Of a part of a better claim nothing is shown: that could be its middle. */
static void write_secret(const struct writer *w, const struct explained *one)
{
	const struct match *match = &one->decision.match;
	struct buffer shown;

	if (w->how->show_secrets) {
		terminal_add_escaped(w->out, match->secret);
		return;
	}
	buffer_init(&shown, 4096);
	if (one->outcome == OUTCOME_HIDDEN)
		buffer_add_text(&shown, "***");
	else
		report_redact(&shown, match->rule, match->secret);
	terminal_add_escaped(w->out, buffer_slice(&shown));
	buffer_release(&shown);
}

static void write_match(const struct writer *w, const struct explained *one)
{
	const struct match *match = &one->decision.match;

	label(w, one->decision.in_list ? "in list" : "matched");
	write_secret(w, one);
	buffer_add_text(w->out, " (");
	quantity_add_things(w->out, match->secret.len, "byte");
	buffer_add_byte(w->out, ')');
	for (size_t i = 0; i < DECODED_MAX && match->decoded[i]; i++)
		buffer_print(w->out, "%s%s", i ? ", in it " : ", inside ", match->decoded[i]);
	if (one->end.line != one->start.line)
		buffer_print(w->out, ", to line %zu", one->end.line);
	end_line(w);
}

static void write_path(const struct writer *w, const struct explained *one)
{
	const struct rule *rule = one->decision.match.rule;

	if (!rule->path)
		return;
	label(w, "path");
	terminal_add_escaped(w->out, slice_of(rule->path));
	buffer_add_text(w->out, policy_rule_covers(w->asked->policy, rule, w->asked->path) ? " is found in "
											   : " is not found in ");
	terminal_add_escaped(w->out, w->asked->path);
	end_line(w);
}

static void write_entropy(const struct writer *w, const struct explained *one)
{
	const struct match *match = &one->decision.match;

	if (match->rule->entropy <= 0 || one->decision.filter == FILTER_EXAMPLE ||
	    one->decision.filter == FILTER_KEYWORD)
		return;
	label(w, "entropy");
	buffer_print(w->out, "%.2f bits per character, %s %.2f%s\n", judge_entropy(match->secret),
		     match->rule->dialect == DIALECT_GITLEAKS ? "asked: more than" : "asked: at least",
		     match->rule->entropy, one->decision.filter == FILTER_ENTROPY ? ": too few" : "");
}

static void write_check(const struct writer *w, const struct explained *one)
{
	static const char *const said[] = {
		[PROOF_NONE] = "has nothing to say of it",
		[PROOF_STRUCTURE] = "the shape is right, more cannot be told offline",
		[PROOF_PASSED] = "passed",
		[PROOF_FAILED] = "failed",
	};
	const struct match *match = &one->decision.match;
	const struct check *check = one->decision.checked ? check_find(match->rule->check) : NULL;
	struct slice help, what;

	if (!check)
		return;
	label(w, "check");
	buffer_print(w->out, "%s: %s", check->name, said[match->proof]);
	help = slice_of(check->help);
	if (slice_cut(&help, ';', &what))
		buffer_print(w->out, " (%.*s)", SLICE_ARGS(what));
	if (match->note)
		buffer_print(w->out, "; %s", match->note);
	if (match->confidence != match->rule->confidence)
		buffer_print(w->out, "; %s becomes %s", confidence_name(match->rule->confidence),
			     confidence_name(match->confidence));
	end_line(w);
}

/* What stands for a secret, and what the rule's judge says. Not asked once a check has passed. */
static void write_judge(const struct writer *w, const struct explained *one)
{
	const struct decision *d = &one->decision;

	switch (d->filter) {
	case FILTER_EXAMPLE:
	case FILTER_PLACEHOLDER:
		label(w, "value");
		buffer_print(w->out, "stands for a secret: %s\n", d->why);
		return;
	case FILTER_JUDGE:
		label(w, "judge");
		buffer_print(w->out, "%s (%s) refuses: %s\n", d->match.rule->judge,
			     judge_find(d->match.rule->judge)->help, d->why);
		return;
	case FILTER_KEYWORD:
		label(w, "keyword");
		buffer_add_text(w->out, "none stands in the file\n");
		return;
	case FILTER_NONE:
		break;
	case FILTER_ENTROPY:
	case FILTER_CONFIDENCE:
		return;
	}
	if (!d->match.rule->judge)
		return;
	label(w, "judge");
	buffer_print(w->out, "%s (%s) %s\n", d->match.rule->judge, judge_find(d->match.rule->judge)->help,
		     d->match.proof == PROOF_PASSED ? "is not asked: the check proves it" : "has no objection");
}

static void write_allowlist(const struct writer *w, const struct allowlist *list)
{
	buffer_add_text(w->out, "allowed by ");
	if (list->file) {
		terminal_add_escaped(w->out, slice_of(list->file));
		buffer_print(w->out, ":%u", list->line);
	} else {
		buffer_add_text(w->out, "a path pattern");
	}
	if (list->description) {
		buffer_add_text(w->out, ": ");
		terminal_add_escaped(w->out, slice_of(list->description));
	}
}

static void write_outcome(const struct writer *w, const struct explained *one)
{
	const struct match *match = &one->decision.match;
	const char *better = one->by == EXPLAIN_NOBODY ? "" : w->x->matches.items[one->by].decision.match.rule->id;

	switch (one->outcome) {
	case OUTCOME_FILTER:
		buffer_add_text(w->out, filter_verdict(one->decision.filter));
		break;
	case OUTCOME_CONFIDENCE:
		buffer_print(w->out, "dropped: %s, and the least to report is %s",
			     confidence_name(match->rule->confidence < match->confidence ? match->rule->confidence
											 : match->confidence),
			     confidence_name(w->asked->min_confidence));
		break;
	case OUTCOME_HIDDEN:
		buffer_print(w->out, "hidden behind %s, a better claim on the same bytes", better);
		break;
	case OUTCOME_PATH:
		buffer_add_text(w->out, "dropped: the rule does not look at this path");
		break;
	case OUTCOME_NOISE:
		buffer_add_text(w->out, "dropped: such values are noise in generated files and very long lines");
		break;
	case OUTCOME_WORD:
		buffer_print(w->out, "allowed by a word on line %zu", one->start.line);
		if (one->reason.len) {
			buffer_add_text(w->out, ": ");
			terminal_add_escaped(w->out, one->reason);
		}
		break;
	case OUTCOME_ALLOWLIST:
		write_allowlist(w, one->allowlist);
		break;
	case OUTCOME_ACCEPTED:
		buffer_print(w->out, "not told: %s, the better claim on it, is allowed", better);
		break;
	case OUTCOME_ALSO:
		buffer_print(w->out, "reported, under the better claim %s", better);
		break;
	case OUTCOME_REPORTED:
		buffer_print(w->out, "reported: %s, %s", severity_name(match->rule->severity),
			     confidence_name(match->confidence));
		break;
	}
}

static void write_explained(const struct writer *w, const struct explained *one)
{
	const struct rule *rule = one->decision.match.rule;

	terminal_add_style(w->out, w->how->colour, STYLE_BOLD);
	buffer_add_text(w->out, rule->id);
	terminal_add_style(w->out, w->how->colour, STYLE_PLAIN);
	buffer_add_text(w->out, " at ");
	write_place(w, one->start.line, one->start.column);
	if (rule->title) {
		buffer_add_text(w->out, ": ");
		terminal_add_escaped(w->out, slice_of(rule->title));
	}
	end_line(w);
	write_match(w, one);
	write_path(w, one);
	write_entropy(w, one);
	write_check(w, one);
	write_judge(w, one);
	label(w, "verdict");
	write_outcome(w, one);
	buffer_add_text(w->out, "\n\n");
}

static void write_reach(const struct writer *w, const struct missed *missed)
{
	if (missed->reach.kind == REACH_PART) {
		buffer_add_text(w->out, "it fits up to ");
		if (missed->fits.line != w->asked->line)
			buffer_print(w->out, "line %zu ", missed->fits.line);
		buffer_print(w->out, "column %zu, ", missed->fits.column);
	}
	reach_add_words(w->out, &missed->reach, missed->wanted, missed->shape);
}

/* Of the rules that know a word and nothing more a few are enough, and none where the line has a match. */
static bool is_worth_naming(const struct writer *w, const struct missed *missed, bool matched, size_t named)
{
	const struct reach *reach = &missed->reach;

	if (w->how->verbose || (reach->kind != REACH_WORD && !(matched && reach->have == 0)))
		return true;
	return !matched && !missed->inside && named < NAMED_MAX;
}

static void write_missed(const struct writer *w)
{
	const struct missed_list *list = &w->x->missed;
	size_t words = 0, named = 0, left = 0;
	bool matched = false;

	if (list->len == 0)
		return;
	for (size_t i = 0; i < w->x->matches.len; i++)
		matched |= w->x->matches.items[i].asked;
	for (size_t i = 0; i < list->len; i++) {
		const struct missed *missed = &list->items[i];

		if (!is_worth_naming(w, missed, matched, words)) {
			left++;
			continue;
		}
		if (!named++)
			buffer_add_text(w->out, "Rules that know a word of this line and have no match there:\n");
		words += missed->reach.kind == REACH_WORD;
		buffer_print(w->out, "  %-28s \"", missed->rule->id);
		terminal_add_escaped(w->out, slice_of(missed->word));
		buffer_print(w->out, "\" at column %zu: ", missed->column);
		write_reach(w, missed);
		end_line(w);
	}
	if (left && named)
		buffer_print(w->out, "  and %zu that know%s a word only (-v names them)\n", left, left == 1 ? "s" : "");
	else if (left)
		buffer_print(w->out, "%zu %s a word of this line and no more (-v names them)\n", left,
			     left == 1 ? "rule knows" : "rules know");
	end_line(w);
}

static void write_cut(const struct writer *w)
{
	for (size_t i = 0; i < w->x->cut.len; i++)
		buffer_print(w->out, "%s did not see everything: it came to a limit\n", w->x->cut.items[i]->id);
	if (w->x->decode_cut)
		buffer_add_text(w->out, "more is encoded in this file than one scan decodes\n");
}

static void write_verdict(const struct writer *w)
{
	size_t reported = 0, others = 0;

	for (size_t i = 0; i < w->x->matches.len; i++) {
		const struct explained *one = &w->x->matches.items[i];

		reported += one->asked && (one->outcome == OUTCOME_REPORTED ||
					   (one->outcome == OUTCOME_ALSO && !w->x->matches.items[one->by].asked));
		others += one->asked && one->outcome != OUTCOME_REPORTED && one->outcome != OUTCOME_ALSO;
	}
	write_place(w, w->asked->line, w->asked->column);
	buffer_add_text(w->out, ": ");
	if (reported) {
		quantity_add_things(w->out, reported, "secret");
		buffer_add_text(w->out, " reported");
	} else {
		buffer_add_text(w->out, others ? "nothing is reported" : "nothing matched");
	}
	if (others)
		buffer_print(w->out, ", %zu %s left out", others, others == 1 ? "match" : "matches");
	end_line(w);
}

void explain_print(struct buffer *out, const struct explanation *x, const struct explain_options *asked,
		   const struct explain_text *how)
{
	const struct writer w = { out, x, asked, how };

	for (size_t i = 0; i < x->matches.len; i++)
		if (x->matches.items[i].asked)
			write_explained(&w, &x->matches.items[i]);
	write_missed(&w);
	write_cut(&w);
	write_verdict(&w);
}
