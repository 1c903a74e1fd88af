/* funnel-carts - the lost carts themselves */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>

#include "base/mem.h"
#include "shop/cart-emptied.h"
#include "shop/cart-event.h"
#include "shop/cart-mend.h"
#include "shop/funnel-parts.h"
#include "shop/visit-texts.h"

struct lister {
	struct funnel_counting *c;
	struct cart cart;
	struct cart_mend *mend;
	struct pool pool; /* of the cart at hand */
	struct cart_event_named named;
	struct cart_emptied emptied;
	uint64_t names[FUNNEL_NAMES]; /* of who left it */
	struct funnel_carts sum;
};

/* The text that V has in FIELD, as JSON; or none. */
static struct str
json_of(const struct lister *l, const struct visit *v, enum visit_seen field)
{
	const struct visit_text *text = (const void *)(uintptr_t)visit_seen_of(
	    l->c->s->shape, v, field);

	return text == NULL ? STR_NONE : (struct str){ text->at, text->len };
}

/* JSON, a text or a number, as plain text. */
static struct str
plain_of(struct lister *l, struct str json)
{
	char *to;

	if (json.len < 2 || json.at[0] != '"')
		return json;
	json = (struct str){ json.at + 1, json.len - 2 };
	to = pool_alloc(&l->pool, json.len);
	return (struct str){ to, scan_unescape(json, to) };
}

static struct str
value_of(struct lister *l, const struct visit *v, enum context_field field)
{
	uint64_t value = visit_seen_of(
	    l->c->s->shape, v, (enum visit_seen)(SEEN_CONTEXT + field));
	char room[VALUES_SHORT];

	return pool_copy(&l->pool, values_text(l->c->s->values, value, room));
}

static struct moment
moment_of(int64_t ms)
{
	return (struct moment){ true, instant_of_ms(ms) };
}

/* *OF_COST is the currency of the shipping cost. */
static void
fill_context(struct lister *l, const struct visit *v, struct currency *of_cost)
{
	struct cart_context *c = &l->cart.context;
	uint64_t cost = visit_seen_of(
	    l->c->s->shape, v, (enum visit_seen)(SEEN_CONTEXT + CONTEXT_SHIPPING_COST));

	*c = (struct cart_context){
		.coupon = value_of(l, v, CONTEXT_COUPON),
		.payment_method = value_of(l, v, CONTEXT_PAYMENT_METHOD),
		.error = value_of(l, v, CONTEXT_ERROR),
		.device = value_of(l, v, CONTEXT_DEVICE),
		.browser = value_of(l, v, CONTEXT_BROWSER),
		.country = value_of(l, v, CONTEXT_COUNTRY),
		.page = value_of(l, v, CONTEXT_PAGE),
	};
	*of_cost = visit_currency_find(cart_event_cost_currency(cost));
	if (cost != 0)
		c->shipping_cost = (struct amount){ true, cart_event_cost_minor(cost) };
}

/* When V had its first event of the second step, or else of the first step behind that of
 * which it has one: looks at the shop may come to be known later, and change nothing. */
static int64_t
filled_at(const struct lister *l, struct visit *v)
{
	const uint32_t *firsts = visit_firsts(l->c->s->shape, v);
	size_t i;

	for (i = 1; i < l->c->s->plan->steps->n; i++)
		if (firsts[i] != VISIT_UNTIMED)
			return v->first + firsts[i];
	return v->first;
}

/* Names the cart of V, whose session is known, and whose customer was looked at. */
static void
set_id(struct lister *l, struct visit *v)
{
	struct str whose = l->cart.session;
	char id[HASH_NAME];

	if (whose.len == 0)
		whose = l->named.id.len != 0 ? l->named.id : l->named.email;
	cart_id(whose, instant_of_ms(filled_at(l, v)), id);
	l->cart.id = pool_copy(&l->pool, str_of(id));
}

