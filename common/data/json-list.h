/* json-list - the members of a JSON list, one after the other, without a tape */
/* SPDX-License-Identifier: ISC */

/*
 * For lists of known members in lines that are read millions of times, as `project` gives
 * them: what is given must be JSON already, with a readable byte behind it.  What is not
 * as it was asked for makes the list wrong, once and for all; json_list_done is asked at
 * the end, and what was read of a wrong list means nothing.
 */

#ifndef DATA_JSON_LIST_H
#define DATA_JSON_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct json_list {
	const char *at, *end;
	bool wrong;
};

/* The list JSON, with its brackets. */
static inline struct json_list
json_list_of(struct str json)
{
	return (struct json_list){ json.at + 1, json.at + json.len - 1, false };
}

/* A list that is no list. */
static inline struct json_list
json_list_none(void)
{
	return (struct json_list){ "", "", true };
}

/* Makes L wrong; nothing is left of it. */
static inline void
json_list_fail(struct json_list *l)
{
	l->wrong = true;
	l->at = l->end;
}

/* To the start of the next member; its first character, or 0 where there is none. */
static inline char
json_list_next(struct json_list *l)
{
	while (l->at < l->end && (*l->at == ',' || *l->at == ' ' || *l->at == '\t' ||
				     *l->at == '\r' || *l->at == '\n'))
		l->at++;
	return l->at < l->end ? *l->at : '\0';
}

/* Whether nothing is left to be taken. */
static inline bool
json_list_over(struct json_list *l)
{
	return json_list_next(l) == '\0';
}

/* Whether all members were taken, and each was as it was asked for. */
static inline bool
json_list_done(struct json_list *l)
{
	return json_list_over(l) && !l->wrong;
}

/* Whether the next member is null, which is then taken. */
static inline bool
json_list_null(struct json_list *l)
{
	if (json_list_next(l) != 'n')
		return false;
	l->at += 4;
	return true;
}

/* Takes a whole number from LOW to HIGH, of up to 18 digits. */
static inline int64_t
json_list_number(struct json_list *l, int64_t low, int64_t high)
{
	int64_t n = 0;
	bool minus = json_list_next(l) == '-';
	const char *p = l->at + minus, *from = p;

	/* What stands behind the list is no digit. */
	for (; *p >= '0' && *p <= '9' && p - from < 18; p++)
		n = 10 * n + (*p - '0');
	n = minus ? -n : n;
	if (p == from || n < low || n > high || (*p >= '0' && *p <= '9') || *p == '.' ||
	    *p == 'e' || *p == 'E') {
		json_list_fail(l);
		return low;
	}
	l->at = p;
	return n;
}

/* Takes a text, which stays as it is escaped (scan_unescape) where *ESCAPED is true. */
static inline struct str
json_list_text(struct json_list *l, bool *escaped)
{
	struct str text = STR("");

	*escaped = false;
	if (json_list_next(l) != '"') {
		json_list_fail(l);
		return text;
	}
	for (text.at = ++l->at; l->at < l->end && *l->at != '"'; l->at++)
		if (*l->at == '\\') {
			*escaped = true;
			l->at++;
		}
	text.len = (size_t)(l->at - text.at);
	l->at++;
	return text;
}

#endif
