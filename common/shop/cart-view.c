/* cart-view - a cart as its templates show it */
/* SPDX-License-Identifier: ISC */

#include "shop/cart-view.h"

#include <stdlib.h>

#include "base/mem.h"
#include "data/text.h"
#include "shop/clean.h"
#include "shop/item-rows.h"
#include "shop/link.h"
#include "shop/lure.h"

#define NAME_MAX_BYTES 300

enum top {
	TOP_CART_URL,
	TOP_COUNT,
	TOP_CUSTOMER,
	TOP_DIRECTION,
	TOP_EMAIL,
	TOP_FIRST,
	TOP_ITEMS,
	TOP_JSON_LD,
	TOP_LANGUAGE,
	TOP_LAST,
	TOP_MARKETING,
	TOP_MORE,
	TOP_OUR_FAULT,
	TOP_PICTURES,
	TOP_STEP,
	TOP_TOTAL,
	TOP_UNSUBSCRIBE,
	TOPS
};

static const char *const top_names[TOPS] = { "cart_url", "count", "customer", "direction",
	"email", "first", "items", "json_ld", "language", "last", "marketing", "more",
	"our_fault", "pictures", "step", "total", "unsubscribe" };

static const struct view_doc docs[] = {
	{ "cart_url", "URL of the way back to the cart, else of the shop" },
	{ "count", "how many things are in it; none where that is not known" },
	{ "customer", "the customer's name" },
	{ "direction", "ltr, or rtl for a language written from right to left" },
	{ "email", "the customer's address" },
	{ "first", "there in the first reminder" },
	{ "items", "list of what is in it" },
	{ "items.final_sale", "none: that is known of orders" },
	{ "items.image", "URL of its picture" },
	{ "items.name", "what it is called, else its SKU, else the word `item`" },
	{ "items.price", "the total of the line" },
	{ "items.quantity", "how many" },
	{ "items.sku", "the shop's own number of the article" },
	{ "items.unit_price", "the price of one" },
	{ "items.url", "URL of its page" },
	{ "json_ld", "none: schema.org has nothing to say of a cart" },
	{ "language", "the language tag of the mail, such as it-CH" },
	{ "last", "there in the last of several reminders" },
	{ "marketing", "there where the template is of that class" },
	{ "more", "how many lines of a very long cart are not listed" },
	{ "our_fault", "there where the payment failed through the shop's fault" },
	{ "pictures", "there where any of the items has a picture" },
	{ "step", "which reminder it is, from 1" },
	{ "total", "what the cart comes to" },
	{ "unsubscribe", "URL at which marketing mail is ended" },
};

struct cart_view {
	const struct cart_view_source *source;
	struct pool pool; /* texts of the cart at hand */
	struct buf text;  /* what is being written */
	struct item_rows items;
	const char *way, *why; /* cart_view_way's */
	bool way_of_shop;
	struct str name;
	struct reason *hidden;
	size_t n_hidden, room;
	struct view_field fields[TOPS];
	struct view root;
};

const struct view_doc *
cart_view_docs(size_t *n)
{
	*n = sizeof docs / sizeof *docs;
	return docs;
}

struct cart_view *
cart_view_new(void)
{
	struct cart_view *v = mem_zero(1, sizeof *v);

	view_name_fields(v->fields, top_names, TOPS);
	v->root = view_object(v->fields, TOPS);
	item_rows_init(&v->items);
	return v;
}

void
cart_view_free(struct cart_view *v)
{
	if (v == NULL)
		return;
	item_rows_done(&v->items);
	pool_done(&v->pool);
	buf_done(&v->text);
	free(v->hidden);
	free(v);
}

static void
set(struct cart_view *v, enum top top, struct view value)
{
	v->fields[top].value = value;
}

struct str
cart_view_name(const struct cart_view *v)
{
	return v->name;
}

const struct reason *
cart_view_hidden(const struct cart_view *v, size_t *n)
{
	*n = v->n_hidden;
	return v->hidden;
}

/* Says that VALUE, of FIELD, is not shown, but what CHOSEN names. */
static void
hide(struct cart_view *v, const char *field, struct str value, const char *chosen)
{
	if (v->n_hidden == v->room) {
		v->room = v->room == 0 ? 8 : 2 * v->room;
		v->hidden = mem_grow(v->hidden, v->room, sizeof *v->hidden);
	}
	v->hidden[v->n_hidden++] = (struct reason){ .rule = "text",
		.chosen = chosen,
		.lost = field,
		.field = field,
		.value = value,
		.why = "it could be read as a link or an address" };
}

static struct str
clean(struct cart_view *v, struct str text)
{
	return clean_line(&v->pool, text, NAME_MAX_BYTES);
}

const char *
cart_view_way(const struct cart_view *v, bool *shop, const char **why)
{
	*shop = v->way_of_shop;
	*why = v->why;
	return v->way;
}

/* URL where it leads to the web, and to the shop where that has a host; else none. */
static struct str
own(const struct shop *shop, struct str url)
{
	url = link_web(url);
	if (shop->url.len == 0 && shop->links.cart.len == 0)
		return url;
	return link_within(url, shop->url) || link_within(url, shop->links.cart)
		   ? url
		   : STR_NONE;
}

