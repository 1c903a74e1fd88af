/* fuzz-csv - the reader of CSV, in any encoding */
/* SPDX-License-Identifier: ISC */

/*
 * What is read in small pieces is converted as what is read at once; the rows are the
 * text, all of it; a text that libcsv finds sound is read as libcsv reads it; and a
 * single line is bad exactly where libcsv finds a quote open at its end.
 */

#include "data/encoding.h"
#include "data/fields.h"
#include "fuzz/csv-agree.h"
#include "fuzz/entry.h"

#define SMALL 64
#define LARGE ((size_t)64 << 10)

/* The whole of TEXT as UTF-8, by reads of ROOM bytes. */
static void
convert(struct str text, const char *name, size_t room, struct buf *out)
{
	struct encoding c;
	struct err e;
	int fd = memory_file(text);
	ssize_t n;

	MUST(encoding_init(&c, fd, name, &e));
	do {
		buf_reserve(out, room);
		n = encoding_read(&c, out->at + out->len, room);
		MUST(n >= 0 && (size_t)n <= room);
		out->len += (size_t)n;
	} while (n > 0);
	encoding_done(&c);
	(void)close(fd);
}

static bool
is_utf8(struct str text)
{
	size_t bad;

	return str_utf8(text, &bad) &&
	       (text.len == 0 || memchr(text.at, '\0', text.len) == NULL);
}

/* TEXT is UTF-8 and was read as ROWS, BAD of them bad. */
static void
hold_to_libcsv(struct str text, char separator, struct str rows, size_t bad)
{
	struct buf want = BUF_INIT;
	bool closed, marked = str_find(text, STR("sep=")) >= 0;

	if (!marked && agree_sound(text, separator, &want)) {
		MUST(bad == 0);
		MUST(str_eq(buf_view(&want), rows));
	}
	if (!marked && text.len > 0 && memchr(text.at, '\n', text.len) == NULL) {
		buf_clear(&want);
		closed = agree_line(text, separator, &want);
		MUST(closed == (bad == 0));
		MUST(!closed || str_eq(buf_view(&want), rows));
	}
	buf_done(&want);
}

static void
read_rows(struct str file, char separator, const char *name, struct str text)
{
	struct buf rows = BUF_INIT;
	struct err e;
	int fd = memory_file(file);
	struct csv *c = csv_open(fd, separator, name, &e);
	size_t bad;

	MUST(c != NULL);
	MUST(agree_rows(c, text, &rows, &bad));
	/* Where there may be comments, the first row may have a separator of its own. */
	if (separator == 0 && str_find(text, STR("#")) < 0)
		separator = csv_separator(c);
	if (separator != 0 && is_utf8(text))
		hold_to_libcsv(text, separator, buf_view(&rows), bad);
	csv_close(c);
	(void)close(fd);
	buf_done(&rows);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { NULL, NULL, "windows-1252", "utf-16le",
		"utf-16", "gb18030", "iso-2022-jp", "utf-8" };
	static const char separators[] = { 0, ',', ';', '\t' };
	struct buf text = BUF_INIT, pieces = BUF_INIT;
	struct str file = { (const char *)data + 1, size - 1 }, view;
	const char *name;

	if (size == 0)
		return 0;
	name = names[data[0] & 7];
	convert(file, name, LARGE, &text);
	convert(file, name, SMALL, &pieces);
	MUST(str_eq(buf_view(&text), buf_view(&pieces)));
	agree_ends(&text);
	view = buf_view(&text);
	if (str_starts(view, STR("\xef\xbb\xbf")))
		view = (struct str){ view.at + 3, view.len - 3 };
	read_rows(file, separators[data[0] >> 3 & 3], name, view);
	buf_done(&text);
	buf_done(&pieces);
	return 0;
}
