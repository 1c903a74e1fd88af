/* funnel-sheet - the tables of reasons, periods, groups and changes */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>

#include "base/date.h"
#include "base/mem.h"
#include "shop/funnel-reason.h"
#include "shop/funnel-sheet.h"
#include "shop/funnel-show.h"

/* A reason and what it is sorted by. */
struct weighed {
	const struct funnel_reason *reason;
	bool counts;
	int64_t value, visits; /* lost more; lost at all, where it does not count */
	size_t at;
};

static int
dearest_first(const void *a, const void *b)
{
	const struct weighed *l = a, *r = b;

	if (l->counts != r->counts)
		return l->counts ? -1 : 1;
	if (l->value != r->value)
		return l->value > r->value ? -1 : 1;
	if (l->visits != r->visits)
		return l->visits > r->visits ? -1 : 1;
	return l->at < r->at ? -1 : l->at > r->at;
}

static struct weighed *
weigh(const struct funnel *f)
{
	struct weighed *all = mem_zero(f->n_reasons, sizeof *all);
	size_t i;

	for (i = 0; i < f->n_reasons; i++) {
		struct weighed *w = &all[i];

		w->reason = &f->reason[i];
		w->at = i;
		w->counts = reason_counts(f, w->reason);
		w->visits = w->counts ? reason_excess(f, w->reason) : w->reason->lost;
		w->value = w->counts ? reason_cost(f, w->reason) : 0;
	}
	qsort(all, f->n_reasons, sizeof *all, dearest_first);
	return all;
}

static void
reason_row(struct sheet *s, const struct figures *fs, const struct weighed *w)
{
	const struct funnel_reason *r = w->reason;
	const struct figure *rate = figures_find(
	    fs, FIGURE_REASON_LOSS_RATE, r->step, NULL);
	const struct funnel_step *step = &fs->f->whole.step[r->step];
	struct funnel_money worth;

	reason_name(r, &s->text);
	(void)sheet_cell(s);
	show_plain(&s->text, fs->f->step[r->step]);
	(void)sheet_cell(s);
	show_count(&s->text, r->in);
	(void)sheet_cell(s);
	show_count(&s->text, r->lost);
	(void)sheet_cell(s);
	sheet_figure(s, rate);
	if (w->counts)
		s->cell[s->n_cells - 1].tone = TONE_BAD;
	if (step->in > 0)
		show_rate(&s->text, millionths(step->lost, step->in));
	sheet_cell(s)->tone = TONE_SOFT;
	sheet_figure(s, figures_find(fs, FIGURE_REASON_LIFT, r->step, NULL));
	sheet_interval(s, rate);
	sheet_figure(s, figures_find(fs, FIGURE_REASON_EXCESS, r->step, NULL));
	if (w->counts && reason_worth(fs->f, r, &worth))
		show_money(&s->text, worth.minor, &worth.currency);
	(void)sheet_cell(s);
}

/* "The 20 of 143 that ...": a sentence where rows were left out. */
static void
say_most(struct sheet *s, const char *what, size_t most, size_t all, const char *where)
{
	buf_clear(&s->text);
	buf_str(&s->text, s->note);
	if (most < all) {
		buf_text(&s->text, s->note.len == 0 ? "" : " ");
		buf_fmt(&s->text, "%s ", what);
		show_count(&s->text, (int64_t)most);
		buf_text(&s->text, " of ");
		show_count(&s->text, (int64_t)all);
		buf_fmt(&s->text, "; all of them are in %s.", where);
	}
	s->note = pool_copy(&s->pool, buf_view(&s->text));
	buf_clear(&s->text);
}

void
sheet_reasons(struct sheet *s, const struct funnel *f, size_t most)
{
	struct weighed *all = weigh(f);
	struct figures fs;
	size_t i;

	s->title = STR("What the lost visits had seen");
	s->note = STR("Lost more: beyond what the other visits to the step would have "
		      "lost; empty where that may be chance.");
	(void)sheet_column(s, "What was seen", false);
	(void)sheet_column(s, "Step", false);
	sheet_column(s, "Visits", true)->spare = 3;
	sheet_column(s, "Lost", true)->spare = 1;
	(void)sheet_column(s, "Loss rate", true);
	sheet_column(s, "Of the step", true)->spare = 2;
	sheet_column(s, "Lift", true)->spare = 4;
	sheet_column(s, "95 % interval", true)->spare = 5;
	(void)sheet_column(s, "Lost more", true);
	(void)sheet_column(s, "Worth", true);
	figures_init(&fs, f);
	for (i = 0; i < f->n_reasons && i < most; i++) {
		figures_of_reason(&fs, all[i].reason);
		reason_row(s, &fs, &all[i]);
	}
	figures_done(&fs);
	say_most(
	    s, "Those that cost most: the first", most, f->n_reasons, "--format jsonl");
	free(all);
}

