/* visit-state-write - visits as JSON Lines */
/* SPDX-License-Identifier: ISC */

#include <stdio.h>
#include <stdlib.h>

#include "shop/cart-log-sums.h"
#include "shop/tally.h"
#include "shop/visit-state.h"
#include "shop/visit-texts.h"

struct writer {
	const struct funnel_plan *plan;
	const struct visit_shape *shape;
	struct values *values;
	struct emit *out;
};

static void
put_value(struct writer *w, uint64_t value)
{
	char room[VALUES_SHORT];
	struct str text = values_text(w->values, value, room);

	emit_text(w->out, text.at == NULL ? STR("") : text);
}

static void
put_currency(struct writer *w, uint32_t packed)
{
	char code[4];

	visit_currency_code(packed, code);
	emit_text(w->out, str_of(code));
}

/* Sixteen times the milliseconds before the last event, and the step: one number. */
static void
put_order(struct writer *w, const struct visit *v, int64_t order)
{
	emit_int(w->out, (v->last - visit_order_time(order)) * 16 + (order & 15));
}

static void
put_starts(struct writer *w, const struct visit *v)
{
	size_t i;

	emit_name(w->out, STR("start"));
	emit_list(w->out);
	emit_int(w->out, v->first_step);
	emit_int(w->out, v->amount == INT64_MIN ? -1 : v->amount);
	for (i = 0; i < STARTS; i++)
		put_value(w, visit_start_of(w->shape, v, (enum visit_start)i));
	emit_list_end(w->out);
}

static void
put_amount(struct writer *w, const struct visit *v)
{
	if (v->value_currency == 0)
		return;
	emit_name(w->out, STR("value"));
	emit_list(w->out);
	put_order(w, v, v->value.order);
	emit_int(w->out, (int64_t)v->value.value);
	put_currency(w, v->value_currency);
	if (v->currency_low != v->currency_high) {
		put_currency(w, v->currency_low);
		put_currency(w, v->currency_high);
	}
	emit_list_end(w->out);
}

/* A field that was never seen is null; any other is its order and its value. */
static void
put_seen(struct writer *w, struct visit *v)
{
	const struct visit_last *seen = visit_seen(w->shape, v);
	char id[17];
	size_t i;

	emit_name(w->out, STR("seen"));
	emit_list(w->out);
	for (i = 0; i <= SEEN_EMAIL; i++) {
		const struct visit_last *last = &seen[w->shape->seen[i]];

		if (last->value == 0) {
			emit_raw(w->out, STR("null"));
			continue;
		}
		put_order(w, v, last->order);
		if (i == SEEN_CONTEXT + CONTEXT_SHIPPING_COST) {
			put_currency(w, cart_event_cost_currency(last->value));
			emit_int(w->out, cart_event_cost_minor(last->value));
		} else if (i == SEEN_BUYER || i == SEEN_EMAIL) {
			(void)snprintf(
			    id, sizeof id, "%016llx", (unsigned long long)last->value);
			emit_text(w->out, str_of(id));
		} else
			put_value(w, last->value);
	}
	emit_list_end(w->out);
}

static void
put_times(struct writer *w, struct visit *v)
{
	const uint32_t *firsts = visit_firsts(w->shape, v);
	const struct visit_times *t = w->shape->listed ? *visit_list(w->shape, v) : NULL;
	size_t i, n = w->shape->n_steps;

	while (n > 0 && firsts[n - 1] == VISIT_UNTIMED)
		n--;
	emit_name(w->out, STR("steps"));
	emit_list(w->out);
	for (i = 0; i < n; i++)
		emit_int(w->out, firsts[i] == VISIT_UNTIMED ? -1 : (int64_t)firsts[i]);
	emit_list_end(w->out);
	if (!w->shape->listed)
		return;
	emit_name(w->out, STR("times"));
	emit_list(w->out);
	for (i = 0; t != NULL && i < t->n; i++)
		put_order(w, v, t->order[i]);
	emit_list_end(w->out);
}

