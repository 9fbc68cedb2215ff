/*
 * object_format.h - what stands in trees, commits and tags.
 *
 * Parsers over borrowed bytes: nothing is copied, nothing is believed. They
 * take what git takes, so that what git can read is read here too.
 */
#ifndef STORE_OBJECT_FORMAT_H
#define STORE_OBJECT_FORMAT_H

#include "base/hash.h"
#include "base/slice.h"
#include "model/oid.h"

/* Numbered as in git's packs. */
enum object_type { OBJECT_UNKNOWN, OBJECT_COMMIT, OBJECT_TREE, OBJECT_BLOB, OBJECT_TAG };

/* "blob", and the type of that word; "" and OBJECT_UNKNOWN for everything else. */
const char *object_type_name(enum object_type type);
enum object_type object_type_of(struct slice word);

/* What git (SHA-1) calls an object of a known type. */
void object_id(enum object_type type, struct slice bytes, uint8_t id[SHA1_SIZE]);

/* What an entry of a tree or of the index is. */
enum entry_type { ENTRY_FILE, ENTRY_SYMLINK, ENTRY_SUBMODULE, ENTRY_FOLDER };

/* Of a mode as in stat(2); one of no known type is a file, as for git. */
static inline enum entry_type entry_type_of(uint32_t mode)
{
	switch (mode >> 12 & 15) {
	case 0x4:
		return ENTRY_FOLDER;
	case 0xa:
		return ENTRY_SYMLINK;
	case 0xe:
		return ENTRY_SUBMODULE;
	default:
		return ENTRY_FILE;
	}
}

struct tree_entry {
	struct slice name; /* any bytes but NUL; of a hostile tree empty, or with slashes */
	const uint8_t *id; /* 20 bytes */
	enum entry_type type;
};

/* Takes the first entry off `*tree`. False at the end, and where the rest is no tree: then it is not empty. */
bool tree_next(struct slice *tree, struct tree_entry *entry);

/* The header lines of a commit or tag, and what stands behind the empty line. */
void object_split(struct slice bytes, struct slice *headers, struct slice *message);

/* The value of the header line `key` (with its blank: "author "), from *headers on, which moves behind it. */
bool object_header(struct slice *headers, const char *key, struct slice *value);

/* The same of a header whose value is an object id of 20 bytes; false when it is anything else. */
bool object_header_id(struct slice *headers, const char *key, struct oid *id);

/* "Name <email> 1700000000 +0100": its parts; what is not there is empty or 0. */
void object_person(struct slice line, struct slice *name, struct slice *email, int64_t *date);

#endif
