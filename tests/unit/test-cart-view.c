/* test-cart-view - shop/cart-view */
/* SPDX-License-Identifier: ISC */

#include "shop/cart-view.h"

#include "mail-kit.h"

static struct mail_kit kit;
static struct cart cart;
static struct err e;
static struct cart_view *view;
static struct shop shop;
static struct cart_view_source source;

/* Fills the view from a cart with REST in it. */
static void
fill(const char *rest)
{
	buf_clear(&kit.line);
	buf_fmt(&kit.line,
	    "{\"id\":\"7\",\"currency\":\"EUR\",\"step\":\"cart\","
	    "\"last_seen_at\":\"2026-11-21T10:00:00Z\"%s%s}",
	    *rest == '\0' ? "" : ",", rest);
	if (!OK(mail_kit_read(&kit, &e) && cart_read(&cart, rec_root(&kit.rec), &e),
		"a cart with %.70s", rest))
		(void)printf("# %s\n", e.text);
	source.cart = &cart;
	source.shop = &shop;
	source.tongue = mail_kit_tongue(&kit, "it");
	kit.root = cart_view_fill(view, &source);
}

static void
gives(const char *text, const char *want)
{
	mail_kit_gives(&kit, text, want);
}

static void
shows(void)
{
	fill("");
	gives("{{customer}}{{email}}{{cart_url}}{{count}}{{total}}{{more}}{{unsubscribe}}"
	      "{{json_ld}}{{#items}}x{{/items}}{{#pictures}}x{{/pictures}}"
	      "{{#first}}x{{/first}}{{#last}}x{{/last}}{{#our_fault}}x{{/our_fault}}"
	      "{{#marketing}}x{{/marketing}}|{{language}}|{{direction}}",
	    "|it|ltr");
	source.step = 1;
	source.marketing = source.our_fault = source.last = true;
	shop.mail.unsubscribe = STR("https://shop.example/u");
	fill(
	    "\"customer\":{\"name\":\"Ana\\r\\nRossi\",\"email\":\"a@b.example\"},"
	    "\"value\":\"64.30\",\"items\":[{\"sku\":\"M\",\"name\":\"Moka\","
	    "\"quantity\":2,\"unit_price\":\"29.90\",\"image\":\"https://x.example/m.png\"},"
	    "{\"sku\":\"F\"}]");
	gives("{{customer}}|{{email}}|{{count}}|{{total}}|{{step}}",
	    "Ana Rossi|a@b.example|3|64,30\xc2\xa0€|1");
	gives(
	    "{{#items}}{{name}},{{sku}},{{quantity}},{{unit_price}},{{price}},{{image}};"
	    "{{/items}}",
	    "Moka,M,2,29,90\xc2\xa0€,59,80\xc2\xa0€,https://x.example/m.png;F,F,1,,,;");
	gives("{{#first}}1{{/first}}{{#last}}2{{/last}}{{#our_fault}}3{{/our_fault}}"
	      "{{#marketing}}4{{/marketing}}{{#pictures}}5{{/pictures}}{{unsubscribe}}",
	    "12345https://shop.example/u");
	source.step = 2;
	fill("\"items\":[{\"sku\":\"M\",\"unit_price\":\"2\",\"quantity\":3},"
	     "{\"sku\":\"F\",\"total\":\"1.50\"}]");
	gives("{{total}}{{#first}}x{{/first}}", "7,50\xc2\xa0€");
	fill("\"items\":[{\"sku\":\"Z\",\"quantity\":0,\"unit_price\":\"2\"},"
	     "{\"sku\":\"M\",\"total\":\"2\"},{\"sku\":\"Y\",\"quantity\":0}]");
	gives("{{#items}}{{sku}}{{/items}} {{count}} {{total}}", "M 1 2,00\xc2\xa0€");
	fill("\"items\":[{\"sku\":\"M\",\"unit_price\":\"2\"},{\"sku\":\"F\"}]");
	gives("{{total}}", "");
}

