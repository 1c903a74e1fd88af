/* test-cart-log - shop/cart-log and shop/cart-block */
/* SPDX-License-Identifier: ISC */

#include <fcntl.h>
#include <semaphore.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/lines.h"
#include "shop/cart-log.h"
#include "tap.h"

#define SOURCES 4
#define GOOD                                                                             \
	"{\"type\":\"cart_event\",\"ts\":\"2026-11-21T10:00:00Z\",\"session\":\"s%zu\"," \
	"\"event\":\"add_to_cart\"}\n"

/* A run over some sources, which are files that are opened already. */
struct run {
	struct steps steps;
	struct funnel_plan plan;
	struct visit_shape shape;
	struct cart_event_options events;
	struct visits *visits;
	int fds[SOURCES];
	size_t n, at;
	sem_t asked; /* posted when the third source is asked for */
	struct cart_log *log;
};

static int
open_next(void *context, const char **name)
{
	struct run *r = context;

	*name = "source";
	if (r->at == 2)
		(void)sem_post(&r->asked);
	return r->at == r->n ? -1 : r->fds[r->at++];
}

static void
run_init(struct run *r)
{
	*r = (struct run){ .plan = { .gap = 1800 } };
	steps_default(&r->steps);
	r->plan.steps = &r->steps;
	funnel_plan_shape(&r->plan, &r->shape);
	r->events = (struct cart_event_options){ .steps = &r->steps,
		.shape = &r->shape,
		.values = values_new((size_t)1 << 20) };
	r->visits = visits_new(&r->shape, 1800 * 1000, (size_t)1 << 24);
	(void)sem_init(&r->asked, 0, 0);
}

static void
run_add(struct run *r, struct str text)
{
	char name[] = "/tmp/test-cart-log.XXXXXX";
	int fd = mkstemp(name);

	(void)unlink(name);
	while (text.len != 0) {
		ssize_t n = write(fd, text.at, text.len);

		if (n <= 0)
			exit(1);
		text.at += n;
		text.len -= (size_t)n;
	}
	if (lseek(fd, 0, SEEK_SET) != 0)
		exit(1);
	r->fds[r->n++] = fd;
}

static void
run_start(struct run *r, bool states, size_t threads)
{
	struct cart_log_settings s = {
		.visits = r->visits,
		.events = &r->events,
		.plan = &r->plan,
		.states = states,
		.threads = threads,
		.open = open_next,
		.context = r,
	};

	r->log = cart_log_start(&s);
}

static void
run_done(struct run *r)
{
	size_t i;

	cart_log_free(r->log);
	for (i = 0; i < r->n; i++)
		(void)close(r->fds[i]);
	visits_free(r->visits);
	values_free(r->events.values);
	steps_done(&r->steps);
	(void)sem_destroy(&r->asked);
}

/* What R is told until the end, one thing after the other: " refused 1:2 why". */
static void
run_tell(struct run *r, struct buf *out)
{
	struct cart_log_item item;
	enum cart_log_kind kind;
	uint64_t lines = 0;
	struct err e;

	while ((kind = cart_log_next(r->log, &item, &e)) != CART_LOG_END)
		switch (kind) {
		case CART_LOG_LINES:
			lines += item.lines;
			break;
		case CART_LOG_REFUSED:
			buf_fmt(out, "refused %zu:%llu %.*s%s (%.8s)\n", item.source,
			    (unsigned long long)item.line,
			    (int)(item.raw.len < 20 ? item.raw.len : 20), item.raw.at,
			    item.cut ? "..." : "", e.text);
			break;
		case CART_LOG_UNFINISHED:
			buf_fmt(out, "unfinished %zu:%llu\n", item.source,
			    (unsigned long long)item.line);
			break;
		case CART_LOG_UNREADABLE:
			buf_fmt(out, "unreadable %zu (%s)\n", item.source, e.text);
			break;
		case CART_LOG_FAILED:
			buf_fmt(out, "failed %d %zu (%s)\n", item.blamed, item.source,
			    e.text);
			break;
		case CART_LOG_END:
			break;
		}
	buf_fmt(out, "%llu lines\n", (unsigned long long)lines);
}

static size_t
count_visits(struct visits *v)
{
	struct visits_part part;
	size_t i, n = 0;
	struct err e;

	for (i = 0; i < VISITS_PARTS; i++)
		if (visits_take(v, i, &part, &e)) {
			n += part.n;
			visits_give(v, &part);
		}
	return n;
}

static void
add_good(struct buf *text, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		buf_fmt(text, GOOD, i);
}

