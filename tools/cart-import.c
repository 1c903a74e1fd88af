/* cart-import - turn exports of carts, checkouts and events into cart events */
/* SPDX-License-Identifier: ISC */

#include "cli/exports.h"
#include "shop/cart-event-maker.h"

static struct exports_asked asked;

static const struct opt opts[] = {
	EXPORTS_OPTIONS(asked),
	OPT_END,
};

static const struct usage usage = {
	.name = "cart-import",
	.about = "turn exports of carts, checkouts and events into cart events",
	.operands = "[FILE ...]",
	.writes = "cart_event",
	.opts = opts,
};

int
main(int argc, char *argv[])
{
	struct tool t;
	struct exports exports;
	struct cart_event_maker events;

	tool_init(&t, &usage, argc, argv);
	cart_event_maker_init(&events);
	exports_open(&exports, &t, &asked, &events.maker, "cart-layouts");
	while (exports_next(&exports))
		cart_event_write(&t.out, &events.event);
	exports_close(&exports);
	cart_event_maker_done(&events);
	return tool_finish(&t);
}
