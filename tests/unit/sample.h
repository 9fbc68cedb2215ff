/*
 * sample.h - random texts that a regex is likely to match, made from its tree.
 *
 * Assertions are not looked at, so now and then a sample is no match.
 */
#ifndef TESTS_UNIT_SAMPLE_H
#define TESTS_UNIT_SAMPLE_H

#include "base/buffer.h"
#include "base/random.h"
#include "engine/regex.h"

/* Repeats without limit end after so many more than the least. */
#define SAMPLE_MORE 12

static inline void sample_byte(struct random *random, const struct byteset *set, struct buffer *out)
{
	unsigned count = byteset_count(set), skip;

	if (count == 0)
		return;
	skip = (unsigned)random_below(random, count);
	for (unsigned byte = 0; byte < 256; byte++)
		if (byteset_has(set, byte) && skip-- == 0)
			buffer_add_byte(out, (char)byte);
}

static inline void sample_node(struct random *random, const struct node *node, struct buffer *out)
{
	const struct node *child = node->child;
	uint32_t times, more;

	switch (node->kind) {
	case NODE_SET:
		sample_byte(random, &node->set, out);
		break;
	case NODE_SEQUENCE:
	case NODE_GROUP:
		for (; child; child = child->next)
			sample_node(random, child, out);
		break;
	case NODE_CHOICE:
		times = 0;
		for (const struct node *way = child; way; way = way->next)
			times++;
		for (times = (uint32_t)random_below(random, times); times; times--)
			child = child->next;
		sample_node(random, child, out);
		break;
	case NODE_REPEAT:
		more = node->max == UNBOUNDED ? SAMPLE_MORE : node->max - node->min;
		times = node->min + (uint32_t)random_below(random, (uint64_t)more + 1);
		while (times--)
			sample_node(random, child, out);
		break;
	default:
		break;
	}
}

#endif
