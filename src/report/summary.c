/* summary.c - what was found, what was read, and what was not; see report_summary in report.h */
#include "base/clock.h"
#include "base/terminal.h"
#include "base/version.h"
#include "report/mask.h"
#include "report/quantity.h"
#include "report/report.h"

#define NAMES_SHOWN 3

struct summary {
	struct buffer *out;
	const struct result *result;
	const struct report_options *options;
	struct mask *mask;
};

static void begin_line(struct summary *s, const char *text)
{
	buffer_print(s->out, "%s: %s", KEYSIEVE_NAME, text);
}

static void add_styled(struct summary *s, enum terminal_style style, const char *text)
{
	terminal_add_style(s->out, s->options->colour, style);
	buffer_add_text(s->out, text);
	terminal_add_style(s->out, s->options->colour, STYLE_PLAIN);
}

/* " (2 critical)": how many there are of the worst kind; " (critical)" where all are. */
static void add_worst(struct summary *s)
{
	const struct findings *findings = &s->result->findings;
	enum severity worst = SEVERITY_LOW;
	uint64_t count = 0;

	for (size_t i = 0; i < findings->len; i++) {
		if (findings->items[i].severity > worst) {
			worst = findings->items[i].severity;
			count = 0;
		}
		count += findings->items[i].severity == worst;
	}
	buffer_add_text(s->out, " (");
	if (count < findings->len) {
		quantity_add_count(s->out, count);
		buffer_add_byte(s->out, ' ');
	}
	buffer_print(s->out, "%s)", severity_name(worst));
}

static bool read_nothing(const struct coverage *coverage)
{
	return coverage->files == 0 && coverage->blobs == 0 && coverage->commits == 0;
}

/* Nothing found is "clean" only where something was read, and everything. */
static void add_verdict(struct summary *s)
{
	const struct result *result = s->result;

	if (!result->complete) {
		add_styled(s, STYLE_BOLD_RED, "INCOMPLETE");
		buffer_add_text(s->out, ": ");
	}
	if (result->findings.len) {
		quantity_add_things(s->out, result->findings.len, "secret");
		add_worst(s);
		buffer_add_text(s->out, " in ");
	} else if (!result->complete) {
		buffer_add_text(s->out, "nothing found in what could be read: ");
	} else if (read_nothing(&result->coverage)) {
		buffer_add_text(s->out, "nothing to read");
	} else {
		add_styled(s, STYLE_GREEN, "clean");
		buffer_add_text(s->out, ": ");
	}
}

/* Seconds of attribution below this are no one's concern. */
#define WORTH_TELLING 0.1

static void add_amounts(struct summary *s)
{
	const struct coverage *coverage = &s->result->coverage;
	bool store = coverage->blobs || coverage->commits;

	if (coverage->files || !store)
		quantity_add_things(s->out, coverage->files, "file");
	if (store) {
		buffer_add_text(s->out, coverage->files ? " and " : "");
		quantity_add_things(s->out, coverage->blobs, "blob");
	}
	if (coverage->commits) {
		buffer_add_text(s->out, " of ");
		quantity_add_things(s->out, coverage->commits, "commit");
	}
	buffer_add_text(s->out, ", ");
	quantity_add_bytes(s->out, coverage->bytes);
	buffer_add_text(s->out, " in ");
	quantity_add_seconds(s->out, s->result->seconds);
	if (s->result->attribution_seconds >= WORTH_TELLING) {
		buffer_add_text(s->out, " (attribution ");
		quantity_add_seconds(s->out, s->result->attribution_seconds);
		buffer_add_byte(s->out, ')');
	}
}

