/* funnel-kit - a report on lost carts, made by hand */
/* SPDX-License-Identifier: ISC */

#ifndef TESTS_UNIT_FUNNEL_KIT_H
#define TESTS_UNIT_FUNNEL_KIT_H

#include <stdlib.h>

#include "base/date.h"
#include "shop/funnel.h"

#define KIT_STEPS 6

/* A sum in the currency CODE, which ISO 4217 has, behind those that SUMS holds. */
static inline void
kit_sum(struct funnel *f, struct funnel_sums *sums, const char *code, int64_t minor,
    int64_t visits)
{
	struct funnel_money *at = pool_zero(&f->pool, (sums->n + 1) * sizeof *at);

	if (sums->n > 0)
		memcpy(at, sums->at, sums->n * sizeof *at);
	at[sums->n].minor = minor;
	at[sums->n].visits = visits;
	if (!currency_find(str_of(code), &at[sums->n].currency))
		abort();
	sums->at = at;
	sums->n++;
}

/* Fills G from how many visits reached each step. */
static inline void
kit_group(struct funnel_group *g, const int64_t in[KIT_STEPS])
{
	size_t s;

	g->visits = in[0];
	for (s = 0; s < KIT_STEPS; s++) {
		struct funnel_step *step = &g->step[s];

		step->in = in[s];
		if (s + 1 == KIT_STEPS)
			continue;
		step->lost = in[s] - in[s + 1];
		step->recovered = step->lost / 20;
		step->timed = in[s + 1];
		step->seconds = (int64_t[]){ 95, 210, 64, 41, 58 }[s];
	}
}

static inline void
kit_rules(struct funnel *f)
{
	static const struct str steps[KIT_STEPS] = { STR_INIT("viewed"), STR_INIT("cart"),
		STR_INIT("checkout"), STR_INIT("shipping"), STR_INIT("payment"),
		STR_INIT("purchased") };

	*f = (struct funnel){ .n_steps = KIT_STEPS,
		.events_of = STR_INIT("viewed: look; cart: put"),
		.gap = 1800,
		.recover = 14 * 86400,
		.zone = STR_INIT("Europe/Rome"),
		.min_group = 20,
		.now = STR_INIT("2026-11-20T23:59:58Z"),
		.lines = 2000000,
		.refused = 12,
		.events = 1999988 };
	memcpy(f->step, steps, sizeof steps);
}

/* The I-th of the reasons, in turn. */
static inline struct funnel_reason *
kit_reason(struct funnel *f, size_t i, enum context_field field, const char *value,
    size_t step, int64_t in, int64_t lost, int64_t minor)
{
	struct funnel_reason *r = &f->reason[i];

	*r = (struct funnel_reason){ .field = field,
		.value = str_of(value),
		.step = step,
		.in = in,
		.lost = lost };
	if (minor > 0)
		kit_sum(f, &r->value_lost, "EUR", minor, lost);
	return r;
}

/*
 * Ten thousand visits, of which 4,000 had a cart and 1,000 bought; two devices, two days,
 * four reasons at shipping and payment; amounts in euros and yen.
 */
static inline void
kit_funnel(struct funnel *f)
{
	static const int64_t whole[] = { 10000, 4000, 2500, 2000, 1500, 1000 };
	static const int64_t desktop[] = { 6000, 2600, 1700, 1400, 1100, 800 };
	static const int64_t mobile[] = { 4000, 1400, 800, 600, 400, 200 };
	static const int64_t first[] = { 5000, 2000, 1300, 1050, 800, 550 };
	static const int64_t second[] = { 5000, 2000, 1200, 950, 700, 450 };

	kit_rules(f);
	kit_group(&f->whole, whole);
	f->whole.undecided = 7;
	kit_sum(f, &f->whole.step[1].value, "EUR", 6000000, 1500);
	kit_sum(f, &f->whole.step[3].value, "EUR", 2500000, 490);
	kit_sum(f, &f->whole.step[3].value, "JPY", 120000, 10);
	kit_sum(f, &f->whole.step[4].value, "EUR", 3000050, 500);

	f->by[0] = STR("device");
	f->n_by = 1;
	f->n_groups = 2;
	f->group = pool_zero(&f->pool, 2 * sizeof *f->group);
	kit_group(&f->group[0], desktop);
	f->group[0].by[0] = STR("desktop");
	kit_sum(f, &f->group[0].step[1].value, "EUR", 4000000, 900);
	kit_group(&f->group[1], mobile);
	f->group[1].by[0] = STR("mobile");
	kit_sum(f, &f->group[1].step[1].value, "EUR", 2000000, 600);
	kit_sum(f, &f->group[1].step[3].value, "JPY", 120000, 10);

	f->n_periods = 2;
	f->period = pool_zero(&f->pool, 2 * sizeof *f->period);
	kit_group(&f->period[0], first);
	f->period[0].day = date_days(2026, 11, 19);
	kit_sum(f, &f->period[0].step[3].value, "EUR", 1000000, 250);
	kit_group(&f->period[1], second);
	f->period[1].day = date_days(2026, 11, 20);
	kit_sum(f, &f->period[1].step[3].value, "EUR", 1500000, 240);

	f->reason = pool_zero(&f->pool, 5 * sizeof *f->reason);
	(void)kit_reason(
	    f, 0, CONTEXT_SHIPPING_COST, "10.00-14.99 EUR", 3, 600, 300, 1500000);
	(void)kit_reason(f, 1, CONTEXT_SHIPPING_COST, "0.00 EUR", 3, 1000, 120, 600000);
	(void)kit_reason(f, 2, CONTEXT_ERROR, "card declined", 4, 200, 150, 900000);
	(void)kit_reason(f, 3, CONTEXT_BROWSER, "Firefox", 4, 30, 11, 66000);
	kit_reason(f, 4, CONTEXT_PAGE, "", 4, 400, 300, 1800000)->others = true;
	f->n_reasons = 5;
}

/* What a customer's browser may send: markup, commands of terminals and of spreadsheets.
 */
#define KIT_HOSTILE                                                                      \
	"=1+1,\"<script>alert('1')</script>\x1b]0;x\x07\xc2\x9b"                         \
	"31m\xe2\x80\xae|`*_@you https://evil.example\r\n# b &amp; \\"

/* The same report with TEXT (lent) wherever such may be. */
static inline void
kit_hostile(struct funnel *f, struct str text)
{
	size_t i;

	kit_funnel(f);
	f->unknown = pool_zero(&f->pool, sizeof *f->unknown);
	f->unknown[0] = (struct funnel_unknown){ text, 3 };
	f->n_unknown = 1;
	f->unknown_events = 5;
	f->step[2] = text;
	f->by[0] = text;
	for (i = 0; i < f->n_groups; i++)
		f->group[i].by[0] = text;
	for (i = 0; i < f->n_reasons; i++)
		f->reason[i].value = text;
}

#endif
