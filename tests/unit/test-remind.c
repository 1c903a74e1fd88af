/* test-remind - shop/remind */
/* SPDX-License-Identifier: ISC */

#include "shop/remind.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/mem.h"
#include "tap.h"

#define CUSTOMER                                                                         \
	"\"customer\":{\"id\":\"c1\",\"email\":\"a@b.example\",\"name\":\"Ana\","        \
	"\"locale\":\"fr-FR\",\"accepts_marketing\":true}"

static struct rec rec;
static struct emit out;
static struct err e;

static struct val
record(const char *text)
{
	static struct buf line;

	buf_clear(&line);
	buf_text(&line, text);
	buf_reserve(&line, 64);
	memset(line.at + line.len, 0, 64);
	OK(rec_read(&rec, buf_view(&line), &e), "%.100s", text);
	return rec_root(&rec);
}

/* The cart ID that was left at AT, with REST in it. */
static void
left(struct remind *r, const char *id, const char *at, const char *rest)
{
	char *text = mem_fmt("{\"type\":\"cart\",\"id\":\"%s\",%s"
			     "\"currency\":\"EUR\",\"value\":\"9.50\","
			     "\"last_seen_at\":\"%s\",%s}",
	    id, strstr(rest, "\"step\"") == NULL ? "\"step\":\"cart\"," : "", at, rest);

	OK(remind_add(r, record(text), &out, &e), "cart %s is taken in", id);
	free(text);
}

static void
bought(struct remind *r, const char *text)
{
	OK(remind_bought(r, record(text), &e), "an order is taken in");
}

/* The ids of all that comes out, a space after each. */
static void
gives(struct remind *r, const char *want)
{
	struct buf got = BUF_INIT;
	struct str all, line;
	json_t *json;

	while (remind_waits(r))
		if (!OK(remind_write(r, &out, &e), "a cart that waits"))
			(void)printf("# %s\n", e.text);
	all = buf_view(&out.out);
	while (str_cut(&all, '\n', &line)) {
		json = json_loadb(line.at, line.len, 0, NULL);
		if (json != NULL)
			buf_fmt(
			    &got, "%s ", json_string_value(json_object_get(json, "id")));
		json_decref(json);
	}
	IS(buf_view(&got), want, "what comes out");
	buf_done(&got);
	buf_clear(&out.out);
	out.start = 0;
}

static struct remind *
made(struct remind_options *o)
{
	struct remind *r = remind_new(o, &e);

	if (!OK(r != NULL, "a remind"))
		(void)printf("# %s\n", e.text);
	return r;
}

static void
newest(struct remind_options *o)
{
	struct remind *r = made(o);

	left(r, "1", "2026-11-20T10:00:00Z", CUSTOMER);
	left(r, "2", "2026-11-20T12:00:00Z", CUSTOMER);
	left(r, "3", "2026-11-20T11:00:00Z",
	    "\"customer\":{\"email\":\"x@y.example\",\"accepts_marketing\":true}");
	gives(r, "cart-remind:2:10h cart-remind:3:10h ");
	remind_free(r);
	o->explain = true;
	r = made(o);
	left(r, "1", "2026-11-20T10:00:00Z", CUSTOMER);
	left(r, "2", "2026-11-20T12:00:00Z", CUSTOMER ",\"items\":[]");
	gives(r, "2 1 ");
	remind_free(r);
	r = made(o);
	left(r, "1", "2026-11-20T10:00:00Z", CUSTOMER);
	left(r, "2", "2026-11-20T12:00:00Z",
	    "\"customer\":{\"id\":\"c1\"},\"step\":\"viewed\"");
	gives(r, "2 cart-remind:1:10h ");
	remind_free(r);
	r = made(o);
	left(r, "1", "2026-11-20T10:00:00Z", CUSTOMER);
	left(r, "2", "2026-11-20T12:00:00Z",
	    "\"customer\":{\"id\":\"c1\"},\"step\":\"purchased\"");
	gives(r, "2 1 ");
	remind_free(r);
	o->explain = false;
}

/* An order with REST in it is refused, and its customer has bought. */
static void
by_half(struct remind_options *o, const char *rest, const char *why)
{
	char *order = mem_fmt("{\"placed_at\":\"2026-11-20T12:00:00Z\","
			      "\"status\":\"open\",%s}",
	    rest);
	struct remind *r = made(o);

	left(r, "1", "2026-11-20T10:00:00Z", CUSTOMER);
	OK(!remind_bought(r, record(order), &e), "is refused");
	IS(str_of(e.text), why, "and why");
	gives(r, "");
	remind_free(r);
	free(order);
}

