/* test-gate - shop/gate */
/* SPDX-License-Identifier: ISC */

#include "shop/gate.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "tap.h"

static char *spool;
static struct buf token;
static struct unsubscribe u;
static struct landing landing;
static struct err e;

/* METHOD for TARGET (or, where that is NULL, PATH and QUERY) with BODY is answered WANT;
 * NOTED is whether the spool has a line then. */
static void
answers(const char *method, const char *target, const char *path, const char *query,
    const char *body, enum farewell want, bool noted)
{
	const struct instant now = { 1795251731, 0, 0 };
	struct cgi c = { .method = str_of(method),
		.target = str_of(target),
		.path = str_of(path),
		.query = str_of(query),
		.type = STR("application/x-www-form-urlencoded") };
	struct buf line = BUF_INIT, expected = BUF_INIT;
	enum farewell got;

	(void)unlink(spool);
	buf_text(&c.body, body);
	got = gate_answer(&c, 0, &landing, &u, spool, now, &e);
	OK(got == want, "%s %s%s?%s %s: %d", method, target == NULL ? "" : target, path,
	    query, body, got);
	OK((access(spool, F_OK) == 0) == noted, "and is%s noted", noted ? "" : " not");
	if (noted) {
		buf_fmt(&expected,
		    "{\"time\":\"2026-11-21T09:02:11Z\",\"method\":\"POST\",\"token\":"
		    "\"%.*s\",\"status\":200}\n",
		    STR_ARG(buf_view(&token)));
		(void)path_read(spool, 1 << 16, &line, &e);
		IS(buf_view(&line), buf_cstr(&expected), "as a line of a log");
	}
	buf_done(&line);
	buf_done(&expected);
	cgi_done(&c);
}

static void
requests(void)
{
	const char *one_click = "List-Unsubscribe=One-Click";
	char *whole = mem_fmt("/u/%s?utm=1", buf_cstr(&token));
	char *other = mem_fmt("/cgi-bin/bye/%s", buf_cstr(&token));
	char *query = mem_fmt("t=%s", buf_cstr(&token));
	char *forged = mem_fmt("/u/%s", buf_cstr(&token));

	answers("GET", whole, "", "", "", FAREWELL_ASK, false);
	answers("HEAD", whole, "", "", "", FAREWELL_ASK, false);
	answers("POST", whole, "", "", one_click, FAREWELL_DONE, true);
	answers("POST", whole, "", "", "unsubscribe=yes", FAREWELL_DONE, true);
	answers("POST", NULL, other + 12, "", one_click, FAREWELL_DONE, true);
	answers("POST", NULL, "", query, one_click, FAREWELL_DONE, true);
	answers("POST", "/cgi-bin/bye", "", query, one_click, FAREWELL_DONE, true);
	answers("POST", whole, "", "", "", FAREWELL_BAD, false);
	answers("POST", whole, "", "", "unsubscribe=no", FAREWELL_BAD, false);
	answers("POST", "/u/", "", "", one_click, FAREWELL_BAD, false);
	answers("GET", "/u/", "", "", "", FAREWELL_BAD, false);
	answers("PUT", whole, "", "", one_click, FAREWELL_METHOD, false);
	answers("DELETE", whole, "", "", "", FAREWELL_METHOD, false);
	answers("post", whole, "", "", one_click, FAREWELL_METHOD, false);
	answers("", whole, "", "", one_click, FAREWELL_METHOD, false);
	forged[5] = forged[5] == 'a' ? 'b' : 'a';
	answers("POST", forged, "", "", one_click, FAREWELL_BAD, false);
	answers("GET", forged, "", "", "", FAREWELL_BAD, false);
	OK(e.text[0] == '\0', "which is nothing to tell the operator");
	free(whole);
	free(other);
	free(query);
	free(forged);
}

int
main(void)
{
	struct shop *shop = shop_read(NULL, &e);
	struct token_keys k = { .n = 0 };
	char dir[] = "/tmp/test-gate-XXXXXX";
	struct cgi c = { .method = STR("POST"), .path = STR("/x") };

	if (mkdtemp(dir) == NULL)
		return 1;
	spool = mem_fmt("%s/spool", dir);
	(void)setenv("AFTERCARE_SIGNING_KEY", "sixteen letters!", 1);
	(void)token_keys_add(&k, STR("sixteen letters!"), &e);
	token_make(
	    &k, TOKEN_UNSUBSCRIBE, (const unsigned char *)"0123456789abcdef", &token);
	(void)landing_init(&landing, STR("https://shop.example/u/{token}"), &e);
	unsubscribe_init(&u, shop, NULL);
	requests();
	OK(gate_answer(&c, 413, &landing, &u, spool, (struct instant){ 0 }, &e) ==
		FAREWELL_LONG,
	    "a body that is too long");
	OK(gate_answer(&c, 400, NULL, &u, spool, (struct instant){ 0 }, &e) ==
		FAREWELL_BAD,
	    "a body that is cut");
	free(spool);
	spool = mem_str("/dev/full");
	c.path = buf_view(&token);
	c.type = STR("application/x-www-form-urlencoded");
	buf_text(&c.body, "unsubscribe=yes");
	OK(gate_answer(&c, 0, NULL, &u, spool, (struct instant){ 0 }, &e) ==
		    FAREWELL_LATER &&
		e.text[0] != '\0',
	    "what cannot be noted is not said to be: %s", e.text);
	unsubscribe_done(&u);
	(void)unsetenv("AFTERCARE_SIGNING_KEY");
	unsubscribe_init(&u, shop, NULL);
	OK(gate_answer(&c, 0, NULL, &u, spool, (struct instant){ 0 }, &e) ==
		    FAREWELL_LATER &&
		e.kind == ERR_TROUBLE,
	    "nor without a key: %s", e.text);
	cgi_done(&c);
	unsubscribe_done(&u);
	landing_done(&landing);
	token_keys_done(&k);
	buf_done(&token);
	shop_free(shop);
	(void)rmdir(dir);
	free(spool);
	return tap_done();
}
