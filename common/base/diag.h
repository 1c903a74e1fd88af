/* diag - messages to the person at the terminal, on stderr */
/* SPDX-License-Identifier: ISC */

/*
 * One line a message, `NAME: text`.  Control characters in the text (they may come from
 * a customer) are shown as \xNN, so that nothing in a record can drive the terminal.
 * Besides `mem` and the cli floor this is the only module that writes to stderr or ends
 * the process.
 */

#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include <stdbool.h>

/* Sets the NAME; the pointer is kept. */
void diag_name(const char *name);

/* With quiet set, diag_note says nothing; diag_warn always speaks. */
void diag_quiet(bool quiet);

/* A remark about how the work went, such as a count at the end. */
void diag_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Something went wrong; the run goes on. */
void diag_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Something went wrong and the run cannot go on: says so and exits with STATUS. */
void diag_die(int status, const char *fmt, ...)
    __attribute__((format(printf, 2, 3), noreturn));

#endif
