/* test-settings - cli/settings */
/* SPDX-License-Identifier: ISC */

#include "cli/settings.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "tap.h"

static struct err e;

/* Writes a shop file that says only its NAME. */
static void
put_shop(const char *path, const char *name)
{
	char *text = mem_fmt("{\"name\":\"%s\"}", name);

	if (!path_write(path, str_of(text), &e))
		exit(1);
	free(text);
}

/* The settings with these two options give a shop called NAME whose folder is DIR. */
static void
found(const char *option, const char *name, const char *dir)
{
	struct settings s;

	if (!OK(settings_read(&s, option, (struct moment){ .there = false }, &e),
		"the settings are read"))
		return;
	IS(s.shop->name, name, "the shop is the right one");
	IS(str_of(s.search.shop), dir, "its folder is searched first");
	settings_done(&s);
}

static void
shops(void)
{
	struct settings s;
	struct moment none = { .there = false };

	OK(settings_read(&s, NULL, none, &e) && s.shop->path == NULL, "no shop file");
	OK(s.search.shop == NULL && s.search.kit != NULL, "only the kit is searched");
	settings_done(&s);
	put_shop("shop.json", "here");
	found(NULL, "here", ".");
	(void)setenv("AFTERCARE_SHOP", "sub/env.json", 1);
	put_shop("sub/env.json", "environment");
	found(NULL, "environment", "sub");
	put_shop("opt.json", "option");
	found("opt.json", "option", ".");
	OK(!settings_read(&s, "nowhere.json", none, &e), "a file that is not there");
	IS(str_of(e.text), "nowhere.json: No such file or directory", "is an error");
	(void)setenv("AFTERCARE_SHOP", "", 1);
	found(NULL, "here", ".");
}

static void
clocks(void)
{
	struct settings s;
	struct moment now = { .there = false };

	OK(settings_read(&s, NULL, now, &e) && s.now_given == NULL &&
		s.now.seconds > 1700000000,
	    "the clock runs");
	settings_done(&s);
	(void)setenv("AFTERCARE_NOW", "2026-11-21T09:00:00+01:00", 1);
	OK(settings_read(&s, NULL, now, &e) && s.now.offset == 60, "AFTERCARE_NOW");
	IS(str_of(s.now_given), "AFTERCARE_NOW", "is named");
	settings_done(&s);
	now = (struct moment){ true, { .seconds = 5 } };
	OK(settings_read(&s, NULL, now, &e) && s.now.seconds == 5, "the option wins");
	IS(str_of(s.now_given), "--now", "and is named");
	settings_done(&s);
	now.there = false;
	(void)setenv("AFTERCARE_NOW", "tomorrow", 1);
	OK(!settings_read(&s, NULL, now, &e), "no time");
	IS(str_of(e.text),
	    "AFTERCARE_NOW: expected a time such as 2026-11-21T09:00:00+01:00, got "
	    "'tomorrow'",
	    "is refused");
	(void)unsetenv("AFTERCARE_NOW");
}

static void
folders(void)
{
	struct settings s;
	struct moment now = { .there = false };

	(void)setenv("AFTERCARE_DATADIR", "sub", 1);
	OK(settings_read(&s, NULL, now, &e), "AFTERCARE_DATADIR");
	IS(str_of(s.search.kit), "sub", "is the kit's folder");
	settings_done(&s);
	(void)setenv("AFTERCARE_DATADIR", "shop.json", 1);
	OK(!settings_read(&s, NULL, now, &e), "a file there");
	IS(str_of(e.text), "AFTERCARE_DATADIR: shop.json is no folder", "is refused");
	(void)unsetenv("AFTERCARE_DATADIR");
	/* This program lies in build/tests/unit, which has no ../share beside it. */
	OK(settings_read(&s, NULL, now, &e), "without it");
	OK(s.search.kit[0] == '/' &&
		str_ends(str_of(s.search.kit), STR("share/aftercare")),
	    "it is where the build said");
	settings_done(&s);
}

int
main(void)
{
	char dir[] = "/tmp/test-settings.XXXXXX", *command;

	(void)unsetenv("AFTERCARE_SHOP");
	(void)unsetenv("AFTERCARE_NOW");
	(void)unsetenv("AFTERCARE_DATADIR");
	if (mkdtemp(dir) == NULL || chdir(dir) != 0 || !path_mkdirs("sub", &e))
		return 1;
	shops();
	clocks();
	folders();
	command = mem_fmt("rm -r %s", dir);
	OK(chdir("/") == 0 && system(command) == 0, "the folder is removed");
	free(command);
	return tap_done();
}
