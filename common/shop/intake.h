/* intake - what comes back, written into the ledger: suppressions, consents, bounces */
/* SPDX-License-Identifier: ISC */

/*
 * A suppression record is kept for good, and of consent records the newest.  A receipt
 * that says `failed`, as bounce-collect writes it, is the end of a message that was sent
 * or is unknown; one that says `sent` resolves one that is unknown; others change
 * nothing.  Everything may be taken in again, and changes nothing then.
 *
 * Records are gathered, so that a commit is for many of them; what was added is only safe
 * once intake_flush has returned.
 */

#ifndef SHOP_INTAKE_H
#define SHOP_INTAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "data/rec.h"

struct intake;

/*
 * For the ledger at WHERE, which is opened, and made where it is missing, with the first
 * flush that has something to write.  NOW stands for times that records do not give. With
 * DRY_RUN records are read and counted, and the ledger is not touched.
 */
struct intake *intake_new(const char *where, int64_t now, bool dry_run);
void intake_free(struct intake *in);

/*
 * Takes REC, a suppression, consent or receipt record.  E is ERR_RECORD where something
 * is wrong with it, else the ledger's, whose trouble with earlier records it may be.
 */
bool intake_add(struct intake *in, struct val rec, struct err *e);

/* Writes what was added, in one transaction. */
bool intake_flush(struct intake *in, struct err *e);

/* Adds "3 suppressions: 2 new; 1 receipt: 1 changed a message" to OUT. */
void intake_summary(const struct intake *in, struct buf *out);

#endif
