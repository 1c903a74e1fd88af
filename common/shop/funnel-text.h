/* funnel-text - the report on lost carts for a terminal */
/* SPDX-License-Identifier: ISC */

/*
 * Tables aligned by the columns that characters take (data/width), with bars of block
 * characters, in as many columns as there are: what does not fit is left out, the least
 * important first.  Colour is ECMA-48's, and nothing is said by colour alone.
 */

#ifndef SHOP_FUNNEL_TEXT_H
#define SHOP_FUNNEL_TEXT_H

#include <stdbool.h>

#include "base/buf.h"
#include "shop/funnel-compare.h"
#include "shop/funnel.h"

/* EARLIER may be NULL; WIDTH 0 is 80 columns, and less than 40 are 40. */
void funnel_text(struct buf *out, const struct funnel *f,
    const struct funnel_earlier *earlier, bool colour, unsigned width);

#endif
