/* test-accounts - shop/accounts */
/* SPDX-License-Identifier: ISC */

#include <stdio.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/path.h"
#include "shop/accounts.h"
#include "tap.h"
#include "web.h"

static char *folder, *file;
static struct search where;

static void
keep(const char *name, const char *text, mode_t mode)
{
	char *path = mem_fmt("%s/%s", folder, name);
	struct err e;

	if (!path_write(path, str_of(text), &e) || chmod(path, mode) != 0)
		exit(1);
	free(path);
}

static struct shop *
shop_of(const char *text)
{
	struct shop *s;
	struct err e;

	keep("shop.json", text, 0644);
	s = shop_read(file, &e);
	if (s == NULL) {
		OK(false, "%s", e.text);
		exit(1);
	}
	return s;
}

static const struct {
	const char *text, *why;
} wrong[] = {
	{ "{\"sms\":1}", "shop.json:1: sms: expected an object, got 1" },
	{ "{\"sms\":{}}", "shop.json:1: sms.gateway: expected text, got nothing" },
	{ "{\"sms\":{\n\"gateway\":\"none\"}}",
	    "shop.json:2: sms.gateway: there is no gateway \"none\"" },
	{ "{\"sms\":{\"gateway\":\"../x\"}}",
	    "shop.json:1: sms.gateway: there is no gateway \"../x\"" },
	{ "{\"sms\":{\"gateway\":\"slack\"}}", "sms: the gateway slack is for webhooks" },
	{ "{\"sms\":{\"gateway\":\"twilio\"}}",
	    "sms: the gateway twilio needs \"from\"" },
	{ "{\"sms\":{\"gateway\":\"twilio\",\"from\":\"x\"}}",
	    "sms: the gateway twilio needs \"account\"" },
	{ "{\"sms\":{\"gateway\":\"vonage\",\"from\":\"a\\nb\",\"account\":\"c\"}}",
	    "sms.from: expected a text of one line" },
	{ "{\"sms\":{\"gateway\":\"vonage\",\"secret\":\"x\"}}",
	    "sms.secret: there is no such key" },
	{ "{\"sms\":{\"gateway\":\"vonage\",\"url\":\"x\"}}",
	    "sms.url: there is no such key" },
	{ "{\"sms\":{\"gateway\":\"vonage\",\"from\":\"a\",\"account\":\"b\",\"secret_file\":\"c\","
	  "\"secret_command\":\"d\"}}",
	    "sms: secret_file and secret_command exclude each other" },
	{ "{\"sms\":{\"gateway\":\"broken\"}}",
	    "gateways/broken.json:1: about: expected" },
	{ "{\"webhooks\":[]}", "webhooks: expected an object" },
	{ "{\"webhooks\":{\"a b\":{}}}", "webhooks.a b: a webhook's name has" },
	{ "{\"webhooks\":{\"Team\":{}}}", "webhooks.Team: a webhook's name has" },
	{ "{\"webhooks\":{\"team\":7}}", "webhooks.team: expected an object" },
	{ "{\"webhooks\":{\"team\":{\"gateway\":\"twilio\"}}}",
	    "webhooks.team: the gateway twilio is for sms" },
	{ "{\"webhooks\":{\"team\":{\"gateway\":\"slack\"}}}",
	    "webhooks.team: the gateway slack needs \"url\"" },
	{ "{\"webhooks\":{\"team\":{\"gateway\":\"slack\",\n\"url\":\"http://a.example/TOKEN\"}}}",
	    "shop.json:2: webhooks.team.url: expected an https URL" },
	{ "{\"webhooks\":{\"team\":{\"gateway\":\"slack\",\"url\":\"https://a/\",\"url_file\":\"b\"}}}",
	    "webhooks.team.url: url stands beside" },
	{ "{\"webhooks\":{\"team\":{\"gateway\":\"telegram\",\"secret_file\":\"a\"}}}",
	    "webhooks.team: the gateway telegram needs \"chat\"" },
	{ "{\"webhooks\":{\"team\":{\"gateway\":\"telegram\",\"chat\":\"1\"}}}",
	    "webhooks.team: the gateway telegram needs \"secret_file\"" },
	{ "{\"webhooks\":{\"team\":{\"gateway\":\"telegram\",\"chat\":\"1\",\"secret_file\":\"a\","
	  "\"url\":\"https://a/\"}}}",
	    "webhooks.team: the gateway telegram has a URL of its own" },
	{ "{\"webhooks\":{\"team\":{\"gateway\":\"slack\",\"url\":\"https://a/\"},\"team\":{}}}",
	    "webhooks.team: stands twice" },
};

static void
try_wrong(void)
{
	struct accounts *all;
	struct shop *s;
	struct err e;

	keep("gateways/broken.json", "{}", 0644);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		s = shop_of(wrong[i].text);
		e.text[0] = '\0';
		all = accounts_new(s, &where, &e);
		OK(all == NULL && e.kind == ERR_TROUBLE &&
			strstr(e.text, wrong[i].why) != NULL &&
			strstr(e.text, "TOKEN") == NULL,
		    "wrong %zu: %s", i, e.text);
		accounts_free(all);
		shop_free(s);
	}
	s = shop_read(NULL, &e);
	all = accounts_new(s, &where, &e);
	OK(all != NULL && accounts_at(all, 0) == NULL, "no shop file, no accounts");
	accounts_free(all);
	shop_free(s);
}

