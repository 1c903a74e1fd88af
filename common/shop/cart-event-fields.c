/* cart-event-fields - times, words and amounts of a line of a log */
/* SPDX-License-Identifier: ISC */

#include <string.h>

#include "base/date.h"
#include "shop/cart-event-parts.h"

const struct str cart_event_member_names[MEMBERS] = {
	STR_INIT("type"),
	STR_INIT("ts"),
	STR_INIT("session"),
	STR_INIT("customer"),
	STR_INIT("event"),
	STR_INIT("cart_value"),
	STR_INIT("currency"),
	STR_INIT("items"),
	STR_INIT("device"),
	STR_INIT("browser"),
	STR_INIT("country"),
	STR_INIT("page"),
	STR_INIT("url"),
	STR_INIT("shipping_cost"),
	STR_INIT("coupon"),
	STR_INIT("error"),
	STR_INIT("payment_method"),
};

/* `ts: expected a time, got ...`; the value is shown shortly, as `rec` would. */
__attribute__((cold, noinline)) bool
cart_event_expected(
    enum member m, const char *what, const struct project_field *f, struct err *e)
{
	struct str name = cart_event_member_names[m];
	const char *quote = f->kind == TOK_TEXT ? "\"" : "";
	struct str got = str_head((struct str){ f->at, f->len }, 60);

	if (!cart_event_has(f))
		got = STR("nothing");
	else if (f->kind == TOK_OBJECT)
		got = STR("an object");
	else if (f->kind == TOK_ARRAY)
		got = STR("a list");
	return err_set(e, ERR_RECORD, "%.*s: expected %s, got %s%.*s%s", STR_ARG(name),
	    what, quote, STR_ARG(got), quote);
}

struct str
cart_event_decoded(struct cart_event_reader *r, const struct project_field *f)
{
	buf_clear(&r->text);
	buf_reserve(&r->text, f->len + 1);
	r->text.len = scan_unescape((struct str){ f->at, f->len }, r->text.at);
	return buf_view(&r->text);
}

static bool
two_digits(const char *p, int most, int *out)
{
	unsigned tens = (unsigned char)p[0] - (unsigned)'0';
	unsigned ones = (unsigned char)p[1] - (unsigned)'0';

	*out = (int)(10 * tens + ones);
	return tens <= 9 && ones <= 9 && *out <= most;
}

/* "10:00:00", then ".5", ".123" or nothing, then "Z". */
static bool
read_clock(const char *p, size_t len, int64_t *ms)
{
	int hour, minute, second, unit = 100, part = 0;
	size_t i;

	if (len < 9 || p[len - 1] != 'Z' || !two_digits(p, 23, &hour) || p[2] != ':' ||
	    !two_digits(p + 3, 59, &minute) || p[5] != ':' ||
	    !two_digits(p + 6, 59, &second))
		return false;
	if (len > 9 && (p[8] != '.' || len == 10 || len > 13))
		return false;
	for (i = 9; i + 1 < len; i++, unit /= 10) {
		if (p[i] < '0' || p[i] > '9')
			return false;
		part += (p[i] - '0') * unit;
	}
	*ms = ((hour * 60 + minute) * 60 + second) * INT64_C(1000) + part;
	return true;
}

/* Any time of RFC 3339, and the day to be remembered. */
static bool
read_time(struct cart_event_reader *r, const struct project_field *f, int64_t *ms)
{
	struct str text = f->kind == TOK_TEXT ? cart_event_text(r, f) : STR("");
	struct instant at;

	if (!instant_read(text, &at))
		return false;
	*ms = at.seconds * 1000 + (at.nanos + 500000) / 1000000;
	if (text.len > 11 && date_read(str_head(text, 10), &r->day_ms)) {
		memcpy(r->day, text.at, 11);
		r->day_ms *= INT64_C(86400000);
	}
	return true;
}

bool
cart_event_time(struct cart_event_reader *r, int64_t *ms, struct err *e)
{
	const struct project_field *f = cart_event_member(r, TS);

	if (f->kind == TOK_TEXT && f->len > 11 && memcmp(f->at, r->day, 11) == 0 &&
	    read_clock(f->at + 11, f->len - 11, ms))
		*ms += r->day_ms;
	else if (!read_time(r, f, ms))
		return cart_event_expected(
		    TS, "a time such as 2026-11-21T10:00:00Z", f, e);
	if (*ms < CART_EVENT_FIRST || *ms > CART_EVENT_LAST)
		return cart_event_expected(
		    TS, "a time in the years from 2000 to 9998", f, e);
	return true;
}

/* A text that is not empty, or a number as it is written: ids that are written bare. */
bool
cart_event_word(
    struct cart_event_reader *r, enum member m, struct str *out, struct err *e)
{
	const struct project_field *f = cart_event_member(r, m);

