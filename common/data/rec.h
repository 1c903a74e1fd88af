/* rec - a record: one line of JSON Lines, its fields by path */
/* SPDX-License-Identifier: ISC */

/*
 * A record is the validated line and the tape of its tokens.  Values are found by path
 * ("customer.email", "items[2].quantity"); typed getters say which field is wrong and
 * what was expected: `items[2].quantity: expected a whole number, got "two"`.  The very
 * bytes of every value can be passed on unchanged.
 *
 * Views that a getter gives live until the record reads its next line.  Out-parameters
 * are set only on success.  Errors are ERR_RECORD.  A key that stands twice in an object
 * is an error for whoever looks it up ("customer.email: stands twice").
 *
 * The same reader serves settings and mapping files: a text may span lines, and
 * val_line says where a value stands.
 */

#ifndef DATA_REC_H
#define DATA_REC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/err.h"
#include "base/money.h"
#include "base/str.h"
#include "data/scan.h"

struct rec_chunk;

struct rec {
	struct str line;
	struct tape tape;
	struct rec_chunk *decoded; /* unescaped texts; do not move while the line lives */
};

/* A value within a record; `rec == NULL` is no value at all. */
struct val {
	struct rec *rec;
	uint32_t tok;
};

#define VAL_NONE ((struct val){ NULL, 0 })

/* A zeroed record is an initialised one. */
void rec_init(struct rec *r);
void rec_done(struct rec *r);

/*
 * Takes LINE (lent until the next call; 64 readable bytes behind it) as the record's
 * text.  It must be one JSON object, which a byte order mark may stand before: files that
 * begin with one are put together.  The record's `line` begins behind it.
 */
bool rec_read(struct rec *r, struct str line, struct err *e);

/* The object that is the whole record. */
struct val rec_root(struct rec *r);

static inline bool
val_there(struct val v)
{
	return v.rec != NULL;
}

enum tok_kind val_kind(struct val v);

/* The bytes of V as they stand in the line, quotes included. */
struct str val_raw(struct val v);

/* Where V stands, as an error would name it: "items[2].quantity"; "" for the record. */
void val_path(struct val v, struct buf *out);

/* The line of the text (from 1) on which V begins. */
uint32_t val_line(struct val v);

/*
 * The line of the value that E speaks of: the one with the longest path that E's text
 * begins with; the record's own where there is none.
 */
uint32_t rec_blame(struct rec *r, const struct err *e);

/* Fills E with V's path and TEXT: "items[2].quantity: TEXT"; returns false. */
bool val_err(struct val v, struct err *e, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Fills E with "PATH: expected WHAT, got ..." where ... shows V shortly (its text or
 * number, or "an object", "nothing"); PATH is relative to V and may be "".
 */
bool val_expected(struct val v, const char *path, const char *what, struct err *e);

/*
 * The value at PATH below V (keys between dots, "[2]" for the third of a list; a key with
 * a dot or bracket in it cannot be named so), or VAL_NONE in *OUT where a key on the way
 * is absent or the value there is null.  False where the path runs through something that
 * is no object or list, or a key stands twice.
 */
bool rec_find(struct val v, const char *path, struct val *out, struct err *e);

/*
 * Finds the N members of OBJECT that NAMES names in one pass over it, for readers that
 * want many: OUT[i] is the value of NAMES[i], or VAL_NONE where it is absent or null.
 * Fastest where NAMES are in the order in which the members usually stand.  The getters
 * below take such a value with the path "".  False where a wanted key stands twice, or
 * OBJECT is another kind of value; VAL_NONE has no members.
 */
bool rec_fields(
    struct val object, const struct str *names, size_t n, struct val *out, struct err *e);

/*
 * Getters.  PATH is relative to V; "" is V itself, and below VAL_NONE everything is
 * absent.  `rec_get_*`: an absent or null field is success, with "none" in *OUT
 * (STR_NONE, VAL_NONE, `there` false).  `rec_need_*`: an absent or null field is an error
 * ("customer.email: expected text, got nothing").
 */
bool rec_get_text(struct val v, const char *path, struct str *out, struct err *e);
bool rec_need_text(
    struct val v, const char *path, struct str *out, struct err *e); /* not empty */

/*
 * A text, or a number or true/false as it is written: ids that some exports write bare.
 */
bool rec_get_word(struct val v, const char *path, struct str *out, struct err *e);

struct whole {
	bool there;
	int64_t n;
};

/* A JSON number without fraction or exponent ("2.0" is none), within 64 bits. */
bool rec_get_whole(struct val v, const char *path, struct whole *out, struct err *e);
bool rec_need_whole(struct val v, const char *path, int64_t *out, struct err *e);

struct truth {
	bool there;
	bool is;
};

bool rec_get_bool(struct val v, const char *path, struct truth *out, struct err *e);

struct amount {
	bool there;
	int64_t minor;
};

/* A decimal string or number in C's currency, in minor units. */
bool rec_get_money(struct val v, const char *path, const struct currency *c,
    struct amount *out, struct err *e);

struct moment {
	bool there;
	struct instant at;
};

/* RFC 3339 with an offset. */
bool rec_get_time(struct val v, const char *path, struct moment *out, struct err *e);

struct day {
	bool there;
	int64_t days; /* since 1970-01-01 */
};

/* "YYYY-MM-DD", or the date of an RFC 3339 time as it is written. */
bool rec_get_date(struct val v, const char *path, struct day *out, struct err *e);

bool rec_get_object(struct val v, const char *path, struct val *out, struct err *e);
bool rec_get_list(struct val v, const char *path, struct val *out, struct err *e);

/* The values of a list, in turn; a VAL_NONE list is empty. */
struct val_iter {
	struct rec *rec;
	uint32_t tok, end;
};

struct val_iter val_iter(struct val list);
bool val_next(struct val_iter *it, struct val *item);

/* The members of an object, in turn; KEY is decoded. */
bool val_next_member(struct val_iter *it, struct str *key, struct val *value);

uint32_t val_count(struct val list);

/* The text of V, decoded, where V is a text. */
struct str val_text(struct val v);

#endif
