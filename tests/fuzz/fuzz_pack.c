/*
 * fuzz_pack.c - packs of any entries, read by both of our readers.
 *
 * The bytes describe up to 16 entries: each a kind, a base and what is deflated, so
 * that deltas of all sorts are reached and not only streams that do not inflate.
 * Bytes that are left over damage the pack. Nothing is asked of the result but this: what pack_forest.h and packs.h
 * both read is the same, within the bound, with its padding.
 */
#include <assert.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/content.h"
#include "store/pack_forest.h"
#include "store/packs.h"
#include "unit/packer.h"

#define ENTRIES_MAX 16
#define OBJECT_MAX  ((uint64_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[] = "/tmp/keysieve-fuzz-XXXXXX";

/* How large the entries come out, if they are what they claim. */
struct sketch {
	struct packer packer;
	uint64_t offsets[ENTRIES_MAX], sizes[ENTRIES_MAX];
	size_t count;
};

static void add_number(struct buffer *b, uint64_t number)
{
	for (; number >= 0x80; number >>= 7)
		buffer_add_byte(b, (char)(0x80 | (number & 0x7f)));
	buffer_add_byte(b, (char)number);
}

/* What the instructions make, if they are sound. */
static uint64_t made_by(struct slice instructions)
{
	const uint8_t *at = (const uint8_t *)instructions.at, *end = at + instructions.len;
	uint64_t made = 0;

	while (at < end) {
		const uint8_t op = *at++;
		uint64_t size = op;

		if (op & 0x80) {
			at += __builtin_popcount(op & 15u);
			size = 0;
			for (unsigned i = 0; i < 3; i++)
				if (op & 0x10u << i && at < end)
					size |= (uint64_t)*at++ << 8 * i;
			size = size ? size : 0x10000;
		} else {
			at += op;
		}
		made += size;
	}
	return made;
}

/* kind: bits 0 to 2 the type, bit 3 write sizes that fit before the instructions; base: an earlier entry. */
static void add_entry(struct sketch *s, uint8_t kind, uint8_t base, struct slice body)
{
	const unsigned type = kind & 7;
	const bool delta = type == OFS || type == REF;
	const size_t of = s->count ? base % s->count : 0;
	struct oid id = { .size = SHA1_SIZE, .bytes = { (uint8_t)(s->count * 37) } }, base_id = id;
	struct buffer text;

	base_id.bytes[0] = (uint8_t)(of * 37);
	buffer_init(&text, 1 << 24);
	s->sizes[s->count] = delta ? made_by(body) : body.len;
	if (delta && kind & 8) {
		add_number(&text, s->sizes[of]);
		add_number(&text, s->sizes[s->count]);
	}
	buffer_add(&text, body);
	s->offsets[s->count] = s->packer.pack.len;
	packer_add(&s->packer, id, type, text.len, s->packer.pack.len - s->offsets[of], &base_id, buffer_slice(&text));
	s->count++;
	buffer_release(&text);
}

static void draw(struct sketch *s, const uint8_t *data, size_t size)
{
	packer_init(&s->packer);
	while (size >= 3 && s->count < ENTRIES_MAX) {
		const size_t want = data[2], len = want < size - 3 ? want : size - 3;

		add_entry(s, data[0], data[1], slice_make((const char *)data + 3, len));
		data += 3 + len;
		size -= 3 + len;
	}
	if (size && s->count)
		s->packer.pack.at[PACKER_HEADER + data[0] % (s->packer.pack.len - PACKER_HEADER)] ^= 1;
}

static void compare(const struct store *store, struct pack_forest *forest, const struct packs *packs, uint32_t object)
{
	struct oid id = oid_make(store->objects[object].id, SHA1_SIZE);
	struct slice own;
	struct error err;
	char *bytes;
	size_t len;
	int type;

	if (store->objects[object].flags & (OBJECT_DAMAGED | OBJECT_TOO_LARGE) ||
	    pack_forest_read(forest, object, &own, &err))
		return;
	assert(own.len <= OBJECT_MAX);
	for (size_t i = 0; i < CONTENT_PADDING; i++)
		assert(own.at[own.len + i] == 0);
	if (packs_read(packs, &id, OBJECT_MAX, &type, &bytes, &len, &err))
		return;
	assert(slice_equal(own, slice_make(bytes, len)) && type == store->objects[object].type);
	mem_free(bytes);
}

static void read_all(void)
{
	const struct store_options options = { .max_object = OBJECT_MAX };
	struct coverage coverage;
	struct pack_forest *forest;
	struct store *store;
	struct packs packs;
	struct error err;
	char objects[512];

	snprintf(objects, sizeof(objects), "%s/objects", folder);
	coverage_init(&coverage);
	packs_init(&packs);
	if (store_open(folder, &options, &store, &err) == STATUS_OK) {
		store_list(store, &coverage);
		forest = pack_forest_new(store);
		packs_add(&packs, objects);
		for (uint32_t i = 0; i < store->order_len; i++)
			compare(store, forest, &packs, store->order[i]);
		pack_forest_free(forest);
		store_free(store);
	}
	packs_release(&packs);
	coverage_release(&coverage);
}

static void remove_repository(void)
{
	static const char *const names[] = { "objects/pack/pack-x.pack",
					     "objects/pack/pack-x.idx",
					     "objects/pack",
					     "objects",
					     "refs",
					     "HEAD",
					     "config" };
	char path[512];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		remove(path);
	}
	remove(folder);
}

/* A bare repository without anything in it, made once. */
static void make_repository(void)
{
	static const char *const folders[] = { "objects", "objects/pack", "refs" };
	static bool made;
	char path[512];

	if (made)
		return;
	made = mkdtemp(folder) != NULL;
	assert(made && atexit(remove_repository) == 0);
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, folders[i]);
		made = mkdir(path, 0700) == 0;
		assert(made);
	}
	packer_write_file(folder, "HEAD", SLICE("ref: refs/heads/main\n"));
	packer_write_file(folder, "config", SLICE("[core]\n\tbare = true\n"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sketch sketch = { 0 };
	char packs[512];

	make_repository();
	draw(&sketch, data, size);
	snprintf(packs, sizeof(packs), "%s/objects/pack", folder);
	packer_write(&sketch.packer, packs);
	packer_release(&sketch.packer);
	read_all();
	return 0;
}
