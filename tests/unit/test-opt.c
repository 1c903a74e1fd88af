/* test-opt - cli/opt */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>

#include "cli/opt.h"
#include "tap.h"

static bool flag, again, hidden, quiet;
static const char *file, *channel;
static int64_t number, span;
static struct moment when;
static struct opt_list list;

static const struct opt own[] = {
	{ 'a', "again", NULL, "do it again", .flag = &again },
	{ 'n', "dry-run", NULL, "do nothing", .flag = &flag },
	{ 'o', "output", "FILE", "write to FILE", .text = &file },
	{ .name = "channel",
	    .arg = "email|sms|webhook",
	    .help = "the channel to use",
	    .text = &channel },
	{ .name = "limit", .arg = "N", .help = "at most N", .number = &number },
	{ .name = "max-age", .arg = "SPAN", .help = "not older", .span = &span },
	{ .name = "at", .arg = "TIME", .help = "then", .time = &when },
	{ 'k', "keep", "WORD", "keep WORD", .list = &list },
	{ .name = "list-things", .flag = &hidden },
	OPT_END,
};

static const struct opt common[] = {
	{ 'q', "quiet", NULL, "say less", .flag = &quiet },
	{ .name = "outside",
	    .arg = "FILE",
	    .help =
		"an option whose name begins as another's does, with a text that is longer than what fits on one line of help",
	    .text = &file },
	OPT_END,
};

static struct err e;
static char **operands;
static int n_operands;

/* Parses LINE, whose words are separated by ' '. */
static bool
parse(const char *line)
{
	static char copy[256];
	static char *argv[32];
	char *word, *state = NULL;
	int argc = 0;

	flag = again = hidden = quiet = false;
	file = channel = NULL;
	number = span = -1;
	when.there = false;
	list.n = 0;
	(void)snprintf(copy, sizeof copy, "tool %s", line);
	for (word = strtok_r(copy, " ", &state); word != NULL;
	     word = strtok_r(NULL, " ", &state))
		argv[argc++] = word;
	argv[argc] = NULL;
	return opt_parse(own, common, argc, argv, &operands, &n_operands, &e);
}

static void
refuses(const char *line, const char *why)
{
	OK(!parse(line), "'%s' is refused", line);
	IS(str_of(e.text), why, "and it says why");
	OK(e.kind == ERR_TROUBLE, "as a wrong call");
}

static void
takes(void)
{
	OK(parse(""), "no words");
	OK(n_operands == 0 && !flag && number == -1, "change nothing");
	OK(parse("a --dry-run b --output f c"), "options and operands mix");
	OK(flag && str_is(str_of(file), "f"), "the options are set");
	OK(n_operands == 3 && str_is(str_of(operands[0]), "a") &&
		str_is(str_of(operands[2]), "c"),
	    "the operands are in order");
	OK(parse("--output=a=b") && str_is(str_of(file), "a=b"), "--output=VALUE");
	OK(parse("--output=") && str_is(str_of(file), ""), "an empty value");
	OK(parse("-of") && str_is(str_of(file), "f"), "-oVALUE");
	OK(parse("-o f") && str_is(str_of(file), "f"), "-o VALUE");
	OK(parse("-anq") && again && flag && quiet, "flags in one word");
	OK(parse("-anof") && again && flag && str_is(str_of(file), "f"),
	    "and a value behind them");
	OK(parse("--dry --outp f") && flag && str_is(str_of(file), "f"),
	    "the start of a name");
}

static void
values(void)
{
	OK(parse("--limit 12") && number == 12, "a number");
	OK(parse("--max-age 7d") && span == 7 * 86400, "a span");
	OK(parse("--at 2026-11-21T09:00:00+01:00") && when.there && when.at.offset == 60,
	    "a time");
	OK(parse("--channel sms") && str_is(str_of(channel), "sms"), "a choice");
	OK(parse("-k a -k b --keep=c") && list.n == 3 && str_is(str_of(list.at[2]), "c"),
	    "a list keeps all");
	OK(parse("-o a -o b") && str_is(str_of(file), "b"), "else the last one holds");
	OK(parse("--list-things") && hidden, "a hidden option by its whole name");
	OK(parse("-- -n --output") && n_operands == 2 && !flag, "-- ends the options");
	OK(parse("-") && n_operands == 1, "- is an operand");
	OK(parse("-o -n") && str_is(str_of(file), "-n"), "a value may begin with -");
}

