/* rejects - the file of what was refused, to be mended and replayed */
/* SPDX-License-Identifier: ISC */

/*
 * A line of JSON for each refused line, as aftercare-records(5) describes: `type`
 * ("reject"), `tool`, `source`, `line`, `reason`, and `raw`, the refused line whole and
 * without its line end.  Where that is not UTF-8 there is `raw_base64` in its place; of a
 * line over 16 MiB only the start is kept, and `truncated` is true.
 */

#ifndef CLI_REJECTS_H
#define CLI_REJECTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "data/emit.h"

struct rejects {
	const char *path; /* NULL: nothing is kept */
	struct emit out;
};

/*
 * Opens PATH (NULL: nothing is kept) and empties it; it is made with mode 0600, since
 * what customers wrote will be in it.  False with E (ERR_TROUBLE) where that fails, or
 * where the file is one of the N operands or stdin, which it would destroy; ERR_LATER
 * where another run is at work on it, whose rejects would be lost.
 */
bool rejects_open(
    struct rejects *r, const char *path, char *const *operands, int n, struct err *e);

struct reject {
	const char *tool, *source; /* UTF-8 */
	const char *reason;
	uint64_t line;
	struct str raw;
	bool truncated;
};

void rejects_add(struct rejects *r, const struct reject *one);

/* Writes what waits; false with E (ERR_TROUBLE) where this or an earlier write failed. */
bool rejects_flush(struct rejects *r, struct err *e);

/* The same, closes the file and frees. */
bool rejects_close(struct rejects *r, struct err *e);

#endif
