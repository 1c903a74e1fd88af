/* test-funnel - shop/funnel */
/* SPDX-License-Identifier: ISC */

#include "funnel-kit.h"
#include "shop/funnel.h"
#include "tap.h"

int
main(void)
{
	struct currency eur, usd;
	struct funnel f;
	const struct funnel_money *m;

	OK(currency_find(STR("EUR"), &eur) && currency_find(STR("USD"), &usd),
	    "two currencies");
	IS(str_of(context_names[CONTEXT_SHIPPING_COST]), "shipping_cost",
	    "the first field of the context");
	IS(str_of(context_names[CONTEXT_PAGE]), "page", "the last");
	kit_funnel(&f);
	OK(funnel_carts(&f.whole) == 4000, "visits with a cart");
	OK(funnel_abandoned(&f, &f.whole) == 3000, "those that did not buy");
	m = funnel_sum(&f.whole.step[3].value, &eur);
	OK(m != NULL && m->minor == 2500000 && m->visits == 490, "a sum by its currency");
	OK(funnel_sum(&f.whole.step[3].value, &usd) == NULL, "one that is not there");
	funnel_done(&f);
	OK(f.group == NULL && f.n_steps == 0, "it is gone");
	funnel_done(&f);
	return tap_done();
}
