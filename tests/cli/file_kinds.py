"""Whole files of the kinds that leak as a whole, made at run time: what test_file_kinds.py scans.

Each sample is a path and a text. In the text %{...} is a secret that must be found, ~{...} a random value that
must not be:

    %{alnum:N} %{hex:N} %{base64:N} %{url64:N} %{lower:N} %{digit:N}    N random characters
    ?{...} is a value about which nothing is said: an id that other rules report, or what is known not to be found.

    %{human} %{plain}    a password as people choose them: words with digits and signs; words alone
    %{bcrypt} %{apr1} %{md5crypt} %{sha512crypt} %{sha256crypt} %{phpass} %{yescrypt} %{argon2} %{mysql} %{ssha} %{django}
    %{base64=KIND}       base64 of another secret; %{user:KIND} base64 of somebody:secret
"""

import base64
import random
import re
import string
import uuid

ALNUM = string.ascii_letters + string.digits
CRYPT = "./" + ALNUM
WORDS = ("lantern", "gravel", "otter", "maple", "copper", "walrus", "tundra", "velvet", "pepper", "comet", "badger", "saffron", "glacier",
         "pickle", "thunder", "marble", "falcon", "cactus", "biscuit", "harbour")
ALPHABETS = {"alnum": ALNUM, "hex": "0123456789abcdef", "base64": ALNUM + "+/", "url64": ALNUM + "-_", "lower": string.ascii_lowercase,
             "digit": string.digits, "base32": string.ascii_uppercase + "234567", "HEX": "0123456789ABCDEF", "crypt": CRYPT}


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def characters(self, alphabet, count):
        text = "".join(self.random.choice(alphabet) for _ in range(max(count - 2, 1)))
        tail = [c for c in "a7" if c in alphabet]
        return (text + "".join(tail))[:count] if len(text) + len(tail) >= count else text + self.characters(alphabet, count - len(text))

    def human(self):
        one, two = self.random.sample(WORDS, 2)
        number = self.random.randrange(23, 98)
        return self.random.choice([f"{one.title()}{number}!{two[:3]}", f"{one}{number}{two}", f"{one.title()}.{two}{number}",
                                   f"{two[:4]}_{one}{number}", f"{one.title()}{two.title()}{number}"])

    def plain(self):
        return "".join(self.random.sample(WORDS, 2))

    def make(self, kind):
        if kind.startswith("base64="):
            return base64.b64encode(self.make(kind[7:]).encode()).decode()
        if kind.startswith("user:"):
            return base64.b64encode(f"{self.random.choice(WORDS)}:{self.make(kind[5:])}".encode()).decode()
        name, _, count = kind.partition(":")
        if count:
            return self.characters(ALPHABETS[name], int(count))
        crypt = lambda n: self.characters(CRYPT, n)
        forms = {
            "human": self.human, "plain": self.plain,
            "uuid": lambda: str(uuid.UUID(int=self.random.getrandbits(128), version=4)),
            "bcrypt": lambda: "$2y$10$" + crypt(53), "apr1": lambda: f"$apr1${crypt(8)}${crypt(22)}",
            "md5crypt": lambda: f"$1${crypt(8)}${crypt(22)}", "sha512crypt": lambda: f"$6${crypt(16)}${crypt(86)}",
            "sha256crypt": lambda: f"$5$rounds=5000${crypt(16)}${crypt(43)}", "phpass": lambda: "$P$B" + crypt(30),
            "yescrypt": lambda: f"$y$j9T${crypt(22)}${crypt(43)}",
            "argon2": lambda: "$argon2id$v=19$m=65536,t=3,p=4$" + self.make("base64:22") + "$" + self.make("base64:43"),
            "mysql": lambda: "*" + self.make("HEX:40"), "des": lambda: crypt(13),
            "ssha": lambda: "{SSHA}" + base64.b64encode(self.random.randbytes(28)).decode(),
            "sha": lambda: "{SHA}" + base64.b64encode(self.random.randbytes(20)).decode(),
            "django": lambda: f"pbkdf2_sha256$260000${self.make('alnum:22')}$" + base64.b64encode(self.random.randbytes(32)).decode(),
            "wp": lambda: self.characters(ALNUM + "!#%&()*+,-./:;=?@[]^_{|}~ ", 64), "djangokey": lambda: self.characters(ALNUM + "!@#%^&*(-_=+)", 50),
            "ovpnkey": lambda: "\n".join(self.make("hex:32") for _ in range(16)),
            "idea": lambda: "".join(f"{ord(c) ^ 0xdfaa:04x}" for c in self.human()),
            "key32": lambda: base64.b64encode(self.random.randbytes(32)).decode(),
        }
        return forms[name]()


