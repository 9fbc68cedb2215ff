#include "unit/unit.h"

#include <string.h>

#include "base/buffer.h"
#include "base/random.h"
#include "engine/fill.h"
#include "engine/judge.h"

/* Values that are no secrets. A ^ is taken out: it keeps other scanners from seeing keys here. */
static const char *const placeholders[] = {
	/* gathered from documentation */
	"AKIAIOSFOD^NN7EXAMPLE",
	"ASIAIOSFOD^NN7EXAMPLE",
	"AKIAI44QH8^DHBEXAMPLE",
	"wJalrXUtnFEMI/K7MDEN^G/bPxRfiCYEXAMPLEKEY",
	"je7MtGbClwBF/2Zp9Utk^/h3yCo8nvbEXAMPLEKEY",
	"123456789012",
	"111122223333",
	"sk-proj-your-key-here",
	"sk-your-key-here",
	"sk-your-api-key-here",
	"sk-ant-your-key-here",
	"sk-xxxxxxxxxxxxxxxx",
	"your-openai-api-key-here",
	"your_openai_api_key",
	"your_api_key_here",
	"YOUR_API_KEY",
	"YOUR_API_KEY_HERE",
	"YOUR-DASHSCOPE-API-KEY",
	"YOUR_ACCESS_TOKEN",
	"<YOUR_API_KEY>",
	"<API_KEY>",
	"<TOKEN>",
	"<password>",
	"{API_KEY}",
	"{{API_KEY}}",
	"${API_KEY}",
	"$API_KEY",
	"%API_KEY%",
	"@API_KEY@",
	"#{API_KEY}",
	"${{ secrets.GITHUB_TOKEN }}",
	"REPLACE_ME",
	"replace_with_your_key",
	"CHANGEME",
	"changeme",
	"changeit",
	"change-me",
	"insert_key_here",
	"ENTER_YOUR_KEY",
	"TODO",
	"FIXME",
	"dummy",
	"dummykey",
	"dummy-token",
	"fake",
	"fakekey",
	"sample",
	"example",
	"placeholder",
	"redacted",
	"REDACTED",
	"[REDACTED]",
	"***",
	"********",
	"<redacted>",
	"xxxx",
	"XXXXXXXXXXXX",
	"0123456789abcdef0123456789abcdef",
	"0123456789ABCDEF0123456789ABCDEF",
	"1234567890abcdef1234567890abcdef",
	"deadbeefdeadbeefdeadbeefdeadbeef",
	"cafebabecafebabecafebabecafebabe",
	"abcdefghijklmnopqrstuvwxyz",
	"abcdefghijklmnopqrstuvwxyz0123456789",
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ",
	"ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
	"ghp_1234567890abcdef1234567890abcdef1234",
	"ghp_123456789012345678901234567890123456",
	"ghu_16C7e42F292c69C2^E7C10c838347Ae178B4a",
	"glpat-xxxxxxxxxxxxxxxxxxxx",
	"glpat-XXXXXXXXXXXXXXXXXXXX",
	"npm_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
	"npm_deaddeaddeaddeaddeaddeaddeaddeaddead",
	"xoxb-your-token",
	"xoxb-xxxxxxxxxxxx-xxxxxxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxx",
	"https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
	"sk_test_4eC39HqL^yjWDarjtT1zdp7dc",
	"sk_test_BQokikJO^vBiI2HlWgH4olfQ2",
	"pk_test_TYooMQau^vdEDq54NiTphI7jx",
	"pk_test_6pRNASCo^BOKtIshFeQd4XMUh",
	"eyJhbGciOiJIUzI1NiIsInR5cCI6Ik^pXVCJ9.eyJzdWIiOiIxMjM0NTY3ODk^wIiwibmFtZSI6IkpvaG4gRG9lIiwia^"
	"WF0IjoxNTE2MjM5MDIyfQ.SflKxwRJ^SMeKKF2QT4fwpMeJf36POk6yJV_adQ^ssw5c",
	"eyJhbGciOiJIUzI1NiIsInR5cCI6Ik^pXVCJ9.eyJzdWIiOiIxMjM0NTY3ODk^wIiwibmFtZSI6IkpvaG4gRG9lIiwiY^WRtaW4iOnRydWV9."
	"TJVA95OrM7E2cB^ab30RMHrHDcEfxjoYZgeFONFh7HgQ",
	"your-256-^bit-secret",
	"00000000-0000-0000-0000-000000000000",
	"11111111-1111-1111-1111-111111111111",
	"ffffffff-ffff-ffff-ffff-ffffffffffff",
	"12345678-1234-1234-1234-123456789012",
	"12345678-1234-5678-1234-567812345678",
	"123e4567-e89b-12d3^-a456-426614174000",
	"550e8400-e29b-41d4-a716-446655440000",
	"014df517-39d1-4453^-b7b3-9930c563627c",
	"d41d8cd98f00b204^e9800998ecf8427e",
	"da39a3ee5e6b4b0d3255^bfef95601890afd80709",
	"e3b0c44298fc1c149afbf4c8996fb924^27ae41e4649b934ca495991b7852b855",
	"cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce^"
	"47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
	"5d41402abc4b2a76^b9719d911017c592",
	"098f6bcd4621d373^cade4e832627b4f6",
	"5f4dcc3b5aa765d6^1d8327deb882cf99",
	"5e884898da28047151d0e56f8dc62927^73603d0d6aabbdd62a11ef721d1542d8",
	"aad3b435b51404ee^aad3b435b51404ee",
	"31d6cfe0d16ae931^b73c59d7e0c089c0",
	"Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6^IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
	"C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2n^Q9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==",
	"UseDevelopmentStorage=true",
	"postgres://user:password@localhost",
	"postgres://postgres:postgres@localhost",
	"mysql://root:root@localhost",
	"mongodb://user:pass@host",
	"mongodb://<username>:<password>@",
	"redis://:password@localhost",
	"amqp://guest:guest@localhost",
	"http://user:password@example.com",
	"user:pass",
	"admin:admin",
	"root:root",
	"password",
	"passw0rd",
	"P@ssw0rd",
	"Password123",
	"hunter2",
	"correcthorsebatterystaple",
	"letmein",
	"secret",
	"supersecret",
	"test",
	"testing",
	"minioadmin",
	"django-insecure-",
	"AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQ^QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ",

	/* templates and look-ups */
	"$(cat /run/secrets/token)",
	"`pass show api`",
	"$API_KEY_2",
	"$password",
	"${API_KEY",
	"${{ secrets.TOKEN }}",
	"{{ .Values.apiKey }}",
	"{{ vault('kv/app') }}",
	"<%= ENV['KEY'] %>",
	"<your-api-key>",
	"<Your API Key Here>",
	"sk-<your key>",
	"<insert token",
	"[your token]",
	"[hidden]",
	"(redacted)",
	"{token}",
	"__API_KEY__",
	"%(password)s",
	"%s",
	"%s:%s",
	"token-%s",
	"os.environ['OPENAI_API_KEY']",
	"os.environ.get('KEY')",
	"os.getenv('KEY')",
	"os.Getenv(KEY)",
	"process.env.OPENAI_API_KEY",
	"import.meta.env.VITE_KEY",
	"env(APP_KEY)",
	"ENV['API_KEY']",
	"secrets.OPENAI_API_KEY",
	"System.getProperty(key)",
	"op://vault/item/field",
	"vault:secret/data/app#key",
	"ENC[AES256_GCM,data:abcdef]",
	"!Ref ApiKey",
	"var.api_key",
	"config.apiKey",
	"self.api_key",
	"settings.SECRET_KEY",
	"request.headers",
	"std::env::var",
	"this->token",
	/* masked, repeated, counted */
	"sk-...",
	"sk-proj-abc...xyz",
	"sk-ant-api03-...",
	"ghp_****",
	"sk-************1234",
	"••••••••",
	"sk-abc\xe2\x80\xa6",
	"????????",
	"xxx-xxx-xxx",
	"xxxx-xxxx-xxxx-xxxx",
	"XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX",
	"sk-XXXXXXXXXXXXXXXXXXXXXXXX",
	"AIzaXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX",
	"aaaaaaaaaaaaaaaaaaaaaaaa",
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	"0000000000000000",
	"00000000000000000000000000000000000000000000",
	"1111222233334444",
	"11111111222222223333333344444444",
	"12345678",
	"1234567890",
	"12345678901234567890",
	"sk-1234567890abcdef",
	"sk-proj-1234567890abcdefghijklmnop",
	"sk_live_1234567890abcdefghij",
	"sk-abcdefghijklmnopqrstuvwxyz123456",
	"ghp_abcdefghijklmnopqrstuvwxyz1234567890",
	"abcdef1234567890abcdef1234567890",
	"a1b2c3d4e5f6a7b8c9d0",
	"a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6",
	"A1B2C3D4E5F6G7H8",
	"1a2b3c4d5e6f7g8h9i0j",
	"sk-a1b2c3d4e5f6g7h8",
	"fedcba9876543210fedcba9876543210",
	"9876543210",
	"zyxwvutsrqponmlkjihgfedcba",
	"abcabcabcabcabcabc",
	"abc123abc123abc123abc123",
	"0102030405060708090a0b0c0d0e0f",
	"aabbccddeeff00112233445566778899",
	"112233445566778899",
	"qwertyuiopasdfghjklzxcvbnm",
	"deadbeefcafebabe",
	"0x0000000000000000000000000000000000000000",
	"abcd-efgh-ijkl-mnop",
	"AKIA1234567890ABCDEF",
	"AKIAXXXXXXXXXXXXXXXX",
	"AKIAEXAMPLE123456789",
	"AKIATESTTESTTESTTEST",
	"ASIAFAKEFAKEFAKEFAKE",
	"AIzaSyXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX",
	/* words */
	"sk-ant-api03-your-key-here",
	"sk-or-v1-your-openrouter-key",
	"hf_your_token_here",
	"gsk_your_groq_api_key",
	"your-deepseek-api-key",
	"yourApiKeyHere",
	"YourSecretKey",
	"your_super_secret_key",
	"my-api-key",
	"my_secret_token",
	"mySecretPassword",
	"my-super-secret-jwt-key",
	"the-api-key",
	"some-secret-value",
	"api-key-here",
	"put-your-key-here",
	"paste_your_token_here",
	"enter-api-key",
	"add your key here",
	"insert-your-api-key-here",
	"INSERT_API_KEY",
	"replace-with-real-key",
	"replace_this_with_your_token",
	"REPLACE_WITH_YOUR_OPENAI_KEY",
	"changeme123",
	"change_this_password",
	"change-this-in-production",
	"test-api-key",
	"test_key_123",
	"test_secret_key",
	"test-token-1234",
	"sk-test",
	"sk-fake-key-for-testing",
	"fake-api-key-12345",
	"fake_token",
	"dummy_api_key_for_tests",
	"DummySecret123",
	"mock-access-token",
	"mocked_token",
	"sample-api-key",
	"example-token-123",
	"exampleSecretValue",
	"demo-key",
	"foobar",
	"foo-bar-baz",
	"not-a-real-key",
	"notarealkey",
	"invalid-api-key",
	"invalid_token",
	"bogus-key",
	"none",
	"null",
	"undefined",
	"access_token",
	"accessToken",
	"client_secret",
	"clientSecret",
	"apiKey",
	"API_SECRET_KEY",
	"OPENAI_API_KEY",
	"AWS_SECRET_ACCESS_KEY",
	"DB_PASSWORD_2",
	"secret123",
	"secret_key_123",
	"password1",
	"Password1",
	"PASSWORD",
	"admin123",
	"letmein123",
	"qwerty123",
	"welcome1",
	"topsecret",
	"super_secret_password",
	"test1234",
	"Test1234!",
	"testpassword",
	"test-password-123",
	"userpassword",
	"dbpassword",
	"my-database-password",
	"<openai key>",
	"anthropic_api_key",
	"sk-no-key-required",
	"not-needed",
	"",
	"   ",
	"-",
	"-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----",
	"-----BEGIN PRIVATE KEY-----\nYOUR_PRIVATE_KEY\n-----END PRIVATE KEY-----",
	"-----BEGIN PRIVATE KEY-----\\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\\n-----END PRIVATE KEY-----",
	"-----BEGIN PRIVATE KEY-----",
	/* published */
	"dGhlIHNhbXBsZSBub25jZQ^==",
	"QWxhZGRpbjpvcGVu^IHNlc2FtZQ==",
	"dXNlcjpwYXNz^d29yZA==",
	"2YotnFZFEjr1^zCsicMWpAA",
	"JBSWY3DP^EHPK3PXP",
};

