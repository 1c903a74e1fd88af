/* order-import - turn the exports of shops and marketplaces into orders */
/* SPDX-License-Identifier: ISC */

#include <inttypes.h>

#include "base/diag.h"
#include "base/seen.h"
#include "cli/tool.h"
#include "shop/import.h"
#include "shop/layouts.h"

static const char *from = "auto", *map, *encoding, *separator;
static bool whole, list_layouts;

static const struct opt opts[] = {
	{ .brief = 'f',
	    .name = "from",
	    .arg = "NAME",
	    .help =
		"the layout of the exports; auto (the default) finds it by the header",
	    .text = &from },
	{ .brief = 'm',
	    .name = "map",
	    .arg = "FILE",
	    .help = "use the layout in FILE, see aftercare-layout(5)",
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

static char
separator_of(const struct tool *t)
{
	struct str s = str_of(separator);

	if (separator == NULL)
		return 0;
	if (str_is(s, "tab") || str_is(s, "\\t"))
		return '\t';
	if (s.len != 1 || (unsigned char)*separator > '~' || *separator == '"')
		tool_misuse(t, "--separator: expected one character or tab, got \"%s\"",
		    separator);
	return *separator;
}

static void
tell_skipped(const struct tool *t, const struct import *i)
{
	struct table_skipped skipped = table_skipped(import_table(i));

	if (skipped.before != 0)
		diag_note("%s: %" PRIu64 " line%s before the header passed over",
		    t->source, skipped.before, skipped.before == 1 ? "" : "s");
	if (skipped.ignored != 0)
		diag_note("%s: %" PRIu64 " %s no data passed over", t->source,
		    skipped.ignored,
		    skipped.ignored == 1 ? "row that is" : "rows that are");
}

/* All orders of one export. */
static void
import(struct tool *t, int fd, struct import_settings *s)
{
	struct import_item item;
	enum import_kind kind = IMPORT_ORDER;
	struct err e;
	struct import *i = import_open(fd, s, &e);

	if (i == NULL) {
		diag_warn("%s: %s", t->source, e.text);
		tool_status(t, ERR_TROUBLE);
		return;
	}
	while (kind != IMPORT_END && tool_tick(t)) {
		kind = import_next(i, &item, &e);
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
	tell_skipped(t, i);
	import_close(i);
}

int
main(int argc, char *argv[])
{
	struct tool t;
	struct import_settings s = { .whole = false };
	struct layouts layouts;
	struct buf list = BUF_INIT;
	struct err e;
	const char *source;
	int fd;

	tool_init(&t, &usage, argc, argv);
	s.table.separator = separator_of(&t);
	s.table.encoding = encoding;
	s.whole = whole;
	if (!(map != NULL
		    ? layouts_file(&layouts, map, &order_schema, &e)
		    : layouts_open(&layouts, &t.search,
			  str_is(str_of(from), "auto") ? NULL : from, &order_schema, &e)))
		diag_die(ERR_TROUBLE, "%s", e.text);
	if (list_layouts) {
		layouts_list(&layouts, &list);
		tool_print(&t, buf_view(&list));
		buf_done(&list);
		layouts_done(&layouts);
		return tool_finish(&t);
	}
	s.table.layouts = layouts.at;
	s.table.n_layouts = layouts.n;
	s.table.zone = shop_zone(t.shop);
	if (t.shop->currency.at != NULL)
		(void)currency_find(t.shop->currency, &s.table.currency);
	s.seen = seen_new();
	while ((fd = tool_next_file(&t, &source)) >= 0) {
		s.file = str_of(source);
		import(&t, fd, &s);
	}
	seen_free(s.seen);
	layouts_done(&layouts);
	return tool_finish(&t);
}
