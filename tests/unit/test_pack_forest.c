/*
 * test_pack_forest.c - what pack_forest.h reads is what libgit2 reads, in repositories of many shapes and in any
 * order; and what is found in versions scanned by their changes is what is found in them whole
 */
#include "store/pack_forest.h"

#include "scan/inspect.h"
#include "source/history.h"
#include "store/store_libgit2.h"
#include "unit/fixture.h"

/* A file that grows, one that shrinks and one that is turned round, in fifteen commits; a tag, a folder of many. */
#define STORY                                                                                                          \
	"git init -q r; cd r; lines row 1 300 > grows; lines line 1 900 > shrinks; mkdir -p d/e; : > d/e/empty\n"      \
	"for n in $(seq 200); do echo $n > d/$n; done\n"                                                               \
	"for n in $(seq 15); do lines more $n $((n + 9)) >> grows; sed -i \"$((n * 7)),$((n * 7 + 12))d\" shrinks\n"   \
	"sort -R --random-source=grows grows > turned; commit \"number $n\"; done; git tag -a -m text v1\n"

static const struct {
	const char *name, *script;
} shapes[] = {
	{ "one pack", STORY "git gc -q" },
	{ "bases named by id", STORY "git -c repack.useDeltaBaseOffset=false repack -qadf --depth=50" },
	{ "several packs", STORY "for n in 1 2 3; do git repack -qd; echo $n > new$n; commit; done" },
	{ "one pack and loose objects", STORY "git repack -qad; echo x > new; commit" },
	{ "copies in two packs", STORY "git repack -qa; cp -r .git/objects/pack p; git repack -qadf --depth=2; cp p/* "
				       ".git/objects/pack/; rm -rf p" },
	{ "packed and loose copies",
	  STORY "git repack -qad; mkdir p; mv .git/objects/pack/* p\n"
		"for f in p/*.pack; do git unpack-objects -q < $f; done; mv p/* .git/objects/pack/; rmdir p" },
	{ "no deltas", STORY "git repack -qadf --depth=0 --window=0" },
	{ "very deep deltas", STORY "git repack -qadf --depth=4000 --window=20" },
	{ "stored, not deflated", STORY "git -c core.compression=0 repack -qadF" },
	{ "an index of version 1", STORY "git repack -qad; p=$(ls .git/objects/pack/*.pack); chmod u+w ${p%.pack}.idx\n"
					 "git index-pack --index-version=1 -o ${p%.pack}.idx $p" },
	{ "offsets of 64 bits", STORY "git repack -qad; p=$(ls .git/objects/pack/*.pack); chmod u+w ${p%.pack}.idx\n"
				      "git index-pack --index-version=2,0x40 -o ${p%.pack}.idx $p" },
	{ "an index of many packs", STORY "git repack -qd; echo x > new; commit; git repack -qd; git multi-pack-index "
					  "write" },
	{ "packs of any name",
	  STORY "git repack -qad; cd .git/objects/pack; for f in pack-*; do mv $f x${f#pack-}; done" },
	{ "a bitmap", STORY "git repack -qadb" },
	{ "objects of an alternate", STORY "git gc -q; cd ..; mv r other; git clone -qs other r; cd r; echo x > new; "
					   "commit; git repack -qdl" },
	{ "a shallow clone", STORY "cd ..; mv r other; git clone -q --depth 5 \"file://$TOP/other\" r" },
	{ "a clone of one branch", STORY "cd ..; mv r other; git -C other branch b HEAD~5; git clone -q --bare "
					 "--single-branch -b b other r/.git; git -C r/.git repack -qad" },
	{ "a clone without blobs", STORY "cd ..; mv r other; git -C other config uploadpack.allowFilter true\n"
					 "git clone -q --bare --filter=blob:none \"file://$TOP/other\" r/.git" },
	{ "large lines", "git init -q r; cd r; for n in $(seq 12); do head -c 300000 /dev/zero | tr '\\0' a >> f; echo "
			 "$n >> f; commit; done; git gc -q" },
	{ "bytes of all kinds",
	  "git init -q r; cd r; for n in $(seq 8); do seq $n 20000 | gzip -9 > f; commit; done; git "
	  "gc -q" },
	{ "a folder that grows",
	  "git init -q r; cd r; for n in $(seq 40); do mkdir -p d$((n % 3)); for m in $(seq 20); "
	  "do echo $n.$m > d$((n % 3))/$n.$m; done; commit; done; git repack -qadf --depth=60" },
	{ "messages that are alike",
	  "git init -q r; cd r; for n in $(seq 60); do commit \"$(lines said 1 $((n + 40)))\"; "
	  "done; git repack -qadf" },
	{ "notes, a stash and what nobody refers to", STORY
	  "git notes add -m note; echo y > grows; tick; git stash -q; commit gone; git reset -q --hard HEAD~1; git "
	  "repack -qAd" },
};

struct twins {
	struct store *store;
	struct pack_forest *own;
	struct libgit2_reader *libgit2;
	size_t read;
};

