/* words - what the kit says, in one catalogue a language */
/* SPDX-License-Identifier: ISC */

#include "data/words.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/mem.h"

#define CATALOGUE_MAX ((size_t)4 << 20)

struct word {
	struct str name;
	struct str source; /* as the file has it; the pattern keeps views of it */
	const struct words *words;
	const char *file;
	unsigned line;
	bool added;		 /* to those of the kit */
	struct pattern *pattern; /* apart, because formatting remembers in it */
};

struct words {
	char *language;
	char *files[2]; /* the kit's, the shop's; NULL where there is none */
	struct word *list;
	size_t n;
};

static bool
language_valid(const char *language)
{
	size_t len = strlen(language);

	return len >= 2 && len <= 35 &&
	       strspn(language,
		   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") ==
		   len;
}

static bool
name_valid(struct str name)
{
	size_t i;

	for (i = 0; i < name.len; i++) {
		char c = name.at[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			(c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.'))
			return false;
	}
	return name.len > 0;
}

/* A place in the text of a catalogue. */
struct spot {
	size_t i;
	unsigned line;
};

/*
 * Moves on to the line on which the key NAME stands: jansson does not tell.  A name has
 * nothing to escape, and a quote within a value is escaped, so `"NAME"` before a colon is
 * the key.
 */
static bool
seek_key(struct str text, struct str name, struct spot *spot)
{
	for (; spot->i + name.len + 2 < text.len; spot->i++) {
		struct str rest = { text.at + spot->i + 1, text.len - spot->i - 1 };

		if (text.at[spot->i] == '\n')
			spot->line++;
		if (text.at[spot->i] != '"' || !str_starts(rest, name) ||
		    rest.at[name.len] != '"')
			continue;
		rest.at += name.len + 1;
		rest.len -= name.len + 1;
		rest = str_trim(rest);
		if (rest.len > 0 && rest.at[0] == ':')
			return true;
	}
	return false;
}

/* The keys mostly come in the order of the file, so the search goes on from the last. */
static unsigned
line_of(struct str text, struct str name, struct spot *spot)
{
	if (seek_key(text, name, spot))
		return spot->line;
	*spot = (struct spot){ 0, 1 };
	return seek_key(text, name, spot) ? spot->line : 1;
}

static int
by_name(const void *a, const void *b)
{
	return str_cmp(((const struct word *)a)->name, ((const struct word *)b)->name);
}

static void
word_done(struct word *word)
{
	pattern_done(word->pattern);
	free(word->pattern);
	free((char *)(uintptr_t)word->source.at);
	free((char *)(uintptr_t)word->name.at);
}

/* Adds or replaces one word; the first KNOWN words of the list are sorted. */
static bool
put(struct words *w, size_t known, const char *file, unsigned line, struct str name,
    struct str source, struct err *e)
{
	struct word word = { .words = w, .file = file, .line = line };
	struct word *old;

	if (!name_valid(name))
		return err_set(e, ERR_TROUBLE,
		    "%s:%u: \"%.*s\": expected a name of letters, digits, '_', '-' and '.'",
		    file, line, STR_ARG(str_head(name, 40)));
	word.name = (struct str){ mem_copy(name.at, name.len), name.len };
	word.source = (struct str){ mem_copy(source.at, source.len), source.len };
	word.pattern = mem_zero(1, sizeof *word.pattern);
	if (!pattern_init(word.pattern, word.source, e)) {
		word_done(&word);
		return err_prefix(e, "%s:%u: %.*s: ", file, line, STR_ARG(name));
	}
	old = known == 0 ? NULL : bsearch(&word, w->list, known, sizeof word, by_name);
	if (old != NULL) {
		word_done(old);
		*old = word;
		return true;
	}
	word.added = known > 0;
	w->list = mem_grow(w->list, w->n + 1, sizeof word);
	w->list[w->n++] = word;
	return true;
}

static bool
put_members(
    struct words *w, const char *file, struct str text, json_t *root, struct err *e)
{
	size_t known = w->n;
	struct spot spot = { 0, 1 };
	const char *key;
	json_t *value;
	bool ok = true;

	json_object_foreach(root, key, value)
	{
		struct str name = str_of(key);
		unsigned line = line_of(text, name, &spot);

		if (json_is_string(value))
			ok = put(w, known, file, line, name,
			    (struct str){
				json_string_value(value), json_string_length(value) },
			    e);
		else
			ok = err_set(e, ERR_TROUBLE, "%s:%u: %s: expected a text", file,
			    line, key);
		if (!ok)
			break;
	}
	return ok;
}

/* Puts every word of the catalogue in FILE. */
static bool
put_file(struct words *w, const char *file, struct err *e)
{
	struct buf buf = BUF_INIT;
	struct str text, bom = STR("\xef\xbb\xbf");
	json_error_t why;
	json_t *root;
	bool ok = path_read(file, CATALOGUE_MAX, &buf, e);

	if (ok) {
		text = buf_view(&buf);
		if (str_starts(text, bom))
			text = (struct str){ text.at + bom.len, text.len - bom.len };
		root = json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES, &why);
		if (root == NULL)
			ok = err_set(
			    e, ERR_TROUBLE, "%s:%d: %s", file, why.line, why.text);
		else if (!json_is_object(root))
			ok = err_set(
			    e, ERR_TROUBLE, "%s:1: expected an object of words", file);
		else
			ok = put_members(w, file, text, root, e);
		json_decref(root);
	}
	buf_done(&buf);
	if (w->n > 1)
		qsort(w->list, w->n, sizeof *w->list, by_name);
	return ok;
}

struct words *
words_open(const struct search *s, const char *language, struct err *e)
{
	const struct search kit = { NULL, s->kit }, shop = { s->shop, NULL };
	struct words *w;
	char *name;
	bool ok = true;
	size_t i;

	if (!language_valid(language)) {
		(void)err_set(e, ERR_TROUBLE, "\"%.40s\": expected a language such as it",
		    language);
		return NULL;
	}
	w = mem_zero(1, sizeof *w);
	w->language = mem_str(language);
	name = mem_fmt("words/%s.json", language);
	w->files[0] = search_find(&kit, name);
	w->files[1] = search_find(&shop, name);
	if (w->files[0] == NULL && w->files[1] == NULL)
		ok = err_set(
		    e, ERR_TROUBLE, "%s: there is no catalogue of this language", name);
	free(name);
	for (i = 0; ok && i < 2; i++)
		ok = w->files[i] == NULL || put_file(w, w->files[i], e);
	if (!ok) {
		words_free(w);
		return NULL;
	}
	return w;
}

void
words_free(struct words *w)
{
	size_t i;

	if (w == NULL)
		return;
	for (i = 0; i < w->n; i++)
		word_done(&w->list[i]);
	free(w->list);
	free(w->files[0]);
	free(w->files[1]);
	free(w->language);
	free(w);
}

struct str
words_language(const struct words *w)
{
	return str_of(w->language);
}

const struct word *
words_find(const struct words *w, struct str name)
{
	const struct word key = { .name = name };

	return w->n == 0 ? NULL : bsearch(&key, w->list, w->n, sizeof key, by_name);
}

const struct word *
words_at(const struct words *w, size_t index)
{
	return index < w->n ? &w->list[index] : NULL;
}

struct str
word_name(const struct word *word)
{
	return word->name;
}

bool
word_added(const struct word *word)
{
	return word->added;
}

enum pattern_kind
word_kind(const struct word *word)
{
	return word->pattern->kind;
}

size_t
word_args(const struct word *word, const struct str **names)
{
	*names = word->pattern->args;
	return word->pattern->n_args;
}

struct str
word_text(const struct word *word)
{
	const struct pattern *p = word->pattern;

	return p->kind != PATTERN_PLAIN || p->n_pieces == 0 ? STR("") : p->pieces[0].text;
}

size_t
word_pieces(const struct word *word, const struct pattern_piece **pieces)
{
	*pieces = word->pattern->pieces;
	return word->pattern->kind == PATTERN_DEPENDS ? 0 : word->pattern->n_pieces;
}

bool
word_err(const struct word *word, struct err *e)
{
	return err_prefix(
	    e, "%s:%u: %.*s: ", word->file, word->line, STR_ARG(word->name));
}

bool
word_check(const struct word *word, struct err *e)
{
	return pattern_compile(word->pattern, word->words->language, e) ||
	       word_err(word, e);
}

bool
word_format(const struct word *word, const struct pattern_arg *args, struct buf *out,
    struct err *e)
{
	return pattern_add(word->pattern, word->words->language, args, out, e) ||
	       word_err(word, e);
}
