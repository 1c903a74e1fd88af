/* funnel-show - figures as people read them */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-show.h"

#include <string.h>

/* Adds the digits of TEXT with commas between thousands; what is behind a '.' stays. */
static void
group(struct buf *b, struct str text)
{
	struct str whole = text, rest = STR_NONE;
	const char *mark = memchr(text.at, '.', text.len);
	size_t i;

	if (mark != NULL) {
		whole.len = (size_t)(mark - text.at);
		rest = (struct str){ mark, text.len - whole.len };
	}
	for (i = 0; i < whole.len; i++) {
		if (i > 0 && (whole.len - i) % 3 == 0 && whole.at[i - 1] != '-')
			buf_char(b, ',');
		buf_char(b, whole.at[i]);
	}
	buf_str(b, rest);
}

void
show_count(struct buf *b, int64_t n)
{
	struct buf digits = BUF_INIT;

	buf_int(&digits, n);
	group(b, buf_view(&digits));
	buf_done(&digits);
}

void
show_visits(struct buf *b, int64_t n)
{
	show_count(b, n);
	buf_text(b, n == 1 ? " visit" : " visits");
}

/* N / SCALE, rounded to DIGITS behind the point. */
static void
show_fixed(struct buf *b, int64_t n, int64_t scale, int digits)
{
	int64_t unit = 1, size;
	int i;

	for (i = 0; i < digits; i++)
		unit *= 10;
	size = ((n < 0 ? -n : n) + scale / unit / 2) / (scale / unit);
	if (n < 0 && size > 0)
		buf_char(b, '-');
	show_count(b, size / unit);
	buf_fmt(b, ".%0*lld", digits, (long long)(size % unit));
}

void
show_rate(struct buf *b, int64_t rate)
{
	show_fixed(b, rate, MILLION / 100, 1);
	buf_text(b, " %");
}

void
show_interval(struct buf *b, struct interval i)
{
	show_fixed(b, i.low, MILLION / 100, 1);
	buf_text(b, " to ");
	show_rate(b, i.high);
}

/* A difference of rates, which has no sign where it is shown as nothing. */
static void
show_signed(struct buf *b, int64_t n)
{
	if (n >= MILLION / 1000 / 2)
		buf_char(b, '+');
	show_fixed(b, n, MILLION / 100, 1);
}

void
show_span(struct buf *b, struct interval i)
{
	show_signed(b, i.low);
	buf_text(b, " to ");
	show_signed(b, i.high);
}

void
show_money(struct buf *b, int64_t minor, const struct currency *c)
{
	char text[MONEY_MAX];

	group(b, (struct str){ text, money_format(text, minor, c) });
	buf_fmt(b, " %s", c->code);
}

void
show_seconds(struct buf *b, int64_t seconds)
{
	static const struct {
		int64_t seconds;
		const char *name;
	} units[] = { { 86400, "d" }, { 3600, "h" }, { 60, "min" }, { 1, "s" } };
	size_t i = 0, n = sizeof units / sizeof units[0];
	int64_t rest;

	while (i + 1 < n && seconds < units[i].seconds)
		i++;
	show_count(b, seconds / units[i].seconds);
	buf_fmt(b, " %s", units[i].name);
	if (i + 1 == n)
		return;
	rest = seconds % units[i].seconds / units[i + 1].seconds;
	if (rest > 0)
		buf_fmt(b, " %lld %s", (long long)rest, units[i + 1].name);
}

void
show_times(struct buf *b, int64_t times)
{
	show_fixed(b, times, MILLION, 2);
}

static void
show_value(struct buf *b, const struct figure *f, int64_t value)
{
	switch (figure_defs[f->name].unit) {
	case UNIT_RATE:
		show_rate(b, value);
		break;
	case UNIT_TIMES:
		show_times(b, value);
		break;
	case UNIT_SECONDS:
		show_seconds(b, value);
		break;
	case UNIT_MONEY:
		show_money(b, value, &f->currency);
		break;
	case UNIT_EXPECTED:
		show_count(b, millionths_whole(value));
		break;
	case UNIT_VISITS:
	case UNITS:
		show_count(b, value);
		break;
	}
}

void
show_figure(struct buf *b, const struct figure *f)
{
	show_value(b, f, f->value);
}

void
show_change(struct buf *b, const struct figure *f)
{
	int64_t by = f->change.by;

	if (!f->change.there)
		return;
	if (figure_defs[f->name].unit == UNIT_RATE) {
		show_signed(b, by);
		buf_text(b, " points");
		return;
	}
	buf_text(b, by > 0 ? "+" : by < 0 ? "-" : "");
	show_value(b, f, by < 0 && by != INT64_MIN ? -by : by);
}

/* Controls, and marks that are not seen but move what is: UAX 9's, U+2028, U+2029. */
static bool
is_unseen(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x61c ||
	       code == 0x200e || code == 0x200f || (code >= 0x2028 && code <= 0x202e) ||
	       (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

void
show_plain(struct buf *b, struct str text)
{
	struct buf sound = BUF_INIT;
	struct str rest;
	size_t len;

	buf_readable(&sound, text);
	for (rest = buf_view(&sound); rest.len > 0; rest.at += len, rest.len -= len)
		if (is_unseen(str_code_point(rest, &len)))
			buf_text(b, "\xef\xbf\xbd");
		else
			buf_add(b, rest.at, len);
	buf_done(&sound);
}
