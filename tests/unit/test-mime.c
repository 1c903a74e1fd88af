/* test-mime - io/mime */
/* SPDX-License-Identifier: ISC */

#include "io/mime.h"
#include "tap.h"

static const struct mime_header headers[] = {
	{ STR_INIT("Auto-Submitted"), STR_INIT("auto-generated"), true },
	{ STR_INIT("X-Note"), STR_INIT("\xc5\x81ukasz\nBcc: eve@x.it"), false },
};

static const struct mime_file files[] = {
	{ STR_INIT("etc/\xc3\xbc \xe2\x82\xac.pdf"), STR_INIT("application/pdf"),
	    STR_INIT("%PDF\0\xff") },
};

static const struct mime_mail mail = {
	.token = STR_INIT("abcdefghijklmnopqrstuvwxyz"),
	.date = { 1795298400, 0, 60 },
	.from = { STR_INIT("B\xc3\xbc"
			   "cher, \"GmbH\""),
	    STR_INIT("a@b\xc3\xbc"
		     "cher.de") },
	.to = { STR_INIT("Anna\r\nBcc: eve@x.it"), STR_INIT("anna@x.it") },
	.subject = STR_INIT("Order 1001\r\nBcc: eve@x.it"),
	.text = STR_INIT("Hello\r\n.\r\nFrom me\rlast \nend"),
	.html = STR_INIT("<p>\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82</p>"),
	.headers = headers,
	.n_headers = 2,
	.files = files,
	.n_files = 1,
};

/* Only ASCII, lines of at most 78, none that SMTP or mbox would change. */
static void
lint(struct str text, const char *what)
{
	bool ascii = true, narrow = true, safe = true;
	struct str line;
	size_t i;

	for (i = 0; i < text.len; i++)
		ascii = ascii && (text.at[i] == '\n' || text.at[i] == '\t' ||
				     (text.at[i] >= ' ' && text.at[i] <= '~'));
	while (str_cut(&text, '\n', &line)) {
		narrow = narrow && line.len <= 76;
		safe = safe && !str_starts(line, STR(".")) &&
		       !str_starts(line, STR("From "));
	}
	OK(ascii, "%s: printable ASCII", what);
	OK(narrow, "%s: no line over 76", what);
	OK(safe, "%s: no line that begins with a dot or From", what);
}

static size_t
count(struct str text, struct str what)
{
	ptrdiff_t at;
	size_t n = 0;

	while ((at = str_find(text, what)) >= 0) {
		text.at += (size_t)at + what.len;
		text.len -= (size_t)at + what.len;
		n++;
	}
	return n;
}

static void
test_render(void)
{
	struct buf out = BUF_INIT, again = BUF_INIT, text = BUF_INIT, html = BUF_INIT;
	struct str s;

	mime_render(&mail, &out);
	mime_render(&mail, &again);
	s = buf_view(&out);
	OK(str_eq(s, buf_view(&again)), "a mail renders to the same bytes twice");
	lint(s, "mail");
	OK(count(s, STR("\nBcc:")) == 0, "nothing typed makes a header");
	OK(count(s, STR("\nFrom: ")) == 1, "one From");
	OK(count(s, STR("\nMIME-Version: 1.0\n")) == 1, "one MIME-Version");
	OK(str_starts(s, STR("Date: Sat, 21 Nov 2026 23:00:00 +0100\n")), "the date");
	OK(count(s, STR("<abcdefghijklmnopqrstuvwxyz@xn--bcher-kva.de>\n")) == 1,
	    "the Message-ID");
	OK(count(s, STR("\nAuto-Submitted: auto-generated\n")) == 1, "a given header");
	OK(count(s, STR("filename*=UTF-8''etc_%C3%BC%20%E2%82%AC.pdf")) == 1,
	    "a file name by RFC 2231, no path");
	mime_bodies(s, &text, &html);
	IS(buf_view(&text), "Hello\n.\nFrom me\nlast \nend\n", "the text comes back");
	IS(buf_view(&html), "<p>\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82</p>\n",
	    "the HTML comes back");
	buf_done(&out);
	buf_done(&again);
	buf_done(&text);
	buf_done(&html);
}

/* To the byte, since what is sent again is to be what was sent before. */
static void
test_form(void)
{
	struct mime_mail m = mail;
	struct buf out = BUF_INIT;

	m.from.name = m.to.name = STR_NONE;
	m.subject = STR("Order 1001");
	m.text = STR("Hello = you\n");
	m.n_headers = 1;
	mime_render(&m, &out);
	IS(buf_view(&out),
	    "Date: Sat, 21 Nov 2026 23:00:00 +0100\n"
	    "From: a@xn--bcher-kva.de\nTo: anna@x.it\nSubject: Order 1001\n"
	    "Message-ID: <abcdefghijklmnopqrstuvwxyz@xn--bcher-kva.de>\n"
	    "Auto-Submitted: auto-generated\nMIME-Version: 1.0\n"
	    "Content-Type: multipart/mixed; boundary=\"=_mabcdefghijklmnopqrst\"\n\n"
	    "--=_mabcdefghijklmnopqrst\n"
	    "Content-Type: multipart/alternative;"
	    " boundary=\"=_aabcdefghijklmnopqrst\"\n\n"
	    "--=_aabcdefghijklmnopqrst\n"
	    "Content-Type: text/plain; charset=utf-8\n"
	    "Content-Transfer-Encoding: quoted-printable\n\n"
	    "Hello =3D you\n\n"
	    "--=_aabcdefghijklmnopqrst\n"
	    "Content-Type: text/html; charset=utf-8\n"
	    "Content-Transfer-Encoding: base64\n\n"
	    "PHA+0J/RgNC40LLQtdGCPC9wPgo=\n\n"
	    "--=_aabcdefghijklmnopqrst--\n\n"
	    "--=_mabcdefghijklmnopqrst\n"
	    "Content-Type: application/pdf; name*=UTF-8''etc_%C3%BC%20%E2%82%AC.pdf\n"
	    "Content-Disposition: attachment;"
	    " filename*=UTF-8''etc_%C3%BC%20%E2%82%AC.pdf\n"
	    "Content-Transfer-Encoding: base64\n\n"
	    "JVBERgD/\n\n"
	    "--=_mabcdefghijklmnopqrst--\n",
	    "all parts, in their places");
	buf_done(&out);
}

