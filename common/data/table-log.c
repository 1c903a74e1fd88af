/* table-log - the lines of a web server's log as rows of a table */
/* SPDX-License-Identifier: ISC */

#include "data/table-log.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/mem.h"
#include "data/fetch.h"
#include "data/weblog.h"

enum part {
	PART_TIME,
	PART_METHOD,
	PART_TARGET,
	PART_PATH,
	PART_QUERY,
	PART_STATUS,
	PART_ADDRESS,
	PART_REFERRER,
	PART_AGENT,
	PART_WORDS,
	PARTS = PART_WORDS + WEBLOG_WORDS
};

static const char *const names[PARTS] = { "time", "method", "target", "path", "query",
	"status", "address", "referrer", "agent", "more.1", "more.2", "more.3", "more.4",
	"more.5", "more.6", "more.7", "more.8" };

struct table_log {
	struct lines lines;
	struct weblog weblog;
	struct texts header;
	struct str *cells; /* one for each of the header */
	char time[INSTANT_MAX], status[4];
};

/* --- columns ------------------------------------------------------------------------ */

static void
add_column(struct table_log *g, const struct column *c)
{
	for (size_t i = 0; i < c->n; i++) {
		size_t k = 0;

		while (k < g->header.n && !str_same(g->header.at[k], c->names[i]))
			k++;
		if (k == g->header.n)
			texts_add(&g->header, c->names[i]);
	}
}

/* The columns that the layout names beyond the parts: paths in lines of JSON. */
static void
add_columns(struct table_log *g, const struct layout *l)
{
	for (size_t i = 0; i < l->n_heads; i++)
		for (size_t k = 0; k < l->heads[i].n_sources; k++) {
			const struct source *s = &l->heads[i].sources[k];

			for (size_t c = 0; c < s->n_columns; c++)
				add_column(g, &s->columns[c]);
			if (s->when != NULL)
				add_column(g, &s->when->column);
		}
	for (size_t i = 0; i < l->n_ignore_like; i++)
		add_column(g, &l->ignore_like[i].column);
}

struct table_log *
table_log_open(int fd, struct str ahead, const struct layout *l)
{
	struct table_log *g = mem_zero(1, sizeof *g);

	lines_init(&g->lines, fd);
	lines_ahead(&g->lines, ahead);
	g->weblog.hint = "\"fields\" in the layout";
	for (size_t i = 0; i < PARTS; i++)
		texts_add(&g->header, str_of(names[i]));
	add_columns(g, l);
	g->cells = mem_zero(g->header.n, sizeof *g->cells);
	for (size_t i = 0; i < l->n_fields; i++)
		(void)weblog_field(&g->weblog, l->fields[i].from, l->fields[i].to);
	return g;
}

void
table_log_close(struct table_log *g)
{
	if (g == NULL)
		return;
	lines_done(&g->lines);
	weblog_done(&g->weblog);
	texts_done(&g->header);
	free(g->cells);
	free(g);
}

const struct str *
table_log_header(const struct table_log *g, size_t *n)
{
	*n = g->header.n;
	return g->header.at;
}

/* --- lines -------------------------------------------------------------------------- */

static struct str
unless_bad(struct str s)
{
	size_t bad;

	return s.at == NULL || !str_utf8(s, &bad) ? STR("") : s;
}

/* The request's own parts. */
static void
put_request(struct table_log *g, const struct weblog_entry *entry)
{
	const struct str target = unless_bad(entry->target);
	struct str rest = target;

	g->cells[PART_TIME] = (struct str){ g->time, instant_format(g->time, entry->at) };
	g->cells[PART_METHOD] = unless_bad(entry->method);
	g->cells[PART_TARGET] = target;
	(void)str_cut(&rest, '?', &g->cells[PART_PATH]);
	g->cells[PART_QUERY] = rest.at == NULL ? STR("") : rest;
	g->status[0] = (char)('0' + entry->status / 100);
	g->status[1] = (char)('0' + entry->status / 10 % 10);
	g->status[2] = (char)('0' + entry->status % 10);
	g->cells[PART_STATUS] = (struct str){ g->status, 3 };
}

static bool
put_cells(struct table_log *g, struct str line, struct err *e)
{
	struct weblog_entry entry;
	struct weblog_more more;
	struct val root;

	if (!weblog_read(&g->weblog, line, &entry, e) ||
	    !weblog_more(&g->weblog, &more, e))
		return false;
	put_request(g, &entry);
	g->cells[PART_ADDRESS] = unless_bad(more.address);
	g->cells[PART_REFERRER] = unless_bad(more.referrer);
	g->cells[PART_AGENT] = unless_bad(more.agent);
	for (size_t i = 0; i < WEBLOG_WORDS; i++)
		g->cells[PART_WORDS + i] = unless_bad(more.words[i]);
	root = g->weblog.json ? rec_root(&g->weblog.rec) : VAL_NONE;
	for (size_t i = PARTS; i < g->header.n; i++) {
		g->cells[i] = STR("");
		if (g->weblog.json && !fetch_word(root, g->header.at[i], &g->cells[i], e))
			return false;
	}
	return true;
}

enum line_kind
table_log_next(struct table_log *g, struct str *raw, uint64_t *number,
    const struct str **cells, bool *good, struct err *e)
{
	enum line_kind kind = lines_next(&g->lines, raw, e);

	*cells = NULL;
	*number = g->lines.number;
	*good = kind != LINE_LONG;
	if (kind == LINE_LONG)
		(void)err_set(e, ERR_RECORD, "the line is over %zu MiB", LINES_MAX >> 20);
	if (kind != LINE_TEXT)
		return kind;
	*raw = lines_chomp(*raw);
	if (str_trim(*raw).len == 0)
		return kind;
	*good = put_cells(g, *raw, e);
	*cells = g->cells;
	return kind;
}

bool
table_log_ready(struct table_log *g)
{
	return lines_ready(&g->lines);
}
