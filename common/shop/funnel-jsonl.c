/* funnel-jsonl - the report on lost carts as records */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-jsonl.h"

#include "shop/funnel-facts.h"
#include "shop/funnel-figures.h"
#include "shop/funnel-reason.h"
#include "shop/tally.h"

static void
put_texts(struct emit *m, struct str key, const struct str *at, size_t n)
{
	size_t i;

	emit_name(m, key);
	emit_list(m);
	for (i = 0; i < n; i++)
		emit_text(m, at[i]);
	emit_list_end(m);
}

static void
put_rules(struct emit *m, const struct funnel *f)
{
	size_t s;

	put_texts(m, STR("steps"), f->step, f->n_steps);
	if (f->events_of.len > 0)
		emit_put_text(m, STR("step_events"), f->events_of);
	emit_put_text(m, STR("order"), f->strict ? STR("strict") : STR("any"));
	emit_put_int(m, STR("gap"), f->gap);
	emit_name(m, STR("windows"));
	emit_list(m);
	for (s = 0; s < f->n_steps; s++) {
		if (f->window[s] == 0)
			continue;
		emit_object(m);
		emit_put_text(m, STR("step"), f->step[s]);
		emit_put_int(m, STR("seconds"), f->window[s]);
		emit_object_end(m);
	}
	emit_list_end(m);
	emit_put_int(m, STR("recover"), f->recover);
	emit_put_text(m, STR("zone"), f->zone);
	put_texts(m, STR("by"), f->by, f->n_by);
	emit_put_text(m, STR("periods"), f->weeks ? STR("week") : STR("day"));
	emit_put_int(m, STR("min_group"), f->min_group);
	emit_put_text(m, STR("now"), f->now);
}

static void
put_reading(struct emit *m, const struct funnel *f)
{
	int64_t named = 0;
	size_t i;

	emit_put_int(m, STR("lines"), f->lines);
	emit_put_int(m, STR("refused"), f->refused);
	emit_put_int(m, STR("unfinished"), f->unfinished);
	emit_put_int(m, STR("events"), f->events);
	emit_put_int(m, STR("unknown_events"), f->unknown_events);
	emit_name(m, STR("unknown"));
	emit_list(m);
	for (i = 0; i < f->n_unknown; i++) {
		emit_object(m);
		emit_put_text(m, STR("event"), f->unknown[i].name);
		emit_put_int(m, STR("n"), f->unknown[i].events);
		named = tally_sum(named, f->unknown[i].events);
		emit_object_end(m);
	}
	emit_list_end(m);
	emit_put_int(m, STR("unknown_other"), f->unknown_events - named);
	if (f->unknown_partial)
		emit_put_bool(m, STR("unknown_partial"), (struct truth){ true, true });
	emit_put_int(m, STR("future"), f->future);
	emit_put_int(m, STR("mixed"), f->mixed);
}

/* How many figures there are, so that a report that was cut can be told. */
static int64_t
count_figures(const struct funnel *f)
{
	struct figures fs;
	int64_t n = 0;

	figures_init(&fs, f);
	while (figures_next(&fs))
		n += (int64_t)fs.n;
	figures_done(&fs);
	return n;
}

static void
put_report(struct emit *m, const struct funnel *f)
{
	const struct funnel_reason *worst = funnel_worst(f);
	struct buf text = BUF_INIT;

	emit_object(m);
	emit_put_text(m, STR("type"), STR("report"));
	emit_put_text(m, STR("report"), STR("cart-abandon-report"));
	put_rules(m, f);
	put_reading(m, f);
	facts_read(f, &text);
	emit_put_text(m, STR("read"), buf_view(&text));
	if (worst != NULL) {
		buf_clear(&text);
		reason_sentence(f, worst, &text);
		emit_put_text(m, STR("worst"), buf_view(&text));
	}
	if (f->n_limits > 0)
		put_texts(m, STR("crossed"), f->crossed, f->n_crossed);
	emit_put_int(m, STR("figures"), count_figures(f));
	emit_object_end(m);
	emit_line(m);
	buf_done(&text);
}

