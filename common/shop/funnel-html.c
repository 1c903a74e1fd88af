/* funnel-html - the report on lost carts as a page */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-html.h"

#include "data/html.h"
#include "shop/funnel-chart.h"
#include "shop/funnel-facts.h"
#include "shop/funnel-figures.h"
#include "shop/funnel-reason.h"
#include "shop/funnel-sheet.h"

#define ROWS 40 /* of reasons and groups */

static const char style[] =
    "<style>\n"
    ":root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;"
    "--paper:#fff;--back:#f6f8fa;--reached:#1f6feb;--gone:#c86a57;--band:#1f6feb33;"
    "--bad:#b42318;--good:#116329;--warn:#fff8c5}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9da7b1;"
    "--line:#3d444d;--paper:#161b22;--back:#0d1117;--reached:#58a6ff;--gone:#a8594a;"
    "--band:#58a6ff40;--bad:#ff9a90;--good:#6fdd8b;--warn:#3b2f0b}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0 auto;padding:1.5rem 1rem 3rem;max-width:76rem;background:var(--back);"
    "color:var(--ink);font:16px/1.5 system-ui,\"Segoe UI\",Roboto,\"Noto Sans\","
    "\"DejaVu Sans\",sans-serif;overflow-wrap:break-word}\n"
    "h1{font-size:1.6rem;line-height:1.25;margin:0 0 .25rem}\n"
    "h2{font-size:1.15rem;margin:2.25rem 0 .6rem}\n"
    ".soft{color:var(--soft);fill:var(--soft)}.good{color:var(--good)}"
    ".bad{color:var(--bad)}.good,.bad{font-weight:600}\n"
    ".lead{margin:1.25rem 0;padding:.9rem 1.1rem;background:var(--paper);"
    "border:1px solid var(--line);border-inline-start:.35rem solid var(--gone);"
    "font-size:1.1rem}\n"
    ".cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(14.5rem,1fr));"
    "gap:.75rem;margin:1.25rem 0;padding:0;list-style:none}\n"
    ".cards li{padding:.7rem .9rem;background:var(--paper);border:1px solid var(--line)}\n"
    ".cards b{display:block;font-size:1.3rem;line-height:1.35;"
    "font-variant-numeric:tabular-nums}.cards span{display:block;font-size:.875rem}\n"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:1rem 0;"
    "font-size:.9375rem}dt{color:var(--soft)}dd{margin:0;min-width:0;"
    "overflow-wrap:anywhere}dd.wrong{background:var(--warn);padding:0 .35rem;"
    "margin:0 -.35rem}\n"
    ".chart{display:block;overflow:visible;font-size:.9rem;margin:.5rem 0 1rem}"
    ".chart text{fill:var(--ink);font-variant-numeric:tabular-nums}"
    ".chart .soft{fill:var(--soft)}.reached{fill:var(--reached)}.gone{fill:var(--gone)}"
    ".line{fill:none;stroke:var(--reached);stroke-width:2;stroke-linejoin:round;"
    "vector-effect:non-scaling-stroke}.band{fill:var(--band)}"
    ".chart .scale{fill:var(--soft);paint-order:stroke;stroke:var(--back);"
    "stroke-width:4px}.grid{stroke:var(--line)}.find{fill:#8880;}.find:hover{fill:#8883}\n"
    ".key{display:inline-block;width:.8em;height:.8em;margin:0 .35em 0 .9em;"
    "vertical-align:-.05em}.key:first-child{margin-inline-start:0}\n"
    ".wide{overflow-x:auto;border:1px solid var(--line);background:var(--paper)}"
    ".wide:focus-visible{outline:2px solid var(--reached)}\n"
    "table{width:100%;border-collapse:collapse;font-size:.9375rem;"
    "font-variant-numeric:tabular-nums}\n"
    "th,td{padding:.4rem .6rem;border-bottom:1px solid var(--line);text-align:start;"
    "vertical-align:top}tbody tr:last-child th,tbody tr:last-child td{border-bottom:0}\n"
    "thead th{color:var(--soft);font-weight:600;white-space:nowrap;"
    "vertical-align:bottom}tbody th{font-weight:400;min-width:7rem;max-width:24rem;"
    "overflow-wrap:anywhere}\n"
    ".n,.periods th{white-space:nowrap}.n{text-align:end}\n"
    ".bar{display:block;width:100%;min-width:5rem;max-width:16rem;height:10px;margin-top:.45em}\n"
    "small{display:block;margin:.5rem 0;color:var(--soft);font-size:.875rem}\n"
    "details{margin-top:2.25rem}summary{font-weight:600;font-size:1.15rem}\n"
    "@media(max-width:40rem){body{padding:1rem .75rem 2rem}h1{font-size:1.35rem}"
    "dl{display:block}dt{margin-top:.5rem}.cards{grid-template-columns:1fr 1fr}"
    ".cards b{font-size:1.15rem}.s3,.s4,.s5,.b{display:none}table{font-size:.875rem}th,td{padding:.35rem .4rem}"
    "tbody th{position:sticky;left:0;background:var(--paper);min-width:6rem;"
    "max-width:8.5rem}.periods tbody th{max-width:none}}\n"
    "@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--line:#bbb;"
    "--paper:#fff;--back:#fff;--reached:#1f6feb;--gone:#c86a57;--band:#1f6feb33;"
    "--bad:#b42318;--good:#116329;--warn:#fff}"
    "body{padding:0;max-width:none;font-size:10pt}table{font-size:8.5pt}"
    "th,td{padding:.2rem .4rem}tbody th{min-width:0}.s5{display:none}"
    ".wide{overflow:visible;border:0}.bar{min-width:3rem}h2{break-after:avoid}"
    "tr,.chart,.cards li,.lead{break-inside:avoid}thead{display:table-header-group}"
    "*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}\n"
    "</style>\n";

