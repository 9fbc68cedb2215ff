/*
 * unpack.c - see unpack.h; the only file that sees libarchive
 *
 * libarchive is loaded when there is an archive, not linked: it brings along
 * libxml2, ICU and the C++ library, a millisecond for every process. Of what it
 * can do we ask for the formats below by name and nothing else: some of its
 * filters start programs, and one that would (because it was built without
 * what it needs) says so with a warning, which is a refusal here. Filters are
 * never stacked: a compressed file in a compressed file is a member to whoever
 * bounds us.
 */
#include "scan/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>
#include <errno.h>
#include <locale.h>
#include <pthread.h>
#include <string.h>

#include "base/memory.h"
#include "scan/gunzip.h"

#define LIBRARY  "libarchive.so.13"
#define HOLE_MAX 64 /* zeros that stand for a hole */

static struct library {
	void *handle;
	locale_t locale; /* names are UTF-8 or just bytes; in the C locale they would be question marks */
	struct archive *(*read_new)(void);
	int (*read_free)(struct archive *);
	int (*append_filter)(struct archive *, int);
	int (*set_format)(struct archive *, int);
	int (*support_tar)(struct archive *);
	int (*support_zip)(struct archive *);
	int (*set_option)(struct archive *, const char *, const char *, const char *);
	int (*open)(struct archive *, void *, archive_open_callback *, archive_read_callback *,
		    archive_close_callback *);
	int (*next_header)(struct archive *, struct archive_entry **);
	int (*data_block)(struct archive *, const void **, size_t *, la_int64_t *);
	const char *(*error_string)(struct archive *);
	int (*error_number)(struct archive *);
	const char *(*pathname)(struct archive_entry *);
	const char *(*symlink)(struct archive_entry *);
	const char *(*hardlink)(struct archive_entry *);
	__LA_MODE_T (*filetype)(struct archive_entry *);
	int (*is_encrypted)(struct archive_entry *);
} library;

static const struct {
	void *function;
	const char *name;
} functions[] = {
	{ &library.read_new, "archive_read_new" },
	{ &library.read_free, "archive_read_free" },
	{ &library.append_filter, "archive_read_append_filter" },
	{ &library.set_format, "archive_read_set_format" },
	{ &library.support_tar, "archive_read_support_format_tar" },
	{ &library.support_zip, "archive_read_support_format_zip_streamable" },
	{ &library.set_option, "archive_read_set_format_option" },
	{ &library.open, "archive_read_open" },
	{ &library.next_header, "archive_read_next_header" },
	{ &library.data_block, "archive_read_data_block" },
	{ &library.error_string, "archive_error_string" },
	{ &library.error_number, "archive_errno" },
	{ &library.pathname, "archive_entry_pathname" },
	{ &library.symlink, "archive_entry_symlink" },
	{ &library.hardlink, "archive_entry_hardlink" },
	{ &library.filetype, "archive_entry_filetype" },
	{ &library.is_encrypted, "archive_entry_is_encrypted" },
};

struct unpacker {
	enum archive_kind kind;
	struct unpack_input input;
	struct gunzip *gunzip; /* gzip only; the others have: */
	struct archive *archive;
	la_int64_t at;        /* of the member, up to where its bytes were handed out */
	struct slice waiting; /* bytes behind a hole */
	bool started;
};

static bool find_all(void)
{
	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++) {
		void *found = dlsym(library.handle, functions[i].name);

		if (!found)
			return false;
		/* ISO C has no cast from an object pointer to a function pointer; POSIX says that they look the same.
		 */
		memcpy(functions[i].function, &found, sizeof(found));
	}
	return true;
}

/* Once; it stays loaded. */
static enum status load(struct error *err)
{
	static pthread_mutex_t loading = PTHREAD_MUTEX_INITIALIZER;
	static bool failed;

	pthread_mutex_lock(&loading);
	if (!library.handle && !failed) {
		library.handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
		failed = !library.handle || !find_all();
		library.locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	}
	pthread_mutex_unlock(&loading);
	return failed ? error_set(err, ERR_UNSUPPORTED, "%s cannot be loaded, and archives need it", LIBRARY)
		      : STATUS_OK;
}

static locale_t enter_locale(void)
{
	return library.locale ? uselocale(library.locale) : (locale_t)0;
}

static void leave_locale(locale_t before)
{
	if (before)
		uselocale(before);
}

static la_ssize_t read_input(struct archive *archive, void *context, const void **bytes)
{
	const struct unpack_input *input = context;
	struct slice more = input->more(input->context);

	(void)archive;
	*bytes = more.at;
	return (la_ssize_t)more.len;
}

