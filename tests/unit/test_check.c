#include "unit/unit.h"

#include <string.h>

#include "base/text.h"
#include "engine/check.h"

/* Published samples, with a blank inside so that nobody takes this file for a leak. */
static const struct {
	const char *check, *token;
} published[] = {
	{ "github-crc32", "ghp_HEEjXavM6wKtyhAU wDblMznMEhWyTt4XwY6f" },
	{ "github-crc32", "ghp_IwdMx9WFWRRfMhTY iaVjZ78Jfuamvn0YWRM0" },
	{ "npm-crc32", "npm_Alm0StFaK3t0kEN8 uTval1DcRC32dc1Bscp5" },
	{ "npm-crc32", "npm_qkJaB6MffYVzZXWq mcoF49yrUxP3wf0LsakP" },
	{ "grafana-glsa", "glsa_HOruNAb7SOiCdshU9a lgkrq7FDsNSLAa_54e2f8be" },
	{ "grafana-glsa", "glsa_ThisI5NtTheTok3nYo u8reLo0k1ngF0r_0a2a3df7" },
	{ "atlassian-crc32",
	  "ATATT3xFfGF0GfzfABO7-w-AdvXhHYHF4FnAa1jDw5jlp5U6e5flMKFVQ6eXpOhYyuaXg5pe7ZsHIknCKs3CeS_tTjuLVtQh "
	  "cfap3JQ0q9oRM1_FqnNZQpYjF7MKtxrIDxGHgrWh2kyAsXcLHCbuydTdAbSvZXVfNX25wb0EozWMKJFWfQL6Wtk=AB5D27B0" },
	{ "atlassian-crc32",
	  "ATATT3xFfGF0K3irG5tKKi-6u-wwaXQFeGwZ-IHR-hQ3CulkKtMSuteRQFfLZ6jihHThzZCg_UjnDt-4Wl_gIRf4zrZJs5Jq "
	  "aeuBhsfJ4W5GD6yGg3W7903gbvaxZPBjxIQQ7BgFDSkPS8oPispw4KLz56mdK-G6CIvLO6hHRrZHY0Q3tvJ6JxE=C63992E6" },
	{ "cloudflare-crc32", "cfat_aAbBcCdDeEfFgGhHiIjJk KlLmMnNoOpPqQrRsStT03fa099b" },
	{ "cloudflare-crc32", "cfk_ZE4CrcFhEIDXk9vL2sTLeA RsFp2ZZYbydVDhhIUq8573bbfe" },
	{ "zuplo-crc32", "zpka_3e6c4f7d39954ca293 53b7ab88589b64_de26cd55" },
	{ "zuplo-crc32", "zpka_b3f94d8d3d4d4a6ea5 c5b20d0a5bb407_18eb262b" },
	{ "confluent-crc32", "cfltqPLd2lLPAtWtHGNhN32WlZxoEj30 pcg8mzaPlPJ937JlMa7n9YCRLooqgifw" },
	{ "vercel-crc32", "vca_BQuu9ChDu3n6Pfh6YQnCshpoYk WDSFKogLqmBtQ0tC8NAA5rXt340sjz" },
	{ "vercel-crc32", "vci_35UYJwYZDigYATKhxJUAhPqRhi t2Xe3dtiG60LsUTHeklEXDQ94Jafpu" },
	{ "apify-crc32", "apify_api_9uyewBxQUF1EX WdKVc4lNaTSM461Ls4oQouz" },
	{ "apify-crc32", "apify_api_NcjXcxEz2XL1i rjppyWSHvjghalQOd1LXOHv" },
	{ "salad-crc32", "salad_cloud_org_zYLYVpmHJ3oksnZ0 l9RHJCf1ib2QvJOJztWukwYjtjB1kDIGP" },
	{ "salad-crc32", "salad_cloud_user_HZdqHUSBFLJI7LZj o1UcDORHIdi8wet37OMP01YTep82tdimF" },
	/* made by GitLab's own generator: 16 times the letter a, "o:1", "u:1" */
	{ "gitlab-routable", "glpat-YWFhYWFhYWFhYWFh YWFhYW86MQp1OjEH.01.0w082kcij" },
	{ "gitlab-routable", "glpat-YWFhYWFhYWFhYWFh YWFhYW86MQp1OjEH.0w1ehib6u" },
};

/* Every token of these is covered by a checksum, prefix apart. */
static const char *const summed[] = {
	"age-bech32",      "apify-crc32",      "atlassian-crc32", "azure-marvin",    "base58check",
	"bitbucket-crc32", "cloudflare-crc32", "github-crc32",    "gitlab-routable", "grafana-glsa",
	"npm-crc32",       "salad-crc32",      "vercel-crc32",    "zuplo-crc32",     "confluent-crc32",
};

