/* suppression - the suppression record: who is not to be written to, and why */
/* SPDX-License-Identifier: ISC */

/*
 * The contract is aftercare-records(5) and schema/suppression.json.  Texts are lent by
 * the record or by whoever filled the struct.  What a suppression holds back is the
 * matter of shop/policy.
 */

#ifndef SHOP_SUPPRESSION_H
#define SHOP_SUPPRESSION_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "data/emit.h"
#include "data/rec.h"

enum suppression_reason {
	SUPPRESSION_UNSUBSCRIBE, /* the customer wants no more of it */
	SUPPRESSION_BOUNCE,	 /* nobody is there */
	SUPPRESSION_COMPLAINT,	 /* the customer called it spam */
	SUPPRESSION_MANUAL,	 /* the shop says so */
	SUPPRESSION_ERASURE,	 /* the customer's data had to go */
	SUPPRESSION_REASONS
};

struct suppression {
	struct str address;
	struct str channel; /* "email", "sms" or "webhook" */
	enum suppression_reason reason;
	struct moment at;
	struct str source; /* where it is known from, or none */
};

const char *suppression_word(enum suppression_reason r);

/*
 * Fills S from a suppression record.  A record without a channel is of the one whose
 * addresses look like its address.  E (ERR_RECORD) names the field.
 */
bool suppression_read(struct suppression *s, struct val rec, struct err *e);

/* Writes S as one record. */
void suppression_write(struct emit *m, const struct suppression *s);

/*
 * The channel that ADDRESS is one of: a mail address (message_address), a telephone
 * number of 3 to 15 digits, or an http or https URL.  STR_NONE with E (ERR_RECORD) where
 * it is none of these.
 */
struct str suppression_channel(struct str address, struct err *e);

/*
 * Adds ADDRESS to OUT as it is compared: a telephone number without spaces, brackets,
 * dots and hyphens, any other as it is.  The ledger makes no difference between the case
 * of ASCII letters.
 */
void suppression_plain(struct str channel, struct str address, struct buf *out);

#endif
