/* tree_object.c - see tree_object.h */
#include "source/tree_object.h"

static bool type_of(struct slice mode, enum entry_type *type)
{
	unsigned bits = 0;

	if (mode.len == 0 || mode.len > 6)
		return false;
	for (size_t i = 0; i < mode.len; i++) {
		if (mode.at[i] < '0' || mode.at[i] > '7')
			return false;
		bits = bits << 3 | (unsigned)(mode.at[i] - '0');
	}
	switch (bits >> 12) {
	case 0x4:
		*type = ENTRY_FOLDER;
		break;
	case 0xa:
		*type = ENTRY_SYMLINK;
		break;
	case 0xe:
		*type = ENTRY_SUBMODULE;
		break;
	default:
		*type = ENTRY_FILE;
	}
	return true;
}

bool tree_object_next(struct slice *rest, struct tree_object_entry *entry)
{
	struct slice left = *rest, mode;

	if (!slice_cut(&left, ' ', &mode) || !type_of(mode, &entry->type) || !slice_cut(&left, '\0', &entry->name) ||
	    entry->name.len == 0 || slice_find_byte(entry->name, '/', 0) != SLICE_NOWHERE || left.len < 20)
		return false;
	entry->id = (const uint8_t *)left.at;
	*rest = slice_sub(left, 20, left.len);
	return true;
}

bool commit_tree(struct slice commit, struct oid *tree)
{
	return slice_starts(commit, SLICE("tree ")) && slice_sub(commit, 45, 1).len && commit.at[45] == '\n' &&
	       oid_parse(slice_sub(commit, 5, 40), tree);
}