def fill(text, maker):
    """The text, the secrets in it, and the values that are none."""
    secrets, others = [], []

    def one(match):
        value = maker.make(match.group(2))
        {"%": secrets, "~": others, "?": []}[match.group(1)].append(value)
        return value

    return re.sub(r"([%~?])\{([\w=]+(?::\w+)*)\}", one, text), secrets, others


SAMPLES = {
    # Logins of tools
    ".netrc": """# work
machine github.com
  login anna
  password %{human}

machine ftp.acme.net login upload password %{plain}
default
\tlogin anonymous
\tpassword anna@acme.net
machine api.heroku.com
  login anna@acme.net
  password %{uuid}
macdef init
  cd /pub
""",
    "home/_netrc": "machine git.acme.net login ci password %{alnum:20}\n",
    ".pgpass": """# hostname:port:database:username:password
db1.acme.net:5432:shop:shop_rw:%{human}
*:*:*:postgres:%{plain}
localhost:5433:crm:crm:%{alnum:16}
""",
    ".git-credentials": "https://anna:%{human}@git.acme.net\nhttps://oauth2:%{alnum:20}@gitlab.acme.net\nhttps://bot:%{plain}@code.acme.net\n",
    ".npmrc": """registry=https://npm.acme.net/
//npm.acme.net/:_password=%{base64=human}
//npm.acme.net/:username=anna
//npm.acme.net/:email=anna@acme.net
//registry.npmjs.org/:_authToken=%{uuid}
_auth=%{user:plain}
always-auth=true
""",
    ".pypirc": """[distutils]
index-servers =
    pypi
    acme

[pypi]
username: anna
password: %{human}

[acme]
repository = https://pypi.acme.net
username = ci
password = %{plain}
""",
    ".dockercfg": '{"https://index.docker.io/v1/": {"auth": "%{user:human}", "email": "anna@acme.net"}}',
    ".docker/config.json": """{
\t"auths": {
\t\t"registry.acme.net": {
\t\t\t"auth": "%{user:plain}"
\t\t},
\t\t"acme.azurecr.io": {
\t\t\t"auth": "",
\t\t\t"identitytoken": "%{url64:60}"
\t\t}
\t}
}
""",
    ".kube/config": """apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==
    server: https://10.0.0.5:6443
  name: prod
users:
- name: admin
  user:
    client-certificate-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==
    client-key-data: %{base64:160}
- name: dev
  user:
    username: dev
    password: %{plain}
- name: robot
  user:
    token: %{alnum:32}
""",
    ".my.cnf": """[client]
user = root
password = %{human}

[mysqldump]
user=backup
password="%{plain}"
host=db.acme.net
""",
    ".esmtprc": 'identity = anna@acme.net\nhostname = smtp.acme.net:587\nusername = "anna"\npassword = "%{plain}"\nstarttls = required\n',
    ".msmtprc": """defaults
tls on
account work
host smtp.acme.net
port 587
auth on
user anna@acme.net
password %{human}
account home
host mail.home.net
user anna
password %{plain}
account default : work
""",
    ".muttrc": """set realname = "Anna"
set imap_user = "anna@acme.net"
set imap_pass = "%{plain}"
set smtp_url = "smtp://anna@smtp.acme.net:587/"
set smtp_pass = %{human}
""",
    ".fetchmailrc": """poll mail.acme.net protocol IMAP
  user "anna" there with password "%{plain}" is anna here ssl
poll pop.home.net proto POP3 user 'ann' password '%{human}'
""",
    ".irssi/config": """servers = ( { address = "irc.libera.chat"; chatnet = "libera"; port = "6697"; use_tls = "yes"; password = "%{plain}"; } );
chatnets = {
  libera = { type = "IRC"; nick = "anna"; sasl_mechanism = "plain"; sasl_username = "anna"; sasl_password = "%{human}"; autosendcmd = "/^msg nickserv identify %{plain};wait 2000"; };
};
""",
    ".weechat/irc.conf": """[server]
libera.addresses = "irc.libera.chat/6697"
libera.sasl_username = "anna"
libera.sasl_password = "%{plain}"
libera.password = "%{human}"
""",
    ".config/hexchat/servlist.conf": "v=2.14\n\nN=libera\nI=anna\nP=%{plain}\nL=6\nS=irc.libera.chat\n",
    ".znc/configs/znc.conf": """Version = 1.8.2
<User anna>
\tNick = anna
\t<Network libera>
\t\tServer = irc.libera.chat +6697 %{plain}
\t</Network>
\t<Pass password>
\t\tHash = %{hex:64}
\t\tMethod = SHA256
\t\tSalt = ~{alnum:20}
\t</Pass>
</User>
""",
    "etc/postfix/sasl_passwd": "[smtp.acme.net]:587 anna@acme.net:%{human}\nsmtp.home.net   ann:%{plain}\n",
    "etc/samba/credentials": "username=anna\npassword=%{plain}\ndomain=ACME\n",
    "root/.smbcredentials": "username = backup\npassword = %{human}\n",
    "etc/ppp/chap-secrets": "# client server secret IP\nanna * %{plain} *\n\"bob\" acme \"?{human}\" 10.0.0.7\n",
    "etc/ipsec.secrets": ": PSK \"%{plain}\"\n10.0.0.1 10.0.0.2 : PSK \"%{human}\"\nanna : EAP \"%{plain}\"\n",
    "etc/wpa_supplicant/wpa_supplicant.conf": """ctrl_interface=/run/wpa_supplicant
network={
\tssid="home"
\tpsk="%{plain}"
}
network={
    ssid="office"
    key_mgmt=WPA-EAP
    identity="anna"
    password="%{human}"
}
network={
\tssid="raw"
\tpsk=%{hex:64}
}
""",
    "etc/NetworkManager/system-connections/home.nmconnection": """[connection]
id=home
type=wifi

[wifi-security]
key-mgmt=wpa-psk
psk=%{plain}
""",
    "etc/snmp/snmpd.conf": "rocommunity %{plain} 10.0.0.0/8\ncreateUser admin SHA \"%{human}\" AES %{plain}\n",
    # Hashes
    "etc/shadow": """root:%{sha512crypt}:18000:0:99999:7:::
daemon:*:18000:0:99999:7:::
bin:!:18000:0:99999:7:::
anna:%{yescrypt}:19000:0:99999:7:::
old:%{md5crypt}:12000:0:99999:7:::
""",
    "backup/passwd.bak": "root:%{md5crypt}:0:0:root:/root:/bin/bash\nnobody:x:99:99::/:/sbin/nologin\nann:%{des}:1001:1001:Ann:/home/ann:/bin/sh\n",
    "www/.htpasswd": "anna:%{apr1}\nbob:%{bcrypt}\ncarl:%{sha}\ndora:?{des}\n",
    "www/.htdigest": "anna:Private Area:%{hex:32}\n",
    "etc/proftpd/ftpd.passwd": "ftpuser:%{md5crypt}:1000:1000:,,,:/srv/ftp:/bin/false\n",
    "dump.sql": """-- MySQL dump 10.13
INSERT INTO `wp_users` VALUES (1,'admin','%{phpass}','admin','admin@acme.net','','2014-02-03 10:11:12','',0,'admin'),(2,'anna','%{phpass}','anna','a@acme.net','','2014-02-03 10:11:12','',0,'Anna');
INSERT INTO users (id, email, encrypted_password) VALUES (1, 'a@acme.net', '%{bcrypt}');
INSERT INTO `auth_user` VALUES (1,'%{django}',NULL,1,'root','','','r@acme.net',1,1,'2020-01-01');
INSERT INTO accounts VALUES (7,'kim','%{argon2}');
INSERT INTO `members` (`id`, `login`, `password`) VALUES
(1, 'anna', '%{hex:32}'),
(2, 'bob', '?{hex:32}');
CREATE USER 'shop'@'%' IDENTIFIED BY '%{plain}';
GRANT ALL ON shop.* TO 'crm'@'localhost' IDENTIFIED BY PASSWORD '%{mysql}';
CREATE ROLE app LOGIN PASSWORD '%{human}';
ALTER ROLE postgres WITH SUPERUSER PASSWORD 'md5%{hex:32}';
""",
    "ldap/users.ldif": "dn: uid=anna,ou=people,dc=acme,dc=net\nuid: anna\nuserPassword: %{ssha}\n\ndn: uid=bob,dc=acme,dc=net\nuserPassword:: ?{base64=ssha}\n",
    "router.cfg": """hostname core1
enable secret 5 %{md5crypt}
enable password 7 %{HEX:18}
username admin privilege 15 secret 9 $9$~{alnum:14}$%{crypt:43}
snmp-server community %{plain} RO
crypto isakmp key %{human} address 10.0.0.9
tacacs-server key %{plain}
line vty 0 4
 password %{human}
""",
    # Web applications
    "wp-config.php": """<?php
define('DB_NAME', 'blog');
define('DB_USER', 'blog');
define('DB_PASSWORD', '%{plain}');
define( 'AUTH_KEY',         '%{wp}' );
define( 'SECURE_AUTH_KEY',  '%{wp}' );
define( 'LOGGED_IN_SALT',   '%{wp}' );
define( 'NONCE_SALT',       '%{wp}' );
define('FTP_PASS', '%{human}');
""",
    "shop/settings.py": """DEBUG = True
SECRET_KEY = '%{djangokey}'
DATABASES = {
    'default': {
        'ENGINE': 'django.db.backends.postgresql',
        'NAME': 'shop',
        'USER': 'shop',
        'PASSWORD': '%{plain}',
    }
}
EMAIL_HOST_PASSWORD = "%{human}"
""",
    "config/secrets.yml": """development:
  secret_key_base: %{hex:128}
production:
  secret_key_base: %{hex:128}
  smtp_password: %{plain}
test:
  secret_key_base: <%= ENV["SECRET_KEY_BASE"] %>
""",
    "config/master.key": "%{hex:32}",
    "config/credentials/production.key": "%{hex:32}\n",
    "config/initializers/secret_token.rb": "Blog::Application.config.secret_token = '%{hex:128}'\n",
    "config/database.yml": """default: &default
  adapter: postgresql
production:
  <<: *default
  username: shop
  password: %{plain}
staging:
  username: shop
  password: "%{human}"
test:
  password: <%= ENV['DB_PASS'] %>
""",
    "config/mongoid.yml": """production:
  clients:
    default:
      database: shop
      hosts:
        - db1.acme.net:27017
      options:
        user: 'shop'
        password: '%{plain}'
""",
    ".env.production": """APP_ENV=production
APP_KEY=base64:%{key32}
DB_PASSWORD=%{plain}
MAIL_PASSWORD="%{human}"
REDIS_PASSWORD=null
PUSHER_APP_SECRET=%{hex:20}
JWT_SECRET=%{alnum:32}
export SMTP_PASS='%{plain}'
ADMIN_PW=%{human}
S3_SECRET=%{alnum:24}
ENCRYPTION_SALT=~{hex:8}
""",
    "app/.env": "DATABASE_URL=postgres://shop:%{plain}@db.acme.net:5432/shop\nREDIS_URL=redis://:%{human}@cache.acme.net:6379/0\nJWT_SECRET=%{human}x1\n",
    "filezilla.xml": '<FileZilla><Settings><Setting name="Last Server Pass">%{digit:30}</Setting></Settings><Sites><Site Host="a.net" User="a" Pass="%{digit:24}" /></Sites></FileZilla>\n',
    "docker/app.env": "POSTGRES_USER=shop\nPOSTGRES_PASSWORD=%{plain}\nMYSQL_ROOT_PASSWORD=%{human}\n",
    "src/main/resources/application.properties": """spring.datasource.url=jdbc:postgresql://db.acme.net/shop
spring.datasource.username=shop
spring.datasource.password=%{plain}
server.ssl.key-store-password=%{human}
jwt.secret=%{alnum:40}
""",
    "src/main/resources/application-prod.yml": """spring:
  datasource:
    username: shop
    password: %{plain}
  mail:
    password: '%{human}'
jasypt:
  ok: ENC(~{alnum:32})
""",
    "sites/default/settings.php": """<?php
$databases['default']['default'] = array (
  'database' => 'drupal',
  'username' => 'drupal',
  'password' => '%{plain}',
  'host' => 'localhost',
);
$settings['hash_salt'] = '%{url64:74}';
""",
    "joomla/configuration.php": """<?php
class JConfig {
\tpublic $user = 'joomla';
\tpublic $password = '%{plain}';
\tpublic $secret = '%{alnum:16}';
\tpublic $smtppass = '%{human}';
}
""",
    "www/config.php": """<?php
$dbhost = 'localhost';
$dbuser = 'shop';
$dbpass = '%{plain}';
$config['db']['password'] = "%{human}";
$db_passwd='%{plain}';
mysql_connect('localhost', 'root', '%{human}');
""",
    "web/web.config": """<configuration>
  <connectionStrings>
    <add name="Shop" connectionString="Server=db1;Database=shop;User Id=sa;Password=%{plain};" />
  </connectionStrings>
  <appSettings><add key="SmtpPassword" value="%{human}" /></appSettings>
  <machineKey validationKey="%{HEX:128}" decryptionKey="%{HEX:64}" validation="SHA1" />
</configuration>
""",
    "ormconfig.json": '{\n  "type": "postgres",\n  "username": "shop",\n  "password": "%{plain}",\n  "database": "shop"\n}\n',
    "knexfile.js": "module.exports = { production: { client: 'pg', connection: { user: 'shop', password: '%{plain}' } } };\n",
    "config/config.json": '{"production": {"username": "root", "password": "%{plain}", "dialect": "mysql"}}\n',
    # Builds and packages
    ".m2/settings.xml": """<settings>
  <servers>
    <server>
      <id>acme</id>
      <username>ci</username>
      <password>%{plain}</password>
    </server>
    <server>
      <id>sealed</id>
      <password>{~{base64:44}=}</password>
      <passphrase>%{human}</passphrase>
    </server>
  </servers>
</settings>
""",
    ".gradle/gradle.properties": "org.gradle.jvmargs=-Xmx2g\nossrhUsername=anna\nossrhPassword=%{plain}\nsigning.password=%{human}\nnexusPassword=%{plain}\n",
    "NuGet.Config": """<configuration>
  <packageSourceCredentials>
    <acme>
      <add key="Username" value="ci" />
      <add key="ClearTextPassword" value="%{plain}" />
    </acme>
    <other><add key="Username" value="x" /><add key="Password" value="%{base64:64}" /></other>
  </packageSourceCredentials>
  <apikeys><add key="https://nuget.acme.net" value="%{base64:64}" /></apikeys>
</configuration>
""",
    "auth.json": """{
    "http-basic": {
        "repo.acme.net": {
            "username": "ci",
            "password": "%{plain}"
        }
    },
    "github-oauth": { "github.com": "%{hex:40}" },
    "gitlab-token": { "gitlab.acme.net": "%{alnum:20}" },
    "bearer": { "repo.two.net": "%{alnum:24}" }
}
""",
    ".cargo/credentials.toml": '[registry]\ntoken = "%{alnum:32}"\n\n[registries.acme]\ntoken = "%{alnum:36}"\n',
    ".gem/credentials": "---\n:rubygems_api_key: %{hex:32}\n:acme: %{hex:48}\n",
    ".bundle/config": '---\nBUNDLE_GEMS__ACME__NET: "ci:%{plain}"\nBUNDLE_PATH: "vendor/bundle"\nBUNDLE_GITHUB__COM: "%{hex:40}:x-oauth-basic"\n',
    ".config/pip/pip.conf": "[global]\nindex-url = https://ci:%{plain}@pypi.acme.net/simple\n",
    ".condarc": "channels:\n  - https://conda.acme.net/t/%{alnum:32}/main\n  - https://anna:%{human}@conda.two.net/main\n",
    "jenkins/credentials.xml": """<com.cloudbees.plugins.credentials.SystemCredentialsProvider>
  <com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl>
    <id>~{uuid}</id>
    <username>ci</username>
    <password>{%{base64:64}=}</password>
  </com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl>
  <org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl>
    <secret>{%{base64:44}}</secret>
  </org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl>
</com.cloudbees.plugins.credentials.SystemCredentialsProvider>
""",
    "jenkins/users/anna/config.xml": """<user>
  <fullName>Anna</fullName>
  <jenkins.security.ApiTokenProperty>
    <apiToken>{%{base64:44}}</apiToken>
  </jenkins.security.ApiTokenProperty>
  <hudson.security.HudsonPrivateSecurityRealm_-Details>
    <passwordHash>#jbcrypt:$2a$10$%{crypt:53}</passwordHash>
  </hudson.security.HudsonPrivateSecurityRealm_-Details>
</user>
""",
    "jenkins/secrets/master.key": "%{hex:256}",
    # Editors, FTP, remote desktops
    "filezilla/sitemanager.xml": """<?xml version="1.0" encoding="UTF-8"?>
<FileZilla3 version="3.55">
  <Servers>
    <Server>
      <Host>ftp.acme.net</Host>
      <User>anna</User>
      <Pass encoding="base64">%{base64=plain}</Pass>
    </Server>
    <Server><Host>old.acme.net</Host><User>a</User><Pass>%{human}</Pass></Server>
  </Servers>
</FileZilla3>
""",
    "filezilla/recentservers.xml": '<FileZilla3><RecentServers><Server><Host>a.net</Host><Pass encoding="base64">%{base64=human}</Pass></Server></RecentServers></FileZilla3>\n',
    "sftp-config.json": """{
    // The tab key will cycle through the settings
    "type": "sftp",
    "host": "acme.net",
    "user": "anna",
    "password": "%{plain}",
    //"port": "22",
    "remote_path": "/srv/www/",
}
""",
    ".vscode/sftp.json": '{\n  "name": "acme",\n  "host": "acme.net",\n  "username": "anna",\n  "password": "%{plain}",\n  "passphrase": "%{human}",\n  "uploadOnSave": true\n}\n',
    ".ftpconfig": '{\n    "protocol": "ftp",\n    "host": "acme.net",\n    "user": "anna",\n    "pass": "%{plain}",\n    "promptForPass": false\n}\n',
    ".remote-sync.json": '{\n  "transport": "scp",\n  "hostname": "acme.net",\n  "username": "anna",\n  "password": "%{plain}"\n}\n',
    "deployment-config.json": '{"host": "acme.net", "user": "anna", "password": "%{plain}", "passphrase": ""}\n',
    ".ftppass": '{\n  "key1": {\n    "username": "anna",\n    "password": "%{plain}"\n  }\n}\n',
    ".idea/WebServers.xml": """<project version="4">
  <component name="WebServers">
    <option name="servers">
      <webServer id="~{uuid}" name="acme" url="http://acme.net">
        <fileTransfer host="acme.net" port="22" accessType="SFTP">
          <option name="username" value="anna" />
          <option name="password" value="%{idea}" />
        </fileTransfer>
      </webServer>
    </option>
  </component>
</project>
""",
    ".idea/dataSources.xml": "<component><jdbc-url>jdbc:mysql://db.acme.net:3306/shop?user=root&amp;password=%{human}</jdbc-url></component>\n",
    "WinSCP.ini": "[Sessions\\acme]\nHostName=acme.net\nUserName=anna\nPassword=%{HEX:64}\nFSProtocol=5\n",
    "WS_FTP.INI": "[_config_]\nDEFDIR=/\n[acme]\nHOST=ftp.acme.net\nUID=anna\nPWD=V%{HEX:64}\n",
    ".remmina/acme.remmina": "[remmina]\nname=acme\nserver=10.0.0.9\nusername=anna\npassword=%{base64:32}\n",
    "RDCMan.rdg": "<RDCMan><logonCredentials><userName>anna</userName><password>%{base64:120}</password></logonCredentials></RDCMan>\n",
    "Confcons.xml": '<Connections><Node Name="a" Type="Connection" Username="anna" Password="%{base64:88}" Hostname="10.0.0.9" Protocol="RDP" /></Connections>\n',
    "robomongo.json": '{"connections": [{"credentials": [{"databaseName": "admin", "userName": "root", "userPassword": "%{plain}", "enabled": true}]}]}\n',
    "pgadmin/pgadmin3.ini": "[Servers/1]\nServer=db.acme.net\nUsername=postgres\nPassword=%{plain}\n",
    ".dbeaver-data-sources.xml": '<data-sources><connection user="root" password="%{plain}" url="jdbc:mysql://db/x"/></data-sources>\n',
    "ventrilo_srv.ini": "[Server]\nName=Acme\nAuth=1\nPort=3784\nPassword=%{plain}\nAdminPassword=%{human}\n",
    # Infrastructure
    "terraform.tfstate": """{
  "version": 4,
  "resources": [
    {
      "type": "aws_db_instance",
      "instances": [
        { "attributes": { "address": "db.acme.net", "username": "root", "password": "%{plain}", "id": "~{hex:20}" } }
      ]
    },
    { "type": "random_password", "instances": [ { "attributes": { "length": 16, "result": "%{alnum:16}", "special": false } } ] },
    { "type": "tls_private_key", "instances": [ { "attributes": { "private_key_pem": "short" } } ] }
  ]
}
""",
    "prod.tfvars": 'region = "eu-west-1"\ndb_password = "%{plain}"\nadmin_pass  = "%{human}"\napi_token   = "%{alnum:32}"\n',
    "group_vars/all.yml": """---
mysql_root_password: %{plain}
db_pass: "%{human}"
ansible_become_pass: %{plain}
ansible_ssh_pass: '%{human}'
vault_user_password: !vault |
  $ANSIBLE_VAULT;1.1;AES256
  ~{hex:80}
""",
    "inventory/hosts": "[web]\nweb1.acme.net ansible_user=anna ansible_ssh_pass=%{plain} ansible_become_password=%{human}\n",
    "client.ovpn": """client
remote vpn.acme.net 1194
auth-user-pass
<tls-auth>
#
# 2048 bit OpenVPN static key
#
-----BEGIN OpenVPN Static key V1-----
%{ovpnkey}
-----END OpenVPN Static key V1-----
</tls-auth>
""",
    "wg0.conf": """[Interface]
PrivateKey = %{key32}
Address = 10.8.0.2/24

[Peer]
PublicKey = ~{key32}
PresharedKey = %{key32}
AllowedIPs = 0.0.0.0/0
""",
    "firebase.json": '{"apiKey": "AIza%{url64:35}", "authDomain": "acme.firebaseapp.com"}\n',
    "docker-compose.yml": """services:
  db:
    image: postgres:14
    environment:
      POSTGRES_PASSWORD: %{plain}
      - MYSQL_ROOT_PASSWORD=%{human}
""",
    # Command line tools of clouds
    ".aws/credentials": "[default]\naws_access_key_id = AKIA?{base32:16}\naws_secret_access_key = %{base64:40}\n",
    ".s3cfg": "[default]\naccess_key = ?{alnum:20}\nsecret_key = %{alnum:40}\ngpg_passphrase = %{plain}\n",
    ".boto": "[Credentials]\naws_access_key_id = ~{alnum:20}\naws_secret_access_key = %{base64:40}\ngs_oauth2_refresh_token = 1//%{url64:60}\n",
    ".passwd-s3fs": "AKIA?{base32:16}:%{base64:40}\n",
    ".config/gcloud/legacy_credentials/anna/adc.json": '{\n  "client_id": "764086051850-x.apps.googleusercontent.com",\n  "client_secret": "%{alnum:24}",\n  "refresh_token": "1//%{url64:60}",\n  "type": "authorized_user"\n}\n',
    ".azure/accessTokens.json": '[{"tokenType": "Bearer", "refreshToken": "%{url64:120}", "accessToken": "%{url64:120}", "_clientId": "~{uuid}"}]\n',
    ".config/doctl/config.yaml": "access-token: %{hex:64}\ncontext: default\n",
    ".tugboat": "---\nauthentication:\n  client_key: ?{hex:32}\n  api_key: %{hex:32}\n",
    ".bluemix/config.json": '{\n  "IAMToken": "Bearer %{url64:120}",\n  "IAMRefreshToken": "%{url64:120}"\n}\n',
    ".oci/config": "[DEFAULT]\nuser=ocid1.user.oc1..aaaa\nfingerprint=20:3b:97:13:55:1c\nkey_file=~/.oci/key.pem\npass_phrase=%{plain}\n",
    ".config/rclone/rclone.conf": '[box]\ntype = sftp\nhost = acme.net\nuser = anna\npass = %{url64:40}\n\n[drive]\ntype = drive\nclient_secret = %{url64:24}\ntoken = {"access_token":"ya29.%{url64:120}","refresh_token":"1//%{url64:60}"}\n[sealed]\ntype = crypt\npassword = %{url64:38}\npassword2 = %{url64:38}\n',
    ".databrickscfg": "[DEFAULT]\nhost = https://acme.cloud.databricks.com\nusername = anna@acme.net\npassword = %{plain}\n[two]\ntoken = dapi%{hex:32}\n",
    ".snowsql/config": "[connections]\naccountname = acme\nusername = anna\npassword = %{plain}\n",
    ".vault-token": "%{uuid}\n",
    ".terraformrc": 'credentials "app.terraform.io" {\n  token = "%{alnum:40}"\n}\n',
    ".terraform.d/credentials.tfrc.json": '{"credentials": {"tf.acme.net": {"token": "%{alnum:40}"}}}\n',
    ".config/hub": "---\ngithub.com:\n- protocol: https\n  user: anna\n  oauth_token: %{hex:40}\n",
    ".config/gh/hosts.yml": "github.com:\n    user: anna\n    oauth_token: %{hex:40}\n    git_protocol: ssh\n",
    ".travis/config.yml": "endpoints:\n  https://api.travis-ci.org/:\n    access_token: %{url64:22}\n",
    ".config/heroku.json": '{"heroku": {"apiKey": "%{uuid}", "email": "a@acme.net"}}\n',
    # Shells
    ".bash_history": """ls -la
mysql -u root -p%{human} shop
mysql -h db -uroot --password=%{plain} shop
mysqldump --user=root --password='%{human}' shop > d.sql
export AWS_SECRET_ACCESS_KEY=%{base64:40}
export DB_PASS=%{plain}
sshpass -p '%{human}' ssh anna@acme.net
sshpass -p%{plain} scp a b:
curl -u anna:%{plain} https://api.acme.net/
curl --user ci:'%{human}' https://api.acme.net/
PGPASSWORD=%{plain} psql -h db -U postgres
redis-cli -h r -a %{human} ping
echo %{plain} | sudo -S apt-get update
docker login -u anna -p %{human} registry.acme.net
wget --user=anna --password=%{plain} http://x.net/f
ldapsearch -x -D cn=admin -w %{human} -b dc=acme
openssl enc -aes-256-cbc -k %{plain} -in a -out b
useradd -p %{md5crypt} bob
echo 'anna:%{plain}' | chpasswd
smbclient //srv/share -U anna%%{human}
git clone https://anna:%{plain}@git.acme.net/x.git
mongo -u root -p %{plain} admin
htpasswd -b .htpasswd bob %{human}
""",
    ".bashrc": "alias ll='ls -l'\nexport GITHUB_TOKEN=%{hex:40}\nexport SLACK_PASS=\"%{plain}\"\nexport HOMEBREW_GITHUB_API_TOKEN=%{hex:40}\n",
    ".zsh_history": ": 1600000000:0;mysql -u root -p%{plain} shop\n: 1600000009:0;export API_TOKEN=%{alnum:32}\n",
    ".psql_history": "ALTER USER shop WITH PASSWORD '%{plain}';\n",
    ".mysql_history": "SET\\040PASSWORD\\040=\\040PASSWORD('%{human}');\nset password for root@localhost = password('%{plain}');\n",
    # Windows
    "unattend.xml": """<unattend>
  <AutoLogon>
    <Password>
      <Value>%{plain}</Value>
      <PlainText>true</PlainText>
    </Password>
  </AutoLogon>
  <AdministratorPassword><Value>%{base64:40}</Value><PlainText>false</PlainText></AdministratorPassword>
</unattend>
""",
    "SYSVOL/Policies/Groups.xml": '<Groups><User name="Admin"><Properties action="U" cpassword="%{base64:43}" userName="Admin"/></User></Groups>\n',
    "sysprep.inf": "[GuiUnattended]\nAdminPassword=%{plain}\n",
    # Servers
    "tomcat/conf/tomcat-users.xml": '<tomcat-users>\n  <user username="admin" password="%{plain}" roles="manager-gui"/>\n</tomcat-users>\n',
    "server.xml": '<Server><Connector port="8443" keystoreFile="k.jks" keystorePass="%{plain}" /></Server>\n',
    "redis.conf": "port 6379\n# requirepass foobared\nrequirepass %{plain}\nmasterauth %{human}\n",
    "rabbitmq/definitions.json": '{"users": [{"name": "admin", "password_hash": "%{base64:48}", "tags": "administrator"}]}\n',
    "grafana.ini": "[security]\nadmin_user = admin\nadmin_password = %{plain}\n",
    "etc/mosquitto/passwd": "anna:$6$~{base64:12}$%{base64:86}==\n",
    "freeradius/clients.conf": "client lan {\n\tipaddr = 10.0.0.0/8\n\tsecret = %{plain}\n}\n",
    "etc/openldap/slapd.conf": "rootdn \"cn=admin,dc=acme,dc=net\"\nrootpw %{plain}\n",
    "etc/rsyncd.secrets": "anna:?{plain}\nbackup:%{human}\n",
    "etc/apt/auth.conf": "machine apt.acme.net login anna password %{plain}\n",
    ".config/Slack/storage.json": '{"token": "xoxs-~{digit:12}-~{digit:12}-~{digit:12}-%{hex:64}"}\n',
    "logins.json": '{"nextId": 2, "logins": [{"id": 1, "hostname": "https://acme.net", "encryptedUsername": "~{base64:60}", "encryptedPassword": "MDIEEPgA%{base64:60}"}]}\n',
}
