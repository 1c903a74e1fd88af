/* item-rows - the items of an order or a cart as a list that templates show */
/* SPDX-License-Identifier: ISC */

#include "shop/item-rows.h"

#include "data/text.h"
#include "shop/clean.h"
#include "shop/link.h"

#define NAME_MAX_BYTES 300
/* Each item is reckoned with what it adds to the page and to its schema.org data. */
#define ITEMS_BYTES_MAX ((size_t)76000)
#define ITEM_BYTES 700

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

void
item_rows_init(struct item_rows *r)
{
	*r = (struct item_rows){ .rows = {
				     .names = item_names, .n_names = ITEM_FIELDS } };
}

void
item_rows_done(struct item_rows *r)
{
	rows_done(&r->rows);
	buf_done(&r->text);
}

static struct view
written(struct item_rows *r, const struct item_source *s)
{
	struct str text = pool_copy(s->pool, buf_view(&r->text));

	buf_clear(&r->text);
	return view_text(text);
}

static struct view
money(struct item_rows *r, const struct item_source *s, struct amount a)
{
	if (!a.there)
		return (struct view){ .kind = VIEW_NONE };
	text_money(s->tongue->locale, a.minor, s->currency, &r->text);
	return written(r, s);
}

static struct view
number(struct item_rows *r, const struct item_source *s, int64_t n)
{
	struct view out;

	text_whole(s->tongue->locale, n, &r->text);
	out = written(r, s);
	out.kind = VIEW_NUMBER;
	out.n = n;
	return out;
}

static void
add(struct item_rows *r, const struct item_source *s, const struct order_item *item)
{
	struct view_field *f = rows_add(&r->rows);

	f[ITEM_SKU].value = view_text(clean_line(s->pool, item->sku, NAME_MAX_BYTES));
	f[ITEM_NAME].value = view_text(clean_line(s->pool, item->name, NAME_MAX_BYTES));
	if (f[ITEM_NAME].value.kind == VIEW_NONE)
		f[ITEM_NAME].value = f[ITEM_SKU].value;
	f[ITEM_QUANTITY].value = number(r, s, item->quantity);
	f[ITEM_UNIT_PRICE].value = money(r, s, item->unit_price);
	f[ITEM_PRICE].value = money(r, s, item->total);
	f[ITEM_URL].value = view_text(link_web(item->url));
	f[ITEM_IMAGE].value = view_text(link_web(item->image));
	f[ITEM_FINAL_SALE].value = view_truth(item->final_sale.is);
	if (f[ITEM_IMAGE].value.kind == VIEW_TEXT)
		r->pictures = view_truth(true);
}

void
item_rows_fill(struct item_rows *r, const struct item_source *s)
{
	const struct view none = { .kind = VIEW_NONE };
	const struct order_item *item;
	int64_t count = 0;
	size_t i, bytes = 0;

	r->pictures = none;
	rows_begin(&r->rows, s->n);
	for (i = 0; i < s->n; i++) {
		item = &s->items[i];
		if (__builtin_add_overflow(count, item->quantity, &count))
			count = 0;
		bytes += ITEM_BYTES +
			 2 * (item->name.len + item->url.len + item->image.len);
		if (bytes <= ITEMS_BYTES_MAX)
			add(r, s, item);
	}
	/* Where goods came back too, the lines are what can be counted. */
	if (count <= 0)
		count = (int64_t)s->n;
	r->items = rows_view(&r->rows);
	r->count = s->n == 0 ? none : number(r, s, count);
	r->more = r->rows.n == s->n ? none : number(r, s, (int64_t)(s->n - r->rows.n));
}