/* The one format or filter; anything but a plain yes (a warning: by another program) is a no. */
static bool choose(struct unpacker *u)
{
	static const int filters[] = { [ARCHIVE_BZIP2] = ARCHIVE_FILTER_BZIP2,
				       [ARCHIVE_XZ] = ARCHIVE_FILTER_XZ,
				       [ARCHIVE_ZSTD] = ARCHIVE_FILTER_ZSTD };

	if (u->kind == ARCHIVE_ZIP)
		return library.support_zip(u->archive) == ARCHIVE_OK;
	if (u->kind == ARCHIVE_TAR)
		return library.support_tar(u->archive) == ARCHIVE_OK &&
		       library.set_option(u->archive, "tar", "read_concatenated_archives", "1") == ARCHIVE_OK;
	return library.append_filter(u->archive, filters[u->kind]) == ARCHIVE_OK &&
	       library.set_format(u->archive, ARCHIVE_FORMAT_RAW) == ARCHIVE_OK;
}

enum status unpack_open(enum archive_kind kind, const struct unpack_input *input, struct unpacker **unpacker,
			struct error *err)
{
	struct unpacker *u;

	*unpacker = NULL;
	if (kind != ARCHIVE_GZIP && load(err))
		return err->status;
	u = mem_alloc(sizeof(*u));
	u->kind = kind;
	u->input = *input;
	*unpacker = u;
	if (kind == ARCHIVE_GZIP) {
		u->gunzip = gunzip_open(input);
		return STATUS_OK;
	}
	u->archive = mem_need(library.read_new());
	if (choose(u))
		return STATUS_OK;
	unpack_close(u);
	*unpacker = NULL;
	return error_set(err, ERR_UNSUPPORTED, "%s: was built without it", LIBRARY);
}

void unpack_close(struct unpacker *u)
{
	if (!u)
		return;
	if (u->gunzip)
		gunzip_close(u->gunzip);
	else
		library.read_free(u->archive);
	mem_free(u);
}

static enum unpack_fault fault_of(const struct unpacker *u, int result)
{
	const char *text;

	if (result == ARCHIVE_OK)
		return UNPACK_FINE;
	if (result == ARCHIVE_EOF)
		return UNPACK_END;
	if (library.error_number(u->archive) == ENOMEM)
		return UNPACK_NO_MEMORY;
	text = library.error_string(u->archive);
	if (result == ARCHIVE_FAILED && text && strstr(text, "nsupported"))
		return UNPACK_UNSUPPORTED;
	return result == ARCHIVE_FATAL ? UNPACK_BROKEN : UNPACK_DAMAGED;
}

static enum unpack_fault next_only(struct unpacker *u, struct unpack_member *member)
{
	if (u->started)
		return UNPACK_END;
	u->started = true;
	*member = (struct unpack_member){ .is_file = true };
	return UNPACK_FINE;
}

static void describe(struct archive_entry *entry, struct unpack_member *member)
{
	const char *name = library.pathname(entry), *link = library.symlink(entry);

	/* One without a name, or whose name cannot be told, is still not without one. */
	*member = (struct unpack_member){
		.name = slice_of(name && *name ? name : "?"),
		.link = slice_of(link),
		.is_file = library.filetype(entry) == AE_IFREG && !library.hardlink(entry),
	};
}

/* A warning about a header is about times, owners and the like, or the spelling of a name. */
static enum unpack_fault next_header(struct unpacker *u, struct unpack_member *member)
{
	struct archive_entry *entry;
	int result;

	if (!u->started && library.open(u->archive, &u->input, NULL, read_input, NULL) != ARCHIVE_OK)
		return UNPACK_BROKEN;
	u->started = true;
	result = library.next_header(u->archive, &entry);
	if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
		return fault_of(u, result);
	if (!archive_has_names(u->kind))
		*member = (struct unpack_member){ .is_file = true };
	else
		describe(entry, member);
	return library.is_encrypted(entry) ? UNPACK_ENCRYPTED : UNPACK_FINE;
}

enum unpack_fault unpack_next(struct unpacker *u, struct unpack_member *member)
{
	enum unpack_fault fault;
	locale_t before;

	u->at = 0;
	u->waiting = SLICE_NONE;
	if (u->gunzip)
		return next_only(u, member);
	before = enter_locale();
	fault = next_header(u, member);
	leave_locale(before);
	return fault;
}

static struct slice read_block(struct unpacker *u, enum unpack_fault *fault)
{
	static const char zeros[HOLE_MAX];
	struct slice bytes = u->waiting;
	const void *block = NULL;
	la_int64_t offset = 0, hole;
	size_t len = 0;

	u->waiting = SLICE_NONE;
	for (*fault = UNPACK_FINE; bytes.len == 0 && *fault == UNPACK_FINE;) {
		*fault = fault_of(u, library.data_block(u->archive, &block, &len, &offset));
		if (*fault != UNPACK_FINE && *fault != UNPACK_DAMAGED)
			break;
		bytes = slice_make(block, block ? len : 0);
		hole = offset - u->at;
		u->at = offset + (la_int64_t)len;
		if (hole > 0 && bytes.len) {
			u->waiting = bytes;
			bytes = slice_make(zeros, hole < HOLE_MAX ? (size_t)hole : HOLE_MAX);
		}
	}
	if (*fault == UNPACK_END)
		*fault = UNPACK_FINE;
	return bytes;
}

struct slice unpack_read(struct unpacker *u, enum unpack_fault *fault)
{
	return u->gunzip ? gunzip_read(u->gunzip, fault) : read_block(u, fault);
}
