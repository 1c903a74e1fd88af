/* gateway-parts - what the files of the gateway module share */
/* SPDX-License-Identifier: ISC */

/*
 * Only the gateway's own files include this; everybody else includes shop/gateway.h.
 */

#ifndef SHOP_GATEWAY_PARTS_H
#define SHOP_GATEWAY_PARTS_H

#include "shop/gateway.h"
#include "shop/place.h"

/* Whether V has no keys but NAMES (NULL behind the last), each once. */
bool gateway_known(struct val v, const char *const *names, struct err *e);

/* Fills G with all that V, the file's object, says. */
bool gateway_get_all(struct gateway *g, struct val v, struct err *e);

/* The same of its `reply`. */
bool gateway_get_reply(struct gateway *g, struct val v, struct err *e);

/* Fills V with what the account and the recipient are; KEY may be none. */
void gateway_values(const struct gateway *g, const struct gateway_account *a,
    struct str to, struct str key, struct place_values *v);

#endif
