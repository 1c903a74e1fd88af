/* test-suppress-list - shop/suppress-list */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "shop/suppress-list.h"
#include "tap.h"

static char *file;
static struct err e;

static struct suppress_list *
given(struct str text)
{
	if (!path_write(file, text, &e))
		exit(1);
	return suppress_list_read(file, &e);
}

/* A file that says TEXT is refused, and WHY follows its name in the error. */
static void
refuses(struct str text, const char *why)
{
	struct suppress_list *l = given(text);
	struct str said = str_of(e.text);
	size_t len = strlen(file);

	OK(l == NULL && e.kind == ERR_TROUBLE, "the run cannot go on");
	if (OK(str_starts(said, str_of(file)), "the file is named"))
		IS(((struct str){ said.at + len, said.len - len }), why, "and why");
	suppress_list_free(l);
}

static void
is(const struct suppress_list *l, const char *channel, const char *address,
    enum suppression_reason reason, int64_t want)
{
	int64_t at[SUPPRESSION_REASONS];
	size_t i, others = 0;

	suppress_list_find(l, str_of(channel), str_of(address), at);
	for (i = 0; i < SUPPRESSION_REASONS; i++)
		others += i != reason && at[i] != 0;
	OK(at[reason] == want, "%s: %s %lld", address, suppression_word(reason),
	    (long long)at[reason]);
	OK(others == 0, "and nothing else");
}

static void
whole(void)
{
	struct suppress_list *l = given(
	    STR("# who wrote to us\r\n"
		"a@b.example\n"
		"\n"
		"  C@D.example  # by telephone\n"
		"\t# more\nq#r@b.example\t#\n"
		"+39 011 555-0123\r\n"
		"https://hooks.example/x\n"
		"{\"type\":\"suppression\",\"address\":\"e@f.example\","
		"\"reason\":\"unsubscribe\","
		"\"at\":\"1970-01-01T00:01:00Z\"}\n"
		"{\"type\":\"suppression\",\"address\":\"E@f.example\","
		"\"reason\":\"unsubscribe\","
		"\"at\":\"1970-01-01T00:02:00Z\"}\n"
		"{\"type\":\"suppression\",\"address\":\"g@h.example\","
		"\"reason\":\"bounce\"}"));

	if (!OK(l != NULL, "a list is read"))
		return;
	is(l, "email", "a@b.example", SUPPRESSION_MANUAL, INT64_MAX);
	is(l, "email", "A@B.Example", SUPPRESSION_MANUAL, INT64_MAX);
	is(l, "email", "c@d.example", SUPPRESSION_MANUAL, INT64_MAX);
	is(l, "email", "q#r@b.example", SUPPRESSION_MANUAL, INT64_MAX);
	is(l, "sms", "+390115550123", SUPPRESSION_MANUAL, INT64_MAX);
	is(l, "webhook", "https://hooks.example/x", SUPPRESSION_MANUAL, INT64_MAX);
	is(l, "email", "e@f.example", SUPPRESSION_UNSUBSCRIBE, 120);
	is(l, "email", "g@h.example", SUPPRESSION_BOUNCE, INT64_MAX);
	is(l, "email", "b@b.example", SUPPRESSION_MANUAL, 0);
	is(l, "sms", "a@b.example", SUPPRESSION_MANUAL, 0);
	suppress_list_free(l);
}

/* More than one block, and each of them is found. */
static void
many(void)
{
	struct buf text = BUF_INIT, address = BUF_INIT;
	int64_t at[SUPPRESSION_REASONS];
	struct suppress_list *l;
	int i, found = 0;

	for (i = 0; i < 5000; i++)
		buf_fmt(&text, "c%d@example.com\n", 2 * i);
	l = given(buf_view(&text));
	for (i = 0; l != NULL && i < 10000; i++) {
		buf_clear(&address);
		buf_fmt(&address, "c%d@example.com", i);
		suppress_list_find(l, STR("email"), buf_view(&address), at);
		found += (at[SUPPRESSION_MANUAL] != 0) == (i % 2 == 0);
	}
	OK(found == 10000, "of 5000 addresses each is found, and no other");
	suppress_list_free(l);
	buf_done(&text);
	buf_done(&address);
}

static void
wrong(void)
{
	refuses(STR("a@b.example\nnobody\n"),
	    ":2: expected a mail address, a telephone number or a URL, got \"nobody\"");
	refuses(STR("a@b.example,c@d.example"),
	    ":1: expected a mail address, got \"a@b.example,c@d.example\"");
	refuses(STR("\n\n{\"type\":\"suppression\"}"),
	    ":3: address: expected text, got nothing");
	refuses(STR("{\"type\":\"message\"}"),
	    ":1: type: expected \"suppression\", got \"message\"");
	refuses(STR("{\"address\":\"a@b.example\",\"reason\":\"manual\"}"),
	    ":1: type: expected text, got nothing");
	refuses(STR("{\"type\":"), ":1: column 9: expected a value, got the end");
	OK(suppress_list_read("/nowhere.txt", &e) == NULL && e.kind == ERR_TROUBLE,
	    "a file that is not there");
	IS(str_of(e.text), "/nowhere.txt: No such file or directory", "is named");
	OK(suppress_list_read("/tmp", &e) == NULL && e.kind == ERR_TROUBLE,
	    "nor a folder");
}

static void
empty(void)
{
	struct suppress_list *l = given(STR(""));

	if (OK(l != NULL, "an empty list is one"))
		is(l, "email", "a@b.example", SUPPRESSION_MANUAL, 0);
	suppress_list_free(l);
}

int
main(void)
{
	char dir[] = "/tmp/test-suppress-list.XXXXXX";

	if (mkdtemp(dir) == NULL)
		return 1;
	file = mem_fmt("%s/list", dir);
	whole();
	many();
	empty();
	wrong();
	(void)unlink(file);
	(void)rmdir(dir);
	free(file);
	return tap_done();
}
