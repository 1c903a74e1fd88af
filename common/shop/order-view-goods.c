/* order-view-goods - what was bought, what it costs, and what is offered */
/* SPDX-License-Identifier: ISC */

#include "data/text.h"
#include "shop/clean.h"
#include "shop/link.h"
#include "shop/order-view-parts.h"

#define CODES_MAX_BYTES 300
#define TERMS_MAX_BYTES 1000
#define RECOMMENDATIONS_MAX 6

enum { SIMILAR_NAME, SIMILAR_URL, SIMILAR_IMAGE, SIMILAR_PRICE, SIMILAR_FIELDS };
static const char *const similar_names[SIMILAR_FIELDS] = { "name", "url", "image",
	"price" };

void
goods_init(struct order_view *v)
{
	static const char *const coupon_names[] = { "code", "terms", "expires" };

	item_rows_init(&v->items);
	v->similar = (struct rows){ .names = similar_names, .n_names = SIMILAR_FIELDS };
	view_name_fields(v->coupon, coupon_names, 3);
}

static void
put_items(struct order_view *v)
{
	const struct order *o = v->source->order;

	item_rows_fill(&v->items, &(struct item_source){ o->items, o->n_items,
				      &o->currency, v->source->tongue, &v->pool });
	order_view_set(v, TOP_ITEMS, v->items.items);
	order_view_set(v, TOP_COUNT, v->items.count);
	order_view_set(v, TOP_PICTURES, v->items.pictures);
	order_view_set(v, TOP_MORE, v->items.more);
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
