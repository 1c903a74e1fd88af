/* order-view - an order as its templates show it */
/* SPDX-License-Identifier: ISC */

#include "shop/order-view.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/pool.h"
#include "data/text.h"
#include "shop/clean.h"
#include "shop/link.h"
#include "shop/order-ld.h"
#include "shop/payment.h"
#include "shop/postal.h"

#define NAME_MAX_BYTES 300
#define TERMS_MAX_BYTES 1000
#define RECOMMENDATIONS_MAX 6
#define SHIPMENTS_MAX 10
/*
 * Mail programs clip a mail of more than 100 kB.  Each item is reckoned with what it
 * adds to the page and to its schema.org data; those beyond this much are counted only.
 */
#define ITEMS_BYTES_MAX ((size_t)76000)
#define ITEM_BYTES 700
#define COUNT(array) (sizeof(array) / sizeof *(array))

enum top {
	TOP_NUMBER,
	TOP_DATE,
	TOP_CUSTOMER,
	TOP_EMAIL,
	TOP_FULFILLED,
	TOP_PROMISED,
	TOP_PROMISED_BY,
	TOP_PROMISED_FROM,
	TOP_SHIPMENTS,
	TOP_ON_ITS_WAY,
	TOP_ORDER_URL,
	TOP_COUNT,
	TOP_ITEMS,
	TOP_PICTURES,
	TOP_MORE,
	TOP_TOTALS,
	TOP_SUBTOTAL,
	TOP_DISCOUNT,
	TOP_CODES,
	TOP_SHIPPING,
	TOP_FREE_SHIPPING,
	TOP_TAX,
	TOP_TAX_INCLUDED,
	TOP_TOTAL,
	TOP_DETAILS,
	TOP_ADDRESS,
	TOP_PAYMENT,
	TOP_CHANGE_URL,
	TOP_CANCEL_URL,
	TOP_SELF_SERVICE,
	TOP_COUPON,
	TOP_RECOMMENDATIONS,
	TOP_MARKETING,
	TOP_UNSUBSCRIBE,
	TOP_LANGUAGE,
	TOP_DIRECTION,
	TOP_JSON_LD,
	TOPS
};

static const char *const top_names[TOPS] = { "number", "date", "customer", "email",
	"fulfilled", "promised", "promised_by", "promised_from", "shipments",
	"on_its_way", "order_url", "count", "items", "pictures", "more", "totals",
	"subtotal", "discount", "codes", "shipping", "free_shipping", "tax",
	"tax_included", "total", "details", "address", "payment", "change_url",
	"cancel_url", "self_service", "coupon", "recommendations", "marketing",
	"unsubscribe", "language", "direction", "json_ld" };

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

enum {
	SHIPMENT_CARRIER,
	SHIPMENT_SERVICE,
	SHIPMENT_NUMBER,
	SHIPMENT_URL,
	SHIPMENT_DATE,
	SHIPMENT_FIELDS
};
static const char *const shipment_names[SHIPMENT_FIELDS] = { "carrier", "service",
	"tracking_number", "url", "date" };

enum { SIMILAR_NAME, SIMILAR_URL, SIMILAR_IMAGE, SIMILAR_PRICE, SIMILAR_FIELDS };
static const char *const similar_names[SIMILAR_FIELDS] = { "name", "url", "image",
	"price" };

/* A list of objects that all have the same fields; the memory is kept. */
struct rows {
	const char *const *names;
	size_t n_names;
	struct view *items;
	struct view_field *fields;
	size_t n, room;
};

struct order_view {
	const struct order_view_source *source;
	struct pool pool;
	struct buf text, json;
	struct emit scratch;
	struct rows items, shipments, similar;
	struct view address[POSTAL_LINES + 1];
	struct view_field lines, payment[2], coupon[3];
	struct view_field fields[TOPS];
	struct view root;
};

static const struct view none = { .kind = VIEW_NONE };

