/*
 * test_flips.c - packs, indexes and loose objects with random bytes changed.
 *
 * Small repositories of several shapes; of each many variants, in which one file
 * has up to eight bytes changed, is cut, or goes on. A variant is scanned to its
 * end within ten seconds without a crash; nothing is handed out that the sound
 * repository does not hold; and when nothing is said to have failed, all of that
 * was handed out, under the same ids. Variants run in a process of their own
 * for each repository, so that the one that ended it can be named.
 *
 * KEYSIEVE_FLIPS=10000 tries that many in all (`make fuzz` does, under ASan and
 * UBSan), KEYSIEVE_FLIPS_FROM=N begins with the N-th of each shape.
 */
#include <dirent.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/random.h"
#include "store/git.h"
#include "store/store.h"
#include "unit/history_scan.h"

#define VARIANTS    600
#define SECONDS_MAX 10
#define FLIPS_MAX   8

#define STORY                                                                                                          \
	"git init -q r; cd r; lines row 1 90 > grows; mkdir d; for n in 1 2 3 4 5 6; do echo $n > d/$n; done\n"        \
	"for n in $(seq 9); do lines more $n $((n + 9)) >> grows; lines x $n 40 > shrinks; commit \"number $n\"\n"     \
	"test $((n % 3)) != 1 || PACK; done; git tag -a -m text v1; git tag blob HEAD:grows\n"
#define PACKS "PACK() { git repack -qd; }\n" STORY "git repack -qd\n"
#define LOOSE "PACK() { :; }\n" STORY
#define MIDX  "git multi-pack-index write 2>&1; "
#define STRIP "rm -f .git/objects/pack/*.idx; "
#define REFS  "-c repack.useDeltaBaseOffset=false "
#define TIDY  "git prune-packed; rm -f .git/index .git/objects/pack/*.rev; chmod -R u+w .git"
#define INDEXED(how)                                                                                                   \
	"git repack -qadf; p=$(ls .git/objects/pack/*.pack); chmod u+w ${p%.pack}.idx\n"                               \
	"git index-pack --index-version=" how " -o ${p%.pack}.idx $p; "

static const struct {
	const char *name, *script;
} shapes[] = {
	{ "bases by offset", LOOSE "git repack -qadf; " TIDY },
	{ "bases by id", LOOSE "git " REFS "repack -qadf; " TIDY },
	{ "several packs", PACKS TIDY },
	{ "deep chains",
	  LOOSE "for n in $(seq 60); do echo $n >> grows; commit; done; git repack -qadf --depth=90; " TIDY },
	{ "stored, not deflated", LOOSE "git -c core.compression=0 -c pack.compression=0 repack -qadF; " TIDY },
	{ "offsets of 64 bits", LOOSE INDEXED("2,0x40") TIDY },
	{ "an index of version 1", LOOSE INDEXED("1") TIDY },
	{ "a multi-pack-index beside indexes", PACKS MIDX TIDY },
	{ "a multi-pack-index instead of indexes", PACKS MIDX STRIP TIDY },
	{ "a multi-pack-index and bases by id", LOOSE "git " REFS "repack -qadf; " MIDX STRIP TIDY },
	{ "copies in two packs", LOOSE "git repack -qad; cp -r .git/objects/pack p; git repack -qadf --depth=3; "
				       "cp p/* .git/objects/pack/; rm -rf p; " TIDY },
	{ "loose objects", LOOSE TIDY },
	{ "packed and loose objects", PACKS "for n in 1 2 3; do echo $n > new$n; commit; done; " TIDY },
	{ "what nobody refers to",
	  LOOSE "git checkout -q --orphan o; git commit -q -m o; git tag -d blob v1; git branch -qD "
		"main; git repack -qAd; git -c gc.reflogExpire=now reflog expire --all; " TIDY },
};

#define SHAPES (sizeof(shapes) / sizeof(shapes[0]))

/* What a scan handed out: of each content a digest, with its id and without. */
struct taken {
	uint8_t content[SHA1_SIZE], named[SHA1_SIZE];
};

struct taking {
	struct takens ARRAY_OF(struct taken) list; /* sorted by content, then name */
	struct coverage coverage;
	pthread_mutex_t lock;
};

struct target {
	char path[200];
	struct buffer bytes;
};

struct bench {
	struct fixture f;
	struct targets ARRAY_OF(struct target) targets;
	struct offsets ARRAY_OF(uint64_t) offsets; /* where entries begin, in any of the packs */
	struct taking sound;
};

/* What the process that tries variants tells the one that waits for it. */
struct progress {
	uint64_t variant, said, passed;
	char what[256];
};

static struct progress *progress;

