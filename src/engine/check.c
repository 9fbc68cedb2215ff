/* check.c - the table of checks; see check.h. What they do is in check_*.c, by kind. */
#include "check_part.h"

#include <string.h>

const struct check checks[] = {
	{ "age-bech32", "age key: Bech32 checksum; a whole key, VARIANT: another prefix (AGE-SECRET-KEY-PQ-)",
	  bech32_run, bech32_make, NULL },
	{ "apify-crc32", "last six = CRC-32 in base 62; a whole apify_api_ token", crc_run, crc_make, &crc_apify },
	{ "atlassian-crc32", "last eight = CRC-32; a whole token, VARIANT: its prefix (ATATT3xFfGF0, ATCTT3xFfGN0)",
	  crc_run, crc_make, &crc_atlassian },
	{ "aws-key-id", "holds an account number; a whole id, VARIANT: its four letters (AKIA, ASIA, ABIA)", aws_id_run,
	  aws_id_make, NULL },
	{ "azure-cask", "JQQJ9, date and provider in place; a whole key, VARIANT: four letters of the provider",
	  cask_run, cask_make, NULL },
	{ "azure-marvin", "Marvin32 of the service; a whole key, VARIANT: its signature (+ASt, ACDb, AzCa ...)",
	  marvin_run, marvin_make, NULL },
	{ "base58check", "double SHA-256 at the end; a whole key, VARIANT: its begin (5, K, xprv, yprv, zprv, tprv)",
	  base58_run, base58_make, NULL },
	{ "basic-auth", "base64 of user:password; the base64, VARIANT: the user", basic_run, basic_make, NULL },
	{ "bedrock", "base64 of a key's name; a whole ABSK key", bedrock_run, bedrock_make, NULL },
	{ "bitbucket-crc32", "last eight = CRC-32; a whole ATBB password", crc_run, crc_make, &crc_bitbucket },
	{ "cloudflare-crc32",
	  "last eight = CRC-32; the 48 characters after cfut_, cfat_, cfk_ (VARIANT: prefix to add)", crc_run, crc_make,
	  &crc_cloudflare },
	{ "confluent-crc32", "last six = CRC-32; the 60 characters after cflt (VARIANT: prefix to add)", crc_run,
	  crc_make, &crc_confluent },
	{ "data-center", "base64 of a number, a colon and 20 bytes; 44 characters, VARIANT: prefix (BBDC-)",
	  data_center_run, data_center_make, NULL },
	{ "discord", "first part is the bot's id; a whole token", discord_run, discord_make, NULL },
	{ "github-crc32", "last six = CRC-32 in base 62; the 36 characters after ghp_ ... (VARIANT: prefix to add)",
	  crc_run, crc_make, &crc_github },
	{ "gitlab-routable", "CRC-32 and routing; a whole token, VARIANT: its prefix (glpat-, glrt-t1_)", gitlab_run,
	  gitlab_make, NULL },
	{ "grafana-cloud", "base64 of JSON with o, n, k, m; a whole glc_ token", json_run, json_make, &json_grafana },
	{ "grafana-glsa", "last eight = CRC-32; a whole glsa_ token", crc_run, crc_make, &crc_grafana },
	{ "grafana-legacy", "base64 of JSON with k, n, id; a whole key", json_run, json_make, &json_grafana_legacy },
	{ "groq", "WGdyb3FY in its place; a whole gsk_ key", marker_run, marker_make, &marker_groq },
	{ "intercom", "base64 of tok:...; a whole token", intercom_run, intercom_make, NULL },
	{ "jfrog", "base64 of reftkn:...; a whole token, VARIANT: AKCp for an API key", jfrog_run, jfrog_make, NULL },
	{ "jwt", "JSON header with an algorithm that fits the signature; a whole token, VARIANT: the algorithm",
	  jwt_run, jwt_make, NULL },
	{ "key-store", "the head of a binary store; a keytab, VARIANT: jks, jceks, kdbx, kdb, keychain", store_run,
	  store_make, NULL },
	{ "mapbox", "middle is base64 of JSON with u, a; a whole token, VARIANT: its prefix (sk., pk., tk.)", json_run,
	  json_make, &json_mapbox },
	{ "maxmind", "ends in _mmk; a whole key", marker_run, marker_make, &marker_maxmind },
	{ "mercury", "ends in _yrucrem; a whole token, VARIANT: its prefix", marker_run, marker_make, &marker_mercury },
	{ "new-relic", "36 hex and NRAL; a whole key", marker_run, marker_make, &marker_new_relic },
	{ "npm-crc32",
	  "last six = CRC-32 in base 62 (proves only); the 36 characters after npm_ (VARIANT: prefix to add)", crc_run,
	  crc_make, &crc_npm },
	{ "onepassword", "base64 of JSON with the account; a whole ops_ token", json_run, json_make,
	  &json_onepassword },
	{ "openai", "T3BlbkFJ in the middle; a whole key, VARIANT: its prefix (sk-proj-, sk-svcacct-, sk-admin-, sk-)",
	  openai_run, openai_make, NULL },
	{ "pem", "base64 of a DER or OpenSSH key; a whole block, VARIANT: its label (EC PRIVATE KEY)", pem_run,
	  pem_make, NULL },
	{ "pem-line", "as pem; the block on one line with \\n escapes", pem_run, pem_line_make, NULL },
	{ "pgp", "CRC-24 of the armour; a whole private key block", pgp_run, pgp_make, NULL },
	{ "pypi", "a macaroon of pypi.org; a whole token, VARIANT: test for test.pypi.org", pypi_run, pypi_make, NULL },
	{ "salad-crc32", "last six = CRC-32 in base 62; what comes after salad_cloud_user_ (VARIANT: prefix to add)",
	  crc_run, crc_make, &crc_salad },
	{ "sentry", "base64 of JSON with iat, url, org; a whole sntrys_ token", json_run, json_make, &json_sentry },
	{ "vercel-crc32", "last six = CRC-32 in base 62; the 56 characters after vcp_ ... (VARIANT: prefix to add)",
	  crc_run, crc_make, &crc_vercel },
	{ "wordpress-salt", "64 characters of all kinds, as its generator draws them; a whole salt", salt_run,
	  salt_make, NULL },
	{ "zuplo-crc32", "last eight = CRC-32; the 41 characters after zpka_ (VARIANT: prefix to add)", crc_run,
	  crc_make, &crc_zuplo },
	{ NULL, NULL, NULL, NULL, NULL },
};

const struct check *check_find(const char *name)
{
	for (const struct check *check = checks; check->name; check++)
		if (strcmp(check->name, name) == 0)
			return check;
	return NULL;
}

enum proof check_run(const struct check *check, struct slice secret, const char **note)
{
	*note = NULL;
	return check->run(check, secret, note);
}

bool check_make(const struct check *check, struct random *random, struct buffer *out)
{
	return check_make_variant(check, SLICE_NONE, random, out);
}

bool check_make_variant(const struct check *check, struct slice variant, struct random *random, struct buffer *out)
{
	check->make(check, variant, random, out);
	return !out->full;
}

struct text_list check_names(struct arena *arena)
{
	size_t len = 0;
	const char **names;

	while (checks[len].name)
		len++;
	names = arena_alloc_array(arena, len, sizeof(*names));
	for (size_t i = 0; i < len; i++)
		names[i] = checks[i].name;
	return (struct text_list){ names, len };
}
