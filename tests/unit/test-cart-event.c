/* test-cart-event - shop/cart-event */
/* SPDX-License-Identifier: ISC */

#include "base/mem.h"
#include "shop/cart-event.h"
#include "shop/visits.h"
#include "tap.h"
#include "unit/cart-event-kit.h"

static void
refuses(const char *line, const char *why)
{
	struct kit_run r;
	struct visit *v;
	struct err e = { .text = "" };

	kit_run_start(&r, false, (size_t)1 << 20);
	v = mem_alloc(r.shape.size);
	OK(!read_into(&r, line, v, &e) && e.kind == ERR_RECORD, "refused: %.120s", line);
	IS(str_of(e.text), why, "... and why");
	OK(cart_event_names(r.lines)->all == 0, "... as a whole");
	free(v);
	kit_run_end(&r);
}

static const struct {
	const char *line, *why;
} bad_lines[] = {
	{ "{}", "type: expected text, got nothing" },
	{ "{\"type\":5}", "type: expected text, got 5" },
	{ "{\"type\":\"order\"}",
	    "expected a record of type \"cart_event\", got \"order\"" },
	{ EVENT("\"a\":1"),
	    "ts: expected a time such as 2026-11-21T10:00:00Z, got nothing" },
	{ EVENT("\"ts\":null"),
	    "ts: expected a time such as 2026-11-21T10:00:00Z, got nothing" },
	{ EVENT("\"ts\":1795255200"),
	    "ts: expected a time such as 2026-11-21T10:00:00Z, got 1795255200" },
	{ EVENT("\"ts\":\"2026-11-21\""),
	    "ts: expected a time such as 2026-11-21T10:00:00Z, got "
	    "\"2026-11-21\"" },
	{ EVENT("\"ts\":\"2026-11-21T24:00:00Z\""),
	    "ts: expected a time such as 2026-11-21T10:00:00Z, got "
	    "\"2026-11-21T24:00:00Z\"" },
	{ EVENT("\"ts\":\"1999-12-31T23:59:59Z\""),
	    "ts: expected a time in the years from 2000 to 9998, got "
	    "\"1999-12-31T23:59:59Z\"" },
	{ EVENT("\"ts\":\"9999-01-01T00:00:00Z\""),
	    "ts: expected a time in the years from 2000 to 9998, got "
	    "\"9999-01-01T00:00:00Z\"" },
	{ EVENT(TS), "event: expected the name of an event, got nothing" },
	{ EVENT(TS ",\"event\":\"\""), "event: expected the name of an event, got \"\"" },
	{ EVENT(TS ",\"event\":[]"), "event: expected the name of an event, got a list" },
	{ EVENT(TS ",\"event\":\"e\""),
	    "session: expected a session or a customer, got nothing" },
	{ EVENT(TS ",\"event\":\"e\",\"session\":\"\",\"customer\":null"),
	    "session: expected a session or a customer, got \"\"" },
	{ EVENT(TS ",\"event\":\"e\",\"session\":true"),
	    "session: expected a text, got true" },
	{ EVENT(TS ",\"event\":\"e\",\"session\":{}"),
	    "session: expected a text, got an object" },
	{ EVENT(TS ",\"event\":\"e\",\"session\":\"s\",\"customer\":[]"),
	    "customer: expected a text, got a list" },
	{ EVENT(TS ",\"event\":\"e\",\"customer\":{\"id\":[]}"),
	    "customer.id: expected text, got a list" },
	{ EVENT(TS ",\"event\":\"e\",\"customer\":{\"email\":{}}"),
	    "customer.email: expected text, got an object" },
	{ EVENT(TS ",\"event\":\"e\",\"customer\":{\"name\":\"Ada\"}"),
	    "session: expected a session or a customer, got nothing" },
	{ CART(",\"currency\":\"Euro\""),
	    "currency: expected a currency of ISO 4217 such as EUR, got "
	    "\"Euro\"" },
	{ CART(",\"currency\":\"eur\""),
	    "currency: expected a currency of ISO 4217 such as EUR, got "
	    "\"eur\"" },
	{ CART(",\"currency\":\"XQQ\""),
	    "currency: expected a currency of ISO 4217 such as EUR, got "
	    "\"XQQ\"" },
	{ CART(",\"currency\":978"),
	    "currency: expected a currency of ISO 4217 such as EUR, got 978" },
	{ CART(",\"cart_value\":-1"),
	    "cart_value: expected an amount from 0 to 1000000000, got -1" },
	{ CART(",\"cart_value\":\"-0.00\""),
	    "cart_value: expected an amount from 0 to 1000000000, got "
	    "\"-0.00\"" },
	{ CART(",\"cart_value\":1e3"),
	    "cart_value: expected an amount from 0 to 1000000000, got 1e3" },
	{ CART(",\"cart_value\":\"1,50\""),
	    "cart_value: expected an amount from 0 to 1000000000, got \"1,50\"" },
	{ CART(",\"cart_value\":\"1.\""),
	    "cart_value: expected an amount from 0 to 1000000000, got \"1.\"" },
	{ CART(",\"cart_value\":\".5\""),
	    "cart_value: expected an amount from 0 to 1000000000, got \".5\"" },
	{ CART(",\"cart_value\":\" 1\""),
	    "cart_value: expected an amount from 0 to 1000000000, got \" 1\"" },
	{ CART(",\"cart_value\":\"1000000000.005\""),
	    "cart_value: expected an amount from 0 to 1000000000, got "
	    "\"1000000000.005\"" },
	{ CART(",\"cart_value\":\"99999999999999999999\""),
	    "cart_value: expected an amount from 0 to 1000000000, got "
	    "\"99999999999999999999\"" },
	{ CART(",\"cart_value\":{}"),
	    "cart_value: expected an amount from 0 to 1000000000, got an "
	    "object" },
	{ CART(",\"shipping_cost\":\"free\""),
	    "shipping_cost: expected an amount from 0 to 1000000000, got "
	    "\"free\"" },
	{ CART(",\"device\":[\"a\"]"), "device: expected a text, got a list" },
	{ CART(",\"page\":{}"), "page: expected a text, got an object" },
	{ CART(",\"error\":{}"), "error: expected a text, got an object" },
};

