/* test-funnel-jsonl - shop/funnel-jsonl */
/* SPDX-License-Identifier: ISC */

#include "data/rec.h"
#include "funnel-kit.h"
#include "shop/funnel-jsonl.h"
#include "tap.h"

static void
has(const struct emit *m, const char *line)
{
	struct buf want = BUF_INIT;

	buf_fmt(&want, "\n%s\n", line);
	OK(str_find(buf_view(&m->out), buf_view(&want)) >= 0, "%s", line);
	buf_done(&want);
}

/* Every line is a record of one of the two types, the report first. */
static void
are_records(struct emit *m)
{
	struct rec rec = { 0 };
	struct str all, line, type;
	struct err e;
	size_t bad = 0, n = 0;

	buf_reserve(&m->out, 64);
	memset(m->out.at + m->out.len, 0, 64);
	all = buf_view(&m->out);
	while (str_cut(&all, '\n', &line) && line.len > 0) {
		bool ok = rec_read(&rec, line, &e) &&
			  rec_need_text(rec_root(&rec), "type", &type, &e) &&
			  str_is(type, n == 0 ? "report" : "figure");

		bad += !ok;
		n++;
	}
	OK(bad == 0 && n > 100, "%zu records, %zu of them bad", n, bad);
	rec_done(&rec);
}

static const char *const lines[] = {
	"{\"type\":\"report\",\"report\":\"cart-abandon-report\",\"steps\":[\"viewed\","
	"\"cart\",\"checkout\",\"shipping\",\"payment\",\"purchased\"],\"step_events\":\"viewed: a; cart: \\\"b c\\\"\",\"order\":\"any\","
	"\"gap\":1800,\"windows\":[{\"step\":\"purchased\",\"seconds\":86400}],"
	"\"recover\":1209600,\"zone\":\"Europe/Rome\",\"by\":[\"device\"],\"periods\":"
	"\"day\",\"min_group\":20,\"now\":\"2026-11-20T23:59:58Z\",\"lines\":2000000,"
	"\"refused\":12,\"unfinished\":0,\"events\":1999988,\"unknown_events\":41,"
	"\"unknown\":[{\"event\":\"scroll\",\"n\":40}],\"unknown_other\":1,"
	"\"unknown_partial\":true,\"future\":0,\"mixed\":0,"
	"\"read\":\"12 of 2,000,000 lines refused\",\"worst\":\"Shipping of 10.00-14.99 "
	"EUR costs most: 50.0 % of the 600 visits that saw it left at shipping instead "
	"of 14.3 %, about 214 visits and 10,714.29 EUR more than otherwise.\",\"figures\":255}",
	"{\"type\":\"figure\",\"name\":\"visits\",\"unit\":\"visits\",\"value\":10000}",
	"{\"type\":\"figure\",\"name\":\"loss_rate\",\"unit\":\"rate\",\"step\":"
	"\"shipping\",\"value\":0.25,\"low\":0.231514,\"high\":0.269444,\"n\":500,"
	"\"of\":2000}",
	"{\"type\":\"figure\",\"name\":\"value_lost\",\"unit\":\"money\",\"step\":"
	"\"cart\",\"by\":{\"device\":\"mobile\"},\"amount\":\"20000.00\",\"currency\":"
	"\"EUR\",\"n\":600}",
	"{\"type\":\"figure\",\"name\":\"carts\",\"unit\":\"visits\",\"from\":"
	"\"2026-11-20\",\"value\":2000,\"before\":2000,\"change\":0}",
	"{\"type\":\"figure\",\"name\":\"value_lost\",\"unit\":\"money\",\"step\":"
	"\"shipping\",\"from\":\"2026-11-20\",\"amount\":\"15000.00\",\"currency\":"
	"\"EUR\",\"n\":240,\"amount_before\":\"10000.00\",\"amount_change\":"
	"\"5000.00\"}",
	"{\"type\":\"figure\",\"name\":\"reason_lift\",\"unit\":\"times\",\"step\":"
	"\"shipping\",\"field\":\"shipping_cost\",\"seen\":\"10.00-14.99 EUR\","
	"\"value\":2}",
	"{\"type\":\"figure\",\"name\":\"reason_excess\",\"unit\":\"visits\","
	"\"step\":\"shipping\",\"field\":\"shipping_cost\",\"seen\":"
	"\"10.00-14.99 EUR\",\"value\":214.285714}",
	"{\"type\":\"figure\",\"name\":\"reason_loss_rate\",\"unit\":\"rate\",\"step\":"
	"\"payment\",\"field\":\"page\",\"seen\":\"\",\"others\":true,\"value\":0.75,"
	"\"low\":0.705323,\"high\":0.789921,\"n\":300,\"of\":400}",
};

int
main(void)
{
	struct funnel f;
	struct emit m;
	struct buf figures = BUF_INIT;
	size_t i, n = 0;

	kit_funnel(&f);
	f.window[5] = 86400;
	f.events_of = STR("viewed: a; cart: \"b c\"");
	f.unknown = pool_zero(&f.pool, sizeof *f.unknown);
	f.unknown[0] = (struct funnel_unknown){ STR_INIT("scroll"), 40 };
	f.n_unknown = 1;
	f.unknown_events = 41;
	f.unknown_partial = true;
	emit_init(&m, -1);
	emit_raw(&m, STR("{}"));
	emit_line(&m);
	funnel_jsonl(&m, &f, NULL);
	for (i = 0; i < m.out.len; i++)
		n += m.out.at[i] == '\n';
	buf_fmt(&figures, "\"figures\":%zu}\n{\"type\":\"figure\"", n - 2);
	OK(str_find(buf_view(&m.out), buf_view(&figures)) > 0, "it says how many follow");
	buf_done(&figures);
	for (i = 0; i < sizeof lines / sizeof *lines; i++)
		has(&m, lines[i]);
	OK(str_find(buf_view(&m.out), STR("\"from\":\"2026-11-19\",\"value\":2000,"
					  "\"before\"")) < 0,
	    "the first period stands to none");
	emit_done(&m);
	funnel_done(&f);

	kit_hostile(&f, STR(KIT_HOSTILE));
	emit_init(&m, -1);
	funnel_jsonl(&m, &f, NULL);
	are_records(&m);
	emit_done(&m);
	funnel_done(&f);
	return tap_done();
}
