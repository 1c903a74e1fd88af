/* funnel-compare - how a report on lost carts stands to an earlier one */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-compare.h"

#include <inttypes.h>

#include "shop/funnel-earlier.h"

struct str
funnel_earlier_now(const struct funnel_earlier *earlier)
{
	return earlier->now;
}

static bool
same_text(const struct funnel_earlier *r, const char *what, struct str there,
    struct str here, struct err *e)
{
	if (str_eq(there, here))
		return true;
	return err_set(e, ERR_TROUBLE,
	    "%.*s: counted by other rules: %s: \"%.*s\" there, \"%.*s\" here",
	    STR_ARG(r->path), what, STR_ARG(there), STR_ARG(here));
}

static bool
same_span(const struct funnel_earlier *r, const char *what, int64_t there, int64_t here,
    struct err *e)
{
	if (there == here)
		return true;
	return err_set(e, ERR_TROUBLE,
	    "%.*s: counted by other rules: %s: %" PRId64 " seconds there, %" PRId64
	    " here",
	    STR_ARG(r->path), what, there, here);
}

bool
funnel_earlier_fits(
    const struct funnel_earlier *earlier, const struct funnel *f, struct err *e)
{
	struct buf steps = BUF_INIT, windows = BUF_INIT;
	size_t s;
	bool ok;

	for (s = 0; s < f->n_steps; s++) {
		buf_text(&steps, s == 0 ? "" : ", ");
		buf_str(&steps, f->step[s]);
		if (f->window[s] == 0)
			continue;
		buf_text(&windows, windows.len == 0 ? "" : ", ");
		buf_fmt(
		    &windows, "%.*s %" PRId64 " s", STR_ARG(f->step[s]), f->window[s]);
	}
	ok = same_text(earlier, "steps", earlier->steps, buf_view(&steps), e) &&
	     (earlier->events_of.len == 0 || same_text(earlier, "events of the steps",
						 earlier->events_of, f->events_of, e)) &&
	     same_text(earlier, "order", earlier->order,
		 f->strict ? STR("strict") : STR("any"), e) &&
	     same_span(earlier, "gap", earlier->gap, f->gap, e) &&
	     same_text(earlier, "windows", earlier->windows, buf_view(&windows), e) &&
	     same_span(earlier, "recover", earlier->recover, f->recover, e);
	buf_done(&steps);
	buf_done(&windows);
	return ok;
}

static const struct earlier_entry *
look_up(const struct funnel_earlier *r, struct buf *key, const struct funnel *f,
    const struct figure *g)
{
	struct earlier_place p = { .name = str_of(figure_defs[g->name].name),
		.currency = str_of(g->currency.code) };
	size_t i;

	if (g->step != FIGURE_NO_STEP)
		p.step = f->step[g->step];
	if (g->scope == SCOPE_GROUP)
		for (i = 0; i < f->n_by; i++)
			p.by[p.n_by++] = (struct earlier_pair){ f->by[i],
				g->group->by[i] };
	if (g->scope == SCOPE_REASON) {
		p.field = str_of(context_names[g->reason->field]);
		p.seen = g->reason->value;
		p.others = g->reason->others;
	}
	earlier_key(key, &p);
	return earlier_find(r, buf_view(key));
}

void
funnel_compare(const struct funnel_earlier *earlier, struct figures *fs)
{
	struct buf key = BUF_INIT;
	size_t i;

	for (i = 0; i < fs->n; i++) {
		const struct earlier_entry *was;

		if (fs->at[i].scope == SCOPE_PERIOD)
			break;
		was = look_up(earlier, &key, fs->f, &fs->at[i]);
		if (was != NULL)
			figure_compare(&fs->at[i], was->value, was->parts);
	}
	buf_done(&key);
}
