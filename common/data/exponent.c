/* exponent - a number with an exponent, written without one */
/* SPDX-License-Identifier: ISC */

#include "data/exponent.h"

/* The digits of a number, and where its point stands among them, or beyond them. */
struct digits {
	char at[EXPONENT_DIGITS];
	size_t n;
	long point;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Takes the digits that S begins with. */
static bool
take_digits(struct str *s, struct digits *d)
{
	const size_t before = s->len;

	for (; s->len > 0 && is_digit(s->at[0]); s->at++, s->len--) {
		if (d->n == EXPONENT_DIGITS)
			return false;
		d->at[d->n++] = s->at[0];
	}
	return s->len < before;
}

/* "e-07", to the end of S; the point is moved by it. */
static bool
take_power(struct str s, struct digits *d)
{
	long power = 0;
	bool minus;

	if (s.len < 2 || (s.at[0] != 'e' && s.at[0] != 'E'))
		return false;
	s = (struct str){ s.at + 1, s.len - 1 };
	minus = s.at[0] == '-';
	if (minus || s.at[0] == '+')
		s = (struct str){ s.at + 1, s.len - 1 };
	if (s.len == 0 || s.len > 4)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (!is_digit(s.at[i]))
			return false;
		power = power * 10 + (s.at[i] - '0');
	}
	d->point += minus ? -power : power;
	return true;
}

static void
put(char *out, size_t *len, char c, long times)
{
	for (; times > 0; times--)
		out[(*len)++] = c;
}

bool
exponent_spread(struct str s, char out[EXPONENT_MAX], size_t *len)
{
	struct digits d = { .n = 0 };
	const bool minus = s.len > 0 && s.at[0] == '-';

	*len = 0;
	if (minus)
		s = (struct str){ s.at + 1, s.len - 1 };
	if (!take_digits(&s, &d))
		return false;
	d.point = (long)d.n;
	if (s.len > 0 && s.at[0] == '.') {
		s = (struct str){ s.at + 1, s.len - 1 };
		if (!take_digits(&s, &d))
			return false;
	}
	if (!take_power(s, &d))
		return false;
	while (d.n > 1 && d.point > 1 && d.at[0] == '0') {
		memmove(d.at, d.at + 1, --d.n);
		d.point--;
	}
	if (d.at[0] == '0' && d.n == 1)
		d.point = 1; /* "0e99" */
	if (d.point > (long)EXPONENT_DIGITS)
		return false;
	if (d.point < -(long)EXPONENT_DIGITS) {
		put(out, len, '0', 1);
		return true;
	}
	put(out, len, '-', minus);
	put(out, len, '0', d.point <= 0);
	for (size_t i = 0; i < d.n; i++) {
		if ((long)i == d.point || (i == 0 && d.point <= 0)) {
			put(out, len, '.', 1);
			put(out, len, '0', -d.point);
		}
		put(out, len, d.at[i], 1);
	}
	put(out, len, '0', d.point - (long)d.n);
	return true;
}
