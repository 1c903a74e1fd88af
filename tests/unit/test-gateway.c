/* test-gateway - shop/gateway: data files, requests, answers */
/* SPDX-License-Identifier: ISC */

#include <stdio.h>

#include "shop/gateway.h"
#include "tap.h"
#include "web.h"

#define KEY "abcdefghijklmnopqrstuvwxyz"

static const struct gateway_account account = { .from = STR_INIT("+390212345"),
	.account = STR_INIT("AC0123"),
	.chat = STR_INIT("-1001"),
	.url = STR_INIT("https://hooks.example/T0/SECRETPATH"),
	.secret = STR_INIT("s3cret-token") };

static struct gateway *
shipped(const char *name)
{
	char kit[400];
	struct search where = { NULL, kit };
	struct gateway *g;
	struct err e;

	(void)snprintf(
	    kit, sizeof kit, "%s/common/shop/data", getenv("MESON_SOURCE_ROOT"));
	g = gateway_find(&where, str_of(name), &e);
	if (g == NULL) {
		OK(false, "%s: %s", name, e.text);
		exit(1);
	}
	return g;
}

static struct gateway *
parse(const char *text, struct err *e)
{
	return gateway_parse(str_of(text), "some/test.json", e);
}

/* A record with what is needed for CHANNEL, and MORE. */
struct record {
	struct buf text;
	struct rec rec;
	struct message m;
};

static void
record(struct record *r, const char *channel, const char *to, const char *more)
{
	struct err e;

	*r = (struct record){ .text = BUF_INIT };
	buf_fmt(&r->text,
	    "{\"type\":\"message\",\"id\":\"m1\",\"class\":\"transactional\","
	    "\"channel\":\"%s\",\"to\":{\"address\":\"%s\"},%s}",
	    channel, to, more);
	buf_reserve(&r->text, 64);
	memset(r->text.at + r->text.len, 0, 64);
	if (!rec_read(&r->rec, buf_view(&r->text), &e) ||
	    !message_read(&r->m, rec_root(&r->rec), &e)) {
		OK(false, "the test's record: %s", e.text);
		exit(1);
	}
}

static void
record_done(struct record *r)
{
	rec_done(&r->rec);
	buf_done(&r->text);
}

struct rendered {
	const char *gateway, *to, *more;
	const char *body; /* NULL: is refused */
	const char *why;  /* a part of the error; or what stands in the head */
};

static const struct rendered cases[] = {
	{ "twilio", "+393331234567", "\"text\":\"a&b=c \xc3\xa9 {from}\"",
	    "To=%2B393331234567&From=%2B390212345&Body=a%26b%3Dc%20%C3%A9%20%7Bfrom%7D",
	    "Segments: 1\nContent-Type: application/x-www-form-urlencoded\n" },
	{ "twilio", "+393331234567", "\"text\":\"a\\u0000b\\nc\\td\"",
	    "To=%2B393331234567&From=%2B390212345&Body=a%20b%0Ac%09d",
	    "Gateway: twilio\n" },
	{ "twilio", "393331234567", "\"text\":\"x\"", NULL,
	    "to.address: expected a tel" },
	{ "twilio", "+0331234567", "\"text\":\"x\"", NULL, "to.address" },
	{ "twilio", "+391234", "\"text\":\"x\"", NULL, "to.address" },
	{ "twilio", "+3933312345678901", "\"text\":\"x\"", NULL, "to.address" },
	{ "twilio", "+39333 1234567", "\"text\":\"x\"", NULL, "to.address" },
	{ "twilio", "+39333\\r\\n4567", "\"text\":\"x\"", NULL, "to.address" },
	{ "vonage", "+393331234567", "\"text\":\"caff\xc3\xa8\"",
	    "to=393331234567&from=%2B390212345&text=caff%C3%A8&type=text&client-ref=" KEY,
	    "Segments: 1\n" },
	{ "vonage", "+393331234567", "\"text\":\"\xd0\x94\xd0\xb0\"",
	    "to=393331234567&from=%2B390212345&text=%D0%94%D0%B0&type=unicode&client-ref=" KEY,
	    "Segments: 1\n" },
	{ "slack", "team", "\"body\":\"<!channel> a & b \\\"q\\\" <@U1>\"",
	    "{\"text\":\"&lt;!channel&gt; a &amp; b \\\"q\\\" &lt;@U1&gt;\"}",
	    "Content-Type: application/json\n" },
	{ "slack", "team", "\"body\":{ \"blocks\" : [1, 2.50] }",
	    "{\"blocks\":[1, 2.50]}", "Key: " KEY "\n" },
	{ "slack", "team", "\"body\":[1]", NULL, "body: expected a text or an object" },
	{ "mattermost", "team",
	    "\"body\":\"@all me@shop.example @here <!channel> \xc3\xa9@x\"",
	    "{\"text\":\"@\xe2\x80\x8b"
	    "all me@shop.example @\xe2\x80\x8bhere "
	    "&lt;!channel&gt; \xc3\xa9@x\"}",
	    "" },
	{ "discord", "team", "\"body\":\"@everyone\"",
	    "{\"content\":\"@everyone\",\"allowed_mentions\":{\"parse\":[]}}", "" },
	{ "discord", "team",
	    "\"body\":{\"content\":\"@everyone\",\"allowed_mentions\":{\"parse\":[\"everyone\"]}}",
	    "{\"content\":\"@everyone\",\"allowed_mentions\":{\"parse\":[]}}", "" },
	{ "telegram", "team", "\"body\":\"<b>{secret}</b>\"",
	    "{\"chat_id\":\"-1001\",\"text\":\"<b>{secret}</b>\"}", "" },
	{ "telegram", "team", "\"body\":{\"text\":\"x\",\"chat_id\":7}",
	    "{\"text\":\"x\",\"chat_id\":\"-1001\"}", "" },
	{ "telegram", "team", "\"body\":7", NULL, "body: expected a text or an object" },
	{ "json", "team", "\"body\":{\"a\" : [1.10, null, \"\\u00e9\"]}",
	    "{\"a\" : [1.10, null, \"\\u00e9\"]}", "" },
	{ "json", "team", "\"body\":\"{text}\"", "\"{text}\"", "" },
	{ "json", "team", "\"body\":-1.0", "-1.0", "" },
};

