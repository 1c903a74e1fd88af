/* scratch - files without a name, for what does not fit into memory */
/* SPDX-License-Identifier: ISC */

#include "base/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

/* A file in DIR; -1 with errno. */
static int
open_in(const char *dir)
{
	int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	char *path;

	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
		return fd;
	/* A file system that knows no file without a name. */
	path = mem_fmt("%s/aftercare-XXXXXX", dir);
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		(void)unlink(path);
	free(path);
	return fd;
}

int
scratch_open(struct err *e)
{
	const char *wish = getenv("TMPDIR");
	const char *dirs[] = { wish != NULL && *wish != '\0' ? wish : "/var/tmp",
		"/tmp" };
	int fd = -1, why = 0;
	size_t i;

	for (i = 0; i < 2 && fd < 0; i++) {
		fd = open_in(dirs[i]);
		if (fd < 0 && why == 0)
			why = errno;
	}
	if (fd < 0)
		(void)err_set(e, err_errno(why), "cannot make a temporary file in %s: %s",
		    dirs[0], strerror(why));
	return fd;
}

bool
scratch_write(int fd, struct str bytes, struct err *e)
{
	ssize_t n;

	while (bytes.len != 0) {
		n = write(fd, bytes.at, bytes.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(e, err_errno(errno),
			    "cannot write to a temporary file: %s", strerror(errno));
		bytes.at += n;
		bytes.len -= (size_t)n;
	}
	return true;
}
