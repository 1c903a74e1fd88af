/* test-cart-event-customer - shop/cart-event-customer */
/* SPDX-License-Identifier: ISC */

#include "base/mem.h"
#include "shop/cart-event.h"
#include "shop/visits.h"
#include "tap.h"
#include "unit/cart-event-kit.h"

static bool
same_key(struct kit_run *r, const char *a, const char *b)
{
	struct visit *v = mem_alloc(r->shape.size), *w = mem_alloc(r->shape.size);
	struct err e;
	bool ok;

	ok = read_into(r, a, v, &e) && read_into(r, b, w, &e) && v->key[0] == w->key[0] &&
	     v->key[1] == w->key[1];
	free(v);
	free(w);
	return ok;
}

static void
keys(void)
{
	struct kit_run r;
	struct visit *v;
	struct err e;
	uint64_t id;

	kit_run_start(&r, false, (size_t)1 << 20);
	OK(same_key(&r, WHO("\"session\":\"7\""), WHO("\"session\":7")),
	    "a session is the same as a text and as a number");
	OK(same_key(&r, WHO("\"session\":\"\\u0061\""), WHO("\"session\":\"a\"")),
	    "... with escapes and without");
	OK(same_key(&r, WHO("\"session\":\"a\",\"customer\":\"c\""),
	       WHO("\"session\":\"a\",\"customer\":\"d\"")),
	    "a session is a visit whoever the customer is");
	OK(!same_key(&r, WHO("\"session\":\"a\""), WHO("\"customer\":\"a\"")),
	    "a customer is no session");
	OK(same_key(&r, WHO("\"customer\":\"a\""),
	       WHO("\"session\":\"\",\"customer\":{\"id\":\"a\",\"email\":\"b\"}")),
	    "a customer is known by the id in it");
	OK(same_key(&r, WHO("\"customer\":\"7\""), WHO("\"customer\":{\"id\":7}")),
	    "... be it a number");
	OK(same_key(&r, WHO("\"customer\":{\"email\":\"Ada@B \"}"),
	       WHO("\"customer\":{\"id\":\"\",\"email\":\"\\tada\\u0040b\"}")),
	    "... or by the address, in any case and between any blanks");
	OK(!same_key(
	       &r, WHO("\"customer\":\"a@b\""), WHO("\"customer\":{\"email\":\"a@b\"}")),
	    "an id that looks like an address is none");
	v = mem_alloc(r.shape.size);
	OK(read_into(&r, WHO("\"session\":1,\"customer\":\"c\""), v, &e), "a buyer");
	id = visit_seen_of(&r.shape, v, SEEN_BUYER);
	OK(id == values_id(STR("c")), "... is kept beside the session");
	OK(visit_seen_of(&r.shape, v, SEEN_EMAIL) == 0, "... without an address");
	OK(read_into(&r,
	       WHO("\"session\":1,\"customer\":{\"id\":\"c\",\"email\":\" A@B\"}"), v,
	       &e) &&
		visit_seen_of(&r.shape, v, SEEN_BUYER) == values_id(STR("c")) &&
		visit_seen_of(&r.shape, v, SEEN_EMAIL) == values_id(STR("a@b")),
	    "an id and an address");
	OK(visit_seen(&r.shape, v)[r.shape.seen[SEEN_EMAIL]].order == visit_order(AT, 0),
	    "... as of the event's time");
	OK(read_into(&r, WHO("\"session\":1"), v, &e) &&
		visit_seen_of(&r.shape, v, SEEN_BUYER) == 0 &&
		visit_seen(&r.shape, v)[r.shape.seen[SEEN_BUYER]].order == VISIT_NEVER &&
		visit_seen_of(&r.shape, v, SEEN_EMAIL) == 0,
	    "... where there is one");
	free(v);
	kit_run_end(&r);
}

/* Whether a line of CUSTOMER says yes or NO of marketing, by ID and EMAIL (NULL: by none
 * of that kind), and by its session where it says anything. */