/* A record of CHANNEL to TO that says "Hello". */
struct record {
	struct buf text;
	struct rec rec;
	struct message m;
};

static void
record(struct record *r, const char *channel, const char *to)
{
	struct err e;

	*r = (struct record){ .text = BUF_INIT };
	buf_fmt(&r->text,
	    "{\"id\":\"m1\",\"class\":\"transactional\",\"channel\":\"%s\","
	    "\"to\":{\"address\":\"%s\"},\"text\":\"Hello\",\"body\":\"Hello\"}",
	    channel, to);
	buf_reserve(&r->text, 64);
	memset(r->text.at + r->text.len, 0, 64);
	if (!rec_read(&r->rec, buf_view(&r->text), &e) ||
	    !message_read(&r->m, rec_root(&r->rec), &e)) {
		OK(false, "the test's record: %s", e.text);
		exit(1);
	}
}

static void
record_done(struct record *r)
{
	rec_done(&r->rec);
	buf_done(&r->text);
}

/* Whether there is an account for CHANNEL and TO, and WHY there is none. */
static void
finds(const struct accounts *all, const char *channel, const char *to, const char *name,
    const char *why)
{
	const struct account *a;
	struct record r;
	struct err e = { .text = "" };

	record(&r, channel, to);
	a = accounts_find(all, &r.m, &e);
	if (a != NULL)
		IS(account_name(a), name, "%s to %s is carried", channel, to);
	else
		OK(name == NULL && e.kind == ERR_RECORD && strstr(e.text, why) != NULL,
		    "%s to %s: %s", channel, to, e.text);
	record_done(&r);
}

static bool
mark(void *context)
{
	++*(int *)context;
	return true;
}

/* Sends a message of CHANNEL to TO. */
static int
deliver(
    const struct accounts *all, const char *channel, const char *to, struct outcome *o)
{
	struct http *h = http_new();
	struct buf bytes = BUF_INIT;
	const struct account *a;
	struct record r;
	struct err e;
	int marks = 0;

	record(&r, channel, to);
	a = accounts_find(all, &r.m, &e);
	if (!OK(a != NULL && account_render(a, &r.m, "key1", &bytes, &e), "%s to %s",
		channel, to))
		exit(1);
	account_send(a, h,
	    &(struct gateway_post){ str_of(to), buf_view(&bytes), mark, &marks }, o);
	record_done(&r);
	buf_done(&bytes);
	http_free(h);
	return marks;
}

/* A shop with a service for text messages at PORT and four addresses for posts. */
static struct shop *
shop_at(int port)
{
	struct buf text = BUF_INIT;

	buf_fmt(&text,
	    "{\"about\":\"x\",\"channel\":\"sms\",\"url\":\"http://127.0.0.1:%d/\",\"form\":"
	    "{\"t\":\"{text}\"},\"auth\":{\"how\":\"bearer\"}}",
	    port);
	keep("gateways/local.json", buf_cstr(&text), 0644);
	buf_clear(&text);
	buf_fmt(&text, "http://127.0.0.1:%d/SECRETPATH\n", port);
	keep("team.url", buf_cstr(&text), 0600);
	keep("open.url", buf_cstr(&text), 0644);
	keep("sms.key", "s3cret\n", 0600);
	buf_done(&text);
	return shop_of(
	    "{\"sms\":{\"gateway\":\"local\",\"from\":\"Shop\",\"secret_file\":\"sms.key\"},"
	    "\"webhooks\":{\"team\":{\"gateway\":\"json\",\"url_file\":\"team.url\"},"
	    "\"open\":{\"gateway\":\"json\",\"url_file\":\"open.url\"},"
	    "\"bad\":{\"gateway\":\"json\",\"url_command\":\"echo http://a.example/PATH\"},"
	    "\"null\":null}}");
}

static struct accounts *
opened(const struct shop *s)
{
	struct accounts *all;
	struct err e = { .text = "" };

	all = accounts_new(s, &where, &e);
	if (!OK(all != NULL, "accounts: %s", e.text))
		exit(1);
	return all;
}

static void
try_find(struct accounts *all)
{
	finds(all, "sms", "+393331234567", "sms:local", NULL);
	finds(all, "sms", "393331234567", NULL, "to.address: expected a telephone");
	finds(all, "webhook", "team", "webhook:team", NULL);
	finds(all, "webhook", "nobody", NULL,
	    "\"webhooks\" in the shop file (team, open, bad)");
	finds(
	    all, "webhook", "https://evil.example/", NULL, "to.address: expected a name");
}

static void
try_check(struct accounts *all)
{
	struct err e;

	OK(account_check(accounts_at(all, 0), &e) &&
		account_check(accounts_at(all, 1), &e),
	    "these two can be used");
	OK(!account_check(accounts_at(all, 2), &e) &&
		!account_check(accounts_at(all, 3), &e) &&
		strstr(e.text, "webhooks.bad: its URL: ") != NULL,
	    "those not: %s", e.text);
}

