/* layout-source - the sources of a field in a mapping file */
/* SPDX-License-Identifier: ISC */

#include "data/layout-read.h"

static const char *const keys[] = { "column", "join", "add", "less", "value", "with",
	"all", "split", "filled", "words", "starts", "like", "when", "unknown",
	"drop_start", "drop_end", "negate", "derived", "hash", "dates", "zone", NULL };

static const char *const unknowns[] = { "refuse", "skip", "warn", "keep" };

/* Whether TEXT can stand for a value of target T: what words and constants give. */
static bool
check_constant(struct val v, const struct target *t, struct str text, struct err *e)
{
	struct buf list = BUF_INIT;
	size_t i;

	if (t->kind == FIELD_CURRENCY) {
		struct currency c;

		return currency_find(text, &c) ||
		       val_expected(v, "", "an ISO 4217 currency such as EUR", e);
	}
	if (t->kind != FIELD_WORD)
		return true;
	for (i = 0; t->words[i] != NULL; i++)
		if (str_is(text, t->words[i]))
			return true;
	for (i = 0; t->words[i] != NULL; i++)
		buf_fmt(&list, "%s%s", i == 0 ? "" : ", ", t->words[i]);
	(void)val_err(
	    v, e, "expected one of %s, got \"%.*s\"", buf_cstr(&list), STR_ARG(text));
	buf_done(&list);
	return false;
}

static bool
get_constant(
    struct val v, const char *key, const struct target *t, struct str *out, struct err *e)
{
	struct val at;

	if (!rec_get_text(v, key, out, e) || !rec_find(v, key, &at, e))
		return false;
	return out->at == NULL || check_constant(at, t, *out, e);
}

static bool
get_flag(struct val v, const char *key, bool *out, struct err *e)
{
	struct truth is;

	if (!rec_get_bool(v, key, &is, e))
		return false;
	*out = is.there && is.is;
	return true;
}

/* Several columns more, each by one name or by a list of them. */
static bool
get_columns(struct layout_reader *r, struct val list, struct source *s, struct err *e)
{
	struct val_iter it = val_iter(list);
	struct column *before = s->columns;
	struct val item;

	if (val_kind(list) != TOK_ARRAY || val_count(list) == 0)
		return val_expected(list, "", "a list of columns", e);
	s->columns = pool_zero(
	    &r->l->pool, (s->n_columns + val_count(list)) * sizeof *s->columns);
	if (s->n_columns != 0)
		memcpy(s->columns, before, s->n_columns * sizeof *before);
	while (val_next(&it, &item)) {
		struct column *c = &s->columns[s->n_columns++];

		if (!layout_texts(r->l, item, &c->names, &c->n, e))
			return false;
	}
	return true;
}

/* The columns whose amounts are taken off the sum. */
static bool
get_less(struct layout_reader *r, struct val v, struct source *s, struct err *e)
{
	struct val less;

	if (!rec_find(v, "less", &less, e))
		return false;
	if (!val_there(less))
		return true;
	if (s->how != SOURCE_ADD)
		return val_err(less, e, "can only stand beside add");
	if (!get_columns(r, less, s, e))
		return false;
	s->n_less = val_count(less);
	return true;
}

/* Where the cells come from: exactly one of column, join, add and value. */
static bool
get_origin(struct layout_reader *r, struct val v, const struct target *t,
    struct source *s, struct err *e)
{
	static const char *const origins[] = { "column", "join", "add", "value" };
	struct val at = VAL_NONE, found;
	size_t i, n = 0;

	for (i = 0; i < 4; i++) {
		if (!rec_find(v, origins[i], &found, e))
			return false;
		if (!val_there(found))
			continue;
		at = found;
		s->how = (enum source_how)i;
		n++;
	}
	if (n != 1)
		return val_err(v, e, "expected one of column, join, add and value");
	if (s->how == SOURCE_ADD && t->kind != FIELD_MONEY)
		return val_err(at, e, "adds up amounts, and this field is none");
	if (s->how == SOURCE_VALUE)
		return get_constant(v, "value", t, &s->value, e);
	if (s->how != SOURCE_COLUMN)
		return get_columns(r, at, s, e);
	s->columns = pool_zero(&r->l->pool, sizeof *s->columns);
	s->n_columns = 1;
	return layout_texts(r->l, at, &s->columns->names, &s->columns->n, e);
}

static bool
get_words(struct layout_reader *r, struct val v, const struct target *t, struct source *s,
    struct err *e)
{
	static const char *const forms[] = { "words", "starts", "like" };
	struct val words = VAL_NONE, found, value;
	struct val_iter it;
	struct word_pair *pairs;
	struct str key;

