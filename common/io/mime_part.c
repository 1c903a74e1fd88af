/* mime_part - the parts of a mail: texts, and the files beside them */
/* SPDX-License-Identifier: ISC */

#include "io/mime_part.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <gmime/gmime.h>

#include "base/base64.h"
#include "base/mem.h"
#include "io/header.h"

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

/* Whether all eight bytes at AT are printed ASCII, and none is '='. */
static bool
is_plain_word(const char *at)
{
	const uint64_t ones = 0x0101010101010101, tops = 0x80 * ones;
	uint64_t word, equal;

	memcpy(&word, at, sizeof word);
	equal = word ^ ('=' * ones);
	/* What is below a space, above '~' or a '=' leaves the top of a byte set. */
	return (((word - ' ' * ones) | (word + ones) | word | ((equal - ones) & ~equal)) &
		   tops) == 0;
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
	while (n + 8 <= room && is_plain_word(text.at + i + n))
		n += 8;
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

/*
 * A text part stays UTF-8 (GMime's own text part picks whatever charset would do), in the
 * encoding that makes it shorter: base64 for scripts that quoted-printable would triple.
 */
void
mime_part_text(const char *subtype, struct str text, struct buf *out)
{
	struct buf plain = BUF_INIT;
	size_t i, odd = 0;
	bool coded;

	buf_reserve(&plain, text.len + 1);
	normalise(text, &plain);
	for (i = 0; i < plain.len; i++)
		odd += (unsigned char)plain.at[i] >= 0x80;
	coded = odd > plain.len / 6;
	buf_fmt(out,
	    "Content-Type: text/%s; charset=utf-8\n"
	    "Content-Transfer-Encoding: %s\n\n",
	    subtype, coded ? "base64" : "quoted-printable");
	if (coded) {
		base64_add(out, buf_view(&plain), 76);
	} else {
		buf_reserve(out, plain.len + plain.len / 16);
		quoted_printable(buf_view(&plain), out);
	}
	buf_done(&plain);
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

/* Adds the headers of PART, which has no content. */
static void
add_headers(GMimePart *part, struct buf *out)
{
	GMimeFormatOptions *format = g_mime_format_options_new();
	char *text;

	g_mime_format_options_set_param_encoding_method(
	    format, GMIME_PARAM_ENCODING_METHOD_RFC2231);
	text = g_mime_object_get_headers(GMIME_OBJECT(part), format);
	buf_text(out, text);
	g_free(text);
	g_mime_format_options_free(format);
}

void
mime_part_file(const struct mime_file *f, struct buf *out)
{
	char *text = mem_copy(f->type.at, f->type.len);
	GMimeContentType *type;
	GMimePart *part;

	g_mime_init();
	part = g_mime_part_new();
	type = g_mime_content_type_parse(NULL, text);
	g_mime_object_set_content_type(GMIME_OBJECT(part), type);
	set_file_name(part, f->name);
	g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
	add_headers(part, out);
	buf_char(out, '\n');
	base64_add(out, f->bytes, 76);
	g_object_unref(type);
	g_object_unref(part);
	free(text);
}
