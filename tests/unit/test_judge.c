#include "unit/unit.h"

#include <string.h>

#include "base/buffer.h"
#include "base/random.h"
#include "engine/fill.h"
#include "engine/judge.h"

/* Accepted as a token */
static const char *const tokens[] = {
	"%{alnum:10}",
	"%{alnum:16}",
	"%{alnum:20}",
	"%{alnum:32}",
	"%{alnum:64}",
	"%{hex:20}",
	"%{hex:32}",
	"%{HEX:40}",
	"%{hex:64}",
	"%{base64:40}",
	"%{base64:43}=",
	"%{base64:86}==",
	"%{base64url:43}",
	"%{base32:32}",
	"%{lower:32}",
	"sk-%{alnum:48}",
	"sk-%{hex:32}",
	"hf_%{alpha:34}",
	"tok_%{alnum:24}",
	"key-%{hex:16}",
	"%{digit:10}-%{alnum:32}",
	"%{alnum:24}.%{alnum:6}.%{base64url:27}",
	"%{basic-auth}",
	"%{jwt}",
};

/* Found after token, key and secret in source texts */
static const char *const not_tokens[] = {
	"get_access_token_from_header",
	"authenticationTokenProvider",
	"AUTH_TOKEN_EXPIRED",
	"com.example.auth.TokenService",
	"tokenizer.decode_batch",
	"application/x-www-form-urlencoded",
	"application/vnd.api+json",
	"https://example.com/oauth/token",
	"/var/run/secrets/kubernetes.io/serviceaccount/token",
	"./config/secret.yaml",
	"src/components/Token.tsx",
	"1.2.3-beta.4+exp.sha.5114f85",
	"2024-01-02T03:04:05Z",
	"192.168.100.200:8443",
	"v0.5.3-0.20190725170108-e1b17ad0c772",
	"123e4567-e89b-42d3-a456-426614174abc",
	"sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
	"sha512-abcdEFGH1234ijklMNOP5678qrst",
	"us-east-1.amazonaws.com",
	"eu-central-1",
	"my-service-account-key.json",
	"client_secret_basic",
	"client_credentials",
	"authorization_code",
	"refresh_token_expires_in",
	"X-CSRF-Token",
	"x-amz-security-token",
	"Bearer-Token-Auth",
	"secretmanager.googleapis.com",
	"projects/my-project/secrets/api-key/versions/latest",
	"arn:aws:secretsmanager:us-east-1:123456789012:secret:name",
	"user@example.com",
	"getSecretValue",
	"SecretKeyFactory",
	"PBKDF2WithHmacSHA512",
	"AES/CBC/PKCS5Padding",
	"RSA-OAEP-256",
	"ECDHE-RSA-AES128-GCM-SHA256",
	"TLS_AES_256_GCM_SHA384",
	"-----BEGIN",
	"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA",
	"ssh-rsa",
	"AAAAB3NzaC1yc2EAAAADAQABAAABgQC7",
	"iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB",
	"data-testid-token-input",
	"btn-primary-token-refresh",
	"css-1n7v3ny-option",
	"Tokens::Identifier.new",
	"self.access_token_secret",
	"kSecAttrAccessible",
	"NSURLAuthenticationMethodHTTPBasic",
	"com.apple.developer.team-identifier",
	"androidx.security.crypto",
	"0123456789ABCDEFGHIJ",
	"AbCdEfGhIjKlMnOpQrSt",
	"some_random_string_here",
	"this-is-a-very-long-secret-key-for-testing",
	"super-secret-key-32-characters-long",
	"my_very_secure_jwt_signing_secret",
	"not-so-secret-token",
	"insert-token-here",
	"thisisaverysecretkey",
	"averylongsecretkeythatnobodyknows",
	"keyboard-interactive",
	"password-authenticator",
	"HMAC_SHA256_KEY_SIZE",
	"MAX_TOKEN_LENGTH_256",
	"EVP_aes_256_cbc",
	"dGhpcyBpcyBub3QgYSBzZWNyZXQ=",
	"aGVsbG8gd29ybGQ=",
	"YWJjZGVmZ2hpamtsbW5vcA==",
	"Z2l0aHViLmNvbQ==",
	"token_1234567890",
	"user1_access_token",
	"oauth2_access_token",
	"test_oauth2_client_3",
	"es2015-token-parser",
	"utf8mb4_unicode_ci",
	"x86_64-linux-gnu",
	"node_modules/jsonwebtoken",
	"jsonwebtoken@8.5.1",
	"@babel/plugin-syntax-token",
	"rgba(255,255,255)",
	"linear-gradient",
	"googleapis.com/auth/cloud-platform",
	"https-proxy-agent-token",
	"3f4ca100e2fc675e",
	"PublicKeyToken=b77a5c561934e089",
};

