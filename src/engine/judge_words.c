/*
 * judge_words.c - the lists behind judge.c; see judge_words.h
 *
 * The published examples are kept as the first eight bytes of the SHA-256 of
 * their lower-case form, so that this file holds nothing that looks like a
 * key: vendors' documentation, RFCs (2617, 4122, 5849, 6455, 6749, 6750, 7515),
 * FIPS 180 and 197 test keys, digests of nothing, of "password" and the like,
 * git's empty blob and tree, the keys of storage emulators.
 */
#include "judge_words.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/text.h"

/*
 * In byte order, for a binary search. Behind each word stands its kind: D dummy, F
 * fill, N name, C common.
 */
const char word_list[] =
	" aaaD aaaaD abcD abcdD abcdeD abcdefD abcxyzD accessN accountN acctN acmeD addF addedF addressN"
	" adminN administratorN aiN aliyunN allF alpineC alsoF amazonN andF anonN anthropicN anyF anythingD"
	" apiN apikeyN apikeysN appN applicationN appsN areF asF asdfC asdfghC asdfghjklC atF authN"
	" authenticationN authorizationN authtokenN awsN azureN babeD backendN badN badcD baddcafeD barD baseN"
	" basicN batteryC bazD beF bearerN bearertokenN beefD beforeF belowF bitnamiC blahD blankD"
	" bogusD botN bucketN butF byF c0ffeeD caN cafeD cafebabeD canF cannotF cassandraC certN certificateN"
	" changeD changeitD changemeD chatN claudeN clientN clientidN clientsecretN cloudN"
	" cloudflareN codeN cohereN configN cookieN correctN correcthorseN credN credentialN"
	" credentialsN credsN cryptN customerN dashscopeN dataN databaseN datadogN dbN deadD deadbeafD"
	" deadbeefD deepseekN defaultN demoD devN developerN digitaloceanN discordN doF dockerN doesF dontF"
	" dontcareD drupalC dummyD editD elasticC emailN emptyD encryptionN endpointN enterF envN"
	" environmentN exampleD examplesD facefeedD fakeD fakesD feedbeefD feedfaceD fieldN fileN fillF"
	" fillerD firebaseN fixmeD fixtureD fooD foobarD foobarbazD forF fromF gcpN geminiN genericN"
	" gitN githubN gitlabN goF goesF goodN googleN gptN grafanaN groqN guestC guestsC hadoopC hashN"
	" hashedN helloC hereF herokuN hiddenD hiveC horseC hostN huggingfaceN hunterC hunter2C idN"
	" identifierN idsN ifF iloveyouC inF iniN inputN insertD instanceN integrationN internalN intoF"
	" invalidD ipsumD irrelevantD isF itF itsF jenkinsC joomlaC jwtN kafkaC keepF keyN"
	" keysN keystoreN kmsN langsmithN ldapN leaveF letmeinC lighthouseC likeF liveN llmN localN loginN"
	" loginsN longF looksF loremD magentoC mailN mailgunN mainN makeF maskD maskedD masterN meF metaN"
	" mineF minioC minioadminC mistralN mockD mockedD modeN modelN mongoN mongodbN"
	" moonshotN moreF mustF myF mysqlN nagiosC needF neededD neo4jC netlifyN neverF newF noF"
	" nonceN noneD nopeD notF notasecretD notionN notneededD notrealD npmN nullD numberN oauthN"
	" obfuscatedD ofF offF okN oldF omittedD onF onlyF openaiN openrouterN opensesameC optionalD orF"
	" oracleC orgN organizationN ourF ownF p4ssw0rdC pa55w0rdC pa55wordC partyN passN passphraseN"
	" passw0rdC passwdN passwordN passwordsN pasteD phraseN pineconeN pkN placeholderD plainN plaintextN"
	" pleaseF postgresN postgresqlN prefixN privateN prodN productionN projectN provideF"
	" providerN proxyN publicN putF pwdN pypiN qazwsxC qdrantN queryN qwerC qwertC qwertyC qwertyuiC"
	" qwertyuiopC rabbitmqC raspberryC readonlyN realF redactedD redisN refreshN refreshtokenN regionN"
	" registryN remoteN removedD replaceD replacedD replacementD replicateN requiredD rootN saltN sampleD"
	" samplesD sandboxN sanitizedD scopeN scottC scrubbedD secretN secretkeyN secretsN sectionN seedN"
	" segmentN sendgridN sensitiveD sentryN serverN serviceN sesameC sessionN setF sharedN"
	" sharedkeyN shouldF signN signatureN signingN siteN skN slackN smtpN snipD snippedD snowflakeN soF"
	" someF somethingD sqlN sshN ssoN stageN stagingN stapleC storageN stringN stripeN strongN"
	" stubD subN subscriptionN supabaseN superF supersecretC superuserC swordfishC"
	" sysadminC systemN tbdD telegramN tempD temporaryD tenantN tenantidN testD testerD testingD testsD"
	" textN thatF theF themF thenF thereF thirdN thisF tmpD toF todoD tokenN tokensN tomcatC tooF"
	" toorC topF topsecretC truncatedD trustno1C twilioN typeN ubntC ubuntuC undefinedD unsafeN unsetD"
	" unusedD upF uriN urlN useF usedF userN useridN usernameN usersN usesF usingF vagrantC valN valueN"
	" valuesN vaultN vendorN vercelN verifyN versionN verticaC veryF wantF wasF weF weakN weaviateN webN"
	" webhookN welcomeC whatF whateverD whenF whereF whichF willF withF withoutF wordpressC workF worksF"
	" worldC wouldF writeN wrongN xaiN xxxD xxxxD xxxxxD xxxxxxD xyzD xyzzyD youF yourD youreF yoursD"
	" yyyyN zabbixC zaqC zhipuN zoneN zxcvbnC zxcvbnmC zzzD"
	" ";

