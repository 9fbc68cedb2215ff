#include "unit/unit.h"

#include "model/member.h"

static const struct {
	struct slice member;
	const char *path, *shown;
} names[] = {
	{ { "", 0 }, "a.txt", "a.txt" },
	{ SLICE("docs/b.txt\0"), "a.zip", "a.zip!docs/b.txt" },
	{ SLICE("in.zip\0b.txt\0"), "x/a.zip", "x/a.zip!in.zip!b.txt" },
	/* What has no name is called by what it is in. */
	{ SLICE("\0"), "logs/app.log.gz", "logs/app.log.gz!app.log" },
	{ SLICE("\0"), "logs/app.log.XZ", "logs/app.log.XZ!app.log" },
	{ SLICE("\0"), "dump", "dump!dump" },
	{ SLICE("\0"), "x/.gz", "x/.gz!.gz" },
	{ SLICE("\0"), "", "!data" },
	{ SLICE("n.txt.zst\0\0"), "a.zip", "a.zip!n.txt.zst!n.txt" },
	{ SLICE("\0\0"), "n.bz2.gz", "n.bz2.gz!n.bz2!n" },
	{ SLICE("\0x/y\0"), "odd.gz", "odd.gz!odd!x/y" },
};

START_TEST(members_are_named_from_the_outside_in)
{
	struct slice member = names[_i].member;
	struct buffer out;

	/* The literal's own NUL is not part of it; the last name's is written out. */
	buffer_init(&out, 1000);
	member_add(&out, slice_of(names[_i].path), member, MEMBER_BETWEEN);
	ck_assert_slice_eq(buffer_slice(&out), names[_i].shown);
	buffer_release(&out);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, members_are_named_from_the_outside_in, 0, sizeof(names) / sizeof(*names));
}

UNIT_MAIN("member", add_tests)
