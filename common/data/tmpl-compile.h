/* tmpl-compile - from trees to a program; used by tmpl alone */
/* SPDX-License-Identifier: ISC */

#ifndef DATA_TMPL_COMPILE_H
#define DATA_TMPL_COMPILE_H

#include "data/tmpl-parse.h"
#include "data/tmpl-program.h"

/*
 * Fills T (zeroed) from SOURCE, the template NAME, with the partials and parents it pulls
 * in.  False with E where one of them is wrong; T may then be half filled.
 */
bool tmpl_compile(struct tmpl *t, const struct tmpl_source *source, const char *name,
    const struct tmpl_options *o, struct err *e);

/*
 * Reads the template file NAME below the folder of O, or below TMPL_SHARED, from the
 * shop's folder or the kit's; *PATH (heap) is where it was.  With *PATH NULL there is no
 * such file and no error; E says why where it is there and cannot be read.
 */
bool tmpl_load(const char *name, const struct tmpl_options *o, char **path,
    struct buf *text, struct err *e);

#endif
