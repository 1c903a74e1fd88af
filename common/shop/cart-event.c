/* cart-event - a line of a log of shop events, as a piece of a visit */
/* SPDX-License-Identifier: ISC */

#include "shop/cart-event-parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "shop/visits.h"

/* Which members become fields of a visit as values. */
static const struct {
	enum member member;
	uint8_t start, seen;
} value_fields[VALUE_FIELDS] = {
	{ DEVICE, START_DEVICE, SEEN_CONTEXT + CONTEXT_DEVICE },
	{ BROWSER, START_BROWSER, SEEN_CONTEXT + CONTEXT_BROWSER },
	{ COUNTRY, START_COUNTRY, SEEN_CONTEXT + CONTEXT_COUNTRY },
	{ PAGE, START_PAGE, SEEN_CONTEXT + CONTEXT_PAGE },
	{ COUPON, VISIT_NO_FIELD, SEEN_CONTEXT + CONTEXT_COUPON },
	{ ERROR, VISIT_NO_FIELD, SEEN_CONTEXT + CONTEXT_ERROR },
	{ PAYMENT_METHOD, VISIT_NO_FIELD, SEEN_CONTEXT + CONTEXT_PAYMENT_METHOD },
};

/* Lines that are refused are so in every run: of what could refuse one, all is looked at.
 */
static bool
looks_at(const struct visit_shape *s, enum member m)
{
	return (m != ITEMS || s->seen[SEEN_ITEMS] != VISIT_NO_FIELD) &&
	       (m != URL || s->seen[SEEN_URL] != VISIT_NO_FIELD);
}

struct cart_event_reader *
cart_event_reader_new(const struct cart_event_options *o)
{
	struct cart_event_reader *r = mem_zero(1, sizeof *r);
	struct str names[MEMBERS];
	size_t i, n = 0;

	r->o = o;
	for (i = 0; i < MEMBERS; i++) {
		r->place[i] = VISIT_NO_FIELD;
		if (!looks_at(o->shape, (enum member)i))
			continue;
		r->place[i] = (uint8_t)n;
		names[n++] = cart_event_member_names[i];
	}
	r->project = project_new(names, n);
	for (i = 0; i < VALUE_FIELDS; i++) {
		uint8_t start = value_fields[i].start;

		if (o->shape->seen[value_fields[i].seen] == VISIT_NO_FIELD &&
		    (start == VISIT_NO_FIELD ||
			o->shape->start[start] == VISIT_NO_FIELD)) {
			r->others[r->n_others++] = value_fields[i].member;
			continue;
		}
		r->wanted[r->n_wanted].place = r->place[value_fields[i].member];
		r->wanted[r->n_wanted].page = value_fields[i].member == PAGE;
		r->wanted[r->n_wanted].start = start == VISIT_NO_FIELD
						   ? VISIT_NO_FIELD
						   : o->shape->start[start];
		r->wanted[r->n_wanted].seen = o->shape->seen[value_fields[i].seen];
		r->n_wanted++;
	}
	r->cache = values_cache_new(o->values);
	rec_init(&r->customer);
	return r;
}

void
cart_event_reader_free(struct cart_event_reader *r)
{
	if (r == NULL)
		return;
	project_free(r->project);
	values_cache_free(r->cache);
	event_names_done(&r->names);
	pool_done(&r->pool);
	buf_done(&r->text);
	buf_done(&r->email);
	rec_done(&r->customer);
	witness_notes_done(&r->notes);
	free(r);
}

void
cart_event_forget(struct cart_event_reader *r)
{
	pool_clear(&r->pool);
	if (r->o->witness != NULL)
		witness_take(r->o->witness, &r->notes);
}

const struct event_names *
cart_event_names(const struct cart_event_reader *r)
{
	return &r->names;
}

uint64_t
cart_event_cost(int64_t minor, uint32_t currency)
{
	return (uint64_t)currency << 40 | (uint64_t)minor;
}

int64_t
cart_event_cost_minor(uint64_t value)
{
	return (int64_t)(value & ((UINT64_C(1) << 40) - 1));
}

uint32_t
cart_event_cost_currency(uint64_t value)
{
	return (uint32_t)(value >> 40);
}

