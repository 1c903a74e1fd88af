/* test-visit-state - shop/visit-state, its head and its writer */
/* SPDX-License-Identifier: ISC */

#include "tap.h"
#include "unit/cart-kit.h"

#define KEY "00000000000000010000000000000002"
#define FIRST "1767225600000" /* 2026-01-01 */
#define LAST "1767225700000"
#define START "\"start\":[1,-1,\"\",\"\",\"\",\"\",\"\"]"
#define SEEN "\"seen\":[null,null,null,null,null,null,null,null,null,null]"
#define STEPS "\"steps\":[-1,0,-1,-1,-1,-1]"
#define STEPS_TEXT                                                                       \
	"viewed: remove_from_cart view_cart view_item; cart: add_to_cart; "              \
	"checkout: begin_checkout; shipping: add_shipping_info; "                        \
	"payment: add_payment_info payment_failed; purchased: purchase"
#define HEAD                                                                             \
	"{\"type\":\"visits\",\"version\":3,\"gap\":1800,\"steps\":\"" STEPS_TEXT        \
	"\",\"times\":true,\"lines\":5,\"refused\":1,\"unfinished\":0,"
#define UNKNOWN                                                                          \
	"\"unknown_events\":3,\"unknown_bits\":0,"                                       \
	"\"unknown\":[{\"name\":\"scroll\",\"events\":3}]}"

static void
accepts(bool strict, const char *line)
{
	struct kit_run r;
	struct err e = { .text = "" };

	kit_run_start(&r, strict, (size_t)1 << 20);
	OK(kit_run_line(&r, str_of(line), false, &e), "taken: %.100s %s", line, e.text);
	kit_run_end(&r);
}

static void
refuses(const char *line, enum err_kind kind, const char *why)
{
	struct kit_run r;
	struct err e = { .text = "" };
	struct buf out = BUF_INIT;

	kit_run_start(&r, true, (size_t)1 << 20);
	OK(!kit_run_line(&r, str_of(line), false, &e) && e.kind == kind,
	    "refused: %.150s", line);
	IS(str_of(e.text), why, "... and why");
	visit_state_sums(r.states, &r.sums);
	OK(r.sums.lines == 0 && r.sums.names.all == 0 &&
		visits_latest(r.visits) == INT64_MIN,
	    "... as a whole");
	kit_run_end(&r);
	buf_done(&out);
}

#define NOT ": not as cart-abandon-report --partial writes it"
#define VISIT(rest) "{\"type\":\"visit\",\"key\":\"" KEY "\"," rest "}"
#define TIMED(rest)                                                                      \
	VISIT("\"first\":" FIRST ",\"last\":" LAST ",\"reached\":2," START "," rest)