/* Six letters and more: at 26 letters a random text of 64 holds a given one once in five million. */
static const char *const long_dummies[] = {
	"example",    "placeholder",      "changeme",         "changeit",   "redacted",   "replace",     "insertyour",
	"notreal",    "notasecret",       "replaceme",        "xxxxxx",     "yourapi",    "yourkey",     "yourtoken",
	"yoursecret", "yourpass",         "yourclient",       "youraccess", "youropen",   "your_api",    "your-api",
	"your_key",   "your-key",         "your_tok",         "your-tok",   "your_sec",   "your-sec",    "your_pass",
	"your-pass",  "change_me",        "change-me",        "dummykey",   "dummytoken", "dummysecret", "dummypass",
	"fakekey",    "faketoken",        "fakesecret",       "fakepass",   "testkey",    "testtoken",   "testsecret",
	"testpass",   "samplekey",        "sampletoken",      "obfuscated", "sanitized",  "scrubbed",    "truncated",
	"foobarbaz",  "deadbeefdeadbeef", "cafebabecafebabe", "qwertyuiop", "asdfghjkl",  "loremipsum",  "sample_",
	"sample-",    "insert_",          "insert-",          "_dummy",     "-dummy",     "dummy_",      "dummy-",
	"replace_",   "replace-",
};

