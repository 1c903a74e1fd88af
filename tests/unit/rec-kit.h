/* rec-kit - a record to test with */
/* SPDX-License-Identifier: ISC */

#ifndef TESTS_UNIT_REC_KIT_H
#define TESTS_UNIT_REC_KIT_H

#include "data/rec.h"
#include "tap.h"

static struct rec rec;
static struct err e;

/* Reads TEXT, which is a literal padded below, as the record of the test. */
static inline struct val
read_rec(const char *text)
{
	static char line[4096];

	memset(line, 0, sizeof line);
	(void)snprintf(line, sizeof line - 64, "%s", text);
	if (!OK(rec_read(&rec, str_of(line), &e), "reads %.60s", text))
		(void)printf("# %s\n", e.text);
	return rec_root(&rec);
}

#endif
