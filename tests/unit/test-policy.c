/* test-policy - shop/policy */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "shop/policy.h"
#include "tap.h"

static char *file;
static struct err e;

static struct shop *
shop_of(const char *text)
{
	struct shop *s;

	if (!path_write(file, str_of(text), &e))
		exit(1);
	s = shop_read(file, &e);
	if (s == NULL)
		exit(1);
	return s;
}

/* A shop file that says TEXT is refused, and WHY follows its name in the error. */
static void
refuses(const char *text, const char *why)
{
	struct shop *s = shop_of(text);
	size_t len = strlen(file);
	struct policy p;

	OK(!policy_read(&p, s, &e) && e.kind == ERR_TROUBLE, "%s is refused", text);
	if (OK(str_starts(str_of(e.text), str_of(file)), "by the file's name"))
		IS(str_of(e.text + len), why, "and why");
	shop_free(s);
}

static void
is_quota(const char *text, int64_t n, int64_t seconds)
{
	struct policy_quota q = { 0 };

	OK(policy_quota_read(str_of(text), &q) && q.n == n && q.seconds == seconds,
	    "%s is %lld in %lld s", text, (long long)q.n, (long long)q.seconds);
	IS(q.words, text, "and keeps its words");
}

static void
quotas(void)
{
	static const char *const wrong[] = { "", "2", "2 per", "per day", "2 per 7",
		"0 per day", "-1 per day", "2 per 0 days", "2 per day ", " 2 per day",
		"2  per day", "2 a day", "two per day", "2 per month", "2 per 7 7 days",
		"1000001 per day", "2 per 367 days", "2 per 53 weeks", "2 per 1.5 days",
		"2 per 9223372036854775807 weeks", "2/day" };
	struct policy_quota q;
	size_t i;

	is_quota("2 per 7 days", 2, 7 * 86400);
	is_quota("5 per day", 5, 86400);
	is_quota("10 per second", 10, 1);
	is_quota("1 per 90 minutes", 1, 5400);
	is_quota("100 per hour", 100, 3600);
	is_quota("3 per 2 weeks", 3, 14 * 86400);
	is_quota("1000000 per 366 days", 1000000, 366 * 86400);
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++)
		OK(!policy_quota_read(str_of(wrong[i]), &q), "\"%s\" is none", wrong[i]);
	OK(!policy_quota_read(STR_NONE, &q), "nor is none");
}

static void
whole(void)
{
	struct shop *s = shop_of(
	    "{\"timezone\": \"Europe/Rome\",\n"
	    "\"caps\": {\"marketing\": \"2 per 7 days\", \"total\": \"5 per day\"},\n"
	    "\"quiet_hours\": [{\"from\": \"21:00\", \"to\": \"08:00\"},\n"
	    "{\"from\": \"00:00\", \"to\": \"24:00\", \"days\": [\"sunday\"],\n"
	    "\"classes\": [\"transactional\", \"marketing\"]}],\n"
	    "\"rates\": {\"total\": \"10 per second\",\n"
	    "\"hosts\": {\"gmail.com\": \"2 per second\"}}}");
	const struct policy_quota *rate;
	struct policy p;

	if (!OK(policy_read(&p, s, &e), "a policy is read"))
		return;
	OK(p.caps[POLICY_MARKETING].n == 2 && p.caps[POLICY_TOTAL].n == 5, "two caps");
	OK(p.caps[POLICY_TRANSACTIONAL].n == 0, "and no other");
	OK(p.quiet[POLICY_MARKETING].n == 2, "quiet hours are for marketing");
	OK(p.quiet[POLICY_TRANSACTIONAL].n == 1, "and for others where they say so");
	OK(p.quiet[POLICY_TRANSACTIONAL].windows[0].days == 1u << 6, "on their days");
	OK(p.quiet[POLICY_MARKETING].windows[0].from == 21 * 60 &&
		p.quiet[POLICY_MARKETING].windows[0].to == 8 * 60 &&
		p.quiet[POLICY_MARKETING].windows[0].days == QUIET_EVERY_DAY,
	    "from when to when, every day");
	IS(str_of(zone_name(p.zone)), "Europe/Rome", "in the shop's zone");
	OK(p.rate.n == 10 && p.rate.seconds == 1, "a rate");
	rate = policy_host_rate(&p, STR("GMail.com"));
	OK(rate != NULL && rate->n == 2, "and that of a host");
	OK(policy_host_rate(&p, STR("gmail.co")) == NULL, "which others have not");
	policy_done(&p);
	shop_free(s);
}