static void
orders(struct remind_options *o)
{
	struct remind *r = made(o);

	left(r, "1", "2026-11-20T10:00:00Z",
	    CUSTOMER ",\"started_at\":\"2026-11-20T09:00:00Z\"");
	bought(r,
	    "{\"type\":\"order\",\"placed_at\":\"2026-11-20T08:59:59Z\",\"status\":\"open\","
	    "\"customer\":{\"id\":\"c1\"}}");
	bought(r,
	    "{\"type\":\"order\",\"placed_at\":\"2026-11-20T12:00:00Z\",\"status\":\"cancelled\","
	    "\"customer\":{\"id\":\"c1\"}}");
	gives(r, "cart-remind:1:10h ");
	remind_free(r);
	r = made(o);
	left(r, "1", "2026-11-20T10:00:00Z",
	    CUSTOMER ",\"started_at\":\"2026-11-20T09:00:00Z\"");
	bought(r,
	    "{\"type\":\"order\",\"placed_at\":\"2026-11-20T09:00:00Z\",\"status\":\"refunded\","
	    "\"customer\":{\"email\":\"A@B.Example\"}}");
	gives(r, "");
	OK(!remind_bought(r, record("{\"type\":\"order\",\"status\":\"open\"}"), &e) &&
		e.kind == ERR_RECORD,
	    "an order without a time");
	IS(str_of(e.text), "placed_at: expected a time, got nothing", "is refused");
	OK(!remind_bought(r,
	       record("{\"type\":\"order\",\"placed_at\":\"2026-11-20T09:00:00Z\"}"), &e),
	    "so is one without a status");
	remind_free(r);
	r = made(o);
	left(r, "1", "2026-11-20T10:00:00Z", CUSTOMER);
	OK(!remind_bought(r,
	       record("{\"type\":\"refund\",\"placed_at\":\"2026-11-20T12:00:00Z\","
		      "\"status\":\"open\",\"customer\":{\"id\":\"c1\"}}"),
	       &e),
	    "no order");
	gives(r, "cart-remind:1:10h ");
	remind_free(r);
	by_half(o, "\"type\":\"order\",\"customer\":\"c1\"",
	    "customer: expected an object, got \"c1\"");
	by_half(o, "\"type\":\"order\",\"customer\":\"a@b.example\"",
	    "customer: expected an object, got \"a@b.example\"");
	by_half(o, "\"customer\":{\"id\":\"c1\"}", "type: expected text, got nothing");
}

static void
limits(struct remind_options *o)
{
	struct remind *r;

	o->limit = 1;
	r = made(o);
	left(r, "1", "2026-11-20T10:00:00Z", CUSTOMER);
	left(r, "2", "2026-11-20T10:00:00Z",
	    "\"customer\":{\"email\":\"x@y.example\",\"accepts_marketing\":true}");
	gives(r, "cart-remind:1:10h ");
	remind_free(r);
	o->limit = -1;
}

static void
troubles(struct remind_options *o)
{
	const struct search nowhere = { .kit = "/nowhere" }, *kit = o->search;
	struct remind *r = made(o);

	OK(!remind_add(r, record("{\"id\":\"1\"}"), &out, &e) && e.kind == ERR_RECORD,
	    "no cart");
	remind_free(r);
	o->search = &nowhere;
	r = made(o);
	left(r, "1", "2026-11-20T10:00:00Z", CUSTOMER);
	OK(!remind_write(r, &out, &e) && e.kind == ERR_TROUBLE, "no words end the run");
	remind_free(r);
	o->search = kit;
	remind_free(NULL);
	emit_drop(&out);
}

static void
lists(const struct search *search)
{
	struct buf text = BUF_INIT;

	remind_list(search, &text);
	OK(str_find(buf_view(&text), STR("reminder (marketing)")) == 0, "the reminder");
	OK(str_find(buf_view(&text), STR("payment-help (transactional)")) > 0,
	    "the help");
	OK(str_find(buf_view(&text), STR("(missing)")) < 0, "with all files");
	OK(str_find(buf_view(&text), STR("cart_url")) > 0, "and the names");
	buf_done(&text);
}

int
main(void)
{
	const char *root = getenv("MESON_SOURCE_ROOT");
	char *kit = mem_fmt("%s/common/shop/data", root == NULL ? "." : root);
	const struct search search = { .kit = kit };
	struct shop shop = { .path = NULL };
	struct remind_options o = { .search = &search,
		.shop = &shop,
		.steps = { { 36000 }, 1 },
		.max = 3,
		.max_age = 604800,
		.limit = -1,
		.now = { .seconds = 1795251600 } };

	rec_init(&rec);
	emit_init(&out, -1);
	newest(&o);
	orders(&o);
	limits(&o);
	troubles(&o);
	lists(&search);
	emit_done(&out);
	rec_done(&rec);
	free(kit);
	return tap_done();
}
