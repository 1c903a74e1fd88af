#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# cart-remind: which cart gets which mail, when, and which gets none.

setup() {
  load "$SRC/tests/kit/lib.bash"
  kit_setup
  sample=$SRC/common/shop/data/sample
  shop=$sample/shop.json
  export AFTERCARE_NOW=2026-11-21T09:00:00Z
}

# cart [JQ]: a small cart that is reminded of, left 11 hours ago, changed by the program JQ.
cart() {
  jq -nc '{type: "cart", id: "k1", session: "s1", currency: "EUR", value: "29.90", step: "checkout", country: "IT",
    customer: {id: "c1", email: "ana@example.com", name: "Ana Rossi", locale: "en-IE", accepts_marketing: true},
    items: [{sku: "M", name: "Moka", quantity: 1, unit_price: "29.90"}], context: {device: "mobile"},
    started_at: "2026-11-20T21:50:00Z", last_seen_at: "2026-11-20T22:00:00Z", url: "https://shop.example/cart/1"} | '"${1:-.}"
}

# order [JQ]: an order of that customer's, placed since.
order() {
  jq -nc '{type: "order", id: "o1", placed_at: "2026-11-20T23:00:00Z", status: "open", currency: "EUR", items: [],
    customer: {id: "c1", email: "ana@example.com"}} | '"${1:-.}"
}

# remind JQ [ARG ...]: what comes of that cart.
remind() {
  local program=$1
  shift
  cart "$program" | cart-remind "$@"
}

# field JQ FIELD [ARG ...]: one field of it.
field() {
  local program=$1 name=$2
  shift 2
  remind "$program" "$@" | jq -r "$name"
}

# skips RULE JQ [ARG ...]: the cart gets no mail, by that rule, and that is no error.
skips() {
  local rule=$1 program=$2
  shift 2
  run --separate-stderr remind "$program" "$@"
  [ "$status" -eq 0 ]
  [ -z "$output$stderr" ]
  [ "$(field "$program" '.explain[0].rule' --explain "$@")" = "$rule" ]
  [ "$(field "$program" .type --explain "$@")" = cart ]
}

# reminds JQ [ARG ...]: it gets one.
reminds() {
  [ "$(field "$1" .template "${@:2}")" = reminder ]
}

# full_carts ERROR: a cart in each language that has everything a mail can show.
full_carts() {
  local locale
  for locale in en-GB it-IT fr-FR ru-RU pl-PL; do
    cart '.id = "'$locale'" | .session = "'$locale'" | .customer |= . + {id: "'$locale'", email: "'$locale'@example.com", locale: "'$locale'"}
      | .items[0] += {quantity: 2, url: "https://shop.example/p/moka", image: "https://shop.example/i/moka.png"}
      | .items += [{sku: "F-100", quantity: 1, total: "4.50", url: "https://shop.example/p/f100"}] | .value = "64.30"
      | if "'"$1"'" == "" then . else .step = "payment" | .context.error = "'"$1"'" end'
  done
}

@test "both mails in every language are whole mails" {
  for error in '' card_declined gateway_timeout; do
    full_carts "$error" >carts.jsonl
    cart-remind --shop "$shop" carts.jsonl >messages.jsonl
    [ "$(jq -r '.language[0:2]' messages.jsonl | xargs)" = 'en it fr ru pl' ]
    [ "$(jq -r .template messages.jsonl | sort -u)" = "$([ -z "$error" ] && echo reminder || echo payment-help)" ]
    python3 "$SRC/tests/tools/mail_facts.py" --bare <messages.jsonl
    "$SRC/tests/records/validate.py" messages.jsonl
  done
}

@test "a cart of which little is known is a whole mail too" {
  for language in en it fr ru pl; do
    remind 'del(.customer.name, .items, .url, .country, .session, .started_at)' -l $language
  done >messages.jsonl
  python3 "$SRC/tests/tools/mail_facts.py" --bare <messages.jsonl
}

@test "the first, those between and the last have subjects of their own" {
  full_carts '' >carts.jsonl
  cart-remind --now 2026-11-20T23:00:00Z -a 1h,2h,3h carts.jsonl >first
  cart-remind --now 2026-11-21T00:00:00Z -a 1h,2h,3h carts.jsonl >second
  cart-remind --now 2026-11-21T01:00:00Z -a 1h,2h,3h carts.jsonl >third
  [ "$(cat first second third | jq -r .subject | sort -u | wc -l)" -eq 15 ]
  [ "$(cat first second third | jq -r .id | sort -u | wc -l)" -eq 15 ]
}

@test "the message knows what it is, and what was known of consent" {
  remind . >message.json
  [ "$(jq -c '[.type, .id, .kind, .template, .class, .channel]' message.json)" = \
    '["message","cart-remind:k1:10h","cart-remind","reminder","marketing","email"]' ]
  [ "$(jq -c '[.to, .language, .customer_id]' message.json)" = \
    '[{"name":"Ana Rossi","address":"ana@example.com","country":"IT"},"en-IE","c1"]' ]
  [ "$(jq -c .consent message.json)" = '{"marketing":true,"source":"customer.accepts_marketing"}' ]
  [ "$(jq -c '[.created_at, .not_before, .expires_at]' message.json)" = \
    '["2026-11-21T09:00:00Z","2026-11-21T08:00:00Z","2026-11-27T22:00:00Z"]' ]
}