/* Any value that is out of its range is refused, and so is one that is not there. */
static void
hostile(void)
{
	static const struct {
		const char *line, *why;
	} lines[] = {
		{ VISIT("\"last\":1"), "first" NOT },
		{ VISIT("\"first\":946684799999"), "first" NOT },
		{ VISIT("\"first\":253370764800000"), "first" NOT },
		{ VISIT("\"first\":1e12"), "first" NOT },
		{ VISIT("\"first\":\"" FIRST "\""), "first" NOT },
		{ VISIT("\"first\":" LAST ",\"last\":" FIRST), "last" NOT },
		{ VISIT("\"first\":" FIRST ",\"last\":999999999999999999"), "last" NOT },
		{ VISIT("\"first\":" FIRST ",\"last\":" LAST ",\"reached\":0"),
		    "reached" NOT },
		{ VISIT("\"first\":" FIRST ",\"last\":" LAST ",\"reached\":64"),
		    "reached" NOT },
		{ VISIT("\"first\":" FIRST ",\"last\":" LAST ",\"reached\":-1"),
		    "reached" NOT },
		{ VISIT("\"first\":" FIRST ",\"last\":" LAST ",\"reached\":2"),
		    "start" NOT },
		{ VISIT("\"first\":" FIRST ",\"last\":" LAST ",\"reached\":2,"
			"\"start\":[6,-1,\"\",\"\",\"\",\"\",\"\"]"),
		    "start" NOT },
		{ VISIT("\"first\":" FIRST ",\"last\":" LAST ",\"reached\":2,"
			"\"start\":[1,100000000001,\"\",\"\",\"\",\"\",\"\"]"),
		    "start" NOT },
		{ VISIT("\"first\":" FIRST ",\"last\":" LAST ",\"reached\":2,"
			"\"start\":[1,-1,\"\",\"\",\"\",\"\"]"),
		    "start" NOT },
		{ VISIT("\"first\":" FIRST ",\"last\":" LAST ",\"reached\":2,"
			"\"start\":[1,-1,\"\",\"\",\"\",\"\",\"\",\"\"]"),
		    "start" NOT },
		{ VISIT("\"first\":" FIRST ",\"last\":" LAST ",\"reached\":2,"
			"\"start\":{}"),
		    "start" NOT },
		{ TIMED("\"value\":7"), "value" NOT },
		{ TIMED("\"value\":[1600016,5,\"EUR\",\"EUR\",\"EUR\"]"), "value" NOT },
		{ TIMED("\"value\":[6,5,\"EUR\",\"EUR\",\"EUR\"]"), "value" NOT },
		{ TIMED("\"value\":[1,-5,\"EUR\",\"EUR\",\"EUR\"]"), "value" NOT },
		{ TIMED("\"value\":[1,5,\"eur\",\"EUR\",\"EUR\"]"), "value" NOT },
		{ TIMED("\"value\":[1,5,\"EUR\",\"EUR\",\"\"]"), "value" NOT },
		{ TIMED("\"value\":[1,5,\"EUR\",\"EUR\"]"), "value" NOT },
		{ TIMED("\"seen\":[]"), "seen" NOT },
		{ TIMED("\"seen\":[1,\"EUR\",5]"), "seen" NOT },
		{ TIMED("\"seen\":[1,\"EUR\",100000000001,null,null,null,null,null,"
			"null,null,null]"),
		    "seen" NOT },
		{ TIMED("\"seen\":[9,\"EUR\",5,null,null,null,null,null,null,null,"
			"null]"),
		    "seen" NOT },
		{ TIMED("\"seen\":[null,null,null,null,null,null,null,null,1,\"12\"]"),
		    "seen" NOT },
		{ TIMED("\"seen\":[null,null,null,null,null,null,null,null,1,"
			"\"000000000000000G\"]"),
		    "seen" NOT },
		{ TIMED("\"seen\":[null,null,null,null,null,null,null,null,null,1,"
			"\"8ea6ff26c9a9560\"]"),
		    "seen" NOT },
		/* As version 2 had it, which knew no addresses. */
		{ TIMED("\"seen\":[null,null,null,null,null,null,null,null,null]"),
		    "seen" NOT },
		{ TIMED("\"seen\":[null,null,null,null,null,null,null,null,null,null,"
			"null]"),
		    "seen" NOT },
		{ TIMED(SEEN), "steps" NOT },
		{ TIMED(SEEN ",\"steps\":[-2,0,-1,-1,-1,-1]"), "steps" NOT },
		/* A time of a step that was not reached would come and go with the order.
		 */
		{ TIMED(SEEN ",\"steps\":[-1,0,21]"), "steps" NOT },
		{ TIMED(SEEN ",\"steps\":[-1,100001]"), "steps" NOT },
		{ TIMED(SEEN ",\"steps\":[4294967296,0,-1,-1,-1,-1]"), "steps" NOT },
		{ TIMED(SEEN ",\"steps\":[-1,0,-1,-1,-1,-1,-1]"), "steps" NOT },
		{ TIMED(SEEN "," STEPS), "times" NOT },
		{ TIMED(SEEN "," STEPS ",\"times\":[0]"), "times" NOT },
		/* A step that there is not would be looked for behind the others. */
		{ TIMED(SEEN "," STEPS ",\"times\":[6]"), "times" NOT },
		{ TIMED(SEEN "," STEPS ",\"times\":[15]"), "times" NOT },
		{ TIMED(SEEN "," STEPS ",\"times\":[0]"), "times" NOT },
		{ TIMED(SEEN "," STEPS ",\"times\":[1600017]"), "times" NOT },
		{ TIMED(SEEN "," STEPS ",\"times\":[-15]"), "times" NOT },
		{ "{\"type\":\"visit\"}", "first" NOT },
		{ "{\"type\":\"visit\",\"key\":\"0\",\"first\":" FIRST ",\"last\":" LAST
		  ",\"reached\":1}",
		    "key" NOT },
		{ "{\"type\":\"cart_event\"}",
		    "expected a record of type \"visits\", \"visit\" or \"visits_end\", got "
		    "\"cart_event\"" },
		{ "{}",
		    "expected a record of type \"visits\", \"visit\" or \"visits_end\", got \"\"" },
	};
	size_t i;

	for (i = 0; i < sizeof lines / sizeof *lines; i++)
		refuses(lines[i].line, ERR_RECORD, lines[i].why);
	accepts(true, TIMED(SEEN "," STEPS ",\"times\":[1600001,1,2,3,4,5,5,5,5]"));
	accepts(true, TIMED(SEEN "," STEPS ",\"times\":[]"));
	accepts(false, TIMED(SEEN "," STEPS));
	accepts(false, TIMED(SEEN ",\"steps\":[]"));
	accepts(
	    true, TIMED("\"value\":[1600005,100000000000,\"EUR\",\"EUR\",\"USD\"]," SEEN
			",\"steps\":[-1,100000],\"times\":[]"));
}

