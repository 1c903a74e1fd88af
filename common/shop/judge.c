/* judge - whether a message may go now, by the shop's policy */
/* SPDX-License-Identifier: ISC */

#include "shop/judge.h"

#include <string.h>

#include "data/rec.h"

/* A word about consent that nobody gave a time: before every other. */
#define NO_TIME 1

_Static_assert((int)LEDGER_UNSUBSCRIBE == SUPPRESSION_UNSUBSCRIBE &&
		   (int)LEDGER_BOUNCE == SUPPRESSION_BOUNCE &&
		   (int)LEDGER_COMPLAINT == SUPPRESSION_COMPLAINT &&
		   (int)LEDGER_MANUAL == SUPPRESSION_MANUAL &&
		   (int)LEDGER_ERASURE == SUPPRESSION_ERASURE &&
		   (int)LEDGER_REASONS == SUPPRESSION_REASONS,
    "the ledger knows the reasons of the record by the same numbers");

static bool
is_marketing(const struct ledger_entry *entry)
{
	return policy_class(entry->class) == POLICY_MARKETING;
}

bool
judge_note(const struct message *m, int64_t *consent_at, struct err *e)
{
	struct moment at;
	struct truth said;
	int64_t when = NO_TIME;

	if (!quiet_place_check(m->to.timezone, m->to.country, e) ||
	    !rec_get_bool(m->consent, "marketing", &said, e) ||
	    !rec_get_time(m->consent, "at", &at, e))
		return false;
	if (at.there && at.at.seconds > NO_TIME)
		when = at.at.seconds;
	*consent_at = !said.there ? 0 : said.is ? when : -when;
	return true;
}

static void
bar(struct ledger_entry *entry, struct str rule, struct buf *why)
{
	entry->state = LEDGER_SUPPRESSED;
	entry->rule = rule;
	entry->next_at = 0;
	entry->code = STR_NONE;
	entry->detail = buf_view(why);
}

/* What is known of a recipient's consent to marketing. */
struct known_consent {
	bool yes;
	int64_t at; /* of the yes; NO_TIME where nobody says when */
	const char *basis;
};

static bool
ask_consent(struct ledger *l, const struct ledger_entry *entry, int64_t *at, bool *yes,
    struct err *e)
{
	struct buf plain = BUF_INIT;
	bool ok;

	suppression_plain(entry->channel, entry->recipient, &plain);
	ok = ledger_consent(l, buf_view(&plain), at, yes, e);
	buf_done(&plain);
	return ok;
}

/*
 * The time of a word about consent, which nobody can have said yet where a clock or a
 * calendar was wrong: an agreement from then would outlast every unsubscription until
 * then.
 */
static int64_t
said_when(const struct judge *j, bool yes, int64_t at)
{
	return yes && at > j->now_ms / 1000 ? NO_TIME : at;
}

/* The newest of what the message and the ledger say. */
static bool
find_consent(const struct judge *j, const struct ledger_entry *entry,
    struct known_consent *out, struct err *e)
{
	int64_t said = entry->consent_at, said_at = said < 0 ? -said : said, known_at = 0;
	bool known = false;

	if (j->ledger != NULL && !ask_consent(j->ledger, entry, &known_at, &known, e))
		return false;
	said_at = said_when(j, said > 0, said_at);
	known_at = said_when(j, known, known_at);
	if (known_at == 0 || (said < 0 && said_at == NO_TIME) || said_at > known_at ||
	    (said < 0 && said_at == known_at))
		*out = (struct known_consent){ said > 0, said_at,
			said == 0 ? "neither the message nor the ledger says that the "
				    "customer agreed to marketing"
				  : "the message says that the customer did not agree to "
				    "marketing" };
	else
		*out = (struct known_consent){ known, known_at,
			"the ledger says that the customer does not agree to marketing" };
	return true;
}

/* When the address was suppressed for each reason, and whether a list says so. */
static bool
find_suppressed(const struct judge *j, const struct ledger_entry *entry,
    int64_t at[LEDGER_REASONS], bool listed[LEDGER_REASONS], struct err *e)
{
	int64_t list[LEDGER_REASONS] = { 0 };
	struct buf plain = BUF_INIT;
	bool ok;

	memset(at, 0, LEDGER_REASONS * sizeof *at);
	suppression_plain(entry->channel, entry->recipient, &plain);
	if (j->list != NULL)
		suppress_list_find(j->list, entry->channel, entry->recipient, list);
	ok = j->ledger == NULL ||
	     ledger_suppressed(j->ledger, entry->channel, buf_view(&plain), at, e);
	buf_done(&plain);
	for (int i = 0; i < LEDGER_REASONS; i++) {
		listed[i] = list[i] > at[i];
		if (listed[i])
			at[i] = list[i];
	}
	return ok;
}

/* Whether a suppression for REASON, said at AT, stands against a message. */
static bool
stands(
    enum ledger_reason reason, int64_t at, bool marketing, const struct known_consent *c)
{
	if (at == 0)
		return false;
	switch (reason) {
	case LEDGER_BOUNCE:
	case LEDGER_MANUAL:
		return true;
	case LEDGER_COMPLAINT:
		return marketing;
	case LEDGER_UNSUBSCRIBE:
	case LEDGER_ERASURE:
		return marketing && !(c->yes && c->at > at);
	case LEDGER_REASONS:
		break;
	}
	return false;
}

static void
tell_suppression(const struct judge *j, enum ledger_reason reason, int64_t at,
    bool listed, struct buf *why)
{
	char time[INSTANT_MAX];

	buf_text(why, ledger_reason_word(reason));
	if (at != INT64_MAX) {
		(void)instant_format(time, (struct instant){ at, 0, j->offset });
		buf_fmt(why, " of %s", time);
	}
	buf_text(why, listed ? ", on the list of --suppress" : ", in the ledger");
}

bool
judge_bars(
    const struct judge *j, struct ledger_entry *entry, struct buf *why, struct err *e)
{
	bool marketing = is_marketing(entry), listed[LEDGER_REASONS];
	struct known_consent consent = { 0 };
	int64_t at[LEDGER_REASONS];
	int i;

	if (marketing && !find_consent(j, entry, &consent, e))
		return false;
	if (!find_suppressed(j, entry, at, listed, e))
		return false;
	buf_clear(why);
	for (i = 0; i < LEDGER_REASONS; i++)
		if (stands((enum ledger_reason)i, at[i], marketing, &consent)) {
			tell_suppression(j, (enum ledger_reason)i, at[i], listed[i], why);
			bar(entry, STR("suppression"), why);
			return true;
		}
	if (marketing && !consent.yes) {
		buf_text(why, consent.basis);
		bar(entry, STR("consent"), why);
	}
	return true;
}
