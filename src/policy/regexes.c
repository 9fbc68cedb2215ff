/* regexes.c - see regexes.h */
#include "policy/regexes.h"

#include <pcre2.h>
#include <stdatomic.h>

#include "base/memory.h"

/* An allowlist pattern sees one path or one line; one that needs more steps than this is hostile. */
#define MATCH_LIMIT 200000

struct regex {
	_Atomic(pcre2_code *) code;
	const char *deferred; /* to be compiled when it is first asked; else NULL */
};

#define FLAGS (PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_UTF | PCRE2_NEVER_BACKSLASH_C)

static enum status compile_one(struct regex **to, const char *pattern, const char *file, unsigned line,
			       struct error *err)
{
	PCRE2_SIZE offset;
	PCRE2_UCHAR text[128];
	int number;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, FLAGS, &number, &offset, NULL);

	if (!code && number == PCRE2_ERROR_HEAP_FAILED)
		mem_need(NULL);
	if (!code) {
		pcre2_get_error_message(number, text, sizeof(text));
		return error_set(err, ERR_CONFIG, "%s:%u: regex '%s': %s at offset %zu", file ? file : "rules", line,
				 pattern, (const char *)text, (size_t)offset);
	}
	*to = mem_alloc(sizeof(**to));
	(*to)->code = code;
	return STATUS_OK;
}

enum status regexes_compile(struct regexes *r, const struct text_list *patterns, const char *file, unsigned line,
			    struct error *err)
{
	*r = (struct regexes){ .items = mem_alloc_array(patterns->len, sizeof(struct regex *)) };
	for (; r->len < patterns->len; r->len++)
		if (compile_one(&r->items[r->len], patterns->items[r->len], file, line, err))
			return err->status;
	return STATUS_OK;
}

void regexes_defer(struct regexes *r, const char *pattern)
{
	*r = (struct regexes){ .items = mem_alloc_array(1, sizeof(struct regex *)), .len = 1 };
	r->items[0] = mem_alloc(sizeof(*r->items[0]));
	r->items[0]->deferred = pattern;
}

/* Several threads may compile it at once; the first one's is kept. NULL: it cannot be compiled. */
static pcre2_code *code_of(struct regex *regex)
{
	pcre2_code *code = atomic_load(&regex->code), *none = NULL;
	PCRE2_SIZE offset;
	int number;

	if (code || !regex->deferred)
		return code;
	code = pcre2_compile((PCRE2_SPTR)regex->deferred, PCRE2_ZERO_TERMINATED, FLAGS, &number, &offset, NULL);
	if (!code && number == PCRE2_ERROR_HEAP_FAILED)
		mem_need(NULL);
	if (code && !atomic_compare_exchange_strong(&regex->code, &none, code)) {
		pcre2_code_free(code);
		code = none;
	}
	return code;
}

void regexes_release(struct regexes *r)
{
	for (size_t i = 0; i < r->len; i++) {
		pcre2_code_free(r->items[i]->code);
		mem_free(r->items[i]);
	}
	mem_free(r->items);
	*r = (struct regexes){ 0 };
}

/* As pcre2_match: at least 0, PCRE2_ERROR_NOMATCH, or another error. */
static int search(struct regex *regex, struct slice text)
{
	pcre2_code *code = code_of(regex);
	pcre2_match_data *data = code ? mem_need(pcre2_match_data_create_from_pattern(code, NULL)) : NULL;
	pcre2_match_context *context = mem_need(pcre2_match_context_create(NULL));
	int result = PCRE2_ERROR_BADMAGIC;

	pcre2_set_match_limit(context, MATCH_LIMIT);
	if (code)
		result = pcre2_match(code, (PCRE2_SPTR)(text.at ? text.at : ""), text.len, 0, 0, data, context);
	if (result == PCRE2_ERROR_NOMEMORY)
		mem_need(NULL);
	pcre2_match_data_free(data);
	pcre2_match_context_free(context);
	return result;
}

bool regexes_match(const struct regexes *r, struct slice text)
{
	for (size_t i = 0; i < r->len; i++)
		if (search(r->items[i], text) >= 0)
			return true;
	return false;
}

bool regexes_may_match(const struct regexes *r, struct slice text)
{
	for (size_t i = 0; i < r->len; i++)
		if (search(r->items[i], text) != PCRE2_ERROR_NOMATCH)
			return true;
	return false;
}