/* Accepted as a password */
static const char *const passwords[] = {
	"S3cr3t!2024pw",
	"kX9#mQ2$vL",
	"Tr0ub4dor&3",
	"Winter2024!",
	"Summer2023",
	"Welcome@2023",
	"gH7!kl0pQ",
	"b1llyTheKid#88",
	"P@55-f0r-Prod-9182",
	"pa$$W0rd4Prod77",
	"MyDogRex99!",
	"hunter42!",
	"dev_db_2021!",
	"1qaz2wsx3edc!",
	"!QAZ2wsx",
	"monkey1980",
	"Pr0duct10n!",
	"R3d1sP@ss!",
	"J4rvis*2021",
	"vE!8Qz1?",
	"7hG#2kLm",
	"tiger2000",
	"Fluffy&Whiskers7",
	"N0tMyR3alName",
	"tiger42",
	"laura1985",
	"Madrid989",
	"garten24",
	"k3j9xq",
	"qzxkvwpj",
	"p!zza9x",
	"Perro4!",
	"46priya",
	"Garten42-",
	"Perro44.",
	"Schatz789_",
	"Garten_1987",
	"perro.712",
	"@Perro1976",
	"r7(K&&w2]Bd9",
	"T4f,.+x9Q;mZ2",
	"%{alnum:8}",
	"%{alnum:12}",
	"%{alnum:16}",
	"%{base64:20}",
	"%{base64url:24}",
	"%{hex:20}",
	"%{hex:32}",
	"%{lower:24}",
	"%{alnum:6}!%{digit:3}",
};

