/* err - why a call failed, as a value */
/* SPDX-License-Identifier: ISC */

/*
 * Every function that can fail for a reason worth telling takes a `struct err *`
 * last and returns false (or NULL) after filling it.  The caller owns it; nothing in
 * it needs freeing.  A text that is UTF-8 stays so where it is cut, since it may become
 * part of a record.  This module never prints and never ends the process.
 */

#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdarg.h>
#include <stdbool.h>

/* What the failure means for the run; the values are the exit status it leads to. */
enum err_kind {
	ERR_RECORD = 1,	 /* this record cannot be handled; the run goes on */
	ERR_TROUBLE = 2, /* the run cannot go on: usage, settings, a file, a write */
	ERR_LATER = 75,	 /* nothing wrong with the record; try again later */
};

struct err {
	enum err_kind kind;
	char text[480]; /* one sentence without a final dot; a long one is cut */
};

/*
 * What errno ERROR of a call on a file or folder means: ERR_LATER where it may pass by
 * itself (no room, no memory, too many open files, a lock, a failing disk or network),
 * ERR_TROUBLE where somebody has to change a path or its permissions first.
 */
enum err_kind err_errno(int error);

/* Fills E and returns false, so that a failing function ends `return err_set(...)`. */
bool err_set(struct err *e, enum err_kind kind, const char *fmt, ...)
    __attribute__((format(printf, 3, 4), nonnull(1, 3)));

/* The same with a va_list. */
bool err_vset(struct err *e, enum err_kind kind, const char *fmt, va_list ap)
    __attribute__((format(printf, 3, 0), nonnull(1, 3)));

/* Puts more context in front of what E says: "shop.json:3: " and returns false. */
bool err_prefix(struct err *e, const char *fmt, ...)
    __attribute__((format(printf, 2, 3), nonnull(1, 2)));

#endif
