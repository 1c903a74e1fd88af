/* test-rec-object - data/rec-object */
/* SPDX-License-Identifier: ISC */

#include "data/rec-object.h"
#include "rec-kit.h"

struct thing {
	struct str name, id;
	struct moment at;
	struct day on;
	struct amount price;
	struct whole n;
	struct truth is;
	int own;
};

static const struct str names[] = { STR_INIT("name"), STR_INIT("id"), STR_INIT("at"),
	STR_INIT("on"), STR_INIT("price"), STR_INIT("n"), STR_INIT("is"),
	STR_INIT("own") };
static const struct rec_field fields[] = {
	REC_FIELD(thing, name, REC_TEXT),
	REC_FIELD(thing, id, REC_WORD),
	REC_FIELD(thing, at, REC_TIME),
	REC_FIELD(thing, on, REC_DATE),
	REC_FIELD(thing, price, REC_MONEY),
	REC_FIELD(thing, n, REC_WHOLE),
	REC_FIELD(thing, is, REC_BOOL),
	REC_FIELD(thing, own, REC_OTHER),
};

#define FIELDS (sizeof fields / sizeof *fields)

static bool
reads(const char *text, struct thing *t, struct val *vals)
{
	struct currency eur;

	*t = (struct thing){ .own = 5 };
	return currency_find(STR("EUR"), &eur) &&
	       rec_object(read_rec(text), names, fields, FIELDS, &eur, t, vals, &e);
}

int
main(void)
{
	struct thing t;
	struct val vals[FIELDS];

	rec_init(&rec);
	OK(reads("{\"name\":\"Moka\",\"id\":7,\"at\":\"1970-01-01T00:00:05Z\","
		 "\"on\":\"1970-01-02\",\"price\":\"1.50\",\"n\":3,\"is\":true,"
		 "\"own\":{},\"more\":1}",
	       &t, vals),
	    "every kind");
	IS(t.name, "Moka", "a text");
	IS(t.id, "7", "a word");
	OK(t.at.there && t.at.at.seconds == 5, "a time");
	OK(t.on.there && t.on.days == 1, "a date");
	OK(t.price.there && t.price.minor == 150, "an amount");
	OK(t.n.there && t.n.n == 3, "a whole number");
	OK(t.is.there && t.is.is, "a truth");
	OK(t.own == 5 && val_kind(vals[7]) == TOK_OBJECT, "what the caller reads itself");
	OK(reads("{\"n\":null}", &t, NULL) && !t.n.there && t.name.at == NULL,
	    "what is null or absent");
	OK(!reads("{\"n\":\"x\"}", &t, NULL), "a wrong one");
	IS(str_of(e.text), "n: expected a whole number, got \"x\"", "is named");
	OK(!reads("{\"n\":1,\"n\":1}", &t, NULL), "one that stands twice");
	OK(rec_object(VAL_NONE, names, fields, FIELDS, NULL, &t, NULL, &e),
	    "nothing has no members");
	rec_done(&rec);
	return tap_done();
}
