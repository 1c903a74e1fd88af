/* spool - a line added to a file that several processes write to */
/* SPDX-License-Identifier: ISC */

#ifndef IO_SPOOL_H
#define IO_SPOOL_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

/*
 * Adds LINE, which has no line end, and one behind it to the end of the file at PATH,
 * which is made with mode 0600 where it is missing.  On success it survives a power cut;
 * otherwise nothing was added, as far as anything could still be done about it.  A line
 * that a process left half is ended first, so that it costs only itself.  E is as
 * err_errno has it; ERR_LATER where another process keeps the file's lock for 10 s.
 */
bool spool_add(const char *path, struct str line, struct err *e);

#endif
