/* test-cart - shop/cart */
/* SPDX-License-Identifier: ISC */

#include "shop/cart.h"
#include "tap.h"

#define LEAST "\"id\":\"k1\",\"step\":\"cart\",\"last_seen_at\":\"1970-01-01T00:01:00Z\""

static const char full[] =
    "{\"type\":\"cart\",\"id\":\"k1\",\"session\":\"s-1\",\"customer\":{\"id\":\"c-7\","
    "\"email\":\"g@example.com\",\"name\":\"Giulia \\\"G\\\"\",\"locale\":\"it-IT\","
    "\"accepts_marketing\":true,\"shoe\":[1e3, 38]},\"country\":\"IT\","
    "\"currency\":\"EUR\",\"value\":\"64.30\",\"items\":[{\"sku\":\"M\",\"name\":\"Moka\","
    "\"quantity\":2,\"unit_price\":29.90,\"url\":\"https://x.example/\"},"
    "{\"name\":\"Filter\",\"total\":\"4.50\"}],\"step\":\"payment\","
    "\"context\":{\"shipping_cost\":\"4.90\",\"coupon\":\"TEN\","
    "\"payment_method\":\"card\",\"error\":\"card_declined\",\"device\":\"mobile\","
    "\"browser\":\"Safari 19\",\"country\":\"IT\",\"page\":\"/pay\"},"
    "\"started_at\":\"2026-11-20T17:31:40Z\","
    "\"last_seen_at\":\"2026-11-20T17:42:09.12Z\",\"url\":\"https://x.example/cart/1\"}"
    "\n";

static struct buf line;
static struct rec rec;
static struct cart cart;

/* Reads the record TEXT; views live until the next call. */
static bool
given(const char *text, struct err *e)
{
	e->text[0] = '\0';
	buf_clear(&line);
	buf_text(&line, text);
	buf_reserve(&line, 64);
	memset(line.at + line.len, 0, 64);
	return rec_read(&rec, str_trim(buf_view(&line)), e) &&
	       cart_read(&cart, rec_root(&rec), e);
}

static void
refuses(const char *text, const char *why)
{
	struct err e;

	OK(!given(text, &e) && e.kind == ERR_RECORD, "%s is refused", text);
	IS(str_of(e.text), why, "and why");
}

static void
writes(const struct cart *c, const char *want, const char *name)
{
	struct emit m;

	emit_init(&m, -1);
	cart_write(&m, c);
	IS(buf_view(&m.out), want, "%s", name);
	emit_done(&m);
}

static void
reads(void)
{
	struct err e;

	OK(given(full, &e), "a cart is read: %s", e.text);
	IS(cart.customer.email, "g@example.com", "with its customer");
	OK(cart.customer.accepts_marketing.is, "who agreed");
	OK(cart.value.there && cart.value.minor == 6430, "its value");
	OK(cart.n_items == 2 && cart.listed, "its items");
	OK(cart.items[0].quantity == 2 && cart.items[0].unit_price.minor == 2990,
	    "how many of each, and for how much");
	OK(cart.items[0].total.minor == 5980, "in all, where it does not say");
	OK(cart.items[1].quantity == 1 && cart.items[1].total.minor == 450,
	    "one where it does not say");
	IS(cart.context.error, "card_declined", "and what was seen last");
	OK(cart.context.shipping_cost.minor == 490, "of shipping too");
	writes(&cart, full, "it is written as it was read");
	OK(given("{" LEAST ",\"items\":[]}", &e) && cart.listed && cart.n_items == 0,
	    "an empty cart is one");
	OK(given("{" LEAST "}", &e) && !cart.listed && !cart.value.there,
	    "so is one of which little is known");
	writes(&cart, "{\"type\":\"cart\"," LEAST "}\n", "which is written as little");
}

static void
passes_on(void)
{
	struct cart c = { .id = STR("k1"), .step = STR("cart") };
	struct texts warnings = { .n = 0 };

	c.items_json = STR("[{\"sku\" : \"1\"}]");
	c.customer_json = STR("{\"id\":\"c\",\"x\":1.0}");
	texts_add(&warnings, STR("url: \"x\""));
	c.warnings = &warnings;
	writes(&c,
	    "{\"type\":\"cart\",\"id\":\"k1\",\"customer\":{\"id\":\"c\",\"x\":1.0},"
	    "\"items\":[{\"sku\" : \"1\"}],\"step\":\"cart\","
	    "\"warnings\":[\"url: \\\"x\\\"\"]}\n",
	    "customer and items are written as they are, and what is missed");
	c = (struct cart){ .id = STR("k1"), .step = STR("cart") };
	writes(&c, "{\"type\":\"cart\",\"id\":\"k1\",\"step\":\"cart\"}\n",
	    "nothing is nobody");
	texts_done(&warnings);
}

static void
names(void)
{
	char one[HASH_NAME], two[HASH_NAME];
	struct instant at = { 1000000000, 0, 0 }, same = { 1000000000, 0, 60 };

	cart_id(STR("s-1"), at, one);
	cart_id(STR("s-1"), same, two);
	IS(str_of(two), one, "a visit has one name, whatever clock it was read from");
	at.nanos = 1;
	cart_id(STR("s-1"), at, two);
	OK(strcmp(one, two) != 0, "another start is another visit");
	cart_id(STR("s-2"), same, two);
	OK(strcmp(one, two) != 0, "so is another session");
}

int
main(void)
{
	rec_init(&rec);
	reads();
	passes_on();
	names();
	refuses("{\"step\":\"cart\"}", "id: expected text, got nothing");
	refuses("{\"id\":\"k\",\"last_seen_at\":\"1970-01-01T00:01:00Z\"}",
	    "step: expected text, got nothing");
	refuses("{\"id\":\"k\",\"step\":\"cart\"}",
	    "last_seen_at: expected a time, got nothing");
	refuses("{" LEAST ",\"currency\":\"EURO\"}",
	    "currency: expected an ISO 4217 code such as EUR, got \"EURO\"");
	refuses("{" LEAST ",\"value\":\"1\"}",
	    "value: an amount, and the record has no currency");
	refuses("{" LEAST ",\"items\":[{\"sku\":\"M\",\"unit_price\":\"1\"}]}",
	    "items[0].unit_price: an amount, and the record has no currency");
	refuses("{" LEAST ",\"currency\":\"EUR\",\"value\":\"-0.01\"}",
	    "value: expected an amount that is not negative, got \"-0.01\"");
	refuses("{" LEAST ",\"items\":[{\"quantity\":1}]}",
	    "items[0].name: expected text here or as sku, got nothing");
	refuses("{" LEAST ",\"items\":[{\"sku\":\"M\",\"quantity\":-1}]}",
	    "items[0].quantity: expected a whole number that is not negative, got -1");
	refuses("{" LEAST ",\"items\":[1]}", "items[0]: expected an object, got 1");
	refuses("{" LEAST ",\"customer\":\"c-7\"}",
	    "customer: expected an object, got \"c-7\"");
	cart_done(&cart);
	rec_done(&rec);
	buf_done(&line);
	return tap_done();
}
