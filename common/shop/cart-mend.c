/* cart-mend - what a log says of a cart, as a cart record may say it */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>
#include <string.h>

#include "base/lines.h"
#include "base/mem.h"
#include "shop/cart-mend-parts.h"
#include "shop/form.h"

/* What a record may be without its customer and its items, with room to spare. */
#define REST ((size_t)1 << 16)

#define CONSENT 4

static const struct mend_member of_customer[] = {
	{ STR_INIT("id"), { NULL, 0 }, MEND_WORD },
	{ STR_INIT("email"), { NULL, 0 }, MEND_TEXT },
	{ STR_INIT("name"), { NULL, 0 }, MEND_TEXT },
	{ STR_INIT("locale"), { NULL, 0 }, MEND_LANGUAGE },
	[CONSENT] = { STR_INIT("accepts_marketing"), { NULL, 0 }, MEND_TRUTH },
};

enum item_member { SKU, NAME, QUANTITY, UNIT_PRICE, TOTAL, URL, IMAGE, CATEGORY };

static const struct mend_member of_item[] = {
	[SKU] = { STR_INIT("sku"), STR_INIT("item_id"), MEND_WORD },
	[NAME] = { STR_INIT("name"), STR_INIT("item_name"), MEND_WORD },
	[QUANTITY] = { STR_INIT("quantity"), { NULL, 0 }, MEND_COUNT },
	[UNIT_PRICE] = { STR_INIT("unit_price"), STR_INIT("price"), MEND_MONEY },
	[TOTAL] = { STR_INIT("total"), { NULL, 0 }, MEND_MONEY },
	[URL] = { STR_INIT("url"), { NULL, 0 }, MEND_LINK },
	[IMAGE] = { STR_INIT("image"), { NULL, 0 }, MEND_LINK },
	[CATEGORY] = { STR_INIT("category"), STR_INIT("item_category"), MEND_TEXT },
};

#define LENGTH(list) (sizeof(list) / sizeof *(list))
#define MEMBERS 8 /* at most */

_Static_assert(LENGTH(of_customer) <= MEMBERS && LENGTH(of_item) <= MEMBERS,
    "an object has room for its members");

struct cart_mend *
cart_mend_new(void)
{
	struct cart_mend *m = mem_zero(1, sizeof *m);

	rec_init(&m->rec);
	emit_init(&m->customer, -1);
	emit_init(&m->items, -1);
	return m;
}

void
cart_mend_free(struct cart_mend *m)
{
	if (m == NULL)
		return;
	buf_done(&m->line);
	rec_done(&m->rec);
	emit_done(&m->customer);
	emit_done(&m->items);
	pool_done(&m->pool);
	texts_done(&m->warnings);
	free(m);
}

/* --- the customer and the items ------------------------------------------------------
 */

static void
mend_customer(struct cart_mend *m, struct val v)
{
	struct mended values[MEMBERS];
	struct err e;
	size_t i;

	if (!cart_mend_says(v))
		return;
	if (val_kind(v) == TOK_OBJECT) {
		for (i = 0; i < LENGTH(of_customer); i++)
			cart_mend_member(m, v, &of_customer[i], &values[i]);
		values[CONSENT].is = values[CONSENT].is && !m->source->withdrawn;
		cart_mend_put(
		    m, &m->customer, v, of_customer, values, LENGTH(of_customer));
	} else if (cart_mend_written(v).at != NULL) {
		emit_object(&m->customer);
		emit_put_text(&m->customer, STR("id"), cart_mend_written(v));
		emit_object_end(&m->customer);
	} else {
		(void)val_expected(v, "", "an object or an id", &e);
		cart_mend_warn(m, &e);
		return;
	}
	m->cart->customer_json = buf_view(&m->customer.out);
}

/* What V is worth where nobody knows how many there are: not the price of one. */
static void
forget_price(struct cart_mend *m, struct val v, struct mended *price)
{
	struct err e;

	if (!price->there)
		return;
	price->there = false;
	(void)val_err(v, &e, "the price of one, and nothing says how many there are");
	cart_mend_warn(m, &e);
}

/* Writes the item V; false where it is left out. */
static bool
mend_item(struct cart_mend *m, struct val v)
{
	struct mended values[MEMBERS];
	struct err e;
	size_t i;

	if (val_kind(v) != TOK_OBJECT) {
		(void)val_expected(v, "", "an object", &e);
		cart_mend_warn(m, &e);
		return false;
	}
	for (i = 0; i < LENGTH(of_item); i++)
		cart_mend_member(m, v, &of_item[i], &values[i]);
	if (!values[SKU].there && !values[NAME].there) {
		(void)val_err(v, &e, "an item without a sku and a name");
		cart_mend_warn(m, &e);
		return false;
	}
	if (values[QUANTITY].bad)
		forget_price(m, v, &values[UNIT_PRICE]);
	cart_mend_put(m, &m->items, v, of_item, values, LENGTH(of_item));
	return true;
}

