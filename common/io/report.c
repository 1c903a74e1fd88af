/* report - what a mail says about another: delivery status, complaint, or words */
/* SPDX-License-Identifier: ISC */

#include "io/report.h"

#include <stdlib.h>
#include <string.h>

#include <gmime/gmime.h>

#include "base/mem.h"
#include "io/report-text.h"

#define DEPTH_MAX 50
#define PARTS_MAX 1000 /* more boundaries than any report has cost GMime much memory */

static const struct {
	const char *word;
	enum report_action action;
} actions[] = { { "failed", REPORT_FAILED }, { "delayed", REPORT_DELAYED },
	{ "delivered", REPORT_DELIVERED }, { "relayed", REPORT_RELAYED },
	{ "expanded", REPORT_EXPANDED } };

void
report_done(struct report *r)
{
	report_fields_done(&r->head);
	report_fields_done(&r->about);
	report_fields_done(&r->returned);
	report_fields_done(&r->block);
	free(r->recipients);
	pool_done(&r->pool);
	buf_done(&r->body);
	buf_done(&r->words);
	memset(r, 0, sizeof *r);
}

struct report_recipient *
report_add(struct report *r)
{
	if (r->n_recipients == r->room) {
		r->room = r->room == 0 ? 4 : 2 * r->room;
		r->recipients = mem_grow(r->recipients, r->room, sizeof *r->recipients);
	}
	r->recipients[r->n_recipients] = (struct report_recipient){ .status = STR_NONE };
	return &r->recipients[r->n_recipients++];
}

static enum report_action
action_of(struct str value)
{
	struct str word;

	/* "failed (bounced mail)": a comment may follow. */
	if (!str_cut(&value, ' ', &word))
		return REPORT_NO_ACTION;
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (str_same(word, str_of(actions[i].word)))
			return actions[i].action;
	return REPORT_NO_ACTION;
}

/* "smtp; 550 5.1.1 ..." without the type, where there is one. */
static struct str
untyped(struct str value)
{
	ptrdiff_t at = str_find(value, STR(";"));

	if (at < 0 || at > 20 ||
	    str_find((struct str){ value.at, (size_t)at }, STR(" ")) >= 0)
		return value;
	return str_trim((struct str){ value.at + at + 1, value.len - (size_t)at - 1 });
}

static struct str
first_word(struct str value)
{
	struct str word;

	return str_cut(&value, ' ', &word) && word.len > 0 ? word : STR_NONE;
}

/* Adds the recipient that the block B is about; false where it is about none. */
static bool
add_recipient(struct report *r, const struct report_fields *b)
{
	struct str final = report_address(report_field(b, "Final-Recipient"), &r->pool);
	struct str original = report_address(
	    report_field(b, "Original-Recipient"), &r->pool);
	struct report_recipient *one;

	if (final.at == NULL && original.at == NULL)
		return false;
	one = report_add(r);
	one->final = final;
	one->original = original;
	one->action = action_of(report_field(b, "Action"));
	one->status = first_word(report_field(b, "Status"));
	one->diagnostic = untyped(report_field(b, "Diagnostic-Code"));
	one->remote = untyped(report_field(b, "Remote-MTA"));
	return true;
}

/* Keeps the fields of B as those of INTO, which has none. */
static void
keep(struct report_fields *into, struct report_fields *b)
{
	struct report_fields old = *into;

	*into = *b;
	*b = old;
	b->n = 0;
}

/* The blocks of a delivery status (RFC 3464): the message's, then the recipients'. */
static void
read_status(struct report *r, struct str text)
{
	size_t before = r->n_recipients;

	while (report_fields_read(&r->block, &text, &r->pool)) {
		if (!add_recipient(r, &r->block) && r->about.n == 0)
			keep(&r->about, &r->block);
	}
	if (r->n_recipients > before)
		r->kind = REPORT_STATUS;
}

static void
read_feedback(struct report *r, struct str text)
{
	if (r->kind != REPORT_TEXT || !report_fields_read(&r->block, &text, &r->pool) ||
	    report_field(&r->block, "Feedback-Type").at == NULL)
		return;
	keep(&r->about, &r->block);
	r->kind = REPORT_FEEDBACK;
}

