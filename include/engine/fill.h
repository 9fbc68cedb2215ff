/*
 * fill.h - patterns of tokens, filled at random.
 *
 * The examples of a rule hold no tokens but patterns of them, so that nothing
 * in our repository looks like a leak:
 *
 *     token: "ghp_%{github-crc32}"        key = '%{hex:32}'
 *
 *     %{digit:N} %{hex:N} %{HEX:N} %{lower:N} %{upper:N} %{alpha:N} %{alnum:N}
 *     %{base32:N} %{base64:N} %{base64url:N}    N characters of that alphabet
 *     %{...:N-M}                                N to M of them
 *     %{uuid} %{UUID}                           a random (version 4) UUID
 *     %{CHECK} %{CHECK:VARIANT}                 a valid token, see engine/check.h
 *
 * base64 is the alphabet alone: a '=' is written by the pattern. Everything
 * outside %{...} stands for itself.
 *
 * A fill of 16 or more characters holds at least one digit and one letter, and
 * both cases, where its alphabet has them; from 8 on it is no placeholder and
 * random enough for the judges (engine/judge.h), as far as its alphabet allows.
 * So an example is never rejected by bad luck.
 */
#ifndef ENGINE_FILL_H
#define ENGINE_FILL_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/random.h"
#include "base/slice.h"

#define FILL_LENGTH_MAX 65536 /* of one fill */

/*
 * Appends `pattern`, filled, to `out`. ERR_CONFIG for a wrong fill, which the
 * message names; ERR_LIMIT when `out` has no room. The same state of `random`
 * gives the same text.
 */
enum status fill_expand(struct slice pattern, struct random *random, struct buffer *out, struct error *err);

#endif
