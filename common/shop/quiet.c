/* quiet - hours in which a customer is left alone, where the customer is */
/* SPDX-License-Identifier: ISC */

#include "shop/quiet.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"
#include "shop/form.h"

enum {
	DAY = 86400,
	LONGEST = 9 * DAY, /* a week, and a day for the zones on either side */
};

#define NEVER INT64_MAX

bool
quiet_time(struct str text, int *minutes)
{
	struct str hour, minute = text;
	int64_t h, m;

	if (text.len != 5 || !str_cut(&minute, ':', &hour) || hour.len != 2 ||
	    !num_between(hour, 0, 24, &h) ||
	    !num_between(minute, 0, h == 24 ? 0 : 59, &m))
		return false;
	*minutes = (int)(h * 60 + m);
	return true;
}

/* The region of a language tag: "CA" of "fr-CA", "TW" of "zh-Hant-TW"; or none. */
static struct str
region(struct str tag)
{
	struct str part;

	if (!str_cut(&tag, '-', &part))
		return STR_NONE;
	while (str_cut(&tag, '-', &part) && part.len > 1)
		if (part.len == 2)
			return part;
	return STR_NONE;
}

static bool
find_zone(struct str name, const struct zone **out, struct err *e)
{
	char *copy = mem_copy(name.at, name.len);

	*out = zone_find(copy, e);
	free(copy);
	if (*out != NULL)
		return true;
	e->kind = ERR_RECORD;
	return err_prefix(e, "to.timezone: ");
}

bool
quiet_place_check(struct str timezone, struct str country, struct err *e)
{
	const struct zone *z;

	if (country.len > 0 && !form_country(country))
		return err_set(e, ERR_RECORD,
		    "to.country: expected a country's code such as \"IT\", got \"%.*s\"",
		    STR_ARG(str_head(country, 40)));
	return timezone.len == 0 || find_zone(timezone, &z, e);
}

bool
quiet_place_find(struct str timezone, struct str country, struct str language,
    const struct zone *shop, struct quiet_place *out, struct err *e)
{
	struct str code = region(language);
	char upper[2];

	*out = (struct quiet_place){ .one = shop, .basis = "timezone" };
	if (!quiet_place_check(timezone, country, e))
		return false;
	if (timezone.len > 0) {
		out->basis = "to.timezone";
		return find_zone(timezone, &out->one, e);
	}
	out->zones = zone_country(country, &out->n);
	if (out->n > 0) {
		out->basis = "to.country";
	} else if (code.len == 2) {
		/* The case of a tag says nothing. */
		upper[0] = (char)(code.at[0] & ~0x20);
		upper[1] = (char)(code.at[1] & ~0x20);
		out->zones = zone_country((struct str){ upper, 2 }, &out->n);
		out->basis = out->n > 0 ? "language" : out->basis;
	}
	return true;
}

/*
 * When the wall clock of Z comes to WALL, its seconds as if they were UTC's: the first or
 * the last time where it does so twice, and the jump where it leaves that time out.
 */
static int64_t
edge(const struct zone *z, int64_t wall, bool last)
{
	/* No clock is a day from UTC, so these are before and after the time meant. */
	int32_t older = zone_offset(z, wall - DAY), newer = zone_offset(z, wall + DAY);
	int64_t early = wall - older * 60, late = wall - newer * 60;
	bool is_early = zone_offset(z, early) == older;
	bool is_late = zone_offset(z, late) == newer;

	if (is_early || is_late)
		return is_early && (!is_late || !last) ? early : late;
	/* Left out: the jump is behind `late` and not behind `early`. */
	while (late + 1 < early) {
		int64_t middle = late + (early - late) / 2;

		if (zone_offset(z, middle) == newer)
			early = middle;
		else
			late = middle;
	}
	return early;
}

/* The day, counted from 1970, at the wall clock of Z. */
static int64_t
day_at(const struct zone *z, int64_t now)
{
	int64_t wall = now + zone_offset(z, now) * 60;

	return wall / DAY - (wall % DAY < 0);
}

/* When window W of zone Z ends in which NOW lies; NOW where it lies in none. */
static int64_t
window_end(const struct quiet_window *w, const struct zone *z, int64_t now)
{
	int64_t today = day_at(z, now), day, from, to;

	/* Where clocks go back at midnight, tomorrow's has begun today. */
	for (day = today - 1; day <= today + 1; day++) {
		if ((w->days >> date_weekday(day) & 1) == 0)
			continue;
		from = edge(z, day * DAY + w->from * 60, false);
		to = edge(z, (w->to > w->from ? day : day + 1) * DAY + w->to * 60, true);
		if (now >= from && now < to)
			return to;
	}
	return now;
}

/* As quiet_until, or NEVER where it is quiet for longer than a week. */
static int64_t
end_in_all(const struct quiet *q, const struct zone *const *zones, size_t n, int64_t now)
{
	int64_t at = now, before;
	size_t i, w;

	do {
		before = at;
		for (i = 0; i < n; i++)
			for (w = 0; w < q->n; w++)
				at = window_end(&q->windows[w], zones[i], at);
	} while (at != before && at - now <= LONGEST);
	return at != before ? NEVER : at;
}

bool
quiet_ever_ends(const struct quiet *q, const struct zone *z)
{
	return end_in_all(q, &z, 1, 0) != NEVER;
}

int64_t
quiet_until(const struct quiet *q, const struct quiet_place *p, int64_t now)
{
	int64_t at = p->n > 0 ? end_in_all(q, p->zones, p->n, now) : NEVER;

	if (at == NEVER)
		at = end_in_all(q, &p->one, 1, now);
	/* A clock change may have taken the one time in the week that suited. */
	return at == NEVER ? now + LONGEST : at;
}
