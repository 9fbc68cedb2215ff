#include <fcntl.h>
#include <sys/stat.h>

#include <libdeflate.h>

#include "base/hash.h"
#include "base/random.h"
#include "base/text.h"
#include "model/content.h"
#include "store/loose.h"
#include "unit/history_scan.h"

/* An object directory with one object file in it. */
struct objects {
	struct fixture f;
	int fd;
	struct oid id;
	char file[64];
	struct loose_reader reader;
	struct error err;
	int type;
	struct slice content;
};

static void objects_init(struct objects *o)
{
	snprintf(o->f.path, sizeof(o->f.path), "/tmp/keysieve-unit-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(o->f.path));
	o->fd = open(o->f.path, O_RDONLY | O_DIRECTORY);
	loose_reader_init(&o->reader);
}

static void objects_release(struct objects *o)
{
	loose_reader_release(&o->reader);
	close(o->fd);
	fixture_release(&o->f);
}

/* The name for the whole text (header too), and its folder. */
static void name_after(struct objects *o, struct slice whole)
{
	struct buffer hex;
	uint8_t digest[SHA1_SIZE];

	hash_sha1(whole, digest);
	o->id = oid_make(digest, SHA1_SIZE);
	buffer_init(&hex, 100);
	oid_add_hex(&hex, &o->id);
	snprintf(o->file, sizeof(o->file), "%.2s", hex.at);
	mkdirat(o->fd, o->file, 0777);
	snprintf(o->file, sizeof(o->file), "%.2s/%s", hex.at, hex.at + 2);
	buffer_release(&hex);
}

static void write_bytes(struct objects *o, struct slice bytes)
{
	int fd = openat(o->fd, o->file, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, bytes.at, bytes.len), (ssize_t)bytes.len);
	close(fd);
}

static size_t deflate_to(char *to, size_t room, struct slice whole)
{
	struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(6);
	size_t len = libdeflate_zlib_compress(compressor, whole.at, whole.len, to, room);

	libdeflate_free_compressor(compressor);
	ck_assert_uint_gt(len, 0);
	return len;
}

static void write_object(struct objects *o, struct slice whole)
{
	size_t room = whole.len + 1000;
	char *packed = malloc(room);

	name_after(o, whole);
	write_bytes(o, slice_make(packed, deflate_to(packed, room, whole)));
	free(packed);
}

static enum status read_object(struct objects *o, size_t max)
{
	return loose_read(&o->reader, o->fd, &o->id, max, &o->type, &o->content, &o->err);
}

START_TEST(a_sound_object_is_read_and_listed)
{
	struct loose_ids ids = { 0 };
	struct objects o;

	objects_init(&o);
	write_object(&o, SLICE("blob 5\0hello"));
	ck_assert_int_eq(read_object(&o, 5), STATUS_OK);
	ck_assert_int_eq(o.type, 3);
	ck_assert_slice_eq(o.content, "hello");
	for (size_t i = 0; i < CONTENT_PADDING; i++)
		ck_assert_int_eq(o.content.at[o.content.len + i], 0);
	mkdirat(o.fd, "zz", 0777);
	loose_list(o.fd, &ids, NULL, NULL);
	ck_assert_uint_eq(ids.len, 1);
	ck_assert_mem_eq(ids.items[0].bytes, o.id.bytes, SHA1_SIZE);
	array_release(&ids);
	objects_release(&o);
}
END_TEST

static const struct {
	struct slice whole;
	enum status status;
	const char *part;
} texts[] = {
	{ { "blob 4\0hello", 12 }, ERR_DAMAGED, "header" },
	{ { "blob 6\0hello", 12 }, ERR_DAMAGED, "header" },
	{ { "blob 17592186044416\0hello", 25 }, ERR_DAMAGED, "header" },
	{ { "blob 99999999999999999999\0hello", 31 }, ERR_DAMAGED, "header" },
	{ { "blob -1\0hello", 13 }, ERR_DAMAGED, "header" },
	{ { "blob 5 \0hello", 13 }, ERR_DAMAGED, "header" },
	{ { "blob 5hello", 11 }, ERR_DAMAGED, "header" },
	{ { "blub 5\0hello", 12 }, ERR_DAMAGED, "header" },
	{ { "blob\0", 5 }, ERR_DAMAGED, "header" },
	{ { "", 0 }, ERR_DAMAGED, "header" },
	{ { "blob 0\0", 7 }, STATUS_OK, NULL },
	{ { "tree 0\0", 7 }, STATUS_OK, NULL },
	{ { "commit 1\0x", 10 }, STATUS_OK, NULL },
	{ { "tag 1\0x", 7 }, STATUS_OK, NULL },
};

START_TEST(a_header_must_fit_the_content)
{
	struct objects o;

	objects_init(&o);
	write_object(&o, texts[_i].whole);
	ck_assert_int_eq(read_object(&o, 1000), texts[_i].status);
	if (texts[_i].part)
		ck_assert_msg(strstr(o.err.text, texts[_i].part), "%s", o.err.text);
	objects_release(&o);
}
END_TEST

