/* funnel-chart - the funnel and the trend as drawings */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-chart.h"

#include "base/date.h"
#include "base/proportion.h"
#include "data/html.h"
#include "shop/funnel-show.h"

#define ROW 46	   /* pixels of a step */
#define HEIGHT 240 /* of the trend, without its dates */
#define SIDE 1000  /* of the square that the trend is drawn in, before it is stretched */

/* Adds millionths as percent, with a dot whatever the locale. */
static void
percent(struct buf *b, int64_t part)
{
	millionths_write(b, part * 100);
	buf_char(b, '%');
}

static void
escaped(struct buf *b, struct str text)
{
	struct buf plain = BUF_INIT;

	show_plain(&plain, text);
	html_escape(b, buf_view(&plain));
	buf_done(&plain);
}

static int64_t
part_of(int64_t n, int64_t all)
{
	return all <= 0 ? 0 : millionths(n, all);
}

/* A rectangle from the left edge. */
static void
rect(struct buf *b, const char *class, int64_t width, int y, int height)
{
	buf_fmt(b, "<rect class=\"%s\" y=\"%d\" height=\"%d\" rx=\"2\" width=\"", class,
	    y, height);
	percent(b, width);
	buf_text(b, "\"/>");
}

static void
funnel_row(struct buf *b, const struct funnel *f, size_t i)
{
	const struct funnel_step *step = &f->whole.step[i];
	int64_t all = f->whole.visits, before = i == 0 ? all : step[-1].in;
	int y = (int)i * ROW;

	buf_text(b, "<g><title>");
	escaped(b, f->step[i]);
	buf_text(b, ": ");
	show_visits(b, step->in);
	buf_text(b, "</title>");
	rect(b, "gone", part_of(before, all), y + 22, 16);
	rect(b, "reached", part_of(step->in, all), y + 22, 16);
	buf_fmt(b, "<text y=\"%d\">", y + 15);
	escaped(b, f->step[i]);
	buf_fmt(b, "</text><text x=\"100%%\" y=\"%d\" text-anchor=\"end\">", y + 15);
	show_count(b, step->in);
	buf_text(b, "<tspan class=\"soft\"> \xc2\xb7 ");
	show_rate(b, part_of(step->in, all));
	buf_text(b, "</tspan></text></g>\n");
}

void
chart_funnel(struct buf *out, const struct funnel *f)
{
	size_t i;

	buf_fmt(out,
	    "<svg class=\"chart\" role=\"img\" width=\"100%%\" height=\"%zu\" "
	    "aria-labelledby=\"funnel-title funnel-desc\">\n"
	    "<title id=\"funnel-title\">The funnel</title>\n"
	    "<desc id=\"funnel-desc\">Visits that reached each step: ",
	    f->n_steps * ROW - 4);
	for (i = 0; i < f->n_steps; i++) {
		buf_text(out, i == 0 ? "" : ", ");
		escaped(out, f->step[i]);
		buf_char(out, ' ');
		show_count(out, f->whole.step[i].in);
	}
	buf_text(out, ".</desc>\n");
	for (i = 0; i < f->n_steps; i++)
		funnel_row(out, f, i);
	buf_text(out, "</svg>\n");
}

/* What the trend shows of a period. */
struct point {
	bool there;
	struct proportion parts;
	int64_t rate;
	struct interval interval;
};

static struct point
point_of(const struct funnel *f, size_t i)
{
	const struct funnel_group *g = &f->period[i];
	struct point p = { .parts = { funnel_abandoned(f, g), funnel_carts(g) } };

	if (p.parts.of <= 0)
		return p;
	p.there = true;
	p.rate = millionths(p.parts.n, p.parts.of);
	p.interval = proportion_interval(p.parts);
	return p;
}

/* The rates at the foot and the top, and between two lines, in millionths. */
struct scale {
	int64_t low, high, step;
};

/* As many whole steps as hold all intervals: the widest that makes three lines at least.
 */
static bool
scale_of(const struct funnel *f, struct scale *s)
{
	static const int64_t steps[] = { 200000, 100000, 50000, 20000, 10000, 5000, 2000,
		1000 };
	int64_t low = MILLION, high = 0;
	size_t i;

	for (i = 0; i < f->n_periods; i++) {
		struct point p = point_of(f, i);

		if (!p.there)
			continue;
		low = p.interval.low < low ? p.interval.low : low;
		high = p.interval.high > high ? p.interval.high : high;
	}
	if (low > high)
		return false;
	for (i = 0; i + 1 < sizeof steps / sizeof steps[0]; i++)
		if ((high - low) / steps[i] >= 2)
			break;
	s->step = steps[i];
	s->low = low / s->step * s->step;
	s->high = (high + s->step - 1) / s->step * s->step;
	if (s->high == s->low)
		s->high += s->step;
	return true;
}

static int64_t
across(const struct funnel *f, size_t i)
{
	return (2 * (int64_t)i + 1) * SIDE / (2 * (int64_t)f->n_periods);
}

static int64_t
down(const struct scale *s, int64_t rate)
{
	return (s->high - rate) * SIDE / (s->high - s->low);
}

/* Periods in turn of which the rate is known; one alone is drawn with a width. */
struct stretch {
	size_t from, n;
};

enum height { HEIGHT_LOW, HEIGHT_RATE, HEIGHT_HIGH };

