/* test-cart-mend - shop/cart-mend */
/* SPDX-License-Identifier: ISC */

#include "shop/cart-mend.h"

#include <stdlib.h>

#include "base/mem.h"
#include "tap.h"

static struct cart_mend *mend;
static struct cart cart;
static struct cart_mend_source source;

/* Mends CUSTOMER and ITEMS, with amounts in CODE, for a cart in CART_CODE. */
static void
mend_in(const char *customer, const char *items, const char *code, const char *cart_code)
{
	cart = (struct cart){ .id = STR("k") };
	source = (struct cart_mend_source){ str_of(customer), str_of(items),
		{ .code = "" }, { .code = "" }, false };
	(void)currency_find(str_of(code), &source.of_items);
	(void)currency_find(str_of(cart_code), &cart.currency);
	cart_mend(mend, &source, &cart);
}

/* The warnings, with ';' behind each. */
static void
warns(const char *want)
{
	struct buf all = BUF_INIT;
	size_t i;

	for (i = 0; cart.warnings != NULL && i < cart.warnings->n; i++)
		buf_fmt(&all, "%.*s;", STR_ARG(cart.warnings->at[i]));
	IS(buf_view(&all), want, "warns of %s", *want == '\0' ? "nothing" : want);
	buf_done(&all);
}

static void
customer(const char *json, const char *want, const char *why)
{
	mend_in(json, NULL, "", "");
	IS(cart.customer_json, want, "%s", json);
	warns(why);
}

static void
items(const char *json, const char *want, const char *why)
{
	mend_in(NULL, json, "EUR", "");
	IS(cart.items_json, want, "%s", json);
	warns(why);
}

static void
customers(void)
{
	customer("{\"x\" : 1.10, \"id\":\"c\",\"y\":null,\"email\":\"a@b\"}",
	    "{\"id\":\"c\",\"email\":\"a@b\",\"x\":1.10}", "");
	customer("\"c \\\"7\\\"\"", "{\"id\":\"c \\\"7\\\"\"}", "");
	customer("17", "{\"id\":\"17\"}", "");
	customer("\"\"", NULL, "");
	customer("null", NULL, "");
	customer("true", NULL, "customer: expected an object or an id, got true;");
	customer("{\"id\":7,\"name\":\"\",\"locale\":\"it_IT\"}",
	    "{\"id\":\"7\",\"locale\":\"it-IT\"}", "");
	customer("{\"id\":[],\"email\":5,\"name\":{},\"locale\":\"Italian!\"}", "{}",
	    "customer.id: expected text, got a list;customer.email: expected text, got 5;"
	    "customer.name: expected text, got an object;"
	    "customer.locale: expected a language tag such as it-IT, got \"Italian!\";");
	customer("{\"accepts_marketing\":\"true\"}", "{\"accepts_marketing\":true}", "");
	customer("{\"accepts_marketing\":false}", "{\"accepts_marketing\":false}", "");
	customer("{\"accepts_marketing\":\"yes\"}", "{}",
	    "customer.accepts_marketing: expected true or false, got \"yes\";");
	customer("{\"accepts_marketing\":1}", "{}",
	    "customer.accepts_marketing: expected true or false, got 1;");
	customer("{\"accepts_marketing\":true,\"id\":\"c\",\"accepts_marketing\":false}",
	    "{\"id\":\"c\"}", "customer.accepts_marketing: stands twice;");
}

/* A consent that was taken back is none, and what is none stays so. */
static void
withdrawn(void)
{
	static const char *const all[][2] = {
		{ "{\"accepts_marketing\":true,\"id\":\"c\"}",
		    "{\"id\":\"c\",\"accepts_marketing\":false}" },
		{ "{\"accepts_marketing\":\"true\"}", "{\"accepts_marketing\":false}" },
		{ "{\"accepts_marketing\":false}", "{\"accepts_marketing\":false}" },
		{ "{\"id\":\"c\"}", "{\"id\":\"c\"}" },
		{ "\"c\"", "{\"id\":\"c\"}" },
	};
	size_t i;

	for (i = 0; i < sizeof all / sizeof *all; i++) {
		cart = (struct cart){ .id = STR("k") };
		source = (struct cart_mend_source){ .customer = str_of(all[i][0]),
			.withdrawn = true };
		cart_mend(mend, &source, &cart);
		IS(cart.customer_json, all[i][1], "%s, withdrawn", all[i][0]);
		warns("");
	}
}