static void
name_fields(struct view_field *fields, const char *const *names, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		fields[i] = (struct view_field){ tmpl_name(str_of(names[i])), none };
}

struct order_view *
order_view_new(void)
{
	static const char *const lines[] = { "lines" },
				 *const payment[] = { "method", "last4" },
				 *const coupon[] = { "code", "terms", "expires" };
	struct order_view *v = mem_zero(1, sizeof *v);

	name_fields(v->fields, top_names, TOPS);
	name_fields(&v->lines, lines, 1);
	name_fields(v->payment, payment, 2);
	name_fields(v->coupon, coupon, 3);
	v->items = (struct rows){ .names = item_names, .n_names = ITEM_FIELDS };
	v->shipments = (struct rows){ .names = shipment_names,
		.n_names = SHIPMENT_FIELDS };
	v->similar = (struct rows){ .names = similar_names, .n_names = SIMILAR_FIELDS };
	v->root = (struct view){ .kind = VIEW_OBJECT, .n = TOPS, .fields = v->fields };
	emit_init(&v->scratch, -1);
	return v;
}

static void
free_rows(struct rows *r)
{
	free(r->items);
	free(r->fields);
}

void
order_view_free(struct order_view *v)
{
	if (v == NULL)
		return;
	free_rows(&v->items);
	free_rows(&v->shipments);
	free_rows(&v->similar);
	pool_done(&v->pool);
	buf_done(&v->text);
	buf_done(&v->json);
	emit_done(&v->scratch);
	free(v);
}

/* Makes room for N rows, with their fields named. */
static void
rows_reserve(struct rows *r, size_t n)
{
	size_t i;

	r->n = 0;
	if (n <= r->room)
		return;
	r->items = mem_grow(r->items, n, sizeof *r->items);
	r->fields = mem_grow(r->fields, n * r->n_names, sizeof *r->fields);
	for (i = 0; i < n; i++) {
		name_fields(r->fields + i * r->n_names, r->names, r->n_names);
		r->items[i] = (struct view){ .kind = VIEW_OBJECT,
			.n = (int64_t)r->n_names,
			.fields = r->fields + i * r->n_names };
	}
	r->room = n;
}

static struct view_field *
rows_add(struct rows *r)
{
	return r->fields + r->n++ * r->n_names;
}

static struct view
rows_view(const struct rows *r)
{
	return (struct view){ .kind = r->n == 0 ? VIEW_NONE : VIEW_LIST,
		.n = (int64_t)r->n,
		.items = r->items };
}

static struct view
text_view(struct str text)
{
	return (
	    struct view){ .kind = text.len == 0 ? VIEW_NONE : VIEW_TEXT, .text = text };
}

static struct view
truth_view(bool is)
{
	return (struct view){ .kind = is ? VIEW_TRUE : VIEW_NONE };
}

static struct view
object_view(const struct view_field *fields, int64_t n)
{
	return (struct view){ .kind = VIEW_OBJECT, .n = n, .fields = fields };
}

static void
set(struct order_view *v, enum top top, struct view value)
{
	v->fields[top].value = value;
}

/* What was written to `text`, kept. */
static struct view
written(struct order_view *v)
{
	struct str text = pool_copy(&v->pool, buf_view(&v->text));

	buf_clear(&v->text);
	return text_view(text);
}

struct str
order_view_clean(struct order_view *v, struct str text)
{
	return clean_line(&v->pool, text, NAME_MAX_BYTES);
}

static struct view
clean(struct order_view *v, struct str text)
{
	return text_view(order_view_clean(v, text));
}

static struct view
money(struct order_view *v, struct amount a)
{
	const struct order_view_source *s = v->source;

	if (!a.there)
		return none;
	text_money(s->tongue->locale, a.minor, &s->order->currency, &v->text);
	return written(v);
}

static struct view
number(struct order_view *v, int64_t n)
{
	struct view out;

	text_whole(v->source->tongue->locale, n, &v->text);
	out = written(v);
	out.kind = VIEW_NUMBER;
	out.n = n;
	return out;
}

