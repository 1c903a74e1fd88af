/* order-view-goods - what was bought, what it costs, and what is offered */
/* SPDX-License-Identifier: ISC */

#include "data/text.h"
#include "shop/clean.h"
#include "shop/link.h"
#include "shop/order-view-parts.h"

#define CODES_MAX_BYTES 300
#define TERMS_MAX_BYTES 1000
#define RECOMMENDATIONS_MAX 6
/*
 * Mail programs clip a mail of more than 100 kB.  Each item is reckoned with what it
 * adds to the page and to its schema.org data; those beyond this much are counted only.
 */
#define ITEMS_BYTES_MAX ((size_t)76000)
#define ITEM_BYTES 700

enum {
	ITEM_NAME,
	ITEM_SKU,
	ITEM_QUANTITY,
	ITEM_UNIT_PRICE,
	ITEM_PRICE,
	ITEM_URL,
	ITEM_IMAGE,
	ITEM_FINAL_SALE,
	ITEM_FIELDS
};
static const char *const item_names[ITEM_FIELDS] = { "name", "sku", "quantity",
	"unit_price", "price", "url", "image", "final_sale" };

enum { SIMILAR_NAME, SIMILAR_URL, SIMILAR_IMAGE, SIMILAR_PRICE, SIMILAR_FIELDS };
static const char *const similar_names[SIMILAR_FIELDS] = { "name", "url", "image",
	"price" };

void
goods_init(struct order_view *v)
{
	static const char *const coupon_names[] = { "code", "terms", "expires" };

	v->items = (struct rows){ .names = item_names, .n_names = ITEM_FIELDS };
	v->similar = (struct rows){ .names = similar_names, .n_names = SIMILAR_FIELDS };
	view_name_fields(v->coupon, coupon_names, 3);
}

static void
put_items(struct order_view *v)
{
	const struct order *o = v->source->order;
	const struct order_item *item;
	struct view_field *f;
	int64_t count = 0;
	size_t i, bytes = 0;
	bool pictures = false;

	rows_begin(&v->items, o->n_items);
	for (i = 0; i < o->n_items; i++) {
		item = &o->items[i];
		if (__builtin_add_overflow(count, item->quantity, &count))
			count = 0;
		bytes += ITEM_BYTES +
			 2 * (item->name.len + item->url.len + item->image.len);
		if (bytes > ITEMS_BYTES_MAX)
			continue;
		f = rows_add(&v->items);
		f[ITEM_SKU].value = order_view_line(v, item->sku);
		f[ITEM_NAME].value = order_view_line(v, item->name);
		if (f[ITEM_NAME].value.kind == VIEW_NONE)
			f[ITEM_NAME].value = f[ITEM_SKU].value;
		f[ITEM_QUANTITY].value = order_view_number(v, item->quantity);
		f[ITEM_UNIT_PRICE].value = order_view_money(v, item->unit_price);
		f[ITEM_PRICE].value = order_view_money(v, item->total);
		f[ITEM_URL].value = view_text(link_web(item->url));
		f[ITEM_IMAGE].value = view_text(link_web(item->image));
		f[ITEM_FINAL_SALE].value = view_truth(item->final_sale.is);
		pictures = pictures || f[ITEM_IMAGE].value.kind == VIEW_TEXT;
	}
	/* Where goods came back too, the lines are what can be counted. */
	if (count <= 0)
		count = (int64_t)o->n_items;
	order_view_set(v, TOP_ITEMS, rows_view(&v->items));
	order_view_set(
	    v, TOP_COUNT, o->n_items == 0 ? view_none : order_view_number(v, count));
	order_view_set(v, TOP_PICTURES, view_truth(pictures));
	order_view_set(v, TOP_MORE,
	    v->items.n == o->n_items
		? view_none
		: order_view_number(v, (int64_t)(o->n_items - v->items.n)));
}

