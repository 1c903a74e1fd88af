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

	f->by[0] = STR("day");
	f->by[1] = STR("device");
	f->by[2] = STR("currency");
	f->n_by = 3;
	f->n_groups = 2;
	f->group = pool_zero(&f->pool, 2 * sizeof *f->group);
	kit_group(&f->group[0], in);
	f->group[0].by[0] = STR("2026-11-20");
	f->group[0].by[1] = STR("mobile");
	f->group[0].by[2] = STR("EUR");
	kit_sum(f, &f->group[0].step[0].value, "EUR", 99, 1);
	kit_sum(f, &f->group[0].step[1].value, "EUR", 1250, 2);
	kit_sum(f, &f->group[0].step[4].value, "EUR", 700, 1);
	kit_sum(f, &f->group[0].step[4].value, "JPY", 800, 1);
	kit_group(&f->group[1], in);
	f->group[1].by[0] = STR("2026-11-20");
	f->group[1].by[1] = STR("");
	f->group[1].by[2] = STR("");
	is_table(f, NULL,
	    "day,device,currency,visits,cart,checkout,shipping,payment,purchase,"
	    "lost_cart,lost_checkout,lost_shipping,lost_payment\n"
	    "2026-11-20,mobile,EUR,10,8,6,4,2,1,1250,0,0,700\n"
	    "2026-11-20,mobile,JPY,,,,,,,0,0,0,800\n"
	    "2026-11-20,,,10,8,6,4,2,1,0,0,0,0\n",
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
