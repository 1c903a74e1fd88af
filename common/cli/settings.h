/* settings - where the settings of a run come from */
/* SPDX-License-Identifier: ISC */

/*
 * Shop file < environment AFTERCARE_* < options.  The shop file is that of --shop, of
 * AFTERCARE_SHOP, or ./shop.json where there is one.  The kit's data files are in
 * AFTERCARE_DATADIR, else in ../share/aftercare beside the program's folder, else where
 * the build said.
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
	struct search search;
	struct shop *shop;
	struct instant now;
	bool now_given;
};

/* SHOP_FILE and NOW are the options, NULL and not there where they were not given. */
bool settings_read(
    struct settings *s, const char *shop_file, struct moment now, struct err *e);
void settings_done(struct settings *s);

#endif
