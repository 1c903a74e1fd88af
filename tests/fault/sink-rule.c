/* sink-rule - which rule strikes, and when */
/* SPDX-License-Identifier: ISC */

#include <fnmatch.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/num.h"
#include "fault/sink.h"

static const char *const steps[STEPS] = {
	[STEP_CONNECT] = "connect",
	[STEP_HELLO] = "hello",
	[STEP_STARTTLS] = "starttls",
	[STEP_AUTH] = "auth",
	[STEP_MAIL] = "mail",
	[STEP_RCPT] = "rcpt",
	[STEP_DATA] = "data",
	[STEP_BODY] = "body",
	[STEP_DOT] = "dot",
	[STEP_RSET] = "rset",
	[STEP_QUIT] = "quit",
};

static const char *const actions[ACTIONS] = {
	[ACTION_CLOSE] = "close",
	[ACTION_RESET] = "reset",
	[ACTION_HANG] = "hang",
	[ACTION_MUTE] = "mute",
	[ACTION_DROP] = "drop",
	[ACTION_SAY] = "say",
	[ACTION_BYE] = "bye",
	[ACTION_LATE] = "late",
	[ACTION_BYTES] = "bytes",
	[ACTION_GARBAGE] = "garbage",
};

/* Which of the N WORDS it is; N where it is none. */
static size_t
which(struct str word, const char *const words[], size_t n)
{
	size_t i = 0;

	while (i < n && !str_is(word, words[i]))
		i++;
	return i;
}

/* A condition such as "every=3". */
static bool
read_condition(struct rule *r, struct str word)
{
	struct {
		const char *name;
		int64_t *value;
	} numbers[] = { { "every", &r->every }, { "from", &r->from },
		{ "times", &r->times }, { "after", &r->after } };
	struct str rest = word, name;
	size_t i;

	(void)str_cut(&rest, '=', &name);
	if (str_is(name, "to")) {
		r->to = mem_copy(rest.at, rest.len);
		return true;
	}
	for (i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (str_is(name, numbers[i].name))
			return num_between(rest, 0, INT64_MAX, numbers[i].value);
	return false;
}

/* The text of a reply: "\n" in it begins another line. */
static char *
reply_text(struct str text)
{
	struct buf out = BUF_INIT;
	char *made;
	size_t i;

	for (i = 0; i < text.len; i++) {
		if (text.at[i] == '\\' && i + 1 < text.len && text.at[i + 1] == 'n') {
			buf_text(&out, "\r\n");
			i++;
		} else {
			buf_char(&out, text.at[i]);
		}
	}
	buf_text(&out, "\r\n");
	made = mem_copy(out.at, out.len);
	buf_done(&out);
	return made;
}

bool
rule_read(struct rule *r, const char *text, struct err *e)
{
	struct str rest = str_of(text), word = STR_NONE;
	size_t step = STEPS, action;

	*r = (struct rule){ .text = mem_str(text), .every = 1 };
	while (str_cut(&rest, ' ', &word)) {
		step = which(word, steps, STEPS);
		if (step < STEPS || !read_condition(r, word))
			break;
	}
	(void)str_cut(&rest, ' ', &word);
	action = which(word, actions, ACTIONS);
	if (step == STEPS || action == ACTIONS || r->every == 0)
		return err_set(e, ERR_TROUBLE, "no such rule: \"%s\"", text);
	r->from = r->from == 0 ? r->every : r->from;
	r->step = (enum step)step;
	r->action = (enum action)action;
	if (r->action == ACTION_LATE && !num_between(rest, 0, 3600000, &r->ms))
		return err_set(e, ERR_TROUBLE, "\"%s\": late by how many ms?", text);
	if (r->action == ACTION_SAY || r->action == ACTION_BYE)
		r->what = reply_text(rest);
	return true;
}

static bool
meets(const struct rule *r, struct str to)
{
	char *address;
	bool is;

	if (r->to == NULL)
		return true;
	address = mem_copy(to.at, to.len);
	is = fnmatch(r->to, address, 0) == 0;
	free(address);
	return is;
}

const struct rule *
rule_at(struct sink *s, enum step step, struct str to)
{
	const struct rule *found = NULL;
	size_t i;

	(void)pthread_mutex_lock(&s->lock);
	for (i = 0; i < s->n_rules && found == NULL; i++) {
		struct rule *r = &s->rules[i];

		if (r->step != step || !meets(r, to))
			continue;
		r->met++;
		if (r->met < r->from || (r->met - r->from) % r->every != 0 ||
		    (r->times > 0 && r->struck >= r->times))
			continue;
		r->struck++;
		found = r;
	}
	(void)pthread_mutex_unlock(&s->lock);
	return found;
}
