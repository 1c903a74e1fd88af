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

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "data/rec.h"
#include "data/zone.h"

struct shop_link {
	struct str name; /* "Instagram" */
	struct str url;
};

struct shop_texts {
	struct str at[8];
	size_t n;
};

struct shop {
	char *path; /* of the file; NULL where there is none */
	struct str name, url, email, phone;
	struct str address[6]; /* lines */
	size_t n_address;
	struct str locale;   /* BCP 47; "en" */
	struct str timezone; /* IANA; "UTC" */
	struct str currency; /* ISO 4217, or none */
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
		struct str cart; /* where a cart is found again */
	} links;
	struct {
		struct str from, reply_to, transport;
		struct str unsubscribe;	       /* a URL, with a TOKEN_PLACE or without */
		struct str unsubscribe_mailto; /* an address, likewise */
		struct str return_path;	       /* likewise */
		struct str user, auth, password_file, password_command, ca_file;
	} mail;
	struct {
		struct str signing_key_file, signing_key_command;
		struct shop_texts old_signing_key_files;
	} secrets; /* where they are found, never the secrets */
	struct str ledger;
	struct {
		struct str code, terms,
		    expires_at; /* the coupon of a shop that gives every buyer one */
	} coupon;
	struct {
		struct buf text;
		struct rec rec;
		struct val root; /* none where there is no file */
	} file;			 /* what all the texts are views of */
};

/*
 * Reads the file at PATH; NULL gives the defaults.  NULL with E (ERR_TROUBLE) where it
 * cannot be read or something in it is wrong.
 */
struct shop *shop_read(const char *path, struct err *e);
void shop_free(struct shop *s);

/*
 * The value of a key that belongs to one tool and has no field here ("sms.sender"), for
 * that tool to read; VAL_NONE where it is not set.  E names the file and the line.
 */
bool shop_find(const struct shop *s, const char *path, struct val *out, struct err *e);

/*
 * Puts the file and the line of V, a value of the shop file, before what E says of it.
 */
bool shop_err(const struct shop *s, struct val v, struct err *e);

/* The shop's time zone (UTC where none is set). */
const struct zone *shop_zone(const struct shop *s);

/* All that a shop file may say, for the test of its man page. */
struct shop_key {
	const char *path;     /* "mail.from"; of a list's items "support.social[].url" */
	const char *expected; /* "an e-mail address"; NULL: its tool checks it */
	const char *fallback; /* the default, or NULL */
};

/* The key number I, or NULL behind the last. */
const struct shop_key *shop_key(size_t i);

#endif
