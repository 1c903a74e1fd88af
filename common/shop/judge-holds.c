/* judge-holds - whether a message waits: for hours, caps and rates */
/* SPDX-License-Identifier: ISC */

#include <inttypes.h>

#include "shop/form.h"
#include "shop/judge.h"

enum { SOON = 300 }; /* seconds until a message looks again whether others went first */

static bool
is_marketing(const struct ledger_entry *entry)
{
	return policy_class(entry->class) == POLICY_MARKETING;
}

static int64_t
now_of(const struct judge *j)
{
	return j->now_ms / 1000;
}

/* Lets ENTRY wait until AT, or until it expires, so that somebody is told of it. */
static void
hold(struct ledger_entry *entry, struct str rule, int64_t at, struct buf *why)
{
	entry->state = LEDGER_HELD;
	entry->rule = rule;
	entry->next_at = at;
	if (entry->expires_at != 0 && entry->expires_at < at) {
		entry->next_at = entry->expires_at;
		buf_text(why, "; it expires before that");
	}
	entry->code = STR_NONE;
	entry->detail = buf_view(why);
}

static void
find_place(
    const struct policy *p, const struct ledger_entry *entry, struct quiet_place *out)
{
	bool country = form_country(entry->place);
	struct err e;

	/* A zone that was known when the message came in may be gone with an update. */
	if (!quiet_place_find(country ? STR_NONE : entry->place,
		country ? entry->place : STR_NONE, entry->language, p->zone, out, &e))
		*out = (struct quiet_place){ .one = p->zone, .basis = "timezone" };
}

static void
look_at_hours(const struct judge *j, struct ledger_entry *entry, struct buf *why)
{
	const struct quiet *q = &j->policy->quiet[policy_class(entry->class)];
	struct quiet_place place;
	int64_t now = now_of(j), until;
	char time[INSTANT_MAX];

	if (q->n == 0)
		return;
	find_place(j->policy, entry, &place);
	until = quiet_until(q, &place, now);
	if (until <= now)
		return;
	buf_text(why, "quiet_hours: it is ");
	if (place.n > 1)
		buf_fmt(why, "not yet over in all %zu zones of the country", place.n);
	else
		buf_fmt(why, "quiet in %s",
		    zone_name(place.n == 1 ? place.zones[0] : place.one));
	(void)instant_format(time, (struct instant){ until, 0, j->offset });
	buf_fmt(why, " (%s) until %s", place.basis, time);
	hold(entry, STR("quiet_hours"), until, why);
}

/* Whether R, which waits, is to go before ENTRY, for which a cap of CLASS (or all) is. */
static bool
goes_first(
    const struct ledger_entry *r, const struct ledger_entry *entry, bool all, int64_t now)
{
	if ((r->state != LEDGER_QUEUED && r->state != LEDGER_HELD) || r->next_at > now ||
	    (r->expires_at != 0 && r->expires_at <= now) || r->row == entry->row ||
	    !str_eq(r->scope, entry->scope))
		return false;
	if (all ? !is_marketing(r) : !str_eq(r->class, entry->class))
		return false;
	return r->priority > entry->priority ||
	       (r->priority == entry->priority &&
		   (entry->row == 0 || r->row < entry->row));
}

/* *N is how many that wait for a place under a cap are to go before ENTRY. */
static bool
count_first(const struct judge *j, const struct ledger_entry *entry, bool all, int64_t *n,
    struct err *e)
{
	struct ledger_entry r = { .row = 0 };
	bool ok;

	*n = 0;
	if (j->ledger == NULL)
		return true;
	while (
	    (ok = ledger_next(j->ledger, LEDGER_BY_ADDRESS, entry->recipient, &r, e)) &&
	    r.row != 0)
		*n += goes_first(&r, entry, all, now_of(j)) &&
		      (j->foretold == NULL || !foretold_has(j->foretold, r.key));
	ledger_entry_done(&r);
	return ok;
}

/*
 * *AT is when the N-th newest of those that count against a cap was claimed, 0 where
 * there are fewer; what a dry run would have sent is the newest.  A claim of ENTRY
 * itself, whose process died, is in the ledger still.
 */
static bool
find_nth(const struct judge *j, const struct ledger_entry *entry, bool all, int64_t since,
    int64_t n, int64_t *at, struct err *e)
{
	bool own = entry->row != 0 && entry->owner.at != NULL &&
		   entry->claimed_at > since;
	struct str class = all ? STR_NONE : entry->class;
	int64_t newest = 0;

	if (j->foretold != NULL)
		newest = foretold_count(j->foretold, entry->recipient, class, n);
	*at = newest >= n ? now_of(j) : 0;
	return newest >= n || j->ledger == NULL ||
	       ledger_nth(j->ledger, entry->scope, entry->recipient, class, since,
		   n + own - newest, at, e);
}

