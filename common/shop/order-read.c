/* order-read - an order from its record */
/* SPDX-License-Identifier: ISC */

#include "shop/order.h"

#include "data/rec-object.h"

/* Every object of the record has a table of its members, see data/rec-object. */
#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct str customer_names[] = { STR_INIT("id"), STR_INIT("name"),
	STR_INIT("email"), STR_INIT("phone"), STR_INIT("locale"),
	STR_INIT("accepts_marketing"), STR_INIT("orders_count") };
static const struct rec_field customer_fields[] = {
	REC_FIELD(order, customer.id, REC_WORD),
	REC_FIELD(order, customer.name, REC_TEXT),
	REC_FIELD(order, customer.email, REC_TEXT),
	REC_FIELD(order, customer.phone, REC_TEXT),
	REC_FIELD(order, customer.locale, REC_TEXT),
	REC_FIELD(order, customer.accepts_marketing, REC_BOOL),
	REC_FIELD(order, customer.orders_count, REC_WHOLE),
};

static const struct str address_names[] = { STR_INIT("name"), STR_INIT("company"),
	STR_INIT("line1"), STR_INIT("line2"), STR_INIT("city"), STR_INIT("region"),
	STR_INIT("postal_code"), STR_INIT("country"), STR_INIT("phone") };
static const struct rec_field address_fields[] = {
	REC_FIELD(address, name, REC_TEXT),
	REC_FIELD(address, company, REC_TEXT),
	REC_FIELD(address, line1, REC_TEXT),
	REC_FIELD(address, line2, REC_TEXT),
	REC_FIELD(address, city, REC_TEXT),
	REC_FIELD(address, region, REC_TEXT),
	REC_FIELD(address, postal_code, REC_WORD),
	REC_FIELD(address, country, REC_TEXT),
	REC_FIELD(address, phone, REC_TEXT),
};

#define ITEM_QUANTITY 2
static const struct str item_names[] = { STR_INIT("sku"), STR_INIT("name"),
	STR_INIT("quantity"), STR_INIT("unit_price"), STR_INIT("discount"),
	STR_INIT("tax"), STR_INIT("total"), STR_INIT("url"), STR_INIT("image"),
	STR_INIT("category"), STR_INIT("final_sale") };
static const struct rec_field item_fields[] = {
	REC_FIELD(order_item, sku, REC_WORD),
	REC_FIELD(order_item, name, REC_WORD),
	REC_FIELD(order_item, quantity, REC_OTHER),
	REC_FIELD(order_item, unit_price, REC_MONEY),
	REC_FIELD(order_item, discount, REC_MONEY),
	REC_FIELD(order_item, tax, REC_MONEY),
	REC_FIELD(order_item, total, REC_MONEY),
	REC_FIELD(order_item, url, REC_TEXT),
	REC_FIELD(order_item, image, REC_TEXT),
	REC_FIELD(order_item, category, REC_TEXT),
	REC_FIELD(order_item, final_sale, REC_BOOL),
};

static const struct str shipment_names[] = { STR_INIT("carrier"), STR_INIT("service"),
	STR_INIT("tracking_number"), STR_INIT("url"), STR_INIT("shipped_at") };
static const struct rec_field shipment_fields[] = {
	REC_FIELD(shipment_line, carrier, REC_TEXT),
	REC_FIELD(shipment_line, service, REC_TEXT),
	REC_FIELD(shipment_line, tracking_number, REC_WORD),
	REC_FIELD(shipment_line, url, REC_TEXT),
	REC_FIELD(shipment_line, shipped_at, REC_TIME),
};

static const struct str recommendation_names[] = { STR_INIT("sku"), STR_INIT("name"),
	STR_INIT("url"), STR_INIT("image"), STR_INIT("unit_price") };