static void
wrong(void)
{
	size_t i;

	for (i = 0; i < sizeof bad_lines / sizeof *bad_lines; i++)
		refuses(bad_lines[i].line, bad_lines[i].why);
}

static void
no_currency(void)
{
	struct kit_run r;
	struct visit *v;
	struct err e;

	kit_run_start(&r, false, (size_t)1 << 20);
	r.events.currency.code[0] = '\0';
	v = mem_alloc(r.shape.size);
	OK(!read_into(&r, CART(",\"cart_value\":1"), v, &e), "an amount of no currency");
	IS(str_of(e.text), "currency: expected one for the amount beside it, got nothing",
	    "... is refused");
	OK(!read_into(&r, CART(",\"shipping_cost\":1"), v, &e), "... and so is a cost");
	OK(read_into(&r, CART(""), v, &e) &&
		visit_start_of(&r.shape, v, START_CURRENCY) == 0,
	    "no amount needs no currency");
	OK(read_into(&r, CART(",\"cart_value\":\"1\",\"currency\":\"KWD\""), v, &e) &&
		v->amount == 1000,
	    "the line's own does as well");
	free(v);
	kit_run_end(&r);
}

/* Each time is read twice, as the first of its day and as another. */
static void
times(void)
{
	static const struct {
		const char *ts;
		int64_t ms;
	} all[] = {
		{ "2026-11-21T10:00:00Z", AT },
		{ "2026-11-21T10:00:00.5Z", AT + 500 },
		{ "2026-11-21T10:00:00.25Z", AT + 250 },
		{ "2026-11-21T10:00:00.123Z", AT + 123 },
		{ "2026-11-21T10:00:00.1234Z", AT + 123 },
		{ "2026-11-21T10:00:00.1235Z", AT + 124 },
		{ "2026-11-21T10:00:00.999499999Z", AT + 999 },
		{ "2026-11-21T10:00:00.9995Z", AT + 1000 },
		{ "2026-11-21t10:00:00z", AT },
		{ "2026-11-21 10:00:00Z", AT },
		{ "2026-11-21T10:00:00+00:00", AT },
		{ "2026-11-21T11:30:00+01:30", AT },
		{ "2026-11-21T00:00:00-10:00", AT },
		{ "2026-11-22T00:00:00.040+14:00", AT + 40 },
		{ "2026-11-21T23:59:60Z", AT + (14 * 3600 - 1) * 1000 },
		{ "2026-11-21T23:59:59Z", AT + (14 * 3600 - 1) * 1000 },
		{ "2000-01-01T00:00:00Z", CART_EVENT_FIRST },
		{ "9998-12-31T23:59:59.999Z", CART_EVENT_LAST },
		{ "2024-02-29T12:00:00Z", INT64_C(1709208000000) },
	};
	static const char *const none[] = { "2026-11-21T10:00:00", "2026-11-21T10:00:0Z",
		"2026-11-21T10:60:00Z", "2026-11-21T10:00:61Z", "2026-11-21T1:00:00Z",
		"2026-11-21T10:00:00.Z", "2026-11-21T10:00:00.5", "2026-02-29T10:00:00Z",
		"2026-11-21T10-00-00Z", "2026-11-21T10:00:00ZZ", "2026-11-21T",
		"2026-11-21T10:00:00.5+", "2026-11-21T10:00:00.1 2Z", "" };
	struct kit_run r;
	struct visit *v;
	struct err e;
	char line[256];
	size_t i, k;

	kit_run_start(&r, false, (size_t)1 << 20);
	v = mem_alloc(r.shape.size);
	for (i = 0; i < sizeof all / sizeof *all; i++)
		for (k = 0; k < 2; k++) {
			(void)snprintf(line, sizeof line,
			    EVENT("\"ts\":\"%s\",\"session\":1,\"event\":\"e\""),
			    all[i].ts);
			OK(read_into(&r, line, v, &e) && v->first == all[i].ms &&
				v->last == all[i].ms,
			    "%s", all[i].ts);
		}
	/* The day is remembered now, and nothing else of the time may slip through. */
	for (i = 0; i < sizeof none / sizeof *none; i++) {
		(void)read_into(&r, CART(""), v, &e);
		(void)snprintf(line, sizeof line,
		    EVENT("\"ts\":\"%s\",\"session\":1,\"event\":\"e\""), none[i]);
		OK(!read_into(&r, line, v, &e), "no time: \"%s\"", none[i]);
	}
	OK(read_into(&r,
	       EVENT("\"ts\":\"2026-11-21\\u005410:00:00Z\",\"session\":1,\"event\":"
		     "\"e\""),
	       v, &e) &&
		v->first == AT,
	    "a time with escapes");
	free(v);
	kit_run_end(&r);
}