static struct view
date(struct order_view *v, int64_t days)
{
	text_date(v->source->tongue->locale, days, DATE_LONG, &v->text);
	return written(v);
}

/*
 * The day of T on the shop's clock, or as it was written where there is no shop file to
 * say which clock that is.
 */
static struct view
date_of(struct order_view *v, struct moment t)
{
	const struct shop *shop = v->source->shop;
	int64_t seconds = t.at.seconds, day = 86400;

	if (!t.there)
		return none;
	if (shop->path == NULL)
		seconds += (int64_t)t.at.offset * 60;
	else
		seconds += (int64_t)zone_offset(shop_zone(shop), t.at.seconds) * 60;
	return date(v, seconds >= 0 ? seconds / day : -((day - 1 - seconds) / day));
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

	rows_reserve(&v->items, o->n_items);
	for (i = 0; i < o->n_items; i++) {
		item = &o->items[i];
		if (__builtin_add_overflow(count, item->quantity, &count))
			count = 0;
		bytes += ITEM_BYTES +
			 2 * (item->name.len + item->url.len + item->image.len);
		if (bytes > ITEMS_BYTES_MAX)
			continue;
		f = rows_add(&v->items);
		f[ITEM_SKU].value = clean(v, item->sku);
		f[ITEM_NAME].value = clean(v, item->name);
		if (f[ITEM_NAME].value.kind == VIEW_NONE)
			f[ITEM_NAME].value = f[ITEM_SKU].value;
		f[ITEM_QUANTITY].value = number(v, item->quantity);
		f[ITEM_UNIT_PRICE].value = money(v, item->unit_price);
		f[ITEM_PRICE].value = money(v, item->total);
		f[ITEM_URL].value = text_view(link_web(item->url));
		f[ITEM_IMAGE].value = text_view(link_web(item->image));
		f[ITEM_FINAL_SALE].value = truth_view(item->final_sale.is);
		pictures = pictures || f[ITEM_IMAGE].value.kind == VIEW_TEXT;
	}
	/* Where goods came back too, the lines are what can be counted. */
	if (count <= 0)
		count = (int64_t)o->n_items;
	set(v, TOP_ITEMS, rows_view(&v->items));
	set(v, TOP_COUNT, o->n_items == 0 ? none : number(v, count));
	set(v, TOP_PICTURES, truth_view(pictures));
	set(v, TOP_MORE,
	    v->items.n == o->n_items ? none
				     : number(v, (int64_t)(o->n_items - v->items.n)));
}

static struct view
codes(struct order_view *v)
{
	const struct order *o = v->source->order;
	size_t i;

	for (i = 0; i < o->n_discount_codes && v->text.len < NAME_MAX_BYTES; i++) {
		if (i > 0)
			buf_text(&v->text, ", ");
		buf_str(&v->text, order_view_clean(v, o->discount_codes[i]));
	}
	return written(v);
}

/* A sum of 0 says nothing, but for the cost of delivery and the total. */
static struct view
sum(struct order_view *v, struct amount a)
{
	return a.there && a.minor == 0 ? none : money(v, a);
}

static void
put_totals(struct order_view *v)
{
	const struct order *o = v->source->order;
	struct amount off = o->discount;

	/* Exports write what is taken off with a minus or without. */
	if (off.minor > 0)
		off.minor = -off.minor;
	set(v, TOP_SUBTOTAL, money(v, o->subtotal));
	set(v, TOP_DISCOUNT, sum(v, off));
	set(v, TOP_CODES, codes(v));
	set(v, TOP_SHIPPING, money(v, o->shipping));
	set(v, TOP_FREE_SHIPPING,
	    truth_view(o->shipping.there && o->shipping.minor == 0));
	set(v, TOP_TAX, o->taxes_included.is ? none : sum(v, o->tax));
	set(v, TOP_TAX_INCLUDED, o->taxes_included.is ? sum(v, o->tax) : none);
	set(v, TOP_TOTAL, money(v, o->total));
	set(v, TOP_TOTALS,
	    truth_view(o->subtotal.there || o->total.there || o->shipping.there ||
		       off.minor != 0 || o->tax.minor != 0));
}

