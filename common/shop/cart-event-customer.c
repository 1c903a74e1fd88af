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

/* That who is in V as WHO, if anybody is, wants marketing or NO. */
static void
put_consent(const struct visit_shape *s, struct visit *v, enum visit_seen field,
    enum visit_seen who, bool no)
{
	const struct visit_last *known = &visit_seen(s, v)[s->seen[who]];

	if (known->value != 0)
		visit_seen(s, v)[s->seen[field]] = (struct visit_last){ known->order,
			(known->value & ~VISIT_SAID_NO) | (no ? VISIT_SAID_NO : 0) };
}

/* What the customer, who is in V by now, says of marketing, if anything. */
static void
take_consent(struct cart_event_reader *r, struct visit *v)
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
	put_consent(s, v, SEEN_CONSENT_ID, SEEN_BUYER, no);
	put_consent(s, v, SEEN_CONSENT_EMAIL, SEEN_EMAIL, no);
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

/* The ID and the address of a customer that is an object. */
static bool
read_object(struct cart_event_reader *r, struct str *id, struct str *email, struct err *e)
{
	static const struct str names[] = { STR_INIT("id"), STR_INIT("email") };
	const struct project_field *f = cart_event_member(r, CUSTOMER);
	struct val object, of[2];

	if (!rec_read(&r->customer, (struct str){ f->at, f->len }, e))
		return false;
	object = rec_root(&r->customer);
	return rec_fields(object, names, 2, of, e) && rec_get_word(of[0], "", id, e) &&
	       rec_get_word(of[1], "", email, e);
}

static bool
take_object(struct cart_event_reader *r, struct visit *v, bool keyed, int64_t order,
    struct err *e)
{
	struct str id = STR_NONE, email = STR_NONE;

	if (!read_object(r, &id, &email, e)) {
		(void)err_prefix(e, "customer.");
		return false;
	}
	if (!take(r, v, keyed, order, id, fold(r, email), e))
		return false;
	if (r->o->shape->seen[SEEN_CONSENT_ID] != VISIT_NO_FIELD)
		take_consent(r, v);
	return true;
}

bool
cart_event_customer(struct cart_event_reader *r, struct visit *v, bool keyed,
    int64_t order, struct err *e)
{
	const struct project_field *f = cart_event_member(r, CUSTOMER);
	struct str id;

	if (f->kind == TOK_OBJECT)
		return take_object(r, v, keyed, order, e);
	/* Nobody asks who it is. */
	if (keyed && f->kind == TOK_TEXT &&
	    r->o->shape->seen[SEEN_BUYER] == VISIT_NO_FIELD)
		return true;
	return cart_event_word(r, CUSTOMER, &id, e) &&
	       take(r, v, keyed, order, id, STR_NONE, e);
}
