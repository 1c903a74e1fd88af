/* funnel-sheet - the tables of a report on lost carts */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-sheet.h"

#include <stdlib.h>

#include "base/mem.h"
#include "shop/funnel-show.h"

struct sheet_column *
sheet_column(struct sheet *s, const char *name, bool right)
{
	struct sheet_column *c = &s->column[s->n_columns++];

	*c = (struct sheet_column){ .name = str_of(name), .right = right };
	return c;
}

struct sheet_cell *
sheet_cell(struct sheet *s)
{
	struct sheet_cell *c;

	if (s->n_cells == s->room) {
		s->room = s->room == 0 ? 64 : s->room * 2;
		s->cell = mem_grow(s->cell, s->room, sizeof *s->cell);
	}
	c = &s->cell[s->n_cells++];
	*c = (struct sheet_cell){ .text = pool_copy(&s->pool, buf_view(&s->text)) };
	buf_clear(&s->text);
	return c;
}

void
sheet_figure(struct sheet *s, const struct figure *g)
{
	if (g != NULL)
		show_figure(&s->text, g);
	(void)sheet_cell(s);
}

void
sheet_interval(struct sheet *s, const struct figure *g)
{
	if (g != NULL && g->parts.of > 0)
		show_interval(&s->text, g->interval);
	sheet_cell(s)->tone = TONE_SOFT;
}

/* Better and worse are said only of what is beyond chance. */
static enum sheet_tone
tone(const struct figure *g)
{
	int good = figure_defs[g->name].good;

	if (!g->change.beyond || good == 0)
		return TONE_SOFT;
	return (g->change.by > 0) == (good > 0) ? TONE_GOOD : TONE_BAD;
}

void
sheet_change(struct sheet *s, const struct figure *g)
{
	if (g != NULL)
		show_change(&s->text, g);
	sheet_cell(s)->tone = g == NULL ? TONE_PLAIN : tone(g);
}

void
sheet_beyond(struct sheet *s, const struct figure *g)
{
	bool rate = g != NULL && g->change.there && g->parts.of > 0;

	if (rate)
		buf_text(&s->text, g->change.beyond ? "yes" : "no");
	sheet_cell(s)->tone = rate ? tone(g) : TONE_PLAIN;
}

/* What G is of: visits of a rate, carts of money, and of what came back the abandoned. */
static void
say_of(struct sheet *s, const struct figures *fs, const struct figure *g, const char *of)
{
	const struct figure *back = figures_find(
	    fs, FIGURE_ABANDONED_RECOVERY_RATE, FIGURE_NO_STEP, NULL);

	if (g->parts.of > 0) {
		show_count(&s->text, g->parts.n);
		buf_text(&s->text, " of ");
		show_visits(&s->text, g->parts.of);
		buf_text(&s->text, of);
	} else if (figure_defs[g->name].unit == UNIT_MONEY) {
		show_count(&s->text, g->parts.n);
		buf_text(&s->text, g->parts.n == 1 ? " cart" : " carts");
	} else if (g->name == FIGURE_ABANDONED_RECOVERED && back != NULL) {
		show_figure(&s->text, back);
		buf_text(&s->text, " of the abandoned");
	}
	sheet_cell(s)->tone = TONE_SOFT;
}

/* A row of the key figures: LABEL, the value, its interval, what it is of, its change. */
static void
key_row(struct sheet *s, const struct figures *fs, const char *label,
    const struct figure *g, const char *of, bool changes)
{
	if (g == NULL)
		return;
	buf_text(&s->text, label);
	(void)sheet_cell(s);
	sheet_figure(s, g);
	sheet_interval(s, g);
	say_of(s, fs, g, of);
	if (!changes)
		return;
	sheet_change(s, g);
	sheet_beyond(s, g);
}

static void
make_key(struct sheet *s, const struct figures *fs, const struct funnel_earlier *earlier)
{
	static const struct {
		enum figure_name name;
		const char *label, *of;
	} rows[] = {
		{ FIGURE_ABANDONMENT_RATE, "Abandonment rate", " with a cart" },
		{ FIGURE_CONVERSION_RATE, "Conversion rate", "" },
		{ FIGURE_VISITS, "Visits", "" },
		{ FIGURE_CARTS, "Visits with a cart", "" },
		{ FIGURE_ABANDONED, "Abandoned carts", "" },
		{ FIGURE_ABANDONED_RECOVERED, "Recovered later", "" },
	};
	size_t i;

	s->title = STR("In short");
	(void)sheet_column(s, "Figure", false);
	(void)sheet_column(s, "Value", true);
	(void)sheet_column(s, "95 % interval", true);
	sheet_column(s, "Of", false)->spare = 1;
	if (earlier != NULL) {
		(void)sheet_column(s, "Change", true);
		(void)sheet_column(s, "Beyond chance", false);
	}
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		key_row(s, fs, rows[i].label,
		    figures_find(fs, rows[i].name, FIGURE_NO_STEP, NULL), rows[i].of,
		    earlier != NULL);
	for (i = 0; i < fs->n_currencies; i++)
		key_row(s, fs, "Value of abandoned carts",
		    figures_find(
			fs, FIGURE_ABANDONED_VALUE, FIGURE_NO_STEP, &fs->currency[i]),
		    "", earlier != NULL);
}

