/* policy - how often, how fast and at which hours a shop writes to its customers */
/* SPDX-License-Identifier: ISC */

/*
 * What the keys `caps`, `quiet_hours` and `rates` of the shop file say, see
 * aftercare-shop(5).
 */

#ifndef SHOP_POLICY_H
#define SHOP_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "data/zone.h"
#include "shop/quiet.h"
#include "shop/shop.h"

/* "2 per 7 days": at most so many in any such time. */
struct policy_quota {
	int64_t n; /* 0: there is none */
	int64_t seconds;
	struct str words; /* as they stand in the shop file */
};

struct policy_host {
	struct str name; /* "gmail.com" */
	struct policy_quota rate;
};

/* What caps and quiet hours are for. */
enum policy_class {
	POLICY_TRANSACTIONAL,
	POLICY_MARKETING,
	POLICY_CLASSES,
	POLICY_TOTAL = POLICY_CLASSES, /* of caps alone: all messages to one address */
	POLICY_CAPS
};

struct policy {
	const struct zone *zone; /* the shop's, where there are quiet hours */
	struct policy_quota caps[POLICY_CAPS];
	struct quiet quiet[POLICY_CLASSES];
	struct policy_quota rate; /* of all that is handed over */
	struct policy_host *hosts;
	size_t n_hosts;
};

/* "2 per 7 days", "10 per second"; seconds, minutes, hours, days and weeks, up to a year.
 */
bool policy_quota_read(struct str text, struct policy_quota *out);

/*
 * Fills P with what SHOP says, which lends the texts.  E (ERR_TROUBLE) names the file,
 * the line and the key, and says what was expected.
 */
bool policy_read(struct policy *p, const struct shop *shop, struct err *e);
void policy_done(struct policy *p);

/* Which class the word of a message is. */
enum policy_class policy_class(struct str class);

/* The rate for HOST, in any case of its ASCII letters; NULL where it has none. */
const struct policy_quota *policy_host_rate(const struct policy *p, struct str host);

#endif
