/* outcome - how an attempt to hand a mail over ended */
/* SPDX-License-Identifier: ISC */

#ifndef IO_OUTCOME_H
#define IO_OUTCOME_H

#include <stdbool.h>
#include <stdint.h>

enum outcome_kind {
	OUTCOME_SENT,	 /* handed over, and the other side said so */
	OUTCOME_LATER,	 /* provably not handed over; this mail may be tried again */
	OUTCOME_DOWN,	 /* the same, and so it would be for every other mail now */
	OUTCOME_FAILED,	 /* refused for good */
	OUTCOME_UNKNOWN, /* may or may not have been handed over */
	OUTCOME_STOPPED, /* the caller's own mark failed; provably not handed over */
};

struct outcome {
	enum outcome_kind kind;
	char code[8];	     /* the server's reply code, or "" */
	char detail[480];    /* the server's reply, or what went wrong */
	int64_t retry_after; /* seconds that the other side asked for, or 0 */
};

/* Whether who gave O is to get nothing more for now. */
static inline bool
outcome_closes(const struct outcome *o)
{
	return o->kind == OUTCOME_DOWN ||
	       (o->kind == OUTCOME_LATER && o->retry_after > 0);
}

#endif
