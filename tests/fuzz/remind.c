/* fuzz-remind - carts as anybody can write them into a log, as mails */
/* SPDX-License-Identifier: ISC */

/*
 * Each line is a cart, and one of a log.  What a log says in it becomes a cart that can
 * be read, whatever it is; made so once more it is the same, and nothing is missed; of a
 * customer who has withdrawn it agrees to nothing.  A cart that is read is written again
 * as a cart that reads the same; what comes of all of them is records, and each message
 * has an address that mail can go to, a subject of one line and a page in which nothing
 * runs and every link leads to the shop.  A line may be an order, too: it is taken or
 * refused.
 */

#include <string.h>

#include "fuzz/entry.h"
#include "shop/cart-mend.h"
#include "shop/link.h"
#include "shop/message.h"
#include "shop/remind.h"

#define SLACK 64

static struct buf room;

/* LINE as a record, with what must be readable behind it. */
static bool
record(struct rec *rec, struct str line, struct err *e)
{
	buf_clear(&room);
	buf_str(&room, line);
	buf_reserve(&room, SLACK);
	memset(room.at + room.len, 0, SLACK);
	return rec_read(rec, buf_view(&room), e);
}

/* What is written of C is read and written so again. */
static void
round_trip(const struct cart *c)
{
	struct rec rec = { .line = STR_NONE };
	struct cart again = { .id = STR_NONE };
	struct buf first = BUF_INIT;
	struct emit m;
	struct err e;

	emit_init(&m, -1);
	cart_write(&m, c);
	buf_str(&first, str_trim(buf_view(&m.out)));
	emit_done(&m);
	MUST(record(&rec, buf_view(&first), &e) && cart_read(&again, rec_root(&rec), &e));
	emit_init(&m, -1);
	cart_write(&m, &again);
	MUST(str_eq(buf_view(&first), str_trim(buf_view(&m.out))));
	emit_done(&m);
	cart_done(&again);
	rec_done(&rec);
	buf_done(&first);
}

/* The text of the cart that REC, of a log, is made to; whether anything is missed. */
static bool
mend(struct cart_mend *m, struct rec *rec, bool withdrawn, struct buf *text)
{
	struct val root = rec_root(rec), customer = VAL_NONE, items = VAL_NONE;
	struct cart_mend_source s = { .withdrawn = withdrawn };
	struct cart c = { .id = STR("k"), .step = STR("cart") };
	struct emit out;
	struct err e;
	bool missed;

	c.last_seen_at.there = true;
	(void)currency_find(STR("EUR"), &s.of_items);
	(void)rec_find(root, "customer", &customer, &e);
	(void)rec_find(root, "items", &items, &e);
	(void)rec_get_text(root, "url", &c.url, &e);
	(void)rec_get_text(root, "country", &c.context.country, &e);
	if (val_there(customer))
		s.customer = val_raw(customer);
	if (val_there(items))
		s.items = val_raw(items);
	cart_mend(m, &s, &c);
	missed = c.warnings != NULL;
	c.warnings = NULL;
	emit_init(&out, -1);
	cart_write(&out, &c);
	buf_clear(text);
	buf_str(text, str_trim(buf_view(&out.out)));
	emit_done(&out);
	return missed;
}

/* What a log says is made a cart that is read, and that stays as it is. */
static void
take_log(struct str line)
{
	struct cart_mend *m = cart_mend_new();
	struct rec rec = { .line = STR_NONE };
	struct cart cart = { .id = STR_NONE };
	struct buf first = BUF_INIT, second = BUF_INIT;
	bool consent;
	struct err e;

	if (record(&rec, line, &e)) {
		(void)mend(m, &rec, false, &first);
		MUST(record(&rec, buf_view(&first), &e));
		MUST(cart_read(&cart, rec_root(&rec), &e));
		consent = cart.customer.accepts_marketing.there;
		MUST(!mend(m, &rec, false, &second));
		MUST(str_eq(buf_view(&first), buf_view(&second)));
		MUST(!mend(m, &rec, true, &second));
		MUST(record(&rec, buf_view(&second), &e));
		MUST(cart_read(&cart, rec_root(&rec), &e));
		MUST(cart.customer.accepts_marketing.there == consent &&
		     !cart.customer.accepts_marketing.is);
	}
	cart_done(&cart);
	buf_done(&first);
	buf_done(&second);
	rec_done(&rec);
	cart_mend_free(m);
}

