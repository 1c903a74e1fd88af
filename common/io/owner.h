/* owner - which process holds a claim, and whether it still lives */
/* SPDX-License-Identifier: ISC */

/*
 * A process is named by its host (name and machine id), the boot, the PID namespace, the
 * process id and its start time, so that neither a reused pid nor a container that shares
 * the ledger is taken for it.  Linux's /proc is read; where it is missing every claim
 * is left to its lease.
 */

#ifndef IO_OWNER_H
#define IO_OWNER_H

#include "base/str.h"

#define OWNER_MAX 256

enum owner_fate {
	OWNER_ALIVE,
	OWNER_DEAD,
	OWNER_ELSEWHERE, /* cannot be seen from here: its lease decides */
};

/* Names this process, NUL-terminated. */
void owner_self(char out[OWNER_MAX]);

/* What became of the process that is named so; a name that is none is ELSEWHERE. */
enum owner_fate owner_fate(struct str owner);

#endif