static void
put_address(struct order_view *v)
{
	const struct address *a = &v->source->order->ship_to;
	struct str lines[POSTAL_LINES];
	size_t i, n = 0, last;

	set(v, TOP_ADDRESS, none);
	if (!a->there || (last = postal_lines(a, &v->pool, lines)) == 0)
		return;
	for (i = 0; i < last; i++) {
		v->address[n] = clean(v, lines[i]);
		n += v->address[n].kind != VIEW_NONE;
	}
	if (a->country.len > 0) {
		text_country(v->source->tongue->locale, a->country, &v->text);
		v->address[n] = clean(v, written(v).text);
		n += v->address[n].kind != VIEW_NONE;
	}
	v->lines.value = (struct view){
		.kind = VIEW_LIST, .n = (int64_t)n, .items = v->address
	};
	if (n > 0)
		set(v, TOP_ADDRESS, object_view(&v->lines, 1));
}

static void
put_payment(struct order_view *v)
{
	const struct order *o = v->source->order;
	struct payment_name name = payment_name(o->payment.method);
	const struct word *word = NULL;
	struct view method;

	if (name.word == NULL && o->payment.method.len == 0 && o->payment.last4.len > 0)
		name.word = "pay_card";
	if (name.word != NULL)
		word = words_find(v->source->tongue->language->words, str_of(name.word));
	if (word != NULL)
		method = text_view(word_text(word));
	else
		method = clean(v, name.brand.len > 0 ? name.brand : o->payment.method);
	v->payment[0].value = method;
	v->payment[1].value = clean(v, o->payment.last4);
	set(v, TOP_PAYMENT, method.kind == VIEW_NONE ? none : object_view(v->payment, 2));
	set(v, TOP_DETAILS,
	    truth_view(method.kind != VIEW_NONE ||
		       v->fields[TOP_ADDRESS].value.kind != VIEW_NONE));
}

static void
put_promise(struct order_view *v)
{
	const struct order *o = v->source->order;
	struct day from = o->promised.from, to = o->promised.to;
	bool both = from.there && to.there;

	set(v, TOP_PROMISED, none);
	if (both) {
		text_dates(v->source->tongue->locale,
		    from.days < to.days ? from.days : to.days,
		    from.days < to.days ? to.days : from.days, DATE_LONG, &v->text);
		set(v, TOP_PROMISED, written(v));
	}
	set(v, TOP_PROMISED_BY, to.there && !both ? date(v, to.days) : none);
	set(v, TOP_PROMISED_FROM, from.there && !both ? date(v, from.days) : none);
}

static void
put_shipments(struct order_view *v)
{
	const struct order *o = v->source->order;
	const struct shipment_line *s;
	struct view_field *f;
	bool tracked = false;
	size_t i;

	rows_reserve(&v->shipments, o->n_shipments);
	for (i = 0; i < o->n_shipments && v->shipments.n < SHIPMENTS_MAX; i++) {
		s = &o->shipments[i];
		if (s->carrier.len == 0 && s->tracking_number.len == 0 && s->url.len == 0)
			continue;
		f = rows_add(&v->shipments);
		f[SHIPMENT_CARRIER].value = clean(v, s->carrier);
		f[SHIPMENT_SERVICE].value = clean(v, s->service);
		f[SHIPMENT_NUMBER].value = clean(v, s->tracking_number);
		f[SHIPMENT_URL].value = text_view(link_web(s->url));
		f[SHIPMENT_DATE].value = date_of(v, s->shipped_at);
		tracked = tracked || s->tracking_number.len > 0 || s->url.len > 0;
	}
	set(v, TOP_SHIPMENTS, rows_view(&v->shipments));
	set(v, TOP_FULFILLED, truth_view(o->status == ORDER_FULFILLED));
	set(v, TOP_ON_ITS_WAY, truth_view(tracked && o->status == ORDER_FULFILLED));
}

