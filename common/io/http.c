/* http - one POST at a time to a web service, through libcurl */
/* SPDX-License-Identifier: ISC */

#include "io/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <curl/curl.h>

#include "base/mem.h"
#include "base/num.h"

enum {
	CONNECT_SECONDS = 30,
	SECONDS_MAX = 600, /* a claim in the ledger lasts longer */
};

struct http {
	CURL *curl;

	/* Of the request at hand. */
	const struct http_request *request;
	struct http_reply *reply;
	bool marked, refused; /* by the caller's mark */
	int64_t date;	      /* of the answer, or 0 */
	char after[64];	      /* Retry-After as it stands, or "" */
	char error[CURL_ERROR_SIZE];
};

struct http *
http_new(void)
{
	/* Reference counted; safe in the main thread, which makes them all. */
	(void)curl_global_init(CURL_GLOBAL_DEFAULT);
	return mem_zero(1, sizeof(struct http));
}

void
http_free(struct http *h)
{
	if (h == NULL)
		return;
	curl_easy_cleanup(h->curl);
	free(h);
}

static bool
is_loopback(const char *host)
{
	struct str s = str_of(host), part;
	int64_t n;
	int parts = 0;

	if (str_same(s, STR("localhost")) || str_is(s, "[::1]"))
		return true;
	if (!str_starts(s, STR("127.")))
		return false;
	while (str_cut(&s, '.', &part))
		if (part.len > 3 || !num_between(part, 0, 255, &n) || ++parts > 4)
			return false;
	return parts == 4;
}

/* A part of a URL, freed by the caller with curl_free; NULL where there is none. */
static char *
part_of(CURLU *u, CURLUPart what)
{
	char *part = NULL;

	return curl_url_get(u, what, &part, 0) == CURLUE_OK ? part : NULL;
}

/* *LOCAL is whether the host of URL is this machine. */
static bool
read_url(const char *url, bool *secure, bool *local)
{
	CURLU *u = curl_url();
	bool ok = u != NULL && curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK;
	char *scheme = ok ? part_of(u, CURLUPART_SCHEME) : NULL;
	char *host = ok ? part_of(u, CURLUPART_HOST) : NULL;
	char *user = ok ? part_of(u, CURLUPART_USER) : NULL;
	char *fragment = ok ? part_of(u, CURLUPART_FRAGMENT) : NULL;

	ok = scheme != NULL && host != NULL && host[0] != '\0' && user == NULL &&
	     fragment == NULL;
	*secure = ok && strcmp(scheme, "https") == 0;
	*local = ok && is_loopback(host);
	ok = ok && (*secure || (*local && strcmp(scheme, "http") == 0));
	curl_free(scheme);
	curl_free(host);
	curl_free(user);
	curl_free(fragment);
	curl_url_cleanup(u);
	return ok;
}

/* Whether S has no control character, and none of BAD. */
static bool
is_plain(struct str s, const char *bad)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];

		if (c < ' ' || c == 0x7f || strchr(bad, c) != NULL)
			return false;
	}
	return true;
}

bool
http_url(struct str url, struct err *e)
{
	char *text = mem_copy(url.at, url.len);
	bool secure, local, ok;

	/* What curl makes of a third slash is not what others make of it. */
	ok = is_plain(url, " \"<>\\^`{|}") && str_find(url, STR(":///")) < 0 &&
	     read_url(text, &secure, &local);
	mem_wipe(text);
	return ok || err_set(e, ERR_TROUBLE,
			 "expected an https URL (http only to this machine) without a "
			 "user, a password, a fragment or a space in it");
}

bool
http_header(struct str header)
{
	struct str rest = header, name;

	(void)str_cut(&rest, ':', &name);
	if (name.len == 0 || rest.at == NULL || !is_plain(rest, ""))
		return false;
	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && c != '-' && c != '_')
			return false;
	}
	return true;
}

void
http_escape(struct buf *out, struct str text)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || (c != 0 && strchr("-._~", c) != NULL)) {
			buf_char(out, (char)c);
		} else {
			buf_char(out, '%');
			buf_char(out, hex[c >> 4]);
			buf_char(out, hex[c & 15]);
		}
	}
}

int64_t
http_retry_after(struct str value, int64_t now)
{
	char text[64];
	int64_t n = 0;

	value = str_trim(value);
	if (value.len == 0 || value.len >= sizeof text)
		return 0;
	if (!num_whole(value, &n)) {
		memcpy(text, value.at, value.len);
		text[value.len] = '\0';
		n = (int64_t)curl_getdate(text, NULL);
		n = n < 0 || now == 0 ? 0 : n - now;
	}
	return n < 0 ? 0 : n > HTTP_AFTER_MAX ? HTTP_AFTER_MAX : n;
}

