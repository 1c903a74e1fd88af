/* test-user-agent - shop/user-agent */
/* SPDX-License-Identifier: ISC */

#include "shop/user-agent.h"

#include "tap.h"

#define WEBKIT "AppleWebKit/537.36 (KHTML, like Gecko) "

int
main(void)
{
	static const struct {
		const char *agent, *device, *browser;
	} cases[] = {
		{ "Mozilla/5.0 (Windows NT 10.0; Win64; x64) " WEBKIT
		  "Chrome/142.0.0.0 Safari/537.36",
		    "desktop", "Chrome 142" },
		{ "Mozilla/5.0 (Windows NT 10.0; Win64; x64) " WEBKIT
		  "Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
		    "desktop", "Edge 142" },
		{ "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 "
		  "(KHTML, like Gecko) Version/19.1 Safari/605.1.15",
		    "desktop", "Safari 19" },
		{ "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
		    "desktop", "Firefox 145" },
		{ "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) "
		  "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 "
		  "Safari/604.1",
		    "mobile", "Safari 19" },
		{ "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) "
		  "AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0 Mobile/15E148 "
		  "Safari/604.1",
		    "mobile", "Chrome 142" },
		{ "Mozilla/5.0 (iPad; CPU OS 19_1 like Mac OS X) AppleWebKit/605.1.15 "
		  "(KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1",
		    "tablet", "Safari 19" },
		{ "Mozilla/5.0 (Linux; Android 16; SM-S931B) " WEBKIT
		  "SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36",
		    "mobile", "Samsung Internet 29" },
		{ "Mozilla/5.0 (Linux; Android 15; SM-X710) " WEBKIT
		  "Chrome/142.0.0.0 Safari/537.36",
		    "tablet", "Chrome 142" },
		{ "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) "
		  "AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 "
		  "[FBAN/FBIOS;FBAV/440.0.0.1;FBBV/1]",
		    "mobile", "Facebook 440" },
		{ "Mozilla/5.0 (SMART-TV; Linux; Tizen 8.0) AppleWebKit/537.36 "
		  "(KHTML, like Gecko) Version/8.0 TV Safari/537.36",
		    "smart_tv", "Safari 8" },
		{ "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko",
		    "desktop", "Internet Explorer 11" },
		{ "Mozilla/5.0 (X11; Linux x86_64) Chrome/ Safari/537.36", "desktop",
		    "Chrome" },
		{ "Mozilla/5.0 (X11; Linux x86_64) Version/4 Epiphany", "desktop", "" },
		{ "ShopApp/7.2", "", "" },
		{ "", "", "" },
	};
	struct pool pool = { NULL, NULL, 0 };

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str agent = str_of(cases[i].agent);

		IS(user_agent_device(agent), cases[i].device, "the device of %s",
		    cases[i].agent);
		IS(user_agent_browser(agent, &pool), cases[i].browser, "its browser");
	}
	pool_done(&pool);
	return tap_done();
}
