/* test-cgi - io/cgi */
/* SPDX-License-Identifier: ISC */

#include "io/cgi.h"

#include <stdlib.h>
#include <unistd.h>

#include "tap.h"

/* The request POST with BODY of TYPE, of which LENGTH is said; *STATUS is cgi_read's. */
static struct cgi
posted(const char *type, const char *body, const char *length, int *status)
{
	struct cgi c;
	int ends[2];

	if (pipe(ends) != 0 || write(ends[1], body, strlen(body)) < 0)
		exit(1);
	(void)close(ends[1]);
	(void)setenv("REQUEST_METHOD", "POST", 1);
	(void)setenv("CONTENT_TYPE", type, 1);
	(void)setenv("CONTENT_LENGTH", length, 1);
	*status = cgi_read(&c, ends[0]);
	(void)close(ends[0]);
	return c;
}

/* BODY of TYPE has the field of RFC 8058, or not. */
static void
one_click(const char *type, const char *body, bool has)
{
	char length[20];
	struct cgi c;
	int status;

	(void)snprintf(length, sizeof length, "%zu", strlen(body));
	c = posted(type, body, length, &status);
	OK(status == 0 && cgi_has(&c, STR("List-Unsubscribe"), STR("One-Click")) == has,
	    "%s: %s %s", type, body, has ? "has it" : "has it not");
	cgi_done(&c);
}

/* A body of BYTES, of which LENGTH is said, is answered with WANT. */
static void
answers(const char *length, const char *body, int want)
{
	int status;
	struct cgi c = posted("text/plain", body, length, &status);

	OK(status == want, "%s of %zu bytes: %d", length, strlen(body), status);
	cgi_done(&c);
}

static void
forms(void)
{
	const char *url = "application/x-www-form-urlencoded";
	const char *multi = "multipart/form-data; boundary=\"xx y\"";

	one_click(url, "List-Unsubscribe=One-Click", true);
	one_click("Application/X-WWW-Form-Urlencoded; charset=utf-8",
	    "a=b&List%2DUnsubscribe=One%2dClick&c", true);
	one_click(url, "List-Unsubscribe=One-Clic", false);
	one_click(url, "List-Unsubscribe=One-Clickk", false);
	one_click(url, "xList-Unsubscribe=One-Click", false);
	one_click(url, "List-Unsubscribe", false);
	one_click(url, "", false);
	one_click(url, "&&&=%&%4", false);
	one_click("text/plain", "List-Unsubscribe=One-Click", false);
	one_click("", "List-Unsubscribe=One-Click", false);
	one_click(multi,
	    "--xx y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n"
	    "--xx y\r\ncontent-disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\n"
	    "One-Click\r\n--xx y--\r\n",
	    true);
	one_click("multipart/form-data; charset=utf-8; boundary=z",
	    "--z\nContent-Disposition: form-data; name=List-Unsubscribe\n\nOne-Click\n"
	    "--z--",
	    true);
	one_click(multi,
	    "--xx y\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n"
	    "List-Unsubscribe=One-Click\r\n--xx y--\r\n",
	    false);
	one_click(multi, "--xx y", false);
	one_click(multi, "--xx y--xx y\r\n--xx y\r\n\r\n", false);
	one_click("multipart/form-data", "--\r\n\r\nOne-Click", false);
	one_click("multipart/form-data; boundary=", "--\r\n\r\nOne-Click", false);
}

int
main(void)
{
	char huge[CGI_BODY_MAX + 2], length[20];
	struct cgi c;

	forms();
	answers("3", "abc", 0);
	answers("2", "abc", 0);
	answers("4", "abc", 400);
	answers("-1", "abc", 400);
	answers("3x", "abc", 400);
	answers("99999999999999999999", "abc", 400);
	answers("", "", 0);
	memset(huge, 'a', sizeof huge);
	huge[CGI_BODY_MAX] = '\0';
	(void)snprintf(length, sizeof length, "%d", CGI_BODY_MAX);
	answers(length, huge, 0);
	(void)snprintf(length, sizeof length, "%d", CGI_BODY_MAX + 1);
	answers(length, huge, 413);
	(void)setenv("REQUEST_METHOD", "GET", 1);
	(void)setenv("PATH_INFO", "/u/x", 1);
	(void)unsetenv("REQUEST_URI");
	OK(cgi_read(&c, -1) == 0 && c.body.len == 0, "a GET has no body to read");
	IS(c.path, "/u/x", "a path");
	OK(c.target.at == NULL && c.query.len == 0 && c.query.at != NULL,
	    "what is not there is empty, or none");
	cgi_done(&c);
	return tap_done();
}
