/* letter - a mail as it lies in a mailbox */
/* SPDX-License-Identifier: ISC */

#ifndef IO_LETTER_H
#define IO_LETTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* A longer mail is cut: what reports have to say stands before the mail they give back.
 */
#define LETTER_MAX ((size_t)4 << 20)

struct letter {
	struct str raw; /* its bytes, CR before LF as it lies there */
	bool cut;	/* ... of which these are only the first LETTER_MAX */
	uint64_t line;	/* on which it begins, from 1; 1 where it is a file of its own */
	const char *name; /* of its file in a Maildir, as UTF-8; NULL in an mbox */
};

#endif