/* Called when the connection stands, and before a byte of the request is sent. */
static int
on_connected(void *context, char *their_ip, char *our_ip, int their_port, int our_port)
{
	struct http *h = context;

	(void)their_ip;
	(void)our_ip;
	(void)their_port;
	(void)our_port;
	if (!h->marked && !h->request->mark(h->request->context)) {
		h->refused = true;
		return CURL_PREREQFUNC_ABORT;
	}
	h->marked = true;
	return CURL_PREREQFUNC_OK;
}

/* The value of the header line LINE where it is called NAME; else none. */
static struct str
value_of(struct str line, struct str name)
{
	struct str start = { line.at, name.len };

	if (line.len <= name.len || line.at[name.len] != ':' || !str_same(start, name))
		return STR_NONE;
	return str_trim((struct str){ line.at + name.len + 1, line.len - name.len - 1 });
}

static size_t
on_header(char *at, size_t size, size_t n, void *context)
{
	struct http *h = context;
	struct str line = { at, size * n };
	struct str after = value_of(line, STR("Retry-After"));
	struct str date = value_of(line, STR("Date"));
	char text[64];

	if (after.at != NULL && after.len < sizeof h->after) {
		memcpy(h->after, after.at, after.len);
		h->after[after.len] = '\0';
	}
	if (date.at != NULL && date.len < sizeof text) {
		memcpy(text, date.at, date.len);
		text[date.len] = '\0';
		h->date = (int64_t)curl_getdate(text, NULL);
	}
	return line.len;
}

/* What is more than anybody reads ends the transfer. */
static size_t
on_body(char *at, size_t size, size_t n, void *context)
{
	struct http *h = context;
	size_t room = HTTP_REPLY_MAX - h->reply->body.len;
	size_t len = size * n < room ? size * n : room;

	buf_add(&h->reply->body, at, len);
	return len;
}

/* There may be a secret in them. */
static void
free_headers(struct curl_slist *list)
{
	for (struct curl_slist *one = list; one != NULL; one = one->next)
		explicit_bzero(one->data, strlen(one->data));
	curl_slist_free_all(list);
}

static struct curl_slist *
list_headers(const struct http_request *r)
{
	/* An Expect would be a second chance to send the request. */
	struct curl_slist *list = curl_slist_append(NULL, "Expect:"), *more;

	for (size_t i = 0; i < r->n_headers && list != NULL; i++) {
		char *text = mem_copy(r->headers[i].at, r->headers[i].len);

		more = curl_slist_append(list, text);
		mem_wipe(text);
		if (more == NULL)
			free_headers(list);
		list = more;
	}
	return list;
}

