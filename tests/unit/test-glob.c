/* test-glob - data/glob */
/* SPDX-License-Identifier: ISC */

#include "base/buf.h"
#include "data/glob.h"
#include "tap.h"

static void
match(const char *pattern, const char *line, const char *want)
{
	struct str address = STR("untouched");
	bool yes = glob_match(str_of(pattern), str_of(line), &address);

	if (want == NULL)
		OK(!yes, "\"%s\" is not \"%s\"", pattern, line);
	else if (OK(yes, "\"%s\" is \"%s\"", pattern, line))
		IS(address, want, "its address");
}

static void
hostile(void)
{
	struct buf pattern = BUF_INIT, line = BUF_INIT;

	for (int i = 0; i < 200; i++)
		buf_text(&pattern, "*a");
	buf_text(&pattern, "*b");
	for (int i = 0; i < 50000; i++)
		buf_char(&line, 'a');
	OK(!glob_match(buf_view(&pattern), buf_view(&line), NULL),
	    "many stars end in time");
	buf_done(&pattern);
	buf_done(&line);
}

int
main(void)
{
	match("", "", "");
	match("", "  ", "");
	match("", "x", NULL);
	match("*", "", "");
	match("*", "anything", "");
	match("Hi. This is *", "hi.  this\tis the program", "");
	match("Hi. This is *", "Hi. This", NULL);
	match(" trimmed ", "trimmed", "");
	match("a*c", "abcbc", "");
	match("a*c", "abcb", NULL);
	match("*user unknown*", "550 User Unknown in table", "");
	match("*a*a*", "a", NULL);
	match("*Unknown", "user UNKNOWN", "");
	match("*unknown", "known", NULL);
	match("* x*", "ax bx  x", "");
	match("*<{address}>", "<> <a> <b@x.example>", "b@x.example");
	match("<{address}>:", "<a@example.com>:", "a@example.com");
	match("<{address}>:*", "<a.b+c@example.com>: host x said", "a.b+c@example.com");
	match("{address}", "a@example.com", "a@example.com");
	match("{address}", "a@example.com.", NULL);
	match("to {address}.", "to o'brien@example.com.", "o'brien@example.com");
	match("*'{address}'*", "for 'a@example.com' it", "a@example.com");
	match("*{address}*", "see <a@example.com> and b@example.com", "a@example.com");
	match("{address}", "a@b@c", NULL);
	match("{address}", "@example.com", NULL);
	match("{address}", "a@", NULL);
	match("{address}", "a@...", NULL);
	match("{address}", "", NULL);
	match("{address}: *", "caf\xc3\xa9@example.com: x", "caf\xc3\xa9@example.com");
	match("{address} and {address}", "a@x.example and b@x.example", "b@x.example");
	match("{other}", "{other}", "");
	OK(glob_match(STR("a"), STR("A"), NULL), "without an address to give");
	hostile();
	return tap_done();
}