static void
put_number(struct emit *m, struct str key, enum figure_unit unit, int64_t n)
{
	struct buf text = BUF_INIT;

	if (!figure_is_fine(unit)) {
		emit_put_int(m, key, n);
		return;
	}
	millionths_write(&text, n);
	emit_name(m, key);
	emit_raw(m, buf_view(&text));
	buf_done(&text);
}

/* Whose figure it is. */
static void
put_place(struct emit *m, const struct funnel *f, const struct figure *g)
{
	size_t i;

	if (g->step != FIGURE_NO_STEP)
		emit_put_text(m, STR("step"), f->step[g->step]);
	if (g->scope == SCOPE_GROUP) {
		emit_name(m, STR("by"));
		emit_object(m);
		for (i = 0; i < f->n_by; i++) {
			emit_key(m, f->by[i]);
			emit_text(m, g->group->by[i]);
		}
		emit_object_end(m);
	}
	if (g->scope == SCOPE_PERIOD)
		emit_put_date(m, STR("from"), (struct day){ true, g->group->day });
	if (g->scope == SCOPE_REASON) {
		emit_put_text(m, STR("field"), str_of(context_names[g->reason->field]));
		emit_put_text(m, STR("seen"), g->reason->value);
		if (g->reason->others)
			emit_put_bool(m, STR("others"), (struct truth){ true, true });
	}
}

static void
put_change(struct emit *m, const struct figure *g, enum figure_unit unit)
{
	const struct figure_change *c = &g->change;

	if (!c->there)
		return;
	if (unit == UNIT_MONEY) {
		emit_put_money(m, STR("amount_before"),
		    (struct amount){ true, c->before }, &g->currency);
		emit_put_money(m, STR("amount_change"), (struct amount){ true, c->by },
		    &g->currency);
		return;
	}
	put_number(m, STR("before"), unit, c->before);
	put_number(m, STR("change"), unit, c->by);
	if (unit != UNIT_RATE)
		return;
	put_number(m, STR("change_low"), unit, c->interval.low);
	put_number(m, STR("change_high"), unit, c->interval.high);
	emit_put_bool(m, STR("beyond_chance"), (struct truth){ true, c->beyond });
}

static void
put_figure(struct emit *m, const struct funnel *f, const struct figure *g)
{
	const struct figure_def *def = &figure_defs[g->name];

	emit_object(m);
	emit_put_text(m, STR("type"), STR("figure"));
	emit_put_text(m, STR("name"), str_of(def->name));
	emit_put_text(m, STR("unit"), str_of(figure_units[def->unit]));
	put_place(m, f, g);
	if (def->unit == UNIT_MONEY) {
		emit_put_money(
		    m, STR("amount"), (struct amount){ true, g->value }, &g->currency);
		emit_put_text(m, STR("currency"), str_of(g->currency.code));
		emit_put_int(m, STR("n"), g->parts.n);
	} else
		put_number(m, STR("value"), def->unit, g->value);
	if (def->unit == UNIT_RATE) {
		put_number(m, STR("low"), UNIT_RATE, g->interval.low);
		put_number(m, STR("high"), UNIT_RATE, g->interval.high);
		emit_put_int(m, STR("n"), g->parts.n);
		emit_put_int(m, STR("of"), g->parts.of);
	}
	put_change(m, g, def->unit);
	emit_object_end(m);
	emit_line(m);
}

void
funnel_jsonl(struct emit *m, const struct funnel *f, const struct funnel_earlier *earlier)
{
	struct figures fs;
	size_t i;

	put_report(m, f);
	figures_init(&fs, f);
	while (figures_next(&fs)) {
		if (earlier != NULL)
			funnel_compare(earlier, &fs);
		for (i = 0; i < fs.n; i++)
			put_figure(m, f, &fs.at[i]);
	}
	figures_done(&fs);
}
