/* opt - the option table of a tool */
/* SPDX-License-Identifier: ISC */

/*
 * One table drives four things: parsing, --help, completions (through the hidden
 * --list-options) and the check of the hand-written man page.  A row holds one typed
 * pointer. The ARG word is the type: FILE and DIR complete file names, N is a whole
 * number, TIME is RFC 3339, SPAN is "7d", "a|b" is a choice, anything else is text in
 * UTF-8.  One option word has one meaning and one ARG in the whole kit; a test holds all
 * tables to that.  Options are written as getopt_long(3) of the GNU C library takes them:
 * --name VALUE, --name=VALUE, the start of a name where only one option begins so, -n,
 * -nVALUE, -n VALUE, flags in one word (-nq), options and operands in any order, "--"
 * before operands that look like options.  Where an option is given twice the later one
 * holds, but for a list.
 */

#ifndef CLI_OPT_H
#define CLI_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "data/rec.h"

/* An option that may be given several times; `at` is on the heap and for the caller. */
struct opt_list {
	const char **at;
	size_t n;
};

struct opt {
	char brief; /* the short form, or 0 */
	const char *name;
	const char *arg;  /* NULL for a flag */
	const char *help; /* one line, no final dot; NULL hides the option */
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
	const char *operands; /* "[FILE ...]"; NULL: none are taken */
	/* The record types it handles, separated by ' '; NULL: any, or not records. */
	const char *reads;
	const char *writes; /* the record types it emits, separated by ' ': "message" */
	const struct opt *opts; /* ends with OPT_END */
	const char *notes;	/* a paragraph below the options, or NULL */
	bool acts;		/* does more than write records: see tool */
};

/*
 * Parses ARGV by the tables OWN and COMMON (either may be NULL).  The operands are moved
 * to the start of ARGV (behind argv[0]); *OPERANDS points there, *N of them.  Texts point
 * into ARGV's words.  False with E (ERR_TROUBLE) at the first word that is wrong: it
 * names the option and says what was expected; what stood before it has been set.
 */
bool opt_parse(const struct opt *own, const struct opt *common, int argc, char **argv,
    char ***operands, int *n, struct err *e);

/* Adds what --help prints, in the shape of GNU's tools, at most 80 columns wide. */
void opt_help(const struct usage *u, const struct opt *common, struct buf *out);

/*
 * Adds what the completions and the tests are made from: the line
 * "operands<TAB>[FILE ...]"; for each row of the tool's own table a line
 * "brief<TAB>name<TAB>ARG<TAB>help", empty where there is none; the line "common"; the
 * rows of the common table.
 */
void opt_rows(const struct usage *u, const struct opt *common, struct buf *out);

#endif
