/* visit-state-piece - a visit of another run, out of its line */
/* SPDX-License-Identifier: ISC */

#include "data/json-list.h"
#include "shop/visit-state-parts.h"

const struct str visit_state_members[MEMBERS] = {
	STR_INIT("type"),
	STR_INIT("key"),
	STR_INIT("first"),
	STR_INIT("last"),
	STR_INIT("reached"),
	STR_INIT("start"),
	STR_INIT("value"),
	STR_INIT("seen"),
	STR_INIT("steps"),
	STR_INIT("times"),
};

static uint64_t
take_value(struct visit_state_reader *r, struct json_list *c)
{
	bool escaped;
	struct str text = json_list_text(c, &escaped);

	return values_of(r->cache, text, escaped, false);
}

static uint32_t
take_currency(struct visit_state_reader *r, struct json_list *c)
{
	bool escaped;
	struct str text = json_list_text(c, &escaped);
	uint32_t packed = text.len == 3 ? visit_currency(text.at) : 0;
	uint32_t *known = &r->currencies[packed % CURRENCIES];
	struct currency found;

	if (packed != 0 && (*known == packed || currency_find(text, &found)))
		return *known = packed;
	json_list_fail(c);
	return 0;
}

/* How long before the last event, and at which of the shape's steps: see put_order. */
static int64_t
take_order(const struct visit_state_reader *r, struct json_list *c, const struct visit *v)
{
	int64_t n = json_list_number(c, 0, (v->last - v->first) * 16 + 15);

	if ((size_t)n % 16 >= r->o->shape->n_steps)
		json_list_fail(c);
	return visit_order(v->last - n / 16, (uint8_t)(n % 16));
}

/* What a hexadecimal digit stands for, and one more; 0 for any other byte. */
static const uint8_t hex_digits[256] = {
	['0'] = 1,
	['1'] = 2,
	['2'] = 3,
	['3'] = 4,
	['4'] = 5,
	['5'] = 6,
	['6'] = 7,
	['7'] = 8,
	['8'] = 9,
	['9'] = 10,
	['a'] = 11,
	['b'] = 12,
	['c'] = 13,
	['d'] = 14,
	['e'] = 15,
	['f'] = 16,
};

static bool
take_hex(struct str text, uint64_t *out)
{
	uint64_t n = 0;
	bool all = text.len == 16;
	size_t i;

	/* Digits are as good as random: nothing to branch on. */
	for (i = 0; i < 16 && i < text.len; i++) {
		uint8_t digit = hex_digits[(unsigned char)text.at[i]];

		all &= digit != 0;
		n = n << 4 | (uint64_t)(digit - 1u);
	}
	*out = n;
	return all;
}

static struct json_list
list_of(struct visit_state_reader *r, enum member m)
{
	const struct project_field *f = &r->field[m];

	return f->kind == TOK_ARRAY ? json_list_of((struct str){ f->at, f->len })
				    : json_list_none();
}

static bool
read_start(struct visit_state_reader *r, struct visit *v)
{
	const struct visit_shape *s = r->o->shape;
	struct json_list c = list_of(r, START);
	size_t i;

	v->first_step = (uint8_t)json_list_number(&c, 0, (int64_t)s->n_steps - 1);
	v->amount = json_list_number(&c, -1, CART_EVENT_MOST);
	if (v->amount == -1)
		v->amount = INT64_MIN;
	for (i = 0; i < STARTS; i++) {
		uint64_t value = take_value(r, &c);

		if (s->start[i] != VISIT_NO_FIELD)
			visit_starts(s, v)[s->start[i]] = value;
	}
	return json_list_done(&c);
}

static bool
read_value(struct visit_state_reader *r, struct visit *v)
{
	struct json_list c = list_of(r, VALUE);

	if (r->field[VALUE].kind == PROJECT_ABSENT)
		return true;
	v->value.order = take_order(r, &c, v);
	v->value.value = (uint64_t)json_list_number(&c, 0, CART_EVENT_MOST);
	v->value_currency = v->currency_low = v->currency_high = take_currency(r, &c);
	if (!json_list_over(&c)) {
		v->currency_low = take_currency(r, &c);
		v->currency_high = take_currency(r, &c);
	}
	return json_list_done(&c);
}

/* The value of the field I, whatever it is made of. */
static uint64_t
take_seen(struct visit_state_reader *r, struct json_list *c, size_t i)
{
	uint64_t id = 0;
	uint32_t currency;
	bool escaped;

	if (i == SEEN_CONTEXT + CONTEXT_SHIPPING_COST) {
		currency = take_currency(r, c);
		return cart_event_cost(json_list_number(c, 0, CART_EVENT_MOST), currency);
	}
	if (i == SEEN_BUYER || i == SEEN_EMAIL) {
		if (!take_hex(json_list_text(c, &escaped), &id))
			json_list_fail(c);
		return id;
	}
	return take_value(r, c);
}