static void
try_render(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct rendered *c = &cases[i];
		struct gateway *g = shipped(c->gateway);
		struct gateway_request r;
		struct buf bytes = BUF_INIT;
		struct record rec;
		struct err e = { .text = "" };

		record(&rec, g->sms ? "sms" : "webhook", c->to, c->more);
		if (!gateway_render(g, &account, &rec.m, KEY, &bytes, &e)) {
			OK(c->body == NULL && strstr(e.text, c->why) != NULL &&
				e.kind == ERR_RECORD && bytes.len == 0,
			    "%s %zu is refused: %s", c->gateway, i, e.text);
		} else {
			OK(c->body != NULL && gateway_read(buf_view(&bytes), &r),
			    "%s %zu is rendered", c->gateway, i);
			IS(r.body, c->body == NULL ? "" : c->body, "its body");
			IS(r.key, KEY, "its key");
			IS(r.gateway, c->gateway, "its gateway");
			OK(strstr(buf_cstr(&bytes), c->why) != NULL, "its head");
			OK(strstr(buf_cstr(&bytes), "s3cret") == NULL &&
				strstr(buf_cstr(&bytes), "SECRETPATH") == NULL,
			    "no secret is kept");
		}
		record_done(&rec);
		buf_done(&bytes);
		gateway_free(g);
	}
}

/* N characters are taken by NAME, and one more is not. */
static void
try_length(const char *name, size_t n)
{
	struct gateway *g = shipped(name);
	struct buf more = BUF_INIT, bytes = BUF_INIT;
	struct record rec;
	struct err e = { .text = "" };

	for (size_t i = n; i <= n + 1; i++) {
		buf_clear(&more);
		buf_fmt(&more, "\"%s\":\"%0*d\"", g->sms ? "text" : "body", (int)i, 0);
		record(
		    &rec, g->sms ? "sms" : "webhook", "+393331234567", buf_cstr(&more));
		OK(gateway_render(g, &account, &rec.m, KEY, &bytes, &e) == (i == n),
		    "%s: %zu characters: %s", name, i, e.text);
		record_done(&rec);
	}
	OK(strstr(e.text, g->sms ? "text: has" : "body: has") != NULL,
	    "... with the place");
	buf_done(&more);
	buf_done(&bytes);
	gateway_free(g);
}

#define START "{\"about\":\"x\",\"channel\":\"sms\","
#define POST "{\"about\":\"x\",\"channel\":\"webhook\","
#define URL "\"url\":\"https://a.example/x\","

