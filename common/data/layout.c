/* layout - a mapping file: how an export's columns become the fields of a record */
/* SPDX-License-Identifier: ISC */

#include "data/layout.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/path.h"
#include "data/layout-read.h"

#define SLACK 64 /* bytes behind the text, as rec_read wants */
#define LARGEST ((size_t)1 << 20)

static const char *const log_parts[] = { "method", "uri", "request", "status", "time",
	"address", "referrer", "agent", NULL };
static const char *const gathers[] = { "first", "sum", "most", "least" };

static bool
is_one_of(struct str word, const char *const *words)
{
	while (*words != NULL && !str_is(word, *words))
		words++;
	return *words != NULL;
}

static bool
get_kind(struct layout *l, struct val v, struct err *e)
{
	struct str word;
	struct val at;

	if (!rec_get_text(v, "input", &word, e) || !rec_find(v, "input", &at, e))
		return false;
	l->json = str_is(word, "json");
	l->log = str_is(word, "log");
	return word.at == NULL || l->json || l->log || str_is(word, "csv") ||
	       val_expected(at, "", "csv, json or log", e);
}

/* Where the lines of a log in JSON have their parts. */
static bool
get_parts(struct layout *l, struct val v, struct err *e)
{
	struct val section, value;
	struct val_iter it;
	struct word_pair *pairs;
	struct str key, path;

	if (!rec_get_object(v, "fields", &section, e))
		return false;
	if (val_there(section) && !l->log)
		return val_err(section, e, "is for the input log");
	pairs = pool_zero(&l->pool, (val_count(section) + 1) * sizeof *pairs);
	it = val_iter(section);
	while (val_next_member(&it, &key, &value)) {
		if (!is_one_of(key, log_parts))
			return val_err(value, e, "no such part of a log");
		if (!rec_need_text(value, "", &path, e))
			return false;
		pairs[l->n_fields++] = (struct word_pair){ key, path };
	}
	l->fields = pairs;
	return true;
}

static bool
get_input(struct layout_reader *r, struct val v, struct err *e)
{
	struct layout *l = r->l;
	struct str separator, encoding;
	struct truth quotes;
	struct val at, lists;

	if (!rec_get_text(v, "about", &l->about, e) || !get_kind(l, v, e) ||
	    !rec_get_text(v, "separator", &separator, e) ||
	    !rec_get_text(v, "encoding", &encoding, e) ||
	    !rec_get_bool(v, "quotes", &quotes, e) || !rec_find(v, "separator", &at, e))
		return false;
	if (separator.at != NULL && !layout_separator(separator, &l->separator))
		return val_expected(at, "", "one character, or tab", e);
	l->quoted = !quotes.there || quotes.is;
	if (encoding.at != NULL)
		l->encoding = pool_fmt(&l->pool, "%.*s", STR_ARG(encoding)).at;
	if (!rec_find(v, "list", &lists, e) ||
	    !layout_texts(l, lists, &l->lists.names, &l->lists.n, e) ||
	    !rec_get_text(v, "lines", &l->lines_path, e))
		return false;
	if (!layout_either(v, "rows", "records", "lines", &l->line_a_row, e))
		return false;
	/* An object of JSON holds its lines itself, and a log has none. */
	if (l->line_a_row && (l->json || l->log))
		return val_err(v, e, "rows cannot be lines where the input is %s",
		    l->json ? "json" : "log");
	return get_parts(l, v, e);
}

/* The columns that make the key, each by one name or a list of them. */
static bool
get_key(struct layout *l, struct val v, struct err *e)
{
	struct val at, item;
	struct val_iter it;
	struct column *key;

	if (!rec_find(v, "key", &at, e))
		return false;
	if (!val_there(at))
		return true;
	if (val_kind(at) != TOK_ARRAY) {
		key = pool_zero(&l->pool, sizeof *key);
		l->key = key;
		l->n_key = 1;
		return layout_texts(l, at, &key->names, &key->n, e);
	}
	key = pool_zero(&l->pool, (val_count(at) + 1) * sizeof *key);
	it = val_iter(at);
	while (val_next(&it, &item))
		if (!layout_texts(l, item, &key[l->n_key].names, &key[l->n_key].n, e))
			return false;
		else
			l->n_key++;
	l->key = key;
	return true;
}

