/* decline - whose fault it is that a payment failed */
/* SPDX-License-Identifier: ISC */

/*
 * payment-errors.json, the shop's or the kit's, is four lists of the errors that payment
 * services name: "customer", what the customer can mend; "shop", what the customer
 * cannot; "silent", where nothing is said, such as a card that was reported stolen; and
 * "other", where no payment failed.  A name may have '*' for any part of it.  Case does
 * not count, nor what is between the words: "3D Not Authenticated" is
 * "3d_not_authenticated".
 */

#ifndef SHOP_DECLINE_H
#define SHOP_DECLINE_H

#include "base/err.h"
#include "base/path.h"
#include "base/str.h"

#define DECLINE_FILE "payment-errors.json"

enum decline {
	DECLINE_CUSTOMER,
	DECLINE_SHOP,
	DECLINE_SILENT,
	DECLINE_OTHER,
	DECLINES,
	DECLINE_UNKNOWN = DECLINES, /* no list has it */
};

struct decline_lists;

/* NULL with E (ERR_TROUBLE), which names the file, where it is missing or wrong. */
struct decline_lists *decline_open(const struct search *where, struct err *e);
void decline_free(struct decline_lists *d);

/* In which list ERROR is; the first that has it. */
enum decline decline_find(const struct decline_lists *d, struct str error);

#endif
