/* text - money, dates, numbers and names as a locale writes them, through ICU */
/* SPDX-License-Identifier: ISC */

/*
 * Formatters are opened once per locale and kept for the life of the program; nothing of
 * ICU is touched before the first of them is needed.  What is formatted often costs no
 * ICU call the second time: an amount is put together from the locale's own pieces
 * (learned from ICU's unumf, held to it when they are learned and by the unit test),
 * days and spans are remembered.  All output is UTF-8 and is added to a buffer; it
 * holds CLDR's no-break spaces and direction marks as they are.  Where ICU knows nothing,
 * the plain form stands ("1234.50 EUR", "2026-11-21").  Not for several threads at once.
 */

#ifndef DATA_TEXT_H
#define DATA_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/money.h"
#include "base/str.h"

struct locale;

/*
 * The locale of a BCP 47 tag ("it-IT", "pl"; "it_IT" is accepted), owned by this module.
 * Only its language, script and region count.  One that ICU does not have is the nearest
 * that it has ("de-FR" is "de"), down to the root ("und"); a malformed one is NULL.
 */
struct locale *locale_find(struct str tag);

/* Its canonical tag ("it-IT"). */
struct str locale_tag(const struct locale *l);

/*
 * "1.234,50 €", "1 234,50 zł": what unumf writes for the currency in this locale, always
 * with the digits of ISO 4217 (CLDR writes some currencies without theirs, rounded).
 */
void text_money(
    struct locale *l, int64_t minor, const struct currency *c, struct buf *out);

void text_whole(struct locale *l, int64_t n, struct buf *out);

enum date_style {
	DATE_LONG,   /* 21 novembre 2026 */
	DATE_FULL,   /* sabato 21 novembre 2026 */
	DATE_MEDIUM, /* 21 nov 2026 */
	DATE_STYLES,
};

/* DAYS since 1970-01-01. */
void text_date(struct locale *l, int64_t days, enum date_style style, struct buf *out);

/* The same for a span of days: "24–26 novembre 2026" (one day where they are equal). */
void text_dates(
    struct locale *l, int64_t from, int64_t to, enum date_style style, struct buf *out);

/* The name of the country (ISO 3166-1 alpha-2) in this language; CODE where unknown. */
void text_country(struct locale *l, struct str code, struct buf *out);

/* Whether CODE is an ISO 3166-1 alpha-2 code. */
bool text_country_known(struct str code);

/*
 * The alpha-2 code of a country's NAME in English, in one of the kit's languages or in
 * the country's own, as CLDR has it or as shops write it ("EIRE", "Czech Republic"; see
 * text-alias.c); or of an alpha-2 or alpha-3 code.  Case, accents, spaces and signs do
 * not count, nor does what stands behind it in brackets, as "(Islas Malvinas)", unless it
 * makes another country of it.  False where it is none, or one of several countries
 * ("Channel Islands").
 */
bool text_country_code(struct str name, char code[3]);

/* The likely locale of a country ("IT" gives "it-IT"; CLDR's likely subtags). */
bool text_likely_locale(struct str country, struct buf *out);

/*
 * Adds ADDRESS (UTF-8) as two mail addresses are compared: without the blanks and the
 * unseen characters around it, the domain as it is looked up (UTS #46, so that
 * "exämple.com" is "xn--exmple-cua.com"), what is before the '@' without case
 * (NFKC_Casefold).  Not for writing to.
 */
void text_address(struct str address, struct buf *out);

#endif
