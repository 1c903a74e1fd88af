/* delivery - each message handed over once, whatever is killed or runs at once */
/* SPDX-License-Identifier: ISC */

#include "shop/delivery.h"

#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "shop/delivery-parts.h"

struct delivery *
delivery_new(const struct delivery_options *o, const struct shop *shop,
    const char *transport, struct err *e)
{
	struct delivery *d = mem_zero(1, sizeof *d);
	bool ok = true;

	d->o = *o;
	d->last = &d->first;
	owner_self(d->owner);
	if (o->dry_run) {
		d->met = seen_new();
		d->foretold = foretold_new();
	}
	d->transport = transport_new(transport, shop, e);
	if (d->transport == NULL ||
	    !mail_sender_init(&d->sender, shop,
		transport_reaches(d->transport) ? NULL : "shop@localhost", o->attachments,
		e))
		ok = false;
	d->sender.redirect = str_of(o->redirect);
	if (ok && o->redirect != NULL && !message_address(d->sender.redirect, e))
		ok = err_prefix(e, "--redirect-to: ");
	ok = ok && delivery_lanes(d, shop, e);
	if (ok)
		return d;
	delivery_free(d);
	return NULL;
}

static void
free_jobs(struct job *job)
{
	struct job *next;

	for (; job != NULL; job = next) {
		next = job->next;
		ledger_entry_done(&job->entry);
		ledger_entry_done(&job->stored);
		buf_done(&job->bytes);
		buf_done(&job->id);
		buf_done(&job->where);
		buf_done(&job->from);
		buf_done(&job->why);
		free(job);
	}
}

void
delivery_free(struct delivery *d)
{
	struct err e;

	if (d == NULL)
		return;
	/* What is under way comes to its end, and is written down where that works. */
	d->stopping = true;
	(void)delivery_attend(d, 0, &e);
	crew_free(d->crew);
	free_jobs(d->first);
	free_jobs(d->spare);
	free_jobs(d->answered);
	transport_free(d->transport);
	delivery_lanes_done(d);
	mail_sender_done(&d->sender);
	ledger_entry_done(&d->cursor);
	ledger_close(d->ledger);
	seen_free(d->met);
	foretold_free(d->foretold);
	seen_free(d->asked);
	seen_free(d->left);
	buf_done(&d->scope);
	free(d);
}

int64_t
delivery_clock_ms(const struct delivery *d)
{
	struct timespec now = { .tv_sec = d->o.now.seconds };

	if (!d->o.frozen) {
		(void)clock_gettime(CLOCK_REALTIME, &now);
		now.tv_sec += d->ledger == NULL ? 0 : ledger_skew(d->ledger);
	}
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t
delivery_clock(const struct delivery *d)
{
	return delivery_clock_ms(d) / 1000;
}

bool
delivery_receipt(struct delivery *d, struct receipt *r, bool *fed)
{
	struct job **at = &d->first, *job;

	if (d->answered != NULL) {
		d->answered->next = d->spare;
		d->spare = d->answered;
		d->answered = NULL;
	}
	while ((job = *at) != NULL && d->answered == NULL) {
		if (job->stage != JOB_DONE && job->stage != JOB_DROPPED) {
			if (d->o.workers == 1)
				break;
			at = &job->next;
			continue;
		}
		*at = job->next;
		if (job->next == NULL)
			d->last = at;
		job->next = d->spare;
		if (job->stage == JOB_DONE) {
			job->next = NULL;
			d->answered = job;
		} else
			d->spare = job;
	}
	if (d->answered == NULL)
		return false;
	*r = d->answered->receipt;
	*fed = d->answered->fed;
	return true;
}

bool
delivery_drain(struct delivery *d, struct err *e)
{
	return delivery_attend(d, 0, e);
}

void
delivery_heed(struct delivery *d, bool (*ends)(void))
{
	d->ends = ends;
}

bool
delivery_ready(const struct delivery *d, struct err *e)
{
	return d->o.dry_run || transport_ready(d->transport, e);
}

bool
delivery_finish(struct delivery *d, struct err *e)
{
	return transport_finish(d->transport, e);
}

bool
delivery_check(struct delivery *d, struct buf *says, struct err *e)
{
	struct ledger *l = ledger_open(d->o.ledger, true, e);
	bool ok = l != NULL && ledger_check(l, e);

	if (ok)
		buf_fmt(says, "ledger %s: is sound; ", ledger_name(l));
	ledger_close(l);
	if (!ok)
		return false;
	return transport_check(d->transport, says, e) && delivery_check_lanes(d, says, e);
}
