/* judge.c - STAND-IN: accepts everything; replaced when the judges are merged */
#include "engine/judge.h"

#include <math.h>

bool judge_is_placeholder(struct slice secret)
{
	(void)secret;
	return false;
}

const struct judge *judge_find(const char *name)
{
	(void)name;
	return NULL;
}

bool judge_accepts(const struct judge *judge, struct slice secret, struct slice context)
{
	(void)judge;
	(void)secret;
	(void)context;
	return true;
}

double judge_entropy(struct slice s)
{
	size_t counts[256] = { 0 };
	double bits = 0;

	for (size_t i = 0; i < s.len; i++)
		counts[(unsigned char)s.at[i]]++;
	for (size_t i = 0; i < 256; i++)
		if (counts[i])
			bits -= (double)counts[i] / (double)s.len * __builtin_log2((double)counts[i] / (double)s.len);
	return bits;
}
