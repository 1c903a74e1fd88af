/* visit-state - visits of other runs, out of JSON Lines */
/* SPDX-License-Identifier: ISC */

#include "shop/visit-state.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/pool.h"
#include "data/project.h"
#include "data/rec.h"
#include "shop/cart-log.h"

#define CURRENCIES 61 /* places for those that are remembered */

enum member {
	TYPE,
	KEY,
	FIRST,
	LAST,
	REACHED,
	START,
	VALUE,
	SEEN,
	STEPS,
	TIMES,
	MEMBERS
};

static const struct str names[MEMBERS] = {
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

struct visit_state_reader {
	const struct cart_event_options *o;
	const struct funnel_plan *plan;
	struct buf steps; /* as a head must say them */
	struct project *project;
	struct project_field field[MEMBERS];
	struct values_cache *cache;
	uint32_t currencies[CURRENCIES]; /* that were found, by their number */
	struct cart_log_sums sums;
	struct pool pool;
	struct rec rec;
};

struct visit_state_reader *
visit_state_reader_new(const struct cart_event_options *o, const struct funnel_plan *plan)
{
	struct visit_state_reader *r = mem_zero(1, sizeof *r);

	r->o = o;
	r->plan = plan;
	steps_describe(o->steps, &r->steps);
	r->project = project_new(names, MEMBERS);
	r->cache = values_cache_new(o->values);
	rec_init(&r->rec);
	return r;
}

void
visit_state_reader_free(struct visit_state_reader *r)
{
	if (r == NULL)
		return;
	buf_done(&r->steps);
	project_free(r->project);
	values_cache_free(r->cache);
	event_names_done(&r->sums.names);
	pool_done(&r->pool);
	rec_done(&r->rec);
	free(r);
}

void
visit_state_forget(struct visit_state_reader *r)
{
	pool_clear(&r->pool);
}

void
visit_state_sums(const struct visit_state_reader *r, struct cart_log_sums *sums)
{
	sums->lines += r->sums.lines;
	sums->refused += r->sums.refused;
	sums->unfinished += r->sums.unfinished;
	event_names_merge(&sums->names, &r->sums.names);
}

/* Where a list is being read, which `project` has found to be JSON. */
struct cursor {
	const char *at, *end;
	bool wrong;
};

/* To the start of the next member of the list. */
static char
next_member(struct cursor *c)
{
	while (c->at < c->end && (*c->at == ' ' || *c->at == ',' || *c->at == '\t'))
		c->at++;
	return c->at < c->end ? *c->at : ']';
}

static bool
is_over(struct cursor *c)
{
	return c->wrong || next_member(c) == ']';
}

#define DIGITS 18 /* of a number, at most: it stays within 64 bits */

/* The next member, a whole number from LOW to HIGH. */
static int64_t
take_number(struct cursor *c, int64_t low, int64_t high)
{
	int64_t n = 0;
	bool minus = next_member(c) == '-';
	const char *p = c->at + minus, *from = p;

	/* What stands behind the list is no digit. */
	for (; *p >= '0' && *p <= '9' && p - from < DIGITS; p++)
		n = 10 * n + (*p - '0');
	n = minus ? -n : n;
	if (p == from || n < low || n > high || (*p >= '0' && *p <= '9') || *p == '.' ||
	    *p == 'e' || *p == 'E') {
		c->wrong = true;
		c->at = c->end;
		return low;
	}
	c->at = p;
	return n;
}

/* The next member, a text that stays as it is escaped. */
static struct str
take_text(struct cursor *c, bool *escaped)
{
	struct str text = STR("");

	*escaped = false;
	if (next_member(c) != '"') {
		c->wrong = true;
		c->at = c->end;
		return text;
	}
	for (text.at = ++c->at; c->at < c->end && *c->at != '"'; c->at++)
		if (*c->at == '\\') {
			*escaped = true;
			c->at++;
		}
	text.len = (size_t)(c->at - text.at);
	c->at += c->at < c->end;
	return text;
}

static uint64_t
take_value(struct visit_state_reader *r, struct cursor *c)
{
	bool escaped;
	struct str text = take_text(c, &escaped);

	return values_of(r->cache, text, escaped, false);
}

static uint32_t
take_currency(struct visit_state_reader *r, struct cursor *c)
{
	bool escaped;
	struct str text = take_text(c, &escaped);
	uint32_t packed = text.len == 3 ? visit_currency(text.at) : 0;
	uint32_t *known = &r->currencies[packed % CURRENCIES];
	struct currency found;

	if (packed != 0 && (*known == packed || currency_find(text, &found)))
		return *known = packed;
	c->wrong = true;
	return 0;
}

/* How long before the last event, and at which step: see put_order. */
static int64_t
take_order(struct cursor *c, const struct visit *v)
{
	int64_t n = take_number(c, 0, (v->last - v->first) * 16 + STEPS_MAX - 1);

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

static struct cursor
list_of(struct visit_state_reader *r, enum member m)
{
	const struct project_field *f = &r->field[m];

	if (f->kind != TOK_ARRAY)
		return (struct cursor){ "", "", f->kind != PROJECT_ABSENT };
	return (struct cursor){ f->at + 1, f->at + f->len - 1, false };
}

static bool
read_start(struct visit_state_reader *r, struct visit *v)
{
	const struct visit_shape *s = r->o->shape;
	struct cursor c = list_of(r, START);
	size_t i;

	v->first_step = (uint8_t)take_number(&c, 0, (int64_t)s->n_steps - 1);
	v->amount = take_number(&c, -1, CART_EVENT_MOST);
	if (v->amount == -1)
		v->amount = INT64_MIN;
	for (i = 0; i < STARTS; i++) {
		uint64_t value = take_value(r, &c);

		if (s->start[i] != VISIT_NO_FIELD)
			visit_starts(s, v)[s->start[i]] = value;
	}
	return !c.wrong;
}

static bool
read_value(struct visit_state_reader *r, struct visit *v)
{
	struct cursor c = list_of(r, VALUE);

	if (r->field[VALUE].kind == PROJECT_ABSENT)
		return true;
	v->value.order = take_order(&c, v);
	v->value.value = (uint64_t)take_number(&c, 0, CART_EVENT_MOST);
	v->value_currency = v->currency_low = v->currency_high = take_currency(r, &c);
	if (!is_over(&c)) {
		v->currency_low = take_currency(r, &c);
		v->currency_high = take_currency(r, &c);
	}
	return !c.wrong;
}

/* The value of the field I, whatever it is made of. */
static uint64_t
take_seen(struct visit_state_reader *r, struct cursor *c, size_t i)
{
	uint64_t id = 0;
	uint32_t currency;
	bool escaped;

	if (i == SEEN_CONTEXT + CONTEXT_SHIPPING_COST) {
		currency = take_currency(r, c);
		return cart_event_cost(take_number(c, 0, CART_EVENT_MOST), currency);
	}
	if (i == SEEN_BUYER) {
		if (!take_hex(take_text(c, &escaped), &id))
			c->wrong = true;
		return id;
	}
	return take_value(r, c);
}

static bool
read_seen(struct visit_state_reader *r, struct visit *v)
{
	const struct visit_shape *s = r->o->shape;
	struct cursor c = list_of(r, SEEN);
	size_t i;

	for (i = 0; i <= SEEN_BUYER && !c.wrong; i++) {
		struct visit_last last;

		if (next_member(&c) == 'n') {
			c.at += 4;
			continue;
		}
		last.order = take_order(&c, v);
		last.value = take_seen(r, &c, i);
		if (s->seen[i] != VISIT_NO_FIELD && last.value != 0)
			visit_seen(s, v)[s->seen[i]] = last;
	}
	return !c.wrong;
}

static bool
read_steps(struct visit_state_reader *r, struct visit *v)
{
	const struct visit_shape *s = r->o->shape;
	struct cursor c = list_of(r, STEPS);
	size_t i;

	/* Those behind the last that has events are left out; blank is untimed. */
	for (i = 0; i < s->n_steps && s->timed && !is_over(&c); i++) {
		int64_t first = take_number(&c, -1, VISIT_UNTIMED);

		visit_firsts(s, v)[i] = first < 0 ? VISIT_UNTIMED : (uint32_t)first;
	}
	return !c.wrong;
}

static bool
read_times(struct visit_state_reader *r, struct visit *v)
{
	struct cursor c = list_of(r, TIMES);
	struct visit_times *t;
	size_t room = r->field[TIMES].len / 4 + 1;

	if (!r->o->shape->listed)
		return true;
	if (r->field[TIMES].kind == PROJECT_ABSENT)
		return false;
	/* A member and its comma take four bytes at least. */
	t = pool_zero(&r->pool, sizeof *t + room * sizeof *t->order);
	while (!is_over(&c) && t->n < room)
		t->order[t->n++] = take_order(&c, v);
	t->room = (uint32_t)room;
	*visit_list(r->o->shape, v) = t->n == 0 ? NULL : t;
	return !c.wrong;
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
	struct cursor c = { f->at, f->at + f->len, f->kind != TOK_NUMBER };

	if (!c.wrong)
		*out = take_number(&c, low, high);
	return !c.wrong && c.at == c.end;
}

#define FIRST_TIME INT64_C(946684800000)   /* the year 2000 */
#define LAST_TIME INT64_C(253402300800000) /* the year 10000 */

static bool
read_visit(struct visit_state_reader *r, struct visit *v, struct err *e)
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

	if (!read_number(r, FIRST, FIRST_TIME, LAST_TIME, &v->first))
		wrong = FIRST;
	else if (!read_number(r, LAST, v->first, LAST_TIME, &v->last))
		wrong = LAST;
	else if (!read_number(r, REACHED, 1, most, &reached))
		wrong = REACHED;
	else
		v->reached = (uint16_t)reached;
	for (i = 0; i < sizeof parts / sizeof *parts && wrong == MEMBERS; i++)
		if (!parts[i].read(r, v))
			wrong = parts[i].member;
	if (wrong == MEMBERS)
		return true;
	return err_set(e, ERR_RECORD,
	    "%.*s: not as cart-abandon-report --partial writes it",
	    STR_ARG(names[wrong]));
}

/* Whether the head RECORD says that its visits were cut as the plan cuts them. */
static bool
check_head(struct visit_state_reader *r, struct val record, struct err *e)
{
	struct truth times;
	struct str steps;
	int64_t n;

	if (!rec_need_whole(record, "version", &n, e))
		return false;
	if (n != VISIT_STATE_VERSION)
		return err_set(e, ERR_TROUBLE,
		    "a state of version %lld, where version %d can be read", (long long)n,
		    VISIT_STATE_VERSION);
	if (!rec_need_whole(record, "gap", &n, e) ||
	    !rec_need_text(record, "steps", &steps, e) ||
	    !rec_get_bool(record, "times", &times, e))
		return false;
	if (n != r->plan->gap)
		return err_set(e, ERR_TROUBLE,
		    "a state whose visits were cut with --gap %llds, not %llds",
		    (long long)n, (long long)r->plan->gap);
	if (!str_eq(steps, buf_view(&r->steps)))
		return err_set(e, ERR_TROUBLE, "a state with other steps: \"%.*s\"",
		    (int)str_head(steps, 200).len, steps.at);
	if (r->o->shape->listed && !times.is)
		return err_set(e, ERR_TROUBLE,
		    "a state without times: --order strict and --window were not given "
		    "when it was made");
	return true;
}

static bool
read_unknown(struct visit_state_reader *r, struct val record, struct err *e)
{
	struct event_names names_read = { .all = 0 };
	struct val list, item;
	struct val_iter it;
	struct str name;
	int64_t n;
	bool ok;

	if (!rec_need_whole(record, "unknown_events", &n, e) ||
	    !rec_get_list(record, "unknown", &list, e))
		return false;
	it = val_iter(list);
	ok = true;
	while (ok && val_next(&it, &item)) {
		int64_t events = 0;

		ok = rec_need_text(item, "name", &name, e) &&
		     rec_need_whole(item, "events", &events, e);
		if (ok)
			event_names_add(&names_read, name, events);
	}
	names_read.all = n;
	if (ok && rec_need_whole(record, "unknown_bits", &n, e) && n >= 0 && n < 60) {
		names_read.bits = (unsigned)n;
		event_names_merge(&r->sums.names, &names_read);
	}
	event_names_done(&names_read);
	return ok;
}

static bool
read_head(struct visit_state_reader *r, struct str line, struct err *e)
{
	struct val record;
	int64_t lines, refused, unfinished;

	if (!rec_read(&r->rec, line, e))
		return false;
	record = rec_root(&r->rec);
	if (!check_head(r, record, e) || !rec_need_whole(record, "lines", &lines, e) ||
	    !rec_need_whole(record, "refused", &refused, e) ||
	    !rec_need_whole(record, "unfinished", &unfinished, e) ||
	    !read_unknown(r, record, e))
		return false;
	r->sums.lines += lines;
	r->sums.refused += refused;
	r->sums.unfinished += unfinished;
	return true;
}

bool
visit_state_next(struct visit_state_reader *r, struct str *rest, struct str *line,
    struct visit *out, bool *none, struct err *e)
{
	const struct project_field *type = &r->field[TYPE];
	struct str got;

	*none = false;
	if (!project_next(r->project, rest, line, r->field, e))
		return false;
	got = type->kind == TOK_TEXT ? (struct str){ type->at, type->len } : STR("");
	if (str_eq(got, STR("visit")))
		return read_visit(r, out, e);
	*none = true;
	if (str_eq(got, STR("visits")))
		return read_head(r, *line, e);
	return err_set(e, ERR_RECORD,
	    "expected a record of type \"visits\" or \"visit\", got \"%.*s\"",
	    (int)str_head(got, 60).len, got.at);
}

bool
visit_state_read(struct visit_state_reader *r, struct str line, struct visit *out,
    bool *none, struct err *e)
{
	struct str rest = line;

	return visit_state_next(r, &rest, &line, out, none, e);
}
