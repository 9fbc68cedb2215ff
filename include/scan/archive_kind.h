/*
 * archive_kind.h - whether bytes are an archive, told by how they begin.
 *
 * Names say nothing. What is asked for is a whole header that makes sense, so
 * that a text which happens to begin with "PK" or "BZh" is only a text; and what
 * does have such a header and cannot be read on is damaged. Anything else costs
 * a look at a byte or two.
 */
#ifndef SCAN_ARCHIVE_KIND_H
#define SCAN_ARCHIVE_KIND_H

#include "base/slice.h"

enum archive_kind {
	ARCHIVE_NONE,
	ARCHIVE_ZIP, /* jar, docx, xlsx, apk ... too */
	ARCHIVE_TAR, /* with a header of any age */
	/* One file, compressed: */
	ARCHIVE_GZIP,
	ARCHIVE_BZIP2,
	ARCHIVE_XZ,
	ARCHIVE_ZSTD,
};

/* `start`: all bytes, or at least the first ARCHIVE_START. */
#define ARCHIVE_START ((size_t)512)
enum archive_kind archive_kind_of(struct slice start);

/* Whether it has members with names. */
static inline bool archive_has_names(enum archive_kind kind)
{
	return kind == ARCHIVE_ZIP || kind == ARCHIVE_TAR;
}

#endif
