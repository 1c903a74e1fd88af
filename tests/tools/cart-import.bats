#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# cart-import: every layout, what is refused, what is passed over, and what must not get out.

setup() {
  load "$SRC/tests/kit/lib.bash"
  load "$SRC/tests/kit/imports.bash"
  kit_setup
  importing cart-import
  checkouts='Name,Email,Accepts Marketing,Currency,Subtotal,Shipping,Shipping Method,Total,Discount Code,Created at'
  checkouts+=',Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Shipping Country,Payment Method,Id'
}

# checkout NUMBER [METHOD [PAYMENT]]: a row of Shopify's for a checkout of one item.
checkout() {
  echo "#$1,c@example.com,yes,EUR,59.80,4.90,$2,64.70,CIAO10,2026-11-18 20:14:03 +0100,2,Moka,29.90,M-1,IT,$3,90$1"
}

# more NUMBER: a row that goes on with it.
more() {
  echo "#$1,c@example.com,,,,,,,,2026-11-18 20:14:03 +0100,1,Filter,11.50,F-1,,,"
}

# peak COMMAND ...: the most memory that it took, in KiB.
peak() {
  python3 -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$@"
}

# param KEY KIND VALUE: a parameter of a GA4 event.
param() {
  echo "{\"key\":\"$1\",\"value\":{\"$2\":$3}}"
}

# ga4 NAME MORE [PARAM ...]: an event of GA4's, with members MORE.
ga4() {
  local name=$1 members=$2
  shift 2
  echo "{\"event_date\":\"20261118\",\"event_timestamp\":\"1795000453000001\",\"event_name\":\"$name\",\"user_pseudo_id\":\"18.99\"" \
    "$members,\"event_params\":[$(IFS=,; echo "$*")]}"
}

@test "a checkout is one event, at its deepest step" {
  { echo "$checkouts"; checkout 1; more 1; checkout 2 Corriere; checkout 3 Corriere PayPal; } >in.csv
  import in.csv
  [ "$code" -eq 0 ]
  [ ! -s said ]
  holds 'map(.event) == ["begin_checkout", "add_shipping_info", "add_payment_info"]'
  holds '.[0] == {"type":"cart_event","ts":"2026-11-18T20:14:03+01:00","session":"901",
    "customer":{"email":"c@example.com","accepts_marketing":true},"event":"begin_checkout","cart_value":"59.80","currency":"EUR",
    "items":[{"sku":"M-1","name":"Moka","quantity":2,"unit_price":"29.90"},{"sku":"F-1","name":"Filter","quantity":1,"unit_price":"11.50"}],
    "country":"IT","coupon":"CIAO10"}'
  holds '.[1].shipping_cost == "4.90" and .[2].payment_method == "PayPal"'
  valid
}

@test "a checkout that was paid for is a purchase" {
  { echo "$checkouts,Paid at"; echo "$(checkout 1 Corriere PayPal),2026-11-19 08:00:00 +0100"; echo "$(checkout 2),"; } >in.csv
  import in.csv
  holds 'map([.event, .ts]) == [["purchase","2026-11-19T08:00:00+01:00"],["begin_checkout","2026-11-18T20:14:03+01:00"]]'
  valid
}

@test "a bad item costs its row, a bad checkout all of its rows" {
  { echo "$checkouts"; checkout 1; more 1 | sed 's/,1,Filter/,one,Filter/'; checkout 2 | sed 's/2026-11-18 20/2026-11-18 25/'; more 2
    checkout 3; } >in.csv
  import in.csv
  [ "$code" -eq 1 ]
  holds 'map(.session) == ["901", "903"]'
  holds '.[0].items | length == 1'
  holds '.[0].warnings == ["line 3 was refused"]'
  [ "$(jq -r .line rejects | paste -sd,)" = "3,4,5" ]
  valid
}

