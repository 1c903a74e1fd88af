/* scan - the strict reader of one JSON text */
/* SPDX-License-Identifier: ISC */

/*
 * Checks a text against RFC 8259 (grammar, escapes, UTF-8, numbers, nesting) in one pass
 * and writes down where its tokens are.  It decodes nothing, allocates only the tape and
 * does not recurse.
 *
 * The policy where parsers differ: an escaped NUL ("\u0000") is accepted; a raw NUL or
 * another control character within a string is not; a lone surrogate escape is refused;
 * a number of any size and precision is accepted as it is written (a typed getter of
 * `rec` may refuse it later); a byte order mark is refused here (`lines` takes it off the
 * start of a file); a key may stand twice (whoever looks it up refuses it); arrays and
 * objects nest at most SCAN_DEPTH deep.
 */

#ifndef DATA_SCAN_H
#define DATA_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

#define SCAN_DEPTH 512

enum tok_kind {
	TOK_OBJECT,
	TOK_ARRAY,
	TOK_KEY, /* its value is the token after it */
	TOK_TEXT,
	TOK_NUMBER,
	TOK_TRUE,
	TOK_FALSE,
	TOK_NULL,
};

/*
 * A token is the bytes [at, at + len) of the text: with the brackets for an object or an
 * array, without the quotes for a key or a text.
 */
struct tok {
	uint32_t at, len;
	uint32_t next; /* the index of the first token behind it and all it contains */
	uint8_t kind;
	bool escaped; /* a key or text with a backslash in it */
};

/* Starts zeroed and is used again from one text to the next. */
struct tape {
	struct tok *toks;
	uint32_t n, room;
};

/*
 * Scans TEXT (at most UINT32_MAX bytes, with 64 readable bytes behind it), which must be
 * one JSON value, and fills TAPE from its start; toks[0] is the value.  Where it is not
 * JSON, the tape is empty and E (ERR_RECORD) says "column 17: expected ':' after a key,
 * got '}'"; columns count bytes from 1, and a text of several lines has "line 3, column
 * 17".
 */
bool scan(struct tape *tape, struct str text, struct err *e);

/*
 * The bytes that the escaped text S stands for, written to OUT (room for S.len bytes);
 * returns how many.  S is what `scan` accepted.
 */
size_t scan_unescape(struct str s, char *out);

/* Whether the escaped text S stands for PLAIN; nothing is decoded into memory. */
bool scan_same(struct str s, struct str plain);

void tape_done(struct tape *tape);

#endif
