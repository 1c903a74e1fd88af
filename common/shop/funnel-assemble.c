/* funnel-assemble - the report, out of what was counted */
/* SPDX-License-Identifier: ISC */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/mem.h"
#include "shop/funnel-parts.h"

/* Shipping costs in minor units from which on a new band begins, behind the free ones. */
static const int64_t bands[] = { 1, 300, 500, 1000, 1500, 2500 };

#define BANDS (sizeof bands / sizeof *bands)

uint64_t
funnel_band(uint64_t cost)
{
	int64_t minor = cart_event_cost_minor(cost);
	size_t i = 0;

	if (cost == 0)
		return 0;
	while (i < BANDS && minor >= bands[i])
		i++;
	return (uint64_t)cart_event_cost_currency(cost) << 8 | (i + 1);
}

/* The currency whose three letters are PACKED. */
static struct currency
currency_of(uint32_t packed)
{
	char code[3] = { (char)(packed >> 16), (char)(packed >> 8), (char)packed };
	struct currency c = { .code = "" };

	(void)currency_find((struct str){ code, 3 }, &c);
	return c;
}

struct str
funnel_band_text(uint64_t band, struct pool *pool)
{
	struct currency c = currency_of((uint32_t)(band >> 8));
	size_t i = (size_t)(band & 0xff) - 1;
	char from[MONEY_MAX], to[MONEY_MAX];

	if (i == 0)
		return pool_fmt(pool, "free (%s)", c.code);
	(void)money_format(from, bands[i - 1], &c);
	if (i == BANDS)
		return pool_fmt(pool, "%s %s or more", from, c.code);
	(void)money_format(to, bands[i] - 1, &c);
	return pool_fmt(pool, "%s-%s %s", from, to, c.code);
}

/* Adds what one cell, whose values are in CURRENCY, says of the N steps of G. */
static void
add_cell(struct funnel *f, struct funnel_group *g, const int64_t *cell, uint32_t currency)
{
	size_t i, n = f->n_steps;
	int64_t in = 0;

	g->undecided += cell[COUNT_UNDECIDED];
	for (i = n; i-- > 0;) {
		struct funnel_step *step = &g->step[i];
		struct funnel_money *sums = step->value.at;
		int64_t ended = cell[COUNT_AT(COUNT_ENDED, i)];
		int64_t valued = cell[COUNT_AT(COUNT_VALUED, i)];

		in += ended;
		step->in += in;
		if (i + 1 == n)
			continue;
		step->lost += ended;
		step->recovered += cell[COUNT_AT(COUNT_RECOVERED, i)];
		if (valued == 0 || i == 0)
			continue;
		/* A list of one more; there are few currencies. */
		step->value.at = pool_zero(
		    &f->pool, (step->value.n + 1) * sizeof *step->value.at);
		if (step->value.n != 0)
			memcpy(step->value.at, sums, step->value.n * sizeof *sums);
		step->value.at[step->value.n++] = (struct funnel_money){
			currency_of(currency), cell[COUNT_AT(COUNT_VALUE, i)], valued
		};
	}
	g->visits = g->step[0].in;
}

/* The text of VALUE, as the report keeps it. */
static struct str
text_of(struct funnel_counting *c, struct funnel *f, uint64_t value)
{
	char room[VALUES_SHORT];
	struct str text = values_text(c->s->values, value, room);

	return pool_copy(&f->pool, text.at == NULL ? STR("") : text);
}

static struct str
day_text(struct funnel *f, int64_t day, size_t len)
{
	char text[DATE_MAX];

	date_format(text, day);
	return pool_copy(&f->pool, (struct str){ text, len });
}

/* How VALUE of the field BY is shown. */
static struct str
by_text(struct funnel_counting *c, struct funnel *f, enum funnel_by by, uint64_t value)
{
	if (by == BY_DAY || by == BY_WEEK)
		return day_text(f, (int64_t)value, 10);
	if (by == BY_MONTH)
		return day_text(f, (int64_t)value, 7);
	if (value == 0)
		return STR("");
	if (by == BY_SHIPPING_COST)
		return funnel_band_text(value, &f->pool);
	return text_of(c, f, value);
}

/* A cell of the groups with what it is sorted by. */
struct row {
	struct str by[FUNNEL_BY];
	uint64_t currency;
	size_t cell;
};

static int
by_texts(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	size_t i;
	int order;

	for (i = 0; i < FUNNEL_BY; i++)
		if ((order = str_cmp(x->by[i], y->by[i])) != 0)
			return order;
	return (x->currency > y->currency) - (x->currency < y->currency);
}

static bool
same_group(const struct row *a, const struct row *b)
{
	size_t i;

	for (i = 0; i < FUNNEL_BY; i++)
		if (!str_eq(a->by[i], b->by[i]))
			return false;
	return true;
}

