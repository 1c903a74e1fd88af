/* layout - a mapping file: how an export's columns become the fields of a record */
/* SPDX-License-Identifier: ISC */

/*
 * A layout is data, not code: aftercare-layout(5) is its language.  This module reads it
 * and checks it against a schema, which is what the importer can make: the names and
 * kinds of a record's own fields (its head) and of its lines.  It knows nothing of orders
 * or carts; what is done with a layout is data/table's matter.
 */

#ifndef DATA_LAYOUT_H
#define DATA_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/pool.h"
#include "base/str.h"
#include "data/decimal.h"
#include "data/rec.h"
#include "data/stamp.h"
#include "data/zone.h"

/* What a field of the record holds, and so how a cell is read. */
enum field_kind {
	FIELD_TEXT,
	FIELD_CODE, /* an id, a postcode, a phone number: text that looks like a number */
	FIELD_URL,
	FIELD_WORD, /* one of the target's own words; the value is its index */
	FIELD_WHOLE,
	FIELD_MONEY,
	FIELD_CURRENCY,
	FIELD_COUNTRY,
	FIELD_TIME,
	FIELD_DATE,
	FIELD_TRUTH,
	FIELD_LIST, /* several texts */
};

/* A field that an importer can make. */
struct target {
	const char *name; /* "customer.email" */
	enum field_kind kind;
	size_t at; /* where the importer puts it; this module never looks */
	const char *const *words; /* FIELD_WORD: its words, NULL behind the last */
	bool needed; /* a layout that says anything of its section names it */
};

/* A target that goes to MEMBER of TYPE, and that no layout has to name. */
#define TARGET(type, member, name, kind)                                                 \
	{                                                                                \
		name, kind, offsetof(type, member), NULL, false                          \
	}

struct schema {
	const char *head; /* the section of the record's own fields: "order" */
	const char *line; /* the section of its lines: "item" */
	const struct target *heads, *lines;
	size_t n_heads, n_lines;
	bool currency_optional; /* without one an amount is left out */
};

#define TARGETS_MAX 80 /* in one section of a schema */

/* How many there are in LIST, an array. */
#define TARGETS(list) (sizeof(list) / sizeof *(list))

/* The members of a schema that say which targets it has, by arrays of them. */
#define SCHEMA_TARGETS(head_list, line_list)                                             \
	.heads = head_list, .lines = line_list, .n_heads = TARGETS(head_list),           \
	.n_lines = TARGETS(line_list)

/* A column, by any of the names it has had; for JSON, a path. */
struct column {
	const struct str *names;
	size_t n;
};

enum source_how {
	SOURCE_COLUMN,
	SOURCE_JOIN,  /* the cells of several columns, with something between them */
	SOURCE_ADD,   /* the sum of the amounts in several columns */
	SOURCE_VALUE, /* always the same text */
};

/* What becomes of a cell that is none of the words. */
enum unknown {
	UNKNOWN_REFUSE, /* the row is refused */
	UNKNOWN_SKIP,	/* as if it were empty: the next source is tried */
	UNKNOWN_WARN,	/* left out, with a warning */
	UNKNOWN_KEEP,	/* kept as it is */
};

struct word_pair {
	struct str from, to;
};

/* How a cell is held to the words. */
enum word_how {
	WORD_IS,
	WORD_STARTS, /* the cell begins with the word */
	WORD_LIKE,   /* the word is a pattern, see data/glob */
};

/* That a column's cell matches one of several patterns, or is empty where one is "". */
struct condition {
	struct column column;
	const struct str *like;
	size_t n;
};

/* One way to get a field; a field has several that are tried in turn. */
struct source {
	enum source_how how;
	struct column *columns; /* one, or several for JOIN and ADD */
	size_t n_columns;
	size_t n_less;	   /* ADD: the last of them are taken off the sum */
	struct str value;  /* SOURCE_VALUE */
	struct str with;   /* JOIN: what stands between the cells */
	bool all;	   /* JOIN: nothing, unless each column says something */
	struct str split;  /* LIST: what stands between its texts in the cell */
	struct str filled; /* stands for any cell that is not empty */
	const struct word_pair *words; /* a cell that is `from` means `to` */
	size_t n_words;
	enum word_how word;
	enum unknown unknown;
	struct str drop_start, drop_end; /* taken off the cell where it has them */
	bool negate;			 /* the sign is turned */
	bool derived;			 /* a guess of the layout's: the record says so */
	bool hash;			 /* a name that is made of it stands for it */
	const struct condition *when;	 /* the source counts where it holds; or NULL */
	const struct stamp *dates;
	size_t n_dates;
	const struct zone *zone; /* NULL: whoever imports knows */
};

/* How the rows of one record make one value; a row without one does not count. */
enum gather {
	GATHER_FIRST,
	GATHER_SUM,
	GATHER_MOST,  /* the largest amount or number */
	GATHER_LEAST, /* the word that stands first among the target's */
};

struct layout_field {
	size_t target; /* its index among the schema's heads or lines */
	enum gather gather;
	const struct source *sources;
	size_t n_sources;
};

struct layout {
	struct str name; /* the file's, without .json */
	char *path;
	struct str about; /* a line for people */

	bool json;	/* the export is JSON, and columns are paths */
	bool log;	/* the export is a web server's log, see data/table-log */
	char separator; /* 0: is found */
	bool quoted; /* otherwise quotes mean nothing between the format's separators */
	const char *encoding; /* NULL: UTF-8, or what a byte order mark says */
	bool line_a_row; /* each row is a line of a record; otherwise a whole record */
	const struct word_pair *fields; /* log: parts, and where JSON has them */
	size_t n_fields;
	struct column lists;	  /* JSON: where the list of records may be */
	struct str lines_path;	  /* JSON: where the list of lines is within a record */
	const struct column *key; /* rows with the same key make one record */
	size_t n_key;
	struct column begins; /* where its cell is filled a record begins; may be none */
	struct column lines_when; /* a row where its cell is empty holds no line */
	bool empty_key; /* a row without a key goes on with the record before it */
	const struct str *require; /* columns that tell this layout from others */
	size_t n_require;
	const struct str *ignore; /* a row with a cell that starts so is no data */
	size_t n_ignore;
	const struct condition
	    *ignore_like; /* a row where one of them holds is no data */
	size_t n_ignore_like;
	const size_t *needs; /* heads; a row in which one says nothing is no data */
	size_t n_needs;
	struct marks marks;

	struct layout_field *heads, *lines;
	size_t n_heads, n_lines;

	/* The rest is the module's own. */
	struct pool pool;
	struct buf text;
	struct rec rec;
};

/*
 * Reads the mapping file at PATH; NULL with E (ERR_TROUBLE: file, line, key and what was
 * expected) where it is wrong.
 */
struct layout *layout_open(const char *path, const struct schema *s, struct err *e);

/* The same from TEXT (copied), under the name PATH. */
struct layout *layout_parse(
    struct str text, const char *path, const struct schema *s, struct err *e);
void layout_free(struct layout *l);

/* A separator as people write it: one printable character but no quote, or "tab". */
bool layout_separator(struct str text, char *out);

#endif