static void
take(struct remind *r, struct str line, struct emit *out)
{
	struct rec rec = { .line = STR_NONE };
	struct cart cart = { .id = STR_NONE };
	struct err e = { .text = "" };
	struct str type;

	/* The frame of the tool lets nothing else through. */
	if (record(&rec, line, &e) && rec_need_text(rec_root(&rec), "type", &type, &e) &&
	    str_is(type, "cart")) {
		if (remind_add(r, rec_root(&rec), out, &e)) {
			MUST(cart_read(&cart, rec_root(&rec), &e));
			round_trip(&cart);
		} else {
			emit_drop(out);
			MUST(e.kind == ERR_RECORD && e.text[0] != '\0');
		}
	}
	cart_done(&cart);
	rec_done(&rec);
}

/* The order in LINE, if it is one, is taken or refused. */
static void
take_order(struct remind *r, struct str line)
{
	struct rec rec = { .line = STR_NONE };
	struct err e = { .text = "" };
	struct str type;

	if (record(&rec, line, &e) && rec_need_text(rec_root(&rec), "type", &type, &e) &&
	    str_is(type, "order") && !remind_bought(r, rec_root(&rec), &e))
		MUST(e.kind == ERR_RECORD && e.text[0] != '\0');
	rec_done(&rec);
}

/* Every link of the web in HTML leads to the shop. */
static void
check_links(struct str html)
{
	const struct str start = STR("href=\"http");
	struct str url;
	ptrdiff_t at;

	while ((at = str_find(html, start)) >= 0) {
		html.at += at + 6;
		html.len -= (size_t)at + 6;
		MUST(str_cut(&html, '"', &url));
		MUST(link_within(url, STR("https://shop.example")));
	}
}

static void
check(struct str line)
{
	struct rec rec = { .line = STR_NONE };
	struct message m;
	struct err e;
	struct str type;

	MUST(record(&rec, line, &e) && rec_need_text(rec_root(&rec), "type", &type, &e));
	if (str_is(type, "message")) {
		MUST(message_read(&m, rec_root(&rec), &e));
		MUST(message_address(m.to.address, &e));
		MUST(m.subject.len > 0 &&
		     memchr(m.subject.at, '\n', m.subject.len) == NULL);
		check_links(m.html);
		MUST(str_find(m.html, STR("<script")) < 0);
		MUST(str_find(m.html, STR("\"javascript:")) < 0);
	}
	rec_done(&rec);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct search search = { .kit = FUZZ_DATA };
	struct str text = { (const char *)data, size }, line;
	struct shop shop = { .url = STR("https://shop.example") };
	struct remind_options o = { .search = &search,
		.shop = &shop,
		.steps = { { 3600, 36000 }, 2 },
		.max = 3,
		.max_age = 604800,
		.limit = -1,
		.now = { .seconds = 1795251600 },
		.explain = true };
	struct err e;
	struct remind *r = remind_new(&o, &e);
	struct emit out;

	MUST(r != NULL);
	emit_init(&out, -1);
	while (str_cut(&text, '\n', &line)) {
		take_log(line);
		take(r, line, &out);
	}
	text = (struct str){ (const char *)data, size };
	while (str_cut(&text, '\n', &line))
		take_order(r, line);
	while (remind_waits(r))
		MUST(remind_write(r, &out, &e));
	text = buf_view(&out.out);
	while (str_cut(&text, '\n', &line))
		if (line.len > 0)
			check(line);
	emit_done(&out);
	remind_free(r);
	buf_done(&room);
	return 0;
}
