/* test-weblog - data/weblog */
/* SPDX-License-Identifier: ISC */

#include "data/weblog.h"

#include <stdlib.h>

#include "base/mem.h"
#include "tap.h"

#define TIME "[21/Nov/2026:10:02:11 +0100] "

static struct weblog w;
static struct err e;

/* Reads LEN bytes of LINE from memory of their own, with what a reader may look at. */
static bool
read_bytes(const char *line, size_t len, struct weblog_entry *out, struct buf *keep)
{
	buf_clear(keep);
	buf_add(keep, line, len);
	buf_reserve(keep, 64);
	memset(keep->at + keep->len, 0, 64);
	return weblog_read(&w, (struct str){ keep->at, len }, out, &e);
}

/* LINE is a request with METHOD for TARGET, answered with STATUS at SECONDS. */
static void
says(
    const char *line, const char *method, const char *target, int status, int64_t seconds)
{
	struct buf keep = BUF_INIT;
	struct weblog_entry entry;

	if (OK(read_bytes(line, strlen(line), &entry, &keep), "%s", line)) {
		IS(entry.method, method, "the method");
		IS(entry.target, target, "the target");
		OK(entry.status == status, "the status");
		OK(entry.at.seconds == seconds, "the time (%lld)",
		    (long long)entry.at.seconds);
	} else {
		(void)printf("# %s\n", e.text);
	}
	buf_done(&keep);
}

static void
refuses(const char *line)
{
	struct buf keep = BUF_INIT;
	struct weblog_entry entry;

	e.kind = ERR_TROUBLE;
	OK(!read_bytes(line, strlen(line), &entry, &keep) && e.kind == ERR_RECORD &&
		e.text[0] != '\0',
	    "refuses %.60s", line);
	buf_done(&keep);
}

static void
plain(void)
{
	const int64_t at = 1795251731;

	says("192.0.2.7 - - " TIME "\"POST /u/x HTTP/1.1\" 200 512 \"-\" \"a \\\"b\"",
	    "POST", "/u/x", 200, at);
	says("192.0.2.7 - - " TIME "\"POST /u/x HTTP/1.1\" 200 -", "POST", "/u/x", 200,
	    at);
	says("::1 - - " TIME "\"GET / HTTP/2.0\" 304", "GET", "/", 304, at);
	says("shop.example:443 192.0.2.7 - a b " TIME "\"HEAD / HTTP/1.1\" 200 0", "HEAD",
	    "/", 200, at);
	says("x - - [31/Dec/2026:23:59:60 -0330] \"GET / HTTP/1.1\" 200 1", "GET", "/",
	    200, 1798774199);
	/* What a client sends that is no request. */
	says("x - - " TIME "\"\\x16\\x03\\x01\" 400 150 \"-\" \"-\"", "", "", 400, at);
	says("x - - " TIME "\"\" 400 0", "", "", 400, at);
	says("x - - " TIME "\"-\" 408 0", "", "", 408, at);
	says("x - - " TIME "\"POST /u/x\" 200 0", "", "", 200, at);
	says("x - - " TIME "\"POST  /u/x HTTP/1.1\" 200 0", "", "", 200, at);
	/* Escapes of both servers. */
	says("x - - " TIME "\"GET /\\\"\\\\\\x22\\t\\xzz HTTP/1.1\" 200 0", "GET",
	    "/\"\\\"\txzz", 200, at);
	/* A name that pretends to be the rest of the line is only a name, if it is not
	 * all of it. */
	says("x - [a] [21/Nov/2026:10:02:11] " TIME "\"GET / HTTP/1.1\" 401 0", "GET",
	    "/", 401, at);
}