/* Holds ENTRY where the cap WHICH is full, or will be by those that go first. */
static bool
look_at_cap(const struct judge *j, struct ledger_entry *entry, enum policy_class which,
    struct buf *why, struct err *e)
{
	const struct policy_quota *cap = &j->policy->caps[which];
	static const char *const names[] = { "transactional", "marketing", "total" };
	bool all = which == POLICY_TOTAL;
	int64_t now = now_of(j), since = now - cap->seconds, at, first;

	if (cap->n == 0 || entry->state == LEDGER_HELD ||
	    (j->ledger == NULL && j->foretold == NULL))
		return true;
	if (!find_nth(j, entry, all, since, cap->n, &at, e))
		return false;
	buf_clear(why);
	buf_fmt(why, "caps.%s is \"%.*s\"", names[which], STR_ARG(cap->words));
	if (at != 0) {
		hold(entry, STR("cap"), at + cap->seconds, why);
		return true;
	}
	if (!count_first(j, entry, all, &first, e))
		return false;
	if (first > 0 && first < cap->n &&
	    !find_nth(j, entry, all, since, cap->n - first, &at, e))
		return false;
	if (first >= cap->n || at != 0) {
		buf_fmt(why, ", and %" PRId64 " that %s first", first,
		    first == 1 ? "waits goes" : "wait go");
		hold(entry, STR("cap"), now + SOON, why);
	}
	return true;
}

/* The host that ENTRY goes to, or none; a post goes to a name of the shop file. */
static struct str
host_of(const struct ledger_entry *entry)
{
	struct str rest = entry->recipient, part = STR_NONE;

	if (str_is(entry->channel, "email")) {
		while (str_cut(&rest, '@', &part))
			;
		return part;
	}
	return str_is(entry->channel, "webhook") ? entry->recipient : STR_NONE;
}

/* A rate that an entry is under. */
struct bucket {
	const struct policy_quota *rate;
	struct buf name; /* by which the ledger knows it */
	const char *key; /* and the shop file */
	struct str host;
};

static void
name_bucket(struct bucket *b, struct str scope)
{
	buf_str(&b->name, scope);
	buf_fmt(&b->name, " %s ", b->key);
	buf_folded(&b->name, b->host);
}

/* Takes a place in each of N buckets, or in none: then *FULL has the longest wait. */
static bool
take_places(const struct judge *j, struct bucket *buckets, size_t n, int64_t *wait_ms,
    const struct bucket **full, struct err *e)
{
	int64_t wait;
	size_t i;
	int take;

	*full = NULL;
	*wait_ms = 0;
	for (take = 0; take < 2 && *full == NULL; take++)
		for (i = 0; i < n; i++) {
			const struct bucket *b = &buckets[i];

			if (!ledger_rate(j->ledger, buf_view(&b->name), b->rate->n,
				b->rate->seconds, j->now_ms, take == 1, &wait, e))
				return false;
			if (wait > *wait_ms) {
				*wait_ms = wait;
				*full = b;
			}
		}
	return true;
}

static bool
look_at_rates(const struct judge *j, struct ledger_entry *entry, struct buf *why,
    int64_t *wait_ms, struct err *e)
{
	struct str host = host_of(entry);
	struct bucket buckets[] = {
		{ policy_host_rate(j->policy, host), BUF_INIT, "rates.hosts", host },
		{ &j->policy->rate, BUF_INIT, "rates.total", STR_NONE },
	};
	size_t n = 0, i;
	const struct bucket *full;
	bool ok;

	for (i = 0; i < 2; i++)
		if (buckets[i].rate != NULL && buckets[i].rate->n > 0)
			buckets[n++] = buckets[i];
	for (i = 0; i < n; i++)
		name_bucket(&buckets[i], entry->scope);
	ok = take_places(j, buckets, n, wait_ms, &full, e);
	if (ok && full != NULL) {
		buf_clear(why);
		buf_fmt(why, "%s%s%.*s is \"%.*s\"", full->key,
		    full->host.len > 0 ? "." : "", STR_ARG(full->host),
		    STR_ARG(full->rate->words));
		hold(entry, STR("rate"), (j->now_ms + *wait_ms + 999) / 1000, why);
	}
	for (i = 0; i < n; i++)
		buf_done(&buckets[i].name);
	return ok;
}

bool
judge_holds(const struct judge *j, struct ledger_entry *entry, struct buf *why,
    int64_t *wait_ms, struct err *e)
{
	enum policy_class class = policy_class(entry->class);

	*wait_ms = 0;
	buf_clear(why);
	if (!j->redirected) {
		look_at_hours(j, entry, why);
		if (!look_at_cap(j, entry, class, why, e) ||
		    (class == POLICY_MARKETING &&
			!look_at_cap(j, entry, POLICY_TOTAL, why, e)))
			return false;
	}
	return entry->state == LEDGER_HELD || j->ledger == NULL || j->dry_run ||
	       look_at_rates(j, entry, why, wait_ms, e);
}
