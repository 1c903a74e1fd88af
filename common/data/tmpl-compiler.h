/* tmpl-compiler - what the two halves of the compiler share; used by tmpl alone */
/* SPDX-License-Identifier: ISC */

#ifndef DATA_TMPL_COMPILER_H
#define DATA_TMPL_COMPILER_H

#include "base/pool.h"
#include "data/tmpl-compile.h"
#include "data/tmpl-parse.h"
#include "data/tmpl-program.h"
#include "data/tmpl-scope.h"

/* What fills a block; the outermost template's comes first, so it wins. */
struct filling {
	struct str name;
	const struct tmpl_node *block;
	bool busy; /* it is being put in: the same block within it says its default */
	struct filling *next;
};

struct fillings {
	struct fillings *outer;
	struct filling *first;
};

/* A partial being put in where it is used. */
struct site {
	struct site *outer;
	struct str name;
};

/* A partial that calls itself, compiled once for each indentation it is called with. */
struct variant {
	struct str name, indent;
	struct fillings *fillings;
	struct tmpl_node *nodes;
	uint32_t entry;
	struct variant *next;
};

/* A partial that was read, with the indentation it was read for. */
struct loaded {
	struct str name, indent;
	struct tmpl_node *tree;
	struct loaded *next;
};

struct compiler {
	struct tmpl *t;
	const struct tmpl_options *o;
	struct pool pool;
	struct str ending; /* ".html" where the template is called so */
	struct scope *scope;
	struct fillings *fillings;
	struct site *site;
	struct variant *variants, **variants_end;
	uint32_t n_variants;
	struct loaded *loaded;
	size_t pending; /* where the text before the next step begins */
	size_t work;	/* nodes compiled, and a share of what was read */
	int depth;
	struct err *e;
};

/* Compiles NODE and all that follow it. */
bool compile_nodes(struct compiler *c, const struct tmpl_node *node);

/* {{>x}} and {{<x}}: put in here, or called where the partial is being put in already. */
bool compile_include(struct compiler *c, const struct tmpl_node *node);

/* {{$x}}: what fills it, or what it says by default. */
bool compile_block(struct compiler *c, const struct tmpl_node *node);

/* The partials that call themselves, behind the program, and those they find. */
bool compile_variants(struct compiler *c);

/*
 * Adds a step behind the text so far; the pointer lives until the next one is added.
 */
struct op *compile_op(struct compiler *c, enum op_kind kind);

#endif
