/* weblog - requests in the log of a web server */
/* SPDX-License-Identifier: ISC */

#include "data/weblog.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/percent.h"

#define CLF_TIME 26 /* bytes of "21/Nov/2026:10:02:11 +0100" */

static const char *const parts[WEBLOG_PARTS] = { "method", "uri", "request", "status",
	"time", "address", "referrer", "agent" };

#define TOLD (WEBLOG_TIME + 1) /* parts that --fields may name */

/* How the parts are usually called. */
static const char *const usual[WEBLOG_PARTS][6] = {
	{ "request_method", "method", "request.method", "RequestMethod" },
	{ "request_uri", "uri", "request.uri", "RequestPath", "path" },
	{ "request" },
	{ "status", "DownstreamStatus", "response.status" },
	{ "time_iso8601", "time", "ts", "timestamp", "time_local", "StartUTC" },
	{ "remote_addr", "request.client_ip", "request.remote_ip", "ClientHost",
	    "client_ip", "address" },
	{ "http_referer", "request.headers.Referer[0]", "request_Referer", "referer",
	    "referrer" },
	{ "http_user_agent", "request.headers.User-Agent[0]", "request_User-Agent",
	    "user_agent", "userAgent", "agent" },
};

void
weblog_done(struct weblog *w)
{
	size_t i;

	for (i = 0; i < WEBLOG_PARTS; i++)
		free(w->fields[i]);
	rec_done(&w->rec);
	buf_done(&w->request);
	buf_done(&w->words);
}

bool
weblog_field(struct weblog *w, struct str name, struct str path)
{
	size_t i;

	for (i = 0; i < WEBLOG_PARTS && !str_is(name, parts[i]); i++)
		continue;
	if (i == WEBLOG_PARTS)
		return false;
	free(w->fields[i]);
	w->fields[i] = mem_copy(path.at, path.len);
	return true;
}

bool
weblog_fields(struct weblog *w, const char *text, struct err *e)
{
	struct str rest = str_of(text), item, name;
	size_t i;

	while (str_cut(&rest, ',', &item)) {
		struct str path = item;

		(void)str_cut(&path, '=', &name);
		for (i = 0; i < TOLD && !str_is(name, parts[i]); i++)
			continue;
		if (i == TOLD || path.len == 0 || !weblog_field(w, name, path))
			return err_set(e, ERR_TROUBLE,
			    "expected method=NAME, uri=NAME, request=NAME, status=NAME "
			    "or time=NAME, got \"%.*s\"",
			    STR_ARG(item));
	}
	return true;
}

/* Adds the character that TEXT's escape, behind its '\', stands for; its length. */
static size_t
unescape(struct str text, struct buf *out)
{
	static const char from[] = "nrtvbf", to[] = "\n\r\t\v\b\f";
	const char *known;

	if (text.len >= 3 && text.at[0] == 'x' && percent_digit(text.at[1]) >= 0 &&
	    percent_digit(text.at[2]) >= 0) {
		buf_char(out,
		    (char)(percent_digit(text.at[1]) << 4 | percent_digit(text.at[2])));
		return 3;
	}
	known = text.at[0] == '\0' ? NULL : strchr(from, text.at[0]);
	buf_char(out, known == NULL ? text.at[0] : to[known - from]);
	return 1;
}

/* Splits "POST /u/x HTTP/1.1"; whatever else was sent has no method. */
static void
split_request(struct str request, struct weblog_entry *out)
{
	struct str method, target;

	out->method = out->target = STR("");
	if (!str_cut(&request, ' ', &method) || !str_cut(&request, ' ', &target) ||
	    !str_starts(request, STR("HTTP/")))
		return;
	out->method = method;
	out->target = target;
}

/* The number of the two digits at AT, or -1. */
static int
two_digits(const char *at)
{
	if (at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9')
		return -1;
	return (at[0] - '0') * 10 + at[1] - '0';
}

/* "21/Nov/2026:10:02:11 +0100" */
static bool
read_clf_time(struct str s, struct instant *out)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int hours, minutes, month;
	struct civil c;

	if (s.len != CLF_TIME || s.at[2] != '/' || s.at[6] != '/' || s.at[11] != ':' ||
	    s.at[14] != ':' || s.at[17] != ':' || s.at[20] != ' ' ||
	    (s.at[21] != '+' && s.at[21] != '-'))
		return false;
	for (month = 0; month < 12 && memcmp(months + 3 * month, s.at + 3, 3) != 0;
	     month++)
		continue;
	hours = two_digits(s.at + 22);
	minutes = two_digits(s.at + 24);
	c = (struct civil){ two_digits(s.at + 7) * 100 + two_digits(s.at + 9), month + 1,
		two_digits(s.at), two_digits(s.at + 12), two_digits(s.at + 15),
		two_digits(s.at + 18) };
	if (two_digits(s.at + 7) < 0 || two_digits(s.at + 9) < 0 ||
	    !date_valid(c.year, c.month, c.day) || c.hour < 0 || c.hour > 23 ||
	    c.minute < 0 || c.minute > 59 || c.second < 0 || c.second > 60 || hours < 0 ||
	    hours > 23 || minutes < 0 || minutes > 59)
		return false;
	if (c.second == 60)
		c.second = 59;
	hours = hours * 60 + minutes;
	*out = instant_of(&c, s.at[21] == '-' ? -hours : hours);
	return true;
}

