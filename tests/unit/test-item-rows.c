/* test-item-rows - shop/item-rows */
/* SPDX-License-Identifier: ISC */

#include "shop/item-rows.h"

#include <stdlib.h>

#include "base/mem.h"
#include "tap.h"

static struct pool pool;
static struct item_rows rows;

static void
fill(const struct tongue *tongue, const struct order_item *items, size_t n)
{
	struct currency eur;

	(void)currency_find(STR("EUR"), &eur);
	item_rows_fill(&rows, &(struct item_source){ items, n, &eur, tongue, &pool });
}

static struct str
shown(size_t row, size_t field)
{
	return rows.items.items[row].fields[field].value.text;
}

int
main(void)
{
	struct tongue tongue = { .locale = locale_find(STR("it")) };
	const struct order_item two[] = { { .name = STR_INIT("Moka\r\n<b>"),
					      .sku = STR_INIT("M"),
					      .quantity = 2,
					      .unit_price = { true, 2990 },
					      .url = STR_INIT("javascript:x") },
		{ .sku = STR_INIT("F"),
		    .quantity = 1,
		    .image = STR_INIT("https://x.example/f.png") } };
	struct order_item *many = mem_zero(500, sizeof *many);
	size_t i;

	item_rows_init(&rows);
	fill(&tongue, two, 2);
	OK(rows.items.n == 2 && rows.count.n == 3, "three things on two lines");
	IS(shown(0, 0), "Moka <b>", "a name is one line");
	IS(shown(1, 0), "F", "what has no name is its SKU");
	IS(shown(0, 3), "29,90\xc2\xa0€", "a price as the locale writes it");
	OK(rows.items.items[0].fields[5].value.kind == VIEW_NONE, "a link is of the web");
	OK(rows.pictures.kind == VIEW_TRUE, "one has a picture");
	OK(rows.more.kind == VIEW_NONE, "there are no more");
	for (i = 0; i < 500; i++)
		many[i] = (struct order_item){ .sku = STR("S"), .quantity = -1 };
	fill(&tongue, many, 500);
	OK(rows.rows.n < 120 && rows.more.n == 500 - (int64_t)rows.rows.n,
	    "a long list ends early, and says what it lacks");
	OK(rows.count.n == 500, "goods that came back are counted by line");
	OK(rows.pictures.kind == VIEW_NONE, "none has a picture");
	fill(&tongue, many, 0);
	OK(rows.items.kind == VIEW_NONE && rows.count.kind == VIEW_NONE,
	    "no items are none");
	free(many);
	item_rows_done(&rows);
	pool_done(&pool);
	return tap_done();
}