static const uint64_t examples[] = {
	0x00810cf8b94d6fcb, 0x011fc2994e39d251, 0x0149b0a89f427a38, 0x017ad73325fcf108, 0x01eefb2a86129c68,
	0x034682f91502ec71, 0x057ba03d6c441048, 0x059911af0740ac63, 0x065506c8ee0b6c85, 0x07ab59f4731b0790,
	0x07e23ede2756aa3f, 0x08428467285068b4, 0x09ddf26fe751d35d, 0x0b1998edd08b5202, 0x0c352f0a67236cc0,
	0x0d287772dfced309, 0x0f1a4cf6f786a8e9, 0x109a9f004d74e6e3, 0x113459eb7bb31bdd, 0x124afcebe52ad4a2,
	0x12b9377cbe7e5c94, 0x13984ab878f91502, 0x13e091b2098dfe55, 0x1619478337f66258, 0x168601827c50b370,
	0x1a85898ea9d9a864, 0x1d7db9fec0ce4ca1, 0x1d9b33b82eaccfb0, 0x24294b2807fef0d3, 0x2769ef0490d32054,
	0x28375b3f0b48bbf0, 0x293257ab6495ebb1, 0x2a020acc4d38cfae, 0x2a13b412882f4c84, 0x2a33349e7e606a8a,
	0x2a5049ed45b47005, 0x2c72245d2d6ae830, 0x2c89b7e560fb8c30, 0x2eb6c6020c2290c8, 0x2ef2503d964e9668,
	0x30a0d2f0bf47f814, 0x30a5154b77ab8b2d, 0x30fdf15fd513fd69, 0x32ee459060755dac, 0x3965d6ea722f141d,
	0x3987b5a06c6a629d, 0x39a92138de4cbc43, 0x3a2d1afa44d10120, 0x3b6fce663bfb09d4, 0x3d14a015c7fb9d76,
	0x3e3f7c2bcc88e56e, 0x3e66d3f8c5ea44f8, 0x3eb1bd439947eb76, 0x3f2cd8e57b096fe7, 0x4097889236a2af26,
	0x414b0f60b0b31da2, 0x44810829c7194339, 0x452227c24c9f8b47, 0x453a6f6206b9e2fa, 0x465c194afb65670f,
	0x46eb12352e801d0b, 0x47997f7db57a1937, 0x4818806648ce9466, 0x48e0954096864b1b, 0x4914e23374bb211e,
	0x4959db2fafec992d, 0x4a08621197efbf4f, 0x4fbc364a6dd8d3c5, 0x4fc3c1f8581a5a00, 0x5029ac078774af82,
	0x52bbea75ee75a6f1, 0x5657c8f55007c901, 0x5947d7c33d783f94, 0x59ffe12a70df1510, 0x5db21f1ad63d9b33,
	0x5e884898da280471, 0x649e1f5c769e718b, 0x64f6064c95464bbd, 0x68bf8838fceb6f07, 0x69148bde268b464c,
	0x6aa90daa959c55ed, 0x6c38fd765f587b6a, 0x6c86c6aac5fb24bc, 0x71784e6e8e92e4e0, 0x71c480df93d6ae2f,
	0x743a9f8e3da4c823, 0x7471ac29a7c03510, 0x749408f8a9da7854, 0x774482c86419ee42, 0x7832dd75753371c0,
	0x79bf62f385e6bb7c, 0x7a200eb89adb0904, 0x7b3d979ca8330a94, 0x7b97e2b52334e1da, 0x7dec36ea11fed061,
	0x7e87aeda4c1af26b, 0x7e96c8f99153ee72, 0x7f39f45767958338, 0x81518f53ac4e44f2, 0x837e8e636d452b61,
	0x8501a2aaa8b12bb2, 0x86078c1b0bc6e17e, 0x88017d36457c7270, 0x8841c2397d5af201, 0x895dce3f53daf3cf,
	0x89fcfdedaa07cf06, 0x8da193366e1554c0, 0x8f0e2f76e22b43e2, 0x8f26dfd1cdc76a0b, 0x8f7c647115d02850,
	0x955e6b0e5c578b17, 0x95c5bc7e5f2a61d2, 0x986c0dc956dc822b, 0x998ed4d621742d0c, 0x999b5233407e71fb,
	0x9a258644e53fa696, 0x9b4d1fe07ab0b901, 0x9ba53bcd10e9193d, 0x9fb80255482abf64, 0x9febce9f2c53c049,
	0xa075d17f3d453073, 0xa35ccbdf0ec9136e, 0xa36c8c8711f4fdc6, 0xa3a8ee4379333906, 0xa3a9e1ed9732cab2,
	0xa447ee1578a84992, 0xa5c6c1a104cf7da7, 0xa64ed54f0b45945b, 0xabe5b4848301d438, 0xac688ac6c61fe9fc,
	0xacab1d2320e87262, 0xad9858116e63b0c5, 0xae1908d5eef6b8c2, 0xaeb221660ff09134, 0xb0b5f99c8bbca858,
	0xb5a04226bda8fc65, 0xb68919aff001d836, 0xbafde89c041e1756, 0xbb9b1163338b2a51, 0xc0b00c3c2e967b6f,
	0xc12ce25303a023aa, 0xc3643e698ba96356, 0xc381205439f25086, 0xcb87c87e4a138d9a, 0xcbe6beb26479b568,
	0xcc75443d8979fe5c, 0xcd372fb85148700f, 0xcdf4a007e2b02a0c, 0xd1967c602d15821c, 0xd1c610d83d64b4c6,
	0xd2005440dfda96f1, 0xd65df89f702eec58, 0xd75bdee36a960ef8, 0xd7914fe546b68468, 0xdb2d8e82412b775f,
	0xdd81ca61fb57a4ff, 0xdfe7a23fefeea519, 0xe06c20b8696373d4, 0xe2186dbdb1bb4193, 0xe34f7b59834d35a6,
	0xe55621691eda3df1, 0xe5855ff48799c52c, 0xe6a715198e2cdd4d, 0xe9210c9ec98b6a72, 0xe95603d85a1d00be,
	0xecf2b848cb56f9d4, 0xef4c914c591698b2, 0xef92b778bafe771e, 0xefa4ee6985aba793, 0xf109d3ddccb2c952,
	0xf215faf9d88b7f0a, 0xf23831a9dae8f307, 0xf3bbb08851ef635d, 0xf662f194a151acd8, 0xf72648d923432dfe,
	0xf75778f7425be4db, 0xf7d838701b86c5df, 0xfa7d6c8ddbcc290e, 0xfcc070589dd4e6ae, 0xfe0c8f2d4a00e466,
	0xfe31500003b32ca3, 0xfed70077e410646a,
};