/* Reads what follows the time: ` "REQUEST" STATUS`. */
static bool
read_rest(struct weblog *w, struct str s, struct weblog_entry *out)
{
	size_t i = 2;

	if (!str_starts(s, STR(" \"")))
		return false;
	buf_clear(&w->request);
	while (i < s.len && s.at[i] != '"') {
		if (s.at[i] != '\\' || i + 1 == s.len)
			buf_char(&w->request, s.at[i++]);
		else
			i += 1 + unescape((struct str){ s.at + i + 1, s.len - i - 1 },
				     &w->request);
	}
	if (s.len - i < 5 || s.at[i + 1] != ' ' ||
	    (s.len - i > 5 && s.at[i + 5] != ' ') ||
	    !num_between((struct str){ s.at + i + 2, 3 }, 0, 999, &out->status))
		return false;
	split_request(buf_view(&w->request), out);
	w->behind = (struct str){ s.at + i + 5, s.len - i - 5 };
	return true;
}

/*
 * A user's name before the time may hold whatever the client sent as such, a bracket too:
 * the first one behind which all is well counts.
 */
static bool
read_plain(struct weblog *w, struct str line, struct weblog_entry *out)
{
	const char *end = line.at + line.len, *at = line.at;

	while ((at = memchr(at, '[', (size_t)(end - at))) != NULL) {
		struct str rest = { at + 1, (size_t)(end - at) - 1 };

		at++;
		if (rest.len <= CLF_TIME || rest.at[CLF_TIME] != ']' ||
		    !read_clf_time((struct str){ rest.at, CLF_TIME }, &out->at))
			continue;
		rest.at += CLF_TIME + 1;
		rest.len -= CLF_TIME + 1;
		w->before = (struct str){ line.at, (size_t)(at - 1 - line.at) };
		if (read_rest(w, rest, out))
			return true;
	}
	return false;
}

/* The value of PART; none where there is no such field. */
static bool
find_part(struct weblog *w, enum weblog_part part, struct str *out, struct err *e)
{
	struct err unused;
	size_t i;

	*out = STR_NONE;
	if (w->fields[part] != NULL)
		return rec_get_word(rec_root(&w->rec), w->fields[part], out, e);
	for (i = 0; i < 6 && usual[part][i] != NULL && out->at == NULL; i++)
		(void)rec_get_word(rec_root(&w->rec), usual[part][i], out, &unused);
	return true;
}

/* Seconds since 1970 with or without a fraction, or milliseconds. */
static bool
read_epoch(struct str s, struct instant *out)
{
	const int64_t far = 100000000000; /* the year 5138, or 1973 in milliseconds */
	struct str whole;
	int64_t n;

	if (!str_cut(&s, '.', &whole) || !num_between(whole, 0, far * 1000, &n))
		return false;
	*out = (struct instant){ n >= far ? n / 1000 : n, 0, 0 };
	return true;
}

static const char *
hint(const struct weblog *w)
{
	return w->hint == NULL ? "--fields" : w->hint;
}

static bool
read_json(struct weblog *w, struct str line, struct weblog_entry *out, struct err *e)
{
	struct str method, target, request, status, time;

	if (!rec_read(&w->rec, line, e) ||
	    !rec_get_text(rec_root(&w->rec), "token", &out->token, e) ||
	    !find_part(w, WEBLOG_REQUEST, &request, e) ||
	    !find_part(w, WEBLOG_METHOD, &method, e) ||
	    !find_part(w, WEBLOG_URI, &target, e) ||
	    !find_part(w, WEBLOG_STATUS, &status, e) ||
	    !find_part(w, WEBLOG_TIME, &time, e))
		return false;
	if (method.at != NULL && (target.at != NULL || out->token.at != NULL)) {
		out->method = method;
		out->target = target;
	} else if (request.at != NULL) {
		split_request(request, out);
	} else {
		return err_set(e, ERR_RECORD, "names no request: %s says how", hint(w));
	}
	if (!num_between(status, 0, 999, &out->status))
		return err_set(e, ERR_RECORD,
		    "has no status that is one: %s says where it is", hint(w));
	return instant_read(time, &out->at) || read_epoch(time, &out->at) ||
	       read_clf_time(time, &out->at) ||
	       err_set(e, ERR_RECORD, "has no time that is one: %s says where it is",
		   hint(w));
}

