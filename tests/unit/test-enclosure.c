/* test-enclosure - shop/enclosure */
/* SPDX-License-Identifier: ISC */

#include "shop/enclosure.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "tap.h"

static struct err e;

/* The attachments LIST with files below FOLDER: N of them, or refused because of WHY. */
static void
reads(const char *list, const char *folder, size_t n, const char *why)
{
	struct enclosures f = { .n = 0 };
	struct buf text = BUF_INIT;
	struct message m;
	struct rec rec;
	bool ok;

	rec_init(&rec);
	buf_fmt(&text,
	    "{\"type\":\"message\",\"id\":\"a\",\"class\":\"transactional\",\"channel\":"
	    "\"email\",\"to\":{\"address\":\"c@example.com\"},\"subject\":\"s\",\"text\":"
	    "\"t\",\"attachments\":%s}",
	    list);
	buf_reserve(&text, 64);
	memset(text.at + text.len, 0, 64);
	OK(rec_read(&rec, buf_view(&text), &e) && message_read(&m, rec_root(&rec), &e),
	    "a message with %.50s", list);
	ok = enclosures_read(&f, &m, folder, &e);
	OK(ok == (why == NULL), "%s", ok ? "is taken" : e.text);
	if (ok && why == NULL)
		OK(f.n == n && (n == 0 || str_is(f.at[0].bytes, "Hallo\n")), "whole");
	else if (!ok && why != NULL)
		OK(str_find(str_of(e.text), str_of(why)) >= 0, "since it %s", why);
	enclosures_done(&f);
	rec_done(&rec);
	buf_done(&text);
}

#define ITEM(where) "{\"name\":\"a.txt\",\"mime\":\"text/plain\"," where "}"

int
main(void)
{
	char dir[] = "/tmp/test-enclosure-XXXXXX", *real, *file;
	struct buf many = BUF_INIT;
	int i;

	if (mkdtemp(dir) == NULL)
		return 1;
	real = realpath(dir, NULL);
	file = mem_fmt("%s/a.txt", real);
	(void)path_write(file, STR("Hallo\n"), &e);
	reads("null", NULL, 0, NULL);
	reads("[]", NULL, 0, NULL);
	reads("[" ITEM("\"base64\":\"SGFsbG8K\"") "]", NULL, 1, NULL);
	reads("[" ITEM("\"path\":\"a.txt\"") "]", real, 1, NULL);
	reads("[" ITEM("\"path\":\"a.txt\"") "]", NULL, 0, "--attachments");
	reads("[" ITEM("\"path\":\"b.txt\"") "]", real, 0, "there is no such file");
	reads("[" ITEM("\"path\":\"../../etc/passwd\"") "]", real, 0, "leads out of");
	reads("[" ITEM("\"base64\":\"!\"") "]", NULL, 0, "is not base64");
	reads("[" ITEM("\"size\":1") "]", NULL, 0, "expected either");
	reads("[" ITEM("\"path\":\"a.txt\",\"base64\":\"\"") "]", real, 0,
	    "expected either");
	reads("[{\"name\":\"a\",\"mime\":\"multipart/mixed\",\"base64\":\"\"}]", NULL, 0,
	    "the media type of a file");
	for (i = 0; i < ENCLOSURES_MAX; i++)
		buf_fmt(
		    &many, "%c%s", i == 0 ? '[' : ',', ITEM("\"base64\":\"SGFsbG8K\""));
	buf_char(&many, ']');
	reads(buf_cstr(&many), NULL, ENCLOSURES_MAX, NULL);
	many.len--;
	buf_text(&many, "," ITEM("\"base64\":\"\"") "]");
	reads(buf_cstr(&many), NULL, 0, "one attachment too many");
	buf_clear(&many);
	buf_text(&many, "[{\"name\":\"a\",\"mime\":\"text/plain\",\"base64\":\"");
	for (i = 0; i < 33600000; i += 40)
		buf_text(&many, "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB");
	buf_text(&many, "\"}]");
	reads(buf_cstr(&many), NULL, 0, "larger than 25165824 bytes");
	buf_done(&many);
	(void)unlink(file);
	(void)rmdir(real);
	free(file);
	free(real);
	return tap_done();
}
