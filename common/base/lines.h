/* lines - the lines of a file or a pipe, in blocks */
/* SPDX-License-Identifier: ISC */

/*
 * Reads in blocks of 1 MiB with one code path for files and pipes (no mmap, no stdio);
 * a pipe is made 1 MiB wide where the system allows.  Memory is one block, or the
 * longest line where that is longer.  It knows nothing of what a line means.
 */

#ifndef BASE_LINES_H
#define BASE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"

#define LINES_MAX ((size_t)16 << 20)  /* a longer line is given as LINE_LONG */
#define LINES_BLOCK ((size_t)1 << 20) /* bytes read at once */
#define LINES_KEPT ((size_t)4096) /* bytes given of a line that is too long, at most */
#define LINES_SLACK 64		  /* readable bytes behind a line */

/*
 * Where the bytes come from when that is not read(2) on `fd` itself: gives up to ROOM
 * bytes (at least 64 are asked for), 0 at the end, -1 with errno.  It must hold nothing
 * back that it has read, so that poll(2) on `fd` still tells whether it would wait.
 */
typedef ssize_t lines_read(void *context, void *at, size_t room);

struct lines {
	int fd;
	lines_read *read; /* NULL: read(2) on `fd` */
	void *context;
	char *block;
	size_t room, from, to; /* unread bytes are block[from..to) */
	size_t seen;	       /* of them, searched for a line end already */
	uint64_t number;       /* of the line given last, from 1 */
	bool end;	       /* read(2) has returned 0 */
	bool first;	       /* nothing has been given yet */
	bool open;	       /* the line given last had no line end */
};

enum line_kind {
	LINE_END,   /* nothing more */
	LINE_TEXT,  /* a line */
	LINE_LONG,  /* a line over LINES_MAX: its start is given, the rest skipped */
	LINE_ERROR, /* read(2) failed; E says why */
};

/* Reads from FD, which the caller opened and closes. */
void lines_init(struct lines *l, int fd);
void lines_done(struct lines *l);

/* The same, with READ(CONTEXT, ...) between FD and the lines: another encoding's. */
void lines_init_read(struct lines *l, int fd, lines_read *read, void *context);

/* Puts BYTES, which were read from the descriptor before, in front of what it gives; to
 * be called before anything else. */
void lines_ahead(struct lines *l, struct str bytes);

/*
 * Gives the next line without its LF; a CR before it stays (see lines_chomp) and so does
 * everything else.  A UTF-8 byte order mark at the very start is left out.  The view
 * lives until the next call, and at least 64 readable bytes lie behind it.
 */
enum line_kind lines_next(struct lines *l, struct str *line, struct err *e);

/*
 * Whether lines_next would answer without waiting: a whole line, or the end, is here.
 * Reads what can be read without waiting; views that were given end here, too.
 */
bool lines_ready(struct lines *l);

/* The length of the byte order mark at START, the first bytes of a source; or 0. */
static inline size_t
lines_mark(struct str start)
{
	return str_starts(start, STR("\xef\xbb\xbf")) ? 3 : 0;
}

/* Makes a pipe as wide as a block, where the system allows; anything else stays. */
void lines_widen(int fd);

/* The line without one CR at its end. */
static inline struct str
lines_chomp(struct str line)
{
	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	return line;
}

#endif
