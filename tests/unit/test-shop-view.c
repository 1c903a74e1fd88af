/* test-shop-view - shop/shop-view */
/* SPDX-License-Identifier: ISC */

#include "shop/shop-view.h"

#include <stdlib.h>

#include "base/mem.h"
#include "tap.h"

static struct err e;
static struct words *words;

static struct shop_view *
open_view(struct shop *shop)
{
	struct shop_view *v = shop_view_new(shop, words, &e);

	if (!OK(v != NULL, "the shop has a view"))
		(void)printf("# %s\n", e.text);
	return v;
}

/* SOURCE as a template of the shop gives WANT. */
static void
gives(struct shop_view *v, const char *source, const char *want)
{
	const struct view_doc *docs;
	struct tmpl_options o = {
		.escape = TMPL_PLAIN, .words = words, .constants = shop_view_root(v)
	};
	struct view root = { .kind = VIEW_OBJECT };
	struct str names[64];
	struct buf out = BUF_INIT;
	struct tmpl *t;
	size_t i;

	docs = shop_view_docs(&o.n_names);
	for (i = 0; i < o.n_names; i++)
		names[i] = str_of(docs[i].name);
	o.names = names;
	t = tmpl_parse(str_of(source), "test", &o, &e);
	if (!OK(t != NULL && tmpl_render(t, &root, &out, &e), "%s", source))
		(void)printf("# %s\n", e.text);
	IS(buf_view(&out), want, "gives what the shop says");
	tmpl_free(t);
	buf_done(&out);
}

static const char
    *contacts = "{{#shop.contacts}}[{{label}}|{{text}}|{{url}}]{{/shop.contacts}}"
		"{{^shop.contacts}}none{{/shop.contacts}}";

static void
empty(void)
{
	struct shop shop = { .path = NULL };
	struct shop_view *v = open_view(&shop);

	gives(v, "{{shop.name}}{{#shop.address}}x{{/shop.address}}", "");
	gives(v, contacts, "none");
	gives(v,
	    "{{#shop.community}}x{{/shop.community}}{{#shop.returns}}y{{/shop.returns}}",
	    "");
	gives(v, "{{shop.colour}} {{shop.on_colour}} {{shop.link}}",
	    "#1f5fbf #ffffff #1f5fbf");
	shop_view_free(v);
}

static void
whole(void)
{
	struct shop shop = { .name = STR("Tin"),
		.url = STR("https://s.example"),
		.email = STR("shop@s.example"),
		.phone = STR("+353 (1) 555-0142") };
	struct shop_view *v;

	shop.address[0] = STR("7 Tinsmith Lane");
	shop.address[1] = STR("Dublin");
	shop.n_address = 2;
	shop.brand.colour = STR("#fd0");
	shop.support.hours = STR("9-17");
	shop.support.email = STR("help@s.example");
	shop.support.chat = STR("https://s.example/chat");
	shop.support.social[0] = (struct shop_link){ STR("Insta"),
		STR("https://i.example") };
	shop.support.n_social = 1;
	shop.links.community = STR("https://c.example");
	shop.returns.days = 21;
	v = open_view(&shop);
	gives(v, "{{shop.name}} {{#shop.address}}{{.}};{{/shop.address}}",
	    "Tin 7 Tinsmith Lane;Dublin;");
	gives(v, contacts,
	    "[Эл. почта|help@s.example|mailto:help@s.example]"
	    "[Телефон|+353 (1) 555-0142|tel:+35315550142]"
	    "[Чат||https://s.example/chat][Часы работы|9-17|]");
	gives(v,
	    "{{#shop.community}}{{#links}}{{name}}={{url}} {{/links}}{{/shop.community}}",
	    "Наше сообщество=https://c.example Insta=https://i.example ");
	gives(v, "{{#shop.returns}}{{shop.returns_window}}{{/shop.returns}}",
	    "Вернуть товар можно в\u00a0"
	    "течение 21\u00a0"
	    "дня после доставки.");
	gives(v, "{{shop.colour}} {{shop.on_colour}}", "#ffdd00 #000000");
	shop_view_free(v);
	shop.returns.policy = STR("Just send it.");
	v = open_view(&shop);
	gives(v, "{{shop.returns_window}}{{shop.returns_policy}}", "Just send it.");
	shop_view_free(v);
}

static void
docs(void)
{
	const struct view_doc *all;
	size_t n, i, wrong = 0;

	all = shop_view_docs(&n);
	for (i = 1; i < n; i++)
		wrong += strcmp(all[i - 1].name, all[i].name) >= 0;
	OK(wrong == 0, "the names are in order, and none stands twice");
}

int
main(void)
{
	const char *root = getenv("MESON_SOURCE_ROOT");
	char *kit = mem_fmt("%s/common/shop/data", root == NULL ? "." : root);
	struct search search = { .kit = kit };

	words = words_open(&search, "ru", &e);
	OK(words != NULL, "Russian words");
	empty();
	whole();
	docs();
	words_free(words);
	free(kit);
	return tap_done();
}
