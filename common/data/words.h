/* words - what the kit says, in one catalogue a language */
/* SPDX-License-Identifier: ISC */

/*
 * A catalogue is a JSON file `words/LANGUAGE.json`: an object of name and ICU
 * MessageFormat pattern with named arguments ("{count, plural, one {# item} other {#
 * items}}"). A shop's own file of that name replaces single words of the kit's.  A word
 * without arguments costs no MessageFormat, nor does one that only puts texts in.
 */

#ifndef DATA_WORDS_H
#define DATA_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/path.h"
#include "base/str.h"

#define WORD_ARGS 8 /* at most this many arguments in one word */

struct words;
struct word;

/*
 * Opens the catalogue of LANGUAGE ("it") with TAG's plural rules; NULL with E
 * (ERR_TROUBLE) where it is missing or wrong: file, line, word, and what was expected.
 */
struct words *words_open(const struct search *s, const char *language, struct err *e);
void words_free(struct words *w);

/* NULL where the catalogue has no such word. */
const struct word *words_find(const struct words *w, struct str name);

/* The names of a word's arguments, N of them; a plain word has none. */
size_t word_args(const struct word *word, const struct str **names);

/* What a plain word says. */
struct str word_text(const struct word *word);

/* One argument: its text, and its value where it is a whole number (for plurals). */
struct word_arg {
	struct str text;
	int64_t n;
	bool number;
};

/* Adds the word with its arguments in the order of word_args. */
bool word_format(
    const struct word *word, const struct word_arg *args, struct buf *out, struct err *e);

#endif
