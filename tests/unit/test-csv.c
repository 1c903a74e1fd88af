/* test-csv - data/csv: rows, separators, and what is refused */
/* SPDX-License-Identifier: ISC */

#include "base/lines.h"
#include "base/mem.h"
#include "csv-kit.h"
#include "data/fields.h"

static void
rows(void)
{
	reads(STR(""), "");
	reads(STR("\n\r\n\n"), "");
	reads(STR("a,b\n1,2"), "1<a><b>2<1><2>");
	reads(STR("a,b\r\n1,\r\n"), "1<a><b>2<1><>");
	reads(STR("a\n\n,\n\"\"\n\"\","), "1<a>3<><>4<>5<><>");
	reads(STR(" a , b \n\t,\t\n"), "1< a >< b >2<\t><\t>");
	reads(STR("a,\"b,c\",\"d\"\"e\"\"\",\"\"\"\"\n"), "1<a><b,c><d\"e\"><\">");
	reads(STR("a,\"b\nc\"\n\"d\r\n\r\n\",e\r\nf,g"),
	    "1<a><b\\nc>3<d\\r\\n\\r\\n><e>6<f><g>");
	reads(STR("a,27\" screen,x\"\"y\n"), "1<a><27\" screen><x\"\"y>");
	reads(STR("a,\"b\" c\",d\nx,y,z\n"), "1<a><b\" c><d>2<x><y><z>");
	reads(STR("a,b\r\r1,\"x\ry\"\r"), "1<a><b>3<1><x\\ny>");
	reads(STR("a,b\r"), "1<a><b>");
	reads(STR("a\rb,c\r\r\nd,e\r\n"), "1<a\\rb><c\\r>2<d><e>");
	reads(STR("\xef\xbb\xbf\"a\",b\n1,2\n"), "1<a><b>2<1><2>");
	reads(STR("a,\xc3\xa9\xe2\x82\xac\n"), "1<a><\xc3\xa9\xe2\x82\xac>");
}

static void
separators(void)
{
	reads(STR("a;b,c;d\n1;2,5;3\n"), "1<a><b,c><d>2<1><2,5><3>");
	reads(STR("a\tb\n1\t2,5\n"), "1<a><b>2<1><2,5>");
	reads(STR("a|b\n1|2\n"), "1<a><b>2<1><2>");
	reads(STR("\"a;b;c\",d\n1;2,3\n"), "1<a;b;c><d>2<1;2><3>");
	reads(STR("sep=;\r\na,b,c;d\r\n1;2\r\n"), "2<a,b,c><d>3<1><2>");
	reads(STR("# a;\"c\"d\"\n\na,\"c\";\"\n1,2\n"), "1<# a><c\"d>3<a><c\";>4<1><2>");
	reads(STR("#1;x\n#2;y,z\n"), "1<#1><x>2<#2><y,z>");
	reads(STR("sep=x\na\n"), "1<sep=x>2<a>");
	reads(STR("\n\nword\na,b\n"), "3<word>4<a><b>");
}

/* Where quotes mean nothing, each line is a row. */
static void
bare(void)
{
	struct buf got = BUF_INIT;
	int fd = memory_file(STR("a\tb\n\"x\ty\"\r\n\"\"\t1\"\"2\n\"z\"z\t\""));
	struct err e;
	struct csv *c = csv_open(fd, '\t', NULL, &e);

	csv_quotes(c, false);
	show(c, &got);
	IS(buf_view(&got), "1<a><b>2<\"x><y\">3<\"\"><1\"\"2>4<\"z\"z><\">",
	    "quotes are characters like any other");
	csv_close(c);
	buf_done(&got);
	(void)close(fd);
}

