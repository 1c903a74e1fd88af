/* test-encoding - data/encoding, through data/csv: files that are not UTF-8 */
/* SPDX-License-Identifier: ISC */

#include "csv-kit.h"

static void
encodings(void)
{
	reads_as(STR("n\xe4me,\x80 5\n\x93q\x94,\x96\n"), "windows-1252",
	    "1<n\xc3\xa4me><\xe2\x82\xac 5>2<\xe2\x80\x9cq\xe2\x80\x9d><\xe2\x80\x93>");
	reads_as(STR("\xa4;\xe9\n"), "iso-8859-15", "1<\xe2\x82\xac><\xc3\xa9>");
	reads(STR("\xff\xfe"
		  "a\0,\0\xac\x20\n\0"
		  "b\0,\0\x3d\xd8\x00\xde\r\0\n\0"),
	    "1<a><\xe2\x82\xac>2<b><\xf0\x9f\x98\x80>");
	reads(STR("\xfe\xff\0a\0,\0b\0\n\x04\x16\0,\0x"), "1<a><b>2<\xd0\x96><x>");
	reads_as(STR("a\0,\0b\0\n\0"), "utf-16le", "1<a><b>");
	reads_as(STR("a\0,\0b\0\n\0"), "utf-16", "1<a><b>");
	reads_as(STR("\0a\0,\0b"), "UTF-16", "1<a><b>");
	reads_as(STR("\xff\xfe"
		     "a\0"),
	    "windows-1252", "1<a>");
	reads_as(STR("\xef\xbb\xbf"
		     "a,\xc3\xa9"),
	    "windows-1252", "1<a><\xc3\xa9>");
	reads(STR("\xff\xfe"), "");
	reads(STR("\xff\xfe\xff\xfe"
		  "a\0"),
	    "1<\xef\xbb\xbf"
	    "a>");
	reads(STR("\xff\xfe"
		  "a\0\n\0"
		  "b\0\n\0"
		  "c"),
	    "1<a>2<b>3!\xff!");
	reads(STR("\xff\xfe"
		  "a\0\n\0\x00\xd8"
		  "b\0\n\0"
		  "c\0"),
	    "1<a>2!\xff"
	    "b!3<c>");
	reads(STR("\xff"), "1!\xff!");
}

/* More than a block of text in another encoding, so that characters are cut by reads. */
static void
long_encoded(void)
{
	enum { ROWS = 90000 };
	struct buf text = BUF_INIT;
	struct csv_row row;
	struct err e;
	struct csv *c;
	int fd, n = 0;
	bool right = true;

	buf_add(&text, "\xff\xfe", 2);
	for (int i = 0; i < ROWS; i++) {
		buf_add(&text, "\x3d\xd8\x00\xde,\0\x16\x04", 8);
		buf_add(&text, i % 7 == 0 ? "x\0\n\0" : "\n\0", i % 7 == 0 ? 4 : 2);
	}
	fd = memory_file(buf_view(&text));
	c = csv_open(fd, 0, NULL, &e);
	while (csv_next(c, &row, &e) == CSV_ROW) {
		right = right && row.n == 2 &&
			str_is(row.fields[0], "\xf0\x9f\x98\x80") &&
			str_is(row.fields[1], n % 7 == 0 ? "\xd0\x96x" : "\xd0\x96");
		n++;
	}
	OK(right && n == ROWS, "%d rows of UTF-16", n);
	csv_close(c);
	(void)close(fd);
	buf_done(&text);
}

int
main(void)
{
	encodings();
	long_encoded();
	return tap_done();
}
