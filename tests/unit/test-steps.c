/* test-steps - shop/steps */
/* SPDX-License-Identifier: ISC */

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "shop/steps.h"
#include "tap.h"

#define PATH "steps-test.json"

/* Puts TEXT into the file PATH. */
static void
put(struct str text)
{
	int fd = open(PATH, O_CREAT | O_TRUNC | O_WRONLY, 0600);

	if (fd < 0 || write(fd, text.at, text.len) != (ssize_t)text.len)
		exit(1);
	(void)close(fd);
}

static void
refuses(const char *text, const char *why)
{
	struct steps s;
	struct err e = { .text = "" };

	put(str_of(text));
	OK(!steps_read(&s, PATH, &e) && e.kind == ERR_TROUBLE, "refused: %.60s", text);
	IS(str_of(e.text), why, "... and why");
}

static void
describes(const struct steps *s, const char *want)
{
	struct buf out = BUF_INIT;

	steps_describe(s, &out);
	IS(buf_view(&out), want, "%zu steps are described", s->n);
	buf_done(&out);
}

static void
own(void)
{
	static const struct {
		const char *event;
		uint8_t step;
	} events[] = {
		{ "view_item", 0 },
		{ "view_cart", 0 },
		{ "remove_from_cart", 0 },
		{ "add_to_cart", 1 },
		{ "begin_checkout", 2 },
		{ "add_shipping_info", 3 },
		{ "add_payment_info", 4 },
		{ "payment_failed", 4 },
		{ "purchase", 5 },
		{ "Purchase", STEP_NONE },
		{ "purchas", STEP_NONE },
		{ "purchases", STEP_NONE },
		{ "", STEP_NONE },
	};
	struct steps s;
	size_t i;

	steps_default(&s);
	for (i = 0; i < sizeof events / sizeof *events; i++)
		OK(steps_of(&s, str_of(events[i].event)) == events[i].step, "\"%s\"",
		    events[i].event);
	describes(&s, "viewed: remove_from_cart view_cart view_item; cart: add_to_cart; "
		      "checkout: begin_checkout; shipping: add_shipping_info; "
		      "payment: add_payment_info payment_failed; purchased: purchase");
	steps_done(&s);
	OK(s.n == 0, "they are gone");
}

static void
reads(void)
{
	struct steps s;
	struct err e;

	put(STR("{\"steps\":[{\"name\":\"seen\",\"events\":[\"b\",\"a\"]},\n"
		"{\"name\":\"cart_2\",\"events\":[\"caf\\u00e9\"]},\n"
		"{\"name\":\"bought\",\"events\":[\"z\"]}]}"));
	if (!OK(steps_read(&s, PATH, &e), "a file of steps"))
		return;
	OK(s.n == 3 && steps_of(&s, STR("a")) == 0 && steps_of(&s, STR("b")) == 0 &&
		steps_of(&s, STR("caf\xc3\xa9")) == 1 && steps_of(&s, STR("z")) == 2,
	    "... says which event goes where");
	OK(steps_of(&s, STR("purchase")) == STEP_NONE, "... and no other does");
	describes(&s, "seen: a b; cart_2: caf\xc3\xa9; bought: z");
	steps_done(&s);
}

/* Steps of other events are described by other words. */
static void
tells_apart(void)
{
	static const char *const files[] = {
		"[\"Product Added\"]",
		"[\"Added\",\"Product\"]",
		"[\"\\\"Product\",\"Added\\\"\"]",
		"[\"p; a: x\"]",
		"[\"a:\",\"p;\",\"x\"]",
		"[\"Product\\tAdded\"]",
		"[\"Product\\\\tAdded\"]",
		"[\"Product\\u00a0Added\"]",
	};
	static const char *const want[] = { "\"Product Added\"", "Added Product",
		"\"\\\"Product\" \"Added\\\"\"", "\"p; a: x\"", "\"a:\" \"p;\" x",
		"\"Product\\tAdded\"", "\"Product\\\\tAdded\"",
		("Product\xc2\xa0"
		 "Added") };
	struct buf text = BUF_INIT;
	struct steps s;
	struct err e;
	size_t i;

	for (i = 0; i < sizeof files / sizeof *files; i++) {
		buf_clear(&text);
		buf_fmt(&text,
		    "{\"steps\":[{\"name\":\"a\",\"events\":[\"seen\"]},{\"name\":\"b\","
		    "\"events\":%s},{\"name\":\"c\",\"events\":[\"done\"]}]}",
		    files[i]);
		put(buf_view(&text));
		if (!OK(steps_read(&s, PATH, &e), "%s", files[i]))
			continue;
		buf_clear(&text);
		buf_fmt(&text, "a: seen; b: %s; c: done", want[i]);
		describes(&s, buf_cstr(&text));
		steps_done(&s);
	}
	buf_done(&text);
}

