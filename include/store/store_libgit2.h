/*
 * store_libgit2.h - packed objects read by libgit2: the slow twin of pack_forest.h,
 * to compare with, and a second opinion on what that one refuses.
 */
#ifndef STORE_STORE_LIBGIT2_H
#define STORE_STORE_LIBGIT2_H

#include "store/store.h"

struct libgit2_reader;

/* For one thread. NULL when libgit2 cannot be had. */
struct libgit2_reader *libgit2_reader_new(struct store *store, struct error *err);
void libgit2_reader_free(struct libgit2_reader *reader); /* NULL is fine */

/* As pack_forest_read. */
enum status libgit2_reader_read(struct libgit2_reader *reader, uint32_t object, struct slice *bytes, struct error *err);

#endif
