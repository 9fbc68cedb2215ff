/*
 * site.h - questions about a place in a path, for classify.c and its parts.
 *
 * A place is an item of a path and a number of bytes into it.
 */
#ifndef ENGINE_SITE_H
#define ENGINE_SITE_H

#include "engine/classify.h"

struct place {
	const struct path *path;
	size_t item;
	uint32_t into;
};

/* The bytes that can stand `offset` bytes behind the place. */
struct byteset place_set(const struct place *place, uint32_t offset);

/* How many value bytes stand there at least, one after another. */
uint32_t place_run(const struct place *place);

/* The chance that none of those is a digit. */
double place_no_digit(const struct place *place);

/* How many bytes stand there at least and at most up to item `end` of the path. */
uint32_t place_least(const struct place *place, size_t end);
uint32_t place_most(const struct place *place, size_t end);

/* Whether the place is a token start whenever a word byte stands there. Only at the beginning of an item. */
bool place_is_token_start(const struct place *place);

/* The item at which the secret of every match of this path begins. False when that is not known. */
bool path_secret(const struct path *path, const struct rule *rule, size_t *item);

/* A site of all that is known from the place on. */
struct site site_make(const struct place *place);

/* The chance that a position of a text has the site's bytes. */
double site_chance(const struct site *site);

#endif
