/* patience - the timeouts of libcurl cut short, so that a test can wait for them */
/* SPDX-License-Identifier: ISC */

/*
 * Stands before curl_easy_setopt (the linker's --wrap).  Where AFTERCARE_PATIENCE names a
 * number of seconds, no timeout is longer than that.
 */

#include <stdarg.h>
#include <stdlib.h>

#include <curl/curl.h>

CURLcode __real_curl_easy_setopt(CURL *curl, CURLoption option, ...);
CURLcode __wrap_curl_easy_setopt(CURL *curl, CURLoption option, ...);

static long
cut(CURLoption option, long seconds)
{
	const char *word = getenv("AFTERCARE_PATIENCE");
	long most = word == NULL ? 0 : strtol(word, NULL, 10);

	if (most > 0 && seconds > most &&
	    (option == CURLOPT_CONNECTTIMEOUT ||
		option == CURLOPT_SERVER_RESPONSE_TIMEOUT || option == CURLOPT_TIMEOUT))
		return most;
	return seconds;
}

CURLcode
__wrap_curl_easy_setopt(CURL *curl, CURLoption option, ...)
{
	CURLcode result;
	va_list ap;

	va_start(ap, option);
	if (option < CURLOPTTYPE_OBJECTPOINT)
		result = __real_curl_easy_setopt(
		    curl, option, cut(option, va_arg(ap, long)));
	else if (option >= CURLOPTTYPE_OFF_T && option < CURLOPTTYPE_BLOB)
		result = __real_curl_easy_setopt(curl, option, va_arg(ap, curl_off_t));
	else
		result = __real_curl_easy_setopt(curl, option, va_arg(ap, void *));
	va_end(ap);
	return result;
}