@test "a reminder is for the time until the next" {
  [ "$(field . .expires_at -a 10h,12h)" = 2026-11-21T10:00:00Z ]
  [ "$(field . .expires_at --max-age 12h)" = 2026-11-21T10:00:00Z ]
  [ "$(field '.last_seen_at = "2026-11-20T23:00:00.5+01:00"' .not_before)" = 2026-11-21T09:00:00.5+01:00 ]
}

@test "a cart is due once its span has passed, to the second" {
  reminds . --now 2026-11-21T08:00:00Z
  skips after . --now 2026-11-21T07:59:59Z
  reminds '.last_seen_at = "2026-11-21T00:00:00+01:00"'
  skips after '.last_seen_at = "2026-11-21T00:00:00.001+01:00"'
  skips after '.last_seen_at = "2026-11-22T00:00:00Z"'
}

@test "only the latest step that is due is sent, and one that was missed stays missed" {
  [ "$(field . .id -a 1h,10h,3d --now 2026-11-21T07:59:59Z)" = cart-remind:k1:1h ]
  [ "$(field . .id -a 1h,10h,3d --now 2026-11-21T08:00:00Z)" = cart-remind:k1:10h ]
  [ "$(field . .id -a 1h,10h,3d --now 2026-11-23T22:00:00Z)" = cart-remind:k1:3d ]
  [ "$(field . .id -a 90m,36h --now 2026-11-20T23:30:00Z)" = cart-remind:k1:90m ]
}

@test "at most --max steps" {
  reminds . -a 1h,10h --max 2
  skips max . -a 1h,10h --max 1
  reminds . -a 1h,10h --max 1 --now 2026-11-21T07:59:59Z
  skips max . --max 0
}

@test "a cart that is older than --max-age gets none" {
  reminds . --now 2026-11-27T21:59:59Z
  skips max-age . --now 2026-11-27T22:00:00Z
  skips max-age . --max-age 11h
  reminds . --max-age 40000s
}

@test "message-send sends each step once" {
  cart . >carts.jsonl
  for now in 2026-11-21T09:00:00Z 2026-11-21T09:15:00Z 2026-11-24T09:00:00Z; do
    cart-remind --shop "$shop" --now $now -a 1h,10h,3d carts.jsonl |
      message-send --shop "$shop" --now $now --transport maildir:out --ledger ledger -q >>receipts.jsonl
  done
  [ "$(jq -r '.message_id + " " + .status' receipts.jsonl | tr '\n' ';')" = \
    'cart-remind:k1:10h sent;cart-remind:k1:10h duplicate;cart-remind:k1:3d sent;' ]
  [ "$(grep -l '^List-Unsubscribe: ' out/new/* | wc -l)" -eq 2 ]
}

