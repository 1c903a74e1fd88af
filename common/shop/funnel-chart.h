/* funnel-chart - the funnel and the trend as drawings */
/* SPDX-License-Identifier: ISC */

/*
 * SVG for the inside of an HTML page, whose style gives the colours (classes `reached`,
 * `gone`, `line`, `band`, `grid`).  Lengths along the page are parts of its width, and
 * letters keep their size, so that a drawing fits a telephone and a sheet of paper alike.
 * Each has a title and a description for those who do not see it.
 */

#ifndef SHOP_FUNNEL_CHART_H
#define SHOP_FUNNEL_CHART_H

#include "base/buf.h"
#include "shop/funnel.h"

/* The visits that reached each step, and beside them those that the one before lost. */
void chart_funnel(struct buf *out, const struct funnel *f);

/* The abandonment rate of each period with its interval; nothing for less than two. */
void chart_trend(struct buf *out, const struct funnel *f);

/* A bar of LENGTH millionths of a table's cell. */
void chart_bar(struct buf *out, int64_t length);

#endif
