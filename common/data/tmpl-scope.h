/* tmpl-scope - what a name in a template means; used by tmpl alone */
/* SPDX-License-Identifier: ISC */

#ifndef DATA_TMPL_SCOPE_H
#define DATA_TMPL_SCOPE_H

#include "data/tmpl-parse.h"
#include "data/tmpl.h"

/* One entry of the context stack, as far as it is known while compiling. */
struct scope {
	struct scope *outer;
	struct str path; /* the full name of the section that opened it; "" at the root */
	bool anything;	 /* nothing is known of it: no name is refused */
	const struct view *constant; /* its value where that is known, else NULL */
	bool needed; /* a constant that something within looks up when rendering */
};

enum meaning_kind {
	MEANS_CONSTANT, /* `view` */
	MEANS_WORD,	/* `word` */
	MEANS_LOOKUP,	/* looked up when rendering, from `skip` contexts out */
};

struct meaning {
	enum meaning_kind kind;
	const struct view *view;
	const struct word *word;
	uint16_t skip;
	struct str path; /* its full name, as in the list of names */
};

/*
 * What NAME means for the tag NODE within SCOPE.  E says "FILE:LINE: {{NAME}}: ..." where
 * there is no such value or word, with the nearest that there is; for the argument of a
 * word FILE and LINE are the word's, and the tag's follow.
 */
bool scope_find(struct pool *pool, const struct tmpl_options *o, struct scope *scope,
    const struct tmpl_node *node, struct str name, struct meaning *out, struct err *e);

/* Puts the place that is to be mended before what E says of NODE; returns false. */
bool scope_err(const struct tmpl_node *node, struct err *e);

/* The field NAME of an object, or NULL. */
const struct view *view_field(const struct view *v, struct str name);

/* Whether a section over V runs. */
static inline bool
view_holds(const struct view *v)
{
	switch (v->kind) {
	case VIEW_NONE:
		return false;
	case VIEW_TEXT:
		return v->text.len > 0;
	case VIEW_LIST:
		return v->n > 0;
	case VIEW_TRUE:
	case VIEW_NUMBER:
	case VIEW_OBJECT:
	default:
		return true;
	}
}

#endif
