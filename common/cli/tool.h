/* tool - the frame of a main(): records in, records out, rejects, exit status */
/* SPDX-License-Identifier: ISC */

/*
 * A filter's main is
 *
 *	tool_init(&t, &usage, argc, argv);
 *	while ((rec = tool_next(&t)) != NULL)
 *		if (!confirm(&t, rec, &e))
 *			tool_reject(&t, &e);
 *	return tool_finish(&t);
 *
 * tool_init parses the options (the common ones too), answers --help, --version and
 * --list-options itself, finds the settings and freezes the clock.  tool_next gives each
 * record of the operands or stdin; bad lines are rejected here and cost no more than
 * themselves.  A record of a type that the tool does not handle goes through untouched
 *with
 * --pass and is rejected otherwise.  What is written waits for a full buffer, but never
 * while the tool itself waits for input.
 *
 * A tool whose input is no JSON Lines takes its operands with tool_next_file.
 */

#ifndef CLI_TOOL_H
#define CLI_TOOL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/lines.h"
#include "base/path.h"
#include "cli/opt.h"
#include "data/emit.h"
#include "data/rec.h"
#include "shop/shop.h"

struct progress;

struct tool {
	const struct usage *usage;
	struct emit out;	 /* records on stdout */
	struct search search;	 /* where data files are: the shop's folder, the kit's */
	const struct shop *shop; /* never NULL: defaults where there is no shop file */
	struct instant now;	 /* the frozen clock, or when the run began */
	bool now_given;		 /* by --now or AFTERCARE_NOW */
	bool explain;		 /* --explain */
	bool dry_run;		 /* --dry-run */

	/* The rest is the frame's own. */
	char **operands;
	int n_operands, next_operand;
	const char *source; /* the operand being read, "stdin" for stdin */
	int fd;
	struct lines lines;
	bool open;
	struct str raw; /* the line of the current record */
	uint64_t line;
	struct rec rec;
	uint64_t records, rejects;
	struct emit rejects_out;
	bool pass;
	int status; /* the worst so far */
	struct progress *progress;
};

/* Which of the shared options beyond the common ones a tool has; rows for its table. */
#define TOOL_PASS                                                                        \
	{                                                                                \
		.name = "pass", .help = "pass on records of other types untouched",      \
		.flag = &tool_pass                                                       \
	}
#define TOOL_EXPLAIN                                                                     \
	{                                                                                \
		.name = "explain", .help = "say in each record why it is as it is",      \
		.flag = &tool_explain                                                    \
	}
#define TOOL_DRY_RUN                                                                     \
	{                                                                                \
		.brief = 'n', .name = "dry-run",                                         \
		.help = "say what would be done, and do nothing", .flag = &tool_dry_run  \
	}
extern bool tool_pass, tool_explain, tool_dry_run;

/* Ends the program with status 2 and two lines on stderr where the call is wrong. */
void tool_init(struct tool *t, const struct usage *u, int argc, char **argv);

/* The next record, lent until the next call; NULL at the end of the last operand. */
struct rec *tool_next(struct tool *t);

/*
 * Opens the next operand (stdin where there are none) and gives its descriptor, which the
 * frame closes; *SOURCE is its name for messages.  -1 at the end.  An operand that cannot
 * be opened is told and makes the status 2; the others are still read.
 */
int tool_next_file(struct tool *t, const char **source);

/* To be called before waiting for input: writes out what waits. */
void tool_idle(struct tool *t);

/*
 * Refuses the current record: "TOOL: SOURCE:LINE: why" on stderr, the line whole into
 * the --rejects file, exit status at least 1.  ERR_TROUBLE and ERR_LATER end the run at
 * once (tool_next gives NULL from then on) with that status.
 * What had been written of the record is dropped from the output.
 */
void tool_reject(struct tool *t, const struct err *e);

/* The same for tools that read with tool_next_file: RAW begins at LINE of the source. */
void tool_reject_raw(struct tool *t, uint64_t line, struct str raw, const struct err *e);

/* Raises the exit status: 1, 2, 3 or 75; worse ones win in the order 1 < 75 < 3 < 2. */
void tool_status(struct tool *t, int status);

/* Writes what waits, closes stdout and the rejects file, checks both, frees, gives the
 * status. */
int tool_finish(struct tool *t);

#endif
