/* intake - what comes back, written into the ledger: suppressions, consents, bounces */
/* SPDX-License-Identifier: ISC */

#include "shop/intake.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/pool.h"
#include "io/ledger.h"
#include "shop/consent.h"
#include "shop/receipt.h"
#include "shop/suppression.h"

enum { BATCH = 256 }; /* records in a commit */

enum kind { SUPPRESSION, CONSENT, RECEIPT, KINDS };

/* A record, whose texts are the pool's; addresses as they are compared. */
struct item {
	enum kind kind;
	struct suppression suppression;
	struct consent consent;
	struct receipt receipt;
};

struct intake {
	char *where;
	struct ledger *ledger; /* NULL before it is needed */
	int64_t now;
	bool dry_run;
	struct item items[BATCH];
	size_t n;
	struct pool pool;
	int64_t read[KINDS], changed[KINDS];
};

_Static_assert((int)LEDGER_ERASURE == SUPPRESSION_ERASURE &&
		   (int)LEDGER_REASONS == SUPPRESSION_REASONS,
    "the ledger knows the reasons of the record by the same numbers");

struct intake *
intake_new(const char *where, int64_t now, bool dry_run)
{
	struct intake *in = mem_zero(1, sizeof *in);

	in->where = mem_str(where);
	in->now = now;
	in->dry_run = dry_run;
	return in;
}

void
intake_free(struct intake *in)
{
	if (in == NULL)
		return;
	ledger_close(in->ledger);
	pool_done(&in->pool);
	free(in->where);
	free(in);
}

/* ADDRESS as it is compared, kept until the records are written. */
static struct str
keep_address(struct intake *in, struct str channel, struct str address)
{
	struct buf plain = BUF_INIT;
	struct str kept;

	suppression_plain(channel, address, &plain);
	kept = pool_copy(&in->pool, buf_view(&plain));
	buf_done(&plain);
	return kept;
}

static bool
read_suppression(struct intake *in, struct val rec, struct item *item, struct err *e)
{
	struct suppression *s = &item->suppression;

	if (!suppression_read(s, rec, e))
		return false;
	s->address = keep_address(in, s->channel, s->address);
	s->channel = pool_copy(&in->pool, s->channel);
	s->source = pool_copy(&in->pool, s->source);
	return true;
}

static bool
read_consent(struct intake *in, struct val rec, struct item *item, struct err *e)
{
	struct consent *c = &item->consent;

	if (!consent_read(c, rec, e))
		return false;
	c->address = keep_address(in, suppression_channel(c->address, e), c->address);
	c->source = pool_copy(&in->pool, c->source);
	return true;
}

static bool
read_receipt(struct intake *in, struct val rec, struct item *item, struct err *e)
{
	struct receipt *r = &item->receipt;

	if (!receipt_read(r, rec, e))
		return false;
	r->message_id = pool_copy(&in->pool, r->message_id);
	r->channel = pool_copy(&in->pool, r->channel);
	r->to = pool_copy(&in->pool, r->to);
	r->rule = pool_copy(&in->pool, r->rule);
	r->detail = pool_copy(&in->pool, r->detail);
	return true;
}

bool
intake_add(struct intake *in, struct val rec, struct err *e)
{
	static bool (*const readers[KINDS])(
	    struct intake *, struct val, struct item *, struct err *) = {
		[SUPPRESSION] = read_suppression,
		[CONSENT] = read_consent,
		[RECEIPT] = read_receipt,
	};
	struct item item = { .kind = SUPPRESSION };
	struct str type;

	if (!rec_need_text(rec, "type", &type, e) ||
	    (in->n == BATCH && !intake_flush(in, e)))
		return false;
	if (str_is(type, "receipt"))
		item.kind = RECEIPT;
	else if (str_is(type, "consent"))
		item.kind = CONSENT;
	if (!readers[item.kind](in, rec, &item, e))
		return false;
	in->read[item.kind]++;
	in->items[in->n++] = item;
	return true;
}

/* Whether receipt R is about ENTRY, a row of its message. */
static bool
is_about(const struct receipt *r, const struct ledger_entry *entry)
{
	return (r->channel.at == NULL || str_eq(r->channel, entry->channel)) &&
	       (r->to.at == NULL || str_same(r->to, entry->recipient));
}

