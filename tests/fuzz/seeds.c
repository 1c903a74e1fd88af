/* seeds - runs the seed files of a fuzz entry, as an ordinary test */
/* SPDX-License-Identifier: ISC */

/*
 * seeds DIR: every file of DIR is given to the entry, whole and cut at every length, in a
 * block of memory of its own, so that a sanitizer sees a look behind its end.
 */

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/path.h"
#include "fuzz/entry.h"
#include "unit/tap.h"

#define CUT_MAX 4096 /* a longer seed is not cut at every length */

static void
give(struct str text, size_t len)
{
	uint8_t *copy = mem_alloc(len);

	if (len > 0)
		memcpy(copy, text.at, len);
	(void)LLVMFuzzerTestOneInput(copy, len);
	free(copy);
}

static void
run(const char *dir, const char *name)
{
	char *path = mem_fmt("%s/%s", dir, name);
	struct buf text = BUF_INIT;
	struct err e = { .text = "" };
	size_t len;

	if (path_read(path, (size_t)1 << 24, &text, &e)) {
		for (len = 0; text.len <= CUT_MAX && len < text.len; len++)
			give(buf_view(&text), len);
		give(buf_view(&text), text.len);
	}
	OK(e.text[0] == '\0', "%s %s", name, e.text);
	buf_done(&text);
	free(path);
}

int
main(int argc, char *argv[])
{
	DIR *d = argc == 2 ? opendir(argv[1]) : NULL;
	struct dirent *entry;

	while (d != NULL && (entry = readdir(d)) != NULL)
		if (entry->d_name[0] != '.')
			run(argv[1], entry->d_name);
	OK(tap_count > 0, "there are seeds");
	if (d != NULL)
		(void)closedir(d);
	return tap_done();
}
