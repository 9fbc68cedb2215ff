/*
 * engine_rules.h - rules of every kind, to hold the engines against each other. None is of a real provider.
 */
#ifndef TESTS_UNIT_ENGINE_RULES_H
#define TESTS_UNIT_ENGINE_RULES_H

#include "engine/classify.h"

#define GUARD "(?<!(?<!\\\\)(?<!%[0-9A-Fa-f])\\w)"

static const struct {
	const char *regex;
	enum rule_kind kind;
	enum dialect dialect;
} engine_rules[] = {
	/* tokens: the guard, then known bytes */
	{ GUARD "(zq_[0-9A-Za-z]{36})\\b", RULE_TOKEN, 0 },
	{ GUARD "(ZQIA[0-9A-Z]{16})(?!\\w)", RULE_TOKEN, 0 },
	{ GUARD "zk-[a-z]{4}-[A-Za-z0-9_-]{20,}", RULE_TOKEN, 0 },
	{ "\\b(zx[pousr]_[A-Za-z0-9]{36,255})\\b", RULE_TOKEN, 0 },
	{ "(?<![A-Za-z0-9_])ZM[0-9a-f]{32}", RULE_TOKEN, 0 },
	{ "(?i)\\bzen-[a-z0-9]{20}\\b", RULE_TOKEN, 0 },
	{ "\\b(zt(?:ab|cd|ef)[0-9]{20})", RULE_TOKEN, 0 },
	{ "[\"'= ](qz[0-9a-f]{40})[\"' ]", RULE_TOKEN, 0 },
	{ "(?:^|[^0-9a-z_A-Z])(qy-[0-9a-f]{14}\\.[0-9a-f]{10})", RULE_TOKEN, 0 },
	{ "https://zooks\\.example/services/(Z[A-Z0-9]{8}/[A-Z0-9]{8}/[A-Za-z0-9]{24})", RULE_TOKEN, 0 },
	{ "\\bqw\\d[A-Za-z0-9+/]{20}={0,2}", RULE_TOKEN, 0 },
	{ "(?i)zacme.{0,20}[^a-z0-9_](pk\\.[a-z0-9]{30})", RULE_TOKEN, 0 },
	{ GUARD "(?:q9|q8)_(?:live|test)_[0-9a-zA-Z]{10,99}", RULE_TOKEN, 0 },
	/* context: a word, then a value of the shape */
	{ "(?i)zorp[a-z_-]{0,10}[\"' ]{0,3}[:=]{1,2}[\"' ]{0,3}([0-9a-f]{32})\\b", RULE_CONTEXT, 0 },
	{ "(?i)(?:zap|blip)[_-]?key.{0,30}?([a-z0-9]{20,40})\\b", RULE_CONTEXT, 0 },
	{ "(?i)[\\w.-]{0,20}(?:flurb|snark)(?:[ \\t\\w.-]{0,20})[\\s'\"]{0,3}(?:=|>|:{1,3}=|\\|\\||:|=>|\\?=|,)"
	  "[`'\"\\s=]{0,5}([a-f0-9]{24})(?:[`'\"\\s;]|\\\\[nr]|$)",
	  RULE_CONTEXT, 0 },
	{ "(?i)gleep(?:[_ ]id)?\\W{1,5}([A-Z0-9]{16})(?:\\W|$)", RULE_CONTEXT, 0 },
	{ "xyz(?:tok)?=([A-Za-z0-9_~.-]{16,120})", RULE_CONTEXT, 0 },
	/* runs: only the kind of bytes is known */
	{ GUARD "([0-9a-f]{40})(?!\\w)", RULE_RUN, 0 },
	{ "(?<![0-9a-z/])([0-9a-z/]{40}ZPiM[0-9a-z/]{9}==)", RULE_CONTEXT, 0 },
	{ "([0-9A-Za-z]{42}(?:ZzSe|ZzSf)[A-D]\\w{5,9})(?!\\w)", RULE_CONTEXT, 0 },
	{ "(?:(?i:zilio[\\w.-]{0,24}?secret)|\\bSK[0-9a-f]{32})[\\s\\w]{0,20}?[=:]([0-9A-Za-z]{32})\\b", RULE_CONTEXT,
	  0 },
	{ "\\b([0-9]{18})\\b", RULE_RUN, 0 },
	{ "\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b", RULE_RUN, 0 },
	{ GUARD "[QZ][a-z\\d]{23,25}\\.[\\w-]{6}\\.[\\w-]{27,38}", RULE_RUN, 0 },
	/* literals: unguarded tokens, other values, far words, words behind */
	{ "zw_[0-9A-Za-z]{20}", RULE_LITERAL, 0 },
	{ "-----BEGIN ZQ KEY-----[A-Za-z0-9+/=\\s]{8,800}-----END ZQ KEY-----", RULE_LITERAL, 0 },
	{ "(?i)zassword[\"']?\\s{0,3}[:=]\\s{0,3}[\"']([^\"'\\s]{4,40})[\"']", RULE_LITERAL, 0 },
	{ "([a-z0-9]{20,30})\\.zapps\\.example", RULE_CONTEXT, 0 },
	{ "([a-z0-9]{9,30})\\.zopps\\.example", RULE_LITERAL, 0 },
	{ "zurl -u ([^\\s:]+):([^\\s]+)", RULE_LITERAL, 0 },
	{ "(?i)zkind:\\s*secret[\\s\\S]{0,200}?zdata:\\s*([a-z]+)", RULE_LITERAL, 0 },
	{ "(?:zeta|theta|iota)+[0-9]{1,4}", RULE_LITERAL, 0 },
	{ "://([a-z]{2,8}):([^@\\s]{3,20})@zhost", RULE_LITERAL, 0 },
	{ "zza|azz|zaz", RULE_LITERAL, 0 },
	{ "\\w{0,30}zkey\\w{0,30}zkey", RULE_LITERAL, 0 },
	{ "\"[^\"\\n]*zq1q", RULE_LITERAL, 0 },
	{ "(?i)gorp(?:.{0,20})([a-z0-9]{32})", RULE_LITERAL, DIALECT_GITLEAKS },
	{ "(?i)gurp(?:.{0,20})[\"']([0-9a-f]{32})[\"']", RULE_LITERAL, DIALECT_GITLEAKS },
	{ "zend$", RULE_LITERAL, 0 },
	{ "^zstart", RULE_LITERAL, 0 },
	{ "(?m)^zline[0-9]$", RULE_LITERAL, 0 },
	/* whole: nothing to hold on to */
	{ "\\b([qz]{2}\\d{4})\\b", RULE_WHOLE, 0 },
	{ "(zz)x?\\1", RULE_WHOLE, 0 },
	{ "[A-Z]{3}!", RULE_WHOLE, 0 },
};

#define ENGINE_RULES (sizeof(engine_rules) / sizeof(*engine_rules))

#endif
