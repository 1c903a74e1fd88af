/* test-optout - shop/optout */
/* SPDX-License-Identifier: ISC */

#include "shop/optout.h"

#include <stdlib.h>

#include "base/mem.h"
#include "shop/token.h"
#include "tap.h"

#define TOKEN "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddee"

/* The shop of these settings, or NULL. */
static struct shop *
shop_of(const char *page, const char *mailto)
{
	struct shop *s = mem_zero(1, sizeof *s);

	s->mail.unsubscribe = str_of(page);
	s->mail.unsubscribe_mailto = str_of(mailto);
	return s;
}

/* What the header says with a token and without. */
static void
says(const char *page, const char *mailto, const char *with, const char *without)
{
	struct shop *shop = shop_of(page, mailto);
	struct buf got = BUF_INIT;
	struct optout o;
	struct err e;

	OK(optout_init(&o, shop, &e), "%s and %s", page == NULL ? "no page" : page,
	    mailto == NULL ? "no address" : mailto);
	optout_header(&o, STR(TOKEN), &got);
	IS(buf_view(&got), with, "with a token");
	buf_clear(&got);
	optout_header(&o, STR_NONE, &got);
	IS(buf_view(&got), without, "without");
	optout_done(&o);
	buf_done(&got);
	free(shop);
}

static void
headers(void)
{
	says(NULL, NULL, "", "");
	says("https://shop.example/u/{token}", NULL, "<https://shop.example/u/" TOKEN ">",
	    "");
	says("https://shop.example/u/{token}?a=1", "u@shop.example",
	    "<https://shop.example/u/" TOKEN "?a=1>, "
	    "<mailto:u@shop.example?subject=unsubscribe%20" TOKEN ">",
	    "<mailto:u@shop.example?subject=unsubscribe>");
	says("https://shop.example/bye", NULL, "<https://shop.example/bye?t=" TOKEN ">",
	    "<https://shop.example/bye>");
	says("https://shop.example/bye?a=b", "u+{token}@shop.example",
	    "<https://shop.example/bye?a=b&t=" TOKEN ">, "
	    "<mailto:u+" TOKEN "@shop.example?subject=unsubscribe>",
	    "<mailto:u+@shop.example?subject=unsubscribe>");
	says("https://shop.example", NULL, "<https://shop.example?t=" TOKEN ">",
	    "<https://shop.example>");
	says(NULL, "u@shop.example",
	    "<mailto:u@shop.example?subject=unsubscribe%20" TOKEN ">",
	    "<mailto:u@shop.example?subject=unsubscribe>");
	says("mailto:u@shop.example", NULL,
	    "<mailto:u@shop.example?subject=unsubscribe%20" TOKEN ">",
	    "<mailto:u@shop.example?subject=unsubscribe>");
	says("mailto:u@shop.example", "v@shop.example",
	    "<mailto:v@shop.example?subject=unsubscribe%20" TOKEN ">",
	    "<mailto:v@shop.example?subject=unsubscribe>");
	/* Nothing but ASCII, and nothing at which a reader would cut or end the URL. */
	says("https://m\xc3\xbcller.example:8443/aus,tragen/\xc3\xa9|^/{token}", NULL,
	    "<https://xn--mller-kva.example:8443/aus%2Ctragen/%C3%A9%7C%5E/" TOKEN ">",
	    "");
	says("https://me@shop.example/{token}", NULL,
	    "<https://me@shop.example/" TOKEN ">", "");
	says("https://a.example/%41/{token}", NULL, "<https://a.example/%41/" TOKEN ">",
	    "");
	says(NULL, "a%b/c?d#e&f=g+h@m\xc3\xbcller.example",
	    "<mailto:a%25b%2Fc%3Fd%23e%26f%3Dg+h@xn--mller-kva.example"
	    "?subject=unsubscribe%20" TOKEN ">",
	    "<mailto:a%25b%2Fc%3Fd%23e%26f%3Dg+h@xn--mller-kva.example"
	    "?subject=unsubscribe>");
}

/* A shop that says no way out gets the address to which its customers answer. */
static void
last_way(void)
{
	static const struct {
		const char *email, *from, *reply_to, *want;
	} all[] = {
		{ "a@shop.example", NULL, NULL,
		    "<mailto:a@shop.example?subject=unsubscribe>" },
		{ "a@shop.example", "Shop <b@shop.example>", NULL,
		    "<mailto:b@shop.example?subject=unsubscribe>" },
		{ "a@shop.example", "b@shop.example", "The shop <c@shop.example>",
		    "<mailto:c@shop.example?subject=unsubscribe>" },
		{ NULL, NULL, NULL, "" },
	};
	size_t i;

	for (i = 0; i < sizeof all / sizeof *all; i++) {
		struct shop shop = { .email = str_of(all[i].email) };
		struct buf got = BUF_INIT;
		struct optout o;
		struct err e;

		shop.mail.from = str_of(all[i].from);
		shop.mail.reply_to = str_of(all[i].reply_to);
		OK(optout_init(&o, &shop, &e), "no way out is said");
		optout_header(&o, STR_NONE, &got);
		IS(buf_view(&got), all[i].want, "the last one");
		buf_done(&got);
		optout_done(&o);
	}
}

