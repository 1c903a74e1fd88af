#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# What cart-abandon-report counts: the rules of its page, each at its limit.

setup() {
  load "$SRC/tests/kit/lib.bash"
  load "$SRC/tests/kit/carts.bash"
  kit_setup
  cart_setup
}

@test "a visit goes on over a pause as long as the gap, and ends with a longer one" {
  { event 10:00:00 s1 view_item; event 10:30:00 s1 add_to_cart
    event 10:00:00 s2 view_item; event 10:30:00.001 s2 add_to_cart; end; } >log
  report log
  [ "$(figure visits)" -eq 3 ]
  report --gap 1801s log
  [ "$(figure visits)" -eq 2 ]
  report --gap 1799s log
  [ "$(figure visits)" -eq 4 ]
  report --gap 0s log
  [ "$code" -eq 2 ]
}

@test "an event between two visits makes them one, wherever it stands in the log" {
  event 10:00:00 s1 add_to_cart "$(eur 5.00)" >first
  event 10:50:00 s1 purchase "$(eur 7.00)" >last
  event 10:25:00 s1 search >between
  cat first last <(end) | cart-abandon-report >out
  [ "$(figure visits)" -eq 2 ]
  cat first last between <(end) | cart-abandon-report >want
  for order in 'last first between' 'between last first' 'last between first'; do
    # shellcheck disable=SC2086
    cat $order <(end) | cart-abandon-report >out
    same want out
  done
  [ "$(figure visits)" -eq 1 ]
  [ "$(figure conversion_rate)" = 1 ]
}

@test "a visit is of the session, else of the customer, who may be an object" {
  { of 10:00:00 view_item '"customer":"c1"'
    of 10:01:00 add_to_cart '"session":null,"customer":{"id":"c1","email":"a@example.com"}'
    of 10:02:00 begin_checkout '"session":"","customer":{"id":"c1"}'
    # Others: a session of that name, customers without an id, one whose id looks like their address, one whose id is a number.
    of 10:03:00 view_item '"session":"c1"'
    of 10:04:00 view_item '"customer":{"id":null,"email":"c2@example.com"}'
    of 10:04:30 view_item '"customer":{"email":" C2@Example.com"}'
    of 10:05:00 view_item '"customer":"c2@example.com"'
    of 10:05:30 view_item '"customer":{"id":"c2@example.com","email":"c2@example.com"}'
    of 10:06:00 view_item '"customer":{"id":7}'
    of 10:07:00 view_item '"customer":"7"'
    # The session says whose the visit is, whatever the customer is.
    of 10:08:00 view_item '"session":"s9","customer":"c1"'
    of 10:09:00 view_item '"session":"s9","customer":"c2"'
    end; } >log
  report log
  [ "$code" -eq 0 ]
  [ "$(figure visits)" -eq 6 ]
  [ "$(figures reached cart checkout shipping)" = '1 1 0' ]
}

@test "what happens at the same time happens in the order of the steps, then of the amounts" {
  { event 10:00:00 s1 begin_checkout "$(eur 10.00),\"device\":\"deep\""
    event 10:00:00 s1 add_to_cart "$(eur 30.00),\"device\":\"cart\""; } >pair
  for way in cat tac; do
    { $way pair; end; } | cart-abandon-report --by device >out
    [ "$(figure value_lost checkout EUR)" = 10.00 ]
    holds 'map(select(.name == "carts" and .by.device == "cart" and .value == 1)) | length == 1'
  done
  { event 10:00:00 s1 add_to_cart "$(eur 10.00),\"device\":\"z\""
    event 10:00:00 s1 add_to_cart "$(eur 30.00),\"device\":\"a\""; } >pair
  for way in cat tac; do
    { $way pair; end; } | cart-abandon-report --by device >out
    [ "$(figure value_lost cart EUR)" = 30.00 ]
    holds 'map(select(.name == "carts" and .by.device == "z" and .value == 1)) | length == 1'
  done
  # An event without an amount begins before one that has one.
  { event 10:00:00 s1 add_to_cart "$(eur 0.00),\"device\":\"a\""
    event 10:00:00 s1 add_to_cart '"device":"b"'; end; } | cart-abandon-report --by device >out
  holds 'map(select(.name == "carts" and .by.device == "b" and .value == 1)) | length == 1'
}

@test "what was last seen stays until something else is seen" {
  { event 10:00:00 s1 add_to_cart '"coupon":"TEN","error":"coupon_expired","page":"/cart?x=1","country":"IT"'
    event 10:01:00 s1 begin_checkout '"coupon":"","error":null,"page":"/pay#card","country":"DE"'
    end; } | cart-abandon-report --list >out
  holds '.[0].context == {"coupon": "TEN", "error": "coupon_expired", "country": "DE", "page": "/pay"}'
  holds '.[0].country == "DE" and (.[0] | has("value") | not)'
}

@test "a long text is cut at 200 bytes, and never within a character" {
  long=$(printf 'x%.0s' {1..199})
  { event 10:00:00 s1 add_to_cart "\"page\":\"/$long\",\"coupon\":\"${long}é\",\"error\":\"$long!\""; end; } | cart-abandon-report --list >out
  holds '.[0].context | .page == "/" + ("x" * 199) and .coupon == "x" * 199 and .error == "x" * 199 + "!"'
}

@test "a later step stands for those before it, and a look into the cart is no step" {
  { event 10:00:00 s1 view_cart; event 10:00:00 s2 remove_from_cart
    event 10:00:00 s3 payment_failed; event 10:00:00 s4 purchase; end; } >log
  report log
  [ "$(figures reached viewed cart checkout shipping payment purchased)" = '4 2 2 2 2 1' ]
  [ "$(figures lost viewed cart checkout shipping payment)" = '2 0 0 0 1' ]
  [ "$(figure abandonment_rate)" = 0.5 ]
  [ "$(figure loss_rate payment)" = 0.5 ]
  valid
}

@test "events that no step names belong to their visit, and are counted by name" {
  { event 10:00:00 s1 add_to_cart; event 10:25:00 s1 search; event 10:50:00 s1 purchase
    event 10:00:00 s2 wave; event 11:00:00 s3 search; event 12:00:00 s3 "$(printf 'n%.0s' {1..300})"; end; } >log
  report log
  [ "$code" -eq 0 ]
  holds '.[0] | .unknown_events == 4 and .events == 7'
  holds '.[0].unknown == [{"event": "search", "n": 2}, {"event": ("n" * 100), "n": 1}, {"event": "wave", "n": 1}]'
  [ "$(figure visits)" -eq 4 ]
  [ "$(figure reached purchased)" -eq 1 ]
}

@test "with --order strict a step counts behind the one before it" {
  { event 10:00:00 turn add_to_cart; event 10:01:00 turn begin_checkout; event 10:02:00 turn add_shipping_info
    event 10:00:00 skip add_to_cart; event 10:01:00 skip add_shipping_info; event 10:02:00 skip purchase
    event 10:00:00 back begin_checkout; event 10:01:00 back add_to_cart
    event 10:00:00 once begin_checkout; event 10:01:00 once add_to_cart; event 10:02:00 once begin_checkout
    event 10:00:00 tie begin_checkout; event 10:00:00 tie add_to_cart
    event 10:00:00 bare purchase; end; } >log
  report log
  [ "$(figures reached cart checkout shipping payment purchased)" = '6 6 3 2 2' ]
  report --order strict log
  [ "$(figures reached viewed cart checkout shipping payment purchased)" = '6 5 3 1 0 0' ]
  report --order any log
  [ "$(figures reached cart checkout shipping payment purchased)" = '6 6 3 2 2' ]
}

@test "strict order and windows go together: what comes too late does not count, nor what follows it" {
  { event 10:00:00 s1 add_to_cart; event 10:10:00.001 s1 begin_checkout; event 10:11:00 s1 add_shipping_info
    event 10:00:00 s2 add_to_cart; event 10:10:00 s2 begin_checkout; event 10:11:00 s2 add_shipping_info; end; } >log
  report --order strict --window checkout=10m log
  [ "$(figures reached cart checkout shipping)" = '2 1 1' ]
  # In any order the shipping stands for itself, whatever became of the checkout.
  report --window checkout=10m log
  [ "$(figures reached cart checkout shipping)" = '2 2 2' ]
  report --window checkout=10m --window shipping=11m log
  [ "$(figures reached cart checkout shipping)" = '2 2 2' ]
  report --window checkout=10m --window shipping=59s log
  [ "$(figures reached cart checkout shipping)" = '2 1 0' ]
  for window in viewed=1h nothing=1h checkout checkout= checkout=0s checkout=soon; do
    report --window "$window" log
    [ "$code" -eq 2 ]
    grep -q '^cart-abandon-report: --window: ' said
    [ ! -s out ]
  done
}

