/* test-html - data/html */
/* SPDX-License-Identifier: ISC */

#include "data/html.h"

#include "data/emit.h"
#include "tap.h"

/* The text that HTML's five references in S stand for. */
static void
unescape(struct str s, struct buf *out)
{
	static const struct {
		struct str name;
		char c;
	} refs[] = { { STR_INIT("&amp;"), '&' }, { STR_INIT("&lt;"), '<' },
		{ STR_INIT("&gt;"), '>' }, { STR_INIT("&quot;"), '"' },
		{ STR_INIT("&#39;"), '\'' } };
	size_t i;

	while (s.len > 0) {
		size_t step = 1;
		char c = s.at[0];

		for (i = 0; i < sizeof refs / sizeof *refs; i++)
			if (str_starts(s, refs[i].name)) {
				step = refs[i].name.len;
				c = refs[i].c;
			}
		buf_char(out, c);
		s.at += step;
		s.len -= step;
	}
}

/* Escaped, S has no byte that HTML minds, and can be had back. */
static bool
escape_holds(struct str s)
{
	struct buf html = BUF_INIT, json = BUF_INIT, twice = BUF_INIT, back = BUF_INIT;
	bool ok = true;
	size_t i;

	html_escape(&html, s);
	for (i = 0; i < html.len; i++)
		ok = ok && strchr("<>\"'", html.at[i] == '\0' ? 'x' : html.at[i]) == NULL;
	unescape(buf_view(&html), &back);
	ok = ok && str_eq(buf_view(&back), s);
	html_escape_json(&json, s);
	emit_escape(&twice, buf_view(&html));
	ok = ok && str_eq(buf_view(&json), buf_view(&twice));
	buf_done(&html);
	buf_done(&json);
	buf_done(&twice);
	buf_done(&back);
	return ok;
}

int
main(void)
{
	char text[64];
	struct buf b = BUF_INIT;
	bool every = true, anywhere = true, pairs = true;
	int c, d;
	size_t at;

	html_escape(&b, STR("<a href=\"x\" id='y'>&amp;\\\n"));
	IS(buf_view(&b), "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;\\\n",
	    "the five characters");
	buf_clear(&b);
	html_escape_json(&b, STR("<\"\\\n\x01>"));
	IS(buf_view(&b), "&lt;&quot;\\\\\\n\\u0001&gt;", "and in a JSON string");
	for (c = 0; c < 256; c++) {
		char one = (char)c;

		every = every && escape_holds((struct str){ &one, 1 });
		for (d = 0; d < 256; d++) {
			char two[2] = { one, (char)d };

			pairs = pairs && escape_holds((struct str){ two, 2 });
		}
		for (at = 0; at < sizeof text; at++) {
			memset(text, 'a', sizeof text);
			text[at] = one;
			anywhere = anywhere && escape_holds((struct str){ text, 40 }) &&
				   escape_holds((struct str){ text, sizeof text });
		}
	}
	OK(every, "every byte");
	OK(pairs, "every pair of bytes");
	OK(anywhere, "at every place of a longer text");
	buf_clear(&b);
	for (c = 0; c < 20000; c++)
		buf_text(&b, c % 3 == 0 ? "&" : "\x02z");
	OK(escape_holds(buf_view(&b)), "a long text");
	buf_done(&b);
	return tap_done();
}
