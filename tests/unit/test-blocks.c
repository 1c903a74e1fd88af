/* test-blocks - base/blocks */
/* SPDX-License-Identifier: ISC */

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/blocks.h"
#include "base/buf.h"
#include "base/lines.h"
#include "base/mem.h"
#include "tap.h"

#define SOURCES 8

/* The sources of a test, opened already. */
struct given {
	int fds[SOURCES];
	const char *names[SOURCES];
	size_t n, at;
};

static int
next_given(void *context, const char **name)
{
	struct given *g = context;

	if (g->at == g->n)
		return -1;
	*name = g->names[g->at];
	return g->fds[g->at++];
}

static void
close_given(struct given *g)
{
	for (size_t i = 0; i < g->n; i++)
		(void)close(g->fds[i]);
}

/* A file that holds TEXT, opened at its start and already unlinked. */
static int
file_of(struct str text)
{
	char name[] = "/tmp/test-blocks.XXXXXX";
	int fd = mkstemp(name);

	(void)unlink(name);
	if (fd < 0 || write(fd, text.at, text.len) != (ssize_t)text.len ||
	    lseek(fd, 0, SEEK_SET) != 0)
		exit(1);
	return fd;
}

static bool
is_zero(const char *at, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (at[i] != 0)
			return false;
	return true;
}

/* Whether OUT, the last one given, is as its header says. */
static bool
sound(const struct block *out, uint64_t number)
{
	bool whole = out->text.len > 0 && out->text.at[out->text.len - 1] == '\n';

	return out->number == number && is_zero(out->text.at + out->text.len, 64) &&
	       (whole || out->cut || out->last_of_source) &&
	       (out->text.len > 0 || out->last_of_source);
}

/* All blocks of G in turn, which must be sound; the text of each source in ALL. */
static size_t
read_all(struct given *g, struct buf *all)
{
	struct blocks *b = blocks_new(next_given, g);
	struct block out = { .source = 0 };
	bool right = true, open = false;
	size_t n = 0, source = 0;
	struct err e;

	for (; blocks_next(b, &out, &e) == BLOCK_TEXT; n++) {
		right = right && sound(&out, n) && out.first_of_source == !open &&
			out.source == source;
		open = !out.last_of_source;
		buf_str(&all[out.source], out.text);
		source += out.last_of_source;
	}
	OK(right && !open, "%zu sound blocks of %zu sources", n, g->n);
	OK(source == g->n, "every source came to its end");
	OK(blocks_next(b, &out, &e) == BLOCK_END, "the end stays");
	block_done(&out);
	blocks_free(b);
	return n;
}

static void
small(struct str text, const char *want)
{
	struct given g = { .fds = { file_of(text) }, .n = 1 };
	struct buf all[SOURCES] = { BUF_INIT };

	OK(read_all(&g, all) == 1, "one block");
	IS(buf_view(&all[0]), want, "is \"%s\"", want);
	buf_done(&all[0]);
	close_given(&g);
}

static void
several_sources(void)
{
	struct given g = { .fds = { file_of(STR("a\nb")), file_of(STR("")),
			       file_of(STR("\xef\xbb\xbf")), file_of(STR("c\n")),
			       file_of(STR("\xef\xbb\xbf\xef\xbb\xbf"
					   "d")) },
		.n = 5 };
	static const char *const want[] = { "a\nb", "", "", "c\n",
		("\xef\xbb\xbf"
		 "d") };
	struct buf all[SOURCES] = { BUF_INIT };

	OK(read_all(&g, all) == 5, "a block for each source");
	for (size_t i = 0; i < 5; i++) {
		IS(buf_view(&all[i]), want[i], "source %zu", i);
		buf_done(&all[i]);
	}
	close_given(&g);
}

/* Lines of many lengths, about LEN bytes; the last one without an end. */
static struct str
lines_of(size_t len, size_t longest)
{
	struct buf text = BUF_INIT;
	size_t i;

	for (i = 0; text.len < len; i++)
		buf_fmt(&text, "%zu:%0*d\n", i, (int)(i * 7919 % longest) + 1, 0);
	text.len--;
	return buf_view(&text);
}

static void
long_file(size_t longest)
{
	struct str text = lines_of((size_t)5 << 20, longest);
	struct given g = { .fds = { file_of(text), file_of(text) }, .n = 2 };
	struct buf all[SOURCES] = { BUF_INIT };
	size_t n = read_all(&g, all);

	OK(n >= 4 && n <= 14, "blocks of about 1 MiB");
	OK(str_eq(buf_view(&all[0]), text) && str_eq(buf_view(&all[1]), text),
	    "are the files");
	buf_done(&all[0]);
	buf_done(&all[1]);
	close_given(&g);
	free((char *)(uintptr_t)text.at);
}

