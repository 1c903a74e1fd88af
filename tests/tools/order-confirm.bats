#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# order-confirm: which mail an order gets, in which language, and what is in it.

setup() {
  load "$SRC/tests/kit/lib.bash"
  kit_setup
  sample=$SRC/common/shop/data/sample
  shop=$sample/shop.json
}

# order JQ: a small whole order in English, changed by the program JQ.
order() {
  jq -nc '{type: "order", id: "1", number: "#1001", placed_at: "2026-11-20T10:00:00+01:00", status: "open",
    currency: "EUR", locale: "en-IE", customer: {id: "c1", name: "Ana Rossi", email: "ana@example.com"},
    items: [{sku: "M", name: "Moka", quantity: 1, unit_price: "29.90", total: "29.90"}], total: "29.90"} | '"${1:-.}"
}

# confirm JQ [ARG ...]: the message for that order.
confirm() {
  local program=$1
  shift
  order "$program" | order-confirm "$@"
}

# field JQ FIELD [ARG ...]: one field of it.
field() {
  local program=$1 name=$2
  shift 2
  confirm "$program" "$@" | jq -r "$name"
}

# refused JQ WHY: the order is refused with that reason, and nothing is written.
refused() {
  order "$1" >one.jsonl
  run --separate-stderr order-confirm --rejects rejects.jsonl one.jsonl
  [ "$status" -eq 1 ]
  [ -z "$output" ]
  [ "$stderr" = "order-confirm: one.jsonl:1: $2" ]
  [ "$(jq -r .reason rejects.jsonl)" = "$2" ]
}

# full_orders: an order in each language that has everything a mail can show.
full_orders() {
  local locale
  for locale in en-GB it-IT fr-FR ru-RU pl-PL; do
    order '.id = "'$locale'" | .locale = "'$locale'" | .customer.accepts_marketing = true
      | .ship_to = {name: "Ana Rossi", company: "Studio", line1: "Via Roma 5", city: "Torino", region: "TO", postal_code: "10121", country: "IT"}
      | .items[0] += {quantity: 2, total: "59.80", url: "https://shop.example/p/moka", image: "https://shop.example/i/moka.png", final_sale: true}
      | .items += [{sku: "F-100", quantity: 1, unit_price: "4.50", total: "4.50", url: "https://shop.example/p/f100"}]
      | .subtotal = "64.30" | .discount = "6.43" | .shipping = "0.00" | .tax = "10.43" | .total = "57.87" | .taxes_included = true
      | .discount_codes = ["TEN"] | .payment = {method: "card", last4: "4242"} | .promised = {from: "2026-11-24", to: "2026-11-26"}
      | .shipments = [{carrier: "Post", service: "Express", tracking_number: "RR123456785IT", url: "https://track.example/RR1", shipped_at: "2026-11-21T08:00:00Z"}]
      | .coupon = {code: "THANKS", terms: "10 % from 30 €.", expires_at: "2026-12-31"}
      | .recommendations = [{name: "Cups", url: "https://shop.example/p/cups", image: "https://shop.example/i/cups.png", unit_price: "24.00"}]'
  done
}

@test "a message says in which country its recipient is" {
  [ "$(field '.ship_to.country = "IT"' .to.country)" = IT ]
  [ "$(field '.ship_to.country = "Italia"' .to.country)" = null ]
  [ "$(field . .to.country)" = null ]
  confirm '.ship_to.country = "IT"' >message
  "$SRC/tests/records/validate.py" message
}

@test "every template in every language is a whole mail" {
  full_orders >orders.jsonl
  for template in plain welcome reassure coupon similar; do
    order-confirm --shop "$shop" --template $template orders.jsonl >messages.jsonl
    [ "$(jq -r .template messages.jsonl | sort -u)" = $template ]
    [ "$(jq -r '.language[0:2]' messages.jsonl | xargs)" = 'en it fr ru pl' ]
    python3 "$SRC/tests/tools/mail_facts.py" <messages.jsonl
  done
}

