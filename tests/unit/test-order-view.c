/* test-order-view - shop/order-view */
/* SPDX-License-Identifier: ISC */

#include "shop/order-view.h"

#include "mail-kit.h"

static struct mail_kit kit;
static struct order order;
static struct err e;
static struct order_view *view;
static struct shop shop;

/* Fills the view from an order with REST in it, to be written to in TAG. */
static void
fill(const char *rest, const char *tag)
{
	static struct order_view_source source;

	buf_clear(&kit.line);
	buf_fmt(&kit.line,
	    "{\"id\":\"7\",\"currency\":\"EUR\","
	    "\"customer\":{\"email\":\"a@b.example\"}%s%s%s%s%s}",
	    strstr(rest, "\"status\"") == NULL ? ",\"status\":\"open\"" : "",
	    strstr(rest, "\"placed_at\"") == NULL
		? ",\"placed_at\":\"2026-11-21T10:00:00Z\""
		: "",
	    strstr(rest, "\"items\"") == NULL ? ",\"items\":[]" : "",
	    *rest == '\0' ? "" : ",", rest);
	if (!OK(mail_kit_read(&kit, &e) && order_read(&order, rec_root(&kit.rec), &e),
		"an order with %.70s", rest))
		(void)printf("# %s\n", e.text);
	source = (struct order_view_source){ .order = &order, .shop = &shop };
	source.tongue = mail_kit_tongue(&kit, tag);
	kit.root = order_view_fill(view, &source);
}

static void
gives(const char *source, const char *want)
{
	mail_kit_gives(&kit, source, want);
}

static void
nothing(void)
{
	fill("", "en");
	gives("{{number}}|{{date}}|{{customer}}|{{email}}",
	    "7|November 21, 2026||a@b.example");
	gives("{{#totals}}x{{/totals}}{{#details}}x{{/details}}{{#count}}x{{/count}}"
	      "{{#items}}x{{/items}}{{#shipments}}x{{/shipments}}{{#coupon}}x{{/coupon}}"
	      "{{#promised}}x{{/promised}}{{#promised_by}}x{{/promised_by}}"
	      "{{#recommendations}}x{{/recommendations}}{{#order_url}}x{{/order_url}}",
	    "");
}

static void
goods(void)
{
	static const char *source =
	    "{{#items}}{{quantity}}/{{name}}/{{unit_price}}/{{price}}/{{url}}/{{image}}/"
	    "{{#final_sale}}final{{/final_sale}};{{/items}}{{count}}"
	    "{{#pictures}}P{{/pictures}}";

	fill("\"items\":[{\"name\":\"Moka\\n3\",\"quantity\":2,\"unit_price\":\"1.5\","
	     "\"total\":\"3.00\",\"url\":\"https://s.example/1\",\"final_sale\":true},"
	     "{\"sku\":\"S-2\",\"quantity\":1234,\"image\":\"javascript:alert(1)\"}]",
	    "it-IT");
	gives(source, "2/Moka 3/1,50\xc2\xa0€/3,00\xc2\xa0€/https://s.example/1//final;"
		      "1.234/S-2/////;1.236");
	fill("\"items\":[{\"name\":\"a\",\"quantity\":-2},{\"name\":\"b\",\"quantity\":1,"
	     "\"image\":\"https://s.example/b.png\"}]",
	    "en");
	gives(source, "-2/a/////;1/b////https://s.example/b.png/;2P");
}

static void
sums(void)
{
	static const char *source =
	    "{{subtotal}}|{{discount}}|{{codes}}|{{shipping}}|{{#free_shipping}}free"
	    "{{/free_shipping}}|{{tax}}|{{tax_included}}|{{total}}";

	fill(
	    "\"subtotal\":\"100\",\"discount\":\"10\",\"shipping\":\"0\",\"tax\":\"5.5\","
	    "\"total\":\"95.5\",\"discount_codes\":[\"A\",\"B\\u0007C\"]",
	    "en");
	gives(source, "€100.00|-€10.00|A, B C|€0.00|free|€5.50||€95.50");
	fill("\"discount\":\"-10\",\"tax\":\"5.5\",\"taxes_included\":true", "en");
	gives(source, "|-€10.00|||||€5.50|");
	fill("\"discount\":\"0\",\"tax\":\"0\",\"shipping\":\"3\"", "en");
	gives(source, "|||€3.00||||");
}

static void
delivery(void)
{
	static const char *when = "{{promised}}|{{promised_by}}|{{promised_from}}";
	static const char *parcels = "{{#shipments}}[{{carrier}} {{service}} "
				     "{{tracking_number}} {{url}} {{date}}]{{/shipments}}"
				     "{{#on_its_way}}!{{/on_its_way}}";

	fill("\"promised\":{\"from\":\"2026-11-23\",\"to\":\"2026-11-25\"}", "it-IT");
	gives(when, "23–25 novembre 2026||");
	fill("\"promised\":{\"from\":\"2026-11-25\",\"to\":\"2026-11-23\"}", "it-IT");
	gives(when, "23–25 novembre 2026||");
	fill("\"promised\":{\"to\":\"2026-11-23\"}", "pl");
	gives(when, "|23 listopada 2026|");
	fill("\"promised\":{\"from\":\"2026-11-23\"}", "fr");
	gives(when, "||23 novembre 2026");
	fill(
	    "\"status\":\"fulfilled\",\"shipments\":[{\"service\":\"only\"},{\"carrier\":"
	    "\"Post\",\"tracking_number\":\"R1\",\"url\":\"ftp://x.example\","
	    "\"shipped_at\":\"2026-11-19T23:30:00-05:00\"}]",
	    "en-GB");
	gives(parcels, "[Post  R1  19 November 2026]!");
	fill("\"shipments\":[{\"carrier\":\"Post\"}]", "en-GB");
	gives(parcels, "[Post    ]");
}

