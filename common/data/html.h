/* html - text for the inside of HTML */
/* SPDX-License-Identifier: ISC */

/*
 * & < > " and ' become character references, so that the text is safe between tags and
 * in a quoted attribute; not in a script, a style or an unquoted attribute.
 */

#ifndef DATA_HTML_H
#define DATA_HTML_H

#include "base/buf.h"
#include "base/str.h"

/* Adds TEXT escaped for HTML. */
void html_escape(struct buf *b, struct str text);

/* The same within a JSON string: the bytes that emit_escape would make of the above. */
void html_escape_json(struct buf *b, struct str text);

#endif
