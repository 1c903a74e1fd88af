/* scratch - files without a name, for what does not fit into memory */
/* SPDX-License-Identifier: ISC */

/*
 * In $TMPDIR, else /var/tmp (which is on a disk where /tmp often is memory), else /tmp.
 * Such a file is gone with its descriptor, whatever becomes of the process.
 */

#ifndef BASE_SCRATCH_H
#define BASE_SCRATCH_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

/* A new file, for the caller to close; -1 with E as err_errno has it. */
int scratch_open(struct err *e);

/* Writes all of BYTES at FD's position; E is as err_errno has it. */
bool scratch_write(int fd, struct str bytes, struct err *e);

#endif
