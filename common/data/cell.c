/* cell - one cell of an export becomes one value of a field */
/* SPDX-License-Identifier: ISC */

#include "data/cell.h"

#include "base/hash.h"
#include "data/country-cache.h"
#include "data/glob.h"

#define SHOWN ((size_t)60) /* bytes of a cell that an error or a warning shows */

/* --- cleaning ------------------------------------------------------------------- */

struct str
cell_clean_odd(struct str s, enum field_kind kind)
{
	s = str_trim(s);
	if (s.len > 1 && s.at[0] == '\'' &&
	    (kind == FIELD_CODE || strchr("=+-@", s.at[1]) != NULL))
		return str_trim((struct str){ s.at + 1, s.len - 1 });
	if (kind == FIELD_CODE && s.len > 3 && str_starts(s, STR("=\"")) &&
	    s.at[s.len - 1] == '"')
		return str_trim((struct str){ s.at + 2, s.len - 3 });
	return s;
}

static struct str
drop(struct str s, const struct source *how)
{
	if (how->drop_start.len != 0 && str_starts(s, how->drop_start)) {
		s.at += how->drop_start.len;
		s.len -= how->drop_start.len;
	}
	if (how->drop_end.len != 0 && str_ends(s, how->drop_end))
		s.len -= how->drop_end.len;
	return s;
}

/* --- kinds ---------------------------------------------------------------------- */

/* A cell that is left out: the record goes on, and says so. */
static bool
leave_out(struct cells *c, struct str name, struct str text, const char *why)
{
	text = str_head(text, SHOWN);
	texts_add(c->warnings,
	    pool_fmt(c->pool, "%.*s: \"%.*s\" %s", STR_ARG(name), STR_ARG(text), why));
	return true;
}

static bool
expected(struct str text, const char *what, struct err *e)
{
	text = str_head(text, SHOWN);
	return err_set(e, ERR_RECORD, "expected %s, got \"%.*s\"", what, STR_ARG(text));
}

static bool
read_truth(struct str text, struct value *out, struct err *e)
{
	static const char *const words[][2] = { { "no", "yes" }, { "false", "true" },
		{ "0", "1" }, { "n", "y" }, { "f", "t" }, { "off", "on" } };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		for (int is = 0; is < 2; is++)
			if (str_same(text, str_of(words[i][is]))) {
				out->n = is;
				out->there = true;
				return true;
			}
	return expected(text, "yes or no", e);
}

static bool
read_wall(const struct source *s, struct str text, struct wall *w)
{
	for (size_t i = 0; i < s->n_dates; i++)
		if (stamp_read(&s->dates[i], text, w))
			return true;
	return false;
}

static bool
wrong_date(const struct source *s, struct str text, const char *what, struct err *e)
{
	text = str_head(text, SHOWN);
	if (s->n_dates == 0)
		return expected(text, what, e);
	if (s->dates[0].unit != 0)
		return err_set(e, ERR_RECORD,
		    "expected a number of %.*s since 1970, got \"%.*s\"",
		    STR_ARG(s->dates[0].text), STR_ARG(text));
	return err_set(e, ERR_RECORD, "expected a date written %.*s, got \"%.*s\"",
	    STR_ARG(s->dates[0].text), STR_ARG(text));
}

static bool
read_time(struct cells *c, const struct source *s, struct str text, struct value *out,
    struct err *e)
{
	const struct zone *zone = s->zone == NULL ? c->zone : s->zone;
	struct wall w;

	out->there = true;
	if (!read_wall(s, text, &w)) {
		if (instant_read(text, &out->at))
			return true;
		return wrong_date(s, text, "an RFC 3339 time", e);
	}
	out->at = w.zoned ? instant_of(&w.at, w.offset) : zone_instant(zone, &w.at);
	out->at.nanos = w.nanos;
	return true;
}

static bool
read_date(const struct source *s, struct str text, struct value *out, struct err *e)
{
	struct wall w;
	struct instant at;

	out->there = true;
	if (read_wall(s, text, &w))
		out->n = date_days(w.at.year, w.at.month, w.at.day);
	else if (text.len > 10 && instant_read(text, &at))
		(void)date_read((struct str){ text.at, 10 }, &out->n);
	else if (!date_read(text, &out->n))
		return wrong_date(s, text, "a date, YYYY-MM-DD", e);
	return true;
}

static bool
read_word(const struct target *t, struct str text, struct value *out, struct err *e)
{
	for (int64_t i = 0; t->words[i] != NULL; i++)
		if (str_same(text, str_of(t->words[i]))) {
			out->n = i;
			out->there = true;
			return true;
		}
	return expected(text, "a word that the layout knows", e);
}

static bool
read_currency(struct cells *c, struct str text, struct value *out, struct err *e)
{
	char code[3];

	if (text.len == 3 && memcmp(text.at, c->currency.code, 3) == 0) {
		out->currency = c->currency; /* that of the record before */
		out->there = true;
		return true;
	}
	if (text.len == 3)
		for (size_t i = 0; i < 3; i++)
			code[i] = (char)(text.at[i] >= 'a' && text.at[i] <= 'z'
					     ? text.at[i] - 'a' + 'A'
					     : text.at[i]);
	if (text.len != 3 || !currency_find((struct str){ code, 3 }, &out->currency))
		return expected(text, "an ISO 4217 currency such as EUR", e);
	out->there = true;
	return true;
}

/* What the record contract calls a link: http or https, without spaces. */
static bool
is_url(struct str s)
{
	if (!str_starts(s, STR("https://")) && !str_starts(s, STR("http://")))
		return false;
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.at[i] <= ' ' || s.at[i] == '\x7f')
			return false;
	return s.at[s.len - 1] != '/' || s.len > 8;
}

