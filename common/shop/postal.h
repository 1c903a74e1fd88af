/* postal - a postal address as the country it lies in writes it */
/* SPDX-License-Identifier: ISC */

/*
 * The order of the lines and of town, region and postcode follows the Universal Postal
 * Union's country pages; countries without a form of their own get the one that most of
 * Europe uses (postcode before the town).  Nothing is checked, translated or left out
 * but the region where letters to that country do without.
 */

#ifndef SHOP_POSTAL_H
#define SHOP_POSTAL_H

#include <stddef.h>

#include "base/pool.h"
#include "base/str.h"
#include "shop/order.h"

#define POSTAL_LINES 10

/*
 * The lines of A, without its country and telephone, into LINES; returns how many.  Parts
 * that A lacks leave no gap, comma or empty line.  The texts are lent by A and by POOL.
 */
size_t postal_lines(
    const struct address *a, struct pool *pool, struct str lines[POSTAL_LINES]);

#endif
