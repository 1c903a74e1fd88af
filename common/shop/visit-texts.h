/* visit-texts - the texts of the values that visits have */
/* SPDX-License-Identifier: ISC */

#ifndef SHOP_VISIT_TEXTS_H
#define SHOP_VISIT_TEXTS_H

#include <stdbool.h>

#include "base/err.h"
#include "shop/values.h"
#include "shop/visits.h"

/*
 * Sees to it that values_text knows all values of the visits of PART, which have the
 * shape S.  False where the disk cannot be read (ERR_LATER).
 */
bool visit_texts_load(struct values *values, const struct visit_shape *s,
    const struct visits_part *part, struct err *e);

#endif