/* What becomes of a message in STATE when a receipt says STATUS of it. */
static enum ledger_state
state_after(enum ledger_state state, enum receipt_status status)
{
	if (status == RECEIPT_FAILED && (state == LEDGER_SENT || state == LEDGER_UNKNOWN))
		return LEDGER_FAILED;
	if (status == RECEIPT_SENT && state == LEDGER_UNKNOWN)
		return LEDGER_SENT;
	return state;
}

static bool
write_receipt(struct intake *in, const struct receipt *r, int64_t *changed, struct err *e)
{
	struct ledger_entry entry = { .row = 0 };
	bool ok, moved;

	while (
	    (ok = ledger_next(in->ledger, LEDGER_BY_MESSAGE, r->message_id, &entry, e)) &&
	    entry.row != 0) {
		enum ledger_state from = entry.state;

		entry.state = state_after(from, r->status);
		if (!is_about(r, &entry) || entry.state == from)
			continue;
		entry.rule = r->rule;
		entry.detail = r->detail;
		entry.next_at = 0;
		entry.updated_at = in->now;
		ok = ledger_move(in->ledger, &entry, from, &moved, e);
		if (!ok)
			break;
		*changed += moved;
	}
	ledger_entry_done(&entry);
	return ok;
}

static bool
write_suppression(
    struct intake *in, const struct suppression *s, int64_t *changed, struct err *e)
{
	bool is_new;

	if (!ledger_suppress(in->ledger, s->channel, s->address,
		(enum ledger_reason)s->reason, s->source,
		s->at.there ? s->at.at.seconds : in->now, &is_new, e))
		return false;
	*changed += is_new;
	return true;
}

static bool
write_consent(struct intake *in, const struct consent *c, int64_t *changed, struct err *e)
{
	int64_t at;
	bool yes;

	if (!ledger_consent(in->ledger, c->address, &at, &yes, e) ||
	    !ledger_consent_put(
		in->ledger, c->address, c->marketing, c->at.at.seconds, c->source, e))
		return false;
	*changed += at == 0 || c->at.at.seconds > at;
	return true;
}

/* What was gathered, and what it has changed. */
struct writing {
	struct intake *in;
	int64_t changed[KINDS];
};

static bool
write_all(struct ledger *l, void *context, struct err *e)
{
	struct writing *w = context;
	struct intake *in = w->in;
	bool ok = true;
	size_t i;

	(void)l;
	memset(w->changed, 0, sizeof w->changed);
	for (i = 0; ok && i < in->n; i++) {
		const struct item *item = &in->items[i];
		int64_t *n = &w->changed[item->kind];

		if (item->kind == RECEIPT)
			ok = write_receipt(in, &item->receipt, n, e);
		else if (item->kind == CONSENT)
			ok = write_consent(in, &item->consent, n, e);
		else
			ok = write_suppression(in, &item->suppression, n, e);
	}
	return ok;
}

static bool
write_down(struct intake *in, struct err *e)
{
	struct writing w = { .in = in };
	int i;

	if (!ledger_transact(in->ledger, write_all, &w, false, e))
		return false;
	for (i = 0; i < KINDS; i++)
		in->changed[i] += w.changed[i];
	return true;
}

bool
intake_flush(struct intake *in, struct err *e)
{
	if (in->n > 0 && !in->dry_run) {
		if (in->ledger == NULL)
			in->ledger = ledger_open(in->where, true, e);
		if (in->ledger == NULL || !write_down(in, e))
			return false;
	}
	in->n = 0;
	pool_clear(&in->pool);
	return true;
}

void
intake_summary(const struct intake *in, struct buf *out)
{
	static const char *const names[KINDS] = { "suppression", "consent", "receipt" };
	static const char *const changes[KINDS] = { "new", "new", "changed a message" };
	const char *before = "";
	int i;

	for (i = 0; i < KINDS; i++) {
		int64_t n = in->read[i];

		if (n == 0)
			continue;
		buf_fmt(
		    out, "%s%" PRId64 " %s%s", before, n, names[i], n == 1 ? "" : "s");
		if (!in->dry_run)
			buf_fmt(out, ": %" PRId64 " %s", in->changed[i], changes[i]);
		before = "; ";
	}
	if (before[0] == '\0')
		buf_text(out, "no suppressions");
}
