/* exports - the exports that an import tool reads, one after the other */
/* SPDX-License-Identifier: ISC */

/*
 * An import tool's main is
 *
 *	tool_init(&t, &usage, argc, argv);
 *	exports_open(&x, &t, &asked, &maker, "layouts");
 *	while (exports_next(&x))
 *		order_write(&t.out, &order);
 *	exports_close(&x);
 *	return tool_finish(&t);
 *
 * Rows that are refused, files that cannot be read and lines that were passed over are
 * told here.
 */

#ifndef CLI_EXPORTS_H
#define CLI_EXPORTS_H

#include <stdbool.h>

#include "cli/tool.h"
#include "shop/import.h"
#include "shop/layouts.h"

/* What the options of every import tool say. */
struct exports_asked {
	const char *from, *map, *encoding, *separator;
	bool whole, list;
};

/* The rows of these options. */
#define EXPORTS_OPTIONS(asked)                                                            \
	{ 'f', "from", "NAME",                                                            \
		"the layout of the exports; auto (the default) finds it by the header",   \
		.text = &(asked).from },                                                  \
	    { 'm', "map", "FILE", "use the layout in FILE, see aftercare-layout(5)",      \
		    .text = &(asked).map },                                               \
	    { .name = "encoding",                                                         \
		    .arg = "NAME",                                                        \
		    .help =                                                               \
			"the encoding of CSV, such as windows-1252; UTF-8 by default",    \
		    .text = &(asked).encoding },                                          \
	    { .name = "separator",                                                        \
		    .arg = "CHAR",                                                        \
		    .help =                                                               \
			"what stands between the cells of CSV, or tab; found by default", \
		    .text = &(asked).separator },                                         \
	    { .name = "whole",                                                            \
		    .help = "refuse a whole record where one of its rows is refused",     \
		    .flag = &(asked).whole },                                             \
	{                                                                                 \
		.name = "list-layouts",                                                   \
		.help = "show the layouts that there are, and read nothing",              \
		.flag = &(asked).list                                                     \
	}

struct exports {
	struct tool *tool;
	const struct exports_asked *asked;
	struct layouts layouts;
	struct import_settings settings;
	struct import *import; /* of the file at hand, or NULL */
	enum import_kind kind; /* what it gave last */
	bool any;	       /* something is in it */
};

/*
 * Opens the layouts of FOLDER that are ASKED for, for records that MAKER makes; all of
 * them are lent.  With --list-layouts it prints them, and there is nothing to read.  Ends
 * the program with status 2 where a layout or an option is wrong.
 */
void exports_open(struct exports *x, struct tool *t, const struct exports_asked *asked,
    struct import_maker *maker, const char *folder);

/* Whether the maker holds a record, until the next call; false at the end of the run. */
bool exports_next(struct exports *x);

void exports_close(struct exports *x);

#endif
