/* letters - the mail templates of one kind, compiled when they are first needed */
/* SPDX-License-Identifier: ISC */

#include "shop/letters.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/pool.h"
#include "shop/clean.h"

#define SUBJECT_MAX_BYTES 500

const char *const letter_endings[3] = { "subject", "txt", "html" };

/* What belongs to a language: the shop in its words, and its templates. */
struct room {
	struct shop_view *shop;
	struct letter *letters; /* one for each name; empty until it is needed */
};

struct letters {
	struct letters_kind kind;
	struct buf subject;
	struct str *names; /* that templates can use, in ascending order */
	size_t n_names;
	struct room *rooms; /* by number of language */
	size_t n_rooms;
};

static int
compare(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

struct letters *
letters_new(const struct letters_kind *kind)
{
	struct letters *l = mem_zero(1, sizeof *l);
	const struct view_doc *shop;
	size_t n_shop, i;

	l->kind = *kind;
	shop = shop_view_docs(&n_shop);
	l->n_names = n_shop + kind->n_view;
	l->names = mem_zero(l->n_names, sizeof *l->names);
	for (i = 0; i < n_shop; i++)
		l->names[i] = str_of(shop[i].name);
	for (i = 0; i < kind->n_view; i++)
		l->names[n_shop + i] = str_of(kind->view[i].name);
	qsort(l->names, l->n_names, sizeof *l->names, compare);
	return l;
}

static void
free_letter(struct letter *letter)
{
	tmpl_free(letter->subject);
	tmpl_free(letter->text);
	tmpl_free(letter->html);
	*letter = (struct letter){ NULL, NULL, NULL };
}

void
letters_free(struct letters *l)
{
	size_t i, n;

	if (l == NULL)
		return;
	for (i = 0; i < l->n_rooms; i++) {
		for (n = 0; l->rooms[i].letters != NULL && n < l->kind.n_names; n++)
			free_letter(&l->rooms[i].letters[n]);
		free(l->rooms[i].letters);
		shop_view_free(l->rooms[i].shop);
	}
	free(l->rooms);
	buf_done(&l->subject);
	free(l->names);
	free(l);
}

/* The room of LANGUAGE with the shop in it. */
static struct room *
enter(struct letters *l, const struct tongue_language *language, struct err *e)
{
	size_t n = language->number + 1;
	struct room *room;

	if (n > l->n_rooms) {
		l->rooms = mem_grow(l->rooms, n, sizeof *l->rooms);
		for (; l->n_rooms < n; l->n_rooms++)
			l->rooms[l->n_rooms] = (struct room){ NULL, NULL };
	}
	room = &l->rooms[language->number];
	if (room->shop == NULL)
		room->shop = shop_view_new(l->kind.shop, language->words, e);
	if (room->letters == NULL)
		room->letters = mem_zero(l->kind.n_names, sizeof *room->letters);
	return room->shop == NULL ? NULL : room;
}

static struct tmpl *
open_part(struct letters *l, const struct room *room, const struct words *words,
    size_t name, int part, struct err *e)
{
	const struct tmpl_options o = {
		.escape = part == 2 ? TMPL_HTML : TMPL_PLAIN,
		.json = part > 0,
		.filled = true,
		.search = l->kind.search,
		.folder = l->kind.folder,
		.words = words,
		.constants = shop_view_root(room->shop),
		.names = l->names,
		.n_names = l->n_names,
	};
	char *file = mem_fmt("%s.%s", l->kind.names[name], letter_endings[part]);
	struct tmpl *t = tmpl_open(file, &o, e);

	free(file);
	return t;
}

const struct letter *
letters_get(
    struct letters *l, size_t name, const struct tongue_language *language, struct err *e)
{
	struct room *room = enter(l, language, e);
	struct letter *letter;

	if (room == NULL)
		return NULL;
	letter = &room->letters[name];
	if (letter->html != NULL)
		return letter;
	if ((letter->subject = open_part(l, room, language->words, name, 0, e)) == NULL ||
	    (letter->text = open_part(l, room, language->words, name, 1, e)) == NULL ||
	    (letter->html = open_part(l, room, language->words, name, 2, e)) == NULL) {
		free_letter(letter);
		return NULL;
	}
	return letter;
}

/* A mail without a subject or a text is not one that anybody would send. */
static bool
is_empty(const struct letters *l, size_t name, int part, struct err *e)
{
	return err_set(e, ERR_RECORD, "%s/%s.%s: the template says nothing of this %s",
	    l->kind.folder, l->kind.names[name], letter_endings[part], l->kind.about);
}

static bool
write_body(struct letters *l, size_t name, const struct tmpl *t, int part,
    const struct view *view, struct emit *m, struct err *e)
{
	struct buf *out;
	size_t from;

	emit_key(m, str_of(part == 1 ? "text" : "html"));
	out = emit_text_begin(m);
	from = out->len;
	if (!tmpl_render(t, view, out, e))
		return false;
	if (tmpl_blank((struct str){ out->at + from, out->len - from }, true))
		return is_empty(l, name, part, e);
	emit_text_end(m);
	return true;
}

bool
letters_write(struct letters *l, size_t name, const struct letter *letter,
    const struct view *view, struct emit *m, struct err *e)
{
	struct pool pool = { NULL, NULL, 0 };
	struct str subject;

	buf_clear(&l->subject);
	if (!tmpl_render(letter->subject, view, &l->subject, e))
		return false;
	subject = clean_line(&pool, buf_view(&l->subject), SUBJECT_MAX_BYTES);
	if (subject.len > 0)
		emit_put_text(m, STR("subject"), subject);
	pool_done(&pool);
	return (subject.len > 0 || is_empty(l, name, 0, e)) &&
	       write_body(l, name, letter->text, 1, view, m, e) &&
	       write_body(l, name, letter->html, 2, view, m, e);
}
