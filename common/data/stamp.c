/* stamp - dates and times in the forms that exports write them in */
/* SPDX-License-Identifier: ISC */

#include "data/stamp.h"

#include "base/num.h"

static const char months[12][10] = { "January", "February", "March", "April", "May",
	"June", "July", "August", "September", "October", "November", "December" };

static const struct {
	struct str name;
	int32_t offset;
} zones[] = {
	{ STR_INIT("UTC"), 0 },
	{ STR_INIT("GMT"), 0 },
	{ STR_INIT("EST"), -300 },
	{ STR_INIT("EDT"), -240 },
	{ STR_INIT("CST"), -360 },
	{ STR_INIT("CDT"), -300 },
	{ STR_INIT("MST"), -420 },
	{ STR_INIT("MDT"), -360 },
	{ STR_INIT("PST"), -480 },
	{ STR_INIT("PDT"), -420 },
	{ STR_INIT("CET"), 60 },
	{ STR_INIT("CEST"), 120 },
};

/* How often each letter may stand; a bit for each number. */
static unsigned
allowed(char letter)
{
	switch (letter) {
	case 'Y':
		return 1U << 4 | 1U << 2;
	case 'M':
		return 1U << 1 | 1U << 2 | 1U << 3 | 1U << 4;
	case 'D':
	case 'h':
	case 'm':
	case 's':
		return 1U << 1 | 1U << 2;
	case 'S':
	case 'A':
	case 'z':
		return 1U << 1;
	case 'Z':
		return 1U << 4;
	default:
		return 0;
	}
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
add_step(struct stamp *p, char part, char own, size_t n, struct err *e)
{
	if (p->n == STAMP_STEPS)
		return err_set(e, ERR_TROUBLE, "\"%.*s\" is too long for a date pattern",
		    STR_ARG(p->text));
	p->steps[p->n++] = (struct stamp_step){ part, own, (uint8_t)n };
	return true;
}

/* The letters between quotes, from the one behind the opening quote on. */
static bool
add_quoted(struct stamp *p, size_t *i, struct err *e)
{
	for (; *i < p->text.len; ++*i) {
		if (p->text.at[*i] == '\'') {
			++*i;
			return true;
		}
		if (!add_step(p, 'L', p->text.at[*i], 1, e))
			return false;
	}
	return err_set(
	    e, ERR_TROUBLE, "\"%.*s\" has a ' without its other half", STR_ARG(p->text));
}

static bool
complete(const struct stamp *p, struct err *e)
{
	static const char needed[] = "YMD", others[] = "hmsSAZz";
	size_t i, k, count[128] = { 0 };

	for (i = 0; i < p->n; i++)
		if (p->steps[i].part != 'L' && p->steps[i].part != ' ')
			count[(unsigned char)p->steps[i].part & 0x7f]++;
	for (k = 0; needed[k] != '\0'; k++)
		if (count[(unsigned char)needed[k]] != 1)
			return err_set(e, ERR_TROUBLE,
			    "\"%.*s\" is no date pattern: it needs one year (YYYY or YY), "
			    "one month (MM, M, MMM or MMMM) and one day (DD or D)",
			    STR_ARG(p->text));
	for (k = 0; others[k] != '\0'; k++)
		if (count[(unsigned char)others[k]] > 1)
			return err_set(e, ERR_TROUBLE,
			    "\"%.*s\" is no date pattern: '%c' stands twice",
			    STR_ARG(p->text), others[k]);
	return true;
}

/* How many of what TEXT names make a second; 0 where it is a pattern of letters. */
static int64_t
unit_of(struct str text)
{
	return str_is(text, "seconds")	      ? 1
	       : str_is(text, "milliseconds") ? 1000
	       : str_is(text, "microseconds") ? 1000000
					      : 0;
}

bool
stamp_parse(struct stamp *p, struct str text, struct err *e)
{
	size_t i = 0, n;

	*p = (struct stamp){ .text = text, .unit = unit_of(text) };
	p->timed = p->unit != 0;
	if (p->unit != 0)
		return true;
	while (i < text.len) {
		char c = text.at[i];

		for (n = 1; i + n < text.len && text.at[i + n] == c; n++)
			;
		if (c == '\'') {
			i++;
			if (!add_quoted(p, &i, e))
				return false;
			continue;
		}
		if (!is_letter(c)) {
			if (!add_step(p, c == ' ' ? ' ' : 'L', c, 1, e))
				return false;
			i += c == ' ' ? n : 1;
			continue;
		}
		if (n > 4 || (allowed(c) & 1U << n) == 0)
			return err_set(e, ERR_TROUBLE,
			    "\"%.*s\" is no date pattern: \"%.*s\" has no meaning in one",
			    STR_ARG(text), (int)n, text.at + i);
		if (!add_step(p, c, c, n, e))
			return false;
		p->timed |= c == 'h';
		i += n;
	}
	return complete(p, e);
}

/* --- reading -------------------------------------------------------------------- */

/* From LOW to HIGH digits at the start of *S. */
static bool
take_digits(struct str *s, size_t low, size_t high, int *out)
{
	size_t n = 0;
	int value = 0;

	while (n < high && n < s->len && s->at[n] >= '0' && s->at[n] <= '9')
		value = value * 10 + (s->at[n++] - '0');
	if (n < low)
		return false;
	*out = value;
	s->at += n;
	s->len -= n;
	return true;
}

static bool
take_start(struct str *s, struct str word)
{
	if (s->len < word.len || !str_same((struct str){ s->at, word.len }, word))
		return false;
	s->at += word.len;
	s->len -= word.len;
	return true;
}

static bool
take_month(struct str *s, size_t n, int *out)
{
	for (int i = 0; i < 12; i++) {
		struct str name = str_of(months[i]);

		if (n == 3)
			name.len = 3;
		if (take_start(s, name)) {
			*out = i + 1;
			return true;
		}
	}
	return false;
}

static bool
take_fraction(struct str *s, int32_t *nanos)
{
	size_t n = 0;
	int32_t value = 0;

	for (; n < 9 && n < s->len && s->at[n] >= '0' && s->at[n] <= '9'; n++)
		value = value * 10 + (s->at[n] - '0');
	if (n == 0)
		return false;
	s->at += n;
	s->len -= n;
	for (; n < 9; n++)
		value *= 10;
	*nanos = value;
	return true;
}

static bool
take_offset(struct str *s, struct wall *w)
{
	int hour, minute = 0;
	bool west;

	w->zoned = true;
	w->offset = 0;
	if (s->len == 0 || (s->at[0] != '+' && s->at[0] != '-'))
		return take_start(s, STR("Z")) || take_start(s, STR("UTC")) ||
		       take_start(s, STR("GMT"));
	west = s->at[0] == '-';
	s->at++;
	s->len--;
	if (!take_digits(s, 2, 2, &hour))
		return false;
	if (s->len > 0 && s->at[0] == ':') {
		s->at++;
		s->len--;
		if (!take_digits(s, 2, 2, &minute))
			return false;
	} else if (s->len >= 2 && !take_digits(s, 2, 2, &minute)) {
		return false;
	}
	if (hour > 23 || minute > 59)
		return false;
	w->offset = west ? -(hour * 60 + minute) : hour * 60 + minute;
	return true;
}

static bool
take_zone(struct str *s, struct wall *w)
{
	size_t i, best = 0;

	w->zoned = true;
	for (i = 1; i < sizeof zones / sizeof *zones; i++)
		if (s->len >= zones[i].name.len &&
		    str_same((struct str){ s->at, zones[i].name.len }, zones[i].name))
			best = i;
	w->offset = zones[best].offset;
	return take_start(s, zones[best].name);
}

/* The 12-hour clock as the 24-hour one. */
static bool
apply_half(struct civil *c, char half)
{
	if (c->hour < 1 || c->hour > 12)
		return false;
	c->hour = c->hour % 12 + (half == 'P' ? 12 : 0);
	return true;
}

static bool
take_half(struct str *s, char *half)
{
	*half = take_start(s, STR("AM")) ? 'A' : take_start(s, STR("PM")) ? 'P' : 0;
	return *half != 0;
}

static bool
take_step(struct str *s, const struct stamp_step *p, struct wall *w, char *half)
{
	struct civil *c = &w->at;

	switch (p->part) {
	case 'L':
		if (s->len != 0 && s->at[0] == p->digit) {
			s->at++, s->len--;
			return true;
		}
		return take_start(s, (struct str){ &p->digit, 1 });
	case ' ':
		if (s->len == 0 || s->at[0] != ' ')
			return false;
		while (s->len > 0 && s->at[0] == ' ')
			s->at++, s->len--;
		return true;
	case 'Y':
		if (!take_digits(s, p->n, p->n, &c->year))
			return false;
		c->year += p->n == 2 ? 2000 : 0;
		return true;
	case 'M':
		return p->n > 2 ? take_month(s, p->n, &c->month)
				: take_digits(s, p->n, 2, &c->month);
	case 'D':
		return take_digits(s, p->n, 2, &c->day);
	case 'h':
		return take_digits(s, p->n, 2, &c->hour);
	case 'm':
		return take_digits(s, p->n, 2, &c->minute);
	case 's':
		return take_digits(s, p->n, 2, &c->second);
	case 'S':
		return take_fraction(s, &w->nanos);
	case 'A':
		return take_half(s, half);
	case 'Z':
		return take_offset(s, w);
	default:
		return take_zone(s, w);
	}
}

/* So many UNITs since 1970; a fraction of a unit is kept as far as nanoseconds go. */
static bool
read_since(int64_t unit, struct str text, struct wall *out)
{
	const int64_t far = INT64_C(253402300800); /* the year 10000, in seconds */
	struct wall w = { .timed = true, .zoned = true };
	struct str whole;
	int64_t n, part = 0;
	int32_t nanos = 0;

	if (!str_cut(&text, '.', &whole) || whole.len > 18 ||
	    !num_between(whole, 0, far * unit - 1, &n) ||
	    (text.len != 0 && (!take_fraction(&text, &nanos) || text.len != 0)))
		return false;
	part = n % unit * (1000000000 / unit) + nanos / unit;
	instant_civil((struct instant){ n / unit, 0, 0 }, &w.at);
	w.nanos = (int32_t)part;
	*out = w;
	return true;
}

bool
stamp_read(const struct stamp *p, struct str text, struct wall *out)
{
	struct wall w = { .timed = p->timed };
	char half = 0;
	size_t i;

	if (p->unit != 0)
		return read_since(p->unit, text, out);
	for (i = 0; i < p->n; i++)
		if (!take_step(&text, &p->steps[i], &w, &half))
			return false;
	if (text.len != 0 || !date_valid(w.at.year, w.at.month, w.at.day))
		return false;
	if (half != 0 && !apply_half(&w.at, half))
		return false;
	if (w.at.hour > 23 || w.at.minute > 59 || w.at.second > 60)
		return false;
	if (w.at.second == 60)
		w.at.second = 59;
	*out = w;
	return true;
}
