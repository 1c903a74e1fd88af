/* test-scratch - base/scratch */
/* SPDX-License-Identifier: ISC */

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/scratch.h"
#include "tap.h"

/* Whether what is written to a new file can be read again, and the file has no name. */
static bool
holds(void)
{
	struct err e;
	char got[8] = "";
	struct stat st;
	int fd = scratch_open(&e);
	bool ok;

	if (fd < 0)
		return false;
	ok = scratch_write(fd, STR("ab"), &e) && scratch_write(fd, STR(""), &e) &&
	     scratch_write(fd, STR("cde"), &e) && pread(fd, got, sizeof got, 0) == 5 &&
	     strcmp(got, "abcde") == 0 && fstat(fd, &st) == 0 && st.st_nlink == 0 &&
	     (st.st_mode & 07777) == 0600 && fcntl(fd, F_GETFD) == FD_CLOEXEC;
	(void)close(fd);
	return ok;
}

static bool
is_empty(const char *dir)
{
	return rmdir(dir) == 0 && mkdir(dir, 0700) == 0;
}

static void
places(void)
{
	char dir[] = "/tmp/test-scratch.XXXXXX";

	if (mkdtemp(dir) == NULL)
		exit(1);
	(void)setenv("TMPDIR", dir, 1);
	OK(holds(), "a file in $TMPDIR");
	OK(is_empty(dir), "... has no name there");
	(void)setenv("TMPDIR", "", 1);
	OK(holds(), "an empty $TMPDIR is none");
	(void)unsetenv("TMPDIR");
	OK(holds(), "without it a file is made elsewhere");
	(void)setenv("TMPDIR", "/no/such/folder", 1);
	OK(holds(), "... and where it is no folder");
	(void)rmdir(dir);
}

static void
faults(void)
{
	struct err e = { .text = "" };
	int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);

	OK(!scratch_write(fd, STR("x"), &e) && e.kind == ERR_LATER,
	    "a full disk is an error that may pass");
	IS(str_of(e.text), "cannot write to a temporary file: No space left on device",
	    "... and said");
	(void)close(fd);
	OK(!scratch_write(fd, STR("x"), &e) && e.kind == ERR_TROUBLE,
	    "a closed descriptor is one that does not pass");
	OK(scratch_write(fd, STR(""), &e), "nothing can be written to anything");
}

int
main(void)
{
	places();
	faults();
	return tap_done();
}
