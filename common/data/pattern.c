/* pattern - one ICU MessageFormat pattern with named arguments */
/* SPDX-License-Identifier: ISC */

#include "data/pattern.h"

#include <stdlib.h>

#include "base/mem.h"
#include "data/pattern-icu.h"

#define PATTERN_LONGEST 65536
#define PATTERN_DEEPEST 16

/* What a message stands in: it decides whether '#' is special. */
enum within {
	WITHIN_NOTHING,
	WITHIN_SELECT,
	WITHIN_PLURAL,
};

struct reader {
	struct pattern *p;
	struct str source;
	size_t i;
	int depth;
	struct buf literal; /* text since the last piece, without its quotes */
	struct err *e;
};

static bool message(struct reader *r, enum within within);

static bool
wrong(struct reader *r, const char *expected)
{
	if (r->i >= r->source.len)
		return err_set(r->e, ERR_TROUBLE, "expected %s, the text ends", expected);
	return err_set(r->e, ERR_TROUBLE, "byte %zu: expected %s", r->i + 1, expected);
}

/* The next byte, or NUL at the end. */
static char
peek(const struct reader *r)
{
	return r->i < r->source.len ? r->source.at[r->i] : '\0';
}

static void
skip_space(struct reader *r)
{
	while (r->i < r->source.len && strchr(" \t\r\n", r->source.at[r->i]) != NULL)
		r->i++;
}

/* Bytes up to one that ends a word in MessageFormat's syntax. */
static struct str
token(struct reader *r)
{
	size_t start = r->i;

	while (r->i < r->source.len && strchr(" \t\r\n,{}'#", r->source.at[r->i]) == NULL)
		r->i++;
	return (struct str){ r->source.at + start, r->i - start };
}

/* Ends the run of literal text with argument ARG behind it. */
static void
piece(struct reader *r, int arg)
{
	struct pattern *p = r->p;
	struct str text = { mem_copy(r->literal.at, r->literal.len), r->literal.len };

	p->pieces = mem_grow(p->pieces, p->n_pieces + 1, sizeof *p->pieces);
	p->pieces[p->n_pieces++] = (struct pattern_piece){ text, arg };
	buf_clear(&r->literal);
}

/* Finds or adds the argument NAME; -1 where there are too many. */
static int
argument(struct pattern *p, struct str name)
{
	size_t i;

	for (i = 0; i < p->n_args; i++)
		if (str_eq(p->args[i], name))
			return (int)i;
	if (p->n_args == PATTERN_ARGS)
		return -1;
	p->args[p->n_args++] = name;
	return (int)i;
}

/* Copies what the apostrophe at `i` begins: itself, '' or a quotation. */
static void
apostrophe(struct reader *r, enum within within)
{
	char next = r->i + 1 < r->source.len ? r->source.at[r->i + 1] : '\0';
	size_t start = r->i++;
	bool quoting = next == '{' || next == '}' ||
		       (next == '#' && within == WITHIN_PLURAL);

	if (next == '\'')
		r->i++;
	if (!quoting)
		buf_char(&r->literal, '\'');
	while (quoting && r->i < r->source.len) {
		char c = r->source.at[r->i++];

		quoting = c != '\'' || peek(r) == '\'';
		if (c == '\'' && quoting)
			r->i++;
		if (quoting)
			buf_char(&r->literal, c);
	}
	buf_add(&r->p->numbered, r->source.at + start, r->i - start);
}

/* The cases of a plural or select: "one {...} other {...}" up to the closing brace. */
static bool
cases(struct reader *r, enum within within)
{
	bool other = false;
	struct str selector;

	for (;;) {
		size_t start = r->i;

		skip_space(r);
		if (peek(r) == '}')
			return other || wrong(r, "a case \"other {...}\"");
		selector = token(r);
		if (selector.len == 0)
			return wrong(r, "a case such as \"other {...}\"");
		if (within == WITHIN_PLURAL && str_starts(selector, STR("offset:"))) {
			buf_add(&r->p->numbered, r->source.at + start, r->i - start);
			continue;
		}
		other = other || str_is(selector, "other");
		skip_space(r);
		if (peek(r) != '{')
			return wrong(r, "'{' after the case's name");
		r->i++;
		buf_add(&r->p->numbered, r->source.at + start, r->i - start);
		r->depth++;
		if (!message(r, within))
			return false;
		r->depth--;
		if (peek(r) != '}')
			return wrong(r, "'}' at the end of the case");
		r->i++;
		buf_char(&r->p->numbered, '}');
	}
}

static bool
wrong_type(struct reader *r, struct str type, const char *expected)
{
	r->i -= type.len;
	return wrong(r, expected);
}

