/* funnel-plan - what a report on lost carts is to count, and by which rules */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-plan.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/num.h"
#include "shop/funnel-csv.h"

static const struct {
	struct str word;
	uint8_t start, seen; /* what of a visit it is; VISIT_NO_FIELD: nothing */
} bys[BYS] = {
	[BY_DAY] = { STR_INIT("day"), VISIT_NO_FIELD, VISIT_NO_FIELD },
	[BY_WEEK] = { STR_INIT("week"), VISIT_NO_FIELD, VISIT_NO_FIELD },
	[BY_MONTH] = { STR_INIT("month"), VISIT_NO_FIELD, VISIT_NO_FIELD },
	[BY_DEVICE] = { STR_INIT("device"), START_DEVICE, VISIT_NO_FIELD },
	[BY_CURRENCY] = { STR_INIT("currency"), START_CURRENCY, VISIT_NO_FIELD },
	[BY_BROWSER] = { STR_INIT("browser"), START_BROWSER, VISIT_NO_FIELD },
	[BY_COUNTRY] = { STR_INIT("country"), START_COUNTRY, VISIT_NO_FIELD },
	[BY_PAGE] = { STR_INIT("page"), START_PAGE, VISIT_NO_FIELD },
	[BY_SHIPPING_COST] = { STR_INIT("shipping_cost"), VISIT_NO_FIELD,
	    SEEN_CONTEXT + CONTEXT_SHIPPING_COST },
	[BY_COUPON] = { STR_INIT("coupon"), VISIT_NO_FIELD,
	    SEEN_CONTEXT + CONTEXT_COUPON },
	[BY_PAYMENT_METHOD] = { STR_INIT("payment_method"), VISIT_NO_FIELD,
	    SEEN_CONTEXT + CONTEXT_PAYMENT_METHOD },
	[BY_ERROR] = { STR_INIT("error"), VISIT_NO_FIELD, SEEN_CONTEXT + CONTEXT_ERROR },
};

struct str
funnel_by_word(enum funnel_by field)
{
	return bys[field].word;
}

bool
funnel_plan_columns(const struct funnel_plan *p, bool compared, struct err *e)
{
	struct str by[FUNNEL_BY];
	size_t i;

	for (i = 0; i < p->n_by; i++)
		by[i] = funnel_by_word(p->by[i]);
	return funnel_csv_fits(by, p->n_by, p->steps->name, p->steps->n, compared, e);
}

static bool
unknown_field(struct str word, struct err *e)
{
	struct buf all = BUF_INIT;
	size_t i;

	for (i = 0; i < BYS; i++)
		buf_fmt(&all, "%s%.*s", i == 0 ? "" : ", ", STR_ARG(bys[i].word));
	(void)err_set(e, ERR_TROUBLE, "expected fields of %s, got \"%.*s\"",
	    buf_cstr(&all), STR_ARG(word));
	buf_done(&all);
	return false;
}

bool
funnel_plan_by(struct funnel_plan *p, struct str text, struct err *e)
{
	struct str rest = text, word;
	size_t i, k;

	p->n_by = 0;
	while (str_cut(&rest, ',', &word)) {
		for (i = 0; i < BYS && !str_eq(bys[i].word, word); i++)
			;
		if (i == BYS)
			return unknown_field(word, e);
		for (k = 0; k < p->n_by; k++)
			if (p->by[k] == (enum funnel_by)i)
				return err_set(e, ERR_TROUBLE, "\"%.*s\" stands twice",
				    STR_ARG(word));
		if (p->n_by == FUNNEL_BY)
			return err_set(e, ERR_TROUBLE, "more than %d fields", FUNNEL_BY);
		p->by[p->n_by++] = (enum funnel_by)i;
	}
	return p->n_by > 0 || unknown_field(text, e);
}

bool
funnel_plan_window(struct funnel_plan *p, struct str text, struct err *e)
{
	struct str rest = text, name;
	int64_t span;
	size_t i;

	(void)str_cut(&rest, '=', &name);
	for (i = 1; i < p->steps->n && !str_eq(p->steps->name[i], name); i++)
		;
	if (i == p->steps->n)
		return err_set(e, ERR_TROUBLE,
		    "expected STEP=SPAN with a step behind the first, got \"%.*s\"",
		    STR_ARG(text));
	if (rest.at == NULL || !num_span(rest, &span) || span == 0 || span > FUNNEL_SPAN)
		return err_set(e, ERR_TROUBLE,
		    "expected a span such as 1h behind \"%.*s=\", got \"%.*s\"",
		    STR_ARG(name), STR_ARG(rest));
	if (p->window[i] != 0)
		return err_set(
		    e, ERR_TROUBLE, "a second span for \"%.*s\"", STR_ARG(name));
	p->window[i] = span;
	return true;
}

