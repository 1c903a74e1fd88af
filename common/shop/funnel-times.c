/* funnel-times - medians of the times between steps, out of the counts */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>

#include "base/mem.h"
#include "shop/funnel-parts.h"

/* How many visits took SECONDS from STEP to the next. */
struct timed {
	size_t group, step;
	int64_t seconds, n;
};

static int
by_seconds(const void *a, const void *b)
{
	const struct timed *x = a, *y = b;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	if (x->step != y->step)
		return x->step < y->step ? -1 : 1;
	return (x->seconds > y->seconds) - (x->seconds < y->seconds);
}

/* Sets the median of the N times, which are of one group and step and sorted. */
static void
set_median(struct funnel_step *step, const struct timed *t, size_t n)
{
	int64_t all = 0, before = 0;
	size_t i;

	for (i = 0; i < n; i++)
		all += t[i].n;
	for (i = 0; i < n && before + t[i].n < (all + 1) / 2; i++)
		before += t[i].n;
	step->timed = all;
	step->seconds = t[i].seconds;
}

/* Sets the medians of all steps of the groups from AT on. */
static void
set_medians(struct timed *t, size_t n, struct funnel_group *at)
{
	size_t i, run;

	qsort(t, n, sizeof *t, by_seconds);
	for (i = 0; i < n; i += run) {
		for (run = 1; i + run < n && t[i + run].group == t[i].group &&
			      t[i + run].step == t[i].step;
		     run++)
			;
		set_median(&at[t[i].group].step[t[i].step], t + i, run);
	}
}

void
funnel_add_times(struct funnel_counting *c, struct funnel *f, const size_t *of)
{
	const struct tally *t = &c->sum.times, *groups = &c->sum.groups;
	struct timed *times = mem_zero(t->n + 1, sizeof *times);
	struct tally index;
	size_t i;

	/* A group is looked up by its values alone, without a currency. */
	tally_init(&index, f->n_by == 0 ? 1 : f->n_by, 1);
	for (i = 0; i < groups->n && f->n_by != 0; i++)
		*tally_at(&index, tally_key(groups, i)) = (int64_t)of[i];
	for (i = 0; i < t->n; i++) {
		const uint64_t *key = tally_key(t, i);

		times[i] = (struct timed){ f->n_by == 0 ? 0
							: (size_t)*tally_at(&index, key),
			(size_t)key[f->n_by], (int64_t)key[f->n_by + 1],
			*tally_counters(t, i) };
	}
	set_medians(times, t->n, f->group);
	for (i = 0; i < t->n; i++)
		times[i].group = 0;
	set_medians(times, t->n, &f->whole);
	tally_done(&index);
	free(times);
}