/* The column of what was abandoned, in the currency that most carts are in. */
static void
value_column(struct sheet *s, const struct funnel *f)
{
	const struct currency *c = funnel_currency(f);

	if (c == NULL)
		return;
	sheet_column(s, "", true)->name = pool_fmt(&s->pool, "Abandoned, %s", c->code);
	s->column[s->n_columns - 1].spare = 2;
}

static void
value_cell(struct sheet *s, const struct figures *fs)
{
	const struct currency *c = funnel_currency(fs->f);
	const struct figure *value;

	if (c == NULL)
		return;
	value = figures_find(fs, FIGURE_ABANDONED_VALUE, FIGURE_NO_STEP, c);
	if (value != NULL) {
		show_figure(&s->text, value);
		s->text.len -= 1 + strlen(c->code);
	}
	(void)sheet_cell(s);
}

/* What the group at hand abandoned: in the currency of most of its own carts. */
static void
own_value_cell(struct sheet *s, const struct figures *fs)
{
	const struct figure *most = NULL, *value;
	size_t others = 0, i;

	if (fs->n_currencies == 0)
		return;
	for (i = 0; i < fs->n_currencies; i++) {
		value = figures_find(
		    fs, FIGURE_ABANDONED_VALUE, FIGURE_NO_STEP, &fs->currency[i]);
		others += most != NULL && value != NULL;
		if (value != NULL && (most == NULL || value->parts.n > most->parts.n))
			most = value;
	}
	if (most != NULL)
		show_figure(&s->text, most);
	if (others > 0)
		buf_fmt(&s->text, " and %zu more", others);
	(void)sheet_cell(s);
}

/* Visits, carts and the abandonment rate of the group at hand. */
static const struct figure *
rate_cells(struct sheet *s, const struct figures *fs)
{
	const struct figure *rate = figures_find(
	    fs, FIGURE_ABANDONMENT_RATE, FIGURE_NO_STEP, NULL);

	sheet_figure(s, figures_find(fs, FIGURE_VISITS, FIGURE_NO_STEP, NULL));
	sheet_figure(s, figures_find(fs, FIGURE_CARTS, FIGURE_NO_STEP, NULL));
	sheet_figure(s, rate);
	sheet_cell(s)->bar = rate == NULL ? 0 : rate->value;
	return rate;
}

static void
rate_columns(struct sheet *s)
{
	(void)sheet_column(s, "Visits", true);
	(void)sheet_column(s, "Carts", true);
	(void)sheet_column(s, "Abandoned", true);
	sheet_column(s, "", false)->bar = true;
}

#define PERIODS 92 /* rows of the trend: a quarter of days */

void
sheet_periods(struct sheet *s, const struct funnel *f)
{
	struct figures fs;
	char date[DATE_MAX];
	size_t first = f->n_periods > PERIODS ? f->n_periods - PERIODS : 0, i;

	s->title = f->weeks ? STR("Week by week") : STR("Day by day");
	s->note = pool_fmt(&s->pool,
	    "Change: of the abandonment rate, against the row above; of twenty that are "
	    "mere chance one is taken to be beyond it.%s",
	    f->last_open ? " The last row was not over." : "");
	(void)sheet_column(s, f->weeks ? "Week from" : "Day", false);
	rate_columns(s);
	(void)sheet_column(s, "Change", true);
	sheet_column(s, "Beyond chance", false)->spare = 1;
	value_column(s, f);
	figures_init(&fs, f);
	for (i = first; i < f->n_periods; i++) {
		const struct figure *rate;

		figures_of_period(&fs, i);
		date_format(date, f->period[i].day);
		buf_text(&s->text, date);
		(void)sheet_cell(s);
		rate = rate_cells(s, &fs);
		sheet_change(s, rate);
		sheet_beyond(s, rate);
		value_cell(s, &fs);
	}
	figures_done(&fs);
	say_most(s, "The last", PERIODS, f->n_periods, "--format jsonl");
}

static int
most_first(const void *a, const void *b)
{
	int64_t l = *(const int64_t *)a, r = *(const int64_t *)b;

	return l > r ? -1 : l < r;
}

/* How many visits the MOST largest groups have at least. */
static int64_t
least_visits(const struct funnel *f, size_t most)
{
	int64_t *visits = mem_zero(f->n_groups, sizeof *visits), least;
	size_t i;

	for (i = 0; i < f->n_groups; i++)
		visits[i] = f->group[i].visits;
	qsort(visits, f->n_groups, sizeof *visits, most_first);
	least = most < f->n_groups ? visits[most - 1] : 0;
	free(visits);
	return least;
}