@test "--whole refuses a cart of which a row is refused" {
  { echo "$checkouts"; checkout 1; more 1 | sed 's/,1,Filter/,one,Filter/'; checkout 3; } >in.csv
  import --whole in.csv
  holds 'map(.session) == ["903"]'
  [ "$(jq -r .line rejects | paste -sd,)" = "2,3" ]
}

@test "an event without a time, a name or a person is refused, and says why" {
  echo '{"about":"x","input":"json","require":["n"],"dates":"seconds","cart_event":{"ts":"t","event":"e","session":"s","customer.email":"m"}}' >map.json
  { echo '{"n":1,"t":1795000453,"e":"view_cart","s":"a"}'; echo '{"n":2,"e":"view_cart","s":"a"}'; echo '{"n":3,"t":1795000453,"s":"a"}'
    echo '{"n":4,"t":1795000453,"e":"view_cart"}'; echo '{"n":5,"t":12,"e":"view_cart","s":"a"}'
    echo '{"n":6,"t":1795000453,"e":"view_cart","m":"a@example.com"}'; } >in.jsonl
  import --map map.json in.jsonl
  [ "$code" -eq 1 ]
  holds 'map(.session // .customer.email) == ["a", "a@example.com"]'
  grep -q 'in.jsonl:2: .*the event has no time' said
  grep -q 'in.jsonl:3: .*the event has no name' said
  grep -q 'in.jsonl:4: .*neither a session nor a customer' said
  grep -q 'in.jsonl:5: .*before the year 2000' said
  valid
}

@test "an amount that no cart has is left out, with a warning" {
  echo '{"about":"x","input":"json","require":["n"],"dates":"seconds","cart_event":{"ts":"t","event":"e","session":"s",
    "currency":"c","cart_value":"v"}}' >map.json
  { echo '{"n":1,"t":1795000453,"e":"view_cart","s":"a","c":"EUR","v":-5}'
    echo '{"n":2,"t":1795000453,"e":"view_cart","s":"a","c":"EUR","v":1e3}'
    echo '{"n":3,"t":1795000453,"e":"view_cart","s":"a","v":5}'
    echo '{"n":4,"t":1795000453,"e":"view_cart","s":"a","c":"KWD","v":5.125}'; } >in.jsonl
  import --map map.json in.jsonl
  holds 'map([.session, .cart_value, (.warnings | length)]) == [["a",null,1],["a",null,1],["a","5.125",0]]'
  grep -q 'in.jsonl:2: .*expected an amount' said
  valid
}

@test "GA4: an event of the export, with its parameters" {
  ga4 begin_checkout ',"device":{"category":"mobile","web_info":{"browser":"Safari","browser_version":"19.1"}},"geo":{"country":"Italy"},
    "items":[{"item_id":"MOKA-3","item_name":"Moka","price":29.9,"quantity":"2","item_category":"(not set)"}]' \
    "$(param ga_session_id int_value '"1795000400"')" "$(param currency string_value '"EUR"')" \
    "$(param value double_value 64.69999999999999)" "$(param coupon string_value '"CIAO10"')" \
    "$(param page_location string_value '"https://shop.example/checkout?email=a@b.example"')" | tr -d '\n' >in.jsonl
  import in.jsonl
  [ "$code" -eq 0 ]
  [ ! -s said ]
  holds '. == [{"type":"cart_event","ts":"2026-11-18T11:14:13.000001Z","session":"18.99.1795000400","event":"begin_checkout",
    "cart_value":"64.70","currency":"EUR","items":[{"sku":"MOKA-3","name":"Moka","quantity":2,"unit_price":"29.90"}],
    "device":"mobile","browser":"Safari","country":"IT","coupon":"CIAO10","page":"/checkout"}]'
  valid
}

@test "GA4: what is no step of a purchase is passed over and counted" {
  { ga4 page_view ''; ga4 scroll ''; ga4 add_to_cart ''; } >in.jsonl
  import in.jsonl
  [ "$code" -eq 0 ]
  holds 'map(.event) == ["add_to_cart"]'
  grep -q 'in.jsonl: 2 rows without data passed over' said
}

