/* report - what a mail says about another: delivery status, complaint, or words */
/* SPDX-License-Identifier: ISC */

/*
 * Reads a mail that a mail system sent back: a delivery status notification (RFC 3464,
 * RFC 6533), a feedback report (RFC 5965), or text for people to read.  GMime takes its
 * parts apart; a report whose mail lies about its type, has no boundary or was cut is
 * found in the text as well.  What is said is not judged here, and may be a lie.
 *
 * Any bytes can be read: texts come out as UTF-8, and a part within a mail that is given
 * back is not looked at.
 */

#ifndef IO_REPORT_H
#define IO_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/pool.h"
#include "base/str.h"
#include "io/report-fields.h"

#define REPORT_TEXT_MAX ((size_t)64 << 10) /* of the text that is kept */

enum report_kind {
	REPORT_TEXT,	/* nothing but text */
	REPORT_STATUS,	/* a delivery status with at least one recipient */
	REPORT_FEEDBACK /* a feedback report */
};

enum report_action {
	REPORT_NO_ACTION, /* none, or a word that is not known */
	REPORT_FAILED,
	REPORT_DELAYED,
	REPORT_DELIVERED,
	REPORT_RELAYED,
	REPORT_EXPANDED
};

struct report_recipient {
	struct str final, original; /* addresses, or none */
	enum report_action action;
	struct str status;     /* "5.1.1", without comments; or none */
	struct str diagnostic; /* without its type; or none */
	struct str remote;     /* the mail system that said so; or none */
};

struct report {
	enum report_kind kind;
	struct report_fields head;     /* of the mail itself */
	struct report_fields about;    /* a status: of the message; a feedback report */
	struct report_fields returned; /* of the mail that is given back, as it says */
	struct report_recipient *recipients;
	size_t n_recipients, room;
	struct str text; /* for people; without markup where it was HTML */
	bool dated;
	struct instant date; /* the mail's */

	/* Its own. */
	struct pool pool;
	struct buf body, words;
	struct report_fields block;
};

/* A zeroed report is an initialised one. */
void report_done(struct report *r);

/* Fills R, which keeps nothing of MAIL. */
void report_read(struct report *r, struct str mail);

/* Adds a recipient, as those who read the text find them. */
struct report_recipient *report_add(struct report *r);

#endif
