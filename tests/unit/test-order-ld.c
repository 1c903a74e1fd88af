/* test-order-ld - shop/order-ld */
/* SPDX-License-Identifier: ISC */

#include "shop/order-ld.h"

#include <jansson.h>
#include <stdlib.h>

#include "tap.h"

static struct rec rec;
static struct order order;
static struct shop shop;
static struct err e;

/* Reads an order with REST in it. */
static void
fill(const char *rest)
{
	static char line[2000];

	memset(line, 0, sizeof line);
	(void)snprintf(line, sizeof line - 64,
	    "{\"id\":\"7\",\"currency\":\"EUR\"%s%s%s,%s}",
	    strstr(rest, "\"placed_at\"") == NULL
		? ",\"placed_at\":\"2026-11-21T10:00:00Z\""
		: "",
	    strstr(rest, "\"status\"") == NULL ? ",\"status\":\"open\"" : "",
	    strstr(rest, "\"items\"") == NULL ? ",\"items\":[]" : "", rest);
	if (!OK(rec_read(&rec, str_of(line), &e) &&
		    order_read(&order, rec_root(&rec), &e),
		"an order with %.70s", rest))
		(void)printf("# %s\n", e.text);
}

static struct order_ld
source(void)
{
	return (struct order_ld){ .order = &order,
		.shop = &shop,
		.number = order.id,
		.url = shop.links.order,
		.n_items = order.n_items };
}

/* The schema.org data of the order at hand. */
static json_t *
ld(void)
{
	const struct order_ld of = source();
	struct buf json = BUF_INIT;
	struct emit scratch;
	json_t *parsed;

	IS(str_of(order_ld_lacks(&of)), NULL, "nothing is lacking");
	emit_init(&scratch, -1);
	order_ld_write(&of, &scratch, &json);
	OK(memchr(json.at, '<', json.len) == NULL &&
		memchr(json.at, '>', json.len) == NULL &&
		memchr(json.at, '&', json.len) == NULL,
	    "nothing in it can end a script element");
	OK(str_find(buf_view(&json), STR("\xe2\x80\xa8")) < 0 &&
		str_find(buf_view(&json), STR("\xe2\x80\xa9")) < 0,
	    "or a line of JavaScript");
	parsed = json_loadb(
	    json.at, json.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
	OK(parsed != NULL, "it is JSON");
	emit_done(&scratch);
	buf_done(&json);
	return parsed;
}

static void
has(json_t *o, const char *path, const char *want)
{
	char part[64];
	size_t n;

	while (*path != '\0' && o != NULL) {
		n = strcspn(path, ".");
		(void)snprintf(part, sizeof part, "%.*s", (int)n, path);
		o = json_is_array(o) ? json_array_get(o, (size_t)atoi(part))
				     : json_object_get(o, part);
		path += n + (path[n] == '.');
	}
	IS(str_of(json_is_string(o) ? json_string_value(o) : NULL), want, "is %s", want);
}

static void
schema_org(void)
{
	static const char *hostile = "</script><b>&amp;\\u2028\\u2029\\\"\\\\\\u0000é€";
	char rest[1000];
	json_t *o;

	(void)snprintf(rest, sizeof rest,
	    "\"placed_at\":\"2026-11-21T00:30:00+09:00\",\"total\":\"12.5\",\"items\":"
	    "[{\"name\":\"%s\",\"sku\":\"S\",\"quantity\":2,\"total\":\"12.50\","
	    "\"url\":\"https://s.example/1\",\"image\":\"javascript:x\"}],"
	    "\"bill_to\":{\"line1\":\"Via\",\"city\":\"Roma\",\"country\":\"IT\"}",
	    hostile);
	shop.name = STR("Tin & <Smith>");
	shop.links.order = STR("https://s.example/o/7");
	fill(rest);
	o = ld();
	has(o, "@type", "Order");
	has(o, "merchant.name", "Tin & <Smith>");
	has(o, "seller.name", "Tin & <Smith>");
	has(o, "orderNumber", "7");
	has(o, "orderStatus", "http://schema.org/OrderProcessing");
	has(o, "orderDate", "2026-11-21T00:30:00+09:00");
	has(o, "priceCurrency", "EUR");
	has(o, "price", "12.50");
	has(o, "acceptedOffer.0.itemOffered.sku", "S");
	has(o, "acceptedOffer.0.itemOffered.url", "https://s.example/1");
	OK(json_object_get(
	       json_object_get(
		   json_array_get(json_object_get(o, "acceptedOffer"), 0), "itemOffered"),
	       "image") == NULL,
	    "no script for a picture");
	has(o, "acceptedOffer.0.price", "12.50");
	has(o, "acceptedOffer.0.priceCurrency", "EUR");
	has(o, "potentialAction.@type", "ViewAction");
	has(o, "potentialAction.url", "https://s.example/o/7");
	has(o, "billingAddress.addressLocality", "Roma");
	json_decref(o);
	memset(&shop, 0, sizeof shop);
	shop.url = STR("https://shop.example/it");
	fill("\"status\":\"fulfilled\",\"total\":\"1\",\"items\":[{\"sku\":\"S\","
	     "\"quantity\":1,\"unit_price\":\"1\"}]");
	o = ld();
	has(o, "seller.name", "shop.example");
	has(o, "orderStatus", "http://schema.org/OrderInTransit");
	has(o, "acceptedOffer.0.itemOffered.name", "S");
	has(o, "acceptedOffer.0.price", "1.00");
	has(o, "potentialAction.url", "https://shop.example/it");
	has(o, "url", "https://shop.example/it");
	json_decref(o);
	memset(&shop, 0, sizeof shop);
}

/* The order with REST in it cannot be told whole: WHAT is lacking. */
static void
lacks(const char *rest, const char *what)
{
	struct order_ld of;

	fill(rest);
	of = source();
	IS(str_of(order_ld_lacks(&of)), what, "lacks %s", what);
}

static void
incomplete(void)
{
	static const char whole[] =
	    "\"total\":\"1\",\"items\":[{\"sku\":\"S\",\"quantity\":1,\"total\":\"1\"}]";

	lacks(whole, "name");
	shop.email = STR("a@shop.example");
	lacks(whole, "links.order");
	shop.url = STR("https://shop.example");
	lacks("\"total\":\"1\",\"items\":[]", "items");
	lacks("\"items\":[{\"sku\":\"S\",\"quantity\":1,\"total\":\"1\"}]", "total");
	lacks("\"total\":\"1\",\"items\":[{\"sku\":\"S\",\"quantity\":1}]",
	    "items[].total");
	lacks(
	    "\"total\":\"1\",\"items\":[{\"name\":\" \",\"quantity\":1,\"total\":\"1\"}]",
	    "items[].name");
	memset(&shop, 0, sizeof shop);
}

int
main(void)
{
	rec_init(&rec);
	order_init(&order);
	schema_org();
	incomplete();
	order_done(&order);
	rec_done(&rec);
	return tap_done();
}
