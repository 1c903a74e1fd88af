/* blocks - whole lines of files and pipes, a block at a time, for several threads */
/* SPDX-License-Identifier: ISC */

/*
 * What `lines` is for one thread, this is for several: each takes the next block of whole
 * lines, about 1 MiB, into memory of its own, and nobody waits for what another does with
 * its lines.  The threads share a `struct blocks`, whose calls take a lock of its own; a
 * block belongs to its thread.  The blocks of a source put together are its bytes, less a
 * byte order mark at its start and what is skipped of lines over LINES_MAX.  A pipe that
 * gives little at a time is given on as soon as a whole line is here.  Memory is a block
 * for each thread, or the longest line where that is longer.
 *
 * It neither looks into a line nor takes an empty one, or a CR, away.
 */

#ifndef BASE_BLOCKS_H
#define BASE_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct blocks;

struct block {
	/*
	 * Whole lines, each with its LF but perhaps the last of a source; 64 readable
	 * bytes behind it are zero.  Empty only where it is the last of its source, which
	 * could not be known before.
	 */
	struct str text;
	uint64_t number; /* of the block, from 0, over all sources */
	size_t source;	 /* the index of its source, from 0 */
	bool first_of_source, last_of_source;
	bool cut; /* text is the first LINES_KEPT bytes of one line over LINES_MAX */

	char *at; /* private: its memory, used again */
	size_t room;
};

/*
 * Gives the next source's descriptor, or -1 after the last one (it is not asked again).
 * A source is the caller's to close: nothing reads it once the next is asked for, or all
 * threads have been told BLOCK_END.  Called under the lock.
 */
typedef int blocks_open(void *context, const char **name);

struct blocks *blocks_new(blocks_open *open, void *context);

/* After the last thread's last call; closes nothing. */
void blocks_free(struct blocks *b);

enum block_kind {
	BLOCK_END,  /* nothing more */
	BLOCK_TEXT, /* OUT holds lines */
	/*
	 * A read failed; E says "NAME: cannot read: why" (without NAME where it is NULL),
	 * and OUT which source it was.  Its lines before that were given, half a line is
	 * not. The next call goes on with the next source.
	 */
	BLOCK_ERROR,
};

/*
 * Fills OUT, which is the thread's own, zeroed at first; what it held before is gone.
 * Every source ends with one block that says `last_of_source`, or with BLOCK_ERROR.
 */
enum block_kind blocks_next(struct blocks *b, struct block *out, struct err *e);

void block_done(struct block *out);

#endif