static void
group_row(struct sheet *s, struct figures *fs, const struct funnel_group *g,
    const struct funnel_earlier *earlier)
{
	const struct figure *rate;
	size_t i;

	figures_of_group(fs, SCOPE_GROUP, g);
	if (earlier != NULL)
		funnel_compare(earlier, fs);
	for (i = 0; i < fs->f->n_by; i++) {
		show_plain(&s->text, g->by[i].len == 0 ? STR("(none)") : g->by[i]);
		(void)sheet_cell(s);
	}
	rate = rate_cells(s, fs);
	sheet_interval(s, rate);
	if (earlier != NULL) {
		sheet_change(s, rate);
		sheet_beyond(s, rate);
	}
	own_value_cell(s, fs);
}

void
sheet_groups(struct sheet *s, const struct funnel *f,
    const struct funnel_earlier *earlier, size_t most)
{
	int64_t least = least_visits(f, most);
	struct figures fs;
	size_t i;

	buf_text(&s->text, "By ");
	for (i = 0; i < f->n_by; i++) {
		buf_text(&s->text, i == 0 ? "" : ", ");
		show_plain(&s->text, f->by[i]);
	}
	s->title = pool_copy(&s->pool, buf_view(&s->text));
	buf_clear(&s->text);
	for (i = 0; i < f->n_by; i++) {
		show_plain(&s->text, f->by[i]);
		sheet_column(s, "", false)->name = pool_copy(
		    &s->pool, buf_view(&s->text));
		buf_clear(&s->text);
	}
	rate_columns(s);
	sheet_column(s, "95 % interval", true)->spare = 1;
	if (earlier != NULL) {
		(void)sheet_column(s, "Change", true);
		(void)sheet_column(s, "Beyond chance", false);
	}
	figures_init(&fs, f);
	if (fs.n_currencies > 0)
		sheet_column(s, "Value abandoned", true)->spare = 2;
	if (fs.n_currencies > 1)
		s->note = STR("Value abandoned: in the currency of most of its carts, "
			      "and how many currencies more there are.");
	for (i = 0; i < f->n_groups && sheet_rows(s) < most; i++)
		if (f->group[i].visits >= least)
			group_row(s, &fs, &f->group[i], earlier);
	figures_done(&fs);
	say_most(
	    s, "Those with most visits: the first", most, f->n_groups, "--format csv");
}

static void
change_row(struct sheet *s, const struct funnel *f, const struct figure *g)
{
	struct figure was = *g;

	buf_text(&s->text, figure_defs[g->name].name);
	figure_place(g, f, &s->text);
	(void)sheet_cell(s);
	was.value = g->change.before;
	sheet_figure(s, &was);
	sheet_figure(s, g);
	sheet_change(s, g);
	if (g->parts.of > 0)
		show_span(&s->text, g->change.interval);
	sheet_cell(s)->tone = TONE_SOFT;
	sheet_beyond(s, g);
}

/* What is said below: which report it was, and how much there is no row of. */
static struct str
changes_note(struct sheet *s, struct str now, int64_t same)
{
	struct str note;

	if (now.len > 0) {
		buf_text(&s->text, "Its log ended at ");
		show_plain(&s->text, now);
		buf_text(&s->text, ".");
	}
	if (same > 0) {
		buf_text(&s->text, s->text.len == 0 ? "" : " ");
		show_count(&s->text, same);
		buf_text(&s->text,
		    same == 1 ? " figure is the same." : " figures are the same.");
	}
	note = pool_copy(&s->pool, buf_view(&s->text));
	buf_clear(&s->text);
	return note;
}

void
sheet_changes(
    struct sheet *s, const struct funnel *f, const struct funnel_earlier *earlier)
{
	struct figures fs;
	int64_t same = 0;
	size_t i;

	s->title = STR("Since the earlier report");
	(void)sheet_column(s, "Figure", false);
	sheet_column(s, "Was", true)->spare = 1;
	(void)sheet_column(s, "Is", true);
	(void)sheet_column(s, "Change", true);
	sheet_column(s, "95 % interval", true)->spare = 2;
	(void)sheet_column(s, "Beyond chance", false);
	figures_init(&fs, f);
	figures_of_group(&fs, SCOPE_WHOLE, &f->whole);
	funnel_compare(earlier, &fs);
	for (i = 0; i < fs.n; i++) {
		if (fs.at[i].change.there && fs.at[i].change.by != 0)
			change_row(s, f, &fs.at[i]);
		same += fs.at[i].change.there && fs.at[i].change.by == 0;
	}
	if (s->n_cells == 0) {
		buf_text(&s->text, "nothing changed");
		for (i = 0; i < s->n_columns; i++)
			(void)sheet_cell(s);
	}
	s->note = changes_note(s, funnel_earlier_now(earlier), same);
	figures_done(&fs);
}