/* The header of the mail that is given back; the first one counts. */
static void
read_returned(struct report *r, struct str text)
{
	if (r->returned.n == 0 && report_fields_read(&r->block, &text, &r->pool))
		keep(&r->returned, &r->block);
}

/* The content of PART, decoded, in r->body. */
static struct str
content(struct report *r, GMimePart *part)
{
	GMimeDataWrapper *wrapper = g_mime_part_get_content(part);
	GMimeStream *stream = g_mime_stream_mem_new();
	GByteArray *bytes;

	if (wrapper != NULL)
		(void)g_mime_data_wrapper_write_to_stream(wrapper, stream);
	bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	buf_clear(&r->body);
	buf_add(&r->body, bytes->data, bytes->len);
	g_object_unref(stream);
	return buf_view(&r->body);
}

/* Adds the text of PART to r->words. */
static void
read_text(struct report *r, GMimeTextPart *part, bool html)
{
	char *text = g_mime_text_part_get_text(part);
	struct buf readable = BUF_INIT;

	/* GMime has none where it does not know the charset. */
	if (text == NULL)
		buf_readable(&readable, content(r, GMIME_PART(part)));
	else
		buf_readable(&readable, str_head(str_of(text), 4 * REPORT_TEXT_MAX));
	if (html)
		report_text_html(&r->words, buf_view(&readable));
	else
		buf_str(&r->words, buf_view(&readable));
	buf_char(&r->words, '\n');
	buf_done(&readable);
	g_free(text);
}

/* What the leaf PART is about, by its type. */
static void
read_part(struct report *r, GMimePart *part, bool html)
{
	GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(part));

	if (g_mime_content_type_is_type(type, "message", "delivery-status") ||
	    g_mime_content_type_is_type(type, "message", "global-delivery-status"))
		read_status(r, content(r, part));
	else if (g_mime_content_type_is_type(type, "message", "feedback-report"))
		read_feedback(r, content(r, part));
	else if (g_mime_content_type_is_type(type, "text", "rfc822-headers") ||
		 g_mime_content_type_is_type(type, "message", "global-headers"))
		read_returned(r, content(r, part));
	else if (GMIME_IS_TEXT_PART(part) && r->words.len < REPORT_TEXT_MAX &&
		 g_mime_content_type_is_type(type, "text", "html") == html)
		read_text(r, GMIME_TEXT_PART(part), html);
}

/* The header of the mail within PART. */
static void
read_message(struct report *r, GMimeMessagePart *part)
{
	GMimeMessage *message = g_mime_message_part_get_message(part);
	char *text;

	if (message == NULL || r->returned.n > 0)
		return;
	text = g_mime_object_get_headers(GMIME_OBJECT(message), NULL);
	read_returned(r, str_of(text));
	g_free(text);
}

/* PART and those below it; of text, what is HTML or what is not. */
static void
visit(struct report *r, GMimeObject *part, bool html, int depth)
{
	if (part == NULL || depth > DEPTH_MAX)
		return;
	if (GMIME_IS_MULTIPART(part)) {
		GMimeMultipart *all = GMIME_MULTIPART(part);

		for (int i = 0; i < g_mime_multipart_get_count(all); i++)
			visit(r, g_mime_multipart_get_part(all, i), html, depth + 1);
	} else if (GMIME_IS_MESSAGE_PART(part)) {
		read_message(r, GMIME_MESSAGE_PART(part));
	} else if (GMIME_IS_PART(part)) {
		read_part(r, GMIME_PART(part), html);
	}
}

static void
take_apart(struct report *r, struct str mail)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(mail.at, mail.len);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);

	g_object_unref(parser);
	g_object_unref(stream);
	if (message == NULL)
		return;
	visit(r, g_mime_message_get_mime_part(message), false, 0);
	if (str_trim(buf_view(&r->words)).len == 0 && r->kind == REPORT_TEXT)
		visit(r, g_mime_message_get_mime_part(message), true, 0);
	g_object_unref(message);
}

