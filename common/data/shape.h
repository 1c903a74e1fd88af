/* shape - how the lines of a log are laid out, learnt from them */
/* SPDX-License-Identifier: ISC */

/*
 * What stands between two values of a line (brackets, keys, commas, spaces) comes again
 * in the next line, byte for byte.  A shape is a machine learnt from lines that `scan`
 * has taken: each of its steps is such bytes and the kind of value behind them, and a
 * line is walked from step to step.  Only values are read then.
 *
 * It never takes a line that `scan` refuses.  What may follow a value depends on nothing
 * but the objects and arrays that are open; so a step is kept under that state, and what
 * was valid in one line after some value is valid in each line where the same are open.
 * Only that a wanted key stands twice is seen by no state, and looked for.
 *
 * It is the inner part of `project`, and knows neither names nor errors.
 */

#ifndef DATA_SHAPE_H
#define DATA_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "data/project.h"
#include "data/scan.h"

struct shape;

/* One that knows nothing, for N wanted fields (at most PROJECT_MAX). */
struct shape *shape_new(size_t n);
void shape_free(struct shape *s);

/*
 * Fills FIELDS from the first line of TEXT (less than 4 GiB, 64 readable bytes behind it)
 * where it is made of what was learnt, and *LEN with the bytes of that line, without its
 * LF.  Otherwise false, and it may be anything.
 */
bool shape_read(
    struct shape *s, struct str text, struct project_field *fields, size_t *len);

/*
 * Learns LINE, an object that TAPE is of, with FIELDS as they are in it.  What has no
 * room, or nests too deeply, or has an LF in it, is not learnt.
 */
void shape_learn(struct shape *s, struct str line, const struct tape *tape,
    const struct project_field *fields);

void shape_forget(struct shape *s);

#endif
