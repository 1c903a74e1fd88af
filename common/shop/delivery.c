/* delivery - each message handed over once, whatever is killed or runs at once */
/* SPDX-License-Identifier: ISC */

#include "shop/delivery.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/seen.h"
#include "io/ledger.h"
#include "io/owner.h"
#include "shop/entry.h"
#include "shop/mail.h"
#include "shop/rules.h"
#include "shop/transport.h"

struct delivery {
	struct delivery_options o;
	struct transport *transport;
	struct mail_sender sender;
	struct ledger
	    *ledger; /* NULL before it is needed, and where a dry run has none */
	bool opened; /* the ledger was looked for, and the scope is known */
	struct buf scope;
	char owner[OWNER_MAX];
	int64_t handed;		  /* hand-overs in this run */
	bool down;		  /* the transport takes nothing more in this run */
	struct ledger_entry seen; /* the last row that delivery_next looked at */
	struct seen *met;   /* the keys of a dry run, which the ledger does not know */
	struct err marking; /* why the mark before an outcome in doubt failed */

	/* Of the message at hand. */
	struct ledger_entry stored; /* as it was in the ledger */
	struct ledger_entry entry;  /* as it is to be; texts lent by `stored` or below */
	bool found;		    /* the row goes on, and its bytes are what goes out */
	bool again;		    /* in a dry run: it was met before */
	bool consents;
	unsigned char key[HASH_SIZE], content[HASH_SIZE];
	char name[HASH_NAME];
	struct buf bytes, id, where, from;
	struct outcome outcome;
};

struct delivery *
delivery_new(const struct delivery_options *o, const struct shop *shop,
    const char *transport, struct err *e)
{
	struct delivery *d = mem_zero(1, sizeof *d);
	bool ok = true;

	d->o = *o;
	owner_self(d->owner);
	if (o->dry_run)
		d->met = seen_new();
	d->transport = transport_new(transport, shop, e);
	if (d->transport == NULL ||
	    !mail_sender_init(&d->sender, shop,
		transport_reaches(d->transport) ? NULL : "shop@localhost", o->attachments,
		e))
		ok = false;
	d->sender.redirect = str_of(o->redirect);
	if (ok && o->redirect != NULL && !message_address(d->sender.redirect, e))
		ok = err_prefix(e, "--redirect-to: ");
	if (ok)
		return d;
	delivery_free(d);
	return NULL;
}

void
delivery_free(struct delivery *d)
{
	if (d == NULL)
		return;
	transport_free(d->transport);
	mail_sender_done(&d->sender);
	ledger_close(d->ledger);
	seen_free(d->met);
	ledger_entry_done(&d->stored);
	ledger_entry_done(&d->seen);
	buf_done(&d->scope);
	buf_done(&d->bytes);
	buf_done(&d->id);
	buf_done(&d->where);
	buf_done(&d->from);
	free(d);
}

static int64_t
clock_now(const struct delivery *d)
{
	return d->o.frozen ? d->o.now.seconds : (int64_t)time(NULL);
}

/* Fills R from ENTRY. */
static void
answer(const struct delivery *d, const struct ledger_entry *entry,
    enum receipt_status status, struct receipt *r)
{
	*r = entry_receipt(entry, d->o.now.offset);
	r->status = status;
	r->at = entry_moment(clock_now(d), d->o.now.offset);
	if (r->transport.at == NULL)
		r->transport = transport_name(d->transport);
	if (d->o.dry_run && r->detail.at == NULL)
		r->detail = STR("dry run: nothing was sent or written down");
}

/* Notes d->key in a dry run: d->again is whether the run had met it before. */
static void
meet(struct delivery *d)
{
	struct str key = { (const char *)d->key, HASH_SIZE };

	d->again = d->met != NULL && seen_add(d->met, key);
}

/* Whether R has the answer already, from what the ledger knows. */
static bool
settled(struct delivery *d, struct receipt *r)
{
	enum receipt_status status;

	if (d->stored.row == 0 || !rules_settled(&d->stored, clock_now(d), &status))
		return false;
	answer(d, &d->stored, status, r);
	return true;
}

/* Reads the row of the message at hand into d->stored. */
static bool
look_up(struct delivery *d, struct err *e)
{
	struct str key = { (const char *)d->key, HASH_SIZE };

	ledger_entry_done(&d->stored);
	return d->ledger == NULL ||
	       ledger_next(d->ledger, LEDGER_BY_KEY, key, &d->stored, e);
}

/*
 * Whether the row in the ledger goes on with what it holds.  What was kept back for good
 * is looked at anew with what came in now.
 */