static void
mend_items(struct cart_mend *m, struct val list)
{
	struct val_iter it;
	struct val item;
	struct err e;
	size_t n = 0;

	if (!cart_mend_says(list))
		return;
	if (val_kind(list) != TOK_ARRAY) {
		(void)val_expected(list, "", "a list", &e);
		cart_mend_warn(m, &e);
		return;
	}
	it = val_iter(list);
	emit_list(&m->items);
	while (val_next(&it, &item))
		n += mend_item(m, item);
	emit_list_end(&m->items);
	/* A cart of which nothing is known is not an empty one. */
	if (n > 0 || val_count(list) == 0)
		m->cart->items_json = buf_view(&m->items.out);
}

/* Both as members of one record, so that errors say where they stand. */
static void
mend_texts(struct cart_mend *m)
{
	const struct cart_mend_source *s = m->source;
	struct val v;
	struct err e;

	buf_clear(&m->line);
	buf_char(&m->line, '{');
	if (s->customer.len > 0) {
		buf_text(&m->line, "\"customer\":");
		buf_str(&m->line, s->customer);
	}
	if (s->items.len > 0) {
		buf_text(&m->line, s->customer.len > 0 ? ",\"items\":" : "\"items\":");
		buf_str(&m->line, s->items);
	}
	buf_char(&m->line, '}');
	buf_reserve(&m->line, LINES_SLACK);
	memset(m->line.at + m->line.len, 0, LINES_SLACK);
	if (!rec_read(&m->rec, buf_view(&m->line), &e)) {
		cart_mend_warn(m, &e);
		return;
	}
	if (rec_find(rec_root(&m->rec), "customer", &v, &e))
		mend_customer(m, v);
	if (rec_find(rec_root(&m->rec), "items", &v, &e))
		mend_items(m, v);
}

/* --- the rest ------------------------------------------------------------------------
 */

/* A line of JSON Lines is at most so long; what does not fit is left out. */
static void
mend_size(struct cart_mend *m)
{
	struct cart *c = m->cart;
	struct err e;

	if (c->customer_json.len + c->items_json.len + c->session.len + REST < LINES_MAX)
		return;
	c->items_json = STR_NONE;
	(void)err_set(&e, ERR_RECORD, "items: more than a record can have");
	cart_mend_warn(m, &e);
	if (c->customer_json.len + c->session.len + REST < LINES_MAX)
		return;
	c->customer_json = STR_NONE;
	(void)err_set(&e, ERR_RECORD, "customer: more than a record can have");
	cart_mend_warn(m, &e);
}

/* Without a value the amounts are in the currency of the items, else of the shipping. */
static void
mend_currency(struct cart_mend *m)
{
	const struct cart_mend_source *s = m->source;
	struct cart *c = m->cart;
	struct amount *cost = &c->context.shipping_cost;
	struct err e;

	if (c->currency.code[0] == '\0' && m->priced)
		c->currency = s->of_items;
	if (c->currency.code[0] == '\0' && cost->there)
		c->currency = s->of_cost;
	if (!cost->there || strcmp(c->currency.code, s->of_cost.code) == 0)
		return;
	cost->there = false;
	(void)err_set(&e, ERR_RECORD,
	    "context.shipping_cost: an amount in %s, and the cart is in %s",
	    s->of_cost.code, c->currency.code);
	cart_mend_warn(m, &e);
}

static void
mend_country(struct cart_mend *m)
{
	struct str given = m->cart->context.country;
	struct err e;
	char *code;
	size_t i;

	m->cart->country = m->cart->context.country = STR_NONE;
	if (given.len == 0)
		return;
	code = pool_alloc(&m->pool, given.len);
	for (i = 0; i < given.len; i++)
		code[i] = given.at[i] >= 'a' && given.at[i] <= 'z'
			      ? (char)(given.at[i] - 'a' + 'A')
			      : given.at[i];
	if (form_country((struct str){ code, given.len })) {
		m->cart->country = (struct str){ code, given.len };
		m->cart->context.country = m->cart->country;
		return;
	}
	(void)err_set(&e, ERR_RECORD,
	    "context.country: expected a country such as IT, got \"%.*s\"",
	    STR_ARG(str_head(given, 60)));
	cart_mend_warn(m, &e);
}

static void
mend_way(struct cart_mend *m)
{
	struct str given = m->cart->url;
	struct err e;

	m->cart->url = STR_NONE;
	if (given.len == 0)
		return;
	m->cart->url = cart_mend_link(m, given);
	if (m->cart->url.len > 0)
		return;
	(void)err_set(&e, ERR_RECORD,
	    "url: expected a link of http or https, got \"%.*s\"",
	    STR_ARG(str_head(given, 60)));
	cart_mend_warn(m, &e);
}

void
cart_mend(struct cart_mend *m, const struct cart_mend_source *s, struct cart *c)
{
	emit_drop(&m->customer);
	emit_drop(&m->items);
	pool_clear(&m->pool);
	m->warnings.n = m->warned = 0;
	m->priced = false;
	m->source = s;
	m->cart = c;
	c->customer_json = c->items_json = STR_NONE;
	mend_texts(m);
	mend_currency(m);
	mend_country(m);
	mend_way(m);
	mend_size(m);
	if (m->warned > CART_MEND_WARNINGS)
		texts_add(&m->warnings,
		    pool_fmt(&m->pool, "and %zu more", m->warned - CART_MEND_WARNINGS));
	c->warnings = m->warnings.n == 0 ? NULL : &m->warnings;
}
