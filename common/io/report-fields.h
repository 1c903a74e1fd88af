/* report-fields - header fields of mails and of the reports in them */
/* SPDX-License-Identifier: ISC */

/*
 * "Name: value" lines with folding (RFC 5322, RFC 3464): those of a mail, of each block
 * of a delivery status, of a feedback report.  Lines that are none are passed over, since
 * what others send is not always what it should be.  Values are UTF-8 on one line; what
 * was not UTF-8 is U+FFFD.  Everything is kept in the caller's pool.
 */

#ifndef IO_REPORT_FIELDS_H
#define IO_REPORT_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"
#include "base/str.h"

#define REPORT_FIELDS_MAX 1000 /* of one block; the rest is passed over */

struct report_field {
	struct str name, value;
};

/* A zeroed one is empty; it keeps its memory when `n` is set to 0. */
struct report_fields {
	struct report_field *at;
	size_t n, room;
};

/*
 * Reads one block from the start of *TEXT, empty lines before it left out, up to the
 * empty line behind it; *TEXT is what follows.  False where there is none.  F is emptied
 * first.
 */
bool report_fields_read(struct report_fields *f, struct str *text, struct pool *pool);

/* The value of the first field NAME, in any case; STR_NONE where there is none. */
struct str report_field(const struct report_fields *f, const char *name);

void report_fields_done(struct report_fields *f);

/*
 * The address in the value of a field such as "rfc822; <user@example.com>" (RFC 3464,
 * 2.1.2), its type, brackets and what follows left out.  The escapes of type "utf-8"
 * (RFC 6533) are resolved.  Whether it can be an address is not looked at.
 */
struct str report_address(struct str value, struct pool *pool);

#endif
