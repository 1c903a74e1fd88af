/* test-cart-event-maker - shop/cart-event-maker, shop/cart-event-write */
/* SPDX-License-Identifier: ISC */

#include "base/buf.h"
#include "import-kit.h"
#include "shop/cart-event-maker.h"
#include "tap.h"

#define MAP                                                                              \
	"{\"about\":\"x\",\"require\":[\"What\"],\"decimal\":\".\",\"rows\":\"lines\","  \
	"\"key\":\"No\",\"cart_event\":{\"ts\":\"At\",\"event\":\"What\","               \
	"\"session\":\"No\",\"customer.id\":\"Who\",\"customer.locale\":\"Lang\","       \
	"\"currency\":\"Cur\",\"cart_value\":\"Value\",\"page\":\"Page\"},"              \
	"\"item\":{\"sku\":\"Sku\",\"quantity\":\"Qty\",\"unit_price\":\"Each\","        \
	"\"total\":\"All\"}}"
#define HEADER "No,At,What,Who,Lang,Cur,Value,Page,Sku,Qty,Each,All\n"
#define AT "2026-11-18T20:14:03Z"
#define START "{\"type\":\"cart_event\",\"ts\":\"" AT "\",\"session\":\"1\","

static struct layout *layout;

/* What becomes of ROWS: records, and "!WHY" for each row that is refused. */
static const char *
flow(const char *rows, struct emit *m)
{
	struct cart_event_maker events;
	struct kit_import k;
	struct import_item item;
	struct buf text = BUF_INIT;
	enum import_kind kind;
	struct err e;

	buf_fmt(&text, "%s%s", HEADER, rows);
	buf_clear(&m->out);
	m->start = 0;
	cart_event_maker_init(&events);
	kit_import_open(&k, buf_view(&text), layout, &events.maker, false);
	while ((kind = kit_import_next(&k, &item, &e)) != IMPORT_END)
		if (kind == IMPORT_RECORD)
			cart_event_write(m, &events.event);
		else if (kind == IMPORT_REJECT)
			buf_fmt(&m->out, "!%s\n", e.text);
	kit_import_close(&k);
	cart_event_maker_done(&events);
	buf_done(&text);
	return buf_cstr(&m->out);
}

static const struct {
	const char *name, *rows, *want;
} records[] = {
	{ "no more than is needed", "1," AT ",view_cart,,,,,,A,,,\n",
	    START "\"event\":\"view_cart\",\"items\":[{\"sku\":\"A\"}]}\n" },
	{ "a customer that is an id", "1," AT ",view_cart,c-7,,,,,A,,,\n",
	    START "\"customer\":\"c-7\",\"event\":\"view_cart\","
		  "\"items\":[{\"sku\":\"A\"}]}\n" },
	{ "a customer of whom more is known", "1," AT ",view_cart,c-7,it_IT,,,,A,,,\n",
	    START "\"customer\":{\"id\":\"c-7\",\"locale\":\"it-IT\"},"
		  "\"event\":\"view_cart\",\"items\":[{\"sku\":\"A\"}]}\n" },
	{ "a language that is none", "1," AT ",view_cart,c-7,?,,,,A,,,\n",
	    START "\"customer\":\"c-7\",\"event\":\"view_cart\","
		  "\"items\":[{\"sku\":\"A\"}],\"warnings\":[\"customer.locale: "
		  "\\\"?\\\" is no language tag\"]}\n" },
	{ "the cart's value from its items, and a price from a total",
	    "1," AT ",view_cart,,,EUR,,,A,2,1.50,\n1,,,,,,,,B,2,,5.00\n",
	    START "\"event\":\"view_cart\",\"cart_value\":\"8.00\","
		  "\"currency\":\"EUR\",\"items\":[{\"sku\":\"A\",\"quantity\":2,"
		  "\"unit_price\":\"1.50\"},{\"sku\":\"B\",\"quantity\":2,"
		  "\"unit_price\":\"2.50\"}]}\n" },
	{ "an item without a quantity is one", "1," AT ",view_cart,,,EUR,,,A,,1.50,\n",
	    START "\"event\":\"view_cart\",\"cart_value\":\"1.50\","
		  "\"currency\":\"EUR\",\"items\":[{\"sku\":\"A\","
		  "\"unit_price\":\"1.50\"}]}\n" },
	{ "a product that is looked at is no cart",
	    "1," AT ",view_item,,,EUR,,,A,2,1.50,\n",
	    START "\"event\":\"view_item\",\"currency\":\"EUR\","
		  "\"items\":[{\"sku\":\"A\",\"quantity\":2,"
		  "\"unit_price\":\"1.50\"}]}\n" },
	{ "a total that is no whole price", "1," AT ",view_cart,,,EUR,,,A,3,,10.00\n",
	    START "\"event\":\"view_cart\",\"currency\":\"EUR\","
		  "\"items\":[{\"sku\":\"A\",\"quantity\":3}]}\n" },
	{ "a negative value", "1," AT ",view_cart,,,EUR,-0.01,,A,,,\n",
	    START "\"event\":\"view_cart\",\"currency\":\"EUR\","
		  "\"items\":[{\"sku\":\"A\"}],\"warnings\":[\"cart_value: no "
		  "cart comes to that\"]}\n" },
	{ "an absurd value", "1," AT ",view_cart,,,EUR,1000000000.01,,A,,,\n",
	    START "\"event\":\"view_cart\",\"currency\":\"EUR\","
		  "\"items\":[{\"sku\":\"A\"}],\"warnings\":[\"cart_value: no "
		  "cart comes to that\"]}\n" },
	{ "amounts without a currency", "1," AT ",view_cart,,,,5.00,,A,1,5.00,\n",
	    START "\"event\":\"view_cart\",\"items\":[{\"sku\":\"A\","
		  "\"quantity\":1}],\"warnings\":[\"Value: \\\"5.00\\\" stands "
		  "without a currency\",\"Each: \\\"5.00\\\" stands without a "
		  "currency\"]}\n" },
	{ "a page", "1," AT ",view_cart,,,,,https://x.example/cart?a=b,A,,,\n",
	    START "\"event\":\"view_cart\",\"items\":[{\"sku\":\"A\"}],"
		  "\"page\":\"/cart\"}\n" },
	{ "a bad item beside a good one",
	    "1," AT ",view_cart,,,,,,A,,,\n1,,,,,,,,B,-1,,\n",
	    START "\"event\":\"view_cart\",\"items\":[{\"sku\":\"A\"}],"
		  "\"warnings\":[\"line 3 was refused\"]}\n"
		  "!the item's quantity is negative\n" },
	{ "an item that is nothing", "1," AT ",view_cart,,,,,,,1,,\n",
	    "!the item has neither an article number nor a name\n" },
	{ "no name", "1," AT ",,,,,,,A,,,\n", "!the event has no name\n" },
	{ "no time", "1,,view_cart,,,,,,A,,,\n", "!the event has no time\n" },
	{ "another century", "1,1999-12-31T23:59:59Z,view_cart,,,,,,A,,,\n",
	    "!the event's time is before the year 2000\n" },
};