@test "GA4: the value of a product that is only looked at is no cart's" {
  for name in view_item remove_from_cart add_to_cart purchase; do
    ga4 $name '' "$(param currency string_value '"EUR"')" "$(param value int_value '"12"')"
  done >in.jsonl
  import in.jsonl
  holds 'map(.cart_value) == [null, null, "12.00", "12.00"]'
}

@test "GA4: a country or a browser that is not set is absent, one that is not known warns" {
  { ga4 view_cart ',"geo":{"country":"(not set)"},"device":{"category":"desktop","web_info":{"browser":"(not set)"}}'
    ga4 view_cart ',"geo":{"country":"Atlantis"}'; } >in.jsonl
  import in.jsonl
  holds '.[0] | has("country") or has("browser") or has("warnings") | not'
  holds '.[1].warnings == ["geo.country: \"Atlantis\" is no country that is known"]'
  valid
}

@test "GA4: amounts without a currency are the shop's" {
  ga4 begin_checkout '' "$(param value int_value '"12"')" >in.jsonl
  import in.jsonl
  holds '.[0] | has("cart_value") | not'
  holds '.[0].warnings == ["event_params[key=value].value.*: \"12\" stands without a currency"]'
  echo '{"name":"S","currency":"PLN"}' >shop.json
  import --shop shop.json in.jsonl
  holds '.[0] | .cart_value == "12.00" and .currency == "PLN"'
}

@test "GA4: a session is a visitor and a number, and no number alone" {
  { ga4 view_cart '' "$(param ga_session_id int_value '"17"')"
    ga4 view_cart ',"user_pseudo_id":null' "$(param ga_session_id int_value '"17"')"
    ga4 view_cart ',"user_pseudo_id":null,"user_id":"u1"' "$(param ga_session_id int_value '"17"')"
    ga4 view_cart ''; } | sed 's/"user_pseudo_id":"18.99" ,\("user_pseudo_id":null\)/\1/' >in.jsonl
  import in.jsonl
  [ "$code" -eq 1 ]
  holds 'map([.session, .customer]) == [["18.99.17", null], [null, "u1"], ["18.99", null]]'
  grep -q 'in.jsonl:2: record 2: the event has neither a session nor a customer' said
  valid
}

@test "GA4: an item that is not set is left out, and the event is read" {
  ga4 purchase ',"items":[{"item_id":"(not set)","item_name":"(not set)","price":5.5,"quantity":"1"},{"item_id":"A","price":5.0,"quantity":"1"}]' \
    "$(param currency string_value '"EUR"')" >in.jsonl
  import in.jsonl
  [ "$code" -eq 0 ]
  holds '.[0] | .items == [{"sku":"A","quantity":1,"unit_price":"5.00"}] and (has("cart_value") | not)'
  holds '.[0].warnings == ["the item has neither an article number nor a name"]'
  valid
}

@test "GA4: amounts may have an exponent, and countries brackets" {
  for value in 1e-07 6.4699999E1 '"1.5E+3"'; do
    ga4 purchase ',"geo":{"country":"Falkland Islands (Islas Malvinas)"}' "$(param currency string_value '"EUR"')" "$(param value double_value "$value")"
  done >in.jsonl
  import in.jsonl
  [ "$code" -eq 0 ]
  holds 'map(.cart_value) == ["0.00", "64.70", "1500.00"]'
  holds 'all(.country == "FK")'
}

@test "a log in JSON is told from an export that is not known" {
  echo '{"id":"a","status":200,"request":"GET /cart HTTP/1.1","time":"2026-11-18T10:00:00Z"}' >in.json
  import in.json
  [ "$code" -eq 2 ]
  [ "$(cat said)" = 'cart-import: in.json: none of the 9 layouts is known by the first object; the log of a web server in JSON wants --from weblog' ]
}

