/* test-maildir - io/maildir */
/* SPDX-License-Identifier: ISC */

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/path.h"
#include "io/maildir.h"
#include "tap.h"

static char top[] = "/tmp/aftercare-maildir-XXXXXX";
static char dir[128];

/* "TOP/box/NAME", lent until the next call. */
static const char *
in(const char *name)
{
	static char path[256];

	(void)snprintf(path, sizeof path, "%s/%s", dir, name);
	return path;
}

static int
files(const char *name)
{
	DIR *d = opendir(in(name));
	const struct dirent *entry;
	int n = 0;

	while (d != NULL && (entry = readdir(d)) != NULL)
		n += entry->d_name[0] != '.';
	if (d != NULL)
		(void)closedir(d);
	return n;
}

static void
test_put(void)
{
	struct err e = { 0 };
	struct maildir *m = maildir_open(dir, &e);
	struct buf got = BUF_INIT;
	char *moved = mem_str(in("cur/aaa:2,S"));
	bool new = false, there = true;

	OK(m != NULL, "made: %s", e.text);
	OK(maildir_has(m, "aaa", &there, &e) && !there, "an empty one has no mail");
	OK(maildir_put(m, "aaa", STR("one\n"), &new, &e) && new, "a mail is delivered");
	OK(path_read(in("new/aaa"), 100, &got, &e) && str_is(buf_view(&got), "one\n"),
	    "into new/");
	OK(maildir_put(m, "aaa", STR("two\n"), &new, &e) && !new, "and once");
	OK(maildir_has(m, "aaa", &there, &e) && there, "the Maildir has it");
	OK(rename(in("new/aaa"), moved) == 0, "a reader moves it to cur/");
	OK(maildir_put(m, "aaa", STR("two\n"), &new, &e) && !new, "still once");
	OK(files("new") == 0, "and nothing new");
	OK(maildir_has(m, "aaa", &there, &e) && there, "the Maildir still has it");
	OK(maildir_has(m, "aa", &there, &e) && !there, "and no other");
	OK(maildir_put(m, "aa", STR("x\n"), &new, &e) && new,
	    "another name that begins so");
	OK(maildir_put(m, "aaaa", STR("x\n"), &new, &e) && new, "or goes on");
	OK(maildir_probe(m, &e), "a probe succeeds");
	OK(files("tmp") == 0 && files("new") == 2, "and nothing is left behind");
	maildir_close(m);
	free(moved);
	buf_done(&got);
}

static void
test_id(void)
{
	struct err e = { 0 };
	struct maildir *m = maildir_open(dir, &e);
	char first[MAILDIR_ID], peeked[MAILDIR_ID], command[300];

	memcpy(first, maildir_id(m), sizeof first);
	OK(strlen(first) == MAILDIR_ID - 1, "an id");
	maildir_close(m);
	maildir_peek(dir, peeked);
	OK(strcmp(first, peeked) == 0, "that stays");
	(void)snprintf(command, sizeof command, "rm -rf %s", dir);
	OK(system(command) == 0, "the Maildir is deleted");
	maildir_peek(dir, peeked);
	OK(peeked[0] == '\0' && access(dir, F_OK) != 0, "a peek makes nothing");
	m = maildir_open(dir, &e);
	OK(strcmp(first, maildir_id(m)) != 0, "a new one is another");
	maildir_close(m);
}

/* Several processes deliver the same mails at once. */
static void
test_together(void)
{
	enum { PROCESSES = 4, MAILS = 50 };
	struct err e = { 0 };
	int i, j, status, delivered = 0, well = 0;

	for (i = 0; i < PROCESSES; i++) {
		struct maildir *m;
		int mine = 0;

		if (fork() != 0)
			continue;
		m = maildir_open(dir, &e);
		for (j = 0; j < MAILS; j++) {
			char name[16];
			bool new = false;

			(void)snprintf(name, sizeof name, "m%d", j);
			if (!maildir_put(m, name, STR("same\n"), &new, &e))
				_exit(255);
			mine += new;
		}
		maildir_close(m);
		_exit(mine);
	}
	for (i = 0; i < PROCESSES; i++)
		if (wait(&status) > 0 && WIFEXITED(status) &&
		    WEXITSTATUS(status) != 255) {
			well++;
			delivered += WEXITSTATUS(status);
		}
	OK(well == PROCESSES, "%d processes", well);
	OK(delivered == MAILS, "say that they delivered each mail once");
	OK(files("new") == MAILS && files("tmp") == 0, "and it is there once");
}

static void
test_refused(void)
{
	struct err e = { 0 };
	struct maildir *m;

	OK(maildir_open("/dev/null/box", &e) == NULL && e.kind == ERR_TROUBLE,
	    "no folder: %s", e.text);
	OK(path_write(in("file"), STR("x"), &e), "a file");
	OK(maildir_open(in("file"), &e) == NULL, "is no Maildir: %s", e.text);
	if (geteuid() == 0)
		return;
	m = maildir_open(dir, &e);
	OK(chmod(in("tmp"), 0500) == 0 && !maildir_probe(m, &e), "read-only: %s", e.text);
	(void)chmod(in("tmp"), 0700);
	maildir_close(m);
}

int
main(void)
{
	char command[300];

	if (mkdtemp(top) == NULL)
		return 99;
	(void)snprintf(dir, sizeof dir, "%s/box", top);
	test_put();
	test_id();
	test_together();
	test_refused();
	(void)snprintf(command, sizeof command, "rm -rf %s", top);
	OK(system(command) == 0, "cleaned up");
	return tap_done();
}
