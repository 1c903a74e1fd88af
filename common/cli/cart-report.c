/* cart-report - the run of cart-abandon-report */
/* SPDX-License-Identifier: ISC */

#include "cli/cart-report.h"

#include <inttypes.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/num.h"
#include "cli/cart-sources.h"
#include "shop/cart-log.h"
#include "shop/funnel-compare.h"
#include "shop/funnel-count.h"
#include "shop/funnel-limit.h"
#include "shop/visit-state.h"

#define THREADS_MAX 64
#define STATUS_LIMIT 3 /* a threshold that was asked for was crossed */
#define MEMORY_LEAST ((int64_t)1 << 20)

/* All that a run holds. */
struct run {
	struct tool *t;
	const struct cart_report_options *o;
	struct steps steps;
	struct funnel_plan plan;
	struct visit_shape shape;
	struct cart_event_options events;
	struct visits *visits;
	struct witness witness; /* for a list */
	enum funnel_form form;
	struct funnel_earlier *earlier;
	struct funnel_limit *limits; /* o->limits.n of them */
	size_t threads;
	int64_t memory;
	struct cart_sources sources;
};

static int64_t
default_memory(void)
{
	long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);

	return pages <= 0 || size <= 0 ? INT64_C(1) << 30 : (int64_t)pages * size / 4;
}

static size_t
default_threads(void)
{
	cpu_set_t set;
	int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;

	return n > THREADS_MAX ? THREADS_MAX : (size_t)n;
}

static void
read_resources(struct run *r)
{
	const struct cart_report_options *o = r->o;

	r->threads = o->threads < 0 ? default_threads() : (size_t)o->threads;
	if (o->threads == 0 || o->threads > THREADS_MAX)
		tool_misuse(r->t, "--threads: expected 1 to %d", THREADS_MAX);
	r->memory = default_memory();
	if (o->memory != NULL &&
	    (!num_size(str_of(o->memory), &r->memory) || r->memory < MEMORY_LEAST))
		tool_misuse(r->t,
		    "--memory: expected a size of at least 1M such as 256M, got \"%s\"",
		    o->memory);
}

/* What is to be counted, and by which rules. */
static void
read_plan(struct run *r)
{
	const struct cart_report_options *o = r->o;
	struct funnel_plan *p = &r->plan;
	struct err e;
	size_t i;

	if (o->steps == NULL)
		steps_default(&r->steps);
	else if (!steps_read(&r->steps, o->steps, &e))
		diag_die((int)e.kind, "%s", e.text);
	if (o->gap == 0 || o->gap > FUNNEL_SPAN)
		tool_misuse(r->t, "--gap: expected a span above 0, at most 36500d");
	if (o->recover > FUNNEL_SPAN)
		tool_misuse(r->t, "--recover: expected a span of at most 36500d");
	*p = (struct funnel_plan){
		.steps = &r->steps,
		.zone = shop_zone(r->t->shop),
		.gap = o->gap,
		.recover = o->recover,
		.strict = o->order != NULL && strcmp(o->order, "strict") == 0,
		.weeks = o->period != NULL && strcmp(o->period, "week") == 0,
		.min_group = o->min_group,
		.now_given = r->t->now_given != NULL,
		.now = r->t->now.seconds * 1000 + r->t->now.nanos / 1000000,
		.figures_only = r->form == FUNNEL_CSV && o->limits.n == 0 && !o->list,
		.carts = o->list,
		.all = o->partial,
	};
	if (o->by != NULL && !funnel_plan_by(p, str_of(o->by), &e))
		tool_misuse(r->t, "--by: %s", e.text);
	for (i = 0; i < o->windows.n; i++)
		if (!funnel_plan_window(p, str_of(o->windows.at[i]), &e))
			tool_misuse(r->t, "--window: %s", e.text);
	if (r->form == FUNNEL_CSV && !o->list && !o->partial &&
	    !funnel_plan_columns(p, r->earlier != NULL, &e))
		diag_die((int)e.kind, "--format csv: %s", e.text);
}

static void
check(struct run *r)
{
	const struct cart_report_options *o = r->o;

	if (o->list && o->partial)
		tool_misuse(r->t, "--list and --partial exclude each other");
	if (o->list && o->merge)
		tool_misuse(r->t, "--list needs the logs: a state names nobody");
	if ((o->list || o->partial) &&
	    (o->format != NULL || o->compare != NULL || o->limits.n != 0))
		tool_misuse(r->t,
		    "%s writes no report: --format, --compare and "
		    "--fail-if say nothing to it",
		    o->list ? "--list" : "--partial");
}

/* The limits of --fail-if, for the steps that are counted by. */
static void
read_limits(struct run *r)
{
	const struct opt_list *texts = &r->o->limits;
	struct err e;
	size_t i;

	r->limits = mem_zero(texts->n + 1, sizeof *r->limits);
	for (i = 0; i < texts->n; i++)
		if (!limit_read(&r->limits[i], str_of(texts->at[i]), r->steps.name,
			r->steps.n, r->earlier != NULL, &e))
			tool_misuse(r->t, "--fail-if: %s", e.text);
}

/* Says which limits F has crossed, and notes it; a figure that it lacks has passed none.
 */
