#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "scan/archive_kind.h"

#define ZIP_START                                                                                                      \
	"PK\3\4\x14\0\0\0\x08\0"                                                                                       \
	"................"                                                                                             \
	"\5\0\0\0"

static const struct {
	const char *what;
	struct slice bytes;
	enum archive_kind kind;
} starts[] = {
	{ "nothing", SLICE(""), ARCHIVE_NONE },
	{ "a zip", SLICE(ZIP_START "a.txt"), ARCHIVE_ZIP },
	{ "a zip once for several disks", SLICE("PK00" ZIP_START "a.txt"), ARCHIVE_ZIP },
	{ "a zip header without a name", SLICE("PK\3\4\x14\0\0\0\x08\0................\0\0\0\0a.txt"), ARCHIVE_NONE },
	{ "a zip header that is cut", SLICE("PK\3\4\x14\0\0\0\x08\0......"), ARCHIVE_NONE },
	{ "text", SLICE("PK\3\4 is how a zip begins, and this is not one"), ARCHIVE_NONE },
	{ "initials", SLICE("PK was here, and PK will be here"), ARCHIVE_NONE },
	{ "an empty zip", SLICE("PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), ARCHIVE_NONE },
	{ "gzip", SLICE("\x1f\x8b\x08\x08........"), ARCHIVE_GZIP },
	{ "gzip with flags from the future", SLICE("\x1f\x8b\x08\x80........"), ARCHIVE_NONE },
	{ "bzip2", SLICE("BZh91AY&SY...."), ARCHIVE_BZIP2 },
	{ "empty bzip2", SLICE("BZh9\x17rE8P\x90\0\0\0\0"), ARCHIVE_BZIP2 },
	{ "a word", SLICE("BZh9 is the name of a thing"), ARCHIVE_NONE },
	{ "xz", SLICE("\xfd\x37zXZ\0\0\4......"), ARCHIVE_XZ },
	{ "xz with flags from the future", SLICE("\xfd\x37zXZ\0\1\4......"), ARCHIVE_NONE },
	{ "zstd", SLICE("\x28\xb5\x2f\xfd\x24......"), ARCHIVE_ZSTD },
	{ "zstd with the reserved bit", SLICE("\x28\xb5\x2f\xfd\x2c......"), ARCHIVE_NONE },
	{ "zstd behind what is to be skipped", SLICE("\x50\x2a\x4d\x18\4\0\0\0....."), ARCHIVE_ZSTD },
};

START_TEST(the_first_bytes_tell)
{
	ck_assert_msg(archive_kind_of(starts[_i].bytes) == starts[_i].kind, "%s", starts[_i].what);
}
END_TEST

static void make_header(char *header)
{
	unsigned sum = 0;

	memset(header, 0, 512);
	memcpy(header, "dir/a.txt", 9);
	memcpy(header + 100, "0000644", 7);
	memset(header + 148, ' ', 8);
	for (size_t i = 0; i < 512; i++)
		sum += (unsigned char)header[i];
	snprintf(header + 148, 8, "%06o", sum);
}

START_TEST(a_tar_is_told_by_its_sum)
{
	char header[512];

	make_header(header);
	ck_assert_int_eq(archive_kind_of(slice_make(header, 512)), ARCHIVE_TAR);
	ck_assert_int_eq(archive_kind_of(slice_make(header, 511)), ARCHIVE_NONE);
	for (size_t i = 0; i < 512; i++) {
		const char kept = header[i];

		header[i] = (char)(kept + 1);
		/* Behind the digits of the sum anything may stand that is no digit; the blank counts as such. */
		if (i != 155)
			ck_assert_msg(archive_kind_of(slice_make(header, 512)) == ARCHIVE_NONE, "byte %zu", i);
		header[i] = kept;
	}
}
END_TEST

START_TEST(digits_where_a_sum_would_be_are_not_enough)
{
	char text[512];

	memset(text, '1', sizeof(text));
	ck_assert_int_eq(archive_kind_of(slice_make(text, 512)), ARCHIVE_NONE);
	memset(text, ' ', sizeof(text));
	ck_assert_int_eq(archive_kind_of(slice_make(text, 512)), ARCHIVE_NONE);
	memset(text, 0, sizeof(text));
	ck_assert_int_eq(archive_kind_of(slice_make(text, 512)), ARCHIVE_NONE);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, the_first_bytes_tell, 0, sizeof(starts) / sizeof(*starts));
	tcase_add_test(tests, a_tar_is_told_by_its_sum);
	tcase_add_test(tests, digits_where_a_sum_would_be_are_not_enough);
}

UNIT_MAIN("archive_kind", add_tests)