static const char
    head[] = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	     "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
	     "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"
	     " style-src 'unsafe-inline'\">\n"
	     "<title>Where carts are lost</title>\n";

static const char *
class_of(enum sheet_tone tone)
{
	static const char *const classes[] = {
		[TONE_PLAIN] = "",
		[TONE_SOFT] = "soft",
		[TONE_GOOD] = "good",
		[TONE_BAD] = "bad",
	};

	return classes[tone];
}

/* The key figures, each with what stands beside it. */
static void
put_cards(struct buf *b, const struct sheet *s)
{
	size_t row, i;

	buf_text(b, "<ul class=\"cards\">\n");
	for (row = 0; row < sheet_rows(s); row++) {
		buf_text(b, "<li><span>");
		html_escape(b, sheet_at(s, row, 0)->text);
		buf_text(b, "</span><b>");
		html_escape(b, sheet_at(s, row, 1)->text);
		buf_text(b, "</b>");
		for (i = 2; i < s->n_columns; i++) {
			const struct sheet_cell *c = sheet_at(s, row, i);

			if (c->text.len == 0)
				continue;
			buf_fmt(b, "<span class=\"%s\">", class_of(c->tone));
			if (i >= 4) {
				html_escape(b, s->column[i].name);
				buf_text(b, ": ");
			}
			html_escape(b, c->text);
			buf_text(b, "</span>");
		}
		buf_text(b, "</li>\n");
	}
	buf_text(b, "</ul>\n");
}

/* The classes of a cell: a number or a bar, what may be left out, and its tone. */
static void
put_class(struct buf *b, const struct sheet_column *c, enum sheet_tone tone)
{
	if (!c->right && !c->bar && c->spare == 0 && tone == TONE_PLAIN)
		return;
	buf_fmt(b, " class=\"%s", c->right ? "n" : c->bar ? "b" : "");
	if (c->spare > 0)
		buf_fmt(b, " s%d", c->spare);
	if (tone != TONE_PLAIN)
		buf_fmt(b, " %s", class_of(tone));
	buf_char(b, '"');
}

static void
put_row(struct buf *b, const struct sheet *s, size_t row, bool bars)
{
	size_t i;

	buf_text(b, "<tr>");
	for (i = 0; i < s->n_columns; i++) {
		const struct sheet_column *c = &s->column[i];
		const struct sheet_cell *cell = sheet_at(s, row, i);

		if (c->bar && !bars)
			continue;
		buf_text(b, i == 0 && cell->text.len > 0 ? "<th scope=\"row\"" : "<td");
		put_class(b, c, cell->tone);
		buf_text(b, c->right || c->bar ? ">" : " dir=\"auto\">");
		if (c->bar)
			chart_bar(b, cell->bar);
		else
			html_escape(b, cell->text);
		buf_text(b, i == 0 && cell->text.len > 0 ? "</th>" : "</td>");
	}
	buf_text(b, "</tr>\n");
}

