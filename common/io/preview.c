/* preview - mails as a web site to look at, from files */
/* SPDX-License-Identifier: ISC */

#include "io/preview.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/path.h"
#include "data/html.h"

#define PAGE_MAX ((size_t)64 << 20)

/* A page's second line is its row of the index, between these. */
static const struct str row_start = STR_INIT("<template>");
static const struct str row_end = STR_INIT("</template>");

static const char style[] =
    "<style>\n"
    ":root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;"
    "--paper:#fff;--back:#f6f8fa;--link:#0a58ca}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9da7b1;"
    "--line:#3d444d;--paper:#0d1117;--back:#161b22;--link:#6cb0ff}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0 auto;padding:1.5rem 1rem;max-width:72rem;background:var(--back);"
    "color:var(--ink);font:16px/1.5 system-ui,\"Segoe UI\",Roboto,\"Noto Sans\","
    "\"DejaVu Sans\",sans-serif;overflow-wrap:break-word}\n"
    "a{color:var(--link)}\n"
    "h1{font-size:1.4rem;line-height:1.3;margin:.5rem 0 1rem}\n"
    "h2{font-size:1rem;margin:1.5rem 0 .5rem;color:var(--soft)}\n"
    ".soft{color:var(--soft)}\n"
    "table{width:100%;border-collapse:collapse;background:var(--paper);"
    "border:1px solid var(--line)}\n"
    "th,td{text-align:start;vertical-align:top;padding:.5rem .75rem;"
    "border-bottom:1px solid var(--line)}\n"
    "th{color:var(--soft);font-weight:600}th:first-child{width:45%}\n"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:0 0 1rem}"
    "dt,summary{color:var(--soft)}dd{margin:0;min-width:0}\n"
    "pre{margin:0;padding:1rem;background:var(--paper);border:1px solid var(--line);"
    "white-space:pre-wrap;overflow-wrap:anywhere;font:14px/1.5 ui-monospace,\"DejaVu Sans Mono\",monospace}\n"
    "iframe{display:block;width:100%;height:75vh;min-height:20rem;resize:both;"
    "border:1px solid var(--line);background:var(--paper)}\n"
    "@media(max-width:40rem){thead{display:none}tr,td{display:block}"
    "tr{border-bottom:2px solid var(--line);padding:.4rem 0}"
    "td{border:0;padding:.1rem .75rem}td:empty{display:none}"
    "td:nth-child(n+3){display:inline-block;padding-inline-end:0;color:var(--soft)}"
    "td:nth-child(2)::before{content:attr(data-name) \": \";color:var(--soft)}}\n"
    "</style>\n";

static const char
    head[] = "<meta charset=\"utf-8\">\n"
	     "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
	     "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"
	     " style-src 'unsafe-inline'; img-src http: https: data: file:\">\n";

/* A cell of the index; its NAME stands before it where the page is narrow. */
static void
add_cell(struct buf *b, const char *name, struct str text)
{
	buf_fmt(b, "<td data-name=\"%s\" dir=\"auto\">", name);
	html_escape(b, text);
	buf_text(b, "</td>");
}

/* The row that stands for the mail in the index, on one line. */
static void
add_row(struct buf *b, const struct preview_mail *mail)
{
	struct buf row = BUF_INIT;
	size_t i;

	buf_text(&row, "<tr data-id=\"");
	html_escape(&row, mail->id);
	buf_fmt(&row, "\"><td dir=\"auto\"><a href=\"mails/%.*s.html\">",
	    STR_ARG(mail->name));
	html_escape(&row, mail->subject);
	buf_text(&row, "</a></td>");
	add_cell(&row, "to", mail->to);
	add_cell(&row, "template", mail->template);
	add_cell(&row, "class", mail->class);
	add_cell(&row, "language", mail->language);
	buf_text(&row, "</tr>");
	for (i = 0; i < row.len; i++)
		buf_char(b, row.at[i] == '\n' || row.at[i] == '\r' ? ' ' : row.at[i]);
	buf_done(&row);
}

/* A line of the list on top of a page; nothing where there is nothing to say. */
static void
add_fact(struct buf *b, const char *name, struct str text)
{
	if (text.len == 0)
		return;
	buf_fmt(b, "<dt>%s<dd dir=\"auto\">", name);
	html_escape(b, text);
}

static void
add_page(struct buf *b, const struct preview_mail *mail)
{
	buf_text(b, "<!DOCTYPE html><html lang=\"en\">\n");
	buf_str(b, row_start);
	add_row(b, mail);
	buf_str(b, row_end);
	buf_text(b, "\n");
	buf_text(b, head);
	buf_text(b, "<title>");
	html_escape(b, mail->subject);
	buf_text(b, "</title>\n");
	buf_text(b, style);
	buf_text(b, "<p><a href=\"../index.html\">All mails</a></p>\n<h1 dir=\"auto\">");
	html_escape(b, mail->subject);
	buf_text(b, "</h1>\n<dl>");
	add_fact(b, "from", mail->from);
	add_fact(b, "to", mail->to);
	add_fact(b, "template", mail->template);
	add_fact(b, "class", mail->class);
	add_fact(b, "language", mail->language);
	buf_text(b, "</dl>\n<details><summary>Headers</summary>\n<pre>");
	html_escape(b, mail->headers);
	buf_text(b, "</pre></details>\n");
	if (mail->html.len > 0) {
		buf_text(b, "<h2>HTML</h2>\n<iframe sandbox title=\"the mail's HTML\" "
			    "srcdoc=\"");
		html_escape(b, mail->html);
		buf_text(b, "\"></iframe>\n");
	}
	buf_text(b, "<h2>Text</h2>\n<pre dir=\"auto\">");
	html_escape(b, mail->text);
	buf_text(b, "</pre>\n");
}

