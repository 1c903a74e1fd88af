/* pattern - one ICU MessageFormat pattern with named arguments */
/* SPDX-License-Identifier: ISC */

/*
 * The syntax is ICU's with its default apostrophes: '' is one apostrophe, and one before
 * '{' or '}' (or '#' within a plural) begins a quotation that the next one ends; any
 * other apostrophe is itself.  Three kinds are told apart, because only the last needs
 * ICU (which is not touched before the first pattern of that kind is formatted):
 * plain text, text with texts put in, and text that depends on its arguments.
 *
 * Narrower than ICU: the types are plural, selectordinal, select and number (amounts and
 * dates are formatted before they get here); a pattern depends on at most one number; a
 * '}' without its '{' is refused.  Wider: a name may have dots ("customer.name").
 */

#ifndef DATA_PATTERN_H
#define DATA_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#define PATTERN_ARGS 8 /* at most this many different arguments */

enum pattern_kind {
	PATTERN_PLAIN,	/* no arguments */
	PATTERN_TEXTS,	/* only {name}s */
	PATTERN_DEPENDS /* plural, selectordinal, select or number */
};

/* A run of literal text and the argument behind it (-1: none). */
struct pattern_piece {
	struct str text;
	int arg;
};

struct pattern {
	enum pattern_kind kind;
	struct str args[PATTERN_ARGS]; /* their names, in order of first use */
	size_t n_args;
	int number; /* the argument that is formatted as a number, or -1 */

	/* The kinds before PATTERN_DEPENDS; a plain pattern has one piece or none. */
	struct pattern_piece *pieces;
	size_t n_pieces;

	/* PATTERN_DEPENDS. */
	struct buf numbered;		 /* the pattern with numbers for names */
	bool shown[PATTERN_ARGS];	 /* the argument is used as a text */
	struct pattern_format *compiled; /* ICU's, made when first needed */
};

/* One argument: its text, and its value where it is a whole number. */
struct pattern_arg {
	struct str text;
	int64_t n;
	bool number;
};

/*
 * Reads SOURCE, which P keeps views of; no pattern is longer than 64 KiB.  Where it is
 * wrong, E (ERR_TROUBLE) says what was expected and at which byte.
 */
bool pattern_init(struct pattern *p, struct str source, struct err *e);
void pattern_done(struct pattern *p);

/* Has ICU accept a PATTERN_DEPENDS for LOCALE ("it", "pt-BR"), if it has not yet. */
bool pattern_compile(struct pattern *p, const char *locale, struct err *e);

/*
 * Adds the pattern with ARGS in the order of `args`.  False where an argument that must
 * be a number is none (ERR_RECORD) or ICU refuses the pattern (ERR_TROUBLE).  A result
 * that depends on one number below 64 alone is remembered.
 */
bool pattern_add(struct pattern *p, const char *locale, const struct pattern_arg *args,
    struct buf *out, struct err *e);

#endif
