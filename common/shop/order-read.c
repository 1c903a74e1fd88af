/* order-read - an order from its record */
/* SPDX-License-Identifier: ISC */

#include "shop/order.h"

#include <string.h>

/*
 * Every object of the record has a table: the names of its members in the order in which
 * they usually stand (rec_fields is fastest so), and for each where it goes and how it is
 * read.  So an order is read in one pass over each object.
 */
enum field_kind {
	FIELD_TEXT,
	FIELD_WORD, /* a text, or a number as it is written */
	FIELD_TIME,
	FIELD_DATE,
	FIELD_MONEY,
	FIELD_WHOLE,
	FIELD_BOOL,
	FIELD_OTHER, /* read by its own code */
};

struct field {
	uint16_t at;
	uint8_t kind;
};

#define FIELDS_MAX 32
#define COUNT(array) (sizeof(array) / sizeof *(array))
#define AT(type, member, kind)                                                           \
	{                                                                                \
		offsetof(struct type, member), kind                                      \
	}

static bool
read_field(
    struct val v, struct field f, const struct currency *c, void *base, struct err *e)
{
	void *to = (char *)base + f.at;

	switch ((enum field_kind)f.kind) {
	case FIELD_TEXT:
		return rec_get_text(v, "", to, e);
	case FIELD_WORD:
		return rec_get_word(v, "", to, e);
	case FIELD_TIME:
		return rec_get_time(v, "", to, e);
	case FIELD_DATE:
		return rec_get_date(v, "", to, e);
	case FIELD_MONEY:
		return rec_get_money(v, "", c, to, e);
	case FIELD_WHOLE:
		return rec_get_whole(v, "", to, e);
	case FIELD_BOOL:
		return rec_get_bool(v, "", to, e);
	case FIELD_OTHER:
		break;
	}
	return true;
}

/* Fills the zeroed struct at BASE from OBJECT; VALS (or NULL) gets the values found. */
static bool
read_object(struct val object, const struct str *names, const struct field *fields,
    size_t n, const struct currency *c, void *base, struct val *vals, struct err *e)
{
	struct val found[FIELDS_MAX];
	size_t i;

	if (vals == NULL)
		vals = found;
	if (!rec_fields(object, names, n, vals, e))
		return false;
	for (i = 0; i < n; i++)
		if (val_there(vals[i]) && !read_field(vals[i], fields[i], c, base, e))
			return false;
	return true;
}

static const struct str customer_names[] = { STR_INIT("id"), STR_INIT("name"),
	STR_INIT("email"), STR_INIT("phone"), STR_INIT("locale"),
	STR_INIT("accepts_marketing"), STR_INIT("orders_count") };
static const struct field customer_fields[] = {
	AT(order, customer.id, FIELD_WORD),
	AT(order, customer.name, FIELD_TEXT),
	AT(order, customer.email, FIELD_TEXT),
	AT(order, customer.phone, FIELD_TEXT),
	AT(order, customer.locale, FIELD_TEXT),
	AT(order, customer.accepts_marketing, FIELD_BOOL),
	AT(order, customer.orders_count, FIELD_WHOLE),
};

static const struct str address_names[] = { STR_INIT("name"), STR_INIT("company"),
	STR_INIT("line1"), STR_INIT("line2"), STR_INIT("city"), STR_INIT("region"),
	STR_INIT("postal_code"), STR_INIT("country"), STR_INIT("phone") };
static const struct field address_fields[] = {
	AT(address, name, FIELD_TEXT),
	AT(address, company, FIELD_TEXT),
	AT(address, line1, FIELD_TEXT),
	AT(address, line2, FIELD_TEXT),
	AT(address, city, FIELD_TEXT),
	AT(address, region, FIELD_TEXT),
	AT(address, postal_code, FIELD_WORD),
	AT(address, country, FIELD_TEXT),
	AT(address, phone, FIELD_TEXT),
};

#define ITEM_QUANTITY 2
static const struct str item_names[] = { STR_INIT("sku"), STR_INIT("name"),
	STR_INIT("quantity"), STR_INIT("unit_price"), STR_INIT("discount"),
	STR_INIT("tax"), STR_INIT("total"), STR_INIT("url"), STR_INIT("image"),
	STR_INIT("category"), STR_INIT("final_sale") };