static void
step_cell(struct sheet *s, const struct funnel *f, size_t step)
{
	show_plain(&s->text, f->step[step]);
	(void)sheet_cell(s);
}

static void
make_steps(struct sheet *s, const struct funnel *f, const struct figures *fs,
    const struct funnel_earlier *earlier)
{
	size_t i;

	s->title = STR("The funnel");
	(void)sheet_column(s, "Step", false);
	(void)sheet_column(s, "Reached", true);
	sheet_column(s, "", false)->bar = true;
	(void)sheet_column(s, "Lost", true);
	(void)sheet_column(s, "Loss rate", true);
	sheet_column(s, "95 % interval", true)->spare = 1;
	if (earlier != NULL) {
		(void)sheet_column(s, "Change", true);
		(void)sheet_column(s, "Beyond chance", false);
	}
	for (i = 0; i < f->n_steps; i++) {
		const struct figure *rate = figures_find(fs, FIGURE_LOSS_RATE, i, NULL);

		step_cell(s, f, i);
		sheet_figure(s, figures_find(fs, FIGURE_REACHED, i, NULL));
		sheet_cell(s)->bar = f->whole.visits <= 0
					 ? 0
					 : millionths(
					       f->whole.step[i].in, f->whole.visits);
		sheet_figure(s, figures_find(fs, FIGURE_LOST, i, NULL));
		sheet_figure(s, rate);
		sheet_interval(s, rate);
		if (earlier == NULL)
			continue;
		sheet_change(s, rate);
		sheet_beyond(s, rate);
	}
}

/* Further currencies of a step have rows of their own, with nothing else in them. */
static void
loss_rows(struct sheet *s, const struct figures *fs, size_t step)
{
	bool first = true;
	size_t i;

	for (i = 0; i <= fs->n_currencies; i++) {
		const struct figure *value = i == fs->n_currencies
						 ? NULL
						 : figures_find(fs, FIGURE_VALUE_LOST,
						       step, &fs->currency[i]);

		if (!first && (value == NULL || value->value == 0))
			continue;
		if (first && i < fs->n_currencies && (value == NULL || value->value == 0))
			continue;
		if (first)
			show_plain(&s->text, fs->f->step[step]);
		(void)sheet_cell(s);
		sheet_figure(s, value);
		sheet_figure(
		    s, first ? figures_find(fs, FIGURE_RECOVERED, step, NULL) : NULL);
		sheet_figure(
		    s, first ? figures_find(fs, FIGURE_RECOVERY_RATE, step, NULL) : NULL);
		sheet_figure(s,
		    first ? figures_find(fs, FIGURE_SECONDS_TO_NEXT, step, NULL) : NULL);
		first = false;
	}
}

static void
make_losses(struct sheet *s, const struct funnel *f, const struct figures *fs)
{
	size_t i;

	s->title = STR("What was lost");
	s->note = STR(
	    "Recovered: the customer bought later in another visit. To the next step: "
	    "the median time, from the first event of the step to the first of "
	    "the next, of the visits that have both.");
	(void)sheet_column(s, "Lost at", false);
	(void)sheet_column(s, "Value lost", true);
	(void)sheet_column(s, "Recovered", true);
	sheet_column(s, "Of the lost", true)->spare = 2;
	sheet_column(s, "To the next step", true)->spare = 1;
	for (i = 0; i + 1 < f->n_steps; i++)
		loss_rows(s, fs, i);
}

/* The tables of the whole's figures. */
static void
make_whole(struct sheet *s, enum sheet_name name, const struct funnel *f,
    const struct funnel_earlier *earlier)
{
	struct figures fs;

	figures_init(&fs, f);
	figures_of_group(&fs, SCOPE_WHOLE, &f->whole);
	if (earlier != NULL)
		funnel_compare(earlier, &fs);
	if (name == SHEET_KEY)
		make_key(s, &fs, earlier);
	else if (name == SHEET_STEPS)
		make_steps(s, f, &fs, earlier);
	else
		make_losses(s, f, &fs);
	figures_done(&fs);
}

bool
sheet_make(struct sheet *s, enum sheet_name name, const struct funnel *f,
    const struct funnel_earlier *earlier, size_t most)
{
	static const char *const ids[SHEETS] = { "key", "steps", "losses", "reasons",
		"periods", "groups", "changes" };

	*s = (struct sheet){ .id = ids[name] };
	switch (name) {
	case SHEET_CHANGES:
		if (earlier != NULL)
			sheet_changes(s, f, earlier);
		break;
	case SHEET_REASONS:
		if (f->n_reasons > 0)
			sheet_reasons(s, f, most);
		break;
	case SHEET_PERIODS:
		if (f->n_periods > 0)
			sheet_periods(s, f);
		break;
	case SHEET_GROUPS:
		if (f->n_groups > 0)
			sheet_groups(s, f, earlier, most);
		break;
	case SHEET_KEY:
	case SHEET_STEPS:
	case SHEET_LOSSES:
	case SHEETS:
		make_whole(s, name, f, earlier);
		break;
	}
	if (s->n_cells > 0)
		return true;
	sheet_done(s);
	return false;
}

void
sheet_done(struct sheet *s)
{
	free(s->cell);
	pool_done(&s->pool);
	buf_done(&s->text);
	*s = (struct sheet){ 0 };
}
