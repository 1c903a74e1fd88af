/* values - the texts of a log's fields as numbers */
/* SPDX-License-Identifier: ISC */

/*
 * Millions of lines have few devices, browsers and pages between them.  A value stands
 * for a text: one of up to seven bytes is the text itself, and their order is that of the
 * texts; of a longer one it is a hash, the same in every run and on every machine, and
 * its text is kept here to be found again.  0 is no text, or the empty one.  Texts are
 * cut at VALUES_TEXT bytes, a page at its query or fragment.
 *
 * The texts that are kept take no more memory than the budget, whatever the log has: what
 * is over it is put on a disk, see values_load.  Several threads may call values_of, each
 * with a cache of its own.
 */

#ifndef SHOP_VALUES_H
#define SHOP_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

#define VALUES_TEXT 200
#define VALUES_SHORT 7

struct values;
struct values_cache;

struct values *values_new(size_t budget);
void values_free(struct values *v);

struct values_cache *values_cache_new(struct values *v);
void values_cache_free(struct values_cache *c);

/*
 * The value of TEXT, which is as a JSON line has it: escapes are decoded where ESCAPED is
 * true.  PAGE cuts it at '?' and '#'.
 */
uint64_t values_of(struct values_cache *c, struct str text, bool escaped, bool page);

/* The value of a plain text of at most VALUES_SHORT bytes. */
uint64_t values_short(struct str text);

/* A number for an id, of which the text is never asked for. */
uint64_t values_id(struct str id);

/*
 * To be called when no thread calls values_of: sees to it that values_text knows the N
 * WANTED, which it sorts.  False where the disk cannot be read or took no more
 * (ERR_LATER).
 */
bool values_load(struct values *v, uint64_t *wanted, size_t n, struct err *e);

/*
 * The text of VALUE, in ROOM where it is short and otherwise V's until the next load;
 * STR_NONE for 0 and for what was not loaded.
 */
struct str values_text(const struct values *v, uint64_t value, char room[VALUES_SHORT]);

#endif