/* Which group each cell of the groups belongs to, in OF. */
static void
make_groups(struct funnel_counting *c, struct funnel *f, size_t *of)
{
	const struct tally *t = &c->sum.groups;
	struct row *rows = mem_zero(t->n + 1, sizeof *rows);
	size_t i, k, n = 0;

	for (i = 0; i < t->n; i++) {
		for (k = 0; k < FUNNEL_BY; k++)
			rows[i].by[k] = k < f->n_by ? by_text(c, f, c->s->plan->by[k],
							  tally_key(t, i)[k])
						    : STR("");
		rows[i].currency = tally_key(t, i)[f->n_by];
		rows[i].cell = i;
	}
	qsort(rows, t->n, sizeof *rows, by_texts);
	f->group = pool_zero(&f->pool, (t->n + 1) * sizeof *f->group);
	for (i = 0; i < t->n; i++) {
		if (i == 0 || !same_group(&rows[i], &rows[i - 1]))
			memcpy(f->group[n++].by, rows[i].by, sizeof rows[i].by);
		of[rows[i].cell] = n - 1;
		add_cell(f, &f->group[n - 1], tally_counters(t, rows[i].cell),
		    (uint32_t)rows[i].currency);
	}
	f->n_groups = n;
	free(rows);
}

/* The cells of all groups, by currency, make the whole. */
static void
make_whole(struct funnel_counting *c, struct funnel *f)
{
	const struct tally *t = &c->sum.groups;
	struct tally whole;
	size_t i, k;

	tally_init(&whole, 1, COUNT_ALL);
	for (i = 0; i < t->n; i++) {
		int64_t *to = tally_at(&whole, &tally_key(t, i)[f->n_by]);

		for (k = 0; k < COUNT_ALL; k++)
			to[k] = tally_sum(to[k], tally_counters(t, i)[k]);
	}
	/* In the order of the currencies. */
	for (uint64_t last = 0, next = 0; next != UINT64_MAX; last = next + 1) {
		next = UINT64_MAX;
		for (i = 0; i < whole.n; i++)
			if (*tally_key(&whole, i) >= last && *tally_key(&whole, i) < next)
				next = *tally_key(&whole, i);
		if (next != UINT64_MAX)
			add_cell(f, &f->whole, tally_at(&whole, &next), (uint32_t)next);
	}
	tally_done(&whole);
}

struct day_cell {
	int64_t day;
	uint64_t currency;
	size_t cell;
};

static int
by_day(const void *a, const void *b)
{
	const struct day_cell *x = a, *y = b;

	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return (x->currency > y->currency) - (x->currency < y->currency);
}

static void
make_periods(struct funnel_counting *c, struct funnel *f)
{
	const struct tally *t = &c->sum.periods;
	struct day_cell *cells = mem_zero(t->n + 1, sizeof *cells);
	size_t i, n = 0;

	for (i = 0; i < t->n; i++)
		cells[i] = (struct day_cell){ (int64_t)tally_key(t, i)[0],
			tally_key(t, i)[1], i };
	qsort(cells, t->n, sizeof *cells, by_day);
	f->period = pool_zero(&f->pool, (t->n + 1) * sizeof *f->period);
	for (i = 0; i < t->n; i++) {
		if (i == 0 || cells[i].day != cells[i - 1].day)
			f->period[n++].day = cells[i].day;
		add_cell(f, &f->period[n - 1], tally_counters(t, cells[i].cell),
		    (uint32_t)cells[i].currency);
	}
	f->n_periods = n;
	free(cells);
}

/* How many visits took SECONDS from STEP to the next. */
struct timed {
	size_t group, step;
	int64_t seconds, n;
};

static int
by_seconds(const void *a, const void *b)
{
	const struct timed *x = a, *y = b;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	if (x->step != y->step)
		return x->step < y->step ? -1 : 1;
	return (x->seconds > y->seconds) - (x->seconds < y->seconds);
}

/* Sets the median of the N times, which are of one group and step and sorted. */
static void
set_median(struct funnel_step *step, const struct timed *t, size_t n)
{
	int64_t all = 0, before = 0;
	size_t i;

	for (i = 0; i < n; i++)
		all += t[i].n;
	for (i = 0; i < n && before + t[i].n < (all + 1) / 2; i++)
		before += t[i].n;
	step->timed = all;
	step->seconds = t[i].seconds;
}

/* Sets the medians of all steps of the groups from AT on. */
static void
set_medians(struct timed *t, size_t n, struct funnel_group *at)
{
	size_t i, run;

	qsort(t, n, sizeof *t, by_seconds);
	for (i = 0; i < n; i += run) {
		for (run = 1; i + run < n && t[i + run].group == t[i].group &&
			      t[i + run].step == t[i].step;
		     run++)
			;
		set_median(&at[t[i].group].step[t[i].step], t + i, run);
	}
}

