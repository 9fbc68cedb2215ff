/*
 * gunzip.h - gzip, by zlib: one or more compressed parts, each with a checksum.
 *
 * Unlike libarchive it holds them against it, and of a truncated file it gives
 * everything up to the end. What follows the last part (padding) is no fault.
 */
#ifndef SCAN_GUNZIP_H
#define SCAN_GUNZIP_H

#include "scan/unpack.h"

struct gunzip;

struct gunzip *gunzip_open(const struct unpack_input *input);
void gunzip_close(struct gunzip *g);
struct slice gunzip_read(struct gunzip *g, enum unpack_fault *fault);

#endif
