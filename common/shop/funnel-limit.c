/* funnel-limit - a figure that must not pass a value (--fail-if) */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-limit.h"

#include <string.h>

__extension__ typedef __int128 wide;

static const struct {
	const char *sign, *words;
} signs[] = {
	[LIMIT_MORE] = { ">", "more than" },
	[LIMIT_NOT_LESS] = { ">=", "not less than" },
	[LIMIT_LESS] = { "<", "less than" },
	[LIMIT_NOT_MORE] = { "<=", "not more than" },
};

/* As the report's records have them. */
static const char *const parts[LIMIT_PARTS] = {
	[LIMIT_VALUE] = "",
	[LIMIT_LOW] = ".low",
	[LIMIT_HIGH] = ".high",
	[LIMIT_CHANGE] = ".change",
	[LIMIT_CHANGE_LOW] = ".change_low",
	[LIMIT_CHANGE_HIGH] = ".change_high",
};

/* A limit being read: what is left of its text. */
struct reader {
	struct str text, rest;
	struct err *e;
};

/* At the rest's first byte EXPECTED should stand. */
static bool
wrong(struct reader *r, const char *expected)
{
	size_t at = r->text.len - r->rest.len + 1;

	if (r->rest.len == 0)
		return err_set(r->e, ERR_TROUBLE,
		    "\"%.*s\": at %zu: expected %s, but it ends here", STR_ARG(r->text),
		    at, expected);
	return err_set(r->e, ERR_TROUBLE, "\"%.*s\": at %zu: expected %s, got \"%.*s\"",
	    STR_ARG(r->text), at, expected, STR_ARG(str_head(r->rest, 40)));
}

static void
skip(struct reader *r, size_t n)
{
	r->rest.at += n;
	r->rest.len -= n;
}

static void
skip_spaces(struct reader *r)
{
	while (r->rest.len > 0 && r->rest.at[0] == ' ')
		skip(r, 1);
}

static bool
take(struct reader *r, const char *word)
{
	if (!str_starts(r->rest, str_of(word)))
		return false;
	skip(r, strlen(word));
	return true;
}

/* Cuts what stands before the first of STOPS, or all. */
static struct str
until(struct reader *r, const char *stops)
{
	struct str word = { r->rest.at, 0 };

	while (word.len < r->rest.len && strchr(stops, word.at[word.len]) == NULL)
		word.len++;
	skip(r, word.len);
	return word;
}

/* Figures of the whole report; those of reasons come behind them. */
static bool
is_whole(enum figure_name name)
{
	return name < FIGURE_REASON_LOSS_RATE;
}

static bool
has_step(enum figure_name name)
{
	return name >= FIGURE_REACHED && is_whole(name);
}

static bool
read_name(struct reader *r, struct funnel_limit *l)
{
	struct reader before = *r;
	struct str name = until(r, " [.<>=");
	struct buf known = BUF_INIT;
	size_t i;

	for (i = 0; is_whole((enum figure_name)i); i++) {
		if (str_is(name, figure_defs[i].name)) {
			l->name = (enum figure_name)i;
			buf_done(&known);
			return true;
		}
		buf_fmt(
		    &known, "%s%s", i == 0 ? "a figure: " : ", ", figure_defs[i].name);
	}
	(void)wrong(&before, buf_cstr(&known));
	buf_done(&known);
	return false;
}

static bool
read_step(struct reader *r, struct funnel_limit *l, const struct str *step, size_t n)
{
	struct reader before = *r;
	struct str name = until(r, ",]");
	struct buf known = BUF_INIT;
	size_t i;

	/* Behind the last step there is nothing to be lost to. */
	n -= l->name == FIGURE_REACHED ? 0 : 1;
	for (i = 0; i < n; i++) {
		if (str_eq(name, step[i])) {
			l->step = i;
			buf_done(&known);
			return true;
		}
		buf_fmt(&known, "%s%.*s", i == 0 ? "a step: " : ", ", STR_ARG(step[i]));
	}
	(void)wrong(&before, buf_cstr(&known));
	buf_done(&known);
	return false;
}

