/* bench-tmpl - what it costs to render a mail */
/* SPDX-License-Identifier: ISC */

/*
 * An HTML template of about 7 kB with 60 values, ten of them in a section of five items,
 * written for the inside of a JSON string.  Prints the median of several runs.
 */

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "data/tmpl.h"
#include "unit/view-json.h"

#define RUNS 15
#define RENDERS 20000

static double
now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int
by_size(const void *a, const void *b)
{
	double d = *(const double *)a - *(const double *)b;

	return d < 0 ? -1 : d > 0;
}

/* A list of names, so that the template is compiled as a tool's are. */
static const struct str names[] = { STR_INIT("items"), STR_INIT("items.name"),
	STR_INIT("items.price"), STR_INIT("order.city"), STR_INIT("order.name"),
	STR_INIT("order.number"), STR_INIT("order.total"), STR_INIT("order.url") };

static void
write_source(struct buf *b)
{
	static const char *const values[] = { "order.number", "order.name", "order.city",
		"order.total", "order.url" };
	size_t i;

	buf_text(b, "<html><body>\n");
	for (i = 0; i < 50; i++) {
		char *tag = mem_fmt("{{%s}}", values[i % 5]);

		buf_text(b, "<!-- one column, tables, styles in place -->");
		buf_text(b, "<tr><td style=\"padding:8px 0;font:16px/24px sans-serif\">");
		buf_text(b, tag);
		buf_text(b, "</td></tr>\n");
		free(tag);
	}
	buf_text(b, "{{#items}}<tr><td>{{name}}</td><td>{{price}}</td></tr>\n{{/items}}");
	buf_text(b, "</body></html>\n");
}

int
main(void)
{
	static struct view_json values;
	struct view root = view_json(&values,
	    "{\"order\": {\"number\": \"1001\", \"name\": \"Zo\xc3\xab O'Neil & Sons\", "
	    "\"city\": \"Reggio nell'Emilia\", \"total\": \"\xe2\x82\xac 1.234,50\", \"url\": "
	    "\"https://shop.example/orders/1001?k=ab12cd34&lang=it\"}, \"items\": ["
	    "{\"name\": \"A cup\", \"price\": \"1\"}, {\"name\": \"A pot\", \"price\": \"2\"},"
	    "{\"name\": \"A pan\", \"price\": \"3\"}, {\"name\": \"A jug\", \"price\": \"4\"},"
	    "{\"name\": \"A mug\", \"price\": \"5\"}]}");
	const struct tmpl_options o = { .escape = TMPL_HTML,
		.json = true,
		.names = names,
		.n_names = sizeof names / sizeof *names };
	struct buf source = BUF_INIT, out = BUF_INIT;
	double took[RUNS], start;
	struct tmpl *t;
	struct err e;
	int run, i;

	write_source(&source);
	t = tmpl_parse(buf_view(&source), "bench.html", &o, &e);
	if (t == NULL)
		return 1;
	for (run = 0; run < RUNS; run++) {
		start = now();
		for (i = 0; i < RENDERS; i++) {
			buf_clear(&out);
			if (!tmpl_render(t, &root, &out, &e))
				return 1;
		}
		took[run] = (now() - start) / RENDERS;
	}
	qsort(took, RUNS, sizeof *took, by_size);
	(void)printf("%zu bytes, 60 values: %.2f microseconds (best %.2f)\n", out.len,
	    took[RUNS / 2], took[0]);
	tmpl_free(t);
	buf_done(&source);
	buf_done(&out);
	view_json_done(&values);
	return 0;
}
