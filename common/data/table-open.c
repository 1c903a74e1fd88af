/* table-open - opening an export: what it is, which layout fits, where its columns are */
/* SPDX-License-Identifier: ISC */

#include "data/table-open.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "data/country-cache.h"
#include "data/encoding.h"
#include "data/fit.h"
#include "data/weblog.h"

#define HEADER_ROWS 20 /* how far down the header is looked for */
#define NUMBERED 500   /* lines that one row can hold in numbered columns */

/* What all candidates say of the file, where they agree. */
static const struct layout *
only(const struct table_settings *s)
{
	return s->n_layouts == 1 ? s->layouts[0] : NULL;
}

/* Reads a little of the file, to see what it is. */
static bool
peek(int fd, char *at, size_t room, size_t *len, struct err *e)
{
	ssize_t n;

	*len = 0;
	/* Only whitespace so far tells nothing. */
	do {
		do
			n = read(fd, at + *len, room - *len);
		while (n < 0 && errno == EINTR);
		if (n < 0)
			return err_set(
			    e, ERR_TROUBLE, "cannot read: %s", strerror(errno));
		*len += (size_t)n;
	} while (n > 0 && *len < room &&
		 (*len < 3 || str_trim((struct str){ at, *len }).len == 0));
	return true;
}

static bool
is_json(struct str start)
{
	if (str_starts(start, STR("\xef\xbb\xbf")))
		start = (struct str){ start.at + 3, start.len - 3 };
	start = str_trim(start);
	return start.len > 0 && (start.at[0] == '{' || start.at[0] == '[');
}

/* What the file's first bytes show to be neither CSV nor JSON, and what to do about it.
 */
static bool
check_start(const struct table_settings *s, struct str start, struct err *e)
{
	const char *told = s->encoding;

	if (str_starts(start, STR("\x1f\x8b")))
		return err_set(
		    e, ERR_TROUBLE, "the file is compressed: read what zcat FILE gives");
	if (str_starts(start, STR("PK\x03\x04")))
		return err_set(e, ERR_TROUBLE,
		    "the file is a ZIP archive or a spreadsheet: save it as CSV");
	if (told == NULL && only(s) != NULL)
		told = only(s)->encoding;
	if (told == NULL && start.len > 1 &&
	    (start.at[0] == '\0') != (start.at[1] == '\0'))
		return err_set(e, ERR_TROUBLE,
		    "the file is UTF-16 without a byte order mark: try --encoding utf-16");
	return true;
}

static void
bind_lines(struct table *t)
{
	const struct layout *l = t->layout;
	const struct target *targets = t->s->schema->lines;
	bool numbered = !t->json && bind_numbered(l->lines, l->n_lines);
	unsigned most = numbered ? NUMBERED : 1;

	t->lines = pool_zero(&t->fixed, most * sizeof *t->lines);
	t->n_lines = 0;
	if (l->n_lines == 0)
		return;
	for (unsigned i = 1; i <= most; i++) {
		struct bound b = bind_fields(
		    l->lines, l->n_lines, targets, t->header, t->n_header, i, &t->fixed);

		if (b.n == 0 && numbered)
			break;
		t->lines[t->n_lines++] = b;
	}
}

/* What says that a row is no data. */
static void
bind_ignored(struct table *t)
{
	const struct layout *l = t->layout;
	size_t k;

	t->ignore_like = pool_zero(
	    &t->fixed, (l->n_ignore_like + 1) * sizeof *t->ignore_like);
	t->n_ignore_like = bind_conditions(
	    l->ignore_like, l->n_ignore_like, t->header, t->n_header, t->ignore_like);
	t->needs = pool_zero(&t->fixed, (l->n_needs + 1) * sizeof *t->needs);
	t->picky = t->n_ignore_like != 0 || l->n_needs != 0;
	for (size_t i = 0; i < l->n_needs; i++) {
		for (k = 0; k < t->heads.n && t->heads.fields[k].index != l->needs[i];
		     k++)
			;
		if (k == t->heads.n)
			t->never = true;
		else
			t->needs[t->n_needs++] = k;
	}
}

