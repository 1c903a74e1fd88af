/* cart - the cart record as a struct: one lost visit, read, checked, written */
/* SPDX-License-Identifier: ISC */

#include "shop/cart.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void
cart_done(struct cart *c)
{
	free(c->items);
	memset(c, 0, sizeof *c);
}

void
cart_id(struct str whose, struct instant filled, char out[HASH_NAME])
{
	unsigned char sum[HASH_SIZE];
	char text[INSTANT_MAX];
	struct hash h;

	/* The same instant whatever the clock's offset that it was written down by. */
	filled.offset = 0;
	hash_init(&h);
	hash_part(&h, STR("cart"));
	hash_part(&h, whose);
	hash_part(&h, (struct str){ text, instant_format(text, filled) });
	hash_end(&h, sum);
	hash_name(sum, out);
}

static bool
read_currency(struct cart *c, struct val rec, struct err *e)
{
	struct str code;

	if (!rec_get_text(rec, "currency", &code, e))
		return false;
	return code.len == 0 || currency_find(code, &c->currency) ||
	       val_expected(rec, "currency", "an ISO 4217 code such as EUR", e);
}

/* An amount at PATH, which needs the currency. */
static bool
read_amount(
    struct cart *c, struct val rec, const char *path, struct amount *out, struct err *e)
{
	struct val v;

	if (!rec_find(rec, path, &v, e))
		return false;
	if (!val_there(v))
		return true;
	if (c->currency.code[0] == '\0')
		return val_err(v, e, "an amount, and the record has no currency");
	return rec_get_money(v, "", &c->currency, out, e);
}

static bool
read_value(struct cart *c, struct val rec, struct err *e)
{
	return read_amount(c, rec, "value", &c->value, e) &&
	       (c->value.minor >= 0 ||
		   val_expected(rec, "value", "an amount that is not negative", e));
}

static bool
read_customer(struct cart *c, struct val rec, struct err *e)
{
	struct val v;

	if (!rec_get_object(rec, "customer", &v, e))
		return false;
	if (val_there(v))
		c->customer_json = val_raw(v);
	return rec_get_word(v, "id", &c->customer.id, e) &&
	       rec_get_text(v, "email", &c->customer.email, e) &&
	       rec_get_text(v, "name", &c->customer.name, e) &&
	       rec_get_text(v, "locale", &c->customer.locale, e) &&
	       rec_get_bool(v, "accepts_marketing", &c->customer.accepts_marketing, e);
}

static bool
read_item(struct cart *c, struct val v, struct err *e)
{
	struct order_item *item;
	struct whole quantity;

	if (val_kind(v) != TOK_OBJECT)
		return val_expected(v, "", "an object", e);
	if (c->n_items == c->room) {
		c->room = c->room == 0 ? 8 : 2 * c->room;
		c->items = mem_grow(c->items, c->room, sizeof *c->items);
	}
	item = &c->items[c->n_items++];
	memset(item, 0, sizeof *item);
	item->raw = v;
	if (!rec_get_word(v, "sku", &item->sku, e) ||
	    !rec_get_word(v, "name", &item->name, e) ||
	    !rec_get_whole(v, "quantity", &quantity, e) ||
	    !read_amount(c, v, "unit_price", &item->unit_price, e) ||
	    !read_amount(c, v, "total", &item->total, e) ||
	    !rec_get_text(v, "url", &item->url, e) ||
	    !rec_get_text(v, "image", &item->image, e) ||
	    !rec_get_text(v, "category", &item->category, e))
		return false;
	item->quantity = quantity.there ? quantity.n : 1;
	if (item->unit_price.there && !item->total.there)
		item->total.there = money_times(
		    item->unit_price.minor, item->quantity, &item->total.minor);
	if (item->name.len == 0 && item->sku.len == 0)
		return val_expected(v, "name", "text here or as sku", e);
	return item->quantity >= 0 ||
	       val_expected(v, "quantity", "a whole number that is not negative", e);
}

static bool
read_items(struct cart *c, struct val rec, struct err *e)
{
	struct val list, v;
	struct val_iter it;

	if (!rec_get_list(rec, "items", &list, e))
		return false;
	c->listed = val_there(list);
	if (c->listed)
		c->items_json = val_raw(list);
	it = val_iter(list);
	while (val_next(&it, &v))
		if (!read_item(c, v, e))
			return false;
	return true;
}