static void compare(struct twins *t, uint32_t object, const char *shape)
{
	const struct store_object *o = &t->store->objects[object];
	struct slice own, other;
	struct error err;

	if (o->flags & OBJECT_LOOSE)
		return;
	ck_assert_msg(pack_forest_read(t->own, object, &own, &err) == STATUS_OK, "%s: %s", shape, err.text);
	ck_assert_msg(libgit2_reader_read(t->libgit2, object, &other, &err) == STATUS_OK, "%s: %s", shape, err.text);
	ck_assert_msg(slice_equal(own, other), "%s: object %u", shape, object);
	t->read++;
}

/* In the order they are kept in, backwards, and in leaps. */
static void compare_all(struct twins *t, const char *shape)
{
	const uint32_t count = t->store->order_len;
	uint32_t leap = 7919;

	while (count && leap % count == 0)
		leap++;
	for (uint32_t i = 0; i < count; i++)
		compare(t, t->store->order[i], shape);
	for (uint32_t i = count; i-- > 0;)
		compare(t, t->store->order[i], shape);
	for (uint32_t i = 0, at = 0; i < count; i++, at = (at + leap) % count)
		compare(t, t->store->order[at], shape);
}

/* What stands in the files and messages of the shapes. */
static const struct rule sought[] = {
	{ .id = "line", .regex = "\\b(?:row|line|more|said) ?([0-9]*7)\\b" },
	{ .id = "lines", .regex = "line ?[0-9]+\\s+(line ?[0-9]+5)\\s" },
	{ .id = "number", .regex = "\\b1[0-9]{2}\\b" },
	{ .id = "message", .regex = "number ([0-9]+)" },
	{ .id = "two numbers", .regex = "[0-9]+\\.([0-9]*7)\\s" },
	{ .id = "end of a line", .regex = "a{20}\\n([0-9]+)\\n" },
	{ .id = "bytes", .regex = "[a-z]{2}[0-9]" },
};

/* Scans the repository "r", with one thread. */
static void inspect(struct inspector *inspector, const struct detector *detector, struct progress *progress, bool whole)
{
	const struct history_options options = { .whole = whole };
	struct history *history = history_new(&options);
	struct source *source = history_source(history);
	struct unit unit;
	struct error err;

	inspector_init(inspector, detector, progress);
	ck_assert_msg(history_add(history, "r", NULL, &err) == STATUS_OK, "%s", err.text);
	while (source->ops->next(source, &unit))
		source->ops->run(source, &unit, 0, &inspector->sink);
	history_free(history);
}

static bool is_same_hit(const struct hit *a, const struct hit *b)
{
	return a->claim.rule == b->claim.rule && slice_equal(a->secret, b->secret) && a->line == b->line &&
	       a->column == b->column && slice_equal(oid_bytes(&a->oid), oid_bytes(&b->oid));
}

#define SOUGHT (sizeof(sought) / sizeof(*sought))

static void scan_both_ways(const char *shape)
{
	const struct rule *rules[SOUGHT];
	const struct detector_options options = { .decode = true };
	struct progress progress = { 0 };
	struct inspector changes, whole;
	struct detector *detector;
	struct error err;

	for (size_t i = 0; i < SOUGHT; i++)
		rules[i] = &sought[i];
	detector = detector_new(rules, SOUGHT, &options, &err);
	ck_assert_msg(detector, "%s", err.text);
	inspect(&changes, detector, &progress, false);
	inspect(&whole, detector, &progress, true);
	ck_assert_uint_eq(changes.hits.len, whole.hits.len);
	for (size_t i = 0; i < whole.hits.len; i++)
		ck_assert_msg(is_same_hit(&changes.hits.items[i], &whole.hits.items[i]), "%s: hit %zu", shape, i);
	ck_assert_msg(whole.hits.len > 1, "%s: only %zu hits", shape, whole.hits.len);
	inspector_release(&changes);
	inspector_release(&whole);
	detector_free(detector);
}

START_TEST(every_shape_of_repository_is_read_and_scanned_alike)
{
	const struct store_options options = { 0 };
	struct coverage coverage;
	struct twins t = { 0 };
	struct fixture f;
	struct error err;

	fixture_init(&f);
	fixture_run(shapes[_i].script);
	coverage_init(&coverage);
	ck_assert_msg(store_open("r", &options, &t.store, &err) == STATUS_OK, "%s: %s", shapes[_i].name, err.text);
	store_list(t.store, &coverage);
	t.own = pack_forest_new(t.store);
	t.libgit2 = libgit2_reader_new(t.store, &err);
	ck_assert_msg(t.libgit2, "%s", err.text);
	compare_all(&t, shapes[_i].name);
	ck_assert_msg(t.read > 60, "%s: only %zu objects", shapes[_i].name, t.read);
	libgit2_reader_free(t.libgit2);
	pack_forest_free(t.own);
	store_free(t.store);
	coverage_release(&coverage);
	scan_both_ways(shapes[_i].name);
	fixture_release(&f);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, every_shape_of_repository_is_read_and_scanned_alike, 0,
			    sizeof(shapes) / sizeof(*shapes));
}

UNIT_MAIN("pack_forest", add_tests)
