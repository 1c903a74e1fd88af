/* web - a server in a thread of the test, for what speaks HTTP */
/* SPDX-License-Identifier: ISC */

#ifndef TESTS_UNIT_WEB_H
#define TESTS_UNIT_WEB_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Answers each connection with one text and closes it. */
struct web {
	int fd, port;
	pthread_t thread;
	const char *answer; /* NULL: closes without one */
	size_t repeat;	    /* the answer's last line goes out so often again */
	char got[8192];	    /* the last request */
	int connections;
};

static inline void
web_listen(struct web *s)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof address;

	s->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(s->fd, (struct sockaddr *)&address, len) != 0 || listen(s->fd, 8) != 0 ||
	    getsockname(s->fd, (struct sockaddr *)&address, &len) != 0)
		exit(1);
	s->port = ntohs(address.sin_port);
}

/* Reads a request to the end of its body. */
static inline void
web_read(struct web *s, int fd)
{
	size_t len = 0, body = 0;
	const char *end, *length;
	ssize_t n;

	s->got[0] = '\0';
	while (len + 1 < sizeof s->got &&
	       (n = read(fd, s->got + len, sizeof s->got - 1 - len)) > 0) {
		len += (size_t)n;
		s->got[len] = '\0';
		end = strstr(s->got, "\r\n\r\n");
		if (end == NULL)
			continue;
		length = strstr(s->got, "Content-Length: ");
		body = length == NULL ? 0 : (size_t)strtol(length + 16, NULL, 10);
		if (len >= (size_t)(end - s->got) + 4 + body)
			break;
	}
}

static inline void *
web_serve(void *context)
{
	struct web *s = context;
	int fd;

	while ((fd = accept(s->fd, NULL, NULL)) >= 0) {
		s->connections++;
		web_read(s, fd);
		if (s->answer != NULL)
			(void)send(fd, s->answer, strlen(s->answer), MSG_NOSIGNAL);
		for (size_t i = 0; i < s->repeat; i++)
			if (send(fd, "0123456789abcdef", 16, MSG_NOSIGNAL) != 16)
				break;
		(void)shutdown(fd, SHUT_WR);
		/* Whoever closes with unread bytes resets the connection. */
		while (read(fd, s->got, 0) > 0)
			;
		(void)close(fd);
	}
	return NULL;
}

static inline void
web_start(struct web *s)
{
	web_listen(s);
	if (pthread_create(&s->thread, NULL, web_serve, s) != 0)
		exit(1);
}

static inline void
web_stop(struct web *s)
{
	(void)shutdown(s->fd, SHUT_RDWR);
	(void)pthread_join(s->thread, NULL);
	(void)close(s->fd);
}

#endif
