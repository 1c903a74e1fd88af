/* test-order-read - an order from its record */
/* SPDX-License-Identifier: ISC */

#include "shop/order.h"

#include "tap.h"

static struct rec rec;
static struct order order;
static struct err e;
static char line[8192];

static bool
reads(const char *text)
{
	memset(line, 0, sizeof line);
	(void)snprintf(line, sizeof line - 64, "%s", text);
	return rec_read(&rec, str_of(line), &e) && order_read(&order, rec_root(&rec), &e);
}

/* The record with REST in it is refused, and E is WHY. */
static void
refuses(const char *rest, const char *why)
{
	char text[1024];

	(void)snprintf(text, sizeof text,
	    "{\"type\":\"order\",\"id\":\"1\",\"currency\":\"EUR\"%s%s%s,%s}",
	    strstr(rest, "\"placed_at\"") == NULL
		? ",\"placed_at\":\"2026-11-21T10:00:00Z\""
		: "",
	    strstr(rest, "\"status\"") == NULL ? ",\"status\":\"open\"" : "",
	    strstr(rest, "\"items\"") == NULL ? ",\"items\":[]" : "", rest);
	OK(!reads(text), "refuses %s", rest);
	OK(e.kind == ERR_RECORD, "at the cost of this record");
	IS(str_of(e.text), why, "and says why");
}

static const char *whole =
    "{\"type\":\"order\",\"id\":17,\"number\":\"#1017\","
    "\"placed_at\":\"2026-11-21T10:00:00+01:00\",\"status\":\"fulfilled\","
    "\"currency\":\"KWD\",\"locale\":\"it-IT\",\"customer\":{\"id\":9,"
    "\"name\":\"Ana \\u00c8\",\"email\":\"ana@example.com\",\"phone\":\"+39\","
    "\"locale\":\"fr\",\"accepts_marketing\":false,\"orders_count\":2},"
    "\"ship_to\":{\"line1\":\"Via Roma 5\",\"city\":\"Torino\",\"postal_code\":10121,"
    "\"country\":\"IT\"},\"items\":[{\"total\":\"3.25\",\"quantity\":2,\"name\":\"a\","
    "\"unit_price\":1.625,\"final_sale\":true},{\"sku\":7,\"quantity\":-1}],"
    "\"subtotal\":\"3.25\",\"discount\":null,\"tax\":0,\"total\":\"4.000\","
    "\"taxes_included\":true,\"discount_codes\":[\"TEN\",20],"
    "\"payment\":{\"method\":\"Visa\",\"status\":\"paid\",\"last4\":\"0042\"},"
    "\"promised\":{\"to\":\"2026-11-25\"},"
    "\"shipments\":[{\"carrier\":\"Poste\",\"tracking_number\":123,"
    "\"url\":\"https://t.example/1\",\"shipped_at\":\"2026-11-22T00:00:00Z\"}],"
    "\"recommendations\":[{\"name\":\"b\",\"unit_price\":\"1\"}],"
    "\"coupon\":{\"code\":\"X\",\"terms\":\"t\",\"expires_at\":\"2026-12-31\"},"
    "\"source\":{\"format\":\"shopify\",\"file\":\"o.csv\",\"line\":2},"
    "\"derived\":[\"locale\"],\"warnings\":[\"w1\",\"w2\"],\"unknown\":{\"x\":[1]}}";

static void
reads_all_fields(void)
{
	if (!OK(reads(whole), "a whole order"))
		(void)printf("# %s\n", e.text);
	IS(order.id, "17", "an id that is a number");
	IS(order.number, "#1017", "the number");
	OK(order.placed_at.there && order.placed_at.at.offset == 60, "when");
	OK(order.status == ORDER_FULFILLED, "the status");
	IS(str_of(order.currency.code), "KWD", "the currency");
	IS(order.locale, "it-IT", "the locale");
	IS(order.customer.name, "Ana È", "an escaped name");
	IS(order.customer.locale, "fr", "the customer's own locale");
	OK(order.customer.accepts_marketing.there && !order.customer.accepts_marketing.is,
	    "no is not the same as unknown");
	OK(order.customer.orders_count.n == 2, "how many orders");
	OK(order.ship_to.there && !order.bill_to.there, "only one address");
	IS(order.ship_to.postal_code, "10121", "a postcode that is a number");
	OK(order.n_items == 2 && order.items[0].total.minor == 3250, "fils");
	OK(order.items[0].unit_price.minor == 1625, "an amount that is a number");
	OK(order.items[0].final_sale.is && !order.items[1].final_sale.there,
	    "final sale");
	OK(order.items[1].quantity == -1, "a quantity below 0");
	IS(order.items[1].sku, "7", "a SKU that is a number");
	IS(val_raw(order.items[1].raw), "{\"sku\":7,\"quantity\":-1}",
	    "the item's bytes");
	OK(!order.discount.there && order.tax.there && order.tax.minor == 0,
	    "null is nothing and 0 is 0");
	OK(order.total.minor == 4000 && order.taxes_included.is, "the total");
}