@test "an order with next to nothing in it is a whole mail too" {
  for language in en it fr ru pl; do
    order 'del(.number, .customer.name) | .items = [{sku: "M", quantity: 1}]' | order-confirm -l $language
  done >messages.jsonl
  python3 "$SRC/tests/tools/mail_facts.py" --bare <messages.jsonl
}

@test "the sample shop's orders are whole mails" {
  order-confirm --shop "$shop" "$sample/orders.jsonl" >messages.jsonl
  python3 "$SRC/tests/tools/mail_facts.py" <messages.jsonl
}

@test "the rule: a first order is welcomed, a promise or a parcel reassures" {
  [ "$(field . .template)" = plain ]
  [ "$(field '.customer.orders_count = 1 | .promised.to = "2026-12-01"' .template)" = welcome ]
  [ "$(field '.customer.orders_count = 2 | .promised.to = "2026-12-01"' .template)" = reassure ]
  [ "$(field '.shipments = [{tracking_number: "R1"}]' .template)" = reassure ]
  [ "$(field '.customer.orders_count = 1' .template --template plain)" = plain ]
}

@test "what sells needs consent and something to offer" {
  local offer='.coupon = {code: "X"} | .recommendations = [{name: "Cups"}]'
  for template in coupon similar; do
    [ "$(field "$offer"' | .customer.accepts_marketing = true' '.template + " " + .class' -t $template)" = "$template marketing" ]
    [ "$(field "$offer" '.template + " " + .class' -t $template)" = 'plain transactional' ]
    [ "$(field "$offer"' | .customer.accepts_marketing = false' .template -t $template)" = plain ]
    [ "$(field '.customer.accepts_marketing = true' .template -t $template)" = plain ]
    [ "$(field '.customer |= . + {accepts_marketing: true, orders_count: 1}' .template -t $template)" = welcome ]
  done
}

@test "a coupon that has ended is not offered" {
  local offer='.customer.accepts_marketing = true | .coupon = {code: "X", expires_at: "2026-11-30"}'
  [ "$(field "$offer" .template -t coupon --now 2026-11-30T10:00:00Z)" = coupon ]
  [ "$(field "$offer" .template -t coupon --now 2026-12-01T10:00:00Z)" = plain ]
}

@test "a marketing mail says how to end offers, and no other mail does" {
  local offer='.customer.accepts_marketing = true | .coupon = {code: "X"}'
  [[ $(field "$offer" .text -t coupon --shop "$shop") == *'Unsubscribe from offers: https://shop.example/unsubscribe'* ]]
  [[ $(field "$offer" .text -t coupon) == *'reply to this email with the word “unsubscribe”.'* ]]
  run field "$offer" .text --shop "$shop"
  [[ $output != *nsubscribe* ]]
}

@test "the message knows what it is, and what was known of consent" {
  confirm '.customer.accepts_marketing = false' --shop "$shop" >message.json
  [ "$(jq -c '[.type, .id, .kind, .template, .class, .channel]' message.json)" = \
    '["message","order-confirm:1","order-confirm","plain","transactional","email"]' ]
  [ "$(jq -c '[.to, .language, .order_id, .customer_id]' message.json)" = \
    '[{"name":"Ana Rossi","address":"ana@example.com"},"en-IE","1","c1"]' ]
  [ "$(jq -c .consent message.json)" = '{"marketing":false,"source":"customer.accepts_marketing"}' ]
  [ "$(field . .consent.source)" = none ]
  [ "$(field . '.consent | has("marketing")')" = false ]
}

@test "a message is made now and expires with its order" {
  [ "$(field . .created_at --now 2026-11-21T09:00:00+01:00)" = 2026-11-21T09:00:00+01:00 ]
  [ "$(field . .expires_at)" = 2026-11-27T10:00:00+01:00 ]
  [ "$(field . .expires_at --max-age 36h)" = 2026-11-21T22:00:00+01:00 ]
  [ "$(field . .expires_at --max-age 99999999999999d)" = 9999-12-31T23:59:59+01:00 ]
}

