/* table - an export read by a layout, row by row, as values of a record's fields */
/* SPDX-License-Identifier: ISC */

#include "data/table.h"

#include "data/fit.h"
#include "data/table-open.h"

const struct layout *
table_layout(const struct table *t)
{
	return t->layout;
}

struct table_skipped
table_skipped(const struct table *t)
{
	return t->skipped;
}

void
table_keep(struct table *t, struct pool *pool, struct texts *warnings)
{
	t->cells.pool = pool;
	t->cells.warnings = warnings;
}

struct str
table_column(const struct table *t, bool line, size_t index)
{
	const struct schema *s = t->s->schema;
	const struct bound *b = line && t->n_lines != 0 ? &t->lines[0] : &t->heads;

	for (size_t i = 0; i < b->n; i++)
		if (b->fields[i].index == index && b->fields[i].sources[0].n != 0)
			return b->fields[i].sources[0].columns[0].name;
	return str_of(line ? s->lines[index].name : s->heads[index].name);
}

struct currency
table_currency(const struct table *t)
{
	return t->cells.currency;
}

struct str
table_key(const struct table *t)
{
	return buf_view(&t->last);
}

bool
table_ready(struct table *t)
{
	return t->json ? elements_ready(&t->elements) : csv_ready(t->csv);
}

static void
absent(
    const struct layout_field *fields, size_t n, const struct bound *b, struct texts *out)
{
	for (size_t i = 0; i < n; i++) {
		size_t k = 0;

		while (k < b->n && b->fields[k].index != fields[i].target)
			k++;
		if (k == b->n && fields[i].sources[0].n_columns != 0)
			texts_add(out, fields[i].sources[0].columns[0].names[0]);
	}
}

void
table_absent(const struct table *t, struct texts *out)
{
	static const struct bound nothing = { NULL, 0 };
	const struct layout *l = t->layout;

	if (t->json || l == NULL)
		return;
	absent(l->heads, l->n_heads, &t->heads, out);
	absent(l->lines, l->n_lines, t->n_lines == 0 ? &nothing : &t->lines[0], out);
}

struct str
table_record(struct table *t, struct pool *pool)
{
	struct str id = STR_NONE;
	struct err ignored;

	if (!t->json)
		return STR_NONE;
	if (!rec_get_word(rec_root(&t->rec), "id", &id, &ignored) || id.len == 0)
		return pool_fmt(pool, "record %llu", (unsigned long long)t->nth);
	id = str_head(id, 40);
	return pool_fmt(
	    pool, "record %llu (id %.*s)", (unsigned long long)t->nth, STR_ARG(id));
}