static void
heads(void)
{
	accepts(true, HEAD UNKNOWN);
	refuses("{\"type\":\"visits\",\"version\":2}", ERR_TROUBLE,
	    "a state of version 2, where only version 3 is read: make it again from its log");
	refuses("{\"type\":\"visits\",\"version\":9}", ERR_TROUBLE,
	    "a state of version 9, where only version 3 is read: make it again from its log");
	refuses("{\"type\":\"visits\"}", ERR_RECORD,
	    "version: expected a whole number, got nothing");
	refuses("{\"type\":\"visits\",\"version\":3,\"gap\":600,\"steps\":\"x\"}",
	    ERR_TROUBLE, "a state whose visits were cut with --gap 600s, not 1800s");
	refuses("{\"type\":\"visits\",\"version\":3,\"gap\":1800,\"steps\":\"a: b\"}",
	    ERR_TROUBLE, "a state with other steps: \"a: b\"");
	refuses("{\"type\":\"visits\",\"version\":3,\"gap\":1800,\"steps\":\"" STEPS_TEXT
		"\",\"times\":false}",
	    ERR_TROUBLE,
	    "a state without times: --order strict and --window were not given when it "
	    "was made");
	refuses(HEAD "\"unknown_events\":-1,\"unknown_bits\":0,\"unknown\":[]}",
	    ERR_RECORD, "unknown_events: expected a number from 0 on, got -1");
	refuses(HEAD "\"unknown_events\":1,\"unknown\":[]}", ERR_RECORD,
	    "unknown_bits: expected a whole number, got nothing");
	refuses(HEAD "\"unknown_events\":1,\"unknown_bits\":41,\"unknown\":[]}",
	    ERR_RECORD, "unknown_bits: expected a number up to 40, got 41");
	refuses(HEAD "\"unknown_events\":1,\"unknown_bits\":0,"
		     "\"unknown\":[{\"name\":\"a\",\"events\":-5}]}",
	    ERR_RECORD, "unknown[0].events: expected a number from 0 on, got -5");
}

static void
sums(void)
{
	struct kit_run r;
	struct err e;
	int i;

	kit_run_start(&r, true, (size_t)1 << 20);
	for (i = 0; i < 2; i++)
		(void)kit_run_line(&r, STR(HEAD UNKNOWN), false, &e);
	(void)kit_run_line(&r,
	    STR("{\"type\":\"visits\",\"version\":3,\"gap\":1800,\"steps\":\"" STEPS_TEXT
		"\",\"times\":true,\"lines\":9223372036854775807,\"refused\":0,"
		"\"unfinished\":2,\"unknown_events\":1,\"unknown_bits\":0,"
		"\"unknown\":[{\"name\":\"click\",\"events\":1}]}"),
	    false, &e);
	visit_state_sums(r.states, &r.sums);
	OK(r.sums.lines == INT64_MAX && r.sums.refused == 2 && r.sums.unfinished == 2,
	    "heads are added up, to the largest number");
	OK(r.sums.names.all == 7 && r.sums.names.n == 2, "... and unknown events, too");
	kit_run_end(&r);
}

