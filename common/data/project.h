/* project - the wanted fields of a line, strictly read, without a tape */
/* SPDX-License-Identifier: ISC */

/*
 * For logs of millions of lines, of which a tool needs some members.  It takes what
 * `scan` takes and refuses what it refuses, with the same words, and is faster where the
 * lines of a log are laid out alike, as they are: it learns the bytes that stand between
 * the values, and then reads no key twice.  A line that is laid out as none before costs
 * what `scan` costs, and something more.
 *
 * It decodes nothing: a text is what stands between the quotes (scan_unescape).
 */

#ifndef DATA_PROJECT_H
#define DATA_PROJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

#define PROJECT_MAX 32
#define PROJECT_ABSENT 255

/* The wanted names, and what was learnt of how lines are laid out; one each thread. */
struct project;

/*
 * A member's value as a token of `scan` has it: a text without its quotes and still
 * escaped, an object or array with its brackets; it views the line.
 */
struct project_field {
	const char *at;
	uint32_t len;
	uint8_t kind; /* enum tok_kind; PROJECT_ABSENT where the line has none */
	bool escaped; /* a text with a backslash in it */
};

/*
 * NAMES are up to PROJECT_MAX members of a line's outermost object, each another; their
 * bytes are copied.  Fastest where they are in the order in which they usually stand.
 */
struct project *project_new(const struct str *names, size_t n);

void project_free(struct project *p);

/*
 * Fills FIELDS[i] with the value of NAMES[i].  LINE (64 readable bytes behind it) must be
 * one JSON object, in which no wanted key stands twice; otherwise E (ERR_RECORD) says
 * what rec_read and rec_find say, and what FIELDS holds means nothing.
 */
bool project_line(
    struct project *p, struct str line, struct project_field *fields, struct err *e);

/*
 * The same for the first line of *REST, which is not empty and as a block has it: lines
 * with an LF behind each but perhaps the last, 64 readable bytes behind all.  *LINE is
 * the line without its LF, and taken off *REST, whatever is returned.  Faster than to
 * look for the LF first.
 */
bool project_next(struct project *p, struct str *rest, struct str *line,
    struct project_field *fields, struct err *e);

#endif
