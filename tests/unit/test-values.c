/* test-values - shop/values */
/* SPDX-License-Identifier: ISC */

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "shop/values.h"
#include "tap.h"

#define MANY 6000 /* texts */

static uint64_t
of(struct values_cache *c, const char *text)
{
	return values_of(c, str_of(text), false, false);
}

static void
is_text(const struct values *v, uint64_t value, const char *want, const char *name)
{
	char room[VALUES_SHORT];

	IS(values_text(v, value, room), want, "%s", name);
}

static void
shorts(void)
{
	static const char *const sorted[] = { "", "A", "AA", "AAAAAAA", "AAAAAAB", "AB",
		"B", "a", "\xc3\xa9", "\xff" };
	struct values *v = values_new(1);
	struct values_cache *c = values_cache_new(v);
	size_t i;

	for (i = 0; i + 1 < sizeof sorted / sizeof *sorted; i++)
		OK(of(c, sorted[i]) < of(c, sorted[i + 1]), "\"%s\" is below \"%s\"",
		    sorted[i], sorted[i + 1]);
	OK(of(c, "") == 0 && values_short(STR("")) == 0, "the empty text is 0");
	OK(of(c, "EUR") == values_short(STR("EUR")), "a short text needs no cache");
	is_text(v, of(c, "mobile"), "mobile", "it is in its value");
	is_text(v, of(c, "desktop"), "desktop", "... up to seven bytes");
	OK(values_of(c, STR("a\0b"), false, false) == values_short(STR("a\0b")) &&
		values_short(STR("a\0b")) != values_short(STR("a")),
	    "... of whatever kind");
	OK(values_text(v, 0, (char[VALUES_SHORT]){ 0 }).at == NULL, "0 is no text");
	values_cache_free(c);
	values_free(v);
}

static void
forms(void)
{
	struct values *v = values_new((size_t)1 << 20);
	struct values_cache *c = values_cache_new(v), *d = values_cache_new(v);
	char text[VALUES_TEXT + 10];

	OK(of(c, "Firefox 130") == of(d, "Firefox 130"), "one text, one value");
	OK(of(c, "Firefox 130") != of(c, "Firefox 131"), "another text, another");
	OK((of(c, "Firefox 130") & 0xff) > VALUES_SHORT, "it is no short one");
	is_text(v, of(c, "Firefox 130"), "Firefox 130", "its text is kept");
	OK(values_of(c, STR("Firef\\u006fx 130"), true, false) == of(c, "Firefox 130"),
	    "escapes are decoded");
	OK(values_of(c, STR("\\u0041B"), true, false) == of(c, "AB"),
	    "... of short texts");
	OK(values_of(c, STR("Firef\\u006fx 130"), false, false) != of(c, "Firefox 130"),
	    "... only where there are any");
	is_text(
	    v, values_of(c, STR("/a/b?c=d#e"), false, true), "/a/b", "a page ends at ?");
	is_text(v, values_of(c, STR("/articles/1#e?"), false, true), "/articles/1",
	    "... or at #");
	is_text(v, values_of(c, STR("/articles\\u003fx"), true, true), "/articles",
	    "... though it is escaped");
	OK(values_of(c, STR("?a=b"), false, true) == 0, "nothing is left of this one");
	is_text(v, values_of(c, STR("/a?b=cdefgh"), false, false), "/a?b=cdefgh",
	    "what is no page is whole");
	memset(text, 'x', sizeof text);
	OK(values_of(c, (struct str){ text, VALUES_TEXT }, false, false) ==
		values_of(c, (struct str){ text, VALUES_TEXT + 1 }, false, false),
	    "texts are cut at %d bytes", VALUES_TEXT);
	OK(values_of(c, (struct str){ text, VALUES_TEXT }, false, false) !=
		values_of(c, (struct str){ text, VALUES_TEXT - 1 }, false, false),
	    "... and not before");
	memcpy(text + VALUES_TEXT - 1, "\xc3\xa9", 2);
	OK(values_of(c, (struct str){ text, VALUES_TEXT + 1 }, false, false) ==
		values_of(c, (struct str){ text, VALUES_TEXT - 1 }, false, false),
	    "... but not within a character");
	OK(values_text(v, UINT64_C(0x12345678000000ff), text).at == NULL,
	    "a value that nobody made has no text");
	values_cache_free(c);
	values_cache_free(d);
	values_free(v);
}

