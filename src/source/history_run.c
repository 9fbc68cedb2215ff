/*
 * history_run.c - the objects of a unit of work, read and handed out; see history_part.h
 *
 * When all units have run, the store is looked at again, as often as it moves:
 * what vanished is looked for where it went, what came is read too. Then it is
 * checked that the store is whole.
 */
#include "history_part.h"

#include <string.h>

#include "base/clock.h"
#include "source/history_check.h"
#include "store/object_stream.h"

#define AHEAD         16 /* objects whose entry in the table is fetched before its turn */
#define CATCH_UP_MAX  10 /* times that a store is looked at again while it moves, */
#define CATCH_UP_MS   5  /* so many times their number apart */
#define EXPANSION_MAX 512

/* What one unit works with. */
struct job {
	struct history *h;
	struct member *member;
	size_t number; /* of the member */
	struct worker *worker;
	struct sink *sink;
	bool last;  /* what cannot be found now is missing */
	bool named; /* how the blob at hand is handed out: see content.h */
	bool again;
};

/* Whether an earlier store hands the object out. */
static bool is_elsewhere(const struct job *job, const uint8_t *id)
{
	for (size_t i = 0; i < job->number; i++)
		if (store_find(job->h->members.items[i]->store, id) != STORE_NONE)
			return true;
	return false;
}

static void hand_out(struct job *job, enum place_kind kind, const struct store_object *object, struct slice bytes,
		     const struct origin *origin)
{
	struct content content = {
		.kind = kind,
		.state = STATE_HISTORY,
		.oid = oid_make(object->id, SHA1_SIZE),
		.store = (unsigned)job->number,
		.bytes = bytes,
		.named = job->named && kind == PLACE_FILE,
		.again = job->again,
		.origin = origin,
	};

	if (bytes.len)
		job->sink->content(job->sink, &content);
}

/* The message, and the header lines that a person wrote. Padding: what follows in the object is readable. */
static void hand_out_message(struct job *job, const struct store_object *object, enum object_type type,
			     struct slice bytes)
{
	enum place_kind kind = type == OBJECT_COMMIT ? PLACE_COMMIT_MESSAGE : PLACE_TAG_MESSAGE;
	struct slice headers, message;
	size_t from, until;

	object_split(bytes, &headers, &message);
	hand_out(job, kind, object, message, NULL);
	from = slice_find(headers, type == OBJECT_COMMIT ? SLICE("\nauthor ") : SLICE("\ntag "), 0);
	until = slice_find(headers, SLICE("\ngpgsig"), 0);
	from = from == SLICE_NOWHERE ? 0 : from + 1;
	hand_out(job, kind, object, slice_sub(headers, from, until > from ? until - from : headers.len), NULL);
}

static void fail_object(struct job *job, const struct store_object *object, enum status status)
{
	const struct store *store = job->member->store;
	bool promised = status == ERR_MISSING && store->direct && store->promisor;

	store_fail_id(store, job->sink->coverage, promised ? "promised" : store_read_reason(status), object->id);
}

/* Hands out what was read; trees are for the graph only. */
static void take(struct job *job, const struct store_object *object, const struct object_bytes *read)
{
	if (read->type == OBJECT_BLOB) {
		job->sink->coverage->blobs++;
		hand_out(job, PLACE_FILE, object, read->bytes, job->h->options.whole ? NULL : read->origin);
	} else if (read->type != OBJECT_TREE) {
		job->sink->coverage->commits += read->type == OBJECT_COMMIT;
		hand_out_message(job, object, read->type, read->bytes);
	}
}

/* Which counter of member->expanded is the object's. */
static size_t home_of(const struct job *job, const struct store_object *object)
{
	return object->flags & OBJECT_LOOSE ? job->member->store->packs.len : object->home;
}

static bool is_over_budget(const struct job *job, const struct store_object *object)
{
	uint64_t stored = object->flags & OBJECT_LOOSE ? atomic_load(&job->member->loose_stored)
						       : job->member->store->packs.items[object->home].size;

	return atomic_load(&job->member->expanded[home_of(job, object)]) >
	       job->h->options.free_expansion + stored * EXPANSION_MAX;
}

/* Whether anything is to be done with the object. A selection that was marked has made the graph already. */
static bool is_wanted(const struct job *job, uint32_t number, bool here)
{
	const struct selection *selection = job->member->selection;
	const struct store_object *object = &job->member->store->objects[number];
	uint32_t tree;

	if (!selection || selection->direct)
		return here || object->type != OBJECT_BLOB;
	tree = store_rank(job->member->store, number, OBJECT_TREE);
	if (!(selection->marks[number] & SELECTION_HOLDS))
		return false;
	return tree == STORE_NONE ? here : !(job->member->graph.trees[tree].flags & NODE_READ);
}

