/* decimal - amounts as people and exports write them */
/* SPDX-License-Identifier: ISC */

#include "data/decimal.h"

#include "data/exponent.h"

#define LONGEST 64 /* bytes of a number with all that is around it */

/* A number cut into its parts; thousands marks are still in `whole`. */
struct parts {
	bool negative;
	struct str whole, fraction;
	bool doubtful; /* it can be read in two ways */
	char group;    /* which of '.' and ',' may group thousands */
};

static void
skip(struct str *s, size_t n)
{
	s->at += n;
	s->len -= n;
}

/* The length of the space at S, of those that group digits; 0 where there is none. */
static size_t
space_at(struct str s)
{
	static const struct str spaces[] = { STR_INIT(" "), STR_INIT("\xc2\xa0"),
		STR_INIT("\xe2\x80\xaf"), STR_INIT("\xe2\x80\x89") };

	for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
		if (str_starts(s, spaces[i]))
			return spaces[i].len;
	return 0;
}

static struct str
trim_spaces(struct str s)
{
	static const struct str wide[] = { STR_INIT("\xc2\xa0"),
		STR_INIT("\xe2\x80\xaf") };
	size_t n;

	s = str_trim(s);
	while ((n = space_at(s)) != 0)
		skip(&s, n);
	for (size_t i = 0; i < 2; i++)
		while (str_ends(s, wide[i]))
			s.len -= wide[i].len;
	return s;
}

static bool
take_minus(struct str *s)
{
	static const struct str minuses[] = { STR_INIT("-"), STR_INIT("\xe2\x88\x92") };

	for (size_t i = 0; i < 2; i++)
		if (str_starts(*s, minuses[i])) {
			skip(s, minuses[i].len);
			return true;
		}
	return false;
}

static void
take_symbol(struct str *s, const struct str *symbols, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (str_starts(*s, symbols[i])) {
			skip(s, symbols[i].len);
			break;
		}
		if (str_ends(*s, symbols[i])) {
			s->len -= symbols[i].len;
			break;
		}
	}
	*s = trim_spaces(*s);
}

/* Takes off the sign and the currency; what is left should be a bare number. */
static struct str
bare(struct str s, const struct marks *m, const struct currency *c, bool *negative)
{
	struct str code = str_of(c->code);

	s = trim_spaces(s);
	*negative = false;
	if (s.len > 2 && s.at[0] == '(' && s.at[s.len - 1] == ')') {
		*negative = true;
		s = trim_spaces((struct str){ s.at + 1, s.len - 2 });
	} else {
		*negative = take_minus(&s);
	}
	take_symbol(&s, m->symbols, m->n_symbols);
	if (code.len != 0)
		take_symbol(&s, &code, 1);
	if (!*negative)
		*negative = take_minus(&s);
	return trim_spaces(s);
}

static size_t
count(struct str s, char c)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += s.at[i] == c;
	return n;
}

static size_t
last_of(struct str s, char c)
{
	size_t i = s.len;

	while (i > 0 && s.at[i - 1] != c)
		i--;
	return i;
}

static bool
all_digits(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
	return s.len != 0;
}

/*
 * What one mark, before exactly three digits, is in an amount of C: 0 where it must group
 * since C has no such decimals.  False where it could be either.
 */
static bool
decide_three(struct str digits, char mark, const struct currency *c, char *decimal)
{
	if (c->code[0] == '\0' || c->exponent > 3)
		return false;
	if (c->exponent == 3)
		return mark == '.';
	if (str_is(digits, "000") && (c->exponent != 0 || mark != ','))
		return false;
	*decimal = 0;
	return true;
}

/* Which mark is the decimal one of S; 0 for none.  False where it could be either. */
static bool
decide(struct str s, enum mark told, const struct currency *c, char *decimal)
{
	size_t dots = count(s, '.'), commas = count(s, ','), at;
	struct str before, behind;

	if (told != MARK_EITHER) {
		*decimal = told == MARK_DOT ? '.' : ',';
		return true;
	}
	if (dots > 0 && commas > 0) {
		*decimal = last_of(s, '.') > last_of(s, ',') ? '.' : ',';
		return true;
	}
	*decimal = dots > 0 ? '.' : ',';
	if (dots + commas != 1) {
		*decimal = 0;
		return true;
	}
	at = last_of(s, *decimal);
	before = (struct str){ s.at, at - 1 };
	behind = (struct str){ s.at + at, s.len - at };
	if (behind.len != 3 || before.len > 3 || str_is(before, "0") ||
	    !all_digits(before) || !all_digits(behind))
		return true;
	return decide_three(behind, *decimal, c, decimal);
}

static bool
cut(struct str s, const struct marks *m, const struct currency *c, struct parts *p)
{
	char decimal;
	size_t at;

	p->doubtful = !decide(s, m->decimal, c, &decimal);
	if (p->doubtful)
		return false;
	at = decimal == 0 ? 0 : last_of(s, decimal);
	p->whole = at == 0 ? s : (struct str){ s.at, at - 1 };
	p->fraction = at == 0 ? STR("") : (struct str){ s.at + at, s.len - at };
	p->group = decimal == '.'   ? ','
		   : decimal == ',' ? '.'
		   : count(s, '.')  ? '.'
				    : ',';
	return p->whole.len > 0 && (at == 0 || p->fraction.len > 0);
}

