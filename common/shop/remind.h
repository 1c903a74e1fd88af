/* remind - carts that were left, as messages */
/* SPDX-License-Identifier: ISC */

/*
 * Whether a cart gets a mail depends on what came of its customer since: so all carts are
 * read first, then the orders, and then the mails are written in the order of their
 * carts. What could get one waits in a stash (base/stash); of everybody else only
 * shop/visitors knows.  A cart that gets no mail is no error: with `explain` it is
 * written as it came, with an `explain` list that says why.
 */

#ifndef SHOP_REMIND_H
#define SHOP_REMIND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/err.h"
#include "base/path.h"
#include "data/emit.h"
#include "data/rec.h"
#include "shop/remind-rules.h"
#include "shop/shop.h"

/* All of it is lent for the life of the remind. */
struct remind_options {
	const struct search *search;
	const struct shop *shop;
	struct str language; /* to write in, whatever the cart says; or none */
	struct remind_steps steps;
	int64_t max, max_age; /* see shop/remind-rules */
	int64_t limit;	      /* messages to write in all, or below 0 */
	struct instant now;
	bool explain;
};

/* Where its templates are, below the folders of the search. */
#define REMIND_FOLDER "templates/cart-remind"

struct remind;

/* NULL with E (ERR_TROUBLE) where the shop file's `countries` are wrong. */
struct remind *remind_new(const struct remind_options *o, struct err *e);
void remind_free(struct remind *r);

/*
 * Takes the cart RECORD in; where it gets no mail, and `explain` is set, writes it to
 * OUT. E is ERR_RECORD where it is no cart, ERR_TROUBLE where the list of payment errors
 * or the stash failed.  Of one that is refused it is still known who bought, where it can
 * be read that somebody did.
 */
bool remind_add(struct remind *r, struct val record, struct emit *out, struct err *e);

/*
 * Takes in that somebody bought: only the type, the time, the status and the customer of
 * the order RECORD are looked at (ERR_RECORD).  Of one whose time or status is wrong the
 * customer counts as one who has just bought; where only one of id and address can be
 * read, a text stands in place of the customer, or the type is missing, that one has
 * bought all the same.  A record of another type says nothing.  To be called when all
 * carts are known.
 */
bool remind_bought(struct remind *r, struct val record, struct err *e);

/* Whether a cart waits that remind_write has not looked at. */
bool remind_waits(const struct remind *r);

/*
 * Writes the message of the next cart that waits, or nothing, or with `explain` why not,
 * to OUT.  ERR_TROUBLE is for templates, words, --language and the stash.
 */
bool remind_write(struct remind *r, struct emit *out, struct err *e);

/* Adds what --list-templates shows. */
void remind_list(const struct search *search, struct buf *out);

#endif