@test "a shop's own steps are read from a file" {
  cat >steps.json <<'STEPS'
{"steps": [{"name": "seen", "events": ["look"]},
  {"name": "bag", "events": ["put", "put_again"]},
  {"name": "done", "events": ["buy"]}]}
STEPS
  { event 10:00:00 s1 put_again "$(eur 5.00)"; event 10:00:00 s2 buy; event 10:00:00 s3 add_to_cart; end; } >log
  report --steps steps.json log
  [ "$code" -eq 0 ]
  holds '.[0].steps == ["seen", "bag", "done"]'
  holds '.[0].unknown | map(.event) == ["add_to_cart", "view_item"]'
  [ "$(figures reached seen bag 'done')" = '3 2 1' ]
  [ "$(figure value_lost bag EUR)" = 5.00 ]
  valid
  report --steps steps.json --format csv log
  [ "$(head -n 1 out)" = 'currency,visits,bag,done,lost_bag' ]
  report --steps steps.json --list log
  holds 'length == 1 and .[0].step == "bag"'
}

@test "a file of steps that is wrong is told with its line" {
  while IFS='|' read -r steps why; do
    echo "$steps" >steps.json
    report --steps steps.json /dev/null
    [ "$code" -eq 2 ]
    [ ! -s out ]
    [ "$(cat said)" = "cart-abandon-report: steps.json:1: $why" ] || { echo "$steps: $(cat said)"; return 1; }
  done <<'CASES'
{"steps":[{"name":"a","events":["a"]},{"name":"b","events":["b"]}]}|steps: expected a list of 3 to 15 steps
{"steps":[{"name":"a","events":["a"]},{"name":"b","events":["b"]},{"name":"c","events":["a"]}]}|steps[2].events[0]: "a" is an event of a step already
{"steps":[{"name":"a","events":["a"]},{"name":"b","events":["b"]},{"name":"a","events":["c"]}]}|steps[2]: a second step of the name "a"
{"steps":[{"name":"a","events":["a"]},{"name":"B","events":["b"]},{"name":"c","events":["c"]}]}|steps[1].name: expected small letters, digits and '_', at most 40, got "B"
{"steps":[{"name":"a","events":["a"]},{"name":"b","events":[]},{"name":"c","events":["c"]}]}|steps[1].events: expected a list of event names, got a list
CASES
  report --steps nowhere.json /dev/null
  [ "$code" -eq 2 ]
  [ "$(cat said)" = 'cart-abandon-report: nowhere.json: No such file or directory' ]
}

@test "the time to the next step is the median, the lower of two, in three digits" {
  { event 10:00:00 s1 add_to_cart; event 10:00:09.999 s1 begin_checkout; event 10:00:11 s1 add_to_cart
    event 10:00:00 s2 add_to_cart; event 10:00:30 s2 begin_checkout; event 10:01:00 s2 begin_checkout
    event 10:00:00 s3 add_to_cart; event 10:20:34 s3 begin_checkout
    event 10:00:00 s4 begin_checkout; event 10:20:00 s4 add_to_cart; end; } >log
  report log
  [ "$(figure seconds_to_next cart)" -eq 30 ]
  [ "$(figure seconds_to_next viewed)" = none ]
  { grep -E 's1|s2' log; end; } | cart-abandon-report >out
  [ "$(figure seconds_to_next cart)" -eq 9 ]
  { grep s3 log; end; } | cart-abandon-report >out
  [ "$(figure seconds_to_next cart)" -eq 1230 ]
}

@test "times are between first events, whichever of them count, and those of no step are of the first" {
  { event 10:00:00 s1 search; event 10:00:10 s1 view_item; event 10:00:30 s1 add_to_cart; event 10:01:10 s1 add_shipping_info
    event 10:00:00 s2 begin_checkout; event 10:00:10 s2 add_to_cart; event 10:00:30 s2 begin_checkout; end; } >log
  report log
  [ "$(figures seconds_to_next viewed cart checkout shipping)" = '30 none none none' ]
  report --order strict log
  [ "$(figures reached viewed cart checkout)" = '2 2 1' ]
  [ "$(figures seconds_to_next viewed cart checkout shipping)" = '30 none none none' ]
  # One that is lost later has its times all the same; an undecided one has none.
  { event 10:00:00 s1 add_to_cart; event 10:00:07 s1 begin_checkout; event 10:45:00 s2 add_to_cart; event 10:45:50 s2 begin_checkout; } >log
  report log
  [ "$(figure undecided)" = 1 ]
  [ "$(figure seconds_to_next cart)" = 7 ]
  holds 'map(select(.name == "seconds_to_next" and .from)) == []'
}

@test "a visit that may still go on is undecided, and in no other figure" {
  { event 10:00:00 s1 add_to_cart "$(eur 5.00)"; event 10:30:00 s2 view_item; } >log
  report log
  [ "$(figure visits) $(figure undecided)" = '0 2' ]
  [ "$(figure abandonment_rate)" = none ]
  [ "$(figure abandoned_value '' EUR)" = none ]
  event 10:30:00.001 s3 view_item >>log
  report log
  [ "$(figure visits) $(figure undecided)" = '1 2' ]
  [ "$(figure abandonment_rate)" = 1 ]
  holds '.[0].now == "2026-11-20T10:30:00.001Z"'
  # The clock says it too.
  report --now 2026-11-20T12:00:00+01:00 log
  [ "$(figure visits) $(figure undecided)" = '1 2' ]
  report --now 2026-11-20T11:00:00.001Z log
  [ "$(figure visits) $(figure undecided)" = '2 1' ]
  AFTERCARE_NOW=2026-11-20T11:00:00.002Z report log
  [ "$(figure visits) $(figure undecided)" = '3 0' ]
  report --now 2026-11-20T11:00:00.001Z --by day --format csv log
  [ "$(tail -n 1 out)" = '2026-11-20,EUR,2,1,0,0,0,0,500,0,0,0' ]
}

@test "visits that begin after the clock are counted and left out; one that goes on behind it is undecided" {
  { event 10:00:00 s1 add_to_cart; event 10:20:00 s1 purchase; event 10:10:00.001 s2 add_to_cart
    event 10:10:00 s3 add_to_cart; event 2031-01-01T00:00:00Z s4 view_item; event 09:00:00 s5 add_to_cart; } >log
  report --now 2026-11-20T10:10:00Z log
  [ "$(figure visits) $(figure undecided)" = '1 2' ]
  holds '.[0].future == 2'
  # Without one, a wrong clock is the end of the log.
  report log
  [ "$(figure visits) $(figure undecided)" = '4 1' ]
  holds '.[0] | .future == 0 and .now == "2031-01-01T00:00:00Z"'
}

@test "a lost visit is recovered by the customer or the session that buys in a later one, in time" {
  { of 10:00:00 begin_checkout '"session":"a1","customer":"exact"'
    of 10:01:00 search '"session":"a1"'
    of 11:01:00 purchase '"session":"a2","customer":{"id":"exact"}'
    of 10:00:00 begin_checkout '"session":"b1","customer":"late"'
    of 11:00:00.001 purchase '"session":"b2","customer":"late"'
    of 10:00:00 add_to_cart '"session":"same"'
    of 10:30:00.001 purchase '"session":"same"'
    of 10:00:00 add_to_cart '"session":"d1","customer":"meanwhile"'
    of 10:05:00 search '"session":"d1"'
    of 10:05:00 purchase '"session":"d2","customer":"meanwhile"'
    of 10:00:00 add_to_cart '"session":"e1","customer":"no"'
    of 10:40:00 begin_checkout '"session":"e2","customer":"no"'
    end; } >log
  report --recover 1h log
  [ "$(figure abandoned)" -eq 6 ]
  [ "$(figure abandoned_recovered)" -eq 2 ]
  [ "$(figures recovered viewed cart checkout)" = '0 1 1' ]
  # A begin_checkout stands for its cart: three carts were lost at cart, three at checkout.
  [ "$(figures recovery_rate cart checkout)" = '0.333333 0.333333' ]
  report --recover 3599s log
  [ "$(figure abandoned_recovered)" -eq 1 ]
  report --recover 0s log
  [ "$(figure abandoned_recovered)" -eq 0 ]
  report log
  [ "$(figure abandoned_recovered)" -eq 3 ]
  # A list is stricter: whoever has bought since is not on it.
  report --recover 1h --list log
  holds 'map(.session) | sort == ["e1", "e2"]'
}

@test "what recovers is the purchase, whenever its visit began" {
  { of 10:00:00 view_item '"session":"desk","customer":"c1"'
    of 10:10:00 add_to_cart '"session":"phone","customer":"c1"'
    of 10:25:00 purchase '"session":"desk","customer":"c1"'
    of 10:45:00 search '"session":"desk"'
    # Bought before the cart was left: it stays in the shop.
    of 10:00:00 view_item '"session":"desk2","customer":"c2"'
    of 10:05:00 purchase '"session":"desk2","customer":"c2"'
    of 10:10:00 add_to_cart '"session":"phone2","customer":"c2"'
    # A visit that begins in time, and buys too late.
    of 10:10:00 begin_checkout '"session":"phone3","customer":"c3"'
    of 10:20:00 view_item '"session":"desk3","customer":"c3"'
    of 10:25:00.001 purchase '"session":"desk3","customer":"c3"'
    end; } >log
  report --recover 15m log
  [ "$(figures recovered cart checkout)" = '1 0' ]
  report --recover 14m log
  [ "$(figures recovered cart checkout)" = '0 0' ]
  # By --order strict that is no purchase, unless there is a cart in turn.
  report --order strict --recover 15m log
  [ "$(figures recovered cart checkout)" = '0 0' ]
  for step in 10:00:01=add_to_cart 10:00:02=begin_checkout 10:00:03=add_shipping_info 10:00:04=add_payment_info; do
    of "${step%=*}" "${step#*=}" '"session":"desk"'
  done >>log
  report --order strict --recover 15m log
  [ "$(figures recovered cart)" = 1 ]
}

