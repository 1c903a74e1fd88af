/* funnel-sheet - the tables of a report on lost carts */
/* SPDX-License-Identifier: ISC */

/*
 * What the forms that people read have in common: which tables there are, their columns,
 * and the text of every cell.  Cells hold what came from the log already made plain
 * (show_plain), and are not escaped for any markup.
 */

#ifndef SHOP_FUNNEL_SHEET_H
#define SHOP_FUNNEL_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/pool.h"
#include "base/str.h"
#include "shop/funnel-compare.h"
#include "shop/funnel.h"

/* In the order in which a report shows them. */
enum sheet_name {
	SHEET_KEY,     /* the figures that matter most */
	SHEET_STEPS,   /* the funnel */
	SHEET_LOSSES,  /* what was lost at each step, and came back */
	SHEET_REASONS, /* what the lost visits had seen, what costs most first */
	SHEET_PERIODS,
	SHEET_GROUPS,
	SHEET_CHANGES, /* from the earlier report */
	SHEETS
};

enum sheet_tone {
	TONE_PLAIN,
	TONE_SOFT, /* less than the others: an interval, what chance may have made */
	TONE_GOOD,
	TONE_BAD,
};

struct sheet_cell {
	struct str text;
	enum sheet_tone tone;
	int64_t bar; /* in a bar's column: millionths of its whole length */
};

struct sheet_column {
	struct str name;
	bool right; /* numbers */
	bool bar;   /* no text but a bar */
	int spare;  /* where there is no room for all, higher ones go first; 0 stays */
};

#define SHEET_COLUMNS 12

struct sheet {
	const char *id;	  /* a word: "steps" */
	struct str title; /* "The funnel" */
	struct str note;  /* a sentence below the title, or none */
	struct sheet_column column[SHEET_COLUMNS];
	size_t n_columns;
	struct sheet_cell *cell; /* row by row */
	size_t n_cells, room;
	struct pool pool;
	struct buf text; /* of the cell being made */
};

/*
 * Makes the table NAME with at most MOST rows of reasons and groups; false, and nothing
 * to free, where the report has none.  EARLIER may be NULL.
 */
bool sheet_make(struct sheet *s, enum sheet_name name, const struct funnel *f,
    const struct funnel_earlier *earlier, size_t most);
void sheet_done(struct sheet *s);

static inline size_t
sheet_rows(const struct sheet *s)
{
	return s->n_cells / s->n_columns;
}

/* The cell of a row and a column, both from 0. */
static inline const struct sheet_cell *
sheet_at(const struct sheet *s, size_t row, size_t column)
{
	return &s->cell[row * s->n_columns + column];
}

/* For those who make tables: a column more, and the text so far as the next cell. */
struct sheet_column *sheet_column(struct sheet *s, const char *name, bool right);
struct sheet_cell *sheet_cell(struct sheet *s);

/* The makers, in modules of their own. */
void sheet_reasons(struct sheet *s, const struct funnel *f, size_t most);
void sheet_groups(struct sheet *s, const struct funnel *f,
    const struct funnel_earlier *earlier, size_t most);
void sheet_periods(struct sheet *s, const struct funnel *f);
void sheet_changes(
    struct sheet *s, const struct funnel *f, const struct funnel_earlier *earlier);

/* Cells of one figure, which may be NULL: its value, interval, change and verdict. */
void sheet_figure(struct sheet *s, const struct figure *g);
void sheet_interval(struct sheet *s, const struct figure *g);
void sheet_change(struct sheet *s, const struct figure *g);
void sheet_beyond(struct sheet *s, const struct figure *g);

#endif
