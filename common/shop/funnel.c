/* funnel - the report on where carts are lost, as figures */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel.h"

const char *const context_names[CONTEXT_FIELDS] = {
	[CONTEXT_SHIPPING_COST] = "shipping_cost",
	[CONTEXT_COUPON] = "coupon",
	[CONTEXT_PAYMENT_METHOD] = "payment_method",
	[CONTEXT_ERROR] = "error",
	[CONTEXT_DEVICE] = "device",
	[CONTEXT_BROWSER] = "browser",
	[CONTEXT_COUNTRY] = "country",
	[CONTEXT_PAGE] = "page",
};

const struct funnel_money *
funnel_sum(const struct funnel_sums *sums, const struct currency *c)
{
	size_t i;

	for (i = 0; i < sums->n; i++)
		if (memcmp(sums->at[i].currency.code, c->code, sizeof c->code) == 0)
			return &sums->at[i];
	return NULL;
}

void
funnel_done(struct funnel *f)
{
	pool_done(&f->pool);
	*f = (struct funnel){ 0 };
}