static int
by_order(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void
put_visit(struct writer *w, struct visit *v)
{
	struct visit_times *t = w->shape->listed ? *visit_list(w->shape, v) : NULL;
	char key[33];

	/* The same bytes, in whatever order the events came. */
	if (t != NULL)
		qsort(t->order, t->n, sizeof *t->order, by_order);
	(void)snprintf(key, sizeof key, "%016llx%016llx", (unsigned long long)v->key[0],
	    (unsigned long long)v->key[1]);
	emit_object(w->out);
	emit_put_text(w->out, STR("type"), STR("visit"));
	emit_put_text(w->out, STR("key"), str_of(key));
	emit_put_int(w->out, STR("first"), v->first);
	emit_put_int(w->out, STR("last"), v->last);
	emit_put_int(w->out, STR("reached"), v->reached);
	put_starts(w, v);
	put_amount(w, v);
	put_seen(w, v);
	put_times(w, v);
	emit_object_end(w->out);
	emit_line(w->out);
}

static void
put_unknown(struct emit *m, const struct event_names *names)
{
	size_t i;

	emit_put_int(m, STR("unknown_events"), names->all);
	emit_put_int(m, STR("unknown_bits"), names->bits);
	emit_name(m, STR("unknown"));
	emit_list(m);
	for (i = 0; i < names->n; i++) {
		emit_object(m);
		emit_put_text(
		    m, STR("name"), (struct str){ names->at[i].name, names->at[i].len });
		emit_put_int(m, STR("events"), names->at[i].events);
		emit_object_end(m);
	}
	emit_list_end(m);
}

static void
put_head(struct writer *w, const struct cart_log_sums *sums)
{
	struct buf steps = BUF_INIT;

	steps_describe(w->plan->steps, &steps);
	emit_object(w->out);
	emit_put_text(w->out, STR("type"), STR("visits"));
	emit_put_int(w->out, STR("version"), VISIT_STATE_VERSION);
	emit_put_int(w->out, STR("gap"), w->plan->gap);
	emit_put_text(w->out, STR("steps"), buf_view(&steps));
	emit_name(w->out, STR("times"));
	emit_bool(w->out, w->shape->listed);
	emit_put_int(w->out, STR("lines"), sums->lines);
	emit_put_int(w->out, STR("refused"), sums->refused);
	emit_put_int(w->out, STR("unfinished"), sums->unfinished);
	put_unknown(w->out, &sums->names);
	emit_object_end(w->out);
	emit_line(w->out);
	buf_done(&steps);
}

/* What was not whole among the states that were read is carried on, as their sums are. */
static void
put_end(struct writer *w, const struct cart_log_sums *sums, int64_t visits)
{
	emit_object(w->out);
	emit_put_text(w->out, STR("type"), STR("visits_end"));
	emit_put_int(w->out, STR("visits"),
	    tally_sum(visits, tally_sum(sums->told, -sums->pieces)));
	emit_put_int(w->out, STR("refused"), sums->doubtful);
	emit_put_int(
	    w->out, STR("states"), tally_sum(1, tally_sum(sums->ends, -sums->heads)));
	emit_object_end(w->out);
	emit_line(w->out);
}

bool
visit_state_write(struct visits *visits, const struct funnel_plan *plan,
    const struct visit_shape *shape, struct values *values,
    const struct cart_log_sums *sums, struct emit *out, struct err *e)
{
	struct writer w = { plan, shape, values, out };
	struct visits_part part;
	size_t i, k;
	int64_t n = 0;
	bool ok;

	put_head(&w, sums);
	for (i = 0; i < VISITS_PARTS; i++) {
		if (!visits_take(visits, i, &part, e))
			return false;
		visits_sort(&part);
		ok = visit_texts_load(values, shape, &part, e);
		for (k = 0; k < part.n && ok; k++)
			put_visit(&w, part.at[k]);
		n += (int64_t)part.n;
		visits_give(visits, &part);
		if (!ok)
			return false;
	}
	put_end(&w, sums, n);
	return true;
}
