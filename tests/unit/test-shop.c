/* test-shop - shop/shop */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "shop/shop.h"
#include "tap.h"

static char *file;
static struct err e;

/* The shop of a file that says TEXT. */
static struct shop *
given(const char *text)
{
	if (!path_write(file, str_of(text), &e))
		exit(1);
	return shop_read(file, &e);
}

/* A file that says TEXT is refused, and WHY follows its name in the error. */
static void
refuses(const char *text, const char *why)
{
	struct shop *s = given(text);
	struct str said = str_of(e.text);
	size_t len = strlen(file);

	OK(s == NULL, "%s is refused", text);
	OK(str_starts(said, str_of(file)), "by the file's name");
	if (said.len > len)
		IS(((struct str){ said.at + len, said.len - len }), why, "and why");
	OK(e.kind == ERR_TROUBLE, "and the run cannot go on");
	shop_free(s);
}

static void
defaults(void)
{
	struct shop *s = shop_read(NULL, &e);
	struct val v;

	OK(s != NULL && s->path == NULL, "no file is a shop of defaults");
	IS(s->locale, "en", "its locale");
	IS(s->timezone, "UTC", "its zone");
	IS(s->mail.auth, "any", "its way to log in");
	OK(s->name.at == NULL && s->returns.days == 0, "and nothing else");
	OK(zone_offset(shop_zone(s), 0) == 0, "the zone is there");
	OK(shop_find(s, "sms.sender", &v, &e) && !val_there(v), "no key is set");
	shop_free(s);
}

static void
whole(void)
{
	struct shop *s = given("{\"name\": \"Caf\\u00e9\", \"locale\": \"it-IT\",\n"
			       "\"timezone\": \"Europe/Rome\", \"currency\": \"EUR\",\n"
			       "\"phone\": null, \"address\": [\"Via A 1\", \"Roma\"],\n"
			       "\"brand\": {\"colour\": \"#0b5fff\"}, \"links\": null,\n"
			       "\"support\": {\"social\": [{\"name\": \"X\",\n"
			       "\"url\": \"https://x.example\"}]},\n"
			       "\"returns\": {\"days\": 30, \"policy\": \"a\\nb\"},\n"
			       "\"mail\": {\"from\": \"Caf\\u00e9 <a@b.example>\"},\n"
			       "\"coupon\": {\"expires_at\": \"2026-12-31\"},\n"
			       "\"sms\": {\"sender\": \"Shop\"}}");
	struct str sender;
	struct val v;

	if (!OK(s != NULL, "a shop file is read"))
		return;
	IS(s->name, "Caf\xc3\xa9", "texts are decoded");
	IS(s->locale, "it-IT", "locale");
	IS(s->currency, "EUR", "currency");
	OK(s->phone.at == NULL, "null is as good as absent");
	OK(s->n_address == 2 && str_is(s->address[1], "Roma"), "lines of an address");
	IS(s->brand.colour, "#0b5fff", "a key in a section");
	OK(s->support.n_social == 1, "a list of links");
	IS(s->support.social[0].url, "https://x.example", "and one of them");
	OK(s->returns.days == 30, "a number");
	IS(s->returns.policy, "a\nb", "a text of several lines");
	IS(s->mail.from, "Caf\xc3\xa9 <a@b.example>", "a sender");
	OK(zone_offset(shop_zone(s), 0) == 60, "the zone");
	OK(shop_find(s, "sms", &v, &e) && rec_need_text(v, "sender", &sender, &e) &&
		str_is(sender, "Shop"),
	    "another tool's key is there for it to read");
	shop_free(s);
}

static void
wrong_values(void)
{
	refuses("{\"returns\": {\n\"days\": \"two\"}}",
	    ":2: returns.days: expected a whole number of days, got \"two\"");
	refuses("{\"returns\": {\"days\": -1}}",
	    ":1: returns.days: expected a whole number of days, got -1");
	refuses("{\"url\": \"javascript:x\"}",
	    ":1: url: expected an http or https URL without braces, got \"javascript:x\"");
	refuses("{\n\n\"email\": \"nobody\"}",
	    ":3: email: expected an e-mail address, got \"nobody\"");
	refuses("{\"brand\": {\"colour\": \"blue\"}}",
	    ":1: brand.colour: expected a colour such as \"#0b5fff\", got \"blue\"");
	refuses("{\"timezone\": \"Europe/Atlantis\"}",
	    ":1: timezone: expected a time zone such as \"Europe/Rome\", got \"Europe/Atlantis\"");
	refuses("{\"mail\": {\"auth\": \"cram-md5\"}}",
	    ":1: mail.auth: expected any, plain, login or xoauth2, got \"cram-md5\"");
	refuses("{\"mail\": {\"password\": \"geheim\"}}",
	    ":1: mail.password: there is no such key");
	refuses("{\"currency\": \"eur\"}",
	    ":1: currency: expected a currency code such as \"EUR\", got \"eur\"");
	refuses("{\"locale\": \"it_IT\"}",
	    ":1: locale: expected a language tag such as \"it-IT\", got \"it_IT\"");
	refuses("{\"coupon\": {\"expires_at\": \"soon\"}}",
	    ":1: coupon.expires_at: expected a date such as \"2026-12-31\", got \"soon\"");
	refuses("{\"name\": 7}", ":1: name: expected a text of one line, got 7");
	refuses("{\"mail\": []}", ":1: mail: expected an object, got a list");
	refuses("{\"mail\": {\"reply_to\": \"Caf\xc3\xa9 <caf\xc3\xa9@x.example>\"}}",
	    ":1: mail.reply_to: expected \"Name <address>\" or an address, in ASCII "
	    "before the '@', got \"Caf\xc3\xa9 <caf\xc3\xa9@x.example>\"");
	refuses("{\"address\": [\"a\",\n\"\"]}",
	    ":2: address[1]: expected a text of one line, got \"\"");
	refuses("{\"address\": [1,2,3,4,5,6,7]}",
	    ":1: address: expected a list of at most 6 lines, got a list");
	refuses("{\"support\": {\"social\": [{\"name\": \"X\"}]}}",
	    ":1: support.social[0].url: expected text, got nothing");
}