static void
says(const char *customer, const char *id, const char *email, bool no)
{
	struct funnel_plan plan = { .gap = 1800, .carts = true };
	const bool word = id != NULL || email != NULL || no;
	struct kit_run r;
	struct visit *v;
	struct err e;
	char line[256];

	kit_run_begin(&r, &plan, (size_t)1 << 20);
	v = mem_alloc(r.shape.size);
	(void)snprintf(line, sizeof line, WHO("\"session\":1,\"customer\":%s"), customer);
	OK(read_into(&r, line, v, &e) && (visit_seen_of(&r.shape, v, SEEN_NO) == 1) == no,
	    "%s of marketing: %s", customer, no ? "no" : "yes, or nothing");
	cart_event_forget(r.lines);
	OK(r.witness.n_said ==
		(size_t)word + (size_t)(id != NULL) + (size_t)(email != NULL),
	    "... of each name that is there");
	OK(id == NULL || witness_declined(&r.witness, witness_id(str_of(id))) == no,
	    "... the id");
	OK(email == NULL ||
		witness_declined(&r.witness, witness_address(str_of(email))) == no,
	    "... the address");
	free(v);
	kit_run_end(&r);
}

static void
consents(void)
{
	says(
	    "{\"id\":7,\"email\":\"A@b\",\"accepts_marketing\":true}", "7", "a@b", false);
	says("{\"accepts_marketing\":false,\"id\":\"c\"}", "c", NULL, true);
	says("{\"email\":\"a@b\",\"accepts_marketing\":\"yes\"}", NULL, "a@b", true);
	says("{\"email\":\"a@b\",\"accepts_marketing\":{}}", NULL, "a@b", true);
	says("{\"id\":\"c\",\"accepts_marketing\":true,\"accepts_marketing\":true}", "c",
	    NULL, true);
	says("{\"id\":\"c\",\"accepts_marketing\":\"true\"}", "c", NULL, false);
	says("{\"id\":\"c\",\"accepts_marketing\":null}", NULL, NULL, false);
	says("{\"id\":\"c\",\"accepts_marketing\":\"\"}", NULL, NULL, false);
	says("{\"id\":\"c\",\"email\":\"a@b\"}", NULL, NULL, false);
	says("{\"accepts_marketing\":false}", NULL, NULL, true);
	says("\"c\"", NULL, NULL, false);
}

/* Who is named by JSON. */
static void
named(struct cart_event_named *n, const char *json, const char *id, const char *email)
{
	cart_event_named(n, str_of(json));
	OK(str_is(n->id, id) && str_is(n->email, email), "%s is \"%s\" and \"%s\"", json,
	    id, email);
}

static void
names(void)
{
	struct cart_event_named n;

	cart_event_named_init(&n);
	named(&n, "", "", "");
	named(&n, "\"c \\u0022\"", "c \"", "");
	named(&n, "7", "7", "");
	named(&n, "{\"id\":7,\"email\":\" A@B \"}", "7", "a@b");
	named(&n, "{\"email\":\"c@d\",\"x\":[]}", "", "c@d");
	cart_event_named_done(&n);
}

/* What is not asked for is looked at all the same: all runs refuse the same lines. */
static void
unwanted(void)
{
	struct funnel_plan plan = { .gap = 1800, .figures_only = true };
	struct kit_run r;
	struct visit *v;
	struct err e;

	kit_run_begin(&r, &plan, (size_t)1 << 20);
	v = mem_alloc(r.shape.size);
	OK(!read_into(&r, WHO("\"session\":1,\"customer\":[]"), v, &e),
	    "figures want a customer who can be one, also where there is a session");
	IS(str_of(e.text), "customer: expected a text, got a list", "... it is told");
	OK(!read_into(&r, WHO("\"customer\":{\"id\":1,\"email\":[]}"), v, &e),
	    "... and such an address");
	IS(str_of(e.text), "customer.email: expected text, got a list", "... it is told");
	OK(!read_into(&r, WHO("\"session\":1,\"page\":[]"), v, &e) &&
		!read_into(&r, WHO("\"session\":1,\"coupon\":{}"), v, &e),
	    "... and values that can be some");
	OK(!read_into(
	       &r, WHO("\"session\":1,\"shipping_cost\":-1,\"currency\":\"EUR\""), v, &e),
	    "... and what shipping can cost");
	OK(read_into(&r, WHO("\"session\":1,\"items\":7,\"url\":{}"), v, &e),
	    "... but not what only a list shows");
	free(v);
	kit_run_end(&r);
}

int
main(void)
{
	keys();
	consents();
	names();
	unwanted();
	return tap_done();
}
