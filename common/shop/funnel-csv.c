/* funnel-csv - the report on lost carts as a table */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-csv.h"

#include <string.h>

#include "shop/funnel-figures.h"

/* Whether a spreadsheet reads TEXT as a formula: tabs and line ends at the start count.
 */
static bool
is_formula(struct str text)
{
	return text.len > 0 && strchr("=+-@\t\r\n", text.at[0]) != NULL &&
	       text.at[0] != '\0';
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

static void
put_header(struct emit *m, const struct funnel *f)
{
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
	emit_line(m);
	buf_done(&name);
}

/* A row of G, with its amounts in C; the counts stand in the first of them. */
static void
put_row(struct emit *m, const struct funnel *f, const struct funnel_group *g,
    struct str currency, const struct currency *c, bool first)
{
	size_t at = currency_at(f), i;

	for (i = 0; i < f->n_by; i++)
		put_text(m, i == at ? currency : g->by[i]);
	if (at == f->n_by)
		put_text(m, currency);
	for (i = 0; i < f->n_steps; i++)
		if (first)
			emit_int(m, g->step[i].in);
		else
			emit_raw(m, STR(""));
	for (i = 1; i + 1 < f->n_steps; i++) {
		const struct funnel_money *sum = c == NULL
						     ? NULL
						     : funnel_sum(&g->step[i].value, c);

		emit_int(m, sum == NULL ? 0 : sum->minor);
	}
	emit_line(m);
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

/* All currencies that KNOWN lists are tried; the group's own comes first. */
static void
put_group(struct emit *m, const struct funnel *f, const struct funnel_group *g,
    const struct figures *known)
{
	size_t at = currency_at(f), i;
	const struct currency *own = NULL;
	bool first = true;

	for (i = 0; at < f->n_by && i < known->n_currencies; i++)
		if (str_is(g->by[at], known->currency[i].code))
			own = &known->currency[i];
	if (at < f->n_by) {
		put_row(m, f, g, g->by[at], own, true);
		first = false;
	}
	for (i = 0; i < known->n_currencies; i++) {
		const struct currency *c = &known->currency[i];

		if (c == own || !has_currency(f, g, c))
			continue;
		put_row(m, f, g, str_of(c->code), c, first);
		first = false;
	}
	if (first)
		put_row(m, f, g, STR(""), NULL, true);
}

void
funnel_csv(struct emit *m, const struct funnel *f)
{
	struct figures known;
	size_t i;

	figures_init(&known, f);
	put_header(m, f);
	for (i = 0; i < f->n_groups; i++)
		put_group(m, f, &f->group[i], &known);
	if (f->n_by == 0)
		put_group(m, f, &f->whole, &known);
	figures_done(&known);
}
