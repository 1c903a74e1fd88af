/* cart-remind - turn carts that were left into the mails that remind of them */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "cli/mailing.h"
#include "shop/remind.h"

static const char *after = "10h";
static int64_t max = 3, limit = -1;
static struct opt_list orders;
static struct mailing mailing = MAILING_INIT;

static const struct opt opts[] = {
	{ 'a', "after", "SPANS", "remind SPANS after a cart was left (default: 10h)",
	    .text = &after },
	{ .name = "max",
	    .arg = "N",
	    .help = "remind of a cart at most N times (default: 3)",
	    .number = &max },
	{ 'o', "orders", "FILE", "remind nobody who has bought by the orders in FILE",
	    .list = &orders },
	MAILING_ROWS(mailing),
	MAILING_LIMIT(limit),
	TOOL_EXPLAIN,
	TOOL_PASS,
	OPT_END,
};

static const struct usage usage = {
	.name = "cart-remind",
	.about = "turn carts that were left into the mails that remind of them",
	.operands = "[FILE ...]",
	.reads = "cart",
	.writes = "message cart",
	.opts = opts,
	.notes = "SPANS is one span or several with commas between, such as 1h,10h,3d.\n"
		 "Carts are written with --explain alone: those that get no mail.",
};

static bool
reads_stdin(const struct tool *t)
{
	bool reads = t->n_operands == 0;
	int i;

	for (i = 0; i < t->n_operands; i++)
		reads = reads || strcmp(t->operands[i], "-") == 0;
	return reads;
}

static struct remind *
make_remind(const struct tool *t)
{
	struct remind_options o = {
		.search = &t->search,
		.shop = t->shop,
		.language = str_of(mailing.language),
		.max = max,
		.max_age = mailing.max_age,
		.limit = limit,
		.now = t->now,
		.explain = t->explain,
	};
	struct remind *remind;
	struct err e;
	size_t i;

	if (!remind_steps_read(&o.steps, str_of(after), &e))
		tool_misuse(t, "option '--after': %s", e.text);
	if (o.steps.after[o.steps.n - 1] >= mailing.max_age)
		tool_misuse(t, "option '--after': expected spans shorter than --max-age");
	for (i = 0; i < orders.n; i++)
		if (strcmp(orders.at[i], "-") == 0 && reads_stdin(t))
			tool_misuse(t, "--orders: stdin is for the carts");
	remind = remind_new(&o, &e);
	if (remind == NULL)
		diag_die((int)e.kind, "%s", e.text);
	return remind;
}

static void
read_orders(struct tool *t, struct remind *remind)
{
	struct usage of_orders = usage;
	struct rec *rec;
	struct err e;

	/* Of an order without a type it is still known who bought. */
	of_orders.reads = NULL;
	t->usage = &of_orders;
	tool_turn(t, orders.at, orders.n);
	while ((rec = tool_next(t)) != NULL)
		if (!remind_bought(remind, rec_root(rec), &e))
			tool_reject(t, &e);
	t->usage = &usage;
}

static void
run(struct tool *t, struct remind *remind)
{
	struct rec *rec;
	struct err e;

	while ((rec = tool_next(t)) != NULL)
		if (!remind_add(remind, rec_root(rec), &t->out, &e))
			tool_reject(t, &e);
	read_orders(t, remind);
	while (remind_waits(remind) && tool_tick(t, 0))
		if (!remind_write(remind, &t->out, &e))
			tool_fail(t, &e);
}

int
main(int argc, char *argv[])
{
	struct remind *remind;
	struct tool t;

	tool_init(&t, &usage, argc, argv);
	if (mailing_lists(&t, &mailing, remind_list))
		return tool_finish(&t);
	remind = make_remind(&t);
	run(&t, remind);
	remind_free(remind);
	free(orders.at);
	return tool_finish(&t);
}
