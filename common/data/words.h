/* words - what the kit says, in one catalogue a language */
/* SPDX-License-Identifier: ISC */

/*
 * A catalogue is a JSON file `words/LANGUAGE.json`: an object of name and ICU
 * MessageFormat pattern with named arguments ("{count, plural, one {# item} other {#
 * items}}"; what is allowed, data/pattern.h says).  A name is letters, digits, '_', '-'
 * and '.'.  A shop's own file of that name replaces single words of the kit's and may
 * add words.  ICU is not touched before a word with a plural, select or number is
 * formatted or checked; a word without arguments costs no MessageFormat, nor does one
 * that only puts texts in.
 *
 * Not for several threads at once: formatting a word remembers results in it.
 */

#ifndef DATA_WORDS_H
#define DATA_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/path.h"
#include "base/str.h"
#include "data/pattern.h"

struct words;
struct word;

/*
 * Opens the catalogue of LANGUAGE (a BCP 47 tag: "it", "pt-BR"; its plural rules are the
 * language's); NULL with E (ERR_TROUBLE) where it is missing or wrong: file, line, word,
 * and what was expected.
 */
struct words *words_open(const struct search *s, const char *language, struct err *e);
void words_free(struct words *w);

struct str words_language(const struct words *w);

/* NULL where the catalogue has no such word. */
const struct word *words_find(const struct words *w, struct str name);

/* The word at INDEX of all words in ascending order of name, or NULL behind the last. */
const struct word *words_at(const struct words *w, size_t index);

struct str word_name(const struct word *word);

/* Whether the shop's catalogue has the word and the kit's, which there is, has not. */
bool word_added(const struct word *word);

enum pattern_kind word_kind(const struct word *word);

/* The names of a word's arguments, N of them; a plain word has none. */
size_t word_args(const struct word *word, const struct str **names);

/* What a plain word says. */
struct str word_text(const struct word *word);

/* The runs of text and arguments of a word that is not PATTERN_DEPENDS. */
size_t word_pieces(const struct word *word, const struct pattern_piece **pieces);

/* Puts file, line and name of the word before what E says of it, and returns false. */
bool word_err(const struct word *word, struct err *e);

/* Lets ICU check the word, where it needs ICU; E names file, line and word. */
bool word_check(const struct word *word, struct err *e);

/* Adds the word with its arguments in the order of word_args. */
bool word_format(const struct word *word, const struct pattern_arg *args, struct buf *out,
    struct err *e);

#endif