static void
amounts(void)
{
	static const struct {
		const char *value, *currency;
		int64_t minor;
	} all[] = {
		{ "0", "EUR", 0 },
		{ "\"0.00\"", "EUR", 0 },
		{ "19.9", "EUR", 1990 },
		{ "\"19.90\"", "EUR", 1990 },
		{ "\"00019.9\"", "EUR", 1990 },
		{ "\"0.005\"", "EUR", 1 },
		{ "\"0.0049999999999999999999999\"", "EUR", 0 },
		{ "\"0.00500000000000000000000000\"", "EUR", 1 },
		{ "1.005", "EUR", 101 },
		{ "\"9.995\"", "EUR", 1000 },
		{ "\"0.5\"", "JPY", 1 },
		{ "\"0.49\"", "JPY", 0 },
		{ "\"1.2345\"", "KWD", 1235 },
		{ "\"1000000000\"", "EUR", CART_EVENT_MOST },
		{ "\"1000000000.004\"", "EUR", CART_EVENT_MOST },
		{ "\"100000000000\"", "JPY", CART_EVENT_MOST },
		{ "\"\\u0031\"", "EUR", 100 },
		{ "\"\"", "EUR", INT64_MIN },
		{ "null", "EUR", INT64_MIN },
	};
	struct kit_run r;
	struct visit *v;
	struct err e;
	char line[256];
	size_t i;

	kit_run_start(&r, false, (size_t)1 << 20);
	v = mem_alloc(r.shape.size);
	for (i = 0; i < sizeof all / sizeof *all; i++) {
		bool none = all[i].minor == INT64_MIN;

		(void)snprintf(line, sizeof line,
		    CART(",\"cart_value\":%s,\"currency\":\"%s\""), all[i].value,
		    all[i].currency);
		OK(read_into(&r, line, v, &e) && v->amount == all[i].minor &&
			v->value_currency ==
			    (none ? 0 : visit_currency(all[i].currency)) &&
			(none || (int64_t)v->value.value == all[i].minor),
		    "%s %s", all[i].value, all[i].currency);
	}
	OK(read_into(
	       &r, CART(",\"shipping_cost\":\"4.995\",\"currency\":\"USD\""), v, &e),
	    "a shipping cost");
	OK(cart_event_cost_minor(visit_seen_of(&r.shape, v, SEEN_CONTEXT)) == 500 &&
		cart_event_cost_currency(visit_seen_of(&r.shape, v, SEEN_CONTEXT)) ==
		    visit_currency("USD") &&
		v->amount == INT64_MIN,
	    "... is no value of the cart");
	OK(read_into(&r, CART(",\"shipping_cost\":0"), v, &e) &&
		visit_seen_of(&r.shape, v, SEEN_CONTEXT) != 0,
	    "nothing to pay is a cost, too");
	free(v);
	kit_run_end(&r);
}

