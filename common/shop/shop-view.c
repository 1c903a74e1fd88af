/* shop-view - the shop as its templates show it */
/* SPDX-License-Identifier: ISC */

#include "shop/shop-view.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/pool.h"
#include "shop/rows.h"
#include "shop/tint.h"

#define COLOUR "#1f5fbf"
#define CONTACTS 7
#define LINKS 9
#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct view_doc docs[] = {
	{ "shop", "the shop: this and all below is the same in every mail" },
	{ "shop.account", "URL of the customer's account" },
	{ "shop.address", "list of the lines of the shop's address, each {{.}}" },
	{ "shop.chat", "URL of the chat" },
	{ "shop.colour", "ground of buttons and bars, a colour such as #1f5fbf" },
	{ "shop.community", "there where the shop has a community or social media" },
	{ "shop.community.links", "list of them" },
	{ "shop.community.links.name", "what one is called" },
	{ "shop.community.links.url", "its URL" },
	{ "shop.contacts", "list of the ways to get help" },
	{ "shop.contacts.label", "what one is called, in the mail's language" },
	{ "shop.contacts.text",
	    "the address, number or hours; none for a page of the web" },
	{ "shop.contacts.url", "where it leads; none for the hours" },
	{ "shop.email", "address of the help desk, else of the shop" },
	{ "shop.faq", "URL of the answers to common questions" },
	{ "shop.forum", "URL of the forum" },
	{ "shop.help", "URL of the help pages" },
	{ "shop.hours", "when somebody answers; the word shop_hours where there is one" },
	{ "shop.link", "colour of links on white" },
	{ "shop.link_dark", "colour of links in the dark" },
	{ "shop.logo", "URL of the logo" },
	{ "shop.name", "the shop's name" },
	{ "shop.on_colour", "colour of text on shop.colour" },
	{ "shop.phone", "number of the help desk, else of the shop" },
	{ "shop.returns", "there where anything is known of returns" },
	{ "shop.returns_policy", "the policy; the word shop_returns where there is one" },
	{ "shop.returns_url", "URL of the whole policy" },
	{ "shop.returns_window",
	    "a sentence with the days there are to return, where there is no policy" },
	{ "shop.url", "the shop's URL" },
};

struct shop_view {
	const struct shop *shop;
	const struct words *words;
	struct pool pool;
	struct rows contacts, links;
	struct view address[6];
	struct view_field community;
	struct view_field fields[24];
	size_t n_fields;
	struct view_field root_field;
	struct view root;
};

const struct view_doc *
shop_view_docs(size_t *n)
{
	*n = COUNT(docs);
	return docs;
}

static void
put(struct shop_view *v, struct str name, struct view value)
{
	v->fields[v->n_fields++] = (struct view_field){ tmpl_name(name), value };
}

static struct str
either(struct str first, struct str second)
{
	return first.len > 0 ? first : second;
}

/* The shop's own word NAME in this language, else TEXT. */
static struct str
said(const struct shop_view *v, struct str name, struct str text)
{
	const struct word *word = words_find(v->words, name);

	return word == NULL ? text : either(word_text(word), text);
}

static void
add_contact(struct shop_view *v, struct str word, struct str text, struct str url)
{
	const struct word *label = words_find(v->words, word);
	struct view_field *f;

	if (text.len == 0 && url.len == 0)
		return;
	f = rows_add(&v->contacts);
	f[0].value = view_text(label == NULL ? word : word_text(label));
	f[1].value = view_text(text);
	f[2].value = view_text(url);
}

static void
add_link(struct shop_view *v, struct str name, struct str url)
{
	struct view_field *f;

	if (url.len == 0)
		return;
	f = rows_add(&v->links);
	f[0].value = view_text(name);
	f[1].value = view_text(url);
}

/* "tel:" and the digits of PHONE; none where there are none. */
static struct str
phone_url(struct pool *pool, struct str phone)
{
	char *at = pool_alloc(pool, phone.len + 4);
	size_t i, n = 4;

	memcpy(at, "tel:", 4);
	for (i = 0; i < phone.len; i++)
		if ((phone.at[i] >= '0' && phone.at[i] <= '9') ||
		    (phone.at[i] == '+' && n == 4))
			at[n++] = phone.at[i];
	return n < 7 ? STR_NONE : (struct str){ at, n };
}

static struct str
mail_url(struct pool *pool, struct str address)
{
	char *at = pool_alloc(pool, address.len + 7);

	memcpy(at, "mailto:", 7);
	memcpy(at + 7, address.at, address.len);
	return (struct str){ at, address.len + 7 };
}

static void
put_contacts(struct shop_view *v)
{
	const struct shop *s = v->shop;
	struct str email = either(s->support.email, s->email);
	struct str phone = either(s->support.phone, s->phone);
	struct str hours = said(v, STR("shop_hours"), s->support.hours);

	if (email.len > 0)
		add_contact(v, STR("email"), email, mail_url(&v->pool, email));
	if (phone.len > 0)
		add_contact(v, STR("phone"), phone, phone_url(&v->pool, phone));
	add_contact(v, STR("chat"), STR_NONE, s->support.chat);
	add_contact(v, STR("help_centre"), STR_NONE, s->support.url);
	add_contact(v, STR("faq"), STR_NONE, s->support.faq);
	add_contact(v, STR("forum"), STR_NONE, s->support.forum);
	/* Hours alone are no way to reach anybody. */
	if (v->contacts.n > 0)
		add_contact(v, STR("hours"), hours, STR_NONE);
	put(v, STR("contacts"), rows_view(&v->contacts));
	put(v, STR("hours"), view_text(hours));
	put(v, STR("email"), view_text(email));
	put(v, STR("phone"), view_text(phone));
	put(v, STR("chat"), view_text(s->support.chat));
	put(v, STR("help"), view_text(s->support.url));
	put(v, STR("faq"), view_text(s->support.faq));
	put(v, STR("forum"), view_text(s->support.forum));
}

