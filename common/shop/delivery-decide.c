/* delivery-decide - what may be done with a message, decided under the ledger's lock */
/* SPDX-License-Identifier: ISC */

#include "shop/delivery-parts.h"
#include "shop/entry.h"
#include "shop/judge.h"

void
delivery_answer(struct delivery *d, struct job *job, const struct ledger_entry *entry,
    enum receipt_status status)
{
	struct receipt *r = &job->receipt;
	struct str now_it_says = STR_INIT(
	    "it says something else now; what went out before stands");
	struct str content = { (const char *)job->content, FINGERPRINT_SIZE };

	*r = entry_receipt(entry, d->o.now.offset);
	r->status = status;
	r->at = entry_moment(delivery_clock(d), d->o.now.offset);
	if (r->transport.at == NULL)
		r->transport = delivery_carrier(d, job);
	if (d->o.dry_run && r->detail.at == NULL)
		r->detail = STR("dry run: nothing was sent or written down");
	if (status == RECEIPT_DUPLICATE && job->fed && entry == &job->stored &&
	    entry->row != 0 && !str_eq(entry->content, content))
		r->detail = now_it_says;
	/* A clock that was put back makes nothing due that has its answer. */
	if (job->fed && entry->next_at != 0 && entry->next_at <= d->begun)
		d->begun = entry->next_at - 1;
	job->stage = JOB_DONE;
}

bool
delivery_look_up(struct delivery *d, struct job *job, struct err *e)
{
	struct str key = { (const char *)job->key, HASH_SIZE };

	ledger_entry_done(&job->stored);
	return d->ledger == NULL ||
	       ledger_next(d->ledger, LEDGER_BY_KEY, key, &job->stored, e);
}

/* Whether what is unknown is looked at again in this run. */
static bool
looks_again(const struct delivery *d)
{
	return d->o.unknown != RULES_HOLD || d->o.verify != NULL;
}

bool
delivery_rests(
    const struct delivery *d, struct ledger_entry *row, enum receipt_status *status)
{
	return rules_settled(row, delivery_clock(d), looks_again(d), status);
}

void
delivery_leave(struct delivery *d, const struct job *job)
{
	if (!job->fed)
		return;
	if (d->left == NULL)
		d->left = seen_new();
	(void)seen_add(d->left, (struct str){ (const char *)job->key, HASH_SIZE });
}

bool
delivery_settled(struct delivery *d, struct job *job)
{
	enum receipt_status status;

	if (job->stored.row == 0 || !delivery_rests(d, &job->stored, &status))
		return false;
	if (job->stored.state == LEDGER_SENDING || job->stored.state == LEDGER_INDOUBT)
		delivery_leave(d, job);
	delivery_answer(d, job, &job->stored, status);
	return true;
}

/*
 * Whether the row in the ledger goes on with what it holds.  What was kept back for good
 * is looked at anew with what came in now.
 */
static bool
goes_on(const struct job *job)
{
	return job->stored.row != 0 && job->stored.state != LEDGER_SUPPRESSED &&
	       job->stored.state != LEDGER_EXPIRED;
}

/*
 * Writes down that a message is claimed, with the bytes where they are new.  With a
 * commit for many messages, their doubt begins with the claim.
 */
static bool
claim(struct delivery *d, struct job *job, struct err *e)
{
	struct ledger_entry *row = job_row(job);
	bool ahead = d->o.batch > 1 && delivery_doubts(d, job);

	job->task.marked = ahead;
	row->owner = str_of(d->owner);
	row->lease_until = row->updated_at + RULES_LEASE;
	if (job->found) {
		if (!ledger_claim(d->ledger, row, e))
			return false;
		row->state = ahead ? LEDGER_INDOUBT : LEDGER_SENDING;
		return !ahead || ledger_settle(d->ledger, row, e);
	}
	row->attempts = 1;
	row->first_tried_at = row->claimed_at = row->updated_at;
	row->state = ahead ? LEDGER_INDOUBT : LEDGER_SENDING;
	return ledger_put(d->ledger, row, buf_view(&job->bytes), e);
}

/* Writes what was decided into the ledger. */
static bool
record(struct delivery *d, struct job *job, struct err *e)
{
	struct ledger_entry *row = job_row(job);

	row->updated_at = delivery_clock(d);
	row->transport = delivery_carrier(d, job);
	if (row->state == LEDGER_SENDING)
		return claim(d, job, e);
	row->owner = STR_NONE;
	row->lease_until = 0;
	return ledger_put(
	    d->ledger, row, job->found ? STR_NONE : buf_view(&job->bytes), e);
}

/*
 * Whether an earlier try has handed the message over: its process died before it could
 * write that down, or could not make it safe.
 */
static bool
find_there(struct delivery *d, struct job *job, bool *there, struct err *e)
{
	char name[HASH_NAME];

	*there = false;
	if (!job->found || job->stored.attempts == 0)
		return true;
	entry_name(&job->stored, name);
	return transport_has(d->transport, name, there, e);
}

