/* policy - how often, how fast and at which hours a shop writes to its customers */
/* SPDX-License-Identifier: ISC */

#include "shop/policy.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"

enum {
	MOST = 1000000,
	LONGEST = 366 * 86400, /* the ledger forgets no message sooner */
};

#define QUOTA "a number of messages and a time such as \"2 per 7 days\""
#define CLASSES "\"transactional\" or \"marketing\""
#define HOST "a host such as \"gmail.com\""

static const char *const class_words[POLICY_CAPS] = { "transactional", "marketing",
	"total" };
static const char *const day_words[] = { "monday", "tuesday", "wednesday", "thursday",
	"friday", "saturday", "sunday" };

enum policy_class policy_class(struct str class)
{
	return str_is(class, "marketing") ? POLICY_MARKETING : POLICY_TRANSACTIONAL;
}

static bool
read_unit(struct str word, int64_t *seconds)
{
	static const struct {
		const char *one, *many;
		int64_t seconds;
	} units[] = { { "second", "seconds", 1 }, { "minute", "minutes", 60 },
		{ "hour", "hours", 3600 }, { "day", "days", 86400 },
		{ "week", "weeks", 7 * 86400 } };
	size_t i;

	for (i = 0; i < sizeof units / sizeof *units; i++)
		if (str_is(word, units[i].one) || str_is(word, units[i].many)) {
			*seconds = units[i].seconds;
			return true;
		}
	return false;
}

bool
policy_quota_read(struct str text, struct policy_quota *out)
{
	struct policy_quota q = { .words = text };
	struct str n, per, word;
	int64_t times = 1;

	if (!str_cut(&text, ' ', &n) || !num_between(n, 1, MOST, &q.n) ||
	    !str_cut(&text, ' ', &per) || !str_is(per, "per") ||
	    !str_cut(&text, ' ', &word))
		return false;
	if (num_between(word, 1, LONGEST, &times) && !str_cut(&text, ' ', &word))
		return false;
	if (!read_unit(word, &q.seconds) || text.at != NULL ||
	    times > LONGEST / q.seconds)
		return false;
	q.seconds *= times;
	*out = q;
	return true;
}

static bool
read_quota(const struct shop *shop, struct val v, struct policy_quota *out, struct err *e)
{
	if (val_kind(v) == TOK_TEXT && policy_quota_read(val_text(v), out))
		return true;
	(void)val_expected(v, "", QUOTA, e);
	return shop_err(shop, v, e);
}

static bool
find_word(struct str word, const char *const *words, size_t n, size_t *out)
{
	for (size_t i = 0; i < n; i++)
		if (str_is(word, words[i])) {
			*out = i;
			return true;
		}
	return false;
}

/*
 * The value of KEY in OBJECT, whose value VAL_NONE is none.  A key that stands twice is
 * an error.
 */
static bool
member(const struct shop *shop, struct val object, const char *key, struct val *out,
    struct err *e)
{
	return rec_find(object, key, out, e) || shop_err(shop, object, e);
}

/* OBJECT is one, and its keys are among KEYS, which WHAT lists. */
static bool
check_keys(const struct shop *shop, struct val object, const char *const *keys, size_t n,
    const char *what, struct err *e)
{
	struct val_iter it;
	struct val value, same;
	struct str key;
	size_t i;

	if (val_kind(object) != TOK_OBJECT) {
		(void)val_expected(object, "", "an object", e);
		return shop_err(shop, object, e);
	}
	it = val_iter(object);
	while (val_next_member(&it, &key, &value)) {
		if (!find_word(key, keys, n, &i)) {
			(void)val_err(
			    value, e, "there is no such key; expected %s", what);
			return shop_err(shop, value, e);
		}
		/* Looking a key up finds out whether it stands twice. */
		if (!member(shop, object, keys[i], &same, e))
			return false;
	}
	return true;
}

static bool
read_caps(struct policy *p, const struct shop *shop, struct err *e)
{
	struct val caps, v;
	size_t i;

	if (!shop_find(shop, "caps", &caps, e))
		return false;
	if (!val_there(caps))
		return true;
	if (!check_keys(shop, caps, class_words, POLICY_CAPS,
		"transactional, marketing or total", e))
		return false;
	for (i = 0; i < POLICY_CAPS; i++)
		if (!member(shop, caps, class_words[i], &v, e) ||
		    (val_there(v) && !read_quota(shop, v, &p->caps[i], e)))
			return false;
	return true;
}

static bool
read_time(const struct shop *shop, struct val window, const char *key, int *minutes,
    struct err *e)
{
	struct val v;

	if (!member(shop, window, key, &v, e))
		return false;
	if (val_there(v) && val_kind(v) == TOK_TEXT && quiet_time(val_text(v), minutes))
		return true;
	(void)val_expected(window, key, "a time of day such as \"21:00\"", e);
	return shop_err(shop, val_there(v) ? v : window, e);
}

