/* fetch - the texts at a path in a JSON export */
/* SPDX-License-Identifier: ISC */

/*
 * A path is that of rec_find, and more:
 *
 *	coupon_lines[].code             of every item of the list
 *	event_params[key=page].value    of the first item whose member `key` is "page"
 *	value.*                         of the first member that is a text, a number, true
 *	                                or false
 *
 * A path may be FETCH_PATH bytes long; what is absent or null is no text.
 */

#ifndef DATA_FETCH_H
#define DATA_FETCH_H

#include <stdbool.h>

#include "base/err.h"
#include "base/pool.h"
#include "base/str.h"
#include "data/rec.h"

#define FETCH_PATH ((size_t)255)

/* Adds the texts at PATH below V that are not empty; E (ERR_RECORD) as rec_get_word. */
bool fetch_words(struct val v, struct str path, struct texts *out, struct err *e);

/* The first of them, or none. */
bool fetch_word(struct val v, struct str path, struct str *out, struct err *e);

#endif
