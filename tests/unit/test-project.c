/* test-project - data/project, with SSE2 and without */
/* SPDX-License-Identifier: ISC */

#include "base/buf.h"
#include "data/project.h"
#include "data/scan.h"
#include "tap.h"

static const struct str names[] = { STR_INIT("ts"), STR_INIT("items"), STR_INIT("n") };

#define N (sizeof names / sizeof *names)

/* What P makes of LINE: "ts=TEXT;items=;n=-", or its error; `=` for each that is there.
 */
static void
shown(struct project *p, const char *line, struct buf *out)
{
	struct project_field f[N];
	struct buf copy = BUF_INIT;
	struct err e;
	size_t i;

	buf_text(&copy, line);
	buf_reserve(&copy, 64);
	memset(copy.at + copy.len, '"', 64);
	buf_clear(out);
	if (!project_line(p, buf_view(&copy), f, &e))
		buf_text(out, e.text);
	else
		for (i = 0; i < N; i++) {
			if (f[i].kind == PROJECT_ABSENT)
				continue;
			buf_fmt(out, "%s%.*s=%d%s:%.*s", out->len > 0 ? " " : "",
			    STR_ARG(names[i]), f[i].kind, f[i].escaped ? "\\" : "",
			    (int)f[i].len, f[i].at);
		}
	buf_done(&copy);
}

/* Three times, since what was learnt of the first is used for the others. */
static void
gives(struct project *p, const char *line, const char *want)
{
	struct buf out = BUF_INIT;

	for (int i = 1; i <= 3; i++) {
		shown(p, line, &out);
		IS(buf_view(&out), want, "%s (%d)", line, i);
	}
	buf_done(&out);
}

static void
values(struct project *p)
{
	gives(p, "{}", "");
	gives(p, " { } ", "");
	gives(p, "{\"ts\":\"a\"}", "ts=3:a");
	gives(p, "{\"ts\":\"\"}", "ts=3:");
	gives(p, "{\"ts\":\"a\\u20acb\"}", "ts=3\\:a\\u20acb");
	gives(p, "{\"n\":-1.5e3,\"ts\":null}", "ts=7:null n=4:-1.5e3");
	gives(p, "{ \"n\" : true , \"ts\":false }\r", "ts=6:false n=5:true");
	gives(p, "{\"items\":[],\"n\":{}}", "items=1:[] n=0:{}");
	gives(p, "{\"items\":[{\"ts\":1,\"n\":[2]}, 3 ],\"n\":0}",
	    "items=1:[{\"ts\":1,\"n\":[2]}, 3 ] n=4:0");
	gives(p, "{\"a\":{\"ts\":1},\"b\":[{\"n\":2}],\"ts\":3}", "ts=4:3");
	gives(p, "{\"\\u0074s\":1,\"a\":1,\"a\":2}", "ts=4:1");
}

static void
errors(struct project *p)
{
	gives(p, "", "column 1: expected a value, got the end");
	gives(p, "[]", "expected an object, got a list");
	gives(p, "\"ts\"", "expected an object, got \"ts\"");
	gives(p, "{\"ts\":1,\"ts\":1}", "ts: stands twice");
	gives(p, "{\"ts\":null,\"n\":1,\"\\u0074s\":1}", "\\u0074s: stands twice");
	gives(p, "{\"ts\":1} x", "column 10: expected nothing after the value, got 'x'");
}

int
main(void)
{
	static const char line[80] = "{\"ts\":1,\"ts\":2}";
	struct project *p = project_new(names, N), *none = project_new(NULL, 0);
	struct err e;

	values(p);
	errors(p);
	values(p);
	OK(project_line(none, str_of(line), NULL, &e), "nothing is wanted");
	project_free(p);
	project_free(none);
	project_free(NULL);
	return tap_done();
}
