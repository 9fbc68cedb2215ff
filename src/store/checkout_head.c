/* checkout_head.c - what the next commit's parents are; see checkout.h */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "store/checkout.h"
#include "store/git_text.h"

/* Work trees have their own HEAD and a few families of refs; everything else is shared. */
static const char *ref_path(struct checkout *c, struct slice name)
{
	bool own = slice_is(name, "HEAD") || slice_starts(name, SLICE("refs/bisect/")) ||
		   slice_starts(name, SLICE("refs/worktree/")) || slice_starts(name, SLICE("refs/rewritten/"));

	return arena_print(&c->arena, "%s/%.*s", own ? c->path : c->common, SLICE_ARGS(name));
}

static enum status find_packed(struct checkout *c, struct slice name, struct oid *id, struct error *err)
{
	const char *path = arena_print(&c->arena, "%s/packed-refs", c->common);
	struct slice rest, line;
	struct buffer bytes;
	struct error missing;
	enum status status;

	buffer_init(&bytes, PACKED_REFS_MAX);
	status = file_read(path, &bytes, &missing);
	if (status == ERR_MISSING)
		status = STATUS_OK;
	else if (status)
		*err = missing;
	rest = buffer_slice(&bytes);
	while (!status && slice_cut(&rest, '\n', &line)) {
		struct slice packed;
		struct oid found;

		/* There may be a hundred thousand: only those that may be it are parsed. */
		if (!slice_ends(slice_trim(line), name) || git_text_is_remark(line))
			continue;
		if (!git_text_packed(line, &packed, &found)) {
			status = error_set(err, ERR_DAMAGED, "%s: a line is not an object id", path);
		} else if (slice_equal(packed, name)) {
			*id = found;
			break;
		}
	}
	buffer_release(&bytes);
	return status;
}

/* No name may lead out of the folder of refs. */
static bool is_ref_name(struct slice name)
{
	struct slice part;

	if (!slice_starts(name, SLICE("refs/")))
		return false;
	while (slice_cut(&name, '/', &part))
		if (part.len == 0 || part.at[0] == '.')
			return false;
	return true;
}

static enum status resolve(struct checkout *c, struct slice name, struct oid *id, struct error *err)
{
	for (int depth = 0; depth <= REF_DEPTH; depth++) {
		const char *path = ref_path(c, name);
		struct slice text;
		struct error missing;
		enum status status = git_text_read(AT_FDCWD, path, true, &c->arena, &text, &missing);
		struct stat about;

		/* refs/heads/a is a folder while only refs/heads/a/b is loose and a itself was never born */
		if (status == ERR_MISSING || (status && stat(path, &about) == 0 && S_ISDIR(about.st_mode)))
			return find_packed(c, name, id, err);
		if (status) {
			*err = missing;
			return status;
		}
		if (!git_text_ref(text, &name, id))
			return error_set(err, ERR_DAMAGED, "%s: neither an object id nor the name of a ref", path);
		if (name.len == 0)
			return STATUS_OK;
		if (!is_ref_name(name))
			return error_set(err, ERR_DAMAGED, "%s: does not name a ref", path);
	}
	return error_set(err, ERR_DAMAGED, "%s/HEAD: refs that name one another without end", c->path);
}

enum status checkout_head(struct checkout *c, struct oid *commit, struct error *err)
{
	*commit = (struct oid){ 0 };
	return resolve(c, SLICE("HEAD"), commit, err);
}

/* While pre-merge-commit runs, git has not written MERGE_HEAD yet; it names the parents in GITHEAD_<id> variables. */
static void find_named_heads(struct oid_list *commits)
{
	for (char **variable = environ; *variable; variable++) {
		struct slice setting = slice_of(*variable);
		struct oid id;

		if (slice_starts(setting, SLICE("GITHEAD_")) && slice_find_byte(setting, '=', 0) == 48 &&
		    oid_parse(slice_sub(setting, 8, 40), &id))
			*array_add(commits) = id;
	}
}

enum status checkout_merge_heads(struct checkout *c, struct oid_list *commits, struct error *err)
{
	const char *path = arena_print(&c->arena, "%s/MERGE_HEAD", c->path);
	struct slice rest, line;
	struct error missing;
	enum status status = git_text_read(AT_FDCWD, path, true, &c->arena, &rest, &missing);

	if (status == ERR_MISSING) {
		find_named_heads(commits);
		return STATUS_OK;
	}
	if (status) {
		*err = missing;
		return status;
	}
	while (slice_cut(&rest, '\n', &line)) {
		struct oid id;

		if (!oid_parse(slice_trim(line), &id) || id.size != 20)
			return error_set(err, ERR_DAMAGED, "%s: a line is not an object id", path);
		*array_add(commits) = id;
	}
	return STATUS_OK;
}
