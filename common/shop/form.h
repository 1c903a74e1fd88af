/* form - whether a text has the form of a URL, an address, a colour */
/* SPDX-License-Identifier: ISC */

/*
 * Looks only at the text: no network, no time zone data, no list of languages.
 */

#ifndef SHOP_FORM_H
#define SHOP_FORM_H

#include <stdbool.h>

#include "base/str.h"

/* Not empty, and no control character or line end in it. */
bool form_line(struct str s);

/* The same, but that line ends and tabs are allowed. */
bool form_prose(struct str s);

/*
 * An absolute http or https URL with a host, and nothing in it that could end a link or
 * an attribute: no space (of Unicode's neither), control character, quote, '<', '>' or
 * '\'.  Braces are allowed: some shops' product pages have them, and shop/link looks at
 * those of a shop file.
 */
bool form_url(struct str s);

/*
 * A form_url without a fragment, which no server is told of, or "mailto:" and a
 * form_email.
 */
bool form_unsubscribe(struct str s);

/* One '@' with something on both sides, and no character that has a meaning in a header.
 */
bool form_email(struct str s);

/* An address alone, or "Name <address>". */
bool form_sender(struct str s);

/*
 * The same for where answers go, whose part before the '@' must be ASCII: any server that
 * a customer writes through takes it then, without RFC 6531.
 */
bool form_reply(struct str s);

/* "#rgb" or "#rrggbb". */
bool form_colour(struct str s);

/* The shape of an ISO 3166-1 alpha-2 code: two capital letters. */
bool form_country(struct str s);

/* The shape of a BCP 47 tag: "it", "pt-BR", "zh-Hant-TW". */
bool form_locale(struct str s);

#endif
