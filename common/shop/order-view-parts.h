/* order-view-parts - how the parts of an order's view are made; order-view's alone */
/* SPDX-License-Identifier: ISC */

#ifndef SHOP_ORDER_VIEW_PARTS_H
#define SHOP_ORDER_VIEW_PARTS_H

#include "base/buf.h"
#include "base/pool.h"
#include "data/emit.h"
#include "shop/item-rows.h"
#include "shop/order-view.h"
#include "shop/postal.h"
#include "shop/rows.h"

/* The names that stand alone; those below them are with the part that makes them. */
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

struct order_view {
	const struct order_view_source *source;
	struct pool pool;	/* texts of the order at hand */
	struct buf text;	/* what is being written */
	struct buf json;	/* the schema.org data */
	const char *json_lacks; /* what is lacking for them, or NULL */
	struct emit scratch;
	struct item_rows items;
	struct rows shipments, similar;
	struct view address[POSTAL_LINES + 1];
	struct view_field lines, payment[2], coupon[3];
	struct view_field fields[TOPS];
	struct view root;
};

static const struct view view_none = { .kind = VIEW_NONE };

static inline void
order_view_set(struct order_view *v, enum top top, struct view value)
{
	v->fields[top].value = value;
}

/* What was written to `text`, kept. */
struct view order_view_written(struct order_view *v);

/* TEXT cleaned. */
struct view order_view_line(struct order_view *v, struct str text);

struct view order_view_money(struct order_view *v, struct amount a);
struct view order_view_number(struct order_view *v, int64_t n);
struct view order_view_date(struct order_view *v, int64_t days);

/* The day of T on the shop's clock. */
struct view order_view_day(struct order_view *v, struct moment t);

/* What was bought, what it costs, and what is offered. */
void goods_init(struct order_view *v);
void goods_put(struct order_view *v);

/* Where it goes, when, how it is followed, and how it is paid. */
void delivery_init(struct order_view *v);
void delivery_put(struct order_view *v);

#endif
