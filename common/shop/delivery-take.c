/* delivery-take - takes messages in hand: those that come in, and those that waited */
/* SPDX-License-Identifier: ISC */

#include <string.h>

#include "base/mem.h"
#include "io/verify.h"
#include "shop/delivery-parts.h"
#include "shop/entry.h"
#include "shop/judge.h"

enum {
	ANSWERS_MAX = 64, /* that wait for a message before them to be done */
	A_DAY = 86400,
};

/* A job, empty, at the end of those in hand. */
static struct job *
new_job(struct delivery *d, bool fed)
{
	struct job *job = d->spare;

	if (job != NULL)
		d->spare = job->next;
	else
		job = mem_zero(1, sizeof *job);
	buf_clear(&job->bytes);
	buf_clear(&job->id);
	buf_clear(&job->where);
	job->fed = fed;
	job->stage = JOB_DROPPED;
	job->found = job->asks = job->now = job->lost = false;
	job->task.skipped = job->task.post.there = false;
	job->verdict = RULES_NOT_ASKED;
	job->wake_ms = 0;
	job->next = NULL;
	*d->last = job;
	d->last = &job->next;
	return job;
}

/* A job is to be decided about from now on. */
static void
join(struct delivery *d, struct job *job)
{
	job->stage = JOB_FRESH;
	d->fresh++;
}

/* Opens the ledger and finds the scope; with MAKE both are made where they are missing.
 */
static bool
open_all(struct delivery *d, bool make, struct err *e)
{
	bool write = !d->o.dry_run;

	if (d->opened)
		return true;
	if (!transport_scope(d->transport, make && write, &d->scope, e))
		return false;
	if (d->sender.redirect.at != NULL)
		buf_fmt(&d->scope, " redirected to %.*s", STR_ARG(d->sender.redirect));
	d->ledger = ledger_open(d->o.ledger, write, e);
	d->opened = d->ledger != NULL || (!write && e->text[0] == '\0');
	d->begun = delivery_clock(d);
	return d->opened;
}

/* Makes the entry of JOB of M, as it would be in the ledger. */
static void
fill(struct delivery *d, struct job *job, const struct message *m)
{
	entry_fill(&job->entry, m,
	    &(struct entry_facts){ .key = job->key,
		.content = job->content,
		.scope = buf_view(&d->scope),
		.recipient = mail_recipient(&d->sender, m),
		.mail_id = buf_view(&job->id),
		.accepted_at = delivery_clock(d),
		.consent_at = job->consent_at });
}

/* A preview takes every message and leaves no trace. */
static bool
show(struct delivery *d, struct job *job, const struct message *m, struct err *e)
{
	entry_key(STR("preview"), m, job->key);
	if (!delivery_render(d, job, m, e))
		return false;
	fill(d, job, m);
	if (!d->o.dry_run) {
		if (!transport_show(d->transport, d->as, &d->sender,
			buf_view(&job->bytes), &job->where, e))
			return false;
		job->entry.detail = buf_view(&job->where);
	}
	delivery_answer(d, job, &job->entry, RECEIPT_SENT);
	return true;
}

/* Whether the run met KEY before: in a dry run nothing else would know. */
static bool
met(struct delivery *d, const unsigned char key[HASH_SIZE])
{
	return d->met != NULL &&
	       seen_add(d->met, (struct str){ (const char *)key, HASH_SIZE });
}

/* Waits for a message that is the same one and in hand. */
static bool
wait_for_twin(struct delivery *d, const struct job *job, struct err *e)
{
	const struct job *other;

	for (other = d->first; other != NULL; other = other->next)
		if (other != job && other->stage != JOB_DONE &&
		    other->stage != JOB_DROPPED &&
		    memcmp(other->key, job->key, HASH_SIZE) == 0)
			return delivery_attend(d, 0, e);
	return true;
}

/* Asks what became of a message that nobody knows, where there is somebody to ask. */
static bool
ask(struct delivery *d, struct job *job, struct err *e)
{
	const struct ledger_entry *row = &job->stored;
	int status;

	if (d->o.verify == NULL || row->row == 0 ||
	    (row->state != LEDGER_INDOUBT && row->state != LEDGER_UNKNOWN))
		return true;
	if (d->asked == NULL)
		d->asked = seen_new();
	(void)seen_add(d->asked, row->key);
	/* That takes its time, and nobody is to wait for it. */
	if (!delivery_attend(d, 0, e))
		return false;
	job->verdict = RULES_CANNOT_TELL;
	if (!verify_ask(d->o.verify,
		&(struct verify_facts){ .message_id = row->message_id,
		    .mail_id = row->mail_id,
		    .recipient = row->recipient,
		    .transport = row->transport },
		&status, e))
		return false;
	if (status == 0 || status == 1)
		job->verdict = status == 0 ? RULES_FOUND : RULES_NOT_FOUND;
	return true;
}

/* In a dry run a message that it would have sent is a duplicate of itself. */
static bool
foretell(struct delivery *d, struct job *job, struct err *e)
{
	if (!foretold_has(d->foretold, job->entry.key))
		return delivery_decide(d, job, e);
	delivery_answer(d, job, &job->entry, RECEIPT_DUPLICATE);
	return true;
}

