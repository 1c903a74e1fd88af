/* width - how many columns of a terminal a text takes */
/* SPDX-License-Identifier: ISC */

/*
 * By Unicode's East Asian Width (UAX 11): wide and full-width characters take two
 * columns, marks that combine and format characters none, all others one.  What a
 * terminal makes of joined emoji differs from one to the next; here each counts by
 * itself.
 */

#ifndef DATA_WIDTH_H
#define DATA_WIDTH_H

#include <stddef.h>

#include "base/str.h"

/* TEXT is UTF-8 without controls. */
size_t width_of(struct str text);

/* The longest start of TEXT that takes at most COLUMNS. */
struct str width_head(struct str text, size_t columns);

#endif