static void
forms(size_t threads)
{
	struct run r;
	struct buf text = BUF_INIT, told = BUF_INIT;

	run_init(&r);
	buf_text(&text, "\xef\xbb\xbf");
	add_good(&text, 0, 2);
	text.len--;
	buf_text(&text, "\r\n\r\n \t\nbad\n");
	add_good(&text, 2, 3);
	buf_text(&text, "{\"type\":\"order\"}\n{\"half");
	run_add(&r, buf_view(&text));
	run_add(&r, STR(""));
	run_add(&r, STR("\n\n"));
	buf_clear(&text);
	add_good(&text, 3, 4);
	text.len--;
	run_add(&r, buf_view(&text));
	run_start(&r, false, threads);
	run_tell(&r, &told);
	IS(buf_view(&told),
	    "refused 0:5 bad (column 1)\n"
	    "refused 0:7 {\"type\":\"order\"} (expected)\n"
	    "unfinished 0:8\n"
	    "7 lines\n",
	    "line ends, blank lines, half a line, with %zu threads", threads);
	OK(cart_log_sums(r.log)->lines == 6 && cart_log_sums(r.log)->refused == 2 &&
		cart_log_sums(r.log)->unfinished == 1,
	    "... are counted");
	OK(count_visits(r.visits) == 4, "... and the others became visits");
	run_done(&r);
	buf_done(&text);
	buf_done(&told);
}

/* Refused lines over several blocks and sources are told in their order. */
static void
order(size_t threads)
{
	struct run r;
	struct buf text = BUF_INIT, want = BUF_INIT, told = BUF_INIT;
	size_t i, k, line, lines = 0;

	run_init(&r);
	for (i = 0; i < 3; i++) {
		buf_clear(&text);
		for (line = 0, k = 0; k < 40; k++) {
			add_good(&text, lines, lines + 999);
			lines += 999;
			line += 1000;
			buf_fmt(&text, "[%zu,%zu]\n", i, line);
			buf_fmt(&want, "refused %zu:%zu [%zu,%zu] (%s)\n", i, line, i,
			    line, "expected");
		}
		run_add(&r, buf_view(&text));
	}
	buf_fmt(&want, "%zu lines\n", lines + 120);
	run_start(&r, false, threads);
	run_tell(&r, &told);
	OK(str_eq(buf_view(&told), buf_view(&want)),
	    "refused lines are told in their order by %zu threads", threads);
	OK(cart_log_sums(r.log)->lines == (int64_t)lines + 120 &&
		cart_log_sums(r.log)->refused == 120,
	    "... and counted");
	OK(count_visits(r.visits) == lines, "... and the others become visits");
	run_done(&r);
	buf_done(&text);
	buf_done(&want);
	buf_done(&told);
}

/* A folder behind a long log, of which some blocks were told when it is found. */
static void
unreadable(void)
{
	struct run r;
	struct buf text = BUF_INIT, told = BUF_INIT;
	struct cart_log_item item;
	struct err e;
	int i;

	run_init(&r);
	add_good(&text, 0, 50000); /* four or five blocks */
	buf_text(&text, "bad\n");
	run_add(&r, buf_view(&text));
	r.fds[r.n++] = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	run_add(&r, STR("bad too\n"));
	run_start(&r, false, 1);
	for (i = 0; i < 2; i++)
		OK(cart_log_next(r.log, &item, &e) == CART_LOG_LINES, "a block");
	while (sem_wait(&r.asked) != 0)
		;
	run_tell(&r, &told);
	OK(strstr(buf_cstr(&told), "unreadable 1 (source: cannot read: Is a directory)\n"
				   "refused 0:50001 bad (column 1)\n"
				   "refused 2:1 bad too (column 1)\n") != NULL,
	    "a source that cannot be read changes no line's number");
	run_done(&r);
	buf_done(&text);
	buf_done(&told);
}

static void
long_line(void)
{
	struct run r;
	struct buf text = BUF_INIT, told = BUF_INIT;

	run_init(&r);
	add_good(&text, 0, 1);
	buf_reserve(&text, LINES_MAX + 1);
	memset(text.at + text.len, 'x', LINES_MAX + 1);
	text.len += LINES_MAX + 1;
	buf_char(&text, '\n');
	add_good(&text, 1, 2);
	run_add(&r, buf_view(&text));
	run_start(&r, false, 2);
	run_tell(&r, &told);
	IS(buf_view(&told), "refused 0:2 xxxxxxxxxxxxxxxxxxxx... (a line o)\n3 lines\n",
	    "a line that is too long costs itself");
	run_done(&r);
	buf_done(&text);
	buf_done(&told);
}