static const struct {
	const char *text, *why;
} wrong[] = {
	{ "", "some/test.json: " },
	{ "[]", "some/test.json: " },
	{ "{}", "some/test.json:1: about: " },
	{ "{\"about\":\"x\"}", ":1: channel: expected \"sms\" or \"webhook\"" },
	{ START "\n\"form\":{}}", ":1: url: expected an https URL" },
	{ START URL "\n\"form\":{},\"json\":{}}", ":1: expected either \"form\" or" },
	{ START URL "\n\"frm\":{}}", ":2: frm: no such key" },
	{ START URL URL "\"form\":{}}", "url: stands twice" },
	{ START URL "\n\"form\":{\"a\":\n\"{txt}\"}}", ":3: form.a: {txt} is no place" },
	{ START URL "\"form\":{\"a\":\"{secret}\"}}", "form.a: {secret} is no place" },
	{ START URL "\"form\":{\"a\":\"{chat}\"}}", "form.a: {chat} is no place" },
	{ START URL "\"form\":{\"a\":\"{body}\"}}", "form.a: {body} is no place" },
	{ START URL "\"form\":{\"a\":\"{\"}}", "form.a: has a brace" },
	{ START URL "\"form\":{\"a\":1}}", "form.a: expected a text" },
	{ START URL "\"form\":{\"a\":\"x\",\"a\":\"y\"}}", "form.a: stands twice" },
	{ START URL "\"json\":{\"a\":[\"{txt}\"]}}", "json.a[0]: {txt} is no place" },
	{ START URL "\"json\":{},\"object\":{}}", "object: is for webhooks" },
	{ START "\"url\":\"http://a.example/\",\"form\":{}}",
	    "url: expected an https URL" },
	{ START "\"url\":\"https://{account}.example/\",\"form\":{}}",
	    "url: a place stands" },
	{ START "\"url\":\"https://a.example{account}\",\"form\":{}}",
	    "url: a place stands" },
	{ START "\"url\":\"{account}\",\"form\":{}}", "url: a place stands" },
	{ START "\"url\":\"https://a/{text}\",\"form\":{}}", "url: {text} is no place" },
	{ START "\"url\":\"https://u:p@a/\",\"form\":{}}", "url: expected an https URL" },
	{ START URL "\"form\":{},\"headers\":{\"Host\":\"b\"}}",
	    "headers.Host: is no header" },
	{ START URL "\"form\":{},\"headers\":{\"A B\":\"b\"}}", "is no header" },
	{ START URL "\"form\":{},\"headers\":{\"X\":\"{text}\"}}",
	    "headers.X: {text} is no" },
	{ START URL "\"form\":{},\"auth\":{\"how\":\"digest\"}}", "auth.how: expected" },
	{ START URL "\"form\":{},\"auth\":{\"how\":\"basic\"}}", "auth.user: expected" },
	{ START URL "\"form\":{},\"auth\":{\"how\":\"header\"}}", "auth.name: expected" },
	{ START URL "\"form\":{},\"auth\":{\"how\":\"header\",\"name\":\"Host\"}}",
	    "auth.name" },
	{ START URL "\"form\":{},\"escape\":\"html\"}", "escape: expected \"slack\"" },
	{ START URL "\"form\":{},\"length\":0}", "length: expected" },
	{ START URL "\"form\":{},\"segments\":256}", "segments: expected" },
	{ POST "\"json\":{},\"segments\":2}", "segments: expected" },
	{ START URL "\"form\":{},\"seconds\":601}", "seconds: expected 1 to 600" },
	{ START URL "\"form\":{\"a\":\"{coding}\"}}", "coding: expected the words" },
	{ START URL "\"form\":{},\"coding\":{\"gsm\":\"a\"}}", "coding.ucs2: expected" },
	{ START URL "\"form\":{},\"idempotency\":\"a b\"}", "idempotency: is no header" },
	{ START URL "\"form\":{},\"reply\":{\"ok\":\"a\"}}", "reply.equals: expected" },
	{ START URL "\"form\":{},\"reply\":{\"later\":[1]}}",
	    "reply.later[0]: expected" },
	{ START URL "\"form\":{},\"reply\":{\"okay\":1}}", "reply.okay: no such key" },
	{ START URL "\"form\":{},\"reply\":{\"status\":{\"down\":[200]}}}",
	    "down[0]: expected" },
	{ START URL "\"form\":{},\"reply\":{\"status\":{\"sent\":[400]}}}",
	    "no such key" },
};