@test "a guest who buys by address alone is who left with an id and that address" {
  { of 10:00:00 add_to_cart '"session":"a1","customer":{"id":"c1","email":"ada@example.com"}'
    of 10:05:00 begin_checkout '"session":"a1","customer":"c1"'
    of 12:00:00 purchase '"session":"a2","customer":{"email":" Ada@Example.COM "}'
    # The other way round, and without sessions.
    of 10:00:00 begin_checkout '"customer":{"id":"","email":"bob@example.com"}'
    of 12:00:00 purchase '"customer":{"id":7,"email":"bob@example.com"}'
    # An id that looks like an address is none.
    of 10:00:00 begin_checkout '"session":"c1","customer":{"email":"cy@example.com"}'
    of 12:00:00 purchase '"session":"c2","customer":"cy@example.com"'
    # The last id and the last address of the visit count, each by itself.
    of 10:00:00 begin_checkout '"session":"d1","customer":{"id":"d","email":"dan@example.com"}'
    of 10:01:00 begin_checkout '"session":"d1","customer":"e"'
    of 12:00:00 purchase '"session":"d2","customer":{"email":"dan@example.com"}'
    of 10:00:00 begin_checkout '"session":"f1","customer":{"email":"old@example.com"}'
    of 10:01:00 begin_checkout '"session":"f1","customer":{"email":"new@example.com"}'
    of 12:00:00 purchase '"session":"f2","customer":{"email":"old@example.com"}'
    end; } >log
  report log
  [ "$(figures lost checkout)" = 5 ]
  [ "$(figures recovered checkout)" = 3 ]
  report --list log
  holds 'map(.session) | sort == ["c1", "f1"]'
  cart-abandon-report --partial log >state
  report --merge state
  [ "$(figures recovered checkout)" = 3 ]
}

@test "an undecided purchase recovers, and one that --order strict does not count does not" {
  { of 10:00:00 add_to_cart '"session":"a","customer":"c"'; of 11:00:00 purchase '"session":"b","customer":"c"'; } >log
  report log
  [ "$(figure abandoned_recovered) $(figure undecided)" = '1 1' ]
  report --order strict log
  [ "$(figure abandoned_recovered) $(figure undecided)" = '0 1' ]
}

@test "the value is the last amount, in its own currency; two currencies in a visit are counted as mixed" {
  { event 10:00:00 s1 add_to_cart "$(eur 10.00)"; event 10:01:00 s1 begin_checkout '"cart_value":"8.50","currency":"GBP"'
    event 10:02:00 s1 search
    event 10:00:00 s2 add_to_cart "$(eur 5.00)"; event 10:03:00 s2 search '"currency":"GBP"'
    event 10:00:00 s3 begin_checkout "$(eur 1.00)"; end; } >log
  report --by currency log
  holds '.[0].mixed == 1'
  # So they are where nothing is decided yet; a shipping cost is no amount of the cart.
  report --now 2026-11-20T10:05:00Z log
  holds '.[0].mixed == 1'
  [ "$(figure undecided)" = 3 ]
  { cat log; event 10:04:00 s3 search '"shipping_cost":1,"currency":"GBP"'; } | cart-abandon-report --by currency >out
  holds '.[0].mixed == 1'
  report --by currency log
  [ "$(figure value_lost checkout GBP)" = 8.50 ]
  [ "$(figure value_lost checkout EUR)" = 1.00 ]
  [ "$(figure value_lost cart EUR)" = 5.00 ]
  [ "$(figure abandoned_value '' EUR)" = 6.00 ]
  holds 'map(select(.name == "abandoned_value" and .by) | [.by.currency, .currency, .amount]) == [["EUR", "EUR", "6.00"], ["EUR", "GBP", "8.50"]]'
  report --by currency --format csv log
  [ "$(cat out)" = 'currency,visits,cart,checkout,shipping,payment,purchase,lost_cart,lost_checkout,lost_shipping,lost_payment
,0,0,0,0,0,0,0,0,0,0
EUR,3,3,2,0,0,0,500,100,0,0
GBP,0,0,0,0,0,0,0,850,0,0' ]
}

@test "no two rows of a table are of the same fields and currency, and its columns add up" {
  { event 10:00:00 s1 view_item '"device":"mobile","currency":"EUR"'; event 10:01:00 s1 add_to_cart '"cart_value":"8.50","currency":"GBP"'
    event 10:00:00 s2 view_item '"device":"mobile","currency":"GBP"'; event 10:01:00 s2 add_to_cart '"cart_value":"1.00","currency":"GBP"'
    event 10:00:00 s3 view_item '"device":"mobile"'; event 10:01:00 s3 add_to_cart "$(eur 2.00)"
    event 10:00:00 s4 view_item '"device":"mobile","currency":"JPY"'; end; } >log
  report --by device,currency --format csv log
  [ "$(cut -d , -f 1-4,9 out)" = 'device,currency,visits,cart,lost_cart
,,0,0,0
mobile,,1,1,0
mobile,EUR,1,1,200
mobile,GBP,1,1,950
mobile,JPY,1,0,0' ]
  report --by currency,device --format csv log
  [ "$(cut -d , -f 1-4,9 out)" = 'currency,device,visits,cart,lost_cart
,,0,0,0
,mobile,1,1,0
EUR,mobile,1,1,200
GBP,mobile,1,1,950
JPY,mobile,1,0,0' ]
  report --by device --format csv log
  [ "$(cut -d , -f 1-4,9 out)" = 'device,currency,visits,cart,lost_cart
,,0,0,0
mobile,EUR,4,3,200
mobile,GBP,,,950' ]
}

@test "of two values at the same time and step it is said which one counts" {
  two() {
    { event 10:00:00 s1 add_to_cart "$1"; event 10:00:00 s1 add_to_cart "$2"; end; } >log
    tac log >swapped
    for log in log swapped; do
      report --min-group 1 --list "$log"
      holds "$3"
    done
  }
  two '"shipping_cost":"4","currency":"EUR","cart_value":1' '"shipping_cost":"12","currency":"EUR","cart_value":1' '.[0].context.shipping_cost == "12.00"'
  two '"shipping_cost":"99","currency":"EUR"' '"shipping_cost":"1","currency":"GBP","cart_value":1' '.[0].context.shipping_cost == "1.00"'
  two '"cart_value":"4","currency":"GBP"' '"cart_value":"500","currency":"JPY"' '.[0] | [.value, .currency] == ["500", "JPY"]'
  two '"cart_value":"4","currency":"GBP"' '"cart_value":"300","currency":"JPY"' '.[0] | [.value, .currency] == ["4.00", "GBP"]'
  two '"cart_value":"4","currency":"GBP"' '"cart_value":"4","currency":"EUR"' '.[0] | [.value, .currency] == ["4.00", "GBP"]'
  two '"coupon":"TEN"' '"coupon":"TWENTY"' '.[0].context.coupon == "TWENTY"'
}

@test "amounts are in minor units of their currency, rounded half up" {
  while read -r amount currency want; do
    { event 10:00:00 s1 add_to_cart "\"cart_value\":$amount,\"currency\":\"$currency\""; end; } | cart-abandon-report >out
    [ "$(figure value_lost cart "$currency")" = "$want" ] || { echo "$amount $currency: $(figure value_lost cart "$currency")"; return 1; }
  done <<'CASES'
59.980000000000004 EUR 59.98
"59.980000000000004" EUR 59.98
12 EUR 12.00
"12.5" EUR 12.50
0.005 EUR 0.01
0.00499999999 EUR 0.00
0.995 EUR 1.00
2200 JPY 2200
0.5 JPY 1
"0.4999" JPY 0
1.2345 KWD 1.235
1.2344 KWD 1.234
0 EUR 0.00
"007.10" EUR 7.10
1000000000 EUR 1000000000.00
CASES
}

@test "an amount without a currency is in the shop's" {
  echo '{"name":"S","currency":"GBP"}' >shop.json
  { event 10:00:00 s1 add_to_cart '"cart_value":"3.20"'; event 10:00:00 s2 add_to_cart "$(eur 1.00)"; end; } >log
  report log
  [ "$code" -eq 0 ]
  [ "$(figure value_lost cart GBP) $(figure value_lost cart EUR)" = '3.20 1.00' ]
  report --shop <(echo '{"name":"S"}') log
  [ "$code" -eq 1 ]
  [ "$(cat said)" = 'cart-abandon-report: log:1: currency: expected one for the amount beside it, got nothing' ]
}

@test "shipping costs are told in bands" {
  n=0
  for cost in 0 0.01 2.99 3.00 4.99 5.00 9.99 10.00 14.99 15.00 24.99 25.00; do
    event 10:00:00 "s$((n += 1))" add_shipping_info "\"shipping_cost\":\"$cost\",\"currency\":\"EUR\""
  done >log
  event 10:00:00 yen add_shipping_info '"shipping_cost":500,"currency":"JPY"' >>log
  end >>log
  report --min-group 1 log
  holds 'map(select(.name == "reason_loss_rate" and .step == "shipping" and .field == "shipping_cost") | [.seen, .n]) | sort == ([
    ["free (EUR)", 1], ["0.01-2.99 EUR", 2], ["3.00-4.99 EUR", 2], ["5.00-9.99 EUR", 2], ["10.00-14.99 EUR", 2],
    ["15.00-24.99 EUR", 2], ["25.00 EUR or more", 1], ["500-999 JPY", 1]] | sort)'
}

@test "values that few visits saw are told together, at each step" {
  { for i in 1 2 3; do event 10:00:00 "a$i" begin_checkout '"coupon":"TEN"'; done
    event 10:00:00 b1 begin_checkout '"coupon":"SPRING"'
    event 10:00:00 b2 add_to_cart '"coupon":"SPRING"'
    event 10:00:00 c1 add_to_cart '"coupon":"AUTUMN-SALE"'
    event 10:00:00 d1 add_to_cart
    end; } >log
  report --min-group 3 log
  holds 'map(select(.name == "reason_loss_rate" and .field == "coupon") | [.step, .seen, .others // false, .n, .of]) == [
    ["cart", "TEN", false, 0, 3], ["cart", "", true, 2, 3], ["checkout", "TEN", false, 3, 3], ["checkout", "", true, 1, 1]]'
  report --min-group 4 log
  holds 'map(select(.name == "reason_loss_rate" and .field == "coupon") | [.step, .seen, .others // false, .n, .of]) == [
    ["cart", "", true, 2, 6], ["checkout", "", true, 4, 4]]'
  report --min-group 2 log
  holds 'map(select(.name == "reason_loss_rate" and .field == "coupon" and .step == "cart") | [.seen, .n, .of]) == [["SPRING", 1, 2], ["TEN", 0, 3], ["", 1, 1]]'
}

