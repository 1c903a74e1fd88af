/* test-shape - data/shape, with SSE2 and without */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "data/shape.h"
#include "fuzz/project-agree.h"
#include "tap.h"

#define SLACK 64

/* LINE with 64 bytes behind it that go on as it does. */
static struct str
slack(struct buf *room, struct str line)
{
	size_t i;

	buf_clear(room);
	buf_reserve(room, line.len + SLACK);
	buf_str(room, line);
	for (i = 0; i < SLACK; i++)
		room->at[line.len + i] = line.len == 0
					     ? '"'
					     : line.at[(line.len - 1 + i) % line.len];
	return buf_view(room);
}

/* Gives the shape LINE to learn; false where LINE is not sound. */
static bool
learn(struct shape *s, struct str line)
{
	static struct rec rec;
	struct project_field fields[AGREE_NAMES];
	struct project *p = project_new(agree_names, AGREE_NAMES);
	struct buf room = BUF_INIT;
	struct err e;
	bool ok;

	line = slack(&room, line);
	ok = rec_read(&rec, line, &e) && project_line(p, line, fields, &e);
	if (ok)
		shape_learn(s, line, &rec.tape, fields);
	project_free(p);
	buf_done(&room);
	return ok;
}

/* Whether S reads LINE; WRONG counts where it does so and should not, or wrongly. */
static bool
reads(struct shape *s, struct str line, size_t *wrong)
{
	static struct rec rec;
	static struct buf room;
	struct project_field fields[AGREE_NAMES];
	struct err e = { .text = "" };

	size_t len;

	line = slack(&room, line);
	if (!shape_read(s, line, fields, &len) || len < line.len)
		return false;
	*wrong += !agree_answer(&rec, line, true, fields, &e);
	return true;
}

static void
row(const char *const *learnt, const char *line, bool want)
{
	struct shape *s = shape_new(AGREE_NAMES);
	size_t wrong = 0;

	for (; *learnt != NULL; learnt++)
		OK(learn(s, str_of(*learnt)), "%s is sound", *learnt);
	OK(reads(s, str_of(line), &wrong) == want, "%s is %s", line,
	    want ? "read" : "not");
	OK(wrong == 0, "and rightly so");
	shape_free(s);
}

#define ROW(line, want, ...) row((const char *const[]){ __VA_ARGS__, NULL }, line, want)

/* What was learnt of some lines is enough for others. */
static void
put_together(void)
{
	static const char flat[] = "{\"ts\":\"a\",\"n\":1,\"x\":null}";

	ROW("{\"ts\":\"a\"}", false, "{}");
	ROW("{}", true, "{}");
	ROW(flat, true, flat);
	ROW("{\"ts\":\"\",\"n\":-0.5e+7,\"x\":null}", false, flat);
	ROW("{\"ts\":\"\",\"n\":0.5e+7,\"x\":null}", true, flat);
	ROW("{\"ts\":\"\\ud83d\\ude00\\n\",\"n\":0,\"x\":null}", true, flat);
	ROW("{\"ts\":\"\xe6\x9d\xb1\",\"n\":123456789012345678901234567890,\"x\":null}",
	    true, flat);
	ROW("{\"ts\":\"sixteen or more, and again sixteen or more\",\"n\":1,\"x\":null}",
	    true, flat);
	ROW("{\"ts\":\"a\",\"n\":1,\"x\":true}", false, flat);
	ROW("{\"ts\":\"a\",\"n\":1,\"x\":null }", false, flat);
	ROW("{\"ts\":\"a\",\"n\":1,\"x\":null}\r", false, flat);
	ROW("{\"ts\":\"a\",\"n\":1,\"x\":null}\r", true, flat, "{\"x\":null}\r");
	ROW(flat, true, "{\"ts\":\"a\"}\r", flat);
	ROW("{\"ts\":\"a\",\"b\":2,\"n\":1}", true, "{\"ts\":\"a\",\"n\":1}",
	    "{\"ts\":\"a\",\"b\":2}", "{\"b\":1,\"n\":1}");
	ROW("{\"ts\":1,\"n\":2,\"ts\":1}", false, "{\"ts\":1,\"n\":2}",
	    "{\"n\":2,\"ts\":1}");
	ROW("{\"x\":1,\"y\":2,\"x\":1}", true, "{\"x\":1,\"y\":2}", "{\"y\":2,\"x\":1}");
}

