/* entry - a message as a row of the ledger, and a row as a receipt */
/* SPDX-License-Identifier: ISC */

#ifndef SHOP_ENTRY_H
#define SHOP_ENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/fingerprint.h"
#include "base/hash.h"
#include "io/ledger.h"
#include "shop/message.h"
#include "shop/receipt.h"

/*
 * The key under which the ledger knows M: made of the scope, its id, channel and
 * recipient. The case of ASCII letters in an address makes no other recipient.
 */
void entry_key(struct str scope, const struct message *m, unsigned char key[HASH_SIZE]);

/* A fingerprint of what M says, to tell whether it says something else the next time. */
void entry_content(const struct message *m, unsigned char content[FINGERPRINT_SIZE]);

/* What a row says beside its message; all texts are needed. */
struct entry_facts {
	const unsigned char *key;     /* HASH_SIZE bytes */
	const unsigned char *content; /* FINGERPRINT_SIZE bytes */
	struct str scope, recipient, mail_id;
	int64_t accepted_at, consent_at;
};

/*
 * Fills ENTRY with what M is about and FACTS; it keeps copies of all texts.  What it held
 * is freed, and the rest is zero.
 */
void entry_fill(
    struct ledger_entry *entry, const struct message *m, const struct entry_facts *facts);

/* What tells the mail of ENTRY from any other in files: what its Message-ID begins with.
 */
void entry_name(const struct ledger_entry *entry, char name[HASH_NAME]);

/* SECONDS since 1970 as a moment, OFFSET minutes east of UTC; 0 is none. */
struct moment entry_moment(int64_t seconds, int32_t offset);

/* The receipt of ENTRY as it stands, at its last change; lent by ENTRY. */
struct receipt entry_receipt(const struct ledger_entry *entry, int32_t offset);

#endif
