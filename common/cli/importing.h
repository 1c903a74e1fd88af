/* importing - the loop of a tool that takes in what comes back */
/* SPDX-License-Identifier: ISC */

#ifndef CLI_IMPORTING_H
#define CLI_IMPORTING_H

#include "cli/tool.h"

/*
 * Takes all suppression, consent and receipt records of the operands or stdin into the
 * ledger at WHERE, see shop/intake, and sums up on stderr.  A bad record is refused
 * alone; what waits for more input has been written down.
 */
void importing_run(struct tool *t, const char *where);

#endif