@test "the reason that costs most is named, and it is not the page where a visit ended" {
  for i in {1..40}; do
    event 10:00:00 "dear$i" add_shipping_info "$(eur 50.00),\"shipping_cost\":\"12.00\",\"page\":\"/checkout/shipping\""
    event 10:00:00 "fair$i" add_shipping_info "$(eur 50.00),\"shipping_cost\":\"4.00\",\"page\":\"/checkout/shipping\""
    event 10:01:00 "fair$i" purchase "$(eur 54.00),\"page\":\"/thanks\""
  done >log
  event 10:01:00 dear1 purchase "$(eur 62.00),\"page\":\"/thanks\"" >>log
  end >>log
  report log
  holds '.[0].worst == "Shipping of 10.00-14.99 EUR costs most: 97.5 % of the 40 visits that saw it left at shipping instead of 0.0 %, about 39 visits and 1,950.00 EUR more than otherwise."'
  holds 'map(select(.name == "reason_loss_rate" and .field == "page" and .step == "shipping") | [.seen, .n, .of]) == [["/checkout/shipping", 39, 39], ["/thanks", 0, 41]]'
  holds 'map(select(.name == "reason_excess" and .field == "page")) == []'
}

@test "days and weeks are the shop's, also where the clocks change" {
  echo '{"name":"S","timezone":"Europe/Rome"}' >shop.json
  # The summer begins on Sunday 2026-03-29 at 01:00 UTC, and ends on Sunday 2026-10-25 at 01:00 UTC.
  { event 2026-03-28T22:59:59.999Z a view_item; event 2026-03-28T23:00:00Z b view_item
    event 2026-03-29T21:59:59.999Z c view_item; event 2026-03-29T22:00:00Z d view_item
    event 2026-10-24T21:59:59Z e view_item; event 2026-10-24T22:00:00Z f view_item
    event 2026-10-25T22:59:59Z g view_item; event 2026-10-25T23:00:00Z h view_item; end; } >log
  report log
  holds 'map(select(.name == "visits" and .from) | [.from, .value]) == [["2026-03-28", 1], ["2026-03-29", 2], ["2026-03-30", 1],
    ["2026-10-24", 1], ["2026-10-25", 2], ["2026-10-26", 1], ["2026-11-29", 0]]'
  report --period week --by week,month log
  holds 'map(select(.name == "visits" and .from) | [.from, .value]) == [["2026-03-23", 3], ["2026-03-30", 1], ["2026-10-19", 3], ["2026-10-26", 1], ["2026-11-23", 0]]'
  holds 'map(select(.name == "visits" and .by) | [.by.week, .by.month, .value]) == [["2026-03-23", "2026-03", 3], ["2026-03-30", "2026-03", 1],
    ["2026-10-19", "2026-10", 3], ["2026-10-26", "2026-10", 1], ["2026-11-23", "2026-11", 0]]'
  report --shop <(echo '{"name":"S"}') log
  holds '.[0].zone == "UTC"'
  holds 'map(select(.name == "visits" and .from) | .from) | .[0:3] == ["2026-03-28", "2026-03-29", "2026-10-24"]'
}

@test "it is said which days a report is of, and whether the last was over" {
  echo '{"name":"S","timezone":"Asia/Tokyo"}' >shop.json
  # The 21st and the 22nd in Tokyo.
  { event 2026-11-20T15:00:00Z a add_to_cart; event 2026-11-21T15:30:00Z b add_to_cart; } >log
  report --format text log
  grep -qE '^Days +2026-11-21 to 2026-11-22; the last was not over$' out
  grep -q 'The last row was not over' out
  report --format text --now 2026-11-22T14:59:59Z log
  grep -qE '^Days +2026-11-21 to 2026-11-22; the last was not over$' out
  report --format text --now 2026-11-22T15:00:00Z log
  grep -qE '^Days +2026-11-21 to 2026-11-22$' out
  run ! grep -q 'The last row was not over' out
  report --format text --period week --now 2026-11-22T14:59:59Z log
  grep -qE '^Weeks from +2026-11-16; not over$' out
  report --format text --period week --now 2026-11-22T15:00:00Z log
  grep -qE '^Weeks from +2026-11-16$' out
  : >empty
  report --format text empty
  run ! grep -q '^Days' out
}

@test "a visit over midnight is of the day it began" {
  { event 2026-11-19T23:50:00Z s1 add_to_cart; event 2026-11-20T00:10:00Z s1 purchase; end; } | cart-abandon-report --by day --format csv >out
  [ "$(tail -n +2 out)" = '2026-11-19,,1,1,1,1,1,1,0,0,0,0
2026-11-29,,0,0,0,0,0,0,0,0,0,0' ]
}

@test "a period has its change against the one before" {
  { event 2026-11-18T10:00:00Z a add_to_cart; event 2026-11-18T10:00:00Z b purchase
    event 2026-11-20T10:00:00Z c purchase; end; } | cart-abandon-report >out
  holds 'map(select(.name == "abandonment_rate" and .from)) | map([.from, .value, .before, .change]) == [["2026-11-18", 0.5, null, null], ["2026-11-20", 0, 0.5, -0.5]]'
  valid
}

@test "each field of --by is of the first event or of what was last seen" {
  { event 10:00:00 s1 view_item '"device":"mobile","browser":"Edge","country":"IT","page":"/a?b","currency":"EUR"'
    event 10:01:00 s1 payment_failed '"device":"desktop","browser":"Opera","country":"DE","page":"/c","currency":"GBP","shipping_cost":"4.00","coupon":"TEN","payment_method":"card","error":"declined"'
    end; } >log
  report --by device,browser,country,page log
  holds 'map(select(.name == "visits" and .by) | .by)[1] == {"device": "mobile", "browser": "Edge", "country": "IT", "page": "/a"}'
  report --by shipping_cost,coupon,payment_method,error log
  holds 'map(select(.name == "visits" and .by) | .by)[1] == {"shipping_cost": "3.00-4.99 GBP", "coupon": "TEN", "payment_method": "card", "error": "declined"}'
  holds 'map(select(.name == "visits" and .by) | .by)[0] == {"shipping_cost": "", "coupon": "", "payment_method": "", "error": ""}'
  report --by currency,day,week,month log
  holds 'map(select(.name == "visits" and .by) | .by)[1] == {"currency": "EUR", "day": "2026-11-20", "week": "2026-11-16", "month": "2026-11"}'
  for by in devices '' 'device,' 'device,device' 'day,week,month,device,page'; do
    report --by "$by" log
    [ "$code" -eq 2 ] || { echo "$by"; return 1; }
    grep -q '^cart-abandon-report: --by: ' said
    [ ! -s out ]
  done
}

@test "--list writes what was lost for good, each with what was last seen" {
  { event 10:00:00 s1 view_item '"device":"mobile"'
    event 10:01:00.500 s1 add_to_cart "$(eur 24.00),\"items\":[{\"sku\":\"A\",\"quantity\":2}],\"url\":\"https://shop.example/cart/s1\""
    event 10:02:00 s1 add_shipping_info "$(eur 30.00),\"customer\":{\"id\":\"c1\",\"email\":\"a@example.com\",\"x\":1.10},\"shipping_cost\":\"6.00\""
    event 10:00:00 s2 view_item; event 10:00:00 s3 purchase
    of 10:00:00 add_to_cart '"customer":"c \u0022x\u0022","cart_value":"1.00","currency":"GBP","shipping_cost":"2.00"'
    of 10:01:00 begin_checkout '"customer":"c \u0022x\u0022","cart_value":"9.00","currency":"EUR"'
    event 2026-11-28T23:50:00Z open add_to_cart; end; } >log
  report --list log
  [ "$code" -eq 0 ]
  holds 'length == 2'
  holds 'map(select(.session == "s1") | del(.id)) == [{"type": "cart", "session": "s1", "customer": {"id": "c1", "email": "a@example.com", "x": 1.10},
    "currency": "EUR", "value": "30.00", "items": [{"sku": "A", "quantity": 2}], "step": "shipping", "context": {"shipping_cost": "6.00", "device": "mobile"},
    "started_at": "2026-11-20T10:00:00Z", "last_seen_at": "2026-11-20T10:02:00Z", "url": "https://shop.example/cart/s1"}]'
  grep -qF '"x":1.10' out
  # The shipping cost is in another currency than the cart.
  holds 'map(select(.session | not)) | .[0].customer == {"id": "c \"x\""} and .[0].value == "9.00" and (.[0] | has("context") | not)'
  valid
  # Others see the same cart under the same id.
  jq -r .id out | sort >ids
  event 10:20:00 s1 search >>log
  report --list log
  jq -r .id out | sort | cmp - ids
}