/* A file of so many STEPS, and EVENTS between them. */
static void
put_many(size_t steps, size_t events)
{
	struct buf text = BUF_INIT;
	size_t i, k, n = 0;

	buf_text(&text, "{\"steps\":[");
	for (i = 0; i < steps; i++) {
		size_t each = (events - n) / (steps - i);

		buf_fmt(&text, "%s{\"name\":\"s%zu\",\"events\":[", i == 0 ? "" : ",", i);
		for (k = 0; k < each; k++)
			buf_fmt(&text, "%s\"event%zu\"", k == 0 ? "" : ",", n++);
		buf_text(&text, "]}");
	}
	buf_text(&text, "]}");
	put(buf_view(&text));
	buf_done(&text);
}

static void
limits(void)
{
	struct steps s;
	struct err e;
	char name[32];
	size_t i, wrong = 0;

	put_many(STEPS_MAX, STEPS_EVENTS);
	if (OK(steps_read(&s, PATH, &e), "%d steps of %d events", STEPS_MAX,
		STEPS_EVENTS)) {
		for (i = 0; i < STEPS_EVENTS; i++) {
			(void)snprintf(name, sizeof name, "event%zu", i);
			wrong += steps_of(&s, str_of(name)) >= STEPS_MAX;
		}
		OK(s.n == STEPS_MAX && wrong == 0, "... are all found");
		OK(steps_of(&s, STR("event200")) == STEP_NONE, "... and no other is");
		steps_done(&s);
	}
	put_many(STEPS_LEAST, STEPS_EVENTS + 1);
	OK(!steps_read(&s, PATH, &e) && strstr(e.text, "more than 200 events") != NULL,
	    "one event more is refused");
	put_many(STEPS_MAX + 1, STEPS_EVENTS);
	OK(!steps_read(&s, PATH, &e) &&
		strstr(e.text, "expected a list of 3 to 15 steps") != NULL,
	    "one step more is refused");
	put_many(STEPS_LEAST - 1, STEPS_EVENTS);
	OK(!steps_read(&s, PATH, &e) &&
		strstr(e.text, "expected a list of 3 to 15 steps") != NULL,
	    "one step less than three is refused");
}

#define THREE(a, b, c)                                                                   \
	"{\"steps\":[{\"name\":" a "},{\"name\":" b "},\n{\"name\":" c "}]}"

static void
wrong(void)
{
	struct steps s;
	struct err e;

	refuses("{}", "steps-test.json:1: expected a list of 3 to 15 steps");
	refuses(THREE("\"a\",\"events\":[\"x\"]", "\"a\",\"events\":[\"y\"]",
		    "\"c\",\"events\":[\"z\"]"),
	    "steps-test.json:1: steps[1]: a second step of the name \"a\"");
	refuses(THREE("\"a\",\"events\":[\"x\"]", "\"b\",\"events\":[\"y\"]",
		    "\"c\",\"events\":[\"x\"]"),
	    "steps-test.json:2: steps[2].events[0]: \"x\" is an event of a step already");
	refuses(THREE("\"a\",\"events\":[]", "\"b\",\"events\":[\"y\"]",
		    "\"c\",\"events\":[\"z\"]"),
	    "steps-test.json:1: steps[0].events: expected a list of event names, got "
	    "a list");
	refuses(THREE("\"A\",\"events\":[\"x\"]", "\"b\",\"events\":[\"y\"]",
		    "\"c\",\"events\":[\"z\"]"),
	    "steps-test.json:1: steps[0].name: expected small letters, digits and '_', "
	    "at most 40, got \"A\"");
	refuses(THREE("\"a\",\"events\":[\"x\"]", "\"b\",\"events\":[7]",
		    "\"c\",\"events\":[\"z\"]"),
	    "steps-test.json:1: steps[1].events[0]: expected text, got 7");
	OK(!steps_read(&s, "no/such/file", &e) && e.kind == ERR_TROUBLE,
	    "a file that is not there");
}

int
main(void)
{
	char dir[] = "/tmp/test-steps.XXXXXX";

	if (mkdtemp(dir) == NULL || chdir(dir) != 0)
		return 1;
	own();
	reads();
	tells_apart();
	limits();
	wrong();
	(void)unlink(PATH);
	(void)rmdir(dir);
	return tap_done();
}
