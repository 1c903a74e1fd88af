/* shop - who the shop is: the shop file, read and checked */
/* SPDX-License-Identifier: ISC */

/*
 * Every field has a default or may be none, so that every tool works without a shop file.
 * A wrong or unknown key is an error that names the file, line and key and says what was
 * expected ("shop.json:7: returns.days: expected a whole number, got \"two\"").
 * Documented in aftercare-shop(5).  All texts belong to the shop.
 */

#ifndef SHOP_SHOP_H
#define SHOP_SHOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/money.h"
#include "base/str.h"
#include "data/zone.h"

struct shop_link {
	struct str name; /* "Instagram" */
	struct str url;
};

struct shop {
	char *path; /* of the file; NULL where there is none */
	struct str name, url, email, phone;
	struct str address[6]; /* lines */
	size_t n_address;
	struct str locale;	 /* BCP 47; "en" */
	struct str timezone;	 /* IANA; "UTC" */
	const struct zone *zone; /* the same, opened when first asked for: shop_zone */
	struct str currency;	 /* ISO 4217, or none */
	struct {
		struct str logo, colour, colour_dark; /* "#0b5fff"; URL of an image */
	} brand;
	struct {
		struct str hours, chat, forum, faq, url, email, phone;
		struct shop_link social[8];
		size_t n_social;
	} support;
	struct {
		int64_t days;	   /* 0: nothing is said of a window */
		struct str policy; /* a sentence or two, or none */
		struct str url;
	} returns;
	struct {
		struct str order; /* "https://shop.example/orders/{number}" */
		struct str cancel, change, community, account;
	} links;
	struct {
		struct str from, reply_to, transport, unsubscribe;
	} mail;
	struct str ledger;
	struct {
		struct str code, terms,
		    expires_at; /* the coupon of a shop that gives every buyer one */
	} coupon;
	void *keep; /* the texts */
};

/* Reads the file at PATH; NULL gives the defaults. */
struct shop *shop_read(const char *path, struct err *e);
void shop_free(struct shop *s);

/* The shop's time zone (UTC where none is set). */
const struct zone *shop_zone(const struct shop *s);

#endif
