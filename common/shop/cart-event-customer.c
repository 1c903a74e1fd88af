/* cart-event-customer - who the customer of an event is, out of a line of a log */
/* SPDX-License-Identifier: ISC */

#include "shop/cart-event-parts.h"
#include "shop/visits.h"

/* TEXT as addresses are compared, until the next call. */
static struct str
fold(struct cart_event_reader *r, struct str text)
{
	buf_clear(&r->email);
	buf_folded(&r->email, str_trim(text));
	return buf_view(&r->email);
}

static inline void
put(const struct visit_shape *s, struct visit *v, enum visit_seen field, struct str name,
    int64_t order)
{
	if (name.len != 0)
		visit_seen(
		    s, v)[s->seen[field]] = (struct visit_last){ order, values_id(name) };
}

/* That NAME, if there is one, wants marketing or NO. */
static void
put_consent(const struct visit_shape *s, struct visit *v, enum visit_seen field,
    struct str name, bool no, int64_t order)
{
	struct visit_last *last = &visit_seen(s, v)[s->seen[field]];

	if (name.len == 0)
		return;
	last->order = order;
	last->value = (values_id(name) & ~VISIT_SAID_NO) | (no ? VISIT_SAID_NO : 0);
}

/* What the customer says of marketing, if anything, is said of ID and EMAIL. */
static void
take_consent(struct cart_event_reader *r, struct visit *v, int64_t order, struct str id,
    struct str email)
{
	const struct visit_shape *s = r->o->shape;
	struct str word = STR_NONE;
	struct err e;
	bool ok, no;

	ok = rec_get_word(rec_root(&r->customer), "accepts_marketing", &word, &e);
	if (ok && word.len == 0)
		return;
	/* Whatever is there and is not true is a no, and so is what stands twice. */
	no = !ok || !str_is(word, "true");
	put_consent(s, v, SEEN_CONSENT_ID, id, no, order);
	put_consent(s, v, SEEN_CONSENT_EMAIL, email, no, order);
}

/* A customer with an ID, an address or neither; the address is folded. */
static inline bool
take(struct cart_event_reader *r, struct visit *v, bool keyed, int64_t order,
    struct str id, struct str email, struct err *e)
{
	const struct visit_shape *s = r->o->shape;

	if (!keyed && id.len == 0 && email.len == 0)
		return cart_event_expected(
		    SESSION, "a session or a customer", cart_event_member(r, SESSION), e);
	if (!keyed)
		visits_key(id.len != 0 ? id : email, true, v->key);
	/* An id that looks like an address is none. */
	if (!keyed && id.len == 0)
		v->key[1] = ~v->key[1];
	if (s->seen[SEEN_BUYER] != VISIT_NO_FIELD)
		put(s, v, SEEN_BUYER, id, order);
	if (s->seen[SEEN_EMAIL] != VISIT_NO_FIELD)
		put(s, v, SEEN_EMAIL, email, order);
	return true;
}

/* A customer that is an object; its address is looked at only where it is needed. */
static bool
take_object(struct cart_event_reader *r, struct visit *v, bool keyed, int64_t order,
    struct err *e)
{
	const struct project_field *f = cart_event_member(r, CUSTOMER);
	bool all = r->o->shape->seen[SEEN_EMAIL] != VISIT_NO_FIELD;
	struct str id = STR_NONE, email = STR_NONE;

	if (!rec_read(&r->customer, (struct str){ f->at, f->len }, e) ||
	    !rec_get_word(rec_root(&r->customer), "id", &id, e) ||
	    ((all || id.len == 0) &&
		!rec_get_word(rec_root(&r->customer), "email", &email, e))) {
		(void)err_prefix(e, "customer.");
		return false;
	}
	email = fold(r, email);
	if (r->o->shape->seen[SEEN_CONSENT_ID] != VISIT_NO_FIELD)
		take_consent(r, v, order, id, email);
	return take(r, v, keyed, order, id, email, e);
}

bool
cart_event_customer(struct cart_event_reader *r, struct visit *v, bool keyed,
    int64_t order, struct err *e)
{
	struct str id;

	if (cart_event_member(r, CUSTOMER)->kind == TOK_OBJECT)
		return take_object(r, v, keyed, order, e);
	return cart_event_word(r, CUSTOMER, &id, e) &&
	       take(r, v, keyed, order, id, STR_NONE, e);
}
