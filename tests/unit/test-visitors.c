/* test-visitors - shop/visitors */
/* SPDX-License-Identifier: ISC */

#include "shop/visitors.h"

#include <stdio.h>

#include "tap.h"

static struct visitor
who(const char *id, const char *email, const char *session)
{
	return (struct visitor){ str_of(id), str_of(email), str_of(session) };
}

static struct instant
at(int64_t seconds, int32_t nanos)
{
	return (struct instant){ seconds, nanos, 60 };
}

static void
last(void)
{
	struct visitors *v = visitors_new();
	struct visitor by_id = who("c1", NULL, "s1"),
		       by_email = who(NULL, "A@b.example", "s2");
	struct visitor both = who("c1", "a@B.example", NULL),
		       other = who("s1", NULL, NULL);

	visitors_seen(v, &by_id, at(100, 0), 1);
	OK(visitors_is_last(v, &by_id, 1), "who was seen once was seen last then");
	visitors_seen(v, &by_email, at(200, 0), 2);
	OK(visitors_is_last(v, &by_id, 1), "somebody else changes nothing");
	visitors_seen(v, &other, at(300, 0), 3);
	OK(visitors_is_last(v, &by_id, 1), "nor does an id that is another's session");
	visitors_seen(v, &both, at(150, 0), 4);
	OK(!visitors_is_last(v, &by_id, 1), "the same id, later");
	OK(!visitors_is_last(v, &both, 4), "the same address in another case, earlier");
	OK(visitors_is_last(v, &by_email, 2), "is not the last");
	visitors_seen(v, &by_email, at(200, 0), 5);
	OK(!visitors_is_last(v, &by_email, 2) && visitors_is_last(v, &by_email, 5),
	    "of two at one time the later noted");
	visitors_seen(v, &by_email, at(199, 999999999), 6);
	OK(visitors_is_last(v, &by_email, 5), "a moment before is before");
	visitors_free(v);
}

static void
bought(void)
{
	struct visitors *v = visitors_new();
	struct visitor one = who("c1", "a@b.example", "s1");
	struct visitor shout = who(NULL, " A@B.EXAMPLE\t", NULL),
		       blank = who(" ", " ", " "), nobody = who("c9", NULL, NULL);

	struct visitor wide = who(NULL, "\u00a0ana@EXÄMPLE.com", NULL),
		       puny = who(NULL, "ana@xn--exmple-cua.com\u00a0", NULL);

	visitors_seen(v, &blank, at(1, 0), 2);
	visitors_bought(v, &blank, at(500, 0));
	OK(!visitors_has_bought(v, &blank, at(0, 0)), "blanks are nobody");
	visitors_bought(v, &one, at(500, 0));
	visitors_seen(v, &one, at(100, 0), 1);
	OK(!visitors_has_bought(v, &one, at(0, 0)), "who was unknown then did not buy");
	visitors_bought(v, &shout, at(200, 5));
	OK(visitors_has_bought(v, &one, at(100, 0)), "an address in any case");
	OK(visitors_has_bought(v, &one, at(200, 5)), "at that very moment");
	OK(!visitors_has_bought(v, &one, at(200, 6)), "and not after it");
	OK(!visitors_has_bought(v, &wide, at(0, 0)), "another address did not");
	visitors_seen(v, &wide, at(100, 0), 9);
	visitors_bought(v, &puny, at(100, 0));
	OK(visitors_has_bought(v, &wide, at(100, 0)), "a domain in its other form");
	visitors_bought(v, &shout, at(150, 0));
	OK(visitors_has_bought(v, &one, at(200, 5)),
	    "an earlier order takes nothing away");
	OK(!visitors_has_bought(v, &nobody, at(0, 0)), "somebody else did not");
	visitors_free(v);
}

static void
many(void)
{
	struct visitors *v = visitors_new();
	struct visitor w = { STR_NONE, STR_NONE, STR_NONE };
	char name[20];
	bool ok = true;
	int i;

	for (i = 1; i <= 20000; i++) {
		(void)snprintf(name, sizeof name, "c%d", i);
		w.id = str_of(name);
		visitors_seen(v, &w, at(i, 0), (uint64_t)i);
	}
	for (i = 1; i <= 20000; i++) {
		(void)snprintf(name, sizeof name, "c%d", i);
		w.id = str_of(name);
		ok = visitors_is_last(v, &w, (uint64_t)i) && ok;
	}
	OK(ok, "20000 visitors are told apart");
	visitors_free(v);
	visitors_free(NULL);
}

int
main(void)
{
	last();
	bought();
	many();
	return tap_done();
}
