/* visits-aside - pieces of visits on a disk, until they are merged */
/* SPDX-License-Identifier: ISC */

/* Part of shop/visits.  A file has the pieces one behind the other, packed
 * (shop/visit-pack), with their texts and lists behind each; it is this program's own and
 * never another's. */

#ifndef SHOP_VISITS_ASIDE_H
#define SHOP_VISITS_ASIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "shop/visit-pack.h"

/* Of what shape the pieces are, and how they are packed; of all files of a run. */
struct aside_kind {
	const struct visit_shape *shape; /* lent */
	struct visit_packing packing;
};

void aside_kind_init(struct aside_kind *k, const struct visit_shape *shape);
void aside_kind_done(struct aside_kind *k);

struct aside {
	int fd; /* -1: there is none yet */
	uint64_t pieces;
	struct buf out; /* not written yet */
	struct visit_recent *recent;
};

void aside_init(struct aside *a);
void aside_done(struct aside *a);

/* Errors are as err_errno has them. */
bool aside_put(
    struct aside *a, const struct aside_kind *k, struct visit *v, struct err *e);
bool aside_flush(struct aside *a, struct err *e);

struct aside_reader {
	struct aside *aside;
	const struct aside_kind *kind;
	struct buf block;
	struct visit_recent *recent;
	/* The piece and the one before it: their words, their texts and lists. */
	uint64_t words[2][VISIT_WORDS];
	struct buf behind[2];
	size_t at; /* in `block` */
	uint64_t left;
};

bool aside_open(
    struct aside_reader *r, struct aside *a, const struct aside_kind *k, struct err *e);
void aside_close(struct aside_reader *r);

/* The next piece, lent until the call after the next, or NULL behind the last. */
bool aside_next(struct aside_reader *r, const struct visit **piece, struct err *e);

#endif
