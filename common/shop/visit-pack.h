/* visit-pack - a piece of a visit in few bytes */
/* SPDX-License-Identifier: ISC */

/*
 * Part of shop/visits-aside.  A piece in memory is a row of words of eight bytes, most of
 * which say little: nothing was seen, a time is a moment before another, a value is one
 * that many have.  Packed, each word has a code of four bits, and behind all codes what
 * the codes say is there: nothing for a word that is as in a blank piece, else the bytes
 * that matter of its difference to what it lies near to, or the place of a value among
 * those that came lately.
 *
 * Packed pieces are for the process that packed them: they are read in the order in which
 * they were written, and are no format.
 */

#ifndef SHOP_VISIT_PACK_H
#define SHOP_VISIT_PACK_H

#include <stddef.h>
#include <stdint.h>

#include "shop/visit.h"

/* The most words that a piece has. */
#define VISIT_WORDS                                                                      \
	(sizeof(struct visit) / 8 + STARTS + 2 * SEEN_FIELDS + (FUNNEL_STEPS + 1) / 2 + 1)

/* How the words of a shape are packed. */
struct visit_packing {
	size_t words;
	uint64_t *blank; /* the words of a blank piece */
	uint8_t *kind;	 /* by what a word is told, see visit-pack.c */
};

/* SHAPE is not wanted any more afterwards. */
void visit_packing_init(struct visit_packing *p, const struct visit_shape *shape);
void visit_packing_done(struct visit_packing *p);

#define VISIT_RECENT 256

/* What the pieces before were like: starts as zeros, on both sides. */
struct visit_recent {
	uint64_t first;
	uint64_t values[VISIT_RECENT];
};

/* The most bytes that a packed piece takes, and that visit_unpack may look at. */
size_t visit_packed_max(const struct visit_packing *p);

/* Packs the words of V to TO and returns where they end. */
char *visit_pack(const struct visit_packing *p, struct visit_recent *recent,
    const uint64_t *words, char *to);

/* Unpacks what lies at FROM to WORDS and returns where it ends. */
const char *visit_unpack(const struct visit_packing *p, struct visit_recent *recent,
    const char *from, uint64_t *words);

#endif