/* What nobody would fill in is not left in a customer's mail. */
static void
wrong_places(void)
{
	static const char *const patterns[] = { "order", "cancel", "change" };
	static const char *const wrong[] = { "{numbr}", "{}", "{number", "number}",
		"{{number}}", "{Number}" };
	char text[200], why[300];
	struct shop *s;
	size_t i, n;

	for (i = 0; i < sizeof patterns / sizeof *patterns; i++)
		for (n = 0; n < sizeof wrong / sizeof *wrong; n++) {
			(void)snprintf(text, sizeof text,
			    "{\"links\":\n{\"%s\": \"https://x.example/%s\"}}",
			    patterns[i], wrong[n]);
			(void)snprintf(why, sizeof why,
			    ":2: links.%s: expected an http or https URL with no braces "
			    "but those of {number} and {id}, got "
			    "\"https://x.example/%s\"",
			    patterns[i], wrong[n]);
			refuses(text, why);
		}
	refuses("{\"links\": {\"account\": \"https://x.example/{id}\"}}",
	    ":1: links.account: expected an http or https URL without braces, got "
	    "\"https://x.example/{id}\"");
	refuses("{\"mail\": {\"unsubscribe\": \"https://x.example/{email}\"}}",
	    ":1: mail.unsubscribe: expected an http, https or mailto URL without a #, and with no braces but "
	    "those of {token}, "
	    "got \"https://x.example/{email}\"");
	s = given(
	    "{\"links\": {\"order\": \"https://x.example/{number}/{id}?{number}\"}}");
	OK(s != NULL, "the places that there are");
	shop_free(s);
}

static void
wrong_keys(void)
{
	refuses("{\"nmae\": 1}", ":1: nmae: there is no such key; did you mean name?");
	refuses("{\"brand\": {\n\"color\": 1}}",
	    ":2: brand.color: there is no such key; did you mean brand.colour?");
	refuses("{\"from\": \"a@b\"}",
	    ":1: from: there is no such key; did you mean mail.from?");
	refuses("{\"frobnicate\": 1}", ":1: frobnicate: there is no such key");
	refuses("{\"support\": {\"social\": [{\"nam\": \"X\"}]}}",
	    ":1: support.social[].nam: there is no such key; did you mean "
	    "support.social[].name?");
	refuses("{\"mail.from\": \"a@b\"}",
	    ":1: \"mail.from\" in one key: expected an object in an object");
	refuses("{\"name\": \"a\",\n\"name\": \"b\"}", ":1: name: stands twice");
	refuses("{\"mail\": {}, \"mail\": {}}", ":1: mail: stands twice");
	refuses("{\n\"name\" \"a\"}",
	    ": line 2, column 8: expected ':' after a key, got '\"'");
	refuses("[]", ": expected an object, got a list");
	refuses("", ": column 1: expected a value, got the end");
}

/* The man page names each key, what it may be and its default. */
static void
documented(void)
{
	const char *source = getenv("MESON_SOURCE_ROOT");
	struct buf page = BUF_INIT, entry = BUF_INIT;
	char *path = mem_fmt("%s/man/aftercare-shop.5", source == NULL ? "." : source);
	const struct shop_key *k;
	size_t i, entries = 0;
	struct str rest, line;

	OK(path_read(path, 1 << 20, &page, &e), "the man page is there");
	for (i = 0; (k = shop_key(i)) != NULL; i++) {
		buf_clear(&entry);
		buf_fmt(&entry, "\n.It Cm %s\n", k->path);
		OK(str_find(buf_view(&page), buf_view(&entry)) >= 0, "it has %s",
		    k->path);
		if (k->fallback == NULL)
			continue;
		buf_clear(&entry);
		buf_fmt(&entry, "The default is\n.Ql %s ", k->fallback);
		OK(str_find(buf_view(&page), buf_view(&entry)) >= 0,
		    "and the default of %s", k->path);
	}
	rest = buf_view(&page);
	while (str_cut(&rest, '\n', &line))
		entries += str_starts(line, STR(".It Cm "));
	OK(entries == i, "and no key that there is not (%zu, %zu)", entries, i);
	buf_done(&page);
	buf_done(&entry);
	free(path);
}

int
main(void)
{
	char dir[] = "/tmp/test-shop.XXXXXX";

	if (mkdtemp(dir) == NULL)
		return 1;
	file = mem_fmt("%s/shop.json", dir);
	defaults();
	whole();
	wrong_values();
	wrong_places();
	wrong_keys();
	documented();
	OK(shop_read("/nowhere.json", &e) == NULL, "a file that is not there");
	IS(str_of(e.text), "/nowhere.json: No such file or directory", "is named");
	(void)unlink(file);
	(void)rmdir(dir);
	free(file);
	return tap_done();
}
