/* test-owner - io/owner */
/* SPDX-License-Identifier: ISC */

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/owner.h"
#include "tap.h"

/* The name of a child process, which waits until it is killed. */
static pid_t
child(char name[OWNER_MAX])
{
	int ends[2];
	pid_t pid;

	if (pipe(ends) != 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		owner_self(name);
		if (write(ends[1], name, OWNER_MAX) != OWNER_MAX)
			_exit(1);
		for (;;)
			(void)pause();
	}
	if (read(ends[0], name, OWNER_MAX) != OWNER_MAX)
		pid = -1;
	(void)close(ends[0]);
	(void)close(ends[1]);
	return pid;
}

/* NAME with its part number AT (from 0) replaced. */
static struct str
with(const char *name, int at, const char *part, char out[OWNER_MAX])
{
	struct str rest = str_of(name), old;
	size_t len = 0;
	int i;

	for (i = 0; str_cut(&rest, '|', &old); i++)
		len += (size_t)snprintf(out + len, OWNER_MAX - len, "%s%.*s",
		    i == 0 ? "" : "|", i == at ? (int)strlen(part) : (int)old.len,
		    i == at ? part : old.at);
	return str_of(out);
}

int
main(void)
{
	char self[OWNER_MAX], name[OWNER_MAX], other[OWNER_MAX];
	pid_t pid;

	owner_self(self);
	OK(owner_fate(str_of(self)) == OWNER_ALIVE, "this process lives");
	pid = child(name);
	OK(pid > 0 && strcmp(self, name) != 0, "a child has another name");
	OK(owner_fate(str_of(name)) == OWNER_ALIVE, "and lives");
	(void)kill(pid, SIGKILL);
	(void)waitid(P_PID, (id_t)pid, NULL, WEXITED | WNOWAIT);
	OK(owner_fate(str_of(name)) == OWNER_DEAD, "killed but not reaped it is dead");
	(void)waitpid(pid, NULL, 0);
	OK(owner_fate(str_of(name)) == OWNER_DEAD, "and reaped too");
	OK(owner_fate(with(self, 4, "1", other)) == OWNER_DEAD,
	    "a process that took over the pid is another");
	OK(owner_fate(with(self, 1, "00000000-0000", other)) == OWNER_DEAD,
	    "what ran before this boot is dead");
	OK(owner_fate(with(self, 0, "elsewhere 1", other)) == OWNER_ELSEWHERE,
	    "another host is out of sight");
	OK(owner_fate(with(self, 2, "pid:[1]", other)) == OWNER_ELSEWHERE,
	    "so is another PID namespace");
	OK(owner_fate(STR("")) == OWNER_ELSEWHERE, "no name");
	OK(owner_fate(STR("a|b")) == OWNER_ELSEWHERE, "half a name");
	return tap_done();
}
