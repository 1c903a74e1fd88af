/* cart-event - a line of a log of shop events, as a piece of a visit */
/* SPDX-License-Identifier: ISC */

#include "shop/cart-event.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/pool.h"
#include "data/project.h"
#include "data/rec.h"
#include "data/scan.h"
#include "shop/visits.h"

/* What is read of a line, in the order in which members mostly stand. */
enum member {
	TYPE,
	TS,
	SESSION,
	CUSTOMER,
	EVENT,
	CART_VALUE,
	CURRENCY,
	/* Behind these, only what the shape asks for. */
	ITEMS,
	DEVICE,
	BROWSER,
	COUNTRY,
	PAGE,
	URL,
	SHIPPING_COST,
	COUPON,
	ERROR,
	PAYMENT_METHOD,
	MEMBERS,
};

static const struct str member_names[MEMBERS] = {
	STR_INIT("type"),
	STR_INIT("ts"),
	STR_INIT("session"),
	STR_INIT("customer"),
	STR_INIT("event"),
	STR_INIT("cart_value"),
	STR_INIT("currency"),
	STR_INIT("items"),
	STR_INIT("device"),
	STR_INIT("browser"),
	STR_INIT("country"),
	STR_INIT("page"),
	STR_INIT("url"),
	STR_INIT("shipping_cost"),
	STR_INIT("coupon"),
	STR_INIT("error"),
	STR_INIT("payment_method"),
};

/* Which members become fields of a visit as values. */
static const struct {
	enum member member;
	uint8_t start, seen;
} value_fields[] = {
	{ DEVICE, START_DEVICE, SEEN_CONTEXT + CONTEXT_DEVICE },
	{ BROWSER, START_BROWSER, SEEN_CONTEXT + CONTEXT_BROWSER },
	{ COUNTRY, START_COUNTRY, SEEN_CONTEXT + CONTEXT_COUNTRY },
	{ PAGE, START_PAGE, SEEN_CONTEXT + CONTEXT_PAGE },
	{ COUPON, VISIT_NO_FIELD, SEEN_CONTEXT + CONTEXT_COUPON },
	{ ERROR, VISIT_NO_FIELD, SEEN_CONTEXT + CONTEXT_ERROR },
	{ PAYMENT_METHOD, VISIT_NO_FIELD, SEEN_CONTEXT + CONTEXT_PAYMENT_METHOD },
};

#define VALUE_FIELDS (sizeof value_fields / sizeof *value_fields)
#define CURRENCIES 64 /* a power of two */

struct known_currency {
	uint32_t packed; /* 0: the slot is free */
	struct currency currency;
};

struct cart_event_reader {
	const struct cart_event_options *o;
	struct project *project;
	uint8_t place[MEMBERS]; /* in the projection, or VISIT_NO_FIELD */
	struct project_field field[MEMBERS];
	struct {
		uint8_t place, start, seen; /* of a visit's, VISIT_NO_FIELD where none */
		bool page;
	} wanted[VALUE_FIELDS];
	size_t n_wanted;
	struct values_cache *cache;
	struct known_currency currencies[CURRENCIES];
	char day[11]; /* the day of the last time: "2026-11-21T" */
	int64_t day_ms;
	struct event_names names;
	struct pool pool; /* of the pieces since the last forget */
	struct buf text;
};

static bool
asks_for(const struct visit_shape *s, enum member m)
{
	size_t i;

	for (i = 0; i < VALUE_FIELDS; i++)
		if (value_fields[i].member == m)
			return s->seen[value_fields[i].seen] != VISIT_NO_FIELD ||
			       (value_fields[i].start != VISIT_NO_FIELD &&
				   s->start[value_fields[i].start] != VISIT_NO_FIELD);
	if (m == ITEMS)
		return s->seen[SEEN_ITEMS] != VISIT_NO_FIELD;
	if (m == URL)
		return s->seen[SEEN_URL] != VISIT_NO_FIELD;
	if (m == SHIPPING_COST)
		return s->seen[SEEN_CONTEXT + CONTEXT_SHIPPING_COST] != VISIT_NO_FIELD;
	return true;
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
		if (!asks_for(o->shape, (enum member)i))
			continue;
		r->place[i] = (uint8_t)n;
		names[n++] = member_names[i];
	}
	r->project = project_new(names, n);
	for (i = 0; i < VALUE_FIELDS; i++) {
		uint8_t start = value_fields[i].start;

		if (r->place[value_fields[i].member] == VISIT_NO_FIELD)
			continue;
		r->wanted[r->n_wanted].place = r->place[value_fields[i].member];
		r->wanted[r->n_wanted].page = value_fields[i].member == PAGE;
		r->wanted[r->n_wanted].start = start == VISIT_NO_FIELD
						   ? VISIT_NO_FIELD
						   : o->shape->start[start];
		r->wanted[r->n_wanted].seen = o->shape->seen[value_fields[i].seen];
		r->n_wanted++;
	}
	r->cache = values_cache_new(o->values);
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
	free(r);
}

