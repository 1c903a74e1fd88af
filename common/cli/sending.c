/* sending - what a tool that sends is told, and what it says at the end */
/* SPDX-License-Identifier: ISC */

#include "cli/sending.h"

#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"

const char *
sending_transport(const struct tool *t, const char *option)
{
	const char *word = settings_given(option, "AFTERCARE_TRANSPORT");
	struct str shop = t->shop->mail.transport;
	static char *kept;

	if (word != NULL || shop.at == NULL)
		return word != NULL ? word : "maildir:outbox";
	free(kept);
	kept = mem_copy(shop.at, shop.len);
	return kept;
}

void
sending_options(const struct tool *t, const char *unknown, struct delivery_options *o)
{
	if (o->workers < 1 || o->workers > DELIVERY_WORKERS)
		tool_misuse(t, "--jobs: expected 1 to %d", DELIVERY_WORKERS);
	if (o->batch < 1 || o->batch > DELIVERY_BATCH)
		tool_misuse(t, "--commit-batch: expected 1 to %d", DELIVERY_BATCH);
	if (unknown != NULL && strcmp(unknown, "retry") == 0)
		o->unknown = RULES_RETRY;
	else if (unknown != NULL && strcmp(unknown, "assume-sent") == 0)
		o->unknown = RULES_ASSUME_SENT;
}

void
sending_refuse(const struct tool *t, const char *transport, const char *unknown,
    const char *suppress, const struct delivery_options *o)
{
	const struct {
		bool given;
		const char *name;
	} of_sending[] = {
		{ transport != NULL, "--transport" },
		{ o->redirect != NULL, "--redirect-to" },
		{ o->limit >= 0, "--limit" },
		{ o->workers != 1, "--jobs" },
		{ o->batch != 1, "--commit-batch" },
		{ unknown != NULL, "--unknown" },
		{ o->verify != NULL, "--verify-cmd" },
		{ suppress != NULL, "--suppress" },
		{ o->attachments != NULL, "--attachments" },
	};
	size_t i;

	for (i = 0; i < sizeof of_sending / sizeof *of_sending; i++)
		if (of_sending[i].given)
			tool_misuse(t, "%s means nothing where no message is sent",
			    of_sending[i].name);
}

void
sending_policy(const struct tool *t, const char *file, struct delivery_options *o)
{
	static struct policy policy;
	static struct suppress_list *list;
	struct err e;

	if (!policy_read(&policy, t->shop, &e))
		diag_die((int)e.kind, "%s", e.text);
	if (file != NULL && (list = suppress_list_read(file, &e)) == NULL)
		diag_die((int)e.kind, "%s", e.text);
	o->policy = &policy;
	o->suppress = list;
}

/* The signals that end a run in good order. */
static void
good_signals(sigset_t *set)
{
	(void)sigemptyset(set);
	(void)sigaddset(set, SIGTERM);
	(void)sigaddset(set, SIGINT);
	(void)sigaddset(set, SIGHUP);
}

/* HOW is SIG_BLOCK while something is in hand, and SIG_UNBLOCK else. */
static void
hold_signals(int how)
{
	sigset_t set;

	good_signals(&set);
	(void)pthread_sigmask(how, &set, NULL);
}

static bool
signalled(void)
{
	sigset_t pending;

	return sigpending(&pending) == 0 && (sigismember(&pending, SIGTERM) == 1 ||
						sigismember(&pending, SIGINT) == 1 ||
						sigismember(&pending, SIGHUP) == 1);
}

void
sending_check(struct tool *t, struct delivery *d)
{
	struct buf says = BUF_INIT;
	struct err e;

	if (delivery_check(d, &says, &e))
		diag_note("%s", buf_cstr(&says));
	else
		tool_fail(t, &e);
	buf_done(&says);
}

void
sending_begin(struct sending *s, struct tool *t, struct delivery *d)
{
	*s = (struct sending){ .tool = t, .delivery = d };
	hold_signals(SIG_BLOCK);
	delivery_heed(d, signalled);
}

bool
sending_stops(struct sending *s)
{
	return s->tool->stopped || s->tool->out.error != 0 || signalled();
}

static void
note(struct sending *s, struct receipt_tally *tally, const struct receipt *r)
{
	receipt_write(&s->tool->out, r);
	tally->n[r->status]++;
	tool_status(s->tool, receipt_exit(r->status));
	if (r->status == RECEIPT_EXPIRED && tally == &s->fed && r->expires_at.there &&
	    (!s->expired.there || r->expires_at.at.seconds > s->expired.at.seconds))
		s->expired = r->expires_at;
}

void
sending_receipts(struct sending *s)
{
	struct receipt r;
	bool fed;

	while (delivery_receipt(s->delivery, &r, &fed))
		note(s, fed ? &s->fed : &s->taken, &r);
}

/* Brings all that is in hand to its end. */
static void
finish(struct sending *s)
{
	struct err e;

	if (!delivery_drain(s->delivery, &e))
		tool_fail(s->tool, &e);
	sending_receipts(s);
}

bool
sending_poll(struct sending *s, struct rec **rec)
{
	bool any;

	if (sending_stops(s))
		return false;
	if (s->resting)
		hold_signals(SIG_UNBLOCK);
	any = tool_poll(s->tool, rec);
	hold_signals(SIG_BLOCK);
	s->resting = any && *rec == NULL;
	if (s->resting) {
		finish(s);
		tool_idle(s->tool);
	}
	return any;
}

static int64_t
total(const struct receipt_tally *tally)
{
	int64_t all = 0;
	size_t i;

	for (i = 0; i < RECEIPT_STATUSES; i++)
		all += tally->n[i];
	return all;
}

/* Sums the run up. */
static void
report(const struct sending *s)
{
	struct buf fed = BUF_INIT, taken = BUF_INIT;
	char when[INSTANT_MAX];
	int64_t expired = s->fed.n[RECEIPT_EXPIRED];

	receipt_summary(&s->fed, &fed);
	receipt_summary(&s->taken, &taken);
	diag_note("%s%s%s%s", s->tool->dry_run ? "dry run: " : "", buf_cstr(&fed),
	    total(&s->taken) > 0 ? "; from earlier runs: " : "",
	    total(&s->taken) > 0 ? buf_cstr(&taken) : "");
	if (expired > 0 && s->expired.there) {
		(void)instant_format(when, s->expired.at);
		diag_note(
		    "%" PRId64 " of %" PRId64
		    " message%s %s not sent: %s at %s; order-confirm --max-age says "
		    "how old an order may be",
		    expired, total(&s->fed), total(&s->fed) == 1 ? "" : "s",
		    expired == 1 ? "was" : "were",
		    expired == 1 ? "it expired" : "they expired, the last of them", when);
	}
	buf_done(&fed);
	buf_done(&taken);
}

void
sending_end(struct sending *s)
{
	struct err e;

	if (signalled()) {
		tool_status(s->tool, ERR_LATER);
		diag_warn(
		    "a signal ended the run: what was not begun waits for the next");
	}
	finish(s);
	if (!delivery_finish(s->delivery, &e))
		tool_fail(s->tool, &e);
	report(s);
}