/* "[payment,EUR]", as much of it as the figure has. */
static bool
read_place(struct reader *r, struct funnel_limit *l, const struct str *step, size_t n)
{
	bool money = figure_defs[l->name].unit == UNIT_MONEY;
	struct reader before;

	if (!has_step(l->name) && !money)
		return true;
	if (!take(r, "["))
		return wrong(r, !money		    ? "[STEP]"
				: has_step(l->name) ? "[STEP,CURRENCY]"
						    : "[CURRENCY]");
	if (has_step(l->name) && !read_step(r, l, step, n))
		return false;
	if (has_step(l->name) && money && !take(r, ","))
		return wrong(r, "\",\" and a currency");
	before = *r;
	if (money && !currency_find(until(r, "]"), &l->currency))
		return wrong(&before, "a currency as ISO 4217 has it");
	return take(r, "]") || wrong(r, "\"]\"");
}

/* ".change" and the like, or nothing; only a rate has an interval. */
static bool
read_part(struct reader *r, struct funnel_limit *l, bool compares)
{
	bool rate = figure_defs[l->name].unit == UNIT_RATE;
	struct reader before = *r;
	struct str word = until(r, " <>=");
	size_t i;

	for (i = 0; i < LIMIT_PARTS; i++) {
		if (!str_is(word, parts[i]) ||
		    (!rate && i != LIMIT_VALUE && i != LIMIT_CHANGE))
			continue;
		if (i >= LIMIT_CHANGE && !compares)
			return wrong(&before, "no change without --compare");
		l->part = (enum limit_part)i;
		return true;
	}
	/* An operator is all that may stand here, where nothing began. */
	if (word.at[0] != '.')
		return wrong(&before, ">, >=, < or <=");
	return wrong(&before,
	    rate ? ".low, .high, .change, .change_low or .change_high" : ".change");
}

static bool
read_sign(struct reader *r, struct funnel_limit *l)
{
	/* The longer ones first. */
	static const enum limit_sign order[] = { LIMIT_NOT_LESS, LIMIT_NOT_MORE,
		LIMIT_MORE, LIMIT_LESS };
	size_t i;

	for (i = 0; i < sizeof order / sizeof order[0]; i++)
		if (take(r, signs[order[i]].sign)) {
			l->sign = order[i];
			return true;
		}
	return wrong(r, ">, >=, < or <=");
}

static bool
read_number(struct reader *r, struct funnel_limit *l)
{
	struct reader before = *r;
	struct str number = until(r, " %");
	enum figure_unit unit = figure_defs[l->name].unit;
	struct err why;
	bool percent, change;

	if (unit == UNIT_MONEY) {
		if (!money_read(number, &l->currency, &l->value, &why))
			return wrong(&before, "an amount in that currency");
		return true;
	}
	if (!millionths_read(number, &l->value))
		return wrong(&before, unit == UNIT_RATE
					  ? "a number of at most six decimals such as "
					    "0.75, or a percentage such as 75%"
					  : "a number of at most six decimals");
	if (unit != UNIT_RATE)
		return true;
	percent = take(r, "%");
	if (percent && l->value % 100 != 0)
		return wrong(&before, "a percentage of at most four decimals");
	l->value /= percent ? 100 : 1;
	/* Beyond what a rate can be it would never be crossed, or always. */
	change = l->part >= LIMIT_CHANGE;
	if (l->value <= MILLION && l->value >= (change ? -MILLION : 0))
		return true;
	return wrong(&before, change ? "a change of a rate from -1 to 1, as 0.02 or 2%"
				     : "a rate from 0 to 1, as 0.75 or 75%");
}

