/* visits-aside - pieces of visits on a disk, until they are merged */
/* SPDX-License-Identifier: ISC */

/* Part of shop/visits.  A file has the pieces one behind the other, with their texts and
 * lists behind each; it is this program's own and never another's. */

#ifndef SHOP_VISITS_ASIDE_H
#define SHOP_VISITS_ASIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "shop/visit.h"

struct aside {
	int fd; /* -1: there is none yet */
	uint64_t pieces;
	struct buf out; /* not written yet */
};

void aside_done(struct aside *a);

/* Errors are as err_errno has them. */
bool aside_put(
    struct aside *a, const struct visit_shape *s, struct visit *v, struct err *e);
bool aside_flush(struct aside *a, struct err *e);

struct aside_reader {
	struct aside *aside;
	const struct visit_shape *shape;
	struct buf block, piece;
	size_t at; /* in `block` */
	uint64_t left;
};

bool aside_open(
    struct aside_reader *r, struct aside *a, const struct visit_shape *s, struct err *e);
void aside_close(struct aside_reader *r);

/* The next piece, lent until the next call, or NULL behind the last. */
bool aside_next(struct aside_reader *r, const struct visit **piece, struct err *e);

#endif
