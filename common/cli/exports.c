/* exports - the exports that an import tool reads, one after the other */
/* SPDX-License-Identifier: ISC */

#include "cli/exports.h"

#include <inttypes.h>

#include "base/diag.h"

static void
open_layouts(struct exports *x, const char *folder)
{
	const struct schema *schema = x->settings.maker->schema;
	const struct exports_asked *asked = x->asked;
	struct err e;

	if (asked->map != NULL && asked->from != NULL)
		tool_misuse(x->tool, "--map and --from exclude each other");
	if (!(asked->map != NULL ? layouts_file(&x->layouts, asked->map, schema, &e)
				 : layouts_open(&x->layouts, &x->tool->search, folder,
				       asked->from, schema, &e)))
		diag_die(ERR_TROUBLE, "%s", e.text);
}

static void
show_layouts(const struct exports *x)
{
	struct buf list = BUF_INIT;

	layouts_list(&x->layouts, &list);
	tool_print(x->tool, buf_view(&list));
	buf_done(&list);
}

void
exports_open(struct exports *x, struct tool *t, const struct exports_asked *asked,
    struct import_maker *maker, const char *folder)
{
	struct table_settings *s = &x->settings.table;

	*x = (struct exports){ .tool = t, .asked = asked };
	x->settings.maker = maker;
	x->settings.whole = asked->whole;
	open_layouts(x, folder);
	if (asked->list) {
		show_layouts(x);
		return;
	}
	s->layouts = x->layouts.at;
	s->n_layouts = x->layouts.n;
	if (asked->separator != NULL &&
	    !layout_separator(str_of(asked->separator), &s->separator))
		tool_misuse(t, "--separator: expected one character or tab, got \"%s\"",
		    asked->separator);
	s->encoding = asked->encoding;
	s->zone = shop_zone(t->shop);
	if (t->shop->currency.at != NULL)
		(void)currency_find(t->shop->currency, &s->currency);
}

static void
tell_skipped(const struct exports *x)
{
	struct table_skipped skipped = table_skipped(import_table(x->import));
	const char *source = x->tool->source;

	if (skipped.before != 0)
		diag_note("%s: %" PRIu64 " line%s before the header passed over", source,
		    skipped.before, skipped.before == 1 ? "" : "s");
	if (!x->any)
		diag_note("%s: no %ss in it", source, x->settings.maker->what);
	if (skipped.ignored != 0)
		diag_note("%s: %" PRIu64 " %s without data passed over", source,
		    skipped.ignored, skipped.ignored == 1 ? "row" : "rows");
}

/* The kit's own layouts name columns that many exports lack; a shop's is for its own. */
static void
tell_absent(const struct exports *x)
{
	struct texts names = { NULL, 0, 0 };

	if (x->asked->map != NULL)
		table_absent(import_table(x->import), &names);
	for (size_t k = 0; k < names.n; k++)
		diag_note("%s: there is no column \"%.*s\", which %s names",
		    x->tool->source, STR_ARG(names.at[k]), x->asked->map);
	texts_done(&names);
}

/* Opens the next operand that is an export; false where there are no more. */
static bool
open_next(struct exports *x)
{
	const char *source;
	struct err e;
	int fd;

	while (!x->asked->list && (fd = tool_next_file(x->tool, &source)) >= 0) {
		x->settings.file = str_of(source);
		x->import = import_open(fd, &x->settings, &e);
		x->kind = IMPORT_WAIT;
		x->any = false;
		if (x->import != NULL) {
			tell_absent(x);
			return true;
		}
		tool_complain(x->tool, &e);
	}
	return false;
}

static void
close_import(struct exports *x)
{
	tell_skipped(x);
	import_close(x->import);
	x->import = NULL;
}

bool
exports_next(struct exports *x)
{
	struct tool *t = x->tool;
	struct import_item item;
	struct err e;

	while (x->import != NULL || open_next(x)) {
		if (x->kind == IMPORT_END ||
		    !tool_tick(t, x->kind == IMPORT_RECORD || x->kind == IMPORT_REJECT)) {
			close_import(x);
			continue;
		}
		x->kind = import_next(x->import, &item, &e);
		x->any |= x->kind != IMPORT_WAIT && x->kind != IMPORT_END;
		if (x->kind == IMPORT_RECORD)
			return true;
		if (x->kind == IMPORT_REJECT)
			tool_reject_raw(t, item.line, item.raw, &e);
		else if (x->kind == IMPORT_WAIT)
			tool_idle(t);
		else if (x->kind == IMPORT_ERROR)
			tool_complain(t, &e);
	}
	return false;
}

void
exports_close(struct exports *x)
{
	layouts_done(&x->layouts);
}