static void
json(void)
{
	says(
	    "{\"time_iso8601\":\"2026-11-21T10:02:11+01:00\",\"request_method\":\"POST\","
	    "\"request_uri\":\"/u/\\u0078\",\"status\":\"200\"}",
	    "POST", "/u/x", 200, 1795251731);
	says("{\"ts\":1795251731.98,\"request\":{\"method\":\"POST\",\"uri\":\"/u/x\"},"
	     "\"status\":204}",
	    "POST", "/u/x", 204, 1795251731);
	says("{\"time\":1795251731123,\"request\":\"GET / HTTP/1.1\",\"status\":200}",
	    "GET", "/", 200, 1795251731);
	says("{\"StartUTC\":\"2026-11-21T09:02:11.5Z\",\"RequestMethod\":\"POST\","
	     "\"RequestPath\":\"/u/x\",\"DownstreamStatus\":200}",
	    "POST", "/u/x", 200, 1795251731);
	OK(weblog_fields(&w, "method=m,uri=a.b,status=c,time=d", &e), "names");
	says("{\"m\":\"POST\",\"a\":{\"b\":\"/u\"},\"c\":200,\"d\":"
	     "\"21/Nov/2026:10:02:11 +0100\"}",
	    "POST", "/u", 200, 1795251731);
	refuses("{\"method\":\"POST\",\"uri\":\"/u\",\"status\":200,\"time\":1}");
	weblog_done(&w);
	w = (struct weblog){ .fields = { NULL } };
	OK(!weblog_fields(&w, "time=", &e) && e.kind == ERR_TROUBLE, "a name is missing");
	OK(!weblog_fields(&w, "colour=red", &e), "a part that there is not");
	OK(!weblog_fields(&w, "status", &e), "no name");
}

/* LINE comes from ADDRESS, by AGENT, with WORDS behind that. */
static void
comes(const char *line, const char *address, const char *referrer, const char *agent,
    const char *words)
{
	struct buf keep = BUF_INIT, list = BUF_INIT;
	struct weblog_entry entry;
	struct weblog_more more;

	OK(read_bytes(line, strlen(line), &entry, &keep) && weblog_more(&w, &more, &e),
	    "%s", line);
	IS(more.address, address, "the address");
	IS(more.referrer, referrer, "the referrer");
	IS(more.agent, agent, "the agent");
	for (size_t i = 0; i < WEBLOG_WORDS; i++)
		if (more.words[i].len != 0)
			buf_fmt(&list, "%zu=%.*s ", i + 1, STR_ARG(more.words[i]));
	IS(buf_view(&list), words, "the other words");
	buf_done(&keep);
	buf_done(&list);
}

static void
more(void)
{
	comes(
	    "192.0.2.7 - - " TIME
	    "\"GET / HTTP/1.1\" 200 5 \"https://a.example/\" \"Mozilla/5.0 (X; \\\"y\\\")\"",
	    "192.0.2.7", "https://a.example/", "Mozilla/5.0 (X; \"y\")", "");
	comes("shop.example:443 2001:db8::1 - - " TIME
	      "\"GET / HTTP/1.1\" 200 5 \"-\" \"-\" \"203.0.113.9\" 0.004 - sid=ab",
	    "2001:db8::1", "", "", "1=203.0.113.9 2=0.004 4=sid=ab ");
	comes("192.0.2.7 - - " TIME "\"GET / HTTP/1.1\" 200 5", "192.0.2.7", "", "", "");
	comes("192.0.2.7 - - " TIME "\"GET / HTTP/1.1\" 200", "192.0.2.7", "", "", "");
	comes("host.example - - " TIME "\"GET / HTTP/1.1\" 200 - \"a", "host.example",
	    "a", "", "");
	comes("192.0.2.7 - - " TIME
	      "\"GET / HTTP/1.1\" 200 5 \"\" \"\" 1 2 3 4 5 6 7 8 9 10",
	    "192.0.2.7", "", "", "1=1 2=2 3=3 4=4 5=5 6=6 7=7 8=8 ");
	comes("{\"time\":1795251731,\"request\":\"GET / HTTP/1.1\",\"status\":200,"
	      "\"remote_addr\":\"192.0.2.7\",\"http_user_agent\":\"x\","
	      "\"http_referer\":\"-\"}",
	    "192.0.2.7", "", "x", "");
	comes("{\"ts\":1795251731.98,\"request\":{\"method\":\"POST\",\"uri\":\"/u\","
	      "\"remote_ip\":\"::1\",\"headers\":{\"User-Agent\":[\"y\"]}},"
	      "\"status\":204}",
	    "::1", "", "y", "");
	OK(weblog_field(&w, STR("agent"), STR("ua.full")), "a name for the agent");
	OK(!weblog_field(&w, STR("colour"), STR("x")), "a part that there is not");
	comes("{\"time\":1795251731,\"request\":\"GET / HTTP/1.1\",\"status\":200,"
	      "\"ua\":{\"full\":\"z\"}}",
	    "", "", "z", "");
	weblog_done(&w);
	w = (struct weblog){ .fields = { NULL } };
	OK(weblog_starts(STR("192.0.2.7 - - " TIME "\"GET / HTTP")), "how a log starts");
	OK(!weblog_starts(STR("192.0.2.7 - - " TIME "GET / HTTP")), "and how not");
	OK(!weblog_starts(STR("Name,Email\n192.0.2.7 - - " TIME "\"GET / HTTP")),
	    "a header comes first");
	OK(!weblog_starts(STR("")), "nothing is no log");
	OK(!weblog_starts(STR("[21/Nov/2026:10:02:11 +0100]")), "a time alone is none");
}

