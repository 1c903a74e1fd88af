/* bounce-forms - how mail systems word what they send back, from data files */
/* SPDX-License-Identifier: ISC */

#include "shop/bounce-forms.h"

#include <stdlib.h>

#include "base/lines.h"
#include "base/mem.h"
#include "data/glob.h"
#include "data/rec.h"

#define FILE_MAX ((size_t)1 << 20)
#define SLACK 64	/* readable bytes behind a text that is scanned */
#define DETAIL_MAX 1000 /* bytes of what was said about one recipient */

static const char *const says_words[] = { "failed", "delayed", "complaint", "reply",
	"challenge" };

/* A file being read. */
struct file {
	struct buf text;
	struct rec rec;
	struct pool *pool;
};

static bool
check_keys(struct val v, const char *const *keys, struct err *e)
{
	struct val_iter it = val_iter(v);
	struct val value;
	struct str key;

	while (val_next_member(&it, &key, &value)) {
		size_t i = 0;

		while (keys[i] != NULL && !str_is(key, keys[i]))
			i++;
		if (keys[i] == NULL)
			return val_err(value, e, "there is no such key");
	}
	return true;
}

/* The list of texts at KEY, which may be absent. */
static bool
get_texts(struct file *f, struct val v, const char *key, struct texts *out, struct err *e)
{
	struct val list, item;
	struct val_iter it;
	struct str text;

	if (!rec_get_list(v, key, &list, e))
		return false;
	it = val_iter(list);
	while (val_next(&it, &item)) {
		if (!rec_need_text(item, "", &text, e))
			return false;
		texts_add(out, pool_copy(f->pool, text));
	}
	return true;
}

static bool
get_says(struct val v, enum bounce_says *out, struct err *e)
{
	struct str word;

	if (!rec_get_text(v, "says", &word, e))
		return false;
	*out = BOUNCE_SAYS_FAILED;
	if (word.at == NULL)
		return true;
	for (size_t i = 0; i < sizeof says_words / sizeof *says_words; i++)
		if (str_is(word, says_words[i])) {
			*out = (enum bounce_says)i;
			return true;
		}
	return val_expected(
	    v, "says", "one of failed, delayed, complaint, reply, challenge", e);
}

static bool
read_form(struct file *f, struct val v, struct bounce_form *form, struct err *e)
{
	static const char *const keys[] = { "name", "says", "head", "text", "returned",
		"recipient", "until", NULL };
	struct str name;

	if (val_kind(v) != TOK_OBJECT)
		return val_expected(v, "", "an object", e);
	if (!check_keys(v, keys, e) || !rec_need_text(v, "name", &name, e) ||
	    !get_says(v, &form->says, e) || !get_texts(f, v, "head", &form->head, e) ||
	    !get_texts(f, v, "text", &form->text, e) ||
	    !get_texts(f, v, "returned", &form->returned, e) ||
	    !get_texts(f, v, "recipient", &form->recipient, e) ||
	    !get_texts(f, v, "until", &form->until, e))
		return false;
	form->name = pool_copy(f->pool, name);
	return form->head.n + form->text.n + form->returned.n > 0 ||
	       val_err(v, e, "expected at least one of head, text and returned");
}

static bool
read_status(struct val v, struct bounce_status *out, struct err *e)
{
	struct str text;

	if (!rec_need_text(v, "", &text, e))
		return false;
	return bounce_status_read(text, out) ||
	       val_expected(v, "", "a status code such as 5.1.1", e);
}

static bool
read_words(struct file *f, struct val v, struct bounce_words *words, struct err *e)
{
	static const char *const keys[] = { "status", "over", "words", NULL };
	struct bounce_status over;
	struct val status;

	if (val_kind(v) != TOK_OBJECT)
		return val_expected(v, "", "an object", e);
	if (!check_keys(v, keys, e) || !get_texts(f, v, "over", &words->over, e) ||
	    !get_texts(f, v, "words", &words->words, e) ||
	    !rec_find(v, "status", &status, e))
		return false;
	for (size_t i = 0; i < words->over.n; i++)
		if (!bounce_status_read(words->over.at[i], &over))
			return val_expected(v, "over", "a list of status codes", e);
	if (!val_there(status))
		return val_expected(v, "status", "a status code such as 5.1.1", e);
	return read_status(status, &words->status, e);
}

/* Reads the file NAME; *LIST is the list KEY, which is all that it has. */
static bool
open_file(struct file *f, const struct search *where, const char *name, const char *key,
    struct val *list, struct err *e)
{
	const char *const keys[] = { key, NULL };
	char *path = search_find(where, name);
	bool ok;

