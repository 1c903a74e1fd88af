/* signing - the shop's signing keys, from where they are kept */
/* SPDX-License-Identifier: ISC */

#ifndef SHOP_SIGNING_H
#define SHOP_SIGNING_H

#include <stdbool.h>

#include "base/err.h"
#include "shop/shop.h"
#include "shop/token.h"

/*
 * Adds the key of AFTERCARE_SIGNING_KEY, else of the shop's secrets.signing_key_file or
 * secrets.signing_key_command, to K, and behind it those of
 * secrets.old_signing_key_files.  A relative path is beside the shop file.  A shop that
 * names no key has none, which is no error.  E is as io/secret has it, or ERR_TROUBLE:
 * a key is too short, there are two to sign with, or old ones only.
 */
bool signing_keys(struct token_keys *k, const struct shop *shop, struct err *e);

#endif
