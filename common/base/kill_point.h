/* kill_point - named places where a test lets the process die */
/* SPDX-License-Identifier: ISC */

/*
 * KILL_POINT("name") is nothing at all, unless the file is compiled with
 * AFTERCARE_KILL_POINTS, as tests/fault does for a program of its own, which is not
 * installed.  There the environment says where it ends:
 *
 *	AFTERCARE_CRASH_AT=NAME[:N]	SIGKILL when NAME is passed the Nth time (1)
 *	AFTERCARE_STOP_AT=NAME[:N]	SIGSTOP, so that the process sleeps until SIGCONT
 *
 * A name stands in one place only, and says what has just happened there.
 */

#ifndef BASE_KILL_POINT_H
#define BASE_KILL_POINT_H

#ifdef AFTERCARE_KILL_POINTS

#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Whether VARIABLE names the point NAME and its TIMES-th passing. */
static inline bool
kill_point_meant(const char *variable, const char *name, long times)
{
	const char *word = getenv(variable);
	size_t len = strlen(name);

	if (word == NULL || strncmp(word, name, len) != 0)
		return false;
	if (word[len] == '\0')
		return times == 1;
	return word[len] == ':' && strtol(word + len + 1, NULL, 10) == times;
}

#define KILL_POINT(name)                                                                 \
	do {                                                                             \
		static atomic_long passed;                                               \
		long times = atomic_fetch_add(&passed, 1) + 1;                           \
                                                                                         \
		if (kill_point_meant("AFTERCARE_CRASH_AT", name, times))                 \
			(void)raise(SIGKILL);                                            \
		if (kill_point_meant("AFTERCARE_STOP_AT", name, times))                  \
			(void)raise(SIGSTOP);                                            \
	} while (false)

#else

#define KILL_POINT(name) ((void)0)

#endif

#endif
