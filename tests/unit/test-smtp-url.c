/* test-smtp-url - io/smtp_url */
/* SPDX-License-Identifier: ISC */

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "io/smtp_url.h"
#include "tap.h"

static void
test_good(const char *url, const char *want)
{
	bool tls = false;
	struct err e;
	char *got = smtp_url_read(url, &tls, &e);

	OK(got != NULL && strcmp(got, want) == 0, "%s is %s", url, want);
	OK(tls == (strncmp(url, "smtps:", 6) == 0), "with TLS or without: %s", url);
	free(got);
}

static void
test_wrong(void)
{
	static const char *const wrong[] = { "", "smtp:", "smtp://", "smtp://:25",
		"smtp://a:", "smtp://a:0", "smtp://a:65536", "smtp://a:x", "smtp://a/b",
		"smtp://-a", "http://a", "smtp://a\r\nRSET", "smtp://a:25:25", "smtps:a",
		"smtpss://a", "SMTP://a", "smtp://a?b", "smtp://a#b",
		"smtp://a;AUTH=LOGIN", "smtp://[]", "smtp://[", "smtp://[::1",
		"smtp://[::1]x", "smtp://[::1]:", "smtp://[::1]:0", "smtp://::1",
		"smtp://[a]", "smtp://[1.2.3.4]", "smtp://[::1%25lo]", "smtp://[::1]]",
		"smtp://[::1]/x",
		"smtp://[0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0001]" };
	struct err e;
	bool tls;
	size_t i;

	for (i = 0; i < sizeof wrong / sizeof *wrong; i++)
		OK(smtp_url_read(wrong[i], &tls, &e) == NULL && e.kind == ERR_TROUBLE,
		    "none: number %zu", i);
}

static void
test_logins(void)
{
	static const char *const logins[] = { "smtp://anna@a", "smtp://anna:geheim@a",
		"smtps://anna:geheim@a:465", "smtp://:geheim@a", "anna:geheim@a",
		"smtp://a@b@c", "smtp://anna@[::1]" };
	struct err e;
	bool tls;
	size_t i;

	for (i = 0; i < sizeof logins / sizeof *logins; i++) {
		OK(smtp_url_read(logins[i], &tls, &e) == NULL && e.kind == ERR_TROUBLE,
		    "none with a login: number %zu", i);
		OK(str_find(str_of(e.text), STR("mail.user")) >= 0,
		    "where that belongs is said");
		OK(strstr(e.text, "geheim") == NULL && strstr(e.text, "anna") == NULL,
		    "and it is not quoted");
	}
}

int
main(void)
{
	test_good("smtp://localhost", "smtp://localhost:25");
	test_good("smtp://mail.example:587", "smtp://mail.example:587");
	test_good("smtp://127.0.0.1:1", "smtp://127.0.0.1:1");
	test_good("smtp://a:65535", "smtp://a:65535");
	test_good("smtps://a", "smtps://a:465");
	test_good("smtps://a_b:25", "smtps://a_b:25");
	test_good("smtp://[::1]", "smtp://[::1]:25");
	test_good("smtp://[2001:DB8::25]:2525", "smtp://[2001:DB8::25]:2525");
	test_good("smtps://[::ffff:10.0.0.1]", "smtps://[::ffff:10.0.0.1]:465");
	test_wrong();
	test_logins();
	return tap_done();
}
