/* tint - colours that can be read */
/* SPDX-License-Identifier: ISC */

/*
 * A shop's colour is made for its logo, not for text.  Contrast is that of WCAG 2.1
 * (relative luminance, 1 to 21); text wants 4.5.
 */

#ifndef SHOP_TINT_H
#define SHOP_TINT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct tint {
	uint8_t red, green, blue;
};

/* "#0b5fff" or "#05f". */
bool tint_read(struct str text, struct tint *out);

/* "#rrggbb" and a NUL. */
#define TINT_MAX 8
void tint_write(struct tint t, char out[TINT_MAX]);

double tint_contrast(struct tint a, struct tint b);

/* Black or white, whichever is easier to read on GROUND. */
struct tint tint_on(struct tint ground);

/* T, moved towards black or white only as far as it can be read on GROUND. */
struct tint tint_readable(struct tint t, struct tint ground);

#endif
