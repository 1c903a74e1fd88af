/* fuzz-gateway - data files of gateways, texts, and answers */
/* SPDX-License-Identifier: ISC */

/*
 * The input is a data file, a NUL, a text, a NUL, and an answer.  Where the file is good,
 * the text is rendered, twice to the same bytes, which hold no secret and are read again
 * as they were made; JSON is JSON, and a form has no byte that would end a field.  The
 * answer means the same twice, and what is told of it is one line.
 */

#include <string.h>

#include "fuzz/entry.h"
#include "shop/gateway.h"

#define KEY "abcdefghijklmnopqrstuvwxyz"
#define SECRET "\x01secret\x01" /* as nothing that a file can hold */

static const struct gateway_account account = { .from = STR_INIT("Shop"),
	.account = STR_INIT("AC1"),
	.chat = STR_INIT("-1"),
	.url = STR_INIT("https://a.example/" SECRET),
	.secret = STR_INIT(SECRET) };

/* The part of *REST before its next NUL. */
static struct str
cut(struct str *rest)
{
	struct str part = STR_INIT("");

	if (rest->at != NULL)
		(void)str_cut(rest, '\0', &part);
	return part;
}

/* A record that says TEXT. */
static void
record(struct buf *line, bool sms, struct str text)
{
	buf_fmt(line,
	    "{\"id\":\"m\",\"class\":\"transactional\",\"channel\":\"%s\",\"to\":"
	    "{\"address\":\"+393331234567\"},\"%s\":\"",
	    sms ? "sms" : "webhook", sms ? "text" : "body");
	emit_escape(line, text);
	buf_text(line, "\"}");
	buf_reserve(line, 64);
	memset(line->at + line->len, 0, 64);
}

static void
check_body(const struct gateway *g, struct str body)
{
	struct buf copy = BUF_INIT;
	struct tape tape = { .n = 0 };
	struct err e;

	if (g->form) {
		for (size_t i = 0; i < body.len; i++)
			MUST(body.at[i] > ' ' && body.at[i] < 0x7f);
		return;
	}
	buf_str(&copy, body);
	buf_reserve(&copy, 64);
	memset(copy.at + copy.len, 0, 64);
	MUST(scan(&tape, buf_view(&copy), &e));
	tape_done(&tape);
	buf_done(&copy);
}

static void
render(const struct gateway *g, struct str text)
{
	struct buf line = BUF_INIT, first = BUF_INIT, second = BUF_INIT;
	struct rec rec = { .line = STR_NONE };
	struct gateway_request r;
	struct message m;
	struct err e;

	record(&line, g->sms, text);
	MUST(rec_read(&rec, buf_view(&line), &e) && message_read(&m, rec_root(&rec), &e));
	if (gateway_render(g, &account, &m, KEY, &first, &e)) {
		MUST(gateway_render(g, &account, &m, KEY, &second, &e));
		MUST(str_eq(buf_view(&first), buf_view(&second)));
		MUST(str_find(buf_view(&first), STR(SECRET)) < 0);
		MUST(gateway_read(buf_view(&first), &r));
		MUST(str_is(r.key, KEY) && str_eq(r.gateway, g->name));
		check_body(g, r.body);
	} else {
		MUST(e.kind == ERR_RECORD && first.len == 0);
	}
	buf_done(&first);
	buf_done(&second);
	rec_done(&rec);
	buf_done(&line);
}

static void
judge(const struct gateway *g, struct str answer)
{
	static const int statuses[] = { 200, 301, 400, 401, 429, 500, 502 };
	struct http_reply reply = { .whole = true };
	struct outcome first, second;

	buf_str(&reply.body, answer);
	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
		reply.status = statuses[i];
		first = second = (struct outcome){ .kind = http_kind(
						       statuses[i], false) };
		gateway_judge(g, &reply, false, &first);
		gateway_judge(g, &reply, false, &second);
		MUST(first.kind == second.kind &&
		     strcmp(first.detail, second.detail) == 0);
		MUST(first.kind != OUTCOME_SENT || statuses[i] == 200);
		MUST(first.retry_after >= 0 && first.retry_after <= HTTP_AFTER_MAX + 1);
		MUST(strpbrk(first.detail, "\r\n\x1b") == NULL);
	}
	buf_done(&reply.body);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = { (const char *)data, size }, file = cut(&rest);
	struct str text = cut(&rest), answer = rest.at == NULL ? STR("") : rest;
	struct gateway *g;
	struct err e;
	size_t bad;

	g = gateway_parse(file, "fuzz.json", &e);
	if (g == NULL) {
		MUST(e.kind == ERR_TROUBLE &&
		     str_starts(str_of(e.text), STR("fuzz.json")));
		return 0;
	}
	if (text.len > 0 && str_utf8(text, &bad))
		render(g, text);
	judge(g, answer);
	gateway_free(g);
	return 0;
}
