/*
 * members.c - see members.h
 *
 * An archive is read from front to back. So what overlaps or stands twice in its
 * directory comes out once, and what the directory does not know of comes out
 * too; at the end the directory must not know of more than that.
 */
#include "scan/members.h"

#include <string.h>
#include <time.h>

#include "model/member.h"

#define NAME_KEPT ((size_t)4096)                   /* of a member's name */
#define TAIL_ZIP  ((size_t)22 + 65535)             /* the end record and the longest comment */
#define TAIL_TAR  ((size_t)512)                    /* the block of zeros */
#define NAMES_MAX (MEMBERS_OPEN * (NAME_KEPT + 1)) /* of all archives around a member */

/* An archive that is being read. */
struct walk {
	struct members *members;
	struct members_level *level;
	const struct content *archive;
	enum archive_kind kind;
	struct unpack_input input;
	struct unpacker *unpacker;
	uint64_t taken, count; /* bytes of the archive, members of it */
	bool outermost, broken;
	/* The member: */
	struct content content;
	struct slice rest; /* unpacked and not yet taken */
	bool ended, told;  /* that it is damaged */
};

void members_init(struct members *m, struct coverage *coverage,
		  void (*give)(void *context, const struct content *content), void *context)
{
	*m = (struct members){ .coverage = coverage, .give = give, .context = context };
	for (unsigned i = 0; i < MEMBERS_OPEN; i++) {
		buffer_init(&m->levels[i].whole, MEMBERS_WHOLE + CONTENT_PADDING);
		buffer_init(&m->levels[i].name, NAMES_MAX);
		buffer_init(&m->levels[i].tail, 2 * TAIL_ZIP);
	}
}

void members_release(struct members *m)
{
	for (unsigned i = 0; i < MEMBERS_OPEN; i++) {
		buffer_release(&m->levels[i].whole);
		buffer_release(&m->levels[i].name);
		buffer_release(&m->levels[i].tail);
	}
}

void members_add_name(struct buffer *out, const struct content *content)
{
	if (content->oid.size && content->path.len == 0) {
		oid_add_hex(out, &content->oid);
		member_add(out, SLICE_NONE, content->member, MEMBER_BETWEEN);
	} else {
		member_add(out, content->path, content->member, MEMBER_BETWEEN);
	}
}

static void tell(struct members *m, const struct content *content, const char *reason, const char *why)
{
	struct buffer what;

	buffer_init(&what, NAMES_MAX + ((size_t)1 << 20));
	members_add_name(&what, content);
	if (why)
		buffer_print(&what, ": %s", why);
	if (strcmp(reason, "encrypted") == 0)
		coverage_skip(m->coverage, reason, buffer_slice(&what));
	else
		coverage_fail(m->coverage, reason, buffer_slice(&what));
	buffer_release(&what);
}

static void tell_fault(struct members *m, const struct content *content, enum unpack_fault fault)
{
	static const char *const reasons[] = {
		[UNPACK_DAMAGED] = "damaged",         [UNPACK_BROKEN] = "damaged",  [UNPACK_ENCRYPTED] = "encrypted",
		[UNPACK_UNSUPPORTED] = "unsupported", [UNPACK_NO_MEMORY] = "limit",
	};

	tell(m, content, reasons[fault], fault == UNPACK_NO_MEMORY ? "needs more memory than there is" : NULL);
}

static double processor_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Ends everything inside the outermost archive. */
static void spend(struct walk *w, const char *why)
{
	w->members->spent = true;
	tell(w->members, &w->content, "limit", why);
}

/* Takes what came out into account. A tar gives back what it is made of, which is accounted for already. */
static void account(struct walk *w, size_t len)
{
	struct members *m = w->members;

	if (m->spent)
		return;
	if (w->kind != ARCHIVE_TAR)
		m->expanded += len;
	if (m->expanded > MEMBERS_BYTES)
		spend(w, "expands to more than 4 GiB");
	else if (m->expanded > MEMBERS_FREE && m->expanded / MEMBERS_RATIO > m->taken)
		spend(w, "expands to more than 1,000 times its size");
	else if (processor_seconds() > m->until)
		spend(w, "takes too long");
}

static void keep_tail(struct walk *w, struct slice bytes)
{
	const size_t keep = w->kind == ARCHIVE_ZIP ? TAIL_ZIP : w->kind == ARCHIVE_TAR ? TAIL_TAR : 0;
	struct buffer *tail = &w->level->tail;
	size_t drop;

	if (bytes.len > keep)
		bytes = slice_sub(bytes, bytes.len - keep, keep);
	drop = tail->len + bytes.len > keep ? tail->len + bytes.len - keep : 0;
	if (drop) {
		memmove(tail->at, tail->at + drop, tail->len - drop);
		buffer_truncate(tail, tail->len - drop);
	}
	buffer_add(tail, bytes);
}

