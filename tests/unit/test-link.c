/* test-link - shop/link */
/* SPDX-License-Identifier: ISC */

#include "shop/link.h"

#include <stdlib.h>

#include <curl/curl.h>

#include "base/buf.h"
#include "base/mem.h"
#include "tap.h"

static struct pool pool;

static void
order(const char *pattern, const char *want, const char *what)
{
	IS(link_order(&pool, str_of(pattern), STR("#10/41 è"), STR("a_b")), want, "%s",
	    what);
}

/* A part of URL as libcurl reads it, for the caller to free; "" where there is none. */
static char *
part_of(CURLU *u, CURLUPart what, unsigned flags)
{
	char *part = NULL, *out;

	out = mem_str(curl_url_get(u, what, &part, flags) == CURLUE_OK ? part : "");
	curl_free(part);
	return out;
}

/* Whether libcurl, too, finds the way from URL to HOST, by https or HTTP, on PORT. */
static bool
curl_agrees(const char *url, const char *host, const char *port)
{
	CURLU *u = curl_url();
	bool read = curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK;
	char *user = part_of(u, CURLUPART_USER, 0), *at = part_of(u, CURLUPART_HOST, 0),
	     *by = part_of(u, CURLUPART_PORT, CURLU_DEFAULT_PORT);
	struct str end = { at, strlen(at) };
	bool ok = read && *user == '\0' && strcmp(by, port) == 0;

	if (end.len > strlen(host)) {
		end.at += end.len - strlen(host);
		end.len = strlen(host);
		ok = ok && end.at[-1] == '.';
	}
	ok = ok && str_same(end, str_of(host));
	free(user);
	free(at);
	free(by);
	curl_url_cleanup(u);
	return ok;
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
	within(true, "HTTPS://SHOP.example", "https://www.shop.example/it");
	within(true, "https://pay.shop.example/x", "https://www.shop.example");
	within(true, "https://shop.example:443?x", "https://shop.example");
	within(true, "https://shop.example#x", "http://shop.example");
	within(true, "https://shop.example:8443/", "https://shop.example:8443");
	within(true, "http://shop.example/", "http://shop.example:80");
	within(true, "https://[::1]:443/", "https://[::1]/");
	within(true, "https://my_shop-1.example/", "https://my_shop-1.example/");
	within(true, "https://it.m\u00fcller.example/", "https://M\u00fcller.example");
	within(true, "https://127.0.0.1/", "https://127.0.0.1/");
	within(true, "https://www.com/a", "https://www.com/");
	within(false, "https://evil.com/", "https://www.com/");
	within(false, "https://com/", "https://www.com/");
	within(false, "https://shop.example/", NULL);
	within(false, NULL, "https://shop.example/");
}

/* What somebody writes into a log so that it looks like the shop's. */
static const char *const hostile[] = {
	"https://evilshop.example/",
	"https://shop.example.evil.example/",
	"https://shop.example@evil.example/",
	"https://shop.example:x@evil.example/",
	"https://shop.example%40evil.example/",
	"https://evil.example@shop.example/",
	"https://user@shop.example/",
	"https://@shop.example/",
	"https://shop.example:443@evil.example/",
	"https://evil.example#@shop.example/",
	"https://evil.example?@shop.example/",
	"https://evil.example/@shop.example/",
	"https://evil.example\\@shop.example/",
	"https://evil.example\\.shop.example/",
	"https://evil.example;.shop.example/",
	"https://evil.example&.shop.example/",
	"https://evil.example,shop.example/",
	"https://evil.example%2f.shop.example/",
	"https://evil.example%23.shop.example/",
	"https://evil.example%00.shop.example/",
	"https://shop%2eexample/",
	"https://shop.example%2eevil.example/",
	"https://evil.example/?shop.example",
	"https://evil.example#.shop.example",
	"https://example/",
	"https:///shop.example/",
	"https:////evil.example/.shop.example",
	"https:/shop.example/",
	"https:shop.example/",
	"//shop.example/",
	"https://shop.example:8443/",
	"https://shop.example:80/",
	"https://shop.example:/",
	"https://shop.example:0/",
	"https://shop.example:65979/",
	"https://shop.example:443:443/",
	"https://shop.example:443x/",
	"https://shop.example:-443/",
	"http://shop.example/",
	"http://shop.example:443/",
	"ftp://shop.example/",
	"javascript://shop.example/%0aalert(1)",
	"https://shop.example./",
	"https://.shop.example/",
	"https://a..shop.example/",
	"https://[shop.example]/",
	"https://[::1].shop.example/",
	"https://[::1",
	/* A solidus, a full stop and letters that only look so, or are mapped to these.
	 */
	"https://evil.example\uff0f.shop.example/",
	"https://evil.example\u2044.shop.example/",
	"https://evil.example\u3002shop.example/",
	"https://shop.example\u3002evil.example/",
	"https://shop\uff0eexample/",
	"https://\u0455hop.example/",
	"https://xn--hop-mcd.example/",
	"https://sh\u00adop.example/",
	"https://shop.example\u200b/",
	"https://\u00fc.shop.example/",
	"https://evil.example\t.shop.example/",
	"https://evil.example\n.shop.example/",
	" https://shop.example/",
	"https://evil.example .shop.example/",
};

static void
tricks(void)
{
	size_t i;

	for (i = 0; i < sizeof hostile / sizeof *hostile; i++)
		within(false, hostile[i], "https://www.shop.example/");
	within(false, "https://[::2]/", "https://[::1]/");
	within(false, "https://9.127.0.0.1/", "https://127.0.0.1/");
	within(false, "https://1.2.3.4/", "https://3.4");
	within(false, "https://shop.example:444/", "http://shop.example");
	within(false, "https://shop.example/", "http://shop.example:8080");
	within(false, "http://shop.example:8080/", "http://shop.example");
	within(false, "https://shop.example/", "https://user@shop.example/");
}

/* Whatever is put where the host ends: what is within is so for libcurl too. */
static void
agrees(void)
{
	static const char *const parts[] = { "shop.example", "evil.example", "a", ".",
		":", "443", "8443", "@", "/", "?", "#", "[", "]", "::1", "%", "2e", "\\",
		";", "\u3002", "\u00fc", "-", "_", "x:", "//" };
	const size_t n = sizeof parts / sizeof *parts;
	size_t i, k, within_all = 0, wrong = 0;
	uint64_t seed = 1;
	struct buf url = BUF_INIT;

	for (i = 0; i < 200000; i++) {
		buf_clear(&url);
		buf_text(&url, "https://");
		for (k = 0; k < 1 + i % 5; k++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			buf_text(&url, parts[(seed >> 33) % n]);
		}
		if (!link_within(buf_view(&url), STR("https://shop.example")))
			continue;
		within_all++;
		if (curl_agrees(buf_cstr(&url), "shop.example", "443"))
			continue;
		wrong++;
		(void)printf("# libcurl does not find %s within\n", buf_cstr(&url));
	}
	OK(within_all > 1000 && wrong == 0, "libcurl agrees on %zu that are within",
	    within_all);
	buf_done(&url);
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
	OK(link_web(STR("https://shop.example/a\u2028b")).at == NULL, "no other space");
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
	tricks();
	agrees();
	pool_done(&pool);
	return tap_done();
}
