/* stash - texts that wait outside memory until they are wanted */
/* SPDX-License-Identifier: ISC */

/*
 * Keeps any number of texts in a file that has no name (base/scratch), so that memory
 * does not grow with them; the first 4 MiB never leave memory, so that a short run makes
 * no file.  The file is gone with the process, whatever ends it.
 */

#ifndef BASE_STASH_H
#define BASE_STASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#define STASH_MEMORY ((size_t)4 << 20)

struct stash {
	struct buf recent; /* what is not in the file yet */
	uint64_t written;  /* bytes that are */
	int fd;		   /* -1: there is no file */
};

void stash_init(struct stash *s);
void stash_done(struct stash *s);

/* Keeps TEXT; *AT is where.  E (as err_errno has it) where the file cannot be made or
 * written. */
bool stash_add(struct stash *s, struct str text, uint64_t *at, struct err *e);

/* Adds the LEN bytes at AT, as stash_add gave it, to OUT. */
bool stash_get(
    const struct stash *s, uint64_t at, size_t len, struct buf *out, struct err *e);

#endif
