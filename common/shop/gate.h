/* gate - what the page that ends marketing mail answers to a request */
/* SPDX-License-Identifier: ISC */

/*
 * A GET, which scanners send as well as people, is answered with a question and changes
 * nothing.  A POST of a mail program (RFC 8058) or of the page's button is written down,
 * as a line of a log that data/weblog reads, before it is answered.
 */

#ifndef SHOP_GATE_H
#define SHOP_GATE_H

#include "base/date.h"
#include "base/err.h"
#include "io/cgi.h"
#include "shop/farewell.h"
#include "shop/landing.h"
#include "shop/unsubscribe.h"

/*
 * Answers C, which cgi_read has filled with the result STATUS, and notes a wish in the
 * file SPOOL.  LANDING is the page, or NULL.  What went wrong on this side is
 * FAREWELL_LATER with E, else E->text is empty.  The ledger is not asked.
 */
enum farewell gate_answer(const struct cgi *c, int status, const struct landing *landing,
    struct unsubscribe *u, const char *spool, struct instant now, struct err *e);

#endif