static void
nested(void)
{
	static const char list[] = "{\"items\":[{\"ts\":1,\"b\":[2,3]}],\"n\":[]}";

	ROW(list, true, list);
	ROW("{\"items\":[{\"ts\":9,\"b\":[2,3,4,5,6]}],\"n\":[]}", true, list);
	ROW("{\"items\":[,{\"ts\":1}]}", false, list, "{\"items\":[1,{\"ts\":1}]}");
	ROW("{\"items\":[1,1,1]}", true, "{\"items\":[1,1]}");
	ROW("{\"x\":[1,1,1]}", true, "{\"x\":[1,1]}");
	ROW("{\"x\":[1,1]]}", false, "{\"x\":[1,1]}");
	ROW("{\"x\":[[1],[1],[1]]}", true, "{\"x\":[[1],[1]]}");
	ROW("{\"x\":[[1],[1]],[1]]}", false, "{\"x\":[[1],[1]]}");
	ROW("{\"items\":[[1]],\"n\":{\"ts\":1}}", true, "{\"items\":[[1]]}",
	    "{\"items\":[[1]],\"n\":{\"ts\":1}}");
	/* What may follow differs in a wanted list and in another. */
	ROW("{\"x\":[1],\"items\":[1],\"y\":1}", true,
	    "{\"x\":[1],\"items\":[1],\"y\":1}");
	ROW("{\"items\":[1],\"x\":[1],\"y\":1}", false,
	    "{\"x\":[1],\"items\":[1],\"y\":1}");
}

static const char *const samples[] = {
	"{\"ts\":\"a\\u20ac\\\\\",\"n\":-10.5e-7,\"x\":null}",
	"{\"items\":[{\"ts\":\"\xc3\xa9\",\"q\":0},{}],\"n\":{\"a\":[true,false]}}",
	" { \"ts\" : \"\xf0\x9f\x98\x80\\ud83d\\ude00\" , \"x\" : [ 1 , \"\" ] }\r",
	"{\"a long name that needs two steps\":[[],[[\"x\",0.0]]],\"\":\"\",\"o\":{}}",
};

#define SAMPLES (sizeof samples / sizeof *samples)

/* Every byte of SAMPLE becomes any other, is left out, or has any before it. */
static void
every_byte(struct shape *s, const char *sample)
{
	size_t len = strlen(sample), at, wrong = 0, read = 0, all = 0;
	char *copy = mem_alloc(len + 2);
	int c;

	for (at = 0; at < len; at++) {
		memcpy(copy, sample, len);
		for (c = 0; c < 256; c++, all++) {
			copy[at] = (char)c;
			read += reads(s, (struct str){ copy, len }, &wrong);
		}
		memcpy(copy + at + 1, sample + at, len - at);
		for (c = 0; c < 256; c++, all++) {
			copy[at] = (char)c;
			read += reads(s, (struct str){ copy, len + 1 }, &wrong);
		}
		memcpy(copy + at, sample + at + 1, len - at - 1);
		(void)reads(s, (struct str){ copy, len - 1 }, &wrong);
		(void)reads(s, (struct str){ sample, at }, &wrong);
	}
	OK(read > len && read < all, "%zu of %zu changes of %.40s are read", read, all,
	    sample);
	OK(wrong == 0, "each as the tape is");
	free(copy);
}

static void
changed(void)
{
	struct shape *s = shape_new(AGREE_NAMES);
	size_t i;

	for (i = 0; i < SAMPLES; i++)
		OK(learn(s, str_of(samples[i])), "a sample is sound");
	for (i = 0; i < SAMPLES; i++)
		every_byte(s, samples[i]);
	shape_forget(s);
	i = 0;
	OK(!reads(s, str_of(samples[0]), &i), "what is forgotten is not read");
	shape_free(s);
}

/* A list of N lists in each other, or beside each other. */
static void
put_lists(struct buf *out, size_t n, bool deep)
{
	size_t i;

	buf_clear(out);
	buf_text(out, "{\"x\":[1");
	for (i = 0; i < n; i++)
		buf_text(out, deep ? ",[1" : ",[1]");
	for (i = 0; deep && i < n; i++)
		buf_char(out, ']');
	buf_text(out, "]}");
}

static void
limits(void)
{
	struct shape *s = shape_new(AGREE_NAMES);
	struct buf line = BUF_INIT;
	size_t wrong = 0, unsound = 0, i;

	put_lists(&line, 40, true);
	unsound += !learn(s, buf_view(&line));
	OK(reads(s, buf_view(&line), &wrong), "many open lists are learnt");
	put_lists(&line, 100, true);
	unsound += !learn(s, buf_view(&line));
	OK(!reads(s, buf_view(&line), &wrong), "too many are not");
	put_lists(&line, 9000, false);
	unsound += !learn(s, buf_view(&line));
	OK(!reads(s, buf_view(&line), &wrong), "nor is a line of too many values");
	put_lists(&line, 3, false);
	unsound += !learn(s, buf_view(&line));
	put_lists(&line, 9000, false);
	OK(reads(s, buf_view(&line), &wrong), "though it is read once a short one is");
	for (i = 0; i < 1500; i++) {
		buf_clear(&line);
		buf_fmt(&line, "{\"a longer name, number %zu\":1}", i);
		unsound += !learn(s, buf_view(&line));
	}
	OK(!reads(s, buf_view(&line), &wrong), "what has no room is not learnt");
	put_lists(&line, 9000, false);
	OK(reads(s, buf_view(&line), &wrong), "what had, stays");
	OK(wrong == 0 && unsound == 0, "and all is right");
	buf_done(&line);
	shape_free(s);
}

int
main(void)
{
	put_together();
	nested();
	changed();
	limits();
	shape_free(NULL);
	return tap_done();
}
