/* funnel-figures - a report on lost carts as a list of named figures */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-figures.h"

#include <stdlib.h>

#include "base/mem.h"
#include "shop/funnel-reason.h"
#include "shop/tally.h"

const char *const figure_units[UNITS] = {
	[UNIT_VISITS] = "visits",
	[UNIT_EXPECTED] = "visits",
	[UNIT_RATE] = "rate",
	[UNIT_TIMES] = "times",
	[UNIT_SECONDS] = "seconds",
	[UNIT_MONEY] = "money",
};

const struct figure_def figure_defs[FIGURES] = {
	[FIGURE_VISITS] = { "visits", UNIT_VISITS, 1,
	    "Visits that nothing can lengthen any more." },
	[FIGURE_UNDECIDED] = { "undecided", UNIT_VISITS, 0,
	    "Visits that were still open at the end of the log; no other figure counts "
	    "them." },
	[FIGURE_CONVERSION_RATE] = { "conversion_rate", UNIT_RATE, 1,
	    "Visits that bought, of all visits." },
	[FIGURE_CARTS] = { "carts", UNIT_VISITS, 1,
	    "Visits that put something in a cart." },
	[FIGURE_ABANDONED] = { "abandoned", UNIT_VISITS, -1,
	    "Visits with a cart that did not buy." },
	[FIGURE_ABANDONMENT_RATE] = { "abandonment_rate", UNIT_RATE, -1,
	    "Visits with a cart that did not buy, of all visits with a cart." },
	[FIGURE_ABANDONED_RECOVERED] = { "abandoned_recovered", UNIT_VISITS, 1,
	    "Of the abandoned carts, those whose customer bought later in another visit." },
	[FIGURE_ABANDONED_RECOVERY_RATE] = { "abandoned_recovery_rate", UNIT_RATE, 1,
	    "Recovered carts, of those abandoned." },
	[FIGURE_ABANDONED_VALUE] = { "abandoned_value", UNIT_MONEY, -1,
	    "What the abandoned carts held, when they were last seen." },
	[FIGURE_REACHED] = { "reached", UNIT_VISITS, 1, "Visits that reached the step." },
	[FIGURE_LOST] = { "lost", UNIT_VISITS, -1,
	    "Visits that reached the step and no later one." },
	[FIGURE_LOSS_RATE] = { "loss_rate", UNIT_RATE, -1,
	    "Visits lost at the step, of those that reached it." },
	[FIGURE_RECOVERED] = { "recovered", UNIT_VISITS, 1,
	    "Of the visits lost at the step, those whose customer bought later in "
	    "another visit." },
	[FIGURE_RECOVERY_RATE] = { "recovery_rate", UNIT_RATE, 1,
	    "Recovered visits, of those lost at the step." },
	[FIGURE_SECONDS_TO_NEXT] = { "seconds_to_next", UNIT_SECONDS, -1,
	    "The median time from the first event of the step to the first of the next, "
	    "of the visits that have both in this order; not of a period." },
	[FIGURE_VALUE_LOST] = { "value_lost", UNIT_MONEY, -1,
	    "What the carts held that were lost at the step; not of the first, where "
	    "there are none." },
	[FIGURE_REASON_LOSS_RATE] = { "reason_loss_rate", UNIT_RATE, -1,
	    "Visits lost at the step that last saw this, of those that reached the step "
	    "and saw it." },
	[FIGURE_REASON_LIFT] = { "reason_lift", UNIT_TIMES, -1,
	    "reason_loss_rate divided by the step's own loss_rate, made from the counts of both." },
	[FIGURE_REASON_OTHERS_RATE] = { "reason_others_rate", UNIT_RATE, 0,
	    "The loss rate of the step's other visits." },
	[FIGURE_REASON_EXCESS] = { "reason_excess", UNIT_EXPECTED, -1,
	    "Visits lost beyond those that reason_others_rate would have lost, an "
	    "estimate and so no whole number; only where that is more than chance "
	    "makes." },
	[FIGURE_REASON_VALUE_LOST] = { "reason_value_lost", UNIT_MONEY, -1,
	    "What the carts held that were lost at the step and saw this." },
	[FIGURE_REASON_EXCESS_VALUE] = { "reason_excess_value", UNIT_MONEY, -1,
	    "The part of reason_value_lost that reason_excess stands for." },
};

static bool
same_currency(const struct currency *a, const struct currency *b)
{
	return memcmp(a->code, b->code, sizeof a->code) == 0;
}

/* Notes the currencies of SUMS, in the order of their codes. */
static void
note_currencies(struct figures *fs, const struct funnel_sums *sums)
{
	size_t i, at;

	for (i = 0; i < sums->n; i++) {
		const struct currency *c = &sums->at[i].currency;

		for (at = 0; at < fs->n_currencies &&
			     memcmp(fs->currency[at].code, c->code, sizeof c->code) < 0;
		     at++)
			;
		if (at < fs->n_currencies && same_currency(&fs->currency[at], c))
			continue;
		fs->currency = mem_grow(
		    fs->currency, fs->n_currencies + 1, sizeof *fs->currency);
		memmove(fs->currency + at + 1, fs->currency + at,
		    (fs->n_currencies - at) * sizeof *fs->currency);
		fs->currency[at] = *c;
		fs->n_currencies++;
	}
}