static bool
read_seen(struct visit_state_reader *r, struct visit *v)
{
	const struct visit_shape *s = r->o->shape;
	struct json_list c = list_of(r, SEEN);
	size_t i;

	for (i = 0; i <= SEEN_EMAIL && !c.wrong; i++) {
		struct visit_last last;

		if (json_list_null(&c))
			continue;
		last.order = take_order(r, &c, v);
		last.value = take_seen(r, &c, i);
		if (s->seen[i] != VISIT_NO_FIELD && last.value != 0)
			visit_seen(s, v)[s->seen[i]] = last;
	}
	return json_list_done(&c);
}

static bool
read_steps(struct visit_state_reader *r, struct visit *v)
{
	const struct visit_shape *s = r->o->shape;
	struct json_list c = list_of(r, STEPS);
	size_t i;

	/* Those behind the last that has events are left out; blank is untimed. */
	for (i = 0; i < s->n_steps && !json_list_over(&c); i++) {
		/* Only a step that was reached has a time, which is within the visit. */
		int64_t most = v->reached >> i & 1 ? v->last - v->first : -1;
		int64_t first = json_list_number(&c, -1, most);

		if (s->timed && first >= 0 && first < VISIT_UNTIMED)
			visit_firsts(s, v)[i] = (uint32_t)first;
	}
	return json_list_done(&c);
}

static bool
read_times(struct visit_state_reader *r, struct visit *v)
{
	struct json_list c = list_of(r, TIMES);
	struct visit_times *t;
	size_t room;
	int64_t order;

	if (!r->o->shape->listed)
		return true;
	if (c.wrong)
		return false;
	/* A member and its comma take two bytes at least. */
	room = r->field[TIMES].len / 2 + 1;
	t = pool_zero(&r->pool, sizeof *t + room * sizeof *t->order);
	while (!json_list_over(&c)) {
		order = take_order(r, &c, v);
		/* An event of the first step stands in no list. */
		if (c.wrong || order % 16 == 0)
			return false;
		t->order[t->n++] = order;
	}
	t->room = (uint32_t)room;
	*visit_list(r->o->shape, v) = t->n == 0 ? NULL : t;
	return true;
}

static bool
read_key(struct visit_state_reader *r, struct visit *v)
{
	const struct project_field *f = &r->field[KEY];

	return f->kind == TOK_TEXT && f->len == 32 &&
	       take_hex((struct str){ f->at, 16 }, &v->key[0]) &&
	       take_hex((struct str){ f->at + 16, 16 }, &v->key[1]);
}

/* The member M, a whole number from LOW to HIGH. */
static bool
read_number(
    struct visit_state_reader *r, enum member m, int64_t low, int64_t high, int64_t *out)
{
	const struct project_field *f = &r->field[m];
	struct json_list alone;
	int64_t n;

	if (f->kind != TOK_NUMBER)
		return false;
	alone = (struct json_list){ f->at, f->at + f->len, false };
	n = json_list_number(&alone, low, high);
	if (!json_list_done(&alone))
		return false;
	*out = n;
	return true;
}

bool
visit_state_piece(struct visit_state_reader *r, struct visit *v, struct err *e)
{
	static const struct {
		enum member member;
		bool (*read)(struct visit_state_reader *r, struct visit *v);
	} parts[] = {
		{ KEY, read_key },
		{ START, read_start },
		{ VALUE, read_value },
		{ SEEN, read_seen },
		{ STEPS, read_steps },
		{ TIMES, read_times },
	};
	int64_t reached, most = (INT64_C(1) << r->o->shape->n_steps) - 1;
	enum member wrong = MEMBERS;
	size_t i;

	if (!read_number(r, FIRST, CART_EVENT_FIRST, CART_EVENT_LAST, &v->first))
		wrong = FIRST;
	else if (!read_number(r, LAST, v->first, CART_EVENT_LAST, &v->last))
		wrong = LAST;
	else if (!read_number(r, REACHED, 1, most, &reached))
		wrong = REACHED;
	else
		v->reached = (uint16_t)reached;
	for (i = 0; i < sizeof parts / sizeof *parts && wrong == MEMBERS; i++)
		if (!parts[i].read(r, v))
			wrong = parts[i].member;
	if (wrong == MEMBERS) {
		r->sums.pieces++;
		return true;
	}
	return err_set(e, ERR_RECORD,
	    "%.*s: not as cart-abandon-report --partial writes it",
	    STR_ARG(visit_state_members[wrong]));
}
