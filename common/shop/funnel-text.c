/* funnel-text - the report on lost carts for a terminal */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-text.h"

#include "data/width.h"
#include "shop/funnel-facts.h"
#include "shop/funnel-reason.h"
#include "shop/funnel-sheet.h"

#define ROWS 20 /* of reasons and groups */
#define GAP 2	/* between columns */
#define BAR_LEAST 6
#define BAR_MOST 24
#define TEXT_LEAST 12 /* of a column that is cut */

struct page {
	struct buf *out;
	size_t width;
	bool colour;
};

/* The columns of a table that are shown, and how wide they are. */
struct frame {
	size_t wide[SHEET_COLUMNS];
	bool shown[SHEET_COLUMNS];
};

static void
spaces(struct buf *b, size_t n)
{
	while (n-- > 0)
		buf_char(b, ' ');
}

/* TEXT in the colour of TONE, or bold where CODE says so. */
static void
tinted(const struct page *p, struct str text, const char *code)
{
	if (p->colour && code != NULL && text.len > 0) {
		buf_fmt(p->out, "\033[%sm", code);
		buf_str(p->out, text);
		buf_text(p->out, "\033[0m");
	} else
		buf_str(p->out, text);
}

static const char *
code_of(enum sheet_tone tone)
{
	static const char *const codes[] = {
		[TONE_SOFT] = "2",
		[TONE_GOOD] = "32",
		[TONE_BAD] = "31",
	};

	return codes[tone];
}

/* A bar of LENGTH millionths of WIDTH columns, in eighths of a column. */
static void
put_bar(const struct page *p, int64_t length, size_t width)
{
	int64_t eighths = (length * (int64_t)width * 8 + MILLION / 2) / MILLION;
	size_t left = width;
	struct buf bar = BUF_INIT;

	/* Something is more than nothing. */
	if (eighths == 0 && length > 0)
		eighths = 1;
	for (; eighths >= 8 && left > 0; eighths -= 8, left--)
		buf_text(&bar, "\xe2\x96\x88");
	if (eighths > 0 && left > 0) {
		buf_add(&bar, "\xe2\x96", 2);
		buf_char(&bar, (char)(0x90 - eighths));
		left--;
	}
	tinted(p, buf_view(&bar), "36");
	spaces(p->out, left);
	buf_done(&bar);
}

static size_t
room_taken(const struct sheet *s, const struct frame *r)
{
	size_t i, all = 0;

	for (i = 0; i < s->n_columns; i++)
		if (r->shown[i])
			all += r->wide[i] + (all == 0 ? 0 : GAP);
	return all;
}

/* The columns as wide as what is in them, the bar as short as can be. */
static void
measure(const struct sheet *s, struct frame *r)
{
	size_t i, row, width;

	for (i = 0; i < s->n_columns; i++) {
		r->shown[i] = true;
		r->wide[i] = s->column[i].bar ? BAR_LEAST : width_of(s->column[i].name);
		for (row = 0; row < sheet_rows(s); row++) {
			width = width_of(sheet_at(s, row, i)->text);
			if (width > r->wide[i])
				r->wide[i] = width;
		}
	}
}

/* Leaves out what there is no room for, cuts the first column, and gives the bar the
 * rest.
 */
static void
fit(const struct sheet *s, struct frame *r, size_t width)
{
	size_t i, taken, least;

	for (;;) {
		size_t most = 0;

		taken = room_taken(s, r);
		for (i = 1; i < s->n_columns; i++)
			if (r->shown[i] && s->column[i].spare > s->column[most].spare)
				most = i;
		if (taken <= width || most == 0)
			break;
		r->shown[most] = false;
	}
	least = r->wide[0] < TEXT_LEAST ? r->wide[0] : TEXT_LEAST;
	if (taken > width)
		r->wide[0] -= taken - width > r->wide[0] - least ? r->wide[0] - least
								 : taken - width;
	for (i = 0; i < s->n_columns; i++)
		if (s->column[i].bar && taken < width) {
			r->wide[i] += width - taken;
			if (r->wide[i] > BAR_MOST)
				r->wide[i] = BAR_MOST;
		}
}

