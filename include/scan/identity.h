/*
 * identity.h - the name of a secret that tells nothing about it.
 *
 * "ks1_" and 26 base32 characters of HMAC-SHA-256(key, secret without CR): the
 * same bytes have the same id in every file, encoding and commit. The key is
 * public unless the user gives one, so the id of a guessable password can be
 * guessed too; those who publish ids of such things should set a key of their own.
 */
#ifndef SCAN_IDENTITY_H
#define SCAN_IDENTITY_H

#include "base/arena.h"
#include "base/slice.h"

extern const struct slice identity_public_key;

const char *identity_of(struct arena *arena, struct slice key, struct slice secret);

#endif
