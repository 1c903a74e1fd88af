/* payment - what a means of payment is called */
/* SPDX-License-Identifier: ISC */

/*
 * Selling systems write a means of payment each in its own way ("bacs", "Direct bank
 * transfer", "shopify_payments").  What is common has a word in every catalogue; brands
 * have one spelling in all languages; anything else is shown as it came.
 */

#ifndef SHOP_PAYMENT_H
#define SHOP_PAYMENT_H

#include "base/str.h"

struct payment_name {
	const char *word; /* in the catalogue ("pay_card"), or NULL */
	struct str brand; /* where there is no word: "PayPal"; none where unknown */
};

struct payment_name payment_name(struct str method);

#endif
