/* rec-err - where a value stands, and what an error says of it */
/* SPDX-License-Identifier: ISC */

#include <string.h>

#include "data/rec.h"

#define SHOWN ((size_t)60) /* bytes of a key or value that an error shows */

uint32_t
val_line(struct val v)
{
	uint32_t line = 1;
	const char *p, *at;

	if (v.rec == NULL)
		return 1;
	p = v.rec->line.at;
	at = p + v.rec->tape.toks[v.tok].at;
	while ((p = memchr(p, '\n', (size_t)(at - p))) != NULL) {
		line++;
		p++;
	}
	return line;
}

/* Adds S to OUT, shortened where it is long. */
static void
add_shown(struct buf *out, struct str s)
{
	struct str head = str_head(s, SHOWN);

	buf_str(out, head);
	if (head.len < s.len)
		buf_text(out, "...");
}

void
val_path(struct val v, struct buf *out)
{
	const struct tok *toks;
	uint32_t at = 0, i, n;

	if (v.rec == NULL)
		return;
	toks = v.rec->tape.toks;
	while (at != v.tok) {
		n = 0;
		i = at + 1;
		if (toks[at].kind == TOK_OBJECT) {
			while (toks[i + 1].next <= v.tok)
				i = toks[i + 1].next;
			if (at != 0)
				buf_char(out, '.');
			add_shown(out, val_raw((struct val){ v.rec, i }));
			at = i + 1;
		} else {
			for (; toks[i].next <= v.tok; i = toks[i].next)
				n++;
			buf_fmt(out, "[%u]", n);
			at = i;
		}
	}
}

/* Fills E with V's path, PATH below it, and the text that FMT and AP make. */
__attribute__((format(printf, 4, 0))) static bool
say(struct val v, const char *path, struct err *e, const char *fmt, va_list ap)
{
	struct buf where = BUF_INIT;

	val_path(v, &where);
	if (where.len > 0 && *path != '\0' && *path != '[')
		buf_char(&where, '.');
	buf_text(&where, path);
	(void)err_vset(e, ERR_RECORD, fmt, ap);
	if (where.len > 0)
		(void)err_prefix(e, "%s: ", buf_cstr(&where));
	buf_done(&where);
	return false;
}

__attribute__((format(printf, 4, 5))) static bool
say_at(struct val v, const char *path, struct err *e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)say(v, path, e, fmt, ap);
	va_end(ap);
	return false;
}

bool
val_err(struct val v, struct err *e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)say(v, "", e, fmt, ap);
	va_end(ap);
	return false;
}

/* Adds how an error shows V. */
static void
add_found(struct buf *out, struct val v)
{
	enum tok_kind kind = val_kind(v);

	if (kind == TOK_NULL)
		buf_text(out, "nothing");
	else if (kind == TOK_OBJECT)
		buf_text(out, "an object");
	else if (kind == TOK_ARRAY)
		buf_text(out, "a list");
	else
		add_shown(out, val_raw(v));
}

bool
val_expected(struct val v, const char *path, const char *what, struct err *e)
{
	struct buf got = BUF_INIT;
	struct val found;

	if (!rec_find(v, path, &found, e))
		return false;
	add_found(&got, found);
	(void)say_at(v, path, e, "expected %s, got %s", what, buf_cstr(&got));
	buf_done(&got);
	return false;
}

uint32_t
rec_blame(struct rec *r, const struct err *e)
{
	struct val found = rec_root(r);
	struct buf path = BUF_INIT;
	size_t longest = 0;

	for (uint32_t i = 1; i < r->tape.n; i++) {
		struct val v = { r, i };

		if (val_kind(v) == TOK_KEY)
			continue;
		buf_clear(&path);
		val_path(v, &path);
		buf_char(&path, ':');
		if (path.len > longest && str_starts(str_of(e->text), buf_view(&path))) {
			longest = path.len;
			found = v;
		}
	}
	buf_done(&path);
	return val_line(found);
}
