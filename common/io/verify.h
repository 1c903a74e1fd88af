/* verify - asks the operator's command what became of a mail */
/* SPDX-License-Identifier: ISC */

/*
 * Runs a shell command that looks into the mail server's log, a copy of all mail or a
 * provider's API.  It is told what to look for in its environment, never in its words:
 *
 *	AFTERCARE_MESSAGE_ID	the message's id
 *	AFTERCARE_MAIL_ID	its Message-ID, with the angle brackets
 *	AFTERCARE_RECIPIENT	the address
 *	AFTERCARE_TRANSPORT	the transport that has tried
 *
 * It runs as io/program has it: its input is empty, and what it writes goes nowhere.
 */

#ifndef IO_VERIFY_H
#define IO_VERIFY_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

struct verify_facts {
	struct str message_id, mail_id, recipient, transport;
};

/*
 * *STATUS is the command's exit status; -1 where it was killed or took over a minute.
 * E (ERR_TROUBLE) where there is no shell to run it.
 */
bool verify_ask(
    const char *command, const struct verify_facts *facts, int *status, struct err *e);

#endif
