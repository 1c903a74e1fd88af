/* mime - a mail as the bytes that go over the wire, through GMime */
/* SPDX-License-Identifier: ISC */

#include "io/mime.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <gmime/gmime.h>

#include "base/base64.h"
#include "base/mem.h"
#include "io/header.h"

/* Adds ADDRESS, which is not ASCII, through GMime. */
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
	size_t i;

	for (i = 0; i < address.len; i++)
		if ((unsigned char)address.at[i] >= 0x80) {
			add_idn(address, out);
			return;
		}
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

/* Whether the byte at I of TEXT has to be written as =XX. */
static bool
escaped(struct str text, size_t i, size_t column)
{
	unsigned char c = (unsigned char)text.at[i];
	struct str rest = { text.at + i, text.len - i };

	if (c == ' ' || c == '\t')
		return i + 1 == text.len || text.at[i + 1] == '\n';
	if (c < '!' || c > '~' || c == '=')
		return true;
	/* What SMTP and mbox would change at the start of a line. */
	return column == 0 && (c == '.' || str_starts(rest, STR("From ")));
}

/*
 * How many bytes from I on stand for themselves, up to ROOM of them: all that is printed
 * but '=', and spaces that something printed follows.
 */
static size_t
plain_run(struct str text, size_t i, size_t room)
{
	size_t n = 0;

	if (room > text.len - i)
		room = text.len - i;
	while (n < room && text.at[i + n] >= ' ' && text.at[i + n] <= '~' &&
	       text.at[i + n] != '=')
		n++;
	while (n > 0 && text.at[i + n - 1] == ' ')
		n--;
	return n;
}

/* RFC 2045, section 6.7; TEXT has LF line ends. */
static void
quoted_printable(struct str text, struct buf *out)
{
	size_t i, column = 0, need, run;

	for (i = 0; i < text.len; i++) {
		run = column == 0 ? 0 : plain_run(text, i, 75 - column);
		buf_add(out, text.at + i, run);
		column += run;
		i += run;
		if (i == text.len)
			break;
		if (text.at[i] == '\n') {
			buf_char(out, '\n');
			column = 0;
			continue;
		}
		need = escaped(text, i, column) ? 3 : 1;
		if (column + need > 75) {
			buf_text(out, "=\n");
			column = 0;
			need = escaped(text, i, column) ? 3 : 1;
		}
		if (need == 3)
			buf_fmt(out, "=%02X", (unsigned char)text.at[i]);
		else
			buf_char(out, text.at[i]);
		column += need;
	}
}

/* Adds TEXT with LF line ends, one of them at its end. */
static void
normalise(struct str text, struct buf *out)
{
	struct str piece;

	while (str_cut(&text, '\r', &piece)) {
		buf_str(out, piece);
		if (text.at != NULL && (text.len == 0 || text.at[0] != '\n'))
			buf_char(out, '\n');
	}
	if (out->len == 0 || out->at[out->len - 1] != '\n')
		buf_char(out, '\n');
}

/* The part's content is BODY, which is encoded already: GMime passes it on as it is. */
static void
set_content(GMimePart *part, const struct buf *body, GMimeContentEncoding encoding)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(body->at, body->len);
	GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(stream, encoding);

	g_mime_part_set_content_encoding(part, encoding);
	g_mime_part_set_content(part, content);
	g_object_unref(content);
	g_object_unref(stream);
}

/*
 * A text part stays UTF-8 (GMime's own text part picks whatever charset would do), in the
 * encoding that makes it shorter: base64 for scripts that quoted-printable would triple.
 */
static GMimeObject *
text_part(const char *subtype, struct str text)
{
	GMimePart *part = g_mime_part_new_with_type("text", subtype);
	struct buf plain = BUF_INIT, body = BUF_INIT;
	size_t i, odd = 0;

	buf_reserve(&plain, text.len + 1);
	normalise(text, &plain);
	buf_reserve(&body, plain.len + plain.len / 16);
	for (i = 0; i < plain.len; i++)
		odd += (unsigned char)plain.at[i] >= 0x80;
	g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
	if (odd > plain.len / 6) {
		base64_add(&body, buf_view(&plain), 76);
		set_content(part, &body, GMIME_CONTENT_ENCODING_BASE64);
	} else {
		quoted_printable(buf_view(&plain), &body);
		set_content(part, &body, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	}
	buf_done(&body);
	buf_done(&plain);
	return GMIME_OBJECT(part);
}

/* RFC 2045's token: the characters of a type's name. */
static bool
is_token(struct str s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.at[i] <= ' ' || s.at[i] > '~' ||
		    strchr("()<>@,:;\\\"/[]?=", s.at[i]) != NULL)
			return false;
	return s.len > 0;
}

bool
mime_file_type(struct str type)
{
	struct str name = STR_NONE, main = STR_NONE, sub;
	size_t i;

	for (i = 0; i < type.len; i++)
		if (type.at[i] < ' ' || type.at[i] > '~')
			return false;
	(void)str_cut(&type, ';', &name);
	sub = str_trim(name);
	(void)str_cut(&sub, '/', &main);
	return is_token(main) && is_token(sub) && !str_same(main, STR("multipart")) &&
	       !str_same(main, STR("message"));
}

/* The parameter NAME in UTF-8 where it is not ASCII; GMime would take an older charset.
 */
static void
set_utf8(GMimeParamList *params, const char *name)
{
	GMimeParam *param = g_mime_param_list_get_parameter(params, name);

	if (param != NULL)
		g_mime_param_set_charset(param, "utf-8");
}

