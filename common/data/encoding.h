/* encoding - bytes in any encoding become UTF-8 as they are read, through ICU */
/* SPDX-License-Identifier: ISC */

/*
 * A byte order mark says what the bytes are and wins over a name (as the Encoding
 * Standard has it); without one the name counts, and without a name they are UTF-8.
 * UTF-8 goes through untouched and unchecked, and touches nothing of ICU.  "UTF-16"
 * without a mark is big- or little-endian by where the first NUL stands.
 *
 * What cannot be converted comes out as the byte 0xFF, which is never UTF-8, so that
 * the row or line it stands in is refused by whoever checks it, and no other.
 */

#ifndef DATA_ENCODING_H
#define DATA_ENCODING_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"

#define ENCODING_AHEAD 512 /* bytes that may have been read before */

struct UConverter;

struct encoding {
	int fd;
	const char *name; /* as it was given, or what the mark says; NULL is UTF-8 */
	struct UConverter *converter; /* NULL where bytes go through */
	char *raw;		      /* as they were read */
	void *wide;		      /* as UTF-16, on the way */
	bool begun, ended;
	char ahead[ENCODING_AHEAD]; /* read before by somebody else */
	size_t ahead_at, ahead_to;
};

/*
 * Reads from FD, which the caller opened and closes; NAME (kept, may be NULL) is one that
 * ICU knows.  False (ERR_TROUBLE) where it does not, with examples of some it does.
 */
bool encoding_init(struct encoding *c, int fd, const char *name, struct err *e);
void encoding_done(struct encoding *c);

/*
 * Puts AHEAD, at most ENCODING_AHEAD bytes that were read from the descriptor to see
 * what it holds, in front of the rest.  To be called before the first read.
 */
void encoding_ahead(struct encoding *c, struct str ahead);

/* A `lines_read`: its context is the struct encoding. */
ssize_t encoding_read(void *encoding, void *at, size_t room);

#endif
