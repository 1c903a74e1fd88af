/* zone - IANA time zones, through ICU */
/* SPDX-License-Identifier: ISC */

#include "data/zone.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <unicode/ucal.h>
#include <unicode/uenum.h>
#include <unicode/ustring.h>

#include "base/mem.h"
#include "base/str.h"

#define NAME_MAX_LEN 63
#define SPANS 16 /* that a zone remembers: eight years of summer and winter */
#define DAY 86400

/* From one transition to the next, in seconds since 1970, the clock stands so. */
struct span {
	int64_t from, to;
	int32_t offset;
};

struct zone {
	struct zone *next;
	char *name;
	UCalendar *calendar;
	struct memory *memory; /* behind a pointer, as a const zone remembers too */
};

struct memory {
	struct span spans[SPANS];
	unsigned n, newest;
};

struct country {
	struct country *next;
	char code[3];
	const struct zone **zones;
	size_t n;
};

static struct zone *zones;
static struct country *countries;

/* Names of three letters that are IANA's; every other one is ICU's own. */
static bool
is_short_name(struct str name)
{
	static const char names[][4] = { "UTC", "GMT", "CET", "EET", "MET", "WET", "UCT",
		"EST", "MST", "HST", "PRC", "ROC", "ROK" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_is(name, names[i]))
			return true;
	return false;
}

static bool
is_known(struct str name, UChar wide[NAME_MAX_LEN + 1])
{
	UErrorCode status = U_ZERO_ERROR;
	UChar canonical[NAME_MAX_LEN + 1];
	UBool system = false;

	if (name.len < 3 || name.len > NAME_MAX_LEN || str_is(name, "Etc/Unknown") ||
	    (name.len == 3 && !is_short_name(name)))
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (!isalnum((unsigned char)name.at[i]) &&
		    strchr("/_+-", name.at[i]) == NULL)
			return false;
	u_charsToUChars(name.at, wide, (int32_t)name.len + 1);
	(void)ucal_getCanonicalTimeZoneID(
	    wide, -1, canonical, NAME_MAX_LEN + 1, &system, &status);
	return U_SUCCESS(status) && system;
}

static struct zone *
open_zone(const char *name, const UChar *wide)
{
	UErrorCode status = U_ZERO_ERROR;
	UCalendar *calendar = ucal_open(wide, -1, "", UCAL_GREGORIAN, &status);
	struct zone *z;

	if (U_FAILURE(status))
		return NULL;
	z = mem_zero(1, sizeof *z);
	z->name = mem_str(name);
	z->calendar = calendar;
	z->memory = mem_zero(1, sizeof *z->memory);
	z->next = zones;
	zones = z;
	return z;
}

const struct zone *
zone_find(const char *name, struct err *e)
{
	UChar wide[NAME_MAX_LEN + 1];
	const struct zone *z;

	for (z = zones; z != NULL; z = z->next)
		if (strcmp(z->name, name) == 0)
			return z;
	if (is_known(str_of(name), wide))
		z = open_zone(name, wide);
	if (z == NULL)
		(void)err_set(e, ERR_TROUBLE,
		    "expected an IANA time zone such as Europe/Rome, got \"%s\"", name);
	return z;
}

const char *
zone_name(const struct zone *z)
{
	return z->name;
}

static struct country *
open_country(struct str code)
{
	struct country *c = mem_zero(1, sizeof *c);
	UErrorCode status = U_ZERO_ERROR;
	UEnumeration *names;
	const char *name;
	struct err e;

	memcpy(c->code, code.at, 2);
	c->next = countries;
	countries = c;
	names = ucal_openTimeZoneIDEnumeration(
	    UCAL_ZONE_TYPE_CANONICAL_LOCATION, c->code, NULL, &status);
	while (U_SUCCESS(status) && (name = uenum_next(names, NULL, &status)) != NULL) {
		const struct zone *z = zone_find(name, &e);

		if (z == NULL)
			continue;
		c->zones = mem_grow(c->zones, c->n + 1, sizeof *c->zones);
		c->zones[c->n++] = z;
	}
	uenum_close(names);
	return c;
}

const struct zone *const *
zone_country(struct str country, size_t *n)
{
	struct country *c;

	*n = 0;
	if (country.len != 2 || country.at[0] < 'A' || country.at[0] > 'Z' ||
	    country.at[1] < 'A' || country.at[1] > 'Z')
		return NULL;
	for (c = countries; c != NULL; c = c->next)
		if (str_is(country, c->code))
			break;
	if (c == NULL)
		c = open_country(country);
	*n = c->n;
	return c->zones;
}

/* The transition before or after SECONDS, or NEVER where there is none. */
static int64_t
transition(const struct zone *z, UTimeZoneTransitionType type, int64_t never)
{
	UErrorCode status = U_ZERO_ERROR;
	UDate at = 0;

	if (!ucal_getTimeZoneTransitionDate(z->calendar, type, &at, &status) ||
	    U_FAILURE(status))
		return never;
	return (int64_t)(at / 1000);
}

static struct span
ask(const struct zone *z, int64_t seconds)
{
	UErrorCode status = U_ZERO_ERROR;
	struct span s;
	int32_t ms;

	ucal_setMillis(z->calendar, (UDate)seconds * 1000, &status);
	ms = ucal_get(z->calendar, UCAL_ZONE_OFFSET, &status) +
	     ucal_get(z->calendar, UCAL_DST_OFFSET, &status);
	s.offset = (ms + (ms < 0 ? -30000 : 30000)) / 60000;
	s.from = transition(z, UCAL_TZ_TRANSITION_PREVIOUS_INCLUSIVE, INT64_MIN);
	s.to = transition(z, UCAL_TZ_TRANSITION_NEXT, INT64_MAX);
	return s;
}

int32_t
zone_offset(const struct zone *z, int64_t seconds)
{
	struct memory *m = z->memory;
	unsigned i = m->newest;

	for (unsigned tried = 0; tried < m->n; tried++) {
		const struct span *s = &m->spans[i];

		if (seconds >= s->from && seconds < s->to) {
			m->newest = i;
			return s->offset;
		}
		i = (i + 1) % m->n;
	}
	i = m->n < SPANS ? m->n++ : (m->newest + 1) % SPANS;
	m->spans[i] = ask(z, seconds);
	m->newest = i;
	return m->spans[i].offset;
}

struct instant
zone_instant(const struct zone *z, const struct civil *c)
{
	int64_t wall = date_days(c->year, c->month, c->day) * DAY + c->hour * 3600 +
		       c->minute * 60 + c->second;
	/* No clock is a day from UTC, so these are before and after the time meant. */
	int32_t before = zone_offset(z, wall - DAY), after = zone_offset(z, wall + DAY);
	int64_t at = wall - before * 60;

	/* Where the older offset does not hold any more, and the newer one not yet, the
	 * time is skipped, and the older one moves it on by the gap. */
	if (before != after && zone_offset(z, at) != before &&
	    zone_offset(z, wall - after * 60) == after)
		at = wall - after * 60;
	return (struct instant){ .seconds = at, .offset = zone_offset(z, at) };
}

struct instant
zone_local(const struct zone *z, struct instant i)
{
	i.offset = zone_offset(z, i.seconds);
	return i;
}
