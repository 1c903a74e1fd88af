/* text-date - days and spans of days as a locale writes them */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>
#include <string.h>

#include <unicode/udat.h>
#include <unicode/udateintervalformat.h>
#include <unicode/ustring.h>

#include "base/date.h"
#include "base/mem.h"
#include "data/text-locale.h"
#include "data/text.h"

#define SLOT_BITS 10 /* 1024 answers are remembered for a locale */
#define MIX UINT64_C(0x9e3779b97f4a7c15)
#define ANSWER 110 /* bytes; a longer one is asked for every time */
#define DAY_MS 86400000.0
#define WIDE 160
#define GREGORIAN -141427 /* 1582-10-15: ICU takes days before it to be Julian */

static const UChar utc[] = u"UTC";

enum what {
	NOTHING, /* an empty slot */
	ON_DAY,
	ON_DAYS,
};

/* What ICU said when it was asked for this last. */
struct answer {
	int64_t from, to;
	uint8_t what, style, len;
	char text[ANSWER];
};

struct dates {
	UDateFormat *day[DATE_STYLES];
	UDateIntervalFormat *span[DATE_STYLES];
	struct answer answers[1 << SLOT_BITS];
};

static struct dates *
dates_of(struct locale *l)
{
	if (l->dates == NULL)
		l->dates = mem_zero(1, sizeof *l->dates);
	return l->dates;
}

/* "2026-11-21", where ICU has nothing for the locale. */
static void
add_plain(struct buf *out, int64_t days)
{
	char text[DATE_MAX];

	date_format(text, days);
	buf_text(out, text);
}

static UDateFormat *
open_day(const char *locale, enum date_style style)
{
	static const UDateFormatStyle styles[DATE_STYLES] = {
		[DATE_LONG] = UDAT_LONG,
		[DATE_FULL] = UDAT_FULL,
		[DATE_MEDIUM] = UDAT_MEDIUM,
	};
	UErrorCode status = U_ZERO_ERROR;

	return udat_open(UDAT_NONE, styles[style], locale, utc, -1, NULL, 0, &status);
}

/* Adds what F says of MS since 1970 to OUT; false where it says nothing. */
static bool
ask(UDateFormat *f, double ms, struct buf *out)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar wide[WIDE];
	int32_t len;

	if (f == NULL)
		return false;
	len = udat_format(f, ms, wide, WIDE, NULL, &status);
	if (U_FAILURE(status))
		return false;
	text_narrow(out, wide, len);
	return true;
}

static void
ask_day(struct locale *l, int64_t days, enum date_style style, struct buf *out)
{
	struct dates *d = dates_of(l);

	if (d->day[style] == NULL)
		d->day[style] = open_day(l->id, style);
	if (days < GREGORIAN || !ask(d->day[style], (double)days * DAY_MS, out))
		add_plain(out, days);
}

static UDateIntervalFormat *
open_span(const char *locale, enum date_style style)
{
	static const UChar *const skeletons[DATE_STYLES] = {
		[DATE_LONG] = u"yMMMMd",
		[DATE_FULL] = u"yMMMMEEEEd",
		[DATE_MEDIUM] = u"yMMMd",
	};
	UErrorCode status = U_ZERO_ERROR;

	return udtitvfmt_open(locale, skeletons[style], -1, utc, -1, &status);
}

static void
ask_days(
    struct locale *l, int64_t from, int64_t to, enum date_style style, struct buf *out)
{
	struct dates *d = dates_of(l);
	UErrorCode status = U_ZERO_ERROR;
	UChar wide[WIDE];
	int32_t len = 0;

	if (d->span[style] == NULL)
		d->span[style] = open_span(l->id, style);
	if (d->span[style] != NULL && from >= GREGORIAN)
		len = udtitvfmt_format(d->span[style], (double)from * DAY_MS,
		    (double)to * DAY_MS, wide, WIDE, NULL, &status);
	if (len > 0 && U_SUCCESS(status)) {
		text_narrow(out, wide, len);
		return;
	}
	ask_day(l, from, style, out);
	buf_text(out, " \xe2\x80\x93 ");
	ask_day(l, to, style, out);
}

/* What is remembered under this question, or the slot where its answer belongs. */
static struct answer *
look_up(struct locale *l, enum what what, int style, int64_t from, int64_t to)
{
	uint64_t hash = (uint64_t)from * 4 + (unsigned)style +
			(uint64_t)(to - from) * 9973 + (unsigned)what * UINT64_C(1000003);
	struct answer *a = &dates_of(l)->answers[hash * MIX >> (64 - SLOT_BITS)];

	if (a->what == what && a->style == style && a->from == from && a->to == to)
		return a;
	*a = (struct answer){ .from = from, .to = to, .style = (uint8_t)style };
	return a;
}

static void
tell(struct locale *l, enum what what, enum date_style style, int64_t from, int64_t to,
    struct buf *out)
{
	struct answer *a = look_up(l, what, (int)style, from, to);
	size_t start = out->len;

	if (a->what == what) {
		buf_add(out, a->text, a->len);
		return;
	}
	if (what == ON_DAY)
		ask_day(l, from, style, out);
	else
		ask_days(l, from, to, style, out);
	if (out->len - start > ANSWER)
		return;
	a->len = (uint8_t)(out->len - start);
	memcpy(a->text, out->at + start, a->len);
	a->what = (uint8_t)what;
}

void
text_date(struct locale *l, int64_t days, enum date_style style, struct buf *out)
{
	tell(l, ON_DAY, style, days, days, out);
}

void
text_dates(
    struct locale *l, int64_t from, int64_t to, enum date_style style, struct buf *out)
{
	tell(l, from == to ? ON_DAY : ON_DAYS, style, from, to, out);
}
