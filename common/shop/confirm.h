/* confirm - an order's confirmation, as a message */
/* SPDX-License-Identifier: ISC */

/*
 * Turns an order into the mail that confirms it.  Refused (ERR_RECORD) are records that
 * order_read refuses, orders that are cancelled or refunded, and those whose customer has
 * no address that mail can go to.  An order that does not add up, or whose list of items
 * is empty, is confirmed with the figures it has.
 */

#ifndef SHOP_CONFIRM_H
#define SHOP_CONFIRM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/err.h"
#include "base/path.h"
#include "data/emit.h"
#include "data/rec.h"
#include "shop/choice.h"
#include "shop/shop.h"

/* All of it is lent for the life of the confirm. */
struct confirm_options {
	const struct search *search;
	const struct shop *shop;
	enum confirm_template template; /* CONFIRM_AUTO: by rule */
	struct str language; /* to write in, whatever the order says; or none */
	int64_t max_age;     /* seconds after its order at which the message expires */
	struct instant now;
	bool explain;
};

/* Where its templates are, below the folders of the search. */
#define CONFIRM_FOLDER "templates/order-confirm"

struct confirm;

/* Opens nothing: catalogues and templates are opened with the first order. */
struct confirm *confirm_new(const struct confirm_options *o);
void confirm_free(struct confirm *c);

/*
 * Writes the message that confirms the order RECORD to OUT, as one line.  Where it fails,
 * what was written of it is to be dropped; ERR_TROUBLE is for templates, words and
 * --language.
 */
bool confirm_write(struct confirm *c, struct val record, struct emit *out, struct err *e);

/* Adds what --list-templates shows: each template, its files, and the names it can use.
 */
void confirm_list(const struct search *search, struct buf *out);

#endif