static void
place_and_payment(void)
{
	static const char *source =
	    "{{#address}}{{#lines}}{{.}}/{{/lines}}{{/address}}{{#payment}}{{method}}"
	    "{{#last4}} {{last4}}{{/last4}}{{/payment}}{{#details}}!{{/details}}";

	fill("\"ship_to\":{\"name\":\"<b>\\u202eAna\",\"line1\":\" \",\"city\":\"Roma\","
	     "\"country\":\"IT\"},\"payment\":{\"method\":\"credit card\",\"last4\":"
	     "\"4242\"}",
	    "it");
	gives(source, "<b> Ana/Roma/Italia/Carta 4242!");
	fill("\"ship_to\":{}", "it");
	gives(source, "");
	fill("\"payment\":{\"last4\":\"4242\"}", "ru");
	gives(source, "Банковская карта 4242!");
	fill("\"payment\":{\"method\":\"Barzahlung\"}", "ru");
	gives(source, "Barzahlung!");
}

static void
offers(void)
{
	static const char
	    *source = "{{#coupon}}{{code}}/{{terms}}/{{expires}}{{/coupon}}"
		      "{{#recommendations}}[{{name}} {{price}} {{url}} {{image}}]"
		      "{{/recommendations}}";

	shop.coupon.code = STR("SHOP");
	shop.coupon.terms = STR("of the shop");
	shop.coupon.expires_at = STR("2026-12-31");
	fill("", "en");
	gives(source, "SHOP/of the shop/December 31, 2026");
	fill("\"coupon\":{\"code\":\"OWN\"},\"recommendations\":[{\"name\":\"a\","
	     "\"unit_price\":\"2\",\"url\":\"https://s.example\"},{\"name\":\" \"},"
	     "{\"name\":\"c\"},{\"name\":\"d\"},{\"name\":\"e\"},{\"name\":\"f\"},"
	     "{\"name\":\"g\"},{\"name\":\"h\"}]",
	    "en");
	gives(source, "OWN//[a €2.00 https://s.example ][c   ][d   ][e   ][f   ][g   ]");
	memset(&shop, 0, sizeof shop);
}

static void
clocks(void)
{
	static char path[] = "shop.json";

	fill("\"placed_at\":\"2026-11-21T00:30:00+09:00\"", "en");
	gives("{{date}}", "November 21, 2026");
	shop.path = path;
	shop.timezone = STR("Europe/Rome");
	fill("\"placed_at\":\"2026-11-21T00:30:00+09:00\"", "en");
	gives("{{date}}", "November 20, 2026");
	fill("\"placed_at\":\"1969-12-31T23:30:00Z\"", "en");
	gives("{{date}}", "January 1, 1970");
	shop.timezone = STR("America/New_York");
	fill("\"placed_at\":\"1970-01-01T03:00:00Z\"", "en");
	gives("{{date}}", "December 31, 1969");
	memset(&shop, 0, sizeof shop);
}

static void
links(void)
{
	shop.links.order = STR("https://s.example/o/{number}");
	shop.links.cancel = STR("https://s.example/c/{id}");
	fill("\"number\":\"#1/2\"", "en");
	gives("{{number}} {{order_url}} {{change_url}} {{cancel_url}} "
	      "{{#self_service}}!{{/self_service}}",
	    "#1/2 https://s.example/o/%231%2F2  https://s.example/c/7 !");
	memset(&shop, 0, sizeof shop);
}

/* An order of 3,000 lines fits into a mail that is not clipped. */
static void
long_order(void)
{
	struct buf rest = BUF_INIT, out = BUF_INIT;
	int i, more;

	buf_text(&rest, "\"items\":[");
	for (i = 0; i < 3000; i++)
		buf_fmt(&rest,
		    "%s{\"name\":\"An item with a name of usual length\","
		    "\"quantity\":1,\"url\":\"https://shop.example/p/%d\"}",
		    i == 0 ? "" : ",", i);
	buf_text(&rest, "]");
	fill(buf_cstr(&rest), "en");
	gives("{{count}}", "3,000");
	for (i = 0; kit.root->fields[i].name != tmpl_name(STR("more")); i++)
		continue;
	more = (int)kit.root->fields[i].value.n;
	OK(more > 2500 && more < 2980, "some lines are shown, and %d counted", more);
	for (i = 0; kit.root->fields[i].name != tmpl_name(STR("items")); i++)
		continue;
	OK(kit.root->fields[i].value.n + more == 3000, "none is lost");
	buf_done(&rest);
	buf_done(&out);
}

int
main(void)
{
	mail_kit_begin(&kit);
	kit.docs = order_view_docs(&kit.n_docs);
	order_init(&order);
	view = order_view_new();
	nothing();
	goods();
	sums();
	delivery();
	place_and_payment();
	offers();
	clocks();
	links();
	long_order();
	mail_kit_names(&kit);
	order_view_free(view);
	order_done(&order);
	mail_kit_end(&kit);
	return tap_done();
}
