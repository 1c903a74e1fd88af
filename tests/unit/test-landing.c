/* test-landing - shop/landing */
/* SPDX-License-Identifier: ISC */

#include "shop/landing.h"

#include "tap.h"

static struct err e;

/* For the page of URL, TARGET has the token WANT, or is another page where WANT is NULL.
 */
static void
has(const char *url, const char *target, const char *want)
{
	struct buf room = BUF_INIT;
	struct landing l;
	struct str token;
	bool is = landing_init(&l, str_of(url), &e) &&
		  landing_reads(&l, str_of(target), &room, &token);

	OK(is == (want != NULL), "%s: %s is %s", url, target,
	    want != NULL ? "the page" : "another");
	if (is && want != NULL)
		IS(token, want, "with this token");
	landing_done(&l);
	buf_done(&room);
}

static void
refuses(const char *url)
{
	struct landing l;

	OK(!landing_init(&l, str_of(url), &e) && e.kind == ERR_TROUBLE, "refuses %s",
	    url);
	landing_done(&l);
}

int
main(void)
{
	const char *path = "https://shop.example/u/{token}",
		   *query = "https://shop.example/bye?l=it&t={token}#end",
		   *bare = "https://shop.example/bye";

	has(path, "/u/abc", "abc");
	has(path, "/u/ABC", "ABC");
	has(path, "/u/", "");
	has(path, "/u/abc?utm_source=x", "abc");
	has(path, "/u/abc/", NULL);
	has(path, "/u/a/b", NULL);
	has(path, "/u", NULL);
	has(path, "/U/abc", NULL);
	has(path, "/v/abc", NULL);
	has(path, "/", NULL);
	has(path, "", NULL);
	has(path, "*", NULL);
	has(path, "https://shop.example/u/abc", "abc");
	/* Escapes count once, and as what they stand for. */
	has(path, "/%75/%61bc", "abc");
	has(path, "/u%2Fabc", "abc");
	has(path, "/u/a%2Fb", NULL);
	has(path, "/u/%2561", "%61");
	has(path, "/u/%", "%");
	has(path, "/u/%4", "%4");
	has(path, "/u/%zz", "%zz");
	has(path, "/u/..%2f..%2fetc", NULL);
	has("https://shop.example/a%20b/{token}.html", "/a%20b/xyz.html", "xyz");
	has("https://shop.example/a%20b/{token}.html", "/a%20b/.html", "");
	has("https://shop.example/a%20b/{token}.html", "/a%20b/html", NULL);
	has("/apps/bye/{token}", "/apps/bye/xyz", "xyz");

	has(query, "/bye?t=abc", "abc");
	has(query, "/bye?fbclid=1&t=abc&x", "abc");
	has(query, "/bye?t=abc&t=def", "abc");
	has(query, "/bye?%74=%61bc", "abc");
	has(query, "/bye", "");
	has(query, "/bye?", "");
	has(query, "/bye?T=abc", "");
	has(query, "/bye?t", "");
	has(query, "/by?t=abc", NULL);
	has("https://shop.example/?a=x{token}y", "/?a=xabcy", "abc");
	has("https://shop.example/?a=x{token}y", "/?a=abc", "");
	has(bare, "/bye?t=abc", "abc");
	has(bare, "/bye?a=b&t=abc", "abc");
	has("https://shop.example", "/?t=abc", "abc");
	has("https://shop.example?a=b", "/?a=b&t=abc", "abc");

	refuses("https://shop.example/u#{token}");
	refuses("https://shop.example/u?{token}");
	refuses("https://{token}.shop.example/u");

	return tap_done();
}
