/* test-http - io/http: what is sent, what an answer means, and when the mark comes */
/* SPDX-License-Identifier: ISC */

/* TLS and proxies are tested in tests/tools/message-send-http.bats. */

#include <stdio.h>
#include <string.h>

#include "io/http.h"
#include "tap.h"
#include "web.h"

static int marks;

static bool
yes(void *context)
{
	(void)context;
	marks++;
	return true;
}

static bool
no(void *context)
{
	(void)context;
	marks++;
	return false;
}

struct answer {
	const char *text;
	enum outcome_kind kind, repeatable; /* without and with an idempotency key */
	int64_t after;
};

#define HEAD(status) "HTTP/1.1 " status "\r\nContent-Length: 0\r\n"

static const struct answer answers[] = {
	{ HEAD("200 OK") "\r\n", OUTCOME_SENT, OUTCOME_SENT, 0 },
	{ HEAD("201 Created") "\r\n", OUTCOME_SENT, OUTCOME_SENT, 0 },
	{ "HTTP/1.1 204 No Content\r\n\r\n", OUTCOME_SENT, OUTCOME_SENT, 0 },
	{ HEAD("301 Moved") "Location: /there\r\n\r\n", OUTCOME_DOWN, OUTCOME_DOWN, 0 },
	{ HEAD("307 Moved") "Location: /there\r\n\r\n", OUTCOME_DOWN, OUTCOME_DOWN, 0 },
	{ HEAD("400 Bad") "\r\n", OUTCOME_FAILED, OUTCOME_FAILED, 0 },
	{ HEAD("401 Who") "\r\n", OUTCOME_DOWN, OUTCOME_DOWN, 0 },
	{ HEAD("403 No") "\r\n", OUTCOME_DOWN, OUTCOME_DOWN, 0 },
	{ HEAD("404 None") "\r\n", OUTCOME_FAILED, OUTCOME_FAILED, 0 },
	{ HEAD("408 Slow") "\r\n", OUTCOME_LATER, OUTCOME_LATER, 0 },
	{ HEAD("429 Often") "Retry-After: 30\r\n\r\n", OUTCOME_LATER, OUTCOME_LATER, 30 },
	{ HEAD("429 Often") "retry-after:7\r\n\r\n", OUTCOME_LATER, OUTCOME_LATER, 7 },
	{ HEAD("503 Busy") "Date: Sat, 21 Nov 2026 09:00:00 GMT\r\n"
			   "Retry-After: Sat, 21 Nov 2026 09:02:00 GMT\r\n\r\n",
	    OUTCOME_LATER, OUTCOME_LATER, 120 },
	{ HEAD("500 Oops") "\r\n", OUTCOME_LATER, OUTCOME_LATER, 0 },
	{ HEAD("502 Bad Gateway") "\r\n", OUTCOME_UNKNOWN, OUTCOME_LATER, 0 },
	{ HEAD("504 Slow Gateway") "\r\n", OUTCOME_UNKNOWN, OUTCOME_LATER, 0 },
	{ "HTTP/1.1 100 Continue\r\n\r\n", OUTCOME_UNKNOWN, OUTCOME_LATER, 0 },
	{ "what?\r\n", OUTCOME_UNKNOWN, OUTCOME_LATER, 0 },
	{ "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut", OUTCOME_SENT, OUTCOME_SENT,
	    0 },
	{ NULL, OUTCOME_UNKNOWN, OUTCOME_LATER, 0 },
};

static void
try_answers(struct http *h, struct web *s, const char *url)
{
	struct http_reply reply = { .status = 0 };
	struct http_request r = { .url = str_of(url), .body = STR("a=b"), .mark = yes };
	struct outcome o;
	size_t i;

	for (i = 0; i < sizeof answers / sizeof *answers; i++) {
		const struct answer *a = &answers[i];

		s->answer = a->text;
		for (int again = 0; again < 2; again++) {
			int before = s->connections;

			marks = 0;
			r.repeatable = again == 1;
			http_post(h, &r, &reply, &o);
			OK(o.kind == (again ? a->repeatable : a->kind) && marks == 1 &&
				o.retry_after == a->after,
			    "answer %zu%s: %d, marked %d, after %d: %s", i,
			    again ? " with a key" : "", o.kind, marks, (int)o.retry_after,
			    o.detail);
			OK(s->connections == before + 1, "... by one request");
		}
	}
	s->answer = "HTTP/1.1 200 OK\r\n\r\n";
	s->repeat = 10000;
	http_post(h, &r, &reply, &o);
	OK(o.kind == OUTCOME_SENT && reply.body.len == HTTP_REPLY_MAX && !reply.whole,
	    "a long answer is cut");
	s->repeat = 1;
	http_post(h, &r, &reply, &o);
	OK(reply.whole && str_is(buf_view(&reply.body), "0123456789abcdef"),
	    "an answer is kept");
	s->repeat = 0;
	buf_done(&reply.body);
}