static struct view
codes(struct order_view *v)
{
	const struct order *o = v->source->order;
	size_t i;

	for (i = 0; i < o->n_discount_codes && v->text.len < CODES_MAX_BYTES; i++) {
		if (i > 0)
			buf_text(&v->text, ", ");
		buf_str(&v->text, order_view_clean(v, o->discount_codes[i]));
	}
	return order_view_written(v);
}

/* A sum of 0 says nothing, but for the cost of delivery and the total. */
static struct view
sum(struct order_view *v, struct amount a)
{
	return a.there && a.minor == 0 ? view_none : order_view_money(v, a);
}

static void
put_totals(struct order_view *v)
{
	const struct order *o = v->source->order;
	struct amount off = o->discount;

	/* Exports write what is taken off with a minus or without. */
	if (off.minor > 0)
		off.minor = -off.minor;
	order_view_set(v, TOP_SUBTOTAL, order_view_money(v, o->subtotal));
	order_view_set(v, TOP_DISCOUNT, sum(v, off));
	order_view_set(v, TOP_CODES, codes(v));
	order_view_set(v, TOP_SHIPPING, order_view_money(v, o->shipping));
	order_view_set(v, TOP_FREE_SHIPPING,
	    view_truth(o->shipping.there && o->shipping.minor == 0));
	order_view_set(v, TOP_TAX, o->taxes_included.is ? view_none : sum(v, o->tax));
	order_view_set(
	    v, TOP_TAX_INCLUDED, o->taxes_included.is ? sum(v, o->tax) : view_none);
	order_view_set(v, TOP_TOTAL, order_view_money(v, o->total));
	order_view_set(v, TOP_TOTALS,
	    view_truth(o->subtotal.there || o->total.there || o->shipping.there ||
		       off.minor != 0 || o->tax.minor != 0));
}

static void
put_recommendations(struct order_view *v)
{
	const struct order *o = v->source->order;
	const struct recommendation *r;
	struct view_field *f;
	size_t i;

	rows_begin(&v->similar, o->n_recommendations);
	for (i = 0; i < o->n_recommendations && v->similar.n < RECOMMENDATIONS_MAX; i++) {
		r = &o->recommendations[i];
		if (str_trim(r->name).len == 0)
			continue;
		f = rows_add(&v->similar);
		f[SIMILAR_NAME].value = order_view_line(v, r->name);
		f[SIMILAR_URL].value = view_text(link_web(r->url));
		f[SIMILAR_IMAGE].value = view_text(link_web(r->image));
		f[SIMILAR_PRICE].value = order_view_money(v, r->unit_price);
	}
	order_view_set(v, TOP_RECOMMENDATIONS, rows_view(&v->similar));
}

/* The coupon of the order, or the one that the shop gives every buyer. */
static void
put_coupon(struct order_view *v)
{
	const struct order *o = v->source->order;
	const struct shop *shop = v->source->shop;
	bool own = o->coupon.code.len > 0;
	struct str terms = own ? o->coupon.terms : shop->coupon.terms;
	struct day last = o->coupon.expires_at;
	const struct word *word = own ? NULL
				      : words_find(v->source->tongue->language->words,
					    STR("shop_coupon_terms"));

	if (word != NULL)
		terms = word_text(word);
	if (!own)
		last.there = date_read(shop->coupon.expires_at, &last.days);
	v->coupon[0].value = order_view_line(v, own ? o->coupon.code : shop->coupon.code);
	v->coupon[1].value = view_text(clean_line(&v->pool, terms, TERMS_MAX_BYTES));
	v->coupon[2].value = last.there ? order_view_date(v, last.days) : view_none;
	order_view_set(v, TOP_COUPON,
	    v->coupon[0].value.kind == VIEW_NONE ? view_none : view_object(v->coupon, 3));
}

void
goods_put(struct order_view *v)
{
	put_items(v);
	put_totals(v);
	put_coupon(v);
	put_recommendations(v);
}