void
figures_init(struct figures *fs, const struct funnel *f)
{
	size_t s;

	*fs = (struct figures){ .f = f };
	for (s = 0; s < f->n_steps; s++)
		note_currencies(fs, &f->whole.step[s].value);
}

void
figures_done(struct figures *fs)
{
	free(fs->at);
	free(fs->currency);
	*fs = (struct figures){ 0 };
}

/* A figure of the part at hand; it may move with the next. */
static struct figure *
add(struct figures *fs, const struct figure *of, enum figure_name name, int64_t value)
{
	struct figure *f;

	if (fs->n == fs->room) {
		fs->room = fs->room == 0 ? 64 : fs->room * 2;
		fs->at = mem_grow(fs->at, fs->room, sizeof *fs->at);
	}
	f = &fs->at[fs->n++];
	*f = *of;
	f->name = name;
	f->value = value;
	return f;
}

static void
add_rate(struct figures *fs, const struct figure *of, enum figure_name name, int64_t n,
    int64_t all)
{
	struct figure *f;

	if (all <= 0)
		return;
	f = add(fs, of, name, millionths(n, all));
	f->parts = (struct proportion){ n, all };
	f->interval = proportion_interval(f->parts);
}

static void
add_money(struct figures *fs, const struct figure *of, enum figure_name name,
    struct funnel_money m)
{
	struct figure *f = add(fs, of, name, m.minor);

	f->currency = m.currency;
	f->parts.n = m.visits;
}

/* Whether a currency that SUMS knows nothing of is a figure all the same, which is 0. */
static bool
tells_zeros(enum figure_scope scope)
{
	return scope == SCOPE_WHOLE || scope == SCOPE_PERIOD;
}

static void
add_sums(struct figures *fs, const struct figure *of, enum figure_name name,
    const struct funnel_sums *sums)
{
	size_t i;

	for (i = 0; i < fs->n_currencies; i++) {
		const struct funnel_money *m = funnel_sum(sums, &fs->currency[i]);

		if (m != NULL)
			add_money(fs, of, name, *m);
		else if (tells_zeros(of->scope) && of->step != 0)
			add_money(fs, of, name,
			    (struct funnel_money){ .currency = fs->currency[i] });
	}
}

/* What was lost of G from its carts on, in the currency C; false where nothing was. */
static bool
abandoned_value(const struct funnel *f, const struct funnel_group *g,
    const struct currency *c, struct funnel_money *out)
{
	bool any = false;
	size_t s;

	*out = (struct funnel_money){ .currency = *c };
	for (s = 1; s + 1 < f->n_steps; s++) {
		const struct funnel_money *m = funnel_sum(&g->step[s].value, c);

		if (m == NULL)
			continue;
		any = true;
		out->visits += m->visits;
		out->minor = tally_sum(out->minor, m->minor);
	}
	return any;
}

static void
add_abandoned(struct figures *fs, const struct figure *of, const struct funnel_group *g)
{
	const struct funnel *f = fs->f;
	struct funnel_money sum;
	int64_t recovered = 0;
	size_t s, i;

	for (s = 1; s + 1 < f->n_steps; s++)
		recovered += g->step[s].recovered;
	(void)add(fs, of, FIGURE_CARTS, funnel_carts(g));
	(void)add(fs, of, FIGURE_ABANDONED, funnel_abandoned(f, g));
	add_rate(
	    fs, of, FIGURE_ABANDONMENT_RATE, funnel_abandoned(f, g), funnel_carts(g));
	(void)add(fs, of, FIGURE_ABANDONED_RECOVERED, recovered);
	add_rate(
	    fs, of, FIGURE_ABANDONED_RECOVERY_RATE, recovered, funnel_abandoned(f, g));
	for (i = 0; i < fs->n_currencies; i++)
		if (abandoned_value(f, g, &fs->currency[i], &sum) ||
		    tells_zeros(of->scope))
			add_money(fs, of, FIGURE_ABANDONED_VALUE, sum);
}

static void
add_step(struct figures *fs, const struct figure *of, const struct funnel_step *step)
{
	(void)add(fs, of, FIGURE_REACHED, step->in);
	if (of->step + 1 >= fs->f->n_steps)
		return;
	(void)add(fs, of, FIGURE_LOST, step->lost);
	add_rate(fs, of, FIGURE_LOSS_RATE, step->lost, step->in);
	(void)add(fs, of, FIGURE_RECOVERED, step->recovered);
	add_rate(fs, of, FIGURE_RECOVERY_RATE, step->recovered, step->lost);
	if (step->timed > 0)
		(void)add(fs, of, FIGURE_SECONDS_TO_NEXT, step->seconds);
	add_sums(fs, of, FIGURE_VALUE_LOST, &step->value);
}

