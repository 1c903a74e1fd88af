/* tmpl - Mustache templates, compiled once and rendered fast */
/* SPDX-License-Identifier: ISC */

/*
 * The whole required part of the mustache/spec suite (v1.4), plus inheritance.  A
 * template is compiled for one language and one set of constants; names below a constant
 * root
 * ("w" for words, "shop" for the shop) that are plain are folded into the text around
 * them.  Rendering may write for the inside of a JSON string, so that a message goes
 * straight into the output.
 *
 * Errors name the template's file, line and what is missing.
 */

#ifndef DATA_TMPL_H
#define DATA_TMPL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/path.h"
#include "base/str.h"
#include "data/words.h"

/* A value that a template can show.  All texts and arrays are lent by the caller. */
enum view_kind {
	VIEW_NONE, /* false, null or absent: empty, and a section does not run */
	VIEW_TRUE,
	VIEW_TEXT,   /* an empty text is false for a section */
	VIEW_NUMBER, /* `text` is how it shows, `n` its value for plurals */
	VIEW_OBJECT,
	VIEW_LIST,
};

struct view {
	enum view_kind kind;
	struct str text;
	int64_t n; /* VIEW_NUMBER: value; VIEW_LIST: items; VIEW_OBJECT: fields */
	const struct view_field *fields; /* VIEW_OBJECT */
	const struct view *items;	 /* VIEW_LIST */
};

/* Names are interned once (tmpl_name), so that a lookup compares numbers. */
typedef uint32_t view_name;

struct view_field {
	view_name name;
	struct view value;
};

/* The number of a name, the same for the life of the program. */
view_name tmpl_name(struct str name);

enum tmpl_escape {
	TMPL_PLAIN, /* {{x}} as it is: for the text part and for subjects */
	TMPL_HTML,  /* {{x}} with & < > " escaped */
};

struct tmpl_options {
	enum tmpl_escape escape;
	bool json;		     /* write for the inside of a JSON string */
	const struct search *search; /* where templates and partials are; may be NULL */
	const char *folder;	     /* below it: "templates/order-confirm" */
	const struct words *words;   /* names below "w."; may be NULL */
	const struct view
	    *constants; /* an object of constant roots ("shop"); may be NULL */
	/*
	 * The names a template may use, full and dotted ("order.number", "items.name"),
	 * in ascending order; N of them.  With none, any name is allowed and an absent
	 * one is empty, as the specification says; otherwise a name that is not listed is
	 * an error of the template.
	 */
	const struct str *names;
	size_t n_names;
};

struct tmpl;

/*
 * Compiles the template file NAME ("reassure.html") or, with tmpl_parse, SOURCE under
 * that name; NULL with E (ERR_TROUBLE) where it is missing or wrong.
 */
struct tmpl *tmpl_open(const char *name, const struct tmpl_options *o, struct err *e);
struct tmpl *tmpl_parse(
    struct str source, const char *name, const struct tmpl_options *o, struct err *e);
void tmpl_free(struct tmpl *t);

/* Adds the template rendered with ROOT (an object) to OUT. */
bool tmpl_render(
    const struct tmpl *t, const struct view *root, struct buf *out, struct err *e);

#endif
