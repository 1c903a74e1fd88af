/* funnel-markdown - the report on lost carts for the summary of a CI run */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-markdown.h"

#include <string.h>

#include "shop/funnel-facts.h"
#include "shop/funnel-reason.h"
#include "shop/funnel-sheet.h"

#define ROWS 20 /* of reasons and groups */

/* Whether C within TEXT, at I, begins or joins what GitHub makes a link of. */
static bool
links(struct str text, size_t i)
{
	char next = i + 1 < text.len ? text.at[i + 1] : ' ';

	return (text.at[i] == ':' && next == '/') ||
	       (text.at[i] == '.' && next != ' ' && (next < '0' || next > '9'));
}

/*
 * A sign that Markdown reads becomes a character reference, which is text wherever it
 * stands; none is needed for what counts at the start of a line, since no text stands
 * there.  People and issues are looked for when the references are gone: a word joiner
 * keeps them apart from their names.
 */
static void
put_escaped(struct buf *b, struct str text)
{
	size_t i;

	for (i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (c == '@' || c == '#') {
			buf_char(b, c);
			buf_text(b, "&#8288;");
		} else if (strchr("\\`*_[]<>|~$&", c) != NULL || links(text, i)) {
			buf_fmt(b, "&#%d;", c);
		} else
			buf_char(b, c);
	}
}

/* A bar of ten signs. */
static void
put_bar(struct buf *b, int64_t length)
{
	int64_t signs = (length * 10 + MILLION / 2) / MILLION, i;

	for (i = 0; i < 10; i++)
		buf_text(b, i < signs ? "\xe2\x96\x88" : "\xe2\x96\x91");
}

static void
put_row(struct buf *b, const struct sheet *s, size_t row)
{
	size_t i;

	for (i = 0; i < s->n_columns; i++) {
		const struct sheet_cell *c = sheet_at(s, row, i);
		bool strong = c->tone == TONE_GOOD || c->tone == TONE_BAD;

		buf_text(b, "| ");
		if (strong && c->text.len > 0)
			buf_text(b, "**");
		if (s->column[i].bar)
			put_bar(b, c->bar);
		else
			put_escaped(b, c->text);
		if (strong && c->text.len > 0)
			buf_text(b, "**");
		buf_char(b, ' ');
	}
	buf_text(b, "|\n");
}

static void
put_sheet(struct buf *b, const struct sheet *s)
{
	size_t i;

	buf_text(b, "\n### ");
	put_escaped(b, s->title);
	buf_text(b, "\n\n");
	for (i = 0; i < s->n_columns; i++) {
		buf_text(b, "| ");
		put_escaped(b, s->column[i].name);
		buf_char(b, ' ');
	}
	buf_text(b, "|\n");
	for (i = 0; i < s->n_columns; i++)
		buf_text(b, s->column[i].right ? "| ---: " : "| :--- ");
	buf_text(b, "|\n");
	for (i = 0; i < sheet_rows(s); i++)
		put_row(b, s, i);
	if (s->note.len == 0)
		return;
	buf_char(b, '\n');
	put_escaped(b, s->note);
	buf_char(b, '\n');
}

static void
put_facts(struct buf *b, const struct funnel *f)
{
	struct funnel_fact facts[FUNNEL_FACTS];
	struct pool pool = { 0 };
	size_t n = funnel_facts(f, &pool, facts), i;

	buf_char(b, '\n');
	for (i = 0; i < n; i++) {
		buf_fmt(b, "- %s**%s:** ",
		    facts[i].wrong ? "\xe2\x9a\xa0\xef\xb8\x8f " : "", facts[i].name);
		put_escaped(b, facts[i].text);
		buf_char(b, '\n');
	}
	pool_done(&pool);
}

void
funnel_markdown(
    struct buf *out, const struct funnel *f, const struct funnel_earlier *earlier)
{
	const struct funnel_reason *worst = funnel_worst(f);
	struct buf text = BUF_INIT;
	struct sheet s;
	enum sheet_name name;

	buf_text(out, "## Where carts are lost\n");
	facts_limits(f, &text);
	if (text.len > 0) {
		buf_fmt(
		    out, "\n%s ", facts_limits_kept(f) ? "\xe2\x9c\x85" : "\xe2\x9d\x8c");
		put_escaped(out, buf_view(&text));
		buf_char(out, '\n');
		buf_clear(&text);
	}
	if (worst != NULL) {
		reason_sentence(f, worst, &text);
		buf_text(out, "\n**");
		put_escaped(out, buf_view(&text));
		buf_text(out, "**\n");
	}
	for (name = SHEET_KEY; name < SHEETS; name++)
		if (sheet_make(&s, name, f, earlier, ROWS)) {
			put_sheet(out, &s);
			sheet_done(&s);
		}
	buf_text(out, "\n### How it was counted\n");
	put_facts(out, f);
	buf_done(&text);
}
