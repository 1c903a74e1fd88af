/* test-cart-view - shop/cart-view */
/* SPDX-License-Identifier: ISC */

#include "shop/cart-view.h"

#include <stdlib.h>

#include "base/mem.h"
#include "tap.h"

static struct rec rec;
static struct cart cart;
static struct err e;
static struct tongues *tongues;
static struct cart_view *view;
static struct shop shop;
static const struct view *root;
static struct cart_view_source source;

/* Fills the view from a cart with REST in it. */
static void
fill(const char *rest)
{
	static struct buf line;

	buf_clear(&line);
	buf_fmt(&line,
	    "{\"id\":\"7\",\"currency\":\"EUR\",\"step\":\"cart\","
	    "\"last_seen_at\":\"2026-11-21T10:00:00Z\"%s%s}",
	    *rest == '\0' ? "" : ",", rest);
	buf_reserve(&line, 64);
	memset(line.at + line.len, 0, 64);
	if (!OK(rec_read(&rec, buf_view(&line), &e) &&
		    cart_read(&cart, rec_root(&rec), &e),
		"a cart with %.70s", rest))
		(void)printf("# %s\n", e.text);
	source.cart = &cart;
	source.shop = &shop;
	OK(tongues_find(tongues, STR("it"), &source.tongue, &e), "in Italian");
	root = cart_view_fill(view, &source);
}

/* SOURCE as a template, with every name checked, gives WANT for the view. */
static void
gives(const char *text, const char *want)
{
	struct tmpl_options o = { .escape = TMPL_PLAIN };
	const struct view_doc *docs = cart_view_docs(&o.n_names);
	struct str *names = mem_zero(o.n_names, sizeof *names);
	struct buf out = BUF_INIT;
	struct tmpl *t;
	size_t i;

	for (i = 0; i < o.n_names; i++)
		names[i] = str_of(docs[i].name);
	o.names = names;
	t = tmpl_parse(str_of(text), "test", &o, &e);
	if (!OK(t != NULL && tmpl_render(t, root, &out, &e), "%.150s", text))
		(void)printf("# %s\n", e.text);
	IS(buf_view(&out), want, "gives what the cart says");
	tmpl_free(t);
	buf_done(&out);
	free(names);
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

int
main(void)
{
	const char *top = getenv("MESON_SOURCE_ROOT");
	char *kit = mem_fmt("%s/common/shop/data", top == NULL ? "." : top);
	const struct search search = { .kit = kit };

	rec_init(&rec);
	tongues = tongues_new(&search);
	view = cart_view_new();
	shows();
	ways();
	OK(cart_view_clean(view, STR(" a\nb ")).len == 3, "a text is cleaned");
	cart_view_free(view);
	cart_view_free(NULL);
	tongues_free(tongues);
	cart_done(&cart);
	rec_done(&rec);
	free(kit);
	return tap_done();
}