static void
put_cell(
    const struct page *p, struct str text, size_t width, bool right, const char *code)
{
	size_t wide = width_of(text);

	if (wide > width) {
		text = width_head(text, width - 1);
		tinted(p, text, code);
		buf_text(p->out, "\xe2\x80\xa6");
		spaces(p->out, width - 1 - width_of(text));
		return;
	}
	if (right)
		spaces(p->out, width - wide);
	tinted(p, text, code);
	if (!right)
		spaces(p->out, width - wide);
}

/* A line of the table; ROW one past the last is the header. */
static void
put_row(const struct page *p, const struct sheet *s, const struct frame *r, size_t row)
{
	bool header = row == sheet_rows(s);
	size_t i, start = p->out->len;

	for (i = 0; i < s->n_columns; i++) {
		const struct sheet_column *c = &s->column[i];

		if (!r->shown[i])
			continue;
		if (p->out->len > start)
			spaces(p->out, GAP);
		if (header)
			put_cell(p, c->name, r->wide[i], c->right, "2");
		else if (c->bar)
			put_bar(p, sheet_at(s, row, i)->bar, r->wide[i]);
		else
			put_cell(p, sheet_at(s, row, i)->text, r->wide[i], c->right,
			    code_of(sheet_at(s, row, i)->tone));
	}
	while (p->out->len > start && p->out->at[p->out->len - 1] == ' ')
		p->out->len--;
	buf_char(p->out, '\n');
}

/* TEXT in lines that begin INDENT columns in, the first of them where the cursor is. */
static void
wrap(const struct page *p, struct str text, size_t indent, const char *code)
{
	struct buf line = BUF_INIT;
	struct str word;

	while (str_cut(&text, ' ', &word)) {
		if (line.len > 0 &&
		    indent + width_of(buf_view(&line)) + 1 + width_of(word) > p->width) {
			tinted(p, buf_view(&line), code);
			buf_char(p->out, '\n');
			spaces(p->out, indent);
			buf_clear(&line);
		}
		if (line.len > 0)
			buf_char(&line, ' ');
		buf_str(&line, word);
	}
	tinted(p, buf_view(&line), code);
	buf_char(p->out, '\n');
	buf_done(&line);
}

static void
put_facts(const struct page *p, const struct funnel *f)
{
	struct funnel_fact facts[FUNNEL_FACTS];
	struct pool pool = { 0 };
	size_t n = funnel_facts(f, &pool, facts), i, wide = 0;

	for (i = 0; i < n; i++)
		if (strlen(facts[i].name) > wide)
			wide = strlen(facts[i].name);
	for (i = 0; i < n; i++) {
		put_cell(p, str_of(facts[i].name), wide, false, "2");
		spaces(p->out, GAP);
		wrap(p, facts[i].text, wide + GAP, facts[i].wrong ? "33" : NULL);
	}
	pool_done(&pool);
}

static void
put_sheet(const struct page *p, const struct sheet *s)
{
	struct frame r;
	size_t i;

	measure(s, &r);
	fit(s, &r, p->width);
	buf_char(p->out, '\n');
	tinted(p, s->title, "1");
	buf_char(p->out, '\n');
	put_row(p, s, &r, sheet_rows(s));
	for (i = 0; i < sheet_rows(s); i++)
		put_row(p, s, &r, i);
	if (s->note.len > 0)
		wrap(p, s->note, 0, "2");
}

void
funnel_text(struct buf *out, const struct funnel *f, const struct funnel_earlier *earlier,
    bool colour, unsigned width)
{
	struct page p = { out, width == 0 ? 80 : width < 40 ? 40 : width, colour };
	const struct funnel_reason *worst = funnel_worst(f);
	struct buf text = BUF_INIT;
	struct sheet s;
	enum sheet_name name;

	tinted(&p, STR("Where carts are lost"), "1");
	buf_text(out, "\n\n");
	facts_limits(f, &text);
	if (text.len > 0) {
		wrap(&p, buf_view(&text), 0, facts_limits_kept(f) ? "32" : "31");
		buf_char(out, '\n');
		buf_clear(&text);
	}
	if (worst != NULL) {
		reason_sentence(f, worst, &text);
		wrap(&p, buf_view(&text), 0, "1");
		buf_char(out, '\n');
	}
	put_facts(&p, f);
	for (name = SHEET_KEY; name < SHEETS; name++)
		if (sheet_make(&s, name, f, earlier, ROWS)) {
			put_sheet(&p, &s);
			sheet_done(&s);
		}
	buf_done(&text);
}
