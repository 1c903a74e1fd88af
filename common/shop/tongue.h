/* tongue - in which language and by which customs a customer is written to */
/* SPDX-License-Identifier: ISC */

/*
 * A language is one that has a catalogue (words/it.json, the shop's or the kit's).  The
 * customs (how money and dates are written) are those of the whole locale: Italian for
 * "it-CH", with Swiss formats.  Catalogues are opened once, when first needed.
 */

#ifndef SHOP_TONGUE_H
#define SHOP_TONGUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/path.h"
#include "base/str.h"
#include "data/text.h"
#include "data/words.h"

/* The languages opened so far are numbered from 0. */
struct tongue_language {
	struct str name; /* "it" */
	size_t number;
	struct words *words;
	bool right_to_left;
};

struct tongue {
	struct str tag; /* "it-CH" */
	struct locale *locale;
	const struct tongue_language *language;
};

struct tongues;

/* SEARCH is lent for the life of the tongues. */
struct tongues *tongues_new(const struct search *search);
void tongues_free(struct tongues *t);

/*
 * The tongue of TAG (BCP 47), lent until tongues_free; NULL without an error where TAG is
 * none, malformed, or there is no catalogue of its language.  False where there is one
 * and it is wrong (ERR_TROUBLE).
 */
bool tongues_find(
    struct tongues *t, struct str tag, const struct tongue **out, struct err *e);

#endif
