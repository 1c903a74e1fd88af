/* test-tint - shop/tint */
/* SPDX-License-Identifier: ISC */

#include "shop/tint.h"

#include "tap.h"

static const struct tint black = { 0, 0, 0 }, white = { 255, 255, 255 },
			 night = { 0x1c, 0x1c, 0x1e };

static void
reads(void)
{
	struct tint t;
	char out[TINT_MAX];

	OK(tint_read(STR("#0b5FFf"), &t), "six digits");
	tint_write(t, out);
	IS(str_of(out), "#0b5fff", "come out as they went in");
	OK(tint_read(STR("#5af"), &t), "three digits");
	tint_write(t, out);
	IS(str_of(out), "#55aaff", "stand for six");
	OK(!tint_read(STR("blue"), &t), "a name is none");
	OK(!tint_read(STR("#12345g"), &t), "nor are other letters");
	OK(!tint_read(STR("#12345"), &t), "nor five digits");
	OK(!tint_read(STR(""), &t), "nor nothing");
}

/* Every colour of a coarse cube can be read after tint_readable, and text on it is. */
static void
every_colour(void)
{
	int r, g, b, dim = 0, unchanged = 0;
	struct tint t, u;

	for (r = 0; r < 256; r += 51)
		for (g = 0; g < 256; g += 51)
			for (b = 0; b < 256; b += 51) {
				t = (struct tint){ (uint8_t)r, (uint8_t)g, (uint8_t)b };
				u = tint_readable(t, white);
				dim += tint_contrast(u, white) < 4.5;
				unchanged += tint_contrast(u, t) < 1.0001;
				dim += tint_contrast(tint_readable(t, night), night) <
				       4.5;
				dim += tint_contrast(tint_on(t), t) < 4.5;
			}
	OK(dim == 0, "every colour can be read on white, in the dark, and written on");
	OK(unchanged > 60 && unchanged < 216, "those that could be are left alone");
}

int
main(void)
{
	reads();
	OK(tint_contrast(black, white) > 20.99 && tint_contrast(black, white) < 21.01,
	    "black on white is 21");
	OK(tint_contrast(white, white) < 1.001, "white on white is 1");
	every_colour();
	return tap_done();
}
