/* funnel-show - figures as people read them */
/* SPDX-License-Identifier: ISC */

/*
 * For the forms of a report that people read, in English and in no locale: thousands
 * apart by commas, rates in percent, money with its currency's code.
 */

#ifndef SHOP_FUNNEL_SHOW_H
#define SHOP_FUNNEL_SHOW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/money.h"
#include "base/str.h"
#include "shop/funnel-figures.h"

/* "2,000,000". */
void show_count(struct buf *b, int64_t n);

/* "1 visit", "4,120 visits". */
void show_visits(struct buf *b, int64_t n);

/* Millionths as "34.1 %". */
void show_rate(struct buf *b, int64_t rate);

/* The ends of an interval of rates: "32.6 to 35.5 %". */
void show_interval(struct buf *b, struct interval i);

/* Those of a difference, in points: "-0.4 to +1.3". */
void show_span(struct buf *b, struct interval i);

/* "41,200.00 EUR". */
void show_money(struct buf *b, int64_t minor, const struct currency *c);

/* "45 s", "12 min 5 s", "3 h 20 min", "2 d 4 h": the two largest units. */
void show_seconds(struct buf *b, int64_t seconds);

/* Millionths as "1.87". */
void show_times(struct buf *b, int64_t times);

/* The figure's value as its unit asks. */
void show_figure(struct buf *b, const struct figure *f);

/* "+1.3 points", "-1,204", "+4,300.00 EUR"; nothing where there is no change. */
void show_change(struct buf *b, const struct figure *f);

/*
 * Text that came from outside, for a terminal and for people: what is no UTF-8, controls,
 * and marks that turn the direction of what follows become U+FFFD.
 */
void show_plain(struct buf *b, struct str text);

#endif
