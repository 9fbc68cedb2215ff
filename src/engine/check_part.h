/*
 * check_part.h - what the check_*.c files share: the functions of the table's
 * rows, and the small parts tokens are made of. Private to src/engine.
 */
#ifndef ENGINE_CHECK_PART_H
#define ENGINE_CHECK_PART_H

#include <stdint.h>

#include <cjson/cJSON.h>

#include "engine/check.h"

#define PART_DIGITS   "0123456789"
#define PART_LOWER    "abcdefghijklmnopqrstuvwxyz"
#define PART_UPPER    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define PART_HEX      "0123456789abcdef"
#define PART_BASE62   PART_DIGITS PART_UPPER PART_LOWER
#define PART_BASE32   PART_UPPER "234567"
#define PART_BASE36   PART_DIGITS PART_LOWER
#define PART_BASE64   PART_UPPER PART_LOWER PART_DIGITS "+/"
#define PART_URL64    PART_UPPER PART_LOWER PART_DIGITS "-_"
#define PART_BYTES    (64 * 1024) /* a decoded part larger than this is not looked at */
#define PART_TEXT_MAX (8 * PART_BYTES)

/* `count` random characters of `alphabet`. */
void part_random(struct buffer *out, struct random *random, const char *alphabet, size_t count);
void part_random_bytes(struct buffer *out, struct random *random, size_t count);
uint64_t part_random_between(struct random *random, uint64_t least, uint64_t most);

/* `value` in the base of `alphabet`, padded on the left to `width` with its zero digit. */
void part_add_number(struct buffer *out, uint64_t value, const char *alphabet, size_t width);

/* Base64 in the URL alphabet, without padding. */
void part_add_url64(struct buffer *out, struct slice bytes);

/* False when a byte of `s` is not in `alphabet`, or `s` is empty. */
bool part_is_all(struct slice s, const char *alphabet);

/* Drops the first of `prefixes` (NULL-ended) that `s` begins with; false if none. */
bool part_strip(struct slice *s, const char *const *prefixes);

/* Base64 of either alphabet, padding and incomplete last group forgiven, into `out` (made with PART_BYTES). */
bool part_decode(struct slice base64, struct buffer *out);

/* Decodes base64 and parses it as one JSON object; NULL if it is not. For cJSON_Delete. */
cJSON *part_json(struct slice base64);
bool part_has(const cJSON *object, const char *const *keys); /* every one of the NULL-ended list */

uint32_t part_le32(struct slice four);
void part_add_le32(struct buffer *out, uint32_t value);

/* The rows' functions, by file. */
#define CHECK_FUNCTIONS(name)                                                                                          \
	enum proof name##_run(const struct check *check, struct slice secret, const char **note);                      \
	void name##_make(const struct check *check, struct slice variant, struct random *random, struct buffer *out)

CHECK_FUNCTIONS(crc);    /* check_crc.c: form is a struct crc_form */
CHECK_FUNCTIONS(gitlab); /* check_gitlab.c */
CHECK_FUNCTIONS(marvin); /* check_azure.c */
CHECK_FUNCTIONS(cask);
CHECK_FUNCTIONS(aws_id); /* check_aws.c */
CHECK_FUNCTIONS(bedrock);
CHECK_FUNCTIONS(marker); /* check_marker.c: form is a struct marker_form */
CHECK_FUNCTIONS(openai);
CHECK_FUNCTIONS(json);   /* check_json.c: form is a struct json_form */
CHECK_FUNCTIONS(jwt);    /* check_jwt.c */
CHECK_FUNCTIONS(bech32); /* check_base.c */
CHECK_FUNCTIONS(base58);
CHECK_FUNCTIONS(pypi); /* check_decoded.c */
CHECK_FUNCTIONS(jfrog);
CHECK_FUNCTIONS(discord);
CHECK_FUNCTIONS(intercom);
CHECK_FUNCTIONS(data_center);
CHECK_FUNCTIONS(basic);
CHECK_FUNCTIONS(pem); /* check_pem.c */
void pem_line_make(const struct check *check, struct slice variant, struct random *random, struct buffer *out);
CHECK_FUNCTIONS(pgp);   /* check_pgp.c */
CHECK_FUNCTIONS(store); /* check_store.c */
CHECK_FUNCTIONS(salt);

/* How the checksum at the end of a token is written. */
enum crc_text { CRC_BASE62, CRC_BASE62_LOWER, CRC_HEX, CRC_HEX_UPPER, CRC_HEX_LITTLE, CRC_BASE64_LITTLE };

/* prefix, body, separator, checksum */
struct crc_form {
	const char *const *prefixes; /* NULL-ended; the first is the one a whole token is made with */
	const char *alphabet;        /* of the body */
	size_t body, body_max;       /* characters: exactly `body` when body_max is 0 */
	const char *separator;       /* between body and checksum; not covered */
	enum crc_text text;
	bool covers_prefix; /* then a token has to come whole, and is made whole */
	bool only_hint;     /* a wrong checksum proves nothing */
};

extern const struct crc_form crc_apify, crc_atlassian, crc_bitbucket, crc_cloudflare, crc_confluent, crc_github,
	crc_grafana, crc_npm, crc_salad, crc_vercel, crc_zuplo;

struct marker_form {
	const char *const *prefixes;
	const char *alphabet;
	const char *marker;
	size_t before, after; /* characters of the alphabet around the marker */
};

extern const struct marker_form marker_groq, marker_maxmind, marker_mercury, marker_new_relic;

struct json_form {
	const char *const *prefixes;
	const char *const *keys; /* that the object must have */
	size_t tail;             /* characters of base64url after a separator behind the object; 0: nothing follows */
	char separator;
	const char *sample; /* a printf format for one random word, used for every %s */
};

extern const struct json_form json_grafana, json_grafana_legacy, json_mapbox, json_onepassword, json_sentry;

#endif
