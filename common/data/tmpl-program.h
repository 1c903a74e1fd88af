/* tmpl-program - a compiled template; used by tmpl alone */
/* SPDX-License-Identifier: ISC */

/*
 * A flat list of steps.  Every step first adds the text that stands before it, already
 * escaped, and then does its own work.  A section is its step, the steps of its body and
 * OP_END; whoever runs it goes on behind the OP_END.
 */

#ifndef DATA_TMPL_PROGRAM_H
#define DATA_TMPL_PROGRAM_H

#include "base/pool.h"
#include "data/emit.h"
#include "data/html.h"
#include "data/tmpl.h"

enum op_kind {
	OP_END,	     /* of a body, of a partial that calls itself, of the whole */
	OP_VALUE,    /* adds the value at `place` */
	OP_WORD,     /* adds the word `uses[index]` */
	OP_SECTION,  /* runs its body for the value at `place` */
	OP_INVERTED, /* runs its body where there is no value at `place` */
	OP_WITH,     /* runs its body with the constant `view` on the stack */
	OP_CALL,     /* runs the steps from `index` to their OP_END */
	OP_DEEP,     /* a partial that was followed as deep as it may */
	OP_NOTHING,  /* only while compiling: to be left out */
};

/* Where a value is looked for. */
struct place {
	uint32_t first; /* of its names in `names`: "a.b" is two */
	uint16_t n;	/* how many; 0 is {{.}} */
	uint16_t skip;	/* so many of the innermost contexts cannot have it */
};

struct op {
	const char *text;
	uint32_t len;
	uint8_t kind;
	bool html; /* what is added is escaped for HTML */
	struct place place;
	uint32_t index;
	uint32_t end; /* the step of its OP_END */
	const struct view *view;
};

/* A word with a plural or the like: where its arguments are. */
struct word_use {
	const struct word *word;
	const struct view *constant[PATTERN_ARGS]; /* or NULL and */
	struct place place[PATTERN_ARGS];
};

struct tmpl {
	struct op *ops;
	size_t n_ops;
	struct buf texts; /* what the steps' `text` point into */
	view_name *names;
	/*
	 * Beside each name, which field of its object it was found in last: records that
	 * are made by the same code have it there again.
	 */
	uint32_t *hints;
	size_t n_names;
	struct word_use *uses;
	size_t n_uses;
	struct pool kept; /* views that were made while compiling */
	bool json;
};

/* Adds TEXT as a template of this kind shows it; HTML: escaped for HTML. */
static inline void
tmpl_add(struct buf *out, struct str text, bool html, bool json)
{
	if (html && json)
		html_escape_json(out, text);
	else if (html)
		html_escape(out, text);
	else if (json)
		emit_escape(out, text);
	else
		buf_str(out, text);
}

#endif
