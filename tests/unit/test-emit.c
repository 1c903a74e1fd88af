/* test-emit - data/emit */
/* SPDX-License-Identifier: ISC */

#include "data/emit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "tap.h"

static struct emit m;
static struct err e;

/* What was written since the last call is WANT. */
static void
wrote(const char *want, const char *name)
{
	IS(buf_view(&m.out), want, "%s", name);
	buf_clear(&m.out);
	m.start = 0;
	m.comma = false;
}

static void
shapes(void)
{
	emit_object(&m);
	emit_put_int(&m, STR("a"), -5);
	emit_key(&m, STR("b"));
	emit_list(&m);
	emit_int(&m, INT64_MIN);
	emit_text(&m, STR("x"));
	emit_raw(&m, STR("null"));
	emit_bool(&m, true);
	emit_bool(&m, false);
	emit_object(&m);
	emit_object_end(&m);
	emit_list(&m);
	emit_list_end(&m);
	emit_raw(&m, STR("1.50"));
	emit_list_end(&m);
	emit_key(&m, STR("k\"ey"));
	emit_object(&m);
	emit_object_end(&m);
	emit_object_end(&m);
	emit_line(&m);
	emit_object(&m);
	emit_object_end(&m);
	emit_line(&m);
	wrote("{\"a\":-5,\"b\":[-9223372036854775808,\"x\",null,true,false,{},[],1.50],"
	      "\"k\\\"ey\":{}}\n{}\n",
	    "commas and brackets");
	OK(m.records == 2, "two records were counted");
}

static void
puts_none(void)
{
	struct currency jpy;

	OK(currency_find(STR("JPY"), &jpy), "yen");
	emit_object(&m);
	emit_put_text(&m, STR("t"), STR_NONE);
	emit_put_raw(&m, STR("r"), VAL_NONE);
	emit_put_whole(&m, STR("w"), (struct whole){ false, 1 });
	emit_put_bool(&m, STR("b"), (struct truth){ false, true });
	emit_put_money(&m, STR("m"), (struct amount){ false, 1 }, &jpy);
	emit_put_time(&m, STR("i"), (struct moment){ .there = false });
	emit_put_date(&m, STR("d"), (struct day){ false, 1 });
	emit_object_end(&m);
	wrote("{}", "what is none is not written");
	emit_object(&m);
	emit_put_text(&m, STR("t"), STR(""));
	emit_put_whole(&m, STR("w"), (struct whole){ true, 1 });
	emit_put_bool(&m, STR("b"), (struct truth){ true, false });
	emit_put_money(&m, STR("m"), (struct amount){ true, 1200 }, &jpy);
	emit_put_time(&m, STR("i"),
	    (struct moment){ true, { .seconds = 1795251600, .offset = 60 } });
	emit_put_date(&m, STR("d"), (struct day){ true, 20778 });
	emit_object_end(&m);
	wrote("{\"t\":\"\",\"w\":1,\"b\":false,\"m\":\"1200\","
	      "\"i\":\"2026-11-21T10:00:00+01:00\",\"d\":\"2026-11-21\"}",
	    "what is there is");
}

static void
escapes(void)
{
	char text[32], want[64];
	int c;

	for (c = 0; c < 0x20; c++) {
		static const char named[] = "\b\f\n\r\t", letters[] = "bfnrt";
		const char *at = c == 0 ? NULL : strchr(named, c);

		text[0] = (char)c;
		emit_text(&m, (struct str){ text, 1 });
		if (at != NULL)
			(void)snprintf(
			    want, sizeof want, "\"\\%c\"", letters[at - named]);
		else
			(void)snprintf(want, sizeof want, "\"\\u%04x\"", (unsigned)c);
		wrote(want, want);
	}
	emit_text(&m, STR("\"\\/</script>\x7f\xc3\xa9\xe2\x80\xa8\xf0\x9f\x98\x80"));
	wrote("\"\\\"\\\\/</script>\x7f\xc3\xa9\xe2\x80\xa8\xf0\x9f\x98\x80\"",
	    "quotes and backslashes, and nothing further");
	buf_str(emit_text_begin(&m), STR("a\\nb"));
	emit_escape(&m.out, STR("\n"));
	emit_text_end(&m);
	emit_int(&m, 1);
	wrote("\"a\\nb\\n\",1", "a text that the caller writes");
}

/*
 * Every length up to 70, an odd byte at each place: what is read again is the text.  The
 * text is alone on the heap, so that a sanitizer sees a look outside of it.
 */
static void
round_trip(void)
{
	static const char odd[] = { '"', '\\', '\n', '\0', '\x1f', 'x' };
	char *text;
	size_t len, at, o, wrong = 0, done = 0;
	struct rec rec = { .line = STR_NONE };
	struct str got;

	for (len = 0; len <= 70; len++)
		for (at = 0; at < len || at == 0; at++)
			for (o = 0; o < sizeof odd; o++) {
				struct str s = { text = mem_alloc(len), len };

				memset(text, 'a', len);
				if (len > 0)
					text[at] = odd[o];
				emit_object(&m);
				emit_put_text(&m, STR("t"), s);
				emit_object_end(&m);
				buf_reserve(&m.out, 64);
				done++;
				if (!rec_read(&rec, buf_view(&m.out), &e) ||
				    !rec_get_text(rec_root(&rec), "t", &got, &e) ||
				    !str_eq(got, s))
					wrong++;
				free(text);
				buf_clear(&m.out);
				m.comma = false;
			}
	OK(done > 10000 && wrong == 0, "%zu texts come back as they were", done);
	rec_done(&rec);
}

