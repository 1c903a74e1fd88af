/* test-funnel-text - shop/funnel-text */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-text.h"

#include "data/width.h"
#include "funnel-kit.h"
#include "tap.h"

/* No line is wider than the terminal, and none ends in spaces. */
static void
fits(const struct funnel *f, unsigned width)
{
	struct buf out = BUF_INIT;
	struct str all, line;
	size_t most = 0, spaces = 0;

	funnel_text(&out, f, NULL, false, width);
	all = buf_view(&out);
	while (str_cut(&all, '\n', &line)) {
		size_t wide = width_of(line);

		most = wide > most ? wide : most;
		spaces += str_ends(line, STR(" "));
	}
	OK(most <= width && most > width / 2, "%u columns: %zu are taken", width, most);
	OK(spaces == 0, "and no line ends in spaces");
	buf_done(&out);
}

static void
has(struct str text, const char *part)
{
	OK(str_find(text, str_of(part)) >= 0, "%s", part);
}

/* What may stand in text for a terminal: no control but the line's end. */
static size_t
controls(struct str text)
{
	size_t i, n = 0;

	for (i = 0; i < text.len; i++)
		n += ((unsigned char)text.at[i] < 0x20 && text.at[i] != '\n') ||
		     text.at[i] == 0x7f;
	return n;
}

int
main(void)
{
	struct funnel f;
	struct buf out = BUF_INIT;

	kit_funnel(&f);
	fits(&f, 60);
	fits(&f, 80);
	fits(&f, 140);
	funnel_text(&out, &f, NULL, false, 0);
	OK(str_starts(buf_view(&out), STR("Where carts are lost\n\n"
					  "Shipping of 10.00-14.99 EUR costs most: ")),
	    "the worst comes first");
	has(buf_view(&out), "Lines           12 of 2,000,000 lines refused; 1,999,988 "
			    "events\n");
	has(buf_view(&out),
	    "Step       Reached                             Lost  Loss rate   95 % "
	    "interval\n"
	    "viewed      10,000  ████████████████████████  6,000     60.0 %  59.0 to 61.0 "
	    "%\n"
	    "cart         4,000  █████████▋                1,500     37.5 %  36.0 to 39.0 "
	    "%\n");
	has(buf_view(&out), "purchased    1,000  ██▍\n");
	OK(controls(buf_view(&out)) == 0, "without colour there is no command");
	buf_clear(&out);
	funnel_text(&out, &f, NULL, true, 80);
	has(buf_view(&out),
	    "\033[1mShipping of 10.00-14.99 EUR costs most: 50.0 % of the "
	    "600 visits that saw it\033[0m\n\033[1mleft at shipping ");
	has(buf_view(&out), "\033[1mThe funnel\033[0m\n");
	has(buf_view(&out), "\033[31m50.0 %\033[0m");
	funnel_done(&f);

	kit_hostile(&f, STR(KIT_HOSTILE));
	buf_clear(&out);
	funnel_text(&out, &f, NULL, false, 80);
	OK(controls(buf_view(&out)) == 0, "strange texts command nothing");
	OK(str_find(buf_view(&out), STR("\xc2\x9b")) < 0 &&
		str_find(buf_view(&out), STR("\xe2\x80\xae")) < 0,
	    "nor turn what follows");
	has(buf_view(&out), "=1+1,\"<script>alert('1')");
	buf_done(&out);
	funnel_done(&f);

	kit_rules(&f);
	f.refused = f.lines = f.events = 0;
	funnel_text(&out, &f, NULL, false, 80);
	has(buf_view(&out), "0 of 0 lines refused; 0 events");
	has(buf_view(&out), "\nviewed           0");
	buf_done(&out);
	funnel_done(&f);
	return tap_done();
}
