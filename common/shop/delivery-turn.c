/* delivery-turn - what the crew waits for and tells, written down in one transaction */
/* SPDX-License-Identifier: ISC */

#include <time.h>

#include "base/kill_point.h"
#include "shop/delivery-parts.h"
#include "shop/entry.h"

enum {
	LINGER_MS = 5, /* an outcome waits so long for company before it is written */
	GATHER_MS = 1, /* and so long one that asks, where there are many */
	REPEATS = 20,  /* of a transaction that met another one */
};

/* Whether each step of a message is committed before the next. */
static bool
stepwise(const struct delivery *d)
{
	return d->o.batch <= 1;
}

/*
 * How many messages one commit is for: half a batch, so that the two halves together,
 * claimed and not yet written down, are what a kill leaves in doubt.
 */
static size_t
chunk(const struct delivery *d)
{
	return stepwise(d) ? 1 : (size_t)(d->o.batch + 1) / 2;
}

/* How many messages may be with the crew. */
static size_t
crew_room(const struct delivery *d)
{
	size_t workers = (size_t)d->o.workers;

	return stepwise(d) ? 2 * workers : 2 * chunk(d);
}

size_t
delivery_room(const struct delivery *d)
{
	return crew_room(d) + (stepwise(d) ? (size_t)d->o.workers : chunk(d));
}

static size_t
load(const struct delivery *d)
{
	return d->crew == NULL ? 0 : crew_load(d->crew);
}

/* Starts the crew where there is none yet. */
static bool
man(struct delivery *d, struct err *e)
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

/* Listens to the crew; MS as crew_hear has it.  Whether there was something to hear. */
static bool
listen(struct delivery *d, int ms)
{
	struct task *task = d->crew == NULL ? NULL : crew_hear(d->crew, ms);
	bool any = task != NULL;

	for (; task != NULL; task = crew_hear(d->crew, 0))
		note(d, task);
	recall(d);
	return any;
}

/* Writes the mark of a job that asks. */
static bool
write_mark(struct delivery *d, struct job *job, struct err *e)
{
	struct ledger_entry *row = job_row(job);

	row->state = LEDGER_INDOUBT;
	row->updated_at = delivery_clock(d);
	job->lost = !ledger_settle(d->ledger, row, e);
	return !job->lost || ledger_lost(d->ledger);
}

/* Writes down what became of a job. */
static bool
write_outcome(struct delivery *d, struct job *job, struct err *e)
{
	struct ledger_entry *row = job_row(job);
	const struct outcome *o = &job->task.outcome;
	int64_t now = delivery_clock(d);

	/* Another process has its claim, and says what becomes of it. */
	if (o->kind == OUTCOME_STOPPED && !job->task.skipped)
		return true;
	if (job->task.skipped) {
		struct ledger_entry copy;

		rules_give_back(row, job->lane->down ? &job->lane->why : NULL, now);
		copy = *row;
		job->lost = !ledger_release(d->ledger, &copy, e);
	} else {
		rules_conclude(row, o, d->o.unknown, now);
		job->lost = !ledger_settle(d->ledger, row, e);
	}
	return !job->lost || ledger_lost(d->ledger);
}

/* How many milliseconds JOB has still to wait for a rate. */
static int64_t
nap_of(const struct delivery *d, const struct job *job, int64_t now_ms)
{
	int64_t left = job->wake_ms - now_ms;

	/* More is left only where the clock was put back meanwhile. */
	return d->stopping || job->lane->down || left < 0 || left > DELIVERY_NAP ? 0
										 : left;
}

/* *AWAKE is how many of the fresh need not wait; until the next need not, or -1. */
static int
next_wake(const struct delivery *d, size_t *awake)
{
	int64_t now_ms, least = -1, nap;
	const struct job *job;

	*awake = d->fresh;
	if (d->naps == 0)
		return -1;
	now_ms = delivery_clock_ms(d);
	for (job = d->first; job != NULL; job = job->next) {
		nap = job->stage == JOB_FRESH ? nap_of(d, job, now_ms) : 0;
		if (nap == 0)
			continue;
		(*awake)--;
		if (least < 0 || nap < least)
			least = nap;
	}
	return (int)least;
}

/* All that this transaction is for. */
static bool
write_all(struct delivery *d, struct err *e)
{
	size_t room = crew_room(d), with = load(d);
	int64_t now_ms = delivery_clock_ms(d);
	struct job *job;
	bool ok = true;

	for (job = d->first; ok && job != NULL; job = job->next) {
		if (job->asks)
			ok = write_mark(d, job, e);
		else if (job->stage == JOB_BACK)
			ok = write_outcome(d, job, e);
		else if (job->stage == JOB_FRESH && with < room &&
			 nap_of(d, job, now_ms) == 0) {
			job->now = true;
			ok = delivery_decide(d, job, e);
			with += job->stage == JOB_GIVEN;
		}
	}
	return ok;
}

/* What was decided in a transaction that came to nothing is to be decided again. */
static void
undo(struct delivery *d, int64_t handed)
{
	struct job *job;

	ledger_rollback(d->ledger);
	d->handed = handed;
	for (job = d->first; job != NULL; job = job->next)
		if (job->now) {
			job->now = false;
			job->stage = JOB_FRESH;
		}
}

