/* csv-kit - what csv makes of a text */
/* SPDX-License-Identifier: ISC */

#ifndef TESTS_UNIT_CSV_KIT_H
#define TESTS_UNIT_CSV_KIT_H

#include "base/buf.h"
#include "data/csv.h"
#include "memory-file.h"
#include "tap.h"

/* Adds TEXT, its line ends as an eye sees them. */
static inline void
add_visible(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] == '\n')
			buf_text(out, "\\n");
		else if (text.at[i] == '\r')
			buf_text(out, "\\r");
		else
			buf_char(out, text.at[i]);
}

/* All rows in one line of text: their line numbers, then fields in <> or !a bad row!. */
static inline void
show(struct csv *c, struct buf *out)
{
	struct csv_row row;
	struct err e;
	enum csv_kind kind;

	while ((kind = csv_next(c, &row, &e)) == CSV_ROW || kind == CSV_BAD) {
		buf_fmt(out, "%llu", (unsigned long long)row.line);
		if (kind == CSV_BAD) {
			buf_char(out, '!');
			add_visible(out, row.raw);
			buf_char(out, '!');
		}
		for (size_t i = 0; kind == CSV_ROW && i < row.n; i++) {
			buf_char(out, '<');
			add_visible(out, row.fields[i]);
			buf_char(out, '>');
		}
	}
	if (kind == CSV_ERROR)
		buf_text(out, "ERROR");
}

static inline void
reads_as(struct str text, const char *encoding, const char *want)
{
	struct buf got = BUF_INIT;
	int fd = memory_file(text);
	struct err e;
	struct csv *c = csv_open(fd, 0, encoding, &e);

	if (OK(c != NULL, "opened as %s", encoding == NULL ? "UTF-8" : encoding))
		show(c, &got);
	IS(buf_view(&got), want, "gives %s", want);
	csv_close(c);
	buf_done(&got);
	(void)close(fd);
}

static inline void
reads(struct str text, const char *want)
{
	reads_as(text, NULL, want);
}

#endif
