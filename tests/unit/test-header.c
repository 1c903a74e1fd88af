/* test-header - io/header */
/* SPDX-License-Identifier: ISC */

#include "base/base64.h"
#include "io/header.h"
#include "tap.h"

/* Every line at most 76 wide, every encoded word at most 75, and only ASCII. */
static bool
lawful(struct str value, size_t column)
{
	struct str line, word;
	size_t i;

	for (i = 0; i < value.len; i++)
		if ((value.at[i] < ' ' && value.at[i] != '\n') || value.at[i] > '~')
			return false;
	while (str_cut(&value, '\n', &line)) {
		if (column + line.len > 76)
			return false;
		column = 0;
		while (str_cut(&line, ' ', &word))
			if (str_starts(word, STR("=?")) && word.len > 75)
				return false;
	}
	return true;
}

/* What the encoded words of VALUE say. */
static void
decode(struct str value, struct buf *out)
{
	struct str word;

	while (str_cut(&value, ' ', &word)) {
		word = str_trim(word);
		if (word.len > 12)
			(void)base64_read(
			    (struct str){ word.at + 10, word.len - 12 }, out);
	}
}

static void
is_text(const char *text, const char *want)
{
	struct buf out = BUF_INIT;

	header_text(&out, 9, str_of(text));
	IS(buf_view(&out), want, "text");
	buf_done(&out);
}

static void
is_mailbox(const char *name, const char *want)
{
	struct buf out = BUF_INIT;

	header_mailbox(&out, 4, str_of(name), STR("a@b.it"));
	IS(buf_view(&out), want, "mailbox");
	buf_done(&out);
}

static void
survives(const char *what, size_t times, size_t column)
{
	struct buf text = BUF_INIT, out = BUF_INIT, back = BUF_INIT;

	while (times-- > 0)
		buf_text(&text, what);
	header_text(&out, column, buf_view(&text));
	decode(buf_view(&out), &back);
	OK(lawful(buf_view(&out), column), "%zu bytes at column %zu keep the rules",
	    text.len, column);
	OK(str_eq(buf_view(&back), buf_view(&text)), "and come back");
	buf_done(&text);
	buf_done(&out);
	buf_done(&back);
}

int
main(void)
{
	struct buf out = BUF_INIT;
	size_t column;

	is_text("Your order 1001", "Your order 1001");
	is_text(" a\tb ", "a b");
	is_text("one\nBcc: eve@x.it", "one Bcc: eve@x.it");
	is_text("one\r\nBcc: eve@x.it", "=?UTF-8?B?b25lICBCY2M6IGV2ZUB4Lml0?=");
	is_text("a=?utf-8?q?b?=", "=?UTF-8?B?YT0/dXRmLTg/cT9iPz0=?=");
	is_text("caff\xc3\xa8", "=?UTF-8?B?Y2FmZsOo?=");
	is_text("x\xe2\x80\xa8y", "x y");
	is_text("x\xc2\x85y", "x y");
	is_text("", "");
	is_mailbox("Anna Rossi", "Anna Rossi <a@b.it>");
	is_mailbox("Rossi, Anna", "\"Rossi, Anna\" <a@b.it>");
	is_mailbox("A \"B\" \\ C", "\"A \\\"B\\\" \\\\ C\" <a@b.it>");
	is_mailbox("<eve@x.it>", "\"<eve@x.it>\" <a@b.it>");
	is_mailbox("\r\n \t", "a@b.it");
	is_mailbox("Ren\xc3\xa9"
		   "e",
	    "=?UTF-8?B?UmVuw6ll?= <a@b.it>");
	for (column = 0; column < 70; column += 13) {
		survives("\xd0\x97\xd0\xb0\xd0\xba\xd0\xb0\xd0\xb7!", 60, column);
		survives("\xf0\x9f\x8e\x89", 41, column);
		survives("x", 300, column);
	}
	header_mailbox(&out, 4,
	    STR("A name of many words, all of them short, that needs "
		"more than one line to stand on"),
	    STR("a.very.long.address.indeed@department.of.somewhere.example"));
	OK(lawful(buf_view(&out), 4), "a long quoted name is folded");
	OK(str_find(buf_view(&out), STR("\n ")) > 0, "between its words");
	buf_done(&out);
	return tap_done();
}