static void
check_limits(struct run *r, struct funnel *f)
{
	struct buf says = BUF_INIT;
	bool crossed;
	struct err e;
	size_t i;

	f->n_limits = r->o->limits.n;
	f->crossed = pool_zero(&f->pool, (f->n_limits + 1) * sizeof *f->crossed);
	for (i = 0; i < r->o->limits.n; i++) {
		buf_clear(&says);
		if (!limit_check(&r->limits[i], f, r->earlier, &crossed, &says, &e)) {
			diag_warn("--fail-if: %s", e.text);
			tool_status(r->t, (int)e.kind);
			f->n_unchecked++;
		} else if (crossed) {
			diag_warn("%s", buf_cstr(&says));
			tool_status(r->t, STATUS_LIMIT);
			f->crossed[f->n_crossed++] = pool_copy(&f->pool, buf_view(&says));
		}
	}
	buf_done(&says);
}

/* How a terminal wants the report as text. */
static struct funnel_look
look_of_stdout(void)
{
	const char *plain = getenv("NO_COLOR"), *term = getenv("TERM");
	struct funnel_look look = { .colour = false, .width = 0 };
	struct winsize size;

	if (!isatty(STDOUT_FILENO))
		return look;
	look.colour = (plain == NULL || *plain == '\0') && term != NULL &&
		      strcmp(term, "dumb") != 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		look.width = size.ws_col;
	return look;
}

static void
write_report(struct run *r, const struct funnel_source *s)
{
	struct funnel_look look = look_of_stdout();
	struct funnel f;
	struct err e;

	if (!funnel_count(s, &f, &e)) {
		tool_fail(r->t, &e);
		return;
	}
	if (r->earlier != NULL && !funnel_earlier_fits(r->earlier, &f, &e)) {
		tool_fail(r->t, &e);
	} else {
		check_limits(r, &f);
		funnel_write(&r->t->out, &f, r->earlier, r->form, &look);
	}
	funnel_done(&f);
}

static bool
write_carts(struct run *r, const struct funnel_source *s, struct err *e)
{
	struct funnel_carts sum;
	bool ok = funnel_carts_write(s, &r->t->out, &sum, e);

	if (sum.warned != 0)
		diag_note("%" PRIu64 " of %" PRIu64
			  " carts lack what the log says in a way "
			  "that no record can; their warnings say what",
		    sum.warned, sum.carts);
	return ok;
}

static void
write_answer(struct run *r, const struct cart_log_sums *sums)
{
	struct funnel_source s = { &r->plan, &r->shape, r->visits, r->events.values, sums,
		r->threads, &r->witness };
	struct err e;
	bool ok = true;

	if (r->o->partial)
		ok = visit_state_write(r->visits, &r->plan, &r->shape, r->events.values,
		    sums, &r->t->out, &e);
	else if (r->o->list)
		ok = write_carts(r, &s, &e);
	else
		write_report(r, &s);
	if (!ok)
		tool_fail(r->t, &e);
}

/* Whether SUMS are of whole states, or of a share of some, which says so at its end. */
static bool
check_states(struct run *r, struct cart_log_sums *sums)
{
	struct err e;

	sums->heads += cart_sources_missing(&r->sources);
	if (r->o->partial || visit_state_whole(sums, &e))
		return true;
	(void)err_prefix(&e, "--merge: ");
	tool_fail(r->t, &e);
	return false;
}

static void
read_and_write(struct run *r)
{
	struct cart_log_settings s = {
		.visits = r->visits,
		.events = &r->events,
		.plan = &r->plan,
		.states = r->o->merge,
		.threads = r->threads,
		.open = cart_sources_open,
		.context = &r->sources,
	};
	struct cart_log *log = cart_log_start(&s);
	struct cart_log_sums sums;

	/* Where nothing could be read there is nothing to report on. */
	if (cart_sources_read(&r->sources, log)) {
		sums = *cart_log_sums(log);
		if (!s.states || check_states(r, &sums))
			write_answer(r, &sums);
	}
	cart_log_free(log);
}

void
cart_report_run(struct tool *t, const struct cart_report_options *o)
{
	struct run r = { .t = t, .o = o };
	struct err e;

	check(&r);
	r.form = funnel_form_of(o->format);
	if (o->compare != NULL &&
	    (r.earlier = funnel_earlier_read(o->compare, &e)) == NULL)
		diag_die((int)e.kind, "%s", e.text);
	read_resources(&r);
	read_plan(&r);
	read_limits(&r);
	funnel_plan_shape(&r.plan, &r.shape);
	r.events = (struct cart_event_options){ .steps = &r.steps,
		.shape = &r.shape,
		.values = values_new((size_t)r.memory / 8) };
	witness_init(&r.witness, r.plan.now_given ? r.plan.now : INT64_MAX);
	if (o->list)
		r.events.witness = &r.witness;
	if (t->shop->currency.at != NULL)
		(void)currency_find(t->shop->currency, &r.events.currency);
	r.visits = visits_new(
	    &r.shape, r.plan.gap * 1000, (size_t)(r.memory - r.memory / 8));
	cart_sources_init(&r.sources, t);
	read_and_write(&r);
	cart_sources_done(&r.sources);
	free(r.limits);
	funnel_earlier_free(r.earlier);
	visits_free(r.visits);
	values_free(r.events.values);
	witness_done(&r.witness);
	steps_done(&r.steps);
}