static void
nothing(void)
{
	struct shop *s = shop_read(NULL, &e);
	struct policy p;

	OK(policy_read(&p, s, &e), "a shop without a file has a policy");
	OK(p.caps[POLICY_MARKETING].n == 0 && p.quiet[POLICY_MARKETING].n == 0 &&
		p.rate.n == 0 && p.n_hosts == 0,
	    "which limits nothing");
	policy_done(&p);
	shop_free(s);
	s = shop_of("{\"caps\": null, \"quiet_hours\": [], \"rates\": {\"hosts\": {}}}");
	OK(policy_read(&p, s, &e) && p.quiet[POLICY_MARKETING].n == 0,
	    "so have keys that say nothing");
	policy_done(&p);
	shop_free(s);
	OK(policy_class(STR("marketing")) == POLICY_MARKETING &&
		policy_class(STR("transactional")) == POLICY_TRANSACTIONAL,
	    "classes");
}

#define QUOTA "expected a number of messages and a time such as \"2 per 7 days\", got "

static void
wrong(void)
{
	refuses("{\"caps\":\n{\"marketing\": \"often\"}}",
	    ":2: caps.marketing: " QUOTA "\"often\"");
	refuses("{\"caps\": {\"total\": 2}}", ":1: caps.total: " QUOTA "2");
	refuses("{\"caps\": {\"total\": \"1 per day\",\n\"newsletter\": \"1 per day\"}}",
	    ":2: caps.newsletter: there is no such key; expected transactional, marketing "
	    "or total");
	refuses("{\"caps\": {\"total\": \"1 per day\", \"total\": \"2 per day\"}}",
	    ":1: caps.total: stands twice");
	refuses("{\"caps\": \"2 per day\"}",
	    ":1: caps: expected an object, got \"2 per day\"");
	refuses("{\"quiet_hours\": {\n\"from\": \"21:00\"}}",
	    ":1: quiet_hours.to: expected a time of day such as \"21:00\", got nothing");
	refuses("{\"quiet_hours\": {\"to\": \"08:00\",\n\"from\": \"9pm\"}}",
	    ":2: quiet_hours.from: expected a time of day such as \"21:00\", got \"9pm\"");
	refuses("{\"quiet_hours\": [{\"from\": \"21:00\", \"to\": \"21:00\"}]}",
	    ":1: quiet_hours[0]: from and to are the same time");
	refuses("{\"quiet_hours\": [{\"from\": \"24:00\", \"to\": \"21:00\"}]}",
	    ":1: quiet_hours[0]: from is the end of a day");
	refuses("{\"quiet_hours\": {\"from\": \"21:00\", \"to\": \"08:00\",\n"
		"\"days\": [\"monday\",\n\"Sunday\"]}}",
	    ":3: quiet_hours.days[1]: expected a list of days such as \"sunday\", got "
	    "\"Sunday\"");
	refuses(
	    "{\"quiet_hours\": {\"from\": \"21:00\", \"to\": \"08:00\", \"days\": []}}",
	    ":1: quiet_hours.days: expected a list of days such as \"sunday\", got a list");
	refuses("{\"quiet_hours\": {\"from\": \"21:00\", \"to\": \"08:00\",\n"
		"\"classes\": [\"total\"]}}",
	    ":2: quiet_hours.classes[0]: expected a list of \"transactional\" or "
	    "\"marketing\", got \"total\"");
	refuses("{\"quiet_hours\": {\"from\": \"21:00\", \"until\": \"08:00\"}}",
	    ":1: quiet_hours.until: there is no such key; expected from, to, classes or "
	    "days");
	refuses("{\"quiet_hours\":\n{\"from\": \"00:00\", \"to\": \"24:00\"}}",
	    ":2: quiet_hours: they leave no time for marketing");
	refuses("{\"quiet_hours\": [{},{},{},{},{},{},{},{},{}]}",
	    ":1: quiet_hours: expected at most 8 windows");
	refuses("{\"rates\": {\"hosts\":\n{\"gmail.com\": \"fast\"}}}",
	    ":2: rates.hosts.gmail.com: " QUOTA "\"fast\"");
	refuses("{\"rates\": {\"hosts\":\n{\"a@gmail.com\": \"1 per second\"}}}",
	    ":2: rates.hosts.a@gmail.com: expected a host such as \"gmail.com\" as the key");
	refuses("{\"rates\": {\"hosts\": {\"a.example\": \"1 per second\",\n"
		"\"A.example\": \"1 per second\"}}}",
	    ":2: rates.hosts.A.example: stands twice");
	refuses("{\"rates\": {\"hosts\": [\"gmail.com\"]}}",
	    ":1: rates.hosts: expected an object of hosts, got a list");
	refuses("{\"rates\": {\"host\": {}}}",
	    ":1: rates.host: there is no such key; expected total or hosts");
}

int
main(void)
{
	char dir[] = "/tmp/test-policy.XXXXXX";

	if (mkdtemp(dir) == NULL)
		return 1;
	file = mem_fmt("%s/shop.json", dir);
	quotas();
	whole();
	nothing();
	wrong();
	(void)unlink(file);
	(void)rmdir(dir);
	free(file);
	return tap_done();
}