static void
reads_all_lists(void)
{
	OK(reads(whole), "once more, in the same memory");
	OK(order.n_discount_codes == 2, "two codes");
	IS(order.discount_codes[1], "20", "one a number");
	IS(order.payment.last4, "0042", "last four digits");
	OK(!order.promised.from.there && order.promised.to.there, "half a promise");
	OK(order.n_shipments == 1 && order.shipments[0].shipped_at.there, "a parcel");
	IS(order.shipments[0].tracking_number, "123", "its number");
	OK(order.n_recommendations == 1, "a recommendation");
	OK(order.recommendations[0].unit_price.minor == 1000, "its price");
	IS(order.coupon.code, "X", "a coupon");
	OK(order.coupon.expires_at.there, "its last day");
	IS(order.source.file, "o.csv", "the source");
	OK(order.source.line.n == 2, "its line");
	OK(order.n_derived == 1 && order.n_warnings == 2, "what the importer said");
}

static void
forgets_the_order_before(void)
{
	OK(reads(whole), "a whole order");
	OK(reads("{\"id\":\"2\",\"currency\":\"EUR\",\"status\":\"open\","
		 "\"placed_at\":\"2026-11-21T10:00:00Z\",\"items\":[]}"),
	    "and one with nothing in it");
	OK(order.status == ORDER_OPEN, "which is open");
	OK(order.n_items == 0 && order.n_shipments == 0 && order.n_warnings == 0,
	    "no lists are left");
	OK(order.customer.email.at == NULL && !order.ship_to.there,
	    "no customer is left");
	OK(!order.promised.to.there && order.coupon.code.at == NULL, "nothing is left");
}

static void
grows(void)
{
	struct buf text = BUF_INIT;
	int i;

	buf_text(&text, "{\"id\":\"3\",\"currency\":\"EUR\",\"status\":\"open\","
			"\"placed_at\":\"2026-11-21T10:00:00Z\",\"items\":[");
	for (i = 0; i < 300; i++)
		buf_fmt(&text, "%s{\"sku\":\"a\",\"quantity\":%d}", i == 0 ? "" : ",", i);
	buf_text(&text, "]}");
	OK(reads(buf_cstr(&text)), "300 items");
	OK(order.n_items == 300 && order.items[299].quantity == 299, "all are there");
	buf_done(&text);
}

static void
refusals(void)
{
	refuses("\"items\":[{\"sku\":\"a\",\"quantity\":1},{\"quantity\":\"two\"}]",
	    "items[1].quantity: expected a whole number, got \"two\"");
	refuses("\"items\":[{\"name\":\"a\"}]",
	    "items[0].quantity: expected a whole number, got nothing");
	refuses("\"items\":[7]", "items[0]: expected an object, got 7");
	refuses("\"items\":{}", "items: expected a list, got an object");
	refuses("\"total\":\"1.234\"", "total: expected an amount in EUR, got \"1.234\"");
	refuses("\"items\":[{\"quantity\":1,\"total\":\"free\"}]",
	    "items[0].total: expected an amount in EUR, got \"free\"");
	refuses("\"status\":\"lost\"",
	    "status: expected \"open\", \"fulfilled\", \"cancelled\" or \"refunded\", "
	    "got \"lost\"");
	refuses("\"customer\":\"Ana\"", "customer: expected an object, got \"Ana\"");
	refuses("\"customer\":{\"email\":\"a@b.example\",\"email\":\"c@d.example\"}",
	    "customer.email: stands twice");
	refuses("\"placed_at\":\"2026-11-21\"",
	    "placed_at: expected a time such as 2026-11-21T10:00:00Z, got "
	    "\"2026-11-21\"");
	refuses("\"promised\":{\"from\":\"soon\"}",
	    "promised.from: expected a date such as 2026-11-21, got \"soon\"");
	refuses("\"customer\":{\"accepts_marketing\":\"yes\"}",
	    "customer.accepts_marketing: expected true or false, got \"yes\"");
	refuses("\"shipments\":[{\"carrier\":1}]",
	    "shipments[0].carrier: expected text, got 1");
	refuses(
	    "\"discount_codes\":[[]]", "discount_codes[0]: expected text, got a list");
	refuses("\"status\":null",
	    "status: expected \"open\", \"fulfilled\", \"cancelled\" or \"refunded\", "
	    "got nothing");
	refuses("\"placed_at\":null",
	    "placed_at: expected a time such as 2026-11-21T10:00:00Z, got nothing");
	refuses("\"items\":null", "items: expected a list, got nothing");
	refuses("\"items\":[{\"quantity\":1}]",
	    "items[0].name: expected text here or as sku, got nothing");
	refuses("\"recommendations\":[{\"sku\":\"a\"}]",
	    "recommendations[0].name: expected text, got nothing");
	refuses(
	    "\"coupon\":{\"terms\":\"t\"}", "coupon.code: expected text, got nothing");
	OK(!reads("{\"id\":\"1\"}"), "an order needs a currency");
	IS(str_of(e.text), "currency: expected an ISO 4217 code such as EUR, got nothing",
	    "and says so");
	OK(!reads("{\"id\":\"1\",\"currency\":\"XXQ\"}"), "one that exists");
	IS(str_of(e.text), "currency: expected an ISO 4217 code such as EUR, got \"XXQ\"",
	    "and says so");
	OK(!reads("{\"currency\":\"EUR\",\"status\":\"open\"}"), "an order needs an id");
	IS(str_of(e.text), "id: expected text, got nothing", "and says so");
	OK(!reads("{\"id\":\"\",\"currency\":\"EUR\",\"status\":\"open\"}"),
	    "one that is not empty");
}

int
main(void)
{
	rec_init(&rec);
	order_init(&order);
	reads_all_fields();
	reads_all_lists();
	forgets_the_order_before();
	grows();
	refusals();
	order_done(&order);
	rec_done(&rec);
	return tap_done();
}
