/*
 * file_kind.c - see file_kind.h
 *
 * Names that begin with a dot may always be one. Some extensions always are (settings,
 * dumps); some only where the name also holds a word of settings, as without an extension:
 * most .py, .sh, .json and .txt files are something else. Everything else never is.
 */
#include "model/file_kind.h"

#include <string.h>

#include "base/text.h"

#define NAME_MAX_LEN 255

/* Lists are in lower case, separated by blanks, by their first letter. */

/* Extensions of files that always may be one. */
static const char *const always[26] = {
	['b' - 'a'] = "backup bak bashrc",
	['c' - 'a'] = "cfg cnf conf confg config credential credentials creds crontab",
	['d' - 'a'] = "d dat db ddl dmp dsn dump",
	['e' - 'a'] = "env",
	['f' - 'a'] = "ftpconfig ftppass",
	['h' - 'a'] = "history htdigest htpassd",
	['i' - 'a'] = "iml inf ini ios",
	['j' - 'a'] = "jceks jks",
	['k' - 'a'] = "kdb kdbx key keychain keystore keytab ks",
	['l' - 'a'] = "ldif list lst",
	['m' - 'a'] = "mobileconfig",
	['n' - 'a'] = "netrc nmconnection",
	['o' - 'a'] = "old orig ovpn",
	['p' - 'a'] = "p12 passwd pfx preseed profile properties psk psql publishsettings pubxml",
	['r' - 'a'] = "rc rdg rdp remmina repo rtr",
	['s' - 'a'] = "save secret secrets settings shadow sources sql sqlite sqlite3 sublime-settings",
	['t' - 'a'] = "tfstate tfvars toml truststore",
	['u' - 'a'] = "user",
	['w' - 'a'] = "wsf",
	['y' - 'a'] = "yaml yml",
	['z' - 'a'] = "zshrc",
};

/* Extensions of files that may be one where a word stands in the name. */
static const char *const with_a_word[26] = {
	['a' - 'a'] = "asp aspx", ['b' - 'a'] = "bash bat", ['c' - 'a'] = "cgi cjs cmd cron csv",
	['f' - 'a'] = "fish",     ['i' - 'a'] = "inc",      ['j' - 'a'] = "js json json5 jsp",
	['k' - 'a'] = "ksh",      ['m' - 'a'] = "mjs",      ['p' - 'a'] = "php php3 php4 php5 php7 php8 ps1 py",
	['r' - 'a'] = "rb",       ['s' - 'a'] = "sh swp",   ['t' - 'a'] = "ts txt",
	['x' - 'a'] = "xml",      ['z' - 'a'] = "zsh",
};

/* Names without an extension; most such files are programs and texts. */
static const char *const bare[26] = {
	['a' - 'a'] = "all",     ['c' - 'a'] = "config", ['d' - 'a'] = "default",  ['e' - 'a'] = "environment",
	['g' - 'a'] = "groups",  ['h' - 'a'] = "hosts",  ['k' - 'a'] = "keystore", ['m' - 'a'] = "main map",
	['p' - 'a'] = "profile", ['v' - 'a'] = "vault",  ['w' - 'a'] = "wallet",
};

/* In the name without its extension. */
static const char *const words[26] = {
	['a' - 'a'] = "access account admin api app auth authinfo",
	['b' - 'a'] = "backup base bean bookm boots build",
	['c' - 'a'] = "cable cisco common conf conn const context cred cron",
	['d' - 'a'] = "database db define definit deploy dev docker drive dump",
	['e' - 'a'] = "env",
	['f' - 'a'] = "filez fixture ftp function",
	['g' - 'a'] = "global group",
	['h' - 'a'] = "heroku hibern hist host hub hudson",
	['i' - 'a'] = "index init initial invent",
	['j' - 'a'] = "jdbc jenkins jetty",
	['k' - 'a'] = "key knex",
	['l' - 'a'] = "local login logon",
	['m' - 'a'] = "mail member migrat mongo mysql",
	['n' - 'a'] = "netrc nuget",
	['o' - 'a'] = "oauth orm",
	['p' - 'a'] = "param passw persis plugin pom print prod project provis psql publish",
	['r' - 'a'] = "rclone recent redis relay release remote requirements robo router rsync run",
	['s' - 'a'] = "secret seed sequel server servic setting sftp shadow sitem source spring sql staff stag stand "
		      "start storage switch sync sysprep",
	['t' - 'a'] = "task token tomcat",
	['u' - 'a'] = "unattend upload user",
	['v' - 'a'] = "vagrant vpn",
	['w' - 'a'] = "web wifi worksp wp- wpa",
};

/* Whether a word of the list for its first letter is the text, or what it begins with. */
static bool begins(const char *const lists[26], struct slice text, bool whole)
{
	const char *list = text.len && text_is_lower(text.at[0]) ? lists[text.at[0] - 'a'] : NULL;
	size_t same;

	while (list) {
		for (same = 0; same < text.len && list[same] == text.at[same]; same++)
			;
		if ((list[same] == ' ' || list[same] == '\0') && (!whole || same == text.len))
			return true;
		list = strchr(list, ' ');
		list = list ? list + 1 : NULL;
	}
	return false;
}

static bool holds_word(struct slice name)
{
	for (size_t i = 0; i < name.len; i++)
		if (begins(words, slice_sub(name, i, name.len), false))
			return true;
	return false;
}

bool file_kind_may_tell(struct slice name)
{
	char lower[NAME_MAX_LEN];
	size_t dot = 0;
	struct slice extension;

	if (name.len == 0 || name.len > NAME_MAX_LEN)
		return false;
	if (name.at[0] == '.')
		return true;
	for (size_t i = 0; i < name.len; i++) {
		lower[i] = text_to_lower(name.at[i]);
		if (lower[i] == '.')
			dot = i;
	}
	name = slice_make(lower, name.len - (name.at[name.len - 1] == '~'));
	if (dot == 0)
		return begins(bare, name, true) || holds_word(name);
	extension = slice_sub(name, dot + 1, name.len);
	return begins(always, extension, true) ||
	       (begins(with_a_word, extension, true) && holds_word(slice_sub(name, 0, dot)));
}

struct slice file_kind_name(struct slice path)
{
	size_t start = path.len;

	while (start > 0 && path.at[start - 1] != '/')
		start--;
	return slice_sub(path, start, path.len);
}
