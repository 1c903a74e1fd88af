/* test-wish - shop/wish */
/* SPDX-License-Identifier: ISC */

#include "shop/wish.h"

#include "tap.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define DATE "Date: Sat, 21 Nov 2026 10:02:11 +0100\n"

static struct err e;

/* The request is a wish with the token WANT, or none where that is NULL. */
static void
request(const char *method, const char *target, const char *token, int status,
    const char *want)
{
	struct weblog_entry entry = { str_of(method), str_of(target), str_of(token),
		status, { 1795251731, 0, 60 } };
	struct wish w = { .token = BUF_INIT };
	struct landing l;
	bool is;

	(void)landing_init(&l, STR("https://shop.example/u/{token}"), &e);
	is = wish_of_request(&w, &l, &entry);
	OK(is == (want != NULL), "%s %s %d is %s", method, target, status,
	    want == NULL ? "none" : "one");
	if (is && want != NULL) {
		IS(buf_view(&w.token), want, "with its token");
		OK(w.at.seconds == 1795251731 && w.at.offset == 60, "and its time");
	}
	landing_done(&l);
	wish_done(&w);
}

static void
letter(const char *mail, const char *want, int64_t at)
{
	struct wish w = { .token = BUF_INIT };
	bool is = wish_of_mail(&w, str_of(mail), &e);

	OK(is == (want != NULL), "%.70s is %s", mail, want == NULL ? "none" : "one");
	if (is && want != NULL) {
		IS(buf_view(&w.token), want, "with its token");
		OK(w.at.seconds == at, "and its time (%lld)", (long long)w.at.seconds);
	} else if (!is) {
		OK(e.kind == ERR_RECORD, "with a reason: %s", e.text);
	}
	wish_done(&w);
}

static void
letters(void)
{
	const int64_t at = 1795251731;

	letter("Subject: unsubscribe " A "\n" DATE "\n", A, at);
	letter("Subject: Re: unsubscribe\r\n " A "\r\n" DATE "\r\nbody", A, at);
	letter("SUBJECT: =?utf-8?Q?unsubscribe_" A "?=\n" DATE "\n", A, at);
	letter("Subject: =?utf-8?B?dW5zdWJzY3JpYmUgYWFhYWFh"
	       "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh?=\n" DATE "\n",
	    A, at);
	letter("To: Shop <u+" A "@shop.example>\nSubject: stop\n" DATE "\n", A, at);
	letter("To: undisclosed\nDelivered-To: u+" A "@shop.example\n" DATE "\n", A, at);
	letter("To: x@y\nCc: u-" A "@shop.example\n" DATE "\n", A, at);
	letter("Subject: " A "\nTo: u+" B "@shop.example\n" DATE "\n", A, at);
	/* When the shop's own system took it, whatever the sender's clock says. */
	letter("Received: from x by y; Sat, 21 Nov 2026 09:00:00 +0000\n"
	       "Received: from a by x; Sat, 21 Nov 2026 08:00:00 +0000\n"
	       "Subject: " A "\nDate: Fri, 1 Jan 2077 00:00:00 +0000\n\n",
	    A, 1795251600);
	letter("Received: garbage\nSubject: " A "\n" DATE "\n", A, at);
	letter("Subject: please stop\n" DATE "\nunsubscribe " A "\n", NULL, 0);
	letter("Subject: " A "\n\n", NULL, 0);
	letter("Subject: " A "x\n" DATE "\n", NULL, 0);
	letter("", NULL, 0);
	letter("\n\n", NULL, 0);
	letter("\xff\xfe: \n: \n" DATE, NULL, 0);
}

int
main(void)
{
	struct weblog_entry entry = { STR("POST"), STR("/u/" A), STR_NONE, 200,
		{ 0, 0, 0 } };
	struct wish w = { .token = BUF_INIT };

	request("POST", "/u/" A, NULL, 200, A);
	request("POST", "/u/" A, NULL, 204, A);
	request("POST", "/u/", NULL, 200, "");
	request("GET", "/u/" A, NULL, 200, NULL);
	request("HEAD", "/u/" A, NULL, 200, NULL);
	request("post", "/u/" A, NULL, 200, NULL);
	request("", "", NULL, 200, NULL);
	request("POST", "/u/" A, NULL, 199, NULL);
	request("POST", "/u/" A, NULL, 302, NULL);
	request("POST", "/u/" A, NULL, 404, NULL);
	request("POST", "/checkout", NULL, 200, NULL);
	request("POST", NULL, B, 200, B);
	request("GET", NULL, B, 200, NULL);
	OK(!wish_of_request(&w, NULL, &entry), "without a page nothing is one");
	letters();
	wish_done(&w);
	return tap_done();
}
