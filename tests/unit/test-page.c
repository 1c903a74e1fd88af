/* test-page - shop/page */
/* SPDX-License-Identifier: ISC */

#include "shop/page.h"

#include <stdlib.h>

#include "base/mem.h"
#include "tap.h"

int
main(void)
{
	static const struct {
		const char *address, *want;
	} cases[] = {
		{ "/checkout", "/checkout" },
		{ "/", "/" },
		{ "", "/" },
		{ "?a=b", "/" },
		{ "https://shop.example", "/" },
		{ "https://shop.example?x", "/" },
		{ "https://shop.example/cart/?add=1#top", "/cart/" },
		{ "/go?to=https://shop.example/x", "/go" },
		{ "/go/https://shop.example/x", "/go/https://shop.example/x" },
		{ "/p/samsung-galaxy-s24-ultra-256gb",
		    "/p/samsung-galaxy-s24-ultra-256gb" },
		{ "/p/"
		  "aBcDeFgHiJkLmNoPqRsT",
		    "/p/*" },
		{ "/checkout/wc_order_58d2d042d1d58d2d042d1d/thank-you",
		    "/checkout/*/thank-you" },
		{ "/checkout/ana%2540x.com/+393331234567", "/checkout/*/*" },
		{ "/collections/new-in", "/collections/new-in" },
		{ "/p/12345678901234567890", "/p/12345678901234567890" },
		{ "/checkouts/cn/Z2NwLWV1cm9wZS13ZXN0MTowMUo/information",
		    "/checkouts/cn/*/information" },
		{ "/pay/5f2c91aa-0000-4000-8000-0123456789ab", "/pay/*" },
		{ "/pay/5f2c91aa-0000-4000-8000-0123456789ag",
		    "/pay/5f2c91aa-0000-4000-8000-0123456789ag" },
		{ "/u/giulia@example.com/cart", "/u/*/cart" },
		{ "/u/giulia%40example.com/cart", "/u/*/cart" },
		{ "/cart;jsessionid=1A2B3C/x", "/cart/x" },
		{ "//a//b/", "//a//b/" },
		{ "  /cart ", "/cart" },
		{ "/caff\xc3\xa8", "/caff\xc3\xa8" },
	};
	struct pool pool = { NULL, NULL, 0 };
	char *path = mem_alloc(1000);

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		IS(page_of(str_of(cases[i].address), &pool), cases[i].want, "%s",
		    cases[i].address);
	memset(path, 'a', 1000);
	path[0] = '/';
	memcpy(path + PAGE_LONGEST - 1, "\xc3\xa8", 2);
	OK(page_of((struct str){ path, 1000 }, &pool).len == PAGE_LONGEST - 1,
	    "a long path is cut between two characters");
	free(path);
	pool_done(&pool);
	return tap_done();
}
