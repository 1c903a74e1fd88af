/* tmpl-parse - the source of a template as a tree; used by tmpl alone */
/* SPDX-License-Identifier: ISC */

/*
 * Tags, delimiters and the rules for tags that stand alone on their line are settled
 * here; what a name means is not.
 */

#ifndef DATA_TMPL_PARSE_H
#define DATA_TMPL_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/pool.h"
#include "base/str.h"
#include "data/words.h"

/* A stretch of a template file. */
struct tmpl_source {
	struct str text;
	const char *file;	/* for errors */
	unsigned line;		/* of the file, where the text begins */
	struct str open, close; /* the delimiters there */
	bool from_start;	/* it begins at the start of a line ... */
	bool to_end;		/* ... and ends at the end of one */
};

/*
 * A whole file with the usual delimiters, less a byte order mark.  False where it is not
 * UTF-8; E names file and line.
 */
bool tmpl_source_file(
    struct str text, const char *file, struct tmpl_source *out, struct err *e);

enum tmpl_node_kind {
	NODE_TEXT,
	NODE_VALUE,    /* {{x}} */
	NODE_SECTION,  /* {{#x}} */
	NODE_INVERTED, /* {{^x}} */
	NODE_PARTIAL,  /* {{>x}} */
	NODE_PARENT,   /* {{<x}}: its children are the blocks it fills */
	NODE_BLOCK,    /* {{$x}}: its children are what it says by default */
};

struct tmpl_node {
	enum tmpl_node_kind kind;
	bool raw;      /* NODE_VALUE: {{{x}}} or {{&x}} */
	bool own_line; /* NODE_BLOCK: the opening tag stood alone and took its line */
	unsigned line; /* of the tag */
	const char *file;
	struct str text; /* the text itself, or the name in the tag */
	/*
	 * NODE_PARTIAL, NODE_PARENT: what is put before each line, where the tag stands
	 * alone.  NODE_BLOCK: what stands before it on its line, where that is space
	 * only.
	 */
	struct str indent;
	struct tmpl_source content; /* NODE_BLOCK: the source between its tags */
	/*
	 * The word whose argument is looked up for the tag, or NULL: where it is wrong,
	 * its catalogue is to be mended and not the template.
	 */
	const struct word *word;
	struct tmpl_node *child, *next;
};

/* Gives the tree of S, made in POOL, in *FIRST (NULL where S is empty); E names file,
 * line and tag. */
bool tmpl_tree(struct pool *pool, const struct tmpl_source *s, struct tmpl_node **first,
    struct err *e);

/* TEXT with each line freed of DEDENT and given INDENT, the first only if FIRST is set.
 */
struct str tmpl_reindent(
    struct pool *pool, struct str text, struct str dedent, struct str indent, bool first);

/* The spaces and tabs at the start of TEXT. */
struct str tmpl_indent(struct str text);

#endif