	for (size_t i = 0; i < 3; i++) {
		if (!rec_get_object(v, forms[i], &found, e))
			return false;
		if (!val_there(found))
			continue;
		if (val_there(words))
			return val_err(
			    found, e, "cannot stand beside %s", forms[s->word]);
		s->word = (enum word_how)i;
		words = found;
	}
	if (!val_there(words))
		return true;
	pairs = pool_zero(&r->l->pool, (val_count(words) + 1) * sizeof *pairs);
	it = val_iter(words);
	while (val_next_member(&it, &key, &value)) {
		struct str to;

		/* The empty text means nothing at all. */
		if (!rec_get_text(value, "", &to, e))
			return false;
		if (to.at == NULL)
			return val_expected(value, "", "a text", e);
		if (to.len != 0 && !check_constant(value, t, to, e))
			return false;
		pairs[s->n_words++] = (struct word_pair){ key, to };
	}
	s->words = pairs;
	return true;
}

static bool
get_unknown(struct val v, const struct target *t, struct source *s, struct err *e)
{
	struct str word;
	struct val at;
	size_t i;

	if (!rec_get_text(v, "unknown", &word, e) || !rec_find(v, "unknown", &at, e))
		return false;
	if (word.at == NULL) {
		/* A text that is no word is still a text; a status is not. */
		s->unknown = t->kind == FIELD_WORD ? UNKNOWN_REFUSE : UNKNOWN_KEEP;
		return true;
	}
	for (i = 0; i < sizeof unknowns / sizeof *unknowns; i++)
		if (str_is(word, unknowns[i])) {
			s->unknown = (enum unknown)i;
			return true;
		}
	return val_expected(at, "", "refuse, skip, warn or keep", e);
}

static bool
get_cleaning(struct layout_reader *r, struct val v, const struct target *t,
    struct source *s, struct err *e)
{
	struct val dates, zone, when;
	size_t n_when;

	if (!rec_get_text(v, "with", &s->with, e) ||
	    !rec_get_text(v, "split", &s->split, e) ||
	    !rec_get_text(v, "drop_start", &s->drop_start, e) ||
	    !rec_get_text(v, "drop_end", &s->drop_end, e) ||
	    !get_flag(v, "all", &s->all, e) || !get_flag(v, "negate", &s->negate, e) ||
	    !get_flag(v, "derived", &s->derived, e) ||
	    !get_flag(v, "hash", &s->hash, e) || !rec_find(v, "dates", &dates, e) ||
	    !rec_find(v, "zone", &zone, e) || !rec_find(v, "when", &when, e) ||
	    !layout_conditions(r->l, when, &s->when, &n_when, e))
		return false;
	if (n_when > 1)
		return val_expected(when, "", "one column", e);
	if (s->all && s->how != SOURCE_JOIN)
		return val_err(v, e, "all can only stand beside join");
	if (s->hash && t->kind != FIELD_TEXT && t->kind != FIELD_CODE)
		return val_err(v, e, "hash makes a text, and this field is none");
	if (s->negate && t->kind != FIELD_MONEY)
		return val_err(v, e,
		    "negate turns the sign of an amount, and this "
		    "field is none");
	if (s->with.at == NULL)
		s->with = STR(" ");
	if (val_there(dates) && !layout_dates(r->l, dates, &s->dates, &s->n_dates, e))
		return false;
	return !val_there(zone) || layout_zone(zone, &s->zone, e);
}

/* A source is the name of a column, or an object that says more. */
static bool
get_source(struct layout_reader *r, struct val v, const struct target *t,
    struct source *s, struct err *e)
{
	*s = (struct source){ .how = SOURCE_COLUMN,
		.unknown = UNKNOWN_KEEP,
		.dates = r->dates,
		.n_dates = r->n_dates,
		.zone = r->zone };
	if (val_kind(v) == TOK_TEXT) {
		s->columns = pool_zero(&r->l->pool, sizeof *s->columns);
		s->n_columns = 1;
		return layout_texts(r->l, v, &s->columns->names, &s->columns->n, e);
	}
	if (val_kind(v) != TOK_OBJECT)
		return val_expected(v, "", "the name of a column, or an object", e);
	return layout_known(v, keys, e) && get_origin(r, v, t, s, e) &&
	       get_less(r, v, s, e) && get_words(r, v, t, s, e) &&
	       get_unknown(v, t, s, e) && get_constant(v, "filled", t, &s->filled, e) &&
	       get_cleaning(r, v, t, s, e);
}

bool
layout_sources(struct layout_reader *r, struct val v, const struct target *t,
    const struct source **out, size_t *n, struct err *e)
{
	struct source *sources;
	struct val_iter it;
	struct val item;
	size_t count = 0;

	if (val_kind(v) != TOK_ARRAY) {
		sources = pool_zero(&r->l->pool, sizeof *sources);
		*out = sources;
		*n = 1;
		return get_source(r, v, t, sources, e);
	}
	if (val_count(v) == 0)
		return val_expected(v, "", "at least one source", e);
	sources = pool_zero(&r->l->pool, val_count(v) * sizeof *sources);
	it = val_iter(v);
	while (val_next(&it, &item))
		if (!get_source(r, item, t, &sources[count++], e))
			return false;
	*out = sources;
	*n = count;
	return true;
}
