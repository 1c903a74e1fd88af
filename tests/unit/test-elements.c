/* test-elements - data/elements */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "data/elements.h"
#include "memory-file.h"
#include "tap.h"

/* The elements of TEXT: each as "LINE:TEXT|", a bad one with '!', an error as "#". */
static const char *
all(struct str text, size_t ahead, struct buf *out)
{
	static const struct str lists[] = { STR_INIT("orders"), STR_INIT("data") };
	struct elements x;
	struct element el;
	enum element_kind kind;
	struct err e;
	int fd = memory_file(text);

	buf_clear(out);
	if (lseek(fd, (off_t)ahead, SEEK_SET) < 0)
		abort();
	elements_init(&x, fd, (struct str){ text.at, ahead }, lists, 2);
	while ((kind = elements_next(&x, &el, &e)) != ELEMENT_END) {
		if (kind == ELEMENT_ERROR) {
			buf_char(out, '#');
			continue;
		}
		buf_fmt(out, "%u%s%.*s|", (unsigned)el.line,
		    kind == ELEMENT_BAD ? "!" : ":", STR_ARG(el.text));
	}
	elements_done(&x);
	(void)close(fd);
	return buf_cstr(out);
}

static void
test_forms(void)
{
	static const struct {
		const char *name, *text, *want;
	} cases[] = {
		{ "nothing", " \n", "" },
		{ "a list", "[{\"a\":1},\n{\"b\":2}]\n", "1:{\"a\":1}|2:{\"b\":2}|" },
		{ "an empty list", "[]", "" },
		{ "an object a line", "{\"a\":1}\n\n{\"b\":2}\r\n{\"c\":3}",
		    "1:{\"a\":1}|3:{\"b\":2}|4:{\"c\":3}|" },
		{ "a wrapped list",
		    "{\"n\":2,\n\"orders\" : [{\"a\":1},{\"b\":[2]}],\"x\":[1]}",
		    "2:{\"a\":1}|2:{\"b\":[2]}|" },
		{ "wrapped lists one after the other",
		    "{\"data\":[{\"a\":1}]}\n{\"data\":[{\"b\":2}],\"p\":{\"q\":[]}}",
		    "1:{\"a\":1}|2:{\"b\":2}|" },
		{ "lists one after the other", "[{\"a\":1}][{\"b\":2}]",
		    "1:{\"a\":1}|1:{\"b\":2}|" },
		{ "another list in an object", "{\"items\":[1]}", "1:{\"items\":[1]}|" },
		{ "the list's name deeper down", "{\"x\":{\"orders\":[1]}}",
		    "1:{\"x\":{\"orders\":[1]}}|" },
		{ "a name that ends like the list's", "{\"my_orders\":[1]}",
		    "1:{\"my_orders\":[1]}|" },
		{ "brackets in texts", "[{\"a\":\"}]\\\"{\"}]",
		    "1:{\"a\":\"}]\\\"{\"}|" },
		{ "an object over several lines", "{\n \"a\": {\n }\n}\n{}",
		    "1:{\n \"a\": {\n }\n}|5:{}|" },
		{ "no object in a list", "[1,{\"a\":1}, \"x\"]",
		    "1!1|1:{\"a\":1}|1!\"x\"|" },
		{ "an object that is not closed", "{\"a\":1\n{\"b\":2}\n",
		    "1!{\"a\":1|2:{\"b\":2}|" },
		{ "a text that is not closed", "{\"a\":\"1}\n{\"b\":2}\n",
		    "1!{\"a\":\"1}|2:{\"b\":2}|" },
		{ "an object that the end cuts",
		    "{\"b\":2}\n{\"a\":", "1:{\"b\":2}|2!{\"a\":|" },
		{ "a list that the end cuts", "[{\"a\":1},", "1:{\"a\":1}|#" },
		{ "an object in a list that the end cuts", "[{\"a\":1},{\"b\"",
		    "1:{\"a\":1}|#" },
		{ "garbage", "abc\n{\"a\":1}", "1!abc|2:{\"a\":1}|" },
		{ "a bracket too many", "{}}\n{}", "1:{}|1!}|2:{}|" },
	};
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str text = str_of(cases[i].text);

		IS(str_of(all(text, 0, &out)), cases[i].want, "%s", cases[i].name);
		IS(str_of(all(text, text.len / 2, &out)), cases[i].want,
		    "%s, half of it read before", cases[i].name);
	}
	buf_done(&out);
}

/* Objects over several blocks, in a list of a million bytes on one line. */
static void
test_long(void)
{
	struct buf text = BUF_INIT;
	struct elements x;
	struct element el;
	struct err e;
	size_t n = 0, bytes = 0;
	int fd;

	buf_char(&text, '[');
	for (size_t i = 0; i < 20; i++) {
		buf_text(&text, i == 0 ? "{\"a\":\"" : ",{\"a\":\"");
		for (size_t k = 0; k < i * 20000; k++)
			buf_char(&text, 'x');
		buf_text(&text, "\"}");
	}
	buf_char(&text, ']');
	fd = memory_file(buf_view(&text));
	elements_init(&x, fd, STR(""), NULL, 0);
	while (elements_next(&x, &el, &e) == ELEMENT_TEXT) {
		OK(el.text.len == 8 + n * 20000, "object %zu is whole", n);
		bytes += el.text.len;
		n++;
	}
	OK(n == 20 && bytes + 19 + 2 == text.len, "all of them");
	elements_done(&x);
	(void)close(fd);
	buf_done(&text);
}

/* More than ELEMENT_MAX in one object: an error, and the memory stays bounded. */
static void
test_endless(void)
{
	struct buf text = BUF_INIT;
	struct elements x;
	struct element el;
	struct err e;
	int fd;

	buf_text(&text, "[{\"a\":\"");
	while (text.len < ELEMENT_MAX + 100)
		buf_text(
		    &text, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
	buf_text(&text, "\"},{\"b\":1}]");
	fd = memory_file(buf_view(&text));
	elements_init(&x, fd, STR(""), NULL, 0);
	OK(elements_next(&x, &el, &e) == ELEMENT_ERROR && e.kind == ERR_TROUBLE &&
		strstr(e.text, "over 16 MiB") != NULL,
	    "an object over 16 MiB: %s", e.text);
	OK(elements_next(&x, &el, &e) == ELEMENT_END, "nothing follows it");
	OK(x.room < 3 * ELEMENT_MAX, "memory is bounded");
	elements_done(&x);
	(void)close(fd);
	buf_done(&text);
}

int
main(void)
{
	test_forms();
	test_long();
	test_endless();
	return tap_done();
}