/* A typed argument behind its first comma. */
static bool
typed(struct reader *r, int arg)
{
	struct pattern *p = r->p;
	struct str type;
	bool plural, number;

	skip_space(r);
	type = token(r);
	plural = str_is(type, "plural") || str_is(type, "selectordinal");
	number = plural || str_is(type, "number");
	if (!number && !str_is(type, "select"))
		return wrong_type(r, type, "plural, selectordinal, select or number");
	if (number && p->number >= 0 && p->number != arg)
		return wrong_type(r, type, "only one argument that is a number");
	if (number)
		p->number = arg;
	else
		p->shown[arg] = true;
	p->kind = PATTERN_DEPENDS;
	buf_fmt(&p->numbered, "{%d,%.*s", number ? 0 : arg + 1, STR_ARG(type));
	skip_space(r);
	if (number && !plural)
		return peek(r) == '}' || wrong(r, "'}' after \"number\"");
	if (peek(r) != ',')
		return wrong(r, "',' and cases");
	r->i++;
	buf_char(&p->numbered, ',');
	return cases(r, plural ? WITHIN_PLURAL : WITHIN_SELECT);
}

/* "{name}" or "{name, type, cases}", from behind the brace to behind the other. */
static bool
placeholder(struct reader *r)
{
	struct str name;
	int arg;

	skip_space(r);
	name = token(r);
	if (name.len == 0)
		return wrong(r, "an argument's name");
	arg = argument(r->p, name);
	if (arg < 0)
		return wrong(r, "at most 8 arguments");
	skip_space(r);
	if (peek(r) == '}') {
		r->p->shown[arg] = true;
		buf_fmt(&r->p->numbered, "{%d", arg + 1);
		if (r->depth == 0)
			piece(r, arg);
	} else if (peek(r) != ',') {
		return wrong(r, "',' or '}' after the argument's name");
	} else {
		r->i++;
		if (!typed(r, arg))
			return false;
	}
	r->i++;
	buf_char(&r->p->numbered, '}');
	return true;
}

/* Text and arguments up to the end, or to the brace that ends this case. */
static bool
message(struct reader *r, enum within within)
{
	if (r->depth > PATTERN_DEEPEST)
		return wrong(r, "fewer braces within braces");
	while (r->i < r->source.len) {
		char c = r->source.at[r->i];

		if (c == '\'') {
			apostrophe(r, within);
		} else if (c == '{') {
			r->i++;
			if (!placeholder(r))
				return false;
		} else if (c == '}') {
			return r->depth > 0 || wrong(r, "a '{' before this '}'");
		} else {
			buf_char(&r->literal, c);
			buf_char(&r->p->numbered, c);
			r->i++;
		}
	}
	return true;
}

bool
pattern_init(struct pattern *p, struct str source, struct err *e)
{
	struct reader r = { .p = p, .source = source, .e = e };
	bool ok;

	*p = (struct pattern){ .number = -1 };
	if (source.len > PATTERN_LONGEST)
		return err_set(e, ERR_TROUBLE, "expected at most 64 KiB of text");
	ok = message(&r, WITHIN_NOTHING);
	if (r.literal.len > 0)
		piece(&r, -1);
	buf_done(&r.literal);
	if (!ok)
		pattern_done(p);
	else if (p->kind != PATTERN_DEPENDS)
		p->kind = p->n_args == 0 ? PATTERN_PLAIN : PATTERN_TEXTS;
	return ok;
}

void
pattern_done(struct pattern *p)
{
	size_t i;

	for (i = 0; i < p->n_pieces; i++)
		free((char *)(uintptr_t)p->pieces[i].text.at);
	free(p->pieces);
	buf_done(&p->numbered);
	pattern_icu_free(p->compiled);
	*p = (struct pattern){ .number = -1 };
}

bool
pattern_compile(struct pattern *p, const char *locale, struct err *e)
{
	if (p->kind == PATTERN_DEPENDS && p->compiled == NULL)
		p->compiled = pattern_icu_new(buf_view(&p->numbered), locale, e);
	return p->kind != PATTERN_DEPENDS || p->compiled != NULL;
}

bool
pattern_add(struct pattern *p, const char *locale, const struct pattern_arg *args,
    struct buf *out, struct err *e)
{
	size_t i;

	if (p->kind == PATTERN_DEPENDS)
		return pattern_compile(p, locale, e) && pattern_icu_add(p, args, out, e);
	for (i = 0; i < p->n_pieces; i++) {
		buf_str(out, p->pieces[i].text);
		if (p->pieces[i].arg >= 0)
			buf_str(out, args[p->pieces[i].arg].text);
	}
	return true;
}