@test "a cart has a country and a way back only where the log has them as records do" {
  { event 10:00:00 s1 add_to_cart '"country":"Italy","url":"javascript:alert(1)"'
    event 10:00:00 s2 add_to_cart '"country":"it","url":"/cart/s2"'
    event 10:00:00 s3 add_to_cart '"country":"IT","url":"https://shop.example/c?\u0061=1"'
    event 10:00:00 s4 add_to_cart '"country":"IT","url":"https://shop.example/a b"'; end; } >log
  report --list log
  [ "$code" -eq 0 ]
  valid
  holds 'map(select(.country) | .session) | sort == ["s2", "s3", "s4"]'
  holds 'map(select(.session == "s2")) | .[0].country == "IT" and .[0].context.country == "IT"'
  holds 'map(select(.url)) | map(.url) == ["https://shop.example/c?a=1"]'
  # The report counts them as they stand.
  report --by country --format csv log
  [ "$(cut -d , -f 1 out | tail -n +2)" = "$(printf '\nIT\nItaly\nit')" ]
}

@test "the items of a cart are what an event said is in it" {
  { event 10:00:00 s1 add_to_cart '"items":[{"sku":"A"}]'
    for name in view_item view_item_list select_item add_to_wishlist remove_from_cart; do event 10:01:00 s1 $name '"items":[{"sku":"B"}]'; done
    event 10:02:00 s1 scroll "\"items\":[],$(eur 5.00)"
    event 10:00:00 s2 add_to_cart '"items":[{"sku":"A"}]'; event 10:01:00 s2 view_cart '"items":[{"sku":"A"},{"sku":"C"}]'
    event 10:00:00 s3 add_to_cart '"items":[{"sku":"A"}]'; event 10:01:00 s3 view_cart "\"items\":[],$(eur 5.00)"
    event 10:00:00 s4 add_to_cart '"items":[{"sku":"A"}]'; event 10:01:00 s4 cart_changed '"items":[{"sku":"D"}]'; end; } >log
  report --list log
  [ "$code" -eq 0 ]
  holds 'map({(.session): (.items | map(.sku) | join(" "))}) | add == {"s1": "A", "s2": "A C", "s3": "", "s4": "D"}'
}

@test "a cart that was emptied is not listed" {
  x='"items":[{"sku":"X","quantity":1}]'
  {
    # An empty list, of any event.
    event 10:00:00 a1 add_to_cart "$x,$(eur 5.00)"; event 10:01:00 a1 remove_from_cart '"items":[]'; event 10:02:00 a1 view_cart
    event 10:00:00 a2 add_to_cart "$x"; event 10:01:00 a2 scroll '"items": [ ]'
    event 10:00:00 a3 add_to_cart "$x"; event 10:01:00 a3 view_cart "\"items\":[],$(eur 0)"
    # All that was in it is taken out.
    event 10:00:00 b1 add_to_cart "$x,$(eur 5.00)"; event 10:01:00 b1 remove_from_cart "$x"; event 10:02:00 b1 view_cart
    event 10:00:00 b2 view_cart '"items":[{"item_id":"X"},{"item_id":"Y"}]'; event 10:01:00 b2 begin_checkout
    event 10:02:00 b2 remove_from_cart '"items":[{"sku":"Y"},{"sku":"X"}]'
    event 10:00:00 b3 add_to_cart "$x"; event 10:01:00 b3 remove_from_cart "$x,$(eur 0)"
    # Something is left, or was put in again.
    event 10:00:00 c1 view_cart '"items":[{"sku":"X"},{"sku":"Y"}]'; event 10:01:00 c1 begin_checkout; event 10:02:00 c1 remove_from_cart "$x"
    event 10:00:00 c2 add_to_cart "$x"; event 10:01:00 c2 remove_from_cart "$x,$(eur 7.00)"
    event 10:00:00 c3 add_to_cart "$x"; event 10:01:00 c3 remove_from_cart "$x"; event 10:02:00 c3 add_to_cart "$(eur 7.00)"
    event 10:00:00 c4 add_to_cart "$x"; event 10:01:00 c4 remove_from_cart "$x"; event 10:02:00 c4 add_to_cart "$x"
    event 10:00:00 c5 add_to_cart '"items":[{"sku":"X","quantity":2}]'; event 10:01:00 c5 remove_from_cart "$x"
    event 10:00:00 c6 add_to_cart "$(eur 5.00)"; event 10:01:00 c6 remove_from_cart "$x"
    event 10:00:00 c7 add_to_cart '"items":[]'; event 10:01:00 c7 view_cart "$(eur 5.00)"
    end
  } >log
  report --list log
  [ "$code" -eq 0 ]
  [ "$(jq -r .session out | sort | xargs)" = 'c1 c2 c3 c4 c5 c6 c7' ]
}

@test "what a log says in forms of its own is listed as a cart record has it" {
  { event 10:00:00 s1 add_to_cart '"currency":"EUR","customer":{"id":7,"email":"ana@example.com","locale":"it_IT","accepts_marketing":"true","tags":[1.0]},
      "items":[{"item_id":"M-3","item_name":"Moka","item_category":"Coffee","price":29.9,"quantity":"2","index":0,"item_brand":null}]' | tr -d '\n'; echo; end; } >log
  report --list log
  [ "$code" -eq 0 ]
  [ ! -s said ]
  valid
  holds '.[0] | .currency == "EUR" and (has("value") or has("warnings") | not)
    and .customer == {"id": "7", "email": "ana@example.com", "locale": "it-IT", "accepts_marketing": true, "tags": [1]}
    and .items == [{"sku": "M-3", "name": "Moka", "quantity": 2, "unit_price": "29.90", "category": "Coffee", "index": 0}]'
  grep -qF '"tags":[1.0]' out
  cart-remind --now 2026-11-20T21:00:00Z out >message.json
  [[ $(jq -r .text message.json) = *'59,80'* ]]
}

@test "what no cart record can say is left out of it, with a warning, and the rest is not" {
  { event 10:00:00 s1 begin_checkout "$(eur 5.00),\"customer\":{\"id\":\"c1\",\"accepts_marketing\":1},\"items\":[
      {\"sku\":\"A\",\"price\":\"29,90\"},{\"price\":1},{\"sku\":\"B\",\"quantity\":1.5,\"price\":2,\"total\":3}]" | tr -d '\n'; echo
    event 10:00:00 s2 add_to_cart '"items":[{"sku":"A","price":5}]'
    event 10:00:00 s3 add_to_cart "$(eur 5.00),\"items\":[{\"sku\":\"A\"}]"
    event 10:01:00 s3 begin_checkout '"currency":"USD","items":[{"sku":"A","price":5}],"shipping_cost":1'; end; } >log
  report --list log
  [ "$code" -eq 0 ]
  [ "$(cat said)" = 'cart-abandon-report: 3 of 3 carts lack what the log says in a way that no record can; their warnings say what' ]
  valid
  holds 'map(select(.session == "s1"))[0] | .items == [{"sku": "A"}, {"sku": "B", "total": "3.00"}] and .customer == {"id": "c1"} and .warnings == [
    "customer.accepts_marketing: expected true or false, got 1",
    "items[0].price: expected an amount in EUR, got \"29,90\"",
    "items[1]: an item without a sku and a name",
    "items[2].quantity: expected a whole number that is not negative, got 1.5",
    "items[2]: the price of one, and nothing says how many there are"]'
  holds 'map(select(.session == "s2"))[0] | .warnings == ["items[0].price: an amount, and nothing says in which currency"]'
  holds 'map(select(.session == "s3"))[0] | .warnings == ["items[0].price: an amount in USD, and the cart is in EUR",
    "context.shipping_cost: an amount in USD, and the cart is in EUR"]'
  report --list --quiet log
  [ ! -s said ]
  # The shop says in which currency amounts without one are.
  echo '{"currency": "GBP"}' >shop.json
  report --list log
  holds 'map(select(.session == "s2"))[0] | .currency == "GBP" and .items == [{"sku": "A", "unit_price": "5.00"}]'
}

