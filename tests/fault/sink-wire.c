/* sink-wire - the bytes of a connection, with TLS or without */
/* SPDX-License-Identifier: ISC */

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#ifdef SINK_TLS
#include <openssl/ssl.h>
#endif

#include "fault/sink.h"

bool
wire_tls(struct wire *w, void *context)
{
#ifdef SINK_TLS
	SSL *tls = SSL_new(context);

	if (tls == NULL)
		return false;
	w->tls = tls;
	/* What was said before the handshake is not taken for something said within. */
	w->start = w->end = 0;
	return SSL_set_fd(tls, w->fd) == 1 && SSL_accept(tls) == 1;
#else
	(void)w;
	(void)context;
	return false;
#endif
}

static ssize_t
read_some(struct wire *w, char *at, size_t room)
{
#ifdef SINK_TLS
	if (w->tls != NULL)
		return SSL_read(w->tls, at, (int)room);
#endif
	return recv(w->fd, at, room, 0);
}

static bool
is_waiting(const struct wire *w)
{
#ifdef SINK_TLS
	return w->tls != NULL && SSL_pending(w->tls) > 0;
#else
	(void)w;
	return false;
#endif
}

bool
wire_line(struct wire *w, int ms, struct str *line, bool *idle)
{
	*idle = false;
	for (;;) {
		size_t n = w->end - w->start;
		char *end = n == 0 ? NULL : memchr(w->buffer + w->start, '\n', n);
		struct pollfd ready = { .fd = w->fd, .events = POLLIN };
		ssize_t more;

		if (end != NULL || n == sizeof w->buffer) {
			n = end == NULL ? n : (size_t)(end - w->buffer) - w->start + 1;
			*line = (struct str){ w->buffer + w->start, n };
			w->start += n;
			return true;
		}
		memmove(w->buffer, w->buffer + w->start, n);
		w->start = 0;
		w->end = n;
		if (ms >= 0 && !is_waiting(w) && poll(&ready, 1, ms) == 0) {
			*idle = true;
			return false;
		}
		n = sizeof w->buffer - w->end;
		if (w->window > 0 && n > w->window)
			n = w->window;
		more = read_some(w, w->buffer + w->end, n);
		if (more <= 0)
			return false;
		w->end += (size_t)more;
	}
}

static bool
write_some(struct wire *w, const char *at, size_t *len)
{
	ssize_t n;

#ifdef SINK_TLS
	if (w->tls != NULL)
		return SSL_write_ex(w->tls, at, *len, len) == 1;
#endif
	n = send(w->fd, at, *len, MSG_NOSIGNAL);
	*len = n < 0 ? 0 : (size_t)n;
	return n > 0;
}

bool
wire_write(struct wire *w, struct str text)
{
	size_t done = 0, n;

	for (; done < text.len; done += n) {
		n = w->bytes ? 1 : text.len - done;
		if (!write_some(w, text.at + done, &n))
			return false;
		if (w->bytes)
			sleep_ms(1);
	}
	return true;
}

void
wire_wait(struct wire *w, int ending)
{
	struct pollfd ends[] = { { .fd = w->fd, .events = POLLRDHUP },
		{ .fd = ending, .events = POLLIN } };

	while (poll(ends, 2, -1) < 0 && errno == EINTR)
		;
}

void
wire_close(struct wire *w, bool reset)
{
	struct linger at_once = { .l_onoff = 1 };

#ifdef SINK_TLS
	SSL_free(w->tls);
#endif
	if (reset)
		(void)setsockopt(w->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
	(void)close(w->fd);
}

void
sleep_ms(int64_t ms)
{
	struct timespec left = { ms / 1000, (long)(ms % 1000) * 1000000 };

	while (nanosleep(&left, &left) != 0 && errno == EINTR)
		;
}