static void
long_text(void)
{
	size_t len = 100000, i, wrong = 0;
	char *text = mem_alloc(len);

	memset(text, '\x01', len);
	emit_text(&m, (struct str){ text, len });
	OK(m.out.len == 6 * len + 2, "a long text of control characters");
	for (i = 0; i < len; i++)
		wrong += memcmp(m.out.at + 1 + 6 * i, "\\u0001", 6) != 0;
	OK(wrong == 0, "is escaped throughout");
	buf_clear(&m.out);
	m.comma = false;
	memset(text, 'a', len);
	for (i = 0; i < 20; i++)
		emit_text(&m, (struct str){ text, len });
	OK(m.out.len == 20 * (len + 3) - 1 && m.out.room < 4 << 20,
	    "plain ones take no more room than they need");
	free(text);
	buf_clear(&m.out);
	m.comma = false;
}

static void
drops(void)
{
	emit_object(&m);
	emit_object_end(&m);
	emit_line(&m);
	emit_object(&m);
	emit_put_int(&m, STR("half"), 1);
	emit_key(&m, STR("written"));
	emit_drop(&m);
	emit_object(&m);
	emit_put_int(&m, STR("whole"), 1);
	emit_object_end(&m);
	emit_drop(&m);
	emit_list(&m);
	emit_list_end(&m);
	emit_line(&m);
	wrote("{}\n[]\n", "a dropped record leaves nothing, not even a comma");
}

/* Writes RECORDS records of about 100 bytes. */
static void
write_many(struct emit *to, uint64_t records)
{
	uint64_t i;

	for (i = 0; i < records; i++) {
		emit_object(to);
		emit_put_int(to, STR("n"), (int64_t)i);
		emit_put_text(to, STR("t"),
		    STR("0123456789012345678901234567890123456789012345678901234567890"));
		emit_object_end(to);
		emit_line(to);
	}
}

/* Reads all of FD. */
static void
read_all(int fd, struct buf *out)
{
	ssize_t n;

	do {
		buf_reserve(out, 65536);
		n = read(fd, out->at + out->len, 65536);
		out->len += n > 0 ? (size_t)n : 0;
	} while (n > 0);
}

/* Another process writes into a narrow pipe that does not wait: all arrives. */
static void
pipes(void)
{
	struct emit out, want;
	struct buf got = BUF_INIT;
	int ends[2], status = 1;
	pid_t child;

	emit_init(&want, -1);
	write_many(&want, 8000);
	OK(pipe(ends) == 0 && fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0, "a pipe");
	(void)fflush(stdout);
	child = fork();
	if (child == 0) {
		emit_init(&out, ends[1]);
		write_many(&out, 8000);
		emit_object(&out);
		/* Full buffers went out on their own; what is begun stays. */
		_exit(!(out.out.len < want.out.len / 2 && emit_flush(&out, &e) &&
			out.out.len == 1));
	}
	(void)close(ends[1]);
	read_all(ends[0], &got);
	OK(child > 0 && waitpid(child, &status, 0) == child && status == 0,
	    "is written in parts, and what is begun is kept");
	OK(str_eq(buf_view(&got), buf_view(&want.out)), "all arrives");
	buf_done(&got);
	emit_done(&want);
	(void)close(ends[0]);
}

static void
large_record(void)
{
	size_t len = (size_t)8 << 20;
	char *text = mem_alloc(len);
	struct emit out;
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

	memset(text, 'a', len);
	emit_init(&out, fd);
	emit_text(&out, (struct str){ text, len });
	emit_line(&out);
	OK(out.out.len == 0, "a large record goes out whole");
	OK(out.out.room < 1 << 20, "and its room is given back");
	emit_done(&out);
	free(text);
	(void)close(fd);
}

static void
full_disk(void)
{
	struct emit out;
	int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);

	emit_init(&out, fd);
	OK(fd >= 0 && emit_flush(&out, &e), "nothing to write, nothing wrong");
	write_many(&out, 100000);
	OK(out.out.len < 1 << 20, "what cannot be written is not kept");
	OK(!emit_flush(&out, &e) && e.kind == ERR_TROUBLE, "a full disk is told");
	IS(str_of(e.text), "cannot write: No space left on device", "by its name");
	OK(!emit_flush(&out, &e), "and again");
	emit_done(&out);
	(void)close(fd);
}

int
main(void)
{
	emit_init(&m, -1);
	shapes();
	puts_none();
	escapes();
	round_trip();
	long_text();
	drops();
	pipes();
	large_record();
	full_disk();
	emit_done(&m);
	return tap_done();
}
