/* import-fields - what a mapping file can say of an order, and where it goes */
/* SPDX-License-Identifier: ISC */

#ifndef SHOP_IMPORT_FIELDS_H
#define SHOP_IMPORT_FIELDS_H

#include "data/cell.h"
#include "data/layout.h"
#include "shop/order.h"

/* An order as its export says it; amounts that a record has no field for stand aside. */
struct draft {
	struct order order;
	/* The items' sum after the order's discount, where the export gives that one. */
	struct amount net_subtotal;
	struct shipment_line shipment;
};

/* An item likewise. */
struct draft_item {
	struct order_item item;
	struct whole quantity;
	struct amount gross; /* the line before its discount */
	struct amount unit_discount, unit_tax;
};

/* The schema's heads and lines that code has to name. */
enum order_head {
	HEAD_ID,
	HEAD_NUMBER,
	HEAD_PLACED_AT,
	HEAD_STATUS,
	HEAD_CURRENCY,
	HEAD_DISCOUNT_CODES,
};

enum order_line {
	LINE_SKU,
	LINE_NAME,
	LINE_QUANTITY,
};

/* What a mapping file can say of an order; for layout_open. */
extern const struct schema order_schema;

/* Puts VALUES (one for each head, or line) where they belong.  Texts stay lent. */
void draft_fill(struct draft *d, const struct value *values);
void draft_item_fill(struct draft_item *d, const struct value *values);

#endif
