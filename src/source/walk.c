/*
 * walk.c - see walk.h
 *
 * Of every folder on the way down the names of the folders still to be entered
 * are kept; all else in it is told before the first of them is entered, out of
 * a listing that the next folder overwrites. So memory goes with the folders
 * that wait, not with the files, and a bound on the listing bounds that too.
 */
#include "source/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/path.h"
#include "source/gitdir.h"
#include "source/ignore.h"
#include "source/listing.h"
#include "source/reader.h"
#include "source/stores.h"

#define PATH_BYTES_MAX ((size_t)16 * 1024 * 1024) /* what lies deeper than this is failed: limit */
#define HELD_MAX       ((size_t)8 * 1024 * 1024)  /* names of folders still to be entered, about */
#define RULES_MAX      ((size_t)1024 * 1024)      /* bytes of .gitignore files in use at once */

/* One folder on the way down. Its part of the paths ends in a slash (that of the operand "." is empty). */
struct level {
	enum git_part part;
	size_t path_len, shown_len;
	char *names; /* folders to be entered, each followed by a NUL */
	size_t names_len, next;
	long position; /* where listing goes on, when there is more */
	bool more;
	struct ignore *rules; /* the patterns in force here: its own, then `inherited` */
	struct ignore *inherited;
};

struct levels ARRAY_OF(struct level);

struct walk {
	struct text_list operands;
	size_t operand; /* the next one */
	bool gitignore;
	struct ignore *exclude;
	size_t exclude_base; /* how much of `shown` the exclude patterns do not see */
	struct levels levels;
	struct descent descent;     /* its path is from the work tree's top or the operand: what .gitignore sees */
	struct buffer shown;        /* as the user would type it */
	struct ignore *rules_above; /* from the folders above the operand */
	size_t rules_bytes, held;
	struct listing listing; /* of the innermost level */
	size_t at;              /* its next thing that is not a folder */
	struct stores stores;
};

static struct level *innermost(struct walk *w)
{
	return w->levels.len ? &w->levels.items[w->levels.len - 1] : NULL;
}

static bool emit(struct walk *w, struct walk_entry *entry, enum walk_kind kind, const char *reason)
{
	*entry = (struct walk_entry){ .kind = kind, .path = buffer_slice(&w->shown), .reason = reason };
	return true;
}

static void add_slash(struct buffer *path)
{
	if (path->len && path->at[path->len - 1] != '/')
		buffer_add_byte(path, '/');
}

static bool emit_folder(struct walk *w, struct walk_entry *entry, enum walk_kind kind, const char *reason)
{
	add_slash(&w->shown);
	emit(w, entry, kind, reason);
	if (entry->path.len == 0)
		entry->path = SLICE(".");
	return true;
}

/* Makes both paths those of `name` in the level; "" of the level itself. False when they grow too long. */
static bool set_name(struct walk *w, const struct level *level, const char *name)
{
	struct slice bytes = slice_of(name);

	buffer_truncate(&w->descent.path, level->path_len);
	buffer_truncate(&w->shown, level->shown_len);
	if (w->shown.len + bytes.len > PATH_BYTES_MAX)
		return false;
	buffer_add(&w->descent.path, bytes);
	buffer_add(&w->shown, bytes);
	return true;
}

static bool is_excluded(const struct walk *w, bool directory)
{
	return ignore_matches(w->exclude, slice_sub(buffer_slice(&w->shown), w->exclude_base, w->shown.len), directory);
}

/* Why the thing that the paths name is left out; NULL: it is not. */
static const char *left_out(const struct walk *w, const struct level *level, const char *name, bool directory)
{
	if (is_excluded(w, directory))
		return "excluded";
	if (level->rules && strcmp(name, ".git") != 0 &&
	    ignore_matches(level->rules, buffer_slice(&w->descent.path), directory))
		return "ignored";
	return NULL;
}

static void leave(struct walk *w)
{
	struct level left = *innermost(w);

	w->levels.len--;
	w->held -= left.names_len;
	mem_free(left.names);
	while (left.rules != left.inherited) {
		struct ignore *above = left.rules->above;

		w->rules_bytes -= left.rules->text_len;
		ignore_free(left.rules);
		left.rules = above;
	}
	descent_leave(&w->descent);
}

static void load_rules(struct walk *w, struct level *level)
{
	bool top = listing_has(&w->listing, ".git", LISTED_FOLDER) || listing_has(&w->listing, ".git", LISTED_FILE) ||
		   listing_has(&w->listing, ".git", LISTED_LINK);
	struct ignore *above = w->levels.len > 1 ? level[-1].rules : w->rules_above;

	level->rules = level->inherited = top ? NULL : above;
	if (w->rules_bytes > RULES_MAX)
		return;
	level->rules = ignore_open_folder(descent_folder(&w->descent)->fd, top, level->path_len, level->inherited);
	for (const struct ignore *i = level->rules; i != level->inherited; i = i->above)
		w->rules_bytes += i->text_len;
}

