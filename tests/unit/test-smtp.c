/* test-smtp - io/smtp: what it takes for a server, and one that is not there */
/* SPDX-License-Identifier: ISC */

/* What servers answer is tested with a real one, in tests/tools/message-send-smtp.bats.
 */

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

/* A server at URL, without a login. */
static struct smtp *
server(const char *url, struct err *e)
{
	return smtp_new(&(struct smtp_options){ .url = url }, e);
}

/* What is missing on this side is found before anybody is connected to. */
static void
ready(void)
{
	struct secret *secret = secret_new(SECRET_VARIABLE, "SMTP_TEST_NOT_SET", "key");
	struct smtp_options o = {
		.url = "smtp://127.0.0.1:1", .user = "anna", .secret = secret
	};
	struct smtp_mail mail = { STR("a@b"), STR("c@d"), STR("x\r\n"), mark, NULL };
	struct outcome out;
	struct err e;
	struct smtp *s = smtp_new(&o, &e);

	OK(!smtp_ready(s, true, &e) && e.kind == ERR_TROUBLE, "no secret: %s", e.text);
	OK(!smtp_check(s, &e) && e.kind == ERR_TROUBLE, "nor for a check");
	smtp_send(s, &mail, &out);
	OK(out.kind == OUTCOME_DOWN && strstr(out.detail, "not set") != NULL,
	    "and no mail goes: %s", out.detail);
	OK(!smtp_ready(s, false, &e), "be it without running anything");
	smtp_free(s);
	secret_free(secret);
	o.secret = secret = secret_new(SECRET_COMMAND, "false", "key");
	s = smtp_new(&o, &e);
	OK(smtp_ready(s, false, &e), "what a command would print may be good");
	OK(!smtp_ready(s, true, &e) && e.kind == ERR_LATER, "until it is run");
	smtp_free(s);
	secret_free(secret);
	o = (struct smtp_options){ .url = "smtp://a", .ca_file = "/nowhere.pem" };
	s = smtp_new(&o, &e);
	OK(!smtp_ready(s, true, &e) && strstr(e.text, "/nowhere.pem: ") != NULL,
	    "no authorities: %s", e.text);
	smtp_free(s);
	s = server("smtp://a", &e);
	OK(smtp_ready(s, true, &e), "and nothing that is missing");
	smtp_free(s);
}

int
main(void)
{
	struct smtp_mail mail = { STR("a@b"), STR("c@d"), STR("x\r\n"), mark, NULL };
	struct outcome o;
	struct smtp *s;
	struct err e;
	char url[64];

	ready();
	(void)snprintf(url, sizeof url, "smtp://127.0.0.1:%d", free_port());
	s = server(url, &e);
	OK(!smtp_check(s, &e) && e.kind == ERR_LATER, "nobody answers: %s", e.text);
	smtp_send(s, &mail, &o);
	OK(o.kind == OUTCOME_DOWN && marks == 0 && o.code[0] == '\0',
	    "so no mail goes: %s", o.detail);
	smtp_free(s);
	return tap_done();
}