@test "the help mail goes out without consent, and promises no way out of offers" {
  cart '.step = "payment" | .context.error = "card_declined" | .customer.accepts_marketing = false' >carts.jsonl
  cart-remind --shop "$shop" carts.jsonl >messages.jsonl
  [ "$(jq -c '[.id, .class, .consent.marketing]' messages.jsonl)" = '["cart-remind:k1:help","transactional",false]' ]
  [[ $(jq -r .text messages.jsonl) != *nsubscribe* ]]
  message-send --shop "$shop" --transport maildir:out --ledger ledger -q messages.jsonl >receipts.jsonl
  [ "$(jq -r .status receipts.jsonl)" = sent ]
  run ! grep -q '^List-Unsubscribe: ' out/new/*
}

@test "a cart that nobody left is none" {
  skips step '.step = "viewed"'
  skips bought '.step = "purchased"'
  reminds '.step = "cart"'
  reminds '.step = "gift wrapping"'
}

@test "a cart that is empty or free is none" {
  skips empty '.items = []'
  skips empty '.items[0].quantity = 0'
  skips empty 'del(.items, .value)'
  skips free '.value = "0.00"'
  skips free 'del(.value) | .items[0].unit_price = 0'
  skips free '.value = "5.00" | .items[0].unit_price = "0.00"'
  skips free '.value = "5.00" | .items[0].total = "0.00"'
  reminds '.value = "5.00" | .items += [{sku: "N"}] | .items[0].unit_price = "0.00"'
  reminds '.value = "0.01"'
  reminds 'del(.value)'
  reminds 'del(.items)'
}

@test "a country that is not served gets none" {
  echo '{"countries": ["IT", "FR"]}' >shop.json
  reminds .
  reminds 'del(.country)'
  skips country '.country = "US"'
  skips country 'del(.country) | .context.country = "US"'
  echo '{}' >shop.json
  reminds '.country = "US"'
}

@test "countries in the shop file that are none end the run" {
  echo '{"countries": ["IT", "Italy"]}' >shop.json
  run --separate-stderr remind .
  [ "$status" -eq 2 ]
  [ "$stderr" = 'cart-remind: shop.json:1: countries[1]: expected a country such as "IT", got "Italy"' ]
  echo '{"countries": "IT"}' >shop.json
  run --separate-stderr remind .
  [ "$status" -eq 2 ]
  [[ $stderr = *'countries: expected a list of countries'* ]]
}

@test "no address, no consent, no mail" {
  skips address 'del(.customer.email)'
  skips address 'del(.customer)'
  skips address '.customer.email = "ana@"'
  skips address '.customer.email = "ana@example.com\r\nBcc: eve@example.com"'
  skips consent '.customer.accepts_marketing = false'
  skips consent 'del(.customer.accepts_marketing)'
}

@test "who bought since gets none" {
  order . >orders.jsonl
  skips bought . --orders orders.jsonl
  reminds .
  order '.placed_at = "2026-11-20T21:50:00Z"' >orders.jsonl
  skips bought . -o orders.jsonl
  order '.placed_at = "2026-11-20T21:49:59Z"' >orders.jsonl
  reminds . -o orders.jsonl
  skips bought 'del(.started_at) | .last_seen_at = "2026-11-20T21:49:59Z"' -o orders.jsonl
  reminds 'del(.started_at)' -o orders.jsonl
}

@test "a visit whose clock stepped back began at the earlier of its times" {
  order '.placed_at = "2026-11-20T22:30:00Z"' >orders.jsonl
  skips bought '.started_at = "2026-11-21T05:00:00Z"' -o orders.jsonl
  order '.placed_at = "2026-11-20T21:59:59Z"' >orders.jsonl
  reminds '.started_at = "2026-11-21T05:00:00Z"' -o orders.jsonl
}

@test "whoever bought is known by id and by address, and has not if it was cancelled" {
  order 'del(.customer.email)' >orders.jsonl
  skips bought . -o orders.jsonl
  order '.customer = {email: " ANA@Example.Com "}' >orders.jsonl
  skips bought . -o orders.jsonl
  order '.status = "refunded"' >orders.jsonl
  skips bought . -o orders.jsonl
  order '.status = "cancelled"' >orders.jsonl
  reminds . -o orders.jsonl
  order '.customer = {id: "c2", email: "ana@example.org"}' >orders.jsonl
  reminds . -o orders.jsonl
  order 'del(.customer)' >orders.jsonl
  reminds . -o orders.jsonl
}

@test "an address is the same in any case and with its domain in any form" {
  for pair in 'ana@exämple.com ana@xn--exmple-cua.com' 'ana@xn--exmple-cua.com ANA@EXÄMPLE.com' 'äna@example.com ÄNA@example.com' \
    'ana@example.com \u00a0ana@example.com\u2003' 'ana@example.com ana@example。com'; do
    order '.customer = {email: "'"${pair#* }"'"}' >orders.jsonl
    skips bought '.customer.email = "'"${pair% *}"'"' -o orders.jsonl
  done
  order '.customer = {email: "ana@example.com"}' >orders.jsonl
  reminds '.customer = {email: "ana@exämple.com", accepts_marketing: true}' -o orders.jsonl
}

@test "several files of orders count, and the order of their lines does not" {
  order '.customer = {id: "c2"}' >one
  order . >two
  skips bought . -o one -o two
  order '.placed_at = "2026-11-01T00:00:00Z"' >>two
  skips bought . -o one -o two
}

@test "a bad line among the orders costs that line" {
  { echo '{"type":"order"'; order 'del(.placed_at)'; order 'del(.status)'; echo '{"type":"cart"}'; order .; } >orders.jsonl
  cart . >carts.jsonl
  run --separate-stderr cart-remind --pass -o orders.jsonl --rejects rejects.jsonl carts.jsonl
  [ "$status" -eq 1 ]
  [ -z "$output" ]
  [ "${#stderr_lines[@]}" -eq 4 ]
  [[ ${stderr_lines[0]} = 'cart-remind: orders.jsonl:1: '* ]]
  [ "${stderr_lines[1]}" = 'cart-remind: orders.jsonl:2: placed_at: expected a time, got nothing' ]
  [ "${stderr_lines[2]}" = 'cart-remind: orders.jsonl:3: status: expected text, got nothing' ]
  [ "${stderr_lines[3]}" = 'cart-remind: orders.jsonl:4: expected a record of type "order", got "cart"' ]
  [ "$(jq -r '.source + ":" + (.line | tostring)' rejects.jsonl | xargs)" = \
    'orders.jsonl:1 orders.jsonl:2 orders.jsonl:3 orders.jsonl:4' ]
}

@test "who has an order that cannot be judged gets no mail" {
  cart . >carts.jsonl
  order 'del(.placed_at)' >orders.jsonl
  run --separate-stderr cart-remind -o orders.jsonl carts.jsonl
  [ "$status" -eq 1 ]
  [ -z "$output" ]
  order '.customer = {id: "somebody-else"} | del(.placed_at)' >orders.jsonl
  run --separate-stderr cart-remind -o orders.jsonl carts.jsonl
  [ "$status" -eq 1 ]
  [ "${#lines[@]}" -eq 1 ]
}

@test "whoever an order tells of by half has bought, too" {
  cart . >carts.jsonl
  for half in '.customer.email = 5' '.customer.id = []' '.customer.email = {} | del(.placed_at)' '.customer.id = {} | .status = 1'; do
    order "$half" >orders.jsonl
    run --separate-stderr cart-remind -o orders.jsonl carts.jsonl
    [ "$status" -eq 1 ]
    [ -z "$output" ]
    [[ $stderr = 'cart-remind: orders.jsonl:1: customer.'* ]]
    [ "${#stderr_lines[@]}" -eq 1 ]
  done
  order '.customer.email = 5 | .status = "cancelled"' >orders.jsonl
  run --separate-stderr cart-remind -o orders.jsonl carts.jsonl
  [ "$status" -eq 1 ]
  [ -n "$output" ]
}

@test "who an order without a type, or with a text for a customer, tells of has bought" {
  cart . >carts.jsonl
  for half in 'del(.type)' '.type = 5' '.customer = "c1"' '.customer = " ANA@example.com"' 'del(.type) | .customer = "c1"'; do
    order "$half" >orders.jsonl
    run --separate-stderr cart-remind -o orders.jsonl --rejects rejects.jsonl carts.jsonl
    [ "$status" -eq 1 ]
    [ -z "$output" ]
    [ "${#stderr_lines[@]}" -eq 1 ]
    [ "$(wc -l <rejects.jsonl)" -eq 1 ]
    rm rejects.jsonl
  done
  cart '.customer.id = 7 | del(.customer.email) | .customer.email = "x@example.com"' >carts.jsonl
  order '.customer = 7' >orders.jsonl
  run --separate-stderr cart-remind -o orders.jsonl carts.jsonl
  [ "$status" -eq 1 ]
  [ -z "$output" ]
  [ "$stderr" = 'cart-remind: orders.jsonl:1: customer: expected an object, got 7' ]
  # What is something else tells of no purchase.
  order '.type = "message" | .customer = 7' >orders.jsonl
  run --separate-stderr cart-remind -o orders.jsonl carts.jsonl
  [ "$status" -eq 1 ]
  [ -n "$output" ]
  [ "$stderr" = 'cart-remind: orders.jsonl:1: expected a record of type "order", got "message"' ]
}

@test "who a cart that was bought tells of has bought, though it is refused" {
  for half in 'del(.id)' '.value = "many"' 'del(.currency)' '.customer.email = 5' '.customer = "c1" | del(.session)' \
    'del(.last_seen_at) | .customer = {}' '.last_seen_at = "soon"' '.items = 5'; do
    for order in '1p;2p' '2p;1p'; do
      { cart .; cart '.step = "purchased" | .last_seen_at = "2026-11-21T08:00:00Z" | '"$half"; } >two.jsonl
      if [ "$order" = '1p;2p' ]; then cp two.jsonl carts.jsonl; else tac two.jsonl >carts.jsonl; fi
      run --separate-stderr cart-remind --explain carts.jsonl
      [ "$status" -eq 1 ]
      [ "$(jq -r '.type + " " + .explain[0].rule' <<<"$output")" = 'cart bought' ]
      [ "${#stderr_lines[@]}" -eq 1 ]
    done
  done
  { cart .; cart '.step = "payment" | del(.id)'; } >carts.jsonl
  run --separate-stderr cart-remind carts.jsonl
  [ "$status" -eq 1 ]
  [ "${#lines[@]}" -eq 1 ]
}

@test "orders that end in half a line end the run before the first mail" {
  cart . >carts.jsonl
  { order '.customer = {id: "somebody-else"}'; order .; } >orders.jsonl
  size=$(wc -c <orders.jsonl)
  first=$(head -n 1 orders.jsonl | wc -c)
  for cut in 1 2 50 $((size - first - 1)); do
    head -c -"$cut" orders.jsonl >half.jsonl
    for way in half.jsonl -; do
      run --separate-stderr cart-remind --rejects rejects.jsonl -o $way carts.jsonl <half.jsonl
      [ -z "$output" ]
      # The line end alone is no loss.
      if [ "$cut" -eq 1 ]; then
        [ "$status" -eq 0 ]
        continue
      fi
      [ "$status" -eq 2 ]
      [ "$stderr" = "cart-remind: ${way/#-/stdin}: line 2, the last one, is not finished" ]
      [ ! -s rejects.jsonl ]
    done
  done
  # Where the file was cut between two lines nobody can tell.
  head -n 1 orders.jsonl >half.jsonl
  [ "$(cart-remind -o half.jsonl carts.jsonl | wc -l)" -eq 1 ]
}

@test "orders that cannot be read end the run before the first mail" {
  cart . >carts.jsonl
  order . >orders.jsonl
  for file in nowhere .; do
    run --separate-stderr cart-remind -o orders.jsonl -o $file carts.jsonl
    [ "$status" -eq 2 ]
    [ -z "$output" ]
    [[ $stderr = "cart-remind: $file: "* ]]
  done
  run --separate-stderr cart-remind -o - carts.jsonl <orders.jsonl
  [ "$status" -eq 0 ]
  [ -z "$output" ]
  for carts in '' - 'carts.jsonl -'; do
    # shellcheck disable=SC2086  # two operands are two words
    run --separate-stderr cart-remind -o - $carts <carts.jsonl
    [ "$status" -eq 2 ]
    [ -z "$output" ]
    [[ $stderr = 'cart-remind: --orders: stdin is for the carts'* ]]
  done
}

@test "of the carts of one customer only the newest is reminded of" {
  {
    cart '.id = "new" | .last_seen_at = "2026-11-20T22:00:00Z"'
    cart '.id = "old" | .last_seen_at = "2026-11-20T21:59:59Z"'
    cart '.id = "other" | .session = "s9" | .customer |= . + {id: "c9", email: "b@example.com"}'
  } >carts.jsonl
  [ "$(cart-remind carts.jsonl | jq -r .id | xargs)" = 'cart-remind:new:10h cart-remind:other:10h' ]
  [ "$(cart-remind --explain carts.jsonl | jq -r 'select(.id == "old") | .explain[0].rule')" = superseded ]
  for same in '.session = "s2" | .customer.email = "x@example.com"' '.session = "s2" | .customer.id = "c2" | .customer.email = "ANA@example.com"' \
    '.customer = {}'; do
    { cart .; cart '.id = "k2" | .last_seen_at = "2026-11-21T08:59:00Z" | '"$same"; } >carts.jsonl
    [ "$(cart-remind --explain carts.jsonl | jq -r 'select(.id == "k1") | .explain[0].rule')" = superseded ]
  done
}

@test "a newer visit that left no cart behind does not count, one that bought does" {
  newer='.id = "k2" | .last_seen_at = "2026-11-21T08:59:00Z"'
  { cart "$newer"' | .step = "viewed"'; cart .; } >carts.jsonl
  [ "$(cart-remind carts.jsonl | jq -r .id)" = cart-remind:k1:10h ]
  { cart "$newer"' | .step = "purchased"'; cart .; } >carts.jsonl
  [ "$(cart-remind --explain carts.jsonl | jq -r 'select(.id == "k1") | .explain[0].rule')" = bought ]
  { cart "$newer"' | .items = []'; cart .; } >carts.jsonl
  [ "$(cart-remind --explain carts.jsonl | jq -r 'select(.id == "k1") | .explain[0].rule')" = superseded ]
}

@test "a cart that is there twice is reminded of once" {
  { cart .; cart .; } >carts.jsonl
  [ "$(cart-remind carts.jsonl | wc -l)" -eq 1 ]
}

@test "of two carts with one id and two customers each gets one mail" {
  { cart .; cart '.session = "s2" | .customer |= . + {id: "c2", email: "bo@example.com"}'; } >carts.jsonl
  for run in 'sent sent' 'duplicate duplicate'; do
    cart-remind --shop "$shop" carts.jsonl |
      message-send --shop "$shop" --transport maildir:out --ledger ledger -q >receipts.jsonl
    [ "$(jq -r .status receipts.jsonl | xargs)" = "$run" ]
    [ "$(jq -r '.message_id + " " + .to' receipts.jsonl | xargs)" = 'cart-remind:k1:10h ana@example.com cart-remind:k1:10h bo@example.com' ]
  done
  [ "$(find out/new -type f | wc -l)" -eq 2 ]
}

@test "--limit" {
  for i in 1 2 3; do cart ".id = \"k$i\" | .session = \"s$i\" | .customer |= . + {id: \"c$i\", email: \"$i@example.com\"}"; done >carts.jsonl
  [ "$(cart-remind --limit 2 carts.jsonl | jq -r .to.address | xargs)" = '1@example.com 2@example.com' ]
  [ "$(cart-remind --limit 2 --explain carts.jsonl | jq -r 'select(.type == "cart") | .id + " " + .explain[0].rule')" = 'k3 limit' ]
  [ -z "$(cart-remind --limit 0 carts.jsonl)" ]
}

@test "whose payment failed gets help in place of the reminder" {
  failed() { field ".step = \"payment\" | .context.error = \"$1\"" '.template // .explain[0].rule' --explain; }
  for error in card_declined insufficient_funds incorrect_cvc expired_card authentication_required 'Not enough balance' INSTRUMENT_DECLINED \
    gateway_timeout processing_error 'Acquirer Error' INTERNAL_SERVER_ERROR 'an error that no list has'; do
    [ "$(failed "$error")" = payment-help ]
  done
  [ "$(failed stolen_card)" = payment ]
  [ "$(failed coupon_expired)" = reminder ]
  [ "$(failed 'Shopper Cancelled')" = reminder ]
  [ "$(field '.context.error = "an error that no list has"' .template)" = reminder ]
  [ "$(field '.context.error = "card_declined"' .template)" = payment-help ]
  [ "$(field '.step = "payment"' .template)" = reminder ]
}

@test "the help mail owns up to the shop's fault, and to no other" {
  [[ $(field '.step = "payment" | .context.error = "gateway_timeout"' .subject) = Sorry* ]]
  [ "$(field '.step = "payment" | .context.error = "card_declined"' .subject)" = 'Your payment did not go through' ]
  [ "$(field '.step = "payment" | .context.error = "no list has it"' .subject)" = 'Your payment did not go through' ]
}

@test "where the fault is the shop's, what to check is for the next time" {
  for language in en it fr ru pl; do
    remind '.step = "payment" | .context.error = "gateway_timeout"' -l $language | jq -r .text >ours
    remind '.step = "payment" | .context.error = "card_declined"' -l $language | jq -r .text >theirs
    grep -B 1 '^====' ours | sed -n 1p >ours.title
    grep -B 1 '^====' theirs | sed -n 1p >theirs.title
    [ -s ours.title ]
    run ! cmp -s ours.title theirs.title
  done
  grep -qx 'What usually helps' <(remind '.step = "payment" | .context.error = "card_declined"' | jq -r .text)
}

@test "an item of which only the line's total is known says so plainly" {
  text=$(field '.items = [{sku: "F", quantity: 3, total: "4.50"}, {sku: "G"}, {sku: "Gone", quantity: 0}]' .text)
  [[ $text = *$'- F\n  Quantity: 3 (€4.50)\n- G\n  Quantity: 1\n'* ]]
  [[ $text != *Gone* ]]
}

@test "the help mail never names the bank's reason" {
  remind '.step = "payment" | .context.error = "insufficient_funds"' >one
  remind '.step = "payment" | .context.error = "expired_card"' >two
  cmp one two
}

@test "a shop's own list of payment errors stands in place of the kit's" {
  echo '{}' >shop.json
  echo '{"shop": ["E-17"], "other": ["card_declined"]}' >payment-errors.json
  [[ $(field '.step = "payment" | .context.error = "e 17"' .subject) = Sorry* ]]
  [ "$(field '.step = "payment" | .context.error = "card_declined"' .template)" = reminder ]
  echo '{"shops": []}' >payment-errors.json
  run --separate-stderr remind '.context.error = "x"'
  [ "$status" -eq 2 ]
  [[ $stderr = *'payment-errors.json: shops: expected "customer", "shop", "silent" or "other"'* ]]
}

@test "the way back is the cart's where it leads to the shop, else the shop's" {
  way() { field ".url = \"$1\"" .text | sed -n 's/^Back to your cart: //p'; }
  [ "$(way https://any.example/c)" = https://any.example/c ]
  [ -z "$(way 'javascript:alert(1)')" ]
  echo '{"url": "https://www.shop.example"}' >shop.json
  [ "$(way https://pay.shop.example/c)" = https://pay.shop.example/c ]
  [ "$(way https://evil.example/c)" = https://www.shop.example ]
  for url in https://shop.example@evil.example/ https://evil.example@shop.example/ https://shop.example%40evil.example/ \
    https://evil.example%2f.shop.example/ 'https://evil.example\\@shop.example/' 'https://evil.example\uff0f.shop.example/' \
    'https://sh\u043ep.example/' https://xn--shp-tlc.example/ https://shop.example:8443/ https://shop.example:80/ http://shop.example/ \
    https://shop.example./ https://shop.example.evil.example/ https:///shop.example/ //shop.example/ 'https://evil.example#@shop.example/'; do
    [ "$(way "$url")" = https://www.shop.example ] || { echo "$url"; return 1; }
    run ! grep -q evil <(field ".items[0].url = \"$url\"" '.html, .text')
  done
  [ "$(field '.url = "https://evil.example/"' '.explain[] | select(.rule == "way back") | .why' --explain)" = \
    "the cart's does not lead to the shop" ]
  echo '{"url": "https://shop.example", "links": {"cart": "https://pay.example/cart"}}' >shop.json
  [ "$(way https://evil.example/c)" = https://pay.example/cart ]
  [ "$(way https://pay.example/c)" = https://pay.example/c ]
  [[ $(field '.items[0].url = "https://evil.example/p"' .html) != *evil* ]]
}

@test "nothing that a customer typed reaches a header or markup" {
  remind '.customer.name = "A\r\nBcc <script>alert(1)<script>{{customer}}{{{hello}}}"
    | .items[0] += {name: "<img src=x onerror=alert(1)>\u2028{{>layout}}", sku: "\"><b>", url: "javascript:alert(1)", image: "https://x.example/\"onload=x"}
    | .context.coupon = "<b>"' --shop "$shop" >message.json
  html=$(jq -r .html message.json)
  [[ $html != *'<script>alert'* ]]
  [[ $html != *'<img src=x'* ]]
  [[ $html != *javascript* ]]
  [[ $html != *onload=x* ]]
  [[ $html = *'&lt;script&gt;'* ]]
  [[ $html = *'{{customer}}{{{hello}}}'* ]]
  [[ $(jq -r .to.name message.json) != *$'\n'* ]]
  [[ $(jq -r .to.name message.json) != *$'\r'* ]]
  run ! jq -e '.subject | test("[\\x00-\\x1f]")' message.json
  message-send --shop "$shop" --transport maildir:out --ledger ledger -q message.json >receipts.jsonl
  [ "$(jq -r .status receipts.jsonl)" = sent ]
  run ! grep -qi '^Bcc:' out/new/*
}

# mail_of NAME ITEM SKU [JQ]: the mail to the customer NAME about that item.
mail_of() {
  jq -nc --arg name "$1" --arg item "$2" --arg sku "$3" --slurpfile cart <(cart "${4:-.}") \
    '$cart[0] | .customer.name = $name | .items = [{sku: $sku, name: $item, quantity: 1, unit_price: "29.90"}]' |
    cart-remind --explain
}

@test "no name or item from the log is a link in the mail, nor in the help" {
  for template in . '.step = "payment" | .context.error = "card_declined"'; do
    for text in 'Confirm at https://evil.example/login' 'your account is locked: evil.example/login' 'www.evil.example' 'Evil.Example' \
      'write to ana@evil.example' 'evil。example' 'https://evil' 'pay.evil.co.uk now' 'evil.xn--p1ai'; do
      mail_of "$text" "$text" "$text" "$template" >message.json
      run ! grep -qi evil <(jq -r '.subject, .text, .html, (.to | tojson)' message.json)
      [ "$(jq -r '.to | has("name")' message.json)" = false ]
      [ "$(jq -c '[.explain[] | select(.rule == "text") | [.field, .chosen, .value]]' message.json)" = \
        "$(jq -nc --arg t "$text" '[["customer.name", "none", $t], ["items.sku", "none", $t], ["items.name", "word", $t]]')" ]
      [[ $(jq -r .text message.json) = *$'\n- Item\n'* ]]
      mail_of Ana "$text" M-100 "$template" >message.json
      [[ $(jq -r .text message.json) = *$'\n- M-100\n'* ]]
      [ "$(jq -r .to.name message.json)" = Ana ]
      "$SRC/tests/records/validate.py" message.json
    done
  done
}

@test "ordinary names and items stay" {
  for text in 'Node.js mug' '1/2 inch' 'A4 / A5' '50:50 blend' 'No.5' '0.75l' 'J.Crew shirt'; do
    mail_of "Ana-Maria O'Neil Jr." "$text" M >message.json
    [[ $(jq -r .text message.json) = *$'\n- '"$text"$'\n'* ]]
    [ "$(jq -r .to.name message.json)" = "Ana-Maria O'Neil Jr." ]
    [ "$(jq '[.explain[] | select(.rule == "text")] | length' message.json)" -eq 0 ]
  done
}

@test "in every language there is a word for an item" {
  for language in en it fr ru pl; do
    mail_of . 'https://evil' 'www.evil' '.customer.locale = "'$language'"' | jq -r .text | grep -A 4 '^===' | grep '^- '
  done >items
  [ "$(tr '\n' ';' <items)" = '- Item;- Articolo;- Article;- Товар;- Produkt;' ]
}

@test "no control of the direction of text reaches the mail" {
  for c in 202a 202b 202c 202d 202e 2066 2067 2068 2069 200e 200f 061c; do
    remind '.customer.name = "A\u'$c'na" | .items[0] += {name: "M\u'$c'oka", sku: "M\u'$c'", url: "https://shop.example/\u'$c'm",
      image: "https://shop.example/\u'$c'm.png"} | .url = "https://shop.example/\u'$c'c" | .context.error = "\u'$c'" | .country = "I\u'$c'"' >message.json
    [ "$(jq '[.subject, .text, .html, .to] | tojson | test("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")' message.json)" = false ]
    [[ $(jq -r .text message.json) = *oka* ]]
  done
}

@test "a very long cart is a mail that is not clipped" {
  remind '.items = [range(2000) | {sku: "S\(.)", name: ("name " * 10), quantity: 1, unit_price: "1.00", image: "https://x.example/\(.).png"}]' >message.json
  python3 "$SRC/tests/tools/mail_facts.py" --bare <message.json
  [[ $(jq -r .text message.json) = *'more lines'* ]]
}

@test "the language is the customer's, else the shop's, else English" {
  [ "$(field . .language)" = en-IE ]
  [ "$(field . .language -l it)" = it ]
  [ "$(field '.customer.locale = "it-CH"' .language -l it)" = it-CH ]
  [ "$(field '.customer.locale = "de-DE"' .language)" = en ]
  echo '{"locale": "pl-PL"}' >shop.json
  [ "$(field 'del(.customer.locale)' .language)" = pl-PL ]
  run --separate-stderr remind . -l tlh
  [ "$status" -eq 2 ]
  [ "$stderr" = "cart-remind: --language: there is no catalogue of words for 'tlh'" ]
}

@test "numbers agree with their nouns" {
  [[ $(field '.customer.locale = "ru" | .items[0].quantity = 1' .text) = *'(1'?'товар)'* ]]
  [[ $(field '.customer.locale = "ru" | .items[0].quantity = 3' .text) = *'(3'?'товара)'* ]]
  [[ $(field '.customer.locale = "ru" | .items[0].quantity = 5' .text) = *'(5'?'товаров)'* ]]
  [[ $(field '.customer.locale = "pl" | .items[0].quantity = 2' .text) = *'(2'?'produkty)'* ]]
  [[ $(field '.customer.locale = "pl" | .items[0].quantity = 5' .text) = *'(5'?'produktów)'* ]]
}

@test "--explain says what decided, and which defaults were taken" {
  remind 'del(.url)' --explain >message.json
  [ "$(jq -c '[.explain[] | .rule] | unique' message.json)" = '["after","consent","default","language","template","way back"]' ]
  [ "$(jq -c '.explain[] | select(.rule == "after") | [.chosen, .field, .value]' message.json)" = \
    '["10h","last_seen_at","2026-11-20T22:00:00Z"]' ]
  [ "$(jq -r '.explain[] | select(.field == "url" and .rule == "default") | .why' message.json)" = "the shop has no url: links lead wherever the cart's do" ]
  "$SRC/tests/records/validate.py" message.json
}

@test "with --explain a cart that gets no mail comes out as it came" {
  cart '.items = [] | .x = "Z" | .customer.shoe = [1e3]' | sed 's/"x":"Z"/"x" : 1.00/' >carts.jsonl
  cart-remind --explain carts.jsonl >got
  [ "$(jq -c 'del(.explain)' got)" = "$(jq -c . carts.jsonl)" ]
  [[ $(cat got) = *'"x":1.00'* ]]
  "$SRC/tests/records/validate.py" got
  cart-remind --explain got >again
  cmp got again
}

@test "a bad cart costs that cart" {
  { cart 'del(.step)'; echo x; cart '.value = "many"'; cart 'del(.currency)'; cart .; } >carts.jsonl
  run --separate-stderr cart-remind --rejects rejects.jsonl carts.jsonl
  [ "$status" -eq 1 ]
  [ "${#lines[@]}" -eq 1 ]
  [ "${stderr_lines[0]}" = 'cart-remind: carts.jsonl:1: step: expected text, got nothing' ]
  [ "${stderr_lines[2]}" = 'cart-remind: carts.jsonl:3: value: expected an amount in EUR, got "many"' ]
  [ "$(jq .line rejects.jsonl | xargs)" = '1 2 3 4' ]
}

@test "spans that are none are a wrong call" {
  for spans in '' x 10 10h,1h 1h,1h 1h,,2h 7d; do
    run --separate-stderr cart-remind -a "$spans" </dev/null
    [ "$status" -eq 2 ]
    [ -z "$output" ]
    [ "${#stderr_lines[@]}" -eq 2 ]
    [[ ${stderr_lines[0]} = "cart-remind: option '--after': expected "* ]]
  done
}

@test "many carts wait in a file, and come out as few would" {
  awk 'BEGIN { for (i = 0; i < 12000; i++) printf "{\"type\":\"cart\",\"id\":\"k%d\",\"session\":\"s%d\",\"currency\":\"EUR\",\"value\":\"9\",\"step\":\"cart\",\"customer\":{\"email\":\"%d@example.com\",\"accepts_marketing\":%s,\"x\":\"%0400d\"},\"last_seen_at\":\"2026-11-20T22:00:00Z\"}\n", i, i, i, "true", i }' >carts.jsonl
  cart-remind --limit 20 carts.jsonl >got
  head -20 carts.jsonl | cart-remind >want
  cmp got want
  run --separate-stderr bash -c "trap '' XFSZ; ulimit -f 1024; cart-remind carts.jsonl"
  [ "$status" -eq 2 ]
  [ -z "$output" ]
  [[ $stderr = *'File too large'* ]]
}

@test "the same input, settings and clock give the same bytes" {
  args=(--shop "$shop" --explain -a '1h,10h,3d' --orders "$sample/orders.jsonl" "$sample/carts.jsonl")
  cart-remind "${args[@]}" >first
  cart-remind "${args[@]}" >second
  cmp first second
}

@test "the carts of the sample shop are cart records, and their mails whole" {
  "$SRC/tests/records/validate.py" "$sample/carts.jsonl"
  cart-remind --shop "$shop" -a 1h,10h,3d "$sample/carts.jsonl" >messages.jsonl
  python3 "$SRC/tests/tools/mail_facts.py" --bare <messages.jsonl
}

@test "aftercare-templates(5) lists the names that a template can use, and no others" {
  cart-remind --list-templates | sed -n '/^What a template/,/^$/s/^  \([a-z0-9_.]*\) .*/\1/p' | sort >want
  sed -n '/^\.Ss Names of a cart/,/^\.El/s/^\.It Cm //p' "$SRC/man/aftercare-templates.5" | sort >got
  [ "$(wc -l <want)" -gt 20 ]
  same want got
}

@test "nothing is opened for an empty input" {
  mkdir empty
  AFTERCARE_DATADIR=$PWD/empty run --separate-stderr cart-remind </dev/null
  [ "$status" -eq 0 ]
  [ -z "$output$stderr" ]
}
