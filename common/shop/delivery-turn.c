/* delivery-turn - what the crew waits for and tells, written down in one transaction */
/* SPDX-License-Identifier: ISC */

#include <time.h>

#include "base/kill_point.h"
#include "shop/delivery-parts.h"
#include "shop/entry.h"

enum {
	LINGER_MS = 5,	  /* an outcome waits so long for company before it is written */
	GATHER_MS = 1,	  /* and so long one that asks, where there are many */
	PATIENCE_MS = 10, /* and so long while more is read */
	HEED_MS = 300, /* so long a wait may be before it is asked whether the run ends */
};

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

/* What was decided in a transaction that came to nothing is to be decided again. */
static void
undo(struct delivery *d, int64_t handed)
{
	struct job *job;

	d->handed = handed;
	for (job = d->first; job != NULL; job = job->next)
		if (job->now) {
			job->now = false;
			job->stage = JOB_FRESH;
		}
}

/* A delivery, and how many it had handed over before the transaction. */
struct attempt {
	struct delivery *d;
	int64_t handed;
};

/* All that this transaction is for. */
static bool
write_all(struct ledger *l, void *context, struct err *e)
{
	const struct attempt *attempt = context;
	struct delivery *d = attempt->d;
	size_t room = delivery_crew_room(d), with = delivery_load(d);
	int64_t now_ms = delivery_clock_ms(d);
	struct job *job;
	bool ok = true;

	(void)l;
	undo(d, attempt->handed);
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

static bool
write_down(struct delivery *d, struct err *e)
{
	struct attempt attempt = { .d = d, .handed = d->handed };

	if (ledger_transact(d->ledger, write_all, &attempt, false, e))
		return true;
	undo(d, attempt.handed);
	return false;
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
		delivery_leave(d, job);
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
	d->asked_ms = 0;
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
			delivery_hand_over(d, job);
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
	while (delivery_listen(d, -1));
	(void)err_prefix(e, sent ? "handed over, but that could not be written down: "
				 : "nothing was sent: ");
	d->trouble = *e;
}

static bool
turn(struct delivery *d, struct err *e)
{
	if (delivery_man(d, e) && write_down(d, e)) {
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
	size_t with = delivery_load(d), fresh;

	(void)next_wake(d, &fresh);
	if (d->told > 0)
		return true;
	if (delivery_stepwise(d))
		return d->back > 0 || (fresh > 0 && with < (size_t)d->o.workers);
	if (d->back >= delivery_chunk(d) || (all && with == 0 && d->back > 0))
		return true;
	return fresh >= (all ? 1 : delivery_chunk(d)) &&
	       with + delivery_chunk(d) <= delivery_crew_room(d);
}

/* Whether an outcome may wait for company: every hand is busy, and nobody waits. */
static bool
may_linger(const struct delivery *d)
{
	return delivery_stepwise(d) && d->told == 0 && d->back > 0 &&
	       delivery_load(d) >= (size_t)d->o.workers;
}

/* With many hands, a few more are waited for, so that one commit is for all of them. */
static void
gather(struct delivery *d)
{
	while (delivery_stepwise(d) && d->told > 0 && delivery_load(d) > d->told &&
	       d->told + d->back < (size_t)d->o.workers / 4)
		if (!delivery_listen(d, GATHER_MS))
			break;
}

/* Waits for the crew to tell something, or for a message that waits for a rate. */
static void
rest(struct delivery *d)
{
	size_t awake;
	int ms = next_wake(d, &awake);

	if (d->ends != NULL && !d->stopping && (ms < 0 || ms > HEED_MS))
		ms = HEED_MS;
	if (delivery_load(d) > 0)
		(void)delivery_listen(d, ms);
	else if (ms > 0)
		(void)nanosleep(
		    &(struct timespec){ ms / 1000, ms % 1000 * 1000000L }, NULL);
}

static int64_t
clock_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/*
 * Whether the next message is to be read before anything is written down, so that one
 * commit is for as many as there is room for: the hands have work, and nobody has asked
 * for long.
 */
static bool
may_read_on(struct delivery *d, size_t most)
{
	size_t with = delivery_load(d);

	if (!delivery_stepwise(d) || with == 0 || d->fresh + d->back + with >= most)
		return false;
	if (d->told == 0)
		d->asked_ms = 0;
	else if (d->asked_ms == 0)
		d->asked_ms = clock_ms();
	return d->asked_ms == 0 || clock_ms() - d->asked_ms < PATIENCE_MS;
}

bool
delivery_attend(struct delivery *d, size_t most, struct err *e)
{
	if (d->broken) {
		*e = d->trouble;
		return false;
	}
	for (;;) {
		d->stopping = d->stopping || (d->ends != NULL && d->ends());
		(void)delivery_listen(d, 0);
		if (may_read_on(d, most))
			return true;
		gather(d);
		if (due(d, most == 0)) {
			if (may_linger(d) && delivery_listen(d, LINGER_MS))
				continue;
			if (!turn(d, e))
				return false;
		} else if (d->fresh + d->back + delivery_load(d) <= most)
			return true;
		else
			rest(d);
	}
}
