/* table-rows - the rows of an export, and to which record each belongs */
/* SPDX-License-Identifier: ISC */

#include "data/fit.h"
#include "data/table-open.h"

/* The header again, as where exports were put one behind the other. */
static bool
is_header(const struct table *t)
{
	if (t->row.n != t->n_header)
		return false;
	for (size_t i = 0; i < t->n_header; i++)
		if (!str_eq(t->row.fields[i], t->header[i]))
			return false;
	return true;
}

/*
 * Whether the head F says something in the row; where it cannot be read it does, so that
 * whoever reads the row is told.
 */
static bool
says(struct table *t, const struct bound_field *f, const struct place *place)
{
	struct pool *pool = t->cells.pool;
	struct texts *warnings = t->cells.warnings;
	struct value v;
	struct err ignored;
	bool done;

	if (bind_empty(f, place))
		return false;
	pool_clear(&t->scratch);
	t->unheard.n = 0;
	t->cells.pool = &t->scratch;
	t->cells.warnings = &t->unheard;
	done = bind_read(f, place, &t->cells, &v, &ignored);
	t->cells.pool = pool;
	t->cells.warnings = warnings;
	return !done || v.there;
}

/* Whether the layout's `needs` and `ignore_like` say that the row is no data. */
static bool
is_beside(struct table *t, const struct place *place)
{
	struct err ignored;
	bool holds;

	if (t->never)
		return true;
	for (size_t i = 0; i < t->n_ignore_like; i++)
		if (bind_holds(
			&t->ignore_like[i], place, &t->cells.found, &holds, &ignored) &&
		    holds)
			return true;
	for (size_t i = 0; i < t->n_needs; i++)
		if (!says(t, &t->heads.fields[t->needs[i]], place))
			return true;
	return false;
}

/* Whether the row is no data: empty, the header, or what the layout says to ignore. */
static bool
is_ignored(const struct table *t)
{
	const struct layout *l = t->layout;
	const struct csv_row *r = &t->row;
	size_t i = 0, k;

	while (i < r->n && r->fields[i].len == 0)
		i++;
	if (i == r->n || is_header(t))
		return true;
	for (k = 0; k < l->n_ignore; k++)
		for (i = 0; i < r->n; i++)
			if (str_starts(str_trim(r->fields[i]), l->ignore[k]))
				return true;
	return false;
}

/* Cells behind the header's last that are all empty do no harm. */
static bool
has_all_cells(const struct table *t)
{
	if (t->row.n < t->n_header)
		return false;
	for (size_t i = t->n_header; i < t->row.n; i++)
		if (t->row.fields[i].len != 0)
			return false;
	return true;
}

/* Whether the row's key is that of the record before it. */
static bool
same_key(const struct table *t)
{
	struct str last = buf_view(&t->last);

	if (t->first || t->n_key == 0)
		return false;
	for (size_t i = 0; i < t->n_key; i++) {
		struct str cell;

		if (t->key[i] >= t->row.n)
			return false;
		cell = t->row.fields[t->key[i]];
		if (last.len <= cell.len || last.at[cell.len] != '\0' ||
		    (cell.len != 0 && memcmp(last.at, cell.at, cell.len) != 0))
			return false;
		last.at += cell.len + 1;
		last.len -= cell.len + 1;
	}
	return last.len == 0;
}

static bool
empty_key(const struct table *t, size_t *at)
{
	for (size_t i = 0; i < t->n_key; i++)
		if (str_trim(t->row.fields[t->key[i]]).len == 0) {
			*at = t->key[i];
			return true;
		}
	return false;
}

static void
keep_key(const struct table *t, struct buf *key)
{
	buf_clear(key);
	for (size_t i = 0; i < t->n_key; i++) {
		buf_str(key, t->row.fields[t->key[i]]);
		buf_char(key, '\0');
	}
}