#define HEAD(steps)                                                                      \
	"{\"type\":\"visits\",\"version\":3,\"gap\":1800,\"steps\":\"" steps             \
	"\",\"times\":false,\"lines\":100,\"refused\":2,\"unfinished\":1,"               \
	"\"unknown_events\":3,\"unknown_bits\":0,\"unknown\":["                          \
	"{\"name\":\"scroll\",\"events\":3}]}\n"
#define STEPS_TEXT                                                                       \
	"viewed: remove_from_cart view_cart view_item; cart: add_to_cart; "              \
	"checkout: begin_checkout; shipping: add_shipping_info; "                        \
	"payment: add_payment_info payment_failed; purchased: purchase"

static void
states(void)
{
	struct run r;
	struct buf told = BUF_INIT;

	run_init(&r);
	run_add(&r, STR(HEAD(STEPS_TEXT) "{\"type\":\"visit\"}\n"));
	run_add(&r, STR(HEAD(STEPS_TEXT) "{\"type\":\"vis"));
	run_start(&r, true, 2);
	run_tell(&r, &told);
	IS(buf_view(&told),
	    "refused 0:2 {\"type\":\"visit\"} (first: n)\n"
	    "refused 1:2 {\"type\":\"vis (column 1)\n"
	    "4 lines\n",
	    "a state that is cut off is not taken as if it were whole");
	OK(cart_log_sums(r.log)->lines == 202 && cart_log_sums(r.log)->refused == 6 &&
		cart_log_sums(r.log)->unfinished == 2,
	    "what the heads say is added to what was refused");
	OK(cart_log_sums(r.log)->names.all == 6, "... and so are their unknown events");
	run_done(&r);
	buf_clear(&told);

	run_init(&r);
	run_add(&r, STR(HEAD(STEPS_TEXT)));
	run_add(&r, STR(HEAD("a: b")));
	run_start(&r, true, 1);
	run_tell(&r, &told);
	OK(strstr(buf_cstr(&told), "failed 1 1 (a state with other steps: \"a: b\")") !=
		NULL,
	    "a state by other rules ends the run, and is blamed");
	run_done(&r);
	buf_clear(&told);

	run_init(&r);
	run_add(&r, STR(HEAD(STEPS_TEXT)));
	run_add(&r, STR("\n \n{\"type\":\"order\"}\n{\"type\":\"order\"}\n"));
	run_start(&r, true, 1);
	run_tell(&r, &told);
	OK(strstr(buf_cstr(&told),
	       "failed 1 1 (not a state that --partial wrote: expected "
	       "a record of type \"visits\", \"visit\" or \"visits_end\", got "
	       "\"order\")") != NULL &&
		strstr(buf_cstr(&told), "refused") == NULL,
	    "what does not begin as a state is none, once and for all");
	run_done(&r);
	buf_done(&told);
}

static void
unknown(void)
{
	struct run r;
	struct buf text = BUF_INIT, told = BUF_INIT;
	const struct cart_log_sums *sums;
	size_t i;

	run_init(&r);
	for (i = 0; i < 30000; i++)
		buf_fmt(&text,
		    "{\"type\":\"cart_event\",\"ts\":\"2026-11-21T10:00:00Z\","
		    "\"session\":\"s\",\"event\":\"e%zu\"}\n",
		    i % 3 == 0 ? 1 : i % 7);
	run_add(&r, buf_view(&text));
	run_start(&r, false, 3);
	run_tell(&r, &told);
	sums = cart_log_sums(r.log);
	OK(sums->names.all == 30000 && sums->names.n == 7,
	    "unknown events of all threads are counted");
	IS(str_of(sums->names.at[0].name), "e1", "... the most frequent first");
	run_done(&r);
	buf_done(&text);
	buf_done(&told);
}

/* The caller goes away while the threads are at work, or wait for it. */
static void
stopped(void)
{
	struct run r;
	struct buf text = BUF_INIT;
	struct cart_log_item item;
	struct err e;

	run_init(&r);
	buf_text(&text, "bad\n");
	add_good(&text, 0, 100000);
	run_add(&r, buf_view(&text));
	run_start(&r, false, 2);
	OK(cart_log_next(r.log, &item, &e) == CART_LOG_REFUSED, "the first line");
	run_done(&r);
	OK(true, "... and no more is wanted");
	run_init(&r);
	run_add(&r, buf_view(&text));
	run_start(&r, false, 2);
	run_done(&r);
	OK(true, "... or nothing at all");
	buf_done(&text);
}

int
main(void)
{
	size_t threads;

	for (threads = 1; threads <= 4; threads++) {
		forms(threads);
		order(threads);
	}
	unreadable();
	long_line();
	states();
	unknown();
	stopped();
	return tap_done();
}