static void
goods(void)
{
	items("[{\"sku\":\"M\",\"name\":\"Moka\",\"quantity\":2,\"unit_price\":\"29.90\","
	      "\"total\":\"59.80\",\"url\":\"https://a/m\",\"image\":\"https://a/m.png\","
	      "\"category\":\"Moka\"}]",
	    "[{\"sku\":\"M\",\"name\":\"Moka\",\"quantity\":2,\"unit_price\":\"29.90\","
	    "\"total\":\"59.80\",\"url\":\"https://a/m\",\"image\":\"https://a/m.png\","
	    "\"category\":\"Moka\"}]",
	    "");
	items("[{\"item_id\":\"M\",\"item_name\":\"Moka\",\"item_category\":\"C\","
	      "\"price\":29.9,\"quantity\":1,\"index\":0,\"item_brand\":null}]",
	    "[{\"sku\":\"M\",\"name\":\"Moka\",\"quantity\":1,\"unit_price\":\"29.90\","
	    "\"category\":\"C\",\"index\":0}]",
	    "");
	items("[{\"sku\":\"S\",\"item_id\":\"M\"},{\"sku\":\"\",\"item_id\":5}]",
	    "[{\"sku\":\"S\",\"item_id\":\"M\"},{\"sku\":\"5\"}]", "");
	items(
	    "[{\"sku\":[],\"item_id\":\"M\"},{\"sku\":{},\"item_id\":[],\"name\":\"x\"}]",
	    "[{\"sku\":\"M\"},{\"name\":\"x\"}]",
	    "items[0].sku: expected text, got a list;"
	    "items[1].sku: expected text, got an object;"
	    "items[1].item_id: expected text, got a list;");
	items("[]", "[]", "");
	items("{}", NULL, "items: expected a list, got an object;");
	items("[1,{\"quantity\":1},{\"sku\":\"M\"}]", "[{\"sku\":\"M\"}]",
	    "items[0]: expected an object, got 1;"
	    "items[1]: an item without a sku and a name;");
	items("[{}]", NULL, "items[0]: an item without a sku and a name;");
	items("[{\"sku\":\"M\",\"sku\":\"N\",\"name\":\"x\"}]", "[{\"name\":\"x\"}]",
	    "items[0].sku: stands twice;");
	items("[{\"item_id\":\"M\",\"item_id\":\"N\",\"name\":\"x\"}]",
	    "[{\"name\":\"x\"}]", "items[0].item_id: stands twice;");
	items("[{\"sku\":\"M\",\"url\":\"javascript:x\",\"image\":\"HTTPS://a/A.png\"}]",
	    "[{\"sku\":\"M\",\"image\":\"https://a/A.png\"}]",
	    "items[0].url: expected a link of http or https, got \"javascript:x\";");
}

/* What becomes of a price, as it is written in JSON. */
static void
price(const char *json, const char *want)
{
	char *list = mem_fmt("[{\"sku\":\"M\",\"price\":%s}]", json);
	char *all = mem_fmt("[{\"sku\":\"M\"%s%s%s}]",
	    want == NULL ? "" : ",\"unit_price\":\"", want == NULL ? "" : want,
	    want == NULL ? "" : "\"");

	mend_in(NULL, list, "EUR", "");
	IS(cart.items_json, all, "a price of %s", json);
	OK((cart.warnings == NULL) == (want != NULL), "and whether it is missed");
	free(list);
	free(all);
}

static void
prices(void)
{
	static const char *const bad[] = { "\"29,90\"", "\"1,234.00\"", "\"$5\"", "1e2",
		"\"\\u0665\"", "[]", "true", "1000000000.01", "\"1.2.3\"", "\".\"",
		"\"-\"", "\" 1\"", "\"(5.00)\"",
		"0.00000000000000000000000000000000000000000000000000000000000000001" };
	size_t i;

	price("29.9", "29.90");
	price("59.980000000000004", "59.98");
	price("1.005", "1.01");
	price("\"2.675\"", "2.68");
	price("0", "0.00");
	price("-0.004", "0.00");
	price("-5", "-5.00");
	price("\"007\"", "7.00");
	price("1000000000", "1000000000.00");
	price("99999999.995", "100000000.00");
	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		price(bad[i], NULL);
	mend_in(NULL, "[{\"sku\":\"M\",\"price\":2.5}]", "JPY", "");
	IS(cart.items_json, "[{\"sku\":\"M\",\"unit_price\":\"3\"}]", "in yen");
	mend_in(NULL, "[{\"sku\":\"M\",\"price\":2.5}]", "KWD", "KWD");
	IS(cart.items_json, "[{\"sku\":\"M\",\"unit_price\":\"2.500\"}]", "in dinars");
	mend_in(NULL, "[{\"sku\":\"M\",\"price\":2.5}]", "", "EUR");
	IS(cart.items_json, "[{\"sku\":\"M\"}]", "in nobody knows what");
	warns("items[0].price: an amount, and nothing says in which currency;");
	mend_in(NULL, "[{\"sku\":\"M\",\"price\":2.5}]", "USD", "EUR");
	IS(cart.items_json, "[{\"sku\":\"M\"}]", "in another currency");
	warns("items[0].price: an amount in USD, and the cart is in EUR;");
}