static void
try_wrong(void)
{
	struct search where = { NULL, "/nowhere" };
	struct err e;

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		OK(parse(wrong[i].text, &e) == NULL && e.kind == ERR_TROUBLE &&
			strstr(e.text, wrong[i].why) != NULL,
		    "wrong %zu: %s", i, e.text);
	OK(gateway_find(&where, STR("../twilio"), &e) == NULL &&
		strstr(e.text, "there is no gateway \"../twilio\"") != NULL,
	    "a name is no path");
	OK(gateway_find(&where, STR("twilio"), &e) == NULL, "there is none");
	OK(gateway_open("/nowhere/x.json", &e) == NULL && e.kind == ERR_TROUBLE,
	    "no file");
}

/* Which answers mean what. */
static const struct {
	const char *gateway;
	int status;
	const char *body;
	enum outcome_kind kind;
	int64_t after;
	const char *detail;
} judged[] = {
	{ "twilio", 201, "{\"sid\":\"SM1\",\"status\":\"queued\"}", OUTCOME_SENT, 0,
	    "SM1" },
	{ "twilio", 201, "", OUTCOME_SENT, 0, "" },
	{ "twilio", 400, "{\"code\":21610,\"message\":\"unsubscribed\",\"status\":400}",
	    OUTCOME_FAILED, 0, "21610: unsubscribed" },
	{ "twilio", 401, "{\"code\":20003,\"message\":\"Authenticate\"}", OUTCOME_DOWN, 0,
	    "20003: Authenticate" },
	{ "twilio", 429, "{\"code\":20429,\"message\":\"slow\"}", OUTCOME_LATER, 0,
	    "20429: slow" },
	{ "twilio", 400, "{\"code\":21611,\"message\":\"queue\"}", OUTCOME_LATER, 0,
	    "21611: queue" },
	{ "twilio", 502, "<html>", OUTCOME_UNKNOWN, 0, "<html>" },
	{ "vonage", 200, "{\"messages\":[{\"status\":\"0\",\"message-id\":\"0C\"}]}",
	    OUTCOME_SENT, 0, "0C" },
	{ "vonage", 200,
	    "{\"messages\":[{\"status\":\"1\",\"error-text\":\"Throttled\"}]}",
	    OUTCOME_LATER, 0, "1: Throttled" },
	{ "vonage", 200, "{\"messages\":[{\"status\":\"4\",\"error-text\":\"Bad\"}]}",
	    OUTCOME_DOWN, 0, "4: Bad" },
	{ "vonage", 200, "{\"messages\":[{\"status\":\"7\",\"error-text\":\"Barred\"}]}",
	    OUTCOME_FAILED, 0, "7: Barred" },
	{ "vonage", 200, "{\"messages\":[]}", OUTCOME_UNKNOWN, 0,
	    "its answer does not say" },
	{ "vonage", 200, "{}", OUTCOME_UNKNOWN, 0, "its answer does not say" },
	{ "vonage", 200, "<html>Welcome", OUTCOME_UNKNOWN, 0, "its answer does not say" },
	{ "slack", 200, "ok", OUTCOME_SENT, 0, "" },
	{ "slack", 200, "Sign in first", OUTCOME_UNKNOWN, 0, "its answer does not say" },
	{ "slack", 400, "invalid_payload", OUTCOME_FAILED, 0, "invalid_payload" },
	{ "slack", 404, "no_service", OUTCOME_DOWN, 0, "no_service" },
	{ "slack", 410, "gone", OUTCOME_DOWN, 0, "gone" },
	{ "slack", 500, "rollup_error", OUTCOME_LATER, 0, "rollup_error" },
	{ "mattermost", 200, "ok", OUTCOME_SENT, 0, "" },
	{ "mattermost", 400, "{\"id\":\"web.x\",\"message\":\"Bad\"}", OUTCOME_FAILED, 0,
	    "web.x: Bad" },
	{ "discord", 200, "{\"id\":\"99\"}", OUTCOME_SENT, 0, "99" },
	{ "discord", 204, "", OUTCOME_SENT, 0, "" },
	{ "discord", 429,
	    "{\"message\":\"limited\",\"retry_after\":1.25,\"global\":false}",
	    OUTCOME_LATER, 2, "limited" },
	{ "discord", 404, "{\"message\":\"Unknown Webhook\",\"code\":10015}",
	    OUTCOME_DOWN, 0, "10015: Unknown Webhook" },
	{ "telegram", 200, "{\"ok\":true,\"result\":{\"message_id\":5}}", OUTCOME_SENT, 0,
	    "5" },
	{ "telegram", 200, "{\"ok\":false,\"description\":\"no\"}", OUTCOME_FAILED, 0,
	    "no" },
	{ "telegram", 429,
	    "{\"ok\":false,\"error_code\":429,\"description\":\"Too Many Requests\","
	    "\"parameters\":{\"retry_after\":35}}",
	    OUTCOME_LATER, 35, "429: Too Many Requests" },
	{ "telegram", 403, "{\"ok\":false,\"error_code\":403,\"description\":\"kicked\"}",
	    OUTCOME_DOWN, 0, "403: kicked" },
	{ "json", 202, "anything", OUTCOME_SENT, 0, "" },
	{ "json", 422, "bad\r\nthing\x1b[31m", OUTCOME_FAILED, 0, "bad  thing [31m" },
	{ "json", 504, "", OUTCOME_LATER, 0, "HTTP status 504" },
};