@test "GA4: a bad line costs that line" {
  { ga4 view_cart ''; echo '{"event_timestamp":"now","event_name":"view_cart","event_params":[]}'; echo '{"event_name":'; ga4 purchase ''; } >in.jsonl
  import in.jsonl
  [ "$code" -eq 1 ]
  holds 'map(.event) == ["view_cart", "purchase"]'
  [ "$(jq -r .line rejects | sort -n | paste -sd,)" = "2,3" ]
  grep -q 'expected a number of microseconds since 1970, got "now"' said
}

@test "Shopify's REST API" {
  cat >in.json <<'END'
{"checkouts":[{"id":1,"token":"tok1","cart_token":null,"email":"bob@example.com","gateway":null,"buyer_accepts_marketing":true,
"created_at":"2026-11-18T20:14:03-05:00","completed_at":null,"currency":"CAD","presentment_currency":"USD","customer_locale":"en_US","subtotal_price":"398.00",
"total_price":"419.99","discount_codes":[{"code":"TENOFF","amount":"10.00","type":"fixed"}],
"abandoned_checkout_url":"https://shop.example/1/checkouts/tok1/recover?key=k","customer":{"id":7,"first_name":"Bob","last_name":"Norman"},
"shipping_lines":[{"title":"Free","price":"0.00"}],"shipping_address":{"country_code":"US"},
"line_items":[{"sku":"IPOD-342","title":"Nano","quantity":2,"price":"199.00","variant_id":49148385}]},
{"id":2,"token":"tok2","created_at":"2026-11-18T20:14:03-05:00","completed_at":"2026-11-18T21:00:00-05:00","gateway":"shopify_payments",
"currency":"USD","abandoned_checkout_url":"https://shop.example/1/checkouts/tok2/recover","subtotal_price":"5.00","line_items":[]}]}
END
  import in.json
  [ "$code" -eq 0 ]
  holds 'map(.event) == ["add_shipping_info", "purchase"]'
  holds '.[0] | .session == "tok1" and .cart_value == "398.00" and .currency == "USD" and .shipping_cost == "0.00" and .coupon == "TENOFF"'
  holds '.[0].customer == {"id":"7","email":"bob@example.com","name":"Bob Norman","locale":"en-US","accepts_marketing":true}'
  holds '.[0].url == "https://shop.example/1/checkouts/tok1/recover?key=k"'
  holds '.[1].ts == "2026-11-18T21:00:00-05:00"'
  valid
}

@test "WooCommerce's REST API: orders that were never paid" {
  cat >in.json <<'END'
[{"id":727,"status":"failed","currency":"EUR","date_created_gmt":"2026-11-18T20:14:03","date_paid_gmt":null,"customer_id":0,
"billing":{"first_name":"Jan","last_name":"Vis","email":"jan@example.com","country":"NL"},"shipping":{"country":""},"payment_method":"bacs",
"total":"18.76","total_tax":"3.26","shipping_total":"10.00","shipping_tax":"2.10","shipping_lines":[{"method_title":"Flat Rate"}],
"discount_total":"0.50","discount_tax":"0.10","coupon_lines":[{"code":"tien"}],
"payment_url":"https://shop.example/checkout/order-pay/727/?pay_for_order=true",
"line_items":[{"name":"Mok","product_id":93,"quantity":2,"subtotal":"6.00","subtotal_tax":"1.26","total":"5.50","total_tax":"1.16","sku":""}]},
{"id":728,"status":"checkout-draft","currency":"EUR","date_created_gmt":"2026-11-18T20:14:03","customer_id":4,"billing":{},
"total":"0.00","shipping_total":"0.00","shipping_tax":"0.00","shipping_lines":[],"line_items":[]}]
END
  import in.json
  [ "$code" -eq 0 ]
  holds 'map(.event) == ["payment_failed", "begin_checkout"]'
  holds '.[0] | .cart_value == "6.66" and .shipping_cost == "12.10" and .country == "NL" and .coupon == "tien" and .payment_method == "bacs"'
  holds '.[0].items == [{"sku":"93","name":"Mok","quantity":2,"unit_price":"3.63"}]'
  holds '.[1] | .customer == "4" and .cart_value == "0.00" and (has("shipping_cost") | not)'
  valid
}