/* A megabyte that deflates a thousand times. */
START_TEST(the_bound_holds_before_memory_is_taken)
{
	size_t len = 20 + ((size_t)1 << 20);
	char *whole = calloc(1, len);
	struct objects o;

	objects_init(&o);
	memcpy(whole, "blob 1048568", 12);
	write_object(&o, slice_make(whole, 13 + 1048568));
	ck_assert_int_eq(read_object(&o, 100000), ERR_LIMIT);
	ck_assert_uint_lt(o.reader.capacity, 200000);
	ck_assert_int_eq(read_object(&o, 1048567), ERR_LIMIT);
	ck_assert_int_eq(read_object(&o, 1048568), STATUS_OK);
	ck_assert_uint_eq(o.content.len, 1048568);
	free(whole);
	objects_release(&o);
}
END_TEST

START_TEST(every_way_to_cut_or_flip_a_file_is_damage)
{
	char packed[400], changed[400];
	struct slice whole = SLICE("blob 37\0the quick brown fox jumps over it all");
	size_t len, harmless = 0;
	struct objects o;

	objects_init(&o);
	name_after(&o, whole);
	len = deflate_to(packed, sizeof(packed), whole);
	write_bytes(&o, slice_make(packed, len));
	ck_assert_int_eq(read_object(&o, 1000), STATUS_OK);
	for (size_t cut = 0; cut < len; cut++) {
		write_bytes(&o, slice_make(packed, cut));
		ck_assert_int_eq(read_object(&o, 1000), ERR_DAMAGED);
	}
	for (size_t bit = 0; bit < len * 8; bit++) {
		memcpy(changed, packed, len);
		changed[bit / 8] = (char)(changed[bit / 8] ^ 1 << bit % 8);
		write_bytes(&o, slice_make(changed, len));
		/* A few bits mean nothing: those that fill the last byte of the stream. */
		if (read_object(&o, 1000) != ERR_DAMAGED) {
			ck_assert_slice_eq(o.content, "the quick brown fox jumps over it all");
			harmless++;
		}
	}
	ck_assert_uint_lt(harmless, 8);
	memcpy(changed, packed, len);
	changed[len] = 'x';
	write_bytes(&o, slice_make(changed, len + 1));
	ck_assert_int_eq(read_object(&o, 1000), ERR_DAMAGED);
	objects_release(&o);
}
END_TEST

START_TEST(a_content_under_the_wrong_name_is_damage)
{
	struct objects o;
	char packed[200];

	objects_init(&o);
	name_after(&o, SLICE("blob 5\0hello"));
	write_bytes(&o, slice_make(packed, deflate_to(packed, sizeof(packed), SLICE("blob 5\0hallo"))));
	ck_assert_int_eq(read_object(&o, 1000), ERR_DAMAGED);
	objects_release(&o);
}
END_TEST

START_TEST(random_bytes_are_damage)
{
	struct random random;
	struct objects o;

	objects_init(&o);
	random_init(&random, 7);
	name_after(&o, SLICE("x"));
	for (int round = 0; round < 500; round++) {
		char bytes[256];
		size_t len = 2 + (size_t)random_below(&random, sizeof(bytes) - 2);

		for (size_t i = 0; i < len; i++)
			bytes[i] = (char)random_next(&random);
		if (round % 2)
			memcpy(bytes, "\x78\x9c", 2);
		write_bytes(&o, slice_make(bytes, len));
		ck_assert_int_eq(read_object(&o, 100000), ERR_DAMAGED);
	}
	objects_release(&o);
}
END_TEST

START_TEST(what_is_no_regular_file_is_not_opened)
{
	struct objects o;

	objects_init(&o);
	name_after(&o, SLICE("a"));
	ck_assert_int_eq(read_object(&o, 1000), ERR_MISSING);
	ck_assert_int_eq(mkfifoat(o.fd, o.file, 0666), 0);
	ck_assert_int_eq(read_object(&o, 1000), ERR_UNSUPPORTED);
	name_after(&o, SLICE("b"));
	ck_assert_int_eq(symlinkat("/dev/zero", o.fd, o.file), 0);
	ck_assert_int_eq(read_object(&o, 1000), ERR_IO);
	name_after(&o, SLICE("c"));
	ck_assert_int_eq(mkdirat(o.fd, o.file, 0777), 0);
	ck_assert_int_eq(read_object(&o, 1000), ERR_UNSUPPORTED);
	objects_release(&o);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, a_sound_object_is_read_and_listed);
	tcase_add_loop_test(tests, a_header_must_fit_the_content, 0, (int)(sizeof(texts) / sizeof(texts[0])));
	tcase_add_test(tests, the_bound_holds_before_memory_is_taken);
	tcase_add_test(tests, every_way_to_cut_or_flip_a_file_is_damage);
	tcase_add_test(tests, a_content_under_the_wrong_name_is_damage);
	tcase_add_test(tests, random_bytes_are_damage);
	tcase_add_test(tests, what_is_no_regular_file_is_not_opened);
}

UNIT_MAIN("loose", add_tests)
