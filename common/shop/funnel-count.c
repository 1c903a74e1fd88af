/* funnel-count - visits into the report on lost carts */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-count.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "shop/funnel-parts.h"

#define DAYS 1024 /* that a thread remembers; a power of two */

/* A day, UTC, and how far the clocks in the plan's zone were off it, in minutes. */
struct clock_day {
	int64_t day;
	int32_t offset;
	bool known, changes;
};

/* A thread's own. */
struct counter {
	struct funnel_tally tally;
	struct clock_day days[DAYS];
};

static int32_t
offset_at(struct funnel_counting *c, struct counter *own, int64_t seconds)
{
	const struct zone *zone = c->s->plan->zone;
	int64_t day = seconds / 86400;
	struct clock_day *known = &own->days[(size_t)day & (DAYS - 1)];
	int32_t offset;

	if (known->known && known->day == day && !known->changes)
		return known->offset;
	(void)pthread_mutex_lock(&c->lock);
	if (!known->known || known->day != day) {
		*known = (struct clock_day){ day, zone_offset(zone, day * 86400), true,
			false };
		known->changes = zone_offset(zone, day * 86400 + 86399) != known->offset;
	}
	offset = known->changes ? zone_offset(zone, seconds) : known->offset;
	(void)pthread_mutex_unlock(&c->lock);
	return offset;
}

/* The day, since 1970-01-01, of the wall clock in the plan's zone. */
static int64_t
local_day(struct funnel_counting *c, struct counter *own, int64_t ms)
{
	int64_t seconds = ms / 1000;

	return (seconds + offset_at(c, own, seconds) * INT64_C(60)) / 86400;
}

static int64_t
week_of(int64_t day)
{
	return day - date_weekday(day);
}

static int64_t
month_of(int64_t day)
{
	int y, m, d;

	date_civil(day, &y, &m, &d);
	return day - d + 1;
}

/* The value that V has of a field of --by. */
static uint64_t
by_value(struct funnel_counting *c, const struct visit *v, enum funnel_by by, int64_t day)
{
	const struct visit_shape *s = c->s->shape;

	switch (by) {
	case BY_DAY:
		return (uint64_t)day;
	case BY_WEEK:
		return (uint64_t)week_of(day);
	case BY_MONTH:
		return (uint64_t)month_of(day);
	case BY_DEVICE:
		return visit_start_of(s, v, START_DEVICE);
	case BY_CURRENCY:
		return visit_start_of(s, v, START_CURRENCY);
	case BY_BROWSER:
		return visit_start_of(s, v, START_BROWSER);
	case BY_COUNTRY:
		return visit_start_of(s, v, START_COUNTRY);
	case BY_PAGE:
		return visit_start_of(s, v, START_PAGE);
	case BY_SHIPPING_COST:
		return funnel_band(
		    visit_seen_of(s, v, (enum visit_seen)CONTEXT_SHIPPING_COST));
	case BY_COUPON:
		return visit_seen_of(s, v, (enum visit_seen)CONTEXT_COUPON);
	case BY_PAYMENT_METHOD:
		return visit_seen_of(s, v, (enum visit_seen)CONTEXT_PAYMENT_METHOD);
	case BY_ERROR:
		return visit_seen_of(s, v, (enum visit_seen)CONTEXT_ERROR);
	case BYS:
		break;
	}
	return 0;
}

/* What is known of the visit that is being counted. */
struct fate {
	struct visit *visit;
	size_t depth;
	bool decided, recovered;
};

static void
count_in(int64_t *counters, const struct fate *f)
{
	const struct visit *v = f->visit;

	if (!f->decided) {
		counters[COUNT_UNDECIDED]++;
		return;
	}
	counters[COUNT_AT(COUNT_ENDED, f->depth)]++;
	counters[COUNT_AT(COUNT_RECOVERED, f->depth)] += f->recovered;
	if (v->value_currency == 0)
		return;
	counters[COUNT_AT(COUNT_VALUED, f->depth)]++;
	counters[COUNT_AT(COUNT_VALUE, f->depth)] = tally_sum(
	    counters[COUNT_AT(COUNT_VALUE, f->depth)], (int64_t)v->value.value);
}

static void
count_reasons(struct funnel_counting *c, struct counter *own, const struct fate *f)
{
	size_t i;

	if (!f->decided || f->depth == 0)
		return;
	for (i = 0; i < CONTEXT_FIELDS; i++) {
		uint64_t value = visit_seen_of(
		    c->s->shape, f->visit, (enum visit_seen)(SEEN_CONTEXT + i));
		uint64_t key[3] = { i, value, f->visit->value_currency };

		if (value == 0)
			continue;
		if (i == CONTEXT_SHIPPING_COST)
			key[1] = funnel_band(value);
		else if (!funnel_is_frequent(c, (enum context_field)i, value))
			key[1] = VALUE_OTHERS;
		count_in(tally_at(&own->tally.reasons, key), f);
	}
}