static const struct rec_field recommendation_fields[] = {
	REC_FIELD(recommendation, sku, REC_WORD),
	REC_FIELD(recommendation, name, REC_WORD),
	REC_FIELD(recommendation, url, REC_TEXT),
	REC_FIELD(recommendation, image, REC_TEXT),
	REC_FIELD(recommendation, unit_price, REC_MONEY),
};

static const struct str payment_names[] = { STR_INIT("method"), STR_INIT("status"),
	STR_INIT("last4") };
static const struct rec_field payment_fields[] = {
	REC_FIELD(order, payment.method, REC_TEXT),
	REC_FIELD(order, payment.status, REC_TEXT),
	REC_FIELD(order, payment.last4, REC_WORD),
};

static const struct str promised_names[] = { STR_INIT("from"), STR_INIT("to") };
static const struct rec_field promised_fields[] = {
	REC_FIELD(order, promised.from, REC_DATE),
	REC_FIELD(order, promised.to, REC_DATE),
};

static const struct str coupon_names[] = { STR_INIT("code"), STR_INIT("terms"),
	STR_INIT("expires_at") };
static const struct rec_field coupon_fields[] = {
	REC_FIELD(order, coupon.code, REC_WORD),
	REC_FIELD(order, coupon.terms, REC_TEXT),
	REC_FIELD(order, coupon.expires_at, REC_DATE),
};

static const struct str source_names[] = { STR_INIT("format"), STR_INIT("file"),
	STR_INIT("line") };
static const struct rec_field source_fields[] = {
	REC_FIELD(order, source.format, REC_WORD),
	REC_FIELD(order, source.file, REC_WORD),
	REC_FIELD(order, source.line, REC_WHOLE),
};

enum root {
	ROOT_ID,
	ROOT_NUMBER,
	ROOT_PLACED_AT,
	ROOT_STATUS,
	ROOT_CURRENCY,
	ROOT_LOCALE,
	ROOT_CUSTOMER,
	ROOT_SHIP_TO,
	ROOT_BILL_TO,
	ROOT_ITEMS,
	ROOT_SUBTOTAL,
	ROOT_DISCOUNT,
	ROOT_SHIPPING,
	ROOT_TAX,
	ROOT_TOTAL,
	ROOT_TAXES_INCLUDED,
	ROOT_DISCOUNT_CODES,
	ROOT_PAYMENT,
	ROOT_PROMISED,
	ROOT_SHIPMENTS,
	ROOT_SOURCE,
	ROOT_RECOMMENDATIONS,
	ROOT_COUPON,
	ROOT_DERIVED,
	ROOT_WARNINGS,
	ROOTS
};

static const struct str root_names[ROOTS] = {
	[ROOT_ID] = STR_INIT("id"),
	[ROOT_NUMBER] = STR_INIT("number"),
	[ROOT_PLACED_AT] = STR_INIT("placed_at"),
	[ROOT_STATUS] = STR_INIT("status"),
	[ROOT_CURRENCY] = STR_INIT("currency"),
	[ROOT_LOCALE] = STR_INIT("locale"),
	[ROOT_CUSTOMER] = STR_INIT("customer"),
	[ROOT_SHIP_TO] = STR_INIT("ship_to"),
	[ROOT_BILL_TO] = STR_INIT("bill_to"),
	[ROOT_ITEMS] = STR_INIT("items"),
	[ROOT_SUBTOTAL] = STR_INIT("subtotal"),
	[ROOT_DISCOUNT] = STR_INIT("discount"),
	[ROOT_SHIPPING] = STR_INIT("shipping"),
	[ROOT_TAX] = STR_INIT("tax"),
	[ROOT_TOTAL] = STR_INIT("total"),
	[ROOT_TAXES_INCLUDED] = STR_INIT("taxes_included"),
	[ROOT_DISCOUNT_CODES] = STR_INIT("discount_codes"),
	[ROOT_PAYMENT] = STR_INIT("payment"),
	[ROOT_PROMISED] = STR_INIT("promised"),
	[ROOT_SHIPMENTS] = STR_INIT("shipments"),
	[ROOT_SOURCE] = STR_INIT("source"),
	[ROOT_RECOMMENDATIONS] = STR_INIT("recommendations"),
	[ROOT_COUPON] = STR_INIT("coupon"),
	[ROOT_DERIVED] = STR_INIT("derived"),
	[ROOT_WARNINGS] = STR_INIT("warnings"),
};