/* A blob that is handed out piece by piece. */
struct streamed {
	struct job *job;
	const struct store_object *object;
	struct object_stream *stream;
	bool failed;
};

/* What is wrong is told, and what was got till then handed out. */
static long read_streamed(void *context, char *to, size_t max)
{
	struct streamed *s = context;
	bool damaged;
	size_t got;

	if (s->failed)
		return 0;
	if (is_over_budget(s->job, s->object)) {
		fail_object(s->job, s->object, ERR_LIMIT);
		s->failed = true;
		return 0;
	}
	got = object_stream_read(s->stream, to, max, &damaged);
	atomic_fetch_add(&s->job->member->expanded[home_of(s->job, s->object)], got);
	if (damaged)
		fail_object(s->job, s->object, ERR_DAMAGED);
	s->failed = damaged;
	return (long)got;
}

/* Hands out a blob that is too large for memory. False when it is none, or not stored whole. */
static bool stream_object(struct job *job, uint32_t number)
{
	struct streamed s = { .job = job, .object = &job->member->store->objects[number] };
	struct content content = {
		.kind = PLACE_FILE,
		.state = STATE_HISTORY,
		.oid = oid_make(s.object->id, SHA1_SIZE),
		.store = (unsigned)job->number,
		.named = job->named,
		.again = job->again,
		.read = read_streamed,
		.read_context = &s,
	};
	struct error err;
	bool blob;

	if (store_stream(job->worker->reader, number, &s.stream, &err))
		return false;
	blob = object_stream_type(s.stream) == OBJECT_BLOB;
	if (blob)
		job->sink->content(job->sink, &content);
	job->sink->coverage->blobs += blob && !s.failed && !job->again;
	object_stream_free(s.stream);
	return blob;
}

static void run_object(struct job *job, uint32_t number)
{
	const struct store_object *object = &job->member->store->objects[number];
	bool here = shard_holds(&job->h->options.shard, object->id);
	bool graphed = job->member->selection && !job->member->selection->direct;
	bool elsewhere = is_elsewhere(job, object->id), over = is_over_budget(job, object);
	struct object_bytes read;
	enum status status;
	struct error err;

	if ((elsewhere && object->type == OBJECT_BLOB) || !is_wanted(job, number, here))
		return;
	status = over ? ERR_LIMIT : store_read(job->worker->reader, number, &read, &err);
	job->named = atomic_load_explicit(&job->member->graph.named[number], memory_order_relaxed);
	if (!elsewhere && here && job->named)
		job->member->told[number] = 1;
	if (status == ERR_MISSING && !job->last) {
		pthread_mutex_lock(&job->member->lock);
		*array_add(&job->member->vanished) = number;
		pthread_mutex_unlock(&job->member->lock);
		return;
	}
	if (status) {
		if (status != ERR_LIMIT || over || !here || elsewhere || !stream_object(job, number))
			fail_object(job, object, status);
		return;
	}
	atomic_fetch_add(&job->member->expanded[home_of(job, object)], read.bytes.len);
	atomic_fetch_add(&job->member->loose_stored, read.stored);
	if (!graphed && !graph_add(job->worker->graph, number, &read))
		fail_object(job, object, ERR_DAMAGED);
	if (!elsewhere && here)
		take(job, object, &read);
}

/* A blob whose name was not known when it was read. What is wrong with it was told then. */
static void run_again(struct job *job, uint32_t number)
{
	const struct store_object *object = &job->member->store->objects[number];
	struct object_bytes read;
	struct error err;
	enum status status;

	if (!shard_holds(&job->h->options.shard, object->id) || !is_wanted(job, number, true) ||
	    is_over_budget(job, object))
		return;
	status = store_read(job->worker->reader, number, &read, &err);
	if (status == ERR_LIMIT)
		stream_object(job, number);
	if (status || read.type != OBJECT_BLOB)
		return;
	atomic_fetch_add(&job->member->expanded[home_of(job, object)], read.bytes.len);
	hand_out(job, PLACE_FILE, object, read.bytes, NULL);
}

