/* layouts - which mapping files there are, the shop's own before the kit's */
/* SPDX-License-Identifier: ISC */

#include "shop/layouts.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Names without .json, on the heap. */
struct names {
	char **at;
	size_t n;
};

static void
add_name(struct names *names, const char *file)
{
	size_t len = strlen(file);

	if (len <= 5 || strcmp(file + len - 5, ".json") != 0 || file[0] == '.')
		return;
	for (size_t i = 0; i < names->n; i++)
		if (strlen(names->at[i]) == len - 5 &&
		    memcmp(names->at[i], file, len - 5) == 0)
			return;
	names->at = mem_grow(names->at, names->n + 1, sizeof *names->at);
	names->at[names->n++] = mem_copy(file, len - 5);
}

/* A folder that is not there has no names; one that cannot be read is an error. */
static bool
add_folder(struct names *names, const char *root, const char *folder, struct err *e)
{
	char *path;
	DIR *dir;
	const struct dirent *entry;

	if (root == NULL)
		return true;
	path = mem_fmt("%s/%s", root, folder);
	dir = opendir(path);
	if (dir == NULL && errno != ENOENT && errno != ENOTDIR) {
		(void)err_set(e, ERR_TROUBLE, "%s: %s", path, strerror(errno));
		free(path);
		return false;
	}
	free(path);
	if (dir == NULL)
		return true;
	while ((entry = readdir(dir)) != NULL)
		add_name(names, entry->d_name);
	(void)closedir(dir);
	return true;
}

static int
by_name(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

static void
names_done(struct names *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->at[i]);
	free(names->at);
}

/* Whether the layout called NAME is one of FAMILY's. */
static bool
belongs(const char *name, const char *family)
{
	size_t len = strlen(family);

	return strncmp(name, family, len) == 0 && (name[len] == '\0' || name[len] == '-');
}

static bool
add_layout(
    struct layouts *l, const char *path, const struct schema *schema, struct err *e)
{
	struct layout *layout = layout_open(path, schema, e);

	if (layout == NULL)
		return false;
	l->at = mem_grow(l->at, l->n + 1, sizeof *l->at);
	l->at[l->n++] = layout;
	return true;
}

static bool
open_named(struct layouts *l, const struct search *where, const char *folder,
    const char *name, const struct schema *schema, struct err *e)
{
	char *file = mem_fmt("%s/%s.json", folder, name);
	char *path = search_find(where, file);
	bool done = path == NULL || add_layout(l, path, schema, e);

	free(file);
	free(path);
	return done;
}

static bool
none(const struct names *names, const char *name, struct err *e)
{
	struct buf list = BUF_INIT;

	for (size_t i = 0; i < names->n; i++)
		buf_fmt(&list, "%s%s", i == 0 ? "" : ", ", names->at[i]);
	if (name == NULL)
		(void)err_set(e, ERR_TROUBLE, "no layouts found");
	else
		(void)err_set(e, ERR_TROUBLE,
		    "there is no layout \"%s\"; expected one of %s", name,
		    buf_cstr(&list));
	buf_done(&list);
	return false;
}

bool
layouts_open(struct layouts *l, const struct search *where, const char *folder,
    const char *name, const struct schema *schema, struct err *e)
{
	struct names names = { NULL, 0 };
	bool done;

	*l = (struct layouts){ NULL, 0 };
	if (name != NULL && strcmp(name, "auto") == 0)
		name = NULL;
	done = add_folder(&names, where->shop, folder, e) &&
	       add_folder(&names, where->kit, folder, e);
	if (done && names.n != 0)
		qsort(names.at, names.n, sizeof *names.at, by_name);
	for (size_t i = 0; done && i < names.n; i++)
		if (name == NULL || belongs(names.at[i], name))
			done = open_named(l, where, folder, names.at[i], schema, e);
	if (done && l->n == 0)
		done = none(&names, name, e);
	names_done(&names);
	if (!done)
		layouts_done(l);
	return done;
}

bool
layouts_file(
    struct layouts *l, const char *path, const struct schema *schema, struct err *e)
{
	*l = (struct layouts){ NULL, 0 };
	return add_layout(l, path, schema, e);
}

void
layouts_list(const struct layouts *l, struct buf *out)
{
	int width = 18;

	for (size_t i = 0; i < l->n; i++)
		if ((int)l->at[i]->name.len > width)
			width = (int)l->at[i]->name.len;
	for (size_t i = 0; i < l->n; i++)
		buf_fmt(out, "%-*.*s %.*s\n", width, STR_ARG(l->at[i]->name),
		    STR_ARG(l->at[i]->about));
}

void
layouts_done(struct layouts *l)
{
	for (size_t i = 0; i < l->n; i++)
		layout_free(l->at[i]);
	free(l->at);
	*l = (struct layouts){ NULL, 0 };
}
