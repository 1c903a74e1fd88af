/* choice - which template an order is confirmed with, and why */
/* SPDX-License-Identifier: ISC */

/*
 * The rule is the same for everybody: a first order is welcomed; where a promised date or
 * a parcel is known the customer is reassured; any other order gets the plain mail.  What
 * sells is never chosen by the rule.  Where it is asked for it needs the customer's
 * consent and something to offer; if it has them not, the rule decides.
 */

#ifndef SHOP_CHOICE_H
#define SHOP_CHOICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "shop/letters.h"
#include "shop/order.h"
#include "shop/reason.h"
#include "shop/shop.h"

enum confirm_template {
	CONFIRM_PLAIN,
	CONFIRM_WELCOME,
	CONFIRM_REASSURE,
	CONFIRM_COUPON,
	CONFIRM_SIMILAR,
	CONFIRM_TEMPLATES,
	CONFIRM_AUTO = CONFIRM_TEMPLATES,
};

const struct letter_info *confirm_template_info(enum confirm_template t);

/* The template called NAME ("auto" too); false where there is none. */
bool confirm_template_find(const char *name, enum confirm_template *out);

#define REASONS_MAX 3

struct choice {
	enum confirm_template template;
	struct reason reasons[REASONS_MAX];
	size_t n_reasons;
};

/* TODAY is the day on which the mail is made; a coupon that has ended is none. */
struct choice confirm_choose(const struct order *o, const struct shop *shop,
    enum confirm_template asked, int64_t today);

#endif
