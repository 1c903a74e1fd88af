/* agree - holds scan and rec to jansson's answer */
/* SPDX-License-Identifier: ISC */

/*
 * For the differential unit test and the fuzzer.  jansson 2.14 is the authority on what
 * is JSON and what it means, but for the differences that `agree` names.
 */

#ifndef TESTS_FUZZ_AGREE_H
#define TESTS_FUZZ_AGREE_H

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "data/rec.h"
#include "data/scan.h"

enum agreement {
	AGREE_YES,    /* both refuse, or both accept and mean the same */
	AGREE_POLICY, /* a difference that is meant, or a fault of jansson's */
	AGREE_NO,
};

static bool agree_value(struct val v, const json_t *j);

static inline bool
agree_number(struct val v, const json_t *j)
{
	struct str raw = val_raw(v);
	char digits[512];
	int64_t n;

	if (json_is_integer(j))
		return num_whole(raw, &n) && n == json_integer_value(j);
	if (raw.len >= sizeof digits)
		return json_is_real(j);
	memcpy(digits, raw.at, raw.len);
	digits[raw.len] = '\0';
	return json_is_real(j) &&
	       !islessgreater(strtod(digits, NULL), json_real_value(j));
}

/* jansson keeps the last of equal keys, and sets it where the first stood. */
static inline bool
agree_object(struct val v, const json_t *j)
{
	struct val_iter it = val_iter(v), others;
	struct val value, other;
	struct str key, later;
	size_t distinct = 0;
	const json_t *member;
	bool last;

	while (val_next_member(&it, &key, &value)) {
		last = true;
		for (others = it; last && val_next_member(&others, &later, &other);)
			last = !str_eq(key, later);
		member = json_object_getn(j, key.at, key.len);
		if (member == NULL || (last && !agree_value(value, member)))
			return false;
		distinct += last;
	}
	return distinct == json_object_size(j);
}

static inline bool
agree_list(struct val v, const json_t *j)
{
	struct val_iter it = val_iter(v);
	struct val item;
	size_t n = 0;

	while (val_next(&it, &item))
		if (!agree_value(item, json_array_get(j, n++)))
			return false;
	return n == json_array_size(j) && n == val_count(v);
}

/* Whether V means what J does. */
static bool
agree_value(struct val v, const json_t *j)
{
	struct str text;

	if (j == NULL)
		return false;
	switch (val_kind(v)) {
	case TOK_OBJECT:
		return json_is_object(j) && agree_object(v, j);
	case TOK_ARRAY:
		return json_is_array(j) && agree_list(v, j);
	case TOK_TEXT:
		text = val_text(v);
		return json_is_string(j) &&
		       str_eq(text,
			   (struct str){ json_string_value(j), json_string_length(j) });
	case TOK_NUMBER:
		return agree_number(v, j);
	case TOK_TRUE:
		return json_is_true(j);
	case TOK_FALSE:
		return json_is_false(j);
	case TOK_NULL:
		return json_is_null(j);
	case TOK_KEY:
		break;
	}
	return false;
}

/*
 * Scans LINE (64 readable bytes behind it) into REC's tape, asks jansson, and compares.
 * The differences that are meant:
 *   - an escaped NUL in a key, which jansson cannot hold;
 *   - numbers beyond a double or 64 bits, which scan passes on as they are written;
 *   - nesting between SCAN_DEPTH and jansson's 2048;
 * and jansson's fault: it takes a NUL after a number for nothing.
 */
static inline enum agreement
agree(struct rec *rec, struct str line)
{
	struct err e;
	json_error_t why;
	json_t *j = json_loadb(line.at, line.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, &why);
	enum agreement a = AGREE_NO;
	bool ok;

	rec->line = line;
	ok = scan(&rec->tape, line, &e);
	if (ok && j != NULL)
		a = agree_value(rec_root(rec), j) ? AGREE_YES : AGREE_NO;
	else if (!ok && j == NULL)
		a = AGREE_YES;
	else if (ok && (json_error_code(&why) == json_error_null_byte_in_key ||
			   json_error_code(&why) == json_error_numeric_overflow))
		a = AGREE_POLICY;
	else if (!ok && memchr(line.at, '\0', line.len) != NULL)
		a = AGREE_POLICY;
	else if (!ok && strstr(e.text, "nested too deeply") != NULL)
		a = AGREE_POLICY;
	json_decref(j);
	return a;
}

#endif
