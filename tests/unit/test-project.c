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

/* The lines of a block, which follow each other, three times over. */
static void
lines_of_a_block(struct project *p)
{
	static const char block[] = "{\"ts\":1,\"n\":2}\n"
				    "{\"ts\":1,\"n\":2}\r\n"
				    "\n"
				    "{\"ts\":1\n"
				    ",\"n\":2}\n"
				    "{\"ts\":\"a\n"
				    "\"}\n"
				    "{\"n\":3}\n"
				    "{\"n\":4}";
	static const char *const want[] = { "{\"ts\":1,\"n\":2}", "{\"ts\":1,\"n\":2}\r",
		"", "{\"ts\":1", ",\"n\":2}", "{\"ts\":\"a", "\"}", "{\"n\":3}",
		"{\"n\":4}" };
	static const bool sound[] = { true, true, false, false, false, false, false, true,
		true };
	struct project_field f[N];
	struct buf copy = BUF_INIT;
	struct str rest, line;
	struct err e;
	size_t i;

	buf_text(&copy, block);
	buf_reserve(&copy, 64);
	memset(copy.at + copy.len, 0, 64);
	gives(p, "{\"ts\":1\n,\"n\":2}", "ts=4:1 n=4:2");
	gives(p, "{\"ts\":1}\n", "ts=4:1");
	for (int k = 0; k < 3; k++) {
		rest = buf_view(&copy);
		for (i = 0; rest.len > 0 && i < 9; i++) {
			bool ok = project_next(p, &rest, &line, f, &e);

			IS(line, want[i], "line %zu is cut off", i + 1);
			OK(ok == sound[i], "and is %s", sound[i] ? "read" : "refused");
		}
		OK(i == 9 && rest.len == 0, "there are no more");
	}
	buf_done(&copy);
}

/* Thousands of lines that are laid out as none before, then some that are alike. */
static void
odd_lines(struct project *p)
{
	struct project_field f[N];
	struct buf line = BUF_INIT;
	size_t i, wrong = 0;
	struct err e;

	for (i = 0; i < 6000; i++) {
		buf_clear(&line);
		if (i < 3000)
			buf_fmt(&line, "{\"key %zu\":0,", i);
		else
			buf_text(&line, "{\"key\":0,");
		buf_fmt(&line, "\"n\":%zu%s}", i, i % 2 == 0 ? ",\"ts\":1" : "");
		buf_reserve(&line, 64);
		memset(line.at + line.len, 0, 64);
		wrong += !project_line(p, buf_view(&line), f, &e) ||
			 f[2].kind != TOK_NUMBER ||
			 f[0].kind != (i % 2 == 0 ? TOK_NUMBER : PROJECT_ABSENT) ||
			 f[1].kind != PROJECT_ABSENT;
	}
	OK(wrong == 0, "6000 lines, half of them like no other");
	buf_done(&line);
}

static void
many_names(void)
{
	static const char line[200] = "{\"0\":0,\"31\":\"last\",\"32\":0}";
	struct project_field f[PROJECT_MAX];
	struct str all[PROJECT_MAX];
	char texts[PROJECT_MAX][4];
	struct project *p;
	struct err e;
	size_t i, there;

	for (i = 0; i < PROJECT_MAX; i++) {
		(void)snprintf(texts[i], sizeof texts[i], "%zu", i);
		all[i] = str_of(texts[i]);
	}
	p = project_new(all, PROJECT_MAX);
	for (int k = 0; k < 2; k++) {
		OK(project_line(p, str_of(line), f, &e), "as many names as can be");
		for (there = i = 0; i < PROJECT_MAX; i++)
			there += f[i].kind != PROJECT_ABSENT;
		OK(there == 2 && f[0].kind == TOK_NUMBER && f[31].len == 4,
		    "the first and the last are there");
	}
	project_free(p);
}

int
main(void)
{
	static const char line[80] = "{\"ts\":1,\"ts\":2}";
	struct project *p = project_new(names, N), *none = project_new(NULL, 0);
	struct err e;

	values(p);
	errors(p);
	odd_lines(p);
	values(p);
	many_names();
	lines_of_a_block(p);
	OK(project_line(none, str_of(line), NULL, &e), "nothing is wanted");
	project_free(p);
	project_free(none);
	project_free(NULL);
	return tap_done();
}
