/* test-lift - shop/lift, in a file and on a server */
/* SPDX-License-Identifier: ISC */

#include "ledger-kit.h"
#include "shop/lift.h"

#define ANNA STR("Anna@x.it")

static struct err e;

static void
suppress(struct ledger *l, enum ledger_reason reason, int64_t at, bool want_news)
{
	bool news;

	OK(ledger_suppress(
	       l, STR("email"), STR("anna@x.it"), reason, STR_NONE, at, &news, &e) &&
		news == want_news,
	    "%s at %d", ledger_reason_word(reason), (int)at);
}

/* Since when ANNA is suppressed for REASON. */
static int64_t
since(struct ledger *l, enum ledger_reason reason)
{
	int64_t at[LEDGER_REASONS];

	return ledger_suppressed(l, STR("email"), ANNA, at, &e) ? at[reason] : -1;
}

static void
lifts(bool complaint, bool dry, int64_t want, const char *says)
{
	struct buf said = BUF_INIT;
	int64_t n = -1;

	OK(lift_address(kit_where, ANNA, complaint, dry, 5000, &n, &said, &e) &&
		n == want,
	    "%d lifted", (int)n);
	IS(buf_view(&said), says, "and what it says");
	buf_done(&said);
}

int
main(void)
{
	struct buf none = BUF_INIT;
	struct ledger *l;
	int64_t n;

	kit_begin();
	if (!kit_remote())
		lifts(false, false, 0, "");
	OK(!lift_address(kit_where, STR("anna"), false, false, 1, &n, &none, &e) &&
		e.kind == ERR_TROUBLE,
	    "no address: %s", e.text);
	l = ledger_open(kit_where, true, &e);
	suppress(l, LEDGER_BOUNCE, 1000, true);
	suppress(l, LEDGER_MANUAL, 9000, true);
	suppress(l, LEDGER_COMPLAINT, 2000, true);
	suppress(l, LEDGER_UNSUBSCRIBE, 3000, true);
	lifts(false, true, 2,
	    "unsubscribe of 1970-01-01T00:50:00Z stands against marketing until the customer "
	    "agrees anew; bounce of 1970-01-01T00:16:40Z lifted; complaint of "
	    "1970-01-01T00:33:20Z stands: --lift-complaint is for it; manual of "
	    "1970-01-01T02:30:00Z lifted");
	OK(since(l, LEDGER_BOUNCE) == 1000, "a dry run changes nothing");
	lifts(true, false, 1,
	    "unsubscribe of 1970-01-01T00:50:00Z stands against marketing until the customer "
	    "agrees anew; bounce of 1970-01-01T00:16:40Z stands: --lift is for it; "
	    "complaint of 1970-01-01T00:33:20Z lifted; manual of 1970-01-01T02:30:00Z "
	    "stands: --lift is for it");
	OK(since(l, LEDGER_COMPLAINT) == 0 && since(l, LEDGER_BOUNCE) == 1000 &&
		since(l, LEDGER_MANUAL) == 9000,
	    "a complaint by its name, and nothing else with it");
	lifts(false, false, 2,
	    "unsubscribe of 1970-01-01T00:50:00Z stands against marketing until the customer "
	    "agrees anew; bounce of 1970-01-01T00:16:40Z lifted; manual of "
	    "1970-01-01T02:30:00Z lifted");
	OK(since(l, LEDGER_BOUNCE) == 0 && since(l, LEDGER_MANUAL) == 0 &&
		since(l, LEDGER_UNSUBSCRIBE) == 3000,
	    "what the customer ended stays ended");
	suppress(l, LEDGER_BOUNCE, 1000, false);
	OK(since(l, LEDGER_BOUNCE) == 0, "the same again is old");
	suppress(l, LEDGER_BOUNCE, 5000, true);
	OK(since(l, LEDGER_BOUNCE) == 0, "as is what was before the lift");
	suppress(l, LEDGER_BOUNCE, 5001, true);
	OK(since(l, LEDGER_BOUNCE) == 5001, "and what comes later counts");
	ledger_close(l);
	buf_done(&none);
	return kit_end();
}
