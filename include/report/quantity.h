/*
 * quantity.h - numbers as people read them.
 */
#ifndef REPORT_QUANTITY_H
#define REPORT_QUANTITY_H

#include <stdint.h>

#include "base/buffer.h"

void quantity_add_count(struct buffer *out, uint64_t n);                   /* 40,113 */
void quantity_add_things(struct buffer *out, uint64_t n, const char *one); /* "1 file", "40,113 files" */
void quantity_add_bytes(struct buffer *out, uint64_t bytes);               /* 812 bytes, 5.8 GB (10^9), 14 MB */
void quantity_add_seconds(struct buffer *out, double seconds);             /* 0.03 s, 3.2 s, 42 s, 3 min 20 s */

#endif
