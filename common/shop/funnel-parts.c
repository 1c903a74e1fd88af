/* funnel-parts - all visits, part by part, on several threads */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-parts.h"

#include <stdlib.h>

#include "base/mem.h"

struct walker {
	struct funnel_counting *c;
	funnel_work *work;
	void *context;
	pthread_t thread;
};

/* The next part that no thread has taken yet; VISITS_PARTS where there is none. */
static size_t
next_part(struct funnel_counting *c)
{
	size_t part;

	(void)pthread_mutex_lock(&c->lock);
	part = c->failed || c->next_part == VISITS_PARTS ? VISITS_PARTS : c->next_part++;
	(void)pthread_mutex_unlock(&c->lock);
	return part;
}

static void
fail(struct funnel_counting *c, const struct err *e)
{
	(void)pthread_mutex_lock(&c->lock);
	if (!c->failed)
		c->e = *e;
	c->failed = true;
	(void)pthread_mutex_unlock(&c->lock);
}

static void *
walk(void *context)
{
	struct walker *w = context;
	struct visits *visits = w->c->s->visits;
	struct visits_part part;
	struct err e;
	size_t i;

	while ((i = next_part(w->c)) != VISITS_PARTS) {
		if (!visits_take(visits, i, &part, &e)) {
			fail(w->c, &e);
			break;
		}
		w->work(w->c, w->context, &part);
		visits_give(visits, &part);
	}
	return NULL;
}

bool
funnel_each_part(struct funnel_counting *c, funnel_work *work, void *contexts,
    size_t size, struct err *e)
{
	size_t n = c->s->threads, started = 1, i;
	struct walker *walkers = mem_zero(n, sizeof *walkers);

	c->next_part = 0;
	for (i = 0; i < n; i++)
		walkers[i] = (struct walker){
			.c = c, .work = work, .context = (char *)contexts + i * size
		};
	/* Fewer threads than were asked for take longer, and that is all. */
	while (started < n && pthread_create(&walkers[started].thread, NULL, walk,
				  &walkers[started]) == 0)
		started++;
	(void)walk(&walkers[0]);
	for (i = 1; i < started; i++)
		(void)pthread_join(walkers[i].thread, NULL);
	free(walkers);
	if (c->failed)
		*e = c->e;
	return !c->failed;
}
