/* json.c - the schema keysieve/1 of DESIGN.md, "Report"; what is left out when is in formats.h */
#include "base/clock.h"
#include "base/version.h"
#include "report/formats.h"

static void add_optional(struct json_writer *w, const char *key, const char *text)
{
	if (text)
		json_text(w, key, text);
}

static void add_list(struct json_writer *w, const char *key, const char *const *items, size_t len)
{
	json_open(w, key, '[');
	for (size_t i = 0; i < len; i++)
		json_text(w, NULL, items[i]);
	json_close(w, ']');
}

static void add_commit(struct json_writer *w, const char *key, const struct commit_info *commit, struct mask *mask)
{
	struct buffer date;

	buffer_init(&date, 64);
	clock_add_date(&date, commit->date);
	json_open(w, key, '{');
	json_bytes(w, "id", commit->id);
	json_bytes(w, "author", mask_apply(mask, commit->author));
	json_bytes(w, "email", mask_apply(mask, commit->email));
	json_bytes(w, "date", buffer_slice(&date));
	json_bytes(w, "subject", mask_apply(mask, commit->subject));
	json_close(w, '}');
	buffer_release(&date);
}

static void add_span(struct json_writer *w, const struct location *location)
{
	json_number(w, "line", location->line);
	json_number(w, "column", location->column);
	json_number(w, "end_line", location->end_line);
	json_number(w, "end_column", location->end_column);
}

/* As far as names are not UTF-8 they cannot be told exactly: U+FFFD stands for what is not. */
static void add_members(struct json_writer *w, struct slice names, struct mask *mask)
{
	struct slice name;

	json_open(w, "member", '[');
	while (slice_cut(&names, '\0', &name))
		json_bytes(w, NULL, mask_apply(mask, name));
	json_close(w, ']');
}

static void add_location(struct json_writer *w, const struct location *location, struct mask *mask)
{
	size_t layers = 0;

	json_open(w, NULL, '{');
	json_text(w, "kind", place_kind_name(location->kind));
	json_text(w, "state", state_name(location->state));
	if (location->path.len)
		json_exact(w, "path", mask_apply(mask, location->path));
	if (location->member.len)
		add_members(w, location->member, mask);
	if (location->ref.len)
		json_exact(w, "ref", mask_apply(mask, location->ref));
	if (location->line)
		add_span(w, location);
	if (location->blob.len)
		json_bytes(w, "blob", location->blob);
	while (layers < DECODED_MAX && location->decoded[layers])
		layers++;
	if (layers)
		add_list(w, "decoded", location->decoded, layers);
	if (location->cell)
		json_number(w, "cell", location->cell);
	if (location->commit)
		add_commit(w, "commit", location->commit, mask);
	json_close(w, '}');
}

static void add_refs(struct json_writer *w, const char *key, const char *total, const struct text_list *refs,
		     size_t count, struct mask *mask)
{
	json_open(w, key, '[');
	for (size_t i = 0; i < refs->len; i++)
		json_bytes(w, NULL, mask_apply(mask, slice_of(refs->items[i])));
	json_close(w, ']');
	json_number(w, total, count);
}

static void add_holders(struct json_writer *w, const struct holders *holders, struct mask *mask)
{
	json_number(w, "commits", holders->commits);
	if (holders->partial)
		return;
	add_refs(w, "refs", "refs_total", &holders->refs, holders->refs_len, mask);
	add_refs(w, "tips", "tips_total", &holders->tips, holders->tips_len, mask);
}

static void add_secret(struct json_writer *w, const struct finding *finding, bool shown)
{
	struct buffer redacted;

	if (shown) {
		json_exact(w, "secret", finding->secret);
	} else {
		buffer_init(&redacted, 256);
		report_redact(&redacted, finding->rule, finding->secret);
		json_bytes(w, "secret", buffer_slice(&redacted));
		buffer_release(&redacted);
	}
	json_number(w, "secret_length", finding->secret.len);
}

static void add_rule(struct json_writer *w, const struct finding *finding)
{
	json_text(w, "rule", finding->rule->id);
	if (finding->also.len)
		add_list(w, "also", finding->also.items, finding->also.len);
	add_optional(w, "title", finding->rule->title);
	add_optional(w, "provider", finding->rule->provider);
	json_text(w, "severity", severity_name(finding->severity));
	json_text(w, "confidence", confidence_name(finding->confidence));
	json_text(w, "proof", proof_name(finding->proof));
	add_optional(w, "note", finding->note);
}

