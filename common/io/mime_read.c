/* mime_read - mailboxes and mails read back, through GMime */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>
#include <string.h>

#include <gmime/gmime.h>

#include "base/mem.h"
#include "io/mime.h"

bool
mime_mailbox_read(struct str text, struct buf *name, struct buf *address, struct err *e)
{
	char *copy = mem_copy(text.at, text.len);
	InternetAddressList *list;
	InternetAddress *first = NULL;
	bool ok;

	g_mime_init();
	list = internet_address_list_parse(NULL, copy);
	free(copy);
	if (list != NULL && internet_address_list_length(list) == 1)
		first = internet_address_list_get_address(list, 0);
	ok = first != NULL && INTERNET_ADDRESS_IS_MAILBOX(first) &&
	     strchr(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first)),
		 '@') != NULL;
	if (ok) {
		const char *said = internet_address_get_name(first);

		buf_text(name, said == NULL ? "" : said);
		buf_text(address,
		    internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first)));
	} else {
		(void)err_set(e, ERR_TROUBLE,
		    "expected one address such as \"Shop <hello@shop.example>\" (a name "
		    "with a comma in quotes), got \"%.*s\"",
		    STR_ARG(text));
	}
	if (list != NULL)
		g_object_unref(list);
	return ok;
}

void
mime_decode(struct str value, struct buf *out)
{
	char *copy = mem_copy(value.len == 0 ? "" : value.at, value.len), *text;

	g_mime_init();
	text = g_mime_utils_header_decode_text(NULL, copy);
	buf_text(out, text);
	g_free(text);
	free(copy);
}

bool
mime_date(struct str text, struct instant *out)
{
	char *copy = mem_copy(text.len == 0 ? "" : text.at, text.len);
	GDateTime *date;

	g_mime_init();
	date = g_mime_utils_header_decode_date(copy);
	free(copy);
	if (date == NULL)
		return false;
	*out = (struct instant){ .seconds = g_date_time_to_unix(date),
		.offset = (int32_t)(g_date_time_get_utc_offset(date) / 60000000) };
	g_date_time_unref(date);
	return true;
}

/* Adds the decoded content of PART to OUT. */
static void
decode(GMimePart *part, struct buf *out)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *stream = g_mime_stream_mem_new();
	GByteArray *bytes;

	if (content != NULL)
		(void)g_mime_data_wrapper_write_to_stream(content, stream);
	bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	buf_add(out, bytes->data, bytes->len);
	g_object_unref(stream);
}

void
mime_bodies(struct str mail, struct buf *text, struct buf *html)
{
	GMimeStream *stream;
	GMimeParser *parser;
	GMimeMessage *message;
	GMimePartIter *parts;

	g_mime_init();
	stream = g_mime_stream_mem_new_with_buffer(mail.at, mail.len);
	parser = g_mime_parser_new_with_stream(stream);
	message = g_mime_parser_construct_message(parser, NULL);
	g_object_unref(parser);
	g_object_unref(stream);
	if (message == NULL)
		return;
	parts = g_mime_part_iter_new(GMIME_OBJECT(message));
	do {
		GMimeObject *part = g_mime_part_iter_get_current(parts);
		GMimeContentType *type;

		if (part == NULL || !GMIME_IS_PART(part) ||
		    g_mime_part_is_attachment(GMIME_PART(part)))
			continue;
		type = g_mime_object_get_content_type(part);
		if (text->len == 0 && g_mime_content_type_is_type(type, "text", "plain"))
			decode(GMIME_PART(part), text);
		if (html->len == 0 && g_mime_content_type_is_type(type, "text", "html"))
			decode(GMIME_PART(part), html);
	} while (g_mime_part_iter_next(parts));
	g_mime_part_iter_free(parts);
	g_object_unref(message);
}