/*
 * What becomes of a message that may have been sent: a service that takes a second copy
 * for the first is sent it again in any case.
 */
static enum rules_unknown
unknown_policy(const struct delivery *d, const struct job *job)
{
	const struct account *a = job->lane->account;

	return a != NULL && account_repeats(a) ? RULES_RETRY : d->o.unknown;
}

/*
 * A message whose process died in doubt, or whose outcome is unknown.  *OVER is whether
 * that is all there is to it; else it is to be sent again.
 */
static bool
resolve(struct delivery *d, struct job *job, bool *over, struct err *e)
{
	struct ledger_entry *row = &job->stored;
	enum ledger_state from = row->state;
	bool moved = true;

	*over = false;
	if (from != LEDGER_INDOUBT && from != LEDGER_UNKNOWN)
		return true;
	rules_resolve(row, unknown_policy(d, job), job->verdict, delivery_clock(d));
	*over = row->state != LEDGER_QUEUED;
	if (*over && row->state != from && !d->o.dry_run &&
	    !ledger_move(d->ledger, row, from, &moved, e))
		return false;
	if (*over)
		delivery_answer(d, job, row, rules_status(row->state));
	/* Nothing is new, and nobody has asked. */
	if (*over && !job->fed && row->state == from)
		job->stage = JOB_DROPPED;
	return true;
}

/* What the run knows that bears on the message. */
static struct situation
situation(const struct delivery *d, const struct job *job, bool there)
{
	return (struct situation){ .now = delivery_clock(d),
		.there = there,
		.limited = d->o.limit >= 0 && d->handed >= d->o.limit,
		.stopping = d->stopping,
		.down = job->lane->down ? &job->lane->why : NULL };
}

static struct judge
judge_of(const struct delivery *d)
{
	return (struct judge){ .policy = d->o.policy,
		.list = d->o.suppress,
		.ledger = d->ledger,
		.now_ms = delivery_clock_ms(d),
		.offset = d->o.now.offset,
		.redirected = d->sender.redirect.at != NULL,
		.dry_run = d->o.dry_run,
		.foretold = d->foretold };
}

/*
 * Decides by the shop's policy and by what the run knows.  *NAPS where a rate lets the
 * message wait for a moment only, and nothing is decided.
 */
static bool
judge(struct delivery *d, struct job *job, bool there, bool *naps, struct err *e)
{
	struct situation s = situation(d, job, there);
	struct ledger_entry *row = job_row(job);
	struct judge j = judge_of(d);
	int64_t wait_ms = 0;

	*naps = false;
	if (!there && !judge_bars(&j, row, &job->why, e))
		return false;
	if (row->state == LEDGER_SUPPRESSED)
		return true;
	rules_judge(row, &s);
	d->limited = d->limited || (job->fed && s.limited);
	if (row->state != LEDGER_SENDING)
		return true;
	if (!judge_holds(&j, row, &job->why, &wait_ms, e))
		return false;
	*naps = wait_ms > 0 && wait_ms <= DELIVERY_NAP && !d->o.frozen;
	if (*naps)
		job->wake_ms = j.now_ms + wait_ms;
	return true;
}

/* After the decision: what was claimed goes to the crew, with its bytes. */
static bool
conclude(struct delivery *d, struct job *job, struct err *e)
{
	struct ledger_entry *row = job_row(job);

	if (row->state != LEDGER_SENDING && row->state != LEDGER_INDOUBT) {
		delivery_answer(d, job, row, rules_status(row->state));
		return true;
	}
	d->handed++;
	if (d->o.dry_run) {
		foretold_add(d->foretold, row->key, row->recipient, row->class);
		delivery_answer(d, job, row, RECEIPT_SENT);
		return true;
	}
	job->stage = JOB_GIVEN;
	if (!job->found)
		return true;
	buf_clear(&job->bytes);
	return ledger_bytes(d->ledger, row->row, &job->bytes, e);
}

/* A repetition begins where the first did. */
static void
begin(struct job *job)
{
	job->found = false;
	job->stage = JOB_FRESH;
	job->entry.state = LEDGER_QUEUED;
	job->entry.row = job->entry.attempts = 0;
	job->entry.first_tried_at = job->entry.claimed_at = 0;
}

bool
delivery_decide(struct delivery *d, struct job *job, struct err *e)
{
	bool there, over, naps;

	begin(job);
	if (!delivery_look_up(d, job, e))
		return false;
	if (delivery_settled(d, job) || (!job->fed && !goes_on(job))) {
		if (!job->fed)
			job->stage = JOB_DROPPED;
		return true;
	}
	job->found = goes_on(job);
	if (!find_there(d, job, &there, e))
		return false;
	if (!there && !resolve(d, job, &over, e))
		return false;
	if (!there && over)
		return true;
	if (!judge(d, job, there, &naps, e))
		return false;
	if (naps)
		return true;
	return (d->o.dry_run || record(d, job, e)) && conclude(d, job, e);
}
