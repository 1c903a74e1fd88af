/* funnel-csv - the report on lost carts as a table */
/* SPDX-License-Identifier: ISC */

/*
 * A header, then a row for each group of --by, or one for the whole where there is no
 * --by: its fields, the visits that reached each step, and what the carts held that were
 * lost at each step but the first and the last, in minor units.  Where the currency is
 * not among the fields of --by it has a column behind them.
 *
 * A row's amounts are of one currency, and no two rows have the same fields and currency.
 * Where the currency is among the fields, a row has all that was lost in it, by whichever
 * visits; the counts are of those that began in it, and may be 0.  Where it is not, a
 * group that lost carts in several has a row for each, of which the first has the counts
 * and the others none.  Either way a column can be summed.
 *
 * Quoting is RFC 4180's, lines end in LF; a text that a spreadsheet would take for a
 * formula has an apostrophe before it (as data/cell takes it away again).
 *
 * With an earlier report the group's abandonment rate and its change follow the counts,
 * empty where they are not known.
 */

#ifndef SHOP_FUNNEL_CSV_H
#define SHOP_FUNNEL_CSV_H

#include "data/emit.h"
#include "shop/funnel-compare.h"
#include "shop/funnel.h"

/*
 * Whether each column has a name of its own, by the fields of --by and the names of the
 * steps, with an earlier report or without one; E (ERR_TROUBLE) says which name two would
 * have.
 */
bool funnel_csv_fits(const struct str *by, size_t n_by, const struct str *step,
    size_t n_steps, bool compared, struct err *e);

/* EARLIER may be NULL. */
void funnel_csv(
    struct emit *m, const struct funnel *f, const struct funnel_earlier *earlier);

#endif
