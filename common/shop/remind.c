/* remind - carts that were left, as messages */
/* SPDX-License-Identifier: ISC */

#include "shop/remind.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/stash.h"
#include "shop/cart-view.h"
#include "shop/form.h"
#include "shop/letters.h"
#include "shop/remind-parts.h"
#include "shop/visitors.h"

#define SLACK 64 /* readable bytes behind a text that is scanned */

static bool
read_countries(struct remind *r, struct err *e)
{
	const char *expected = "a list of countries such as [\"IT\", \"FR\"]";
	struct val list, item;
	struct val_iter it;
	bool ok;

	if (!shop_find(r->o.shop, "countries", &list, e))
		return false;
	if (!val_there(list))
		return true;
	ok = val_kind(list) == TOK_ARRAY || val_expected(list, "", expected, e);
	if (ok)
		it = val_iter(list);
	while (ok && val_next(&it, &item)) {
		ok = (val_kind(item) == TOK_TEXT && form_country(val_text(item))) ||
		     val_expected(item, "", "a country such as \"IT\"", e);
		texts_add(&r->countries, ok ? val_text(item) : STR_NONE);
	}
	return ok || shop_err(r->o.shop, list, e);
}

struct remind *
remind_new(const struct remind_options *o, struct err *e)
{
	struct remind *r = mem_zero(1, sizeof *r);
	struct letters_kind kind = remind_letters(o->search);

	kind.shop = o->shop;
	r->o = *o;
	r->visitors = visitors_new();
	r->tongues = tongues_new(o->search);
	r->letters = letters_new(&kind);
	r->view = cart_view_new();
	stash_init(&r->stash);
	if (!read_countries(r, e)) {
		remind_free(r);
		return NULL;
	}
	r->rules = (struct remind_rules){ .steps = o->steps,
		.max = o->max,
		.max_age = o->max_age,
		.countries = r->countries.at,
		.n_countries = r->countries.n,
		.now = o->now };
	return r;
}

void
remind_free(struct remind *r)
{
	if (r == NULL)
		return;
	letters_free(r->letters);
	tongues_free(r->tongues);
	cart_view_free(r->view);
	visitors_free(r->visitors);
	decline_free(r->declines);
	stash_done(&r->stash);
	cart_done(&r->cart);
	rec_done(&r->rec);
	buf_done(&r->line);
	texts_done(&r->countries);
	free(r->held);
	free(r);
}

static struct visitor
customer(const struct cart *c)
{
	return (struct visitor){ c->customer.id, c->customer.email, c->session };
}

/* Judges the cart at hand by itself. */
static bool
judge(struct remind *r, struct err *e)
{
	const struct cart *c = &r->cart;
	enum decline payment = DECLINE_OTHER;

	if (c->context.error.len > 0) {
		if (r->declines == NULL)
			r->declines = decline_open(r->o.search, e);
		if (r->declines == NULL)
			return false;
		payment = decline_find(r->declines, c->context.error);
	}
	remind_judge(&r->rules, c, payment, &r->verdict);
	return true;
}

/* Keeps the cart at hand until all are known. */
static bool
hold(struct remind *r, uint64_t number, struct err *e)
{
	struct str line = val_raw(r->cart.raw);
	struct held *h;
	uint64_t at;

	if (!stash_add(&r->stash, line, &at, e))
		return false;
	if (r->n_held == r->room) {
		r->room = r->room == 0 ? 64 : 2 * r->room;
		r->held = mem_grow(r->held, r->room, sizeof *r->held);
	}
	h = &r->held[r->n_held++];
	*h = (struct held){ .at = at, .len = line.len, .number = number };
	return true;
}

/*
 * Who RECORD tells of, as far as that can be read; false with the first error.  A text in
 * place of the customer is an id, or an address.
 */
static bool
read_who(struct val record, struct visitor *who, struct err *e)
{
	struct err other;
	bool known;

	*who = (struct visitor){ STR_NONE, STR_NONE, STR_NONE };
	if (rec_get_word(record, "customer", &who->id, &other) && who->id.len > 0) {
		who->email = who->id;
		return val_expected(record, "customer", "an object", e);
	}
	known = rec_get_word(record, "customer.id", &who->id, e);
	return rec_get_text(record, "customer.email", &who->email, known ? e : &other) &&
	       known;
}

/* WHO was seen AT with one more cart, which came to STEP. */
static void
note(struct remind *r, const struct visitor *who, struct str step, struct instant at)
{
	/* Somebody who only looked around has not left the cart before that. */
	if (!str_is(step, "viewed"))
		visitors_seen(r->visitors, who, at, ++r->carts);
	if (str_is(step, "purchased"))
		visitors_bought(r->visitors, who, at);
}

