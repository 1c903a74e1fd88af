/* tmpl - Mustache templates, compiled once and rendered fast */
/* SPDX-License-Identifier: ISC */

/*
 * The whole required part of the mustache/spec suite (v1.4), plus inheritance; lambdas
 * and names of partials that come from the data are left out, the latter on purpose.  A
 * template is compiled for one language and one set of constants: words ("w.thanks") and
 * names below a constant root ("shop.name") are folded into the text around them, and
 * partials are put in where they are used.  Rendering may write for the inside of a JSON
 * string, so that a message goes straight into the output.
 *
 * Where this is more than the specification says:
 * - Nothing in the data hides a constant root or the words.
 * - {{w.x}} for a word with arguments looks each of them up by its name like {{name}};
 *   the whole word is escaped as the tag says.
 * - A number is always true for a section, an empty text never is.
 * - In HTML the apostrophe is escaped too.
 * - A partial {{>items}} in "plain.html" is the file "items.html" (with a dot in it, the
 *   name is taken as it is), below the template's folder or else below TMPL_SHARED, the
 *   shop's file before the kit's in each of them.  A parent {{<base}} likewise.
 *
 * What is escaped for HTML is safe between tags and in quoted attributes.  It is not in a
 * <script>: JSON-LD is made elsewhere and put in with {{{x}}}.
 *
 * Errors name the template's file, line and what is missing.  A template that is too
 * large or pulls itself in without end is an error too.
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
	VIEW_NONE, /* false or null: empty, a section does not run; hides outer names */
	VIEW_TRUE,
	VIEW_TEXT,   /* an empty text is false for a section */
	VIEW_NUMBER, /* `text` is how it shows, `n` its value for plurals */
	VIEW_OBJECT,
	VIEW_LIST,
};

struct view {
	enum view_kind kind;
	struct str text; /* how it shows; NULL for objects and lists */
	int64_t n;	 /* VIEW_NUMBER: value; VIEW_LIST: items; VIEW_OBJECT: fields */
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

/* Where partials are that several folders of templates share. */
#define TMPL_SHARED "templates/common"

enum tmpl_escape {
	TMPL_PLAIN, /* {{x}} as it is: for the text part and for subjects */
	TMPL_HTML,  /* {{x}} with & < > " ' escaped */
};

/* A partial or parent that is no file. */
struct tmpl_partial {
	struct str name; /* as a tag calls it */
	struct str text;
};

/* Words, constants and names are lent until tmpl_free; the rest while compiling. */
struct tmpl_options {
	enum tmpl_escape escape;
	bool json;		     /* write for the inside of a JSON string */
	bool filled;		     /* one that can say nothing is an error */
	const struct search *search; /* where templates and partials are; may be NULL */
	const char *folder;	     /* below it: "templates/order-confirm" */
	const struct tmpl_partial *partials; /* looked at before the files */
	size_t n_partials;
	const struct words *words;    /* names below "w."; may be NULL */
	const struct view *constants; /* an object of constant roots; may be NULL */
	/*
	 * The names a template may use, full and dotted ("order.number", "items.name",
	 * "shop.phone"), in ascending order; N_NAMES of them.  "items.name" stands for a
	 * field of every item of the list "items", and is called {{name}} within
	 * {{#items}}.  A name that is not listed is an error of the template, and so is a
	 * partial that does not exist.  What is rendered then has no other names in it.
	 * With none, any name is allowed and an absent one is empty, as the specification
	 * says.
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

/*
 * Adds the template rendered with ROOT (an object, as a rule) to OUT.  False where a word
 * misses its number, sections and partials nest too deeply or OUT would grow by more than
 * TMPL_OUTPUT_MAX (all ERR_RECORD); OUT is then as it was.
 */
#define TMPL_OUTPUT_MAX ((size_t)64 << 20)
bool tmpl_render(
    const struct tmpl *t, const struct view *root, struct buf *out, struct err *e);

/* Whether TEXT, rendered for JSON or not, is blanks and line ends only. */
bool tmpl_blank(struct str text, bool json);

#endif