/* In packs trees stand before blobs, so there are few of them. */
static void run_late_names(struct job *job)
{
	struct member *member = job->member;

	job->named = job->again = true;
	for (uint32_t i = 0; i < member->store->order_len; i++) {
		const uint32_t number = member->store->order[i];

		if (atomic_load(&member->graph.named[number]) && !member->told[number])
			run_again(job, number);
	}
	job->again = false;
}

static struct store *newest(struct store *store)
{
	while (store->successor)
		store = store->successor;
	return store;
}

/* What came into the store since it was listed: a commit made meanwhile, a fetch. `known`: what was handed out of that.
 * Their names are not looked for.
 */
static void run_newcomers(struct job *job, struct store *successor, struct table *known)
{
	struct store_reader *reader = store_reader_new(successor);

	job->named = true;
	for (uint32_t i = 0; i < successor->order_len; i++) {
		const struct store_object *object = &successor->objects[successor->order[i]];
		struct slice id = slice_make((const char *)object->id, SHA1_SIZE);
		struct object_bytes read;
		enum status status;
		struct error err;

		if (store_find(job->member->store, object->id) != STORE_NONE || table_find(known, id) ||
		    is_elsewhere(job, object->id) || !shard_holds(&job->h->options.shard, object->id))
			continue;
		status = store_read(reader, successor->order[i], &read, &err);
		if (status == ERR_MISSING && !job->last)
			continue; /* it has moved on: the next listing has it, or nobody wants it */
		table_add(known, id, 0, NULL);
		if (status)
			fail_object(job, object, status);
		else
			take(job, object, &read);
	}
	store_reader_free(reader);
}

/* Looks for what vanished in the store as it is now. */
static void run_vanished(struct job *job)
{
	struct member *member = job->member;
	const size_t len = member->vanished.len;

	if (len == 0)
		return;
	for (size_t i = 0; i < len; i++)
		run_object(job, member->vanished.items[i]); /* which puts it behind these if it vanished again */
	memmove(member->vanished.items, member->vanished.items + len,
		(member->vanished.len - len) * sizeof(*member->vanished.items));
	member->vanished.len -= len;
}

/* Reads what moved and what came while the store was read, as often as it moves meanwhile. */
static void catch_up(struct job *job)
{
	struct member *member = job->member;
	struct table known;

	table_init(&known);
	for (unsigned i = 0; i < CATCH_UP_MAX; i++) {
		const struct store *before = newest(member->store);

		job->last = i + 1 == CATCH_UP_MAX;
		if (i && member->vanished.len)
			clock_pause(CATCH_UP_MS * i);
		store_relist(member->store, member->vanished.len != 0, job->sink->coverage);
		if (newest(member->store) == before)
			break;
		/* Not to be found twice in the same place: it is not there. */
		job->last = job->last || (i && newest(member->store)->names == before->names);
		run_vanished(job);
		if (!member->selection)
			run_newcomers(job, newest(member->store), &known);
	}
	job->last = true;
	run_vanished(job);
	table_release(&known);
}

/* The last unit of a store: what moved, what came, and whether it all is whole. */
static void finish(struct job *job)
{
	struct member *member = job->member;

	coverage_merge(job->sink->coverage, &member->listing);
	catch_up(job);
	graph_flush_scattered(job->worker->graph);
	graph_settle(&member->graph);
	run_late_names(job);
	if (!member->store->direct) /* else it was checked when it was selected */
		history_check(&member->graph, job->worker->reader, &job->h->names, member->selection,
			      job->sink->coverage);
}

static void job_init(struct job *job, struct history *h, size_t member, unsigned worker, struct sink *sink)
{
	*job = (struct job){ .h = h, .member = h->members.items[member], .number = member, .sink = sink };
	job->worker = history_worker(h, worker, member);
}

void history_run(struct source *source, struct unit *unit, unsigned worker, struct sink *sink)
{
	struct history *h = (struct history *)source;
	struct job job;

	if (!unit->data) {
		for (size_t i = 0; i < h->members.len; i++) {
			job_init(&job, h, i, worker, sink);
			finish(&job);
		}
		/* Nobody reads any more; attribution has better use for the memory. */
		for (size_t i = 0; i < HISTORY_WORKERS_MAX; i++)
			history_release_worker(&h->workers[i]);
		return;
	}
	job_init(&job, h, (size_t)((struct member **)unit->data - h->members.items), worker, sink);
	for (uint64_t i = 0; i < unit->count; i++) {
		store_prefetch(job.member->store, unit->first + i + AHEAD);
		run_object(&job, job.member->store->order[unit->first + i]);
	}
	graph_flush(job.worker->graph);
	atomic_fetch_sub(&h->running, 1);
}