/* Whether the key of a bad row is there, and is text. */
static bool
key_is_text(const struct table *t)
{
	size_t bad;

	for (size_t i = 0; i < t->n_key; i++) {
		struct str cell;

		if (t->key[i] >= t->row.n)
			return false;
		cell = t->row.fields[t->key[i]];
		if (!str_utf8(cell, &bad) ||
		    (cell.len != 0 && memchr(cell.at, '\0', cell.len) != NULL))
			return false;
	}
	return t->n_key != 0;
}

/*
 * Whether the key cells of a bad row are at their place and whole.  Where cells are
 * missing, or there are too many, only those at the row's very start are, unless the row
 * is its last cell, cut, or the rest of a bad one before it.
 */
static bool
key_is_sure(const struct table *t)
{
	if (t->row.n == t->n_header)
		return true;
	for (size_t i = 0; i < t->n_key; i++)
		if (t->key[i] >= t->n_key || t->key[i] + 1 >= t->row.n)
			return false;
	return !t->gap || t->row.n > t->n_header;
}

/* To which record a bad row belongs, as far as that can be seen. */
static enum table_kind
bad_row(struct table *t, struct table_row *out)
{
	bool text, none;
	size_t at;

	out->begins = true;
	if (t->layout == NULL || !t->layout->line_a_row)
		return TABLE_BAD;
	text = key_is_text(t);
	none = text && empty_key(t, &at);
	if (text && same_key(t))
		out->begins = false;
	if (none && t->layout->empty_key && !t->first && !t->gap)
		out->begins = false;
	out->lost = out->begins && (!text || none || !key_is_sure(t));
	if (text) {
		keep_key(t, &t->bad);
		out->key = buf_view(&t->bad);
	}
	t->gap |= out->begins;
	return TABLE_BAD;
}

static void
wrong_cells(const struct table *t, struct err *e)
{
	const struct csv_row *r = &t->row;
	const char *cr = memchr(r->raw.at, '\r', r->raw.len);

	(void)err_set(e, ERR_RECORD, "the row has %zu cell%s, the header %zu%s", r->n,
	    r->n == 1 ? "" : "s", t->n_header,
	    cr == NULL
		? ""
		: ", and a CR stands in it: if that is the end of a line, give all "
		  "lines of the file the same");
}

/* Whether a good row begins a record, and what is seen of that record's first row. */
static void
find_begin(struct table *t, struct table_row *out, bool keyless)
{
	bool marked = t->has_begins && t->row.fields[t->begins].len != 0;

	out->begins = !t->layout->line_a_row || !same_key(t);
	/* What a row without a key goes on with may be what could not be read. */
	if (keyless)
		out->begins = t->gap;
	out->headless = t->layout->line_a_row && out->begins && !marked &&
			(keyless || t->has_begins);
	out->begins |= marked;
	out->head = out->begins && !out->headless &&
		    (t->has_begins || t->layout->empty_key || !t->layout->line_a_row);
	t->gap = false;
	if (out->begins)
		keep_key(t, &t->last);
}

static enum table_kind
ignored(struct table *t)
{
	t->skipped.ignored++;
	return TABLE_IGNORED;
}

static enum table_kind
csv_row(struct table *t, struct table_row *out, struct err *e)
{
	const struct place place = { t->row.fields, VAL_NONE };
	bool keyless;
	size_t at;

	if (!has_all_cells(t)) {
		wrong_cells(t, e);
		return bad_row(t, out);
	}
	if (t->picky && is_beside(t, &place))
		return ignored(t);
	keyless = t->n_key != 0 && empty_key(t, &at);
	if (keyless && (!t->layout->empty_key || t->first)) {
		(void)err_set(e, ERR_RECORD, "%.*s: expected text, got nothing",
		    STR_ARG(t->header[at]));
		return bad_row(t, out);
	}
	find_begin(t, out, keyless);
	t->first = false;
	out->lines = t->layout->line_a_row ? 1 : t->n_lines;
	if (t->has_when && str_trim(t->row.fields[t->when]).len == 0)
		out->lines = 0;
	return TABLE_ROW;
}

