/* enclosure - the files that go with a mail */
/* SPDX-License-Identifier: ISC */

#include "shop/enclosure.h"

#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/mem.h"
#include "base/path.h"

#define SIZE_LIMIT ((size_t)24 << 20) /* more is refused by most servers */

void
enclosures_done(struct enclosures *f)
{
	while (f->n > 0)
		buf_done(&f->bytes[--f->n]);
}

/* Whether PATH lies below FOLDER; both as realpath has them, so that only "/" ends so. */
static bool
is_below(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	if (folder[len - 1] == '/')
		len--;
	return strncmp(path, folder, len) == 0 && path[len] == '/';
}

/* Reads the file that V names below the folder for attachments. */
static bool
read_file(
    const char *folder, struct val v, struct str path, struct buf *out, struct err *e)
{
	struct err why;
	char *relative, *joined, *real;
	bool ok = false;

	if (folder == NULL)
		return val_err(v, e,
		    "files are attached only from the folder that --attachments names");
	relative = mem_copy(path.at, path.len);
	joined = mem_fmt("%s/%s", folder, relative);
	real = realpath(joined, NULL);
	/* What ".." and symbolic links lead to has to lie in the folder, too. */
	if (strlen(relative) != path.len || real == NULL)
		(void)val_err(v, e, "there is no such file below %s", folder);
	else if (!is_below(real, folder))
		(void)val_err(v, e, "leads out of %s", folder);
	else if (!path_read(real, SIZE_LIMIT, out, &why))
		(void)val_err(v, e, "%s", why.text);
	else
		ok = true;
	free(real);
	free(joined);
	free(relative);
	return ok;
}

static bool
read_item(const char *folder, struct val item, struct mime_file *file, struct buf *bytes,
    struct err *e)
{
	struct str base64, path;
	struct val where;

	if (!rec_need_text(item, "name", &file->name, e) ||
	    !rec_need_text(item, "mime", &file->type, e) ||
	    !rec_get_text(item, "base64", &base64, e) ||
	    !rec_get_text(item, "path", &path, e) ||
	    !rec_find(item, base64.at != NULL ? "base64" : "path", &where, e))
		return false;
	if (!mime_file_type(file->type))
		return val_expected(item, "mime", "the media type of a file", e);
	if ((base64.at == NULL) == (path.at == NULL))
		return val_err(item, e, "expected either \"base64\" or \"path\"");
	if (path.at != NULL)
		return read_file(folder, where, path, bytes, e);
	return base64_read(base64, bytes) || val_err(where, e, "is not base64");
}

bool
enclosures_read(
    struct enclosures *f, const struct message *m, const char *folder, struct err *e)
{
	struct val_iter it = val_iter(m->attachments);
	struct val item;
	size_t size = 0;

	while (val_next(&it, &item)) {
		struct mime_file *file = &f->at[f->n];

		if (f->n == ENCLOSURES_MAX)
			return val_err(item, e, "is one attachment too many");
		if (!read_item(folder, item, file, &f->bytes[f->n++], e))
			return false;
		file->bytes = buf_view(&f->bytes[f->n - 1]);
		size += file->bytes.len;
		if (size > SIZE_LIMIT)
			return val_err(item, e,
			    "makes the attachments larger than %zu bytes", SIZE_LIMIT);
	}
	return true;
}