	if (path == NULL)
		return err_set(e, ERR_TROUBLE, "there is no %s", name);
	ok = path_read(path, FILE_MAX, &f->text, e);
	if (ok) {
		buf_reserve(&f->text, SLACK);
		memset(f->text.at + f->text.len, 0, SLACK);
		ok = (rec_read(&f->rec, buf_view(&f->text), e) &&
			 check_keys(rec_root(&f->rec), keys, e) &&
			 rec_get_list(rec_root(&f->rec), key, list, e)) ||
		     err_prefix(e, "%s: ", path);
		e->kind = ERR_TROUBLE;
	}
	free(path);
	return ok;
}

/* Says where V stands in the file NAME. */
static bool
place(struct val v, const char *name, struct err *e)
{
	e->kind = ERR_TROUBLE;
	return err_prefix(e, "%s:%u: ", name, val_line(v));
}

#define FORMS "bounces/forms.json"
#define WORDS "bounces/words.json"

static bool
open_forms(
    struct bounce_forms *b, struct file *f, const struct search *where, struct err *e)
{
	struct val list, item;
	struct val_iter it;

	if (!open_file(f, where, FORMS, "forms", &list, e))
		return false;
	b->forms = mem_zero(val_count(list) + 1, sizeof *b->forms);
	it = val_iter(list);
	while (val_next(&it, &item))
		if (!read_form(f, item, &b->forms[b->n_forms++], e))
			return place(item, FORMS, e);
	return true;
}

static bool
open_words(
    struct bounce_forms *b, struct file *f, const struct search *where, struct err *e)
{
	struct val list, item;
	struct val_iter it;

	if (!open_file(f, where, WORDS, "words", &list, e))
		return false;
	b->words = mem_zero(val_count(list) + 1, sizeof *b->words);
	it = val_iter(list);
	while (val_next(&it, &item))
		if (!read_words(f, item, &b->words[b->n_words++], e))
			return place(item, WORDS, e);
	return true;
}

bool
bounce_forms_open(struct bounce_forms *b, const struct search *where, struct err *e)
{
	struct file forms = { .pool = &b->pool }, words = { .pool = &b->pool };
	bool ok;

	memset(b, 0, sizeof *b);
	ok = open_forms(b, &forms, where, e) && open_words(b, &words, where, e);
	rec_done(&forms.rec);
	rec_done(&words.rec);
	buf_done(&forms.text);
	buf_done(&words.text);
	if (!ok)
		bounce_forms_done(b);
	return ok;
}

void
bounce_forms_done(struct bounce_forms *b)
{
	for (size_t i = 0; i < b->n_forms; i++) {
		texts_done(&b->forms[i].head);
		texts_done(&b->forms[i].text);
		texts_done(&b->forms[i].returned);
		texts_done(&b->forms[i].recipient);
		texts_done(&b->forms[i].until);
	}
	for (size_t i = 0; i < b->n_words; i++) {
		texts_done(&b->words[i].over);
		texts_done(&b->words[i].words);
	}
	free(b->forms);
	free(b->words);
	pool_done(&b->pool);
	memset(b, 0, sizeof *b);
}

/* Whether one of GLOBS is LINE. */
static bool
is_one(const struct texts *globs, struct str line, struct str *address)
{
	for (size_t i = 0; i < globs->n; i++)
		if (glob_match(globs->at[i], line, address))
			return true;
	return false;
}

static bool
in_fields(const struct texts *globs, const struct report_fields *f, struct str *address)
{
	struct buf line = BUF_INIT;
	bool found = globs->n == 0;

	for (size_t i = 0; i < f->n && !found; i++) {
		buf_clear(&line);
		buf_fmt(&line, "%.*s: ", STR_ARG(f->at[i].name));
		buf_str(&line, f->at[i].value);
		found = is_one(globs, buf_view(&line), address);
		if (found && address != NULL && address->at != NULL)
			/* The line goes, the value stays. */
			address->at = f->at[i].value.at + f->at[i].value.len -
				      (line.at + line.len - address->at);
	}
	buf_done(&line);
	return found;
}

/* The line of TEXT that is one of GLOBS, and what follows it in *REST; none at all: TEXT.
 */
static bool
in_text(const struct texts *globs, struct str text, struct str *from)
{
	struct str rest = text, line;

	*from = text;
	if (globs->n == 0)
		return true;
	while (str_cut(&rest, '\n', &line))
		if (is_one(globs, line, NULL)) {
			from->at = line.at;
			from->len = (size_t)(text.at + text.len - line.at);
			return true;
		}
	return false;
}

/* The recipient ADDRESS of R, which is added where it is not there. */
static struct report_recipient *
recipient(struct report *r, struct str address)
{
	struct report_recipient *one;

	for (size_t i = 0; i < r->n_recipients; i++)
		if (str_same(r->recipients[i].final, address))
			return &r->recipients[i];
	one = report_add(r);
	one->final = pool_copy(&r->pool, address);
	return one;
}