static struct slice more_input(void *context)
{
	struct walk *w = context;
	struct slice bytes;

	if (w->members->spent)
		return SLICE_NONE;
	bytes = w->input.more(w->input.context);
	w->taken += bytes.len;
	if (w->outermost)
		w->members->taken += bytes.len;
	keep_tail(w, bytes);
	return bytes;
}

/* Unpacks some more of the member into `rest`. */
static void unpack_some(struct walk *w)
{
	enum unpack_fault fault;

	w->rest = unpack_read(w->unpacker, &fault);
	if (fault != UNPACK_FINE && !w->told && !w->members->spent) {
		tell_fault(w->members, &w->content, fault);
		w->told = true;
	}
	w->broken |= fault == UNPACK_BROKEN;
	w->ended = w->rest.len == 0 || w->broken;
	account(w, w->rest.len);
	if (w->members->spent) {
		w->rest = SLICE_NONE;
		w->ended = true;
	}
}

/* As content.read; never fails, for what does is told here. */
static long read_member(void *context, char *to, size_t max)
{
	struct walk *w = context;
	size_t have = 0, len;

	for (;;) {
		len = w->rest.len < max - have ? w->rest.len : max - have;
		if (len)
			memcpy(to + have, w->rest.at, len);
		w->rest = slice_sub(w->rest, len, w->rest.len);
		have += len;
		if (have == max || (w->ended && w->rest.len == 0))
			return (long)have;
		if (w->rest.len == 0)
			unpack_some(w);
	}
}

/* What was read to see whether the member is short, then the rest of it. */
struct long_member {
	struct walk *walk;
	struct slice ahead;
};

static long read_long_member(void *context, char *to, size_t max)
{
	struct long_member *l = context;
	size_t len = l->ahead.len < max ? l->ahead.len : max;

	if (len)
		memcpy(to, l->ahead.at, len);
	l->ahead = slice_sub(l->ahead, len, l->ahead.len);
	return (long)len + (len < max ? read_member(l->walk, to + len, max - len) : 0);
}

static void give_bytes(struct walk *w, size_t len)
{
	char *bytes = w->level->whole.at;

	memset(bytes + len, 0, CONTENT_PADDING);
	w->content.bytes = slice_make(bytes, len);
	if (len)
		w->members->give(w->members->context, &w->content);
}

static void give_file(struct walk *w)
{
	struct long_member rest = { .walk = w };
	char *bytes = w->level->whole.at;
	size_t len = (size_t)read_member(w, bytes, MEMBERS_WHOLE);

	if (len < MEMBERS_WHOLE) {
		give_bytes(w, len);
		return;
	}
	rest.ahead = slice_make(bytes, len);
	w->content.read = read_long_member;
	w->content.read_context = &rest;
	w->members->give(w->members->context, &w->content);
}

static void give_link(struct walk *w, struct slice text)
{
	size_t len = text.len < MEMBERS_WHOLE ? text.len : MEMBERS_WHOLE;

	memcpy(w->level->whole.at, text.at, len);
	give_bytes(w, len);
}

/* The archive's own place, but that a compressed archive and what is in it are one. */
static struct slice names_around(const struct walk *w)
{
	struct slice names = w->archive->member;

	if (archive_has_names(w->kind) && (names.len == 1 || (names.len > 1 && names.at[names.len - 2] == '\0')))
		names = slice_sub(names, 0, names.len - 1);
	return names;
}

static void begin_member(struct walk *w, struct slice name)
{
	struct buffer *names = &w->level->name;

	buffer_clear(names);
	buffer_add(names, names_around(w));
	buffer_add(names, slice_sub(name, 0, NAME_KEPT));
	buffer_add_byte(names, '\0');
	w->content = (struct content){
		.kind = PLACE_ARCHIVE_MEMBER,
		.state = w->archive->state,
		.path = w->archive->path,
		.oid = w->archive->oid,
		.store = w->archive->store,
		.member = buffer_slice(names),
		.container = w->archive->container ? w->archive->container : w->archive,
	};
	w->rest = SLICE_NONE;
	w->ended = w->told = false;
}

/* What is wrong is told once for each archive; a reader that is out of memory may say so for ever. */
static void pass_fault(struct walk *w, enum unpack_fault fault)
{
	if (!w->told)
		tell_fault(w->members, w->archive, fault);
	w->told = true;
	w->broken |= fault != UNPACK_DAMAGED;
}