@test "the same input, settings and clock give the same bytes" {
  order-confirm --shop "$shop" --explain "$sample/orders.jsonl" >first
  order-confirm --shop "$shop" --explain "$sample/orders.jsonl" >second
  cmp first second
}

@test "--explain says what decided, what lost, and which defaults were taken" {
  confirm '.customer.orders_count = 1 | .promised.to = "2026-12-01"' --explain >message.json
  [ "$(jq -c '.explain[0] | [.rule, .chosen, .lost, .field, .value]' message.json)" = \
    '["template","welcome",["reassure","plain"],"customer.orders_count","1"]' ]
  [ "$(jq -c '.explain[1] | [.rule, .chosen, .field, .value]' message.json)" = '["language","en-IE","locale","en-IE"]' ]
  [ "$(jq -r '.explain[] | select(.rule == "default") | .field' message.json | xargs)" = 'shop brand.colour' ]
  confirm '.warnings = ["off by 0.50"] | .coupon = {code: "X"} | .items = []' --explain -t coupon --shop "$shop" >message.json
  [ "$(jq -c '.explain[0] | [.rule, .lost, .field, .why]' message.json)" = \
    '["consent",["coupon"],"customer.accepts_marketing","nothing says that the customer wants marketing"]' ]
  [ "$(jq -r '.explain[] | select(.rule == "default") | .field' message.json | xargs)" = 'items warnings' ]
  [ "$(field . 'has("explain")')" = false ]
}

@test "the language is the order's, else the customer's, else the shop's, else English" {
  jq '.locale = "pl-PL"' "$shop" >shop.json
  [ "$(field '.locale = "fr-CA"' .language)" = fr-CA ]
  [ "$(field '.locale = null | .customer.locale = "ru"' .language)" = ru ]
  [ "$(field '.locale = "de-DE" | .customer.locale = "it-CH"' .language)" = it-CH ]
  [ "$(field '.locale = "de-DE"' .language)" = pl-PL ]
  rm shop.json
  [ "$(field '.locale = "de-DE"' .language)" = en ]
  [ "$(field '.locale = "not a tag"' .language)" = en ]
  [ "$(field '.locale = "de-DE"' '.explain[] | select(.rule == "language") | .why // .chosen' --explain | xargs)" = \
    'there are no words for it en' ]
}

@test "--language overrides it, and money and dates keep the order's customs" {
  [ "$(field '.locale = "de-DE"' .language -l it)" = it ]
  [ "$(field '.locale = "it-CH"' .language -l it)" = it-CH ]
  [ "$(field '.locale = "it-CH"' .language -l it-IT)" = it-IT ]
  [[ $(field '.locale = "it-CH" | .total = "1234.5"' .text) == *$'Totale: €\u00a01’234.50'* ]]
  [[ $(field '.locale = "it-IT" | .total = "1234.5"' .text) == *$'Totale: 1.234,50\u00a0€'* ]]
  order . >one.jsonl
  run --separate-stderr order-confirm --language de one.jsonl
  [ "$status" -eq 2 ]
  [[ $stderr == *"--language: there is no catalogue of words for 'de'"* ]]
}

@test "plurals are those of the language" {
  local n
  for n in 1 2 5 22; do
    field ".items[0].quantity = $n" .text -l ru | sed -n 's/^Ваш заказ (\(.*\))$/\1/p'
    field ".items[0].quantity = $n" .text -l pl | sed -n 's/^Twoje zamówienie (\(.*\))$/\1/p'
  done >got
  printf '%s\u00a0%s\n' 1 товар 1 produkt 2 товара 2 produkty 5 товаров 5 produktów 22 товара 22 produkty >want
  same want got
}