/* What was said so far is the diagnostic of ONE, behind what it has. */
static void
conclude(struct report *r, struct report_recipient *one, struct buf *detail)
{
	struct buf all = BUF_INIT;

	if (one != NULL) {
		buf_str(&all, one->diagnostic);
		if (all.len > 0)
			buf_char(&all, ' ');
		buf_str(&all, buf_view(detail));
		one->diagnostic = pool_copy(
		    &r->pool, str_head(buf_view(&all), DETAIL_MAX));
	}
	buf_clear(detail);
	buf_done(&all);
}

/* Finds the recipients in TEXT: each line that is one begins what is said about it. */
static void
read_recipients(struct report *r, const struct bounce_form *form, struct str text)
{
	struct buf detail = BUF_INIT;
	struct str line, address = STR_NONE;
	size_t current = SIZE_MAX;

	while (str_cut(&text, '\n', &line) && !is_one(&form->until, line, NULL)) {
		line = str_trim(line);
		if (is_one(&form->recipient, line, &address) && address.at != NULL) {
			conclude(r, current == SIZE_MAX ? NULL : &r->recipients[current],
			    &detail);
			current = (size_t)(recipient(r, address) - r->recipients);
		}
		if (line.len == 0 || detail.len >= DETAIL_MAX)
			continue;
		if (detail.len > 0)
			buf_char(&detail, ' ');
		buf_str(&detail, line);
	}
	/* What is said about nobody is said about the one whom the header names. */
	if (current == SIZE_MAX && r->n_recipients == 0)
		current = (size_t)(report_add(r) - r->recipients);
	conclude(r, current == SIZE_MAX ? NULL : &r->recipients[current], &detail);
	buf_done(&detail);
}

/* Those in the header of Exim and of Gmail, where the text names none. */
static void
read_failed_header(struct report *r)
{
	struct str rest = report_field(&r->head, "X-Failed-Recipients"), word;
	struct str detail;

	if (rest.at == NULL || r->n_recipients != 1 || r->recipients[0].final.at != NULL)
		return;
	detail = r->recipients[0].diagnostic;
	r->n_recipients = 0;
	while (str_cut(&rest, ',', &word)) {
		word = report_address(str_trim(word), &r->pool);
		if (word.at != NULL)
			recipient(r, word)->diagnostic = detail;
	}
	if (r->n_recipients == 0)
		report_add(r)->diagnostic = detail;
}

/* The text of R with typographic apostrophes and spaces as typewriters have them. */
static struct str
plain_text(struct report *r)
{
	struct buf out = BUF_INIT;
	struct str text = r->text, copy;

	while (text.len > 0) {
		size_t len = 1;

		if (str_starts(text, STR("\xe2\x80\x99"))) {
			buf_char(&out, '\'');
			len = 3;
		} else if (str_starts(text, STR("\xc2\xa0"))) {
			buf_char(&out, ' ');
			len = 2;
		} else {
			buf_char(&out, text.at[0]);
		}
		text.at += len;
		text.len -= len;
	}
	copy = pool_copy(&r->pool, buf_view(&out));
	buf_done(&out);
	return copy;
}

const struct bounce_form *
bounce_forms_read(const struct bounce_forms *b, struct report *r)
{
	struct str text = plain_text(r), from, address;

	for (size_t i = 0; i < b->n_forms; i++) {
		const struct bounce_form *form = &b->forms[i];

		address = STR_NONE;
		if (!in_fields(&form->head, &r->head, NULL) ||
		    !in_fields(&form->returned, &r->returned, &address) ||
		    !in_text(&form->text, text, &from))
			continue;
		if (address.at != NULL)
			recipient(r, address);
		else
			read_recipients(r, form, from);
		read_failed_header(r);
		for (size_t k = 0; k < r->n_recipients; k++)
			r->recipients[k].action = form->says == BOUNCE_SAYS_DELAYED
						      ? REPORT_DELAYED
						      : REPORT_FAILED;
		return form;
	}
	return NULL;
}

/* Whether W may speak where the status is S. */
static bool
may_say(const struct bounce_words *w, struct bounce_status s)
{
	struct bounce_status over;

	if (bounce_status_vague(s))
		return true;
	for (size_t i = 0; i < w->over.n; i++)
		if (bounce_status_read(w->over.at[i], &over) && over.class == s.class &&
		    over.subject == s.subject && over.detail == s.detail)
			return true;
	return false;
}

struct bounce_status
bounce_forms_status(const struct bounce_forms *b, struct bounce_status s, struct str text)
{
	for (size_t i = 0; i < b->n_words; i++)
		if (may_say(&b->words[i], s) && is_one(&b->words[i].words, text, NULL))
			return b->words[i].status;
	return s;
}