/* Seconds to three digits: nobody asks for more, and there are few such numbers. */
static uint64_t
rounded(int64_t seconds)
{
	int64_t unit = 1;

	while (seconds / unit >= 1000)
		unit *= 10;
	return (uint64_t)(seconds / unit * unit);
}

static void
count_times(struct funnel_counting *c, struct counter *own, const struct fate *f,
    const uint64_t *group)
{
	const struct visit_shape *s = c->s->shape;
	const uint32_t *firsts = visit_firsts(s, f->visit);
	uint64_t key[TALLY_KEY];
	size_t i, n = c->s->plan->n_by;

	memcpy(key, group, n * sizeof *key);
	for (i = 0; i < f->depth; i++) {
		if (firsts[i] == VISIT_UNTIMED || firsts[i + 1] == VISIT_UNTIMED ||
		    firsts[i + 1] < firsts[i])
			continue;
		key[n] = i;
		key[n + 1] = rounded((firsts[i + 1] - firsts[i]) / 1000);
		tally_at(&own->tally.times, key)[0]++;
	}
}

static void
count_visit(struct funnel_counting *c, struct counter *own, struct visit *v)
{
	const struct funnel_plan *p = c->s->plan;
	struct fate f = { .visit = v };
	uint64_t group[TALLY_KEY], period[2];
	int64_t day = local_day(c, own, v->first);
	size_t i;

	f.depth = funnel_plan_depth(p, c->s->shape, v);
	f.decided = funnel_is_decided(c, v);
	f.recovered = f.decided && f.depth + 1 < p->steps->n && funnel_is_recovered(c, v);
	own->tally.counted++;
	own->tally.mixed += v->currency_low != v->currency_high;
	for (i = 0; i < p->n_by; i++)
		group[i] = by_value(c, v, p->by[i], day);
	group[p->n_by] = v->value_currency;
	count_in(tally_at(&own->tally.groups, group), &f);
	if (p->figures_only)
		return;
	period[0] = (uint64_t)(p->weeks ? week_of(day) : day);
	period[1] = v->value_currency;
	count_in(tally_at(&own->tally.periods, period), &f);
	count_reasons(c, own, &f);
	if (f.decided)
		count_times(c, own, &f, group);
}

#define AHEAD 8 /* visits, which are counted while memory is fetched for the next */

static void
count_part(struct funnel_counting *c, void *context, struct visits_part *part)
{
	struct counter *own = context;
	size_t i;

	for (i = 0; i < part->n; i++) {
		if (c->bought.n != 0 && i + AHEAD < part->n)
			funnel_foresee(c, part->at[i + AHEAD]);
		if (funnel_is_future(c, part->at[i]))
			own->tally.future++;
		else
			count_visit(c, own, part->at[i]);
	}
}

static void
tally_start(struct funnel_tally *t, size_t n_by)
{
	tally_init(&t->periods, 2, COUNT_ALL);
	tally_init(&t->groups, n_by + 1, COUNT_ALL);
	tally_init(&t->reasons, 3, COUNT_ALL);
	tally_init(&t->times, n_by + 2, 1);
}

static void
tally_end(struct funnel_tally *t)
{
	tally_done(&t->periods);
	tally_done(&t->groups);
	tally_done(&t->reasons);
	tally_done(&t->times);
}

static void
tally_add(struct funnel_tally *t, const struct funnel_tally *from)
{
	tally_merge(&t->periods, &from->periods);
	tally_merge(&t->groups, &from->groups);
	tally_merge(&t->reasons, &from->reasons);
	tally_merge(&t->times, &from->times);
	t->future += from->future;
	t->mixed += from->mixed;
	t->counted += from->counted;
}

bool
funnel_tally_all(struct funnel_counting *c, struct err *e)
{
	size_t n = c->s->threads, i;
	struct counter *counters = mem_zero(n, sizeof *counters);
	bool ok;

	for (i = 0; i < n; i++)
		tally_start(&counters[i].tally, c->s->plan->n_by);
	ok = funnel_each_part(c, count_part, counters, sizeof *counters, e);
	for (i = 0; i < n; i++) {
		tally_add(&c->sum, &counters[i].tally);
		tally_end(&counters[i].tally);
	}
	free(counters);
	return ok;
}

void
funnel_counting_init(struct funnel_counting *c, const struct funnel_source *s)
{
	*c = (struct funnel_counting){ .s = s };
	c->end = s->plan->now_given ? s->plan->now : visits_latest(s->visits);
	(void)pthread_mutex_init(&c->lock, NULL);
	tally_start(&c->sum, s->plan->n_by);
}

void
funnel_counting_done(struct funnel_counting *c)
{
	free(c->sketch);
	sightings_done(&c->bought);
	sightings_done(&c->open);
	(void)pthread_mutex_destroy(&c->lock);
	tally_end(&c->sum);
}

bool
funnel_count(const struct funnel_source *s, struct funnel *out, struct err *e)
{
	struct funnel_counting c;
	bool ok;

	funnel_counting_init(&c, s);
	ok = funnel_survey(&c, e) && funnel_tally_all(&c, e) &&
	     funnel_assemble(&c, out, e);
	funnel_counting_done(&c);
	return ok;
}