@test "an order that is not to be confirmed is refused with the reason" {
  refused '.status = "cancelled"' 'status: the order is cancelled, and is not confirmed'
  rm rejects.jsonl
  refused '.status = "refunded"' 'status: the order is refunded, and is not confirmed'
  rm rejects.jsonl
  refused 'del(.customer)' 'customer.email: the order has no e-mail address'
  rm rejects.jsonl
  refused '.customer.email = ""' 'customer.email: the order has no e-mail address'
  rm rejects.jsonl
  refused 'del(.placed_at)' 'placed_at: expected a time such as 2026-11-21T10:00:00Z, got nothing'
  rm rejects.jsonl
  for program in 'del(.status)' '.status = null'; do
    refused "$program" 'status: expected "open", "fulfilled", "cancelled" or "refunded", got nothing'
    rm rejects.jsonl
  done
  refused 'del(.items)' 'items: expected a list, got nothing'
  rm rejects.jsonl
  refused 'del(.items[0].name, .items[0].sku)' 'items[0].name: expected text here or as sku, got nothing'
  rm rejects.jsonl
  refused '.items[0].total = "29,90"' 'items[0].total: expected an amount in EUR, got "29,90"'
}

@test "an address that mail cannot go to is refused" {
  for address in ana 'ana@' '@example.com' 'ana@example.com,eve@example.com' $'ana@example.com\nBcc: eve@example.com' '-oX@example.com'; do
    export ADDRESS=$address
    # shellcheck disable=SC2016 # for jq
    order '.customer.email = $ENV.ADDRESS' >one.jsonl
    run --separate-stderr order-confirm one.jsonl
    [ "$status" -eq 1 ]
    [ -z "$output" ]
    [[ $stderr == 'order-confirm: one.jsonl:1: customer.email: '* ]]
  done
}

@test "one that does not add up, or has no items, is confirmed as it is" {
  [[ $(field '.warnings = ["w"] | .total = "99.00"' .text) == *'Total: €99.00'* ]]
  run field '.items = []' .text
  [[ $output == *'Total: €29.90'* ]]
  [[ $output != *'Your order ('* ]]
}

@test "nothing that a customer typed is markup, a header or a script" {
  confirm '.customer.name = "Ana</h1><script>alert(1)</script>\nBcc: x@example.com" | .number = "7\r\nX-Evil: 1"
    | .items[0] += {name: "A\"><img src=x onerror=alert(1)>\u2028{{w.hello}}", url: "javascript:alert(1)", image: "data:text/html,x"}
    | .ship_to = {line1: "</td><b>{{number}}", country: "IT"} | .payment.method = "<i>"' --shop "$shop" >message.json
  [ "$(jq -r .subject message.json)" = 'Order 7 X-Evil: 1 confirmed' ]
  [ "$(jq -r .to.name message.json)" = 'Ana</h1><script>alert(1)</script> Bcc: x@example.com' ]
  run jq -r .html message.json
  [ "$(grep -o '<script' <<<"$output" | wc -l)" -eq 1 ]
  [[ $output != *'<img src=x'* ]]
  [[ $output != *javascript:* ]]
  [[ $output != *'data:text'* ]]
  [[ $output != *'<b>{{'* ]]
  [[ $output != *'<i>'* ]]
  [[ $output == *'&lt;b&gt;{{number}}'* ]]
  [[ $(jq -r .text message.json) == *$'Hello Ana</h1><script>alert(1)</script> Bcc: x@example.com,'* ]]
}

@test "a very long order is a mail that is not clipped, and says what it leaves out" {
  confirm '.items = [range(1500) | {name: "An item with a name of the usual length, \(.)", quantity: 1, unit_price: "1.00", total: "1.00",
    url: "https://shop.example/p/\(.)", image: "https://shop.example/i/\(.).png"}]' --shop "$shop" >message.json
  [ "$(jq -r '.html | utf8bytelength' message.json)" -lt 100000 ]
  [ "$(jq -r '.html | utf8bytelength' message.json)" -gt 50000 ]
  python3 "$SRC/tests/tools/mail_facts.py" <message.json
  [[ $(jq -r .text message.json) == *'Your order (1,500 items)'* ]]
  [[ $(jq -r .text message.json) =~ '… and '[0-9,]+' more lines' ]]
}

