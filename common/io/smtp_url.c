/* smtp_url - where a mail server is */
/* SPDX-License-Identifier: ISC */

#include "io/smtp_url.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "base/str.h"

static bool
is_host(struct str s)
{
	size_t i;

	for (i = 0; i < s.len; i++) {
		char c = s.at[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && c != '.' && c != '-' && c != '_')
			return false;
	}
	return s.len > 0 && s.at[0] != '-';
}

/* Whether S is an IPv6 address in brackets (RFC 3986, 3.2.2), without a zone. */
static bool
is_literal(struct str s)
{
	unsigned char address[sizeof(struct in6_addr)];
	char text[INET6_ADDRSTRLEN];

	if (s.len < 4 || s.len - 2 >= sizeof text || s.at[0] != '[' ||
	    s.at[s.len - 1] != ']')
		return false;
	(void)snprintf(text, sizeof text, "%.*s", (int)s.len - 2, s.at + 1);
	return inet_pton(AF_INET6, text, address) == 1;
}

/*
 * Cuts the host off REST, which then is the port, or none.  False where that is none.
 */
static bool
cut_host(struct str *rest, struct str *host)
{
	ptrdiff_t end = rest->len > 0 && rest->at[0] == '[' ? str_find(*rest, STR("]"))
							    : -1;

	if (end < 0)
		return str_cut(rest, ':', host) && is_host(*host);
	*host = str_head(*rest, (size_t)end + 1);
	*rest = (struct str){ rest->at + host->len, rest->len - host->len };
	if (rest->len == 0)
		*rest = STR_NONE;
	else if (rest->at[0] == ':')
		*rest = (struct str){ rest->at + 1, rest->len - 1 };
	else
		return false;
	return is_literal(*host);
}

char *
smtp_url_read(const char *url, bool *tls, struct err *e)
{
	struct str rest = str_of(url), host;
	int64_t port;

	if (strchr(url, '@') != NULL) {
		(void)err_set(e, ERR_TROUBLE,
		    "a name or a password has no place in the URL of a mail server, where "
		    "everybody sees it: mail.user and mail.password_file in the shop file "
		    "are for them");
		return NULL;
	}
	*tls = str_starts(rest, STR("smtps://"));
	if (*tls || str_starts(rest, STR("smtp://"))) {
		size_t start = *tls ? strlen("smtps://") : strlen("smtp://");

		port = *tls ? 465 : 25;
		rest = (struct str){ rest.at + start, rest.len - start };
		if (cut_host(&rest, &host) &&
		    (rest.at == NULL || num_between(rest, 1, 65535, &port)))
			return mem_fmt("%s://%.*s:%d", *tls ? "smtps" : "smtp",
			    STR_ARG(host), (int)port);
	}
	(void)err_set(e, ERR_TROUBLE,
	    "expected smtp://host, smtps://host or one with :port, got \"%s\"", url);
	return NULL;
}