/* A file of whole blocks: that it has ended is told by an empty one. */
static void
even_file(void)
{
	size_t len = 2 * LINES_BLOCK;
	char *text = mem_zero(len, 1);
	struct given g = { .n = 1 };
	struct buf all[SOURCES] = { BUF_INIT };

	memset(text, 'x', len);
	text[len / 2 - 1] = text[len - 1] = '\n';
	g.fds[0] = file_of((struct str){ text, len });
	OK(read_all(&g, all) == 3, "two blocks, and an empty one");
	OK(str_eq(buf_view(&all[0]), (struct str){ text, len }), "are the file");
	buf_done(&all[0]);
	close_given(&g);
	free(text);
}

/* The writing end of a pipe in a process of its own. */
static int
written(struct str text, size_t piece)
{
	int ends[2];
	size_t n;

	if (pipe(ends) != 0)
		exit(1);
	if (fork() == 0) {
		for (; text.len > 0; text.at += n, text.len -= n) {
			n = piece < text.len ? piece : text.len;
			if (write(ends[1], text.at, n) != (ssize_t)n)
				break;
		}
		_exit(0);
	}
	(void)close(ends[1]);
	return ends[0];
}

static void
pipes(void)
{
	struct str text = lines_of(20000, 300), more = lines_of((size_t)3 << 20, 999);
	struct given g = { .fds = { written(text, 1), written(more, 70000),
			       written(STR("\xef\xbb\xbfx\n"), 1) },
		.n = 3 };
	struct buf all[SOURCES] = { BUF_INIT };

	(void)read_all(&g, all);
	OK(str_eq(buf_view(&all[0]), text), "a pipe written byte by byte");
	OK(str_eq(buf_view(&all[1]), more), "a pipe written in pieces");
	IS(buf_view(&all[2]), "x\n", "a byte order mark in pieces");
	for (size_t i = 0; i < 3; i++)
		buf_done(&all[i]);
	close_given(&g);
	free((char *)(uintptr_t)text.at);
	free((char *)(uintptr_t)more.at);
}

/* What a slow pipe has given is given on before the next read waits. */
static void
slow_pipe(void)
{
	struct given g = { .n = 1 };
	struct block out = { .source = 0 };
	struct blocks *b = blocks_new(next_given, &g);
	struct err e;
	int ends[2];

	if (pipe(ends) != 0)
		exit(1);
	g.fds[0] = ends[0];
	OK(write(ends[1], "one\ntwo\nthr", 11) == 11, "two lines and a half");
	OK(blocks_next(b, &out, &e) == BLOCK_TEXT, "the lines come at once");
	IS(out.text, "one\ntwo\n", "those that are whole");
	OK(!out.last_of_source, "and it is not over");
	OK(write(ends[1], "ee\n", 3) == 3, "the other half");
	OK(blocks_next(b, &out, &e) == BLOCK_TEXT, "comes, too");
	IS(out.text, "three\n", "behind its start");
	(void)close(ends[1]);
	OK(blocks_next(b, &out, &e) == BLOCK_TEXT && out.last_of_source &&
		out.text.len == 0,
	    "the end is an empty block");
	OK(blocks_next(b, &out, &e) == BLOCK_END, "then nothing more");
	block_done(&out);
	blocks_free(b);
	close_given(&g);
}

/* A line of LEN bytes C, without its end. */
static void
put_line(struct buf *text, char c, size_t len)
{
	buf_reserve(text, len);
	memset(text->at + text->len, c, len);
	text->len += len;
}

/* Lines on both sides of the limit, each behind a short one. */
static void
long_lines(int (*source)(struct str text))
{
	struct buf text = BUF_INIT;
	struct given g = { .n = 1 };
	struct block out = { .source = 0 };
	struct blocks *b = blocks_new(next_given, &g);
	struct str rest, line;
	struct buf lines = BUF_INIT;
	struct err e;

	buf_text(&text, "\xef\xbb\xbf");
	put_line(&text, 'a', LINES_MAX);
	buf_text(&text, "\nshort\n");
	put_line(&text, 'b', LINES_MAX + 1);
	buf_text(&text, "\nshort\nshort\n");
	put_line(&text, 'c', LINES_MAX + LINES_BLOCK);
	buf_text(&text, "\n");
	put_line(&text, 'd', 2 * LINES_MAX);
	g.fds[0] = source(buf_view(&text));
	while (blocks_next(b, &out, &e) == BLOCK_TEXT) {
		for (rest = out.text; str_cut(&rest, '\n', &line);)
			if (line.len > 0)
				buf_fmt(&lines, "%c%zu%s ", line.at[0], line.len,
				    out.cut ? "!" : "");
		OK(!out.cut || out.text.len == LINES_KEPT, "a block of sound size");
		OK(out.room <= LINES_MAX + 3 * LINES_BLOCK,
		    "in no more memory than needed");
	}
	IS(buf_view(&lines), "a16777216 s5 b4096! s5 s5 c4096! d4096! ",
	    "whole up to the limit, and their starts above");
	buf_done(&lines);
	buf_done(&text);
	block_done(&out);
	blocks_free(b);
	close_given(&g);
}

