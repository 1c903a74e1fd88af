/* test-confirm - shop/confirm */
/* SPDX-License-Identifier: ISC */

#include "shop/confirm.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/mem.h"
#include "tap.h"

static struct err e;
static struct rec rec;
static struct emit out;

/* Reads an order with REST in it, and writes its message to `out`. */
static bool
confirms(struct confirm *c, const char *rest)
{
	static char line[2000];

	memset(line, 0, sizeof line);
	(void)snprintf(line, sizeof line - 64,
	    "{\"type\":\"order\",\"id\":\"a\\\"b\",\"placed_at\":\"2026-11-20T10:00:00+01:00\","
	    "\"currency\":\"EUR\",\"items\":[],\"total\":\"5\"%s%s}",
	    strstr(rest, "\"status\"") == NULL ? ",\"status\":\"open\"" : "", rest);
	if (!OK(rec_read(&rec, str_of(line), &e), "reads %.60s", rest))
		return false;
	if (confirm_write(c, rec_root(&rec), &out, &e))
		return true;
	emit_drop(&out);
	return false;
}

/* The message that was written last. */
static json_t *
message(void)
{
	json_t *m = json_loadb(out.out.at, out.out.len, JSON_REJECT_DUPLICATES, NULL);

	OK(m != NULL, "one JSON object was written");
	buf_clear(&out.out);
	out.start = 0;
	return m;
}

static void
is(json_t *m, const char *key, const char *want)
{
	IS(str_of(json_string_value(json_object_get(m, key))), want, "%s is %s", key,
	    want);
}

static void
good(struct confirm *c)
{
	json_t *m;

	OK(confirms(c, ",\"locale\":\"fr-FR\",\"customer\":{\"email\":\"a@b.example\"}"),
	    "an order in French");
	m = message();
	is(m, "id", "order-confirm:a\"b");
	is(m, "subject",
	    "Commande a\"b confirm\xc3\xa9"
	    "e");
	is(m, "language", "fr-FR");
	is(m, "class", "transactional");
	is(m, "created_at", "2026-11-21T09:00:00Z");
	is(m, "expires_at", "2026-11-20T11:00:00+01:00");
	OK(json_object_get(m, "customer_id") == NULL, "nothing is said of no id");
	json_decref(m);
}

static void
bad(struct confirm *c)
{
	OK(!confirms(
	       c, ",\"status\":\"cancelled\",\"customer\":{\"email\":\"a@b.example\"}"),
	    "a cancelled order");
	OK(e.kind == ERR_RECORD, "costs itself");
	IS(str_of(e.text), "status: the order is cancelled, and is not confirmed",
	    "and E says why");
	OK(!confirms(c, ",\"customer\":{\"name\":\"Ana\"}"),
	    "an order without an address");
	IS(str_of(e.text), "customer.email: the order has no e-mail address",
	    "and E says why");
	OK(!confirms(c, ",\"customer\":{\"email\":\"a b@c.example\"}"),
	    "one that is none");
	OK(str_starts(str_of(e.text), STR("customer.email: ")), "and E names the field");
	OK(out.out.len == 0, "nothing was written");
	good(c);
}

/* Everything that can be asked of the list of templates. */
static void
list(const struct search *search)
{
	struct buf text = BUF_INIT;
	int i;

	confirm_list(search, &text);
	for (i = 0; i < CONFIRM_TEMPLATES; i++) {
		const char *name = confirm_template_info((enum confirm_template)i)->name;

		OK(str_find(buf_view(&text), str_of(name)) >= 0, "%s is listed", name);
	}
	OK(str_find(buf_view(&text), STR("(missing)")) < 0, "with all its files");
	OK(str_find(buf_view(&text), STR("items.unit_price")) >= 0, "and with the names");
	buf_done(&text);
}

int
main(void)
{
	const char *root = getenv("MESON_SOURCE_ROOT");
	char *kit = mem_fmt("%s/common/shop/data", root == NULL ? "." : root);
	const struct search search = { .kit = kit }, nowhere = { .kit = "/nowhere" };
	struct shop shop = { .path = NULL };
	struct confirm_options o = { .search = &search,
		.shop = &shop,
		.template = CONFIRM_AUTO,
		.max_age = 3600,
		.now = { .seconds = 1795251600 } };
	struct confirm *c;

	rec_init(&rec);
	emit_init(&out, -1);
	c = confirm_new(&o);
	good(c);
	bad(c);
	confirm_free(c);
	list(&search);
	o.language = STR("tlh");
	c = confirm_new(&o);
	OK(!confirms(c, ",\"customer\":{\"email\":\"a@b.example\"}"),
	    "a language nobody has");
	OK(e.kind == ERR_TROUBLE, "ends the run");
	confirm_free(c);
	o.search = &nowhere;
	o.language = STR_NONE;
	c = confirm_new(&o);
	OK(!confirms(c, ",\"customer\":{\"email\":\"a@b.example\"}"),
	    "no catalogues at all");
	OK(e.kind == ERR_TROUBLE, "end the run");
	confirm_free(c);
	confirm_free(NULL);
	emit_done(&out);
	rec_done(&rec);
	free(kit);
	return tap_done();
}
