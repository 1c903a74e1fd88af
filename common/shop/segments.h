/* segments - how many parts a text message is sent and charged in */
/* SPDX-License-Identifier: ISC */

/*
 * 3GPP TS 23.038 (GSM 03.38): a text of the default alphabet has 160 septets in one part
 * or 153 in each of several, where a character of the extension table takes two; any
 * other text is UCS-2, with 70 or 67 units of UTF-16.  No character is cut in two.
 */

#ifndef SHOP_SEGMENTS_H
#define SHOP_SEGMENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct segments {
	bool gsm;     /* every character is in the default alphabet or its extension */
	size_t units; /* septets, or units of UTF-16 */
	size_t n;     /* parts; 0 for the empty text */
};

/* Counts TEXT, which is UTF-8. */
struct segments segments_of(struct str text);

/* How many units of UTF-16 TEXT, which is UTF-8, has. */
size_t segments_utf16(struct str text);

#endif