/* The name without control characters and without what a system takes for a path. */
static void
set_file_name(GMimePart *part, struct str name)
{
	struct buf clean = BUF_INIT;
	GMimeContentDisposition *disposition;
	char *slash;

	header_clean(&clean, name);
	while ((slash = strpbrk(buf_cstr(&clean), "/\\")) != NULL)
		*slash = '_';
	g_mime_object_set_disposition(GMIME_OBJECT(part), GMIME_DISPOSITION_ATTACHMENT);
	g_mime_part_set_filename(part, buf_cstr(&clean));
	disposition = g_mime_object_get_content_disposition(GMIME_OBJECT(part));
	set_utf8(g_mime_content_disposition_get_parameters(disposition), "filename");
	set_utf8(g_mime_content_type_get_parameters(
		     g_mime_object_get_content_type(GMIME_OBJECT(part))),
	    "name");
	buf_done(&clean);
}

static GMimeObject *
file_part(const struct mime_file *f)
{
	GMimePart *part = g_mime_part_new();
	struct buf body = BUF_INIT;
	char *text = mem_copy(f->type.at, f->type.len);
	GMimeContentType *type = g_mime_content_type_parse(NULL, text);

	g_mime_object_set_content_type(GMIME_OBJECT(part), type);
	g_object_unref(type);
	free(text);
	set_file_name(part, f->name);
	base64_add(&body, f->bytes, 76);
	set_content(part, &body, GMIME_CONTENT_ENCODING_BASE64);
	buf_done(&body);
	return GMIME_OBJECT(part);
}

/* A multipart whose boundary no encoded body can contain ("=_" is in none). */
static GMimeMultipart *
multipart(const char *subtype, struct str token)
{
	GMimeMultipart *parts = g_mime_multipart_new_with_subtype(subtype);
	char *boundary = mem_fmt(
	    "=_%c%.*s", subtype[0], (int)(token.len < 20 ? token.len : 20), token.at);

	g_mime_multipart_set_boundary(parts, boundary);
	free(boundary);
	return parts;
}

/* Adds PART, which belongs to PARTS from now on. */
static void
add_take(GMimeMultipart *parts, GMimeObject *part)
{
	g_mime_multipart_add(parts, part);
	g_object_unref(part);
}

/* The body: text, or text and HTML, and the files beside them. */
static GMimeObject *
body(const struct mime_mail *m)
{
	GMimeObject *said = text_part("plain", m->text);
	GMimeMultipart *both, *all;
	size_t i;

	if (m->html.at != NULL) {
		both = multipart("alternative", m->token);
		add_take(both, said);
		add_take(both, text_part("html", m->html));
		said = GMIME_OBJECT(both);
	}
	if (m->n_files == 0)
		return said;
	all = multipart("mixed", m->token);
	add_take(all, said);
	for (i = 0; i < m->n_files; i++)
		add_take(all, file_part(&m->files[i]));
	return GMIME_OBJECT(all);
}

/* GMime writes a raw value as it stands: it is encoded and folded already. */
static void
add_header(GMimeHeaderList *list, const char *name, struct buf *value)
{
	GMimeHeader *header;
	char *raw = mem_fmt(" %s\n", buf_cstr(value));

	g_mime_header_list_append(list, name, "", NULL);
	header = g_mime_header_list_get_header_at(
	    list, g_mime_header_list_get_count(list) - 1);
	g_mime_header_set_raw_value(header, raw);
	buf_clear(value);
	free(raw);
}

static void
add_mailbox(GMimeHeaderList *list, const char *name, const struct mailbox *box)
{
	struct buf address = BUF_INIT, value = BUF_INIT;

	if (box->address.len > 0) {
		mime_address(box->address, &address);
		header_mailbox(&value, strlen(name) + 2, box->name, buf_view(&address));
		add_header(list, name, &value);
	}
	buf_done(&value);
	buf_done(&address);
}

/* RFC 5322's date, in English whatever the locale. */
static void
add_date(GMimeHeaderList *list, struct instant at)
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
	add_header(list, "Date", &value);
	buf_done(&value);
}

static void
add_headers(GMimeHeaderList *list, const struct mime_mail *m)
{
	struct buf value = BUF_INIT;
	size_t i;

	add_date(list, m->date);
	add_mailbox(list, "From", &m->from);
	add_mailbox(list, "Reply-To", &m->reply_to);
	add_mailbox(list, "To", &m->to);
	header_text(&value, sizeof "Subject:", m->subject);
	add_header(list, "Subject", &value);
	mime_message_id(m, &value);
	add_header(list, "Message-ID", &value);
	for (i = 0; i < m->n_headers; i++) {
		const struct mime_header *h = &m->headers[i];
		char *name = mem_copy(h->name.at, h->name.len);

		if (h->exact)
			buf_str(&value, h->value);
		else
			header_text(&value, h->name.len + 2, h->value);
		add_header(list, name, &value);
		free(name);
	}
	buf_done(&value);
}

void
mime_render(const struct mime_mail *m, struct buf *out)
{
	GMimeFormatOptions *format;
	GMimeMessage *message;
	GMimeStream *stream;
	GMimeObject *content;
	GByteArray *bytes;

	g_mime_init();
	content = body(m);
	message = g_mime_message_new(FALSE);
	add_headers(g_mime_object_get_header_list(GMIME_OBJECT(message)), m);
	g_mime_message_set_mime_part(message, content);
	format = g_mime_format_options_new();
	g_mime_format_options_set_param_encoding_method(
	    format, GMIME_PARAM_ENCODING_METHOD_RFC2231);
	stream = g_mime_stream_mem_new();
	(void)g_mime_object_write_to_stream(GMIME_OBJECT(message), format, stream);
	bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	buf_add(out, bytes->data, bytes->len);
	g_object_unref(stream);
	g_mime_format_options_free(format);
	g_object_unref(message);
	g_object_unref(content);
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