static void
is_value(struct kit_run *r, uint64_t value, const char *want, const char *name)
{
	char room[VALUES_SHORT];

	IS(values_text(r->events.values, value, room), want, "%s", name);
}

static void
fields(void)
{
	struct kit_run r;
	struct visit *v;
	const struct visit_shape *s = &r.shape;
	struct err e;

	kit_run_start(&r, false, (size_t)1 << 20);
	v = mem_alloc(s->size);
	OK(read_into(&r,
	       CART(",\"device\":\"mobile\",\"browser\":130,\"country\":\"IT\","
		    "\"page\":\"/p/1?x#y\",\"coupon\":\"SAVE10 \\u20ac\",\"error\":true,"
		    "\"payment_method\":\"\",\"items\":[],\"url\":\"u\""),
	       v, &e),
	    "an event with all its fields");
	is_value(&r, visit_start_of(s, v, START_DEVICE), "mobile", "device");
	is_value(&r, visit_start_of(s, v, START_BROWSER), "130", "browser");
	is_value(&r, visit_start_of(s, v, START_COUNTRY), "IT", "country");
	is_value(&r, visit_start_of(s, v, START_PAGE), "/p/1", "page");
	is_value(&r, visit_start_of(s, v, START_CURRENCY), "EUR", "the shop's currency");
	is_value(&r, visit_seen_of(s, v, SEEN_CONTEXT + CONTEXT_COUPON),
	    "SAVE10 \xe2\x82\xac", "coupon");
	is_value(&r, visit_seen_of(s, v, SEEN_CONTEXT + CONTEXT_ERROR), "true", "error");
	OK(visit_seen(s, v)[s->seen[SEEN_CONTEXT + CONTEXT_PAYMENT_METHOD]].order ==
		VISIT_NEVER,
	    "an empty text says nothing");
	OK(v->reached == 2 && v->first_step == 1, "it takes the visit to the cart");
	OK(visit_firsts(s, v)[1] == 0 && visit_firsts(s, v)[0] == VISIT_UNTIMED,
	    "... from its beginning on");
	OK(read_into(
	       &r, EVENT(TS ",\"session\":1,\"event\":\"pur\\u0063hase\""), v, &e) &&
		v->reached == 32,
	    "an event with escapes");
	OK(cart_event_names(r.lines)->all == 0, "all events were known");
	OK(read_into(&r, WHO("\"session\":1"), v, &e) && v->reached == 1,
	    "an unknown event takes it nowhere");
	OK(cart_event_names(r.lines)->all == 1, "... and is counted");
	free(v);
	kit_run_end(&r);
}

static struct str
text_at(const struct visit_shape *s, const struct visit *v, enum visit_seen field)
{
	const struct visit_text *text = (const void *)(uintptr_t)visit_seen_of(
	    s, v, field);

	return text == NULL ? STR_NONE : (struct str){ text->at, text->len };
}