static void
malformed(void)
{
	char *huge = mem_alloc(3000001);

	refuses("");
	refuses("hello");
	refuses("[]");
	refuses("\"");
	refuses("\xff\xfe\"");
	refuses("x - - [21/Nov/2026:10:02:11 +0100]");
	refuses("x - - " TIME "\"GET / HTTP/1.1");
	refuses("x - - " TIME "\"GET / HTTP/1.1\\");
	refuses("x - - " TIME "\"GET / HTTP/1.1\" 20");
	refuses("x - - " TIME "\"GET / HTTP/1.1\" 2000");
	refuses("x - - " TIME "\"GET / HTTP/1.1\" abc 1");
	refuses("x - - " TIME "\"GET / HTTP/1.1\"200 1");
	refuses("x - - [32/Nov/2026:10:02:11 +0100] \"GET / HTTP/1.1\" 200 1");
	refuses("x - - [21/Foo/2026:10:02:11 +0100] \"GET / HTTP/1.1\" 200 1");
	refuses("x - - [21/Nov/0000:10:02:11 +0100] \"GET / HTTP/1.1\" 200 1");
	refuses("x - - [21/Nov/2026:24:02:11 +0100] \"GET / HTTP/1.1\" 200 1");
	refuses("x - - [21/Nov/2026:10:02:11 +2460] \"GET / HTTP/1.1\" 200 1");
	refuses("x - - [2x/Nov/2026:10:02:11 +0100] \"GET / HTTP/1.1\" 200 1");
	refuses("{\"time\":\"2026-11-21T10:02:11+01:00\",\"method\":\"POST\"");
	refuses("{\"time\":1,\"method\":\"POST\",\"uri\":\"/\"}");
	refuses("{\"status\":200,\"method\":\"POST\",\"uri\":\"/\"}");
	refuses("{\"status\":200,\"time\":\"soon\",\"method\":\"POST\",\"uri\":\"/\"}");
	refuses("{\"status\":200,\"time\":-1,\"method\":\"POST\",\"uri\":\"/\"}");
	refuses("{\"status\":200,\"time\":1}");
	refuses("{\"status\":2e2,\"time\":1,\"method\":\"POST\",\"uri\":\"/\"}");
	memset(huge, '[', 3000000);
	huge[3000000] = '\0';
	refuses(huge);
	memset(huge, '\\', 3000000);
	refuses(huge);
	free(huge);
}

int
main(void)
{
	plain();
	json();
	more();
	malformed();
	weblog_done(&w);
	return tap_done();
}