/* One bad row each, and the good ones beside it are there. */
static void
bad_rows(void)
{
	reads(STR("a,b\nx,\"y\nc,d\n"), "1<a><b>2!x,\"y!3<c><d>");
	reads(STR("a,b\nx,\"y\nc,\"d\"\ne,f\n"), "1<a><b>2!x,\"y!3<c><d>4<e><f>");
	reads(STR("a,\"b\"c\nd,e\n"), "1!a,\"b\"c!2<d><e>");
	reads(STR("a\n\"b\r\nc\r\nd"), "1<a>2!\"b!3<c>4<d>");
	reads(STR("a\n\"b\n\"c\n\"d\n"), "1<a>2!\"b!3!\"c!4!\"d!");
	reads(STR("a\n\"b\nc,\"d\n\"\ne\n"), "1<a>2!\"b!3<c><d\\n>5<e>");
	reads(STR("a,b\n\xe9,c\nd,e\n"), "1<a><b>2!\xe9,c!3<d><e>");
	reads(STR("a,b\n\"x\n\xff\",y\nd,e\n"), "1<a><b>2!\"x\\n\xff\",y!4<d><e>");
}

static void
says(struct str text, const char *encoding, const char *want)
{
	int fd = memory_file(text);
	struct csv_row row;
	struct err e = { .text = "" };
	struct csv *c = csv_open(fd, ',', encoding, &e);

	OK(c != NULL && csv_next(c, &row, &e) == CSV_BAD && e.kind == ERR_RECORD,
	    "a bad row");
	IS(str_of(e.text), want, "says why");
	csv_close(c);
	(void)close(fd);
}

static void
splits(struct str row, size_t want)
{
	struct csv_row got = { .n = 0 };
	int fd = memory_file(row);
	struct err e;
	struct csv *c = csv_open(fd, ',', NULL, &e);

	OK(csv_next(c, &got, &e) == CSV_ROW && got.n == want, "%zu columns", want);
	csv_close(c);
	(void)close(fd);
}

/* A row is split in blocks: what stands at the edge of one counts like anything else. */
static void
edges(void)
{
	static const char letters[] =
	    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvw";
	struct buf row = BUF_INIT, want = BUF_INIT;

	for (int n = 56; n < 70; n++) {
		buf_clear(&row);
		buf_clear(&want);
		buf_fmt(&row, "\"%.*s\",,x,\"y\"\"\",z\n", n, letters);
		buf_fmt(&want, "1<%.*s><><x><y\"><z>", n, letters);
		reads_as(buf_view(&row), NULL, buf_cstr(&want));
		buf_clear(&row);
		buf_clear(&want);
		buf_fmt(&row, "%.*s,\xc3\xa9\xff\n", n, letters);
		buf_fmt(&want,
		    "not UTF-8 at byte %d; if the file is from Excel try --encoding "
		    "windows-1252",
		    n + 4);
		says(buf_view(&row), NULL, buf_cstr(&want));
	}
	buf_done(&row);
	buf_done(&want);
}

static void
reasons(void)
{
	struct err e;
	char *wide = mem_alloc(FIELDS_MAX);

	says(STR("a,\"b\nc\n"), NULL, "a quote opened on line 1 is never closed");
	says(STR("a,\xe9t\xe9\n"), NULL,
	    "not UTF-8 at byte 3; if the file is from Excel try --encoding windows-1252");
	says(STR("a\0,\0"), NULL,
	    "holds a NUL byte; if the file is UTF-16 without a byte order mark try "
	    "--encoding utf-16");
	says(STR("a\0,\0\0"), "utf-16le", "cannot be read as utf-16le at byte 3");
	memset(wide, ',', FIELDS_MAX);
	says((struct str){ wide, FIELDS_MAX }, NULL, "more than 16384 columns");
	splits((struct str){ wide, FIELDS_MAX - 1 }, FIELDS_MAX);
	free(wide);
	OK(csv_open(0, 0, "klingon", &e) == NULL && e.kind == ERR_TROUBLE,
	    "an unknown encoding");
	OK(str_starts(str_of(e.text), STR("unknown encoding \"klingon\": expected")),
	    "is named: %s", e.text);
	OK(csv_open(0, 0, "", &e) == NULL, "nor is the empty name one");
}