static enum table_kind
next_csv(struct table *t, struct table_row *out, struct err *e)
{
	enum csv_kind kind;

	kind = csv_next(t->csv, &t->row, e);
	if (kind == CSV_END)
		return TABLE_END;
	if (kind == CSV_ERROR)
		return TABLE_ERROR;
	*out = (struct table_row){ .line = t->row.line, .raw = t->row.raw };
	if (kind == CSV_BAD)
		return bad_row(t, out);
	return is_ignored(t) ? ignored(t) : csv_row(t, out, e);
}

/* The first object says which layout it is. */
static bool
choose_json(struct table *t, struct err *e)
{
	struct fit fit;

	fit_init(&fit, t->s->layouts, t->s->n_layouts);
	if (fit_object(&fit, rec_root(&t->rec)) != FIT_ONE)
		return fit_error(&fit, e);
	table_bind(t, fit.best);
	return true;
}

static enum table_kind
wrong_record(const struct table *t, struct err *e)
{
	(void)err_prefix(e, "record %llu: ", (unsigned long long)t->nth);
	return TABLE_BAD;
}

static enum table_kind
next_json(struct table *t, struct table_row *out, struct err *e)
{
	struct element element;
	char path[256];

	t->nth++;
	switch (elements_next(&t->elements, &element, e)) {
	case ELEMENT_END:
		return TABLE_END;
	case ELEMENT_ERROR:
		return TABLE_ERROR;
	case ELEMENT_BAD:
		*out = (struct table_row){
			.line = element.line, .raw = element.text, .begins = true
		};
		return wrong_record(t, e);
	case ELEMENT_TEXT:
		break;
	}
	*out = (struct table_row){
		.line = element.line, .raw = element.text, .begins = true
	};
	if (!rec_read(&t->rec, element.text, e))
		return wrong_record(t, e);
	if (t->layout == NULL && !choose_json(t, e))
		return TABLE_ERROR;
	if (t->picky && is_beside(t, &(struct place){ NULL, rec_root(&t->rec) }))
		return ignored(t);
	t->list = VAL_NONE;
	if (t->layout->lines_path.len == 0 || t->layout->n_lines == 0)
		return TABLE_ROW;
	if (t->layout->lines_path.len >= sizeof path)
		return err_set(e, ERR_TROUBLE, "the path of the lines is too long"),
		       TABLE_ERROR;
	memcpy(path, t->layout->lines_path.at, t->layout->lines_path.len);
	path[t->layout->lines_path.len] = '\0';
	if (!rec_get_list(rec_root(&t->rec), path, &t->list, e))
		return wrong_record(t, e);
	out->lines = val_count(t->list);
	return TABLE_ROW;
}

/* A line of a web server's log. */
static enum table_kind
next_log(struct table *t, struct table_row *out, struct err *e)
{
	const struct str *cells;
	struct place place;
	bool good;

	*out = (struct table_row){ .begins = true };
	switch (table_log_next(t->log, &out->raw, &out->line, &cells, &good, e)) {
	case LINE_END:
		return TABLE_END;
	case LINE_ERROR:
		return TABLE_ERROR;
	case LINE_LONG:
	case LINE_TEXT:
		break;
	}
	if (!good)
		return TABLE_BAD;
	place = (struct place){ cells, VAL_NONE };
	if (cells == NULL || (t->picky && is_beside(t, &place)))
		return ignored(t);
	memcpy(t->row.fields, cells, t->n_header * sizeof *cells);
	return TABLE_ROW;
}

enum table_kind
table_next(struct table *t, struct table_row *row, struct err *e)
{
	enum table_kind kind;

	if (!t->json && t->layout == NULL)
		return TABLE_END;
	kind = t->json	? next_json(t, row, e)
	       : t->log ? next_log(t, row, e)
			: next_csv(t, row, e);
	t->new_record = kind == TABLE_ROW && row->begins;
	return kind;
}
