/* memory-file - a text as a file that can be read */
/* SPDX-License-Identifier: ISC */

#ifndef TESTS_UNIT_MEMORY_FILE_H
#define TESTS_UNIT_MEMORY_FILE_H

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/str.h"

/* A file in memory that holds TEXT, at its start; the caller closes it. */
static inline int
memory_file(struct str text)
{
	int fd = memfd_create("test", MFD_CLOEXEC);

	if (fd < 0 || write(fd, text.at, text.len) != (ssize_t)text.len ||
	    lseek(fd, 0, SEEK_SET) != 0)
		abort();
	return fd;
}

#endif