static bool
goes_on(const struct delivery *d)
{
	return d->stored.row != 0 && d->stored.state != LEDGER_SUPPRESSED &&
	       d->stored.state != LEDGER_EXPIRED;
}

/* Writes what was decided into the ledger, whose lock is held. */
static bool
record(struct delivery *d, struct err *e)
{
	struct ledger_entry *entry = &d->entry;
	bool claims = entry->state == LEDGER_SENDING;

	entry->updated_at = clock_now(d);
	entry->transport = transport_name(d->transport);
	entry->owner = claims ? str_of(d->owner) : STR_NONE;
	entry->lease_until = claims ? entry->updated_at + RULES_LEASE : 0;
	if (claims && d->found)
		return ledger_claim(d->ledger, entry, e);
	if (claims) {
		entry->attempts++;
		entry->first_tried_at = entry->updated_at;
	}
	return ledger_put(d->ledger, entry, d->found ? STR_NONE : buf_view(&d->bytes), e);
}

/* Whether the run has handed over as many as it may. */
static bool
spent(const struct delivery *d)
{
	return d->o.limit >= 0 && d->handed >= d->o.limit;
}

/*
 * Whether an earlier try has handed over d->entry: its process died before it could write
 * that down, or could not make it safe.
 */
static bool
find_there(struct delivery *d, bool *there, struct err *e)
{
	char name[HASH_NAME];

	*there = false;
	if (!d->found || d->entry.attempts == 0)
		return true;
	entry_name(&d->entry, name);
	return transport_has(d->transport, name, there, e);
}

/*
 * Decides about the message at hand and writes that down; the ledger's lock is held.
 * d->entry is the row to be where the ledger has none that goes on, or without a key.
 */
static bool
decide(struct delivery *d, struct receipt *r, bool *done, struct err *e)
{
	bool there;

	d->found = false;
	if (!look_up(d, e))
		return false;
	*done = settled(d, r) || (d->entry.key.at == NULL && !goes_on(d));
	if (*done)
		return true;
	d->found = goes_on(d);
	if (d->found)
		d->entry = d->stored;
	if (!find_there(d, &there, e))
		return false;
	rules_judge(&d->entry, &(struct situation){ .now = clock_now(d),
				   .there = there,
				   .consents = d->found || d->consents,
				   .limited = spent(d),
				   .down = d->down ? &d->outcome : NULL });
	*done = d->entry.state != LEDGER_SENDING;
	if (!d->o.dry_run)
		return record(d, e);
	d->handed += !*done && !d->again;
	return true;
}

/*
 * Decides about d->entry in one transaction.  *DONE is whether R has the answer; else the
 * message is claimed, or would be.
 */
static bool
claim(struct delivery *d, struct receipt *r, bool *done, struct err *e)
{
	r->message_id = STR_NONE;
	if (d->o.dry_run) {
		if (!decide(d, r, done, e))
			return false;
	} else {
		if (!ledger_begin(d->ledger, e))
			return false;
		if (!decide(d, r, done, e)) {
			ledger_rollback(d->ledger);
			return false;
		}
		if (!ledger_commit(d->ledger, e))
			return false;
	}
	if (r->message_id.at != NULL)
		return true;
	if (*done)
		answer(d, &d->entry, rules_status(d->entry.state), r);
	else if (d->o.dry_run)
		answer(d, &d->entry, d->again ? RECEIPT_DUPLICATE : RECEIPT_SENT, r);
	*done = *done || d->o.dry_run;
	return true;
}

/* The last step before the outcome can be in doubt; no mail goes where it fails. */
static bool
mark(void *context)
{
	struct delivery *d = context;

	d->entry.state = LEDGER_INDOUBT;
	d->entry.updated_at = clock_now(d);
	return ledger_settle(d->ledger, &d->entry, &d->marking);
}

/* Hands over the message that was claimed, and writes down how that ended. */
static bool
hand_over(struct delivery *d, struct receipt *r, struct err *e)
{
	char name[HASH_NAME];
	struct post post = { .name = name, .mark = mark, .context = d };

	if (d->found) {
		buf_clear(&d->bytes);
		if (!ledger_bytes(d->ledger, d->entry.row, &d->bytes, e))
			return false;
	}
	buf_clear(&d->from);
	mail_return_path(&d->sender, (const unsigned char *)d->entry.key.at, &d->from);
	post.from = buf_view(&d->from);
	post.to = d->entry.recipient;
	post.bytes = buf_view(&d->bytes);
	entry_name(&d->entry, name);
	d->handed++;
	transport_send(d->transport, &post, &d->outcome);
	if (d->outcome.kind == OUTCOME_STOPPED) {
		*e = d->marking;
		return err_prefix(e, "nothing was sent: ");
	}
	d->down = d->outcome.kind == OUTCOME_DOWN;
	rules_conclude(&d->entry, &d->outcome, clock_now(d));
	if (!ledger_settle(d->ledger, &d->entry, e))
		return err_prefix(e, "%s, but that could not be written down: ",
		    d->entry.state == LEDGER_SENT ? "handed over" : "tried");
	answer(d, &d->entry,
	    post.there ? RECEIPT_DUPLICATE : rules_status(d->entry.state), r);
	return true;
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
	return d->opened;
}

