/* order-write - an order as a record */
/* SPDX-License-Identifier: ISC */

#include "shop/order.h"

static void
put_address(struct emit *m, struct str key, const struct address *a)
{
	if (!a->there)
		return;
	emit_name(m, key);
	emit_object(m);
	emit_put_text(m, STR("name"), a->name);
	emit_put_text(m, STR("company"), a->company);
	emit_put_text(m, STR("line1"), a->line1);
	emit_put_text(m, STR("line2"), a->line2);
	emit_put_text(m, STR("city"), a->city);
	emit_put_text(m, STR("region"), a->region);
	emit_put_text(m, STR("postal_code"), a->postal_code);
	emit_put_text(m, STR("country"), a->country);
	emit_put_text(m, STR("phone"), a->phone);
	emit_object_end(m);
}

static void
put_customer(struct emit *m, const struct order *o)
{
	const bool there = o->customer.id.at != NULL || o->customer.name.at != NULL ||
			   o->customer.email.at != NULL || o->customer.phone.at != NULL ||
			   o->customer.locale.at != NULL ||
			   o->customer.accepts_marketing.there ||
			   o->customer.orders_count.there;

	if (!there)
		return;
	emit_name(m, STR("customer"));
	emit_object(m);
	emit_put_text(m, STR("id"), o->customer.id);
	emit_put_text(m, STR("name"), o->customer.name);
	emit_put_text(m, STR("email"), o->customer.email);
	emit_put_text(m, STR("phone"), o->customer.phone);
	emit_put_text(m, STR("locale"), o->customer.locale);
	emit_put_bool(m, STR("accepts_marketing"), o->customer.accepts_marketing);
	emit_put_whole(m, STR("orders_count"), o->customer.orders_count);
	emit_object_end(m);
}

static void
put_item(struct emit *m, const struct order_item *i, const struct currency *c)
{
	emit_object(m);
	emit_put_text(m, STR("sku"), i->sku);
	emit_put_text(m, STR("name"), i->name);
	emit_put_int(m, STR("quantity"), i->quantity);
	emit_put_money(m, STR("unit_price"), i->unit_price, c);
	emit_put_money(m, STR("discount"), i->discount, c);
	emit_put_money(m, STR("tax"), i->tax, c);
	emit_put_money(m, STR("total"), i->total, c);
	emit_put_text(m, STR("url"), i->url);
	emit_put_text(m, STR("image"), i->image);
	emit_put_text(m, STR("category"), i->category);
	emit_put_bool(m, STR("final_sale"), i->final_sale);
	emit_object_end(m);
}

static void
put_items(struct emit *m, const struct order *o)
{
	emit_name(m, STR("items"));
	emit_list(m);
	for (size_t i = 0; i < o->n_items; i++)
		put_item(m, &o->items[i], &o->currency);
	emit_list_end(m);
}

static void
put_texts(struct emit *m, struct str key, const struct str *texts, size_t n)
{
	if (n == 0)
		return;
	emit_name(m, key);
	emit_list(m);
	for (size_t i = 0; i < n; i++)
		emit_text(m, texts[i]);
	emit_list_end(m);
}

static void
put_payment(struct emit *m, const struct order *o)
{
	if (o->payment.method.at == NULL && o->payment.status.at == NULL &&
	    o->payment.last4.at == NULL)
		return;
	emit_name(m, STR("payment"));
	emit_object(m);
	emit_put_text(m, STR("method"), o->payment.method);
	emit_put_text(m, STR("status"), o->payment.status);
	emit_put_text(m, STR("last4"), o->payment.last4);
	emit_object_end(m);
}

static void
put_delivery(struct emit *m, const struct order *o)
{
	if (o->promised.from.there || o->promised.to.there) {
		emit_name(m, STR("promised"));
		emit_object(m);
		emit_put_date(m, STR("from"), o->promised.from);
		emit_put_date(m, STR("to"), o->promised.to);
		emit_object_end(m);
	}
	if (o->n_shipments == 0)
		return;
	emit_name(m, STR("shipments"));
	emit_list(m);
	for (size_t i = 0; i < o->n_shipments; i++) {
		const struct shipment_line *s = &o->shipments[i];

		emit_object(m);
		emit_put_text(m, STR("carrier"), s->carrier);
		emit_put_text(m, STR("service"), s->service);
		emit_put_text(m, STR("tracking_number"), s->tracking_number);
		emit_put_text(m, STR("url"), s->url);
		emit_put_time(m, STR("shipped_at"), s->shipped_at);
		emit_object_end(m);
	}
	emit_list_end(m);
}

static void
put_selling(struct emit *m, const struct order *o)
{
	if (o->n_recommendations != 0) {
		emit_name(m, STR("recommendations"));
		emit_list(m);
		for (size_t i = 0; i < o->n_recommendations; i++) {
			const struct recommendation *r = &o->recommendations[i];

			emit_object(m);
			emit_put_text(m, STR("sku"), r->sku);
			emit_put_text(m, STR("name"), r->name);
			emit_put_text(m, STR("url"), r->url);
			emit_put_text(m, STR("image"), r->image);
			emit_put_money(m, STR("unit_price"), r->unit_price, &o->currency);
			emit_object_end(m);
		}
		emit_list_end(m);
	}
	if (o->coupon.code.at == NULL)
		return;
	emit_name(m, STR("coupon"));
	emit_object(m);
	emit_put_text(m, STR("code"), o->coupon.code);
	emit_put_text(m, STR("terms"), o->coupon.terms);
	emit_put_date(m, STR("expires_at"), o->coupon.expires_at);
	emit_object_end(m);
}

static void
put_source(struct emit *m, const struct order *o)
{
	if (o->source.format.at == NULL && o->source.file.at == NULL)
		return;
	emit_name(m, STR("source"));
	emit_object(m);
	emit_put_text(m, STR("format"), o->source.format);
	emit_put_text(m, STR("file"), o->source.file);
	emit_put_whole(m, STR("line"), o->source.line);
	emit_object_end(m);
}

static void
put_amounts(struct emit *m, const struct order *o)
{
	emit_put_money(m, STR("subtotal"), o->subtotal, &o->currency);
	emit_put_money(m, STR("discount"), o->discount, &o->currency);
	emit_put_money(m, STR("shipping"), o->shipping, &o->currency);
	emit_put_money(m, STR("tax"), o->tax, &o->currency);
	emit_put_money(m, STR("total"), o->total, &o->currency);
	emit_put_bool(m, STR("taxes_included"), o->taxes_included);
}

void
order_write(struct emit *m, const struct order *o)
{
	emit_object(m);
	emit_put_text(m, STR("type"), STR("order"));
	emit_put_text(m, STR("id"), o->id);
	emit_put_text(m, STR("number"), o->number);
	emit_put_time(m, STR("placed_at"), o->placed_at);
	emit_put_text(m, STR("status"), str_of(order_status_word(o->status)));
	emit_put_text(m, STR("currency"), str_of(o->currency.code));
	emit_put_text(m, STR("locale"), o->locale);
	put_customer(m, o);
	put_address(m, STR("ship_to"), &o->ship_to);
	put_address(m, STR("bill_to"), &o->bill_to);
	put_items(m, o);
	put_amounts(m, o);
	put_texts(m, STR("discount_codes"), o->discount_codes, o->n_discount_codes);
	put_payment(m, o);
	put_delivery(m, o);
	put_selling(m, o);
	put_source(m, o);
	put_texts(m, STR("derived"), o->derived, o->n_derived);
	put_texts(m, STR("warnings"), o->warnings, o->n_warnings);
	emit_object_end(m);
	emit_line(m);
}
