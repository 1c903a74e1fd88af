/* test-transport - shop/transport: what it takes for one, and a program */
/* SPDX-License-Identifier: ISC */

/* Maildirs, previews and servers are tested with message-send. */

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "shop/transport.h"
#include "tap.h"

static struct err e;
static struct shop *shop;

static bool
mark(void *context)
{
	(void)context;
	return true;
}

static void
words(void)
{
	static const struct {
		const char *text;
		bool reaches, shows;
	} good[] = {
		{ "maildir:a@b", false, false },
		{ "html:x", false, true },
		{ "smtp://localhost", true, false },
		{ "smtps://mail.example:465", true, false },
		{ "pipe:/usr/sbin/sendmail -i -t", true, false },
	};
	static const char *const wrong[] = { "", "maildir:", "html:", "sendmail",
		"pipe:", "smpt://a", "pipe:./sendmail", "smtp:localhost", "imap://a" };
	static const char *const secrets[] = { "smtp://anna:geheim@a",
		"smpt://anna:geheim@a", "smtps://anna:geheim@a:1" };
	size_t i;

	for (i = 0; i < sizeof good / sizeof *good; i++) {
		struct transport *t = transport_new(good[i].text, shop, &e);
		struct transport *twin = t != NULL ? transport_twin(t, &e) : NULL;

		if (!OK(twin != NULL, "%s, and its twin", good[i].text))
			continue;
		IS(transport_name(t), good[i].text, "its name");
		IS(transport_name(twin), good[i].text, "is the twin's");
		OK(transport_reaches(t) == good[i].reaches &&
			transport_reaches(twin) == good[i].reaches,
		    "whether it reaches customers");
		OK(transport_shows(t) == good[i].shows, "whether it only shows");
		transport_free(twin);
		transport_free(t);
	}
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++)
		OK(transport_new(wrong[i], shop, &e) == NULL && e.kind == ERR_TROUBLE,
		    "none: %s", e.text);
	for (i = 0; i < sizeof secrets / sizeof *secrets; i++)
		OK(transport_new(secrets[i], shop, &e) == NULL &&
			strstr(e.text, "geheim") == NULL,
		    "a password is not quoted: %s", e.text);
}

static void *
send_many(void *context)
{
	struct transport *t = context;
	int i;

	for (i = 0; i < 20; i++) {
		struct post post = { .name = "x",
			.from = STR("a@b"),
			.to = STR("c@d"),
			.bytes = STR("Subject: x\n\nx\n"),
			.mark = mark };
		struct outcome o;

		transport_send(t, &post, &o);
		if (o.kind != OUTCOME_SENT || post.there)
			return context;
	}
	return NULL;
}

static void
threads(void)
{
	struct transport *t = transport_new(
	    "pipe:sh -c 'test $(wc -l) = 3' -t", shop, &e);
	struct transport *twins[4];
	struct buf scope = BUF_INIT;
	pthread_t thread[4];
	void *wrong;
	size_t i;

	OK(transport_scope(t, true, &scope, &e), "its program is there");
	IS(buf_view(&scope), "customers", "and it is one that reaches customers");
	for (i = 0; i < 4; i++) {
		twins[i] = transport_twin(t, &e);
		if (pthread_create(&thread[i], NULL, send_many, twins[i]) != 0)
			exit(1);
	}
	for (i = 0; i < 4; i++)
		OK(pthread_join(thread[i], &wrong) == 0 && wrong == NULL,
		    "thread %zu hands its mails over", i);
	for (i = 0; i < 4; i++)
		transport_free(twins[i]);
	transport_free(t);
	buf_clear(&scope);
	t = transport_new("pipe:no-such-program-here", shop, &e);
	OK(!transport_scope(t, true, &scope, &e) && e.kind == ERR_TROUBLE,
	    "not there: %s", e.text);
	OK(transport_scope(t, false, &scope, &e), "which does not matter to a dry run");
	transport_free(t);
	buf_done(&scope);
}

int
main(void)
{
	shop = shop_read(NULL, &e);
	words();
	threads();
	shop_free(shop);
	return tap_done();
}
