/* user-agent - the device and the browser that a User-Agent header tells of */
/* SPDX-License-Identifier: ISC */

#include "shop/user-agent.h"

static char
small(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Where WORD begins in S, whatever the case, or -1. */
static ptrdiff_t
find(struct str s, struct str word)
{
	const char first = small(word.at[0]);

	for (size_t i = 0; i + word.len <= s.len; i++)
		if (small(s.at[i]) == first &&
		    str_same((struct str){ s.at + i, word.len }, word))
			return (ptrdiff_t)i;
	return -1;
}

static bool
has_any(struct str s, const char *const *words)
{
	for (; *words != NULL; words++)
		if (find(s, str_of(*words)) >= 0)
			return true;
	return false;
}

struct str
user_agent_device(struct str agent)
{
	static const char *const tv[] = { "smart-tv", "smarttv", "hbbtv", "appletv",
		"googletv", "android tv", "crkey", NULL };
	static const char *const tablet[] = { "ipad", "tablet", "kindle", "silk/",
		"playbook", NULL };
	static const char *const mobile[] = { "mobi", "iphone", "ipod", NULL };
	static const char *const android[] = { "android", NULL };
	static const char *const desktop[] = { "windows nt", "macintosh", "x11;", "cros",
		"linux", NULL };

	if (has_any(agent, tv))
		return STR("smart_tv");
	if (has_any(agent, tablet))
		return STR("tablet");
	if (has_any(agent, mobile))
		return STR("mobile");
	/* Android's browsers say Mobile on a phone, and do not on a tablet. */
	if (has_any(agent, android))
		return STR("tablet");
	return has_any(agent, desktop) ? STR("desktop") : STR_NONE;
}

/* The digits at the start of S. */
static struct str
digits(struct str s)
{
	size_t n = 0;

	while (n < s.len && n < 4 && s.at[n] >= '0' && s.at[n] <= '9')
		n++;
	return (struct str){ s.at, n };
}

struct str
user_agent_browser(struct str agent, struct pool *pool)
{
	/* Each names those behind it as well, to be served as they are. */
	static const struct {
		const char *word, *name;
	} browsers[] = {
		{ "FBAV/", "Facebook" },
		{ "Instagram ", "Instagram" },
		{ "SamsungBrowser/", "Samsung Internet" },
		{ "EdgA/", "Edge" },
		{ "EdgiOS/", "Edge" },
		{ "Edg/", "Edge" },
		{ "Edge/", "Edge" },
		{ "OPR/", "Opera" },
		{ "OPiOS/", "Opera" },
		{ "OPT/", "Opera" },
		{ "YaBrowser/", "Yandex Browser" },
		{ "Vivaldi/", "Vivaldi" },
		{ "UCBrowser/", "UC Browser" },
		{ "DuckDuckGo/", "DuckDuckGo" },
		{ "Silk/", "Silk" },
		{ "FxiOS/", "Firefox" },
		{ "Firefox/", "Firefox" },
		{ "CriOS/", "Chrome" },
		{ "Chrome/", "Chrome" },
		{ "Chromium/", "Chrome" },
		{ "Trident/7.0; rv:", "Internet Explorer" },
		{ "MSIE ", "Internet Explorer" },
		{ "Version/", "Safari" },
	};

	for (size_t i = 0; i < sizeof browsers / sizeof *browsers; i++) {
		struct str word = str_of(browsers[i].word), version;
		ptrdiff_t at = find(agent, word);

		if (at < 0)
			continue;
		if (str_is(word, "Version/") && find(agent, STR("Safari/")) < 0)
			continue;
		version.at = agent.at + at + word.len;
		version.len = agent.len - (size_t)at - word.len;
		version = digits(version);
		return pool_fmt(pool, version.len == 0 ? "%s" : "%s %.*s",
		    browsers[i].name, STR_ARG(version));
	}
	return STR_NONE;
}