static bool
read_context(struct cart *c, struct val rec, struct err *e)
{
	struct cart_context *to = &c->context;
	struct val v;

	return rec_get_object(rec, "context", &v, e) &&
	       read_amount(c, v, "shipping_cost", &to->shipping_cost, e) &&
	       rec_get_word(v, "coupon", &to->coupon, e) &&
	       rec_get_word(v, "payment_method", &to->payment_method, e) &&
	       rec_get_word(v, "error", &to->error, e) &&
	       rec_get_word(v, "device", &to->device, e) &&
	       rec_get_word(v, "browser", &to->browser, e) &&
	       rec_get_word(v, "country", &to->country, e) &&
	       rec_get_word(v, "page", &to->page, e);
}

static bool
read_head(struct cart *c, struct val rec, struct err *e)
{
	if (!rec_get_word(rec, "id", &c->id, e))
		return false;
	if (c->id.len == 0)
		return val_expected(rec, "id", "text", e);
	if (!rec_get_word(rec, "session", &c->session, e) ||
	    !rec_get_text(rec, "country", &c->country, e) ||
	    !rec_need_text(rec, "step", &c->step, e) ||
	    !rec_get_time(rec, "started_at", &c->started_at, e) ||
	    !rec_get_time(rec, "last_seen_at", &c->last_seen_at, e) ||
	    !rec_get_text(rec, "url", &c->url, e))
		return false;
	return c->last_seen_at.there || val_expected(rec, "last_seen_at", "a time", e);
}

bool
cart_read(struct cart *c, struct val rec, struct err *e)
{
	struct order_item *items = c->items;
	size_t room = c->room;

	*c = (struct cart){ .items = items, .room = room, .raw = rec };
	return read_currency(c, rec, e) && read_head(c, rec, e) &&
	       read_value(c, rec, e) && read_customer(c, rec, e) &&
	       read_items(c, rec, e) && read_context(c, rec, e);
}

static void
put_json(struct emit *m, struct str name, struct str json)
{
	if (json.len == 0)
		return;
	emit_name(m, name);
	emit_raw(m, json);
}

static void
put_warnings(struct emit *m, const struct texts *warnings)
{
	size_t i;

	if (warnings == NULL)
		return;
	emit_name(m, STR("warnings"));
	emit_list(m);
	for (i = 0; i < warnings->n; i++)
		emit_text(m, warnings->at[i]);
	emit_list_end(m);
}

static void
put_context(struct emit *m, const struct cart *c)
{
	const struct cart_context *from = &c->context;

	if (!from->shipping_cost.there && from->coupon.at == NULL &&
	    from->payment_method.at == NULL && from->error.at == NULL &&
	    from->device.at == NULL && from->browser.at == NULL &&
	    from->country.at == NULL && from->page.at == NULL)
		return;
	emit_name(m, STR("context"));
	emit_object(m);
	emit_put_money(m, STR("shipping_cost"), from->shipping_cost, &c->currency);
	emit_put_text(m, STR("coupon"), from->coupon);
	emit_put_text(m, STR("payment_method"), from->payment_method);
	emit_put_text(m, STR("error"), from->error);
	emit_put_text(m, STR("device"), from->device);
	emit_put_text(m, STR("browser"), from->browser);
	emit_put_text(m, STR("country"), from->country);
	emit_put_text(m, STR("page"), from->page);
	emit_object_end(m);
}

void
cart_write(struct emit *m, const struct cart *c)
{
	emit_object(m);
	emit_put_text(m, STR("type"), STR("cart"));
	emit_put_text(m, STR("id"), c->id);
	emit_put_text(m, STR("session"), c->session);
	put_json(m, STR("customer"), c->customer_json);
	emit_put_text(m, STR("country"), c->country);
	if (c->currency.code[0] != '\0')
		emit_put_text(m, STR("currency"), str_of(c->currency.code));
	emit_put_money(m, STR("value"), c->value, &c->currency);
	put_json(m, STR("items"), c->items_json);
	emit_put_text(m, STR("step"), c->step);
	put_context(m, c);
	emit_put_time(m, STR("started_at"), c->started_at);
	emit_put_time(m, STR("last_seen_at"), c->last_seen_at);
	emit_put_text(m, STR("url"), c->url);
	put_warnings(m, c->warnings);
	emit_object_end(m);
	emit_line(m);
}