static void
try_deliver(struct accounts *all, struct web *web)
{
	struct outcome o;

	web->answer = "HTTP/1.1 200 OK\r\n\r\n";
	OK(deliver(all, "sms", "+393331234567", &o) == 1 && o.kind == OUTCOME_SENT,
	    "sent");
	OK(strstr(web->got, "Authorization: Bearer s3cret\r\n") != NULL,
	    "with the secret");
	IS(str_of(o.detail), "1 part", "one part");
	OK(deliver(all, "webhook", "team", &o) == 1 && o.kind == OUTCOME_SENT, "posted");
	OK(strstr(web->got, "POST /SECRETPATH HTTP") != NULL &&
		strstr(web->got, "Idempotency-Key: key1\r\n") != NULL &&
		strstr(web->got, "\r\n\r\n\"Hello\"") != NULL,
	    "to the URL of the file");
	OK(deliver(all, "webhook", "open", &o) == 0 && o.kind == OUTCOME_DOWN &&
		strstr(o.detail, "webhooks.open.url_file: ") != NULL,
	    "a file that others can read: %s", o.detail);
	OK(deliver(all, "webhook", "bad", &o) == 0 && o.kind == OUTCOME_DOWN &&
		strstr(o.detail, "PATH") == NULL,
	    "a command that prints no https URL: %s", o.detail);
	web->answer = "HTTP/1.1 404 No\r\n\r\nno SECRETPATH here";
	(void)deliver(all, "webhook", "team", &o);
	OK(o.kind == OUTCOME_DOWN, "gone: %s", o.detail);
}

/* The environment stands above the shop file. */
static void
try_environment(const struct shop *s, struct web *web)
{
	struct accounts *all;
	struct outcome o;

	(void)setenv("AFTERCARE_SMS_SECRET", "from-env", 1);
	all = opened(s);
	web->answer = "HTTP/1.1 200 OK\r\n\r\n";
	(void)deliver(all, "sms", "+393331234567", &o);
	OK(strstr(web->got, "Authorization: Bearer from-env\r\n") != NULL,
	    "the environment's");
	(void)unsetenv("AFTERCARE_SMS_SECRET");
	accounts_free(all);
}

static void
try_accounts(struct web *web)
{
	struct shop *s = shop_at(web->port);
	struct accounts *all = opened(s);

	try_find(all);
	try_deliver(all, web);
	try_check(all);
	accounts_free(all);
	try_environment(s, web);
	shop_free(s);
}

static void
try_show(void)
{
	struct shop *s = shop_of(
	    "{\"sms\":{\"gateway\":\"vonage\",\"from\":\"Shop\",\"account\":"
	    "\"k1\",\"secret_file\":\"none\"}}");
	struct buf bytes = BUF_INIT;
	struct account_mail mail;
	struct accounts *all;
	struct record r;
	struct err e;

	all = accounts_new(s, &where, &e);
	record(&r, "sms", "+393331234567");
	OK(all != NULL && account_render(accounts_at(all, 0), &r.m, "key1", &bytes, &e),
	    "rendered without its secret");
	account_show(accounts_at(all, 0), &r.m, buf_view(&bytes), &mail);
	IS(mail.message.subject, "SMS to +393331234567, 1 part", "subject");
	IS(mail.message.to.address, "+393331234567@sms.invalid", "address");
	OK(message_address(mail.message.to.address, &e), "... which is one");
	OK(str_starts(mail.message.text, STR("Hello\n\n")) &&
		str_find(mail.message.text,
		    STR("sms:vonage would post:\n\nGateway: vonage\n")) > 0 &&
		str_find(mail.message.text, STR("&text=Hello&type=text&")) > 0,
	    "what is said, and what would be posted");
	account_mail_done(&mail);
	record_done(&r);
	buf_done(&bytes);
	accounts_free(all);
	shop_free(s);
	OK(accounts_carry(STR("sms")) && accounts_carry(STR("webhook")) &&
		!accounts_carry(STR("email")),
	    "which channels");
}

int
main(void)
{
	char template[] = "/tmp/test-accounts.XXXXXX", *gateways;
	static struct web web;

	folder = mkdtemp(template);
	if (folder == NULL)
		return 1;
	file = mem_fmt("%s/shop.json", folder);
	gateways = mem_fmt("%s/gateways", folder);
	(void)mkdir(gateways, 0755);
	where.shop = folder;
	where.kit = mem_fmt("%s/common/shop/data", getenv("MESON_SOURCE_ROOT"));
	(void)unsetenv("AFTERCARE_SMS_SECRET");
	web_start(&web);
	try_wrong();
	try_accounts(&web);
	try_show();
	web_stop(&web);
	{
		char *rm = mem_fmt("rm -r '%s'", folder);

		OK(system(rm) == 0, "all is gone again");
		free(rm);
	}
	free(gateways);
	free(file);
	free((char *)(uintptr_t)where.kit);
	return tap_done();
}