static void
test_records(struct emit *m)
{
	for (size_t i = 0; i < sizeof records / sizeof *records; i++)
		IS(str_of(flow(records[i].rows, m)), records[i].want, "%s",
		    records[i].name);
}

static void
test_all_fields(struct emit *m)
{
	struct cart_event v = { .session = STR("s"), .event = STR("payment_failed") };
	struct cart_event_item *item;

	cart_event_clear(&v);
	v.event = STR("payment_failed");
	v.session = STR("s");
	v.ts = (struct moment){ true, { 1763496843, 0, 60 } };
	v.customer.accepts_marketing = (struct truth){ true, false };
	v.customer.email = STR("a@example.com");
	v.customer.name = STR("Ana \"A\"");
	(void)currency_find(STR("JPY"), &v.currency);
	v.cart_value = (struct amount){ true, 1200 };
	v.shipping_cost = (struct amount){ true, 0 };
	item = cart_event_add_item(&v);
	item->name = STR("Cup");
	item->url = STR("https://x.example/p");
	item->image = STR("https://x.example/i");
	item->category = STR("Cups");
	v.device = STR("mobile");
	v.browser = STR("Safari 19");
	v.country = STR("JP");
	v.coupon = STR("TEN");
	v.payment_method = STR("card");
	v.error = STR("card_declined");
	v.page = STR("/checkout");
	v.url = STR("https://x.example/c");
	buf_clear(&m->out);
	cart_event_write(m, &v);
	IS(buf_view(&m->out),
	    "{\"type\":\"cart_event\",\"ts\":\"2025-11-18T21:14:03+01:00\","
	    "\"session\":\"s\",\"customer\":{\"email\":\"a@example.com\","
	    "\"name\":\"Ana \\\"A\\\"\",\"accepts_marketing\":false},"
	    "\"event\":\"payment_failed\",\"cart_value\":\"1200\",\"currency\":\"JPY\","
	    "\"items\":[{\"name\":\"Cup\",\"url\":\"https://x.example/p\","
	    "\"image\":\"https://x.example/i\",\"category\":\"Cups\"}],"
	    "\"device\":\"mobile\",\"browser\":\"Safari 19\",\"country\":\"JP\","
	    "\"coupon\":\"TEN\",\"shipping_cost\":\"0\",\"payment_method\":\"card\","
	    "\"error\":\"card_declined\",\"page\":\"/checkout\","
	    "\"url\":\"https://x.example/c\"}\n",
	    "every field");
	cart_event_done(&v);
}

int
main(void)
{
	struct emit m;
	struct err e;

	emit_init(&m, -1);
	layout = layout_parse(STR(MAP), "x.json", &cart_event_schema, &e);
	if (layout == NULL)
		(void)printf("# %s\n", e.text);
	test_records(&m);
	test_all_fields(&m);
	layout_free(layout);
	emit_done(&m);
	return tap_done();
}