/* An open quote costs its own line, wherever its bound or the end of the file is. */
static void
bounds(void)
{
	struct {
		int before, lines, close;
	} cases[] = {
		{ 0, CSV_LINES - 1, 1 },
		{ 0, CSV_LINES, 1 },
		{ 3, CSV_LINES + 50, 0 },
		{ 2, 10, 0 },
		{ 1, 5 * CSV_LINES, 1 },
	};

	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		struct buf text = BUF_INIT;
		struct csv_row row;
		struct err e;
		enum csv_kind kind;
		int fd, n = 0, bad = 0, lines = 0;
		uint64_t bad_line = 0, next = 1;
		bool in_order = true;
		struct csv *c;

		for (int i = 0; i < cases[k].before; i++)
			buf_text(&text, "good,row\n");
		buf_text(&text, "x,\"open\n");
		for (int i = 0; i < cases[k].lines; i++)
			buf_text(&text, i + 1 == cases[k].lines && cases[k].close
					    ? "end\",y\n"
					    : "some,row\n");
		fd = memory_file(buf_view(&text));
		c = csv_open(fd, ',', NULL, &e);
		while ((kind = csv_next(c, &row, &e)) != CSV_END) {
			n += kind == CSV_ROW;
			bad += kind == CSV_BAD;
			if (kind == CSV_BAD)
				bad_line = row.line;
			in_order = in_order && row.line == next;
			next = row.line + 1;
			lines++;
			for (size_t i = 0; i < row.raw.len; i++)
				next += row.raw.at[i] == '\n';
		}
		OK(in_order && (int)next == cases[k].before + cases[k].lines + 2,
		    "every line is part of one row");
		if (k == 0)
			OK(n == 1 && bad == 0, "a row of %d lines", CSV_LINES);
		else
			OK(bad == 1 && (int)bad_line == cases[k].before + 1 &&
				n == cases[k].before + cases[k].lines,
			    "one bad row at line %d, %d good ones", (int)bad_line, n);
		csv_close(c);
		(void)close(fd);
		buf_done(&text);
	}
}

/* A line that is too long, while a quote is open and otherwise. */
static void
long_lines(void)
{
	struct buf text = BUF_INIT;
	struct csv_row row;
	struct err e;
	struct csv *c;
	int fd;

	buf_text(&text, "a\n\"b\n");
	buf_reserve(&text, LINES_MAX + 10);
	memset(text.at + text.len, 'z', LINES_MAX + 10);
	text.len += LINES_MAX + 10;
	buf_text(&text, "\nc\n");
	fd = memory_file(buf_view(&text));
	c = csv_open(fd, ',', NULL, &e);
	OK(csv_next(c, &row, &e) == CSV_ROW && row.line == 1, "a row");
	OK(csv_next(c, &row, &e) == CSV_BAD && row.line == 2, "an open quote");
	IS(row.raw, "\"b", "costs its line");
	OK(csv_next(c, &row, &e) == CSV_BAD && row.line == 3 && row.raw.at[0] == 'z',
	    "a line that is too long");
	OK(csv_next(c, &row, &e) == CSV_ROW && row.line == 4, "is one row of its own");
	IS(row.fields[0], "c", "and the next is right");
	OK(csv_next(c, &row, &e) == CSV_END, "the end");
	csv_close(c);
	(void)close(fd);
	buf_done(&text);
	c = csv_open(-1, ',', NULL, &e);
	OK(csv_next(c, &row, &e) == CSV_ERROR && e.kind == ERR_TROUBLE, "a read error");
	csv_close(c);
}

static void
waits(void)
{
	struct csv_row row;
	struct err e;
	struct csv *c;
	int ends[2];

	if (pipe(ends) != 0)
		exit(1);
	c = csv_open(ends[0], 0, NULL, &e);
	OK(!csv_ready(c), "an empty pipe is not ready");
	OK(write(ends[1], "a,b\n1,", 6) == 6 && csv_ready(c), "a line is");
	OK(csv_separator(c) == 0, "the separator is not known yet");
	OK(csv_next(c, &row, &e) == CSV_ROW && row.n == 2, "a row");
	OK(csv_separator(c) == ',', "now it is");
	OK(!csv_ready(c), "half a line is not ready");
	(void)close(ends[1]);
	OK(csv_ready(c), "the end is");
	csv_close(c);
	(void)close(ends[0]);
}

int
main(void)
{
	rows();
	separators();
	bare();
	bad_rows();
	edges();
	reasons();
	bounds();
	long_lines();
	waits();
	return tap_done();
}
