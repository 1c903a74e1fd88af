/* intake - what comes back, written into the ledger: suppressions and bounces */
/* SPDX-License-Identifier: ISC */

#include "shop/intake.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/pool.h"
#include "io/ledger.h"
#include "shop/receipt.h"
#include "shop/suppression.h"

enum {
	BATCH = 256,  /* records in a commit */
	REPEATS = 20, /* of a transaction that met another one */
};

/* A record, whose texts are the pool's. */
struct item {
	bool is_receipt;
	struct suppression suppression; /* its address as it is compared */
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
	int64_t suppressions, news, receipts, changed;
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

static bool
read_suppression(struct intake *in, struct val rec, struct item *item, struct err *e)
{
	struct suppression *s = &item->suppression;
	struct buf plain = BUF_INIT;

	if (!suppression_read(s, rec, e))
		return false;
	suppression_plain(s->channel, s->address, &plain);
	s->address = pool_copy(&in->pool, buf_view(&plain));
	s->channel = pool_copy(&in->pool, s->channel);
	s->source = pool_copy(&in->pool, s->source);
	in->suppressions++;
	buf_done(&plain);
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
	r->detail = pool_copy(&in->pool, r->detail);
	in->receipts++;
	return true;
}

bool
intake_add(struct intake *in, struct val rec, struct err *e)
{
	struct item item = { .is_receipt = false };
	struct str type;

	if (!rec_need_text(rec, "type", &type, e) ||
	    (in->n == BATCH && !intake_flush(in, e)))
		return false;
	item.is_receipt = str_is(type, "receipt");
	if (!(item.is_receipt ? read_receipt : read_suppression)(in, rec, &item, e))
		return false;
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
		entry.rule = entry.state == LEDGER_FAILED ? STR("bounce") : STR_NONE;
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
write_all(struct intake *in, int64_t *news, int64_t *changed, struct err *e)
{
	size_t i;
	bool is_new;

	*news = *changed = 0;
	for (i = 0; i < in->n; i++) {
		const struct item *item = &in->items[i];
		const struct suppression *s = &item->suppression;

		if (item->is_receipt) {
			if (!write_receipt(in, &item->receipt, changed, e))
				return false;
			continue;
		}
		if (!ledger_suppress(in->ledger, s->channel, s->address,
			(enum ledger_reason)s->reason, s->source,
			s->at.there ? s->at.at.seconds : in->now, &is_new, e))
			return false;
		*news += is_new;
	}
	return true;
}

static bool
write_down(struct intake *in, struct err *e)
{
	int64_t news, changed;
	int repeats = REPEATS;

	do {
		if (!ledger_begin(in->ledger, e))
			continue;
		if (write_all(in, &news, &changed, e) && ledger_commit(in->ledger, e)) {
			in->news += news;
			in->changed += changed;
			return true;
		}
		ledger_rollback(in->ledger);
	} while (ledger_again(in->ledger) && repeats-- > 0);
	return false;
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

static const char *
plural(int64_t n)
{
	return n == 1 ? "" : "s";
}

void
intake_summary(const struct intake *in, struct buf *out)
{
	int64_t s = in->suppressions, r = in->receipts;

	if (s == 0 && r == 0)
		buf_text(out, "no suppressions");
	if (s > 0)
		buf_fmt(out, "%" PRId64 " suppression%s", s, plural(s));
	if (s > 0 && !in->dry_run)
		buf_fmt(out, ": %" PRId64 " new", in->news);
	if (r > 0)
		buf_fmt(out, "%s%" PRId64 " receipt%s", s > 0 ? "; " : "", r, plural(r));
	if (r > 0 && !in->dry_run)
		buf_fmt(out, ": %" PRId64 " message%s changed", in->changed,
		    plural(in->changed));
}
