/* settings - where the settings of a run come from */
/* SPDX-License-Identifier: ISC */

/*
 * Shop file < environment AFTERCARE_* < options.  The shop file is that of --shop, of
 * AFTERCARE_SHOP, or ./shop.json where there is one; the clock stands at --now or
 * AFTERCARE_NOW.  The kit's data files are in AFTERCARE_DATADIR, else in
 * ../share/aftercare beside the program's folder, else where the build said.  A variable
 * that is set to nothing counts as not set.
 */

#ifndef CLI_SETTINGS_H
#define CLI_SETTINGS_H

#include <stdbool.h>

#include "base/date.h"
#include "base/err.h"
#include "base/path.h"
#include "data/rec.h"
#include "shop/shop.h"

struct settings {
	struct search search;  /* the shop file's folder (NULL without), the kit's */
	struct shop *shop;     /* never NULL */
	struct instant now;    /* whole seconds, where the clock is not frozen */
	const char *now_given; /* "--now" or "AFTERCARE_NOW"; NULL: the clock runs */
	char *folders[2];      /* what `search` points to */
};

/*
 * SHOP_FILE and NOW are the options, NULL and not there where they were not given.
 * Errors are ERR_TROUBLE and name the variable, or the file, line and key.
 */
bool settings_read(
    struct settings *s, const char *shop_file, struct moment now, struct err *e);
void settings_done(struct settings *s);

/*
 * OPTION, where it was given, else the environment's variable NAME, else NULL.  Lent by
 * either.
 */
const char *settings_given(const char *option, const char *name);

#endif