/* What a cart that is refused says of a purchase all the same. */
static void
note_purchase(struct remind *r, struct val record)
{
	struct visitor who;
	struct moment seen;
	struct str step;
	struct err e;

	if (!rec_get_text(record, "step", &step, &e) || !str_is(step, "purchased"))
		return;
	(void)read_who(record, &who, &e);
	(void)rec_get_word(record, "session", &who.session, &e);
	if (!rec_get_time(record, "last_seen_at", &seen, &e))
		seen.there = false;
	note(r, &who, step, seen.there ? seen.at : r->o.now);
}

bool
remind_add(struct remind *r, struct val record, struct emit *out, struct err *e)
{
	struct cart *c = &r->cart;
	struct visitor who;

	if (!cart_read(c, record, e)) {
		note_purchase(r, record);
		return false;
	}
	if (!judge(r, e))
		return false;
	who = customer(c);
	note(r, &who, c->step, c->last_seen_at.at);
	if (r->verdict.due)
		return hold(r, r->carts, e);
	if (r->o.explain)
		remind_put_skipped(r, out);
	return true;
}

/* When the order RECORD was placed; none where it came to nothing. */
static bool
read_purchase(struct val record, struct moment *placed, struct err *e)
{
	struct str status;

	if (!rec_get_time(record, "placed_at", placed, e) ||
	    !rec_need_text(record, "status", &status, e))
		return false;
	if (!placed->there)
		return val_expected(record, "placed_at", "a time", e);
	placed->there = !str_is(status, "cancelled");
	return true;
}

bool
remind_bought(struct remind *r, struct val record, struct err *e)
{
	struct moment placed = { .there = false };
	struct visitor who;
	struct str type;
	struct err other;
	bool known, judged;

	known = rec_need_text(record, "type", &type, e);
	if (known && !str_is(type, "order"))
		return err_set(e, ERR_RECORD,
		    "expected a record of type \"order\", got \"%.*s\"",
		    STR_ARG(str_head(type, 60)));
	/* Half of who it was is enough, and the first error is told. */
	known = read_who(record, &who, known ? e : &other) && known;
	judged = read_purchase(record, &placed, known ? e : &other);
	/* Where nobody can tell when, it may have been now: better no mail than a wrong
	 * one. */
	if (!judged || placed.there)
		visitors_bought(r->visitors, &who, judged ? placed.at : r->o.now);
	return known && judged;
}

bool
remind_waits(const struct remind *r)
{
	return r->next < r->n_held;
}

/* The cart of H, judged again. */
static bool
take(struct remind *r, const struct held *h, struct err *e)
{
	buf_clear(&r->line);
	if (!stash_get(&r->stash, h->at, h->len, &r->line, e))
		return false;
	buf_reserve(&r->line, SLACK);
	memset(r->line.at + r->line.len, 0, SLACK);
	return rec_read(&r->rec, buf_view(&r->line), e) &&
	       cart_read(&r->cart, rec_root(&r->rec), e) && judge(r, e);
}

static bool
is_before(struct instant a, struct instant b)
{
	return a.seconds != b.seconds ? a.seconds < b.seconds : a.nanos < b.nanos;
}

/* When the visit of C began; a clock that stepped back may have it end before that. */
static struct instant
begun(const struct cart *c)
{
	const struct instant seen = c->last_seen_at.at;

	return c->started_at.there && is_before(c->started_at.at, seen) ? c->started_at.at
									: seen;
}

/* What the customers did since, and how many messages there are already. */
static bool
judge_rest(struct remind *r, const struct held *h)
{
	const struct cart *c = &r->cart;
	const struct visitor who = customer(c);
	struct reason why = { .rule = "superseded",
		.field = "last_seen_at",
		.why = "the customer was seen later with another cart" };

	if (visitors_has_bought(r->visitors, &who, begun(c)))
		why = (struct reason){ .rule = "bought",
			.field = "--orders",
			.why = "the customer has bought since" };
	else if (visitors_is_last(r->visitors, &who, h->number)) {
		if (r->o.limit < 0 || r->messages < r->o.limit)
			return true;
		why = (struct reason){ .rule = "limit",
			.field = "--limit",
			.why = "this run has written as many messages as it may" };
	}
	r->verdict.due = false;
	r->verdict.n_reasons = 1;
	r->verdict.reasons[0] = why;
	return false;
}

bool
remind_write(struct remind *r, struct emit *out, struct err *e)
{
	const struct held *h = &r->held[r->next++];

	if (!take(r, h, e))
		return false;
	if (judge_rest(r, h)) {
		r->messages++;
		return remind_put_message(r, out, e);
	}
	if (r->o.explain)
		remind_put_skipped(r, out);
	return true;
}
