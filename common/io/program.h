/* program - runs another program: words without a shell, an input, a time limit */
/* SPDX-License-Identifier: ISC */

/*
 * A command is split at spaces and tabs; what stands in '...' or "..." is taken as it is,
 * and nothing else has a meaning: no variable, no pattern, no backslash.  Its first word
 * is an absolute path or a name that is looked up in PATH.  Where a shell is wanted the
 * command is `sh -c '...'`.
 *
 * The program runs in a session of its own, so that a key pressed at the terminal does
 * not end it, with the default signals, none of this process's open files, and an
 * environment without the kit's own variables (AFTERCARE_*), some of which are secrets,
 * and without PGPASSWORD, which is the ledger's.
 * It may be run from several threads at once.
 */

#ifndef IO_PROGRAM_H
#define IO_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct program {
	char *text;   /* the words, one behind the other */
	char **words; /* N of them, and NULL */
	size_t n;
};

/*
 * Splits COMMAND.  E (ERR_TROUBLE) where it has no word, a quote is left open, or its
 * first word is a relative path.
 */
bool program_init(struct program *p, const char *command, struct err *e);
void program_done(struct program *p);

/* The path of its program, heap-allocated; NULL where there is none, with *ERROR as errno
 * has it. */
char *program_find(const struct program *p, int *error);

/* Whether there is such a program now; E is ERR_TROUBLE. */
bool program_there(const struct program *p, struct err *e);

enum program_end {
	PROGRAM_EXITED, /* by itself, with a status */
	PROGRAM_KILLED, /* by a signal, which is the status */
	PROGRAM_LATE,	/* by us, at its time limit */
	PROGRAM_NOT_RUN,
};

struct program_run {
	const char *const *more; /* words behind those of the command, and NULL */
	char *const *extra;	 /* "NAME=value" for its environment, and NULL; or NULL */
	struct str input;	 /* what it finds on its standard input */
	char *output; /* gets the first ROOM bytes of its standard output; or NULL */
	size_t room;
	int64_t limit_ms; /* after which it is asked to end, and soon made to */

	/* What became of it. */
	enum program_end end;
	int status;
	size_t len;	/* of the output, which may be more than ROOM */
	char says[240]; /* the last line it wrote to its standard error, in printable
			   ASCII, or why it could not be run */
};

/* Runs P and waits for its end; what it left behind in the background is not waited for.
 */
void program_run(const struct program *p, struct program_run *run);

#endif
