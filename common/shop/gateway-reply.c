/* gateway-reply - what the answer of a gateway means */
/* SPDX-License-Identifier: ISC */

#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "shop/gateway-parts.h"

enum {
	SLACK = 64,
	WORDS_MAX = 100, /* bytes of an answer's texts that are told */
};

/* What each list of codes means. */
static const struct {
	const char *word;
	enum outcome_kind kind;
} lists[] = { { "later", OUTCOME_LATER }, { "down", OUTCOME_DOWN },
	{ "failed", OUTCOME_FAILED }, { "unknown", OUTCOME_UNKNOWN } };

enum { LISTS = sizeof lists / sizeof *lists };

static bool
get_path(
    struct gateway *g, struct val v, const char *key, const char **out, struct err *e)
{
	struct str path;

	if (!rec_get_text(v, key, &path, e))
		return false;
	*out = path.len == 0 ? NULL : pool_fmt(&g->pool, "%.*s", STR_ARG(path)).at;
	return true;
}

static bool
get_codes(struct gateway *g, struct val reply, struct err *e)
{
	struct val list[LISTS], item;
	size_t n = 0;

	for (int i = 0; i < LISTS; i++) {
		if (!rec_get_list(reply, lists[i].word, &list[i], e))
			return false;
		n += val_count(list[i]);
	}
	g->reply.codes = pool_zero(&g->pool, (n + 1) * sizeof *g->reply.codes);
	for (int i = 0; i < LISTS; i++) {
		struct val_iter it = val_iter(list[i]);

		while (val_next(&it, &item)) {
			struct gateway_code *c = &g->reply.codes[g->reply.n_codes++];

			if (!rec_need_text(item, "", &c->code, e))
				return false;
			c->kind = lists[i].kind;
		}
	}
	return true;
}

static bool
get_statuses(struct gateway *g, struct val v, struct err *e)
{
	static const char *const keys[] = { "later", "down", "failed", "unknown", NULL };
	struct val list[LISTS], item;
	size_t n = 0;

	if (!gateway_known(v, keys, e))
		return false;
	for (int i = 0; i < LISTS; i++) {
		if (!rec_get_list(v, lists[i].word, &list[i], e))
			return false;
		n += val_count(list[i]);
	}
	g->reply.statuses = pool_zero(&g->pool, (n + 1) * sizeof *g->reply.statuses);
	for (int i = 0; i < LISTS; i++) {
		struct val_iter it = val_iter(list[i]);

		while (val_next(&it, &item)) {
			int64_t status = 0;

			if (val_kind(item) != TOK_NUMBER ||
			    !num_between(val_raw(item), 300, 599, &status))
				return val_expected(
				    item, "", "a status from 300 to 599", e);
			g->reply
			    .statuses[g->reply.n_statuses++] = (struct gateway_status){
				(int)status, lists[i].kind
			};
		}
	}
	return true;
}

bool
gateway_get_reply(struct gateway *g, struct val v, struct err *e)
{
	static const char *const keys[] = { "ok", "equals", "id", "code", "error",
		"retry_after", "later", "down", "failed", "unknown", "status", NULL };
	struct val reply, status;

	if (!rec_get_object(v, "reply", &reply, e))
		return false;
	if (!val_there(reply))
		return true;
	if (!gateway_known(reply, keys, e) ||
	    !get_path(g, reply, "ok", &g->reply.ok, e) ||
	    !rec_get_word(reply, "equals", &g->reply.equals, e) ||
	    !get_path(g, reply, "id", &g->reply.id, e) ||
	    !get_path(g, reply, "code", &g->reply.code, e) ||
	    !get_path(g, reply, "error", &g->reply.error, e) ||
	    !get_path(g, reply, "retry_after", &g->reply.after, e) ||
	    !rec_get_object(reply, "status", &status, e))
		return false;
	if (g->reply.ok != NULL && g->reply.equals.at == NULL)
		return val_expected(
		    reply, "equals", "what stands there where it was taken", e);
	return get_codes(g, reply, e) && get_statuses(g, status, e);
}

/* An answer, as far as it could be read. */
struct answer {
	struct buf text; /* with what a scan needs behind it */
	struct rec rec;
	struct val root; /* none: it is no JSON object */
	struct str plain;
};

static void
read_answer(struct answer *a, const struct http_reply *reply)
{
	struct err unused;
	size_t bad;

	*a = (struct answer){ .root = VAL_NONE };
	buf_str(&a->text, buf_view(&reply->body));
	buf_reserve(&a->text, SLACK);
	memset(a->text.at + a->text.len, 0, SLACK);
	rec_init(&a->rec);
	if (rec_read(&a->rec, str_trim(buf_view(&a->text)), &unused))
		a->root = rec_root(&a->rec);
	else if (str_utf8(buf_view(&a->text), &bad))
		a->plain = str_trim(buf_view(&a->text));
}

