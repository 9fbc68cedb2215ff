/* revision.c - see revision.h */
#include "source/revision.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "store/git_text.h"

#define HEX        (2 * SHA1_SIZE)
#define DIGITS_MIN 4
#define NAME_MAX_  4096
#define STEPS_MAX  1000000 /* commits that one ~ may go back */

/* What is worked on: the whole text, for messages, and what of it is still to be read. */
struct asked {
	const struct revisions *in;
	struct slice text, rest;
	struct oid id;
	struct error *err;
};

bool revision_is_zero(struct slice text)
{
	if (text.len != HEX && text.len != 64)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] != '0')
			return false;
	return true;
}

static enum status fail(struct asked *a, const char *why)
{
	return error_set(a->err, ERR_USAGE, "%.*s: %s", SLICE_ARGS(a->text), why);
}

static const struct store_ref *find_ref(const struct store_refs *refs, struct slice name)
{
	size_t low = 0, high = refs->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (slice_compare(slice_of(refs->items[middle].name), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < refs->len && slice_is(name, refs->items[low].name) ? &refs->items[low] : NULL;
}

/* ORIG_HEAD, FETCH_HEAD, MERGE_HEAD: files beside HEAD that are refs though nobody lists them. */
static bool find_file(const struct revisions *r, struct slice name, struct oid *id)
{
	char path[64];
	struct slice text, target;
	struct arena arena;
	struct error ignored;
	bool good = false;
	int git_dir;

	for (size_t i = 0; i < name.len; i++)
		if (!text_is_upper(name.at[i]) && name.at[i] != '_')
			return false;
	if (name.len < 5 || name.len >= sizeof(path) || !slice_ends(name, SLICE("_HEAD")))
		return false;
	memcpy(path, name.at, name.len);
	path[name.len] = '\0';
	git_dir = file_open_any(AT_FDCWD, r->git_dir, O_RDONLY | O_DIRECTORY);
	if (git_dir < 0)
		return false;
	arena_init(&arena);
	if (!git_text_read(git_dir, path, false, &arena, &text, &ignored))
		good = git_text_ref(text, &target, id) && !target.len;
	arena_release(&arena);
	close(git_dir);
	return good;
}

static bool find_named(const struct revisions *r, struct slice name, struct oid *id)
{
	static const char *const rules[][2] = {
		{ "", "" },
		{ "refs/", "" },
		{ "refs/tags/", "" },
		{ "refs/heads/", "" },
		{ "refs/remotes/", "" },
		{ "refs/remotes/", "/HEAD" },
	};
	const struct store_ref *ref = NULL;
	struct buffer full;

	if (slice_is(name, "@") || slice_is(name, "HEAD")) {
		ref = find_ref(r->refs, slice_of(r->head));
	} else {
		buffer_init(&full, NAME_MAX_);
		for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]) && !ref && !full.full; i++) {
			buffer_clear(&full);
			buffer_add_text(&full, rules[i][0]);
			buffer_add(&full, name);
			buffer_add_text(&full, rules[i][1]);
			ref = full.full ? NULL : find_ref(r->refs, buffer_slice(&full));
		}
		buffer_release(&full);
	}
	if (ref)
		*id = ref->id;
	return ref || find_file(r, name, id);
}

static bool is_committish(const struct revisions *r, const struct oid *id)
{
	enum object_type type = OBJECT_UNKNOWN;
	struct object object;
	struct error ignored;

	if (objects_read_any(r->objects, id, REVISION_READ_MAX, &type, &object, &ignored))
		return false;
	object_release(&object);
	return type == OBJECT_COMMIT || type == OBJECT_TAG;
}

/* The only id that begins so, or else the only commit or tag among them. */
static enum status choose(struct asked *a, const struct oid_list *alike)
{
	size_t commits = 0, which = 0;

	for (size_t i = 0; i < alike->len && alike->len > 1; i++) {
		if (is_committish(a->in, &alike->items[i])) {
			commits++;
			which = i;
		}
	}
	if (alike->len == 0)
		return fail(a, "no such revision");
	if (alike->len > 1 && commits != 1)
		return fail(a, "more than one object begins like that");
	a->id = alike->items[which];
	return STATUS_OK;
}

static enum status find_abbreviated(struct asked *a, struct slice name)
{
	struct oid_list alike = { 0 };
	char digits[HEX];
	enum status status;

	if (name.len < DIGITS_MIN || name.len >= HEX)
		return fail(a, "no such revision");
	for (size_t i = 0; i < name.len; i++) {
		if (text_hex_value(name.at[i]) < 0)
			return fail(a, "no such revision");
		digits[i] = text_to_lower(name.at[i]);
	}
	objects_alike(a->in->objects, slice_make(digits, name.len), &alike);
	status = choose(a, &alike);
	array_release(&alike);
	return status;
}

static enum status find_base(struct asked *a, struct slice name)
{
	if (name.len == HEX && oid_parse(name, &a->id))
		return STATUS_OK;
	return find_named(a->in, name, &a->id) ? STATUS_OK : find_abbreviated(a, name);
}