static void
write_cart(struct lister *l, struct visit *v, size_t depth, struct emit *out)
{
	struct cart *cart = &l->cart;
	struct cart_mend_source s = { .customer = json_of(l, v, SEEN_CUSTOMER) };

	pool_clear(&l->pool);
	*cart = (struct cart){ .step = l->c->s->plan->steps->name[depth] };
	cart->session = plain_of(l, json_of(l, v, SEEN_SESSION));
	s.withdrawn = funnel_has_withdrawn(l->c, l->names);
	cart_event_items(json_of(l, v, SEEN_ITEMS), &s.of_items, &s.items);
	cart->url = plain_of(l, json_of(l, v, SEEN_URL));
	if (v->value_currency != 0) {
		cart->currency = visit_currency_find(v->value_currency);
		cart->value = (struct amount){ true, (int64_t)v->value.value };
	}
	fill_context(l, v, &s.of_cost);
	cart->started_at = moment_of(v->first);
	cart->last_seen_at = moment_of(v->last);
	set_id(l, v);
	cart_mend(l->mend, &s, cart);
	l->sum.carts++;
	l->sum.warned += cart->warnings != NULL;
	cart_write(out, cart);
}

/* Whether all that V is known to have had in its cart was taken out again, and no amount
 * since says otherwise. */
static bool
is_emptied(struct lister *l, struct visit *v)
{
	const struct visit_shape *s = l->c->s->shape;
	const struct visit_last *items = &visit_seen(s, v)[s->seen[SEEN_ITEMS]];
	const struct visit_last *removed = &visit_seen(s, v)[s->seen[SEEN_REMOVED]];
	int64_t valued = visit_is_valued(v) ? v->value.order : VISIT_NEVER;
	struct currency c;
	struct str had, out = json_of(l, v, SEEN_REMOVED);

	cart_event_items(json_of(l, v, SEEN_ITEMS), &c, &had);
	if (had.len == 0)
		return false;
	if (items->order > valued && cart_emptied(&l->emptied, had, STR("[]")))
		return true;
	return removed->order > items->order && removed->order > valued &&
	       cart_emptied(&l->emptied, had, out);
}

/* Whom the cart of V names may have been named before whom V named last. */
static void
find_names(struct lister *l, const struct visit *v)
{
	witness_names(l->c->s->shape, v, l->names);
	cart_event_named(&l->named, json_of(l, v, SEEN_CUSTOMER));
	l->names[WITNESS_NAMES] = witness_id(l->named.id);
	l->names[WITNESS_NAMES + 1] = witness_address(l->named.email);
}

/* Whether V is a cart that was lost with something in it, and its customer has not bought
 * since and is not in the shop. */
static bool
is_lost(struct lister *l, struct visit *v, size_t *depth)
{
	struct funnel_counting *c = l->c;

	if (funnel_is_future(c, v) || !funnel_is_decided(c, v))
		return false;
	*depth = funnel_plan_depth(c->s->plan, c->s->shape, v);
	if (*depth == 0 || *depth + 1 == c->s->plan->steps->n)
		return false;
	if (is_emptied(l, v))
		return false;
	find_names(l, v);
	return !funnel_has_bought(c, v, l->names) && !funnel_is_back(c, v, l->names);
}

static bool
write_part(struct lister *l, size_t number, struct emit *out, struct err *e)
{
	struct visits *visits = l->c->s->visits;
	struct visits_part part;
	size_t i, depth;
	bool ok;

	if (!visits_take(visits, number, &part, e))
		return false;
	visits_sort(&part);
	ok = visit_texts_load(l->c->s->values, l->c->s->shape, &part, e);
	for (i = 0; i < part.n && ok; i++)
		if (is_lost(l, part.at[i], &depth))
			write_cart(l, part.at[i], depth, out);
	visits_give(visits, &part);
	return ok;
}

bool
funnel_carts_write(const struct funnel_source *s, struct emit *out,
    struct funnel_carts *sum, struct err *e)
{
	struct funnel_counting c;
	struct lister l = { .c = &c, .mend = cart_mend_new() };
	size_t i;
	bool ok;

	cart_event_named_init(&l.named);
	cart_emptied_init(&l.emptied);
	funnel_counting_init(&c, s);
	ok = funnel_survey(&c, e);
	for (i = 0; i < VISITS_PARTS && ok; i++)
		ok = write_part(&l, i, out, e);
	*sum = l.sum;
	pool_done(&l.pool);
	cart_event_named_done(&l.named);
	cart_emptied_done(&l.emptied);
	cart_mend_free(l.mend);
	funnel_counting_done(&c);
	return ok;
}