static void give_member(struct walk *w, const struct unpack_member *member, enum unpack_fault fault)
{
	if (fault == UNPACK_ENCRYPTED)
		tell_fault(w->members, &w->content, fault);
	else if (member->link.len)
		give_link(w, member->link);
	else if (member->is_file)
		give_file(w);
}

/* Hands over the next member. False at the end. */
static bool take_member(struct walk *w)
{
	struct unpack_member member = { 0 };
	enum unpack_fault fault = unpack_next(w->unpacker, &member);
	const bool there = fault == UNPACK_FINE || fault == UNPACK_ENCRYPTED;

	if (fault == UNPACK_END || w->members->spent)
		return false;
	if (there) {
		begin_member(w, member.name);
		w->count++;
	}
	/* Headers that make no sense count too: a long archive may have little else. */
	if (++w->members->count > MEMBERS_COUNT)
		spend(w, "more than 100,000 members");
	else if (there)
		give_member(w, &member, fault);
	else
		pass_fault(w, fault);
	account(w, 0);
	return !w->broken && !w->members->spent;
}

static uint32_t little(const char *at, size_t len)
{
	uint32_t number = 0;

	while (len-- > 0)
		number = number << 8 | (unsigned char)at[len];
	return number;
}

/*
 * Whether the record stands where a zip ends and fits what was read: its directory
 * lists no more members, and nothing stands before the archive that it is of.
 */
static bool zip_ends_well(const struct walk *w)
{
	const struct slice tail = buffer_slice(&w->level->tail);
	size_t at = tail.len < 22 ? SLICE_NOWHERE : tail.len - 22;
	uint32_t listed, size, offset;

	while (at != SLICE_NOWHERE && memcmp(tail.at + at, "PK\5\6", 4) != 0)
		at--;
	if (at == SLICE_NOWHERE)
		return false;
	listed = little(tail.at + at + 10, 2);
	size = little(tail.at + at + 12, 4);
	offset = little(tail.at + at + 16, 4);
	if (listed != 0xffff && listed > w->count)
		return false;
	/* Elsewhere the record of a large one is of use only to find that it is large. */
	return offset == UINT32_MAX || size == UINT32_MAX || (uint64_t)offset + size >= w->taken - tail.len + at ||
	       (at >= 20 && memcmp(tail.at + at - 20, "PK\6\7", 4) == 0);
}

static bool tar_ends_well(const struct walk *w)
{
	const struct slice tail = buffer_slice(&w->level->tail);

	for (size_t i = 0; i < tail.len; i++)
		if (tail.at[i])
			return false;
	return tail.len == TAIL_TAR;
}

static void check_end(struct walk *w)
{
	bool good = true;

	if (w->broken || w->members->spent)
		return;
	while (more_input(w).len)
		;
	if (w->kind == ARCHIVE_ZIP)
		good = zip_ends_well(w);
	else if (w->kind == ARCHIVE_TAR)
		good = tar_ends_well(w);
	if (!good)
		tell(w->members, w->archive, "damaged", "truncated, or more in it than could be read");
}

static void walk_archive(struct walk *w)
{
	const struct unpack_input input = { .more = more_input, .context = w };
	struct error err = { 0 };

	if (unpack_open(w->kind, &input, &w->unpacker, &err)) {
		tell(w->members, w->archive, "unsupported", err.text);
		return;
	}
	while (take_member(w))
		;
	check_end(w);
	unpack_close(w->unpacker);
}

static void begin_outermost(struct members *m)
{
	m->taken = m->expanded = m->count = 0;
	m->until = processor_seconds() + MEMBERS_SECONDS;
	m->spent = false;
}

void members_read(struct members *m, const struct content *archive, enum archive_kind kind,
		  const struct unpack_input *input)
{
	struct walk w = { .members = m, .archive = archive, .kind = kind, .input = *input, .outermost = m->open == 0 };
	const bool deeper = names_around(&w).len == archive->member.len;

	if (w.outermost)
		begin_outermost(m);
	if (m->depth + deeper > MEMBERS_DEPTH || m->open == MEMBERS_OPEN) {
		tell(m, archive, "limit", "archives in archives too deep");
		return;
	}
	w.level = &m->levels[m->open];
	w.content = *archive;
	buffer_clear(&w.level->tail);
	buffer_clear(&w.level->whole);
	buffer_reserve(&w.level->whole, MEMBERS_WHOLE + CONTENT_PADDING);
	m->open++;
	m->depth += deeper;
	walk_archive(&w);
	m->depth -= deeper;
	m->open--;
}
