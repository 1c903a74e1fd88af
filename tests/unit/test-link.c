/* test-link - shop/link */
/* SPDX-License-Identifier: ISC */

#include "shop/link.h"

#include "tap.h"

static struct pool pool;

static void
order(const char *pattern, const char *want, const char *what)
{
	IS(link_order(&pool, str_of(pattern), STR("#10/41 è"), STR("a_b")), want, "%s",
	    what);
}

static void
within(bool is, const char *url, const char *home)
{
	OK(link_within(str_of(url), str_of(home)) == is, "%s is %s %s", url,
	    is ? "within" : "not within", home);
}

static void
hosts(void)
{
	within(true, "https://shop.example/cart?a=b", "https://shop.example");
	within(true, "http://SHOP.example:8080", "https://www.shop.example/it");
	within(true, "https://pay.shop.example/x", "https://www.shop.example");
	within(false, "https://evilshop.example/", "https://shop.example");
	within(false, "https://shop.example.evil.example/", "https://shop.example");
	within(false, "https://shop.example@evil.example/", "https://shop.example");
	within(false, "https://shop.example:x@evil.example/", "https://shop.example");
	within(false, "https://evil.example/?shop.example", "https://shop.example");
	within(false, "https://evil.example#.shop.example", "https://shop.example");
	within(false, "https://example/", "https://shop.example");
	within(false, "https://[::2]/", "https://[::1]/");
	within(true, "https://[::1]:443/", "https://[::1]/");
	within(false, "https://shop.example/", NULL);
	within(false, NULL, "https://shop.example/");
}

int
main(void)
{
	char longer[3000] = "https://shop.example/";

	IS(link_web(STR("https://shop.example/a?b=c&d")), "https://shop.example/a?b=c&d",
	    "https");
	OK(link_web(STR("http://shop.example/")).at != NULL, "http");
	OK(link_web(STR("javascript:alert(1)")).at == NULL, "no script");
	OK(link_web(STR(" javascript:alert(1)")).at == NULL, "nor with a space");
	OK(link_web(STR("data:text/html,x")).at == NULL, "no data");
	OK(link_web(STR("//shop.example/")).at == NULL, "nothing relative");
	OK(link_web(STR("https://shop.example/\"onload=")).at == NULL, "no quotes");
	OK(link_web(STR("https://")).at == NULL, "no host, no URL");
	OK(link_web(STR_NONE).at == NULL, "none is none");
	memset(longer + 21, 'x', 2900);
	OK(link_web(str_of(longer)).at == NULL, "nothing that fills the mail");

	order("https://s.example/o/{number}", "https://s.example/o/%2310%2F41%20%C3%A8",
	    "a number in its place, encoded");
	order("https://s.example/{id}/{id}?n={number}&x={y}",
	    "https://s.example/a_b/a_b?n=%2310%2F41%20%C3%A8&x={y}",
	    "all places, and nothing else");
	order("https://s.example/orders", "https://s.example/orders", "no place");
	OK(link_order(&pool, STR_NONE, STR("1"), STR("1")).at == NULL, "no link");
	hosts();
	pool_done(&pool);
	return tap_done();
}
