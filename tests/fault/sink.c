/* sink - does to those who send mail what servers do: for tests, steered by rules */
/* SPDX-License-Identifier: ISC */

/*
 * usage: sink PORTFILE LOGFILE [OPTION ...] [RULE ...]
 *
 *	--bind ADDRESS[:PORT]	listen there (default: 127.0.0.1, a free port)
 *	--offer WORD		say WORD in the answer to EHLO
 *	--tls FILE		offer STARTTLS, with the certificate and key in FILE
 *	--smtps			speak TLS from the start
 *	--window N		take N bytes at a time
 *	--idle MS, --idle-bye MS	leave after MS without a command, in silence or
 *				with a 421
 *
 * The port is written to PORTFILE when it listens.  At SIGTERM no more connections are
 * taken, and it ends when those that are open have. LOGFILE gets a line of JSON for each
 * mail that was accepted, before the client hears of it; for each that was cut off within
 * its data; and for each time that a rule struck.
 *
 * A RULE is [CONDITION ...] STEP ACTION [TEXT], in one word of the shell.  The first that
 * fits strikes.
 *
 *	STEP	connect hello starttls auth mail rcpt data body dot rset quit
 *	ACTION	close	hang up		reset	the same by RST
 *		hang	say nothing, and read nothing, until the client goes
 *		say TEXT	answer so; "\n" in it begins another line
 *		bye TEXT	the same, and hang up
 *		late MS	wait before the answer; after the dot the mail is accepted first
 *		bytes	answer a byte at a time
 *		garbage	answer with what is no reply
 *		drop	after the dot: accept the mail, and hang up
 *		mute	after the dot: accept the mail, and hang
 *	CONDITION	every=N	each Nth time, beginning with the Nth
 *		from=N	beginning with the Nth time
 *		times=N	no more than N times
 *		to=PATTERN	the recipient fits this pattern of the shell
 *		after=N	within the body: when N bytes have come
 */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#ifdef SINK_TLS
#include <openssl/ssl.h>
#endif

#include "base/diag.h"
#include "base/mem.h"
#include "base/num.h"
#include "fault/sink.h"

enum { PATIENCE = 20 }; /* seconds for the connections to end after SIGTERM */

struct peer {
	struct sink *sink;
	int fd;
};

static void
add_value(struct buf *line, const char *value)
{
	for (; *value != '\0'; value++) {
		if (*value == '"' || *value == '\\')
			buf_char(line, '\\');
		buf_char(line, *value >= ' ' && *value <= '~' ? *value : '?');
	}
}

void
log_line(struct sink *s, const char *word, const char *const pairs[][2], size_t n)
{
	struct buf line = BUF_INIT;
	struct timespec now;
	size_t i;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	buf_fmt(&line, "{\"at\":%lld.%06ld,\"event\":\"%s\"", (long long)now.tv_sec,
	    now.tv_nsec / 1000, word);
	for (i = 0; i < n; i++) {
		buf_fmt(&line, ",\"%s\":\"", pairs[i][0]);
		add_value(&line, pairs[i][1]);
		buf_char(&line, '"');
	}
	buf_text(&line, "}\n");
	/* In one go: the lines of two threads do not mix. */
	if (write(s->log, line.at, line.len) != (ssize_t)line.len)
		diag_die(2, "log: %s", strerror(errno));
	buf_done(&line);
}

static void
count(struct sink *s, int more)
{
	(void)pthread_mutex_lock(&s->lock);
	s->open += more;
	(void)pthread_cond_signal(&s->left);
	(void)pthread_mutex_unlock(&s->lock);
}

static void *
serve(void *context)
{
	struct peer *peer = context;

	talk(peer->sink, peer->fd);
	count(peer->sink, -1);
	free(peer);
	return NULL;
}

static void
accept_one(struct sink *s, int listener, const pthread_attr_t *apart)
{
	const int on = 1;
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	struct peer *peer;
	pthread_t thread;

	if (fd < 0)
		return;
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	peer = mem_zero(1, sizeof *peer);
	*peer = (struct peer){ s, fd };
	count(s, 1);
	if (pthread_create(&thread, apart, serve, peer) != 0)
		diag_die(2, "no more threads");
}

/* Waits for the connections to end; false where they do not. */
static bool
see_off(struct sink *s)
{
	struct timespec end;
	bool ok = true;

	(void)clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += PATIENCE;
	(void)pthread_mutex_lock(&s->lock);
	while (ok && s->open > 0)
		ok = pthread_cond_timedwait(&s->left, &s->lock, &end) == 0;
	(void)pthread_mutex_unlock(&s->lock);
	return ok;
}

