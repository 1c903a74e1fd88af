/* owner - which process holds a claim, and whether it still lives */
/* SPDX-License-Identifier: ISC */

#include "io/owner.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/num.h"

/* The start of PATH without its line end; "" where it cannot be read. */
static void
read_word(const char *path, char *out, size_t room)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, out, room - 1);

	if (fd >= 0)
		(void)close(fd);
	out[n < 0 ? 0 : n] = '\0';
	out[strcspn(out, "\n")] = '\0';
}

/*
 * When process PID started, in clock ticks after the boot; 0 where there is no such
 * process, or only what a parent has not yet reaped of it.
 */
static int64_t
started(int64_t pid)
{
	char path[64], stat[1024];
	struct str rest, field = STR_NONE;
	int64_t ticks;
	const char *name_end;
	int i;

	(void)snprintf(path, sizeof path, "/proc/%" PRId64 "/stat", pid);
	read_word(path, stat, sizeof stat);
	name_end = strrchr(stat, ')');
	if (name_end == NULL || strlen(name_end) < 3 ||
	    strchr("ZXx", name_end[2]) != NULL)
		return 0;
	/* Behind the name stand field 3 (the state) and so on; the start is field 22. */
	rest = str_of(name_end + 2);
	for (i = 3; i <= 22; i++)
		if (!str_cut(&rest, ' ', &field))
			return 0;
	return num_whole(field, &ticks) ? ticks : 0;
}

/* Host, boot and PID namespace, as the first three parts of a name. */
static void
place(char host[128], char boot[48], char namespace[32])
{
	char name[65] = "", machine[48];
	ssize_t n = readlink("/proc/self/ns/pid", namespace, 31);

	(void)gethostname(name, sizeof name - 1);
	name[strcspn(name, "|")] = '\0';
	read_word("/etc/machine-id", machine, sizeof machine);
	(void)snprintf(host, 128, "%s %s", name, machine);
	read_word("/proc/sys/kernel/random/boot_id", boot, 48);
	namespace[n < 0 ? 0 : n] = '\0';
}

void
owner_self(char out[OWNER_MAX])
{
	char host[128], boot[48], namespace[32];

	place(host, boot, namespace);
	(void)snprintf(out, OWNER_MAX, "%s|%s|%s|%ld|%" PRId64, host, boot, namespace,
	    (long)getpid(), started(getpid()));
}

enum owner_fate
owner_fate(struct str owner)
{
	char host[128], boot[48], namespace[32];
	struct str part[5], rest = owner;
	int64_t pid, start;
	int i;

	for (i = 0; i < 5; i++)
		if (!str_cut(&rest, '|', &part[i]))
			return OWNER_ELSEWHERE;
	place(host, boot, namespace);
	if (boot[0] == '\0' || part[1].len == 0 || !str_is(part[0], host))
		return OWNER_ELSEWHERE;
	if (!str_is(part[1], boot))
		return OWNER_DEAD;
	if (!str_is(part[2], namespace) || !num_whole(part[3], &pid) ||
	    !num_whole(part[4], &start) || start == 0)
		return OWNER_ELSEWHERE;
	return started(pid) == start ? OWNER_ALIVE : OWNER_DEAD;
}
