/* importing - the loop of a tool that takes in what comes back */
/* SPDX-License-Identifier: ISC */

#include "cli/importing.h"

#include "base/diag.h"
#include "shop/intake.h"

void
importing_run(struct tool *t, const char *where)
{
	const struct usage *usual = t->usage;
	struct usage usage = *usual;
	struct intake *in = intake_new(where, t->now.seconds, t->dry_run);
	struct buf says = BUF_INIT;
	struct rec *rec;
	struct err e;

	usage.reads = "suppression consent receipt";
	t->usage = &usage;
	while (!t->stopped && tool_poll(t, &rec)) {
		if (rec != NULL && !intake_add(in, rec_root(rec), &e))
			tool_reject(t, &e);
		else if (rec == NULL && !intake_flush(in, &e))
			tool_fail(t, &e);
	}
	if (!t->stopped && !intake_flush(in, &e))
		tool_fail(t, &e);
	intake_summary(in, &says);
	diag_note("%s%s", t->dry_run ? "dry run: " : "", buf_cstr(&says));
	buf_done(&says);
	intake_free(in);
	t->usage = usual;
}
