/* progress - one line that says how far a long run is */
/* SPDX-License-Identifier: ISC */

/*
 * "1,234,567 records, 23 refused" on stderr, rewritten in place four times a second and
 * wiped at the end.  It is shown only where stderr is a terminal, the records go
 * to neither a terminal nor a pipe (of a pipeline's tools the last one counts), the run
 * has lasted a second, and --quiet is not given.
 */

#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool wanted;
	int shown;   /* columns that stand on the terminal now */
	int64_t due; /* when to write next, in milliseconds of the monotonic clock */
};

void progress_start(struct progress *p, bool quiet);

/* Writes the line where it is time. */
void progress_tick(struct progress *p, uint64_t records, uint64_t refused);

/* Wipes the line, before something else is written and at the end. */
void progress_clear(struct progress *p);

#endif
