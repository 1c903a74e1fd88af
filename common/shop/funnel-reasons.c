/* funnel-reasons - what was last seen of the carts that were lost, out of the counts */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "shop/funnel-parts.h"

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
	size_t others[CONTEXT_FIELDS][FUNNEL_STEPS]; /* 1 + their place, or 0 */
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

/* The reason of the others at STEP, which there is one of for each field, or NULL. */
static struct funnel_reason *
others_at(struct reasons *r, uint64_t field, size_t step)
{
	size_t at = r->others[field][step];

	return at == 0 ? NULL : &r->at[at - 1];
}

/* The reason at STEP for the visits of G, of one value or, where it is none, of others.
 */
static void
add_reason(struct funnel_counting *c, struct funnel *f, struct reasons *r,
    const struct reason_cell *cell, const struct funnel_group *g, size_t step)
{
	const struct funnel_step *from = &g->step[step];
	bool others = cell->value == VALUE_OTHERS || from->in < c->s->plan->min_group;
	struct funnel_reason *to = others ? others_at(r, cell->field, step) : NULL;

	if (from->in == 0)
		return;
	if (to == NULL) {
		to = new_reason(r);
		to->field = (enum context_field)cell->field;
		to->step = step;
		to->others = others;
		to->value = others ? STR("")
			    : cell->field == CONTEXT_SHIPPING_COST
				? funnel_band_text(cell->value, &f->pool)
				: funnel_value_text(c, f, cell->value);
		if (others)
			r->others[cell->field][step] = r->n;
	}
	to->in += from->in;
	to->lost += from->lost;
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

void
funnel_add_reasons(struct funnel_counting *c, struct funnel *f)
{
	const struct tally *t = &c->sum.reasons;
	struct reason_cell *cells = mem_zero(t->n + 1, sizeof *cells);
	struct reasons r = { .n = 0 };
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
			funnel_add_cell(f, &g, tally_counters(t, cells[i + run].cell),
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