static void
try_request(struct http *h, struct web *s, const char *url)
{
	const struct str headers[] = { STR_INIT("Content-Type: text/x-test"),
		STR_INIT("Idempotency-Key: k1") };
	struct http_reply reply = { .status = 0 };
	struct http_request r = { .url = str_of(url),
		.headers = headers,
		.n_headers = 2,
		.body = STR("a=%20\xc3\xa9"),
		.mark = yes };
	struct outcome o;

	s->answer = HEAD("200 OK") "\r\n";
	http_post(h, &r, &reply, &o);
	OK(strncmp(s->got, "POST /hook?x=1 HTTP/1.1\r\n", 25) == 0, "method and path");
	OK(strstr(s->got, "\r\nContent-Type: text/x-test\r\n") != NULL &&
		strstr(s->got, "x-www-form") == NULL,
	    "the content type");
	OK(strstr(s->got, "\r\nIdempotency-Key: k1\r\n") != NULL, "the key");
	OK(strstr(s->got, "\r\nContent-Length: 7\r\n") != NULL, "the length");
	OK(strstr(s->got, "\r\n\r\na=%20\xc3\xa9") != NULL, "the body");
	OK(strstr(s->got, "Expect") == NULL, "no Expect");
	s->got[0] = '\0';
	marks = 0;
	r.mark = no;
	http_post(h, &r, &reply, &o);
	OK(o.kind == OUTCOME_STOPPED && marks == 1, "the mark says no");
	/* The next request shows that the server has finished with that one. */
	r.mark = yes;
	s->answer = HEAD("201 Created") "\r\n";
	r.body = STR("second");
	http_post(h, &r, &reply, &o);
	OK(o.kind == OUTCOME_SENT && reply.status == 201 && strstr(s->got, "second"),
	    "... and nothing of it was sent");
	buf_done(&reply.body);
}

static void
try_nobody(struct http *h)
{
	struct http_reply reply = { .status = 0 };
	struct http_request r = {
		.url = STR("https://localhost:1/secret"), .body = STR("x"), .mark = yes
	};
	struct outcome o;

	marks = 0;
	http_post(h, &r, &reply, &o);
	OK(o.kind == OUTCOME_DOWN && marks == 0 && o.code[0] == '\0',
	    "nobody listens: no mark: %s", o.detail);
	OK(strstr(o.detail, "secret") == NULL, "the URL is not shown");
	r.url = STR("https://name.invalid/secret");
	http_post(h, &r, &reply, &o);
	OK(o.kind == OUTCOME_DOWN && marks == 0, "no such name: no mark: %s", o.detail);
	buf_done(&reply.body);
}

static void
try_texts(void)
{
	static const char *const good[] = { "https://a.example",
		"https://a.example/x?y=%20", "http://localhost:8080/x",
		"http://127.0.0.1/", "http://127.3.2.1:1/", "http://[::1]:8080/",
		"https://a.example:8443/b", "https://10.0.0.1/" };
	static const char *const wrong[] = { "", "a.example", "http://a.example/",
		"http://127.0.0.1.example/", "http://10.0.0.1/", "https://u:p@a.example/",
		"https://u@a.example/", "https:///x", "ftp://localhost/",
		"file:///etc/passwd", "https://a.example/x#y", "https://a.example/a b",
		"https://a.example/\r\nX: y", "https://a.example/{x}",
		"http://localhost.example/", "javascript:alert(1)", "http://[::2]/" };
	struct buf out = BUF_INIT;
	struct err e;
	size_t i;

	for (i = 0; i < sizeof good / sizeof *good; i++)
		OK(http_url(str_of(good[i]), &e), "a URL: %s", good[i]);
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++)
		OK(!http_url(str_of(wrong[i]), &e) && e.kind == ERR_TROUBLE,
		    "none: number %zu", i);
	OK(!http_url((struct str){ "https://a/\0b", 12 }, &e), "none: NUL");
	OK(http_header(STR("X-Key: a b")), "a header");
	OK(!http_header(STR("X-Key a")) && !http_header(STR(": a")) &&
		!http_header(STR("X Y: a")) && !http_header(STR("X: a\r\nY: b")) &&
		!http_header(STR("X: a\nY")) && !http_header((struct str){ "X: \0", 4 }),
	    "none: no name, a space in it, a line end, NUL");
	http_escape(&out, STR("Az09-._~ +&=/?%\n\xc3\xa9"));
	OK(str_is(buf_view(&out), "Az09-._~%20%2B%26%3D%2F%3F%25%0A%C3%A9"), "escaped");
	buf_done(&out);
}

static void
try_after(void)
{
	OK(http_retry_after(STR("120"), 0) == 120, "seconds");
	OK(http_retry_after(STR(" 5 "), 0) == 5, "with spaces");
	OK(http_retry_after(STR("-3"), 0) == 0, "less than none");
	OK(http_retry_after(STR("99999999999"), 0) == HTTP_AFTER_MAX, "too long");
	OK(http_retry_after(STR("soon"), 100) == 0, "a word");
	OK(http_retry_after(STR(""), 100) == 0, "nothing");
	OK(http_retry_after(STR("Thu, 01 Jan 1970 00:03:20 GMT"), 140) == 60, "a date");
	OK(http_retry_after(STR("Thu, 01 Jan 1970 00:03:20 GMT"), 300) == 0, "past");
}

int
main(void)
{
	static struct web s;
	struct http *h = http_new();
	char url[64];

	web_start(&s);
	(void)snprintf(url, sizeof url, "http://127.0.0.1:%d/hook?x=1", s.port);
	try_texts();
	try_after();
	try_answers(h, &s, url);
	try_request(h, &s, url);
	try_nobody(h);
	http_free(h);
	http_free(NULL);
	web_stop(&s);
	return tap_done();
}