bool
weblog_read(struct weblog *w, struct str line, struct weblog_entry *out, struct err *e)
{
	*out = (struct weblog_entry){ .token = STR_NONE };
	w->json = str_starts(str_trim(line), STR("{"));
	if (w->json)
		return read_json(w, line, out, e);
	return read_plain(w, line, out) ||
	       err_set(e, ERR_RECORD, "is no line of a web server's log");
}

/* --- what else a line says ---------------------------------------------------------- */

/* "-" is what servers write for nothing. */
static struct str
unless_dash(struct str s)
{
	return s.at == NULL || str_is(s, "-") ? STR("") : s;
}

/* Letters and digits of an IPv4 or IPv6 address, and what stands between them. */
static bool
is_address(struct str s)
{
	bool mark = false;

	for (size_t i = 0; i < s.len; i++) {
		const bool here = s.at[i] == '.' || s.at[i] == ':';

		if (!here && percent_digit(s.at[i]) < 0)
			return false;
		mark |= here;
	}
	return mark;
}

static struct str
find_address(struct str before)
{
	struct str first = STR(""), second = STR("");

	(void)str_cut(&before, ' ', &first);
	(void)str_cut(&before, ' ', &second);
	return is_address(first) || !is_address(second) ? unless_dash(first) : second;
}

/* The next word of *REST, in quotes or not; what is in quotes goes to OUT, which has room
 * for it.  False where there is none. */
static bool
next_word(struct str *rest, struct buf *out, struct str *word)
{
	size_t i = 0, start = out->len;

	*rest = rest->len == 0 ? *rest : str_trim(*rest);
	if (rest->len == 0)
		return false;
	if (rest->at[0] != '"')
		return str_cut(rest, ' ', word);
	for (i = 1; i < rest->len && rest->at[i] != '"';) {
		if (rest->at[i] != '\\' || i + 1 == rest->len)
			buf_char(out, rest->at[i++]);
		else
			i += 1 +
			     unescape((struct str){ rest->at + i + 1, rest->len - i - 1 },
				 out);
	}
	i += i < rest->len;
	*rest = (struct str){ rest->at + i, rest->len - i };
	*word = (struct str){ out->at + start, out->len - start };
	return true;
}

static void
more_plain(struct weblog *w, struct weblog_more *out)
{
	struct str rest = w->behind, word;

	out->address = find_address(w->before);
	buf_clear(&w->words);
	buf_reserve(&w->words, rest.len + 1); /* so that no word moves */
	if (!next_word(&rest, &w->words, &word) ||
	    !next_word(&rest, &w->words, &out->referrer) ||
	    !next_word(&rest, &w->words, &out->agent))
		return;
	for (size_t i = 0; i < WEBLOG_WORDS; i++)
		if (!next_word(&rest, &w->words, &out->words[i]))
			break;
}

bool
weblog_more(struct weblog *w, struct weblog_more *out, struct err *e)
{
	memset(out, 0, sizeof *out);
	if (!w->json)
		more_plain(w, out);
	else if (!find_part(w, WEBLOG_ADDRESS, &out->address, e) ||
		 !find_part(w, WEBLOG_REFERRER, &out->referrer, e) ||
		 !find_part(w, WEBLOG_AGENT, &out->agent, e))
		return false;
	out->address = unless_dash(out->address);
	out->referrer = unless_dash(out->referrer);
	out->agent = unless_dash(out->agent);
	for (size_t i = 0; i < WEBLOG_WORDS; i++)
		out->words[i] = unless_dash(out->words[i]);
	return true;
}

bool
weblog_starts(struct str start)
{
	struct weblog_entry entry;
	struct str line = start;
	const char *at = line.at, *end;

	(void)str_cut(&start, '\n', &line);
	end = line.at + line.len;
	while (line.len != 0 && (at = memchr(at, '[', (size_t)(end - at))) != NULL) {
		at++;
		if ((size_t)(end - at) >= CLF_TIME + 3 &&
		    memcmp(at + CLF_TIME, "] \"", 3) == 0 &&
		    read_clf_time((struct str){ at, CLF_TIME }, &entry.at))
			return true;
	}
	return false;
}
