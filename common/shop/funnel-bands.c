/* funnel-bands - shipping costs as bands */
/* SPDX-License-Identifier: ISC */

#include "shop/cart-event.h"
#include "shop/funnel-parts.h"

/* Shipping costs in minor units from which on a new band begins, behind the free ones. */
static const int64_t bands[] = { 1, 300, 500, 1000, 1500, 2500 };

#define BANDS (sizeof bands / sizeof *bands)

uint64_t
funnel_band(uint64_t cost)
{
	int64_t minor = cart_event_cost_minor(cost);
	size_t i = 0;

	if (cost == 0)
		return 0;
	while (i < BANDS && minor >= bands[i])
		i++;
	return (uint64_t)cart_event_cost_currency(cost) << 8 | (i + 1);
}

struct str
funnel_band_text(uint64_t band, struct pool *pool)
{
	struct currency c = visit_currency_find((uint32_t)(band >> 8));
	size_t i = (size_t)(band & 0xff) - 1;
	char from[MONEY_MAX], to[MONEY_MAX];

	if (i == 0)
		return pool_fmt(pool, "free (%s)", c.code);
	(void)money_format(from, bands[i - 1], &c);
	if (i == BANDS)
		return pool_fmt(pool, "%s %s or more", from, c.code);
	(void)money_format(to, bands[i] - 1, &c);
	return pool_fmt(pool, "%s-%s %s", from, to, c.code);
}