/* The words of the list KEY as bits; DEFAULTS where it is not there. */
static bool
read_words(const struct shop *shop, struct val window, const char *key,
    const char *const *words, size_t n, const char *what, unsigned *bits, struct err *e)
{
	struct val list, item;
	struct val_iter it;
	size_t i;

	if (!member(shop, window, key, &list, e))
		return false;
	if (!val_there(list))
		return true;
	if (val_kind(list) != TOK_ARRAY || val_count(list) == 0) {
		(void)val_expected(list, "", what, e);
		return shop_err(shop, list, e);
	}
	*bits = 0;
	it = val_iter(list);
	while (val_next(&it, &item)) {
		if (!find_word(val_text(item), words, n, &i)) {
			(void)val_expected(item, "", what, e);
			return shop_err(shop, item, e);
		}
		*bits |= 1u << i;
	}
	return true;
}

static bool
read_window(struct policy *p, const struct shop *shop, struct val v, struct err *e)
{
	static const char *const keys[] = { "from", "to", "classes", "days" };
	struct quiet_window w = { .days = QUIET_EVERY_DAY };
	unsigned classes = 1u << POLICY_MARKETING;
	size_t i;

	if (!check_keys(shop, v, keys, sizeof keys / sizeof *keys,
		"from, to, classes or days", e) ||
	    !read_time(shop, v, "from", &w.from, e) ||
	    !read_time(shop, v, "to", &w.to, e) ||
	    !read_words(shop, v, "classes", class_words, POLICY_CLASSES,
		"a list of " CLASSES, &classes, e) ||
	    !read_words(shop, v, "days", day_words, 7,
		"a list of days such as \"sunday\"", &w.days, e))
		return false;
	if (w.from == w.to || w.from == 24 * 60) {
		(void)val_err(v, e, "from %s",
		    w.from == w.to ? "and to are the same time" : "is the end of a day");
		return shop_err(shop, v, e);
	}
	for (i = 0; i < POLICY_CLASSES; i++)
		if ((classes >> i & 1) != 0)
			p->quiet[i].windows[p->quiet[i].n++] = w;
	return true;
}

/* One window, or a list of them. */
static bool
read_quiet(struct policy *p, const struct shop *shop, struct err *e)
{
	struct val hours, item;
	struct val_iter it;
	size_t i;

	if (!shop_find(shop, "quiet_hours", &hours, e))
		return false;
	if (!val_there(hours))
		return true;
	p->zone = shop_zone(shop);
	if (val_kind(hours) != TOK_ARRAY) {
		if (!read_window(p, shop, hours, e))
			return false;
	} else if (val_count(hours) > QUIET_WINDOWS) {
		(void)val_err(hours, e, "expected at most %d windows", QUIET_WINDOWS);
		return shop_err(shop, hours, e);
	} else {
		it = val_iter(hours);
		while (val_next(&it, &item))
			if (!read_window(p, shop, item, e))
				return false;
	}
	for (i = 0; i < POLICY_CLASSES; i++)
		if (!quiet_ever_ends(&p->quiet[i], p->zone)) {
			(void)val_err(
			    hours, e, "they leave no time for %s", class_words[i]);
			return shop_err(shop, hours, e);
		}
	return true;
}

static bool
add_host(struct policy *p, const struct shop *shop, struct str name, struct val v,
    struct err *e)
{
	struct policy_host host = { .name = name };

	if (name.len == 0 || memchr(name.at, '@', name.len) != NULL ||
	    memchr(name.at, ' ', name.len) != NULL) {
		(void)val_err(v, e, "expected " HOST " as the key");
		return shop_err(shop, v, e);
	}
	if (policy_host_rate(p, name) != NULL) {
		(void)val_err(v, e, "stands twice");
		return shop_err(shop, v, e);
	}
	if (!read_quota(shop, v, &host.rate, e))
		return false;
	p->hosts = mem_grow(p->hosts, p->n_hosts + 1, sizeof *p->hosts);
	p->hosts[p->n_hosts++] = host;
	return true;
}

static bool
read_rates(struct policy *p, const struct shop *shop, struct err *e)
{
	static const char *const keys[] = { "total", "hosts" };
	struct val rates, v;
	struct val_iter it;
	struct str name;

	if (!shop_find(shop, "rates", &rates, e))
		return false;
	if (!val_there(rates))
		return true;
	if (!check_keys(shop, rates, keys, 2, "total or hosts", e) ||
	    !member(shop, rates, "total", &v, e) ||
	    (val_there(v) && !read_quota(shop, v, &p->rate, e)) ||
	    !member(shop, rates, "hosts", &v, e))
		return false;
	if (!val_there(v))
		return true;
	if (val_kind(v) != TOK_OBJECT) {
		(void)val_expected(v, "", "an object of hosts", e);
		return shop_err(shop, v, e);
	}
	it = val_iter(v);
	while (val_next_member(&it, &name, &v))
		if (!add_host(p, shop, name, v, e))
			return false;
	return true;
}

bool
policy_read(struct policy *p, const struct shop *shop, struct err *e)
{
	*p = (struct policy){ .zone = NULL };
	if (read_caps(p, shop, e) && read_quiet(p, shop, e) && read_rates(p, shop, e))
		return true;
	policy_done(p);
	return false;
}

void
policy_done(struct policy *p)
{
	free(p->hosts);
	*p = (struct policy){ .zone = NULL };
}

const struct policy_quota *
policy_host_rate(const struct policy *p, struct str host)
{
	size_t i;

	for (i = 0; i < p->n_hosts; i++)
		if (str_same(p->hosts[i].name, host))
			return &p->hosts[i].rate;
	return NULL;
}
