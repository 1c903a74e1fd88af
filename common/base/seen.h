/* seen - which names came before, in memory that does not grow */
/* SPDX-License-Identifier: ISC */

/*
 * Remembers 64-bit hashes of the names, SEEN_NAMES of them in 8 MiB.  When it is full the
 * oldest are forgotten, by groups of eight: a name is remembered for sure until seven
 * others have fallen into its group, which is after about SEEN_NAMES / 2 to SEEN_NAMES
 * others.  Two names have the same hash once in 2^44 even when it is full.
 */

#ifndef BASE_SEEN_H
#define BASE_SEEN_H

#include <stdbool.h>

#include "base/str.h"

#define SEEN_NAMES ((size_t)1 << 20)

struct seen;

struct seen *seen_new(void);
void seen_free(struct seen *s);

/* Notes NAME; true where it came before. */
bool seen_add(struct seen *s, struct str name);

#endif