static void
set_connection(struct http *h, const struct http_request *r, bool local)
{
	int64_t seconds = r->seconds > 0 ? r->seconds : HTTP_SECONDS;

	if (seconds > SECONDS_MAX)
		seconds = SECONDS_MAX;
	(void)curl_easy_setopt(h->curl, CURLOPT_PROTOCOLS_STR, "http,https");
	(void)curl_easy_setopt(
	    h->curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	(void)curl_easy_setopt(h->curl, CURLOPT_FRESH_CONNECT, 1L);
	(void)curl_easy_setopt(h->curl, CURLOPT_FORBID_REUSE, 1L);
	(void)curl_easy_setopt(h->curl, CURLOPT_FOLLOWLOCATION, 0L);
	(void)curl_easy_setopt(h->curl, CURLOPT_SSL_VERIFYPEER, 1L);
	(void)curl_easy_setopt(h->curl, CURLOPT_SSL_VERIFYHOST, 2L);
	(void)curl_easy_setopt(
	    h->curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (r->ca != NULL) {
		(void)curl_easy_setopt(h->curl, CURLOPT_CAINFO, r->ca);
		(void)curl_easy_setopt(h->curl, CURLOPT_CAPATH, NULL);
	}
	(void)curl_easy_setopt(h->curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(h->curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	(void)curl_easy_setopt(h->curl, CURLOPT_TIMEOUT, (long)seconds);
	if (local)
		(void)curl_easy_setopt(h->curl, CURLOPT_PROXY, "");
	(void)curl_easy_setopt(h->curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
}

static void
set_request(struct http *h, const struct http_request *r, const char *url,
    struct curl_slist *headers)
{
	(void)curl_easy_setopt(h->curl, CURLOPT_URL, url);
	(void)curl_easy_setopt(h->curl, CURLOPT_POST, 1L);
	(void)curl_easy_setopt(
	    h->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body.len);
	(void)curl_easy_setopt(
	    h->curl, CURLOPT_POSTFIELDS, r->body.at == NULL ? "" : r->body.at);
	(void)curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, headers);
	(void)curl_easy_setopt(h->curl, CURLOPT_USERAGENT, "aftercare");
	(void)curl_easy_setopt(h->curl, CURLOPT_PREREQFUNCTION, on_connected);
	(void)curl_easy_setopt(h->curl, CURLOPT_PREREQDATA, h);
	(void)curl_easy_setopt(h->curl, CURLOPT_HEADERFUNCTION, on_header);
	(void)curl_easy_setopt(h->curl, CURLOPT_HEADERDATA, h);
	(void)curl_easy_setopt(h->curl, CURLOPT_WRITEFUNCTION, on_body);
	(void)curl_easy_setopt(h->curl, CURLOPT_WRITEDATA, h);
	(void)curl_easy_setopt(h->curl, CURLOPT_ERRORBUFFER, h->error);
}

enum outcome_kind
http_kind(int status, bool repeatable)
{
	if (status >= 200 && status < 300)
		return OUTCOME_SENT;
	if (status == 502 || status == 504 || status < 200)
		return repeatable ? OUTCOME_LATER : OUTCOME_UNKNOWN;
	if (status >= 500 || status == 408 || status == 429)
		return OUTCOME_LATER;
	if (status < 400 || status == 401 || status == 403 || status == 407)
		return OUTCOME_DOWN;
	return OUTCOME_FAILED;
}

/* What is wrong before there is an answer; curl's texts name the host and no more. */
static const char *
why(const struct http *h, CURLcode result)
{
	return h->error[0] != '\0' ? h->error : curl_easy_strerror(result);
}

static void
conclude(struct http *h, const struct http_request *r, CURLcode result, struct outcome *o)
{
	const struct http_reply *reply = h->reply;

	if (h->refused) {
		o->kind = OUTCOME_STOPPED;
		return;
	}
	if (!h->marked) {
		o->kind = OUTCOME_DOWN;
		(void)snprintf(o->detail, sizeof o->detail, "%s", why(h, result));
		return;
	}
	o->kind = http_kind(reply->status, r->repeatable);
	o->retry_after = reply->retry_after;
	if (reply->status == 0) {
		(void)snprintf(
		    o->detail, sizeof o->detail, "no answer: %s", why(h, result));
		return;
	}
	(void)snprintf(o->code, sizeof o->code, "%03d", reply->status % 1000);
	if (reply->status >= 300 && reply->status < 400)
		(void)snprintf(o->detail, sizeof o->detail,
		    "%d: it redirects to another place, which is not followed",
		    reply->status);
	else
		(void)snprintf(
		    o->detail, sizeof o->detail, "HTTP status %d", reply->status);
}

static void
begin(struct http *h, const struct http_request *r, struct http_reply *reply)
{
	h->request = r;
	h->reply = reply;
	h->marked = h->refused = false;
	h->date = 0;
	h->after[0] = h->error[0] = '\0';
	buf_clear(&reply->body);
	reply->status = 0;
	reply->whole = false;
	reply->retry_after = 0;
	if (h->curl == NULL)
		h->curl = curl_easy_init();
	else
		curl_easy_reset(h->curl);
}

void
http_post(struct http *h, const struct http_request *r, struct http_reply *reply,
    struct outcome *o)
{
	char *url = mem_copy(r->url.at, r->url.len);
	struct curl_slist *headers = list_headers(r);
	CURLcode result = CURLE_FAILED_INIT;
	bool secure, local;
	long status = 0;

	*o = (struct outcome){ .kind = OUTCOME_DOWN };
	begin(h, r, reply);
	if (h->curl != NULL && headers != NULL && read_url(url, &secure, &local)) {
		set_connection(h, r, local);
		set_request(h, r, url, headers);
		result = curl_easy_perform(h->curl);
		(void)curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &status);
	}
	if (h->marked && status >= 200 && status < 1000)
		reply->status = (int)status;
	reply->whole = result == CURLE_OK;
	reply->retry_after = http_retry_after(
	    str_of(h->after), h->date > 0 ? h->date : (int64_t)time(NULL));
	conclude(h, r, result, o);
	free_headers(headers);
	mem_wipe(url);
}