/* Makes d->entry of M, as it would be in the ledger. */
static void
fill(struct delivery *d, const struct message *m)
{
	entry_fill(&d->entry, m);
	d->entry.key = (struct str){ (const char *)d->key, HASH_SIZE };
	d->entry.content = (struct str){ (const char *)d->content, HASH_SIZE };
	d->entry.scope = buf_view(&d->scope);
	d->entry.recipient = mail_recipient(&d->sender, m);
	d->entry.mail_id = buf_view(&d->id);
	d->entry.accepted_at = clock_now(d);
}

/* Renders M into d->bytes and its Message-ID into d->id. */
static bool
render(struct delivery *d, const struct message *m, struct err *e)
{
	struct instant now = { clock_now(d), 0, d->o.now.offset };

	buf_clear(&d->bytes);
	buf_clear(&d->id);
	return mail_render(&d->sender, m, d->key, now, &d->bytes, &d->id, e);
}

/* A preview takes every message and leaves no trace. */
static bool
show(struct delivery *d, const struct message *m, struct receipt *r, struct err *e)
{
	entry_key(STR("preview"), m, d->key);
	fill(d, m);
	buf_clear(&d->where);
	if (!render(d, m, e))
		return false;
	if (!d->o.dry_run) {
		if (!transport_show(
			d->transport, m, &d->sender, buf_view(&d->bytes), &d->where, e))
			return false;
		d->entry.detail = buf_view(&d->where);
	}
	answer(d, &d->entry, RECEIPT_SENT, r);
	return true;
}

bool
delivery_send(
    struct delivery *d, const struct message *m, struct receipt *r, struct err *e)
{
	bool done = false;

	if (!str_is(m->channel, "email"))
		return err_set(e, ERR_RECORD,
		    "channel: expected \"email\", which is all that %.*s carries, got "
		    "\"%.*s\"",
		    STR_ARG(transport_name(d->transport)), STR_ARG(m->channel));
	if (!message_address(m->to.address, e))
		return err_prefix(e, "to.address: ");
	if (!entry_consents(m, &d->consents, e))
		return false;
	if (transport_shows(d->transport))
		return show(d, m, r, e);
	if (!open_all(d, true, e))
		return false;
	entry_key(buf_view(&d->scope), m, d->key);
	entry_content(m, d->content);
	meet(d);
	/* What is settled costs no rendering, and no lock. */
	if (!look_up(d, e))
		return false;
	if (!settled(d, r)) {
		if (!render(d, m, e))
			return false;
		fill(d, m);
		if (!claim(d, r, &done, e))
			return false;
		if (!done)
			return hand_over(d, r, e);
	}
	if (r->status == RECEIPT_DUPLICATE && d->stored.row != 0 &&
	    !str_eq(
		d->stored.content, (struct str){ (const char *)d->content, HASH_SIZE }))
		r->detail = STR(
		    "it says something else now; what went out before stands");
	return true;
}

bool
delivery_next(struct delivery *d, struct receipt *r, bool *any, struct err *e)
{
	enum receipt_status status;
	bool done;

	*any = false;
	if (transport_shows(d->transport) || (!d->opened && !ledger_exists(d->o.ledger)))
		return true;
	if (!open_all(d, false, e))
		return false;
	while (d->ledger != NULL && !d->down && !spent(d)) {
		if (!ledger_next(
			d->ledger, LEDGER_WAITING, buf_view(&d->scope), &d->seen, e))
			return false;
		if (d->seen.row == 0)
			break;
		if (rules_settled(&d->seen, clock_now(d), &status))
			continue;
		memcpy(d->key, d->seen.key.at, HASH_SIZE);
		meet(d);
		if (d->again)
			continue;
		d->entry = (struct ledger_entry){ .row = 0 };
		if (!claim(d, r, &done, e) || (!done && !hand_over(d, r, e)))
			return false;
		*any = d->found;
		if (*any)
			break;
	}
	return true;
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

	ledger_close(l);
	if (!ok)
		return false;
	buf_fmt(says, "ledger %s: is sound; ", d->o.ledger);
	return transport_check(d->transport, says, e);
}
