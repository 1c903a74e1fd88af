/* report-text - the text of a report */
/* SPDX-License-Identifier: ISC */

#ifndef IO_REPORT_TEXT_H
#define IO_REPORT_TEXT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/*
 * Adds what HTML (UTF-8) says as text: elements that begin a line begin one, other tags
 * and comments, styles and scripts are left out, the usual references are characters.
 */
void report_text_html(struct buf *out, struct str html);

/*
 * Finds the header of a mail that TEXT quotes: the lines without an empty one between
 * them, around the first that begins "Message-ID:", each without what marks it as quoted
 * ("> ").  They are added to OUT.  False where there is no such line.
 */
bool report_text_quoted(struct str text, struct buf *out);

#endif
