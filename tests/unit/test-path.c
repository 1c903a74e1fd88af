/* test-path - base/path */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "tap.h"

static void
named(const char *text, const char *want)
{
	struct buf b = BUF_INIT;

	path_name(&b, str_of(text));
	IS(buf_view(&b), want, "the file name of \"%s\"", text);
	buf_done(&b);
}

int
main(void)
{
	char dir[] = "/tmp/test-path.XXXXXX";
	struct buf b = BUF_INIT;
	struct err e;
	char *shop, *kit, *path, *deep, *below;
	struct search s;

	if (mkdtemp(dir) == NULL)
		return 1;
	shop = mem_fmt("%s/shop", dir);
	kit = mem_fmt("%s/kit", dir);
	deep = mem_fmt("%s/kit/words", dir);
	s = (struct search){ shop, kit };
	OK(path_mkdirs(deep, &e) && path_mkdirs(shop, &e), "folders are made");
	OK(path_mkdirs(deep, &e), "and may be there already");
	path = mem_fmt("%s/words/en.json", kit);
	OK(path_write(path, STR("{}"), &e), "a file is written");
	OK(!path_mkdirs(path, &e), "a file is no folder");
	OK(path_can_make(deep, &e), "a folder is there");
	OK(!path_can_make(path, &e) && strstr(e.text, "Not a directory") != NULL,
	    "what is a file cannot be made");
	below = mem_fmt("%s/not/yet", deep);
	OK(path_can_make(below, &e) && access(below, F_OK) != 0,
	    "what is not there could be, and is not");
	free(below);
	below = mem_fmt("%s/below", path);
	OK(!path_can_make(below, &e) && str_starts(str_of(e.text), str_of(below)),
	    "nothing is below a file");
	free(below);
	OK(path_read(path, 100, &b, &e), "and read");
	IS(buf_view(&b), "{}", "as it was");
	OK(!path_read(path, 1, &b, &e), "a file that is too large is refused");
	OK(!path_read(kit, 100, &b, &e), "a folder is refused");
	OK(!path_read("/nowhere/at/all", 100, &b, &e), "so is nothing");
	IS(str_of(e.text), "/nowhere/at/all: No such file or directory", "by its name");
	free(path);
	path = search_find(&s, "words/en.json");
	OK(path != NULL && str_starts(str_of(path), str_of(kit)), "found in the kit");
	free(path);
	OK(search_find(&s, "words/de.json") == NULL, "not found");
	s.kit = shop;
	s.shop = kit;
	path = search_find(&s, "words/en.json");
	OK(path != NULL && str_starts(str_of(path), str_of(kit)),
	    "the shop's own comes first");
	free(path);
	path = path_dir("a/b/c");
	IS(str_of(path), "a/b", "dir of a/b/c");
	free(path);
	path = path_dir("/a");
	IS(str_of(path), "/", "dir of /a");
	free(path);
	path = path_dir("a");
	IS(str_of(path), ".", "dir of a");
	free(path);
	named("order-confirm:1001", "order-confirm%3A1001");
	named("../../etc", "%2E.%2F..%2Fetc");
	named("\xc5\x81", "%C5%81");
	free(shop);
	free(kit);
	free(deep);
	buf_done(&b);
	return tap_done();
}