bool
limit_read(struct funnel_limit *l, struct str text, const struct str *step, size_t n,
    bool compares, struct err *e)
{
	struct reader r = { text, text, e };
	struct funnel_limit got = { .text = text, .step = FIGURE_NO_STEP };

	skip_spaces(&r);
	if (!read_name(&r, &got) || !read_place(&r, &got, step, n) ||
	    !read_part(&r, &got, compares))
		return false;
	skip_spaces(&r);
	if (!read_sign(&r, &got))
		return false;
	skip_spaces(&r);
	if (!read_number(&r, &got))
		return false;
	skip_spaces(&r);
	if (r.rest.len > 0)
		return wrong(&r, "nothing more");
	*l = got;
	return true;
}

/* VALUE to be set beside the limit: in the same unit. */
static bool
is_crossed(const struct funnel_limit *l, int64_t value)
{
	enum figure_unit unit = figure_defs[l->name].unit;
	wide is = value, limit = l->value;

	if (unit == UNIT_VISITS || unit == UNIT_SECONDS)
		is *= MILLION;
	switch (l->sign) {
	case LIMIT_MORE:
		return is > limit;
	case LIMIT_NOT_LESS:
		return is >= limit;
	case LIMIT_LESS:
		return is < limit;
	case LIMIT_NOT_MORE:
		return is <= limit;
	}
	return false;
}

/* A rate has four decimals, or all where it would look like the limit. */
static int64_t
shortened(const struct funnel_limit *l, int64_t value)
{
	int64_t four = (value + (value < 0 ? -50 : 50)) / 100 * 100;

	return four == l->value ? value : four;
}

static void
say(const struct funnel_limit *l, const struct funnel *f, const struct figure *g,
    int64_t value, struct buf *out)
{
	enum figure_unit unit = figure_defs[l->name].unit;

	buf_text(out, figure_defs[l->name].name);
	figure_place(g, f, out);
	buf_fmt(out, "%s is ", parts[l->part]);
	if (unit == UNIT_MONEY) {
		money_write(out, value, &l->currency);
	} else if (unit == UNIT_RATE) {
		millionths_write(out, shortened(l, value));
	} else
		buf_int(out, value);
	buf_fmt(out, ", %s ", signs[l->sign].words);
	if (unit == UNIT_MONEY)
		money_write(out, l->value, &l->currency);
	else
		millionths_write(out, l->value);
}

/* What of G is compared. */
static int64_t
value_of(const struct funnel_limit *l, const struct figure *g)
{
	switch (l->part) {
	case LIMIT_LOW:
		return g->interval.low;
	case LIMIT_HIGH:
		return g->interval.high;
	case LIMIT_CHANGE:
		return g->change.by;
	case LIMIT_CHANGE_LOW:
		return g->change.interval.low;
	case LIMIT_CHANGE_HIGH:
		return g->change.interval.high;
	case LIMIT_VALUE:
	case LIMIT_PARTS:
		break;
	}
	return g->value;
}

bool
limit_check(const struct funnel_limit *l, const struct funnel *f,
    const struct funnel_earlier *earlier, bool *crossed, struct buf *says, struct err *e)
{
	const struct currency *c = figure_defs[l->name].unit == UNIT_MONEY ? &l->currency
									   : NULL;
	const struct figure *g;
	struct figures fs;
	int64_t value;
	bool ok = false;

	figures_init(&fs, f);
	figures_of_group(&fs, SCOPE_WHOLE, &f->whole);
	if (earlier != NULL)
		funnel_compare(earlier, &fs);
	g = figures_find(&fs, l->name, l->step, c);
	if (g == NULL) {
		(void)err_set(e, ERR_TROUBLE, "\"%.*s\": the report has no such figure",
		    STR_ARG(l->text));
	} else if (l->part >= LIMIT_CHANGE && !g->change.there) {
		(void)err_set(e, ERR_TROUBLE,
		    "\"%.*s\": the earlier report has no such figure", STR_ARG(l->text));
	} else {
		value = value_of(l, g);
		*crossed = is_crossed(l, value);
		if (*crossed)
			say(l, f, g, value, says);
		ok = true;
	}
	figures_done(&fs);
	return ok;
}
