/* test-funnel-csv - shop/funnel-csv */
/* SPDX-License-Identifier: ISC */

#include "shop/funnel-csv.h"

#include <unistd.h>

#include "funnel-kit.h"
#include "shop/funnel-write.h"
#include "tap.h"

static void
is_table(const struct funnel *f, const struct funnel_earlier *earlier, const char *want,
    const char *name)
{
	struct emit m;

	emit_init(&m, -1);
	funnel_csv(&m, f, earlier);
	IS(buf_view(&m.out), want, "%s", name);
	emit_done(&m);
}

/* One group for each way in which amounts can stand to the group's own currency. */
static void
by_currency(struct funnel *f)
{
	static const int64_t in[] = { 10, 8, 6, 4, 2, 1 };
	size_t i;

	f->by[0] = STR("day");
	f->by[1] = STR("device");
	f->by[2] = STR("currency");
	f->n_by = 3;
	f->n_groups = 4;
	f->group = pool_zero(&f->pool, 4 * sizeof *f->group);
	for (i = 0; i < 4; i++) {
		kit_group(&f->group[i], in);
		f->group[i].by[0] = STR("2026-11-20");
		f->group[i].by[1] = i < 1 ? STR("") : STR("mobile");
		f->group[i].by[2] = (struct str[]){ STR_INIT(""), STR_INIT("EUR"),
			STR_INIT("GBP"), STR_INIT("USD") }[i];
	}
	/* One that begins without a currency, and one that ends in the next's and more.
	 */
	kit_sum(f, &f->group[0].step[2].value, "EUR", 300, 1);
	kit_sum(f, &f->group[1].step[0].value, "EUR", 99, 1);
	kit_sum(f, &f->group[1].step[1].value, "EUR", 1250, 2);
	kit_sum(f, &f->group[1].step[4].value, "EUR", 700, 1);
	kit_sum(f, &f->group[1].step[4].value, "JPY", 800, 1);
	kit_sum(f, &f->group[2].step[4].value, "EUR", 10, 1);
	kit_sum(f, &f->group[2].step[4].value, "GBP", 50, 1);
	kit_sum(f, &f->group[2].step[4].value, "JPY", 5, 1);
	kit_sum(f, &f->group[2].step[1].value, "USD", 7, 1);
	kit_sum(f, &f->whole.step[1].value, "USD", 7, 1);
	is_table(f, NULL,
	    "day,device,currency,visits,cart,checkout,shipping,payment,purchase,"
	    "lost_cart,lost_checkout,lost_shipping,lost_payment\n"
	    "2026-11-20,,,10,8,6,4,2,1,0,0,0,0\n"
	    "2026-11-20,,EUR,0,0,0,0,0,0,0,300,0,0\n"
	    "2026-11-20,mobile,EUR,10,8,6,4,2,1,1250,0,0,710\n"
	    "2026-11-20,mobile,GBP,10,8,6,4,2,1,0,0,0,50\n"
	    "2026-11-20,mobile,JPY,0,0,0,0,0,0,0,0,0,805\n"
	    "2026-11-20,mobile,USD,10,8,6,4,2,1,7,0,0,0\n",
	    "by day, device and currency");
	f->step[4] = STR("pay, \"now\"");
	f->n_groups = 0;
	is_table(f, NULL,
	    "day,device,currency,visits,cart,checkout,shipping,\"pay, \"\"now\"\"\","
	    "purchase,lost_cart,lost_checkout,lost_shipping,\"lost_pay, \"\"now\"\"\"\n",
	    "without a group there is a header; steps of one's own have their names");
}

static void
formulas(struct funnel *f)
{
	static const struct {
		const char *value, *cell;
	} cases[] = {
		{ "=1+1", "'=1+1" },
		{ "+49", "'+49" },
		{ "-", "'-" },
		{ "@SUM(A1)", "'@SUM(A1)" },
		{ "\t=1", "'\t=1" },
		{ "\r=1", "\"'\r=1\"" },
		{ "=\"a\",b", "\"'=\"\"a\"\",b\"" },
		{ " =1", "' =1" },
		{ "\x01=1", "'\x01=1" },
		{ "a=b", "a=b" },
		{ "'=1", "''=1" },
		{ "''-", "'''-" },
		{ "'t Hooft", "'t Hooft" },
		{ " a", " a" },
		{ "a\nb", "\"a\nb\"" },
	};
	struct buf want = BUF_INIT;
	size_t i;

	f->n_groups = 1;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		f->group[0].by[0] = str_of(cases[i].value);
		buf_clear(&want);
		buf_fmt(&want,
		    "device,currency,visits,cart,checkout,shipping,payment,purchase,"
		    "lost_cart,lost_checkout,lost_shipping,lost_payment\n"
		    "%s,EUR,6000,2600,1700,1400,1100,800,4000000,0,0,0\n",
		    cases[i].cell);
		is_table(f, NULL, buf_cstr(&want), "a value that may be a formula");
	}
	buf_done(&want);
}

/* With an earlier report that has one of the two groups. */
static void
compared(struct funnel *f)
{
	char path[] = "/tmp/test-funnel-csv.XXXXXX";
	int fd = mkstemp(path);
	struct funnel_earlier *earlier;
	struct emit m;
	struct err e;

	emit_init(&m, fd);
	f->n_groups = 1;
	funnel_write(&m, f, NULL, FUNNEL_JSONL, NULL);
	OK(emit_flush(&m, &e), "an earlier report");
	f->n_groups = 2;
	emit_done(&m);
	(void)close(fd);
	earlier = funnel_earlier_read(path, &e);
	if (OK(earlier != NULL, "is read"))
		is_table(f, earlier,
		    "device,currency,visits,cart,checkout,shipping,payment,purchase,"
		    "lost_cart,lost_checkout,lost_shipping,lost_payment,abandonment_rate,"
		    "before,change,change_low,change_high\n"
		    "desktop,EUR,6000,2600,1700,1400,1100,800,4000000,0,0,0,0.692308,"
		    "0.692308,0,-0.025077,0.025077\n"
		    "mobile,EUR,4000,1400,800,600,400,200,2000000,0,0,0,0.857143,,,,\n"
		    "mobile,JPY,,,,,,,0,0,120000,0,,,,,\n",
		    "and its changes stand behind");
	funnel_earlier_free(earlier);
	(void)unlink(path);
}

int
main(void)
{
	struct funnel f;

	kit_funnel(&f);
	is_table(&f, NULL,
	    "device,currency,visits,cart,checkout,shipping,payment,purchase,lost_cart,"
	    "lost_checkout,lost_shipping,lost_payment\n"
	    "desktop,EUR,6000,2600,1700,1400,1100,800,4000000,0,0,0\n"
	    "mobile,EUR,4000,1400,800,600,400,200,2000000,0,0,0\n"
	    "mobile,JPY,,,,,,,0,0,120000,0\n",
	    "a group with two currencies has two rows");
	compared(&f);
	formulas(&f);
	f.n_by = 0;
	f.n_groups = 0;
	is_table(&f, NULL,
	    "currency,visits,cart,checkout,shipping,payment,purchase,lost_cart,"
	    "lost_checkout,lost_shipping,lost_payment\n"
	    "EUR,10000,4000,2500,2000,1500,1000,6000000,0,2500000,3000050\n"
	    "JPY,,,,,,,0,0,120000,0\n",
	    "without --by it is the whole");
	by_currency(&f);
	funnel_done(&f);
	return tap_done();
}