/* Serves until SIGTERM comes, blocked as it is in all threads. */
static bool
accept_all(struct sink *s, int listener)
{
	struct pollfd ready[] = { { .fd = listener, .events = POLLIN },
		{ .fd = s->ending, .events = POLLIN } };
	pthread_attr_t apart;

	(void)pthread_attr_init(&apart);
	(void)pthread_attr_setdetachstate(&apart, PTHREAD_CREATE_DETACHED);
	while (poll(ready, 2, -1) < 0 || (ready[1].revents & POLLIN) == 0)
		if ((ready[0].revents & POLLIN) != 0)
			accept_one(s, listener, &apart);
	(void)close(listener);
	return see_off(s);
}

static void *
load_certificate(const char *path)
{
#ifdef SINK_TLS
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());

	if (context != NULL && SSL_CTX_use_certificate_chain_file(context, path) == 1 &&
	    SSL_CTX_use_PrivateKey_file(context, path, SSL_FILETYPE_PEM) == 1)
		return context;
	diag_die(2, "%s: no certificate and key", path);
#else
	diag_die(2, "%s: this sink was built without TLS", path);
#endif
}

static int
listen_at(const struct sink *s, const char *place)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	struct str rest = str_of(place), host = STR_NONE;
	const int on = 1, room = (int)s->window;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int64_t port = 0;
	char *name;

	(void)str_cut(&rest, ':', &host);
	name = mem_copy(host.at, host.len);
	if (inet_pton(AF_INET, name, &address.sin_addr) != 1 ||
	    (rest.at != NULL && !num_between(rest, 0, 65535, &port)))
		diag_die(2, "%s: is no address", place);
	free(name);
	address.sin_port = htons((uint16_t)port);
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (room > 0)
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
	if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
	    listen(fd, 128) != 0)
		diag_die(2, "%s: %s", place, strerror(errno));
	return fd;
}

static void
tell_port(int listener, const char *path)
{
	struct sockaddr_in address;
	socklen_t len = sizeof address;
	char *part = mem_fmt("%s.part", path);
	FILE *out = fopen(part, "w");

	if (out == NULL ||
	    getsockname(listener, (struct sockaddr *)&address, &len) != 0 ||
	    fprintf(out, "%d", ntohs(address.sin_port)) < 0 || fclose(out) != 0 ||
	    rename(part, path) != 0)
		diag_die(2, "%s: %s", path, strerror(errno));
	free(part);
}

static int64_t
number(const char *text)
{
	int64_t n;

	if (!num_between(str_of(text), 1, 1000000, &n))
		diag_die(2, "\"%s\" is no number above 0", text);
	return n;
}

/* Takes an option with its value (NULL at the end); false where NAME is no option. */
static bool
take_option(struct sink *s, const char *name, const char *value, const char **place)
{
	struct str word = str_of(name);

	if (value == NULL)
		diag_die(2, "%s: a value is missing, or no such option", name);
	if (str_is(word, "--bind"))
		*place = value;
	else if (str_is(word, "--offer") &&
		 s->n_offers < sizeof s->offers / sizeof *s->offers)
		s->offers[s->n_offers++] = value;
	else if (str_is(word, "--tls"))
		s->tls = load_certificate(value);
	else if (str_is(word, "--window"))
		s->window = number(value);
	else if (str_is(word, "--idle") || str_is(word, "--idle-bye")) {
		s->idle_ms = number(value);
		s->idle_bye = str_is(word, "--idle-bye");
	} else
		return false;
	return true;
}

int
main(int argc, char *argv[])
{
	/* Static: what it holds at the end is no leak. */
	static struct sink s = { .lock = PTHREAD_MUTEX_INITIALIZER,
		.left = PTHREAD_COND_INITIALIZER };
	const char *place = "127.0.0.1";
	sigset_t ends;
	struct err e;
	int i, listener;

	diag_name("sink");
	if (argc < 3)
		diag_die(2, "usage: sink PORTFILE LOGFILE [OPTION ...] [RULE ...]");
	s.rules = mem_zero((size_t)argc, sizeof *s.rules);
	for (i = 3; i < argc; i++) {
		if (str_is(str_of(argv[i]), "--smtps"))
			s.smtps = true;
		else if (str_starts(str_of(argv[i]), STR("--"))) {
			if (!take_option(&s, argv[i], argv[i + 1], &place))
				diag_die(2, "%s: no such option", argv[i]);
			i++;
		} else if (!rule_read(&s.rules[s.n_rules++], argv[i], &e))
			diag_die(2, "%s", e.text);
	}
	(void)signal(SIGPIPE, SIG_IGN);
	(void)sigemptyset(&ends);
	(void)sigaddset(&ends, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &ends, NULL);
	s.ending = signalfd(-1, &ends, SFD_CLOEXEC);
	s.log = open(argv[2], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (s.log < 0)
		diag_die(2, "%s: %s", argv[2], strerror(errno));
	listener = listen_at(&s, place);
	tell_port(listener, argv[1]);
	return accept_all(&s, listener) ? 0 : 1;
}