static bool is_shallow(const struct revisions *r, const struct oid *id)
{
	for (size_t i = 0; r->shallow && i < r->shallow->len; i++)
		if (slice_equal(oid_bytes(&r->shallow->items[i]), oid_bytes(id)))
			return true;
	return false;
}

static enum status look(struct asked *a, enum object_type *type, struct object *object)
{
	struct error why;
	enum status status = objects_read_any(a->in->objects, &a->id, REVISION_READ_MAX, type, object, &why);

	if (status == ERR_MISSING)
		return fail(a, a->in->shallow && a->in->shallow->len ? "not in this repository, which is a shallow "
								       "clone (git fetch --unshallow gets the rest)"
								     : "no such object in this repository");
	return status ? error_set(a->err, ERR_USAGE, "%.*s: %s", SLICE_ARGS(a->text), why.text) : STATUS_OK;
}

/* Follows tags, to a commit if there must be one. */
static enum status peel(struct asked *a, bool commit)
{
	struct slice headers, message;
	struct object object;
	enum object_type type;
	bool good;

	for (unsigned depth = 0;; depth++) {
		if (look(a, &type, &object))
			return a->err->status;
		if (type != OBJECT_TAG)
			break;
		object_split(slice_make(object.at, object.len), &headers, &message);
		good = depth < REF_DEPTH * 4 && object_header_id(&headers, "object ", &a->id);
		object_release(&object);
		if (!good)
			return fail(a, "a tag of nothing");
	}
	object_release(&object);
	return commit && type != OBJECT_COMMIT ? fail(a, "not a commit") : STATUS_OK;
}

/* From a commit to its parent, counted from 1. */
static enum status to_parent(struct asked *a, uint64_t number)
{
	struct slice headers, message;
	struct oid parent = { 0 };
	struct object object;
	enum object_type type;
	bool shallow, good = true;

	if (peel(a, true) || number == 0)
		return a->err->status;
	shallow = is_shallow(a->in, &a->id);
	if (look(a, &type, &object))
		return a->err->status;
	object_split(slice_make(object.at, object.len), &headers, &message);
	object_header_id(&headers, "tree ", &parent);
	for (uint64_t i = 0; i < number && good; i++)
		good = slice_starts(headers, SLICE("parent ")) && object_header_id(&headers, "parent ", &parent);
	object_release(&object);
	if (good && !shallow) {
		a->id = parent;
		return STATUS_OK;
	}
	return fail(a, shallow ? "goes below the boundary of a shallow clone (git fetch --unshallow gets the rest)"
			       : "no commit has so many parents or ancestors");
}

/* The number behind ~ or ^; 1 when there is none. */
static enum status take_number(struct asked *a, uint64_t *number)
{
	size_t len = 0;

	while (len < a->rest.len && text_is_digit(a->rest.at[len]))
		len++;
	*number = 1;
	if (len && (!text_to_number(slice_sub(a->rest, 0, len), number) || *number > STEPS_MAX))
		return fail(a, "too large a number");
	a->rest = slice_sub(a->rest, len, a->rest.len);
	return STATUS_OK;
}

static enum status take_suffix(struct asked *a)
{
	bool back = a->rest.at[0] == '~';
	uint64_t number;

	a->rest = slice_sub(a->rest, 1, a->rest.len);
	if (!back && slice_starts(a->rest, SLICE("{}"))) {
		a->rest = slice_sub(a->rest, strlen("{}"), a->rest.len);
		return peel(a, false);
	}
	if (!back && slice_starts(a->rest, SLICE("{commit}"))) {
		a->rest = slice_sub(a->rest, strlen("{commit}"), a->rest.len);
		return peel(a, true);
	}
	if (take_number(a, &number))
		return a->err->status;
	if (!back || number == 0)
		return to_parent(a, number);
	for (; number; number--)
		if (to_parent(a, 1))
			return a->err->status;
	return STATUS_OK;
}

enum status revision_find(const struct revisions *r, struct slice text, struct oid *id, struct error *err)
{
	struct asked a = { .in = r, .text = text, .err = err };
	struct object object;
	enum object_type type;
	size_t len = 0;

	err->status = STATUS_OK;
	while (len < text.len && text.at[len] != '~' && text.at[len] != '^')
		len++;
	a.rest = slice_sub(text, len, text.len);
	if (len == 0)
		return fail(&a, "names no revision");
	if (find_base(&a, slice_sub(text, 0, len)))
		return err->status;
	while (a.rest.len) {
		if (a.rest.at[0] != '~' && a.rest.at[0] != '^')
			return fail(&a, "no such revision (behind it may stand ~N, ^N, ^{} and ^{commit})");
		if (take_suffix(&a))
			return err->status;
	}
	if (look(&a, &type, &object))
		return err->status;
	object_release(&object);
	*id = a.id;
	return STATUS_OK;
}
