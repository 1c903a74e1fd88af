/* funnel-csv - the report on lost carts as a table */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "shop/funnel-figures.h"
#include "shop/tally.h"

/*
 * Whether a spreadsheet reads TEXT as a formula, of which some skip spaces and controls;
 * or whether it looks as if it had been kept from that, so that no two texts come out
 * alike.
 */
static bool
is_formula(struct str text)
{
	size_t i = 0;

	if (text.len > 0 && (unsigned char)text.at[0] < ' ')
		return true;
	while (i < text.len && text.at[i] == '\'')
		i++;
	while (i < text.len && (unsigned char)text.at[i] <= ' ')
		i++;
	return i < text.len && strchr("=+-@", text.at[i]) != NULL;
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

/* The names of the columns, in their order. */
struct columns {
	struct str name[FUNNEL_BY + 1 + 2 * FUNNEL_STEPS + 5];
	size_t n;
	struct pool pool; /* of some of them */
};

/* The columns are named as events and visits are counted, "purchase" for "purchased". */
static struct str
column(struct str step, size_t i)
{
	if (i == 0)
		return STR("visits");
	return str_is(step, "purchased") ? STR("purchase") : step;
}

/* The columns of steps, behind those of the fields of --by, which C has already. */
static void
name_columns(struct columns *c, const struct str *step, size_t n_steps, bool compared)
{
	static const struct str changes[] = { STR_INIT("abandonment_rate"),
		STR_INIT("before"), STR_INIT("change"), STR_INIT("change_low"),
		STR_INIT("change_high") };
	size_t i;

	for (i = 0; i < c->n && !str_is(c->name[i], "currency"); i++)
		;
	if (i == c->n)
		c->name[c->n++] = STR("currency");
	for (i = 0; i < n_steps; i++)
		c->name[c->n++] = column(step[i], i);
	for (i = 1; i + 1 < n_steps; i++)
		c->name[c->n++] = pool_fmt(
		    &c->pool, "lost_%.*s", STR_ARG(column(step[i], i)));
	for (i = 0; compared && i < sizeof changes / sizeof *changes; i++)
		c->name[c->n++] = changes[i];
}

bool
funnel_csv_fits(const struct str *by, size_t n_by, const struct str *step, size_t n_steps,
    bool compared, struct err *e)
{
	struct columns c = { .n = n_by };
	bool ok = true;
	size_t i, k;

	for (i = 0; i < n_by; i++)
		c.name[i] = by[i];
	name_columns(&c, step, n_steps, compared);
	for (i = 0; ok && i < c.n; i++)
		for (k = 0; ok && k < i; k++)
			if (str_eq(c.name[i], c.name[k]))
				ok = err_set(e, ERR_TROUBLE,
				    "two columns would be called \"%.*s\": give the step "
				    "another name",
				    STR_ARG(c.name[i]));
	pool_done(&c.pool);
	return ok;
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

/* What carts of a group were lost in another currency than the group's own. */
struct stray {
	struct str by[FUNNEL_BY]; /* of the row that tells it */
	const struct funnel_group *group;
	const struct currency *currency;
};

/* What a table is made from. */
struct table {
	struct emit *m;
	const struct funnel *f;
	const struct funnel_earlier *earlier; /* or NULL */
	struct figures figures;		      /* of the group at hand */
	struct stray *stray;		      /* by `by` */
	size_t n_strays, room;
};

static void
put_header(const struct table *t)
{
	const struct funnel *f = t->f;
	struct columns c = { .n = 0 };
	size_t i;

	for (i = 0; i < f->n_by; i++)
		c.name[c.n++] = f->by[i];
	name_columns(&c, f->step, f->n_steps, t->earlier != NULL);
	for (i = 0; i < c.n; i++)
		put_text(t->m, c.name[i]);
	emit_line(t->m);
	pool_done(&c.pool);
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

/* The abandonment rate of G and its change; nothing where G is NULL. */
static void
put_change(struct table *t, const struct funnel_group *g)
{
	const struct figure *rate = NULL;
	bool changed;

	if (g != NULL) {
		figures_of_group(
		    &t->figures, t->f->n_by == 0 ? SCOPE_WHOLE : SCOPE_GROUP, g);
		funnel_compare(t->earlier, &t->figures);
		rate = figures_find(
		    &t->figures, FIGURE_ABANDONMENT_RATE, FIGURE_NO_STEP, NULL);
	}
	changed = rate != NULL && rate->change.there;
	put_rate(t->m, rate != NULL, rate != NULL ? rate->value : 0);
	put_rate(t->m, changed, changed ? rate->change.before : 0);
	put_rate(t->m, changed, changed ? rate->change.by : 0);
	put_rate(t->m, changed, changed ? rate->change.interval.low : 0);
	put_rate(t->m, changed, changed ? rate->change.interval.high : 0);
}

static int64_t
lost_in(const struct funnel_group *g, size_t step, const struct currency *c)
{
	const struct funnel_money *sum = c == NULL ? NULL
						   : funnel_sum(&g->step[step].value, c);

	return sum == NULL ? 0 : sum->minor;
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

/* A row of G, with its amounts in C; the counts stand in the FIRST of them. */
static void
put_row(
    struct table *t, const struct funnel_group *g, const struct currency *c, bool first)
{
	const struct funnel *f = t->f;
	size_t i;

	for (i = 0; i < f->n_by; i++)
		put_text(t->m, g->by[i]);
	put_text(t->m, c == NULL ? STR("") : str_of(c->code));
	for (i = 0; i < f->n_steps; i++)
		if (first)
			emit_int(t->m, g->step[i].in);
		else
			emit_raw(t->m, STR(""));
	for (i = 1; i + 1 < f->n_steps; i++)
		emit_int(t->m, lost_in(g, i, c));
	if (t->earlier != NULL)
		put_change(t, first ? g : NULL);
	emit_line(t->m);
}

/* The rows of G where no field of --by is the currency: one for each that it has. */
static void
put_group(struct table *t, const struct funnel_group *g)
{
	bool first = true;
	size_t i;

	for (i = 0; i < t->figures.n_currencies; i++) {
		const struct currency *c = &t->figures.currency[i];

		if (!has_currency(t->f, g, c))
			continue;
		put_row(t, g, c, first);
		first = false;
	}
	if (first)
		put_row(t, g, NULL, true);
}

static int
compare_by(const struct str *a, const struct str *b)
{
	size_t i;
	int order;

	for (i = 0; i < FUNNEL_BY; i++)
		if ((order = str_cmp(a[i], b[i])) != 0)
			return order;
	return 0;
}

static int
by_row(const void *a, const void *b)
{
	return compare_by(((const struct stray *)a)->by, ((const struct stray *)b)->by);
}

/* Notes what of each group has to be told in another row; AT is the currency's field. */
static void
find_strays(struct table *t, size_t at)
{
	const struct funnel *f = t->f;
	size_t g, i;

	for (g = 0; g < f->n_groups; g++)
		for (i = 0; i < t->figures.n_currencies; i++) {
			const struct currency *c = &t->figures.currency[i];
			struct stray *stray;

			if (str_is(f->group[g].by[at], c->code) ||
			    !has_currency(f, &f->group[g], c))
				continue;
			if (t->n_strays == t->room) {
				t->room = t->room == 0 ? 64 : 2 * t->room;
				t->stray = mem_grow(t->stray, t->room, sizeof *t->stray);
			}
			stray = &t->stray[t->n_strays++];
			*stray = (struct stray){ .group = &f->group[g], .currency = c };
			memcpy(stray->by, f->group[g].by, sizeof stray->by);
			stray->by[at] = str_of(c->code);
		}
	if (t->n_strays > 0)
		qsort(t->stray, t->n_strays, sizeof *t->stray, by_row);
}

/* The row of the group G, which may be NULL, and of the N strays from S on. */
static void
put_merged(struct table *t, size_t at, const struct funnel_group *g,
    const struct stray *s, size_t n)
{
	const struct funnel *f = t->f;
	const struct str *by = g != NULL ? g->by : s->by;
	struct currency own;
	bool known = currency_find(by[at], &own);
	size_t i, k;

	for (i = 0; i < f->n_by; i++)
		put_text(t->m, by[i]);
	for (i = 0; i < f->n_steps; i++)
		emit_int(t->m, g == NULL ? 0 : g->step[i].in);
	for (i = 1; i + 1 < f->n_steps; i++) {
		int64_t sum = g == NULL ? 0 : lost_in(g, i, known ? &own : NULL);

		for (k = 0; k < n; k++)
			sum = tally_sum(sum, lost_in(s[k].group, i, s[k].currency));
		emit_int(t->m, sum);
	}
	if (t->earlier != NULL)
		put_change(t, g);
	emit_line(t->m);
}

/* The rows where the field AT of --by is the currency, in the order of their fields. */
static void
put_by_currency(struct table *t, size_t at)
{
	const struct funnel *f = t->f;
	size_t g = 0, s = 0, n;

	find_strays(t, at);
	while (g < f->n_groups || s < t->n_strays) {
		const struct funnel_group *group = g < f->n_groups ? &f->group[g] : NULL;

		if (group != NULL && s < t->n_strays &&
		    compare_by(group->by, t->stray[s].by) > 0)
			group = NULL;
		for (n = 0; s + n < t->n_strays &&
			    compare_by(t->stray[s + n].by,
				group != NULL ? group->by : t->stray[s].by) == 0;
		     n++)
			;
		put_merged(t, at, group, t->stray + s, n);
		g += group != NULL;
		s += n;
	}
}

void
funnel_csv(struct emit *m, const struct funnel *f, const struct funnel_earlier *earlier)
{
	struct table t = { .m = m, .f = f, .earlier = earlier };
	size_t i;

	figures_init(&t.figures, f);
	put_header(&t);
	if (f->n_by == 0)
		put_group(&t, &f->whole);
	else if (currency_at(f) < f->n_by)
		put_by_currency(&t, currency_at(f));
	else
		for (i = 0; i < f->n_groups; i++)
			put_group(&t, &f->group[i]);
	free(t.stray);
	figures_done(&t.figures);
}