bool
preview_page(
    const char *dir, const struct preview_mail *mail, struct buf *path, struct err *e)
{
	char *folder = mem_fmt("%s/mails", dir);
	char *file = mem_fmt("%s/%.*s.html", folder, STR_ARG(mail->name));
	struct buf page = BUF_INIT;
	bool ok;

	add_page(&page, mail);
	ok = path_mkdirs(folder, e) && path_write(file, buf_view(&page), e);
	if (ok)
		buf_text(path, file);
	buf_done(&page);
	free(file);
	free(folder);
	return ok;
}

struct rows {
	struct str *at;
	size_t n;
};

/* The value of the row's data-id, which is where it begins. */
static struct str
id_of(struct str row)
{
	struct str id, start;

	(void)str_cut(&row, '"', &start);
	return str_cut(&row, '"', &id) ? id : STR("");
}

/* Numbers in ids count as numbers: 2 before 10. */
static int
by_id(const void *a, const void *b)
{
	struct str one = id_of(*(const struct str *)a);
	struct str two = id_of(*(const struct str *)b);
	char *first = mem_copy(one.at, one.len), *second = mem_copy(two.at, two.len);
	int order = strverscmp(first, second);

	free(first);
	free(second);
	return order != 0 ? order
			  : str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* Adds the row that the page at PATH carries, in memory of its own. */
static bool
read_row(const char *path, struct rows *rows, struct err *e)
{
	struct buf page = BUF_INIT;
	struct str rest, line;
	bool ok = path_read(path, PAGE_MAX, &page, e);

	rest = buf_view(&page);
	if (ok && str_cut(&rest, '\n', &line) && str_cut(&rest, '\n', &line) &&
	    str_starts(line, row_start) && str_ends(line, row_end)) {
		line.at += row_start.len;
		line.len -= row_start.len + row_end.len;
		rows->at = mem_grow(rows->at, rows->n + 1, sizeof *rows->at);
		rows->at[rows->n++] = (struct str){ mem_copy(line.at, line.len),
			line.len };
	}
	buf_done(&page);
	return ok;
}

static bool
read_rows(const char *folder, struct rows *rows, struct err *e)
{
	DIR *d = opendir(folder);
	const struct dirent *entry;
	bool ok = true;

	if (d == NULL)
		return errno == ENOENT ||
		       err_set(e, ERR_TROUBLE, "%s: %s", folder, strerror(errno));
	while (ok && (errno = 0, entry = readdir(d)) != NULL) {
		char *path;

		if (entry->d_name[0] == '.' ||
		    !str_ends(str_of(entry->d_name), STR(".html")))
			continue;
		path = mem_fmt("%s/%s", folder, entry->d_name);
		ok = read_row(path, rows, e);
		free(path);
	}
	if (ok && errno != 0)
		ok = err_set(e, ERR_TROUBLE, "%s: %s", folder, strerror(errno));
	(void)closedir(d);
	return ok;
}

static void
add_index(struct buf *b, const struct rows *rows)
{
	size_t i;

	buf_text(b, "<!DOCTYPE html>\n<html lang=\"en\">\n");
	buf_text(b, head);
	buf_fmt(b, "<title>%zu mail%s</title>\n", rows->n, rows->n == 1 ? "" : "s");
	buf_text(b, style);
	buf_fmt(b,
	    "<h1>%zu mail%s</h1>\n<p class=\"soft\">A preview by aftercare: nothing on "
	    "these pages was sent to anybody.</p>\n<table>\n<thead><tr><th>subject</th>"
	    "<th>to</th><th>template</th><th>class</th><th>language</th></tr></thead>\n"
	    "<tbody>\n",
	    rows->n, rows->n == 1 ? "" : "s");
	for (i = 0; i < rows->n; i++) {
		buf_str(b, rows->at[i]);
		buf_char(b, '\n');
	}
	buf_text(b, "</tbody>\n</table>\n");
}

bool
preview_index(const char *dir, struct err *e)
{
	char *folder = mem_fmt("%s/mails", dir), *file = mem_fmt("%s/index.html", dir);
	struct rows rows = { NULL, 0 };
	struct buf page = BUF_INIT;
	bool ok = path_mkdirs(dir, e) && read_rows(folder, &rows, e);

	if (ok) {
		if (rows.n > 0)
			qsort(rows.at, rows.n, sizeof *rows.at, by_id);
		add_index(&page, &rows);
		ok = path_write(file, buf_view(&page), e);
	}
	while (rows.n > 0)
		free((void *)(uintptr_t)rows.at[--rows.n].at);
	free(rows.at);
	buf_done(&page);
	free(file);
	free(folder);
	return ok;
}
