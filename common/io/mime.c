/* mime - a mail as the bytes that go over the wire */
/* SPDX-License-Identifier: ISC */

#include "io/mime.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <gmime/gmime.h>

#include "base/mem.h"
#include "io/header.h"
#include "io/mime_part.h"

enum { ALTERNATIVE = 'a', MIXED = 'm' };

/*
 * Adds ADDRESS, whose domain is not ASCII, through GMime: 15 us under the lock, of the
 * 100 us and more that any mail takes.
 */
static void
add_idn(struct str address, struct buf *out)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	char *text = mem_copy(address.at, address.len);
	InternetAddress *a;

	(void)pthread_mutex_lock(&lock);
	g_mime_init();
	a = internet_address_mailbox_new(NULL, text);
	buf_text(out, internet_address_mailbox_get_idn_addr(INTERNET_ADDRESS_MAILBOX(a)));
	g_object_unref(a);
	(void)pthread_mutex_unlock(&lock);
	free(text);
}

void
mime_address(struct str address, struct buf *out)
{
	bool wide = false;
	size_t i;

	for (i = 0; i < address.len; i++)
		wide = address.at[i] != '@' &&
		       (wide || (unsigned char)address.at[i] >= 0x80);
	if (wide)
		add_idn(address, out);
	else
		buf_str(out, address);
}

void
mime_message_id(const struct mime_mail *m, struct buf *out)
{
	struct buf address = BUF_INIT;
	const char *at;

	mime_address(m->from.address, &address);
	at = strrchr(buf_cstr(&address), '@');
	buf_fmt(out, "<%.*s@%s>", STR_ARG(m->token), at == NULL ? "localhost" : at + 1);
	buf_done(&address);
}

/* Adds the header NAME with VALUE, which is encoded and folded, and is cleared. */
static void
add_header(struct buf *out, struct str name, struct buf *value)
{
	buf_str(out, name);
	buf_text(out, ": ");
	buf_str(out, buf_view(value));
	buf_char(out, '\n');
	buf_clear(value);
}

static void
add_mailbox(struct buf *out, struct str name, const struct mailbox *box)
{
	struct buf address = BUF_INIT, value = BUF_INIT;

	if (box->address.len > 0) {
		mime_address(box->address, &address);
		header_mailbox(&value, name.len + 2, box->name, buf_view(&address));
		add_header(out, name, &value);
	}
	buf_done(&value);
	buf_done(&address);
}

/* RFC 5322's date, in English whatever the locale. */
static void
add_date(struct buf *out, struct instant at)
{
	static const char days[] = "MonTueWedThuFriSatSun";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int minutes = abs(at.offset), weekday;
	struct buf value = BUF_INIT;
	struct civil c;

	instant_civil(at, &c);
	weekday = date_weekday(date_days(c.year, c.month, c.day));
	buf_fmt(&value, "%.3s, %02d %.3s %04d %02d:%02d:%02d %c%02d%02d",
	    days + weekday * 3, c.day, months + (c.month - 1) * 3, c.year, c.hour,
	    c.minute, c.second, at.offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
	add_header(out, STR("Date"), &value);
	buf_done(&value);
}

static void
add_headers(const struct mime_mail *m, struct buf *out)
{
	struct buf value = BUF_INIT;
	size_t i;

	add_date(out, m->date);
	add_mailbox(out, STR("From"), &m->from);
	add_mailbox(out, STR("Reply-To"), &m->reply_to);
	add_mailbox(out, STR("To"), &m->to);
	header_text(&value, sizeof "Subject:", m->subject);
	add_header(out, STR("Subject"), &value);
	mime_message_id(m, &value);
	add_header(out, STR("Message-ID"), &value);
	for (i = 0; i < m->n_headers; i++) {
		const struct mime_header *h = &m->headers[i];

		if (h->exact)
			buf_str(&value, h->value);
		else
			header_text(&value, h->name.len + 2, h->value);
		add_header(out, h->name, &value);
	}
	buf_text(out, "MIME-Version: 1.0\n");
	buf_done(&value);
}

/* The boundary of a multipart of kind KIND: no encoded body has "=_" in it. */
static void
boundary(const struct mime_mail *m, char kind, struct buf *out)
{
	buf_fmt(out, "=_%c%.*s", kind, STR_ARG(str_head(m->token, 20)));
}

/* RFC 2046, 5.1: a multipart of kind KIND begins, */
static void
begin_multipart(
    const struct mime_mail *m, const char *subtype, char kind, struct buf *out)
{
	buf_fmt(out, "Content-Type: multipart/%s; boundary=\"", subtype);
	boundary(m, kind, out);
	buf_text(out, "\"\n");
}

/* a part of it begins, */
static void
begin_part(const struct mime_mail *m, char kind, struct buf *out)
{
	buf_text(out, "\n--");
	boundary(m, kind, out);
	buf_char(out, '\n');
}

/* and it ends. */
static void
end_multipart(const struct mime_mail *m, char kind, struct buf *out)
{
	buf_text(out, "\n--");
	boundary(m, kind, out);
	buf_text(out, "--\n");
}

/* What is said: text, or text and HTML. */
static void
add_texts(const struct mime_mail *m, struct buf *out)
{
	if (m->html.at == NULL) {
		mime_part_text("plain", m->text, out);
		return;
	}
	begin_multipart(m, "alternative", ALTERNATIVE, out);
	begin_part(m, ALTERNATIVE, out);
	mime_part_text("plain", m->text, out);
	begin_part(m, ALTERNATIVE, out);
	mime_part_text("html", m->html, out);
	end_multipart(m, ALTERNATIVE, out);
}

void
mime_render(const struct mime_mail *m, struct buf *out)
{
	size_t i;

	add_headers(m, out);
	if (m->n_files == 0) {
		add_texts(m, out);
		return;
	}
	begin_multipart(m, "mixed", MIXED, out);
	begin_part(m, MIXED, out);
	add_texts(m, out);
	for (i = 0; i < m->n_files; i++) {
		begin_part(m, MIXED, out);
		mime_part_file(&m->files[i], out);
	}
	end_multipart(m, MIXED, out);
}

void
mime_crlf(struct str mail, struct buf *out)
{
	struct str line;

	buf_reserve(out, mail.len + mail.len / 32);
	while (str_cut(&mail, '\n', &line)) {
		if (line.len == 0 && mail.at == NULL)
			break; /* nothing stands behind the last line end */
		buf_str(out, line);
		buf_text(out, "\r\n");
	}
}
