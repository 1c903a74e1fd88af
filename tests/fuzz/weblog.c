/* fuzz-weblog - lines of web servers' logs, and the tokens in them */
/* SPDX-License-Identifier: ISC */

/*
 * A line that is read and written again in JSON is read as the same request.  Whatever
 * else a line says is within it or without its escapes, and no longer than the line.  A
 * token is found in a target only where it is one, and no page has a '/' in the token of
 * its path.
 */

#include "data/weblog.h"
#include "base/mem.h"
#include "data/emit.h"
#include "fuzz/entry.h"
#include "shop/landing.h"
#include "shop/token.h"

/* A copy of TEXT with what a reader may look at behind it. */
static struct str
padded(struct buf *room, struct str text)
{
	buf_clear(room);
	buf_reserve(room, text.len + 64);
	buf_str(room, text);
	memset(room->at + room->len, 0, 64);
	return buf_view(room);
}

static void
write_again(const struct weblog_entry *entry, struct emit *m)
{
	emit_object(m);
	emit_put_text(m, STR("method"), entry->method);
	if (entry->target.at != NULL)
		emit_put_text(m, STR("uri"), entry->target);
	if (entry->token.at != NULL)
		emit_put_text(m, STR("token"), entry->token);
	emit_put_int(m, STR("status"), entry->status);
	emit_put_time(m, STR("time"), (struct moment){ true, entry->at });
	emit_object_end(m);
}

/* ENTRY, which W lends, is the same when it is written and read again. */
static void
hold(const struct weblog_entry *entry)
{
	struct weblog w = { .fields = { NULL } };
	struct weblog_entry again;
	struct buf room = BUF_INIT;
	struct emit m;
	struct err e;
	size_t bad;

	if (!str_utf8(entry->method, &bad) || !str_utf8(entry->target, &bad))
		return;
	emit_init(&m, -1);
	write_again(entry, &m);
	MUST(weblog_read(&w, padded(&room, buf_view(&m.out)), &again, &e));
	MUST(str_eq(entry->method, again.method) && str_eq(entry->target, again.target));
	MUST(str_eq(entry->token, again.token));
	MUST(entry->status == again.status && entry->at.seconds == again.at.seconds);
	weblog_done(&w);
	emit_done(&m);
	buf_done(&room);
}

static void
find_tokens(struct str target)
{
	static const char *const pages[] = { "https://shop.example/u/{token}",
		"/a%20b/x{token}y?c=d", "https://shop.example/bye?t={token}" };
	struct buf room = BUF_INIT;
	struct str token, rest = target;
	struct landing l;
	struct err e;
	size_t i, k;

	for (i = 0; i < sizeof pages / sizeof *pages; i++) {
		MUST(landing_init(&l, str_of(pages[i]), &e));
		if (landing_reads(&l, target, &room, &token) && i < 2)
			MUST(token.len == 0 || memchr(token.at, '/', token.len) == NULL);
		landing_done(&l);
	}
	while (token_next(&rest, &token)) {
		MUST(token.len == TOKEN_LEN);
		for (k = 0; k < token.len; k++)
			MUST(base32_has(token.at[k]));
	}
	buf_done(&room);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str line = { size == 0 ? "" : (const char *)data, size };
	struct weblog w = { .fields = { NULL } };
	struct weblog_entry entry;
	struct weblog_more more;
	struct buf room = BUF_INIT;
	struct err e = { .text = "" };

	(void)weblog_starts(line);
	if (weblog_read(&w, padded(&room, line), &entry, &e)) {
		MUST(entry.status >= 0 && entry.status <= 999);
		MUST(weblog_more(&w, &more, &e));
		MUST(more.address.len <= size && more.referrer.len <= size);
		MUST(more.agent.len <= size);
		for (size_t i = 0; i < WEBLOG_WORDS; i++)
			MUST(more.words[i].len <= size);
		hold(&entry);
		find_tokens(entry.target);
	} else {
		MUST(e.kind == ERR_RECORD && e.text[0] != '\0');
	}
	find_tokens(line);
	weblog_done(&w);
	buf_done(&room);
	return 0;
}