void
figures_of_group(
    struct figures *fs, enum figure_scope scope, const struct funnel_group *g)
{
	struct figure of = { .scope = scope, .group = g, .step = FIGURE_NO_STEP };
	const struct funnel *f = fs->f;

	fs->n = 0;
	(void)add(fs, &of, FIGURE_VISITS, g->visits);
	(void)add(fs, &of, FIGURE_UNDECIDED, g->undecided);
	add_rate(fs, &of, FIGURE_CONVERSION_RATE, g->step[f->n_steps - 1].in, g->visits);
	add_abandoned(fs, &of, g);
	for (of.step = 0; of.step < f->n_steps; of.step++)
		add_step(fs, &of, &g->step[of.step]);
}

void
figures_of_reason(struct figures *fs, const struct funnel_reason *r)
{
	struct figure of = { .scope = SCOPE_REASON, .reason = r, .step = r->step };
	const struct funnel_step *step = &fs->f->whole.step[r->step];
	struct proportion others = reason_others(fs->f, r);
	size_t i;

	fs->n = 0;
	add_rate(fs, &of, FIGURE_REASON_LOSS_RATE, r->lost, r->in);
	if (r->in > 0 && step->lost > 0)
		(void)add(fs, &of, FIGURE_REASON_LIFT,
		    proportion_lift((struct proportion){ r->lost, r->in },
			(struct proportion){ step->lost, step->in }));
	add_rate(fs, &of, FIGURE_REASON_OTHERS_RATE, others.n, others.of);
	add_sums(fs, &of, FIGURE_REASON_VALUE_LOST, &r->value_lost);
	if (!reason_counts(fs->f, r))
		return;
	(void)add(fs, &of, FIGURE_REASON_EXCESS, reason_excess(fs->f, r));
	for (i = 0; i < r->value_lost.n; i++) {
		struct funnel_money m = r->value_lost.at[i];

		m.minor = reason_excess_value(fs->f, r, &m);
		add_money(fs, &of, FIGURE_REASON_EXCESS_VALUE, m);
	}
}

void
figures_of_period(struct figures *fs, size_t i)
{
	struct figures before = {
		.f = fs->f, .currency = fs->currency, .n_currencies = fs->n_currencies
	};
	size_t k;

	figures_of_group(fs, SCOPE_PERIOD, &fs->f->period[i]);
	if (i == 0)
		return;
	figures_of_group(&before, SCOPE_PERIOD, &fs->f->period[i - 1]);
	for (k = 0; k < fs->n; k++) {
		struct figure *f = &fs->at[k];
		const struct figure *was = figures_find(
		    &before, f->name, f->step, &f->currency);

		if (was != NULL)
			figure_compare(f, was->value, was->parts);
	}
	free(before.at);
}

bool
figures_next(struct figures *fs)
{
	const struct funnel *f = fs->f;
	size_t i = fs->part++;

	if (i == 0) {
		figures_of_group(fs, SCOPE_WHOLE, &f->whole);
		return true;
	}
	if (--i < f->n_groups) {
		figures_of_group(fs, SCOPE_GROUP, &f->group[i]);
		return true;
	}
	i -= f->n_groups;
	if (i < f->n_periods) {
		figures_of_period(fs, i);
		return true;
	}
	i -= f->n_periods;
	if (i < f->n_reasons)
		figures_of_reason(fs, &f->reason[i]);
	return i < f->n_reasons;
}

const struct figure *
figures_find(const struct figures *fs, enum figure_name name, size_t step,
    const struct currency *currency)
{
	size_t i;

	for (i = 0; i < fs->n; i++)
		if (fs->at[i].name == name && fs->at[i].step == step &&
		    (currency == NULL || same_currency(&fs->at[i].currency, currency)))
			return &fs->at[i];
	return NULL;
}

void
figure_compare(struct figure *f, int64_t value, struct proportion parts)
{
	struct figure_change *c = &f->change;

	*c = (struct figure_change){ .before = value };
	c->there = !__builtin_sub_overflow(f->value, value, &c->by);
	if (figure_defs[f->name].unit != UNIT_RATE || f->parts.of <= 0 || parts.of <= 0)
		return;
	c->interval = proportion_difference(f->parts, parts);
	c->beyond = interval_beyond(c->interval);
}

void
figure_place(const struct figure *f, const struct funnel *funnel, struct buf *out)
{
	bool step = f->step != FIGURE_NO_STEP, money = f->currency.code[0] != '\0';

	if (!step && !money)
		return;
	buf_char(out, '[');
	if (step)
		buf_str(out, funnel->step[f->step]);
	if (step && money)
		buf_char(out, ',');
	buf_text(out, f->currency.code);
	buf_char(out, ']');
}