/* OF says which group a cell of the groups belongs to. */
static void
make_times(struct funnel_counting *c, struct funnel *f, const size_t *of)
{
	const struct tally *t = &c->sum.times, *groups = &c->sum.groups;
	struct timed *times = mem_zero(t->n + 1, sizeof *times);
	struct tally index;
	size_t i;

	/* A group is looked up by its values alone, without a currency. */
	tally_init(&index, f->n_by == 0 ? 1 : f->n_by, 1);
	for (i = 0; i < groups->n && f->n_by != 0; i++)
		*tally_at(&index, tally_key(groups, i)) = (int64_t)of[i];
	for (i = 0; i < t->n; i++) {
		const uint64_t *key = tally_key(t, i);

		times[i] = (struct timed){ f->n_by == 0 ? 0
							: (size_t)*tally_at(&index, key),
			(size_t)key[f->n_by], (int64_t)key[f->n_by + 1],
			*tally_counters(t, i) };
	}
	set_medians(times, t->n, f->group);
	for (i = 0; i < t->n; i++)
		times[i].group = 0;
	set_medians(times, t->n, &f->whole);
	tally_done(&index);
	free(times);
}

/* A cell of the reasons: one value of one field in one currency. */
struct reason_cell {
	uint64_t field, value, currency;
	size_t cell;
};

static int
by_value(const void *a, const void *b)
{
	const struct reason_cell *x = a, *y = b;

	if (x->field != y->field)
		return x->field < y->field ? -1 : 1;
	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return (x->currency > y->currency) - (x->currency < y->currency);
}

struct reasons {
	struct funnel_reason *at;
	size_t n, room;
};

static struct funnel_reason *
new_reason(struct reasons *r)
{
	if (r->n == r->room) {
		r->room = r->room == 0 ? 64 : 2 * r->room;
		r->at = mem_grow(r->at, r->room, sizeof *r->at);
	}
	r->at[r->n] = (struct funnel_reason){ .in = 0 };
	return &r->at[r->n++];
}

/* Adds the sums of FROM to those of R, whose currencies they keep in order. */
static void
add_sums(struct funnel *f, struct funnel_sums *to, const struct funnel_sums *from)
{
	struct funnel_money *all = pool_zero(&f->pool, (to->n + from->n) * sizeof *all);
	size_t i = 0, k = 0, n = 0;
	int order;

	while (i < to->n || k < from->n) {
		order = i == to->n ? 1
			: k == from->n
			    ? -1
			    : strcmp(to->at[i].currency.code, from->at[k].currency.code);
		all[n] = order <= 0 ? to->at[i] : from->at[k];
		if (order == 0) {
			all[n].minor = tally_sum(all[n].minor, from->at[k].minor);
			all[n].visits += from->at[k].visits;
		}
		i += order <= 0;
		k += order >= 0;
		n++;
	}
	to->at = all;
	to->n = n;
}

/* The reason at STEP for the visits of G, of one value or, where it is none, of others.
 */
static void
add_reason(struct funnel_counting *c, struct funnel *f, struct reasons *r,
    const struct reason_cell *cell, const struct funnel_group *g, size_t step)
{
	const struct funnel_step *from = &g->step[step];
	bool others = cell->value == VALUE_OTHERS || from->in < c->s->plan->min_group;
	struct funnel_reason *to = NULL;
	size_t i;

	if (from->in == 0)
		return;
	for (i = r->n; i-- > 0 && others && to == NULL &&
		       r->at[i].field == (enum context_field)cell->field;)
		if (r->at[i].others && r->at[i].step == step)
			to = &r->at[i];
	if (to == NULL)
		to = new_reason(r);
	to->field = (enum context_field)cell->field;
	to->step = step;
	to->others = others;
	to->in += from->in;
	to->lost += from->lost;
	if (to->value.at == NULL)
		to->value = others ? STR("")
			    : cell->field == CONTEXT_SHIPPING_COST
				? funnel_band_text(cell->value, &f->pool)
				: text_of(c, f, cell->value);
	add_sums(f, &to->value_lost, &from->value);
}

static int
by_step(const void *a, const void *b)
{
	const struct funnel_reason *x = a, *y = b;

	if (x->step != y->step)
		return x->step < y->step ? -1 : 1;
	if (x->field != y->field)
		return x->field < y->field ? -1 : 1;
	if (x->others != y->others)
		return x->others ? 1 : -1;
	if (x->lost != y->lost)
		return x->lost > y->lost ? -1 : 1;
	return str_cmp(x->value, y->value);
}

