/* test-rec-err - data/rec-err */
/* SPDX-License-Identifier: ISC */

#include "rec-kit.h"

static void
places(void)
{
	struct val v = read_rec("{\n \"a\": [ {\n  \"b\": [[0], [1,\n 2]] } ]\n}\n"), out;
	struct buf path = BUF_INIT;

	OK(rec_find(v, "a[0].b[1][1]", &out, &e), "a deep value");
	val_path(out, &path);
	IS(buf_view(&path), "a[0].b[1][1]", "knows its path");
	OK(val_line(out) == 4 && val_line(v) == 1, "and its line");
	buf_clear(&path);
	val_path(v, &path);
	IS(buf_view(&path), "", "the record's path is empty");
	buf_done(&path);
	OK(!val_err(out, &e, "must be %d", 3), "val_err is false");
	IS(str_of(e.text), "a[0].b[1][1]: must be 3", "and names the value");
	OK(!val_err(v, &e, "is odd"), "also for the record");
	IS(str_of(e.text), "is odd", "without a path");
	OK(rec_find(v, "a[0]", &out, &e), "a value");
	OK(!val_expected(out, "b[0][0]", "a text", &e), "val_expected is false");
	IS(str_of(e.text), "a[0].b[0][0]: expected a text, got 0", "and looks below it");
	OK(!val_expected(out, "", "a text", &e), "also for the value itself");
	IS(str_of(e.text), "a[0]: expected a text, got an object", "and names it");
	v = read_rec("{\"k\":\"0123456789012345678901234567890123456789012345678901234567"
		     "\xc3\xa9 and more\"}");
	OK(!val_expected(v, "k", "less", &e), "a long text");
	IS(str_of(e.text),
	    "k: expected less, got "
	    "\"0123456789012345678901234567890123456789012345678901234567...",
	    "is cut between characters");
}

/* The line of the value that TEXT, an error's, speaks of. */
static void
blames(const char *text, uint32_t line)
{
	struct err why;

	(void)err_set(&why, ERR_RECORD, "%s", text);
	OK(rec_blame(&rec, &why) == line, "line %u: %s", (unsigned)line, text);
}

static void
blame(void)
{
	(void)read_rec("{\n\"a\":\n[{\"b\":\n1,\n\"bc\":\n2},\n3]}");
	blames("a[0].b: is odd", 4);
	blames("a[0].bc: is odd", 6);
	blames("a[1]: is odd", 7);
	blames("a: is odd", 3);
	blames("a[7].b: is not there", 1);
	blames("nothing of it", 1);
}

int
main(void)
{
	rec_init(&rec);
	places();
	blame();
	rec_done(&rec);
	return tap_done();
}
