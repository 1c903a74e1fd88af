/* text-locale - what a locale is within data/text */
/* SPDX-License-Identifier: ISC */

/* For the files text*.c alone: each keeps its formatters in a part of the locale. */

#ifndef DATA_TEXT_LOCALE_H
#define DATA_TEXT_LOCALE_H

#include <unicode/utypes.h>

#include "base/buf.h"
#include "base/str.h"

struct numbers; /* text-money.c */
struct dates;	/* text-date.c */
struct regions; /* text-country.c */

struct locale {
	struct locale *next;
	char *id;  /* as ICU writes it: "it_IT" */
	char *tag; /* BCP 47: "it-IT" */
	struct numbers *numbers;
	struct dates *dates;
	struct regions *regions;
};

/* Adds the N UTF-16 units at WIDE to OUT as UTF-8. */
void text_narrow(struct buf *out, const UChar *wide, int32_t n);

/* TEXT as UTF-16, heap-allocated, with a NUL behind it; what is no UTF-8 is U+FFFD. */
UChar *text_widen(struct str text, int32_t *n);

#endif
