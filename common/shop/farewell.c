/* farewell - the page at which a customer ends marketing mail */
/* SPDX-License-Identifier: ISC */

#include "shop/farewell.h"

#include "data/html.h"

struct words {
	const char *language;
	const char *title[FAREWELLS];
	const char *text[FAREWELLS];
	const char *button;
};

static const struct words all[] = {
	{ "en",
	    { "Stop receiving offers?", "You will get no more offers",
		"This link does not work", "This request is too long",
		"This page cannot do that", "Please try again in a little while" },
	    { "Press the button and we will send you no more offers by e-mail. You will "
	      "still hear from us about your orders.",
		"Your wish has been noted. You will still hear from us about your "
		"orders.",
		"It may have been cut off. Please open it from the e-mail again, or "
		"reply to that e-mail.",
		"Please open the link from the e-mail again.",
		"Please open the link from the e-mail again.",
		"Your wish could not be noted just now." },
	    "Stop offers" },
	{ "it",
	    { "Non vuoi più ricevere offerte?", "Non riceverai più offerte",
		"Questo link non funziona", "Questa richiesta è troppo lunga",
		"Questa pagina non può farlo", "Riprova tra poco" },
	    { "Premi il pulsante e non ti invieremo più offerte via e-mail. Continuerai "
	      "a ricevere notizie sui tuoi ordini.",
		"Abbiamo preso nota. Continuerai a ricevere notizie sui tuoi ordini.",
		"Forse è incompleto. Aprilo di nuovo dall’e-mail oppure rispondi a "
		"quell’e-mail.",
		"Apri di nuovo il link dall’e-mail.",
		"Apri di nuovo il link dall’e-mail.",
		"In questo momento non è stato possibile prenderne nota." },
	    "Basta offerte" },
	{ "fr",
	    { "Ne plus recevoir d’offres ?", "Vous ne recevrez plus d’offres",
		"Ce lien ne fonctionne pas", "Cette demande est trop longue",
		"Cette page ne peut pas faire cela",
		"Veuillez réessayer dans un instant" },
	    { "Appuyez sur le bouton et nous ne vous enverrons plus d’offres par e-mail. "
	      "Vous continuerez à recevoir les nouvelles de vos commandes.",
		"Votre souhait est enregistré. Vous continuerez à recevoir les nouvelles "
		"de vos commandes.",
		"Il est peut-être incomplet. Ouvrez-le de nouveau depuis l’e-mail, ou "
		"répondez à cet e-mail.",
		"Ouvrez de nouveau le lien depuis l’e-mail.",
		"Ouvrez de nouveau le lien depuis l’e-mail.",
		"Votre souhait n’a pas pu être enregistré pour le moment." },
	    "Plus d’offres" },
	{ "ru",
	    { "Больше не получать предложений?", "Предложений больше не будет",
		"Эта ссылка не работает", "Слишком длинный запрос",
		"Эта страница так не умеет", "Пожалуйста, попробуйте чуть позже" },
	    { "Нажмите кнопку, и мы больше не будем присылать вам предложения по "
	      "электронной почте. Письма о ваших заказах будут приходить, как прежде.",
		"Мы учли ваше пожелание. Письма о ваших заказах будут приходить, как "
		"прежде.",
		"Возможно, она неполная. Откройте её ещё раз из письма или ответьте на "
		"это письмо.",
		"Откройте ссылку из письма ещё раз.",
		"Откройте ссылку из письма ещё раз.",
		"Сейчас не удалось записать ваше пожелание." },
	    "Отписаться" },
	{ "pl",
	    { "Nie chcesz już otrzymywać ofert?", "Nie będziemy już wysyłać ofert",
		"Ten link nie działa", "To żądanie jest za długie",
		"Ta strona tego nie potrafi", "Spróbuj ponownie za chwilę" },
	    { "Naciśnij przycisk, a nie będziemy już wysyłać Ci ofert e-mailem. Nadal "
	      "będziesz otrzymywać wiadomości o swoich zamówieniach.",
		"Zanotowaliśmy Twoje życzenie. Nadal będziesz otrzymywać wiadomości o "
		"swoich zamówieniach.",
		"Być może jest niepełny. Otwórz go ponownie z e-maila albo odpowiedz na "
		"ten e-mail.",
		"Otwórz link z e-maila jeszcze raz.",
		"Otwórz link z e-maila jeszcze raz.",
		"W tej chwili nie udało się zapisać Twojego życzenia." },
	    "Koniec ofert" },
};

#define LANGUAGES (sizeof all / sizeof *all)

/* The language whose tag TAG is, as "it-IT" is Italian's; or LANGUAGES. */
static size_t
find(struct str tag)
{
	struct str main = STR("");
	size_t i;

	tag = str_trim(tag);
	(void)str_cut(&tag, '-', &main);
	for (i = 0; i < LANGUAGES && !str_same(main, str_of(all[i].language)); i++)
		continue;
	return i;
}