static void
make_reasons(struct funnel_counting *c, struct funnel *f)
{
	const struct tally *t = &c->sum.reasons;
	struct reason_cell *cells = mem_zero(t->n + 1, sizeof *cells);
	struct reasons r = { NULL, 0, 0 };
	size_t i, k, run;

	for (i = 0; i < t->n; i++)
		cells[i] = (struct reason_cell){ tally_key(t, i)[0], tally_key(t, i)[1],
			tally_key(t, i)[2], i };
	qsort(cells, t->n, sizeof *cells, by_value);
	for (i = 0; i < t->n; i += run) {
		struct funnel_group g = { .visits = 0 };

		for (run = 0; i + run < t->n && cells[i + run].field == cells[i].field &&
			      cells[i + run].value == cells[i].value;
		     run++)
			add_cell(f, &g, tally_counters(t, cells[i + run].cell),
			    (uint32_t)cells[i + run].currency);
		for (k = 1; k + 1 < f->n_steps; k++)
			add_reason(c, f, &r, &cells[i], &g, k);
	}
	if (r.n != 0)
		qsort(r.at, r.n, sizeof *r.at, by_step);
	f->reason = pool_zero(&f->pool, (r.n + 1) * sizeof *f->reason);
	if (r.n != 0)
		memcpy(f->reason, r.at, r.n * sizeof *r.at);
	f->n_reasons = r.n;
	free(r.at);
	free(cells);
}

/* Sees to it that the texts of all values that are shown can be found. */
static bool
load_texts(struct funnel_counting *c, struct err *e)
{
	const struct tally *groups = &c->sum.groups, *reasons = &c->sum.reasons;
	uint64_t *wanted = mem_zero(
	    groups->n * (c->s->plan->n_by + 1) + reasons->n + 1, sizeof *wanted);
	size_t i, k, n = 0;
	bool ok;

	for (i = 0; i < groups->n; i++)
		for (k = 0; k < c->s->plan->n_by; k++)
			wanted[n++] = tally_key(groups, i)[k];
	for (i = 0; i < reasons->n; i++)
		wanted[n++] = tally_key(reasons, i)[1];
	ok = values_load(c->s->values, wanted, n, e);
	free(wanted);
	return ok;
}

static void
copy_unknown(struct funnel *f, const struct event_names *names)
{
	size_t i;

	f->unknown_events = names->all;
	f->unknown = pool_zero(&f->pool, (names->n + 1) * sizeof *f->unknown);
	for (i = 0; i < names->n; i++)
		f->unknown[i] = (struct funnel_unknown){
			pool_copy(&f->pool,
			    (struct str){ names->at[i].name, names->at[i].len }),
			names->at[i].events
		};
	f->n_unknown = names->n;
}

/* How it was counted, and what was read. */
static void
fill_head(struct funnel_counting *c, struct funnel *f)
{
	const struct funnel_plan *p = c->s->plan;
	const struct cart_log_sums *sums = c->s->sums;
	struct instant end = { .seconds = c->end / 1000,
		.nanos = (int32_t)(c->end % 1000) * 1000000 };
	char text[INSTANT_MAX];
	size_t i;

	f->n_steps = p->steps->n;
	for (i = 0; i < f->n_steps; i++) {
		f->step[i] = pool_copy(&f->pool, p->steps->name[i]);
		f->window[i] = p->window[i];
	}
	f->gap = p->gap;
	f->recover = p->recover;
	f->strict = p->strict;
	f->zone = pool_copy(&f->pool, str_of(zone_name(p->zone)));
	f->n_by = p->n_by;
	for (i = 0; i < p->n_by; i++)
		f->by[i] = funnel_by_word(p->by[i]);
	f->weeks = p->weeks;
	f->min_group = p->min_group;
	if (c->end != INT64_MIN)
		f->now = pool_copy(
		    &f->pool, (struct str){ text, instant_format(text, end) });
	f->lines = sums->lines;
	f->refused = sums->refused;
	f->unfinished = sums->unfinished;
	f->events = sums->lines - sums->refused;
	f->future = c->sum.future;
	f->mixed = c->sum.mixed;
	copy_unknown(f, &sums->names);
}

bool
funnel_assemble(struct funnel_counting *c, struct funnel *out, struct err *e)
{
	size_t *of;

	*out = (struct funnel){ .gap = 0 };
	if (!load_texts(c, e))
		return false;
	of = mem_zero(c->sum.groups.n + 1, sizeof *of);
	fill_head(c, out);
	make_whole(c, out);
	make_groups(c, out, of);
	make_periods(c, out);
	make_times(c, out, of);
	make_reasons(c, out);
	if (out->n_by == 0)
		out->n_groups = 0;
	free(of);
	return true;
}