static void
put_recommendations(struct order_view *v)
{
	const struct order *o = v->source->order;
	const struct recommendation *r;
	struct view_field *f;
	size_t i;

	rows_reserve(&v->similar, o->n_recommendations);
	for (i = 0; i < o->n_recommendations && v->similar.n < RECOMMENDATIONS_MAX; i++) {
		r = &o->recommendations[i];
		if (str_trim(r->name).len == 0)
			continue;
		f = rows_add(&v->similar);
		f[SIMILAR_NAME].value = clean(v, r->name);
		f[SIMILAR_URL].value = text_view(link_web(r->url));
		f[SIMILAR_IMAGE].value = text_view(link_web(r->image));
		f[SIMILAR_PRICE].value = money(v, r->unit_price);
	}
	set(v, TOP_RECOMMENDATIONS, rows_view(&v->similar));
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
	v->coupon[0].value = clean(v, own ? o->coupon.code : shop->coupon.code);
	v->coupon[1].value = text_view(clean_line(&v->pool, terms, TERMS_MAX_BYTES));
	v->coupon[2].value = last.there ? date(v, last.days) : none;
	set(v, TOP_COUPON,
	    v->coupon[0].value.kind == VIEW_NONE ? none : object_view(v->coupon, 3));
}

static void
put_links(struct order_view *v, struct str number)
{
	const struct order_view_source *s = v->source;
	struct str id = s->order->id;
	struct str change = link_order(&v->pool, s->shop->links.change, number, id);
	struct str cancel = link_order(&v->pool, s->shop->links.cancel, number, id);

	set(v, TOP_ORDER_URL,
	    text_view(link_order(&v->pool, s->shop->links.order, number, id)));
	set(v, TOP_CHANGE_URL, text_view(change));
	set(v, TOP_CANCEL_URL, text_view(cancel));
	set(v, TOP_SELF_SERVICE, truth_view(change.len > 0 || cancel.len > 0));
	set(v, TOP_MARKETING, truth_view(s->marketing));
	set(v, TOP_UNSUBSCRIBE, text_view(s->shop->mail.unsubscribe));
}

static void
put_json_ld(struct order_view *v)
{
	const struct order_ld ld = {
		.order = v->source->order,
		.shop = v->source->shop,
		.number = v->fields[TOP_NUMBER].value.text,
		.url = v->fields[TOP_ORDER_URL].value.text,
		.n_items = v->items.n,
	};

	buf_clear(&v->json);
	order_ld_write(&ld, &v->scratch, &v->json);
	set(v, TOP_JSON_LD, text_view(buf_view(&v->json)));
}

const struct view *
order_view_fill(struct order_view *v, const struct order_view_source *source)
{
	const struct order *o = source->order;
	const struct tongue *tongue = source->tongue;

	v->source = source;
	pool_clear(&v->pool);
	set(v, TOP_NUMBER, clean(v, o->number));
	if (v->fields[TOP_NUMBER].value.kind == VIEW_NONE)
		set(v, TOP_NUMBER, clean(v, o->id));
	set(v, TOP_DATE, date_of(v, o->placed_at));
	set(v, TOP_CUSTOMER, clean(v, o->customer.name));
	set(v, TOP_EMAIL, clean(v, o->customer.email));
	set(v, TOP_LANGUAGE, text_view(tongue->tag));
	set(v, TOP_DIRECTION,
	    text_view(tongue->language->right_to_left ? STR("rtl") : STR("ltr")));
	put_promise(v);
	put_shipments(v);
	put_items(v);
	put_totals(v);
	put_address(v);
	put_payment(v);
	put_links(v, v->fields[TOP_NUMBER].value.text);
	put_coupon(v);
	put_recommendations(v);
	put_json_ld(v);
	return &v->root;
}
