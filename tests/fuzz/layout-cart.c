/* fuzz-layout-cart - mapping files of carts, and exports and logs read by them */
/* SPDX-License-Identifier: ISC */

/*
 * The input is a mapping file, a NUL, and an export.  Where the mapping file is good, the
 * export is imported by it: every record is a JSON object with a time, an event and
 * somebody, no page of it has a query, and a second run gives the same bytes.
 */

#include <string.h>
#include <unistd.h>

#include "fuzz/layout-input.h"
#include "shop/cart-event-maker.h"
#include "unit/memory-file.h"

/* The record just written, from FROM on, is one that the reports read. */
static void
check(const struct emit *m, size_t from)
{
	struct buf line = BUF_INIT;
	struct rec rec = { .line = STR_NONE };
	struct moment ts;
	struct str text;
	struct val session, customer;
	struct err e;

	buf_add(&line, m->out.at + from, m->out.len - from - 1);
	buf_reserve(&line, 64);
	memset(line.at + line.len, 0, 64);
	MUST(rec_read(&rec, buf_view(&line), &e));
	MUST(rec_get_time(rec_root(&rec), "ts", &ts, &e) && ts.there);
	MUST(rec_need_text(rec_root(&rec), "event", &text, &e));
	MUST(rec_find(rec_root(&rec), "session", &session, &e));
	MUST(rec_find(rec_root(&rec), "customer", &customer, &e));
	MUST(val_there(session) || val_there(customer));
	MUST(rec_get_text(rec_root(&rec), "page", &text, &e));
	MUST(text.len == 0 || memchr(text.at, '?', text.len) == NULL);
	rec_done(&rec);
	buf_done(&line);
}

static void
run(struct layout *l, struct str export, struct emit *m)
{
	struct cart_event_maker events;
	struct import_settings s = { .file = STR("fuzz"), .maker = &events.maker };
	struct import_item item;
	enum import_kind kind = IMPORT_END;
	struct import *i;
	struct err e;
	int fd = memory_file(export);

	s.table.layouts = &l;
	s.table.n_layouts = 1;
	s.table.zone = zone_find("Europe/Rome", &e);
	cart_event_maker_init(&events);
	emit_init(m, -1);
	i = import_open(fd, &s, &e);
	while (i != NULL && (kind = import_next(i, &item, &e)) != IMPORT_END) {
		size_t from = m->out.len;

		if (kind == IMPORT_RECORD) {
			cart_event_write(m, &events.event);
			check(m, from);
		} else if (kind == IMPORT_REJECT) {
			MUST(e.kind == ERR_RECORD && e.text[0] != '\0' && item.line > 0);
		} else if (kind == IMPORT_ERROR) {
			MUST(e.kind == ERR_TROUBLE);
		}
	}
	import_close(i);
	cart_event_maker_done(&events);
	(void)close(fd);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct emit first, second;
	struct str export;
	struct layout *l = layout_input(data, size, &cart_event_schema, &export);

	if (l == NULL)
		return 0;
	run(l, export, &first);
	run(l, export, &second);
	MUST(first.out.len == second.out.len);
	MUST(first.out.len == 0 ||
	     memcmp(first.out.at, second.out.at, first.out.len) == 0);
	emit_done(&first);
	emit_done(&second);
	layout_free(l);
	return 0;
}
