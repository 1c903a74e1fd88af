/* funnel-compare - how a report on lost carts stands to an earlier one */
/* SPDX-License-Identifier: ISC */

/*
 * Reads the records of an earlier report and sets the change of each figure that both
 * have, but for those of periods, which stand to the period before.  Reports that were
 * counted by other rules are refused: their figures do not mean the same.
 */

#ifndef SHOP_FUNNEL_COMPARE_H
#define SHOP_FUNNEL_COMPARE_H

#include <stdbool.h>

#include "base/err.h"
#include "shop/funnel-figures.h"
#include "shop/funnel.h"

struct funnel_earlier;

/*
 * Reads the report in the file PATH ("-" is no name for stdin here).  NULL where it
 * cannot be read, is none, or lacks figures that its report record tells of; E
 * (ERR_TROUBLE) names the file and the line.
 */
struct funnel_earlier *funnel_earlier_read(const char *path, struct err *e);
void funnel_earlier_free(struct funnel_earlier *earlier);

/*
 * Whether it was counted as F was: the same steps and, where it says which they were, the
 * same events of them; order, gap, windows and span for what is recovered.  E
 * (ERR_TROUBLE) names the first that differs.
 */
bool funnel_earlier_fits(
    const struct funnel_earlier *earlier, const struct funnel *f, struct err *e);

/* The end of the earlier log, as its report says; lent. */
struct str funnel_earlier_now(const struct funnel_earlier *earlier);

/* Sets the changes of the part at hand. */
void funnel_compare(const struct funnel_earlier *earlier, struct figures *fs);

#endif