void
table_bind(struct table *t, const struct layout *l)
{
	const struct schema *schema = t->s->schema;

	t->layout = l;
	t->heads = bind_fields(
	    l->heads, l->n_heads, schema->heads, t->header, t->n_header, 0, &t->fixed);
	bind_lines(t);
	t->currency = NO_CURRENCY;
	for (size_t i = 0; i < t->heads.n; i++)
		if (t->heads.fields[i].target->kind == FIELD_CURRENCY)
			t->currency = i;
	t->currency_head = NO_CURRENCY;
	for (size_t i = 0; i < schema->n_heads; i++)
		if (schema->heads[i].kind == FIELD_CURRENCY)
			t->currency_head = i;
	bind_ignored(t);
	t->cells.marks = &l->marks;
	t->cells.zone = t->s->zone;
	if (t->json)
		return;
	t->key = pool_zero(&t->fixed, (l->n_key + 1) * sizeof *t->key);
	for (; t->n_key < l->n_key; t->n_key++)
		(void)bind_find(
		    &l->key[t->n_key], t->header, t->n_header, &t->key[t->n_key]);
	t->has_begins = l->begins.n != 0 &&
			bind_find(&l->begins, t->header, t->n_header, &t->begins);
	t->has_when = l->lines_when.n != 0 &&
		      bind_find(&l->lines_when, t->header, t->n_header, &t->when);
}

static void
keep_header(struct table *t, const struct csv_row *row)
{
	t->header = pool_zero(&t->fixed, (row->n + 1) * sizeof *t->header);
	t->n_header = row->n;
	for (size_t i = 0; i < row->n; i++)
		t->header[i] = pool_copy(&t->fixed, row->fields[i]);
}

/*
 * A format without quoting is so between its own separators, tabs if it does not say;
 * where others stand a spreadsheet has written it anew, with quotes.
 */
static void
heed_quotes(struct table *t)
{
	char separator = t->layout->separator == 0 ? '\t' : t->layout->separator;

	csv_quotes(t->csv, t->layout->quoted || csv_separator(t->csv) != separator);
}

/* Goes down to the header; true too where the file is empty. */
static bool
find_header(struct table *t, struct err *e)
{
	struct fit fit;
	enum csv_kind kind;
	bool bad = false;

	fit_init(&fit, t->s->layouts, t->s->n_layouts);
	while (t->skipped.before < HEADER_ROWS) {
		kind = csv_next(t->csv, &t->row, e);
		if (kind == CSV_ERROR)
			return false;
		if (kind == CSV_END)
			break;
		if (kind == CSV_ROW) {
			switch (fit_header(&fit, t->row.fields, t->row.n)) {
			case FIT_ONE:
				keep_header(t, &t->row);
				table_bind(t, fit.best);
				heed_quotes(t);
				return true;
			case FIT_SEVERAL:
				return fit_error(&fit, e);
			case FIT_NONE:
				break;
			}
		}
		bad = kind == CSV_BAD;
		t->skipped.before++;
		csv_refind(t->csv);
	}
	/* Where no row could be read, why that is says more than what it lacks. */
	if (bad && fit.nearest == NULL) {
		e->kind = ERR_TROUBLE;
		return err_prefix(e, "no header found: ");
	}
	return t->skipped.before == 0 || fit_error(&fit, e);
}

static bool
open_csv(struct table *t, int fd, struct str ahead, struct err *e)
{
	const struct layout *l = only(t->s);
	char separator = t->s->separator;
	const char *encoding = t->s->encoding;

	if (separator == 0 && l != NULL)
		separator = l->separator;
	if (encoding == NULL && l != NULL)
		encoding = l->encoding;
	t->csv = csv_open(fd, separator, encoding, e);
	if (t->csv == NULL)
		return false;
	csv_ahead(t->csv, ahead);
	return find_header(t, e);
}

