/* report-text - the text of a report */
/* SPDX-License-Identifier: ISC */

#include "io/report-text.h"

#include "base/lines.h"

static struct str
from(struct str s, size_t at)
{
	return (struct str){ s.at + at, s.len - at };
}

/* How far the next NEEDLE goes, or the whole of S where there is none. */
static size_t
past(struct str s, struct str needle)
{
	ptrdiff_t at = str_find(s, needle);

	return at < 0 ? s.len : (size_t)at + needle.len;
}

/* Whether the tag that TAG begins with is NAME, or ends it. */
static bool
is_tag(struct str tag, const char *name)
{
	size_t len = strlen(name), start = tag.len > 1 && tag.at[1] == '/' ? 2 : 1;

	if (tag.len < start + len ||
	    !str_same((struct str){ tag.at + start, len }, str_of(name)))
		return false;
	return tag.len == start + len || strchr(" \t\r\n/>", tag.at[start + len]) != NULL;
}

static bool
begins_line(struct str tag)
{
	static const char *const names[] = { "br", "p", "div", "tr", "li", "table", "h1",
		"h2", "h3", "pre", "blockquote", "hr", "ul", "ol" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (is_tag(tag, names[i]))
			return true;
	return false;
}

/* The bytes of the tag, comment, style or script at the start of REST. */
static size_t
skip_tag(struct str rest)
{
	ptrdiff_t at;

	if (str_starts(rest, STR("<!--")))
		return past(rest, STR("-->"));
	/* Up to the tag that ends it. */
	if (rest.len > 1 && rest.at[1] != '/' &&
	    (is_tag(rest, "style") || is_tag(rest, "script")))
		return (at = str_find(rest, STR("</"))) < 0 ? rest.len : (size_t)at;
	return past(rest, STR(">"));
}

/* The bytes of the reference at the start of REST, 0 where it is none that is known. */
static size_t
reference(struct buf *out, struct str rest)
{
	static const struct {
		struct str name;
		char c;
	} known[] = { { STR_INIT("&lt;"), '<' }, { STR_INIT("&gt;"), '>' },
		{ STR_INIT("&amp;"), '&' }, { STR_INIT("&quot;"), '"' },
		{ STR_INIT("&nbsp;"), ' ' }, { STR_INIT("&#39;"), '\'' },
		{ STR_INIT("&#43;"), '+' }, { STR_INIT("&#64;"), '@' },
		{ STR_INIT("&#160;"), ' ' } };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (str_starts(rest, known[i].name)) {
			buf_char(out, known[i].c);
			return known[i].name.len;
		}
	return 0;
}

void
report_text_html(struct buf *out, struct str html)
{
	while (html.len > 0) {
		size_t len = 1;

		if (html.at[0] == '<') {
			if (begins_line(html))
				buf_char(out, '\n');
			len = skip_tag(html);
		} else if (html.at[0] == '&' && (len = reference(out, html)) == 0) {
			buf_char(out, '&');
			len = 1;
		} else if (html.at[0] != '&') {
			/* Line ends within a paragraph are spaces. */
			buf_char(out,
			    html.at[0] == '\n' || html.at[0] == '\r' ? ' ' : html.at[0]);
		}
		html = from(html, len);
	}
}

/* LINE without the marks of a quotation. */
static struct str
unquoted(struct str line)
{
	size_t at = 0, after = 0;

	while (at < line.len && (line.at[at] == '>' || line.at[at] == ' '))
		if (line.at[at++] == '>')
			after = at;
	if (after > 0 && after < line.len && line.at[after] == ' ')
		after++;
	return lines_chomp(from(line, after));
}

bool
report_text_quoted(struct str text, struct buf *out)
{
	static const struct str wanted = STR_INIT("Message-ID:");
	size_t start = out->len;
	bool found = false;
	struct str line;

	while (str_cut(&text, '\n', &line)) {
		line = unquoted(line);
		if (str_trim(line).len == 0) {
			if (found)
				break;
			out->len = start;
			continue;
		}
		/* A line that is no field is what leads to the header. */
		found |= line.len >= wanted.len &&
			 str_same((struct str){ line.at, wanted.len }, wanted);
		buf_str(out, line);
		buf_char(out, '\n');
	}
	if (!found)
		out->len = start;
	return found;
}
