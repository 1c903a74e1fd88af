/* test-cart-emptied - shop/cart-emptied */
/* SPDX-License-Identifier: ISC */

#include "shop/cart-emptied.h"
#include "tap.h"

static const struct {
	const char *items, *removed;
	bool emptied;
} cases[] = {
	{ "[{\"sku\":\"A\"}]", "[{\"sku\":\"A\"}]", true },
	{ "[{\"sku\":\"A\"}]", "[{\"sku\":\"B\"}]", false },
	{ "[{\"sku\":\"A\"}]", "[{\"sku\":\"B\"},{\"sku\":\"A\",\"price\":5}]", true },
	{ "[{\"sku\":\"A\"},{\"sku\":\"B\"}]", "[{\"sku\":\"A\"}]", false },
	{ "[{\"item_id\":7}]", "[{\"sku\":\"7\"}]", true },
	{ "[{\"item_name\":\"Cup\"}]", "[{\"name\":\"Cup\"}]", true },
	{ "[{\"sku\":\"A\",\"quantity\":2}]", "[{\"sku\":\"A\",\"quantity\":1}]", false },
	{ "[{\"sku\":\"A\",\"quantity\":2}]", "[{\"sku\":\"A\",\"quantity\":\"2\"}]",
	    true },
	{ "[{\"sku\":\"A\",\"quantity\":2}]", "[{\"sku\":\"A\"}]", true },
	{ "[{\"sku\":\"A\",\"quantity\":1}]", "[{\"sku\":\"A\",\"quantity\":3}]", true },
	{ "[{}]", "[{}]", false },
	{ "[{\"sku\":\"\"}]", "[{\"sku\":\"\"}]", false },
	{ "[7]", "[7]", false },
	{ "[{\"sku\":[]}]", "[{\"sku\":[]}]", false },
	{ "{}", "[{\"sku\":\"A\"}]", false },
	{ "[{\"sku\":\"A\"}]", "\"A\"", false },
	{ "[{\"sku\":\"A\"}]", "null", false },
	{ "[]", "[]", true },
};

int
main(void)
{
	struct cart_emptied c;
	size_t i;

	cart_emptied_init(&c);
	for (i = 0; i < sizeof cases / sizeof *cases; i++)
		OK(cart_emptied(&c, str_of(cases[i].items), str_of(cases[i].removed)) ==
			cases[i].emptied,
		    "%s without %s", cases[i].items, cases[i].removed);
	cart_emptied_done(&c);
	return tap_done();
}