void
cart_event_forget(struct cart_event_reader *r)
{
	pool_clear(&r->pool);
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

/* The member M, absent where it is null, too. */
static const struct project_field *
member(const struct cart_event_reader *r, enum member m)
{
	static const struct project_field none = { .kind = PROJECT_ABSENT };
	const struct project_field *f;

	if (r->place[m] == VISIT_NO_FIELD)
		return &none;
	f = &r->field[r->place[m]];
	return f->kind == TOK_NULL ? &none : f;
}

static bool
is_there(const struct project_field *f)
{
	return f->kind != PROJECT_ABSENT && f->kind != TOK_NULL;
}

/* `ts: expected a time, got ...`; the value is shown shortly, as `rec` would. */
__attribute__((cold, noinline)) static bool
expected(enum member m, const char *what, const struct project_field *f, struct err *e)
{
	struct str name = member_names[m];
	const char *quote = f->kind == TOK_TEXT ? "\"" : "";
	struct str got = str_head((struct str){ f->at, f->len }, 60);

	if (!is_there(f))
		got = STR("nothing");
	else if (f->kind == TOK_OBJECT)
		got = STR("an object");
	else if (f->kind == TOK_ARRAY)
		got = STR("a list");
	return err_set(e, ERR_RECORD, "%.*s: expected %s, got %s%.*s%s", STR_ARG(name),
	    what, quote, STR_ARG(got), quote);
}

/* The text of F, decoded where it has escapes, until the next call. */
static struct str
plain_text(struct cart_event_reader *r, const struct project_field *f)
{
	if (!f->escaped)
		return (struct str){ f->at, f->len };
	buf_clear(&r->text);
	buf_reserve(&r->text, f->len + 1);
	r->text.len = scan_unescape((struct str){ f->at, f->len }, r->text.at);
	return buf_view(&r->text);
}

static bool
two_digits(const char *p, int most, int *out)
{
	unsigned tens = (unsigned char)p[0] - (unsigned)'0';
	unsigned ones = (unsigned char)p[1] - (unsigned)'0';

	*out = (int)(10 * tens + ones);
	return tens <= 9 && ones <= 9 && *out <= most;
}

/* "10:00:00", then ".5", ".123" or nothing, then "Z". */
static bool
read_clock(const char *p, size_t len, int64_t *ms)
{
	int hour, minute, second, unit = 100, part = 0;
	size_t i;

	if (len < 9 || p[len - 1] != 'Z' || !two_digits(p, 23, &hour) || p[2] != ':' ||
	    !two_digits(p + 3, 59, &minute) || p[5] != ':' ||
	    !two_digits(p + 6, 59, &second))
		return false;
	if (len > 9 && (p[8] != '.' || len == 10 || len > 13))
		return false;
	for (i = 9; i + 1 < len; i++, unit /= 10) {
		if (p[i] < '0' || p[i] > '9')
			return false;
		part += (p[i] - '0') * unit;
	}
	*ms = ((hour * 60 + minute) * 60 + second) * INT64_C(1000) + part;
	return true;
}

/* Any time of RFC 3339, and the day to be remembered. */
static bool
read_time(struct cart_event_reader *r, const struct project_field *f, int64_t *ms)
{
	struct str text = f->kind == TOK_TEXT ? plain_text(r, f) : STR("");
	struct instant at;

	if (!instant_read(text, &at))
		return false;
	*ms = at.seconds * 1000 + (at.nanos + 500000) / 1000000;
	if (text.len > 11 && date_read(str_head(text, 10), &r->day_ms)) {
		memcpy(r->day, text.at, 11);
		r->day_ms *= INT64_C(86400000);
	}
	return true;
}

static bool
read_ts(struct cart_event_reader *r, int64_t *ms, struct err *e)
{
	const struct project_field *f = member(r, TS);

	if (f->kind == TOK_TEXT && f->len > 11 && memcmp(f->at, r->day, 11) == 0 &&
	    read_clock(f->at + 11, f->len - 11, ms))
		*ms += r->day_ms;
	else if (!read_time(r, f, ms))
		return expected(TS, "a time such as 2026-11-21T10:00:00Z", f, e);
	if (*ms < CART_EVENT_FIRST || *ms > CART_EVENT_LAST)
		return expected(TS, "a time in the years from 2000 to 9998", f, e);
	return true;
}

/* A text that is not empty, or a number as it is written: ids that are written bare. */
static bool
read_word(struct cart_event_reader *r, enum member m, struct str *out, struct err *e)
{
	const struct project_field *f = member(r, m);

	*out = STR_NONE;
	if (!is_there(f))
		return true;
	if (f->kind != TOK_TEXT && f->kind != TOK_NUMBER)
		return expected(m, "a text", f, e);
	*out = plain_text(r, f);
	return true;
}

/* The id in a customer that is an object; its e-mail address where it has no id. */
static bool
customer_of_object(struct cart_event_reader *r, const struct project_field *f,
    struct str *out, struct err *e)
{
	struct rec rec;
	struct str id = STR_NONE;
	bool ok;

	rec_init(&rec);
	ok = rec_read(&rec, (struct str){ f->at, f->len }, e) &&
	     rec_get_word(rec_root(&rec), "id", &id, e) &&
	     (id.len != 0 || rec_get_word(rec_root(&rec), "email", &id, e));
	if (ok && id.len != 0)
		*out = pool_copy(&r->pool, id);
	else if (!ok)
		(void)err_prefix(e, "customer.");
	rec_done(&rec);
	return ok;
}

static bool
read_customer(struct cart_event_reader *r, struct str *out, struct err *e)
{
	const struct project_field *f = member(r, CUSTOMER);

	*out = STR_NONE;
	if (f->kind == TOK_OBJECT)
		return customer_of_object(r, f, out, e);
	return read_word(r, CUSTOMER, out, e);
}

/* Whose visit it is: the session's, else the customer's. */
static bool
read_key(struct cart_event_reader *r, struct visit *v, struct err *e)
{
	const struct visit_shape *s = r->o->shape;
	struct str session, customer;

	if (!read_word(r, SESSION, &session, e))
		return false;
	if (session.len != 0)
		visits_key(session, false, v->key);
	if (session.len != 0 && s->seen[SEEN_BUYER] == VISIT_NO_FIELD)
		return true;
	if (!read_customer(r, &customer, e))
		return false;
	if (session.len == 0 && customer.len == 0)
		return expected(
		    SESSION, "a session or a customer", member(r, SESSION), e);
	if (session.len == 0)
		visits_key(customer, true, v->key);
	if (s->seen[SEEN_BUYER] != VISIT_NO_FIELD && customer.len != 0)
		visit_seen(s, v)[s->seen[SEEN_BUYER]].value = values_id(customer);
	return true;
}

/* The currency that CODE names, or NULL. */
static const struct currency *
find_currency(struct cart_event_reader *r, struct str code)
{
	struct known_currency *known;
	uint32_t packed;

	if (code.len != 3)
		return NULL;
	packed = visit_currency(code.at);
	known = &r->currencies[(packed * 2654435761u) >> 26];
	if (known->packed == packed)
		return &known->currency;
	if (!currency_find(code, &known->currency))
		return NULL;
	known->packed = packed;
	return &known->currency;
}

/* *OUT is NULL where the line has none and nor has the shop. */
static bool
read_currency(struct cart_event_reader *r, const struct currency **out, struct err *e)
{
	const struct project_field *f = member(r, CURRENCY);

	*out = r->o->currency.code[0] == '\0' ? NULL : &r->o->currency;
	if (!is_there(f))
		return true;
	*out = f->kind == TOK_TEXT ? find_currency(r, plain_text(r, f)) : NULL;
	if (*out == NULL)
		return expected(CURRENCY, "a currency of ISO 4217 such as EUR", f, e);
	return true;
}

/* Decimal TEXT without a sign, rounded half up to C's minor units. */
static bool
read_decimal(struct str text, const struct currency *c, int64_t *minor)
{
	int64_t n = 0;
	size_t i = 0, digits = 0;
	unsigned exponent = c->exponent, places = 0;

	for (; i < text.len && text.at[i] >= '0' && text.at[i] <= '9'; i++, digits++)
		if ((n = 10 * n + (text.at[i] - '0')) > CART_EVENT_MOST)
			return false;
	if (digits == 0)
		return false;
	if (i < text.len && text.at[i] == '.' && ++i == text.len)
		return false;
	for (; i < text.len && text.at[i] >= '0' && text.at[i] <= '9'; i++, places++) {
		if (places < exponent)
			n = 10 * n + (text.at[i] - '0');
		else if (places == exponent && text.at[i] >= '5')
			n++;
	}
	for (; places < exponent; places++)
		n *= 10;
	*minor = n;
	return i == text.len && n <= CART_EVENT_MOST;
}

/* *THERE is false where the line has no amount M. */
static bool
read_amount(struct cart_event_reader *r, enum member m, const struct currency *c,
    int64_t *minor, bool *there, struct err *e)
{
	const struct project_field *f = member(r, m);

	*there = false;
	if (!is_there(f) || (f->kind == TOK_TEXT && f->len == 0))
		return true;
	if (c == NULL)
		return expected(
		    CURRENCY, "one for the amount beside it", member(r, CURRENCY), e);
	if ((f->kind != TOK_TEXT && f->kind != TOK_NUMBER) ||
	    !read_decimal(plain_text(r, f), c, minor))
		return expected(m, "an amount from 0 to 1000000000", f, e);
	*there = true;
	return true;
}

static bool
read_money(struct cart_event_reader *r, struct visit *v, int64_t order, struct err *e)
{
	const struct visit_shape *s = r->o->shape;
	uint8_t cost = s->seen[SEEN_CONTEXT + CONTEXT_SHIPPING_COST];
	const struct currency *c;
	int64_t minor;
	bool there;

	if (!read_currency(r, &c, e) || !read_amount(r, CART_VALUE, c, &minor, &there, e))
		return false;
	if (there) {
		v->amount = minor;
		v->value = (struct visit_last){ order, (uint64_t)minor };
		v->value_currency = v->currency_low = v->currency_high = visit_currency(
		    c->code);
	}
	if (s->start[START_CURRENCY] != VISIT_NO_FIELD && c != NULL)
		visit_starts(s, v)[s->start[START_CURRENCY]] = values_short(
		    (struct str){ c->code, 3 });
	if (cost == VISIT_NO_FIELD)
		return true;
	if (!read_amount(r, SHIPPING_COST, c, &minor, &there, e))
		return false;
	if (there)
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

	for (i = 0; i < r->n_wanted; i++) {
		const struct project_field *f = &r->field[r->wanted[i].place];
		uint64_t value;

		if (!is_there(f))
			continue;
		if (f->kind == TOK_OBJECT || f->kind == TOK_ARRAY)
			return expected(member_at(r, r->wanted[i].place), "a text", f, e);
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

/* The member M as a text that a visit can hold: the JSON of the line. */
static void
read_text(struct cart_event_reader *r, struct visit *v, enum member m,
    enum visit_seen field, int64_t order)
{
	const struct visit_shape *s = r->o->shape;
	const struct project_field *f = member(r, m);
	size_t quotes = f->kind == TOK_TEXT ? 1 : 0, len;
	struct visit_text *text;

	if (s->seen[field] == VISIT_NO_FIELD || !is_there(f) || f->len == 0)
		return;
	len = f->len + 2 * quotes;
	text = pool_zero(&r->pool, sizeof *text + len);
	text->len = (uint32_t)len;
	memcpy(text->at, f->at - quotes, len);
	visit_seen(s, v)[s->seen[field]] = (struct visit_last){ order,
		(uint64_t)(uintptr_t)text };
}

static void
read_texts(struct cart_event_reader *r, struct visit *v, int64_t order)
{
	read_text(r, v, SESSION, SEEN_SESSION, order);
	read_text(r, v, CUSTOMER, SEEN_CUSTOMER, order);
	read_text(r, v, ITEMS, SEEN_ITEMS, order);
	read_text(r, v, URL, SEEN_URL, order);
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
	const struct project_field *f = member(r, EVENT);
	struct str name;

	if (f->kind != TOK_TEXT || f->len == 0)
		return expected(EVENT, "the name of an event", f, e);
	name = plain_text(r, f);
	*step = steps_of(r->o->steps, name);
	return true;
}

static bool
check_type(struct cart_event_reader *r, struct err *e)
{
	const struct project_field *f = member(r, TYPE);

	if (f->kind == TOK_TEXT && str_eq(plain_text(r, f), STR("cart_event")))
		return true;
	if (f->kind == TOK_TEXT)
		return err_set(e, ERR_RECORD,
		    "expected a record of type \"cart_event\", got \"%.*s\"",
		    (int)str_head((struct str){ f->at, f->len }, 60).len, f->at);
	return expected(TYPE, "text", f, e);
}

/* Makes the piece of the line whose fields have been read. */
static bool
make_piece(struct cart_event_reader *r, struct visit *out, struct err *e)
{
	const struct visit_shape *s = r->o->shape;
	uint8_t step = STEP_NONE;
	int64_t at = 0, order;

	if (!check_type(r, e) || !read_ts(r, &at, e) || !read_event(r, &step, e) ||
	    !read_key(r, out, e))
		return false;
	visit_event(s, out, at, step);
	order = visit_order(at, out->first_step);
	if (!read_money(r, out, order, e) || !read_values(r, out, order, e))
		return false;
	if (s->seen[SEEN_BUYER] != VISIT_NO_FIELD &&
	    visit_seen(s, out)[s->seen[SEEN_BUYER]].value != 0)
		visit_seen(s, out)[s->seen[SEEN_BUYER]].order = order;
	if (s->n_seen != s->n_values)
		read_texts(r, out, order);
	if (s->listed)
		read_list(r, out, order);
	if (step == STEP_NONE)
		event_names_add(&r->names, plain_text(r, member(r, EVENT)), 1);
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
