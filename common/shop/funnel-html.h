/* funnel-html - the report on lost carts as a page */
/* SPDX-License-Identifier: ISC */

/*
 * One file that needs no other and runs nothing: its policy forbids scripts and whatever
 * would be fetched.  It follows the reader's choice of light or dark, fits narrow screens
 * and paper, and reads well aloud.
 */

#ifndef SHOP_FUNNEL_HTML_H
#define SHOP_FUNNEL_HTML_H

#include "base/buf.h"
#include "shop/funnel-compare.h"
#include "shop/funnel.h"

/* EARLIER may be NULL. */
void funnel_html(
    struct buf *out, const struct funnel *f, const struct funnel_earlier *earlier);

#endif
