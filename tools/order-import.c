/* order-import - turn the exports of shops and marketplaces into orders */
/* SPDX-License-Identifier: ISC */

#include <inttypes.h>

#include "base/diag.h"
#include "base/seen.h"
#include "cli/tool.h"
#include "shop/import.h"
#include "shop/layouts.h"

static const char *from, *map, *encoding, *separator;
static bool whole, list_layouts;

static const struct opt opts[] = {
	{ 'f', "from", "NAME",
	    "the layout of the exports; auto (the default) finds it by the header",
	    .text = &from },
	{ 'm', "map", "FILE", "use the layout in FILE, see aftercare-layout(5)",
	    .text = &map },
	{ .name = "encoding",
	    .arg = "NAME",
	    .help = "the encoding of CSV, such as windows-1252; UTF-8 by default",
	    .text = &encoding },
	{ .name = "separator",
	    .arg = "CHAR",
	    .help = "what stands between the cells of CSV, or tab; found by default",
	    .text = &separator },
	{ .name = "whole",
	    .help = "refuse a whole order where one of its rows is refused",
	    .flag = &whole },
	{ .name = "list-layouts",
	    .help = "show the layouts that there are, and read nothing",
	    .flag = &list_layouts },
	OPT_END,
};

static const struct usage usage = {
	.name = "order-import",
	.about = "turn the exports of shops and marketplaces into orders",
	.operands = "[FILE ...]",
	.writes = "order",
	.opts = opts,
};

static void
open_layouts(const struct tool *t, struct layouts *l)
{
	struct err e;

	if (map != NULL && from != NULL)
		tool_misuse(t, "--map and --from exclude each other");
	if (!(map != NULL ? layouts_file(l, map, &order_schema, &e)
			  : layouts_open(l, &t->search, from, &order_schema, &e)))
		diag_die(ERR_TROUBLE, "%s", e.text);
}

static void
show_layouts(struct tool *t, const struct layouts *l)
{
	struct buf list = BUF_INIT;

	layouts_list(l, &list);
	tool_print(t, buf_view(&list));
	buf_done(&list);
}

static void
tell_skipped(const struct tool *t, const struct import *i, bool any)
{
	struct table_skipped skipped = table_skipped(import_table(i));

	if (skipped.before != 0)
		diag_note("%s: %" PRIu64 " line%s before the header passed over",
		    t->source, skipped.before, skipped.before == 1 ? "" : "s");
	if (!any)
		diag_note("%s: no orders in it", t->source);
	if (skipped.ignored != 0)
		diag_note("%s: %" PRIu64 " %s without data passed over", t->source,
		    skipped.ignored, skipped.ignored == 1 ? "row" : "rows");
}

/* The kit's own layouts name columns that many exports lack; a shop's is for its own. */
static void
tell_absent(const struct tool *t, const struct import *i)
{
	struct texts names = { NULL, 0, 0 };

	if (map != NULL)
		table_absent(import_table(i), &names);
	for (size_t k = 0; k < names.n; k++)
		diag_note("%s: there is no column \"%.*s\", which %s names", t->source,
		    STR_ARG(names.at[k]), map);
	texts_done(&names);
}

/* All orders of one export. */
static void
import(struct tool *t, int fd, struct import_settings *s)
{
	struct import_item item;
	enum import_kind kind = IMPORT_WAIT;
	bool any = false;
	struct err e;
	struct import *i = import_open(fd, s, &e);

	if (i == NULL) {
		diag_warn("%s: %s", t->source, e.text);
		tool_status(t, ERR_TROUBLE);
		return;
	}
	tell_absent(t, i);
	while (kind != IMPORT_END &&
	       tool_tick(t, kind == IMPORT_ORDER || kind == IMPORT_REJECT)) {
		kind = import_next(i, &item, &e);
		any |= kind != IMPORT_WAIT && kind != IMPORT_END;
		if (kind == IMPORT_ORDER) {
			order_write(&t->out, item.order);
		} else if (kind == IMPORT_REJECT) {
			tool_reject_raw(t, item.line, item.raw, &e);
		} else if (kind == IMPORT_WAIT) {
			tool_idle(t);
		} else if (kind == IMPORT_ERROR) {
			diag_warn("%s: %s", t->source, e.text);
			tool_status(t, ERR_TROUBLE);
		}
	}
	tell_skipped(t, i, any);
	import_close(i);
}

/* The operands, one after the other. */
static void
import_all(struct tool *t, const struct layouts *layouts)
{
	struct import_settings s = { .whole = whole, .seen = seen_new() };
	const char *source;
	int fd;

	s.table.layouts = layouts->at;
	s.table.n_layouts = layouts->n;
	if (separator != NULL && !layout_separator(str_of(separator), &s.table.separator))
		tool_misuse(t, "--separator: expected one character or tab, got \"%s\"",
		    separator);
	s.table.encoding = encoding;
	s.table.zone = shop_zone(t->shop);
	if (t->shop->currency.at != NULL)
		(void)currency_find(t->shop->currency, &s.table.currency);
	while ((fd = tool_next_file(t, &source)) >= 0) {
		s.file = str_of(source);
		import(t, fd, &s);
	}
	seen_free(s.seen);
}

int
main(int argc, char *argv[])
{
	struct tool t;
	struct layouts layouts;

	tool_init(&t, &usage, argc, argv);
	open_layouts(&t, &layouts);
	if (list_layouts)
		show_layouts(&t, &layouts);
	else
		import_all(&t, &layouts);
	layouts_done(&layouts);
	return tool_finish(&t);
}
