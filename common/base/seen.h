/* seen - which names came before, in memory that does not grow */
/* SPDX-License-Identifier: ISC */

/*
 * Remembers the 64-bit hashes of at least the last SEEN_NAMES different names, and of at
 * most twice as many, in 4 MiB: two tables, of which the older is emptied when the newer
 * is full.  A new name is taken for one that came before once in 2^45 even when both are
 * full.
 */

#ifndef BASE_SEEN_H
#define BASE_SEEN_H

#include <stdbool.h>

#include "base/str.h"

#define SEEN_NAMES ((size_t)3 << 16)

struct seen;

struct seen *seen_new(void);
void seen_free(struct seen *s);

/* Says that NAME will be noted soon: memory takes its time to fetch. */
void seen_soon(const struct seen *s, struct str name);

/* Whether NAME came before; nothing is noted. */
bool seen_has(const struct seen *s, struct str name);

/* Notes NAME; true where it came before. */
bool seen_add(struct seen *s, struct str name);

#endif
