/* smtp_url - where a mail server is */
/* SPDX-License-Identifier: ISC */

#ifndef IO_SMTP_URL_H
#define IO_SMTP_URL_H

#include <stdbool.h>

#include "base/err.h"

/*
 * URL, "smtp://host[:port]" or "smtps://host[:port]", as libcurl gets it, with a port; on
 * the heap.  A host is a name, an IPv4 address, or an IPv6 address in brackets without a
 * zone (RFC 3986, 3.2.2).  *TLS is whether the connection begins with TLS.  NULL with E
 * (ERR_TROUBLE) where it is something else, or has a login in it.
 */
char *smtp_url_read(const char *url, bool *tls, struct err *e);

#endif
