/* gateway-render - a message as the request that a gateway takes */
/* SPDX-License-Identifier: ISC */

#include <string.h>

#include "base/num.h"
#include "data/emit.h"
#include "shop/gateway-parts.h"
#include "shop/segments.h"

/* Seen as nothing, and ends no word for a reader: a mention needs the name right behind.
 */
#define ZERO_WIDTH "\xe2\x80\x8b"

void
gateway_values(const struct gateway *g, const struct gateway_account *a, struct str to,
    struct str key, struct place_values *v)
{
	*v = (struct place_values){ 0 };
	v->at[PLACE_FROM] = a->from;
	v->at[PLACE_ACCOUNT] = a->account;
	v->at[PLACE_CHAT] = a->chat;
	v->at[PLACE_SECRET] = a->secret;
	v->at[PLACE_KEY] = key;
	if (!g->sms)
		return;
	v->at[PLACE_TO] = to;
	v->at[PLACE_DIGITS] = (struct str){ to.at + 1, to.len - 1 };
}

/* A control character but for line ends and tabs is no text. */
static bool
is_control(unsigned char c)
{
	return (c < ' ' && c != '\n' && c != '\t' && c != '\r') || c == 0x7f;
}

static bool
is_word(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c >= 0x80;
}

/* Adds TEXT so that the service takes it for nothing but text. */
static void
add_text(enum gateway_escape how, struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];
		bool first = i == 0 || !is_word((unsigned char)text.at[i - 1]);

		if (is_control(c))
			buf_char(out, ' ');
		else if (how != ESCAPE_NONE && c == '&')
			buf_text(out, "&amp;");
		else if (how != ESCAPE_NONE && c == '<')
			buf_text(out, "&lt;");
		else if (how != ESCAPE_NONE && c == '>')
			buf_text(out, "&gt;");
		else
			buf_char(out, (char)c);
		if (how == ESCAPE_MATTERMOST && c == '@' && first)
			buf_text(out, ZERO_WIDTH);
	}
}

struct rendering {
	const struct gateway *g;
	struct val body; /* of a webhook */
	struct place_values values;
	struct buf text, scratch;
	struct segments segments;
};

/* Takes the text out of M, and looks whether it is not too long. */
static bool
take_text(struct rendering *r, const struct message *m, struct err *e)
{
	const struct gateway *g = r->g;
	struct str text = g->sms ? m->text : val_text(m->body);
	const char *field = g->sms ? "text" : "body";
	size_t length;

	if (text.at == NULL)
		return true;
	add_text(g->escape, &r->text, text);
	r->values.at[PLACE_TEXT] = buf_view(&r->text);
	length = segments_utf16(buf_view(&r->text));
	if (g->length > 0 && length > (size_t)g->length)
		return err_set(e, ERR_RECORD, "%s: has %zu characters, and %.*s takes %d",
		    field, length, STR_ARG(g->name), (int)g->length);
	if (!g->sms)
		return true;
	r->segments = segments_of(buf_view(&r->text));
	r->values.at[PLACE_CODING] = g->coding[r->segments.gsm ? 0 : 1];
	if (g->segments > 0 && r->segments.n > (size_t)g->segments)
		return err_set(e, ERR_RECORD, "%s: takes %zu parts, and %.*s sends %d",
		    field, r->segments.n, STR_ARG(g->name), (int)g->segments);
	return true;
}

static void
add_form(struct rendering *r, struct buf *out)
{
	struct val_iter it = val_iter(r->g->body);
	struct val pattern;
	struct str name;
	bool first = true;

	while (val_next_member(&it, &name, &pattern)) {
		buf_clear(&r->scratch);
		place_fill(&r->scratch, val_text(pattern), &r->values, NULL);
		if (!first)
			buf_char(out, '&');
		first = false;
		http_escape(out, name);
		buf_char(out, '=');
		http_escape(out, buf_view(&r->scratch));
	}
}

static void add_json(struct rendering *r, struct val v, struct emit *m);

static void
add_members(struct rendering *r, struct val object, struct emit *m)
{
	struct val_iter it = val_iter(object);
	struct val value;
	struct str key;

	while (val_next_member(&it, &key, &value)) {
		emit_key(m, key);
		add_json(r, value, m);
	}
}

static void
add_items(struct rendering *r, struct val list, struct emit *m)
{
	struct val_iter it = val_iter(list);
	struct val value;

	while (val_next(&it, &value))
		add_json(r, value, m);
}

