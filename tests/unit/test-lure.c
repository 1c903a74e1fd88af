/* test-lure - shop/lure */
/* SPDX-License-Identifier: ISC */

#include "shop/lure.h"

#include "tap.h"

static const char *const names[] = { "Ana Rossi", "Dr. J. Smith", "Seán Ó Brien",
	"Anne-Marie d'Arc", "Łukasz Żółć", "Анна К.", "Rossi S.p.A.", "王小明", "A. B.",
	"Louis 14", "Ana & Bo", "" };

static const char *const no_names[] = {
	"your account is locked: https://evil.example/login", "see evil.example now",
	"evil.example/login", "EVIL.EXAMPLE", "www.evil", "ana@evil", "Ana: read this",
	"a\\b", "J.Smith", "evil.xn--p1ai", "злой.рф", "evil。example", "evil．example",
	"ana＠evil", "evil／x", "ev\u200bil.ex\u00adample", "evil.\u200eexample",
	"call +39 555 123", "bit.ly"
};

static const char *const goods[] = { "Moka pot", "Node.js mug", "1/2 inch", "A4 / A5",
	"50:50 blend", "2.5 l bottle", "0.75l", "USB 3.0", "No.5", "v1.2.3",
	"J.Crew shirt", "T.shirt", "J.R.R.Tolkien: letters", "Rossi S.p.A. box",
	"U.S.A. flag", "Drinks @ 5.50", "Ratio 16:9", "Wow...cool", "Moka. Black",
	"Café “Noir”. Fort", "Node.js™", "10.5.2026/1", "Футболка р. 48", "and/or",
	"next.config.js", "M8x1.25", "3.5mm/6.3mm", "@home", "Mug (Node.js)", "" };

static const char *const no_goods[] = { "Confirm at https://evil.example/login",
	"HTTP://evil", "evil://x", "www.evil", "WWW.Evil", "write to ana@evil.example",
	"ana@evil.js", "evil.example", "(Evil.Example)", "“evil.example”", "evil.com",
	"bit.ly", "t.co/x", "x.io", "evil.co.uk", "evil.eu", "pay.evil.example",
	"node.js/login", "evil.js:8080", "192.0.2.1/login", "192.0.2.1:80", "злой.рф",
	"evil.рф", "evil.xn--p1ai", "evil。com", "evil．com", "evil｡com", "evil․com",
	"ｅｖｉｌ.ｃｏｍ", "ev\u00adil.c\u200bom", "t.co／x", "https∶//evil",
	"evil-1.example", "a.b.com", "x.com", "evil.example.", "...evil.example" };

/* All N TEXTS are judged as LURES. */
static void
all(bool (*is)(struct str), bool lures, const char *what, const char *const *texts,
    size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		OK(is(str_of(texts[i])) == lures, "'%s' is %s%s", texts[i],
		    lures ? "not " : "", what);
}

int
main(void)
{
#define ALL(is, lures, what, list)                                                       \
	all(is, lures, what, list, sizeof(list) / sizeof *(list))
	ALL(lure_in_name, false, "a name", names);
	ALL(lure_in_name, true, "a name", no_names);
	ALL(lure_in_goods, false, "goods", goods);
	ALL(lure_in_goods, true, "goods", no_goods);
	return tap_done();
}
