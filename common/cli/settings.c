/* settings - where the settings of a run come from */
/* SPDX-License-Identifier: ISC */

#include "cli/settings.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"

const char *
settings_given(const char *option, const char *name)
{
	const char *value = getenv(name);

	if (option != NULL)
		return option;
	return value != NULL && value[0] != '\0' ? value : NULL;
}

static bool
is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* ../share/aftercare beside the folder that this very program was started from. */
static char *
folder_beside(void)
{
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
	char *bin, *above, *folder;

	if (len <= 0)
		return NULL;
	self[len] = '\0';
	bin = path_dir(self);
	above = path_dir(bin);
	folder = mem_fmt("%s/share/aftercare", above);
	free(above);
	free(bin);
	if (is_folder(folder))
		return folder;
	free(folder);
	return NULL;
}

static bool
find_data(struct settings *s, struct err *e)
{
	const char *given = settings_given(NULL, "AFTERCARE_DATADIR");

	if (given != NULL && !is_folder(given))
		return err_set(
		    e, ERR_TROUBLE, "AFTERCARE_DATADIR: %s is no folder", given);
	s->folders[1] = given != NULL ? mem_str(given) : folder_beside();
	if (s->folders[1] == NULL)
		s->folders[1] = mem_str(AFTERCARE_DATA);
	s->search.kit = s->folders[1];
	return true;
}

static bool
find_shop(struct settings *s, const char *path, struct err *e)
{
	if (path == NULL)
		path = settings_given(NULL, "AFTERCARE_SHOP");
	if (path == NULL && access("shop.json", F_OK) == 0)
		path = "shop.json";
	s->shop = shop_read(path, e);
	if (s->shop == NULL)
		return false;
	if (path != NULL)
		s->folders[0] = path_dir(path);
	s->search.shop = s->folders[0];
	return true;
}

static bool
find_now(struct settings *s, struct moment now, struct err *e)
{
	const char *given = settings_given(NULL, "AFTERCARE_NOW");

	if (now.there) {
		s->now = now.at;
		s->now_given = "--now";
	} else if (given == NULL) {
		s->now = (struct instant){ .seconds = time(NULL) };
	} else if (instant_read(str_of(given), &s->now)) {
		s->now_given = "AFTERCARE_NOW";
	} else {
		return err_set(e, ERR_TROUBLE,
		    "AFTERCARE_NOW: expected a time such as 2026-11-21T09:00:00+01:00, "
		    "got '%s'",
		    given);
	}
	return true;
}

bool
settings_read(struct settings *s, const char *shop_file, struct moment now, struct err *e)
{
	*s = (struct settings){ .shop = NULL };
	if (find_now(s, now, e) && find_data(s, e) && find_shop(s, shop_file, e))
		return true;
	settings_done(s);
	return false;
}

void
settings_done(struct settings *s)
{
	shop_free(s->shop);
	free(s->folders[0]);
	free(s->folders[1]);
	*s = (struct settings){ .shop = NULL };
}