static void take(struct sink *sink, const struct content *content)
{
	struct taking *taking = drain_context(sink);
	struct taken taken;
	struct buffer text;

	buffer_init(&text, content->bytes.len + 64);
	buffer_add_byte(&text, (char)content->kind);
	buffer_add(&text, content->bytes);
	hash_sha1(buffer_slice(&text), taken.content);
	buffer_add(&text, oid_bytes(&content->oid));
	hash_sha1(buffer_slice(&text), taken.named);
	buffer_release(&text);
	pthread_mutex_lock(&taking->lock);
	*array_add(&taking->list) = taken;
	pthread_mutex_unlock(&taking->lock);
}

static int compare_taken(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct taken));
}

static int compare_content(const void *a, const void *b)
{
	return memcmp(((const struct taken *)a)->content, ((const struct taken *)b)->content, SHA1_SIZE);
}

/* Where every blob is in the history is asked too: that reads trees and commits again. */
static void locate_all(struct history *history, struct taking *taking)
{
	const struct store *store = history_store(history, 0);
	struct origins origins;
	struct oid ids[64];
	size_t count = 0;

	for (uint32_t i = store->ends[2]; i < store->order_len && count < 64; i++)
		ids[count++] = oid_make(store->objects[store->order[i]].id, SHA1_SIZE);
	history_locate(history, ids, count, 1, &origins, &taking->coverage);
	origins_release(&origins);
}

static void take_all(struct taking *taking)
{
	const struct history_options options = { 0 };
	struct history *history = history_new(&options);
	struct error err;

	*taking = (struct taking){ .lock = PTHREAD_MUTEX_INITIALIZER };
	coverage_init(&taking->coverage);
	if (history_add(history, "r", NULL, &err)) {
		coverage_fail(&taking->coverage, "store", slice_of(err.text));
	} else {
		struct drain drain = { .source = history_source(history),
				       .content = take,
				       .context = taking,
				       .coverage = &taking->coverage };

		drain_run(&drain, 1);
		if (!taking->coverage.failed.len)
			locate_all(history, taking);
	}
	history_free(history);
	if (taking->list.len)
		qsort(taking->list.items, taking->list.len, sizeof(*taking->list.items), compare_taken);
}

static void taking_release(struct taking *taking)
{
	array_release(&taking->list);
	coverage_release(&taking->coverage);
}

static void add_target(struct bench *b, const char *folder, const char *name)
{
	struct target target;
	struct error err;

	ck_assert_int_lt(snprintf(target.path, sizeof(target.path), "%s/%s", folder, name), (int)sizeof(target.path));
	buffer_init(&target.bytes, 1 << 24);
	ck_assert_msg(file_read(target.path, &target.bytes, &err) == STATUS_OK, "%s", err.text);
	*array_add(&b->targets) = target;
}

static int compare_targets(const void *a, const void *b)
{
	return strcmp(((const struct target *)a)->path, ((const struct target *)b)->path);
}

/* Every file below objects but info, in an order that does not change. */
static void find_targets(struct bench *b)
{
	DIR *objects = opendir("r/.git/objects");
	struct dirent *entry;

	ck_assert_ptr_nonnull(objects);
	while ((entry = readdir(objects))) {
		char folder[300];
		struct dirent *file;
		DIR *files;

		if (entry->d_name[0] == '.' || strcmp(entry->d_name, "info") == 0)
			continue;
		snprintf(folder, sizeof(folder), "r/.git/objects/%s", entry->d_name);
		files = opendir(folder);
		ck_assert_ptr_nonnull(files);
		while ((file = readdir(files)))
			if (file->d_name[0] != '.')
				add_target(b, folder, file->d_name);
		closedir(files);
	}
	closedir(objects);
	qsort(b->targets.items, b->targets.len, sizeof(*b->targets.items), compare_targets);
}

static void find_offsets(struct bench *b)
{
	const struct history_options options = { 0 };
	struct history *history = history_new(&options);
	const struct store *store;
	struct error err;

	ck_assert_int_eq(history_add(history, "r", NULL, &err), STATUS_OK);
	store = history_store(history, 0);
	for (uint32_t i = 0; i < store->count; i++)
		*array_add(&b->offsets) = store->objects[i].offset;
	history_free(history);
}

static void bench_init(struct bench *b, const char *script)
{
	*b = (struct bench){ 0 };
	fixture_init_in(&b->f, access("/dev/shm", W_OK | X_OK) == 0 ? "/dev/shm" : "/tmp");
	fixture_write(".gitconfig", SLICE("[init]\ndefaultBranch = main\n[gc]\nauto = 0\n"));
	fixture_run(script);
	find_targets(b);
	find_offsets(b);
	take_all(&b->sound);
	ck_assert_msg(!b->sound.coverage.failed.len, "%s: the sound one is not", script);
	ck_assert_uint_gt(b->sound.list.len, 30);
}

static void bench_release(struct bench *b)
{
	for (size_t i = 0; i < b->targets.len; i++)
		buffer_release(&b->targets.items[i].bytes);
	array_release(&b->targets);
	array_release(&b->offsets);
	taking_release(&b->sound);
	fixture_release(&b->f);
}