static bool
read_list(struct cells *c, const struct source *s, struct str text, struct value *out)
{
	struct str rest = pool_copy(c->pool, text), part, *list;
	size_t n = 0, most = 1, i;

	for (i = 0; s->split.len == 1 && i < text.len; i++)
		most += text.at[i] == s->split.at[0];
	list = pool_zero(c->pool, most * sizeof *list);
	if (s->split.len != 1) {
		list[n++] = rest;
	} else {
		while (str_cut(&rest, s->split.at[0], &part))
			if (str_trim(part).len != 0)
				list[n++] = str_trim(part);
	}
	out->list.at = list;
	out->list.n = n;
	out->there = n != 0;
	return true;
}

static bool
keep_text(struct cells *c, struct str text, struct value *out)
{
	out->text = pool_copy(c->pool, text);
	out->there = true;
	return true;
}

static bool
read_money(struct cells *c, const struct source *s, struct str name, struct str text,
    struct value *out, struct err *e)
{
	if (c->currency.code[0] == '\0')
		return leave_out(c, name, text, "stands without a currency");
	out->there = true;
	if (!decimal_read(text, c->marks, &c->currency, &out->n, e))
		return false;
	return !s->negate || money_times(out->n, -1, &out->n) ||
	       expected(text, "a smaller amount", e);
}

static bool
read_kind(struct cells *c, const struct source *s, const struct target *t,
    struct str name, struct str text, struct value *out, struct err *e)
{
	struct str code;

	switch (t->kind) {
	case FIELD_TEXT:
	case FIELD_CODE:
		return keep_text(c, text, out);
	case FIELD_URL:
		return is_url(text) ? keep_text(c, text, out)
				    : leave_out(c, name, text, "is no link");
	case FIELD_COUNTRY:
		return country_code(c->countries, text, &code)
			   ? keep_text(c, code, out)
			   : leave_out(c, name, text, "is no country that is known");
	case FIELD_WORD:
		return read_word(t, text, out, e);
	case FIELD_WHOLE:
		out->there = true;
		return decimal_whole(text, c->marks, &out->n, e);
	case FIELD_MONEY:
		return read_money(c, s, name, text, out, e);
	case FIELD_CURRENCY:
		return read_currency(c, text, out, e);
	case FIELD_TIME:
		return read_time(c, s, text, out, e);
	case FIELD_DATE:
		return read_date(s, text, out, e);
	case FIELD_TRUTH:
		return read_truth(text, out, e);
	case FIELD_LIST:
		return read_list(c, s, text, out);
	}
	return false;
}

/* --- words ----------------------------------------------------------------------- */

/* What the source's words make of TEXT; false where it is none of them. */
static bool
translate(const struct source *s, struct str *text)
{
	for (size_t i = 0; i < s->n_words; i++) {
		struct str from = s->words[i].from, start = *text;

		if (s->word == WORD_STARTS && start.len > from.len)
			start.len = from.len;
		if (s->word == WORD_LIKE ? glob_match(from, start, NULL)
					 : str_same(start, from)) {
			*text = s->words[i].to;
			return true;
		}
	}
	return false;
}

static bool
read_clean(struct cells *c, const struct source *s, const struct target *t,
    struct str name, struct str text, struct value *out, struct err *e)
{
	struct str was = text;

	if (s->n_words != 0 && !translate(s, &text)) {
		/* An empty cell says something only where the words say what. */
		if (was.len == 0 || s->unknown == UNKNOWN_SKIP)
			return true;
		if (s->unknown == UNKNOWN_WARN)
			return leave_out(
			    c, name, was, "is a word this layout does not know");
		if (s->unknown == UNKNOWN_REFUSE)
			return expected(was, "a word that the layout knows", e);
	}
	return text.len == 0 || read_kind(c, s, t, name, text, out, e);
}

bool
cell_is_bare(const struct source *s)
{
	return s->how == SOURCE_COLUMN && s->n_words == 0 && s->filled.at == NULL &&
	       s->drop_start.len == 0 && s->drop_end.len == 0 && !s->negate && !s->hash;
}

/* A name for TEXT that does not show it. */
static struct str
name_of(struct cells *c, struct str text)
{
	unsigned char bytes[HASH_SIZE];
	char name[HASH_NAME];
	struct hash h;

	hash_init(&h);
	hash_add(&h, text.at, text.len);
	hash_end(&h, bytes);
	hash_name(bytes, name);
	return pool_copy(c->pool, str_of(name));
}

bool
cell_money(struct cells *c, const struct source *s, struct str name, struct str text,
    struct value *out, struct err *e)
{
	text = cell_clean(text, FIELD_MONEY);
	*out = (struct value){ .there = text.len != 0, .derived = s->derived };
	if (text.len != 0 && c->currency.code[0] == '\0') {
		out->there = false;
		return leave_out(c, name, text, "stands without a currency");
	}
	return text.len == 0 || decimal_read(text, c->marks, &c->currency, &out->n, e) ||
	       err_prefix(e, "%.*s: ", STR_ARG(name));
}

bool
cell_read(struct cells *c, const struct source *s, const struct target *t,
    struct str name, struct str text, struct value *out, struct err *e)
{
	*out = (struct value){ .there = false };
	text = drop(cell_clean(text, t->kind), s);
	if (s->hash && text.len != 0)
		text = name_of(c, text);
	if (s->filled.at != NULL && text.len != 0)
		text = s->filled;
	if (text.len == 0 && s->n_words == 0)
		return true;
	if (!read_clean(c, s, t, name, text, out, e))
		return err_prefix(e, "%.*s: ", STR_ARG(name));
	out->derived = s->derived;
	return true;
}