static bool
get_grouping(struct layout_reader *r, struct val v, struct err *e)
{
	struct layout *l = r->l;
	struct val begins, when, require, ignore, like;
	struct truth empty;

	if (!get_key(l, v, e) || !rec_find(v, "begins", &begins, e) ||
	    !rec_find(v, "lines_when", &when, e) ||
	    !rec_find(v, "require", &require, e) || !rec_find(v, "ignore", &ignore, e) ||
	    !rec_find(v, "ignore_like", &like, e) ||
	    !rec_get_bool(v, "empty_key_continues", &empty, e))
		return false;
	l->empty_key = empty.there && empty.is;
	if (l->line_a_row && l->n_key == 0)
		return val_err(v, e, "rows that are lines need a key");
	if (!val_there(require) && !l->log)
		return val_expected(v, "require", "the columns to know it by", e);
	return layout_texts(l, begins, &l->begins.names, &l->begins.n, e) &&
	       layout_texts(l, when, &l->lines_when.names, &l->lines_when.n, e) &&
	       layout_texts(l, require, &l->require, &l->n_require, e) &&
	       layout_texts(l, ignore, &l->ignore, &l->n_ignore, e) &&
	       layout_conditions(l, like, &l->ignore_like, &l->n_ignore_like, e);
}

static bool
get_marks(struct layout_reader *r, struct val v, struct err *e)
{
	struct layout *l = r->l;
	struct str decimal;
	struct truth spaces, round;
	struct val at, symbols, dates, zone;

	if (!rec_get_text(v, "decimal", &decimal, e) || !rec_find(v, "decimal", &at, e) ||
	    !rec_get_bool(v, "spaced", &spaces, e) ||
	    !rec_get_bool(v, "round", &round, e) ||
	    !rec_find(v, "symbols", &symbols, e) || !rec_find(v, "dates", &dates, e) ||
	    !rec_find(v, "zone", &zone, e))
		return false;
	/* JSON numbers have a point; what stands in a cell may be of any country. */
	l->marks.decimal = str_is(decimal, ".")		   ? MARK_DOT
			   : str_is(decimal, ",")	   ? MARK_COMMA
			   : decimal.at == NULL && l->json ? MARK_DOT
							   : MARK_EITHER;
	if (decimal.at != NULL && l->marks.decimal == MARK_EITHER &&
	    !str_is(decimal, "either"))
		return val_expected(at, "", "\".\", \",\" or \"either\"", e);
	l->marks.spaces = !spaces.there || spaces.is;
	l->marks.round = round.there && round.is;
	if (!layout_texts(l, symbols, &l->marks.symbols, &l->marks.n_symbols, e))
		return false;
	if (val_there(dates) && !layout_dates(l, dates, &r->dates, &r->n_dates, e))
		return false;
	return !val_there(zone) || layout_zone(zone, &r->zone, e);
}

static bool
find_target(const struct target *targets, size_t n, struct str name, size_t *out)
{
	for (size_t i = 0; i < n; i++)
		if (str_is(name, targets[i].name)) {
			*out = i;
			return true;
		}
	return false;
}

static bool
get_fields(struct layout_reader *r, struct val section, const struct target *targets,
    size_t n_targets, struct layout_field **out, size_t *n, struct err *e)
{
	struct val_iter it = val_iter(section);
	struct val value;
	struct str key;
	struct layout_field *fields;

	*n = 0;
	if (!val_there(section))
		return true;
	fields = pool_zero(&r->l->pool, (val_count(section) + 1) * sizeof *fields);
	*out = fields;
	while (val_next_member(&it, &key, &value)) {
		struct layout_field *f = &fields[*n];

		f->gather = GATHER_FIRST;
		if (!find_target(targets, n_targets, key, &f->target))
			return val_err(
			    value, e, "no such field; see aftercare-layout(5)");
		for (size_t i = 0; i < *n; i++)
			if (fields[i].target == f->target)
				return val_err(value, e, "stands twice");
		if (!layout_sources(
			r, value, &targets[f->target], &f->sources, &f->n_sources, e))
			return false;
		(*n)++;
	}
	for (size_t i = 0, k; i < n_targets; i++) {
		for (k = 0; k < *n && fields[k].target != i; k++)
			;
		if (targets[i].needed && k == *n)
			return val_err(
			    section, e, "expected a field %s", targets[i].name);
	}
	return true;
}

/* Which gathering a kind of field can have. */
static bool
gather_fits(enum gather g, enum field_kind kind)
{
	bool number = kind == FIELD_MONEY || kind == FIELD_WHOLE;

	return g == GATHER_FIRST || (g == GATHER_LEAST ? kind == FIELD_WORD : number);
}

