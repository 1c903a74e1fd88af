/* fuzz-layout - mapping files, and exports read by them */
/* SPDX-License-Identifier: ISC */

/*
 * The input is a mapping file, a NUL, and an export.  Where the mapping file is good, the
 * export is imported by it: every row ends as an item of an order or as exactly one
 * reject, every record is read again as it was written, a second run gives the same, and
 * where orders are whole there are no more of them.
 */

#include <string.h>
#include <unistd.h>

#include "fuzz/layout-input.h"
#include "shop/order-maker.h"
#include "unit/memory-file.h"

/* What a run gave. */
struct outcome {
	struct emit records;
	uint64_t orders, items, rejects;
};

/* The record just written is one that the other tools read. */
static void
read_again(struct emit *m, size_t from)
{
	struct buf line = BUF_INIT;
	struct rec rec = { .line = STR_NONE };
	struct order order;
	struct emit again;
	struct err e;

	buf_add(&line, m->out.at + from, m->out.len - from - 1);
	buf_reserve(&line, 64);
	memset(line.at + line.len, 0, 64);
	order_init(&order);
	emit_init(&again, -1);
	MUST(rec_read(&rec, buf_view(&line), &e));
	if (order_read(&order, rec_root(&rec), &e)) {
		order_write(&again, &order);
		MUST(again.out.len == m->out.len - from);
		MUST(memcmp(again.out.at, m->out.at + from, again.out.len) == 0);
	} else {
		(void)fprintf(stderr, "%s\n", e.text);
		MUST(false);
	}
	emit_done(&again);
	order_done(&order);
	rec_done(&rec);
	buf_done(&line);
}

static void
import_all(struct import *i, const struct order *order, bool whole, struct outcome *o)
{
	struct import_item item;
	enum import_kind kind;
	struct err e;
	uint64_t last = 0;

	while ((kind = import_next(i, &item, &e)) != IMPORT_END) {
		size_t from = o->records.out.len;

		if (kind == IMPORT_RECORD) {
			MUST(order->source.line.n > 0);
			MUST((uint64_t)order->source.line.n > last || !whole);
			last = (uint64_t)order->source.line.n;
			order_write(&o->records, order);
			read_again(&o->records, from);
			o->orders++;
			o->items += order->n_items;
		} else if (kind == IMPORT_REJECT) {
			MUST(e.kind == ERR_RECORD && e.text[0] != '\0' && item.line > 0);
			o->rejects++;
		} else if (kind == IMPORT_ERROR) {
			MUST(e.kind == ERR_TROUBLE);
		}
	}
	MUST(import_next(i, &item, &e) == IMPORT_END);
}

/* How many rows there are; SIZE_MAX where the file cannot be read to its end. */
static uint64_t
count_rows(const struct table_settings *s, struct str export)
{
	struct table_row row;
	enum table_kind kind = TABLE_END;
	struct err e;
	uint64_t n = 0;
	int fd = memory_file(export);
	struct table *t = table_open(fd, s, &e);

	while (t != NULL && ((kind = table_next(t, &row, &e)) == TABLE_ROW ||
				kind == TABLE_BAD || kind == TABLE_IGNORED))
		n += kind != TABLE_IGNORED;
	table_close(t);
	(void)close(fd);
	return kind == TABLE_ERROR ? SIZE_MAX : n;
}

static void
run(struct layout *l, struct str export, bool whole, struct outcome *o)
{
	static struct order_maker orders;
	struct import_settings s = {
		.file = STR("fuzz"), .whole = whole, .maker = &orders.maker
	};
	struct err e;
	int fd = memory_file(export);
	struct import *i;

	if (orders.seen == NULL)
		order_maker_init(&orders);
	s.table.layouts = &l;
	s.table.n_layouts = 1;
	s.table.zone = zone_find("Europe/Rome", &e);
	(void)currency_find(STR("EUR"), &s.table.currency);
	*o = (struct outcome){ .orders = 0 };
	emit_init(&o->records, -1);
	i = import_open(fd, &s, &e);
	if (i != NULL)
		import_all(i, &orders.draft.order, whole, o);
	import_close(i);
	(void)close(fd);
	if (l->line_a_row && l->lines_when.n == 0 && !l->json)
		MUST(o->items + o->rejects == count_rows(&s.table, export));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct outcome first, second;
	struct str export;
	struct layout *l = layout_input(data, size, &order_schema, &export);

	if (l == NULL)
		return 0;
	run(l, export, false, &first);
	/* Ids are remembered from run to run, so that only their number is the same. */
	run(l, export, false, &second);
	MUST(first.orders == second.orders && first.rejects == second.rejects);
	emit_done(&second.records);
	run(l, export, true, &second);
	MUST(second.orders <= first.orders && second.rejects >= first.rejects);
	emit_done(&first.records);
	emit_done(&second.records);
	layout_free(l);
	return 0;
}