@test "a limit that is passed ends with 3, and the report is written" {
  { event 10:00:00 a add_to_cart "$(eur 5.00)"; event 10:00:00 b purchase; end; } >log
  report --fail-if 'abandonment_rate > 0.49' log
  [ "$code" -eq 3 ]
  [ "$(cat said)" = 'cart-abandon-report: abandonment_rate is 0.5, more than 0.49' ]
  [ "$(figure abandonment_rate)" = 0.5 ]
  report --fail-if 'abandonment_rate > 50%' --fail-if 'value_lost[cart,EUR] > 5.00' --fail-if 'visits < 2' log
  [ "$code" -eq 0 ]
  [ ! -s said ]
  report --format csv --fail-if 'abandonment_rate >= 50%' --fail-if 'value_lost[cart,EUR] >= 5' log
  [ "$code" -eq 3 ]
  [ "$(wc -l <said)" -eq 2 ]
  [ "$(wc -l <out)" -eq 2 ]
  # A refused line is less than that; a figure that is not there is more.
  echo '{' >>log
  report --fail-if 'visits > 1' log
  [ "$code" -eq 3 ]
  report --fail-if 'visits > 1' --fail-if 'loss_rate[shipping] > 1%' <(end)
  [ "$code" -eq 2 ]
  grep -q '^cart-abandon-report: --fail-if: ' said
  report --fail-if 'abandonment > 1' log
  [ "$code" -eq 2 ]
  [ ! -s out ]
}

@test "an earlier report is set beside this one, and one by other rules is refused" {
  { event 10:00:00 a add_to_cart; event 10:00:00 b purchase; end; } >log
  report log
  cp out earlier
  holds '.[0].figures == length - 1'
  head -n 3 earlier >part
  report --compare part log
  [ "$code" -eq 2 ]
  [ ! -s out ]
  [ "$(cat said)" = "cart-abandon-report: part: not the whole report: it has 2 of $(($(wc -l <earlier) - 1)) figures" ]
  event 10:00:00 c purchase >>log
  event 10:00:00 d purchase >>log
  report --compare earlier --fail-if 'abandonment_rate.change < -0.2' log
  [ "$code" -eq 3 ]
  holds 'map(select(.name == "abandonment_rate" and (has("from") | not)) | [.value, .before, .change, .beyond_chance]) == [[0.25, 0.5, -0.25, false]]'
  valid
  report --compare earlier --gap 1h log
  [ "$code" -eq 2 ]
  [ ! -s out ]
  echo '{"steps":[{"name":"a","events":["view_item"]},{"name":"b","events":["add_to_cart"]},{"name":"c","events":["purchase"]}]}' >one.json
  sed 's/"add_to_cart"/"add_to_cart","begin_checkout"/' one.json >two.json
  report --steps one.json log
  valid
  cp out earlier
  report --steps one.json --compare earlier log
  [ "$code" -eq 0 ]
  report --steps two.json --compare earlier log
  [ "$code" -eq 2 ]
  [ ! -s out ]
  [ "$(cat said)" = 'cart-abandon-report: earlier: counted by other rules: events of the steps: "a: view_item; b: add_to_cart; c: purchase" there, "a: view_item; b: add_to_cart begin_checkout; c: purchase" here' ]
  report --compare nowhere log
  [ "$code" -eq 2 ]
  [ ! -s out ]
}

@test "a step that is called as another column is refused of a table" {
  { event 10:00:00 a add_to_cart; event 10:00:00 b purchase; end; } >log
  echo '{"steps":[{"name":"a","events":["view_item"]},{"name":"day","events":["add_to_cart"]},{"name":"c","events":["purchase"]}]}' >steps.json
  report --steps steps.json --by day --format csv log
  [ "$code" -eq 2 ]
  [ ! -s out ]
  [ "$(cat said)" = 'cart-abandon-report: --format csv: two columns would be called "day": give the step another name' ]
  report --steps steps.json --by device --format csv log
  [ "$code" -eq 0 ]
  [ "$(head -n 1 out)" = 'device,currency,visits,day,c,lost_day' ]
  report --steps steps.json --by day log
  [ "$code" -eq 0 ]
}

@test "a report says which of its limits are crossed, and that none is" {
  { event 10:00:00 a add_to_cart "$(eur 5.00)"; event 10:00:00 b purchase; } >log
  { cat log; end; } >whole
  for form in text markdown html; do
    report --format "$form" --fail-if 'abandonment_rate > 0.49' --fail-if 'visits > 5' --fail-if 'value_lost[cart,EUR] > 4' whole
    [ "$code" -eq 3 ]
    sed 's/&#[0-9]*;/_/g' out | tr '\n' ' ' | grep -q 'Limits crossed: abandonment_rate is 0.5, more than 0.49; value_lost.cart,EUR. is 5.00, more than 4'
    report --format "$form" --fail-if 'visits > 5' whole
    [ "$code" -eq 0 ]
    grep -q '1 limit, not crossed' out
    report --format "$form" --fail-if 'visits > 5' --fail-if 'value_lost[cart,JPY] > 1' whole
    [ "$code" -eq 2 ]
    grep -q '2 limits, none crossed; without the figure for 1' out
    report --format "$form" whole
    run ! grep -qi 'limit' out
  done
  report --fail-if 'abandonment_rate > 0.49' --fail-if 'visits > 5' whole
  holds '.[0].crossed == ["abandonment_rate is 0.5, more than 0.49"]'
  valid
  report --fail-if 'visits > 5' whole
  holds '.[0].crossed == []'
  valid
  report whole
  holds '.[0] | has("crossed") | not'
}