static void
ids(void)
{
	OK(values_id(STR("c1")) == values_id(STR("c1")) &&
		values_id(STR("c1")) != values_id(STR("c2")) && values_id(STR("")) != 0,
	    "an id has a number that is not 0");
}

/* The text of number I. */
static struct str
text_of(size_t i, char room[64])
{
	return (struct str){ room,
		(size_t)snprintf(room, 64, "text number %zu of %d", i, MANY) };
}

/* Whether V, asked for every STEPth text from FROM on, knows these and no others. */
static bool
loads(struct values *v, const uint64_t *values, size_t from, size_t step)
{
	uint64_t *wanted = calloc(MANY + 3, sizeof *wanted);
	char room[64], got[VALUES_SHORT];
	struct err e;
	size_t i, n = 0;
	bool ok;

	if (wanted == NULL)
		exit(1);
	for (i = from; i < MANY; i += step)
		wanted[n++] = values[i];
	/* What has no text to be looked for, and one that is wanted twice. */
	wanted[n++] = 0;
	wanted[n++] = values_short(STR("EUR"));
	wanted[n] = wanted[0];
	ok = values_load(v, wanted, n + 1, &e);
	for (i = 0; i < MANY && ok; i++) {
		struct str text = values_text(v, values[i], got);

		ok = i >= from && (i - from) % step == 0 ? str_eq(text, text_of(i, room))
							 : text.at == NULL;
	}
	free(wanted);
	return ok;
}

struct thread {
	pthread_t id;
	struct values *values;
	size_t from;
	uint64_t *out;
};

static void *
work(void *context)
{
	struct thread *t = context;
	struct values_cache *c = values_cache_new(t->values);
	char room[64];
	size_t i;

	/* All threads meet all texts, each in an order of its own. */
	for (i = 0; i < MANY; i++) {
		size_t k = (i * 7 + t->from) % MANY;

		t->out[k] = values_of(c, text_of(k, room), false, false);
	}
	values_cache_free(c);
	return NULL;
}

static void
budget(size_t threads)
{
	struct values *v = values_new(20000);
	uint64_t *values = calloc(MANY * threads, sizeof *values);
	struct thread t[4];
	size_t i;

	if (values == NULL)
		exit(1);
	for (i = 0; i < threads; i++) {
		t[i] = (struct thread){
			.values = v, .from = i * 1000, .out = values + i * MANY
		};
		if (pthread_create(&t[i].id, NULL, work, &t[i]) != 0)
			exit(1);
	}
	for (i = 0; i < threads; i++)
		(void)pthread_join(t[i].id, NULL);
	for (i = 1; i < threads; i++)
		OK(memcmp(values, values + i * MANY, MANY * sizeof *values) == 0,
		    "values are the same in all threads");
	OK(loads(v, values, 0, 2), "what is wanted is found on the disk");
	OK(loads(v, values, 1, 2), "... and then something else");
	OK(loads(v, values, 5, 1000), "... or little");
	OK(loads(v, values, MANY - 1, 1), "... or the last one");
	OK(loads(v, values, 0, 1), "... or all");
	free(values);
	values_free(v);
}

static void
small(void)
{
	struct values *v = values_new((size_t)1 << 20);
	struct values_cache *c = values_cache_new(v);
	uint64_t value = of(c, "Firefox 130");
	struct err e;

	OK(values_load(v, NULL, 0, &e), "nothing need be wanted");
	is_text(v, value, "Firefox 130", "what fits into memory stays there");
	values_cache_free(c);
	values_free(v);
}

/* A file that cannot be made: the texts are lost, and that is told. */
static void
faults(void)
{
	struct values *v = values_new(1);
	struct values_cache *c = values_cache_new(v);
	struct rlimit before, none;
	char room[64];
	struct err e = { .text = "" };
	size_t i;

	(void)getrlimit(RLIMIT_NOFILE, &before);
	none = before;
	none.rlim_cur = 3;
	(void)setrlimit(RLIMIT_NOFILE, &none);
	for (i = 0; i < MANY; i++)
		(void)values_of(c, text_of(i, room), false, false);
	(void)setrlimit(RLIMIT_NOFILE, &before);
	OK(!values_load(v, NULL, 0, &e) && e.kind == ERR_LATER,
	    "a disk that takes nothing is told by the next load");
	OK(strstr(e.text, "cannot make a temporary file") != NULL, "... %s", e.text);
	values_cache_free(c);
	values_free(v);
}

int
main(void)
{
	shorts();
	forms();
	ids();
	small();
	budget(1);
	budget(4);
	faults();
	return tap_done();
}
