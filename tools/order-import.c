/* order-import - turn the exports of shops and marketplaces into orders */
/* SPDX-License-Identifier: ISC */

#include "cli/exports.h"
#include "shop/order-maker.h"

static struct exports_asked asked;

static const struct opt opts[] = {
	EXPORTS_OPTIONS(asked),
	OPT_END,
};

static const struct usage usage = {
	.name = "order-import",
	.about = "turn the exports of shops and marketplaces into orders",
	.operands = "[FILE ...]",
	.writes = "order",
	.opts = opts,
};

int
main(int argc, char *argv[])
{
	struct tool t;
	struct exports exports;
	struct order_maker orders;

	tool_init(&t, &usage, argc, argv);
	order_maker_init(&orders);
	exports_open(&exports, &t, &asked, &orders.maker, "layouts");
	while (exports_next(&exports))
		order_write(&t.out, &orders.draft.order);
	exports_close(&exports);
	order_maker_done(&orders);
	return tool_finish(&t);
}
