/* check_json.c - tokens that carry a JSON object in base64; a family is one struct json_form. */
#include "check_part.h"

#include <string.h>

#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })

const struct json_form json_grafana = { .prefixes = LIST("glc_"),
					.keys = LIST("o", "n", "k", "m"),
					.sample = "{\"o\":\"482913\",\"n\":\"stack-482913-%s\",\"k\":\"%s\","
						  "\"m\":{\"r\":\"prod-eu-west-0\"}}" };

const struct json_form json_grafana_legacy = { .prefixes = LIST(""),
					       .keys = LIST("k", "n", "id"),
					       .sample = "{\"k\":\"%s\",\"n\":\"ci-%s\",\"id\":1}" };

const struct json_form json_sentry = { .prefixes = LIST("sntrys_"),
				       .keys = LIST("iat", "url", "org"),
				       .tail = 43,
				       .separator = '_',
				       .sample = "{\"iat\":1722948160.482953,\"url\":\"https://sentry.io\","
						 "\"region_url\":\"https://de.sentry.io\",\"org\":\"%s\"}" };

const struct json_form json_mapbox = { .prefixes = LIST("sk.", "pk.", "tk."),
				       .keys = LIST("u", "a"),
				       .tail = 22,
				       .separator = '.',
				       .sample = "{\"u\":\"m%s\",\"a\":\"cl%s\"}" };

const struct json_form json_onepassword = {
	.prefixes = LIST("ops_"),
	.keys = LIST("signInAddress", "userAuth", "email", "srpX", "muk"),
	.sample = "{\"email\":\"%s@1passwordserviceaccounts.com\",\"muk\":{\"alg\":\"A256GCM\",\"k\":\"%s%s\"},"
		  "\"secretKey\":\"A3-%s\",\"srpX\":\"%s\",\"signInAddress\":\"my.1password.com\","
		  "\"userAuth\":{\"method\":\"SRPg-4096\",\"alg\":\"PBES2g-HS256\",\"iterations\":650000}}"
};

enum proof json_run(const struct check *check, struct slice secret, const char **note)
{
	const struct json_form *form = check->form;
	cJSON *object;
	bool right;

	(void)note;
	if (!part_strip(&secret, form->prefixes))
		return PROOF_STRUCTURE;
	if (form->tail) {
		size_t separator = secret.len > form->tail ? secret.len - form->tail - 1 : 0;

		if (separator == 0 || secret.at[separator] != form->separator)
			return PROOF_FAILED;
		secret.len = separator;
	}
	object = part_json(secret);
	right = object && part_has(object, form->keys);
	cJSON_Delete(object);
	return right ? PROOF_PASSED : PROOF_FAILED;
}

/* The sample with a random word for each %s; drawn again while base64 has one of the two characters that differ. */
static void add_object(const struct json_form *form, struct random *random, struct buffer *out)
{
	size_t start = out->len;
	struct buffer text;

	buffer_init(&text, PART_BYTES);
	do {
		buffer_truncate(out, start);
		buffer_clear(&text);
		for (const char *at = form->sample; *at; at++) {
			if (at[0] == '%' && at[1] == 's') {
				part_random(&text, random, PART_BASE36, 24);
				at++;
			} else {
				buffer_add_byte(&text, *at);
			}
		}
		part_add_url64(out, buffer_slice(&text));
	} while (!out->full && !part_is_all(slice_sub(buffer_slice(out), start, out->len), PART_BASE62));
	buffer_release(&text);
}

void json_make(const struct check *check, struct slice variant, struct random *random, struct buffer *out)
{
	const struct json_form *form = check->form;

	if (variant.len)
		buffer_add(out, variant);
	else
		buffer_add_text(out, form->prefixes[0]);
	add_object(form, random, out);
	if (form->tail) {
		buffer_add_byte(out, form->separator);
		part_random(out, random, PART_BASE62, form->tail);
	}
}