/* The layout of a JSON export is seen from its first object: see json_row. */
static bool
open_json(struct table *t, int fd, struct str ahead, struct err *e)
{
	struct layout *const *l = t->s->layouts;
	struct texts lists = { NULL, 0, 0 };
	struct str *names;
	bool any = false;

	for (size_t i = 0; i < t->s->n_layouts; i++) {
		any |= l[i]->json;
		for (size_t k = 0; k < l[i]->lists.n; k++)
			texts_add(&lists, l[i]->lists.names[k]);
	}
	names = pool_zero(&t->fixed, (lists.n + 1) * sizeof *names);
	if (lists.n != 0)
		memcpy(names, lists.at, lists.n * sizeof *names);
	if (str_starts(ahead, STR("\xef\xbb\xbf")))
		ahead = (struct str){ ahead.at + 3, ahead.len - 3 };
	elements_init(&t->elements, fd, ahead, names, lists.n);
	t->json = true;
	texts_done(&lists);
	return any || err_set(e, ERR_TROUBLE, "this is JSON, and the layout reads CSV");
}

/* A log has no header: which layout it is has to be plain. */
static bool
open_log(struct table *t, int fd, struct str ahead, struct err *e)
{
	const struct table_settings *s = t->s;
	const struct layout *l = NULL;
	const struct str *header;

	for (size_t i = 0; i < s->n_layouts; i++) {
		if (!s->layouts[i]->log)
			continue;
		if (l != NULL)
			return err_set(e, ERR_TROUBLE,
			    "the layouts %.*s and %.*s both read logs: say which with "
			    "--from",
			    STR_ARG(l->name), STR_ARG(s->layouts[i]->name));
		l = s->layouts[i];
	}
	if (l == NULL)
		return err_set(e, ERR_TROUBLE, "no layout reads logs");
	t->log = table_log_open(fd, ahead, l);
	header = table_log_header(t->log, &t->n_header);
	t->header = pool_zero(&t->fixed, t->n_header * sizeof *t->header);
	memcpy(t->header, header, t->n_header * sizeof *header);
	t->row.fields = pool_zero(&t->fixed, t->n_header * sizeof *t->row.fields);
	t->row.n = t->n_header;
	table_bind(t, l);
	return true;
}

/* Whether the file that begins with START is a log that one of the layouts is for. */
static bool
is_log(const struct table_settings *s, struct str start)
{
	size_t logs = 0;

	for (size_t i = 0; i < s->n_layouts; i++)
		logs += s->layouts[i]->log;
	return logs != 0 && (logs == s->n_layouts || weblog_starts(start));
}

static bool
open_kind(struct table *t, int fd, struct str start, struct err *e)
{
	if (is_log(t->s, start))
		return open_log(t, fd, start, e);
	return is_json(start) ? open_json(t, fd, start, e) : open_csv(t, fd, start, e);
}

struct table *
table_open(int fd, const struct table_settings *s, struct err *e)
{
	struct table *t = mem_zero(1, sizeof *t);
	char ahead[ENCODING_AHEAD];
	size_t len;
	struct str start;

	t->s = s;
	t->first = true;
	t->cells.countries = country_cache_new();
	rec_init(&t->rec);
	if (!peek(fd, ahead, sizeof ahead, &len, e)) {
		table_close(t);
		return NULL;
	}
	start = (struct str){ ahead, len };
	if (!check_start(s, start, e) || !open_kind(t, fd, start, e)) {
		table_close(t);
		return NULL;
	}
	return t;
}

void
table_close(struct table *t)
{
	if (t == NULL)
		return;
	csv_close(t->csv);
	if (t->json)
		elements_done(&t->elements);
	table_log_close(t->log);
	rec_done(&t->rec);
	country_cache_free(t->cells.countries);
	texts_done(&t->cells.found);
	texts_done(&t->unheard);
	pool_done(&t->scratch);
	pool_done(&t->fixed);
	buf_done(&t->last);
	buf_done(&t->bad);
	free(t);
}