static bool
get_gather(struct layout_reader *r, struct val v, struct err *e)
{
	struct layout_field *fields = r->l->heads;
	const struct target *targets = r->schema->heads;
	struct val section, value;
	struct val_iter it;
	struct str key, word;
	size_t i, g, target;

	if (!rec_get_object(v, "gather", &section, e))
		return false;
	it = val_iter(section);
	while (val_next_member(&it, &key, &value)) {
		if (!rec_need_text(value, "", &word, e))
			return false;
		for (g = 0; g < 4 && !str_is(word, gathers[g]); g++)
			;
		if (!find_target(targets, r->schema->n_heads, key, &target))
			return val_err(value, e, "no such field");
		if (g == 4 || !gather_fits((enum gather)g, targets[target].kind))
			return val_expected(value, "",
			    targets[target].kind == FIELD_WORD ? "first or least"
							       : "first, sum or most",
			    e);
		for (i = 0; i < r->l->n_heads; i++)
			if (fields[i].target == target)
				fields[i].gather = (enum gather)g;
	}
	return true;
}

/* The fields without which a row is no data. */
static bool
get_needs(struct layout_reader *r, struct val v, struct err *e)
{
	struct layout *l = r->l;
	struct val at;
	const struct str *names;
	size_t n, *needs;

	if (!rec_find(v, "needs", &at, e) || !layout_texts(l, at, &names, &n, e))
		return false;
	needs = pool_zero(&l->pool, (n + 1) * sizeof *needs);
	for (size_t i = 0; i < n; i++)
		if (!find_target(
			r->schema->heads, r->schema->n_heads, names[i], &needs[i]))
			return val_err(at, e, "no such field; see aftercare-layout(5)");
	l->needs = needs;
	l->n_needs = n;
	/* What goes on with a record is not looked at by itself. */
	return n == 0 || !l->line_a_row ||
	       val_err(at, e, "cannot stand where rows are lines");
}

static bool
get_all(struct layout_reader *r, struct val v, struct err *e)
{
	const struct schema *s = r->schema;
	const char *known[] = { "about", "input", "separator", "quotes", "encoding",
		"list", "lines", "rows", "key", "begins", "lines_when",
		"empty_key_continues", "require", "fields", "ignore", "ignore_like",
		"needs", "decimal", "spaced", "round", "symbols", "dates", "zone",
		"gather", s->head, s->line, NULL };
	struct val head, line;

	if (!layout_known(v, known, e) || !get_input(r, v, e) || !get_grouping(r, v, e) ||
	    !get_marks(r, v, e) || !rec_get_object(v, s->head, &head, e) ||
	    !rec_get_object(v, s->line, &line, e))
		return false;
	if (!val_there(head))
		return val_expected(v, s->head, "the fields of the record", e);
	if (!val_there(line) && (r->l->line_a_row || r->l->lines_path.len != 0))
		return val_expected(v, s->line, "the fields of a line", e);
	return get_fields(
		   r, head, s->heads, s->n_heads, &r->l->heads, &r->l->n_heads, e) &&
	       get_fields(
		   r, line, s->lines, s->n_lines, &r->l->lines, &r->l->n_lines, e) &&
	       get_gather(r, v, e) && get_needs(r, v, e);
}

static struct str
name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct str name = str_of(slash == NULL ? path : slash + 1);

	if (str_ends(name, STR(".json")))
		name.len -= 5;
	return name;
}

/* Puts "FILE:LINE: " before what E says; what is no JSON says its line itself. */
static void
place(struct layout *l, struct err *e)
{
	if (l->rec.tape.n == 0)
		(void)err_prefix(e, "%s: ", l->path);
	else
		(void)err_prefix(e, "%s:%u: ", l->path, rec_blame(&l->rec, e));
	e->kind = ERR_TROUBLE;
}

struct layout *
layout_parse(struct str text, const char *path, const struct schema *s, struct err *e)
{
	struct layout *l = mem_zero(1, sizeof *l);
	struct layout_reader r = { .l = l, .schema = s };

	l->path = mem_str(path);
	l->name = name_of(l->path);
	buf_str(&l->text, text);
	buf_reserve(&l->text, SLACK);
	memset(l->text.at + l->text.len, 0, SLACK);
	rec_init(&l->rec);
	if (rec_read(&l->rec, buf_view(&l->text), e) && get_all(&r, rec_root(&l->rec), e))
		return l;
	place(l, e);
	layout_free(l);
	return NULL;
}

struct layout *
layout_open(const char *path, const struct schema *s, struct err *e)
{
	struct buf text = BUF_INIT;
	struct layout *l = NULL;

	if (path_read(path, LARGEST, &text, e))
		l = layout_parse(buf_view(&text), path, s, e);
	buf_done(&text);
	return l;
}

void
layout_free(struct layout *l)
{
	if (l == NULL)
		return;
	rec_done(&l->rec);
	pool_done(&l->pool);
	buf_done(&l->text);
	free(l->path);
	free(l);
}