static const char *const log_lines[] = {
	"{\"type\":\"cart_event\",\"ts\":\"2026-11-21T10:00:00Z\",\"session\":\"s1\","
	"\"customer\":{\"id\":\"c1\",\"email\":\"Ada@example.com\"},"
	"\"event\":\"view_item\",\"device\":\"mobile\","
	"\"browser\":\"A long name of a browser\",\"country\":\"IT\","
	"\"page\":\"/p/1?x=1\"}\n",
	"{\"type\":\"cart_event\",\"ts\":\"2026-11-21T10:05:00.250Z\",\"session\":\"s1\","
	"\"event\":\"add_to_cart\",\"cart_value\":\"19.90\",\"currency\":\"EUR\","
	"\"device\":\"mobile\",\"page\":\"/a \\\"quoted\\\" page of \\u20ac\"}\n",
	"{\"type\":\"cart_event\",\"ts\":\"2026-11-21T10:05:00.250Z\",\"session\":\"s1\","
	"\"event\":\"begin_checkout\",\"cart_value\":\"21\",\"currency\":\"USD\","
	"\"shipping_cost\":\"0\",\"coupon\":\"SAVE10 refused\"}\n",
	"{\"type\":\"cart_event\",\"ts\":\"2026-11-21T11:00:00Z\",\"session\":\"s1\","
	"\"event\":\"purchase\",\"cart_value\":\"1000000000\"}\n",
	"{\"type\":\"cart_event\",\"ts\":\"2026-11-21T11:00:00Z\",\"customer\":\"s1\","
	"\"event\":\"payment_failed\",\"payment_method\":\"card\","
	"\"error\":\"insufficient funds\",\"shipping_cost\":7.5}\n",
	"{\"type\":\"cart_event\",\"ts\":\"9998-12-31T23:59:59.999Z\",\"session\":\"s2\","
	"\"event\":\"scroll\"}\n",
	"{\"type\":\"cart_event\",\"ts\":\"2000-01-01T00:00:00Z\",\"session\":\"s2\","
	"\"event\":\"add_to_cart\"}\n",
};

#define LINES (sizeof log_lines / sizeof *log_lines)

/* A state that is read is the same again; and so are those of the lines one by one. */
static void
again(bool strict, size_t memory)
{
	struct kit_run whole, one, all;
	struct buf want = BUF_INIT, got = BUF_INIT;
	size_t i;

	kit_run_start(&whole, strict, memory);
	kit_run_start(&all, strict, memory);
	for (i = 0; i < LINES; i++) {
		kit_run_lines(&whole, str_of(log_lines[i]), true);
		kit_run_start(&one, strict, memory);
		kit_run_lines(&one, str_of(log_lines[LINES - 1 - i]), true);
		kit_run_write(&one, &got);
		kit_run_lines(&all, buf_view(&got), false);
		kit_run_end(&one);
	}
	kit_run_write(&whole, &want);
	kit_run_write(&all, &got);
	IS(buf_view(&got), buf_cstr(&want), "states of single lines make the whole's");
	kit_run_end(&all);
	kit_run_start(&one, strict, memory);
	kit_run_lines(&one, buf_view(&want), false);
	kit_run_write(&one, &got);
	IS(buf_view(&got), buf_cstr(&want), "a state is read back to its last byte");
	OK(strstr(buf_cstr(&want), "insufficient funds") != NULL &&
		strstr(buf_cstr(&want), "\"/p/1\"") != NULL &&
		strstr(buf_cstr(&want), "s1") == NULL &&
		strstr(buf_cstr(&want), "example") == NULL,
	    "it has the values and names nobody");
	kit_run_end(&one);
	kit_run_end(&whole);
	buf_done(&want);
	buf_done(&got);
}

int
main(void)
{
	hostile();
	heads();
	sums();
	again(false, (size_t)1 << 20);
	again(true, (size_t)1 << 20);
	again(false, 1024);
	again(true, 1024);
	return tap_done();
}
