/* verify - asks the operator's command what became of a mail */
/* SPDX-License-Identifier: ISC */

#include "io/verify.h"

#include <stdlib.h>

#include "base/mem.h"
#include "io/program.h"

enum { PATIENCE_MS = 60000, FACTS = 4 };

bool
verify_ask(
    const char *command, const struct verify_facts *facts, int *status, struct err *e)
{
	const char *more[] = { command, NULL };
	char *extra[FACTS + 1] = {
		mem_fmt("AFTERCARE_MESSAGE_ID=%.*s", STR_ARG(facts->message_id)),
		mem_fmt("AFTERCARE_MAIL_ID=%.*s", STR_ARG(facts->mail_id)),
		mem_fmt("AFTERCARE_RECIPIENT=%.*s", STR_ARG(facts->recipient)),
		mem_fmt("AFTERCARE_TRANSPORT=%.*s", STR_ARG(facts->transport)),
	};
	struct program_run run = {
		.more = more, .extra = extra, .limit_ms = PATIENCE_MS
	};
	struct program shell;
	bool ok = program_init(&shell, "/bin/sh -c", e);
	int i;

	if (ok)
		program_run(&shell, &run);
	program_done(&shell);
	for (i = 0; i < FACTS; i++)
		free(extra[i]);
	if (!ok || run.end == PROGRAM_NOT_RUN)
		return ok ? err_set(e, ERR_TROUBLE, "/bin/sh: %s", run.says) : false;
	*status = run.end == PROGRAM_EXITED ? run.status : -1;
	return true;
}