/* What has a kind of its own here; the others are read by their own code. */
static const struct {
	enum root root;
	struct rec_field field;
} scalars[] = {
	{ ROOT_NUMBER, REC_FIELD(order, number, REC_WORD) },
	{ ROOT_PLACED_AT, REC_FIELD(order, placed_at, REC_TIME) },
	{ ROOT_LOCALE, REC_FIELD(order, locale, REC_TEXT) },
	{ ROOT_SUBTOTAL, REC_FIELD(order, subtotal, REC_MONEY) },
	{ ROOT_DISCOUNT, REC_FIELD(order, discount, REC_MONEY) },
	{ ROOT_SHIPPING, REC_FIELD(order, shipping, REC_MONEY) },
	{ ROOT_TAX, REC_FIELD(order, tax, REC_MONEY) },
	{ ROOT_TOTAL, REC_FIELD(order, total, REC_MONEY) },
	{ ROOT_TAXES_INCLUDED, REC_FIELD(order, taxes_included, REC_BOOL) },
};

static bool
read_status(struct val root, struct val v, enum order_status *out, struct err *e)
{
	struct str word;
	int s;

	if (!rec_get_text(v, "", &word, e))
		return false;
	for (s = 0; word.at != NULL && s < ORDER_STATUSES; s++)
		if (str_is(word, order_status_word((enum order_status)s))) {
			*out = (enum order_status)s;
			return true;
		}
	return val_expected(
	    root, "status", "\"open\", \"fulfilled\", \"cancelled\" or \"refunded\"", e);
}

static bool
read_currency(struct val root, struct val v, struct currency *out, struct err *e)
{
	struct str code;

	if (!val_there(v))
		return val_expected(root, "currency", "an ISO 4217 code such as EUR", e);
	if (!rec_get_text(v, "", &code, e))
		return false;
	if (!currency_find(code, out))
		return val_expected(v, "", "an ISO 4217 code such as EUR", e);
	return true;
}

static bool
read_address(struct val v, struct address *out, struct err *e)
{
	out->there = val_there(v);
	return rec_object(
	    v, address_names, address_fields, COUNT(address_fields), NULL, out, NULL, e);
}

static bool
read_items(struct val list, struct order *o, struct err *e)
{
	struct val found[COUNT(item_fields)], v;
	struct order_item *item;
	struct val_iter it;

	if (!rec_get_list(list, "", &list, e))
		return false;
	it = val_iter(list);
	while (val_next(&it, &v)) {
		item = order_add_item(o);
		item->raw = v;
		if (val_kind(v) != TOK_OBJECT)
			return val_expected(v, "", "an object", e);
		if (!rec_object(v, item_names, item_fields, COUNT(item_fields),
			&o->currency, item, found, e))
			return false;
		if (!val_there(found[ITEM_QUANTITY]))
			return val_expected(v, "quantity", "a whole number", e);
		if (!rec_need_whole(found[ITEM_QUANTITY], "", &item->quantity, e))
			return false;
		if (item->name.len == 0 && item->sku.len == 0)
			return val_expected(v, "name", "text here or as sku", e);
	}
	return true;
}

static bool
read_shipments(struct val list, struct order *o, struct err *e)
{
	struct val_iter it;
	struct val v;

	if (!rec_get_list(list, "", &list, e))
		return false;
	it = val_iter(list);
	while (val_next(&it, &v))
		if (!rec_object(v, shipment_names, shipment_fields,
			COUNT(shipment_fields), NULL, order_add_shipment(o), NULL, e))
			return false;
	return true;
}

