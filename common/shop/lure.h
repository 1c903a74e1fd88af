/* lure - text from a log that a mail program would make a link of */
/* SPDX-License-Identifier: ISC */

/*
 * Anybody can write into the log of a web page, and mail programs make links of bare
 * addresses, in pages as in plain text: a name or an item could lead a customer astray in
 * the shop's name.  Looks at the text alone and knows no list of top-level domains: what
 * has the form of a host is one, but for forms that products have.  Wide and small forms
 * of signs (U+FF0F, U+3002) are as the plain ones, and characters that nobody sees are
 * not there.  TEXT is UTF-8.
 */

#ifndef SHOP_LURE_H
#define SHOP_LURE_H

#include <stdbool.h>

#include "base/str.h"

/*
 * Whether TEXT cannot be the name of somebody: it has one of "/", "\", ":" and "@",
 * "www.", five digits or more, or a word with a dot whose last part is two letters or
 * more ("evil.example", but also "J.Smith"; not "J. Smith").
 */
bool lure_in_name(struct str text);

/*
 * Whether TEXT cannot be the name of goods: it has "://", "www.", an "@" before a word
 * with a dot, or a word that is a host:
 *  - parts with dots between, the last of three letters or more ("evil.example"), of two
 *    that are a country's ("bit.ly"), or punycode; but for one of four letters or more
 *    behind single characters ("J.Crew", "T.shirt");
 *  - with a path or a port behind it, any that ends in two letters or more ("a.js/b"), or
 *    four numbers ("192.0.2.1/b").
 * "Node.js mug", "1/2 inch", "A4 / A5", "50:50 blend" and "2.5 l" are goods.
 */
bool lure_in_goods(struct str text);

#endif
