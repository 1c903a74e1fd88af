/* test-smtp-wire - io/smtp, with a server: what goes over the wire, and when it hangs */
/* SPDX-License-Identifier: ISC */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/smtp.h"
#include "tap.h"

/* A server for one connection after the other, or many at once; it has no TLS. */
struct server {
	int fd, port;
	pthread_t thread;
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t ended;
	bool hangs; /* the next mail gets no answer while the client waits */
	int connections, mails;
	int talking;	 /* threads that have not ended */
	struct buf mail; /* the last one, with its dots as they were */
};

struct caller {
	struct server *server;
	int fd;
};

static void
say(FILE *out, const char *text)
{
	(void)fprintf(out, "%s\r\n", text);
	(void)fflush(out);
}

/* Takes the mail that follows DATA; whether it was whole. */
static bool
take_mail(struct server *s, FILE *in)
{
	struct buf mail = BUF_INIT;
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	bool whole = false;

	while (!whole && (n = getline(&line, &room, in)) > 0) {
		whole = n == 3 && memcmp(line, ".\r\n", 3) == 0;
		if (!whole)
			buf_add(&mail, line + (line[0] == '.'),
			    (size_t)(n - (line[0] == '.')));
	}
	free(line);
	(void)pthread_mutex_lock(&s->lock);
	s->mails += whole;
	buf_done(&s->mail);
	s->mail = mail;
	(void)pthread_mutex_unlock(&s->lock);
	return whole;
}

static bool
is_to_hang(struct server *s)
{
	bool hangs;

	(void)pthread_mutex_lock(&s->lock);
	hangs = s->hangs;
	s->hangs = false;
	(void)pthread_mutex_unlock(&s->lock);
	return hangs;
}

static void *
talk(void *context)
{
	struct caller *c = context;
	FILE *in = fdopen(c->fd, "r"), *out = fdopen(dup(c->fd), "w");
	char line[1000];

	say(out, "220 test");
	while (fgets(line, sizeof line, in) != NULL) {
		if (strncmp(line, "DATA", 4) != 0) {
			say(out, "250 Ok");
			continue;
		}
		say(out, "354 Go on");
		if (!take_mail(c->server, in))
			break;
		/* The answer comes when nobody waits for it any more. */
		if (is_to_hang(c->server))
			while (fgets(line, sizeof line, in) != NULL)
				;
		say(out, "250 Taken");
	}
	(void)fclose(in);
	(void)fclose(out);
	(void)pthread_mutex_lock(&c->server->lock);
	c->server->talking--;
	(void)pthread_cond_signal(&c->server->ended);
	(void)pthread_mutex_unlock(&c->server->lock);
	free(c);
	return NULL;
}

static void *
listen_on(void *context)
{
	struct server *s = context;

	for (;;) {
		struct caller *c = mem_zero(1, sizeof *c);
		pthread_t thread;

		c->server = s;
		c->fd = accept(s->fd, NULL, NULL);
		if (c->fd < 0) {
			free(c);
			return NULL;
		}
		(void)pthread_mutex_lock(&s->lock);
		s->connections++;
		s->talking++;
		(void)pthread_mutex_unlock(&s->lock);
		if (pthread_create(&thread, NULL, talk, c) != 0)
			exit(1);
		(void)pthread_detach(thread);
	}
}

static void
start(struct server *s)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof address;

	*s = (struct server){ .fd = socket(AF_INET, SOCK_STREAM, 0) };
	(void)pthread_mutex_init(&s->lock, NULL);
	(void)pthread_cond_init(&s->ended, NULL);
	if (bind(s->fd, (struct sockaddr *)&address, len) != 0 ||
	    listen(s->fd, 64) != 0 ||
	    getsockname(s->fd, (struct sockaddr *)&address, &len) != 0 ||
	    pthread_create(&s->thread, NULL, listen_on, s) != 0)
		exit(1);
	s->port = ntohs(address.sin_port);
}

/* Once all who called have gone. */
static void
stop(struct server *s)
{
	(void)shutdown(s->fd, SHUT_RDWR);
	(void)pthread_join(s->thread, NULL);
	(void)pthread_mutex_lock(&s->lock);
	while (s->talking > 0)
		(void)pthread_cond_wait(&s->ended, &s->lock);
	(void)pthread_mutex_unlock(&s->lock);
	(void)close(s->fd);
	buf_done(&s->mail);
}

static bool
mark(void *context)
{
	return context == NULL;
}

/* One that gives up on an answer after a second. */
static struct smtp *
client(const struct server *s)
{
	struct smtp_options o = { .seconds = { .reply = 1 } };
	struct smtp *smtp;
	struct err e;
	char url[64];

	(void)snprintf(url, sizeof url, "smtp://127.0.0.1:%d", s->port);
	o.url = url;
	smtp = smtp_new(&o, &e);
	if (smtp == NULL)
		exit(1);
	return smtp;
}

