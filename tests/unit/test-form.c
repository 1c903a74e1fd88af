/* test-form - shop/form */
/* SPDX-License-Identifier: ISC */

#include "shop/form.h"
#include "tap.h"

struct sample {
	const char *text;
	bool holds;
};

static void
check(const char *what, bool (*form)(struct str), const struct sample *samples)
{
	for (; samples->text != NULL; samples++)
		OK(form(str_of(samples->text)) == samples->holds, "\"%s\" is %s%s",
		    samples->text, samples->holds ? "" : "not ", what);
}

#define YES(text)                                                                        \
	{                                                                                \
		text, true                                                               \
	}
#define NO(text)                                                                         \
	{                                                                                \
		text, false                                                              \
	}
#define END NO(NULL)

static const struct sample lines[] = { YES("a shop"), YES("caf\xc3\xa9"), NO(""),
	NO("a\nb"), NO("a\x1b[2J"), NO("a\xc2\x9b"), NO("a\x7f"), END };

static const struct sample prose[] = { YES("a\nb\tc"), NO("a\rb"), NO(""), NO("\x01"),
	END };

static const struct sample urls[] = { YES("https://shop.example"),
	YES("http://shop.example:8080/a?b=c#d"), YES("HTTPS://shop.example/"),
	YES("https://shop.example/orders/{number}"), NO("shop.example"),
	NO("javascript:alert(1)"), NO("https:shop.example"), NO("https://"),
	NO("https:///a"), NO("https://?a"), NO("ftp://shop.example"),
	NO("https://shop.example/a b"), NO("https://shop.example/\"onload="),
	NO("https://shop.example/<b>"), NO("https://shop.example/\r\n"),
	NO("https://shop.example/a\xc2\xa0/"), NO("https://shop.example/\xe2\x80\x8a"),
	NO("https://shop.example/\xe3\x80\x80"),
	YES("https://shop.example/\xe2\x80\x93\xe2\x80\x99"), NO(""), END };

static const struct sample emails[] = { YES("a@b.example"), YES("a.b+c@d"),
	YES("zo\xc3\xab@b.example"), NO("a"), NO("@b"), NO("a@"), NO("a@b@c"),
	NO("a b@c"), NO("-a@b"), NO("a@b,c@d"), NO("<a@b>"), NO("a@.b"), NO("a@b."),
	NO("a@b\n"), NO(""), END };

static const struct sample senders[] = { YES("a@b"), YES("A Shop <a@b>"), YES("<a@b>"),
	YES("Shop, Ltd. <a@b>"), NO("A Shop"), NO("A <a@b> <c@d>"), NO("A <>"),
	NO("A\r\nBcc: x <a@b>"), NO("a@b <c@d>"), NO(">"), NO(""), END };

static const struct sample replies[] = { YES("a@b"), YES("A Shop <a@b>"),
	YES("Caf\xc3\xa9 <a@b>"), YES("a@caf\xc3\xa9.example"), YES("\"a@b\"@c"),
	NO("caf\xc3\xa9@b"), NO("A <caf\xc3\xa9@b>"),
	NO("A <a\xc3\xa9@caf\xc3\xa9.example>"), NO("A Shop"), NO(""), END };

static const struct sample unsubscribes[] = { YES("https://a/u"), YES("mailto:u@a"),
	YES("mailto:u#v@a"), NO("https://a/u#end"), NO("https://a/#"), NO("mailto:"),
	NO("u@a"), NO("tel:1"), END };

static const struct sample colours[] = { YES("#0b5fff"), YES("#ABC"), NO("0b5fff"),
	NO("#0b5ff"), NO("#0b5ffg"), NO("red"), NO("#fff;}"), NO(""), END };

static const struct sample locales[] = { YES("en"), YES("it-IT"), YES("zh-Hant-TW"),
	YES("es-419"), NO("e"), NO("en_GB"), NO("en-"), NO("-en"), NO("12"),
	NO("en-abcdefghi"), NO("../etc"), NO(""), END };

static const struct sample countries[] = { YES("IT"), YES("ZZ"), NO("it"), NO("ITA"),
	NO("I"), NO("I1"), NO(""), END };

int
main(void)
{
	check("a line", form_line, lines);
	check("prose", form_prose, prose);
	check("a URL", form_url, urls);
	check("an e-mail address", form_email, emails);
	check("a sender", form_sender, senders);
	check("a place for answers", form_reply, replies);
	check("a way to unsubscribe", form_unsubscribe, unsubscribes);
	check("a colour", form_colour, colours);
	check("a language tag", form_locale, locales);
	check("a country's code", form_country, countries);
	return tap_done();
}