# woo STATUS [PAID]: an order of WooCommerce's, of which nothing but its status is known, or when it was paid.
woo() {
  echo "{\"id\":$((++orders)),\"status\":\"$1\",\"currency\":\"EUR\",\"total\":\"12.00\",\"date_created_gmt\":\"2026-11-18T20:14:03\"," \
    "\"date_paid_gmt\":${2:-null},\"billing\":{\"email\":\"jan@example.com\"},\"line_items\":[]}"
}

@test "WooCommerce's REST API: what each status is" {
  orders=0
  for status in checkout-draft pending cancelled failed on-hold processing completed refunded trash auto-draft; do woo $status; done >in.jsonl
  import in.jsonl
  [ "$code" -eq 0 ]
  holds 'map(.event) == ["begin_checkout","add_payment_info","add_payment_info","payment_failed","purchase","purchase","purchase","purchase"]'
  grep -q 'in.jsonl: 2 rows without data passed over' said
  valid
}

@test "WooCommerce's REST API: what was paid is a purchase, whatever its status" {
  orders=0
  for status in cancelled failed trash handed-to-courier; do woo $status '"2026-11-19T07:00:00"'; done >in.jsonl
  import in.jsonl
  [ "$code" -eq 0 ]
  holds 'map([.event, .ts]) | unique == [["purchase","2026-11-19T07:00:00Z"]]'
}

@test "WooCommerce's REST API: a status of the shop's own is refused, until a layout of its own says what it is" {
  orders=0
  { woo pending; woo awaiting-deposit; } >in.jsonl
  import in.jsonl
  [ "$code" -eq 1 ]
  holds 'map(.session) == ["1"]'
  grep -q 'in.jsonl:2: .*status: expected a word that the layout knows, got "awaiting-deposit"' said
  jq -r .raw rejects >again.jsonl
  mkdir cart-layouts
  echo '{"name":"S"}' >shop.json
  jq '.cart_event.event[1].words["awaiting-deposit"] = "add_payment_info"' \
    "$SRC/common/shop/data/cart-layouts/woocommerce-rest.json" >cart-layouts/woocommerce-rest.json
  import --shop shop.json again.jsonl
  [ "$code" -eq 0 ]
  holds 'map([.session, .event]) == [["2","add_payment_info"]]'
}

@test "WooCommerce's plugins" {
  echo '{"name":"S","currency":"EUR","timezone":"Europe/Berlin"}' >shop.json
  cat >cartflows.csv <<'END'
"id","checkout_id","email","cart_contents","cart_total","session_id","other_fields","order_status","unsubscribed","coupon_code","time"
"1","7","a@example.com","a:0:{}","59.80","ab12","a:0:{}","abandoned","0",NULL,"2026-11-18 20:14:03"
"2","7",NULL,"a:0:{}","5.00","ab13","a:0:{}","completed","1","TEN","2026-11-18 20:15:03"
END
  cat >tyche.csv <<'END'
ID,Email Address,Customer,Products,Order Total,Quantity,Abandoned Date,Email Captured By,Status of Cart,Order ID (Recovered),IP
11,a@example.com," Ana ","  Mok "," €1,059.80 ",2," November 18, 2026 8:14 pm"," Checkout page",Abandoned,,192.0.2.7
12,b@example.com," Bob ","  Mok "," €5.00 ",2," November 18, 2026 8:14 pm"," Cart Popup",Abandoned,,192.0.2.7
13,c@example.com," Cy ","  Mok "," €5.00 ",2," November 18, 2026 8:14 pm"," Cart Popup",Recovered,991,192.0.2.7
END
  cat >funnelkit.csv <<'END'
email,user_id,created_time,items,total,currency,checkout_data,checkout_page_id
a@example.com,0,"2026-11-18 20:14:03",N/A,59.80,EUR,N/A,7
END
  import --shop shop.json cartflows.csv tyche.csv funnelkit.csv
  [ "$code" -eq 0 ]
  [ ! -s said ]
  holds 'map(.event) == ["begin_checkout","purchase","begin_checkout","add_to_cart","purchase","begin_checkout"]'
  holds 'map(.cart_value) == ["59.80","5.00","1059.80","5.00","5.00","59.80"]'
  holds '.[0].ts == "2026-11-18T20:14:03+01:00" and .[2].ts == "2026-11-18T20:14:00+01:00"'
  holds '.[0] | has("coupon") | not'
  holds '.[1] | .customer == {"accepts_marketing":false} and .coupon == "TEN"'
  valid
}

