/* token - what names a message in a link or an address, signed by the shop */
/* SPDX-License-Identifier: ISC */

/*
 * A token stands in the links that end marketing mail, in the subject of mails that do,
 * and in return paths.  It names a row of the ledger and no address, so that whoever
 * reads a log learns nothing from it, and it cannot be made without the shop's key.
 *
 *	26 characters: the first 16 bytes of the row's key
 *	16 characters: the first 10 bytes of HMAC-SHA256(signing key, purpose || those 16)
 *
 * both in base32 (base/base32), so that a mail system that folds the case of an address
 * does no harm.  The purpose is the word "unsubscribe" or "bounce": a token for the one
 * is none for the other.
 */

#ifndef SHOP_TOKEN_H
#define SHOP_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/base32.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#define TOKEN_ROW 16 /* bytes of a ledger row's key that it holds */
#define TOKEN_MAC 10
#define TOKEN_LEN (BASE32_LEN(TOKEN_ROW) + BASE32_LEN(TOKEN_MAC)) /* 42 */

/* Where it goes in a setting such as "https://shop.example/u/{token}". */
#define TOKEN_PLACE "{token}"

#define TOKEN_KEY_MIN 16 /* bytes of a key; a shorter one could be guessed */
#define TOKEN_KEYS_MAX 9 /* the one that signs, and eight from before it */

enum token_purpose { TOKEN_UNSUBSCRIBE, TOKEN_BOUNCE };

/* The keys of a shop; starts zeroed: no key, nothing can be signed and nothing is valid.
 */
struct token_keys {
	struct buf at[TOKEN_KEYS_MAX]; /* the first one signs, all are good to check by */
	size_t n;
};

/* Wipes and frees the keys. */
void token_keys_done(struct token_keys *k);

/*
 * Adds a copy of KEY.  E (ERR_TROUBLE) where it is shorter than TOKEN_KEY_MIN, or one too
 * many.
 */
bool token_keys_add(struct token_keys *k, struct str key, struct err *e);

/* Adds the token of ROW (TOKEN_ROW bytes or more) to OUT; there is a key. */
void token_make(const struct token_keys *k, enum token_purpose purpose,
    const unsigned char *row, struct buf *out);

/*
 * Whether TEXT is a token that one of the keys has signed for PURPOSE; ROW gets what it
 * names.  It takes as long for a forged one as for a true one.
 */
bool token_check(const struct token_keys *k, enum token_purpose purpose, struct str text,
    unsigned char row[TOKEN_ROW]);

/*
 * The next part of *REST that has a token's form: TOKEN_LEN characters of base32 with no
 * letter or digit beside them.  *REST is what follows.  False where there is none.
 */
bool token_next(struct str *rest, struct str *token);

/* Whether the braces in TEXT, where it has any, are those of one TOKEN_PLACE. */
bool token_pattern(struct str text);

/*
 * The same of an address, whose place is before its last '@' and does not make the part
 * there longer than the 64 bytes of RFC 5321 once it is filled.
 */
bool token_address(struct str text);

/* Whether PATTERN has a TOKEN_PLACE. */
bool token_has_place(struct str pattern);

/* Adds PATTERN with TOKEN in place of its first TOKEN_PLACE, if it has one, to OUT. */
void token_fill(struct str pattern, struct str token, struct buf *out);

#endif
