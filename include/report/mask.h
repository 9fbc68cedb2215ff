/*
 * mask.h - hides secrets that stand in paths, subjects, names and messages.
 *
 * A mask knows every secret of a result that is at least MASK_MIN bytes long;
 * of a secret of several lines also each line, since a commit's subject joins
 * them with blanks; of one that was seen encoded also its base64 and hex. In a text it replaces each occurrence by the
 * redacted form (report_redact), and what is left of one that the text's end cuts off. Shorter secrets are left alone:
 * they would blot out half the words.
 *
 * Finding nothing costs about a hash per byte of text, however many secrets
 * there are. A mask is for one thread: mask_apply has a buffer inside.
 */
#ifndef REPORT_MASK_H
#define REPORT_MASK_H

#include "model/finding.h"

#define MASK_MIN 8

struct mask;

struct mask *mask_new(const struct findings *findings); /* borrows the secrets */
void mask_free(struct mask *m);                         /* NULL is fine */

/*
 * The text as it may be shown: `text` itself when it holds no secret, else a
 * copy that is valid until the next call. A NULL mask hides nothing.
 */
struct slice mask_apply(struct mask *m, struct slice text);

#endif
