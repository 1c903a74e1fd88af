/* tint - colours that can be read */
/* SPDX-License-Identifier: ISC */

#include "shop/tint.h"

#include <math.h>
#include <stdio.h>

#define READABLE 4.5
#define STEPS 32

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool
tint_read(struct str text, struct tint *out)
{
	int d[6], i, n = (int)text.len - 1;

	if ((n != 3 && n != 6) || text.at[0] != '#')
		return false;
	for (i = 0; i < n; i++)
		if ((d[i] = digit(text.at[i + 1])) < 0)
			return false;
	if (n == 3)
		*out = (struct tint){ (uint8_t)(17 * d[0]), (uint8_t)(17 * d[1]),
			(uint8_t)(17 * d[2]) };
	else
		*out = (struct tint){ (uint8_t)(16 * d[0] + d[1]),
			(uint8_t)(16 * d[2] + d[3]), (uint8_t)(16 * d[4] + d[5]) };
	return true;
}

void
tint_write(struct tint t, char out[TINT_MAX])
{
	(void)snprintf(out, TINT_MAX, "#%02x%02x%02x", t.red, t.green, t.blue);
}

static double
linear(uint8_t channel)
{
	double c = channel / 255.0;

	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double
luminance(struct tint t)
{
	return 0.2126 * linear(t.red) + 0.7152 * linear(t.green) +
	       0.0722 * linear(t.blue);
}

double
tint_contrast(struct tint a, struct tint b)
{
	double x = luminance(a), y = luminance(b);

	return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}

struct tint
tint_on(struct tint ground)
{
	const struct tint black = { 0, 0, 0 }, white = { 255, 255, 255 };

	/* White is kept as long as it can be read: it is what buttons usually have. */
	if (tint_contrast(white, ground) >= READABLE ||
	    tint_contrast(white, ground) >= tint_contrast(black, ground))
		return white;
	return black;
}

static uint8_t
mix(uint8_t from, uint8_t to, int step)
{
	return (uint8_t)(from + (to - from) * step / STEPS);
}

struct tint
tint_readable(struct tint t, struct tint ground)
{
	const uint8_t to = luminance(ground) > 0.18 ? 0 : 255;
	struct tint out = t;
	int step;

	for (step = 1; step <= STEPS && tint_contrast(out, ground) < READABLE; step++)
		out = (struct tint){ mix(t.red, to, step), mix(t.green, to, step),
			mix(t.blue, to, step) };
	return out;
}