@test "WooCommerce's plugins: YITH's carts, as WP-CLI lists them" {
  echo '{"name":"S","currency":"EUR"}' >shop.json
  cat >yith.csv <<'END'
ID,post_modified_gmt,_user_id,_user_email,_user_first_name,_user_last_name,_language,_user_currency,_cart_status,_cart_subtotal
41,"2026-11-18 20:14:03",0,a@example.com,Ana,Rossi,it,USD,abandoned,64.699999999999989
42,"2026-11-18 20:15:03",7,b@example.com,"","",en,EUR,open,12.345
43,"2026-11-18 20:16:03",0,c@example.com,Cy,,en,EUR,recovered,5
44,"2026-11-18 20:17:03",0,d@example.com,,,en,EUR,lost,5
END
  cat >free.csv <<'END'
ID,post_modified_gmt,_user_id,_user_email,_cart_status,_cart_subtotal
45,"2026-11-18 20:18:03",9,e@example.com,abandoned,1200
END
  import --shop shop.json yith.csv free.csv
  [ "$code" -eq 1 ]
  grep -q 'yith.csv:5: _cart_status: expected a word that the layout knows, got "lost"' said
  holds '.[0] == {"type":"cart_event","ts":"2026-11-18T20:14:03Z","session":"41","event":"begin_checkout","cart_value":"64.70","currency":"USD",
    "customer":{"email":"a@example.com","name":"Ana Rossi","locale":"it"}}'
  holds 'map([.session, .event, .cart_value, .currency]) | .[1:] ==
    [["42","add_to_cart","12.35","EUR"],["43","purchase","5.00","EUR"],["45","add_to_cart","1200.00","EUR"]]'
  holds '.[1].customer == {"id":"7","email":"b@example.com","locale":"en"}'
  valid
}

# hit SECOND REQUEST STATUS [AGENT [ADDRESS]]: a line of a web server's log.
hit() {
  echo "${5:-203.0.113.7} - - [21/Nov/2026:10:02:$1 +0100] \"$2 HTTP/2.0\" $3 512 \"-\" \"${4:-$phone}\""
}

phone='Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1'

@test "web logs: requests that mean something, by one visitor" {
  { hit 11 'GET /product/moka/' 200; hit 12 'POST /?wc-ajax=add_to_cart' 200; hit 13 'GET /cart/' 200; hit 14 'GET /checkout/?email=a@b.example' 200
    hit 15 'POST /checkout/shipping' 303; hit 16 'POST /checkout/payment' 402; hit 17 'POST /checkout/payment' 303
    hit 18 'GET /checkout/order-received/1234/?key=wc_order_1' 200; } >access.log
  import access.log
  [ "$code" -eq 0 ]
  [ ! -s said ]
  holds 'map(.event) == ["view_item","add_to_cart","view_cart","begin_checkout","add_shipping_info","payment_failed","add_payment_info","purchase"]'
  holds 'map(.session) | unique | length == 1'
  holds 'all(.device == "mobile" and .browser == "Safari 19")'
  holds '.[3] | .page == "/checkout/" and .ts == "2026-11-21T10:02:14+01:00"'
  holds '.[7].page == "/checkout/order-received/1234/"'
  valid
}

