/* bounce-forms - how mail systems word what they send back, from data files */
/* SPDX-License-Identifier: ISC */

/*
 * bounces/forms.json tells mails that are no structured report by their header and text,
 * and finds the addresses in them; bounces/words.json gives a status code to the words of
 * a mail system that gave none.  Both are lists of globs (data/glob); a file of the
 * shop's hides the kit's.  aftercare-bounces(5) has the format.
 */

#ifndef SHOP_BOUNCE_FORMS_H
#define SHOP_BOUNCE_FORMS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/path.h"
#include "io/report.h"
#include "shop/bounce-status.h"

/* What a mail of a form is. */
enum bounce_says {
	BOUNCE_SAYS_FAILED,
	BOUNCE_SAYS_DELAYED,
	BOUNCE_SAYS_COMPLAINT,
	BOUNCE_SAYS_REPLY,    /* a person's machine answers; nothing about delivery */
	BOUNCE_SAYS_CHALLENGE /* wants a person to prove that they are one */
};

struct bounce_form {
	struct str name;
	enum bounce_says says;
	/* All that are there must hold; of each one glob is enough. */
	struct texts head, text, returned;
	struct texts recipient, until;
};

struct bounce_words {
	struct bounce_status status;
	struct texts over, words;
};

struct bounce_forms {
	struct bounce_form *forms;
	size_t n_forms;
	struct bounce_words *words;
	size_t n_words;
	struct pool pool;
};

/* Reads both files.  E (ERR_TROUBLE) names the file, and the line and field. */
bool bounce_forms_open(struct bounce_forms *f, const struct search *where, struct err *e);
void bounce_forms_done(struct bounce_forms *f);

/*
 * Finds the form of R, which is nothing but text, and adds its recipients to R: their
 * address, what was said as diagnostic, and where the form says so their action.  A form
 * that names nobody gives one recipient without an address.  NULL where there is none.
 */
const struct bounce_form *bounce_forms_read(
    const struct bounce_forms *f, struct report *r);

/*
 * The status code that the words of TEXT stand for: where S is none or vague, or one that
 * the words are good enough to overrule; else S.
 */
struct bounce_status bounce_forms_status(
    const struct bounce_forms *f, struct bounce_status s, struct str text);

#endif
