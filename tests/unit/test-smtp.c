/* test-smtp - io/smtp: what it takes for a server, and one that is not there */
/* SPDX-License-Identifier: ISC */

/* What servers answer is tested with a real one, in tests/tools/message-send.bats. */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/smtp.h"
#include "tap.h"

static int marks;

static bool
mark(void *context)
{
	(void)context;
	marks++;
	return true;
}

/* A port of this machine on which nobody answers. */
static int
free_port(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (bind(fd, (struct sockaddr *)&address, len) != 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &len) != 0)
		return -1;
	(void)close(fd);
	return ntohs(address.sin_port);
}

int
main(void)
{
	static const char *const good[] = { "smtp://localhost", "smtp://mail.example:587",
		"smtp://127.0.0.1:1", "smtp://a:65535" };
	static const char *const wrong[] = { "", "smtp:", "smtp://", "smtp://:25",
		"smtp://a:", "smtp://a:0", "smtp://a:65536", "smtp://a:x", "smtp://a/b",
		"smtp://u@a", "smtp://-a", "smtps://a", "http://a", "smtp://a\r\nRSET",
		"smtp://a:25:25" };
	struct smtp_mail mail = { STR("a@b"), STR("c@d"), STR("x\r\n"), mark, NULL };
	struct outcome o;
	struct smtp *s;
	struct err e;
	char url[64];
	size_t i;

	for (i = 0; i < sizeof good / sizeof *good; i++) {
		s = smtp_new(good[i], &e);
		OK(s != NULL, "a server: %s", good[i]);
		smtp_free(s);
	}
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++)
		OK(smtp_new(wrong[i], &e) == NULL && e.kind == ERR_TROUBLE,
		    "none: number %zu", i);
	(void)snprintf(url, sizeof url, "smtp://127.0.0.1:%d", free_port());
	s = smtp_new(url, &e);
	OK(!smtp_check(s, &e) && e.kind == ERR_LATER, "nobody answers: %s", e.text);
	smtp_send(s, &mail, &o);
	OK(o.kind == OUTCOME_DOWN && marks == 0 && o.code[0] == '\0',
	    "so no mail goes: %s", o.detail);
	smtp_free(s);
	return tap_done();
}