/* Adds the K-th corner of R. */
static void
put_corner(struct buf *b, const struct funnel *f, const struct scale *s, struct stretch r,
    size_t k, enum height height)
{
	size_t i = r.from + (r.n == 1 ? 0 : k);
	struct point p = point_of(f, i);
	int64_t x = across(f, i);

	if (r.n == 1)
		x += (k == 0 ? -SIDE : SIDE) / (4 * (int64_t)f->n_periods);
	buf_fmt(b, "%lld,%lld ", (long long)x,
	    (long long)down(s, height == HEIGHT_LOW    ? p.interval.low
			       : height == HEIGHT_HIGH ? p.interval.high
						       : p.rate));
}

/* The band of the intervals of R, and the line of its rates. */
static void
draw_stretch(
    struct buf *b, const struct funnel *f, const struct scale *s, struct stretch r)
{
	size_t corners = r.n == 1 ? 2 : r.n, k;

	buf_text(b, "<path class=\"band\" d=\"M");
	for (k = 0; k < corners; k++)
		put_corner(b, f, s, r, k, HEIGHT_HIGH);
	for (k = corners; k-- > 0;)
		put_corner(b, f, s, r, k, HEIGHT_LOW);
	buf_text(b, "Z\"/>\n<path class=\"line\" d=\"M");
	for (k = 0; k < corners; k++)
		put_corner(b, f, s, r, k, HEIGHT_RATE);
	buf_text(b, "\"/>\n");
}

static void
draw_lines(struct buf *b, const struct funnel *f, const struct scale *s)
{
	struct stretch r;

	for (r.from = 0; r.from < f->n_periods; r.from += r.n == 0 ? 1 : r.n) {
		for (r.n = 0;
		     r.from + r.n < f->n_periods && point_of(f, r.from + r.n).there;
		     r.n++)
			;
		if (r.n > 0)
			draw_stretch(b, f, s, r);
	}
}

/* The lines across, or what stands on them, which is drawn last. */
static void
draw_grid(struct buf *b, const struct scale *s, bool words)
{
	int64_t rate;

	for (rate = s->low; rate <= s->high; rate += s->step) {
		long long y = (long long)(12 + down(s, rate) * HEIGHT / SIDE);

		if (words) {
			buf_fmt(b, "<text class=\"scale\" y=\"%lld\">", y - 3);
			show_rate(b, rate);
			buf_text(b, "</text>\n");
		} else
			buf_fmt(b,
			    "<line class=\"grid\" x2=\"100%%\" y1=\"%lld\" "
			    "y2=\"%lld\"/>\n",
			    y, y);
	}
}

/* What the pointer finds: each period by its date, and the first and last date in sight.
 */
static void
draw_dates(struct buf *b, const struct funnel *f)
{
	char date[DATE_MAX];
	size_t i;

	for (i = 0; i < f->n_periods; i++) {
		struct point p = point_of(f, i);

		date_format(date, f->period[i].day);
		buf_text(b, "<rect class=\"find\" y=\"0\" height=\"100%\" x=\"");
		percent(b, millionths((int64_t)i, (int64_t)f->n_periods));
		buf_text(b, "\" width=\"");
		percent(b, millionths(1, (int64_t)f->n_periods));
		buf_fmt(b, "\"><title>%s: ", date);
		if (p.there) {
			show_rate(b, p.rate);
			buf_text(b, " of ");
			show_visits(b, p.parts.of);
			buf_text(b, " with a cart");
		} else
			buf_text(b, "no carts");
		buf_text(b, "</title></rect>\n");
		if (i == 0 || i + 1 == f->n_periods)
			buf_fmt(b, "<text class=\"soft\" y=\"%d\" x=\"%s\"%s>%s</text>\n",
			    HEIGHT + 32, i == 0 ? "0" : "100%",
			    i == 0 ? "" : " text-anchor=\"end\"", date);
	}
}

static void
describe(struct buf *b, const struct funnel *f)
{
	struct point first = point_of(f, 0), last = point_of(f, f->n_periods - 1);
	char date[DATE_MAX];

	date_format(date, f->period[0].day);
	buf_fmt(b, "From %s", date);
	if (first.there) {
		buf_text(b, " with ");
		show_rate(b, first.rate);
	}
	date_format(date, f->period[f->n_periods - 1].day);
	buf_fmt(b, " to %s", date);
	if (last.there) {
		buf_text(b, " with ");
		show_rate(b, last.rate);
	}
	buf_text(b, ".");
}

void
chart_trend(struct buf *out, const struct funnel *f)
{
	struct scale s;

	if (f->n_periods < 2 || !scale_of(f, &s))
		return;
	buf_fmt(out,
	    "<svg class=\"chart\" role=\"img\" width=\"100%%\" height=\"%d\" "
	    "aria-labelledby=\"trend-title trend-desc\">\n"
	    "<title id=\"trend-title\">Abandonment rate over time</title>\n"
	    "<desc id=\"trend-desc\">",
	    HEIGHT + 38);
	describe(out, f);
	buf_text(out, "</desc>\n");
	draw_grid(out, &s, false);
	buf_fmt(out,
	    "<svg y=\"12\" width=\"100%%\" height=\"%d\" viewBox=\"0 0 %d %d\" "
	    "preserveAspectRatio=\"none\">\n",
	    HEIGHT, SIDE, SIDE);
	draw_lines(out, f, &s);
	buf_text(out, "</svg>\n");
	draw_grid(out, &s, true);
	draw_dates(out, f);
	buf_text(out, "</svg>\n");
}

void
chart_bar(struct buf *out, int64_t length)
{
	buf_text(out, "<svg class=\"bar\" aria-hidden=\"true\">");
	rect(out, "reached", length, 0, 10);
	buf_text(out, "</svg>");
}
