/* tongue - in which language and by which customs a customer is written to */
/* SPDX-License-Identifier: ISC */

#include "shop/tongue.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "shop/form.h"

/*
 * Tags come from records, so there may be any number of them: at most TAGS are remembered
 * with their answer, and what they lead to is bounded by the locales that ICU has.
 */
#define TAGS 64
#define SLIP_MIN 4 /* shorter names are too near to each other */
#define TAG_MAX 35 /* RFC 5646, section 4.4.1 */

struct tag {
	char text[TAG_MAX];
	uint8_t len;
	const struct tongue *tongue; /* NULL: no catalogue */
};

struct tongues {
	const struct search *search;
	struct tongue_language **languages;
	size_t n_languages;
	struct tongue **tongues;
	size_t n_tongues;
	struct tag tags[TAGS];
	size_t n_tags, next_tag;
};

struct tongues *
tongues_new(const struct search *search)
{
	struct tongues *t = mem_zero(1, sizeof *t);

	t->search = search;
	return t;
}

void
tongues_free(struct tongues *t)
{
	size_t i;

	if (t == NULL)
		return;
	for (i = 0; i < t->n_tongues; i++) {
		free((char *)(uintptr_t)t->tongues[i]->tag.at);
		free(t->tongues[i]);
	}
	for (i = 0; i < t->n_languages; i++) {
		words_free(t->languages[i]->words);
		free((char *)(uintptr_t)t->languages[i]->name.at);
		free(t->languages[i]);
	}
	free(t->tongues);
	free(t->languages);
	free(t);
}

static bool
is_right_to_left(struct str language)
{
	static const char *const names[] = { "ar", "dv", "fa", "he", "ps", "sd", "ug",
		"ur", "yi" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (str_is(language, names[i]))
			return true;
	return false;
}

/* Words that the kit's catalogues lack, and that mean something where a shop's has them.
 */
static const struct str of_shops[] = { STR_INIT("shop_hours"), STR_INIT("shop_returns"),
	STR_INIT("shop_coupon_terms") };

/* WORD is a shop's own: whether its name is not a slip for KNOWN. */
static bool
is_other(const struct word *word, struct str known, struct err *e)
{
	struct str name = word_name(word);

	if (name.len < SLIP_MIN || str_distance(name, known) != 1)
		return true;
	(void)err_set(e, ERR_TROUBLE,
	    "nothing of the kit says this word; did you mean %.*s?", STR_ARG(known));
	return word_err(word, e);
}

/*
 * A word that a shop adds is for its own templates.  One whose name is a slip for that of
 * a known word would be said by nobody, and nobody would know.
 */
static bool
check_added(const struct words *words, struct err *e)
{
	const struct word *word, *known;
	bool ok = true;
	size_t i, n;

	for (i = 0; ok && (word = words_at(words, i)) != NULL; i++) {
		bool own = word_added(word);

		for (n = 0; n < sizeof of_shops / sizeof *of_shops; n++)
			own = own && !str_eq(word_name(word), of_shops[n]);
		for (n = 0; ok && own && n < sizeof of_shops / sizeof *of_shops; n++)
			ok = is_other(word, of_shops[n], e);
		for (n = 0; ok && own && (known = words_at(words, n)) != NULL; n++)
			ok = word_added(known) || is_other(word, word_name(known), e);
	}
	return ok;
}

/* The catalogue of the language NAME, checked. */
static struct words *
open_words(const struct search *search, const char *name, struct err *e)
{
	struct words *words = words_open(search, name, e);

	if (words == NULL || check_added(words, e))
		return words;
	words_free(words);
	return NULL;
}

/* The language called NAME, opened where it is new; *OUT NULL where it has no file. */
static bool
find_language(
    struct tongues *t, struct str name, struct tongue_language **out, struct err *e)
{
	struct tongue_language *l;
	char *file, *path, *text;
	size_t i;

	*out = NULL;
	for (i = 0; i < t->n_languages && *out == NULL; i++)
		if (str_eq(t->languages[i]->name, name))
			*out = t->languages[i];
	if (*out != NULL)
		return true;
	file = mem_fmt("words/%.*s.json", STR_ARG(name));
	path = search_find(t->search, file);
	free(file);
	if (path == NULL)
		return true;
	free(path);
	text = mem_copy(name.at, name.len);
	l = mem_zero(1, sizeof *l);
	l->name = (struct str){ text, name.len };
	l->words = open_words(t->search, text, e);
	if (l->words == NULL) {
		free(text);
		free(l);
		return false;
	}
	l->number = t->n_languages;
	l->right_to_left = is_right_to_left(name);
	t->languages = mem_grow(t->languages, t->n_languages + 1, sizeof *t->languages);
	t->languages[t->n_languages++] = l;
	*out = l;
	return true;
}

/* The language of TAG in small letters. */
static struct str
language_of(struct str tag, char out[TAG_MAX])
{
	size_t n;

	for (n = 0; n < tag.len && tag.at[n] != '-'; n++)
		out[n] = (char)(tag.at[n] | 0x20);
	return (struct str){ out, n };
}

static const struct tongue *
add_tongue(struct tongues *t, struct tongue_language *language, struct locale *locale)
{
	struct str tag = locale_tag(locale);
	struct tongue *tongue;
	size_t i;

	/* Where ICU does not have the language, its formats are the root's. */
	if (!str_starts(tag, language->name))
		tag = language->name;
	for (i = 0; i < t->n_tongues; i++)
		if (t->tongues[i]->language == language &&
		    str_eq(t->tongues[i]->tag, tag))
			return t->tongues[i];
	tongue = mem_alloc(sizeof *tongue);
	*tongue = (struct tongue){ { mem_copy(tag.at, tag.len), tag.len }, locale,
		language };
	t->tongues = mem_grow(t->tongues, t->n_tongues + 1, sizeof *t->tongues);
	t->tongues[t->n_tongues++] = tongue;
	return tongue;
}

static bool
open_tongue(
    struct tongues *t, const struct tag *tag, const struct tongue **out, struct err *e)
{
	struct str text = { tag->text, tag->len };
	struct tongue_language *language;
	struct locale *locale;
	char name[TAG_MAX];

	*out = NULL;
	if (!form_locale(text))
		return true;
	if (!find_language(t, language_of(text, name), &language, e))
		return false;
	if (language == NULL || (locale = locale_find(text)) == NULL)
		return true;
	*out = add_tongue(t, language, locale);
	return true;
}

bool
tongues_find(struct tongues *t, struct str tag, const struct tongue **out, struct err *e)
{
	struct tag *known;
	size_t i;

	*out = NULL;
	if (tag.len == 0 || tag.len > TAG_MAX)
		return true;
	for (i = 0; i < t->n_tags; i++)
		if (t->tags[i].len == tag.len &&
		    memcmp(t->tags[i].text, tag.at, tag.len) == 0) {
			*out = t->tags[i].tongue;
			return true;
		}
	known = &t->tags[t->next_tag];
	memcpy(known->text, tag.at, tag.len);
	known->len = (uint8_t)tag.len;
	/* Java's and POSIX's way, which some exports have: "it_IT". */
	for (i = 0; i < tag.len; i++)
		if (known->text[i] == '_')
			known->text[i] = '-';
	if (!open_tongue(t, known, out, e)) {
		known->len = 0;
		return false;
	}
	memcpy(known->text, tag.at, tag.len);
	known->tongue = *out;
	t->next_tag = (t->next_tag + 1) % TAGS;
	t->n_tags += t->n_tags < TAGS;
	return true;
}
