/* cart-kit - runs over the lines of logs and states, without threads */
/* SPDX-License-Identifier: ISC */

#ifndef TESTS_UNIT_CART_KIT_H
#define TESTS_UNIT_CART_KIT_H

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "shop/cart-log.h"
#include "shop/visit-state.h"

/* A run: what it counts by, and what it has read. */
struct kit_run {
	struct steps steps;
	struct funnel_plan plan;
	struct visit_shape shape;
	struct cart_event_options events;
	struct witness witness;
	struct visits *visits;
	struct visits_batch batch;
	struct visit_state_reader *states;
	struct cart_event_reader *lines;
	struct cart_log_sums sums;
};

/* A run by PLAN, of the kit's own steps. */
static inline void
kit_run_begin(struct kit_run *r, const struct funnel_plan *plan, size_t memory)
{
	struct err e;

	*r = (struct kit_run){ .plan = *plan };
	steps_default(&r->steps);
	r->plan.steps = &r->steps;
	r->plan.zone = zone_find("UTC", &e);
	funnel_plan_shape(&r->plan, &r->shape);
	r->events = (struct cart_event_options){
		.steps = &r->steps, .shape = &r->shape, .values = values_new(memory)
	};
	(void)currency_find(STR("EUR"), &r->events.currency);
	witness_init(&r->witness, plan->now_given ? plan->now : INT64_MAX);
	if (plan->carts)
		r->events.witness = &r->witness;
	r->visits = visits_new(&r->shape, plan->gap * 1000, memory);
	visits_batch_init(&r->batch, r->visits);
	r->states = visit_state_reader_new(&r->events, &r->plan);
	r->lines = cart_event_reader_new(&r->events);
}

/* A run that keeps everything, for a state. */
static inline void
kit_run_start(struct kit_run *r, bool strict, size_t memory)
{
	struct funnel_plan plan = { .gap = 1800, .strict = strict, .all = true };

	kit_run_begin(r, &plan, memory);
}

static inline void
kit_run_end(struct kit_run *r)
{
	cart_event_reader_free(r->lines);
	visit_state_reader_free(r->states);
	visits_batch_done(&r->batch);
	visits_free(r->visits);
	values_free(r->events.values);
	witness_done(&r->witness);
	event_names_done(&r->sums.names);
	steps_done(&r->steps);
}

/* Reads LINE, of a state or (EVENT) of a log. */
static inline bool
kit_run_line(struct kit_run *r, struct str line, bool event, struct err *e)
{
	struct visit *piece = visits_batch_next(&r->batch);
	struct buf copy = BUF_INIT;
	bool none = false, ok;

	buf_reserve(&copy, line.len + 64);
	memset(copy.at, 0, line.len + 64);
	buf_str(&copy, line);
	ok = event ? cart_event_read(r->lines, buf_view(&copy), piece, e)
		   : visit_state_read(r->states, buf_view(&copy), piece, &none, e);
	if (ok && !none)
		visits_batch_keep(&r->batch);
	ok = visits_add(r->visits, &r->batch, ok ? e : &(struct err){ .text = "" }) && ok;
	cart_event_forget(r->lines);
	visit_state_forget(r->states);
	buf_done(&copy);
	return ok;
}

/* Every line is one that is taken. */
static inline void
kit_run_lines(struct kit_run *r, struct str text, bool events)
{
	struct str line;
	struct err e;

	while (str_cut(&text, '\n', &line))
		if (line.len != 0 && !kit_run_line(r, line, events, &e)) {
			(void)fprintf(stderr, "%.*s: %s\n", STR_ARG(line), e.text);
			abort();
		}
}

/* Puts together what was read; once. */
static inline void
kit_run_sum(struct kit_run *r)
{
	visit_state_sums(r->states, &r->sums);
	event_names_merge(&r->sums.names, cart_event_names(r->lines));
	event_names_sort(&r->sums.names);
}

/* The state of R. */
static inline void
kit_run_write(struct kit_run *r, struct buf *out)
{
	struct emit m;
	struct err e;

	emit_init(&m, -1);
	kit_run_sum(r);
	if (!visit_state_write(
		r->visits, &r->plan, &r->shape, r->events.values, &r->sums, &m, &e)) {
		(void)fprintf(stderr, "%s\n", e.text);
		abort();
	}
	buf_clear(out);
	buf_str(out, buf_view(&m.out));
	emit_done(&m);
}

#endif