/* Copies the names of the folders that will be entered out of the listing, which the next level needs. */
static void keep_folders(struct walk *w, struct level *level)
{
	enum git_part inside;
	size_t len = 0;

	w->held -= level->names_len;
	mem_free(level->names);
	level->names = mem_alloc(w->listing.used);
	for (size_t i = w->listing.folders; i < w->listing.items.len; i++) {
		const char *name = w->listing.items.items[i].name;

		if (gitdir_use(level->part, name, LISTED_FOLDER, &inside) != GIT_ENTER)
			continue;
		memcpy(level->names + len, name, strlen(name) + 1);
		len += strlen(name) + 1;
	}
	level->names = mem_grow(level->names, len, 1);
	level->names_len = len;
	level->next = 0;
	w->held += len;
}

/* Lists the innermost level, or its next chunk. True: the entry says what failed. */
static bool list(struct walk *w, struct walk_entry *entry)
{
	struct level *level = innermost(w);
	const struct folder *folder = descent_folder(&w->descent);
	bool first = level->position == 0, full = false;
	int error;

	w->at = w->listing.folders = 0;
	set_name(w, level, "");
	if (!folder) {
		level->more = false;
		return emit_folder(w, entry, WALK_FAILED, "vanished");
	}
	error = listing_read(&w->listing, folder->fd, w->held < HELD_MAX ? (HELD_MAX - w->held) / 4 : 0,
			     &level->position, &level->more);
	if (first) {
		level->part = gitdir_recognise(level->part, &w->listing, folder->fd);
		if (level->part == GIT_DIRECTORY || level->part == GIT_BARE)
			full = !stores_add_directory(&w->stores, buffer_slice(&w->shown));
		else if (level->part == GIT_NONE && w->gitignore)
			load_rules(w, level);
	}
	keep_folders(w, level);
	if (error || full)
		return emit_folder(w, entry, WALK_FAILED, full ? "limit" : reader_reason(error));
	return false;
}

/* Goes into the open folder that the paths name. */
static bool enter(struct walk *w, int fd, enum git_part part, struct walk_entry *entry)
{
	descent_enter(&w->descent, fd);
	add_slash(&w->shown);
	*array_add(&w->levels) = (struct level){
		.part = part,
		.path_len = w->descent.path.len,
		.shown_len = w->shown.len,
	};
	return list(w, entry);
}

static bool take_folder(struct walk *w, struct walk_entry *entry)
{
	struct level *level = innermost(w);
	const struct folder *folder = descent_folder(&w->descent);
	const char *name = level->names + level->next, *reason;
	enum git_part inside;
	int fd;

	level->next += strlen(name) + 1;
	if (gitdir_use(level->part, name, LISTED_FOLDER, &inside) != GIT_ENTER)
		return false;
	if (!set_name(w, level, name))
		return emit_folder(w, entry, WALK_FAILED, "limit");
	reason = left_out(w, level, name, true);
	if (reason)
		return emit_folder(w, entry, WALK_SKIPPED, reason);
	if (!folder)
		return emit_folder(w, entry, WALK_FAILED, "vanished");
	fd = file_open_any(folder->fd, name, DESCENT_FLAGS | O_NOFOLLOW);
	if (fd < 0)
		return emit_folder(w, entry, WALK_FAILED, reader_reason(errno));
	return enter(w, fd, inside, entry);
}

/* A file, link or device of the innermost level. */
static bool take_other(struct walk *w, const struct listed *thing, struct walk_entry *entry)
{
	const struct level *level = innermost(w);
	enum git_part inside;
	enum git_use use = gitdir_use(level->part, thing->name, thing->type, &inside);
	enum walk_kind kind = use == GIT_READ_CONFIG ? WALK_CONFIG : WALK_FILE;
	const char *reason;

	if (use == GIT_LEAVE_OUT)
		return false;
	if (!set_name(w, level, thing->name))
		return emit_folder(w, entry, WALK_FAILED, "limit");
	reason = left_out(w, level, thing->name, false);
	if (!reason && thing->type == LISTED_SPECIAL)
		reason = "special";
	if (reason)
		return emit(w, entry, WALK_SKIPPED, reason);
	if (level->part == GIT_NONE && strcmp(thing->name, ".git") == 0 &&
	    !stores_add_pointer(&w->stores, descent_folder(&w->descent)->fd, thing->name, buffer_slice(&w->shown)))
		return emit(w, entry, WALK_FAILED, "limit");
	emit(w, entry, thing->type == LISTED_LINK ? WALK_SYMLINK : kind, NULL);
	entry->folder = descent_folder(&w->descent);
	entry->name_len = strlen(thing->name);
	return true;
}

/* How much of an operand's paths the exclude patterns do not see; see tree.h. */
static size_t hidden_from_exclude(struct slice shown, bool directory)
{
	struct slice rest = shown, first;

	if (slice_cut(&rest, '/', &first) && first.len && !slice_is(first, ".."))
		return 0;
	if (!directory)
		return shown.len - path_base(shown).len;
	return shown.len + !slice_ends(shown, SLICE("/"));
}

