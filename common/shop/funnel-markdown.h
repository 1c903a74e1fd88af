/* funnel-markdown - the report on lost carts for the summary of a CI run */
/* SPDX-License-Identifier: ISC */

/*
 * GitHub Flavored Markdown: a sentence, tables, and how it was counted.  Whatever came
 * from the log is escaped, so that it is neither markup nor a link nor a mention.
 */

#ifndef SHOP_FUNNEL_MARKDOWN_H
#define SHOP_FUNNEL_MARKDOWN_H

#include "base/buf.h"
#include "shop/funnel-compare.h"
#include "shop/funnel.h"

/* EARLIER may be NULL. */
void funnel_markdown(
    struct buf *out, const struct funnel *f, const struct funnel_earlier *earlier);

#endif
