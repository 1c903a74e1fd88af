/* mime_part - the parts of a mail: texts, and the files beside them */
/* SPDX-License-Identifier: ISC */

/*
 * Each is added with its headers, from Content-Type on, and ends with a line end.  Only
 * mime.c includes this; everybody else includes io/mime.h.
 */

#ifndef IO_MIME_PART_H
#define IO_MIME_PART_H

#include "io/mime.h"

/* TEXT, which is UTF-8 of any line ends, as text/SUBTYPE. */
void mime_part_text(const char *subtype, struct str text, struct buf *out);

/*
 * F as an attachment.  GMime writes its headers, since the name needs RFC 2231.
 */
void mime_part_file(const struct mime_file *f, struct buf *out);

#endif