static void
wrong(void)
{
	refuses("--frob", "unrecognised option '--frob'");
	refuses("--frob=1", "unrecognised option '--frob'");
	refuses("-x", "unrecognised option '-x'");
	refuses("-nx", "unrecognised option '-x'");
	refuses("--output", "option '--output' requires an argument");
	refuses("-o", "option '--output' requires an argument");
	refuses("--dry-run=yes", "option '--dry-run' doesn't allow an argument");
	refuses("--ou", "option '--ou' is ambiguous: '--output', '--outside'");
	refuses("--list", "unrecognised option '--list'");
	refuses("--=x", "unrecognised option '--'");
	refuses("--limit two", "option '--limit': expected a whole number, got 'two'");
	refuses("--limit=-1", "option '--limit': expected a whole number, got '-1'");
	refuses("--limit=", "option '--limit': expected a whole number, got ''");
	refuses("--max-age 7",
	    "option '--max-age': expected a span such as 90s, 15m, 10h, 7d or 2w, got '7'");
	refuses("--at now",
	    "option '--at': expected a time such as 2026-11-21T09:00:00+01:00, got 'now'");
	refuses("--channel fax",
	    "option '--channel': expected email, sms or webhook, got 'fax'");
	refuses("--channel email|sms",
	    "option '--channel': expected email, sms or webhook, got 'email|sms'");
	OK(!parse("-n --frob") && flag, "what stood before the wrong word is set");
}

static const struct usage usage = {
	.name = "frob",
	.about = "turn orders into messages",
	.operands = "[FILE ...]",
	.reads = "order",
	.writes = "message receipt",
	.opts = own,
	.notes = "A note.",
};

static const char help_text
    [] = "Usage: frob [OPTION ...] [FILE ...]\n"
	 "Turn orders into messages.\n"
	 "\n"
	 "Reads order records, writes message and receipt records, one JSON object a\n"
	 "line. With no FILE, or when FILE is -, reads standard input.\n"
	 "\n"
	 "Options:\n"
	 "  -a, --again         do it again\n"
	 "  -n, --dry-run       do nothing\n"
	 "  -o, --output=FILE   write to FILE\n"
	 "      --channel=email|sms|webhook\n"
	 "                      the channel to use\n"
	 "      --limit=N       at most N\n"
	 "      --max-age=SPAN  not older\n"
	 "      --at=TIME       then\n"
	 "  -k, --keep=WORD     keep WORD\n"
	 "\n"
	 "Common options:\n"
	 "  -q, --quiet         say less\n"
	 "      --outside=FILE  an option whose name begins as another's does, with a\n"
	 "                      text that is longer than what fits on one line of help\n"
	 "\n"
	 "A note.\n"
	 "\n"
	 "Exit status: 0 every record was handled, 1 some were refused, 2 could not go\n"
	 "             on, 75 try again later.\n"
	 "Manual: man frob; all tools: man aftercare.\n";

static void
shows(void)
{
	struct buf out = BUF_INIT;

	opt_help(&usage, common, &out);
	IS(buf_view(&out), help_text, "--help");
	buf_clear(&out);
	opt_rows(&usage, common, &out);
	OK(str_starts(
	       buf_view(&out), STR("operands\t[FILE ...]\na\tagain\t\tdo it again\n")),
	    "--list-options");
	OK(str_find(buf_view(&out), STR("\n\tchannel\temail|sms|webhook\tthe channel")) >
		0,
	    "a row without a short form");
	OK(str_find(buf_view(&out), STR("list-things")) < 0,
	    "a hidden row is in neither");
	buf_done(&out);
}

int
main(void)
{
	takes();
	values();
	wrong();
	shows();
	free(list.at);
	return tap_done();
}