/* The length of a mark between groups of digits at S, or 0. */
static size_t
group_mark(struct str s, const struct marks *m, char group)
{
	if (s.at[0] == group)
		return 1;
	if (!m->spaces)
		return 0;
	return s.at[0] == '\'' ? 1 : space_at(s);
}

/* The digits of the whole part added to OUT; groups must be of three but for the first.
 */
static bool
put_whole(const struct parts *p, const struct marks *m, char *out, size_t *len)
{
	struct str s = p->whole;
	size_t run = 0, n;
	bool grouped = false;

	while (s.len > 0) {
		if (s.at[0] >= '0' && s.at[0] <= '9') {
			out[(*len)++] = s.at[0];
			run++;
			skip(&s, 1);
			continue;
		}
		n = group_mark(s, m, p->group);
		if (n == 0 || run == 0 || run > 3 || (grouped && run != 3))
			return false;
		skip(&s, n);
		grouped = true;
		run = 0;
	}
	return !grouped || run == 3;
}

static bool
normalise(struct str text, const struct marks *m, const struct currency *c, char *out,
    size_t *len, bool *doubtful)
{
	struct parts p = { .doubtful = false };
	struct str s;

	*doubtful = false;
	if (text.len > LONGEST)
		return false;
	s = bare(text, m, c, &p.negative);
	*len = 0;
	if (p.negative)
		out[(*len)++] = '-';
	if (!cut(s, m, c, &p) || !put_whole(&p, m, out, len)) {
		*doubtful = p.doubtful;
		return false;
	}
	if (p.fraction.len > 0) {
		out[(*len)++] = '.';
		memcpy(out + *len, p.fraction.at, p.fraction.len);
		*len += p.fraction.len;
	}
	return true;
}

/* What nearly every cell is: digits, and exactly the currency's decimals or none. */
static bool
plain(struct str s, const struct marks *m, const struct currency *c, int64_t *minor)
{
	size_t whole;
	int64_t n = 0;

	if (m->decimal == MARK_COMMA || s.len > 17 || s.len < (size_t)c->exponent + 2 ||
	    c->exponent == 0 || (c->exponent == 3 && m->decimal == MARK_EITHER))
		return false;
	whole = s.len - c->exponent - 1;
	if (s.at[whole] != '.')
		return false;
	for (size_t i = 0; i < s.len; i++) {
		unsigned digit = (unsigned char)s.at[i] - (unsigned)'0';

		if (i == whole)
			continue;
		if (digit > 9)
			return false;
		n = n * 10 + digit;
	}
	*minor = n;
	return true;
}

static bool
two_ways(struct str text, struct err *e)
{
	return err_set(e, ERR_RECORD,
	    "\"%.*s\" can be read in two ways; the layout's \"decimal\" can say which",
	    STR_ARG(text));
}

/*
 * Cuts NUMBER (of LEN bytes, as normalise gives it) to the decimals of C; the minor unit
 * to add for what was cut off.
 */
static int
cut_fine(const char *number, size_t *len, const struct currency *c)
{
	const char *point = memchr(number, '.', *len);
	size_t whole = point == NULL ? *len : (size_t)(point - number);
	size_t keep = whole + (c->exponent == 0 ? 0 : 1 + (size_t)c->exponent);
	char next;

	if (point == NULL || *len <= keep)
		return 0;
	next = number[c->exponent == 0 ? whole + 1 : keep];
	*len = keep;
	return next < '5' ? 0 : number[0] == '-' ? -1 : 1;
}

bool
decimal_read(struct str text, const struct marks *m, const struct currency *c,
    int64_t *minor, struct err *e)
{
	char number[LONGEST + 2], spread[EXPONENT_MAX];
	const struct str given = text;
	size_t len;
	bool doubtful;
	int64_t n;
	int more = 0;

	if (plain(text, m, c, minor))
		return true;
	if (m->round && exponent_spread(str_trim(text), spread, &len))
		text = (struct str){ spread, len };
	if (normalise(text, m, c, number, &len, &doubtful)) {
		if (m->round)
			more = cut_fine(number, &len, c);
		if (money_read((struct str){ number, len }, c, &n, e) &&
		    money_add(&n, more)) {
			*minor = n;
			return true;
		}
	}
	return doubtful ? two_ways(str_head(given, 40), e) : money_wrong(given, c, e);
}

bool
decimal_whole(struct str text, const struct marks *m, int64_t *out, struct err *e)
{
	static const struct currency none = { "", 0 };
	char number[LONGEST + 2];
	size_t len;
	bool doubtful;
	int64_t n = 0;

	if (text.len > 0 && text.len < 18) {
		size_t i = 0;

		for (; i < text.len && text.at[i] >= '0' && text.at[i] <= '9'; i++)
			n = n * 10 + (text.at[i] - '0');
		if (i == text.len) {
			*out = n;
			return true;
		}
	}
	if (normalise(text, m, &none, number, &len, &doubtful) &&
	    money_read((struct str){ number, len }, &none, out, e))
		return true;
	text = str_head(text, 40);
	if (doubtful)
		return two_ways(text, e);
	return err_set(
	    e, ERR_RECORD, "expected a whole number, got \"%.*s\"", STR_ARG(text));
}