@test "schema.org data are whole or not there, and --explain says what lacks" {
  local data='.html | contains("application/ld+json")' lacks='.explain[] | select(.rule == "schema.org") | .field'
  [ "$(field . "$data" --shop "$shop")" = true ]
  [ -z "$(field . "$lacks" --shop "$shop" --explain)" ]
  [ "$(field . "$data")" = false ]
  [ "$(field . "$lacks" --explain)" = name ]
  [ "$(field '.items = []' "$data" --shop "$shop")" = false ]
  [ "$(field '.items = []' "$lacks" --shop "$shop" --explain)" = items ]
  [ "$(field 'del(.total)' "$data" --shop "$shop")" = false ]
  [ "$(field 'del(.total)' "$lacks" --shop "$shop" --explain)" = total ]
  [ "$(field 'del(.items[0].total, .items[0].unit_price)' "$lacks" --shop "$shop" --explain)" = 'items[].total' ]
  echo '{"name": "Tin"}' >shop.json
  [ "$(field . "$lacks" --explain)" = links.order ]
  echo '{"name": "Tin", "url": "https://tin.example"}' >shop.json
  run field . .html
  [[ $output == *'"potentialAction":{"@type":"ViewAction","url":"https://tin.example"}'* ]]
}

@test "dates are those of the shop's clock, or of the order's own without a shop" {
  local late='.placed_at = "2026-11-20T23:30:00-05:00"'
  [[ $(field "$late" .text) == *'Order date: 20 November 2026'* ]]
  [[ $(field "$late" .text --shop "$shop") == *'Order date: 21 November 2026'* ]]
}

@test "a shop's own words and templates hide the kit's" {
  mkdir -p words templates/order-confirm templates/common
  cp "$shop" shop.json
  echo '{"confirm_plain_title": "You & we did it, {customer}!", "shop_hours": "always"}' >words/en.json
  echo 'PS. {{shop.name}}' >templates/common/footer.txt
  confirm . >message.json
  [[ $(jq -r .text message.json) == $'You & we did it, Ana Rossi!\n'* ]]
  [[ $(jq -r .html message.json) == *'<title>You &amp; we did it, Ana Rossi!</title>'* ]]
  [[ $(jq -r .text message.json) == *'Hours: always'* ]]
  [[ $(jq -r .text message.json) == *'PS. Tinsmith Lane' ]]
  echo 'Own {{number}}' >templates/order-confirm/plain.txt
  [ "$(field . .text)" = 'Own #1001' ]
  run order-confirm --list-templates
  [[ $output == *"$PWD/templates/order-confirm/plain.txt"* || $output == *"./templates/order-confirm/plain.txt"* ]]
}

@test "a shop adds a language by a catalogue of its own" {
  mkdir words
  echo '{}' >shop.json
  sed 's/"Thank you for your order"/"Danke für die Bestellung"/' "$SRC/common/shop/data/words/en.json" >words/de.json
  [ "$(field '.locale = "de-AT"' .language)" = de-AT ]
  [[ $(field '.locale = "de-AT"' .text) == $'Danke für die Bestellung\n'* ]]
}

@test "a template that is wrong ends the run and says where" {
  mkdir -p templates/order-confirm
  echo '{}' >shop.json
  order . >one.jsonl
  printf 'a\n{{nmuber}}\n' >templates/order-confirm/plain.txt
  run --separate-stderr order-confirm one.jsonl
  [ "$status" -eq 2 ]
  [ -z "$output" ]
  [[ $stderr == *'templates/order-confirm/plain.txt:2: {{nmuber}}: there is no such value; did you mean number?'* ]]
  echo '{{w.totl}}' >templates/order-confirm/plain.txt
  run --separate-stderr order-confirm one.jsonl
  [ "$status" -eq 2 ]
  [[ $stderr == *'templates/order-confirm/plain.txt:1: {{w.totl}}: the catalogue of en has no such word; did you mean total?'* ]]
  echo '{{> nowhere}}' >templates/order-confirm/plain.txt
  run --separate-stderr order-confirm one.jsonl
  [ "$status" -eq 2 ]
  [[ $stderr == *'templates/order-confirm/plain.txt:1: {{>nowhere}}: '* ]]
}

