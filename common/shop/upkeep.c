/* upkeep - the ledger counted, resolved, and rid of what it need not keep */
/* SPDX-License-Identifier: ISC */

#include "shop/upkeep.h"

#include "base/buf.h"
#include "io/ledger.h"
#include "shop/entry.h"
#include "shop/history.h"
#include "shop/suppression.h"

static void
write_count(
    struct emit *out, enum ledger_state state, struct ledger_count count, int64_t now)
{
	emit_object(out);
	emit_put_text(out, STR("type"), STR("ledger_status"));
	emit_put_text(out, STR("state"), str_of(ledger_state_word(state)));
	emit_put_int(out, STR("n"), count.n);
	if (count.n > 0) {
		emit_put_time(out, STR("oldest_at"), entry_moment(count.oldest, 0));
		emit_put_int(
		    out, STR("age_seconds"), now > count.oldest ? now - count.oldest : 0);
	}
	emit_object_end(out);
	emit_line(out);
}

static bool
write_rows(struct ledger *l, enum ledger_state state, struct emit *out, struct err *e)
{
	struct ledger_entry row = { .row = 0 };
	bool ok;

	while ((ok = ledger_next(
		    l, LEDGER_BY_STATE, str_of(ledger_state_word(state)), &row, e)) &&
	       row.row != 0) {
		history_row(out, &row);
		emit_object_end(out);
		emit_line(out);
	}
	ledger_entry_done(&row);
	return ok;
}

bool
upkeep_status(const char *ledger, int64_t now, struct emit *out, struct err *e)
{
	struct ledger_count counts[LEDGER_STATES] = { { 0, 0 } };
	struct ledger *l = ledger_open(ledger, false, e);
	bool ok = l != NULL ? ledger_count(l, counts, e) : e->text[0] == '\0';
	int i;

	for (i = 0; ok && i < LEDGER_STATES; i++)
		write_count(out, (enum ledger_state)i, counts[i], now);
	if (ok && l != NULL)
		ok = write_rows(l, LEDGER_UNKNOWN, out, e) &&
		     write_rows(l, LEDGER_HELD, out, e) &&
		     write_rows(l, LEDGER_DEAD, out, e);
	ledger_close(l);
	return ok;
}

/* One change of the ledger: what it is about, how, and what comes of it. */
struct change {
	bool (*step)(struct ledger *l, struct change *c, struct err *e);
	struct str what; /* an id or an address */
	bool sent;
	int64_t now;
	int64_t n;
	struct emit told; /* the receipts; nobody reads them before the commit */
	bool found;	  /* the message is known, and cannot be resolved so: */
	enum ledger_state state;
	bool forgotten;
};

/* A change from its beginning. */
static bool
change(struct ledger *l, void *context, struct err *e)
{
	struct change *c = context;

	c->n = 0;
	c->found = false;
	buf_clear(&c->told.out);
	return c->step(l, c, e);
}

/* Opens LEDGER and makes the change C within a transaction. */
static bool
change_ledger(const char *ledger, bool dry, struct change *c, struct err *e)
{
	struct ledger *l;
	bool ok;

	if (!ledger_exists(ledger))
		return true;
	l = ledger_open(ledger, true, e);
	if (l == NULL)
		return false;
	ok = ledger_transact(l, change, c, dry, e);
	ledger_close(l);
	return ok;
}

/* Whether ROW can be resolved as C says: nothing goes out to somebody who was forgotten.
 */
static bool
resolvable(const struct ledger_entry *row, const struct change *c)
{
	bool given_up = row->state == LEDGER_FAILED || row->state == LEDGER_DEAD;

	if (c->sent)
		return row->state == LEDGER_UNKNOWN;
	return row->recipient.len > 0 && (row->state == LEDGER_UNKNOWN || given_up);
}

static bool
resolve_row(
    struct ledger *l, struct change *c, const struct ledger_entry *row, struct err *e)
{
	struct ledger_entry next = *row;
	bool moved;

