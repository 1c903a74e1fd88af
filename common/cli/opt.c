/* opt - the option table of a tool */
/* SPDX-License-Identifier: ISC */

#include "cli/opt.h"

#include <string.h>

#include "base/mem.h"
#include "base/num.h"

struct parser {
	const struct opt *tables[2];
	int argc, at; /* the word that comes next */
	char **argv;
	struct err *e;
};

/* The row after O in both tables, the first one for NULL; NULL behind the last. */
static const struct opt *
next_row(const struct parser *p, const struct opt *o)
{
	const struct opt *own = p->tables[0], *common = p->tables[1];
	const struct opt *next = o == NULL ? own : o + 1;

	if (next != NULL && next->name != NULL)
		return next;
	/* The end of the own table, which may be empty or missing, leads to the common.
	 */
	while (own != NULL && own->name != NULL)
		own++;
	if (next == own)
		next = common;
	return next != NULL && next->name != NULL ? next : NULL;
}

static bool
refuse(struct parser *p, const struct opt *o, const char *expected, const char *value)
{
	return err_set(p->e, ERR_TROUBLE, "option '--%s': expected %s, got '%s'", o->name,
	    expected, value);
}

static bool
choose(struct parser *p, const struct opt *o, const char *value)
{
	struct str rest = str_of(o->arg), part;
	struct buf all = BUF_INIT;

	while (str_cut(&rest, '|', &part)) {
		if (str_is(part, value)) {
			buf_done(&all);
			return true;
		}
		if (all.len != 0)
			buf_text(&all, rest.at == NULL ? " or " : ", ");
		buf_str(&all, part);
	}
	(void)refuse(p, o, buf_cstr(&all), value);
	buf_done(&all);
	return false;
}

static void
append(struct opt_list *list, const char *value)
{
	list->at = mem_grow(list->at, list->n + 1, sizeof *list->at);
	list->at[list->n++] = value;
}

/* Gives the row's variable its value; the row's pointer says of which type it is. */
static bool
assign(struct parser *p, const struct opt *o, const char *value)
{
	struct str v = str_of(value);
	size_t bad;

	if (o->flag != NULL) {
		*o->flag = true;
		return true;
	}
	if (strchr(o->arg, '|') != NULL && !choose(p, o, value))
		return false;
	/* Texts go into records; the names of files may be any bytes. */
	if (strcmp(o->arg, "FILE") != 0 && strcmp(o->arg, "DIR") != 0 &&
	    !str_utf8(v, &bad))
		return refuse(p, o, "text in UTF-8", value);
	if (o->text != NULL)
		*o->text = value;
	else if (o->list != NULL)
		append(o->list, value);
	else if (o->number != NULL && !num_between(v, 0, INT64_MAX, o->number))
		return refuse(p, o, "a whole number", value);
	else if (o->span != NULL && !num_span(v, o->span))
		return refuse(p, o, "a span such as 90s, 15m, 10h, 7d or 2w", value);
	else if (o->time != NULL && !instant_read(v, &o->time->at))
		return refuse(p, o, "a time such as 2026-11-21T09:00:00+01:00", value);
	if (o->time != NULL)
		o->time->there = true;
	return true;
}

/* Gives O the next word of the command line. */
static bool
assign_next(struct parser *p, const struct opt *o)
{
	if (p->at == p->argc)
		return err_set(
		    p->e, ERR_TROUBLE, "option '--%s' requires an argument", o->name);
	return assign(p, o, p->argv[p->at++]);
}

static void
ambiguous(struct parser *p, struct str word)
{
	const struct opt *o = NULL;
	struct buf all = BUF_INIT;

	while ((o = next_row(p, o)) != NULL)
		if (o->help != NULL && str_starts(str_of(o->name), word))
			buf_fmt(&all, "%s'--%s'", all.len == 0 ? "" : ", ", o->name);
	(void)err_set(p->e, ERR_TROUBLE, "option '--%.*s' is ambiguous: %s",
	    STR_ARG(word), buf_cstr(&all));
	buf_done(&all);
}

/* The row called WORD, or the only shown one that starts so; NULL with an error. */
static const struct opt *
find_long(struct parser *p, struct str word)
{
	const struct opt *o = NULL, *found = NULL;
	size_t n = 0;

	while ((o = next_row(p, o)) != NULL) {
		if (str_is(word, o->name))
			return o;
		if (o->help != NULL && word.len > 0 &&
		    str_starts(str_of(o->name), word)) {
			found = o;
			n++;
		}
	}
	if (n == 1)
		return found;
	if (n > 1)
		ambiguous(p, word);
	else
		(void)err_set(
		    p->e, ERR_TROUBLE, "unrecognised option '--%.*s'", STR_ARG(word));
	return NULL;
}

/* A word such as "--limit=3"; WORD is what follows the dashes. */
static bool
parse_long(struct parser *p, const char *word)
{
	const char *equals = strchr(word, '=');
	struct str name = str_of(word);
	const struct opt *o;

	if (equals != NULL)
		name.len = (size_t)(equals - word);
	o = find_long(p, name);
	if (o == NULL)
		return false;
	if (o->arg == NULL && equals != NULL)
		return err_set(p->e, ERR_TROUBLE,
		    "option '--%s' doesn't allow an argument", o->name);
	if (o->arg != NULL && equals == NULL)
		return assign_next(p, o);
	return assign(p, o, equals == NULL ? NULL : equals + 1);
}

/* A word such as "-nq" or "-l3"; WORD is what follows the dash. */
static bool
parse_brief(struct parser *p, const char *word)
{
	for (; *word != '\0'; word++) {
		const struct opt *o = NULL;

		while ((o = next_row(p, o)) != NULL)
			if (o->brief == *word)
				break;
		if (o == NULL)
			return err_set(
			    p->e, ERR_TROUBLE, "unrecognised option '-%c'", *word);
		if (o->arg != NULL)
			return word[1] != '\0' ? assign(p, o, word + 1)
					       : assign_next(p, o);
		if (!assign(p, o, NULL))
			return false;
	}
	return true;
}

bool
opt_parse(const struct opt *own, const struct opt *common, int argc, char **argv,
    char ***operands, int *n, struct err *e)
{
	struct parser p = {
		.tables = { own, common }, .argc = argc, .at = 1, .argv = argv, .e = e
	};
	bool options = true;
	int kept = 0;

	while (p.at < argc) {
		char *word = argv[p.at++];

		if (!options || word[0] != '-' || word[1] == '\0')
			argv[1 + kept++] = word;
		else if (strcmp(word, "--") == 0)
			options = false;
		else if (!(word[1] == '-' ? parse_long(&p, word + 2)
					  : parse_brief(&p, word + 1)))
			return false;
	}
	*operands = argv + 1;
	*n = kept;
	return true;
}