/* What a check says of a token; the note is dropped. */
static enum proof ask(const char *name, struct slice token)
{
	const struct check *check = check_find(name);
	const char *note;

	ck_assert_msg(check != NULL, "no check %s", name);
	return check_run(check, token, &note);
}

static const char *note_of(const char *name, struct slice token)
{
	const char *note = "unset";

	check_run(check_find(name), token, &note);
	return note;
}

START_TEST(published_tokens_pass)
{
	for (size_t i = 0; i < sizeof published / sizeof *published; i++) {
		struct slice rest = slice_of(published[i].token), part;
		struct buffer token;

		buffer_init(&token, 1024);
		while (slice_cut(&rest, ' ', &part))
			buffer_add(&token, part);
		ck_assert_msg(ask(published[i].check, buffer_slice(&token)) == PROOF_PASSED, "%s", published[i].token);
		buffer_release(&token);
	}
}
END_TEST

START_TEST(made_tokens_pass_their_check)
{
	struct random random;
	struct buffer token;

	random_init(&random, 1);
	buffer_init(&token, 65536);
	for (const struct check *check = checks; check->name; check++)
		for (int i = 0; i < 200; i++) {
			const char *note;

			buffer_clear(&token);
			ck_assert(check_make(check, &random, &token));
			ck_assert_msg(check_run(check, buffer_slice(&token), &note) != PROOF_FAILED, "%s: %s",
				      check->name, token.at);
			ck_assert_msg(note == NULL, "%s: %s", check->name, note);
		}
	buffer_release(&token);
}
END_TEST

START_TEST(a_store_that_a_password_seals_says_so)
{
	static const char *const sealed[] = { "jks", "jceks", "kdbx", "kdb", "keychain" };
	const struct check *store = check_find("key-store");
	struct random random;
	struct buffer token;
	const char *note;

	random_init(&random, 3);
	buffer_init(&token, 4096);
	for (size_t i = 0; i < sizeof sealed / sizeof *sealed; i++) {
		buffer_clear(&token);
		ck_assert(check_make_variant(store, slice_of(sealed[i]), &random, &token));
		ck_assert_int_eq(check_run(store, buffer_slice(&token), &note), PROOF_STRUCTURE);
		ck_assert_str_eq(note, "sealed with a password");
		token.at[0] ^= 1;
		ck_assert_int_eq(check_run(store, buffer_slice(&token), &note), PROOF_FAILED);
	}
	buffer_release(&token);
}
END_TEST

START_TEST(a_salt_is_drawn_from_all_kinds_of_characters)
{
	char words[] = "this is a sentence with Words and 12 digits, and it is no salt!!";

	ck_assert_uint_eq(strlen(words), 64);
	ck_assert_int_eq(ask("wordpress-salt", slice_of(words)), PROOF_FAILED);
	ck_assert_int_eq(ask("wordpress-salt", slice_sub(slice_of(words), 0, 63)), PROOF_FAILED);
	words[5] = '\'';
	ck_assert_int_eq(ask("wordpress-salt", slice_of(words)), PROOF_FAILED);
}
END_TEST

START_TEST(a_changed_character_breaks_a_checksum)
{
	struct random random;
	struct buffer token;

	random_init(&random, 2);
	buffer_init(&token, 65536);
	for (size_t i = 0; i < sizeof summed / sizeof *summed; i++) {
		enum proof wrong = strcmp(summed[i], "npm-crc32") == 0 ? PROOF_STRUCTURE : PROOF_FAILED;

		for (int round = 0; round < 200; round++) {
			size_t at;

			buffer_clear(&token);
			check_make(check_find(summed[i]), &random, &token);
			ck_assert_msg(ask(summed[i], buffer_slice(&token)) == PROOF_PASSED, "%s: %s", summed[i],
				      token.at);
			at = 15 + random_below(&random, 8);
			token.at[at] = token.at[at] == '4' ? '5' : '4';
			ck_assert_msg(ask(summed[i], buffer_slice(&token)) == wrong, "%s: %s", summed[i], token.at);
		}
	}
	buffer_release(&token);
}
END_TEST

