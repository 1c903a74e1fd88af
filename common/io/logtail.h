/* logtail - the new lines of a log, and of the files it was rotated to */
/* SPDX-License-Identifier: ISC */

/*
 * With bookmarks (io/bookmark), each line of a log is given once over all runs: reading
 * goes on where the last run ended, in a file that was cut or replaced from its start,
 * and before the log itself what lies beside it under its name with a '.' or '-' and
 * digits behind (access.log.1, access.log-20261121), so that what was written between a
 * run and a rotation is not lost.  Compressed files are passed over.  A last line without
 * a line end is left for the next run.  A log that was copied and then cut is given again
 * in the copy: whoever takes the lines must bear to see one twice.
 *
 * Without bookmarks, or from a pipe, all is read, the last line with or without its end.
 */

#ifndef IO_LOGTAIL_H
#define IO_LOGTAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/lines.h"
#include "io/bookmark.h"

struct logtail;

/*
 * The log FD at PATH (or NULL: nothing lies beside it), which the caller opened and
 * closes.  MARKS (or NULL) live longer.
 */
struct logtail *logtail_open(
    int fd, const char *path, struct bookmarks *marks, struct err *e);
void logtail_close(struct logtail *t);

/* As lines_next, through all files in turn; LINE_END behind the last of them. */
enum line_kind logtail_next(struct logtail *t, struct str *line, struct err *e);

/* Whether logtail_next would answer without waiting. */
bool logtail_ready(struct logtail *t);

/* The path of the file that the last line came from, or NULL where that is PATH's. */
const char *logtail_file(const struct logtail *t);

/* The number of the last line in its file, from 1. */
uint64_t logtail_number(struct logtail *t);

/*
 * To be called when what was made of all lines is safe: the next run goes on behind them.
 */
bool logtail_mark(struct logtail *t, struct err *e);

#endif