static void flip(struct buffer *bytes, uint64_t entry, struct random *random)
{
	uint64_t flips = 1 + random_below(random, FLIPS_MAX);
	/* Half of them close together, as a bad sector would be. */
	uint64_t span = random_below(random, 2) && bytes->len > 32 ? 32 : bytes->len;
	uint64_t from = random_below(random, bytes->len - span + 1);

	/* What begins an entry is a small part of a pack, and all that is not deflated. */
	if (entry < bytes->len && random_below(random, 4) == 0) {
		flips = 1;
		span = 1 + random_below(random, 2);
		from = entry + span <= bytes->len ? entry : 0;
	}

	for (uint64_t i = 0; i < flips; i++) {
		char *at = &bytes->at[from + random_below(random, span)];

		*at = (char)(random_below(random, 2) ? *at ^ 1 << random_below(random, 8) : (int)random_next(random));
	}
}

/* Writes the variant; what was done to which file is in progress->what. */
static const struct target *damage(struct bench *b, struct random *random)
{
	const struct target *target = &b->targets.items[random_below(random, b->targets.len)];
	const uint64_t way = random_below(random, 16);
	struct buffer bytes;

	buffer_init(&bytes, 1 << 25);
	buffer_add(&bytes, buffer_slice(&target->bytes));
	if (way == 0)
		buffer_truncate(&bytes, random_below(random, bytes.len));
	else if (way == 1)
		for (uint64_t i = random_below(random, 40); i < 40; i++)
			buffer_add_byte(&bytes, (char)random_next(random));
	else
		do
			flip(&bytes, b->offsets.items[random_below(random, b->offsets.len)], random);
		while (slice_equal(buffer_slice(&bytes), buffer_slice(&target->bytes)));
	snprintf(progress->what, sizeof(progress->what), "%s, %s", target->path,
		 way == 0   ? "cut"
		 : way == 1 ? "longer"
			    : "flipped");
	fixture_write(target->path, buffer_slice(&bytes));
	buffer_release(&bytes);
	return target;
}

static void judge(const struct taking *sound, const struct taking *made)
{
	for (size_t i = 0; i < made->list.len; i++)
		ck_assert_msg(bsearch(&made->list.items[i], sound->list.items, sound->list.len,
				      sizeof(*sound->list.items), compare_content),
			      "something was made up");
	if (made->coverage.failed.len) {
		progress->said++;
		return;
	}
	progress->passed++;
	ck_assert_msg(made->list.len == sound->list.len, "%zu of %zu were read and nothing failed", made->list.len,
		      sound->list.len);
	for (size_t i = 0; i < made->list.len; i++)
		ck_assert_msg(compare_taken(&made->list.items[i], &sound->list.items[i]) == 0, "not what it was");
}

static void try_variants(struct bench *b, uint64_t shape, uint64_t from, uint64_t count)
{
	struct error err;

	ck_assert_int_eq(git_begin(&err), STATUS_OK); /* once for all the scans */
	for (uint64_t i = from; i < from + count; i++) {
		const struct target *target;
		struct taking made;
		struct random random;

		random_init(&random, i * SHAPES + shape);
		progress->variant = i;
		target = damage(b, &random);
		alarm(SECONDS_MAX);
		take_all(&made);
		alarm(0);
		judge(&b->sound, &made);
		taking_release(&made);
		fixture_write(target->path, buffer_slice(&target->bytes));
	}
	git_end();
}

static uint64_t setting(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 10) : otherwise;
}

START_TEST(damage_is_never_silent)
{
	const uint64_t total = setting("KEYSIEVE_FLIPS", VARIANTS), from = setting("KEYSIEVE_FLIPS_FROM", 0);
	const uint64_t count = (total + SHAPES - 1) / SHAPES;
	const bool tell = getenv("KEYSIEVE_FLIPS") != NULL;
	struct rusage usage;
	struct bench b;
	int status;
	pid_t child;

	progress = mmap(NULL, sizeof(*progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert(progress != MAP_FAILED);
	bench_init(&b, shapes[_i].script);
	fflush(NULL);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		try_variants(&b, (uint64_t)_i, from, count);
		exit(0);
	}
	ck_assert_int_eq(wait4(child, &status, 0, &usage), child);
	if (tell)
		printf("%s: %llu variants: %llu said, %llu read whole; at most %ld MiB\n", shapes[_i].name,
		       (unsigned long long)(progress->said + progress->passed), (unsigned long long)progress->said,
		       (unsigned long long)progress->passed, usage.ru_maxrss >> 10);
	ck_assert_msg(status == 0, "%s, variant %llu (%s): %s", shapes[_i].name, (unsigned long long)progress->variant,
		      progress->what,
		      WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM ? "takes too long" : "see above");
	bench_release(&b);
	munmap(progress, sizeof(*progress));
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, damage_is_never_silent, 0, (int)SHAPES);
}

UNIT_MAIN("flips", add_tests)