/* --- rows ------------------------------------------------------------------------- */

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
csv_row(struct table *t, struct table_row *out, struct err *e)
{
	bool keyless;
	size_t at;

	if (!has_all_cells(t)) {
		wrong_cells(t, e);
		return bad_row(t, out);
	}
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

	for (;;) {
		kind = csv_next(t->csv, &t->row, e);
		if (kind == CSV_END)
			return TABLE_END;
		if (kind == CSV_ERROR)
			return TABLE_ERROR;
		*out = (struct table_row){ .line = t->row.line, .raw = t->row.raw };
		if (kind == CSV_BAD)
			return bad_row(t, out);
		if (!is_ignored(t))
			return csv_row(t, out, e);
		t->skipped.ignored++;
	}
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

enum table_kind
table_next(struct table *t, struct table_row *row, struct err *e)
{
	enum table_kind kind;

	if (!t->json && t->layout == NULL)
		return TABLE_END;
	kind = t->json ? next_json(t, row, e) : next_csv(t, row, e);
	t->new_record = kind == TABLE_ROW && row->begins;
	return kind;
}

/* --- values ------------------------------------------------------------------------ */

static struct place
here(struct table *t)
{
	struct place p = { t->row.fields, VAL_NONE };

	if (t->json) {
		p.cells = NULL;
		p.object = rec_root(&t->rec);
	}
	return p;
}

/* What the export says itself, else what the importer knows, else the layout's guess. */
static bool
settle_currency(struct table *t, struct value *values, struct err *e)
{
	struct value v = { .there = false };
	size_t i;

	if (t->currency != NO_CURRENCY &&
	    !bind_read(&t->heads.fields[t->currency], here(t), &t->cells, &v, e))
		return false;
	if ((!v.there || v.derived) && t->s->currency.code[0] != '\0') {
		v.there = v.derived = true;
		v.currency = t->s->currency;
	} else if (v.there && v.derived) {
		texts_add(t->cells.warnings,
		    pool_fmt(t->cells.pool,
			"the export names no currency: %s is the layout's guess",
			v.currency.code));
	}
	if (!v.there)
		return err_set(e, ERR_RECORD,
		    "the export names no currency, and neither does the shop file");
	t->cells.currency = v.currency;
	for (i = 0; i < t->s->schema->n_heads; i++)
		if (t->s->schema->heads[i].kind == FIELD_CURRENCY)
			values[i] = v;
	return true;
}

static bool
add_value(
    const struct bound_field *f, struct value *sum, const struct value *v, struct err *e)
{
	int64_t word = sum->n;

	if (!v->there)
		return true;
	if (!sum->there) {
		*sum = *v;
		return true;
	}
	switch (f->gather) {
	case GATHER_FIRST:
		return true;
	case GATHER_SUM:
		return money_add(&sum->n, v->n) ||
		       err_set(
			   e, ERR_RECORD, "%s: the sum is too large", f->target->name);
	case GATHER_MOST:
		sum->n = v->n > sum->n ? v->n : sum->n;
		return true;
	case GATHER_LEAST:
		sum->n = v->n < word ? v->n : word;
		sum->mixed |= v->n != word;
		return true;
	}
	return true;
}

bool
table_head(struct table *t, struct value *values, struct err *e)
{
	struct place place = here(t);
	struct value v;

	if (t->new_record && !settle_currency(t, values, e))
		return false;
	for (size_t i = 0; i < t->heads.n; i++) {
		const struct bound_field *f = &t->heads.fields[i];
		struct value *sum = &values[f->index];

		if ((sum->there && f->gather == GATHER_FIRST) || bind_empty(f, place))
			continue;
		if (!bind_read(f, place, &t->cells, &v, e) || !add_value(f, sum, &v, e))
			return false;
	}
	return true;
}

/* The Kth line of a JSON record; lines are asked for in turn. */
static struct val
nth_line(struct table *t, size_t k)
{
	struct val line = VAL_NONE;

	if (k < t->next || k == 0) {
		t->at = val_iter(t->list);
		t->next = 0;
	}
	for (; t->next <= k; t->next++)
		(void)val_next(&t->at, &line);
	return line;
}

/* Puts the path of a JSON line before what is wrong in it, where it is not there. */
static bool
wrong_line(struct val line, struct err *e)
{
	struct buf path = BUF_INIT;

	val_path(line, &path);
	if (!str_starts(str_of(e->text), buf_view(&path)))
		(void)err_prefix(e, "%s.", buf_cstr(&path));
	buf_done(&path);
	return false;
}

bool
table_line(struct table *t, size_t k, struct value *values, bool *there, struct err *e)
{
	const struct bound *b = &t->lines[t->json ? 0 : k];
	struct place place = here(t);
	bool any = false;

	for (size_t i = 0; i < t->s->schema->n_lines; i++)
		values[i].there = false;
	if (t->json)
		place.object = nth_line(t, k);
	for (size_t i = 0; i < b->n; i++) {
		struct value *v = &values[b->fields[i].index];

		if (bind_empty(&b->fields[i], place))
			continue;
		if (!bind_read(&b->fields[i], place, &t->cells, v, e))
			return t->json && wrong_line(place.object, e);
		any |= v->there;
	}
	*there = any || t->json || t->layout->line_a_row;
	return true;
}