static bool
write_down(struct delivery *d, struct err *e)
{
	int64_t handed = d->handed;
	int repeats = REPEATS;

	do {
		if (!ledger_begin(d->ledger, e))
			continue;
		if (write_all(d, e) && ledger_commit(d->ledger, e))
			return true;
		undo(d, handed);
	} while (ledger_again(d->ledger) && repeats-- > 0);
	return false;
}

/* Gives a claimed message to the crew. */
static void
hand_over(struct delivery *d, struct job *job)
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
	(void)clock_gettime(CLOCK_MONOTONIC, &clock);
	task->until = clock.tv_sec + RULES_BEGIN;
	task->shut = &job->lane->shut;
	crew_give(d->crew, task);
}

/* The answer to a message that came back from the crew, and was written down. */
static void
answer_back(struct delivery *d, struct job *job)
{
	struct ledger_entry *row = job_row(job);
	enum receipt_status status = rules_status(row->state);

	if (job->task.post.there)
		status = RECEIPT_DUPLICATE;
	if (job->lost) {
		/* What another process has made of it is in the ledger. */
		if (job->task.outcome.kind != OUTCOME_SENT)
			status = RECEIPT_DEFERRED;
		row->rule = STR("in-hand");
		row->detail = STR("another process had taken it over meanwhile");
	}
	if (job->task.skipped) {
		d->handed--;
		row->attempts--;
	}
	delivery_answer(d, job, row, status);
}

/* Goes on with all that the transaction, which is committed, was for. */
static void
proceed(struct delivery *d)
{
	struct job *job;

	d->told = d->back = d->fresh = d->naps = 0;
	for (job = d->first; job != NULL; job = job->next) {
		if (job->asks) {
			KILL_POINT("mark-committed");
			job->asks = false;
			crew_answer(d->crew, &job->task, !job->lost);
		} else if (job->stage == JOB_BACK) {
			KILL_POINT("settle-committed");
			answer_back(d, job);
		} else if (job->now && job->stage == JOB_GIVEN) {
			KILL_POINT("claim-committed");
			hand_over(d, job);
		}
		job->now = false;
		d->fresh += job->stage == JOB_FRESH;
		d->naps += job->stage == JOB_FRESH && job->wake_ms > 0;
	}
}

/* The ledger has failed: what is with the crew comes to its end, unwritten. */
static void
abandon(struct delivery *d, struct err *e)
{
	bool sent = false;
	struct job *job;

	d->broken = true;
	do
		for (job = d->first; job != NULL; job = job->next) {
			if (job->asks) {
				job->asks = false;
				crew_answer(d->crew, &job->task, false);
			}
			if (job->stage == JOB_BACK && !job->task.skipped)
				sent = sent || job->task.outcome.kind == OUTCOME_SENT;
		}
	while (listen(d, -1));
	(void)err_prefix(e, sent ? "handed over, but that could not be written down: "
				 : "nothing was sent: ");
	d->trouble = *e;
}

static bool
turn(struct delivery *d, struct err *e)
{
	if (man(d, e) && write_down(d, e)) {
		proceed(d);
		return true;
	}
	abandon(d, e);
	return false;
}

/* Whether there is something to write down now; ALL where no more will come. */
static bool
due(const struct delivery *d, bool all)
{
	size_t with = load(d), fresh;

	(void)next_wake(d, &fresh);
	if (d->told > 0)
		return true;
	if (stepwise(d))
		return d->back > 0 || (fresh > 0 && with < (size_t)d->o.workers);
	if (d->back >= chunk(d) || (all && with == 0 && d->back > 0))
		return true;
	return fresh >= (all ? 1 : chunk(d)) && with + chunk(d) <= crew_room(d);
}

/* Whether an outcome may wait for company: every hand is busy, and nobody waits. */
static bool
may_linger(const struct delivery *d)
{
	return stepwise(d) && d->told == 0 && d->back > 0 &&
	       load(d) >= (size_t)d->o.workers;
}

/* With many hands, a few more are waited for, so that one commit is for all of them. */
static void
gather(struct delivery *d)
{
	while (stepwise(d) && d->told > 0 && load(d) > d->told &&
	       d->told + d->back < (size_t)d->o.workers / 4)
		if (!listen(d, GATHER_MS))
			break;
}

/* Waits for the crew to tell something, or for a message that waits for a rate. */
static void
rest(struct delivery *d)
{
	size_t awake;
	int ms = next_wake(d, &awake);

	if (load(d) > 0)
		(void)listen(d, ms);
	else if (ms > 0)
		(void)nanosleep(
		    &(struct timespec){ ms / 1000, ms % 1000 * 1000000L }, NULL);
}

bool
delivery_attend(struct delivery *d, size_t most, struct err *e)
{
	if (d->broken) {
		*e = d->trouble;
		return false;
	}
	for (;;) {
		(void)listen(d, 0);
		gather(d);
		if (due(d, most == 0)) {
			if (may_linger(d) && listen(d, LINGER_MS))
				continue;
			if (!turn(d, e))
				return false;
		} else if (d->fresh + d->back + load(d) <= most)
			return true;
		else
			rest(d);
	}
}
