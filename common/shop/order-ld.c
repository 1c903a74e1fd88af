/* order-ld - an order as schema.org data for the head of a mail */
/* SPDX-License-Identifier: ISC */

#include "shop/order-ld.h"

#include <stdint.h>
#include <string.h>

#include "shop/link.h"

static void
put(struct emit *m, struct str key, struct str text)
{
	if (text.len > 0)
		emit_put_text(m, key, text);
}

static void
begin(struct emit *m, struct str key, struct str type)
{
	if (key.len > 0)
		emit_key(m, key);
	emit_object(m);
	emit_put_text(m, STR("@type"), type);
}

/* The part of URL between "//" and the next slash, or the part of an address after @. */
static struct str
host_of(struct str url, struct str email)
{
	struct str host, rest = url;

	if (url.len > 0) {
		rest.at += str_find(url, STR("//")) + 2;
		rest.len -= (size_t)(rest.at - url.at);
		(void)str_cut(&rest, '/', &host);
		return host;
	}
	rest = email;
	(void)str_cut(&rest, '@', &host);
	return rest;
}

/* What the seller is called; an address stands in for a name. */
static struct str
seller_name(const struct shop *shop)
{
	return shop->name.len > 0 ? shop->name : host_of(shop->url, shop->email);
}

/* Where the order, or at least the shop, can be seen. */
static struct str
view_url(const struct order_ld *ld)
{
	return ld->url.len > 0 ? ld->url : ld->shop->url;
}

static struct str
item_name(const struct order_item *item)
{
	return str_trim(item->name).len > 0 ? item->name : item->sku;
}

static struct amount
item_price(const struct order_item *item)
{
	return item->total.there ? item->total : item->unit_price;
}

const char *
order_ld_lacks(const struct order_ld *ld)
{
	size_t i;

	if (seller_name(ld->shop).len == 0)
		return "name";
	if (view_url(ld).len == 0)
		return "links.order";
	if (ld->number.len == 0)
		return "number";
	if (!ld->order->total.there)
		return "total";
	if (ld->n_items == 0)
		return "items";
	for (i = 0; i < ld->n_items; i++) {
		if (str_trim(item_name(&ld->order->items[i])).len == 0)
			return "items[].name";
		if (!item_price(&ld->order->items[i]).there)
			return "items[].total";
	}
	return NULL;
}

static void
write_seller(struct emit *m, struct str key, const struct shop *shop)
{
	begin(m, key, STR("Organization"));
	put(m, STR("name"), seller_name(shop));
	put(m, STR("url"), shop->url);
	emit_object_end(m);
}

static void
write_offer(struct emit *m, const struct order_item *item, const struct currency *c)
{

	begin(m, STR_NONE, STR("Offer"));
	begin(m, STR("itemOffered"), STR("Product"));
	emit_put_text(m, STR("name"), item_name(item));
	put(m, STR("sku"), item->sku);
	put(m, STR("url"), link_web(item->url));
	put(m, STR("image"), link_web(item->image));
	emit_object_end(m);
	emit_put_money(m, STR("price"), item_price(item), c);
	emit_put_text(m, STR("priceCurrency"), str_of(c->code));
	begin(m, STR("eligibleQuantity"), STR("QuantitativeValue"));
	emit_put_int(m, STR("value"), item->quantity);
	emit_object_end(m);
	emit_object_end(m);
}

static void
write_address(struct emit *m, const struct address *a)
{
	begin(m, STR("billingAddress"), STR("PostalAddress"));
	put(m, STR("name"), a->name);
	put(m, STR("streetAddress"), a->line1);
	put(m, STR("addressLocality"), a->city);
	put(m, STR("addressRegion"), a->region);
	put(m, STR("postalCode"), a->postal_code);
	put(m, STR("addressCountry"), a->country);
	emit_object_end(m);
}

static void
write_action(struct emit *m, struct str url)
{
	begin(m, STR("potentialAction"), STR("ViewAction"));
	emit_put_text(m, STR("url"), url);
	emit_object_end(m);
	emit_put_text(m, STR("url"), url);
}

static void
write_order(struct emit *m, const struct order_ld *ld)
{
	const struct order *o = ld->order;
	size_t i;

	emit_object(m);
	emit_put_text(m, STR("@context"), STR("http://schema.org"));
	emit_put_text(m, STR("@type"), STR("Order"));
	write_seller(m, STR("merchant"), ld->shop);
	write_seller(m, STR("seller"), ld->shop);
	emit_put_text(m, STR("orderNumber"), ld->number);
	emit_put_text(m, STR("orderStatus"),
	    o->status == ORDER_FULFILLED ? STR("http://schema.org/OrderInTransit")
					 : STR("http://schema.org/OrderProcessing"));
	emit_put_time(m, STR("orderDate"), o->placed_at);
	emit_put_text(m, STR("priceCurrency"), str_of(o->currency.code));
	emit_put_money(m, STR("price"), o->total, &o->currency);
	emit_key(m, STR("acceptedOffer"));
	emit_list(m);
	for (i = 0; i < ld->n_items; i++)
		write_offer(m, &o->items[i], &o->currency);
	emit_list_end(m);
	write_action(m, view_url(ld));
	if (o->customer.name.len > 0) {
		begin(m, STR("customer"), STR("Person"));
		put(m, STR("name"), o->customer.name);
		emit_object_end(m);
	}
	if (o->bill_to.there)
		write_address(m, &o->bill_to);
	emit_object_end(m);
}

/* Whether a byte of the eight in X is that of EIGHT, which is the same eight times. */
static inline bool
has(uint64_t x, uint64_t eight)
{
	x ^= eight;
	return ((x - 0x0101010101010101u) & ~x & 0x8080808080808080u) != 0;
}

/* The first of '<', '>', '&' and the byte that a line separator begins with, or END. */
static const char *
next_special(const char *at, const char *end)
{
	uint64_t x;

	for (; end - at >= 8; at += 8) {
		memcpy(&x, at, 8);
		/* '<' and '>' differ in one bit. */
		if (has(x | 0x0202020202020202u, 0x3e3e3e3e3e3e3e3eu) ||
		    has(x, 0x2626262626262626u) || has(x, 0xe2e2e2e2e2e2e2e2u))
			break;
	}
	while (at < end && *at != '<' && *at != '>' && *at != '&' && *at != '\xe2')
		at++;
	return at;
}

/*
 * Such characters stand only within the texts of JSON, so it is enough to look for them
 * in the whole of it.
 */
static void
add_for_script(struct buf *out, struct str json)
{
	const char *from = json.at, *end = from + json.len, *at;

	for (at = from; (at = next_special(at, end)) < end; at++) {
		bool separator = *at == '\xe2' && end - at > 2 && at[1] == '\x80' &&
				 (at[2] == '\xa8' || at[2] == '\xa9');

		if (*at == '\xe2' && !separator)
			continue;
		buf_add(out, from, (size_t)(at - from));
		if (separator)
			buf_text(out, at[2] == '\xa8' ? "\\u2028" : "\\u2029");
		else
			buf_fmt(out, "\\u%04x", (unsigned)*at);
		at += separator ? 2 : 0;
		from = at + 1;
	}
	buf_add(out, from, (size_t)(end - from));
}

void
order_ld_write(const struct order_ld *ld, struct emit *scratch, struct buf *out)
{
	emit_drop(scratch);
	write_order(scratch, ld);
	add_for_script(out, buf_view(&scratch->out));
	emit_drop(scratch);
}
