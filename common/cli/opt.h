/* opt - the option table of a tool */
/* SPDX-License-Identifier: ISC */

/*
 * One table drives four things: parsing, --help, completions (through the hidden
 * --list-options) and the check of the hand-written man page.  A row holds one typed
 * pointer.  The ARG word is the type: FILE and DIR complete file names, N is a whole
 * number, TIME is RFC 3339, SPAN is "7d", "a|b" is a choice, anything else is text.  One
 * option word has one meaning and one ARG in the whole kit.
 */

#ifndef CLI_OPT_H
#define CLI_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/err.h"
#include "data/rec.h"

/* An option that may be given several times. */
struct opt_list {
	const char **at;
	size_t n;
};

struct opt {
	char brief; /* the short form, or 0 */
	const char *name;
	const char *arg;  /* NULL for a flag */
	const char *help; /* one line, no final dot */
	/* Exactly one of: */
	bool *flag;
	const char **text; /* points into argv */
	struct opt_list *list;
	int64_t *number;     /* N, not negative */
	int64_t *span;	     /* SPAN, seconds */
	struct moment *time; /* TIME */
};

#define OPT_END                                                                          \
	{                                                                                \
		.name = NULL                                                             \
	}

/* What a tool is, for --help and all that is made from it. */
struct usage {
	const char *name;     /* "order-confirm" */
	const char *about;    /* its man page's NAME line: "turn orders into ..." */
	const char *operands; /* "[FILE ...]" */
	const char *reads;  /* the record type it handles, or NULL: any, or not records */
	const char *writes; /* the record types it emits, separated by ' ': "message" */
	const struct opt *opts; /* ends with OPT_END */
	const char *notes;	/* a paragraph below the options, or NULL */
};

/*
 * Parses ARGV by U's own table and the common one after it (either may be NULL).
 * *OPERANDS points into ARGV, *N of them ("--" ends the options; options and operands
 * may mix).  E (ERR_TROUBLE) names the option and what was expected.
 */
bool opt_parse(const struct opt *own, const struct opt *common, int argc, char **argv,
    char ***operands, int *n, struct err *e);

/* Prints --help, in the shape of GNU's tools, to stdout. */
void opt_help(const struct usage *u, const struct opt *common);

/*
 * Prints a row a line for the completions and the tests:
 * "brief<TAB>name<TAB>ARG<TAB>help", empty where there is none.
 */
void opt_list(const struct usage *u, const struct opt *common);

#endif
