/* table-log - the lines of a web server's log as rows of a table */
/* SPDX-License-Identifier: ISC */

/*
 * The columns are the parts of a line, see data/weblog:
 *
 *	time method target path query status address referrer agent more.1 ... more.8
 *
 * `target` is `path`, '?' and `query`; more.1 is the first word behind the agent.  Where
 * the line is JSON, a column of any other name is a path in it, see data/fetch.  A cell
 * that is not UTF-8 is empty.
 */

#ifndef DATA_TABLE_LOG_H
#define DATA_TABLE_LOG_H

#include "base/err.h"
#include "base/lines.h"
#include "base/pool.h"
#include "base/str.h"
#include "data/layout.h"

struct table_log;

/* Reads AHEAD (bytes of FD that were read already, copied), then from FD, by L. */
struct table_log *table_log_open(int fd, struct str ahead, const struct layout *l);
void table_log_close(struct table_log *g);

/* The names of the columns, *N of them. */
const struct str *table_log_header(const struct table_log *g, size_t *n);

/*
 * Reads the next line into RAW and its number, and where it is LINE_TEXT and well-formed
 * its cells into *CELLS, lent until the next call.  *GOOD is false for one that is not,
 * and for LINE_LONG, with E (ERR_RECORD); a blank line has no cells, and is good.
 */
enum line_kind table_log_next(struct table_log *g, struct str *raw, uint64_t *number,
    const struct str **cells, bool *good, struct err *e);

/* Whether that would begin without waiting. */
bool table_log_ready(struct table_log *g);

#endif