/* The way back is URL's, else the shop's, and cart_view_way tells. */
static void
leads(const char *url, const char *want, const char *field, const char *why)
{
	char *rest = mem_fmt("\"url\":\"%s\"", url);
	const char *reason;
	bool of_shop;

	fill(rest);
	gives("{{cart_url}}", want);
	IS(str_of(cart_view_way(view, &of_shop, &reason)), field, "by %s", field);
	IS(str_of(reason), why, "and why");
	OK(of_shop == (*why != '\0'), "it is %s", *why == '\0' ? "the cart's" : "not");
	free(rest);
}

static void
ways(void)
{
	leads("https://any.example/c", "https://any.example/c", "url", "");
	leads("https://any.example/\\u202ec", "", "", "the cart's is no link of the web");
	leads("https://any.example/c\\u061c", "", "", "the cart's is no link of the web");
	leads("javascript:alert(1)", "", "", "the cart's is no link of the web");
	shop.url = STR("https://www.shop.example/");
	leads("https://pay.shop.example/c", "https://pay.shop.example/c", "url", "");
	leads("https://any.example/c", "https://www.shop.example/", "url",
	    "the cart's does not lead to the shop");
	shop.links.cart = STR("https://basket.example/");
	leads("https://basket.example/7", "https://basket.example/7", "url", "");
	leads("https://shop.example@any.example/", "https://basket.example/",
	    "links.cart", "the cart's does not lead to the shop");
	leads("", "https://basket.example/", "links.cart", "the cart has none");
	fill("\"items\":[{\"sku\":\"M\",\"url\":\"https://any.example/m\"},"
	     "{\"sku\":\"N\",\"url\":\"https://shop.example/n\"}]");
	gives("{{#items}}{{sku}}{{url}};{{/items}}", "M;Nhttps://shop.example/n;");
}

/* The customer NAME and an item are shown as WANT; N fields are told as hidden. */
static void
guards(const char *name, const char *item, const char *want, size_t n)
{
	char *rest = mem_fmt("\"customer\":{\"name\":\"%s\"},\"items\":[%s]", name, item);
	size_t hidden;

	fill(rest);
	gives("{{customer}}|{{#items}}{{name}},{{sku}};{{/items}}", want);
	(void)cart_view_hidden(view, &hidden);
	OK(hidden == n, "%zu are hidden", n);
	IS(cart_view_name(view), strncmp(want, "|", 1) == 0 ? "" : name, "the name");
	free(rest);
}

static void
lures(void)
{
	const struct reason *hidden;
	size_t n;

	guards(
	    "Ana", "{\"sku\":\"M\",\"name\":\"Node.js mug\"}", "Ana|Node.js mug,M;", 0);
	guards(
	    "see evil.example", "{\"sku\":\"M\",\"name\":\"evil.example\"}", "|M,M;", 2);
	guards("Ana", "{\"sku\":\"evil.example\",\"name\":\"Moka\"}", "Ana|Moka,;", 1);
	guards("Ana",
	    "{\"sku\":\"www.evil\",\"name\":\"https://evil\"},{\"name\":\"ab.example\"},"
	    "{\"sku\":\"\\u200e\"}",
	    "Ana|Articolo,;Articolo,;Articolo,;", 3);
	hidden = cart_view_hidden(view, &n);
	IS(str_of(hidden[0].field), "items.sku", "the first");
	IS(hidden[1].value, "https://evil", "and the second");
	IS(str_of(hidden[1].chosen), "word", "for which stands the word");
}

int
main(void)
{
	mail_kit_begin(&kit);
	kit.docs = cart_view_docs(&kit.n_docs);
	view = cart_view_new();
	shows();
	ways();
	lures();
	mail_kit_names(&kit);
	cart_view_free(view);
	cart_view_free(NULL);
	cart_done(&cart);
	mail_kit_end(&kit);
	return tap_done();
}
