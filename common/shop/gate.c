/* gate - what the page that ends marketing mail answers to a request */
/* SPDX-License-Identifier: ISC */

#include "shop/gate.h"

#include "data/emit.h"
#include "io/spool.h"

/* The target of the request; ROOM has it where the server does not say. */
static struct str
target_of(const struct cgi *c, struct buf *room)
{
	if (c->target.at != NULL)
		return c->target;
	buf_str(room, c->path);
	if (c->query.len > 0)
		buf_char(room, '?');
	buf_str(room, c->query);
	return buf_view(room);
}

/*
 * The token of C.  A page that a server has put elsewhere than the shop's links say is
 * known by a token in what it hands over.
 */
static bool
find_token(const struct cgi *c, const struct landing *landing, struct buf *room,
    struct str *token)
{
	struct buf target = BUF_INIT;
	bool found = landing != NULL &&
		     landing_reads(landing, target_of(c, &target), room, token);
	struct str rest = c->path;

	buf_done(&target);
	if (found && token->len > 0)
		return true;
	if (token_next(&rest, token))
		return true;
	rest = c->query;
	return token_next(&rest, token);
}

/* Adds the line that stands for the wish; TOKEN is a token. */
static bool
note(struct str token, const char *spool, struct instant now, struct err *e)
{
	struct emit m;
	bool ok;

	emit_init(&m, -1);
	emit_object(&m);
	emit_put_time(&m, STR("time"), (struct moment){ true, now });
	emit_put_text(&m, STR("method"), STR("POST"));
	emit_put_text(&m, STR("token"), token);
	emit_put_int(&m, STR("status"), 200);
	emit_object_end(&m);
	ok = spool_add(spool, buf_view(&m.out), e);
	emit_done(&m);
	return ok;
}

enum farewell
gate_answer(const struct cgi *c, int status, const struct landing *landing,
    struct unsubscribe *u, const char *spool, struct instant now, struct err *e)
{
	bool post = str_is(c->method, "POST");
	enum farewell answer = post ? FAREWELL_DONE : FAREWELL_ASK;
	unsigned char row[TOKEN_ROW];
	struct buf room = BUF_INIT;
	struct str token;

	e->text[0] = '\0';
	if (!post && !str_is(c->method, "GET") && !str_is(c->method, "HEAD"))
		return FAREWELL_METHOD;
	if (status != 0)
		return status == 413 ? FAREWELL_LONG : FAREWELL_BAD;
	if (!find_token(c, landing, &room, &token)) {
		answer = FAREWELL_BAD;
	} else if (!unsubscribe_check(u, token, row, e)) {
		answer = e->kind == ERR_RECORD ? FAREWELL_BAD : FAREWELL_LATER;
		if (answer == FAREWELL_BAD)
			e->text[0] = '\0';
	} else if (post && !cgi_has(c, STR("List-Unsubscribe"), STR("One-Click")) &&
		   !cgi_has(c, STR(FAREWELL_FIELD), STR(FAREWELL_VALUE))) {
		answer = FAREWELL_BAD;
	} else if (post && !note(token, spool, now, e)) {
		answer = FAREWELL_LATER;
	}
	buf_done(&room);
	return answer;
}
