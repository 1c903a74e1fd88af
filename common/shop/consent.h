/* consent - the consent record: whether somebody agreed to marketing */
/* SPDX-License-Identifier: ISC */

/*
 * The contract is aftercare-records(5) and schema/consent.json.  Texts are lent by the
 * record.
 */

#ifndef SHOP_CONSENT_H
#define SHOP_CONSENT_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "data/rec.h"

struct consent {
	struct str address;
	bool marketing;
	struct moment at;
	struct str source; /* where that is known from, or none */
};

/* Fills C from a consent record; E (ERR_RECORD) names the field. */
bool consent_read(struct consent *c, struct val rec, struct err *e);

#endif