/* Takes in what JOB, whose key and content are known, says. */
static bool
take_in(struct delivery *d, struct job *job, const struct message *m, struct err *e)
{
	(void)met(d, job->key);
	/* What is settled costs no rendering, and no lock. */
	if (!wait_for_twin(d, job, e) || !delivery_look_up(d, job, e))
		return false;
	if (delivery_settled(d, job))
		return true;
	if (!ask(d, job, e) || !delivery_render(d, job, m, e))
		return false;
	fill(d, job, m);
	if (d->o.dry_run)
		return foretell(d, job, e);
	join(d, job);
	return true;
}

static bool
send(struct delivery *d, struct job *job, const struct message *m, struct err *e)
{
	if (!delivery_prepare(d, job, m, e) || !judge_note(m, &job->consent_at, e))
		return false;
	if (transport_shows(d->transport))
		return show(d, job, m, e);
	if (!open_all(d, true, e))
		return false;
	entry_key(buf_view(&d->scope), m, job->key);
	entry_content(m, job->content);
	return take_in(d, job, m, e);
}

/* Waits until there is room for the next message, and for its answer. */
static bool
make_room(struct delivery *d, struct err *e)
{
	const struct job *job;
	size_t done = 0;

	if (!delivery_attend(d, delivery_room(d), e))
		return false;
	for (job = d->first; job != NULL; job = job->next)
		done += job->stage == JOB_DONE;
	return done < ANSWERS_MAX || delivery_attend(d, 0, e);
}

bool
delivery_send(struct delivery *d, const struct message *m, struct err *e)
{
	return send(d, new_job(d, true), m, e) && make_room(d, e);
}

/* Moves the cursor to the next row that an earlier run has left; its row is 0 at the end.
 */
static bool
advance(struct delivery *d, struct err *e)
{
	struct str scope = buf_view(&d->scope);

	if (!d->unsure) {
		if (!ledger_next(d->ledger, LEDGER_WAITING, scope, &d->cursor, e))
			return false;
		if (d->cursor.row != 0 ||
		    (d->o.unknown == RULES_HOLD && d->o.verify == NULL))
			return true;
		d->unsure = true;
	}
	return ledger_next(d->ledger, LEDGER_UNSURE, scope, &d->cursor, e);
}

/* Takes up the row at the cursor; *ANY where something is to be done about it. */
static bool
take_up(struct delivery *d, bool *any, struct err *e)
{
	struct job *job = new_job(d, false);

	job->lane = delivery_lane(d, d->cursor.channel, d->cursor.recipient);
	memcpy(job->key, d->cursor.key.at, HASH_SIZE);
	if (!wait_for_twin(d, job, e) || !delivery_look_up(d, job, e))
		return false;
	if (met(d, job->key) || delivery_settled(d, job) ||
	    (d->asked != NULL && seen_add(d->asked, job->stored.key))) {
		job->stage = JOB_DROPPED;
		return true;
	}
	*any = true;
	if (!ask(d, job, e))
		return false;
	if (d->o.dry_run)
		return delivery_decide(d, job, e);
	join(d, job);
	return make_room(d, e);
}

/*
 * Whether the run may take up one more of those that wait: the limit is for claims, and
 * those in hand may yet become some.  Where it has put off what came in, a claim that is
 * given back makes no place, since that has its receipt.
 */
static bool
may_take_up(struct delivery *d, struct err *e)
{
	if (d->o.limit >= 0 && d->handed + (int64_t)d->fresh >= d->o.limit &&
	    !delivery_attend(d, 0, e))
		return false;
	return d->ledger != NULL && !d->stopping && !d->limited &&
	       (d->o.limit < 0 || d->handed < d->o.limit);
}

/*
 * Whether ROW may have come in with this run, which has written its receipt.  All that
 * goes on after that waits for a time after the run began, was in another's hand, or is
 * unknown to this process; whatever others did with it since, they did after it began.
 */
static bool
is_answered(const struct delivery *d, const struct ledger_entry *row)
{
	/* By more a clock is only ahead that was wrong, and was set right. */
	int64_t latest = delivery_clock(d) + A_DAY;

	return row->next_at > d->begun ||
	       (row->updated_at > d->begun && row->updated_at <= latest) ||
	       (d->left != NULL && seen_has(d->left, row->key)) ||
	       str_eq(row->owner, str_of(d->owner));
}

/*
 * Whether nothing becomes of the row at the cursor in this run: it makes no job, since
 * many may wait for another day.
 */
static bool
is_passed_over(struct delivery *d)
{
	enum receipt_status status;
	const struct lane *lane = delivery_lane(
	    d, d->cursor.channel, d->cursor.recipient);

	/* Of what nothing carries any more somebody is to hear. */
	return (lane->down && lane != &d->lanes[LANE_NONE]) ||
	       is_answered(d, &d->cursor) || delivery_rests(d, &d->cursor, &status);
}

bool
delivery_next(struct delivery *d, bool *any, struct err *e)
{
	*any = false;
	if (transport_shows(d->transport) || (!d->opened && !ledger_exists(d->o.ledger)))
		return true;
	if (!open_all(d, false, e) || (!d->looks_back && !delivery_attend(d, 0, e)))
		return false;
	d->looks_back = true;
	while (!*any) {
		if (!may_take_up(d, e))
			return !d->broken;
		if (!advance(d, e))
			return false;
		if (d->cursor.row == 0)
			break;
		if (!is_passed_over(d) && !take_up(d, any, e))
			return false;
	}
	return true;
}
