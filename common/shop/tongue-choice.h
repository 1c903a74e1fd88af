/* tongue-choice - whose wish decides the language of a mail */
/* SPDX-License-Identifier: ISC */

#ifndef SHOP_TONGUE_CHOICE_H
#define SHOP_TONGUE_CHOICE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "data/emit.h"
#include "shop/tongue.h"

/* A language that somebody asked for, and where. */
struct tongue_wish {
	const char *field; /* "customer.locale" */
	struct str tag;	   /* lent; may be none */
};

struct tongue_choice {
	const struct tongue *tongue; /* lent by the tongues */
	const struct tongue_wish *wishes;
	size_t granted; /* which of them it is; those before have no catalogue */
	struct tongue_wish asked;
};

/*
 * The first of the N WISHES, which are lent, for which there is a catalogue.  ASKED, the
 * value of --language or none, goes before them all; where it is of the language of the
 * first wish and names no region, that wish still says how money and dates are written.
 * E (ERR_TROUBLE) where there is no catalogue for what was asked, or for any wish.
 */
bool tongue_choose(struct tongues *t, struct str asked, const struct tongue_wish *wishes,
    size_t n, struct tongue_choice *out, struct err *e);

/* Writes why it is this language into an `explain` list. */
void tongue_choice_explain(const struct tongue_choice *c, struct emit *m);

#endif