static const struct field item_fields[] = {
	AT(order_item, sku, FIELD_WORD),
	AT(order_item, name, FIELD_WORD),
	AT(order_item, quantity, FIELD_OTHER),
	AT(order_item, unit_price, FIELD_MONEY),
	AT(order_item, discount, FIELD_MONEY),
	AT(order_item, tax, FIELD_MONEY),
	AT(order_item, total, FIELD_MONEY),
	AT(order_item, url, FIELD_TEXT),
	AT(order_item, image, FIELD_TEXT),
	AT(order_item, category, FIELD_TEXT),
	AT(order_item, final_sale, FIELD_BOOL),
};

static const struct str shipment_names[] = { STR_INIT("carrier"), STR_INIT("service"),
	STR_INIT("tracking_number"), STR_INIT("url"), STR_INIT("shipped_at") };
static const struct field shipment_fields[] = {
	AT(shipment_line, carrier, FIELD_TEXT),
	AT(shipment_line, service, FIELD_TEXT),
	AT(shipment_line, tracking_number, FIELD_WORD),
	AT(shipment_line, url, FIELD_TEXT),
	AT(shipment_line, shipped_at, FIELD_TIME),
};

static const struct str recommendation_names[] = { STR_INIT("sku"), STR_INIT("name"),
	STR_INIT("url"), STR_INIT("image"), STR_INIT("unit_price") };
static const struct field recommendation_fields[] = {
	AT(recommendation, sku, FIELD_WORD),
	AT(recommendation, name, FIELD_WORD),
	AT(recommendation, url, FIELD_TEXT),
	AT(recommendation, image, FIELD_TEXT),
	AT(recommendation, unit_price, FIELD_MONEY),
};

static const struct str payment_names[] = { STR_INIT("method"), STR_INIT("status"),
	STR_INIT("last4") };
static const struct field payment_fields[] = {
	AT(order, payment.method, FIELD_TEXT),
	AT(order, payment.status, FIELD_TEXT),
	AT(order, payment.last4, FIELD_WORD),
};

static const struct str promised_names[] = { STR_INIT("from"), STR_INIT("to") };
static const struct field promised_fields[] = {
	AT(order, promised.from, FIELD_DATE),
	AT(order, promised.to, FIELD_DATE),
};

static const struct str coupon_names[] = { STR_INIT("code"), STR_INIT("terms"),
	STR_INIT("expires_at") };
static const struct field coupon_fields[] = {
	AT(order, coupon.code, FIELD_WORD),
	AT(order, coupon.terms, FIELD_TEXT),
	AT(order, coupon.expires_at, FIELD_DATE),
};

static const struct str source_names[] = { STR_INIT("format"), STR_INIT("file"),
	STR_INIT("line") };
static const struct field source_fields[] = {
	AT(order, source.format, FIELD_WORD),
	AT(order, source.file, FIELD_WORD),
	AT(order, source.line, FIELD_WHOLE),
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
	struct field field;
} scalars[] = {
	{ ROOT_NUMBER, AT(order, number, FIELD_WORD) },
	{ ROOT_PLACED_AT, AT(order, placed_at, FIELD_TIME) },
	{ ROOT_LOCALE, AT(order, locale, FIELD_TEXT) },
	{ ROOT_SUBTOTAL, AT(order, subtotal, FIELD_MONEY) },
	{ ROOT_DISCOUNT, AT(order, discount, FIELD_MONEY) },
	{ ROOT_SHIPPING, AT(order, shipping, FIELD_MONEY) },
	{ ROOT_TAX, AT(order, tax, FIELD_MONEY) },
	{ ROOT_TOTAL, AT(order, total, FIELD_MONEY) },
	{ ROOT_TAXES_INCLUDED, AT(order, taxes_included, FIELD_BOOL) },
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
	return read_object(
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
		if (!read_object(v, item_names, item_fields, COUNT(item_fields),
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
		if (!read_object(v, shipment_names, shipment_fields,
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
		if (!read_object(v, recommendation_names, recommendation_fields,
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
		const struct field *fields;
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
		if (!read_object(vals[parts[i].root], parts[i].names, parts[i].fields,
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
		if (!read_field(
			vals[scalars[i].root], scalars[i].field, &o->currency, o, e))
			return false;
	if (!o->placed_at.there)
		return val_expected(
		    rec, "placed_at", "a time such as 2026-11-21T10:00:00Z", e);
	if (!val_there(vals[ROOT_ITEMS]))
		return val_expected(rec, "items", "a list", e);
	return read_parts(vals, o, e) && read_lists(vals, o, e);
}
