/* cart-report - the run of cart-abandon-report */
/* SPDX-License-Identifier: ISC */

#ifndef CLI_CART_REPORT_H
#define CLI_CART_REPORT_H

#include "cli/opt.h"
#include "cli/tool.h"
#include "shop/funnel-write.h"

/* As the options say; NULL and 0 where they are not given, threads below 0. */
struct cart_report_options {
	int64_t gap, recover; /* seconds */
	const char *order;    /* "any" or "strict" */
	struct opt_list windows, limits;
	const char *steps, *by, *period, *format, *compare, *memory;
	int64_t min_group, threads;
	bool list, partial, merge;
};

/*
 * Reads all operands, or stdin, and writes what is asked for.  Ends the program with
 * status 2 where the options are wrong.
 */
void cart_report_run(struct tool *t, const struct cart_report_options *o);

#endif
