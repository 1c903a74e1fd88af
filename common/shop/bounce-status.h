/* bounce-status - what a status code says about an address */
/* SPDX-License-Identifier: ISC */

/*
 * Enhanced status codes ("5.1.1", RFC 3463 and IANA's registry after it) and replies of
 * SMTP servers (RFC 5321), found in what mail systems write, and sorted by whose fault it
 * is.  The man page bounce-collect(1) has the same table.
 */

#ifndef SHOP_BOUNCE_STATUS_H
#define SHOP_BOUNCE_STATUS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

enum bounce_class {
	BOUNCE_DELIVERED,
	BOUNCE_DELAYED, /* still being tried */
	BOUNCE_SOFT,	/* given up, and may work another time: full, busy, unclear */
	BOUNCE_REFUSED, /* because of the mail or its sender, not of the address */
	BOUNCE_HARD	/* the address does not work */
};

/* All zero is none. */
struct bounce_status {
	int class, subject, detail; /* 5, 1, 1 */
};

/* Whether TEXT is a status code and nothing else. */
bool bounce_status_read(struct str text, struct bounce_status *out);

/* The first status code in TEXT whose class is 2, 4 or 5. */
bool bounce_status_find(struct str text, struct bounce_status *out);

/* The first reply code (400 to 599) in TEXT with no letter or digit beside it; 0: none.
 */
int bounce_reply_find(struct str text);

/* What a reply code says without a status code; none where it says nothing. */
struct bounce_status bounce_status_of_reply(int code);

/* Whether S says no more than that something failed for good: words may say what. */
bool bounce_status_vague(struct bounce_status s);

/* For a mail that was given up or delivered, never DELAYED. */
enum bounce_class bounce_status_class(struct bounce_status s);

/* Adds "5.1.1". */
void bounce_status_write(struct bounce_status s, struct buf *out);

#endif