START_TEST(every_variant_makes_tokens_that_pass)
{
	static const struct {
		const char *check, *variant, *start;
	} variants[] = {
		{ "age-bech32", "AGE-SECRET-KEY-PQ-", "AGE-SECRET-KEY-PQ-1" },
		{ "atlassian-crc32", "ATCTT3xFfGN0", "ATCTT3xFfGN0" },
		{ "aws-key-id", "ASIA", "ASIA" },
		{ "azure-cask", "ACOG", "" },
		{ "azure-marvin", "ACDb", "" },
		{ "azure-marvin", "AzFu", "" },
		{ "azure-marvin", "AzSe", "" },
		{ "azure-marvin", "AzCa", "" },
		{ "azure-marvin", "+ASb", "" },
		{ "base58check", "K", "" },
		{ "base58check", "xprv", "xprv" },
		{ "base58check", "zprv", "zprv" },
		{ "cloudflare-crc32", "cfat_", "cfat_" },
		{ "github-crc32", "ghs_", "ghs_" },
		{ "gitlab-routable", "glrt-t1_", "glrt-t1_" },
		{ "jfrog", "AKCp", "AKCp" },
		{ "jwt", "RS256", "eyJ" },
		{ "jwt", "ES256", "eyJ" },
		{ "mapbox", "pk.", "pk.eyJ" },
		{ "openai", "sk-", "sk-" },
		{ "openai", "sk-admin-", "sk-admin-" },
		{ "pem", "OPENSSH PRIVATE KEY", "-----BEGIN OPENSSH PRIVATE KEY-----\n" },
		{ "pem", "EC PRIVATE KEY", "-----BEGIN EC PRIVATE KEY-----\n" },
		{ "pem", "PRIVATE KEY", "-----BEGIN PRIVATE KEY-----\n" },
		{ "pem-line", "", "-----BEGIN RSA PRIVATE KEY-----\\n" },
		{ "pypi", "test", "pypi-AgENdGVzdC5weXBpLm9yZw" },
		{ "salad-crc32", "salad_cloud_org_", "salad_cloud_org_" },
		{ "vercel-crc32", "vck_", "vck_" },
	};
	struct random random;
	struct buffer token;

	random_init(&random, 3);
	buffer_init(&token, 65536);
	for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
		struct slice variant = slice_of(variants[i].variant);

		buffer_clear(&token);
		ck_assert(check_make_variant(check_find(variants[i].check), variant, &random, &token));
		ck_assert_msg(ask(variants[i].check, buffer_slice(&token)) != PROOF_FAILED, "%s %s: %s",
			      variants[i].check, variants[i].variant, token.at);
		ck_assert_msg(slice_starts(buffer_slice(&token), slice_of(variants[i].start)), "%s", token.at);
	}
	buffer_release(&token);
}
END_TEST

START_TEST(tokens_without_a_checkable_part_are_structure)
{
	static const struct {
		const char *check, *token;
	} plain[] = {
		{ "github-crc32", "ghs_short" },          { "gitlab-routable", "glpat-short" },
		{ "azure-marvin", "no signature here" },  { "azure-cask", "short" },
		{ "aws-key-id", "AKIAI234567234567234" }, { "bedrock", "bedrock-api-key-x" },
	};

	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		ck_assert_msg(ask(plain[i].check, slice_of(plain[i].token)) == PROOF_STRUCTURE, "%s", plain[i].token);
}
END_TEST

