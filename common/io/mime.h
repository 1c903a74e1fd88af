/* mime - a mail as the bytes that go over the wire */
/* SPDX-License-Identifier: ISC */

/*
 * Renders a mail once; the same mail makes the same bytes in every run, because the
 * Message-ID, the Date and the boundaries are the caller's.  The result is 7-bit (bodies
 * are quoted-printable or base64), has lines of at most 76 characters in bodies and
 * headers (a List-Unsubscribe URL is never folded), no line that begins with '.' or
 * "From ", and LF line ends; mime_crlf makes of them what SMTP wants.  The one exception:
 * an address whose local part is not ASCII stands in its header as UTF-8 (RFC 6532).
 *
 * RFC 5322, 2045 to 2049, 2231.  GMime reads mailboxes and mails, and writes the names of
 * files; a mail without files is put together without it, which is five times as fast.
 * It is started by the first call that needs it (g_mime_init may be called often).
 */

#ifndef IO_MIME_H
#define IO_MIME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/err.h"
#include "base/str.h"

struct mailbox {
	struct str name;    /* or none */
	struct str address; /* or none: the header is left out */
};

struct mime_header {
	struct str name; /* the caller has checked it: letters, digits, '-' */
	struct str value;
	bool exact; /* ASCII that is written as it stands, on one line */
};

struct mime_file {
	struct str name;
	struct str type; /* "application/pdf" */
	struct str bytes;
};

struct mime_mail {
	struct str token; /* letters and digits, of which Message-ID and boundaries are */
	struct instant date;
	struct mailbox from, reply_to, to; /* addresses checked by the caller */
	struct str subject, text, html;	   /* UTF-8; html may be none */
	const struct mime_header *headers;
	size_t n_headers;
	const struct mime_file *files;
	size_t n_files;
};

/*
 * Whether TYPE is the media type of a file, with or without parameters: "token/token",
 * and neither multipart nor message.
 */
bool mime_file_type(struct str type);

/* Adds the mail to OUT.  The types of its files are such types. */
void mime_render(const struct mime_mail *m, struct buf *out);

/* Adds "<TOKEN@domain>" as mime_render writes it. */
void mime_message_id(const struct mime_mail *m, struct buf *out);

/* Adds MAIL with CRLF line ends. */
void mime_crlf(struct str mail, struct buf *out);

/*
 * Reads one mailbox as people write it in a settings file ("Shop <hello@shop.example>"):
 * the name (which may be empty) and the address are added to the two buffers.  E
 * (ERR_TROUBLE) says what it is instead.
 */
bool mime_mailbox_read(
    struct str text, struct buf *name, struct buf *address, struct err *e);

/*
 * ADDRESS with its domain in ASCII (IDNA), as it goes into headers and the envelope.  In
 * any thread, once a mailbox was read in the first.
 */
void mime_address(struct str address, struct buf *out);

/* Adds VALUE, of a header that somebody else wrote, without encoded words (RFC 2047). */
void mime_decode(struct str value, struct buf *out);

/* Reads a date of RFC 5322, also where it is not quite one. */
bool mime_date(struct str text, struct instant *out);

/* Adds the text and the HTML that MAIL (as rendered here) carries. */
void mime_bodies(struct str mail, struct buf *text, struct buf *html);

#endif
