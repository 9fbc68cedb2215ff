/* archive_kind.c - see archive_kind.h; facts: APPNOTE.TXT 4.3.7, RFC 1952, 8878, POSIX pax, xz-file-format.txt */
#include "scan/archive_kind.h"

#include <stdint.h>
#include <string.h>

#define ZIP_HEADER   30
#define ZIP_NAME_MAX 4096 /* longer ones are no names */
#define TAR_CHECKSUM 148  /* eight bytes: up to six octal digits, then NUL and blank in either order */
#define TAR_MODE     100  /* eight bytes likewise */

static const uint8_t *bytes_of(struct slice s)
{
	return (const uint8_t *)s.at;
}

static bool starts_with(struct slice s, size_t at, const char *bytes, size_t len)
{
	return s.len >= at + len && memcmp(s.at + at, bytes, len) == 0;
}

/* A local header whose member has a name and whose fields are in use. */
static bool is_zip_header(struct slice s, size_t at)
{
	const uint8_t *header = bytes_of(s) + at;
	size_t name;

	if (s.len < at + ZIP_HEADER + 1 || !starts_with(s, at, "PK\3\4", 4))
		return false;
	name = (size_t)header[26] | (size_t)header[27] << 8;
	/* The version needed is that of the specification times ten; methods above 99 do not exist. */
	return header[4] <= 99 && header[9] == 0 && header[8] <= 99 && name > 0 && name <= ZIP_NAME_MAX &&
	       header[ZIP_HEADER] != '\0';
}

/* Archives that were once meant for several disks have four bytes ahead. */
static bool is_zip(struct slice s)
{
	return is_zip_header(s, 0) ||
	       ((starts_with(s, 0, "PK\7\10", 4) || starts_with(s, 0, "PK00", 4)) && is_zip_header(s, 4));
}

/* The number of an octal field; -1: it is none. */
static long octal(const uint8_t *field)
{
	size_t at = 0, digits = 0;
	long number = 0;

	while (at < 8 && field[at] == ' ')
		at++;
	for (; at < 8 && field[at] >= '0' && field[at] <= '7'; at++, digits++)
		number = number * 8 + (field[at] - '0');
	for (; at < 8; at++)
		if (field[at] != ' ' && field[at] != '\0')
			return -1;
	return digits ? number : -1;
}

/* The sum of all bytes, those of the sum itself taken for blanks; very old ones took bytes for signed. */
static bool is_tar(struct slice s)
{
	const uint8_t *header = bytes_of(s);
	long sum, plain = 0, with_sign = 0;

	if (s.len < 512 || header[0] == '\0' || octal(header + TAR_MODE) < 0)
		return false;
	sum = octal(header + TAR_CHECKSUM);
	for (size_t i = 0; sum >= 0 && i < 512; i++) {
		uint8_t byte = i >= TAR_CHECKSUM && i < TAR_CHECKSUM + 8 ? ' ' : header[i];

		plain += byte;
		with_sign += (int8_t)byte;
	}
	return sum == plain || sum == with_sign;
}

static bool is_bzip2(struct slice s)
{
	return s.len >= 10 && starts_with(s, 0, "BZh", 3) && s.at[3] >= '1' && s.at[3] <= '9' &&
	       (starts_with(s, 4, "1AY&SY", 6) || starts_with(s, 4, "\x17rE8P\x90", 6));
}

/* A frame whose reserved bit is not set, or one to be skipped. */
static bool is_zstd(struct slice s)
{
	if (s.len < 9)
		return false;
	if (starts_with(s, 0, "\x28\xb5\x2f\xfd", 4))
		return (s.at[4] & 0x08) == 0;
	return (s.at[0] & 0xf0) == 0x50 && starts_with(s, 1, "\x2a\x4d\x18", 3);
}

enum archive_kind archive_kind_of(struct slice s)
{
	if (s.len < 9)
		return ARCHIVE_NONE;
	if (s.at[0] == 'P' && is_zip(s))
		return ARCHIVE_ZIP;
	if (starts_with(s, 0, "\x1f\x8b\x08", 3) && (s.at[3] & 0xe0) == 0)
		return ARCHIVE_GZIP;
	if (s.at[0] == 'B' && is_bzip2(s))
		return ARCHIVE_BZIP2;
	if (starts_with(s, 0, "\xfd\x37zXZ\0\0", 7))
		return ARCHIVE_XZ;
	if (is_zstd(s))
		return ARCHIVE_ZSTD;
	return is_tar(s) ? ARCHIVE_TAR : ARCHIVE_NONE;
}