	*out = STR_NONE;
	if (!cart_event_has(f))
		return true;
	if (f->kind != TOK_TEXT && f->kind != TOK_NUMBER)
		return cart_event_expected(m, "a text", f, e);
	*out = cart_event_text(r, f);
	return true;
}

/* The currency that CODE names, or NULL. */
static const struct currency *
find_currency(struct cart_event_reader *r, struct str code)
{
	struct known_currency *known;
	uint32_t packed;

	if (code.len != 3)
		return NULL;
	packed = visit_currency(code.at);
	known = &r->currencies[(packed * 2654435761u) >> 26];
	if (known->packed == packed)
		return &known->currency;
	if (!currency_find(code, &known->currency))
		return NULL;
	known->packed = packed;
	return &known->currency;
}

/* *OUT is NULL where the line has none and nor has the shop. */
bool
cart_event_currency(
    struct cart_event_reader *r, const struct currency **out, struct err *e)
{
	const struct project_field *f = cart_event_member(r, CURRENCY);

	*out = r->o->currency.code[0] == '\0' ? NULL : &r->o->currency;
	if (!cart_event_has(f))
		return true;
	*out = f->kind == TOK_TEXT ? find_currency(r, cart_event_text(r, f)) : NULL;
	if (*out == NULL)
		return cart_event_expected(
		    CURRENCY, "a currency of ISO 4217 such as EUR", f, e);
	return true;
}

struct str
cart_event_code(const struct currency *c)
{
	return c == NULL ? STR("   ") : (struct str){ c->code, CART_EVENT_CODE };
}

void
cart_event_items(struct str seen, struct currency *c, struct str *json)
{
	*c = (struct currency){ .code = "" };
	*json = STR_NONE;
	if (seen.len <= CART_EVENT_CODE)
		return;
	(void)currency_find(str_head(seen, CART_EVENT_CODE), c);
	*json = (struct str){ seen.at + CART_EVENT_CODE, seen.len - CART_EVENT_CODE };
}

bool
cart_event_removes(struct cart_event_reader *r)
{
	return str_is(
	    cart_event_text(r, cart_event_member(r, EVENT)), "remove_from_cart");
}

bool
cart_event_lists(struct cart_event_reader *r, uint8_t step, bool valued)
{
	static const char *const others[] = { "view_item", "view_item_list",
		"select_item", "add_to_wishlist", "remove_from_cart" };
	const struct project_field *items = cart_event_member(r, ITEMS);
	struct str name = cart_event_text(r, cart_event_member(r, EVENT));
	bool empty = items->kind == TOK_ARRAY &&
		     str_trim((struct str){ items->at + 1, items->len - 2 }).len == 0;
	size_t i;

	if (empty && !valued)
		return true;
	for (i = 0; i < sizeof others / sizeof *others; i++)
		if (str_is(name, others[i]))
			return false;
	return step != STEP_NONE || !empty;
}

/* Decimal TEXT without a sign, rounded half up to C's minor units. */
static bool
read_decimal(struct str text, const struct currency *c, int64_t *minor)
{
	int64_t n = 0;
	size_t i = 0, digits = 0;
	unsigned exponent = c->exponent, places = 0;

	for (; i < text.len && text.at[i] >= '0' && text.at[i] <= '9'; i++, digits++)
		if ((n = 10 * n + (text.at[i] - '0')) > CART_EVENT_MOST)
			return false;
	if (digits == 0)
		return false;
	if (i < text.len && text.at[i] == '.' && ++i == text.len)
		return false;
	for (; i < text.len && text.at[i] >= '0' && text.at[i] <= '9'; i++, places++) {
		if (places < exponent)
			n = 10 * n + (text.at[i] - '0');
		else if (places == exponent && text.at[i] >= '5')
			n++;
	}
	for (; places < exponent; places++)
		n *= 10;
	*minor = n;
	return i == text.len && n <= CART_EVENT_MOST;
}

/* What an amount may be, by the decimals of its currency: up to CART_EVENT_MOST. */
static const char *const amounts[] = {
	"an amount from 0 to 100000000000",
	"an amount from 0 to 10000000000",
	"an amount from 0 to 1000000000",
	"an amount from 0 to 100000000",
	"an amount from 0 to 10000000",
};

/* *THERE is false where the line has no amount M. */
bool
cart_event_amount(struct cart_event_reader *r, enum member m, const struct currency *c,
    int64_t *minor, bool *there, struct err *e)
{
	const struct project_field *f = cart_event_member(r, m);

	*there = false;
	if (!cart_event_has(f) || (f->kind == TOK_TEXT && f->len == 0))
		return true;
	if (c == NULL)
		return cart_event_expected(CURRENCY, "one for the amount beside it",
		    cart_event_member(r, CURRENCY), e);
	if ((f->kind != TOK_TEXT && f->kind != TOK_NUMBER) ||
	    !read_decimal(cart_event_text(r, f), c, minor))
		return cart_event_expected(m, amounts[c->exponent], f, e);
	*there = true;
	return true;
}
