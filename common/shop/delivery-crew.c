/* delivery-crew - what the crew is given, and what it tells */
/* SPDX-License-Identifier: ISC */

#include <time.h>

#include "base/kill_point.h"
#include "shop/delivery-parts.h"
#include "shop/entry.h"

bool
delivery_stepwise(const struct delivery *d)
{
	return d->o.batch <= 1;
}

size_t
delivery_chunk(const struct delivery *d)
{
	return delivery_stepwise(d) ? 1 : (size_t)(d->o.batch + 1) / 2;
}

size_t
delivery_crew_room(const struct delivery *d)
{
	size_t workers = (size_t)d->o.workers;

	return delivery_stepwise(d) ? 2 * workers : 2 * delivery_chunk(d);
}

size_t
delivery_room(const struct delivery *d)
{
	return delivery_crew_room(d) +
	       (delivery_stepwise(d) ? (size_t)d->o.workers : delivery_chunk(d));
}

size_t
delivery_load(const struct delivery *d)
{
	return d->crew == NULL ? 0 : crew_load(d->crew);
}

bool
delivery_man(struct delivery *d, struct err *e)
{
	struct transport *twins[DELIVERY_WORKERS];
	int n = 0;

	if (d->crew != NULL)
		return true;
	while (
	    n < (int)d->o.workers && (twins[n] = transport_twin(d->transport, e)) != NULL)
		n++;
	if (n == (int)d->o.workers) {
		d->crew = crew_new(twins, n, e);
		return d->crew != NULL;
	}
	while (n > 0)
		transport_free(twins[--n]);
	return false;
}

/* Takes note of what a task has to tell. */
static void
note(struct delivery *d, struct task *task)
{
	struct job *job = (struct job *)task;

	if (task->stage == TASK_ASKS) {
		job->asks = true;
		d->told++;
		return;
	}
	KILL_POINT("reply-read");
	job->stage = JOB_BACK;
	d->back++;
	if (!task->skipped && outcome_closes(&task->outcome) && !job->lane->down) {
		d->blocked = job->lane->down = true;
		job->lane->why = task->outcome;
	}
}

/* Whether what would take TASK takes nothing more. */
static bool
is_blocked(const struct task *task)
{
	return ((const struct job *)task)->lane->down;
}

/* What was not begun comes back where nothing more is to be begun. */
static void
recall(struct delivery *d)
{
	bool all = d->stopping || d->broken;
	struct task *task;

	while ((all || d->blocked) && d->crew != NULL &&
	       (task = crew_recall(d->crew, all ? NULL : is_blocked)) != NULL) {
		task->skipped = true;
		((struct job *)task)->stage = JOB_BACK;
		d->back++;
	}
}

/* How many must come back before there is something to do. */
static size_t
wanted(const struct delivery *d)
{
	size_t chunk = delivery_chunk(d), room = delivery_crew_room(d);
	size_t with = delivery_load(d), n = d->back < chunk ? chunk - d->back : 1;

	/* Or before there is room for those that are to be decided. */
	if (d->fresh > 0 && with + chunk > room && with + chunk - room < n)
		n = with + chunk - room;
	return n;
}

bool
delivery_listen(struct delivery *d, int ms)
{
	struct task *task = d->crew == NULL ? NULL : crew_hear(d->crew, ms, wanted(d));
	bool any = task != NULL;

	for (; task != NULL; task = crew_hear(d->crew, 0, 1))
		note(d, task);
	recall(d);
	return any;
}

void
delivery_hand_over(struct delivery *d, struct job *job)
{
	struct ledger_entry *row = job_row(job);
	struct task *task = &job->task;
	struct timespec clock;

	entry_name(row, job->name);
	buf_clear(&job->from);
	mail_return_path(&d->sender, job->key, &job->from);
	task->post = (struct post){ .name = job->name,
		.from = buf_view(&job->from),
		.to = row->recipient,
		.bytes = buf_view(&job->bytes),
		.account = job->lane->account };
	(void)clock_gettime(CLOCK_BOOTTIME, &clock);
	task->until = clock.tv_sec + RULES_BEGIN;
	task->shut = &job->lane->shut;
	crew_give(d->crew, task);
}
