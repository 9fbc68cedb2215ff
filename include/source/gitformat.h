/*
 * gitformat.h - may we read this repository at all?
 */
#ifndef SOURCE_GITFORMAT_H
#define SOURCE_GITFORMAT_H

#include "base/error.h"

/*
 * Reads the repository's configuration file for its format version and its
 * extensions, and nothing else: as in git, includes play no part in this.
 * ERR_UNSUPPORTED names what we do not read: SHA-256 objects, refs that are not
 * files, an extension we have not heard of. No file is the oldest format.
 */
enum status gitformat_check(const char *config, struct error *err);

#endif