/* Found after password in source texts */
static const char *const not_passwords[] = {
	"password",
	"db_password",
	"getPassword()",
	"config.password",
	"self.password",
	"args[1]",
	"args.password",
	"user.password",
	"String",
	"nullptr",
	"undefined",
	"required",
	"Enter your password",
	"Confirm Password:",
	"Forgot password?",
	"passwordField",
	"password-input",
	"txtPassword",
	"#password",
	".password-field",
	"$password",
	"${PASSWORD}",
	"{{ password }}",
	"<password>",
	"postgres",
	"minioadmin",
	"foobar",
	"hunter2",
	"changeme",
	"test1234",
	"pass1234",
	"password1234",
	"Password1!",
	"P@ssword1",
	"Str0ngP@ssw0rd",
	"Pa55word!",
	"123456",
	"12345678",
	"1234567890123",
	"qwerty123",
	"iloveyou",
	"/etc/passwd",
	"/run/secrets/db",
	"./password.txt",
	"~/.pgpass",
	"C:\\secrets",
	"https://example.com/login",
	"user@example.com",
	"DB_PASSWORD",
	"utf-8-sig",
	"sha256",
	"sha-256",
	"bcrypt",
	"md5(password)",
	"PBKDF2WithHmacSHA256",
	"AES-256-CBC",
	"x509.name",
	"TLSv1.2",
	"$perro42",
	"call(a1).B2",
	"\xc2\xab"
	"django:50\xc2\xbb",
	"[A-Za-z0-9]{8,20}",
	"application/json",
	"2024-01-01",
	"10.11.12.13",
	"10.0.0.1:8080",
	"new Password(8)",
	"passwd.h",
	"credentials",
	"$2y$10$abcdefghijklmnopqrstuv",
	"{SSHA}abcdef",
	"minLength:8",
	"maxlength=20",
	"[a-zA-Z0-9]+",
	"\\w{8,}",
	"^.{8,}$",
	"%s:%s",
	"{0}",
	"invalid",
	"mismatch",
	"too short",
	"user_password_hash",
	"encrypted_password",
	"java.lang.String",
	"std::string",
	"const char *",
	"QLineEdit::Password",
	"IDC_PASSWORD",
	"secureTextEntry",
	"errors.password.invalid",
	"PASSWORD_DEFAULT",
	"user:password",
	"foo:bar",
	"alice:wonderland",
	"mysecretpassword",
	"swordfish",
	"opensesame",
	"wrong-password",
	"old-password-123",
	"TestPassword1",
	"testpass123",
	"password_for_test",
	"sha256",
	"base64",
	"win32",
	"row12",
	"TLSv1.3",
	"HmacSHA512",
	"Passwort",
	"Wachtwoord",
	"contrasena",
	"%3A%40c",
	"s00pers3cret",
	"$p5k2$1$$h1TDLGSw9ST8UMAP",
	"*0123456789ABCDEF"
	"89ABCDEF0123456701234567",
	"garten-tor",
	"BlueDragon",
	"bm90IG15IHJlYWwgcGFzc3dvcmQ=",
	"c0 \x01\x02",
	"\xe3\x83\x91\xe3\x82\xb9\xe3\x83\xaf\xe3\x83\xbc\xe3\x83\x89",
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

START_TEST(entropy_is_in_bits_per_byte)
{
	char all[256];

	for (int i = 0; i < 256; i++)
		all[i] = (char)i;
	ck_assert_double_eq_tol(judge_entropy(SLICE("")), 0, 1e-9);
	ck_assert_double_eq_tol(judge_entropy(SLICE("aaaa")), 0, 1e-9);
	ck_assert_double_eq_tol(judge_entropy(SLICE("abab")), 1, 1e-9);
	ck_assert_double_eq_tol(judge_entropy(SLICE("0123456789abcdef")), 4, 1e-9);
	ck_assert_double_eq_tol(judge_entropy(slice_make(all, 256)), 8, 1e-9);
}
END_TEST

static void check_all(const char *name, const char *const *patterns, size_t count, bool accepted)
{
	const struct judge *judge = judge_find(name);
	struct random random;
	struct buffer value;
	struct error err;
	const char *why;

	random_init(&random, 13);
	buffer_init(&value, 4096);
	for (size_t i = 0; i < count; i++)
		for (int round = 0; round < (accepted ? 300 : 1); round++) {
			buffer_clear(&value);
			if (accepted)
				ck_assert(fill_expand(slice_of(patterns[i]), &random, &value, &err) == STATUS_OK);
			else
				buffer_add_text(&value, patterns[i]);
			why = NULL;
			ck_assert_msg(judge_accepts(judge, buffer_slice(&value), SLICE_NONE, &why) == accepted,
				      "%s %s: \"%s\"", name, accepted ? "rejects" : "accepts", value.at);
			ck_assert_msg(accepted || why, "%s refuses \"%s\" without a reason", name, value.at);
		}
	buffer_release(&value);
}

START_TEST(tokens_are_told_from_names_paths_and_digests)
{
	check_all("token", tokens, COUNT(tokens), true);
	check_all("token", not_tokens, COUNT(not_tokens), false);
}
END_TEST

START_TEST(passwords_are_told_from_code_and_prompts)
{
	check_all("password", passwords, COUNT(passwords), true);
	check_all("password", not_passwords, COUNT(not_passwords), false);
}
END_TEST

/* Raw draws, not the well-behaved ones of the fills: this is what is lost. */
START_TEST(few_random_tokens_are_missed)
{
	static const struct {
		const char *alphabet;
		size_t length, lost; /* in 10,000 */
	} draws[] = {
		{ "0123456789abcdef", 32, 5 },
		{ "0123456789abcdef", 40, 5 },
		{ "abcdefghijklmnopqrstuvwxyz0123456789", 32, 40 },
		{ "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 16, 150 },
		{ "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 24, 15 },
		{ "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 32, 5 },
		{ "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_", 43, 5 },
		{ "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/", 40, 5 },
	};
	const struct judge *judge = judge_find("token");
	struct random random;
	char value[64];

	random_init(&random, 14);
	for (size_t i = 0; i < COUNT(draws); i++) {
		size_t size = strlen(draws[i].alphabet), lost = 0;

		for (int n = 0; n < 10000; n++) {
			for (size_t k = 0; k < draws[i].length; k++)
				value[k] = draws[i].alphabet[random_below(&random, size)];
			lost += !judge_accepts(judge, slice_make(value, draws[i].length), SLICE_NONE, NULL);
		}
		ck_assert_msg(lost <= draws[i].lost, "%zu of 10000 lost, length %zu of %s", lost, draws[i].length,
			      draws[i].alphabet);
	}
}
END_TEST

START_TEST(the_name_beside_a_value_can_clear_it)
{
	static const struct {
		const char *before;
		bool accepted;
	} names[] = {
		{ "api_key = \"", true },
		{ "'client_secret': '", true },
		{ "SECRET_KEY=", true },
		{ "X-Auth-Token: ", true },
		{ "public_key = \"", false },
		{ "publishableKey: '", false },
		{ "sha256 = \"", false },
		{ "\"integrity\": \"", false },
		{ "secret_id = \"", false },
		{ "tokenHash => '", false },
		{ "secret_name: ", false },
		{ "auth_token_uri = ", false },
		{ "CURSOR_API_KEY=", true },
		{ "NONCE_KEY=", true },
		{ "primary_access_key = ", true },
		{ "publish_token: ", true },
		{ "hmac_sha256_key=", true },
		{ "next_token=", false },
		{ "commit: ", false },
		{ "rev = \"", false },
		{ "\"gitSha\": \"", false },
		{ "API_KEY_PREV=", true },
		{ "tags: ", true },
		{ "MD5(acme-1.2.tar.gz)= ", false },
		{ "acme-linux-amd64.zip: ", false },
		{ "sha512sums=('", false },
		{ "api_key: str = \"", true },
		{ "key_digest: str = \"", false },
		{ "let digest: Option<&'a str> = \"", false },
		{ "url: api_key=", true },
		{ "Cookie: token = ", true },
		{ "", true },
	};
	static const char *const judged[][2] = { { "token", "%{hex:40}" },
						 { "hex", "%{hex:40}" },
						 { "uuid", "%{uuid}" } };
	struct random random;
	struct buffer context;
	struct error err;

	random_init(&random, 15);
	buffer_init(&context, 256);
	for (size_t i = 0; i < COUNT(names) * COUNT(judged); i++) {
		const char *const *judge = judged[i % COUNT(judged)], *before = names[i / COUNT(judged)].before;
		struct slice secret;

		buffer_clear(&context);
		buffer_add_text(&context, before);
		ck_assert(fill_expand(slice_of(judge[1]), &random, &context, &err) == STATUS_OK);
		secret = slice_sub(buffer_slice(&context), strlen(before), context.len);
		ck_assert_msg(judge_accepts(judge_find(judge[0]), secret, buffer_slice(&context), NULL) ==
				      names[i / COUNT(judged)].accepted,
			      "%s: %s", judge[0], context.at);
	}
	buffer_release(&context);
}
END_TEST

START_TEST(a_name_that_asks_for_a_password_has_none)
{
	static const struct {
		const char *before;
		bool accepted;
	} names[] = {
		{ "password = '", true },
		{ "DB_PASSWORD_STAGING=", true },
		{ "pass: ", true },
		{ "password\" value=\"", true },
		{ "Password: \"", true },
		{ "passwordLabel: '", false },
		{ "password_hint = '", false },
		{ "passwd-min-length=", false },
		{ "PASSWORD_REGEX = '", false },
		{ "password_hash = '", false },
		{ "passwordLabel\" value=\"", false },
	};
	struct buffer context;

	buffer_init(&context, 256);
	for (size_t i = 0; i < COUNT(names); i++) {
		struct slice secret;

		buffer_clear(&context);
		buffer_print(&context, "%sk3j9xq", names[i].before);
		secret = slice_sub(buffer_slice(&context), strlen(names[i].before), context.len);
		ck_assert_msg(judge_accepts(judge_find("password"), secret, buffer_slice(&context), NULL) ==
				      names[i].accepted,
			      "%s", context.at);
	}
	buffer_release(&context);
}
END_TEST

START_TEST(a_url_password_is_judged_with_its_user_and_host)
{
	static const struct {
		const char *before, *secret, *after;
		bool accepted;
	} urls[] = {
		{ "postgres://app:", "hK9-xPq3", "@db.internal.net", true },
		{ "postgres://app:", "hK9-xPq3", "@localhost:5432", true },
		{ "redis://:", "k3yDB!77", "@cache:6379", true },
		{ "https://deploy:", "pa%40ss%21word77", "@git.internal.net", true },
		{ "postgres://postgres:", "postgres", "@localhost", false },
		{ "mysql://root:", "root", "@localhost", false },
		{ "amqp://guest:", "guest", "@localhost", false },
		{ "mongodb://user:", "pass", "@host", false },
		{ "https://user:", "password", "@example.com", false },
		{ "https://user:", "hK9-xPq3", "@example.com", false },
		{ "https://user:", "hK9-xPq3", "@api.example.org", false },
		{ "https://user:", "hK9-xPq3", "@host", false },
		{ "https://user:", "hK9-xPq3", "@<host>", false },
		{ "https://${USER}:", "hK9-xPq3", "@git.internal.net", false },
		{ "https://user:", "${PASSWORD}", "@git.internal.net", false },
		{ "https://user:", "$PASSWORD", "@git.internal.net", false },
		{ "https://user:", "%s", "@%s", false },
		{ "https://hK9-xPq3:", "hK9-xPq3", "@git.internal.net", false },
		{ "https://user:", "pa%3ass", "@git.internal.net", false },
		{ "ftp://user:", "secret", "@ftp.internal.net", false },
		{ "http://foo:", "bar", "@git.internal.net", false },
	};
	struct buffer url;

	buffer_init(&url, 256);
	for (size_t i = 0; i < COUNT(urls); i++) {
		struct slice secret;

		buffer_clear(&url);
		buffer_print(&url, "%s%s%s", urls[i].before, urls[i].secret, urls[i].after);
		secret = slice_sub(buffer_slice(&url), strlen(urls[i].before), strlen(urls[i].secret));
		ck_assert_msg(judge_accepts(judge_find("url-password"), secret, buffer_slice(&url), NULL) ==
				      urls[i].accepted,
			      "%s", url.at);
	}
	buffer_release(&url);
}
END_TEST

START_TEST(hex_keys_and_uuids_have_to_be_drawn)
{
	static const char *const no_hex[] = {
		"12345678901234567890123456789012",
		"abcdefabcdefabcdefabcdefabcdefab",
		"00000000000000000000000000000001",
		"not hex at all but of 32 letters",
		"aAbBcCdDeEfF00112233445566778899",
		"deadbeefdeadbeefdeadbeefdeadbeef",
		"d41d8cd98f00b204"
		"e9800998ecf8427e",
		"abc",
		"",
	};
	static const char *const no_uuid[] = {
		"00000000-0000-0000-0000-000000000000",
		"11111111-2222-3333-4444-555555555555",
		"12345678-1234-5678-1234-567812345678",
		"a1b2c3d4-e5f6-7890-abcd-ef1234567890",
		"xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx",
		"7c2ba16e-19bc-0068-b758-fddf09af7d8c",
		"7c2ba16e-19bc-4068-0758-fddf09af7d8c",
		"not a uuid",
		"",
	};
	static const char *const hex[] = { "%{hex:32}", "%{HEX:40}", "%{hex:64}" }, *const uuid[] = { "%{uuid}",
												      "%{UUID}" };

	check_all("hex", no_hex, COUNT(no_hex), false);
	check_all("uuid", no_uuid, COUNT(no_uuid), false);
	check_all("hex", hex, COUNT(hex), true);
	check_all("uuid", uuid, COUNT(uuid), true);
}
END_TEST

START_TEST(basic_authentication_is_judged_by_its_password)
{
	static const char *const good[] = { "%{basic-auth}", "%{basic-auth:admin}" };
	static const char *const bad[] = { "dXNlcjp5b3VyLXBhc3N3b3Jk", "bm9jb2xvbmluaGVyZQ==", "Zm9vOmJhcg==", "!!!",
					   "" };

	check_all("basic-auth", good, COUNT(good), true);
	check_all("basic-auth", bad, COUNT(bad), false);
}
END_TEST

START_TEST(no_judge_minds_what_bytes_it_gets)
{
	struct random random;
	char value[300];

	random_init(&random, 16);
	for (int i = 0; i < 4000; i++) {
		size_t len = random_below(&random, i % 10 ? 40 : sizeof value);
		bool readable = i % 2;

		for (size_t k = 0; k < len; k++)
			value[k] = (char)(readable ? ' ' + random_below(&random, 95) : random_below(&random, 256));
		for (const struct judge *judge = judges; judge->name; judge++)
			judge->accepts(slice_make(value, len), slice_make(value, len), NULL);
		judge_is_placeholder(slice_make(value, len));
	}
	for (const struct judge *judge = judges; judge->name; judge++)
		ck_assert_msg(!judge->accepts(SLICE_NONE, SLICE_NONE, NULL), "%s", judge->name);
}
END_TEST

START_TEST(a_judge_says_why_it_refuses)
{
	static const struct {
		const char *judge, *value, *context, *why;
	} refused[] = {
		{ "token", "${API_TOKEN}", "", "a template or a look-up" },
		{ "token", "xxxxxxxxxxxxxxxx", "", "masked, repeated or counted out" },
		{ "token", "your-api-key-here", "", "made of words" },
		{ "token", "1.12.2-beta.4", "", "a number, version, date or address" },
		{ "token", "get_session_user_name", "", "not random enough: it reads like a name or an identifier" },
		{ "token", "short", "", "shorter than any token" },
		{ "hex", "0011001100111100aa", "", "masked, repeated or counted out" },
		{ "uuid", "00000000-1111-0000-9333", "", "masked, repeated or counted out" },
		{ "password", "/etc/ssl/private.pem", "", "a piece of program text" },
		{ "password", "P@ssw0rd1", "", "the word password itself, dressed up" },
		{ "password", "bluebirds", "", "too plain: nobody wanted it hard to guess" },
		{ "url-password", "otter9-Kx!", "db://u:otter9-Kx!@example.com", "for a host that is an example" },
		{ "basic-auth", "bm90aGluZw", "", "no base64 of user:password" },
	};

	for (size_t i = 0; i < COUNT(refused); i++) {
		const char *why = NULL;

		ck_assert_msg(!judge_accepts(judge_find(refused[i].judge), slice_of(refused[i].value),
					     slice_of(refused[i].context), &why),
			      "%s", refused[i].value);
		ck_assert_msg(why && strcmp(why, refused[i].why) == 0, "%s: %s", refused[i].value, why);
	}
}
END_TEST

START_TEST(judges_are_found_by_name)
{
	for (const struct judge *judge = judges; judge->name; judge++)
		ck_assert_ptr_eq(judge_find(judge->name), judge);
	ck_assert_ptr_null(judge_find("no-such-judge"));
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, entropy_is_in_bits_per_byte);
	tcase_add_test(tests, tokens_are_told_from_names_paths_and_digests);
	tcase_add_test(tests, passwords_are_told_from_code_and_prompts);
	tcase_add_test(tests, few_random_tokens_are_missed);
	tcase_add_test(tests, the_name_beside_a_value_can_clear_it);
	tcase_add_test(tests, a_name_that_asks_for_a_password_has_none);
	tcase_add_test(tests, a_url_password_is_judged_with_its_user_and_host);
	tcase_add_test(tests, hex_keys_and_uuids_have_to_be_drawn);
	tcase_add_test(tests, basic_authentication_is_judged_by_its_password);
	tcase_add_test(tests, no_judge_minds_what_bytes_it_gets);
	tcase_add_test(tests, a_judge_says_why_it_refuses);
	tcase_add_test(tests, judges_are_found_by_name);
}

UNIT_MAIN("judge", add_tests)
