/* test-report-text - io/report-text */
/* SPDX-License-Identifier: ISC */

#include "io/report-text.h"
#include "tap.h"

static void
html(const char *text, const char *want)
{
	struct buf out = BUF_INIT;

	report_text_html(&out, str_of(text));
	IS(buf_view(&out), want, "%s", text);
	buf_done(&out);
}

static void
quoted(const char *text, const char *want)
{
	struct buf out = BUF_INIT;
	bool found = report_text_quoted(str_of(text), &out);

	IS(found ? buf_view(&out) : STR("none"), want, "%s", text);
	OK(found || out.len == 0, "nothing is left behind");
	buf_done(&out);
}

int
main(void)
{
	html("", "");
	html("a<br>b</p >c<BR/>d", "a\nb\nc\nd");
	html("<b>bold</b> <body>x", "bold x");
	html("a\r\nb", "a  b");
	html("&lt;a@example.com&gt; &amp;lt; &copy; &", "<a@example.com> &lt; &copy; &");
	html("<style>p { x }</style>y<!-- <b>no</b> -->z", "yz");
	html("<script>if (a < b)</script>y", "y");
	html("open <b", "open ");
	html("<!-- open", "");
	html("<style", "");
	quoted("", "none");
	quoted("Hi.\n\nSubject: x\n", "none");
	quoted("Hi.\n\nFrom: a\nmessage-id: <1@x>\nTo: b\n\nbody\n",
	    "From: a\nmessage-id: <1@x>\nTo: b\n");
	quoted("> From: a\r\n> Message-ID: <1@x>\r\n>\r\n> Hi",
	    "From: a\nMessage-ID: <1@x>\n");
	quoted(">> Message-ID:\n>>   <1@x>\n", "Message-ID:\n  <1@x>\n");
	quoted("  Message-ID: <1@x>", "none");
	return tap_done();
}
