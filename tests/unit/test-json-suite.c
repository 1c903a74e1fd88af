/* test-json-suite - data/scan on the documents of JSONTestSuite */
/* SPDX-License-Identifier: ISC */

/*
 * The documents lie in $AFTERCARE_TEST_DATA/json_suite/test_parsing, or beside the source
 * tree; where there are none the test is skipped.  y_ must be accepted, n_ refused, and
 * i_ may be either; so may none read a byte behind its end as its own.
 */

#include <dirent.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/path.h"
#include "data/scan.h"
#include "tap.h"

static struct tape tape;
static struct err e;

/* Whether TEXT is accepted with BEHIND behind it. */
static bool
accepted(struct str text, const char *behind)
{
	char *copy = mem_zero(text.len + 64, 1);
	bool ok;

	memcpy(copy, text.at, text.len);
	memcpy(copy + text.len, behind, strlen(behind));
	ok = scan(&tape, (struct str){ copy, text.len }, &e);
	free(copy);
	return ok;
}

/* The document as a field of a record, as a filter meets it. */
static void
check_field(struct str text, const char *name)
{
	struct buf line = BUF_INIT;
	size_t i;
	bool ok;

	buf_text(&line, "{\"type\":\"other\",\"value\":");
	buf_str(&line, text);
	buf_char(&line, '}');
	/* A line has no line ends; outside of a text a space does as well. */
	for (i = 0; name[0] == 'y' && i < line.len; i++)
		if (line.at[i] == '\n')
			line.at[i] = ' ';
	ok = accepted(buf_view(&line), "");
	OK(name[0] == 'i' || ok == (name[0] == 'y'), "%s as a field is %s", name,
	    ok ? "accepted" : "refused");
	buf_done(&line);
}

static void
check(const char *dir, const char *name)
{
	static const char *const behind[] = { "", "0", "\"", "]", "}", "\"]}", "]]]]" };
	char *path = mem_fmt("%s/%s", dir, name);
	struct buf text = BUF_INIT;
	bool ok;
	size_t i;

	if (OK(path_read(path, (size_t)1 << 24, &text, &e), "%s is read", name)) {
		ok = accepted(buf_view(&text), behind[0]);
		OK(name[0] == 'i' || ok == (name[0] == 'y'), "%s is %s (%s)", name,
		    ok ? "accepted" : "refused", ok ? "" : e.text);
		for (i = 1; i < sizeof behind / sizeof *behind; i++)
			if (accepted(buf_view(&text), behind[i]) != ok)
				OK(false, "%s before '%s'", name, behind[i]);
		check_field(buf_view(&text), name);
	}
	buf_done(&text);
	free(path);
}

int
main(void)
{
	const char *data = getenv("AFTERCARE_TEST_DATA"),
		   *top = getenv("MESON_SOURCE_ROOT");
	char *dir = data != NULL ? mem_fmt("%s/json_suite/test_parsing", data)
				 : mem_fmt("%s/../shared/data/json_suite/test_parsing",
				       top == NULL ? "." : top);
	DIR *d = opendir(dir);
	struct dirent *entry;

	if (d == NULL) {
		(void)printf("1..0 # SKIP no %s\n", dir);
		free(dir);
		return 0;
	}
	while ((entry = readdir(d)) != NULL)
		if (strchr("yni", entry->d_name[0]) != NULL && entry->d_name[1] == '_')
			check(dir, entry->d_name);
	OK(tap_count > 900, "all documents were seen");
	(void)closedir(d);
	free(dir);
	tape_done(&tape);
	return tap_done();
}