/* An operand in a folder that the exclude patterns name is excluded as well. */
static bool is_operand_excluded(const struct walk *w, bool directory)
{
	struct slice path = slice_sub(buffer_slice(&w->shown), w->exclude_base, w->shown.len);

	for (size_t i = slice_find_byte(path, '/', 0); i != SLICE_NOWHERE; i = slice_find_byte(path, '/', i + 1))
		if (ignore_matches(w->exclude, slice_sub(path, 0, i), true))
			return true;
	return path.len && !slice_is(path, ".") && ignore_matches(w->exclude, path, directory);
}

static bool start_folder(struct walk *w, const char *operand, struct walk_entry *entry)
{
	bool git = slice_is(path_base(buffer_slice(&w->shown)), ".git");
	int fd = path_open(operand, DESCENT_FLAGS);

	if (fd < 0)
		return emit_folder(w, entry, WALK_FAILED, reader_reason(errno));
	if (slice_is(buffer_slice(&w->shown), "."))
		buffer_clear(&w->shown);
	if (w->gitignore)
		w->rules_above = ignore_open_above(operand, &w->descent.path);
	return enter(w, fd, git ? GIT_DIRECTORY : GIT_NONE, entry);
}

static bool start_other(struct walk *w, const char *operand, const struct stat *about, struct walk_entry *entry)
{
	struct slice shown = buffer_slice(&w->shown);

	if (!S_ISREG(about->st_mode) && !S_ISLNK(about->st_mode)) {
		buffer_add_text(&w->shown, " (not a regular file: give it to \"keysieve input\" instead)");
		return emit(w, entry, WALK_FAILED, "special");
	}
	if (slice_is(path_base(shown), ".git"))
		stores_add_pointer(&w->stores, AT_FDCWD, operand, shown);
	emit(w, entry, S_ISLNK(about->st_mode) ? WALK_SYMLINK : WALK_FILE, NULL);
	entry->operand = operand;
	return true;
}

static bool start(struct walk *w, const char *operand, struct walk_entry *entry)
{
	struct stat about;
	bool directory;

	descent_start(&w->descent, operand);
	buffer_clear(&w->shown);
	path_clean(slice_of(operand), &w->shown);
	ignore_free_all(w->rules_above);
	w->rules_above = NULL;
	/* A link that leads nowhere, or round and round, is read as a link. */
	if (path_stat(operand, true, &about) < 0 && (path_stat(operand, false, &about) < 0 || !S_ISLNK(about.st_mode)))
		return emit(w, entry, WALK_FAILED, reader_reason(errno));
	directory = S_ISDIR(about.st_mode);
	w->exclude_base = hidden_from_exclude(buffer_slice(&w->shown), directory);
	if (is_operand_excluded(w, directory))
		return directory ? emit_folder(w, entry, WALK_SKIPPED, "excluded")
				 : emit(w, entry, WALK_SKIPPED, "excluded");
	return directory ? start_folder(w, operand, entry) : start_other(w, operand, &about, entry);
}

bool walk_next(struct walk *w, struct walk_entry *entry)
{
	for (;;) {
		struct level *level = innermost(w);
		bool found = false;

		if (!level) {
			if (w->operand == w->operands.len)
				return false;
			w->operand++;
			found = start(w, w->operands.items[w->operand - 1], entry);
		} else if (w->at < w->listing.folders) {
			found = take_other(w, &w->listing.items.items[w->at++], entry);
		} else if (level->next < level->names_len) {
			found = take_folder(w, entry);
		} else if (level->more) {
			found = list(w, entry);
		} else {
			leave(w);
		}
		if (found)
			return true;
	}
}

static struct ignore *exclude_rules(struct text_list lines)
{
	struct ignore *rules;
	struct buffer text;
	size_t size = 0;

	for (size_t i = 0; i < lines.len; i++)
		size += strlen(lines.items[i]) + 1;
	buffer_init(&text, size);
	for (size_t i = 0; i < lines.len; i++) {
		buffer_add_text(&text, lines.items[i]);
		buffer_add_byte(&text, '\n');
	}
	rules = ignore_new(buffer_slice(&text), 0);
	buffer_release(&text);
	return rules;
}

struct walk *walk_new(const struct tree_options *options)
{
	static const char *const here[] = { "." };
	struct walk *w = mem_alloc(sizeof(*w));

	w->operands = options->operands.items ? options->operands : (struct text_list){ here, 1 };
	w->gitignore = options->gitignore;
	w->exclude = exclude_rules(options->exclude);
	descent_init(&w->descent, 2 * (PATH_BYTES_MAX + TREE_LIST_MAX));
	buffer_init(&w->shown, 2 * (PATH_BYTES_MAX + TREE_LIST_MAX));
	listing_init(&w->listing);
	stores_init(&w->stores);
	return w;
}

void walk_free(struct walk *w)
{
	while (w->levels.len)
		leave(w);
	array_release(&w->levels);
	ignore_free(w->exclude);
	ignore_free_all(w->rules_above);
	descent_release(&w->descent);
	buffer_release(&w->shown);
	listing_release(&w->listing);
	stores_release(&w->stores);
	mem_free(w);
}

const struct tree_stores *walk_stores(const struct walk *w)
{
	return &w->stores.list;
}
