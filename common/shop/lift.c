/* lift - letting an address be written to again */
/* SPDX-License-Identifier: ISC */

#include "shop/lift.h"

#include "base/date.h"
#include "io/ledger.h"
#include "shop/suppression.h"

/* What stands against an address, and what is to be lifted of it. */
struct lifting {
	struct str channel, address; /* as it is compared */
	bool complaint;
	int64_t now, n;
	struct buf says;
};

static bool
is_meant(const struct lifting *l, enum ledger_reason reason)
{
	if (l->complaint)
		return reason == LEDGER_COMPLAINT;
	return reason == LEDGER_BOUNCE || reason == LEDGER_MANUAL;
}

/* What lifts a suppression for REASON, where this does not. */
static const char *
remedy(enum ledger_reason reason)
{
	if (reason == LEDGER_COMPLAINT)
		return "stands: --lift-complaint is for it";
	if (reason == LEDGER_BOUNCE || reason == LEDGER_MANUAL)
		return "stands: --lift is for it";
	return "stands against marketing until the customer agrees anew";
}

static void
tell(struct lifting *l, enum ledger_reason reason, int64_t at)
{
	char time[INSTANT_MAX];

	(void)instant_format(time, (struct instant){ .seconds = at });
	buf_fmt(&l->says, "%s%s of %s %s", l->says.len > 0 ? "; " : "",
	    ledger_reason_word(reason), time,
	    is_meant(l, reason) ? "lifted" : remedy(reason));
}

/* The step of ledger_transact. */
static bool
lift_all(struct ledger *ledger, void *context, struct err *e)
{
	int64_t at[LEDGER_REASONS];
	struct lifting *l = context;
	int i;

	l->n = 0;
	buf_clear(&l->says);
	if (!ledger_suppressed(ledger, l->channel, l->address, at, e))
		return false;
	for (i = 0; i < LEDGER_REASONS; i++) {
		enum ledger_reason reason = (enum ledger_reason)i;

		if (at[i] == 0)
			continue;
		tell(l, reason, at[i]);
		if (!is_meant(l, reason))
			continue;
		/* Also where its clock was ahead of ours. */
		if (!ledger_lift(ledger, l->channel, l->address, reason,
			at[i] > l->now ? at[i] : l->now, e))
			return false;
		l->n++;
	}
	return true;
}

bool
lift_address(const char *ledger, struct str address, bool complaint, bool dry,
    int64_t now, int64_t *n, struct buf *says, struct err *e)
{
	struct lifting l = { .complaint = complaint, .now = now };
	struct buf plain = BUF_INIT;
	struct ledger *opened;
	bool ok = true;

	*n = 0;
	l.channel = suppression_channel(address, e);
	if (l.channel.at == NULL) {
		e->kind = ERR_TROUBLE;
		return err_prefix(e, "%s: ", complaint ? "--lift-complaint" : "--lift");
	}
	if (!ledger_exists(ledger))
		return true;
	opened = ledger_open(ledger, true, e);
	if (opened == NULL)
		return false;
	suppression_plain(l.channel, address, &plain);
	l.address = buf_view(&plain);
	ok = ledger_transact(opened, lift_all, &l, dry, e);
	ledger_close(opened);
	if (ok) {
		*n = l.n;
		buf_str(says, buf_view(&l.says));
	}
	buf_done(&plain);
	buf_done(&l.says);
	return ok;
}
