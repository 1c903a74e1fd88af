/* test-bounce-status - shop/bounce-status */
/* SPDX-License-Identifier: ISC */

#include "shop/bounce-status.h"
#include "tap.h"

static void
find(const char *text, const char *want)
{
	struct bounce_status s = { 0, 0, 0 };
	struct buf got = BUF_INIT;

	if (bounce_status_find(str_of(text), &s))
		bounce_status_write(s, &got);
	IS(buf_view(&got), want, "%s", text);
	buf_done(&got);
}

static void
reply(const char *text, int want)
{
	int got = bounce_reply_find(str_of(text));

	OK(got == want, "%s: %d", text, got);
}

static void
class_is(const char *text, enum bounce_class want)
{
	struct bounce_status s;

	OK(bounce_status_read(str_of(text), &s) && bounce_status_class(s) == want,
	    "the class of %s", text);
}

static void
classes(void)
{
	static const char *const hard[] = { "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10",
		"5.2.1", "5.4.4" };
	static const char *const soft[] = { "4.2.2", "4.4.1", "4.7.1", "5.0.0", "5.1.0",
		"5.1.4", "5.2.0", "5.2.2", "5.2.4", "5.3.0", "5.3.2", "5.4.1", "5.4.7",
		"5.5.0" };
	static const char *const refused[] = { "5.1.7", "5.1.8", "5.2.3", "5.3.4",
		"5.5.1", "5.6.0", "5.6.1", "5.7.0", "5.7.1", "5.7.26", "5.7.509" };

	for (size_t i = 0; i < sizeof hard / sizeof *hard; i++)
		class_is(hard[i], BOUNCE_HARD);
	for (size_t i = 0; i < sizeof soft / sizeof *soft; i++)
		class_is(soft[i], BOUNCE_SOFT);
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		class_is(refused[i], BOUNCE_REFUSED);
	class_is("2.0.0", BOUNCE_DELIVERED);
	class_is("2.1.5", BOUNCE_DELIVERED);
}

static void
replies(void)
{
	struct bounce_status s = bounce_status_of_reply(550);

	OK(s.class == 5 && bounce_status_vague(s), "550 alone is vague");
	OK(bounce_status_class(bounce_status_of_reply(552)) == BOUNCE_SOFT,
	    "552 is soft");
	OK(bounce_status_class(bounce_status_of_reply(551)) == BOUNCE_HARD,
	    "551 is hard");
	OK(bounce_status_class(bounce_status_of_reply(556)) == BOUNCE_HARD,
	    "556 is hard");
	OK(bounce_status_class(bounce_status_of_reply(450)) == BOUNCE_SOFT,
	    "450 is soft");
	OK(!bounce_status_vague(bounce_status_of_reply(450)), "and says so");
	OK(bounce_status_vague((struct bounce_status){ 0, 0, 0 }), "none is vague");
	OK(!bounce_status_vague((struct bounce_status){ 5, 7, 0 }), "5.7.0 is not");
}

int
main(void)
{
	struct bounce_status s;

	find("", "");
	find("550 5.1.1 <a@example.com>: unknown", "5.1.1");
	find("550-5.7.26 blocked", "5.7.26");
	find("(5.2.2)", "5.2.2");
	find("#5.1.1>", "5.1.1");
	find("smtp;550 #5.1.10", "5.1.10");
	find("host mx[5.1.1.9] said: 4.7.1", "4.7.1");
	find("host 15.1.1 and 5.1.1a", "");
	find("5.1.1.", "5.1.1");
	find("5.1", "");
	find("5..1", "");
	find("3.1.1", "");
	find("5.1.1234", "");
	reply("550 no", 550);
	reply("said: 452-4.2.2", 452);
	reply("#550 5.1.1", 550);
	reply("550", 550);
	reply("mx550.example.com [192.0.2.5] 5501 4521", 0);
	reply("id 550a 12:551", 0);
	reply("650 350", 0);
	reply("(554)", 554);
	reply("", 0);
	OK(!bounce_status_read(STR("5.1.1 x"), &s) && !bounce_status_read(STR("x"), &s),
	    "a code and nothing else");
	classes();
	replies();
	return tap_done();
}