static void
clicks(void)
{
	static const struct {
		const char *page, *mailto;
		bool one_click, needs;
	} all[] = {
		{ "https://a.example/{token}", NULL, true, true },
		{ "https://a.example/{token}", "u@a.example", true, false },
		{ "https://a.example/", NULL, true, false },
		{ "http://a.example/{token}", NULL, false, true },
		{ "mailto:u+{token}@a.example", NULL, false, false },
		{ NULL, NULL, false, false },
	};
	size_t i;

	for (i = 0; i < sizeof all / sizeof *all; i++) {
		struct shop *shop = shop_of(all[i].page, all[i].mailto);
		struct optout o;
		struct err e;

		OK(optout_init(&o, shop, &e) && o.one_click == all[i].one_click,
		    "%s: one click %s", all[i].page == NULL ? "none" : all[i].page,
		    all[i].one_click ? "is enough" : "is not offered");
		OK(optout_needs_token(&o) == all[i].needs, "and a token is%s needed",
		    all[i].needs ? "" : " not");
		optout_done(&o);
		free(shop);
	}
}

/* TEXT with the settings and TOKEN is WANT. */
static void
fills(const char *page, const char *mailto, const char *token, bool html,
    const char *text, const char *want)
{
	struct shop *shop = shop_of(page, mailto);
	struct buf room = BUF_INIT;
	struct optout o;
	struct err e;

	OK(optout_init(&o, shop, &e), "%s", page);
	IS(optout_fill(&o, str_of(token), str_of(text), html, &room), want, "\"%s\"",
	    text);
	optout_done(&o);
	buf_done(&room);
	free(shop);
}

static void
bodies(void)
{
	const char *page = "https://a.example/{token}?a=1&b=2";

	fills(page, NULL, TOKEN, false, "x https://a.example/{token}?a=1&b=2 y",
	    "x https://a.example/" TOKEN "?a=1&b=2 y");
	fills(page, NULL, TOKEN, true,
	    "<a href=\"https://a.example/{token}?a=1&amp;b=2\">"
	    "https://a.example/{token}?a=1&amp;b=2</a>",
	    "<a href=\"https://a.example/" TOKEN "?a=1&amp;b=2\">"
	    "https://a.example/" TOKEN "?a=1&amp;b=2</a>");
	fills(page, NULL, TOKEN, true, "https://a.example/{token}?a=1&b=2",
	    "https://a.example/{token}?a=1&b=2");
	fills(page, NULL, TOKEN, false, "{token} is a word", "{token} is a word");
	fills(page, NULL, TOKEN, false, "", "");
	fills(page, "u@a.example", NULL, false, "https://a.example/{token}?a=1&b=2",
	    "mailto:u@a.example?subject=unsubscribe");
	fills(page, NULL, NULL, false, "https://a.example/{token}?a=1&b=2.",
	    "https://a.example/?a=1&b=2.");
	fills("https://a.example/bye", NULL, TOKEN, false, "https://a.example/bye!",
	    "https://a.example/bye!");
	fills("mailto:u+{token}@a.example", NULL, TOKEN, false,
	    "mailto:u+{token}@a.example",
	    "mailto:u+" TOKEN "@a.example?subject=unsubscribe");
}

static void
lengths(void)
{
	char page[1200] = "https://a.example/{token}/", mailto[300];
	struct buf got = BUF_INIT;
	struct shop *shop;
	struct optout o;
	struct err e;

	memset(page + strlen(page), 'x', 900 - TOKEN_LEN - strlen(page));
	memset(mailto, 'y', 60);
	(void)strcpy(mailto + 60, "@a.example");
	shop = shop_of(page, mailto);
	OK(optout_init(&o, shop, &e), "a page that just fits");
	optout_header(&o, STR(TOKEN), &got);
	OK(got.len <= OPTOUT_MAX && got.at[got.len - 1] == '>', "stays alone (%zu bytes)",
	    got.len);
	OK(str_find(buf_view(&got), STR("mailto")) < 0, "without the address");
	optout_done(&o);
	free(shop);
	memset(page + strlen(page), 'x', 20);
	shop = shop_of(page, NULL);
	OK(!optout_init(&o, shop, &e) && e.kind == ERR_TROUBLE, "a longer one is wrong");
	IS(str_of(e.text), "mail.unsubscribe: is too long for a header", "and said so");
	optout_done(&o);
	free(shop);
	buf_done(&got);
}

int
main(void)
{
	headers();
	clicks();
	last_way();
	bodies();
	lengths();
	return tap_done();
}
