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
 * with --pass and is rejected otherwise.  What is written waits for a full buffer, but
 * never while the tool itself waits for input.
 *
 * A reader that goes away (`order-confirm ... | head`) ends a pure filter by SIGPIPE, or
 * with status 2 and no message where that signal is ignored.  A tool that acts (`acts` in
 * its usage) ignores the signal, so that it cannot die between doing a thing and writing
 * it down: it finishes the record at hand and ends with status 2.
 *
 * Output that is appended to a file which ends in half a line, as a run that was killed
 * leaves it, begins on a line of its own.
 *
 * A tool whose input is no JSON Lines takes its operands with tool_next_file:
 *
 *	while ((fd = tool_next_file(&t, &source)) >= 0)
 *		while (tool_tick(&t, more) && next row)
 *			...
 */

#ifndef CLI_TOOL_H
#define CLI_TOOL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/lines.h"
#include "base/path.h"
#include "cli/opt.h"
#include "cli/progress.h"
#include "cli/rejects.h"
#include "cli/settings.h"
#include "data/emit.h"
#include "data/rec.h"
#include "shop/shop.h"

struct tool {
	const struct usage *usage;
	struct emit out;	 /* records on stdout */
	struct search search;	 /* where data files are: the shop's folder, the kit's */
	const struct shop *shop; /* never NULL: defaults where there is no shop file */
	struct instant now;	 /* the frozen clock, or when the run began */
	const char *now_given;	 /* "--now" or "AFTERCARE_NOW"; NULL: the clock runs */
	bool explain;		 /* --explain */
	bool dry_run;		 /* --dry-run */
	bool folders;		 /* set by the tool: operands may be folders */
	const char *source;	 /* the operand being read, as UTF-8; "stdin" for stdin */
	uint64_t line;		 /* of the current record, from 1 */

	/* The rest is the frame's own. */
	struct settings settings;
	char **operands;
	int n_operands, next_operand;
	struct buf source_name;
	int fd; /* -1: none is open */
	struct lines lines;
	struct str raw; /* the line of the current record */
	bool truncated; /* ... of which this is only the start */
	struct rec rec;
	uint64_t records, refused;
	struct rejects rejects;
	struct progress progress;
	bool pauses, paused; /* before it waits; it has, and will wait the next time */
	bool needed;	     /* a source that cannot be read ends the run */
	bool stopped;
	int status; /* the worst so far */
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

/*
 * For a call that is wrong in a way that the option table cannot see: says so in two
 * lines on stderr and ends the program with status 2.  To be called before anything is
 * written.
 */
void tool_misuse(const struct tool *t, const char *fmt, ...)
    __attribute__((format(printf, 2, 3), noreturn));

/* The next record, lent until the next call; NULL at the end of the last operand. */
struct rec *tool_next(struct tool *t);

/*
 * To be called when the operands have been read, for a tool whose other input is records
 * too: what tool_next gives from then on is that of the N FILES, which are lent.  Of
 * which types it is, `usage` says, which the tool changes before.  A file that cannot be
 * read to its end, or ends in half a line (one that is no JSON and has no line end), is
 * told and ends the run: half of an answer is none.
 */
void tool_turn(struct tool *t, const char **files, size_t n);

/*
 * The same for a tool that has work under way while it reads: *REC is NULL where it would
 * have to wait for the next record, once before each wait, so that the tool can bring its
 * work to an end first.  False at the end of the last operand.
 */
bool tool_poll(struct tool *t, struct rec **rec);

/*
 * Opens the next operand (stdin where there are none) and gives its descriptor, which the
 * frame closes; *SOURCE is its name for messages.  -1 at the end.  An operand that cannot
 * be opened, or is the very file that stdout goes to, is told and makes the status 2; the
 * others are still read.
 */
int tool_next_file(struct tool *t, const char **source);

/*
 * To be called before each row by tools that read with tool_next_file, with how many MORE
 * records there were since the last call, for the progress line.  False where the run is
 * to end: stdout took no more, or tool_reject was given an error that is more than the
 * record's.
 */
bool tool_tick(struct tool *t, unsigned more);

/* Writes TEXT, whole lines that are no records: a list that was asked for, a report. */
void tool_print(struct tool *t, struct str text);

/* To be called before waiting for input: writes out what waits. */
void tool_idle(struct tool *t);

/*
 * The same, and waits until files have it, so that it survives a power cut: to be called
 * before what was read is marked as read.  False where that failed, and the run is to
 * end; tool_finish tells.
 */
bool tool_sync(struct tool *t);

/*
 * Refuses the current record: "TOOL: SOURCE:LINE: why" on stderr, the line whole into
 * the --rejects file, exit status at least 1.  ERR_TROUBLE and ERR_LATER end the run at
 * once (tool_next gives NULL from then on) with that status, and the line is not called a
 * reject, since nothing is wrong with it.
 * What had been written of the record is dropped from the output.
 */
void tool_reject(struct tool *t, const struct err *e);

/* The same for tools that read with tool_next_file: RAW begins at LINE of the source. */
void tool_reject_raw(struct tool *t, uint64_t line, struct str raw, const struct err *e);

/*
 * The source at hand cannot be read, or not to its end: "TOOL: SOURCE: why" on stderr.
 * The others still can; the exit status is at least E's.
 */
void tool_complain(struct tool *t, const struct err *e);

/* Something outside any record failed: tells E and ends the run like tool_reject. */
void tool_fail(struct tool *t, const struct err *e);

/* Raises the exit status: 1, 2, 3 or 75; worse ones win in the order 1 < 75 < 3 < 2. */
void tool_status(struct tool *t, int status);

/*
 * Writes what waits, closes stdout and the rejects file, checks both, frees, and gives
 * the exit status.
 */
int tool_finish(struct tool *t);

#endif
