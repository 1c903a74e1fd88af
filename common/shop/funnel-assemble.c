/* funnel-assemble - the report, out of what was counted */
/* SPDX-License-Identifier: ISC */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/mem.h"
#include "shop/funnel-parts.h"

void
funnel_add_cell(
    struct funnel *f, struct funnel_group *g, const int64_t *cell, uint32_t currency)
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
			visit_currency_find(currency), cell[COUNT_AT(COUNT_VALUE, i)],
			valued
		};
	}
	g->visits = g->step[0].in;
}

struct str
funnel_value_text(struct funnel_counting *c, struct funnel *f, uint64_t value)
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
	return funnel_value_text(c, f, value);
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
		funnel_add_cell(f, &f->group[n - 1], tally_counters(t, rows[i].cell),
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
			funnel_add_cell(
			    f, &f->whole, tally_at(&whole, &next), (uint32_t)next);
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

/* The day, or the first of the week, in which the log ended. */
static int64_t
period_of_end(const struct funnel_counting *c)
{
	int64_t seconds = c->end / 1000;
	int64_t day = (seconds + zone_offset(c->s->plan->zone, seconds) * INT64_C(60)) /
		      86400;

	return c->s->plan->weeks ? day - date_weekday(day) : day;
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
		funnel_add_cell(f, &f->period[n - 1], tally_counters(t, cells[i].cell),
		    (uint32_t)cells[i].currency);
	}
	f->n_periods = n;
	f->last_open = n != 0 && f->period[n - 1].day == period_of_end(c);
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
	f->unknown_partial = names->bits != 0;
	f->n_unknown = names->n < FUNNEL_UNKNOWN ? names->n : FUNNEL_UNKNOWN;
	f->unknown = pool_zero(&f->pool, (f->n_unknown + 1) * sizeof *f->unknown);
	for (i = 0; i < f->n_unknown; i++)
		f->unknown[i] = (struct funnel_unknown){
			pool_copy(&f->pool,
			    (struct str){ names->at[i].name, names->at[i].len }),
			names->at[i].events
		};
}

/* How it was counted, and what was read. */
static void
fill_head(struct funnel_counting *c, struct funnel *f)
{
	const struct funnel_plan *p = c->s->plan;
	const struct cart_log_sums *sums = c->s->sums;
	struct buf events = BUF_INIT;
	char text[INSTANT_MAX];
	size_t i;

	f->n_steps = p->steps->n;
	steps_describe(p->steps, &events);
	f->events_of = pool_copy(&f->pool, buf_view(&events));
	buf_done(&events);
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
		f->now = pool_copy(&f->pool,
		    (struct str){ text, instant_format(text, instant_of_ms(c->end)) });
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
	funnel_add_times(c, out, of);
	funnel_add_reasons(c, out);
	if (out->n_by == 0)
		out->n_groups = 0;
	free(of);
	return true;
}