static void
quantities(void)
{
	items("[{\"sku\":\"M\",\"quantity\":\"2\"},{\"sku\":\"N\",\"quantity\":3.0},"
	      "{\"sku\":\"O\",\"quantity\":0},{\"sku\":\"P\",\"quantity\":\"\"}]",
	    "[{\"sku\":\"M\",\"quantity\":2},{\"sku\":\"N\",\"quantity\":3},"
	    "{\"sku\":\"O\",\"quantity\":0},{\"sku\":\"P\"}]",
	    "");
	items("[{\"sku\":\"M\",\"quantity\":1.5,\"price\":2,\"total\":3}]",
	    "[{\"sku\":\"M\",\"total\":\"3.00\"}]",
	    "items[0].quantity: expected a whole number that is not negative, got 1.5;"
	    "items[0]: the price of one, and nothing says how many there are;");
	items("[{\"sku\":\"M\",\"quantity\":-1}]", "[{\"sku\":\"M\"}]",
	    "items[0].quantity: expected a whole number that is not negative, got -1;");
	items("[{\"sku\":\"M\",\"quantity\":99999999999999999999}]", "[{\"sku\":\"M\"}]",
	    "items[0].quantity: expected a whole number that is not negative, got "
	    "99999999999999999999;");
}

static void
currencies(void)
{
	mend_in(NULL, "[{\"sku\":\"M\",\"price\":1}]", "EUR", "");
	IS(str_of(cart.currency.code), "EUR", "the currency is that of the items");
	mend_in(NULL, "[{\"sku\":\"M\"}]", "EUR", "");
	IS(str_of(cart.currency.code), "", "where they have amounts");
	cart = (struct cart){ .context = { .shipping_cost = { true, 500 } } };
	source = (struct cart_mend_source){ .items = STR("[]") };
	(void)currency_find(STR("GBP"), &source.of_cost);
	cart_mend(mend, &source, &cart);
	IS(str_of(cart.currency.code), "GBP", "else of the shipping cost");
	OK(cart.context.shipping_cost.there, "which stays");
	(void)currency_find(STR("EUR"), &cart.currency);
	cart_mend(mend, &source, &cart);
	OK(!cart.context.shipping_cost.there, "but not in another currency");
	warns("context.shipping_cost: an amount in GBP, and the cart is in EUR;");
}

static void
country(const char *given, const char *want, const char *why)
{
	source = (struct cart_mend_source){ .items = STR_NONE };
	cart = (struct cart){ .context = { .country = str_of(given) } };
	cart_mend(mend, &source, &cart);
	IS(cart.country, want, "the country %s", given);
	IS(cart.context.country, want, "... of the context too");
	warns(why);
}

static void
way(const char *given, const char *want, const char *why)
{
	source = (struct cart_mend_source){ .items = STR_NONE };
	cart = (struct cart){ .url = str_of(given) };
	cart_mend(mend, &source, &cart);
	IS(cart.url, want, "the way back %s", given);
	warns(why);
}

/* A log's line may be as long as a record's, and a record says more in it. */
static void
sizes(void)
{
	struct buf json = BUF_INIT;
	size_t i;

	buf_text(&json, "[{\"sku\":\"M\"}");
	for (i = 0; i < 600000; i++)
		buf_text(&json, ",{\"sku\":1,\"price\":1}");
	buf_text(&json, "]");
	mend_in("{\"id\":\"c\"}", buf_cstr(&json), "EUR", "EUR");
	OK(cart.items_json.at == NULL, "items of 13 MB that become 21 are left out");
	IS(cart.customer_json, "{\"id\":\"c\"}", "the customer is not");
	warns("items: more than a record can have;");
	buf_clear(&json);
	buf_text(&json, "[");
	for (i = 0; i < 30; i++)
		buf_fmt(&json, "%s0", i == 0 ? "" : ",");
	buf_text(&json, "]");
	mend_in(NULL, buf_cstr(&json), "EUR", "EUR");
	OK(cart.warnings->n == 21, "so many warnings are enough");
	IS(cart.warnings->at[20], "and 10 more", "and a count of the others");
	buf_done(&json);
}

int
main(void)
{
	mend = cart_mend_new();
	customers();
	withdrawn();
	goods();
	prices();
	quantities();
	currencies();
	country("IT", "IT", "");
	country("it", "IT", "");
	country("", NULL, "");
	country("Italy", NULL,
	    "context.country: expected a country such as IT, got \"Italy\";");
	way("Http://a/B", "http://a/B", "");
	way("/cart", NULL, "url: expected a link of http or https, got \"/cart\";");
	sizes();
	cart_mend_free(mend);
	cart_mend_free(NULL);
	return tap_done();
}
