/* receipt - the receipt record: what became of a message */
/* SPDX-License-Identifier: ISC */

/*
 * The contract is aftercare-records(5) and schema/receipt.json.  Texts are lent by
 * whoever filled the struct.
 */

#ifndef SHOP_RECEIPT_H
#define SHOP_RECEIPT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "data/emit.h"
#include "data/rec.h"

enum receipt_status {
	RECEIPT_SENT,
	RECEIPT_DUPLICATE,
	RECEIPT_HELD,
	RECEIPT_SUPPRESSED,
	RECEIPT_EXPIRED,
	RECEIPT_DEFERRED,
	RECEIPT_FAILED,
	RECEIPT_UNKNOWN,
	RECEIPT_STATUSES
};

struct receipt {
	struct str message_id;
	enum receipt_status status;
	struct str rule;
	struct moment next_at, at;
	struct str channel, to, transport;
	int64_t attempts;
	struct str code; /* the digits of the server's reply code, or none */
	struct str detail;
	struct moment expires_at; /* of the message; no field of the record */
};

const char *receipt_status_word(enum receipt_status s);

/*
 * Fills R from a receipt record, which lends the texts.  E (ERR_RECORD) names the field;
 * message_id, status and at are needed.
 */
bool receipt_read(struct receipt *r, struct val rec, struct err *e);

/* Writes R without the end of its object, for fields that follow. */
void receipt_begin(struct emit *m, const struct receipt *r);

/* Writes R as one record. */
void receipt_write(struct emit *m, const struct receipt *r);

/* The exit status that a run with such a receipt has at least: 0, 1 or 75. */
int receipt_exit(enum receipt_status s);

/* How many receipts of each status there were. */
struct receipt_tally {
	int64_t n[RECEIPT_STATUSES];
};

/* Adds "25 messages: 24 sent, 1 duplicate" to OUT; "no messages" where there were none.
 */
void receipt_summary(const struct receipt_tally *tally, struct buf *out);

#endif