/* Where the block of lines with one that begins with NAME begins in TEXT, or -1. */
static ptrdiff_t
find_block(struct str text, const char *name)
{
	struct str rest = text, line;
	size_t len = strlen(name);
	const char *block = NULL;

	while (str_cut(&rest, '\n', &line)) {
		if (str_trim(line).len == 0)
			block = NULL;
		else if (block == NULL)
			block = line.at;
		if (line.len > len &&
		    str_same((struct str){ line.at, len }, str_of(name)))
			return block - text.at;
	}
	return -1;
}

/* A report in BODY that its mail does not call one. */
static void
look_for_report(struct report *r, struct str body)
{
	ptrdiff_t status = find_block(body, "Final-Recipient:");
	ptrdiff_t feedback = find_block(body, "Feedback-Type:");

	if (status >= 0)
		read_status(
		    r, (struct str){ body.at + status, body.len - (size_t)status });
	else if (feedback >= 0)
		read_feedback(
		    r, (struct str){ body.at + feedback, body.len - (size_t)feedback });
}

/* Encoded words (RFC 2047) of the mail's header as they are read. */
static void
decode_head(struct report *r)
{
	for (size_t i = 0; i < r->head.n; i++) {
		struct str *value = &r->head.at[i].value;
		struct buf readable = BUF_INIT;
		char *text, *decoded;

		if (str_find(*value, STR("=?")) < 0)
			continue;
		text = mem_copy(value->at, value->len);
		decoded = g_mime_utils_header_decode_text(NULL, text);
		buf_readable(&readable, str_of(decoded));
		*value = pool_copy(&r->pool, buf_view(&readable));
		buf_done(&readable);
		g_free(decoded);
		free(text);
	}
}

static void
read_date(struct report *r)
{
	struct str value = report_field(&r->head, "Date"), part;
	struct str received = report_field(&r->head, "Received");
	char *text;
	GDateTime *date;

	r->dated = false;
	/* Behind the last semicolon: when the last mail system took it. */
	while (value.at == NULL && str_cut(&received, ';', &part))
		if (received.at == NULL)
			value = str_trim(part);
	if (value.at == NULL)
		return;
	text = mem_copy(value.at, value.len);
	date = g_mime_utils_header_decode_date(text);
	free(text);
	if (date == NULL)
		return;
	r->dated = true;
	r->date = (struct instant){ .seconds = g_date_time_to_unix(date),
		.offset = (int32_t)(g_date_time_get_utc_offset(date) / 60000000) };
	g_date_time_unref(date);
}

static size_t
count_boundaries(struct str mail)
{
	struct str line;
	size_t n = 0;

	while (str_cut(&mail, '\n', &line))
		n += str_starts(line, STR("--"));
	return n;
}

static void
clear(struct report *r)
{
	pool_clear(&r->pool);
	buf_clear(&r->words);
	r->kind = REPORT_TEXT;
	r->head.n = r->about.n = r->returned.n = r->n_recipients = 0;
}

void
report_read(struct report *r, struct str mail)
{
	struct buf copy = BUF_INIT;
	struct str body;

	g_mime_init();
	clear(r);
	/* GMime's texts are C strings. */
	buf_str(&copy, mail);
	for (size_t i = 0; i < copy.len; i++)
		if (copy.at[i] == '\0')
			copy.at[i] = ' ';
	body = buf_view(&copy);
	(void)report_fields_read(&r->head, &body, &r->pool);
	decode_head(r);
	read_date(r);
	if (count_boundaries(body) <= PARTS_MAX)
		take_apart(r, buf_view(&copy));
	if (r->kind == REPORT_TEXT)
		look_for_report(r, body);
	if (r->words.len == 0 && r->kind == REPORT_TEXT)
		buf_readable(&r->words, str_head(body, REPORT_TEXT_MAX));
	r->text = str_head(buf_view(&r->words), REPORT_TEXT_MAX);
	if (r->returned.n == 0) {
		buf_clear(&r->body);
		if (report_text_quoted(r->kind == REPORT_TEXT ? r->text : body, &r->body))
			read_returned(r, buf_view(&r->body));
	}
	buf_done(&copy);
}
