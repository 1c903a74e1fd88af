/* order - the order record as a struct: read, checked, written */
/* SPDX-License-Identifier: ISC */

/*
 * The contract is aftercare-records(5) and schema/order.json.  Texts are lent by the
 * record (order_read) or by whoever filled the struct (an importer).  Amounts are minor
 * units of `currency`.
 */

#ifndef SHOP_ORDER_H
#define SHOP_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/money.h"
#include "base/str.h"
#include "data/emit.h"
#include "data/rec.h"

enum order_status {
	ORDER_OPEN,
	ORDER_FULFILLED,
	ORDER_CANCELLED,
	ORDER_REFUNDED,
	ORDER_STATUSES,
};

struct address {
	bool there;
	struct str name, company, line1, line2, city, region, postal_code, country, phone;
};

struct order_item {
	struct str sku, name, url, image, category;
	int64_t quantity;
	struct amount unit_price, discount, tax, total;
	struct truth final_sale;
	struct val raw; /* where it was read from a record */
};

struct shipment_line {
	struct str carrier, service, tracking_number, url;
	struct moment shipped_at;
};

struct recommendation {
	struct str sku, name, url, image;
	struct amount unit_price;
};

struct order {
	struct str id, number;
	struct moment placed_at;
	enum order_status status;
	struct currency currency;
	struct str locale;
	struct {
		struct str id, name, email, phone, locale;
		struct truth accepts_marketing;
		struct whole orders_count;
	} customer;
	struct address ship_to, bill_to;
	struct order_item *items;
	size_t n_items;
	struct amount subtotal, discount, shipping, tax, total;
	struct truth taxes_included;
	struct str *discount_codes;
	size_t n_discount_codes;
	struct {
		struct str method, status, last4;
	} payment;
	struct {
		struct day from, to;
	} promised;
	struct shipment_line *shipments;
	size_t n_shipments;
	struct recommendation *recommendations;
	size_t n_recommendations;
	struct {
		struct str code, terms;
		struct day expires_at;
	} coupon;
	struct {
		struct str format, file;
		struct whole line;
	} source;
	struct str *derived, *warnings;
	size_t n_derived, n_warnings;

	/* How much memory each array has, in things; it is kept from order to order. */
	struct {
		size_t items, shipments, recommendations;
		size_t discount_codes, derived, warnings;
	} room;
};

/* A zeroed order is an initialised one. */
void order_init(struct order *o);
void order_done(struct order *o);

/* Forgets everything but the memory of the arrays. */
void order_clear(struct order *o);

/* The next item of O, all zero.  It moves when another is added. */
struct order_item *order_add_item(struct order *o);
struct shipment_line *order_add_shipment(struct order *o);
struct recommendation *order_add_recommendation(struct order *o);
void order_add_discount_code(struct order *o, struct str text);
void order_add_derived(struct order *o, struct str text);
/* Says TEXT once, however many rows of the order give cause for it. */
void order_add_warning(struct order *o, struct str text);

/*
 * Fills O from an order record.  What aftercare-records(5) calls needed must be there;
 * anything else may be absent.  E names the field.
 */
bool order_read(struct order *o, struct val rec, struct err *e);

/* Writes O as one record and ends its line; what is absent is not written. */
void order_write(struct emit *m, const struct order *o);

const char *order_status_word(enum order_status s);

#endif
