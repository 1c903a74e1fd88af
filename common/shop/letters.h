/* letters - the mail templates of one kind, compiled when they are first needed */
/* SPDX-License-Identifier: ISC */

/*
 * A template is three files of one name in the folder of its kind: `plain.subject` (one
 * line), `plain.txt` and `plain.html`, the shop's before the kit's.  They are compiled
 * once for each language.
 */

#ifndef SHOP_LETTERS_H
#define SHOP_LETTERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/path.h"
#include "data/emit.h"
#include "data/tmpl.h"
#include "shop/shop-view.h"
#include "shop/shop.h"
#include "shop/tongue.h"

struct letter {
	struct tmpl *subject; /* writes plain text */
	struct tmpl *text;    /* these two write for the inside of a JSON string */
	struct tmpl *html;
};

/* What a template is, for whoever chooses one. */
struct letter_info {
	const char *name;
	bool marketing;
	const char *when;  /* the rule that chooses it, or "only when asked for" */
	const char *needs; /* what there must be for it, or NULL */
};

/* What the letters of a kind have in common; all of it is lent. */
struct letters_kind {
	const struct search *search;
	const struct shop *shop;
	const char *folder;	  /* "templates/order-confirm" */
	const char *about;	  /* what a letter is about: "order" */
	const char *const *names; /* of the templates */
	size_t n_names;
	const struct view_doc *view; /* what they can use besides the shop */
	size_t n_view;
};

struct letters;

struct letters *letters_new(const struct letters_kind *kind);
void letters_free(struct letters *l);

/*
 * The template number NAME of the kind in LANGUAGE, lent until letters_free; NULL with E
 * (ERR_TROUBLE) naming file and line where one of its files is missing, wrong or empty.
 */
const struct letter *letters_get(struct letters *l, size_t name,
    const struct tongue_language *language, struct err *e);

/*
 * Writes the members `subject`, `text` and `html` of a message, as LETTER, the template
 * number NAME of the kind, says them of VIEW.  False (ERR_RECORD) where one of them says
 * nothing; what was written of the message is then to be dropped.
 */
bool letters_write(struct letters *l, size_t name, const struct letter *letter,
    const struct view *view, struct emit *m, struct err *e);

/*
 * Adds what --list-templates shows: each template of KIND, of which INFOS tell, its files
 * and the names that it can use.
 */
void letters_list(
    const struct letters_kind *kind, const struct letter_info *infos, struct buf *out);

/* The three endings. */
extern const char *const letter_endings[3];

#endif
