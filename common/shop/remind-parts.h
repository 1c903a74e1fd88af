/* remind-parts - what the parts of remind share; remind's alone */
/* SPDX-License-Identifier: ISC */

#ifndef SHOP_REMIND_PARTS_H
#define SHOP_REMIND_PARTS_H

#include "base/pool.h"
#include "base/stash.h"
#include "shop/cart-view.h"
#include "shop/letters.h"
#include "shop/remind.h"
#include "shop/tongue-choice.h"

#define REMIND_WISHES 3

/* A cart that could get a mail, and where it waits. */
struct held {
	uint64_t at, number;
	size_t len;
};

struct remind {
	struct remind_options o;
	struct remind_rules rules;
	struct texts countries;
	struct visitors *visitors;
	struct decline_lists *declines; /* opened with the first error */
	struct tongues *tongues;
	struct letters *letters;
	struct cart_view *view;
	struct stash stash;
	struct held *held; /* in the order in which they came */
	size_t n_held, room, next;
	uint64_t carts;	  /* that were noted with the visitors */
	int64_t messages; /* that were written */

	/* Of the cart at hand. */
	struct cart cart;
	struct remind_verdict verdict;
	struct rec rec;	 /* of a cart that waited */
	struct buf line; /* ... and its text */
	struct tongue_wish wishes[REMIND_WISHES];
	struct tongue_choice tongue;
};

/* The kind of its letters, without the shop. */
struct letters_kind remind_letters(const struct search *search);

/* Writes the message of the cart at hand, for which it is time. */
bool remind_put_message(struct remind *r, struct emit *out, struct err *e);

/* Writes the cart at hand with the reason for which it gets no mail. */
void remind_put_skipped(struct remind *r, struct emit *out);

#endif
