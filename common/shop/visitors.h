/* visitors - with which cart each customer was seen last, and when one bought */
/* SPDX-License-Identifier: ISC */

/*
 * A customer goes by the shop's id, by e-mail address (as text_address of data/text has
 * it: in any case, with blanks around it or without, its domain in any form) and by
 * session, and is the same where any of these is.  Of each it knows a fingerprint, in 64
 * to 200 bytes; not a name, not an address.
 */

#ifndef SHOP_VISITORS_H
#define SHOP_VISITORS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/date.h"
#include "base/str.h"

struct visitors;

/* Who it is; each may be none. */
struct visitor {
	struct str id, email, session;
};

struct visitors *visitors_new(void);
void visitors_free(struct visitors *v);

/* WHO was seen at AT with the cart NUMBER, which is above 0 and that of no other. */
void visitors_seen(
    struct visitors *v, const struct visitor *who, struct instant at, uint64_t number);

/* WHO bought at AT.  Nothing is kept of those who have not been seen. */
void visitors_bought(struct visitors *v, const struct visitor *who, struct instant at);

/* Whether WHO was seen with no cart after NUMBER; of two at one time the later noted. */
bool visitors_is_last(
    const struct visitors *v, const struct visitor *who, uint64_t number);

/* Whether WHO bought at SINCE or later. */
bool visitors_has_bought(
    const struct visitors *v, const struct visitor *who, struct instant since);

#endif
