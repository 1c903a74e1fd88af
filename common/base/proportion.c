/* proportion - how many of how many, with what chance alone could make of it */
/* SPDX-License-Identifier: ISC */

#include "base/proportion.h"

#include <math.h>

#include "base/num.h"

/* The 97.5th percentile of the normal distribution. */
#define Z 1.959963984540054

/* Whole millions that a number with six decimals may have, either way. */
#define WHOLE_MAX (INT64_MAX / MILLION - 1)

__extension__ typedef __int128 wide;

struct span {
	double rate, low, high;
};

int64_t
millionths(int64_t n, int64_t of)
{
	wide twice = (wide)n * MILLION * 2, whole = of;

	if (whole < 0) {
		twice = -twice;
		whole = -whole;
	}
	return (int64_t)((twice + (twice < 0 ? -whole : whole)) / (whole * 2));
}

bool
millionths_read(struct str text, int64_t *out)
{
	bool below = text.len > 0 && text.at[0] == '-';
	struct str rest = below ? (struct str){ text.at + 1, text.len - 1 } : text;
	struct str front;
	int64_t whole, parts = 0;
	size_t i;

	if (!str_cut(&rest, '.', &front) || front.len == 0 ||
	    !num_between(front, 0, WHOLE_MAX, &whole) || front.at[0] == '-' ||
	    rest.len > 6 || (rest.len == 0 && text.at[text.len - 1] == '.'))
		return false;
	for (i = 0; i < rest.len; i++)
		if (rest.at[i] < '0' || rest.at[i] > '9')
			return false;
	for (i = 0; i < 6; i++)
		parts = parts * 10 + (i < rest.len ? rest.at[i] - '0' : 0);
	*out = (whole * MILLION + parts) * (below ? -1 : 1);
	return true;
}

void
millionths_write(struct buf *b, int64_t n)
{
	uint64_t size = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	char digits[8];
	size_t len = 7;
	int i;

	if (n < 0)
		buf_char(b, '-');
	buf_int(b, (long long)(size / MILLION));
	size %= MILLION;
	digits[0] = '.';
	for (i = 6; i > 0; i--) {
		digits[i] = (char)('0' + size % 10);
		size /= 10;
	}
	while (len > 1 && digits[len - 1] == '0')
		len--;
	if (len > 1)
		buf_add(b, digits, len);
}

int64_t
proportion_lift(struct proportion a, struct proportion b)
{
	wide n = (wide)a.n * b.of, of = (wide)a.of * b.n;

	/* Until a million times as much has room: far more digits than are kept. */
	while (n >= (wide)1 << 100) {
		n >>= 1;
		of >>= 1;
	}
	return (int64_t)((n * MILLION * 2 + of) / (of * 2));
}

static int64_t
nearest(double rate)
{
	return (int64_t)floor(rate * (double)MILLION + 0.5);
}

static struct span
wilson(struct proportion p)
{
	double of = (double)p.of, rate = (double)p.n / of, square = Z * Z;
	double middle = rate + square / (2 * of), scale = 1 + square / of;
	double half = Z * sqrt(rate * (1 - rate) / of + square / (4 * of * of));
	struct span s = { rate, (middle - half) / scale, (middle + half) / scale };

	/* In whole numbers these ends are exact; in doubles they miss by a last digit. */
	if (p.n == 0)
		s.low = 0;
	if (p.n == p.of)
		s.high = 1;
	return s;
}

struct interval
proportion_interval(struct proportion p)
{
	struct span s = wilson(p);

	return (struct interval){ nearest(s.low), nearest(s.high) };
}

struct interval
proportion_difference(struct proportion a, struct proportion b)
{
	struct span l = wilson(a), r = wilson(b);
	double by = l.rate - r.rate;
	double down = sqrt(
	    (l.rate - l.low) * (l.rate - l.low) + (r.high - r.rate) * (r.high - r.rate));
	double up = sqrt(
	    (l.high - l.rate) * (l.high - l.rate) + (r.rate - r.low) * (r.rate - r.low));

	return (struct interval){ nearest(by - down), nearest(by + up) };
}