static void
put_way(struct cart_view *v)
{
	const struct shop *shop = v->source->shop;
	struct str given = v->source->cart->url, url = own(shop, given);

	v->why = given.len == 0		      ? "the cart has none"
		 : url.len > 0		      ? NULL
		 : link_web(given).at == NULL ? "the cart's is no link of the web"
					      : "the cart's does not lead to the shop";
	v->way_of_shop = url.len == 0;
	v->way = "url";
	if (v->way_of_shop && shop->links.cart.len > 0) {
		v->way = "links.cart";
		url = shop->links.cart;
	} else if (v->way_of_shop) {
		url = shop->url;
	}
	if (url.len == 0)
		v->way = NULL;
	set(v, TOP_CART_URL, view_text(url));
}

/* The value of the cart; where the log has none, the sum of its items. */
static struct view
total(struct cart_view *v)
{
	const struct cart *c = v->source->cart;
	struct amount sum = c->value;
	size_t i;

	if (!sum.there)
		sum.there = c->n_items > 0;
	for (i = 0; !c->value.there && sum.there && i < c->n_items; i++)
		sum.there = c->items[i].total.there &&
			    money_add(&sum.minor, c->items[i].total.minor);
	if (!sum.there)
		return (struct view){ .kind = VIEW_NONE };
	buf_clear(&v->text);
	text_money(v->source->tongue->locale, sum.minor, &c->currency, &v->text);
	return view_text(pool_copy(&v->pool, buf_view(&v->text)));
}

static void
put_customer(struct cart_view *v)
{
	const struct cart *c = v->source->cart;

	v->name = clean(v, c->customer.name);
	if (lure_in_name(v->name)) {
		hide(v, "customer.name", c->customer.name, "none");
		v->name = STR_NONE;
	}
	set(v, TOP_CUSTOMER, view_text(v->name));
	set(v, TOP_EMAIL, view_text(clean(v, c->customer.email)));
}

/* The word for one thing, where the catalogue has it. */
static struct str
word_for_item(const struct cart_view *v)
{
	const struct word *word = words_find(
	    v->source->tongue->language->words, STR("item"));

	return word != NULL && word_kind(word) == PATTERN_PLAIN ? word_text(word)
								: STR("\u2026");
}

/* Leaves of ITEM what may be shown of it. */
static void
guard_item(struct cart_view *v, struct order_item *item)
{
	const struct order_item given = *item;

	item->url = own(v->source->shop, given.url);
	item->sku = clean(v, given.sku);
	item->name = clean(v, given.name);
	if (lure_in_goods(item->sku)) {
		hide(v, "items.sku", given.sku, "none");
		item->sku = STR_NONE;
	}
	if (lure_in_goods(item->name)) {
		hide(v, "items.name", given.name,
		    item->sku.len > 0 ? "items.sku" : "word");
		item->name = STR_NONE;
	}
	if (item->name.len == 0 && item->sku.len == 0)
		item->name = word_for_item(v);
}

static void
put_items(struct cart_view *v)
{
	struct cart *c = v->source->cart;
	size_t i, n = 0;

	/* What was taken out of the cart again is not shown. */
	for (i = 0; i < c->n_items; i++) {
		if (c->items[i].quantity == 0)
			continue;
		c->items[n] = c->items[i];
		guard_item(v, &c->items[n++]);
	}
	c->n_items = n;
	item_rows_fill(&v->items, &(struct item_source){ c->items, c->n_items,
				      &c->currency, v->source->tongue, &v->pool });
	set(v, TOP_ITEMS, v->items.items);
	set(v, TOP_COUNT, v->items.count);
	set(v, TOP_PICTURES, v->items.pictures);
	set(v, TOP_MORE, v->items.more);
	set(v, TOP_TOTAL, total(v));
}

static struct view
number(struct cart_view *v, int64_t n)
{
	struct view out;

	buf_clear(&v->text);
	text_whole(v->source->tongue->locale, n, &v->text);
	out = view_text(pool_copy(&v->pool, buf_view(&v->text)));
	out.kind = VIEW_NUMBER;
	out.n = n;
	return out;
}

const struct view *
cart_view_fill(struct cart_view *v, const struct cart_view_source *source)
{
	const struct tongue *tongue = source->tongue;

	v->source = source;
	v->n_hidden = 0;
	pool_clear(&v->pool);
	put_customer(v);
	set(v, TOP_LANGUAGE, view_text(tongue->tag));
	set(v, TOP_DIRECTION,
	    view_text(tongue->language->right_to_left ? STR("rtl") : STR("ltr")));
	set(v, TOP_FIRST, view_truth(source->step == 1));
	set(v, TOP_LAST, view_truth(source->last));
	set(v, TOP_STEP, number(v, (int64_t)source->step));
	set(v, TOP_OUR_FAULT, view_truth(source->our_fault));
	set(v, TOP_MARKETING, view_truth(source->marketing));
	set(v, TOP_UNSUBSCRIBE, view_text(source->shop->mail.unsubscribe));
	put_way(v);
	put_items(v);
	return &v->root;
}