@test "a limit may be one of what is beyond chance" {
  for i in {1..40}; do
    event 10:00:00 "a$i" add_to_cart
    [ "$i" -gt 20 ] || event 10:01:00 "a$i" purchase
  done >log
  end >>log
  report log
  cp out earlier
  # 20 of 40 were abandoned; now 22 of 40 are, and then 34.
  sed '/a1".*purchase/d; /a2".*purchase/d' log >some
  report --compare earlier --fail-if 'abandonment_rate.change > 2%' --fail-if 'abandonment_rate.change_low > 0' some
  [ "$code" -eq 3 ]
  [ "$(cat said)" = 'cart-abandon-report: abandonment_rate.change is 0.05, more than 0.02' ]
  sed '/a1*[1-7]".*purchase/d' log >many
  report --compare earlier --fail-if 'abandonment_rate.change_low > 0' --fail-if 'abandonment_rate.low > 70%' --fail-if 'abandonment_rate.low > 71%' many
  [ "$code" -eq 3 ]
  holds 'map(select(.name == "abandonment_rate" and (has("from") | not))) | .[0] | [.value, .low, .change_low] == [0.85, 0.709277, 0.145774]'
  [ "$(cat said)" = 'cart-abandon-report: abandonment_rate.change_low is 0.1458, more than 0
cart-abandon-report: abandonment_rate.low is 0.7093, more than 0.7' ]
  report --fail-if 'abandonment_rate.change_low > 0' many
  [ "$code" -eq 2 ]
  [ ! -s out ]
}

@test "the report says the same in every form, and names no file" {
  { event 10:00:00 a add_to_cart "$(eur 5.00),\"page\":\"/<b>&\""; event 10:00:00 b purchase; end; } >secret-name
  for form in jsonl csv text markdown html; do
    report --format "$form" --min-group 1 secret-name
    [ "$code" -eq 0 ]
    run ! grep -q secret-name out
    report --format "$form" --min-group 1 <secret-name
    cp out piped
    report --format "$form" --min-group 1 secret-name
    same piped out
  done
  run ! grep -qi '<script' out
  run ! grep -qF '/<b>' out
  grep -qF '50.0 %' out
  report --format text secret-name
  grep -qE '^Abandonment rate +50\.0 %' out
  run ! grep -q $'\e' out
  report --format markdown secret-name
  grep -qF '50.0 %' out
}

@test "options that say nothing together are refused" {
  while read -r options; do
    # shellcheck disable=SC2086
    report $options /dev/null
    [ "$code" -eq 2 ] || { echo "$options"; return 1; }
    [ ! -s out ]
    [ "$(wc -l <said)" -eq 2 ]
  done <<'CASES'
--list --partial
--list --merge
--list --format text
--partial --format text
--partial --compare x
--partial --fail-if visits>1
--threads 65
--threads -1
--memory 1023K
--memory much
--memory 9999999999999T
--order some
--period month
--min-group -1
CASES
}

@test "a value that is written with escapes is the same value" {
  { event 10:00:00 s1 add_to_cart '"cart_value":"12.50","currency":"EUR"'
    event 11:00:00 s2 purchase '"cart_value":"12.50","currency":"EUR"'
    end; } >log
  # Every letter and digit in a text becomes \u00XX.
  python3 -c '
import json, sys
for line in sys.stdin:
    print("{" + ",".join(json.dumps(k) + ":" + "\"" + "".join(f"\\u{ord(c):04x}" for c in v) + "\"" for k, v in json.loads(line).items()) + "}")
' <log >escaped
  report log
  cp out plain
  report escaped
  [ "$code" -eq 0 ]
  same plain out
}

@test "which of two events at one time begins a visit does not depend on what --by asks for" {
  event 10:00:00 s1 view_item '"device":"tablet","country":"DE"' >log
  event 10:00:00 s1 view_item '"device":"mobile","country":"IT"' >>log
  end >>log
  report --by device,country log
  holds 'map(select(.name == "visits" and .by.device == "mobile")) | .[0].by.country == "IT"'
  report --by country log
  holds 'map(select(.name == "visits" and .by)) | map(.by.country) == ["", "IT"]'
  cart-abandon-report --partial log >state
  cp out whole
  report --by country --merge state
  same whole out
}

@test "a window counts from the last event of the deepest step before it, or from the beginning of the visit" {
  { event 10:00:00 exact view_item; event 10:20:00 exact add_to_cart
    event 10:00:00 late view_item; event 10:20:00.001 late add_to_cart
    end; } | cart-abandon-report --window cart=20m >out
  [ "$(figure reached cart)" -eq 1 ]
  { event 10:00:00 again add_to_cart; event 10:10:00 again add_to_cart; event 10:30:00 again begin_checkout
    event 10:00:00 first add_to_cart; event 10:20:00.001 first begin_checkout
    event 10:00:00 skips view_item; event 10:20:00 skips begin_checkout
    end; } | cart-abandon-report --window checkout=20m >out
  [ "$(figure reached checkout)" -eq 2 ]
  [ "$(figure reached cart)" -eq 3 ]
}

# visits N: a log of N visits, each of an own session that fills its cart.
visits() {
  event 10:00:00 session- add_to_cart '"cart_value":"1","currency":"EUR","browser":"a browser of a long name"' >one
  awk -v n="$1" '{ for (i = 0; i < n; i++) { line = $0; sub("session-", "session-" i, line); print line } }' one
}

# nothing_said STATUS WHY: the run ended with STATUS and WHY, and no report, list or state was written.
nothing_said() {
  [ "$code" -eq "$1" ]
  [ ! -s out ]
  [ "$(tail -n 1 said)" = "cart-abandon-report: $2" ]
}

# small_files ARG ...: the report where no file may be longer than a KiB.
small_files() {
  code=0
  (trap '' XFSZ && ulimit -f 1 && cart-abandon-report "$@") >out 2>said || code=$?
}

@test "a disk that takes no more ends the run, and nothing is reported of what was read" {
  visits 20000 >log
  local args
  for args in '' '--format csv' --list --partial '--order strict'; do
    # shellcheck disable=SC2086
    small_files --memory 1M --threads 2 $args log
    nothing_said 2 'cannot write to a temporary file: File too large'
  done
  code=0
  (ulimit -n 24 && cart-abandon-report --memory 1M --threads 2 log) >out 2>said || code=$?
  nothing_said 75 "cannot make a temporary file in ${TMPDIR:-/var/tmp}: Too many open files"
}

@test "a full disk is one to try again on" {
  [ "$(id -u)" = 0 ] || skip "only root may mount a small disk"
  mkdir small
  mount -t tmpfs -o size=256k none small 2>/dev/null || skip "no disk may be mounted here"
  visits 20000 >log
  TMPDIR=$PWD/small report --memory 1M log
  umount small
  nothing_said 75 'cannot write to a temporary file: No space left on device'
}

@test "a day changes with the clock, also where that is a minute past midnight" {
  echo '{"name":"S","timezone":"America/St_Johns"}' >shop.json
  # 00:00:30 and 00:00:59 summer time of the 7th; then the clock goes back to 23:01 of the 6th.
  { event 2010-11-07T02:30:30Z a view_item; event 2010-11-07T02:30:59Z b view_item
    event 2010-11-07T02:31:00Z c view_item; event 2010-11-07T02:44:59Z d view_item; end; } >log
  report --by day --threads 1 log
  holds 'map(select(.name == "visits" and .by)) | map([.by.day, .value]) == [["2010-11-06", 2], ["2010-11-07", 2], ["2026-11-28", 0]]'
}

@test "an empty log is an empty report, and needs no end" {
  : >log
  report log
  [ "$code" -eq 0 ]
  holds '.[0] | .lines == 0 and (has("now") | not)'
  [ "$(figure visits)" -eq 0 ]
  valid
  cp out earlier
  report --compare earlier log
  [ "$code" -eq 0 ]
}

@test "a file of steps that is no JSON is told so" {
  event 10:00:00 a add_to_cart >log
  for text in '' x '// steps' $'\xef\xbb\xbf{'; do
    printf '%s' "$text" >steps.json
    report --steps steps.json log
    [ "$code" -eq 2 ]
    [ ! -s out ]
    grep -q '^cart-abandon-report: steps.json: ' said
  done
}

@test "a file of steps may begin with a byte order mark" {
  { event 10:00:00 a add_to_cart; end; } >log
  printf '\357\273\277%s\n' '{"steps":[{"name":"a","events":["view_item"]},{"name":"b","events":["add_to_cart"]},{"name":"c","events":["purchase"]}]}' >steps.json
  report --steps steps.json log
  [ "$code" -eq 0 ]
  [ "$(figure carts)" -eq 1 ]
}

@test "a number of threads is at least one, and a step has one window" {
  event 10:00:00 a add_to_cart >log
  report --threads 0 log
  [ "$code" -eq 2 ]
  report --window payment=1h --window payment=2h log
  [ "$code" -eq 2 ]
  grep -q 'a second span for "payment"' said
}

@test "a cart whose customer is in the shop again is not listed" {
  {
    of 10:00:00 add_to_cart '"session":"s1","customer":"c1"'
    of 12:00:00 add_to_cart '"session":"s2","customer":"c2"'
    of 20:20:00 add_payment_info '"session":"s3","customer":"c1"'
  } >log
  report --list --now 2026-11-20T20:30:00Z log
  [ "$(jq -r .session out)" = s2 ]
  report --list --now 2026-11-20T20:50:00.001Z log
  [ "$(jq -r .session out | sort | xargs)" = 's1 s2 s3' ]
}

@test "nor is a cart whose customer never left, in another visit" {
  {
    of 10:00:00 view_item '"session":"desk","customer":"c1"'
    of 10:10:00 add_to_cart '"session":"phone","customer":"c1"'
    of 10:25:00 view_item '"session":"desk"'
    of 10:50:00 view_item '"session":"desk"'
  } >log
  report --list --now 2026-11-20T11:20:00Z log
  [ ! -s out ]
  report --list --now 2026-11-20T11:20:00.001Z log
  [ "$(jq -r .session out)" = phone ]
}

@test "nor is a cart of who is in the shop again by the same address" {
  {
    of 10:00:00 add_to_cart '"session":"s1","customer":{"id":"c1","email":"ada@example.com"}'
    of 10:00:00 add_to_cart '"session":"s2","customer":{"id":"c2","email":"bob@example.com"}'
    of 20:20:00 view_item '"session":"s3","customer":{"email":"ADA@example.com"}'
    of 20:20:00 view_item '"session":"s4","customer":"bob@example.com"'
  } >log
  report --list --now 2026-11-20T20:30:00Z log
  [ "$(jq -r .session out)" = s2 ]
}

@test "a cart of who wants no marketing any more is not listed as of one who does" {
  agrees='"accepts_marketing":true' declines='"accepts_marketing":false' goods="$(eur 10.00),\"items\":[{\"sku\":\"A\"}]"
  {
    of 10:00:00 add_to_cart '"session":"s1","customer":{"id":"c1","email":"ada@example.com",'"$agrees},$goods"
    of 12:00:00 view_item '"session":"t1","customer":{"email":"Ada@Example.com",'"$declines}"
    of 10:00:00 add_to_cart '"session":"s2","customer":{"id":"c2","email":"bob@example.com",'"$agrees},$goods"
    of 12:00:00 view_item '"session":"t2","customer":{"id":"c2",'"$declines}"
    of 10:00:00 add_to_cart '"session":"s3","customer":{"id":"c3","email":"cy@example.com",'"$agrees},$goods"
    of 12:00:00 view_item '"session":"t3","customer":{"id":"c3",'"$declines}"
    of 14:00:00 view_item '"session":"t3","customer":{"id":"c3",'"$agrees}"
    of 10:00:00 add_to_cart '"session":"s4","customer":{"id":"c4","email":"dan@example.com",'"$declines},$goods"
    of 14:00:00 view_item '"session":"t4","customer":{"id":"c4","email":"dan@example.com",'"$agrees}"
    of 10:00:00 add_to_cart '"session":"s5","customer":{"id":"c5","email":"eve@example.com",'"$agrees},$goods"
    of 09:00:00 view_item '"session":"t5","customer":{"id":"c5","email":"eve@example.com",'"$declines}"
    end
  } >log
  report --list log
  holds 'map({(.session): .customer.accepts_marketing}) | add == {"s1": false, "s2": false, "s3": true, "s4": false, "s5": true}'
  valid
  cart-remind --now 2026-11-21T10:00:00Z --explain out >mails
  [ "$(jq -rs 'map(select(.type == "message").to.address) | sort | join(" ")' mails)" = 'cy@example.com eve@example.com' ]
  [ "$(jq -rs 'map(.explain[0].rule? | strings | select(. == "consent")) | length' mails)" -eq 3 ]
}

@test "the last word of each customer counts, whoever else the visit named, and also without a name" {
  agrees='"accepts_marketing":true' declines='"accepts_marketing":false'
  {
    # Another customer follows in the visit in which the first said no.
    of 10:00:00 add_to_cart '"session":"s1","customer":{"id":"a","email":"ada@example.com",'"$agrees}"
    of 12:00:00 unsubscribe '"session":"t1","customer":{"id":"a","email":"ada@example.com",'"$declines}"
    of 12:05:00 view_item '"session":"t1","customer":{"id":"b","email":"bob@example.com",'"$agrees}"
    # The same by address alone.
    of 10:00:00 add_to_cart '"session":"s2","customer":{"id":"c","email":"cy@example.com",'"$agrees}"
    of 12:00:00 unsubscribe '"session":"t2","customer":{"email":"cy@example.com",'"$declines}"
    of 12:05:00 view_item '"session":"t2","customer":{"email":"bob@example.com",'"$agrees}"
    # Said without a name, in a session of hers.
    of 10:00:00 add_to_cart '"session":"s3","customer":{"id":"d","email":"dan@example.com",'"$agrees}"
    of 12:00:00 view_item '"session":"t3","customer":{"id":"d"}'
    of 12:01:00 unsubscribe '"session":"t3","customer":{'"$declines}"
    # A line that is refused for its amount.
    of 10:00:00 add_to_cart '"session":"s4","customer":{"id":"e","email":"eve@example.com",'"$agrees}"
    of 12:00:00 view_item '"session":"t4","cart_value":"5,00","currency":"EUR","customer":{"id":"e",'"$declines}"
    # ... for an address, and for its session.
    of 10:00:00 add_to_cart '"session":"s8","customer":{"id":"h","email":"h@example.com",'"$agrees}"
    of 12:00:00 view_item '"session":"t8","customer":{"id":"h","email":["h@example.com"],'"$declines}"
    of 10:00:00 add_to_cart '"session":"s9","customer":{"id":"i","email":"i@example.com",'"$agrees}"
    of 12:00:00 view_item '"session":{},"customer":{"id":"j","email":"I@example.com",'"$declines}"
    # A no that is to come is one, a yes that is to come is none.
    of 10:00:00 add_to_cart '"session":"s5","customer":{"id":"f","email":"f@example.com",'"$agrees}"
    event 2026-11-29T00:00:00Z t5 view_item '"customer":{"id":"f",'"$declines}"
    of 10:00:00 add_to_cart '"session":"s6","customer":{"id":"g","email":"g@example.com",'"$agrees}"
    of 12:00:00 view_item '"session":"t6","customer":{"id":"g",'"$declines}"
    event 2026-11-29T00:00:00Z u6 view_item '"customer":{"id":"g",'"$agrees}"
    of 10:00:00 add_to_cart '"session":"s7","customer":{"id":"b","email":"bob@example.com",'"$agrees}"
  } >log
  report --list --now 2026-11-28T00:00:00Z log
  [ "$code" -eq 1 ]
  holds 'map({(.session): .customer.accepts_marketing}) | add == {"s1": false, "s2": false, "s3": false, "s4": false, "s5": false, "s6": false, "s7": true, "s8": false, "s9": false}'
  report --list --now 2026-11-30T00:00:00Z log
  holds 'map({(.session): .customer.accepts_marketing}) | add == {"s1": false, "s2": false, "s3": false, "s4": false, "s5": false, "s6": true, "s7": true, "s8": false, "s9": false}'
}

@test "no cart is listed whose customer has bought since, whatever counts as a purchase otherwise" {
  {
    of 10:00:00 add_to_cart '"session":"s1","customer":"a"'
    of 10:10:00 purchase '"session":"s1"'
    of 10:00:00 add_to_cart '"session":"s2","customer":"b"'
    event 2026-11-25T10:10:00Z t2 purchase '"customer":"b"'
    # Another customer follows in the visit that bought.
    of 10:00:00 add_to_cart '"session":"s3","customer":"c"'
    of 12:00:00 purchase '"session":"t3","customer":{"id":"c"}'
    of 12:05:00 view_item '"session":"t3","customer":{"id":"d"}'
    # A purchase without a customer, in a session of his.
    of 10:00:00 add_to_cart '"session":"s4","customer":"e"'
    of 12:00:00 view_item '"session":"t4","customer":"e"'
    of 12:01:00 purchase '"session":"t4"'
    # While the cart was not left yet.
    of 10:00:00 add_to_cart '"session":"s5","customer":"f"'
    of 10:05:00 purchase '"session":"t5","customer":"f"'
    of 10:10:00 add_to_cart '"session":"s5"'
    # A line that is refused for its amount, with a customer and without.
    of 10:00:00 add_to_cart '"session":"s6","customer":"g"'
    of 12:00:00 purchase '"session":"t6","customer":"g","cart_value":"5,00","currency":"EUR"'
    of 10:00:00 add_to_cart '"session":"s7","customer":"h"'
    of 12:00:00 view_item '"session":"t7","customer":"h"'
    of 12:20:00 purchase '"session":"t7","cart_value":"5,00","currency":"EUR"'
    # After the end of the log.
    of 10:00:00 add_to_cart '"session":"s8","customer":"i"'
    event 2026-11-29T10:00:00Z t8 purchase '"customer":"i"'
    # Before the visit began.
    of 09:59:59.999 purchase '"session":"t9","customer":"j"'
    of 10:00:00 add_to_cart '"session":"s9","customer":"j"'
  } >log
  for how in "" "--order strict" "--window purchased=1m" "--recover 0s"; do
    # shellcheck disable=SC2086
    report --list --now 2026-11-28T00:00:00Z $how log
    [ "$code" -eq 1 ]
    [ "$(jq -r .session out)" = s9 ]
  done
}

@test "a cart keeps its id when a line of the visit comes in late" {
  {
    event 10:05:00 s1 add_to_cart; event 10:06:00 s1 begin_checkout
    event 10:05:00 s2 begin_checkout; event 10:06:00 s2 add_shipping_info
    of 10:05:00 add_to_cart '"customer":"c"'
    of 10:05:00 add_to_cart '"customer":{"email":"ada@example.com"}'
    end
  } >log
  report --list log
  [ "$(jq -r .id out | sort -u | wc -l)" -eq 4 ]
  jq -r .id out | sort >ids
  {
    event 10:04:00 s1 view_item; event 10:00:00 s1 search; event 10:10:00 s1 add_to_cart; event 10:10:00 s2 payment_failed; event 10:04:00 s2 view_cart
    of 10:01:00 view_item '"customer":"c"'
    of 10:06:00 search '"customer":{"id":"c","name":"Cy"}'
    of 10:06:00 search '"customer":{"email":" Ada@example.com","name":"Ada"}'
  } >>log
  report --list log
  jq -r .id out | sort | cmp - ids
  holds 'map(select(.session == "s1")) | .[0].started_at == "2026-11-20T10:00:00Z"'
  # A cart that was left at another time is another.
  event 12:00:00 s1 add_to_cart >>log
  report --list log
  [ "$(jq -r .id out | sort -u | wc -l)" -eq 5 ]
}

@test "an id alone does not take the place of a customer who was named more fully" {
  {
    of 10:00:00 add_to_cart '"session":"s","customer":{"id":"c1","email":"a@example.com","accepts_marketing":true}'
    of 10:01:00 begin_checkout '"session":"s","customer":"c1"'
    end
  } >log
  report --list log
  [ "$(jq -r .customer.email out)" = a@example.com ]
}

@test "who only looked, and bought later, is recovered too" {
  {
    of 10:00:00 view_item '"session":"s1","customer":"c1"'
    of 12:00:00 purchase '"session":"s2","customer":"c1"'
    end
  } >log
  report log
  [ "$(figure recovered viewed)" = 1 ]
  [ "$(figure abandoned_recovered)" = 0 ]
}
