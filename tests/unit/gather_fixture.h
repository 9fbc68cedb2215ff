/*
 * gather_fixture.h - hits and places written by hand, and what gather makes of them.
 *
 *     struct gathering_of g;
 *     fixture_start(&g);
 *     *fixture_hit(&g, 0, &token_rule, "secret", "a.txt", 3) ... change what is to be different
 *     fixture_gather(&g);
 *     g.result ...
 *     fixture_end(&g);
 */
#ifndef TESTS_UNIT_GATHER_FIXTURE_H
#define TESTS_UNIT_GATHER_FIXTURE_H

#include <string.h>

#include "scan/gather.h"
#include "scan/identity.h"

#define FIXTURE_WORKERS 3
#define FIXTURE_OBJECTS 40
#define FIXTURE_DAY     86400

static const struct rule token_rule = {
	.id = "acme-token", .provider = "Acme", .severity = SEVERITY_CRITICAL, .confidence = CONFIDENCE_CERTAIN
};
static const struct rule likely_rule = {
	.id = "acme-likely", .provider = "Acme", .severity = SEVERITY_MEDIUM, .confidence = CONFIDENCE_LIKELY
};
static const struct rule generic_rule = {
	.id = "generic", .provider = "Generic", .severity = SEVERITY_HIGH, .confidence = CONFIDENCE_LIKELY
};
static const struct rule *const fixture_rules[] = { &token_rule, &likely_rule, &generic_rule };

struct fixture_object {
	struct place places[LOCATIONS_MAX + 500];
	struct located located;
};

struct fixture_gathering {
	struct hits hits[FIXTURE_WORKERS];
	struct fixture_object objects[FIXTURE_OBJECTS]; /* the places of the object whose id begins with that number */
	struct gather_options options;
	struct policy *policy;
	struct result result;
	const char *prefix; /* of store 1 */
};

static inline const struct located *fixture_places(void *context, const struct oid *oid)
{
	struct fixture_gathering *g = context;

	return &g->objects[oid->bytes[0]].located;
}

static inline const char *fixture_prefix(void *context, size_t store)
{
	struct fixture_gathering *g = context;

	return store == 1 ? g->prefix : "";
}

static inline struct fixture_gathering *fixture_start(void)
{
	struct fixture_gathering *g = mem_alloc(sizeof(*g));
	struct error err;

	g->policy = policy_new(fixture_rules, 3, NULL, 0, &err);
	g->prefix = "sub/";
	g->options = (struct gather_options){ .policy = g->policy,
					      .key = identity_public_key,
					      .now = 100 * (int64_t)FIXTURE_DAY,
					      .places = fixture_places,
					      .prefix = fixture_prefix,
					      .context = g };
	for (unsigned w = 0; w < FIXTURE_WORKERS; w++)
		hits_init(&g->hits[w]);
	findings_init(&g->result.findings);
	coverage_init(&g->result.coverage);
	return g;
}

static inline void fixture_end(struct fixture_gathering *g)
{
	for (unsigned w = 0; w < FIXTURE_WORKERS; w++)
		hits_release(&g->hits[w]);
	findings_release(&g->result.findings);
	coverage_release(&g->result.coverage);
	policy_free(g->policy);
	mem_free(g);
}

/* Takes the place of the policy that accepts nothing. */
static inline void fixture_allow(struct fixture_gathering *g, const struct allowlist *lists, size_t len)
{
	struct error err;

	policy_free(g->policy);
	g->policy = policy_new(fixture_rules, 3, lists, len, &err);
	g->options.policy = g->policy;
}

/* A file of the tree; each path is one content. Change what is to be different through the pointer. */
static inline struct hit *fixture_hit(struct fixture_gathering *g, unsigned worker, const struct rule *rule,
				      const char *secret, const char *path, size_t line)
{
	struct hits *hits = &g->hits[worker];
	struct hit *hit;
	uint64_t content = 1;

	for (const char *c = path; *c; c++)
		content = content * 31 + (unsigned char)*c;
	hit = array_add(hits);
	*hit = (struct hit){
		.claim = { rule, rule->confidence, PROOF_STRUCTURE, CLAIM_UNLED },
		.secret = hits_keep(hits, slice_of(secret)),
		.context = slice_of(secret),
		.text = slice_of(secret),
		.state = STATE_TREE,
		.path = slice_of(path),
		.content = content & 0xffffffff,
		.line = line,
		.column = 5,
		.end_line = line,
		.end_column = 5 + strlen(secret),
	};
	return hit;
}

static inline struct oid fixture_oid(unsigned number)
{
	char bytes[20] = { (char)number, 1 };

	return oid_make(bytes, sizeof(bytes));
}

/* A stored object; fixture_place says where it was seen. */
static inline struct hit *fixture_stored(struct fixture_gathering *g, unsigned worker, const struct rule *rule,
					 const char *secret, unsigned number, size_t line)
{
	struct hit *hit = fixture_hit(g, worker, rule, secret, "", line);

	hit->state = STATE_HISTORY;
	hit->oid = fixture_oid(number);
	hit->content = 1000 + number;
	return hit;
}

static inline struct place *fixture_place(struct fixture_gathering *g, unsigned number, enum state state,
					  const char *path, const struct commit_info *commit)
{
	struct fixture_object *object = &g->objects[number];
	struct place *place = &object->places[object->located.places_len++];

	*place = (struct place){ .state = state, .path = slice_of(path), .commit = commit };
	object->located.places = object->places;
	if (commit && (!object->located.first || commit_is_earlier(commit, object->located.first)))
		object->located.first = commit;
	return place;
}

static inline void fixture_gather(struct fixture_gathering *g)
{
	gather_findings(g->hits, FIXTURE_WORKERS, &g->options, &g->result);
}

#endif
