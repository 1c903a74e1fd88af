/* test-farewell - shop/farewell */
/* SPDX-License-Identifier: ISC */

#include "shop/farewell.h"

#include "tap.h"

static void
speaks(const char *languages, const char *locale, size_t want)
{
	OK(farewell_language(str_of(languages), str_of(locale)) == want,
	    "\"%s\", %s: %zu", languages, locale,
	    farewell_language(str_of(languages), str_of(locale)));
}

/* The answer WHAT, begins with STATUS and says TEXT, or not. */
static void
answers(const struct shop *shop, enum farewell what, const char *status, const char *text)
{
	struct buf out = BUF_INIT;

	farewell_write(shop, what, STR("en"), false, &out);
	OK(str_starts(buf_view(&out), str_of(status)), "%s", status);
	OK(str_find(buf_view(&out), str_of(text)) > 0, "says \"%s\"", text);
	OK((str_find(buf_view(&out), STR("<form method=\"post\">")) > 0) ==
		(what == FAREWELL_ASK),
	    "and has a button where it asks");
	OK(str_find(buf_view(&out), STR("<script")) < 0 &&
		str_find(buf_view(&out), STR("Set-Cookie")) < 0 &&
		str_find(buf_view(&out), STR("src=")) < 0 &&
		str_find(buf_view(&out), STR("href=")) < 0,
	    "no script, no cookie, nothing to load");
	OK(str_find(buf_view(&out), STR("prefers-color-scheme:dark")) > 0, "dark");
	buf_done(&out);
}

int
main(void)
{
	struct err e;
	struct shop *shop = shop_read(NULL, &e);
	struct buf out = BUF_INIT;

	speaks("", "en", 0);
	speaks("it", "en", 1);
	speaks("fr-CA,fr;q=0.9,en;q=0.8", "en", 2);
	speaks("de, ru;q=0.5, pl;q=0.7, en;q=0.1", "en", 4);
	speaks("RU", "en", 3);
	speaks("pl;q=0, it;q=0.001", "en", 1);
	speaks("de", "it-IT", 1);
	speaks("de", "de-DE", 0);
	speaks("*", "pl", 4);
	speaks("italian", "en", 0);
	speaks(";;;,,,q=,it;q=abc", "en", 0);

	shop->name = STR("<Bottega> & \"Figli\"");
	answers(shop, FAREWELL_ASK, "Status: 200 OK\r\n", "Stop offers</button>");
	answers(shop, FAREWELL_DONE, "Status: 200 OK\r\n", "has been noted");
	answers(shop, FAREWELL_BAD, "Status: 400 ", "does not work");
	answers(shop, FAREWELL_LONG, "Status: 413 ", "too long");
	answers(shop, FAREWELL_METHOD, "Status: 405 ", "\r\nAllow: GET, HEAD, POST\r\n");
	answers(shop, FAREWELL_LATER, "Status: 503 ", "\r\nRetry-After: 300\r\n");
	farewell_write(shop, FAREWELL_ASK, STR("ru"), false, &out);
	OK(str_find(buf_view(&out), STR("&lt;Bottega&gt; &amp; &quot;Figli&quot;")) > 0,
	    "the shop's name, escaped");
	OK(str_find(buf_view(&out), STR("<html lang=\"ru\">")) > 0 &&
		str_find(buf_view(&out), STR("Content-Language: ru\r\n")) > 0 &&
		str_find(buf_view(&out), STR("Отписаться")) > 0,
	    "in Russian");
	buf_clear(&out);
	farewell_write(shop, FAREWELL_ASK, STR("en"), true, &out);
	OK(str_ends(buf_view(&out), STR("\r\n\r\n")) &&
		str_find(buf_view(&out), STR("<html")) < 0,
	    "a HEAD has no page");
	buf_done(&out);
	shop_free(shop);
	return tap_done();
}