@test "a template that says nothing is an error, for all orders or for one" {
  mkdir -p templates/order-confirm
  echo '{}' >shop.json
  order . >one.jsonl
  for part in subject txt html; do
    : >templates/order-confirm/plain.$part
    run --separate-stderr order-confirm one.jsonl
    [ "$status" -eq 2 ]
    [ -z "$output" ]
    [[ $stderr == *"templates/order-confirm/plain.$part: expected a template that says something" ]]
    echo '{{codes}}' >templates/order-confirm/plain.$part
    run --separate-stderr order-confirm one.jsonl
    [ "$status" -eq 1 ]
    [ -z "$output" ]
    [ "$stderr" = "order-confirm: one.jsonl:1: templates/order-confirm/plain.$part: the template says nothing of this order" ]
    [ "$(field '.discount_codes = ["TEN"]' .order_id)" = 1 ]
    rm templates/order-confirm/plain.$part
  done
}

@test "a word that is wrong is told of where it must be mended" {
  mkdir words
  echo '{}' >shop.json
  order . >one.jsonl
  printf '{\n"thanks": "x",\n"hello": "Hi {custmer},"}\n' >words/en.json
  run --separate-stderr order-confirm one.jsonl
  [ "$status" -eq 2 ]
  [ -z "$output" ]
  [[ $stderr == *'words/en.json:3: hello: {custmer}: there is no such value; did you mean customer? (in {{w.hello}}, '*'templates/common/hello.txt:'* ]]
}

@test "a shop's word that is a slip for a known one is told of, and other words are its own" {
  mkdir -p words templates/order-confirm
  echo '{}' >shop.json
  order . >one.jsonl
  for slip in helo:hello hlelo:hello shop_return:shop_returns; do
    printf '{\n"%s": "Hi"}\n' "${slip%:*}" >words/en.json
    run --separate-stderr order-confirm one.jsonl
    [ "$status" -eq 2 ]
    [ -z "$output" ]
    [[ $stderr == *"words/en.json:2: ${slip%:*}: nothing of the kit says this word; did you mean ${slip#*:}?" ]]
  done
  echo '{"shop_hours": "always", "motto": "Slow"}' >words/en.json
  echo '{{w.motto}}' >templates/order-confirm/plain.txt
  [ "$(field . .text)" = Slow ]
}

@test "all catalogues have the same words with the same arguments" {
  local language
  for language in en it fr ru pl; do
    jq -r 'to_entries[] | .key + " " + ([.value | scan("\\{([a-z_.]+)[,}]")[]] | unique | join(","))' \
      "$SRC/common/shop/data/words/$language.json" | sort >$language
    [ -s $language ]
    same en $language
  done
}

@test "no word of a catalogue is one that no template uses" {
  local word
  for word in $(jq -r keys[] "$SRC/common/shop/data/words/en.json"); do
    grep -rqE "w\.$word\}|\"$word\"" "$SRC/common/shop" --include='*.html' --include='*.txt' --include='*.subject' --include='*.c' ||
      { echo "nobody says $word"; return 1; }
  done
}

@test "no opening of anything before the first order" {
  mkdir empty
  AFTERCARE_DATADIR=$PWD/empty run --separate-stderr order-confirm </dev/null
  [ "$status" -eq 0 ]
  [ -z "$output$stderr" ]
  order . >one.jsonl
  AFTERCARE_DATADIR=$PWD/empty run order-confirm one.jsonl
  [ "$status" -eq 2 ]
}

@test "aftercare-templates(5) lists the names that a template can use, and no others" {
  order-confirm --list-templates | sed -n '/^What a template/,$s/^  \([a-z0-9_.]*\) .*/\1/p' | sort >want
  sed -n '/^\.Ss Names of an order/,/^\.Sh/s/^\.It Cm //p' "$SRC/man/aftercare-templates.5" | sort >got
  [ "$(wc -l <want)" -gt 50 ]
  same want got
}