static void
answer_done(struct answer *a)
{
	rec_done(&a->rec);
	buf_done(&a->text);
}

/* The text or number at PATH; of an answer that is no JSON, all of it; else none. */
static struct str
word_at(const struct answer *a, const char *path)
{
	struct str word = STR_NONE;
	struct err unused;

	if (!val_there(a->root))
		return a->plain;
	if (path != NULL)
		(void)rec_get_word(a->root, path, &word, &unused);
	return word;
}

/* The start of WORD for people, on one line. */
static void
add_words(struct buf *out, const char *before, struct str word)
{
	struct str start = str_head(word, WORDS_MAX);

	if (start.len == 0)
		return;
	buf_text(out, before);
	for (size_t i = 0; i < start.len; i++) {
		unsigned char c = (unsigned char)start.at[i];

		buf_char(out, c < ' ' || c == 0x7f ? ' ' : (char)c);
	}
}

static bool
find_code(const struct gateway *g, struct str code, enum outcome_kind *kind)
{
	for (size_t i = 0; code.at != NULL && i < g->reply.n_codes; i++)
		if (str_eq(g->reply.codes[i].code, code)) {
			*kind = g->reply.codes[i].kind;
			return true;
		}
	return false;
}

static bool
find_status(const struct gateway *g, int status, enum outcome_kind *kind)
{
	for (size_t i = 0; i < g->reply.n_statuses; i++)
		if (g->reply.statuses[i].status == status) {
			*kind = g->reply.statuses[i].kind;
			return true;
		}
	return false;
}

/* Seconds to wait, where the answer says so: "12" or "1.25". */
static int64_t
wait_of(const struct gateway *g, const struct answer *a)
{
	struct str word, whole;
	int64_t n = 0;

	if (g->reply.after == NULL || !val_there(a->root))
		return 0;
	word = word_at(a, g->reply.after);
	if (!str_cut(&word, '.', &whole) || !num_between(whole, 0, HTTP_AFTER_MAX, &n))
		return 0;
	return n + (word.at != NULL);
}

/* Whether the answer to what was taken says so itself, where it has to. */
static bool
says_ok(const struct gateway *g, const struct answer *a)
{
	return g->reply.equals.at == NULL ||
	       str_eq(word_at(a, g->reply.ok), g->reply.equals);
}

/*
 * Whether an answer that has to say itself what became of the message does.  What says
 * neither yes nor a word that is known may be from somebody else on the way.
 */
static bool
tells(const struct gateway *g, const struct answer *a, const struct http_reply *reply)
{
	enum outcome_kind unused;

	if (g->reply.equals.at == NULL)
		return true;
	if (!reply->whole)
		return false;
	if (g->reply.ok == NULL)
		return says_ok(g, a) || find_code(g, a->plain, &unused);
	return val_there(a->root) && word_at(a, g->reply.ok).at != NULL;
}

static void
describe(const struct gateway *g, const struct answer *a, struct outcome *o)
{
	struct buf text = BUF_INIT;
	struct str error = word_at(a, g->reply.error);

	if (o->kind == OUTCOME_SENT) {
		if (g->reply.id != NULL && val_there(a->root))
			add_words(&text, "", word_at(a, g->reply.id));
	} else if (val_there(a->root)) {
		add_words(&text, "", word_at(a, g->reply.code));
		add_words(&text, text.len > 0 ? ": " : "", error);
	} else {
		add_words(&text, "", a->plain);
	}
	if (text.len > 0 || o->kind == OUTCOME_SENT)
		(void)snprintf(o->detail, sizeof o->detail, "%s", buf_cstr(&text));
	buf_done(&text);
}

void
gateway_judge(const struct gateway *g, const struct http_reply *reply, bool repeatable,
    struct outcome *o)
{
	struct answer a;
	bool taken = o->kind == OUTCOME_SENT;

	if (reply->status == 0)
		return;
	read_answer(&a, reply);
	if (taken && !tells(g, &a, reply)) {
		o->kind = repeatable ? OUTCOME_LATER : OUTCOME_UNKNOWN;
		(void)snprintf(o->detail, sizeof o->detail,
		    "its answer does not say whether it took the message");
		answer_done(&a);
		return;
	}
	if (taken && !says_ok(g, &a))
		o->kind = OUTCOME_FAILED;
	if (o->kind != OUTCOME_SENT &&
	    !find_code(g, word_at(&a, g->reply.code), &o->kind))
		(void)find_status(g, reply->status, &o->kind);
	if (o->kind == OUTCOME_LATER && o->retry_after == 0)
		o->retry_after = wait_of(g, &a);
	describe(g, &a, o);
	answer_done(&a);
}