	next.state = c->sent ? LEDGER_SENT : LEDGER_QUEUED;
	next.rule = STR("resolve");
	next.detail = c->sent ? STR("the operator says that it was sent")
			      : STR("the operator wants it to be tried again");
	next.next_at = 0;
	next.updated_at = c->now;
	if (!ledger_move(l, &next, row->state, &moved, e))
		return false;
	if (moved) {
		history_row(&c->told, &next);
		emit_object_end(&c->told);
		emit_line(&c->told);
		c->n++;
	}
	return true;
}

static bool
resolve_rows(struct ledger *l, struct change *c, struct err *e)
{
	struct ledger_entry row = { .row = 0 };
	bool ok;

	while (
	    (ok = ledger_next(l, LEDGER_BY_MESSAGE, c->what, &row, e)) && row.row != 0) {
		if (resolvable(&row, c)) {
			ok = resolve_row(l, c, &row, e);
		} else {
			c->found = true;
			c->state = row.state;
			c->forgotten = row.recipient.len == 0;
		}
		if (!ok)
			break;
	}
	ledger_entry_done(&row);
	return ok;
}

/* Says why nothing of the message could be resolved. */
static bool
refuse(const struct change *c, struct err *e)
{
	if (!c->found)
		return err_set(e, ERR_RECORD, "--resolve: the ledger does not know %.*s",
		    STR_ARG(c->what));
	if (c->forgotten)
		return err_set(e, ERR_RECORD, "--resolve: whom %.*s was for is forgotten",
		    STR_ARG(c->what));
	return err_set(e, ERR_RECORD, "--resolve: %.*s is %s, not %s", STR_ARG(c->what),
	    ledger_state_word(c->state), c->sent ? "unknown" : "unknown, failed or dead");
}

bool
upkeep_resolve(const char *ledger, struct str id, bool sent, bool dry, int64_t now,
    struct emit *out, struct err *e)
{
	struct change c = { .step = resolve_rows, .what = id, .sent = sent, .now = now };
	struct str rest, line;
	bool ok;

	emit_init(&c.told, -1);
	ok = change_ledger(ledger, dry, &c, e) && (c.n > 0 || refuse(&c, e));
	rest = buf_view(&c.told.out);
	while (ok && str_cut(&rest, '\n', &line) && line.len > 0) {
		emit_raw(out, line);
		emit_line(out);
	}
	emit_done(&c.told);
	return ok;
}

bool
upkeep_prune(const char *ledger, int64_t before, bool dry, int64_t *n, struct err *e)
{
	struct ledger *l;
	bool ok;

	*n = 0;
	if (!ledger_exists(ledger))
		return true;
	l = ledger_open(ledger, !dry, e);
	if (l == NULL)
		return e->text[0] == '\0';
	ok = dry ? ledger_prunable(l, before, n, e) : ledger_prune(l, before, n, e);
	ledger_close(l);
	return ok;
}

/* Under the address as it was given, and as it is compared. */
static bool
forget(struct ledger *l, struct change *c, struct err *e)
{
	struct err none;
	struct str channel = suppression_channel(c->what, &none);
	struct buf plain = BUF_INIT;
	int64_t more = 0;
	bool ok, news;

	ok = ledger_forget(l, c->what, c->now, &c->n, e);
	if (ok && channel.at != NULL) {
		suppression_plain(channel, c->what, &plain);
		if (!str_eq(buf_view(&plain), c->what))
			ok = ledger_forget(l, buf_view(&plain), c->now, &more, e);
		ok = ok && ledger_suppress(l, channel, buf_view(&plain), LEDGER_ERASURE,
			       STR_NONE, c->now, &news, e);
	}
	c->n += more;
	buf_done(&plain);
	return ok;
}

bool
upkeep_forget(const char *ledger, struct str address, bool dry, int64_t now, int64_t *n,
    struct err *e)
{
	struct change c = { .step = forget, .what = address, .now = now };
	bool ok;

	emit_init(&c.told, -1);
	ok = change_ledger(ledger, dry, &c, e);
	emit_done(&c.told);
	*n = c.n;
	return ok;
}