static int
pipe_of(struct str text)
{
	return written(text, 65536);
}

static void
errors(void)
{
	struct given g = { .fds = { open("/", O_RDONLY), file_of(STR("a\n")), -1 },
		.names = { "logs/a", NULL },
		.n = 2 };
	struct block out = { .source = 0 };
	struct blocks *b = blocks_new(next_given, &g);
	struct err e;

	OK(blocks_next(b, &out, &e) == BLOCK_ERROR, "a folder cannot be read");
	IS(str_of(e.text), "logs/a: cannot read: Is a directory", "E says why");
	OK(out.source == 0 && out.text.len == 0, "and OUT which it was");
	OK(blocks_next(b, &out, &e) == BLOCK_TEXT && out.source == 1 && out.number == 0,
	    "the next source is read");
	OK(out.first_of_source && out.last_of_source, "from its start to its end");
	OK(blocks_next(b, &out, &e) == BLOCK_END, "then nothing more");
	block_done(&out);
	blocks_free(b);
	close_given(&g);
}

/* One thread of `threads`: writes each block down by its number. */
struct crowd {
	struct blocks *blocks;
	pthread_mutex_t lock;
	struct str texts[64];
	size_t sources[64];
	size_t n;
};

static void *
work(void *context)
{
	struct crowd *c = context;
	struct block out = { .source = 0 };
	struct err e;

	while (blocks_next(c->blocks, &out, &e) == BLOCK_TEXT) {
		char *copy = mem_copy(out.text.at, out.text.len);

		(void)pthread_mutex_lock(&c->lock);
		if (out.number < 64 && c->texts[out.number].at == NULL) {
			c->texts[out.number] = (struct str){ copy, out.text.len };
			c->sources[out.number] = out.source;
			c->n++;
			copy = NULL;
		}
		(void)pthread_mutex_unlock(&c->lock);
		free(copy);
	}
	block_done(&out);
	return NULL;
}

static void
threads(void)
{
	struct str text = lines_of((size_t)4 << 20, 2000);
	struct given g = { .fds = { file_of(text), file_of(text), file_of(text) },
		.n = 3 };
	struct crowd c = { .lock = PTHREAD_MUTEX_INITIALIZER };
	struct buf all[3] = { BUF_INIT };
	pthread_t ids[4];
	size_t i;

	c.blocks = blocks_new(next_given, &g);
	for (i = 0; i < 4; i++)
		if (pthread_create(&ids[i], NULL, work, &c) != 0)
			exit(1);
	for (i = 0; i < 4; i++)
		(void)pthread_join(ids[i], NULL);
	for (i = 0; i < c.n; i++) {
		buf_str(&all[c.sources[i]], c.texts[i]);
		free((char *)(uintptr_t)c.texts[i].at);
	}
	OK(c.n >= 12 && c.n < 64, "%zu blocks for four threads", c.n);
	for (i = 0; i < 3; i++) {
		OK(str_eq(buf_view(&all[i]), text), "put together they are file %zu", i);
		buf_done(&all[i]);
	}
	blocks_free(c.blocks);
	close_given(&g);
	free((char *)(uintptr_t)text.at);
}

int
main(void)
{
	struct given none = { .n = 0 };
	struct buf all[SOURCES] = { BUF_INIT };

	OK(read_all(&none, all) == 0, "no source at all");
	small(STR(""), "");
	small(STR("a"), "a");
	small(STR("\n"), "\n");
	small(STR("a\r\n\nb"), "a\r\n\nb");
	small(STR("\xef\xbb\xbfx\n\xef\xbb\xbfy"), "x\n\xef\xbb\xbfy");
	small(STR("\xef\xbb"), "\xef\xbb");
	several_sources();
	long_file(300);
	long_file(400000);
	long_file(3000000);
	even_file();
	pipes();
	slow_pipe();
	long_lines(file_of);
	long_lines(pipe_of);
	errors();
	threads();
	return tap_done();
}
