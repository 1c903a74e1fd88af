/* order-view-delivery - where an order goes, when, and how it is paid */
/* SPDX-License-Identifier: ISC */

#include "data/text.h"
#include "shop/link.h"
#include "shop/order-view-parts.h"
#include "shop/payment.h"

#define SHIPMENTS_MAX 10

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

void
delivery_init(struct order_view *v)
{
	static const char *const lines_names[] = { "lines" };
	static const char *const payment_names[] = { "method", "last4" };

	v->shipments = (struct rows){ .names = shipment_names,
		.n_names = SHIPMENT_FIELDS };
	view_name_fields(&v->lines, lines_names, 1);
	view_name_fields(v->payment, payment_names, 2);
}

static void
put_address(struct order_view *v)
{
	const struct address *a = &v->source->order->ship_to;
	struct str lines[POSTAL_LINES];
	size_t i, n = 0, last;

	order_view_set(v, TOP_ADDRESS, view_none);
	if (!a->there || (last = postal_lines(a, &v->pool, lines)) == 0)
		return;
	for (i = 0; i < last; i++) {
		v->address[n] = order_view_line(v, lines[i]);
		n += v->address[n].kind != VIEW_NONE;
	}
	if (a->country.len > 0) {
		text_country(v->source->tongue->locale, a->country, &v->text);
		v->address[n] = order_view_line(v, order_view_written(v).text);
		n += v->address[n].kind != VIEW_NONE;
	}
	v->lines.value = (struct view){
		.kind = VIEW_LIST, .n = (int64_t)n, .items = v->address
	};
	if (n > 0)
		order_view_set(v, TOP_ADDRESS, view_object(&v->lines, 1));
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
		method = view_text(word_text(word));
	else
		method = order_view_line(
		    v, name.brand.len > 0 ? name.brand : o->payment.method);
	v->payment[0].value = method;
	v->payment[1].value = order_view_line(v, o->payment.last4);
	order_view_set(v, TOP_PAYMENT,
	    method.kind == VIEW_NONE ? view_none : view_object(v->payment, 2));
	order_view_set(v, TOP_DETAILS,
	    view_truth(method.kind != VIEW_NONE ||
		       v->fields[TOP_ADDRESS].value.kind != VIEW_NONE));
}

static void
put_promise(struct order_view *v)
{
	const struct order *o = v->source->order;
	struct day from = o->promised.from, to = o->promised.to;
	bool both = from.there && to.there;

	order_view_set(v, TOP_PROMISED, view_none);
	if (both) {
		text_dates(v->source->tongue->locale,
		    from.days < to.days ? from.days : to.days,
		    from.days < to.days ? to.days : from.days, DATE_LONG, &v->text);
		order_view_set(v, TOP_PROMISED, order_view_written(v));
	}
	order_view_set(v, TOP_PROMISED_BY,
	    to.there && !both ? order_view_date(v, to.days) : view_none);
	order_view_set(v, TOP_PROMISED_FROM,
	    from.there && !both ? order_view_date(v, from.days) : view_none);
}

static void
put_shipments(struct order_view *v)
{
	const struct order *o = v->source->order;
	const struct shipment_line *s;
	struct view_field *f;
	bool tracked = false;
	size_t i;

	rows_begin(&v->shipments, o->n_shipments);
	for (i = 0; i < o->n_shipments && v->shipments.n < SHIPMENTS_MAX; i++) {
		s = &o->shipments[i];
		if (s->carrier.len == 0 && s->tracking_number.len == 0 && s->url.len == 0)
			continue;
		f = rows_add(&v->shipments);
		f[SHIPMENT_CARRIER].value = order_view_line(v, s->carrier);
		f[SHIPMENT_SERVICE].value = order_view_line(v, s->service);
		f[SHIPMENT_NUMBER].value = order_view_line(v, s->tracking_number);
		f[SHIPMENT_URL].value = view_text(link_web(s->url));
		f[SHIPMENT_DATE].value = order_view_day(v, s->shipped_at);
		tracked = tracked || s->tracking_number.len > 0 || s->url.len > 0;
	}
	order_view_set(v, TOP_SHIPMENTS, rows_view(&v->shipments));
	order_view_set(v, TOP_FULFILLED, view_truth(o->status == ORDER_FULFILLED));
	order_view_set(
	    v, TOP_ON_ITS_WAY, view_truth(tracked && o->status == ORDER_FULFILLED));
}

void
delivery_put(struct order_view *v)
{
	put_promise(v);
	put_shipments(v);
	put_address(v);
	put_payment(v);
}
