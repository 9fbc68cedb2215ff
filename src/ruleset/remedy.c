/*
 * remedy.c - rotate and verify: what to do about a secret; see loader.h
 *
 * `verify` names a request that tells whether a secret still works. It is for a
 * program of its own, so it is checked here and kept nowhere.
 */
#include <string.h>

#include "loader.h"

struct rotate_draft {
	const struct toml *url;
	struct rotate rotate;
};

struct verify_draft {
	const char *method, *body;
	const struct toml *url, *headers, *live, *dead;
};

static const struct field rotate_fields[] = {
	{ "url", FIELD_NODE, offsetof(struct rotate_draft, url), NULL },
	{ "steps", FIELD_TEXTS, offsetof(struct rotate_draft, rotate.steps), NULL },
	{ "age_days", FIELD_COUNT, offsetof(struct rotate_draft, rotate.age_days), NULL },
};

static const char *const methods[] = { "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", NULL };

static const struct field verify_fields[] = {
	{ "method", FIELD_TEXT, offsetof(struct verify_draft, method), NULL },
	{ "url", FIELD_NODE, offsetof(struct verify_draft, url), NULL },
	{ "headers", FIELD_TABLE, offsetof(struct verify_draft, headers), NULL },
	{ "body", FIELD_TEXT, offsetof(struct verify_draft, body), NULL },
	{ "live", FIELD_NODE, offsetof(struct verify_draft, live), NULL },
	{ "dead", FIELD_NODE, offsetof(struct verify_draft, dead), NULL },
};

/* A found config must not send people, or their secrets, anywhere. */
static bool is_trusted(const struct loader *l)
{
	return l->role == ROLE_BUILTIN || l->role == ROLE_RULES || l->role == ROLE_CONFIG;
}

static enum status distrust(struct loader *l, const struct toml *node, const char *what)
{
	return loader_fail(l, node,
			   "'%s' counts only in built-in rules and in files named on the command line; remove it here",
			   what);
}

static enum status check_url(struct loader *l, const struct toml *node)
{
	if (node->kind != TOML_STRING)
		return loader_fail_value(l, node, "'url' must be a string, not %s", toml_kind_name(node->kind));
	if (!slice_starts(node->text, SLICE("https://")) || node->text.len == strlen("https://") ||
	    memchr(node->text.at, '\0', node->text.len))
		return loader_fail_value(l, node, "'url' must begin with https://");
	return STATUS_OK;
}

enum status rotate_read(struct loader *l, const struct toml *table, struct rotate *rotate)
{
	struct rotate_draft draft = { 0 };

	if (fields_read(l, table, "rotate", FIELDS(rotate_fields), &draft))
		return l->err->status;
	*rotate = draft.rotate;
	if (!draft.url)
		return STATUS_OK;
	if (!is_trusted(l))
		return distrust(l, draft.url, "rotate.url");
	if (check_url(l, draft.url))
		return l->err->status;
	rotate->url = draft.url->text.at;
	return STATUS_OK;
}

static bool is_one_of(const char *const *names, const char *name, size_t *count)
{
	for (*count = 0; names[*count]; ++*count)
		if (strcmp(names[*count], name) == 0)
			return true;
	return false;
}

static enum status check_codes(struct loader *l, const struct toml *codes, const char *name)
{
	if (codes->kind != TOML_ARRAY || codes->len == 0)
		return loader_fail_value(l, codes, "'%s' must be an array of HTTP status codes", name);
	for (const struct toml *code = codes->first; code; code = code->next)
		if (code->kind != TOML_INTEGER || code->integer < 100 || code->integer > 599)
			return loader_fail_value(l, code, "an HTTP status code is a number from 100 to 599");
	return STATUS_OK;
}

static bool names_secret(struct slice text)
{
	return slice_find(text, SLICE("{secret}"), 0) != SLICE_NOWHERE;
}

static enum status check_headers(struct loader *l, const struct toml *headers, bool *sent)
{
	for (const struct toml *header = headers ? headers->first : NULL; header; header = header->next) {
		if (header->kind != TOML_STRING)
			return loader_fail_value(l, header, "the header '%s' must be a string, not %s", header->key.at,
						 toml_kind_name(header->kind));
		*sent = *sent || names_secret(header->text);
	}
	return STATUS_OK;
}

enum status verify_check(struct loader *l, const struct toml *table)
{
	struct verify_draft draft = { 0 };
	bool sent = false;
	size_t count;

	if (!is_trusted(l))
		return distrust(l, table, "verify");
	if (fields_read(l, table, "verify", FIELDS(verify_fields), &draft))
		return l->err->status;
	if (!draft.method || !draft.url || !draft.live)
		return loader_fail(l, table, "verify wants method, url and live");
	if (!is_one_of(methods, draft.method, &count))
		return loader_fail_value(l, toml_find(table, "method"), "'%s' is no method%s", draft.method,
					 loader_guess(l, slice_of(draft.method), methods, count));
	if (check_url(l, draft.url) || check_codes(l, draft.live, "live") ||
	    (draft.dead && check_codes(l, draft.dead, "dead")) || check_headers(l, draft.headers, &sent))
		return l->err->status;
	if (!sent && !names_secret(draft.url->text) && !names_secret(slice_of(draft.body)))
		return loader_fail(l, table, "verify sends the secret nowhere; write {secret} where it goes");
	return STATUS_OK;
}