@test "web logs: nothing in a record tells the address or the query" {
  { hit 11 'GET /checkout/?email=giulia@example.com&token=s3cret' 200; hit 12 'GET /cart/giulia@example.com/cart/' 200; } >access.log
  import access.log
  [ "$(jq -s length got)" -eq 2 ]
  run ! grep -Eq '203\.0\.113|giulia|s3cret|Mozilla' got
}

@test "web logs: robots, files, errors and other pages are passed over and counted" {
  { hit 11 'GET /checkout/' 200 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'; hit 12 'GET /checkout/' 200 -
    hit 13 'GET /checkout/' 200 curl/8.5.0; hit 14 'GET /checkout/app.js' 200; hit 15 'GET /checkout/' 404; hit 16 'POST /cart/add' 500
    hit 17 'GET /checkout/' 302; hit 18 'GET /about' 200; hit 19 'GET /cart/' 200; echo; } >access.log
  import access.log
  [ "$code" -eq 0 ]
  holds 'map(.event) == ["view_cart"]'
  grep -q 'access.log: 9 rows without data passed over' said
}

@test "web logs: two browsers at one address are two sessions" {
  { hit 11 'GET /cart/' 200; hit 12 'GET /cart/' 200 'Mozilla/5.0 (Windows NT 10.0) Firefox/145.0'; hit 13 'GET /cart/' 200 '' 203.0.113.8; hit 14 'GET /cart/' 200; } >access.log
  import access.log
  holds 'map(.session) | length == 4 and (unique | length) == 3 and .[0] == .[3]'
}

@test "web logs: a line that is none costs that line" {
  { hit 11 'GET /cart/' 200; echo 'Nov 21 10:02:12 host kernel: hello'; hit 13 'GET /cart/' 200; printf '203.0.113.7 - - [21/Nov'; } >access.log
  import access.log
  [ "$code" -eq 1 ]
  [ "$(jq -s length got)" -eq 2 ]
  [ "$(jq -r .line rejects | paste -sd,)" = "2,4" ]
}

@test "web logs in JSON, with a session of their own and names of their own" {
  echo '{"time_iso8601":"2026-11-21T10:02:11+01:00","request_method":"POST","request_uri":"/cart/add","status":"303","session_id":"abc","geoip_country_code":"IT"}' >in.jsonl
  sed -i 's/}/,"http_user_agent":"Mozilla\/5.0 (X11; Linux x86_64) Firefox\/145.0"}/' in.jsonl
  import --from weblog in.jsonl
  [ "$code" -eq 0 ]
  holds '. == [{"type":"cart_event","ts":"2026-11-21T10:02:11+01:00","session":"abc","event":"add_to_cart","device":"desktop",
    "browser":"Firefox 145","country":"IT","page":"/cart/add"}]'
  echo '{"about":"x","input":"log","needs":"event","fields":{"time":"at","method":"m","uri":"u","status":"s"},
    "cart_event":{"ts":"time","event":{"join":["method","path"],"like":{"PUT /basket":"add_to_cart"},"unknown":"skip"},"session":"who.sid"}}' >map.json
  { echo '{"at":1795251731,"m":"PUT","u":"/basket?x=1","s":204,"who":{"sid":"q1"}}'; echo '{"at":1795251731,"m":"GET","u":"/basket","s":204,"who":{"sid":"q1"}}'; } >in.jsonl
  import --map map.json in.jsonl
  holds 'map([.ts, .session, .event]) == [["2026-11-21T09:02:11Z","q1","add_to_cart"]]'
}

# names_of_page: each part of a line of JSON and a name for it that the page lists, as "PART NAME".
names_of_page() {
  awk '/^\.Ss Names in JSON/ { on = 1 } on && /^\.El/ { exit } on && /^\.It Cm/ { part = $3 }
    on && /^\.Va/ { for (i = 2; i <= NF; i++) if ($i !~ /^[,;]$/) print part, $i }' "$SRC/man/cart-import.1"
}

