/* import - the records of an export, by a layout */
/* SPDX-License-Identifier: ISC */

#include "shop/import.h"

#include <stdlib.h>

#include "base/mem.h"
#include "shop/import-gather.h"

struct import *
import_open(int fd, struct import_settings *s, struct err *e)
{
	struct import *i;
	struct table *table;

	s->table.schema = s->maker->schema;
	table = table_open(fd, &s->table, e);
	if (table == NULL)
		return NULL;
	i = mem_zero(1, sizeof *i);
	i->s = s;
	i->table = table;
	table_keep(table, &i->pool, &i->warnings);
	i->maker = s->maker;
	i->maker->clear(i->maker);
	return i;
}

void
import_close(struct import *i)
{
	if (i == NULL)
		return;
	table_close(i->table);
	i->maker->clear(i->maker);
	texts_done(&i->derived);
	texts_done(&i->warnings);
	texts_done(&i->refused);
	pool_done(&i->pool);
	loose_done(&i->loose);
	free(i->rows);
	free(i);
}

const struct table *
import_table(const struct import *i)
{
	return i->table;
}

/* --- what is refused --------------------------------------------------------------- */

/* Gives back the next row that is refused; false where there are no more. */
static bool
give_reject(struct import *i, struct import_item *out, struct err *e)
{
	for (; i->giving < i->n_rows; i->giving++) {
		const struct kept *k = &i->rows[i->giving];

		if (k->why.at == NULL && !i->damaged)
			continue;
		*out = (struct import_item){ k->line, k->raw };
		(void)err_set(e, ERR_RECORD, "%.*s",
		    STR_ARG(k->why.at != NULL ? k->why : i->because));
		i->giving++;
		return true;
	}
	return false;
}

/* --- rows -------------------------------------------------------------------------- */

/* A row that cannot be read, where it is kept: false where it is nobody's. */
static bool
take_bad(struct import *i, const struct table_row *row, const struct err *e)
{
	const struct layout *l = table_layout(i->table);

	if (l == NULL || !l->line_a_row)
		return false;
	if (!row->begins) {
		if (!i->open)
			return false;
		gather_loose(i);
		gather_bad(i, row->line, row->raw, str_of(e->text), false);
		return true;
	}
	if (i->more == 0 && loose_add(&i->loose, row, e, IMPORT_ROWS, IMPORT_BYTES))
		return true;
	if (i->more == 0)
		i->more = row->line;
	return false;
}

/* Gives back the next loose row that is not KEY's; false where there are no more. */
static bool
give_loose(struct import *i, struct str key, struct import_item *out, struct err *e)
{
	const struct loose_row *row = loose_other(&i->loose, key);

	if (row == NULL)
		return false;
	*out = (struct import_item){ row->line, row->raw };
	return err_set(e, ERR_RECORD, "%.*s", STR_ARG(row->why)), true;
}

/* A row of a record that is too long already. */
static enum import_kind
give_endless(const struct import *i, struct import_item *out, struct err *e)
{
	*out = (struct import_item){ i->row.line, i->row.raw };
	(void)err_set(e, ERR_RECORD, "the %s has more than %d rows or %zu MiB",
	    i->maker->what, IMPORT_ROWS, IMPORT_BYTES >> 20);
	return IMPORT_REJECT;
}

/* What the row read last becomes; false where the record at hand ends before it, or with
 * it. */
static bool
take_row(struct import *i)
{
	if (i->row.begins) {
		gather_end(i);
		i->pending = true;
		i->skipping = false;
		return !i->open;
	}
	gather_loose(i);
	if (!i->endless)
		gather_row(i, &i->row);
	i->skipping = i->endless;
	return !i->endless;
}

/* Reads a row; IMPORT_RECORD where it was taken, and the record at hand goes on. */
static enum import_kind
read_row(struct import *i, struct import_item *out, struct err *e)
{
	switch (table_next(i->table, &i->row, e)) {
	case TABLE_ERROR:
		i->failed = true;
		i->failure = *e;
		break;
	case TABLE_END:
		break;
	case TABLE_IGNORED:
		return IMPORT_RECORD;
	case TABLE_BAD:
		if (take_bad(i, &i->row, e)) {
			i->skipping |= i->endless;
			return i->endless ? IMPORT_END : IMPORT_RECORD;
		}
		*out = (struct import_item){ i->row.line, i->row.raw };
		return IMPORT_REJECT;
	case TABLE_ROW:
		if (i->skipping && !i->row.begins)
			return give_endless(i, out, e);
		return take_row(i) ? IMPORT_RECORD : IMPORT_END;
	}
	i->last = true;
	gather_end(i);
	return IMPORT_END;
}

/*
 * Reads rows up to the end of the record at hand.  IMPORT_REJECT where a row was met that
 * is no record's, IMPORT_WAIT where none is here yet, IMPORT_END otherwise.
 */
static enum import_kind
read_record(struct import *i, struct import_item *out, struct err *e)
{
	enum import_kind kind;

	do {
		if (i->pending) {
			if (give_loose(i, table_key(i->table), out, e))
				return IMPORT_REJECT;
			i->pending = false;
			gather_begin(i, &i->row);
			i->skipping = i->endless;
			/* A row that is a record has no other to wait for. */
			if (i->endless || !table_layout(i->table)->line_a_row)
				return IMPORT_END;
		}
		i->told = !i->told && !table_ready(i->table);
		if (i->told)
			return IMPORT_WAIT;
		kind = read_row(i, out, e);
	} while (kind == IMPORT_RECORD);
	return kind;
}

/* A record whose end was not seen, since the file could not be read on. */
static void
cut_off(struct import *i)
{
	if (!i->failed || i->damaged || !table_layout(i->table)->line_a_row)
		return;
	gather_refuse(i, &i->rows[i->n_rows - 1], true,
	    pool_fmt(
		&i->pool, "the file cannot be read to the %s's end", i->maker->what));
}

static enum import_kind
end(struct import *i, struct err *e)
{
	if (!i->failed)
		return IMPORT_END;
	i->failed = false;
	*e = i->failure;
	return IMPORT_ERROR;
}

enum import_kind
import_next(struct import *i, struct import_item *out, struct err *e)
{
	enum import_kind kind;

	for (;;) {
		if (i->state == ENDED)
			return give_loose(i, STR_NONE, out, e) ? IMPORT_REJECT
							       : end(i, e);
		if (i->state == GIVING) {
			if (give_reject(i, out, e))
				return IMPORT_REJECT;
			gather_clear(i);
			i->state = i->last ? ENDED : READING;
			continue;
		}
		kind = read_record(i, out, e);
		if (kind != IMPORT_END)
			return kind;
		if (!i->open) {
			i->state = ENDED;
			continue;
		}
		cut_off(i);
		if (gather_finish(i)) {
			return IMPORT_RECORD;
		}
	}
}