/* The line has no session that could be one: what its customer says is for the witness.
 */
__attribute__((cold, noinline)) static void
look_at_customer(struct cart_event_reader *r, struct visit *v, int64_t order)
{
	struct err other;

	if (r->o->witness != NULL)
		(void)cart_event_customer(r, v, true, order, &other);
}

/* Whose visit it is: the session's, else the customer's. */
static bool
read_whose(struct cart_event_reader *r, struct visit *v, int64_t order, struct err *e)
{
	struct str session;

	if (!cart_event_word(r, SESSION, &session, e)) {
		look_at_customer(r, v, order);
		return false;
	}
	if (session.len != 0)
		visits_key(session, false, v->key);
	return cart_event_customer(r, v, session.len != 0, order, e);
}

static bool
read_money(struct cart_event_reader *r, struct visit *v, int64_t order, struct err *e)
{
	const struct visit_shape *s = r->o->shape;
	uint8_t cost = s->seen[SEEN_CONTEXT + CONTEXT_SHIPPING_COST];
	const struct currency *c;
	int64_t minor;
	bool there;

	if (!cart_event_currency(r, &c, e) ||
	    !cart_event_amount(r, CART_VALUE, c, &minor, &there, e))
		return false;
	r->currency = c;
	if (there) {
		v->amount = minor;
		v->value = (struct visit_last){ order, (uint64_t)minor };
		v->value_currency = v->currency_low = v->currency_high = visit_currency(
		    c->code);
	}
	if (s->start[START_CURRENCY] != VISIT_NO_FIELD && c != NULL)
		visit_starts(s, v)[s->start[START_CURRENCY]] = values_short(
		    (struct str){ c->code, 3 });
	if (!cart_event_amount(r, SHIPPING_COST, c, &minor, &there, e))
		return false;
	if (there && cost != VISIT_NO_FIELD)
		visit_seen(s, v)[cost] = (struct visit_last){ order,
			cart_event_cost(minor, visit_currency(c->code)) };
	return true;
}

static enum member
member_at(const struct cart_event_reader *r, uint8_t place)
{
	size_t m = 0;

	while (r->place[m] != place)
		m++;
	return (enum member)m;
}

static bool
read_values(struct cart_event_reader *r, struct visit *v, int64_t order, struct err *e)
{
	const struct visit_shape *s = r->o->shape;
	size_t i;

	for (i = 0; i < r->n_others; i++) {
		const struct project_field *f = &r->field[r->place[r->others[i]]];

		if (f->kind == TOK_OBJECT || f->kind == TOK_ARRAY)
			return cart_event_expected(r->others[i], "a text", f, e);
	}
	for (i = 0; i < r->n_wanted; i++) {
		const struct project_field *f = &r->field[r->wanted[i].place];
		uint64_t value;

		if (!cart_event_has(f))
			continue;
		if (f->kind == TOK_OBJECT || f->kind == TOK_ARRAY)
			return cart_event_expected(
			    member_at(r, r->wanted[i].place), "a text", f, e);
		value = values_of(r->cache, (struct str){ f->at, f->len }, f->escaped,
		    r->wanted[i].page);
		if (r->wanted[i].start != VISIT_NO_FIELD)
			visit_starts(s, v)[r->wanted[i].start] = value;
		if (r->wanted[i].seen != VISIT_NO_FIELD && value != 0)
			visit_seen(s, v)[r->wanted[i].seen] = (struct visit_last){ order,
				value };
	}
	return true;
}

/* The member M as a text that a visit can hold: HEAD, and the JSON of the line. */
static void
read_text(struct cart_event_reader *r, struct visit *v, enum member m,
    enum visit_seen field, int64_t order, struct str head)
{
	const struct visit_shape *s = r->o->shape;
	const struct project_field *f = cart_event_member(r, m);
	size_t quotes = f->kind == TOK_TEXT ? 1 : 0, len;
	struct visit_text *text;

