/* line-ends - lone CRs become line ends, in a file that has no others */
/* SPDX-License-Identifier: ISC */

/*
 * Spreadsheets on the Macintosh ended their lines with a CR alone.  What a file does is
 * seen in the first bytes of it that hold an end of either kind: where that is a CR and
 * no LF is among them, every CR from there on is given as a LF.
 */

#ifndef DATA_LINE_ENDS_H
#define DATA_LINE_ENDS_H

#include "data/encoding.h"

struct line_ends {
	struct encoding encoding; /* where the bytes come from; the caller's to begin */
	enum { ENDS_UNKNOWN, ENDS_LF, ENDS_CR } ends; /* what ends a line */
};

/* A `lines_read`; its context is the struct line_ends, zeroed but for the encoding. */
ssize_t line_ends_read(void *ends, void *at, size_t room);

#endif