static void add_rotate(struct json_writer *w, const struct rotate *rotate)
{
	if (!rotate->url && !rotate->steps.len && !rotate->age_days)
		return;
	json_open(w, "rotate", '{');
	add_optional(w, "url", rotate->url);
	if (rotate->steps.len)
		add_list(w, "steps", rotate->steps.items, rotate->steps.len);
	if (rotate->age_days)
		json_number(w, "age_days", rotate->age_days);
	json_close(w, '}');
}

void report_add_finding(struct json_writer *w, const struct finding *finding, struct mask *mask)
{
	json_open(w, NULL, '{');
	json_text(w, "type", "finding");
	json_text(w, "id", finding->id);
	add_rule(w, finding);
	add_secret(w, finding, mask == NULL);
	json_text(w, "state", state_name(finding->state));
	json_open(w, "locations", '[');
	for (size_t i = 0; i < finding->locations.len; i++)
		add_location(w, &finding->locations.items[i], mask);
	json_close(w, ']');
	json_number(w, "locations_total", finding->locations_total);
	if (finding->first_commit)
		add_commit(w, "first_commit", finding->first_commit, mask);
	if (finding->exposed_days >= 0)
		json_signed(w, "exposed_days", finding->exposed_days);
	if (finding->holders)
		add_holders(w, finding->holders, mask);
	add_list(w, "siblings", finding->siblings.items, finding->siblings.len);
	add_rotate(w, &finding->rule->rotate);
	json_close(w, '}');
}

static void add_groups(struct json_writer *w, const char *key, const struct coverage_groups *groups, struct mask *mask)
{
	json_open(w, key, '[');
	for (size_t i = 0; i < groups->len; i++) {
		const struct coverage_group *group = &groups->items[i];

		json_open(w, NULL, '{');
		json_text(w, "reason", group->reason);
		json_number(w, "count", group->count);
		json_open(w, "what", '[');
		for (size_t k = 0; k < group->what.len; k++)
			json_bytes(w, NULL, mask_apply(mask, group->what.items[k]));
		json_close(w, ']');
		json_close(w, '}');
	}
	json_close(w, ']');
}

static void add_words(struct json_writer *w, const char *key, const struct text_list *words, struct mask *mask)
{
	if (!words->len)
		return;
	json_open(w, key, '[');
	for (size_t i = 0; i < words->len; i++)
		json_bytes(w, NULL, mask_apply(mask, slice_of(words->items[i])));
	json_close(w, ']');
}

static void add_scope(struct json_writer *w, const struct scope *scope, struct mask *mask)
{
	struct buffer date;

	json_open(w, "scope", '{');
	add_words(w, "range", &scope->ranges, mask);
	if (scope->since_given) {
		buffer_init(&date, 64);
		clock_add_date(&date, scope->since);
		json_text(w, "since", date.at);
		buffer_release(&date);
	}
	add_words(w, "refs", &scope->refs, mask);
	if (scope->shard)
		json_text(w, "shard", scope->shard);
	json_close(w, '}');
}

void report_add_summary(struct json_writer *w, const char *key, const struct result *result, struct mask *mask)
{
	const struct coverage *coverage = &result->coverage;

	json_open(w, key, '{');
	json_text(w, "type", "summary");
	json_bool(w, "complete", result->complete);
	if (result->scope)
		add_scope(w, result->scope, mask);
	json_number(w, "files", coverage->files);
	json_number(w, "blobs", coverage->blobs);
	json_number(w, "commits", coverage->commits);
	json_number(w, "bytes", coverage->bytes);
	json_number(w, "findings", result->findings.len);
	json_number(w, "suppressed", result->suppressed);
	if (result->not_blocking)
		json_number(w, "not_blocking", result->not_blocking);
	add_groups(w, "skipped", &coverage->skipped, mask);
	add_groups(w, "failed", &coverage->failed, mask);
	json_seconds(w, "seconds", result->seconds);
	json_close(w, '}');
}

void report_write_json(struct buffer *out, const struct result *result, const struct report_options *options)
{
	struct mask *mask = options->show_secrets ? NULL : mask_new(&result->findings);
	struct json_writer w;

	json_init(&w, out);
	json_open(&w, NULL, '{');
	json_text(&w, "schema", "keysieve/1");
	json_open(&w, "tool", '{');
	json_text(&w, "name", KEYSIEVE_NAME);
	json_text(&w, "version", KEYSIEVE_VERSION);
	json_text(&w, "rules", result->rules_digest);
	json_close(&w, '}');
	json_line(&w);
	json_open(&w, "findings", '[');
	for (size_t i = 0; i < result->findings.len; i++) {
		json_line(&w);
		report_add_finding(&w, &result->findings.items[i], mask);
	}
	json_close(&w, ']');
	json_line(&w);
	report_add_summary(&w, "summary", result, mask);
	json_close(&w, '}');
	buffer_add_byte(out, '\n');
	mask_free(mask);
}