	if (s->seen[field] == VISIT_NO_FIELD || !cart_event_has(f) || f->len == 0)
		return;
	len = f->len + 2 * quotes;
	text = pool_zero(&r->pool, sizeof *text + head.len + len);
	text->len = (uint32_t)(head.len + len);
	if (head.len > 0)
		memcpy(text->at, head.at, head.len);
	memcpy(text->at + head.len, f->at - quotes, len);
	visit_seen(s, v)[s->seen[field]] = (struct visit_last){ order,
		(uint64_t)(uintptr_t)text };
}

#define BEFORE_ALL (INT64_C(1) << 60) /* of an order: more than any two lie apart */

static void
read_texts(struct cart_event_reader *r, struct visit *v, int64_t order, uint8_t step)
{
	read_text(r, v, SESSION, SEEN_SESSION, order, STR_NONE);
	/* An id alone says less than a customer: it counts only where there is none. */
	read_text(r, v, CUSTOMER, SEEN_CUSTOMER,
	    cart_event_member(r, CUSTOMER)->kind == TOK_OBJECT ? order
							       : order - BEFORE_ALL,
	    STR_NONE);
	if (cart_event_has(cart_event_member(r, ITEMS))) {
		if (cart_event_lists(r, step, visit_is_valued(v)))
			read_text(
			    r, v, ITEMS, SEEN_ITEMS, order, cart_event_code(r->currency));
		if (cart_event_removes(r))
			read_text(r, v, ITEMS, SEEN_REMOVED, order, STR_NONE);
	}
	read_text(r, v, URL, SEEN_URL, order, STR_NONE);
}

static void
read_list(struct cart_event_reader *r, struct visit *v, int64_t order)
{
	struct visit_times *t;

	if (v->first_step == 0)
		return;
	t = pool_zero(&r->pool, sizeof *t + sizeof *t->order);
	t->n = t->room = 1;
	t->order[0] = order;
	*visit_list(r->o->shape, v) = t;
}

static bool
read_event(struct cart_event_reader *r, uint8_t *step, struct err *e)
{
	const struct project_field *f = cart_event_member(r, EVENT);
	struct str name;

	if (f->kind != TOK_TEXT || f->len == 0)
		return cart_event_expected(EVENT, "the name of an event", f, e);
	name = cart_event_text(r, f);
	*step = steps_of(r->o->steps, name);
	return true;
}

static bool
check_type(struct cart_event_reader *r, struct err *e)
{
	const struct project_field *f = cart_event_member(r, TYPE);

	if (f->kind == TOK_TEXT && str_eq(cart_event_text(r, f), STR("cart_event")))
		return true;
	if (f->kind == TOK_TEXT)
		return err_set(e, ERR_RECORD,
		    "expected a record of type \"cart_event\", got \"%.*s\"",
		    (int)str_head((struct str){ f->at, f->len }, 60).len, f->at);
	return cart_event_expected(TYPE, "text", f, e);
}

/* Makes the piece of the line whose fields have been read. */
static bool
make_piece(struct cart_event_reader *r, struct visit *out, struct err *e)
{
	const struct visit_shape *s = r->o->shape;
	uint8_t step = STEP_NONE;
	int64_t at = 0, order;

	if (!check_type(r, e) || !cart_event_time(r, &at, e) || !read_event(r, &step, e))
		return false;
	visit_event(s, out, at, step);
	order = visit_order(at, out->first_step);
	if (!read_whose(r, out, order, e) || !read_money(r, out, order, e) ||
	    !read_values(r, out, order, e)) {
		cart_event_testify(r, out, step);
		return false;
	}
	if (s->n_seen != s->n_values) {
		read_texts(r, out, order, step);
		cart_event_testify(r, out, step);
	}
	if (s->listed)
		read_list(r, out, order);
	if (step == STEP_NONE)
		event_names_add(
		    &r->names, cart_event_text(r, cart_event_member(r, EVENT)), 1);
	return true;
}

bool
cart_event_read(
    struct cart_event_reader *r, struct str line, struct visit *out, struct err *e)
{
	return project_line(r->project, line, r->field, e) && make_piece(r, out, e);
}

bool
cart_event_next(struct cart_event_reader *r, struct str *rest, struct str *line,
    struct visit *out, struct err *e)
{
	return project_next(r->project, rest, line, r->field, e) && make_piece(r, out, e);
}