/* A table; without its bars where a drawing has shown them. */
static void
put_table(struct buf *b, const struct sheet *s, bool bars)
{
	size_t i;

	buf_fmt(b,
	    "<div class=\"wide %s\" role=\"region\" tabindex=\"0\" "
	    "aria-labelledby=\"%s\">\n<table aria-labelledby=\"%s\">\n<thead><tr>",
	    s->id, s->id, s->id);
	for (i = 0; i < s->n_columns; i++) {
		if (s->column[i].bar && !bars)
			continue;
		buf_text(b, "<th scope=\"col\"");
		put_class(b, &s->column[i], TONE_PLAIN);
		buf_char(b, '>');
		html_escape(b, s->column[i].name);
		buf_text(b, "</th>");
	}
	buf_text(b, "</tr></thead>\n<tbody>\n");
	for (i = 0; i < sheet_rows(s); i++)
		put_row(b, s, i, bars);
	buf_text(b, "</tbody></table></div>\n");
	if (s->note.len == 0)
		return;
	buf_text(b, "<small>");
	html_escape(b, s->note);
	buf_text(b, "</small>\n");
}

static void
put_sheet(
    struct buf *b, const struct sheet *s, const struct funnel *f, enum sheet_name name)
{
	if (name == SHEET_KEY) {
		put_cards(b, s);
		return;
	}
	buf_fmt(b, "<h2 id=\"%s\">", s->id);
	html_escape(b, s->title);
	buf_text(b, "</h2>\n");
	if (name == SHEET_STEPS) {
		chart_funnel(b, f);
		buf_text(b, "<p class=\"soft\"><i class=\"key\" style=\"background:"
			    "var(--reached)\"></i>reached the step<i class=\"key\" "
			    "style=\"background:var(--gone)\"></i>lost before it</p>\n");
	}
	if (name == SHEET_PERIODS)
		chart_trend(b, f);
	put_table(b, s, name != SHEET_STEPS);
}

static void
put_facts(struct buf *b, const struct funnel *f)
{
	struct funnel_fact facts[FUNNEL_FACTS];
	struct pool pool = { 0 };
	size_t n = funnel_facts(f, &pool, facts), i;

	buf_text(b, "<dl>\n");
	for (i = 0; i < n; i++) {
		buf_fmt(b, "<dt>%s</dt><dd dir=\"auto\"%s>", facts[i].name,
		    facts[i].wrong ? " class=\"wrong\"" : "");
		html_escape(b, facts[i].text);
		buf_text(b, "</dd>\n");
	}
	buf_text(b, "</dl>\n");
	pool_done(&pool);
}

static void
put_definitions(struct buf *b)
{
	size_t i;

	buf_text(b, "<details><summary>What the figures mean</summary>\n<dl>\n");
	for (i = 0; i < FIGURES; i++) {
		buf_fmt(b, "<dt>%s</dt><dd>", figure_defs[i].name);
		html_escape(b, str_of(figure_defs[i].about));
		buf_text(b, "</dd>\n");
	}
	buf_text(b, "</dl></details>\n");
}

void
funnel_html(struct buf *out, const struct funnel *f, const struct funnel_earlier *earlier)
{
	const struct funnel_reason *worst = funnel_worst(f);
	struct buf text = BUF_INIT;
	struct sheet s;
	enum sheet_name name;

	buf_text(out, head);
	buf_text(out, style);
	buf_text(out, "</head>\n<body>\n<main>\n<h1>Where carts are lost</h1>\n");
	facts_limits(f, &text);
	if (text.len > 0) {
		buf_fmt(out, "<p class=\"%s\">", facts_limits_kept(f) ? "good" : "bad");
		html_escape(out, buf_view(&text));
		buf_text(out, "</p>\n");
		buf_clear(&text);
	}
	if (worst != NULL) {
		reason_sentence(f, worst, &text);
		buf_text(out, "<p class=\"lead\" dir=\"auto\">");
		html_escape(out, buf_view(&text));
		buf_text(out, "</p>\n");
	}
	for (name = SHEET_KEY; name < SHEETS; name++) {
		if (sheet_make(&s, name, f, earlier, ROWS)) {
			put_sheet(out, &s, f, name);
			sheet_done(&s);
		}
		if (name == SHEET_KEY)
			put_facts(out, f);
	}
	put_definitions(out);
	buf_text(out, "</main>\n</body>\n</html>\n");
	buf_done(&text);
}