static void
test_empty_file(void)
{
	const struct mime_file empty = { STR("a.txt"), STR("text/plain"), STR("") };
	struct mime_mail m = mail;
	struct buf out = BUF_INIT;

	m.files = &empty;
	mime_render(&m, &out);
	OK(str_find(
	       buf_view(&out), STR("Content-Transfer-Encoding: base64\n\n\n--=_m")) >= 0,
	    "a file of no bytes is a part of none");
	buf_done(&out);
}

/* Every byte and long lines, in quoted-printable and in base64. */
static void
test_bodies(void)
{
	struct mime_mail m = mail;
	struct buf source = BUF_INIT, out = BUF_INIT, text = BUF_INIT, html = BUF_INIT;
	int i, j;

	for (j = 0; j < 80; j++) {
		for (i = 1; i < 0x80; i++)
			if (i != '\r' && i != '\n')
				buf_char(&source, (char)i);
		buf_text(&source, j % 3 == 0 ? " \n" : j % 3 == 1 ? "\t\n." : "From ");
	}
	buf_char(&source, '\n');
	m.text = buf_view(&source);
	m.html = STR_NONE;
	m.n_files = 0;
	mime_render(&m, &out);
	lint(buf_view(&out), "quoted-printable");
	mime_bodies(buf_view(&out), &text, &html);
	OK(str_eq(buf_view(&text), m.text), "a body of all of ASCII comes back");
	OK(html.len == 0, "and there is no HTML");
	OK(count(buf_view(&out), STR("multipart")) == 0, "nor a multipart");
	buf_done(&source);
	buf_done(&out);
	buf_done(&text);
	buf_done(&html);
}

static void
test_types(void)
{
	static const char *const good[] = { "application/pdf",
		"text/calendar; method=PUBLISH", "image/svg+xml" };
	static const char *const wrong[] = { "", "pdf", "application/", "/pdf", "a/b/c",
		"multipart/mixed", "Message/rfc822", "a b/c",
		"application/pdf\tBcc: eve@x.it", "a/\xc3\xbc" };
	size_t i;

	for (i = 0; i < sizeof good / sizeof *good; i++)
		OK(mime_file_type(str_of(good[i])), "a type: %s", good[i]);
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++)
		OK(!mime_file_type(str_of(wrong[i])), "no type of a file: %zu", i);
}

static void
test_mailbox(void)
{
	static const char *const wrong[] = { "", "a@b.it, c@d.it", "Anna",
		"list: a@b.it;", "<a>" };
	struct buf name = BUF_INIT, address = BUF_INIT;
	struct err e;
	size_t i;

	OK(mime_mailbox_read(STR("Caff\xc3\xa8 <hello@shop.it>"), &name, &address, &e) &&
		str_is(buf_view(&name), "Caff\xc3\xa8") &&
		str_is(buf_view(&address), "hello@shop.it"),
	    "a name and an address");
	buf_clear(&name);
	buf_clear(&address);
	OK(mime_mailbox_read(STR("\"Rossi, Anna\" <a@b.it>"), &name, &address, &e) &&
		str_is(buf_view(&name), "Rossi, Anna"),
	    "a quoted name");
	buf_clear(&name);
	buf_clear(&address);
	OK(mime_mailbox_read(STR("a@b.it"), &name, &address, &e) && name.len == 0 &&
		str_is(buf_view(&address), "a@b.it"),
	    "an address alone");
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++)
		OK(!mime_mailbox_read(str_of(wrong[i]), &name, &address, &e) &&
			e.kind == ERR_TROUBLE,
		    "not one mailbox: \"%s\"", wrong[i]);
	buf_done(&name);
	buf_done(&address);
}

static void
is_crlf(const char *text, const char *want)
{
	struct buf out = BUF_INIT;

	mime_crlf(str_of(text), &out);
	IS(buf_view(&out), want, "CRLF");
	buf_done(&out);
}

static void
is_address(const char *text, const char *want)
{
	struct buf out = BUF_INIT;

	mime_address(str_of(text), &out);
	IS(buf_view(&out), want, "an address: %s", text);
	buf_done(&out);
}

int
main(void)
{
	test_render();
	test_form();
	test_empty_file();
	test_bodies();
	test_types();
	test_mailbox();
	is_crlf("a\n\nb\n", "a\r\n\r\nb\r\n");
	is_crlf("a", "a\r\n");
	is_crlf("", "");
	is_address("Anna.B@Example.COM", "Anna.B@Example.COM");
	is_address("o'hara+x@xn--bcher-kva.example", "o'hara+x@xn--bcher-kva.example");
	is_address("Anna@B\xc3\xbc"
		   "cher.Example",
	    "Anna@xn--bcher-kva.example");
	is_address("\xd0\xb0@Example.com", "\xd0\xb0@Example.com");
	is_address("\xd0\xb0@B\xc3\xbc"
		   "cher.Example",
	    "\xd0\xb0@xn--bcher-kva.example");
	is_address(
	    "caf\xc3\xa9@xn--bcher-kva.example", "caf\xc3\xa9@xn--bcher-kva.example");
	is_address("nobody", "nobody");
	return tap_done();
}
