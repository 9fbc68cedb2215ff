/* session.c - see session.h */
#include "cli/session.h"

#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/terminal.h"
#include "cli/interrupt.h"
#include "ruleset/builtin.h"
#include "scan/identity.h"

#define KEY_MAX 4096

static enum confidence least_confidence(const struct options *options, const struct settings *settings)
{
	if (options->min_confidence)
		return (enum confidence)(options->min_confidence - 1);
	return settings->has_min_confidence ? settings->min_confidence : CONFIDENCE_LIKELY;
}

/* Path patterns that leave files out of a tree also leave them out of histories and indexes. */
static void join_excludes(struct session *s)
{
	const struct text_list *policy = &s->rules.settings.exclude;
	const struct texts *own = &s->options->exclude;
	const char **all = arena_alloc_array(&s->arena, policy->len + own->len, sizeof(*all));

	if (policy->len)
		memcpy(all, policy->items, policy->len * sizeof(*all));
	if (own->len)
		memcpy(all + policy->len, own->items, own->len * sizeof(*all));
	s->exclude = (struct text_list){ all, policy->len + own->len };
}

static enum status build_policy(struct session *s, struct error *err)
{
	const struct allowlists *given = &s->rules.allow;
	struct allowlist *lists = arena_alloc_array(&s->arena, given->len + 1, sizeof(*lists));
	size_t len = given->len;

	if (len)
		memcpy(lists, given->items, len * sizeof(*lists));
	if (s->exclude.len)
		lists[len++] = (struct allowlist){ .description = "excluded path", .globs = s->exclude };
	s->policy = policy_new(s->rules.rules.items, s->rules.rules.len, lists, len, err);
	return s->policy ? STATUS_OK : err->status;
}

static enum status read_id_key(struct session *s, struct error *err)
{
	buffer_init(&s->id_key, KEY_MAX);
	s->gather.key = identity_public_key;
	if (!s->options->id_key)
		return STATUS_OK;
	if (file_read(s->options->id_key, &s->id_key, err))
		return err->status;
	s->gather.key = slice_trim(buffer_slice(&s->id_key));
	if (s->gather.key.len < 16)
		return error_set(err, ERR_CONFIG, "%s: a key has at least 16 characters", s->options->id_key);
	return STATUS_OK;
}

/* Mistakes in output options are told before anything is read. */
static enum status check_formats(const struct options *options, struct error *err)
{
	const char *names[16] = { NULL };
	size_t count = 0;

	for (; report_formats[count].name && count < 15; count++)
		names[count] = report_formats[count].name;
	for (size_t i = 0; i <= options->reports.len; i++) {
		struct slice rest = slice_of(i ? options->reports.items[i - 1] : options->format), name;
		bool known = rest.len == 0 && i == 0;

		if (i && slice_find_byte(rest, '=', 0) == SLICE_NOWHERE)
			return error_set(err, ERR_USAGE, "--report: '%s' is not NAME=FILE", rest.at);
		slice_cut(&rest, i ? '=' : '\0', &name);
		for (size_t k = 0; k < count; k++)
			known |= slice_is(name, names[k]);
		if (known)
			continue;
		return options_bad_choice(i ? "--report" : "--format", name, names, err);
	}
	return STATUS_OK;
}

/* The rules that go by a file's name have a detector of their own, which sees only such files. */
static enum status build_detectors(struct session *s, struct detector_options how, struct error *err)
{
	const size_t count = s->rules.rules.len;
	const struct rule **plain = arena_alloc_array(&s->arena, count + 1, sizeof(*plain));
	const struct rule **named = arena_alloc_array(&s->arena, count + 1, sizeof(*named));
	size_t plain_len = 0, named_len = 0;

	for (size_t i = 0; i < count; i++) {
		if (builtin_is_named(s->rules.rules.items[i]))
			named[named_len++] = s->rules.rules.items[i];
		else
			plain[plain_len++] = s->rules.rules.items[i];
	}
	s->detector = detector_new(plain, plain_len, &how, err);
	if (!s->detector)
		return err->status;
	how.plan = &builtin_named_plan;
	s->named = named_len ? detector_new(named, named_len, &how, err) : NULL;
	return named_len && !s->named ? err->status : STATUS_OK;
}