static bool
read_recommendations(struct val list, struct order *o, struct err *e)
{
	struct recommendation *r;
	struct val_iter it;
	struct val v;

	if (!rec_get_list(list, "", &list, e))
		return false;
	it = val_iter(list);
	while (val_next(&it, &v)) {
		r = order_add_recommendation(o);
		if (!rec_object(v, recommendation_names, recommendation_fields,
			COUNT(recommendation_fields), &o->currency, r, NULL, e))
			return false;
		if (r->name.len == 0)
			return val_expected(v, "name", "text", e);
	}
	return true;
}

static bool
read_texts(struct val list, struct order *o, void (*add)(struct order *, struct str),
    struct err *e)
{
	struct val_iter it;
	struct str text;
	struct val v;

	if (!rec_get_list(list, "", &list, e))
		return false;
	it = val_iter(list);
	while (val_next(&it, &v)) {
		if (!rec_get_word(v, "", &text, e))
			return false;
		if (text.at != NULL)
			add(o, text);
	}
	return true;
}

static bool
read_lists(const struct val *vals, struct order *o, struct err *e)
{
	return read_items(vals[ROOT_ITEMS], o, e) &&
	       read_shipments(vals[ROOT_SHIPMENTS], o, e) &&
	       read_recommendations(vals[ROOT_RECOMMENDATIONS], o, e) &&
	       read_texts(vals[ROOT_DISCOUNT_CODES], o, order_add_discount_code, e) &&
	       read_texts(vals[ROOT_DERIVED], o, order_add_derived, e) &&
	       read_texts(vals[ROOT_WARNINGS], o, order_add_warning, e);
}

static bool
read_parts(const struct val *vals, struct order *o, struct err *e)
{
	const struct {
		enum root root;
		const struct str *names;
		const struct rec_field *fields;
		size_t n;
	} parts[] = {
		{ ROOT_CUSTOMER, customer_names, customer_fields,
		    COUNT(customer_fields) },
		{ ROOT_PAYMENT, payment_names, payment_fields, COUNT(payment_fields) },
		{ ROOT_PROMISED, promised_names, promised_fields,
		    COUNT(promised_fields) },
		{ ROOT_COUPON, coupon_names, coupon_fields, COUNT(coupon_fields) },
		{ ROOT_SOURCE, source_names, source_fields, COUNT(source_fields) },
	};
	size_t i;

	for (i = 0; i < COUNT(parts); i++)
		if (!rec_object(vals[parts[i].root], parts[i].names, parts[i].fields,
			parts[i].n, &o->currency, o, NULL, e))
			return false;
	if (val_there(vals[ROOT_COUPON]) && o->coupon.code.len == 0)
		return val_expected(vals[ROOT_COUPON], "code", "text", e);
	return read_address(vals[ROOT_SHIP_TO], &o->ship_to, e) &&
	       read_address(vals[ROOT_BILL_TO], &o->bill_to, e);
}

bool
order_read(struct order *o, struct val rec, struct err *e)
{
	struct val vals[ROOTS];
	size_t i;

	order_clear(o);
	if (!rec_fields(rec, root_names, ROOTS, vals, e) ||
	    !read_currency(rec, vals[ROOT_CURRENCY], &o->currency, e) ||
	    !read_status(rec, vals[ROOT_STATUS], &o->status, e) ||
	    !rec_get_word(vals[ROOT_ID], "", &o->id, e))
		return false;
	if (o->id.len == 0)
		return val_expected(rec, "id", "text", e);
	for (i = 0; i < COUNT(scalars); i++)
		if (!rec_field(
			vals[scalars[i].root], scalars[i].field, &o->currency, o, e))
			return false;
	if (!o->placed_at.there)
		return val_expected(
		    rec, "placed_at", "a time such as 2026-11-21T10:00:00Z", e);
	if (!val_there(vals[ROOT_ITEMS]))
		return val_expected(rec, "items", "a list", e);
	return read_parts(vals, o, e) && read_lists(vals, o, e);
}