/* Which events say what is in the cart, and in which currency. */
static void
lists(struct kit_run *r, struct visit *v)
{
	static const struct {
		const char *event, *rest, *json, *code;
	} lines[] = {
		{ "view_item", "\"items\":[1]", NULL, "" },
		{ "view_item_list", "\"items\":[1]", NULL, "" },
		{ "select_item", "\"items\":[1]", NULL, "" },
		{ "add_to_wishlist", "\"items\":[1]", NULL, "" },
		{ "remove_from_cart", "\"items\":[1]", NULL, "" },
		{ "scroll", "\"items\":[ ]", "[ ]", "EUR" },
		{ "scroll", "\"items\":[ ],\"cart_value\":5", NULL, "" },
		{ "view_item", "\"items\":[],\"cart_value\":0", "[]", "EUR" },
		{ "view_item", "\"items\":[],\"cart_value\":5", NULL, "" },
		{ "view_cart", "\"items\":[],\"cart_value\":5", "[]", "EUR" },
		{ "scroll", "\"items\":null", NULL, "" },
		{ "cart_changed", "\"items\":[1]", "[1]", "EUR" },
		{ "view_cart", "\"items\":[]", "[]", "EUR" },
		{ "add_to_cart", "\"items\":[2],\"currency\":\"USD\"", "[2]", "USD" },
		{ "add_to_cart", "\"items\":{}", "{}", "EUR" },
	};
	struct currency c;
	struct str json;
	struct err e;
	size_t i;
	char *line;

	for (i = 0; i < sizeof lines / sizeof *lines; i++) {
		line = mem_fmt(EVENT(TS ",\"session\":\"s\",\"event\":\"%s\",%s"),
		    lines[i].event, lines[i].rest);
		OK(read_into(r, line, v, &e), "%s with %s", lines[i].event,
		    lines[i].rest);
		cart_event_items(text_at(&r->shape, v, SEEN_ITEMS), &c, &json);
		IS(json, lines[i].json, "is as much of the cart");
		IS(str_of(c.code), lines[i].code, "in as much of a currency");
		free(line);
	}
}

/* What a list of carts needs: the JSON of the line; and, in strict order, the events. */
static void
texts(void)
{
	struct funnel_plan plan = { .gap = 1800, .carts = true, .strict = true };
	struct kit_run r;
	const struct visit_shape *s = &r.shape;
	struct visit_times *times;
	struct currency currency;
	struct str json;
	struct visit *v;
	struct err e;

	kit_run_begin(&r, &plan, (size_t)1 << 20);
	v = mem_alloc(s->size);
	OK(read_into(&r,
	       CART(",\"customer\": {\"id\":\"c\\u0031\"} ,\"items\":[{\"a\":\"]\"}],"
		    "\"url\":\"\\/cart\\\"\""),
	       v, &e),
	    "an event with texts");
	IS(text_at(s, v, SEEN_SESSION), "\"s\"", "the session as it was written");
	IS(text_at(s, v, SEEN_CUSTOMER), "{\"id\":\"c\\u0031\"}", "the customer");
	cart_event_items(text_at(s, v, SEEN_ITEMS), &currency, &json);
	IS(json, "[{\"a\":\"]\"}]", "the items");
	IS(str_of(currency.code), "EUR", "in the shop's currency");
	IS(text_at(s, v, SEEN_URL), "\"\\/cart\\\"\"", "the address");
	times = *visit_list(s, v);
	OK(times != NULL && times->n == 1 && times->order[0] == visit_order(AT, 1),
	    "the event of a step is listed");
	OK(read_into(&r, WHO("\"session\":7,\"url\":null,\"customer\":\"\""), v, &e),
	    "an event without");
	IS(text_at(s, v, SEEN_SESSION), "7", "a session that is a number");
	cart_event_items(text_at(s, v, SEEN_ITEMS), &currency, &json);
	OK(json.at == NULL && currency.code[0] == '\0', "no items, no currency");
	OK(text_at(s, v, SEEN_URL).at == NULL &&
		text_at(s, v, SEEN_CUSTOMER).at == NULL &&
		text_at(s, v, SEEN_ITEMS).at == NULL,
	    "what is not there is none");
	OK(*visit_list(s, v) == NULL, "an event of the first step is not listed");
	lists(&r, v);
	cart_event_forget(r.lines);
	free(v);
	kit_run_end(&r);
}

int
main(void)
{
	wrong();
	no_currency();
	times();
	amounts();
	fields();
	texts();
	return tap_done();
}
