/* visit-state-head - the records before and behind the visits of a state */
/* SPDX-License-Identifier: ISC */

#include "shop/visit-state-head.h"

#include "shop/tally.h"
#include "shop/visit-state.h"

/* Whether the head RECORD says that its visits were cut by RULES. */
static bool
check(struct val record, const struct visit_state_rules *rules, struct err *e)
{
	struct truth times;
	struct str steps;
	int64_t n;

	if (!rec_need_whole(record, "version", &n, e))
		return false;
	if (n != VISIT_STATE_VERSION)
		return err_set(e, ERR_TROUBLE,
		    "a state of version %lld, where only version %d is read: make it again "
		    "from its log",
		    (long long)n, VISIT_STATE_VERSION);
	if (!rec_need_whole(record, "gap", &n, e) ||
	    !rec_need_text(record, "steps", &steps, e) ||
	    !rec_get_bool(record, "times", &times, e))
		return false;
	if (n != rules->gap)
		return err_set(e, ERR_TROUBLE,
		    "a state whose visits were cut with --gap %llds, not %llds",
		    (long long)n, (long long)rules->gap);
	if (!str_eq(steps, rules->steps))
		return err_set(e, ERR_TROUBLE, "a state with other steps: \"%.*s\"",
		    (int)str_head(steps, 200).len, steps.at);
	if (rules->times && !times.is)
		return err_set(e, ERR_TROUBLE,
		    "a state without times: --order strict and --window were not given "
		    "when it was made");
	return true;
}

/* The member KEY, how many of something there were. */
static bool
need_count(struct val record, const char *key, int64_t *out, struct err *e)
{
	int64_t n;

	if (!rec_need_whole(record, key, &n, e))
		return false;
	if (n < 0)
		return val_expected(record, key, "a number from 0 on", e);
	*out = n;
	return true;
}

#define BALANCE_MOST (INT64_C(1) << 53) /* in either direction */

/* The member KEY, how many more of something there were than were read, or less. */
static bool
need_balance(struct val record, const char *key, int64_t *out, struct err *e)
{
	int64_t n;

	if (!rec_need_whole(record, key, &n, e))
		return false;
	if (n < -BALANCE_MOST || n > BALANCE_MOST)
		return val_expected(record, key, "a number that visits can have", e);
	*out = n;
	return true;
}

static bool
read_names(struct val list, struct event_names *names, struct err *e)
{
	struct val_iter it = val_iter(list);
	struct val item;
	struct str name;
	int64_t events = 0;

	while (val_next(&it, &item)) {
		if (!rec_need_text(item, "name", &name, e) ||
		    !need_count(item, "events", &events, e))
			return false;
		event_names_add(names, name, events);
	}
	return true;
}

#define BITS_MOST 40 /* more names than any log has */

static bool
read_unknown(struct val record, struct event_names *names, struct err *e)
{
	struct val list;
	int64_t all = 0, bits = 0;

	if (!need_count(record, "unknown_events", &all, e) ||
	    !need_count(record, "unknown_bits", &bits, e) ||
	    !rec_get_list(record, "unknown", &list, e) || !read_names(list, names, e))
		return false;
	if (bits > BITS_MOST)
		return val_expected(record, "unknown_bits", "a number up to 40", e);
	names->all = all;
	/* More names than may be were thinned out already. */
	if (names->bits < (unsigned)bits)
		names->bits = (unsigned)bits;
	return true;
}

static bool
read_sums(struct val record, const struct visit_state_rules *rules,
    struct cart_log_sums *sums, struct err *e)
{
	return check(record, rules, e) && need_count(record, "lines", &sums->lines, e) &&
	       need_count(record, "refused", &sums->refused, e) &&
	       need_count(record, "unfinished", &sums->unfinished, e) &&
	       read_unknown(record, &sums->names, e);
}

bool
visit_state_head(struct rec *r, struct str line, const struct visit_state_rules *rules,
    struct cart_log_sums *sums, struct err *e)
{
	struct cart_log_sums own = { .lines = 0 };
	bool ok = rec_read(r, line, e) && read_sums(rec_root(r), rules, &own, e);

	if (ok) {
		sums->heads++;
		sums->lines = tally_sum(sums->lines, own.lines);
		sums->refused = tally_sum(sums->refused, own.refused);
		sums->unfinished = tally_sum(sums->unfinished, own.unfinished);
		event_names_merge(&sums->names, &own.names);
	}
	event_names_done(&own.names);
	return ok;
}

bool
visit_state_end(struct rec *r, struct str line, struct cart_log_sums *sums, struct err *e)
{
	int64_t visits = 0, states = 0, refused = 0;

	if (!rec_read(r, line, e) || !need_balance(rec_root(r), "visits", &visits, e) ||
	    !need_balance(rec_root(r), "states", &states, e) ||
	    !need_count(rec_root(r), "refused", &refused, e))
		return false;
	sums->told = tally_sum(sums->told, visits);
	sums->ends = tally_sum(sums->ends, states);
	sums->doubtful = tally_sum(sums->doubtful, refused);
	return true;
}