#define LOWER_MAX    1024
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The word around the byte at `at`, without its kind. */
static struct slice word_at(size_t at)
{
	size_t end = at + 1;

	while (word_list[at - 1] != ' ')
		at--;
	while (word_list[end] != ' ')
		end++;
	return slice_make(word_list + at, end - 1 - at);
}

enum word_kind word_find(struct slice word)
{
	size_t low = 1, high = sizeof word_list - 2; /* of the first byte of a word to look at, and behind the last */

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct slice found = word_at(word_list[middle] == ' ' ? middle + 1 : middle);
		int order = slice_compare(word, found);

		if (order == 0) {
			char kind = found.at[found.len];

			return kind == 'D'   ? WORD_DUMMY
			       : kind == 'F' ? WORD_FILL
			       : kind == 'N' ? WORD_NAME
					     : WORD_COMMON;
		}
		if (order < 0)
			high = (size_t)(found.at - word_list) - 1;
		else
			low = (size_t)(found.at - word_list) + found.len + 2;
	}
	return WORD_NONE;
}

/* Bit n of an entry: a word begins with this letter of the alphabet, then its n-th letter, or from 26 on a digit. */
static const uint64_t second_letters[26] = {
	0x25eb90f, 0x1104911, 0x4124891, 0x124113,  0x803808, 0x24111,   0x12c114,   0x104111,  0xea828,
	0x404010,  0x1011,    0x4919,    0x1104111, 0x10c011, 0x52bc23,  0x41524d81, 0x500009,  0x4011,
	0x15d7d95, 0x1425092, 0x6a002,   0x11,      0x24191,  0x1800001, 0x1004000,  0x2804081,
};

static unsigned letter_number(char c)
{
	return text_is_digit(c) ? 26 + (unsigned)(c - '0') : (unsigned)(c - 'a');
}

bool word_may_start(const char *two)
{
	const unsigned first = letter_number(two[0]), second = letter_number(two[1]);

	return first < 26 && second < 36 && second_letters[first] >> second & 1;
}

struct byte_set byte_set_of(struct slice text)
{
	struct byte_set set = { { false } };

	for (size_t i = 0; i < text.len; i++)
		set.has[(unsigned char)text.at[i]] = true;
	return set;
}

bool byte_set_spells(const struct byte_set *set, const char *word)
{
	while (*word && set->has[(unsigned char)*word])
		word++;
	return *word == '\0';
}

bool word_dummy_inside(struct slice text)
{
	char lower[LOWER_MAX];
	struct byte_set set;

	text = slice_sub(text, 0, LOWER_MAX);
	for (size_t i = 0; i < text.len; i++)
		lower[i] = text_to_lower(text.at[i]);
	text.at = lower;
	set = byte_set_of(text);
	for (size_t i = 0; i < COUNT(long_dummies); i++)
		if (byte_set_spells(&set, long_dummies[i]) &&
		    slice_find(text, slice_of(long_dummies[i]), 0) != SLICE_NOWHERE)
			return true;
	return false;
}

static int compare_digest(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

#define EXAMPLE_MAX 256

bool word_is_example(struct slice value)
{
	char lower[EXAMPLE_MAX];
	uint8_t digest[SHA256_SIZE];
	uint64_t key = 0;

	if (value.len > EXAMPLE_MAX)
		return false;
	for (size_t i = 0; i < value.len; i++)
		lower[i] = text_to_lower(value.at[i]);
	hash_sha256(slice_make(lower, value.len), digest);
	for (int i = 0; i < 8; i++)
		key = key << 8 | digest[i];
	return bsearch(&key, examples, COUNT(examples), sizeof *examples, compare_digest);
}
