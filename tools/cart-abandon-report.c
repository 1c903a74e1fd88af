/* cart-abandon-report - say which step of a checkout loses the carts, and why */
/* SPDX-License-Identifier: ISC */

#include "cli/cart-report.h"

static struct cart_report_options options = {
	.gap = 30 * 60,
	.recover = 14 * 86400,
	.min_group = 20,
	.threads = -1,
};

static const struct opt opts[] = {
	{ .name = "gap",
	    .arg = "SPAN",
	    .help = "a visit ends with a pause longer than SPAN (default: 30m)",
	    .span = &options.gap },
	{ .name = "recover",
	    .arg = "SPAN",
	    .help = "a lost cart bought within SPAN is recovered (default: 14d)",
	    .span = &options.recover },
	{ .name = "order",
	    .arg = "any|strict",
	    .help = "whether the steps have to come in turn (default: any)",
	    .text = &options.order },
	{ .name = "window",
	    .arg = "STEP=SPAN",
	    .help = "STEP counts within SPAN of the one before it; may be repeated",
	    .list = &options.windows },
	{ .name = "steps",
	    .arg = "FILE",
	    .help = "count by the steps in FILE, not by the kit's own",
	    .text = &options.steps },
	{ .name = "by",
	    .arg = "FIELDS",
	    .help = "count for each value of up to four fields: day,device,currency",
	    .text = &options.by },
	{ .name = "period",
	    .arg = "day|week",
	    .help = "how the trend is divided (default: day)",
	    .text = &options.period },
	{ .name = "min-group",
	    .arg = "N",
	    .help = "tell reasons of fewer than N visits together (default: 20)",
	    .number = &options.min_group },
	{ .name = "format",
	    .arg = FUNNEL_FORM_WORDS,
	    .help = "the form of the report (default: jsonl)",
	    .text = &options.format },
	{ .name = "compare",
	    .arg = "FILE",
	    .help = "show the change against an earlier report in JSON Lines",
	    .text = &options.compare },
	{ .name = "fail-if",
	    .arg = "LIMIT",
	    .help = "end with status 3 where 'abandonment_rate > 0.75'; may be repeated",
	    .list = &options.limits },
	{ .name = "list",
	    .help = "write the lost carts themselves, as cart records",
	    .flag = &options.list },
	{ .name = "partial",
	    .help = "write a state that can be merged, and no report",
	    .flag = &options.partial },
	{ .name = "merge",
	    .help = "the operands are such states",
	    .flag = &options.merge },
	{ .name = "memory",
	    .arg = "SIZE",
	    .help = "keep visits in at most SIZE bytes (256M; default: a quarter of all)",
	    .text = &options.memory },
	{ .name = "threads",
	    .arg = "N",
	    .help = "read with N threads (default: one for each processor)",
	    .number = &options.threads },
	OPT_END,
};

static const struct usage usage = {
	.name = "cart-abandon-report",
	.about = "say which step of a checkout loses the carts, and why",
	.operands = "[FILE ...]",
	.writes = "report figure cart visits visit visits_end",
	.opts = opts,
};

int
main(int argc, char *argv[])
{
	struct tool t;

	tool_init(&t, &usage, argc, argv);
	cart_report_run(&t, &options);
	return tool_finish(&t);
}
