/* test-preview - io/preview */
/* SPDX-License-Identifier: ISC */

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/path.h"
#include "io/preview.h"
#include "tap.h"

static char dir[] = "/tmp/aftercare-preview-XXXXXX";

/* "DIR/NAME" as a whole, lent until the next call. */
static struct str
content(const char *name)
{
	static struct buf text;
	char path[256];
	struct err e;

	buf_clear(&text);
	(void)snprintf(path, sizeof path, "%s/%s", dir, name);
	(void)path_read(path, 1 << 20, &text, &e);
	return buf_view(&text);
}

static bool
page(const char *name, const char *id, struct str subject)
{
	struct buf path = BUF_INIT;
	struct err e;
	bool ok = preview_page(dir,
	    &(struct preview_mail){ .name = str_of(name),
		.id = str_of(id),
		.to = STR("\"><script>"),
		.subject = subject,
		.headers = STR("Subject: <b>"),
		.text = STR("</pre>"),
		.html = STR("\"></iframe><script>") },
	    &path, &e);

	buf_done(&path);
	return ok;
}

int
main(void)
{
	struct str index;
	char command[128];
	struct err e;

	if (mkdtemp(dir) == NULL)
		return 99;
	OK(preview_index(dir, &e), "an index of nothing");
	OK(str_find(content("index.html"), STR("<h1>0 mails</h1>")) > 0, "says so");
	OK(page("b", "order:10", STR("ten\r\n<tr>")) &&
		page("c", "order:9", STR("nine")) && page("a", "quote\"'<&", STR("odd")),
	    "three pages");
	OK(preview_index(dir, &e), "and an index");
	index = content("index.html");
	OK(str_find(index, STR("<h1>3 mails</h1>")) > 0, "of three");
	OK(str_find(index, STR("order:9")) < str_find(index, STR("order:10")),
	    "in the order of their ids");
	OK(str_find(index, STR("ten  &lt;tr&gt;")) > 0, "each on a line of its own");
	OK(str_find(index, STR("<script")) < 0, "nothing runs");
	OK(str_find(content("mails/a.html"), STR("<script")) < 0, "on a page neither");
	OK(str_find(content("mails/a.html"),
	       STR("srcdoc=\"&quot;&gt;&lt;/iframe&gt;&lt;script&gt;\"")) > 0,
	    "the mail's HTML stays in its frame");
	(void)snprintf(command, sizeof command, "rm %s/mails/b.html", dir);
	OK(system(command) == 0 && page("c", "order:9", STR("nine again")) &&
		preview_index(dir, &e),
	    "a page is deleted, another made anew");
	index = content("index.html");
	OK(str_find(index, STR("<h1>2 mails</h1>")) > 0 &&
		str_find(index, STR("nine again")) > 0,
	    "and the index is right");
	(void)snprintf(command, sizeof command, "rm -rf %s", dir);
	OK(system(command) == 0, "cleaned up");
	return tap_done();
}
