/* funnel-jsonl - the report on lost carts as records */
/* SPDX-License-Identifier: ISC */

/*
 * A `report` record, which says how it was counted and what was left out, then a `figure`
 * record for each figure: aftercare-records(5), schema/report.json, schema/figure.json.
 */

#ifndef SHOP_FUNNEL_JSONL_H
#define SHOP_FUNNEL_JSONL_H

#include "data/emit.h"
#include "shop/funnel-compare.h"
#include "shop/funnel.h"

/* EARLIER may be NULL. */
void funnel_jsonl(
    struct emit *m, const struct funnel *f, const struct funnel_earlier *earlier);

#endif
