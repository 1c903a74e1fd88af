/* order-view - an order as its templates show it */
/* SPDX-License-Identifier: ISC */

#include "shop/order-view.h"

#include <stdlib.h>

#include "base/mem.h"
#include "data/text.h"
#include "shop/clean.h"
#include "shop/link.h"
#include "shop/order-ld.h"
#include "shop/order-view-parts.h"

#define NAME_MAX_BYTES 300

static const char *const top_names[TOPS] = { "number", "date", "customer", "email",
	"fulfilled", "promised", "promised_by", "promised_from", "shipments",
	"on_its_way", "order_url", "count", "items", "pictures", "more", "totals",
	"subtotal", "discount", "codes", "shipping", "free_shipping", "tax",
	"tax_included", "total", "details", "address", "payment", "change_url",
	"cancel_url", "self_service", "coupon", "recommendations", "marketing",
	"unsubscribe", "language", "direction", "json_ld" };

struct order_view *
order_view_new(void)
{
	struct order_view *v = mem_zero(1, sizeof *v);

	view_name_fields(v->fields, top_names, TOPS);
	v->root = view_object(v->fields, TOPS);
	emit_init(&v->scratch, -1);
	goods_init(v);
	delivery_init(v);
	return v;
}

void
order_view_free(struct order_view *v)
{
	if (v == NULL)
		return;
	item_rows_done(&v->items);
	rows_done(&v->shipments);
	rows_done(&v->similar);
	pool_done(&v->pool);
	buf_done(&v->text);
	buf_done(&v->json);
	emit_done(&v->scratch);
	free(v);
}

struct view
order_view_written(struct order_view *v)
{
	struct str text = pool_copy(&v->pool, buf_view(&v->text));

	buf_clear(&v->text);
	return view_text(text);
}

struct str
order_view_clean(struct order_view *v, struct str text)
{
	return clean_line(&v->pool, text, NAME_MAX_BYTES);
}

struct view
order_view_line(struct order_view *v, struct str text)
{
	return view_text(order_view_clean(v, text));
}

struct view
order_view_money(struct order_view *v, struct amount a)
{
	const struct order_view_source *s = v->source;

	if (!a.there)
		return view_none;
	text_money(s->tongue->locale, a.minor, &s->order->currency, &v->text);
	return order_view_written(v);
}

struct view
order_view_number(struct order_view *v, int64_t n)
{
	struct view out;

	text_whole(v->source->tongue->locale, n, &v->text);
	out = order_view_written(v);
	out.kind = VIEW_NUMBER;
	out.n = n;
	return out;
}

struct view
order_view_date(struct order_view *v, int64_t days)
{
	text_date(v->source->tongue->locale, days, DATE_LONG, &v->text);
	return order_view_written(v);
}

/*
 * The day of T on the shop's clock, or as it was written where there is no shop file to
 * say which clock that is.
 */
struct view
order_view_day(struct order_view *v, struct moment t)
{
	const struct shop *shop = v->source->shop;
	int64_t seconds = t.at.seconds, day = 86400;

	if (!t.there)
		return view_none;
	if (shop->path == NULL)
		seconds += (int64_t)t.at.offset * 60;
	else
		seconds += (int64_t)zone_offset(shop_zone(shop), t.at.seconds) * 60;
	return order_view_date(
	    v, seconds >= 0 ? seconds / day : -((day - 1 - seconds) / day));
}

static void
put_links(struct order_view *v, struct str number)
{
	const struct order_view_source *s = v->source;
	struct str id = s->order->id;
	struct str change = link_order(&v->pool, s->shop->links.change, number, id);
	struct str cancel = link_order(&v->pool, s->shop->links.cancel, number, id);

	order_view_set(v, TOP_ORDER_URL,
	    view_text(link_order(&v->pool, s->shop->links.order, number, id)));
	order_view_set(v, TOP_CHANGE_URL, view_text(change));
	order_view_set(v, TOP_CANCEL_URL, view_text(cancel));
	order_view_set(v, TOP_SELF_SERVICE, view_truth(change.len > 0 || cancel.len > 0));
	order_view_set(v, TOP_MARKETING, view_truth(s->marketing));
	order_view_set(v, TOP_UNSUBSCRIBE, view_text(s->shop->mail.unsubscribe));
}

static void
put_json_ld(struct order_view *v)
{
	const struct order_ld ld = {
		.order = v->source->order,
		.shop = v->source->shop,
		.number = v->fields[TOP_NUMBER].value.text,
		.url = v->fields[TOP_ORDER_URL].value.text,
		.n_items = v->items.rows.n,
	};

	buf_clear(&v->json);
	order_view_set(v, TOP_JSON_LD, view_none);
	v->json_lacks = order_ld_lacks(&ld);
	if (v->json_lacks != NULL)
		return;
	order_ld_write(&ld, &v->scratch, &v->json);
	order_view_set(v, TOP_JSON_LD, view_text(buf_view(&v->json)));
}

const char *
order_view_ld_lacks(const struct order_view *v)
{
	return v->json_lacks;
}

const struct view *
order_view_fill(struct order_view *v, const struct order_view_source *source)
{
	const struct order *o = source->order;
	const struct tongue *tongue = source->tongue;

	v->source = source;
	pool_clear(&v->pool);
	order_view_set(v, TOP_NUMBER, order_view_line(v, o->number));
	if (v->fields[TOP_NUMBER].value.kind == VIEW_NONE)
		order_view_set(v, TOP_NUMBER, order_view_line(v, o->id));
	order_view_set(v, TOP_DATE, order_view_day(v, o->placed_at));
	order_view_set(v, TOP_CUSTOMER, order_view_line(v, o->customer.name));
	order_view_set(v, TOP_EMAIL, order_view_line(v, o->customer.email));
	order_view_set(v, TOP_LANGUAGE, view_text(tongue->tag));
	order_view_set(v, TOP_DIRECTION,
	    view_text(tongue->language->right_to_left ? STR("rtl") : STR("ltr")));
	delivery_put(v);
	goods_put(v);
	put_links(v, v->fields[TOP_NUMBER].value.text);
	put_json_ld(v);
	return &v->root;
}