START_TEST(what_disagrees_fails)
{
	static const struct {
		const char *check, *token;
	} wrong[] = {
		{ "aws-key-id", "AKIA7777777777777777" }, /* an account of thirteen digits */
		{ "aws-key-id", "AKIA1111111111111111" },
		{ "openai", "sk-proj-aaT3BlbkFJaaa" },
		{ "openai", "sk-proj-aaaaaaaaaaaaaa" },
		{ "groq", "gsk_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
		{ "new-relic", "0123456789NRAX" },
		{ "jwt", "eyJ.eyJ.x" },
		{ "jwt", "one part" },
		{ "jwt", "a.b.c.d.e.f.g" },
		{ "discord", "bm90IGEgbnVtYmVyIGF0IGFsbA.x.y" },
		{ "pem", "-----BEGIN RSA PRIVATE KEY-----\nbm90IGRlcg==\n-----END RSA PRIVATE KEY-----" },
		{ "pgp", "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nbm90IGRlcg==\n-----END" },
		{ "basic-auth", "bm9jb2xvbg==" },
	};

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		ck_assert_msg(ask(wrong[i].check, slice_of(wrong[i].token)) == PROOF_FAILED, "%s", wrong[i].token);
}
END_TEST

START_TEST(an_empty_secret_crashes_no_check)
{
	for (const struct check *check = checks; check->name; check++) {
		const char *note;

		ck_assert_int_ne(check_run(check, SLICE_NONE, &note), PROOF_PASSED);
		ck_assert_int_ne(check_run(check, SLICE("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), &note),
				 PROOF_PASSED);
	}
}
END_TEST

static void add_url64(struct buffer *out, const char *text)
{
	text_add_base64(out, slice_of(text));
	while (out->len && out->at[out->len - 1] == '=')
		buffer_truncate(out, out->len - 1);
}

START_TEST(a_jwt_tells_whether_it_has_expired)
{
	static const struct {
		const char *header, *payload, *note;
	} tokens[] = {
		{ "{\"alg\":\"HS256\"}", "{\"exp\":1000000000}", "expired" },
		{ "{\"alg\":\"HS256\"}", "{\"exp\":99999999999}", NULL },
		{ "{\"alg\":\"HS256\"}", "{\"iss\":\"supabase\",\"role\":\"anon\"}", "publishable" },
		{ "{\"alg\":\"none\"}", "{\"sub\":\"1\"}", "alg none" },
	};

	for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++) {
		struct buffer token;
		const char *note;

		buffer_init(&token, 1024);
		add_url64(&token, tokens[i].header);
		buffer_add_byte(&token, '.');
		add_url64(&token, tokens[i].payload);
		buffer_add_byte(&token, '.');
		for (int k = 0; k < 43 && i < 3; k++)
			buffer_add_byte(&token, "abcdeXYZ0129"[k % 12]);
		ck_assert_int_eq(ask("jwt", buffer_slice(&token)), PROOF_STRUCTURE);
		note = note_of("jwt", buffer_slice(&token));
		if (tokens[i].note)
			ck_assert_str_eq(note, tokens[i].note);
		else
			ck_assert_ptr_null(note);
		buffer_release(&token);
	}
}
END_TEST

START_TEST(a_canary_account_is_noted)
{
	/* the id is put together from the account 052310077262 */
	uint64_t bits = (uint64_t)1 << 49 | (uint64_t)52310077262 << 9;
	char id[20 + 1] = "AKIA";

	for (int i = 0; i < 10; i++)
		id[4 + i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[bits >> (45 - 5 * i) & 31];
	memcpy(id + 14, "234567", 6);
	ck_assert_str_eq(note_of("aws-key-id", slice_of(id)), "canary account");
}
END_TEST

/* Puts `from` in place of every line end of a block. */
static void rewrap(struct slice block, const char *from, struct buffer *out)
{
	struct slice line;

	while (slice_cut(&block, '\n', &line)) {
		buffer_add(out, line);
		if (block.len)
			buffer_add_text(out, from);
	}
}

START_TEST(a_pem_block_is_read_however_it_is_embedded)
{
	static const char *const line_ends[] = { "\n",       "\r\n",    "\\n",           "\\\\n",
						 "\\r\\n",   "\n    ",  "\n// ",         "\n * ",
						 "\n# ",     "\n+",     "\\n\" +\n\t\"", "\\n'\n  '",
						 "\n    | ", "\\n\\\n", "\\n\",\n\t\"",  "\n> " };
	struct buffer block, text;
	struct random random;

	random_init(&random, 4);
	buffer_init(&block, 65536);
	buffer_init(&text, 65536);
	for (size_t i = 0; i < sizeof line_ends / sizeof *line_ends; i++)
		for (int openssh = 0; openssh < 2; openssh++) {
			buffer_clear(&block);
			buffer_clear(&text);
			check_make_variant(check_find("pem"), openssh ? SLICE("OPENSSH PRIVATE KEY") : SLICE_NONE,
					   &random, &block);
			rewrap(buffer_slice(&block), line_ends[i], &text);
			ck_assert_msg(ask("pem", buffer_slice(&text)) == PROOF_PASSED, "line end %zu: %s", i, text.at);
		}
	buffer_release(&text);
	buffer_release(&block);
}
END_TEST

START_TEST(a_cut_off_or_encrypted_key_is_noted)
{
	struct random random;
	struct buffer block;
	struct slice cut;

	random_init(&random, 5);
	buffer_init(&block, 65536);
	check_make_variant(check_find("pem"), SLICE("ENCRYPTED PRIVATE KEY"), &random, &block);
	ck_assert_int_eq(ask("pem", buffer_slice(&block)), PROOF_PASSED);
	ck_assert_str_eq(note_of("pem", buffer_slice(&block)), "encrypted");
	buffer_clear(&block);
	check_make(check_find("pem"), &random, &block);
	cut = slice_sub(buffer_slice(&block), 0, block.len / 2);
	ck_assert_int_eq(ask("pem", cut), PROOF_FAILED);
	ck_assert_str_eq(note_of("pem", cut), "cut off");
	buffer_clear(&block);
	buffer_print(&block,
		     "-----%s RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n"
		     "bm90IGRlcg==\n-----END RSA PRIVATE KEY-----",
		     "BEGIN");
	ck_assert_int_eq(ask("pem", buffer_slice(&block)), PROOF_STRUCTURE);
	ck_assert_str_eq(note_of("pem", buffer_slice(&block)), "encrypted");
	buffer_release(&block);
}
END_TEST

/* The ends were worked out by another program, whose Marvin32 agrees with the published vectors of .NET. */
START_TEST(azure_keys_are_summed_with_the_seed_of_their_service)
{
	static const struct {
		size_t letters;
		const char *end;
	} keys[] = {
		{ 76, "+AStAOz/eA==" }, { 76, "ACDbM6yYAw==" }, { 44, "AzFuepl39Q==" },
		{ 42, "AzSeDYHyBc" },   { 33, "AzCaBjx1DI=" },  { 33, "AIoTN+6HPE=" },
	};
	struct buffer key;

	buffer_init(&key, 128);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		buffer_clear(&key);
		for (size_t k = 0; k < keys[i].letters; k++)
			buffer_add_byte(&key, 'B');
		buffer_add_text(&key, keys[i].end);
		ck_assert_msg(ask("azure-marvin", buffer_slice(&key)) == PROOF_PASSED, "%s", keys[i].end);
		key.at[3] = 'C';
		ck_assert_msg(ask("azure-marvin", buffer_slice(&key)) != PROOF_PASSED, "%s", keys[i].end);
	}
	buffer_release(&key);
}
END_TEST

START_TEST(no_check_minds_what_bytes_it_gets)
{
	struct random random;
	struct buffer token;

	random_init(&random, 7);
	buffer_init(&token, 65536);
	for (const struct check *check = checks; check->name; check++)
		for (int i = 0; i < 300; i++) {
			size_t changes = 1 + random_below(&random, 8);
			const char *note;

			buffer_clear(&token);
			check_make(check, &random, &token);
			while (changes--)
				token.at[random_below(&random, token.len)] = (char)random_below(&random, 256);
			buffer_truncate(&token,
					random_below(&random, 2) ? token.len : random_below(&random, token.len));
			check_run(check, buffer_slice(&token), &note);
			ck_assert(note == NULL || strlen(note) < 40);
		}
	buffer_release(&token);
}
END_TEST

START_TEST(the_table_is_in_order_and_found_by_name)
{
	for (const struct check *check = checks; check->name; check++) {
		ck_assert_ptr_eq(check_find(check->name), check);
		if (check[1].name)
			ck_assert_int_lt(strcmp(check->name, check[1].name), 0);
	}
	ck_assert_ptr_null(check_find("no-such-check"));
}
END_TEST

START_TEST(making_says_when_there_is_no_room)
{
	for (const struct check *check = checks; check->name; check++) {
		struct random random;
		struct buffer token;

		random_init(&random, 6);
		buffer_init(&token, 8);
		ck_assert_msg(!check_make(check, &random, &token), "%s", check->name);
		buffer_release(&token);
	}
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, published_tokens_pass);
	tcase_add_test(tests, made_tokens_pass_their_check);
	tcase_add_test(tests, a_store_that_a_password_seals_says_so);
	tcase_add_test(tests, a_salt_is_drawn_from_all_kinds_of_characters);
	tcase_add_test(tests, a_changed_character_breaks_a_checksum);
	tcase_add_test(tests, every_variant_makes_tokens_that_pass);
	tcase_add_test(tests, tokens_without_a_checkable_part_are_structure);
	tcase_add_test(tests, what_disagrees_fails);
	tcase_add_test(tests, an_empty_secret_crashes_no_check);
	tcase_add_test(tests, a_jwt_tells_whether_it_has_expired);
	tcase_add_test(tests, a_canary_account_is_noted);
	tcase_add_test(tests, a_pem_block_is_read_however_it_is_embedded);
	tcase_add_test(tests, a_cut_off_or_encrypted_key_is_noted);
	tcase_add_test(tests, azure_keys_are_summed_with_the_seed_of_their_service);
	tcase_add_test(tests, no_check_minds_what_bytes_it_gets);
	tcase_add_test(tests, the_table_is_in_order_and_found_by_name);
	tcase_add_test(tests, making_says_when_there_is_no_room);
}

UNIT_MAIN("check", add_tests)