static bool
needs_times(const struct funnel_plan *p)
{
	size_t i;

	for (i = 0; i < FUNNEL_STEPS; i++)
		if (p->window[i] != 0)
			return true;
	return p->strict;
}

void
funnel_plan_shape(const struct funnel_plan *p, struct visit_shape *s)
{
	size_t i, k;

	*s = (struct visit_shape){ .n_steps = p->steps->n };
	s->timed = p->all || !p->figures_only || p->carts;
	s->listed = needs_times(p);
	for (i = 0; i < p->n_by; i++) {
		/* Which of two events at the same time is the first, the fields before
		   decide, whether or not they are asked for. */
		for (k = 0;
		     bys[p->by[i]].start != VISIT_NO_FIELD && k <= bys[p->by[i]].start;
		     k++)
			visit_shape_start(s, (enum visit_start)k);
		if (bys[p->by[i]].seen != VISIT_NO_FIELD)
			visit_shape_seen(s, (enum visit_seen)bys[p->by[i]].seen);
	}
	for (i = 0; i < STARTS && p->all; i++)
		visit_shape_start(s, (enum visit_start)i);
	for (i = 0; i < CONTEXT_FIELDS && (p->all || !p->figures_only || p->carts); i++)
		visit_shape_seen(s, (enum visit_seen)(SEEN_CONTEXT + i));
	if (p->all || !p->figures_only || p->carts) {
		visit_shape_seen(s, SEEN_BUYER);
		visit_shape_seen(s, SEEN_EMAIL);
	}
	for (i = SEEN_NO; i < SEEN_FIELDS && p->carts; i++)
		visit_shape_seen(s, (enum visit_seen)i);
	visit_shape_end(s);
}

static int
by_order(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Whether an event of STEP at AT comes soon enough behind REACHED, the steps before it.
 */
static bool
in_window(const struct funnel_plan *p, const int64_t *reached, size_t step, int64_t at)
{
	size_t before = step - 1;

	while (reached[before] == VISIT_NEVER)
		before--;
	return p->window[step] == 0 || at - reached[before] <= p->window[step] * 1000;
}

/* The depth of V, which is listed, and when it was reached first by an event behind the
 * first step. */
static size_t
listed_depth(const struct funnel_plan *p, const struct visit_shape *s, struct visit *v,
    int64_t *since)
{
	struct visit_times *t = *visit_list(s, v);
	int64_t reached[FUNNEL_STEPS];
	size_t depth = 0, i, step;

	if (t == NULL)
		return 0;
	qsort(t->order, t->n, sizeof *t->order, by_order);
	for (i = 0; i < FUNNEL_STEPS; i++)
		reached[i] = VISIT_NEVER;
	/* The list has no events of the first step: it is reached as the visit begins. */
	reached[0] = v->first;
	for (i = 0; i < t->n; i++) {
		int64_t at = visit_order_time(t->order[i]);

		step = (size_t)(t->order[i] & 15);
		if (p->strict && step > 1 && reached[step - 1] == VISIT_NEVER)
			continue;
		if (!in_window(p, reached, step, at))
			continue;
		reached[step] = at;
		if (step > depth) {
			depth = step;
			*since = at;
		}
	}
	return depth;
}

size_t
funnel_plan_depth(
    const struct funnel_plan *p, const struct visit_shape *s, struct visit *v)
{
	int64_t since;

	if (s->listed)
		return listed_depth(p, s, v, &since);
	return v->reached == 0 ? 0 : 31 - (size_t)__builtin_clz(v->reached);
}

bool
funnel_plan_bought(const struct funnel_plan *p, const struct visit_shape *s,
    struct visit *v, int64_t *when)
{
	const size_t last = s->n_steps - 1;
	uint32_t first;

	if (s->listed)
		return listed_depth(p, s, v, when) == last;
	if ((v->reached >> last & 1) == 0)
		return false;
	first = visit_firsts(s, v)[last];
	*when = first == VISIT_UNTIMED ? v->last : v->first + first;
	return true;
}
