/* user-agent - the device and the browser that a User-Agent header tells of */
/* SPDX-License-Identifier: ISC */

/*
 * A short rule, not a catalogue: words that are looked for in turn, whatever the case.
 * It tells phones from tablets and desktops, and the browsers that shops meet, each with
 * its major version; programs inside a browser's shell (Facebook, Instagram) are named as
 * themselves.  Robots are not its matter: a layout's `ignore_like` leaves them out.
 */

#ifndef SHOP_USER_AGENT_H
#define SHOP_USER_AGENT_H

#include "base/pool.h"
#include "base/str.h"

/* "smart_tv", "tablet", "mobile" or "desktop"; STR_NONE where AGENT does not tell. */
struct str user_agent_device(struct str agent);

/* "Safari 19", in POOL; STR_NONE where it is none that is known. */
struct str user_agent_browser(struct str agent, struct pool *pool);

#endif
