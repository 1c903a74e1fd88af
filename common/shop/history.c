/* history - what the ledger knows of a person or a message, as records */
/* SPDX-License-Identifier: ISC */

#include "shop/history.h"

#include "io/ledger.h"
#include "io/mime.h"
#include "shop/entry.h"
#include "shop/gateway.h"
#include "shop/receipt.h"

static void
put_text(struct emit *m, struct str key, struct str text)
{
	if (text.len > 0)
		emit_put_text(m, key, text);
}

void
history_row(struct emit *m, const struct ledger_entry *row)
{
	struct receipt r = entry_receipt(row, 0);

	if (r.to.len == 0)
		r.to = STR_NONE;
	receipt_begin(m, &r);
	put_text(m, STR("subject"), row->subject);
	put_text(m, STR("kind"), row->kind);
	put_text(m, STR("template"), row->template);
	put_text(m, STR("class"), row->class);
	put_text(m, STR("language"), row->language);
	put_text(m, STR("order_id"), row->order_id);
	put_text(m, STR("customer_id"), row->customer_id);
	emit_put_time(m, STR("created_at"), entry_moment(row->created_at, 0));
}

static bool
write_mail(struct emit *m, struct ledger *l, int64_t row, struct err *e)
{
	struct buf bytes = BUF_INIT, text = BUF_INIT, html = BUF_INIT;
	struct gateway_request request;
	bool ok = ledger_bytes(l, row, &bytes, e);

	if (ok && bytes.len > 0) {
		if (gateway_read(buf_view(&bytes), &request))
			buf_str(&text, request.body);
		else
			mime_bodies(buf_view(&bytes), &text, &html);
		put_text(m, STR("text"), buf_view(&text));
		put_text(m, STR("html"), buf_view(&html));
		emit_put_text(m, STR("mail"), buf_view(&bytes));
	}
	buf_done(&bytes);
	buf_done(&text);
	buf_done(&html);
	return ok;
}

static bool
walk(const char *path, enum ledger_view view, struct str value, struct emit *out, int *n,
    struct err *e)
{
	struct ledger *l = ledger_open(path, false, e);
	struct ledger_entry row = { 0 };
	bool ok;

	*n = 0;
	if (l == NULL)
		return e->text[0] == '\0';
	while ((ok = ledger_next(l, view, value, &row, e)) && row.row != 0) {
		history_row(out, &row);
		if (view == LEDGER_BY_MESSAGE && !(ok = write_mail(out, l, row.row, e))) {
			emit_drop(out);
			break;
		}
		emit_object_end(out);
		emit_line(out);
		++*n;
	}
	ledger_entry_done(&row);
	ledger_close(l);
	return ok;
}

bool
history_find(
    const char *ledger, const char *address, struct emit *out, int *n, struct err *e)
{
	return walk(ledger, LEDGER_BY_ADDRESS, str_of(address), out, n, e);
}

bool
history_show(const char *ledger, const char *id, struct emit *out, int *n, struct err *e)
{
	return walk(ledger, LEDGER_BY_MESSAGE, str_of(id), out, n, e);
}
