/* import-fields - what a mapping file can say of an order, and where it goes */
/* SPDX-License-Identifier: ISC */

#include "shop/import-fields.h"

#include <string.h>

static const char *const status_words[] = { "open", "fulfilled", "cancelled", "refunded",
	NULL };

#define HEAD(name, kind, member) TARGET(struct draft, member, name, kind)

static const struct target heads[] = {
	[HEAD_ID] = HEAD("id", FIELD_CODE, order.id),
	[HEAD_NUMBER] = HEAD("number", FIELD_CODE, order.number),
	[HEAD_PLACED_AT] = HEAD("placed_at", FIELD_TIME, order.placed_at),
	[HEAD_STATUS] = { "status", FIELD_WORD, offsetof(struct draft, order.status),
	    status_words, false },
	[HEAD_CURRENCY] = HEAD("currency", FIELD_CURRENCY, order.currency),
	[HEAD_DISCOUNT_CODES] = HEAD("discount_codes", FIELD_LIST, order.discount_codes),
	HEAD("locale", FIELD_TEXT, order.locale),
	HEAD("customer.id", FIELD_CODE, order.customer.id),
	HEAD("customer.name", FIELD_TEXT, order.customer.name),
	HEAD("customer.email", FIELD_TEXT, order.customer.email),
	HEAD("customer.phone", FIELD_CODE, order.customer.phone),
	HEAD("customer.accepts_marketing", FIELD_TRUTH, order.customer.accepts_marketing),
	HEAD("customer.orders_count", FIELD_WHOLE, order.customer.orders_count),
	HEAD("ship_to.name", FIELD_TEXT, order.ship_to.name),
	HEAD("ship_to.company", FIELD_TEXT, order.ship_to.company),
	HEAD("ship_to.line1", FIELD_TEXT, order.ship_to.line1),
	HEAD("ship_to.line2", FIELD_TEXT, order.ship_to.line2),
	HEAD("ship_to.city", FIELD_TEXT, order.ship_to.city),
	HEAD("ship_to.region", FIELD_TEXT, order.ship_to.region),
	HEAD("ship_to.postal_code", FIELD_CODE, order.ship_to.postal_code),
	HEAD("ship_to.country", FIELD_COUNTRY, order.ship_to.country),
	HEAD("ship_to.phone", FIELD_CODE, order.ship_to.phone),
	HEAD("bill_to.name", FIELD_TEXT, order.bill_to.name),
	HEAD("bill_to.company", FIELD_TEXT, order.bill_to.company),
	HEAD("bill_to.line1", FIELD_TEXT, order.bill_to.line1),
	HEAD("bill_to.line2", FIELD_TEXT, order.bill_to.line2),
	HEAD("bill_to.city", FIELD_TEXT, order.bill_to.city),
	HEAD("bill_to.region", FIELD_TEXT, order.bill_to.region),
	HEAD("bill_to.postal_code", FIELD_CODE, order.bill_to.postal_code),
	HEAD("bill_to.country", FIELD_COUNTRY, order.bill_to.country),
	HEAD("bill_to.phone", FIELD_CODE, order.bill_to.phone),
	HEAD("subtotal", FIELD_MONEY, order.subtotal),
	HEAD("net_subtotal", FIELD_MONEY, net_subtotal),
	HEAD("discount", FIELD_MONEY, order.discount),
	HEAD("shipping", FIELD_MONEY, order.shipping),
	HEAD("tax", FIELD_MONEY, order.tax),
	HEAD("total", FIELD_MONEY, order.total),
	HEAD("taxes_included", FIELD_TRUTH, order.taxes_included),
	HEAD("payment.method", FIELD_TEXT, order.payment.method),
	HEAD("payment.status", FIELD_TEXT, order.payment.status),
	HEAD("payment.last4", FIELD_CODE, order.payment.last4),
	HEAD("promised.from", FIELD_DATE, order.promised.from),
	HEAD("promised.to", FIELD_DATE, order.promised.to),
	HEAD("shipment.carrier", FIELD_TEXT, shipment.carrier),
	HEAD("shipment.service", FIELD_TEXT, shipment.service),
	HEAD("shipment.tracking_number", FIELD_CODE, shipment.tracking_number),
	HEAD("shipment.url", FIELD_URL, shipment.url),
	HEAD("shipment.shipped_at", FIELD_TIME, shipment.shipped_at),
};

#define LINE(name, kind, member) TARGET(struct draft_item, member, name, kind)

static const struct target lines[] = {
	[LINE_SKU] = LINE("sku", FIELD_CODE, item.sku),
	[LINE_NAME] = LINE("name", FIELD_TEXT, item.name),
	[LINE_QUANTITY] = { "quantity", FIELD_WHOLE,
	    offsetof(struct draft_item, quantity), NULL, true },
	LINE("unit_price", FIELD_MONEY, item.unit_price),
	LINE("gross", FIELD_MONEY, gross),
	LINE("discount", FIELD_MONEY, item.discount),
	LINE("unit_discount", FIELD_MONEY, unit_discount),
	LINE("tax", FIELD_MONEY, item.tax),
	LINE("unit_tax", FIELD_MONEY, unit_tax),
	LINE("total", FIELD_MONEY, item.total),
	LINE("url", FIELD_URL, item.url),
	LINE("image", FIELD_URL, item.image),
	LINE("category", FIELD_TEXT, item.category),
	LINE("final_sale", FIELD_TRUTH, item.final_sale),
};

_Static_assert(TARGETS(heads) <= TARGETS_MAX && TARGETS(lines) <= TARGETS_MAX,
    "whoever reads a table has room for so many values");

const struct schema order_schema = {
	.head = "order",
	.line = "item",
	SCHEMA_TARGETS(heads, lines),
};

static bool
has_any(const struct address *a)
{
	return a->name.at != NULL || a->company.at != NULL || a->line1.at != NULL ||
	       a->line2.at != NULL || a->city.at != NULL || a->region.at != NULL ||
	       a->postal_code.at != NULL || a->country.at != NULL || a->phone.at != NULL;
}

void
draft_fill(struct draft *d, const struct value *values)
{
	const struct value *codes = &values[HEAD_DISCOUNT_CODES];

	values_put(d, heads, TARGETS(heads), values);
	if (values[HEAD_STATUS].there)
		d->order.status = (enum order_status)values[HEAD_STATUS].n;
	if (codes->there)
		for (size_t i = 0; i < codes->list.n; i++)
			order_add_discount_code(&d->order, codes->list.at[i]);
	d->order.ship_to.there = has_any(&d->order.ship_to);
	d->order.bill_to.there = has_any(&d->order.bill_to);
	if (d->shipment.tracking_number.at != NULL || d->shipment.shipped_at.there)
		*order_add_shipment(&d->order) = d->shipment;
}

void
draft_item_fill(struct draft_item *d, const struct value *values)
{
	memset(d, 0, sizeof *d);
	values_put(d, lines, TARGETS(lines), values);
}