@test "web logs in JSON: the page lists the names that are known, and no others" {
  names_of_page | cut -d ' ' -f 2 | sort >listed
  sed -n '/usual\[WEBLOG_PARTS\]/,/^};/p' "$SRC/common/data/weblog.c" | grep -o '"[^"]*"' | tr -d '"' | sort >known
  [ -s known ]
  same known listed
}

@test "web logs in JSON: each name in the page is read" {
  echo '{"about":"x","input":"log","cart_event":{"ts":"time","event":{"join":["method","target","status"]},"session":"address",
    "browser":"agent","error":"referrer"}}' >map.json
  names_of_page | jq -Rc 'split(" ") as [$part, $name]
    | {method: "GET", uri: "/cart/?a=b", status: 200, time: "2026-11-21T10:02:11Z", address: "192.0.2.7", referrer: "r", agent: "x"} as $is
    | {request_method: $is.method, request_uri: $is.uri, status: $is.status, time_iso8601: $is.time, remote_addr: $is.address,
        http_referer: $is.referrer, http_user_agent: $is.agent}
    | if $part == "request" then del(.request_method, .request_uri)
      else del(.[keys_unsorted[["method", "uri", "status", "time", "address", "referrer", "agent"] | index($part)]]) end
    | setpath($name | [scan("[^.\\[\\]]+") | if test("^[0-9]+$") then tonumber else . end];
        $is[$part] // "\($is.method) \($is.uri) HTTP/2.0")' >in.jsonl
  import --map map.json in.jsonl
  [ "$code" -eq 0 ]
  [ "$(wc -l <got)" -eq "$(names_of_page | wc -l)" ]
  holds 'unique == [{"type":"cart_event","ts":"2026-11-21T10:02:11Z","session":"192.0.2.7","event":"GET /cart/?a=b 200","browser":"x","error":"r"}]'
}

@test "web logs: a cookie behind the agent" {
  echo '{"about":"x","input":"log","needs":"event","cart_event":{"ts":"time","event":{"join":["method","path"],"like":{"GET /cart/":"view_cart"},
    "unknown":"skip"},"session":{"column":"more.1","drop_start":"sid="}}}' >map.json
  hit 11 'GET /cart/' 200 | sed 's/$/ "sid=5f2c"/' >access.log
  import --map map.json access.log
  holds 'map(.session) == ["5f2c"]'
}

@test "a log that is followed: each event goes out before the next line is waited for" {
  mkfifo log
  cart-import --from weblog log >got 2>said 3>&- &
  exec 4>log
  hit 11 'GET /cart/' 200 >&4
  hit 12 'GET /style.css' 200 >&4
  for _ in {1..100}; do [ -s got ] && break; sleep 0.1; done
  grep -q view_cart got
  exec 4>&-
  wait
}

@test "--list-layouts shows those of carts, the shop's before the kit's" {
  mkdir -p shop/cart-layouts
  echo '{"name":"S"}' >shop/shop.json
  echo '{"about":"Ours","require":["a"],"cart_event":{"event":"a"}}' >shop/cart-layouts/ours.json
  cart-import --shop shop/shop.json --list-layouts >list
  grep -Eq '^ga4 +Google' list
  grep -Eq '^ours +Ours' list
  run ! grep -q '^amazon' list
}

@test "--from and --map exclude each other" {
  run cart-import --from ga4 --map x.json
  [ "$status" -eq 2 ]
}

@test "memory does not grow with the export" {
  { echo "$checkouts"; checkout 1; more 1; } >one.csv
  { echo "$checkouts"; for i in {1..2000}; do checkout "$i"; more "$i"; done; } >some.csv
  { cat some.csv; for _ in {1..30}; do tail -n +2 some.csv; done; } >many.csv
  few=$(peak cart-import -q some.csv)
  lots=$(peak cart-import -q many.csv)
  [ "$lots" -lt "$((few + 4096))" ]
}
