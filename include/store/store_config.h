/*
 * store_config.h - the few settings of a repository that decide how its store
 * is read.
 *
 * Read by our own small parser and without includes, as git itself reads them
 * when it decides whether it can open a repository: a config that includes
 * itself, or names a FIFO, can do nothing here.
 */
#ifndef STORE_STORE_CONFIG_H
#define STORE_STORE_CONFIG_H

#include <stdbool.h>

#include "base/error.h"
#include "base/slice.h"

struct store_config {
	bool promisor; /* a partial clone: absent objects are promised by a remote */
};

/*
 * Takes in the text of one config file. `name` is for messages. ERR_UNSUPPORTED
 * for SHA-256 objects, reftables, unknown repository versions and extensions,
 * ERR_DAMAGED where git would refuse to parse on.
 */
enum status store_config_read(struct store_config *config, struct slice text, const char *name, struct error *err);

#endif