/* "promised (4): a, b, c and 1 more". The group may hold fewer names than it counts. */
static void add_group(struct summary *s, const struct coverage_group *group)
{
	size_t shown = s->options->verbose || group->what.len <= NAMES_SHOWN ? group->what.len : NAMES_SHOWN;

	buffer_print(s->out, "%s (", group->reason);
	quantity_add_count(s->out, group->count);
	buffer_add_text(s->out, ")");
	for (size_t i = 0; i < shown; i++) {
		buffer_add_text(s->out, i ? ", " : ": ");
		terminal_add_escaped(s->out, mask_apply(s->mask, group->what.items[i]));
	}
	if (shown && group->count > shown) {
		buffer_add_text(s->out, " and ");
		quantity_add_count(s->out, group->count - shown);
		buffer_add_text(s->out, " more");
	}
}

static void add_groups(struct summary *s, const char *verb, const struct coverage_groups *groups)
{
	for (size_t i = 0; i < groups->len; i++) {
		begin_line(s, verb);
		add_group(s, &groups->items[i]);
		buffer_add_byte(s->out, '\n');
	}
}

static void add_extra(struct summary *s, uint64_t count, const char *words)
{
	buffer_add_text(s->out, "; ");
	quantity_add_count(s->out, count);
	buffer_print(s->out, " %s", words);
}

/* Of what was left out on purpose the counts are enough, unless somebody asks or --strict makes it the cause. */
static bool skipped_by_name(const struct summary *s)
{
	return s->options->verbose || (!s->result->complete && s->result->coverage.failed.len == 0);
}

static void add_extras(struct summary *s)
{
	const struct coverage_groups *skipped = &s->result->coverage.skipped;

	if (s->result->suppressed)
		add_extra(s, s->result->suppressed, "suppressed");
	if (s->result->not_blocking && s->options->verbose)
		add_extra(s, s->result->not_blocking, "not added by this change");
	for (size_t i = 0; i < skipped->len && !skipped_by_name(s); i++) {
		buffer_add_text(s->out, i ? ", " : "; skipped: ");
		quantity_add_count(s->out, skipped->items[i].count);
		buffer_print(s->out, " %s", skipped->items[i].reason);
	}
}

static void add_words(struct summary *s, const char *what, const struct text_list *words, const char **separator)
{
	if (!words->len)
		return;
	buffer_print(s->out, "%s%s", *separator, what);
	for (size_t i = 0; i < words->len; i++) {
		buffer_add_byte(s->out, ' ');
		terminal_add_escaped(s->out, mask_apply(s->mask, slice_of(words->items[i])));
	}
	*separator = "; ";
}

/* Exit 0 then means that this was clean, and read whole. */
static void add_scope(struct summary *s)
{
	const struct scope *scope = s->result->scope;
	const char *separator = "";

	begin_line(s, "selected: ");
	add_words(s, "range", &scope->ranges, &separator);
	if (scope->since_given) {
		buffer_print(s->out, "%ssince ", separator);
		clock_add_date(s->out, scope->since);
		separator = "; ";
	}
	add_words(s, "refs", &scope->refs, &separator);
	if (scope->shard)
		buffer_print(s->out, "%sshard %s", separator, scope->shard);
	buffer_add_byte(s->out, '\n');
}

void report_summary(struct buffer *out, const struct result *result, const struct report_options *options)
{
	struct summary s = { .out = out, .result = result, .options = options };

	s.mask = options->show_secrets ? NULL : mask_new(&result->findings);
	begin_line(&s, "");
	add_verdict(&s);
	if (!result->complete || !read_nothing(&result->coverage))
		add_amounts(&s);
	add_extras(&s);
	buffer_add_byte(out, '\n');
	if (result->scope)
		add_scope(&s);
	add_groups(&s, "not read: ", &result->coverage.failed);
	if (skipped_by_name(&s))
		add_groups(&s, "skipped: ", &result->coverage.skipped);
	if (result->hint) {
		begin_line(&s, "note: ");
		terminal_add_escaped(out, mask_apply(s.mask, slice_of(result->hint)));
		buffer_add_byte(out, '\n');
	}
	mask_free(s.mask);
}
