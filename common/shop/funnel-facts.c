/* funnel-facts - how a report on lost carts was counted, in words */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-facts.h"

#include "base/date.h"
#include "shop/funnel-show.h"

#define NAMES 10 /* of unknown events that are told; records tell more */

struct facts {
	struct funnel_fact *at;
	size_t n;
	struct pool *pool;
	struct buf text; /* of the fact being made */
};

/* Takes what is in the text, unless that is nothing, as the next fact. */
static void
add(struct facts *all, const char *name, bool wrong)
{
	if (all->text.len > 0)
		all->at[all->n++] = (struct funnel_fact){ name,
			pool_copy(all->pool, buf_view(&all->text)), wrong };
	buf_clear(&all->text);
}

void
facts_read(const struct funnel *f, struct buf *out)
{
	show_count(out, f->refused);
	buf_text(out, " of ");
	show_count(out, f->lines);
	buf_text(out, f->lines == 1 ? " line refused" : " lines refused");
}

void
facts_limits(const struct funnel *f, struct buf *out)
{
	size_t i;

	if (f->n_limits == 0)
		return;
	if (f->n_crossed == 0) {
		show_count(out, (int64_t)f->n_limits);
		buf_text(out,
		    f->n_limits == 1 ? " limit, not crossed" : " limits, none crossed");
	} else
		buf_text(out, f->n_crossed == 1 ? "Limit crossed: " : "Limits crossed: ");
	for (i = 0; i < f->n_crossed; i++) {
		buf_text(out, i == 0 ? "" : "; ");
		show_plain(out, f->crossed[i]);
	}
	if (f->n_unchecked > 0) {
		buf_text(out, "; without the figure for ");
		show_count(out, (int64_t)f->n_unchecked);
	}
}

/* Weeks are told by their Mondays. */
static void
add_periods(struct facts *all, const struct funnel *f)
{
	struct buf *b = &all->text;
	char date[DATE_MAX];

	if (f->n_periods == 0)
		return;
	date_format(date, f->period[0].day);
	buf_text(b, date);
	if (f->n_periods > 1) {
		date_format(date, f->period[f->n_periods - 1].day);
		buf_fmt(b, " to %s", date);
	}
	if (f->last_open)
		buf_text(b, f->n_periods > 1 ? "; the last was not over" : "; not over");
	add(all, f->weeks ? "Weeks from" : "Days", false);
}

static void
add_lines(struct facts *all, const struct funnel *f)
{
	facts_read(f, &all->text);
	if (f->unfinished > 0) {
		buf_text(&all->text, "; ");
		show_count(&all->text, f->unfinished);
		buf_text(&all->text, " unfinished at the end of a file");
	}
	buf_text(&all->text, "; ");
	show_count(&all->text, f->events);
	buf_text(&all->text, f->events == 1 ? " event" : " events");
	add(all, "Lines", f->refused > 0);
}

static void
add_unknown(struct facts *all, const struct funnel *f)
{
	struct buf *b = &all->text;
	int64_t named = 0;
	size_t i;

	if (f->unknown_events == 0)
		return;
	show_count(b, f->unknown_events);
	for (i = 0; i < f->n_unknown && i < NAMES; i++) {
		buf_text(b, i == 0 ? ": " : ", ");
		show_plain(b, f->unknown[i].name);
		buf_text(b, " (");
		show_count(b, f->unknown[i].events);
		buf_text(b, ")");
		named += f->unknown[i].events;
	}
	if (named > 0 && named < f->unknown_events) {
		buf_text(b, ", other names (");
		show_count(b, f->unknown_events - named);
		buf_text(b, ")");
	}
	if (f->unknown_partial)
		buf_text(b, "; of so many names only some were counted, so that "
			    "frequent ones may be among the others");
	add(all, "Unknown events", true);
}

static void
add_visits(struct facts *all, const struct funnel *f)
{
	struct buf *b = &all->text;

	show_count(b, f->whole.visits);
	buf_text(b, " decided; ");
	show_count(b, f->whole.undecided);
	buf_text(b, " undecided, still open at the end and in no other figure");
	add(all, "Visits", false);
	if (f->future > 0) {
		show_visits(b, f->future);
		buf_text(b, f->future == 1 ? " that begins" : " that begin");
		buf_text(b, " after the end, left out");
		add(all, "In the future", true);
	}
	if (f->mixed > 0) {
		show_visits(b, f->mixed);
		buf_text(b, " with amounts in several currencies, decided or not");
		add(all, "Mixed currencies", true);
	}
}

static void
add_rules(struct facts *all, const struct funnel *f)
{
	struct buf *b = &all->text;
	bool first = true;
	size_t s;

	buf_text(b, "ends where no event follows within ");
	show_seconds(b, f->gap);
	add(all, "A visit", false);
	for (s = 0; s < f->n_steps; s++) {
		buf_text(b, s == 0 ? "" : ", ");
		show_plain(b, f->step[s]);
	}
	buf_text(b, f->strict ? "; each counts behind the one before it"
			      : "; a later one stands for those before it");
	add(all, "Steps", false);
	for (s = 0; s < f->n_steps; s++) {
		if (f->window[s] == 0)
			continue;
		buf_text(b, first ? "" : ", ");
		first = false;
		show_plain(b, f->step[s]);
		buf_text(b, " within ");
		show_seconds(b, f->window[s]);
	}
	add(all, "Windows", false);
	buf_text(b, "bought later in another visit within ");
	show_seconds(b, f->recover);
	add(all, "Recovered", false);
}

size_t
funnel_facts(const struct funnel *f, struct pool *p, struct funnel_fact out[FUNNEL_FACTS])
{
	struct facts all = { .at = out, .pool = p };
	struct buf *b = &all.text;

	show_plain(b, f->now);
	add(&all, "End of the log", false);
	add_periods(&all, f);
	show_plain(b, f->zone);
	add(&all, "Time zone", false);
	add_lines(&all, f);
	add_unknown(&all, f);
	add_visits(&all, f);
	add_rules(&all, f);
	buf_done(b);
	return all.n;
}
