/* test-table-log - data/table-log, as a table */
/* SPDX-License-Identifier: ISC */

#include <unistd.h>

#include "base/buf.h"
#include "data/table.h"
#include "memory-file.h"
#include "tap.h"

#define TIME "[21/Nov/2026:10:02:11 +0100] "

enum { AT, WHAT, PATH, QUERY, STATUS, FROM, AGENT, MORE, SID };

static const struct target heads[] = {
	{ "at", FIELD_TIME, 0, NULL, false },
	{ "what", FIELD_TEXT, 0, NULL, false },
	{ "path", FIELD_TEXT, 0, NULL, false },
	{ "query", FIELD_TEXT, 0, NULL, false },
	{ "status", FIELD_WHOLE, 0, NULL, false },
	{ "from", FIELD_TEXT, 0, NULL, false },
	{ "agent", FIELD_TEXT, 0, NULL, false },
	{ "more", FIELD_TEXT, 0, NULL, false },
	{ "sid", FIELD_TEXT, 0, NULL, false },
};
static const struct schema schema = { "hit", "thing", heads, NULL, 9, 0, true };

#define MAP                                                                              \
	"{\"input\":\"log\",\"hit\":{\"at\":\"time\",\"what\":\"Method\",\"path\":"      \
	"\"path\",\"query\":\"query\",\"status\":\"status\",\"from\":\"address\","       \
	"\"agent\":\"agent\",\"more\":\"more.2\",\"sid\":[\"user.sid\",\"sid\"]}"

static void
show(const struct value *v, struct buf *out)
{
	for (size_t i = 0; i < schema.n_heads; i++)
		if (v[i].there && i == AT)
			buf_fmt(out, " %lld", (long long)v[i].at.seconds);
		else if (v[i].there && i == STATUS)
			buf_fmt(out, " %d", (int)v[i].n);
		else if (v[i].there)
			buf_fmt(out, " %.*s", STR_ARG(v[i].text));
		else
			buf_text(out, " -");
}

/* The rows of TEXT by the layouts, each with its line. */
static const char *
rows(const char *map, const char *text, struct buf *out)
{
	struct err e;
	struct layout *l = layout_parse(str_of(map), "log.json", &schema, &e);
	struct table_settings s = { .schema = &schema, .layouts = &l, .n_layouts = 1 };
	struct value v[TARGETS_MAX];
	struct pool pool = { NULL, NULL, 0 };
	struct texts warnings = { NULL, 0, 0 };
	struct table_row row;
	enum table_kind kind;
	int fd = memory_file(str_of(text));
	struct table *t = l == NULL ? NULL : table_open(fd, &s, &e);

	buf_clear(out);
	if (t != NULL)
		table_keep(t, &pool, &warnings);
	while (t != NULL && (kind = table_next(t, &row, &e)) != TABLE_END &&
	       kind != TABLE_ERROR) {
		memset(v, 0, sizeof v);
		buf_fmt(out, "%u:", (unsigned)row.line);
		if (kind == TABLE_IGNORED)
			buf_text(out, " nothing");
		else if (kind == TABLE_BAD || !table_head(t, v, &e))
			buf_fmt(out, " !%s", e.text);
		else
			show(v, out);
		buf_char(out, '\n');
	}
	if (t == NULL)
		buf_text(out, e.text);
	table_close(t);
	(void)close(fd);
	pool_done(&pool);
	texts_done(&warnings);
	layout_free(l);
	return buf_cstr(out);
}

int
main(void)
{
	struct buf out = BUF_INIT;

	IS(str_of(rows(MAP "}",
	       "192.0.2.7 - - " TIME
	       "\"GET /cart?a=b HTTP/1.1\" 200 5 \"-\" \"x y\" 1 2\n"
	       "\r\n"
	       "192.0.2.7 - - " TIME "\"POST /\\xff HTTP/1.1\" 303 5 \"-\" \"-\"\r\n"
	       "rubbish\n"
	       "{\"time\":1,\"request\":\"GET /x HTTP/2.0\",\"status\":200,\"sid\":7,"
	       "\"user\":{\"sid\":null}}",
	       &out)),
	    "1: 1795251731 GET /cart a=b 200 192.0.2.7 x y 2 -\n"
	    "2: nothing\n"
	    "3: 1795251731 POST - - 303 192.0.2.7 - - -\n"
	    "4: !is no line of a web server's log\n"
	    "5: 1 GET /x - 200 - - - 7\n",
	    "lines of all kinds");
	IS(str_of(rows(MAP ",\"fields\":{\"time\":\"t\",\"agent\":\"ua\"}}",
	       "{\"t\":5,\"request\":\"GET / HTTP/2.0\",\"status\":\"200\",\"ua\":\"z\"}\n"
	       "{\"t\":5,\"request\":\"GET / HTTP/2.0\",\"status\":\"200\",\"ua\":[]}\n",
	       &out)),
	    "1: 5 GET / - 200 - z - -\n"
	    "2: !ua: expected text, got a list\n",
	    "names of its own");
	IS(str_of(rows(MAP ",\"needs\":\"query\",\"ignore_like\":{\"agent\":\"*bot*\"}}",
	       "a - - " TIME "\"GET /1 HTTP/1.1\" 200 5 \"-\" \"x\"\n"
	       "a - - " TIME "\"GET /2?q HTTP/1.1\" 200 5 \"-\" \"Bot\"\n"
	       "a - - " TIME "\"GET /3?q HTTP/1.1\" 200 5 \"-\" \"x\"\n",
	       &out)),
	    "1: nothing\n2: nothing\n3: 1795251731 GET /3 q 200 a x - -\n",
	    "lines that are no data");
	IS(str_of(rows(MAP "}", "", &out)), "", "an empty log");
	buf_done(&out);
	return tap_done();
}