enum status session_open(struct session *s, const struct options *options, const char *target,
			 const struct project *project, struct error *err)
{
	struct detector_options how = {
		.naive = options->engine == 1,
		.decode = !options->no_decode,
		.plan = &builtin_plan,
	};

	*s = (struct session){ .options = options, .started = clock_seconds(), .open = true };
	arena_init(&s->arena);
	s->result.target = target;
	if (check_formats(options, err) || session_load_rules(&s->rules, options, project, err) || read_id_key(s, err))
		return err->status;
	how.min_confidence = s->min_confidence = least_confidence(options, &s->rules.settings);
	join_excludes(s);
	if (build_policy(s, err))
		return err->status;
	s->gather.policy = s->policy;
	s->gather.now = clock_now();
	if (build_detectors(s, how, err))
		return err->status;
	progress_init(&s->progress, 2, options->quiet ? TERMINAL_NEVER : (enum terminal_when)options->progress, "file");
	interrupt_clears(&s->progress);
	s->scan = scan_new(s->detector, options->threads, &s->progress);
	if (s->named)
		scan_add_named(s->scan, s->named, s->policy);
	if (options->no_archives)
		scan_leave_archives(s->scan);
	return STATUS_OK;
}

void session_close(struct session *s)
{
	if (!s->open)
		return;
	interrupt_clears(NULL);
	scan_free(s->scan);
	detector_free(s->detector);
	detector_free(s->named);
	policy_free(s->policy);
	ruleset_release(&s->rules);
	findings_release(&s->result.findings);
	coverage_release(&s->result.coverage);
	buffer_release(&s->id_key);
	arena_release(&s->arena);
	s->open = false;
}

/* Reports that show secrets are for their owner's eyes; others as the umask says. */
static unsigned file_mode(const struct options *options)
{
	mode_t mask;

	if (options->show_secrets)
		return 0600;
	mask = umask(0);
	umask(mask);
	return 0666 & ~(unsigned)mask;
}

/* `path` NULL is standard output. */
static enum status write_report(struct session *s, const char *format, const char *path, struct error *err)
{
	const struct options *options = s->options;
	struct report_options how = {
		.show_secrets = options->show_secrets,
		.verbose = options->verbose,
		.colour = !path && terminal_wants_colour(1, (enum terminal_when)options->color),
		.width = path ? 0 : terminal_width(1),
	};
	struct buffer out;
	enum status status;

	buffer_init(&out, REPORT_MAX);
	report_format_find(format)->write(&out, &s->result, &how);
	if (out.full)
		status = error_set(err, ERR_LIMIT, "%s: the report has more than %zu bytes", path ? path : format,
				   out.max);
	else if (path)
		status = file_write(path, buffer_slice(&out), file_mode(options), err);
	else
		status = file_write_all(1, "standard output", buffer_slice(&out), err);
	buffer_release(&out);
	return status;
}

static enum status write_more_reports(struct session *s, struct error *err)
{
	for (size_t i = 0; i < s->options->reports.len; i++) {
		const char *given = s->options->reports.items[i], *equals = strchr(given, '=');
		const char *format = arena_text(&s->arena, slice_make(given, (size_t)(equals - given)));

		if (write_report(s, format, equals + 1, err))
			return err->status;
	}
	return STATUS_OK;
}

static void print_summary(struct session *s)
{
	struct report_options how = {
		.verbose = s->options->verbose,
		.colour = terminal_wants_colour(2, (enum terminal_when)s->options->color),
		.width = terminal_width(2),
	};
	struct buffer out;
	struct error ignored;

	if (s->options->quiet)
		return;
	buffer_init(&out, (size_t)1 << 20);
	report_summary(&out, &s->result, &how);
	file_write_all(2, "standard error", buffer_slice(&out), &ignored); /* nowhere left to tell of a failure */
	buffer_release(&out);
}

static int exit_status(const struct session *s)
{
	const struct options *options = s->options;
	int found = options->exit_code_given ? (int)options->exit_code : EXIT_FINDINGS;

	if (s->result.findings.len && found)
		return found;
	return s->result.complete ? EXIT_CLEAN : EXIT_INCOMPLETE;
}

int session_finish(struct session *s, struct error *err)
{
	struct result *result = &s->result;
	const char *format = s->options->format ? s->options->format : "text";

	scan_finish(s->scan, &s->gather, result);
	progress_clear(&s->progress);
	result->complete = coverage_complete(&result->coverage, s->options->strict);
	result->rules_digest = builtin_digest;
	result->rules_count = s->rules.rules.len;
	result->seconds = clock_seconds() - s->started;
	if (write_report(s, format, s->options->output, err) || write_more_reports(s, err))
		return EXIT_CANNOT_RUN;
	print_summary(s);
	return exit_status(s);
}