/* What people really choose, and real shapes filled at random. */
static const char *const secrets[] = {
	"S3cr3t!2024pw",
	"kX9#mQ2$vL",
	"Tr0ub4dor&3",
	"Winter2024!",
	"gH7!kl0pQ",
	"b1llyTheKid#88",
	"P@55-f0r-Prod-9182",
	"zebra-quantum-Lamp-42",
	"pa$$W0rd4Prod77",
	"%{alnum:10}",
	"%{alnum:20}!",
	"%{digit:16}",
	"%{hex:32}",
	"%{HEX:40}",
	"%{base64:40}",
	"%{base64url:43}",
	"%{uuid}",
	"%{lower:24}",
	"ghp_%{github-crc32}",
	"sk-test-%{alnum:48}",
	"sk_live_%{alnum:24}",
	"test_%{alnum:24}",
	"fake-%{alnum:32}",
	"%{alnum:12}test%{alnum:12}",
	"%{alnum:12}fake%{alnum:12}",
	"my-%{hex:32}",
	"pk_test_%{alnum:24}",
	"%{openai}",
	"%{openai:sk-admin-}",
	"%{groq}",
	"%{jwt}",
	"%{jwt:RS256}",
	"%{discord}",
	"%{aws-key-id}",
	"%{azure-marvin}",
	"%{azure-cask}",
	"%{gitlab-routable}",
	"%{grafana-cloud}",
	"%{sentry}",
	"%{pypi}",
	"%{age-bech32}",
	"%{pem}",
	"%{pem-line:PRIVATE KEY}",
	"%{pem:OPENSSH PRIVATE KEY}",
	"xoxb-%{digit:12}-%{digit:13}-%{alnum:24}",
	"https://hooks.slack.com/services/T%{HEX:8}/B%{HEX:10}/%{alnum:24}",
	"SG.%{base64url:22}.%{base64url:43}",
	"AAAAAAAAAAAAAAAAAAAAA%{alnum:60}%3D%{alnum:20}",
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

START_TEST(placeholders_are_told)
{
	struct buffer value;

	buffer_init(&value, 4096);
	for (size_t i = 0; i < COUNT(placeholders); i++) {
		struct slice rest = slice_of(placeholders[i]), part;

		buffer_clear(&value);
		while (slice_cut(&rest, '^', &part))
			buffer_add(&value, part);
		ck_assert_msg(judge_is_placeholder(buffer_slice(&value)), "\"%s\"", placeholders[i]);
	}
	buffer_release(&value);
}
END_TEST

START_TEST(secrets_are_no_placeholders)
{
	struct random random;
	struct buffer value;
	struct error err;

	random_init(&random, 11);
	buffer_init(&value, 16384);
	for (size_t i = 0; i < COUNT(secrets); i++)
		for (int round = 0; round < 200; round++) {
			buffer_clear(&value);
			ck_assert(fill_expand(slice_of(secrets[i]), &random, &value, &err) == STATUS_OK);
			ck_assert_msg(!judge_is_placeholder(buffer_slice(&value)), "%s: %s", secrets[i], value.at);
		}
	buffer_release(&value);
}
END_TEST

START_TEST(a_random_value_is_taken_for_a_placeholder_less_than_once_in_ten_thousand)
{
	static const char *const alphabets[] = {
		"0123456789",
		"0123456789abcdef",
		"0123456789ABCDEF",
		"abcdefghijklmnopqrstuvwxyz",
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ",
		"abcdefghijklmnopqrstuvwxyz0123456789",
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/",
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_",
	};
	static const size_t lengths[] = { 16, 24, 32, 64 };
	struct random random;
	char value[64];

	random_init(&random, 12);
	for (size_t a = 0; a < COUNT(alphabets); a++)
		for (size_t l = 0; l < COUNT(lengths); l++) {
			size_t size = strlen(alphabets[a]), taken = 0;

			for (int i = 0; i < 20000; i++) {
				for (size_t k = 0; k < lengths[l]; k++)
					value[k] = alphabets[a][random_below(&random, size)];
				taken += judge_is_placeholder(slice_make(value, lengths[l]));
			}
			ck_assert_msg(taken < 2, "%zu of 20000, length %zu of %s", taken, lengths[l], alphabets[a]);
		}
}
END_TEST

START_TEST(published_examples_are_known_in_any_case)
{
	ck_assert(judge_is_example(SLICE("AKIAIOSFODNN7"
					 "EXAMPLE")));
	ck_assert(judge_is_example(SLICE("D41D8CD98F00B204"
					 "E9800998ECF8427E")));
	ck_assert(judge_is_example(SLICE(" d41d8cd98f00b204"
					 "e9800998ecf8427e\n")));
	ck_assert(!judge_is_example(SLICE("your-key-here")));
	ck_assert(!judge_is_example(SLICE("")));
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, placeholders_are_told);
	tcase_add_test(tests, secrets_are_no_placeholders);
	tcase_add_test(tests, a_random_value_is_taken_for_a_placeholder_less_than_once_in_ten_thousand);
	tcase_add_test(tests, published_examples_are_known_in_any_case);
}

UNIT_MAIN("placeholder", add_tests)
