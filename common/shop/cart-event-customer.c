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

/* What the customer says of marketing, if anything. */
static void
take_consent(struct cart_event_reader *r, struct visit *v, int64_t order)
{
	const struct visit_shape *s = r->o->shape;
	struct str word = STR_NONE;
	struct err e;
	bool ok;

	ok = rec_get_word(rec_root(&r->customer), "accepts_marketing", &word, &e);
	if (ok && word.len == 0)
		return;
	/* Whatever is there and is not true is a no, and so is what stands twice. */
	r->said = ok && str_is(word, "true") ? SAID_YES : SAID_NO;
	if (r->said == SAID_NO)
		visit_seen(s, v)[s->seen[SEEN_NO]] = (struct visit_last){ order, 1 };
}

void
cart_event_testify(struct cart_event_reader *r, const struct visit *v, uint8_t step)
{
	uint64_t names[WITNESS_NAMES];
	size_t i;

	if (r->o->witness == NULL)
		return;
	witness_names(r->o->shape, v, names);
	for (i = 0; i < WITNESS_NAMES; i++) {
		if (step != STEP_NONE && step + 1u == r->o->steps->n)
			sightings_add(&r->notes.bought, names[i], v->first);
		if (r->said != SAID_NOTHING)
			witness_says(&r->notes, names[i],
			    visit_order(v->first, v->first_step), r->said == SAID_NO);
	}
	r->said = SAID_NOTHING;
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

/* The ID and the address of the customer that was read. */
static bool
read_object(struct cart_event_reader *r, struct str *id, struct str *email, struct err *e)
{
	static const struct str names[] = { STR_INIT("id"), STR_INIT("email") };
	struct val object = rec_root(&r->customer), of[2];

	return rec_fields(object, names, 2, of, e) && rec_get_word(of[0], "", id, e) &&
	       rec_get_word(of[1], "", email, e);
}

static bool
take_object(struct cart_event_reader *r, struct visit *v, bool keyed, int64_t order,
    struct err *e)
{
	const struct project_field *f = cart_event_member(r, CUSTOMER);
	const struct visit_shape *s = r->o->shape;
	struct str id = STR_NONE, email = STR_NONE;
	bool ok;

	if (!rec_read(&r->customer, (struct str){ f->at, f->len }, e)) {
		(void)err_prefix(e, "customer.");
		return false;
	}
	ok = read_object(r, &id, &email, e);
	if (!ok)
		(void)err_prefix(e, "customer.");
	else if (!take(r, v, keyed, order, id, fold(r, email), e))
		return false;
	/* What could be read of a customer who is refused is for the witness. */
	if (!ok && s->seen[SEEN_BUYER] != VISIT_NO_FIELD)
		put(s, v, SEEN_BUYER, id, order);
	if (s->seen[SEEN_NO] != VISIT_NO_FIELD)
		take_consent(r, v, order);
	return ok;
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

void
cart_event_named_init(struct cart_event_named *n)
{
	*n = (struct cart_event_named){ .text = BUF_INIT, .folded = BUF_INIT };
	rec_init(&n->rec);
}

void
cart_event_named_done(struct cart_event_named *n)
{
	rec_done(&n->rec);
	buf_done(&n->text);
	buf_done(&n->folded);
}

/* A customer that is a text or a number. */
static void
name_plain(struct cart_event_named *n, struct str json)
{
	n->id = json;
	if (json.at[0] != '"')
		return;
	buf_reserve(&n->text, json.len);
	n->id.at = n->text.at;
	n->id.len = scan_unescape((struct str){ json.at + 1, json.len - 2 }, n->text.at);
}

void
cart_event_named(struct cart_event_named *n, struct str json)
{
	static const char behind[64];
	struct str email = STR_NONE;
	struct err e;

	n->id = n->email = STR_NONE;
	if (json.len == 0)
		return;
	if (json.at[0] != '{') {
		name_plain(n, json);
		return;
	}
	buf_clear(&n->text);
	buf_str(&n->text, json);
	buf_add(&n->text, behind, sizeof behind);
	if (!rec_read(&n->rec, (struct str){ n->text.at, json.len }, &e) ||
	    !rec_get_word(rec_root(&n->rec), "id", &n->id, &e) ||
	    !rec_get_word(rec_root(&n->rec), "email", &email, &e))
		return;
	buf_clear(&n->folded);
	buf_folded(&n->folded, str_trim(email));
	n->email = buf_view(&n->folded);
}
