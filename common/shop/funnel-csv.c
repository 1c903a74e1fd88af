/* funnel-csv - the report on lost carts as a table */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-csv.h"

#include <string.h>

#include "shop/funnel-figures.h"

/* Whether a spreadsheet reads TEXT as a formula; some skip spaces and controls. */
static bool
is_formula(struct str text)
{
	size_t i = 0;

	while (i < text.len && (unsigned char)text.at[i] <= ' ')
		i++;
	return (text.len > 0 && (unsigned char)text.at[0] < ' ') ||
	       (i < text.len && strchr("=+-@", text.at[i]) != NULL);
}

static void
put_text(struct emit *m, struct str text)
{
	struct buf cell = BUF_INIT;
	bool quote = false;
	size_t i;

	for (i = 0; i < text.len; i++)
		quote |= text.at[i] != '\0' && strchr(",\"\r\n", text.at[i]) != NULL;
	if (quote)
		buf_char(&cell, '"');
	if (is_formula(text))
		buf_char(&cell, '\'');
	for (i = 0; i < text.len; i++) {
		if (text.at[i] == '"')
			buf_char(&cell, '"');
		buf_char(&cell, text.at[i]);
	}
	if (quote)
		buf_char(&cell, '"');
	emit_raw(m, buf_view(&cell));
	buf_done(&cell);
}

/* The columns are named as events and visits are counted, "purchase" for "purchased". */
static struct str
column(const struct funnel *f, size_t step)
{
	if (step == 0)
		return STR("visits");
	return str_is(f->step[step], "purchased") ? STR("purchase") : f->step[step];
}

/* Where the currency is among --by's fields; n_by where it is not. */
static size_t
currency_at(const struct funnel *f)
{
	size_t i;

	for (i = 0; i < f->n_by && !str_is(f->by[i], "currency"); i++)
		;
	return i;
}

/* What a table is made from. */
struct table {
	struct emit *m;
	const struct funnel *f;
	const struct funnel_earlier *earlier; /* or NULL */
	struct figures figures;		      /* of the group at hand */
};

static void
put_header(const struct table *t)
{
	static const char *const changes[] = { "abandonment_rate", "before", "change",
		"change_low", "change_high" };
	const struct funnel *f = t->f;
	struct emit *m = t->m;
	struct buf name = BUF_INIT;
	size_t i;

	for (i = 0; i < f->n_by; i++)
		put_text(m, f->by[i]);
	if (currency_at(f) == f->n_by)
		put_text(m, STR("currency"));
	for (i = 0; i < f->n_steps; i++)
		put_text(m, column(f, i));
	for (i = 1; i + 1 < f->n_steps; i++) {
		buf_clear(&name);
		buf_text(&name, "lost_");
		buf_str(&name, column(f, i));
		put_text(m, buf_view(&name));
	}
	for (i = 0; t->earlier != NULL && i < sizeof changes / sizeof changes[0]; i++)
		put_text(m, str_of(changes[i]));
	emit_line(m);
	buf_done(&name);
}

static void
put_rate(struct emit *m, bool there, int64_t rate)
{
	struct buf cell = BUF_INIT;

	if (there)
		millionths_write(&cell, rate);
	emit_raw(m, buf_view(&cell));
	buf_done(&cell);
}

/* The abandonment rate and its change; nothing where the row is not the group's FIRST. */
static void
put_change(struct table *t, const struct funnel_group *g, bool first)
{
	const struct figure *rate;
	bool there, changed;

	figures_of_group(&t->figures, t->f->n_by == 0 ? SCOPE_WHOLE : SCOPE_GROUP, g);
	funnel_compare(t->earlier, &t->figures);
	rate = figures_find(&t->figures, FIGURE_ABANDONMENT_RATE, FIGURE_NO_STEP, NULL);
	there = first && rate != NULL;
	changed = there && rate->change.there;
	put_rate(t->m, there, there ? rate->value : 0);
	put_rate(t->m, changed, changed ? rate->change.before : 0);
	put_rate(t->m, changed, changed ? rate->change.by : 0);
	put_rate(t->m, changed, changed ? rate->change.interval.low : 0);
	put_rate(t->m, changed, changed ? rate->change.interval.high : 0);
}

/* A row of G, with its amounts in C; the counts stand in the first of them. */
static void
put_row(struct table *t, const struct funnel_group *g, struct str currency,
    const struct currency *c, bool first)
{
	const struct funnel *f = t->f;
	size_t at = currency_at(f), i;

	for (i = 0; i < f->n_by; i++)
		put_text(t->m, i == at ? currency : g->by[i]);
	if (at == f->n_by)
		put_text(t->m, currency);
	for (i = 0; i < f->n_steps; i++)
		if (first)
			emit_int(t->m, g->step[i].in);
		else
			emit_raw(t->m, STR(""));
	for (i = 1; i + 1 < f->n_steps; i++) {
		const struct funnel_money *sum = c == NULL
						     ? NULL
						     : funnel_sum(&g->step[i].value, c);

		emit_int(t->m, sum == NULL ? 0 : sum->minor);
	}
	if (t->earlier != NULL)
		put_change(t, g, first);
	emit_line(t->m);
}

/* Whether carts of G were lost in C. */
static bool
has_currency(
    const struct funnel *f, const struct funnel_group *g, const struct currency *c)
{
	size_t i;

	for (i = 1; i + 1 < f->n_steps; i++)
		if (funnel_sum(&g->step[i].value, c) != NULL)
			return true;
	return false;
}

/* All currencies of the report are tried; the group's own comes first. */
static void
put_group(struct table *t, const struct funnel_group *g)
{
	size_t at = currency_at(t->f), i;
	const struct currency *own = NULL;
	bool first = true;

	for (i = 0; at < t->f->n_by && i < t->figures.n_currencies; i++)
		if (str_is(g->by[at], t->figures.currency[i].code))
			own = &t->figures.currency[i];
	if (at < t->f->n_by) {
		put_row(t, g, g->by[at], own, true);
		first = false;
	}
	for (i = 0; i < t->figures.n_currencies; i++) {
		const struct currency *c = &t->figures.currency[i];

		if (c == own || !has_currency(t->f, g, c))
			continue;
		put_row(t, g, str_of(c->code), c, first);
		first = false;
	}
	if (first)
		put_row(t, g, STR(""), NULL, true);
}

void
funnel_csv(struct emit *m, const struct funnel *f, const struct funnel_earlier *earlier)
{
	struct table t = { .m = m, .f = f, .earlier = earlier };
	size_t i;

	figures_init(&t.figures, f);
	put_header(&t);
	for (i = 0; i < f->n_groups; i++)
		put_group(&t, &f->group[i]);
	if (f->n_by == 0)
		put_group(&t, &f->whole);
	figures_done(&t.figures);
}