/* Adds what the template V becomes. */
static void
add_json(struct rendering *r, struct val v, struct emit *m)
{
	enum tok_kind kind = val_kind(v);

	if (kind == TOK_OBJECT) {
		emit_object(m);
		add_members(r, v, m);
		emit_object_end(m);
	} else if (kind == TOK_ARRAY) {
		emit_list(m);
		add_items(r, v, m);
		emit_list_end(m);
	} else if (kind != TOK_TEXT) {
		emit_raw(m, val_raw(v));
	} else if (str_is(val_text(v), "{body}") && val_there(r->body)) {
		emit_raw(m, val_raw(r->body));
	} else {
		buf_clear(&r->scratch);
		place_fill(&r->scratch, val_text(v), &r->values, NULL);
		emit_text(m, buf_view(&r->scratch));
	}
}

/* The message's own object, with the gateway's members in the place of its own. */
static void
add_object(struct rendering *r, struct emit *m)
{
	struct val_iter it = val_iter(r->body);
	struct val value, same;
	struct err unused;
	struct str key;

	emit_object(m);
	while (val_next_member(&it, &key, &value)) {
		if (rec_fields(r->g->object, &key, 1, &same, &unused) && val_there(same))
			continue;
		emit_key(m, key);
		emit_raw(m, val_raw(value));
	}
	add_members(r, r->g->object, m);
	emit_object_end(m);
}

static bool
add_body(struct rendering *r, struct buf *out, struct err *e)
{
	const struct gateway *g = r->g;
	enum tok_kind kind = val_kind(r->body);
	bool any = (g->used & PLACE_BIT(PLACE_BODY)) != 0;
	struct emit m;

	if (!g->sms && !any && kind != TOK_TEXT &&
	    !(kind == TOK_OBJECT && g->takes_object))
		return val_expected(
		    r->body, "", g->takes_object ? "a text or an object" : "a text", e);
	if (g->form) {
		add_form(r, out);
		return true;
	}
	emit_init(&m, -1);
	if (!g->sms && kind == TOK_OBJECT && g->takes_object)
		add_object(r, &m);
	else
		add_json(r, g->body, &m);
	buf_str(out, buf_view(&m.out));
	emit_done(&m);
	return true;
}

static bool
render(struct rendering *r, const struct gateway_account *a, const struct message *m,
    const char *key, struct buf *bytes, struct err *e)
{
	const struct gateway *g = r->g;

	if (g->sms && !gateway_number(m->to.address, e))
		return err_prefix(e, "to.address: ");
	gateway_values(g, a, m->to.address, str_of(key), &r->values);
	/* What is kept holds no secret, whatever a pattern may say. */
	r->values.at[PLACE_SECRET] = STR_NONE;
	if (!take_text(r, m, e))
		return false;
	buf_fmt(bytes, "Gateway: %.*s\nKey: %s\n", STR_ARG(g->name), key);
	if (g->sms)
		buf_fmt(bytes, "Segments: %zu\n", r->segments.n);
	buf_fmt(bytes, "Content-Type: %s\n\n",
	    g->form ? "application/x-www-form-urlencoded" : "application/json");
	return add_body(r, bytes, e);
}

bool
gateway_render(const struct gateway *g, const struct gateway_account *a,
    const struct message *m, const char *key, struct buf *bytes, struct err *e)
{
	struct rendering r = { .g = g, .body = g->sms ? VAL_NONE : m->body };
	size_t start = bytes->len;
	bool ok = render(&r, a, m, key, bytes, e);

	if (!ok)
		bytes->len = start;
	buf_done(&r.text);
	buf_done(&r.scratch);
	return ok;
}

bool
gateway_read(struct str bytes, struct gateway_request *r)
{
	struct str line, name;

	*r = (struct gateway_request){ .segments = 0 };
	while (str_cut(&bytes, '\n', &line) && line.len > 0) {
		(void)str_cut(&line, ':', &name);
		line = str_trim(line);
		if (str_is(name, "Gateway"))
			r->gateway = line;
		else if (str_is(name, "Key"))
			r->key = line;
		else if (str_is(name, "Content-Type"))
			r->type = line;
		else if (!str_is(name, "Segments") ||
			 !num_between(line, 0, 100000, &r->segments))
			return false;
	}
	r->body = bytes;
	return bytes.at != NULL && r->gateway.len > 0 && r->key.len > 0 &&
	       r->type.len > 0;
}