static struct outcome
send_bytes(struct smtp *smtp, struct str bytes, void *stop)
{
	struct smtp_mail mail = { STR("a@b"), STR("c@d"), bytes, mark, stop };
	struct outcome o;

	smtp_send(smtp, &mail, &o);
	return o;
}

/* LEN bytes in lines of WIDTH that begin with DOTS dots; the last one may be longer. */
static char *
fill(size_t len, size_t width, size_t dots)
{
	char *bytes = mem_alloc(len);
	size_t i;

	for (i = 0; i < len; i++)
		bytes[i] = i % width < dots ? '.' : (char)('a' + i % 23);
	for (i = width; i <= len; i += width)
		memcpy(bytes + i - 2, "\r\n", 2);
	memcpy(bytes + len - 2, "\r\n", 2);
	if (len % width == 1)
		bytes[len - 3] = 'x';
	return bytes;
}

/* The sizes at which buffers of libcurl's end, in lines of all kinds. */
static void
sizes(void)
{
	static const size_t sizes[] = { 16383, 16384, 16385, 65535, 65536, 65537, 131072,
		131074, 1000000 };
	static const struct {
		size_t width, dots;
	} kinds[] = { { 78, 0 }, { 78, 1 }, { 3, 1 }, { 4, 2 }, { 998, 2 } };
	struct server s;
	struct smtp *smtp;
	size_t i, k;

	start(&s);
	smtp = client(&s);
	for (i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (k = 0; k < sizeof kinds / sizeof *kinds; k++) {
			char *bytes = fill(sizes[i], kinds[k].width, kinds[k].dots);
			struct str mail = { bytes, sizes[i] };
			struct outcome o = send_bytes(smtp, mail, NULL);

			(void)pthread_mutex_lock(&s.lock);
			OK(o.kind == OUTCOME_SENT && str_eq(buf_view(&s.mail), mail),
			    "%zu bytes in lines of %zu with %zu dots: %s", sizes[i],
			    kinds[k].width, kinds[k].dots, o.detail);
			(void)pthread_mutex_unlock(&s.lock);
			free(bytes);
		}
	OK(s.connections == 1, "over one connection");
	smtp_free(smtp);
	stop(&s);
}

/* An answer that comes too late must not be taken for that to the next mail. */
static void
late(void)
{
	struct server s;
	struct smtp *smtp;
	struct outcome o;

	start(&s);
	smtp = client(&s);
	o = send_bytes(smtp, STR("one\r\n"), NULL);
	OK(o.kind == OUTCOME_SENT, "a mail: %s", o.detail);
	(void)pthread_mutex_lock(&s.lock);
	s.hangs = true;
	(void)pthread_mutex_unlock(&s.lock);
	o = send_bytes(smtp, STR("two\r\n"), NULL);
	OK(o.kind == OUTCOME_UNKNOWN && strcmp(o.code, "354") == 0,
	    "one that gets no answer: %s", o.detail);
	o = send_bytes(smtp, STR("three\r\n"), NULL);
	OK(o.kind == OUTCOME_SENT, "the one behind it: %s", o.detail);
	(void)pthread_mutex_lock(&s.lock);
	IS(buf_view(&s.mail), "three\r\n", "is what was taken");
	IS(str_of(o.detail), "250 Taken", "and its answer is its own");
	OK(s.connections == 2, "over a new connection");
	OK(s.mails == 3, "the server has all three");
	(void)pthread_mutex_unlock(&s.lock);
	o = send_bytes(smtp, STR("four\r\n"), &s);
	OK(o.kind == OUTCOME_STOPPED, "one that may not go: %s", o.detail);
	o = send_bytes(smtp, STR("five\r\n"), NULL);
	OK(o.kind == OUTCOME_SENT, "the one behind it goes: %s", o.detail);
	smtp_free(smtp);
	stop(&s);
	OK(s.mails == 4, "the server has not got it");
}

static void *
send_many(void *context)
{
	struct smtp *smtp = context;
	intptr_t i;

	for (i = 0; i < 50; i++)
		if (send_bytes(smtp, STR("x\r\n"), NULL).kind != OUTCOME_SENT)
			return context;
	return NULL;
}

static void
threads(void)
{
	pthread_t thread[8];
	struct smtp *smtp[8];
	struct server s;
	void *wrong;
	size_t i;

	start(&s);
	for (i = 0; i < 8; i++)
		smtp[i] = client(&s);
	for (i = 0; i < 8; i++)
		if (pthread_create(&thread[i], NULL, send_many, smtp[i]) != 0)
			exit(1);
	for (i = 0; i < 8; i++)
		OK(pthread_join(thread[i], &wrong) == 0 && wrong == NULL,
		    "thread %zu sends its mails", i);
	for (i = 0; i < 8; i++)
		smtp_free(smtp[i]);
	stop(&s);
	OK(s.mails == 400 && s.connections == 8, "each over a connection of its own");
}

int
main(void)
{
	(void)signal(SIGPIPE, SIG_IGN);
	sizes();
	late();
	threads();
	return tap_done();
}
