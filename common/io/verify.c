/* verify - asks the operator's command what became of a mail */
/* SPDX-License-Identifier: ISC */

#include "io/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

enum { PATIENCE_MS = 60000, FACTS = 4 };

/* This process's environment with the facts behind it; the first FACTS are to be freed.
 */
static char **
environment(const struct verify_facts *facts)
{
	size_t n = 0, i;
	char **all;

	while (environ[n] != NULL)
		n++;
	all = mem_zero(n + FACTS + 1, sizeof *all);
	all[0] = mem_fmt("AFTERCARE_MESSAGE_ID=%.*s", STR_ARG(facts->message_id));
	all[1] = mem_fmt("AFTERCARE_MAIL_ID=%.*s", STR_ARG(facts->mail_id));
	all[2] = mem_fmt("AFTERCARE_RECIPIENT=%.*s", STR_ARG(facts->recipient));
	all[3] = mem_fmt("AFTERCARE_TRANSPORT=%.*s", STR_ARG(facts->transport));
	for (i = 0; i < n; i++)
		all[FACTS + i] = environ[i];
	return all;
}

/* Starts COMMAND in a group of its own; 0 or the error. */
static int
start(const char *command, char **env, pid_t *pid)
{
	char *text = mem_str(command);
	char shell[] = "/bin/sh", option[] = "-c";
	char *argv[] = { shell, option, text, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t none;
	int error;

	(void)sigemptyset(&none);
	(void)posix_spawn_file_actions_init(&files);
	(void)posix_spawnattr_init(&how);
	(void)posix_spawnattr_setflags(
	    &how, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
	(void)posix_spawnattr_setpgroup(&how, 0);
	(void)posix_spawnattr_setsigmask(&how, &none);
	(void)posix_spawn_file_actions_addopen(
	    &files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	(void)posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
	error = posix_spawn(pid, shell, &files, &how, argv, env);
	(void)posix_spawnattr_destroy(&how);
	(void)posix_spawn_file_actions_destroy(&files);
	free(text);
	return error;
}

/* Waits for PID for as long as there is patience, and then ends it. */
static int
wait_for(pid_t pid)
{
	struct pollfd p = { .fd = (int)syscall(SYS_pidfd_open, pid, 0),
		.events = POLLIN };
	bool late = p.fd >= 0 && poll(&p, 1, PATIENCE_MS) == 0;
	int status = -1;

	if (late)
		(void)kill(-pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (p.fd >= 0)
		(void)close(p.fd);
	return !late && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool
verify_ask(
    const char *command, const struct verify_facts *facts, int *status, struct err *e)
{
	char **env = environment(facts);
	pid_t pid;
	int error = start(command, env, &pid), i;

	for (i = 0; i < FACTS; i++)
		free(env[i]);
	free(env);
	if (error != 0)
		return err_set(e, ERR_TROUBLE, "/bin/sh: %s", strerror(error));
	*status = wait_for(pid);
	return true;
}