static void
try_judge(void)
{
	for (size_t i = 0; i < sizeof judged / sizeof *judged; i++) {
		struct gateway *g = shipped(judged[i].gateway);
		bool repeatable = g->key_header.at != NULL;
		struct http_reply reply = { .status = judged[i].status, .whole = true };
		struct outcome o = { .kind = http_kind(judged[i].status, repeatable) };

		(void)snprintf(o.detail, sizeof o.detail, "HTTP status %d", reply.status);
		buf_text(&reply.body, judged[i].body);
		gateway_judge(g, &reply, repeatable, &o);
		OK(o.kind == judged[i].kind && o.retry_after == judged[i].after &&
			str_starts(str_of(o.detail), str_of(judged[i].detail)) &&
			(o.detail[0] == '\0') == (judged[i].detail[0] == '\0'),
		    "%s %d %s: %d, %d s: %s", judged[i].gateway, judged[i].status,
		    judged[i].body, o.kind, (int)o.retry_after, o.detail);
		buf_done(&reply.body);
		gateway_free(g);
	}
}

static int marks;

static bool
mark(void *context)
{
	(void)context;
	marks++;
	return true;
}

/* Posts "x" by the data file TEXT, in which PORT is the server's port. */
static void
post(struct web *s, const char *text, const char *to, struct outcome *o)
{
	struct str rest = str_of(text);
	size_t port = (size_t)str_find(rest, STR("PORT"));
	struct buf file = BUF_INIT, bytes = BUF_INIT;
	struct http *h = http_new();
	struct gateway *g;
	struct err e;

	buf_fmt(&file, "%.*s%d%s", (int)port, text, s->port, text + port + 4);
	g = parse(buf_cstr(&file), &e);
	if (g == NULL) {
		OK(false, "%s", e.text);
		exit(1);
	}
	buf_text(&bytes, "Gateway: test\nKey: " KEY "\nSegments: 2\n"
			 "Content-Type: text/x-test\n\nx=1");
	marks = 0;
	gateway_send(g, &account, h,
	    &(struct gateway_post){ str_of(to), buf_view(&bytes), mark, NULL }, o);
	buf_done(&file);
	buf_done(&bytes);
	gateway_free(g);
	http_free(h);
}

#define LOCAL "\"url\":\"http://127.0.0.1:PORT/a/{account}?n={digits}\",\"form\":{},"