/* The weight "q=0.8" in thousandths; 1000 where there is none (RFC 9110, 12.4.2). */
static int
weight(struct str parameters)
{
	int n = 0, place = 1000;
	struct str s = str_trim(parameters);
	size_t i;

	if (s.len < 3 || (s.at[0] | 0x20) != 'q' || s.at[1] != '=')
		return 1000;
	for (i = 2; i < s.len && place > 0; i++) {
		if (s.at[i] == '.')
			continue;
		if (s.at[i] < '0' || s.at[i] > '9')
			break;
		n += (s.at[i] - '0') * place;
		place /= 10;
	}
	return n;
}

size_t
farewell_language(struct str languages, struct str locale)
{
	size_t best = LANGUAGES, i;
	struct str item, tag;
	int most = 0, w;

	while (str_cut(&languages, ',', &item)) {
		struct str rest = item;

		(void)str_cut(&rest, ';', &tag);
		i = find(tag);
		w = rest.at == NULL ? 1000 : weight(rest);
		if (i < LANGUAGES && w > most) {
			best = i;
			most = w;
		}
	}
	if (best == LANGUAGES)
		best = find(locale);
	return best == LANGUAGES ? 0 : best;
}

static void
write_head(enum farewell what, struct str language, struct buf *out)
{
	static const char *const status[FAREWELLS] = { "200 OK", "200 OK",
		"400 Bad Request", "413 Content Too Large", "405 Method Not Allowed",
		"503 Service Unavailable" };

	buf_fmt(out, "Status: %s\r\n", status[what]);
	if (what == FAREWELL_METHOD)
		buf_text(out, "Allow: GET, HEAD, POST\r\n");
	if (what == FAREWELL_LATER)
		buf_text(out, "Retry-After: 300\r\n");
	buf_fmt(out,
	    "Content-Type: text/html; charset=utf-8\r\n"
	    "Content-Language: %.*s\r\n"
	    "Vary: Accept-Language\r\n"
	    "Cache-Control: no-store\r\n"
	    "Referrer-Policy: no-referrer\r\n"
	    "X-Content-Type-Options: nosniff\r\n"
	    "X-Robots-Tag: noindex\r\n"
	    "Content-Security-Policy: default-src 'none'; style-src "
	    "'unsafe-inline'; form-action 'self'; base-uri 'none'; "
	    "frame-ancestors 'none'\r\n"
	    "\r\n",
	    STR_ARG(language));
}

/* The colours are those of the mails, where the shop has set any. */
static void
write_style(const struct shop *shop, struct buf *out)
{
	struct str light = shop->brand.colour, dark = shop->brand.colour_dark;

	if (light.at == NULL)
		light = STR("#1d4ed8");
	if (dark.at == NULL)
		dark = STR("#93b4ff");
	buf_text(out,
	    "<style>\n"
	    ":root{color-scheme:light dark}\n"
	    "body{margin:0;font:1rem/1.5 system-ui,sans-serif;color:#1c1c1f;"
	    "background:#f4f4f6}\n"
	    "main{max-width:32rem;margin:10vh auto;padding:2rem;background:#fff;"
	    "border-radius:.75rem}\n"
	    "h1{font-size:1.4rem;line-height:1.25;margin:0 0 1rem}\n"
	    "p.shop{margin:0 0 1rem;font-weight:600}\n");
	buf_fmt(out,
	    "button{font:inherit;font-weight:600;padding:.75rem 1.5rem;border:2px solid "
	    "%.*s;border-radius:.5rem;color:%.*s;background:transparent;cursor:pointer}"
	    "\n",
	    STR_ARG(light), STR_ARG(light));
	buf_fmt(out,
	    "@media(prefers-color-scheme:dark){body{color:#ececf0;background:#121214}"
	    "main{background:#1e1e22}button{border-color:%.*s;color:%.*s}}\n"
	    "</style>\n",
	    STR_ARG(dark), STR_ARG(dark));
}

void
farewell_write(const struct shop *shop, enum farewell what, struct str languages,
    bool head, struct buf *out)
{
	const struct words *w = &all[farewell_language(languages, shop->locale)];

	write_head(what, str_of(w->language), out);
	if (head)
		return;
	buf_fmt(out,
	    "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
	    "<meta name=\"color-scheme\" content=\"light dark\">\n<title>%s</title>\n",
	    w->language, w->title[what]);
	write_style(shop, out);
	buf_text(out, "</head>\n<body>\n<main>\n");
	if (shop->name.at != NULL) {
		buf_text(out, "<p class=\"shop\">");
		html_escape(out, shop->name);
		buf_text(out, "</p>\n");
	}
	buf_fmt(out, "<h1>%s</h1>\n<p>%s</p>\n", w->title[what], w->text[what]);
	/* Without an action it goes to the very URL of the page, its token included. */
	if (what == FAREWELL_ASK)
		buf_fmt(out,
		    "<form method=\"post\"><button name=\"" FAREWELL_FIELD
		    "\" value=\"" FAREWELL_VALUE "\">%s</button></form>\n",
		    w->button);
	buf_text(out, "</main>\n</body>\n</html>\n");
}