static void
put_community(struct shop_view *v)
{
	const struct word *word = words_find(v->words, STR("community"));
	const struct shop *s = v->shop;
	struct view community = { .kind = VIEW_NONE };
	size_t i;

	add_link(
	    v, word == NULL ? STR("community") : word_text(word), s->links.community);
	for (i = 0; i < s->support.n_social; i++)
		add_link(v, s->support.social[i].name, s->support.social[i].url);
	if (v->links.n > 0) {
		v->community = (struct view_field){ tmpl_name(STR("links")),
			rows_view(&v->links) };
		community = (struct view){
			.kind = VIEW_OBJECT, .n = 1, .fields = &v->community
		};
	}
	put(v, STR("community"), community);
}

/* The sentence with the days, which is a word with a plural. */
static bool
window(struct shop_view *v, struct str *out, struct err *e)
{
	const struct word *word = words_find(v->words, STR("returns_days"));
	struct pattern_arg days = { .n = v->shop->returns.days, .number = true };
	struct buf text = BUF_INIT, digits = BUF_INIT;
	const struct str *names;
	bool ok;

	*out = STR_NONE;
	if (days.n == 0 || word == NULL)
		return true;
	if (word_args(word, &names) > 1) {
		(void)err_set(e, ERR_TROUBLE, "expected no argument but {days}");
		return word_err(word, e);
	}
	buf_int(&digits, days.n);
	days.text = buf_view(&digits);
	ok = word_check(word, e) && word_format(word, &days, &text, e);
	if (ok)
		*out = pool_copy(&v->pool, buf_view(&text));
	buf_done(&text);
	buf_done(&digits);
	return ok;
}

static bool
put_returns(struct shop_view *v, struct err *e)
{
	const struct shop *s = v->shop;
	struct str policy = said(v, STR("shop_returns"), s->returns.policy), days;
	bool there;

	if (!window(v, &days, e))
		return false;
	if (policy.len > 0)
		days = STR_NONE;
	there = policy.len > 0 || days.len > 0 || s->returns.url.len > 0;
	put(v, STR("returns"), view_truth(there));
	put(v, STR("returns_policy"), view_text(policy));
	put(v, STR("returns_window"), view_text(days));
	put(v, STR("returns_url"), view_text(s->returns.url));
	return true;
}

static void
put_colour(struct shop_view *v, struct str name, struct tint t)
{
	char *at = pool_alloc(&v->pool, TINT_MAX);

	tint_write(t, at);
	put(v, name, view_text((struct str){ at, TINT_MAX - 1 }));
}

static void
put_colours(struct shop_view *v)
{
	/* The darkest of the light grounds that links stand on, and the lightest dark
	 * one. */
	const struct tint day = { 0xf4, 0xf4, 0xf7 }, night = { 0x2a, 0x2a, 0x2e };
	struct tint brand, dark;

	if (!tint_read(v->shop->brand.colour, &brand))
		(void)tint_read(STR(COLOUR), &brand);
	if (!tint_read(v->shop->brand.colour_dark, &dark))
		dark = brand;
	put_colour(v, STR("colour"), brand);
	put_colour(v, STR("on_colour"), tint_on(brand));
	put_colour(v, STR("link"), tint_readable(brand, day));
	put_colour(v, STR("link_dark"), tint_readable(dark, night));
}

struct shop_view *
shop_view_new(const struct shop *shop, const struct words *words, struct err *e)
{
	static const char *const contact_names[] = { "label", "text", "url" };
	static const char *const link_names[] = { "name", "url" };
	struct shop_view *v = mem_zero(1, sizeof *v);
	size_t i;

	v->contacts = (struct rows){ .names = contact_names, .n_names = 3 };
	v->links = (struct rows){ .names = link_names, .n_names = 2 };
	rows_begin(&v->contacts, CONTACTS);
	rows_begin(&v->links, LINKS);
	v->shop = shop;
	v->words = words;
	for (i = 0; i < shop->n_address; i++)
		v->address[i] = view_text(shop->address[i]);
	put(v, STR("name"), view_text(shop->name));
	put(v, STR("url"), view_text(shop->url));
	put(v, STR("logo"), view_text(shop->brand.logo));
	put(v, STR("account"), view_text(shop->links.account));
	put(v, STR("address"), view_list(v->address, shop->n_address));
	put_contacts(v);
	put_community(v);
	put_colours(v);
	if (!put_returns(v, e)) {
		shop_view_free(v);
		return NULL;
	}
	v->root_field = (struct view_field){ tmpl_name(STR("shop")),
		view_object(v->fields, v->n_fields) };
	v->root = view_object(&v->root_field, 1);
	return v;
}

void
shop_view_free(struct shop_view *v)
{
	if (v == NULL)
		return;
	rows_done(&v->contacts);
	rows_done(&v->links);
	pool_done(&v->pool);
	free(v);
}

const struct view *
shop_view_root(const struct shop_view *v)
{
	return &v->root;
}