static void
try_send(struct web *s)
{
	static const char answer[] = "HTTP/1.1 200 OK\r\n\r\n{\"id\":\"m-1\"}";
	struct outcome o;

	s->answer = answer;
	post(s,
	    START LOCAL
	    "\"query\":{\"a b\":\"{from}\"},\"idempotency\":\"X-Once\",\"headers\":"
	    "{\"X-Who\":\"{account} {secret}\"},\"auth\":{\"how\":\"basic\","
	    "\"user\":\"{account}\"},\"reply\":{\"id\":\"id\"}}",
	    "+3933", &o);
	OK(o.kind == OUTCOME_SENT && marks == 1, "sent");
	IS(str_of(o.detail), "m-1; 2 parts", "what is told");
	IS(str_of(o.code), "200", "the code");
	OK(strstr(s->got, "POST /a/AC0123?n=3933&a%20b=%2B390212345 HTTP/1.1\r\n") !=
		NULL,
	    "the URL");
	OK(strstr(s->got, "\r\nX-Once: " KEY "\r\n") != NULL, "the key");
	OK(strstr(s->got, "\r\nX-Who: AC0123 s3cret-token\r\n") != NULL, "a header");
	/* printf AC0123:s3cret-token | base64 */
	OK(strstr(s->got, "\r\nAuthorization: Basic QUMwMTIzOnMzY3JldC10b2tlbg==\r\n") !=
		NULL,
	    "basic");
	OK(strstr(s->got, "\r\nContent-Type: text/x-test\r\n") != NULL &&
		strstr(s->got, "\r\n\r\nx=1") != NULL,
	    "the body");
	post(s, START LOCAL "\"auth\":{\"how\":\"bearer\"}}", "+3933", &o);
	OK(strstr(s->got, "\r\nAuthorization: Bearer s3cret-token\r\n") != NULL,
	    "bearer");
	post(s, START LOCAL "\"auth\":{\"how\":\"header\",\"name\":\"X-Api\"}}", "+3933",
	    &o);
	OK(strstr(s->got, "\r\nX-Api: s3cret-token\r\n") != NULL, "a header of its own");
	post(s, START LOCAL "\"auth\":{\"how\":\"query\",\"name\":\"k\"}}", "+3933", &o);
	OK(strstr(s->got, "n=3933&k=s3cret-token HTTP") != NULL, "in the query");
	s->answer = "HTTP/1.1 400 Bad\r\n\r\nno s3cret-token, s3cret-token";
	post(s, START LOCAL "\"auth\":{\"how\":\"bearer\"}}", "+3933", &o);
	OK(o.kind == OUTCOME_FAILED, "refused");
	IS(str_of(o.detail), "no ************, ************", "the secret is covered");
	s->answer = NULL;
	post(s, START LOCAL "\"auth\":{\"how\":\"bearer\"}}", "+3933", &o);
	OK(o.kind == OUTCOME_UNKNOWN && marks == 1, "no answer: %s", o.detail);
	post(s, START LOCAL "\"idempotency\":\"X-Once\"}", "+3933", &o);
	OK(o.kind == OUTCOME_LATER && marks == 1, "no answer, with a key: %s", o.detail);
}

static void
try_unfit(void)
{
	struct gateway_account a = account;
	struct gateway *g = shipped("slack"), *t = shipped("twilio");
	struct gateway_post p = { STR_INIT("team"),
		STR_INIT("Gateway: slack\nKey: k\nContent-Type: a/b\n\n{}"), mark, NULL };
	struct http *h = http_new();
	struct outcome o;
	struct err e;

	marks = 0;
	a.url = STR("https://hooks.example/a\r\nX: y");
	gateway_send(g, &a, h, &p, &o);
	OK(o.kind == OUTCOME_DOWN && marks == 0, "a URL with a line end: %s", o.detail);
	OK(strstr(o.detail, "hooks") == NULL, "is not shown");
	p.bytes = STR("Gateway: twilio\nKey: k\nContent-Type: a/b\n\n{}");
	gateway_send(g, &account, h, &p, &o);
	OK(o.kind == OUTCOME_LATER && marks == 0, "another gateway's: %s", o.detail);
	p.bytes = STR("From: shop\n\nHello");
	gateway_send(g, &account, h, &p, &o);
	OK(o.kind == OUTCOME_FAILED && marks == 0, "no request: %s", o.detail);
	a = account;
	a.secret = STR("a\r\nX: y");
	p.bytes = STR("Gateway: json\nKey: k\nContent-Type: a/b\n\n{}");
	gateway_free(g);
	g = parse(POST "\"json\":\"{body}\",\"auth\":{\"how\":\"bearer\"}}", &e);
	p.bytes = STR("Gateway: test\nKey: k\nContent-Type: a/b\n\n{}");
	gateway_send(g, &a, h, &p, &o);
	OK(o.kind == OUTCOME_DOWN && marks == 0, "a secret with a line end: %s",
	    o.detail);
	OK(gateway_needs_url(g) && gateway_needs_secret(g), "needs URL and secret");
	OK(!gateway_needs_url(t) && gateway_needs_secret(t), "needs a secret");
	a = (struct gateway_account){ .from = STR("x") };
	OK(gateway_fits(t, &account, &e), "fits");
	OK(!gateway_fits(t, &a, &e) && e.kind == ERR_TROUBLE, "lacks: %s", e.text);
	http_free(h);
	gateway_free(g);
	gateway_free(t);
}

int
main(void)
{
	static struct web s;

	web_start(&s);
	try_render();
	try_length("twilio", 1600);
	try_length("vonage", 3200);
	try_length("slack", 40000);
	try_length("mattermost", 16383);
	try_length("discord", 2000);
	try_length("telegram", 4096);
	try_wrong();
	try_judge();
	try_send(&s);
	try_unfit();
	gateway_free(NULL);
	web_stop(&s);
	return tap_done();
}
