#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# What cart-abandon-report makes of bad lines, of logs in pieces and of states; in whatever memory and with whatever threads.

setup() {
  load "$SRC/tests/kit/lib.bash"
  load "$SRC/tests/kit/carts.bash"
  kit_setup
  cart_setup
}

@test "half a line at the end of a log is one that is being written; a state that ends so is not whole" {
  { event 10:00:00 s1 add_to_cart; end; event 11:00:00 s2 view_item | head -c 60; } >log
  report log
  [ "$code" -eq 0 ]
  [ "$(cat said)" = 'cart-abandon-report: log:3: the last line is not finished; left out' ]
  holds '.[0] | [.lines, .events, .refused, .unfinished] == [2, 2, 0, 1]'
  report --quiet log
  [ ! -s said ]
  cart-abandon-report --quiet --partial log >state
  report --merge state
  [ "$code" -eq 0 ]
  holds '.[0] | [.lines, .events, .refused, .unfinished] == [2, 2, 0, 1]'
  # As when a disk was full.
  for bytes in 10 $((10 + $(tail -n 1 state | wc -c))); do
    head -c "-$bytes" state >shorter
    report --merge shorter
    [ "$code" -eq 2 ]
    [ ! -s out ]
    grep -q '^cart-abandon-report: shorter:[34]: ' said
    [ "$(tail -n 1 said)" = 'cart-abandon-report: --merge: not all states are whole: 1 begin and 0 end' ]
  done
}

# refused LINE WHY: the line alone is refused, for this reason.
refused() {
  printf '%s\n' "$1" >one
  report one
  [ "$code" -eq 1 ] || { echo "taken: $1"; return 1; }
  [ "$(cat said)" = "cart-abandon-report: one:1: $2" ] || { echo "$1: $(cat said)"; return 1; }
  holds '.[0] | [.lines, .refused, .events] == [1, 1, 0]'
}

@test "what refuses a line does so in every form of the answer" {
  { event 10:00:00 s1 add_to_cart && end; } >log
  while read -r field; do
    { event 10:00:00 s1 add_to_cart; event 10:01:00 s1 purchase "$field"; end; } >log
    for form in '' '--format csv' '--by device --format csv' '--fail-if visits<0 --format csv' --list --partial '--partial --order strict'; do
      # shellcheck disable=SC2086
      report $form log
      [ "$code" -eq 1 ] || { echo "$field is taken by $form"; return 1; }
      grep -q '^cart-abandon-report: log:2: ' said
    done
  done <<'CASES'
"shipping_cost":-1,"currency":"EUR"
"device":{"a":1}
"coupon":[]
"page":["/"]
"payment_method":{}
"error":[1]
"customer":[]
"customer":{"id":{}}
"customer":{"id":"7","email":[]}
"browser":"a","browser":"b"
CASES
}

@test "an amount that cannot be one refuses its line" {
  local what='expected an amount from 0 to 1000000000, got'
  for amount in -1 '"-0.01"' '"-0"' 1e2 1E-2 '"1e2"' '"1.2.3"' '"1,50"' '"+1"' '" 1"' '"1."' '".5"' '"€5"' 1000000001 1000000000.01 99999999999999999999999 true; do
    refused "$(event 10:00:00 s add_to_cart "\"cart_value\":$amount,\"currency\":\"EUR\"")" "cart_value: $what $amount"
  done
  refused "$(event 10:00:00 s add_to_cart '"cart_value":{},"currency":"EUR"')" "cart_value: $what an object"
  refused "$(event 10:00:00 s add_to_cart '"shipping_cost":-1,"currency":"EUR"')" "shipping_cost: $what -1"
  refused "$(event 10:00:00 s add_to_cart '"cart_value":100000000001,"currency":"JPY"')" "cart_value: expected an amount from 0 to 100000000000, got 100000000001"
  refused "$(event 10:00:00 s add_to_cart '"cart_value":1')" 'currency: expected one for the amount beside it, got nothing'
  for currency in '"EURO"' '"eur"' '"XYQ"' 978 '""'; do
    refused "$(event 10:00:00 s add_to_cart "\"cart_value\":1,\"currency\":$currency")" "currency: expected a currency of ISO 4217 such as EUR, got $currency"
  done
  # Nothing is none.
  event 10:00:00 s add_to_cart '"cart_value":null,"currency":null' >one
  event 10:00:00 s add_to_cart '"cart_value":"","shipping_cost":null' >>one
  report one
  [ "$code" -eq 0 ]
}

@test "a line without a time, an event or a visitor is refused" {
  local time='ts: expected a time such as 2026-11-21T10:00:00Z, got'
  refused '{"type":"cart_event","session":"s","event":"purchase"}' "$time nothing"
  for ts in '"2026-11-20 10:00:00"' '"2026-11-20T10:00:00"' '"2026-02-29T10:00:00Z"' '"2026-11-20T24:00:00Z"' '"2026-11-20T10:60:00Z"' '"2026-11-20T10:00Z"' \
    '"2026-11-20T10:00:00.Z"' '"2026-11-20T10:00:00+24:00"' '"today"' '""' 1795168800; do
    refused "{\"type\":\"cart_event\",\"ts\":$ts,\"session\":\"s\",\"event\":\"purchase\"}" "$time $ts"
  done
  for ts in 1999-12-31T23:59:59.999Z 2000-01-01T00:00:00+00:01 9999-01-01T00:00:00Z; do
    refused "$(event "$ts" s purchase)" "ts: expected a time in the years from 2000 to 9998, got \"$ts\""
  done
  { event 2000-01-01T00:00:00Z s purchase; event 9998-12-31T23:59:59Z s purchase; } >one
  report one
  [ "$code" -eq 0 ]
  refused '{"type":"cart_event","ts":"2026-11-20T10:00:00Z","session":"s"}' 'event: expected the name of an event, got nothing'
  refused '{"type":"cart_event","ts":"2026-11-20T10:00:00Z","session":"s","event":""}' 'event: expected the name of an event, got ""'
  refused "$(of 10:00:00 purchase '"session":null')" 'session: expected a session or a customer, got nothing'
  refused "$(of 10:00:00 purchase '"session":"","customer":{"name":"x"}')" 'session: expected a session or a customer, got ""'
  refused "$(of 10:00:00 purchase '"session":["s"]')" 'session: expected a text, got a list'
  refused "$(of 10:00:00 purchase '"session":"s","customer":[1]')" 'customer: expected a text, got a list'
  refused "$(of 10:00:00 purchase '"session":"s","device":{"kind":"mobile"}')" 'device: expected a text, got an object'
  refused '{"type":"order"}' 'expected a record of type "cart_event", got "order"'
  refused '{"ts":"2026-11-20T10:00:00Z","session":"s","event":"purchase"}' 'type: expected text, got nothing'
  refused "$(event 10:00:00 s purchase '"session":"t"')" 'session: stands twice'
}

@test "every form of a time is the same instant" {
  for ts in 2026-11-20T10:00:00Z 2026-11-20t10:00:00z 2026-11-20T11:00:00+01:00 2026-11-20T10:00:00.000000001Z 2026-11-19T22:30:00-11:30 2026-11-20T10:00:00.0Z \
    2026-11-20T10:00:00-00:00 2026-11-20T09:59:59.9995Z; do
    { event "$ts" s1 add_to_cart; end; } >one
    report --list one
    [ "$code" -eq 0 ] || { cat said; return 1; }
    holds '.[0].started_at == "2026-11-20T10:00:00Z"'
  done
}

@test "CRLF, a byte order mark in each file, blank lines and missing line ends change nothing" {
  for i in 1 2 3; do event "1$i:00:00" "s$i" add_to_cart "$(eur "$i.00")"; done >log
  end >>log
  report log
  cp out want
  { printf '\357\273\277\r\n'; head -n 2 log | sed 's/$/\r/'; printf '\r\n  \n'; } >one
  { printf '\357\273\277'; tail -n +3 log | head -c -1; } >two
  report one two
  [ "$code" -eq 0 ]
  same want out
  # As cat puts them together, and with so many that the shape of the lines is known.
  for i in {1..2000}; do event "1$((i % 10)):00:00" "s$i" add_to_cart "$(eur 2.00)"; done >many
  { cat many; end; } >one
  report one
  cp out want
  { sed '7~10s/^/\xef\xbb\xbf/' many; printf '\357\273\277'; end; } >two
  report two
  [ "$code" -eq 0 ]
  same want out
  cart-abandon-report --partial two | sed '2~5s/^/\xef\xbb\xbf/' >state
  report --merge state
  [ "$code" -eq 0 ]
  same want out
}

@test "a file that cannot be read is said, and the others are counted" {
  event 10:00:00 s1 add_to_cart >one
  end >two
  mkdir folder
  report one nowhere folder two
  [ "$code" -eq 2 ]
  [ "$(figure carts)" -eq 1 ]
  [ "$(cat said)" = 'cart-abandon-report: nowhere: No such file or directory
cart-abandon-report: folder: Is a directory' ]
  report nowhere folder
  [ "$code" -eq 2 ]
  [ ! -s out ]
}

@test "refused lines are named exactly, and in their order, though many threads read" {
  python3 - <<'PY'
import json
for name, lines, bad in (("one", 30000, 997), ("two", 20011, 1009)):
    with open(name, "w") as out:
        for i in range(1, lines + 1):
            if i % bad == 0:
                out.write('{"type":"cart_event","no":%d}\n' % i)
            elif i % 101 == 0:
                out.write("\n")
            else:
                out.write('{"type":"cart_event","ts":"2026-11-%02dT%02d:%02d:%02dZ","session":"s%d","event":"view_item","pad":"%s"}\n'
                          % (1 + i % 28, i % 24, i % 60, i * 7 % 60, i % 5000, "x" * (i % 300)))
PY
  for threads in 1 4; do
    report --threads "$threads" --rejects rejects one two
    [ "$code" -eq 1 ]
    jq -r '"\(.source):\(.line):\(.raw | fromjson | .no)"' rejects >got
    { seq 997 997 30000 | sed 's/.*/one:&:&/'; seq 1009 1009 20011 | sed 's/.*/two:&:&/'; } >want
    same want got
    sed -n 's/^cart-abandon-report: \([a-z]*:[0-9]*\): .*/\1/p' said >told
    cut -d : -f 1,2 want | cmp - told
    holds '.[0] | .refused == 49'
    cp out "out$threads"
  done
  same out1 out4
}

@test "lines of a mebibyte are read, and one over 16 MiB costs itself only" {
  pad=$(head -c 1048576 /dev/zero | tr '\0' x)
  for i in 1 2 3 4 5; do event "10:0$i:00" "s$i" add_to_cart "\"pad\":\"$pad\""; done >log
  { printf '{"pad":"'; head -c 16777216 /dev/zero | tr '\0' x; printf '"}\n'; } >>log
  end >>log
  report --threads 3 --rejects rejects log
  [ "$code" -eq 1 ]
  [ "$(figure carts)" -eq 5 ]
  [ "$(cat said)" = 'cart-abandon-report: log:6: a line over 16 MiB' ]
  [ "$(jq .line rejects)" -eq 6 ]
}

@test "a log that comes in pieces, cut anywhere, is the same log" {
  for i in {10..59}; do event "10:$i:00" "s$((i % 7))" add_to_cart "$(eur "$i.00")"; done >log
  end >>log
  report log
  cp out want
  mkfifo pipe
  python3 -c '
import os, sys, time
text = open("log", "rb").read()
with open("pipe", "wb", buffering=0) as out:
    for at in range(0, len(text), 777):
        out.write(text[at:at + 777])
        time.sleep(0.001)
' &
  report --threads 3 pipe
  wait
  same want out
  # While it is written there may be half a line, and no more than that is missing.
  head -c -1 log >part
  report part
  holds '.[0] | [.lines, .refused, .unfinished] == [51, 0, 0]'
  for bytes in 2 20 60; do
    head -c "-$bytes" log >part
    report part
    [ "$code" -eq 0 ]
    holds '.[0] | [.lines, .refused, .unfinished] == [50, 0, 1]'
  done
}

@test "a last line that is whole but for its end is read, and one that is wrong is refused" {
  { event 10:00:00 s1 add_to_cart; end | head -c -1; } >log
  report log
  holds '.[0] | [.lines, .refused, .unfinished] == [2, 0, 0]'
  { event 10:00:00 s1 add_to_cart; printf '{"type":"cart_event"}'; } >log
  report log
  [ "$code" -eq 1 ]
  holds '.[0] | [.lines, .refused, .unfinished] == [2, 1, 0]'
  # Half a line in the middle is no end.
  { event 10:00:00 s1 add_to_cart | head -c 40; echo; end; } >log
  report log
  [ "$code" -eq 1 ]
  holds '.[0] | [.lines, .refused, .unfinished] == [2, 1, 0]'
  # Each file has its own.
  event 10:00:00 s1 add_to_cart | head -c 40 >half
  report half <(end) half
  [ "$code" -eq 0 ]
  [ "$(grep -c 'is not finished; left out' said)" -eq 2 ]
  holds '.[0] | [.lines, .refused, .unfinished] == [1, 0, 2]'
}

@test "a compressed log is read through a pipe, beside one that is not" {
  event 10:00:00 s1 add_to_cart "$(eur 5.00)" >one
  end >two
  report one two
  cp out want
  gzip one
  # shellcheck disable=SC2002
  zcat one.gz | cart-abandon-report - two >out
  same want out
  report one.gz
  [ "$code" -eq 1 ]
}

@test "lines that come twice change no figure" {
  for i in {10..40}; do
    event "10:$i:00" "s$((i % 7))" "$([ $((i % 3)) = 0 ] && echo begin_checkout || echo add_to_cart)" "$(eur "$i.00"),\"coupon\":\"C$((i % 2))\""
  done >log
  end >>log
  for options in '' '--order strict' '--window checkout=5m'; do
    # shellcheck disable=SC2086
    report $options log
    jq -c 'select(.type == "figure")' out >want
    # shellcheck disable=SC2086
    report $options log <(tail -n 20 log) log
    holds '.[0] | [.lines, .events] == [84, 84]'
    jq -c 'select(.type == "figure")' out >got
    same want got
  done
}

@test "of many unknown names the most frequent are told, whatever the threads, and all are counted" {
  python3 -c '
import random
rng = random.Random(5)
names = [i for i in range(3000) for _ in range(1 + i % 3)]
rng.shuffle(names)
for i in names:
    print("{\"type\":\"cart_event\",\"ts\":\"2026-11-20T10:00:00Z\",\"session\":\"s%d\",\"event\":\"name-%d\"}" % (i % 50, i))
' >log
  report --threads 1 log
  holds '.[0] | .unknown_events == 6000 and (.unknown | length) == 1000 and .unknown_other == 3000'
  holds '.[0] | has("unknown_partial") | not'
  holds '.[0].unknown | all(.n == 3 and (.event[5:] | tonumber) % 3 == 2)'
  cp out want
  shuf --random-source=log log >shuffled
  report --threads 4 shuffled
  same want out
  split -n l/3 shuffled piece.
  for piece in piece.*; do cart-abandon-report --partial "$piece" >"state.$piece"; done
  report --merge state.*
  same want out
}

@test "of more unknown names than are counted the report says that some are missing" {
  python3 -c '
for i in range(140000):
    print("{\"type\":\"cart_event\",\"ts\":\"2026-11-20T10:00:00Z\",\"session\":\"s%d\",\"event\":\"name-%d\"}" % (i % 50, i % 70000))
' >log
  report --threads 1 log
  holds '.[0] | .unknown_events == 140000 and (.unknown | length) == 1000 and .unknown_partial'
  holds '.[0] | .unknown_other == 138000 and (.unknown | all(.n == 2))'
  cp out want
  report --threads 4 <(tac log)
  same want out
  split -n l/3 log piece.
  for piece in piece.*; do cart-abandon-report --partial "$piece" >"state.$piece"; done
  report --merge state.*
  same want out
}

@test "a state is of its gap, its steps and its times, and says so" {
  { event 10:00:00 s1 add_to_cart; event 10:01:00 s1 purchase; end; } >log
  cart-abandon-report --partial log >state
  cp state out
  valid
  holds '.[0].times == false'
  run ! grep -q s1 state
  report --merge --gap 1h state
  [ "$code" -eq 2 ]
  [ "$(cat said)" = 'cart-abandon-report: state: a state whose visits were cut with --gap 1800s, not 3600s' ]
  [ ! -s out ]
  echo '{"steps":[{"name":"a","events":["x"]},{"name":"b","events":["y"]},{"name":"c","events":["z"]}]}' >steps.json
  report --merge --steps steps.json state
  [ "$code" -eq 2 ]
  grep -q 'a state with other steps: "viewed: ' said
  for options in '--order strict' '--window checkout=1h'; do
    # shellcheck disable=SC2086
    report --merge $options state
    [ "$code" -eq 2 ]
    [ "$(cat said)" = 'cart-abandon-report: state: a state without times: --order strict and --window were not given when it was made' ]
    # shellcheck disable=SC2086
    cart-abandon-report $options log >want
    # Any of the two keeps the times, for both.
    cart-abandon-report --partial --order strict log >timed
    # shellcheck disable=SC2086
    report --merge $options timed
    same want out
    cp timed out
    valid
  done
  # Which clock, which groups and which forms is a question for the report.
  cart-abandon-report --now 2026-11-21T00:00:00Z --by device --format csv log >want
  cart-abandon-report --partial --now 2001-01-01T00:00:00Z log | cart-abandon-report --merge --now 2026-11-21T00:00:00Z --by device --format csv >out
  same want out
  for version in 1 2 4; do
    jq -c "if .type == \"visits\" then .version = $version else . end" state >other
    report --merge other
    [ "$code" -eq 2 ]
    [ "$(cat said)" = "cart-abandon-report: other: a state of version $version, where only version 3 is read: make it again from its log" ]
    [ ! -s out ]
  done
}

@test "what begins with no record of a state is no state, and ends the run" {
  { event 10:00:00 s1 add_to_cart; event 10:01:00 s1 purchase; end; } >log
  cart-abandon-report --partial log >state
  local what='not a state that --partial wrote:'
  while IFS='|' read -r first why; do
    { printf '\n\n%s\n' "$first"; cat log; } >other
    for files in other 'state other' 'other state'; do
      # shellcheck disable=SC2086
      report --merge --threads 2 $files
      [ "$code" -eq 2 ]
      [ ! -s out ]
      [ "$(cat said)" = "cart-abandon-report: other: $what $why" ] || { cat said; return 1; }
    done
  done <<'CASES'
{"type":"cart_event"}|expected a record of type "visits", "visit" or "visits_end", got "cart_event"
{"type":"report","report":"cart-abandon-report"}|expected a record of type "visits", "visit" or "visits_end", got "report"
{"type":7}|expected a record of type "visits", "visit" or "visits_end", got ""
date,session,event|column 1: expected a value, got 'd'
[1]|expected an object, got a list
CASES
  report --merge - <log
  [ "$(cat said)" = "cart-abandon-report: stdin: $what expected a record of type \"visits\", \"visit\" or \"visits_end\", got \"cart_event\"" ]
  # One that begins as it should costs what is wrong in it, and no more.
  cat state log >mended
  report --merge mended
  [ "$code" -eq 1 ]
  [ "$(grep -c 'expected a record of type "visits", "visit" or "visits_end", got "cart_event"' said)" -eq 3 ]
  { jq -c 'select(.type == "visit") | .key = 7' state; cat state; } >mended
  report --merge mended
  [ "$code" -eq 1 ]
  [ "$(figure visits)" = 1 ]
}

@test "a state of steps whose events have other names in the same words is not merged" {
  steps() {
    printf '{"steps":[{"name":"a","events":["look"]},{"name":"b","events":%s},{"name":"c","events":["Order Completed"]}]}' "$1" >"$2"
  }
  steps '["Added Product"]' one.json
  steps '["Added","Product"]' two.json
  steps '["\"Added","Product\""]' three.json
  { event 10:00:00 s1 'Added Product'; event 10:00:00 s2 'Order Completed'; event 10:00:00 s3 Product; end; } >log
  for steps in one two three; do
    cart-abandon-report --partial --steps "$steps.json" log >"$steps.state"
  done
  for steps in one two three; do
    report --steps "$steps.json" log
    cp out want
    report --merge --steps "$steps.json" "$steps.state"
    same want out
    for other in one two three; do
      [ "$other" != "$steps" ] || continue
      report --merge --steps "$other.json" "$steps.state"
      [ "$code" -eq 2 ]
      grep -q 'a state with other steps: "a: look; b: ' said
      [ ! -s out ]
    done
  done
  report --steps one.json log
  [ "$(figures reached a b c)" = '3 2 1' ]
}

@test "a line that is no state is refused and costs itself only" {
  { event 10:00:00 s1 add_to_cart "$(eur 5.00),\"shipping_cost\":\"1.00\",\"device\":\"mobile\""; end; } >log
  cart-abandon-report --partial log >state
  whole=$(grep '"mobile"' state)
  while IFS='~' read -r change field; do
    broken=$(jq -c "$change" <<<"$whole")
    [ "$broken" != "$whole" ]
    { cat state; echo "$broken"; } >in
    report --merge --rejects rejects in
    [ "$code" -eq 1 ] || { echo "$broken"; return 1; }
    [ "$(cat said)" = "cart-abandon-report: in:5: $field: not as cart-abandon-report --partial writes it" ] || { cat said; return 1; }
    [ "$(figure abandoned_value '' EUR)" = 5.00 ]
    [ "$(jq -r .raw rejects)" = "$broken" ]
  done <<'CASES'
.key = "x"~key
.key += "0"~key
.first = -1~first
.last = .first - 1~last
.reached = 0~reached
.reached = 64~reached
.start[0] = 6~start
.start[1] = -2~start
.start[2] = 5~start
.start = []~start
.value[0] = 6~value
.value[0] = 17~value
.value[1] = -1~value
.value[2] = "EURO"~value
.value += ["EUR"]~value
.value = "x"~value
.seen[0] = -1~seen
.seen[2] = "x"~seen
.seen |= .[0:5]~seen
.seen += [null]~seen
.steps += [0, 0, 0, 0, 0]~steps
.steps[1] = -2~steps
.steps = null~steps
CASES
}

# many LINES: a log of many visits, pages and coupons.
many() {
  python3 - "$1" <<'PY'
import random, sys
rng = random.Random(11)
names = ["view_item", "add_to_cart", "begin_checkout", "add_shipping_info", "add_payment_info", "purchase", "search"]
for i in range(int(sys.argv[1])):
    s = rng.randrange(int(sys.argv[1]) // 2)
    at = (s * 7919 % 2000000) + rng.randrange(3) * 1700
    print('{"type":"cart_event","ts":"2026-10-%02dT%02d:%02d:%02dZ","session":"session-%d","customer":"c%d","event":"%s","cart_value":"%d.%02d","currency":"%s",'
          '"device":"%s","page":"/product/number-%d","coupon":"COUPON-%d","shipping_cost":"%d"}'
          % (1 + at // 86400, at // 3600 % 24, at // 60 % 60, at % 60, s, s % 9973, rng.choice(names), s % 300, s % 100, ["EUR", "JPY"][s % 11 == 0],
             ["mobile", "desktop"][s % 2], i, rng.randrange(1000000), s % 30))
PY
}

@test "with hundreds of thousands of texts the answer does not hang on memory, threads or order" {
  many 120000 >log
  report --threads 1 --memory 1G log
  [ "$code" -eq 0 ]
  cp out want
  shuf --random-source=log log >shuffled
  TMPDIR=$PWD report --threads 4 --memory 1M shuffled
  [ "$code" -eq 0 ]
  same want out
  split -n l/3 shuffled piece.
  for piece in piece.*; do cart-abandon-report --memory 1M --partial "$piece" >"state.$piece"; done
  report --merge --memory 1M state.*
  same want out
  # A group for each page is more than the memory, and right all the same.
  report --by page --format csv --threads 1 --memory 1G log
  cp out want
  report --by page --format csv --threads 4 --memory 1M shuffled
  same want out
  [ "$(wc -l <out)" -gt 50000 ]
  # The same carts, in the same order.
  report --list --threads 1 --memory 1G log
  cp out want
  report --list --threads 4 --memory 1M shuffled
  same want out
  [ "$(wc -l <out)" -gt 10000 ]
  # No temporary file is left behind.
  [ "$(find . -name 'aftercare-*' | wc -l)" -eq 0 ]
}

@test "where a temporary file cannot grow the run says so, and writes no report" {
  many 60000 >log
  # Half a mebibyte for all that is written to a file.
  limited() {
    trap '' XFSZ
    ulimit -f 512
    cart-abandon-report --threads 2 --memory 1M "$@" log
  }
  for way in '' --list --partial; do
    # shellcheck disable=SC2086
    run --separate-stderr limited $way
    [ "$status" -eq 2 ]
    [ "$stderr" = 'cart-abandon-report: cannot write to a temporary file: File too large' ]
    [ "$(grep -c '"type":"report"' <<<"$output")" -eq 0 ]
  done
  # A folder that is not there is no reason to stop.
  report --memory 1G log
  cp out want
  TMPDIR=/nowhere report --memory 1M log
  [ "$code" -eq 0 ]
  same want out
}

@test "many visits are counted in the memory that is given" {
  nm -D "$(command -v cart-abandon-report)" | grep -q asan && skip "an address sanitizer has its own memory"
  many 400000 >log
  cat >peak.py <<'PY'
import resource, subprocess, sys
with open("out", "wb") as out:
    subprocess.run(sys.argv[1:], stdout=out, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
PY
  free=$(python3 peak.py cart-abandon-report --threads 2 --memory 4G log)
  cp out want
  capped=$(python3 peak.py cart-abandon-report --threads 2 --memory 8M log)
  same want out
  echo "$free MiB without a limit that matters, $capped MiB with 8M"
  [ "$capped" -lt 100 ]
  [ "$((free - capped))" -gt 40 ]
}

@test "an amount without a currency gets the shop's when the log is read, and not when states are merged" {
  echo '{"name":"S","currency":"GBP"}' >pounds.json
  echo '{"name":"S","currency":"JPY","timezone":"Asia/Tokyo"}' >yen.json
  { event 20:00:00 a add_to_cart '"cart_value":"3.20"'; end; } >log
  cart-abandon-report --partial --shop pounds.json log >state
  report --merge --by day --shop yen.json state
  [ "$(figure abandoned_value '' GBP)" = 3.20 ]
  holds 'map(select(.name == "visits" and .by.day == "2026-11-21")) | .[0].value == 1'
}

@test "visits without the first line of any state are no state" {
  { event 10:00:00 a add_to_cart && end; } >log
  cart-abandon-report --partial log >state
  tail -n +2 state >visits
  report --merge visits
  [ "$code" -eq 2 ]
  [ ! -s out ]
  grep -q 'no state has its first line' said
  # One state that was cut into pieces is whole again.
  head -n 1 state >first
  report --merge visits first
  [ "$code" -eq 0 ]
  : >empty
  report --merge empty
  [ "$code" -eq 2 ]
  for lines in 0 1; do
    head -c "$lines" /dev/zero | tr '\0' '\n' >empty
    for sources in 'state empty' 'empty state' 'state pipe'; do
      mkfifo pipe
      cat empty >pipe &
      # shellcheck disable=SC2086
      report --merge $sources
      if [ "$sources" != 'state pipe' ]; then cat pipe; fi
      wait
      rm pipe
      [ "$code" -eq 2 ]
      [ ! -s out ]
      grep -q "^cart-abandon-report: \(empty\|pipe\): empty, where a state was expected" said
      [ "$(tail -n 1 said)" = 'cart-abandon-report: --merge: not all states are whole: 2 begin and 1 end' ]
    done
  done
  report --merge state missing
  [ "$code" -eq 2 ]
  [ ! -s out ]
  # What was missing is not forgotten on the way.
  for lost in empty missing; do
    code=0
    cart-abandon-report --merge --partial state "$lost" >put 2>said || code=$?
    [ "$code" -eq 2 ]
    report --merge put
    [ "$code" -eq 2 ]
    [ ! -s out ]
  done
}

@test "a state that lacks its end, or visits that its end tells of, is not whole" {
  { event 10:00:00 a add_to_cart; event 10:01:00 b add_to_cart; event 10:02:00 c purchase; end; } >log
  cart-abandon-report --partial log >state
  head -n -1 state >endless
  report --merge state endless
  [ "$code" -eq 2 ]
  [ ! -s out ]
  [ "$(cat said)" = 'cart-abandon-report: --merge: not all states are whole: 2 begin and 1 end' ]
  sed 3d state >fewer
  report --merge state fewer
  [ "$code" -eq 2 ]
  [ ! -s out ]
  [ "$(cat said)" = 'cart-abandon-report: --merge: the states tell of 8 visits, and 7 are there' ]
  # Nor is what lacks them made whole by a merge that writes a state again.
  for lacking in endless fewer; do
    cart-abandon-report --merge --partial state "$lacking" >put
    report --merge put
    [ "$code" -eq 2 ]
    [ ! -s out ]
  done
  # One visit too many: its state's end is of another.
  { cat state; sed -n 2p state; } >doubled
  report --merge doubled
  [ "$code" -eq 2 ]
  [ "$(cat said)" = 'cart-abandon-report: --merge: the states tell of 4 visits, and 5 are there' ]
  # A visit that is refused is one that is there.
  jq -c 'if .key then .key = "x" else . end' state >wrong
  { sed -n 1,2p state; sed -n 3p wrong; sed -n '4,$p' state; } >refused
  report --merge refused
  [ "$code" -eq 1 ]
  holds '.[0].refused == 1'
  # ... also where it was refused on the way.
  cart-abandon-report --merge --partial refused >mended 2>/dev/null || [ $? -eq 1 ]
  cp mended out
  valid
  report --merge mended
  [ "$code" -eq 0 ]
  for number in '"x"' 1.5 9223372036854775807 -9223372036854775808; do
    for field in states visits; do
      jq -c "if .states then .$field = 0 else . end" state | sed "s/\"$field\":0/\"$field\":$number/" >wrong
      report --merge wrong
      [ "$code" -eq 2 ]
      grep -q "^cart-abandon-report: wrong:6: $field: expected " said
    done
  done
  # Half a line costs itself, wherever it stands among the lines of a share.
  { sed -n 3p state | head -c 40; echo; cat state; } >half
  report --merge half
  [ "$code" -eq 1 ]
  grep -q '^cart-abandon-report: half:1: ' said
}

@test "any shares of the lines of states can be merged, and what they make again" {
  local i
  for i in $(seq 300); do
    event "$(printf '10:%02d:%02d' $((i / 60)) $((i % 60)))" "s$((i % 97))" add_to_cart
  done >log
  end >>log
  report log
  cp out want
  split -n l/4 log map.
  for piece in map.*; do cart-abandon-report --partial "$piece"; done >states
  shuf --random-source=log states | split -n r/9 - share.
  for share in share.*; do
    cart-abandon-report --merge --partial <"$share" >"reduced.$share"
    cp "reduced.$share" out
    valid
  done
  report --merge reduced.*
  [ "$code" -eq 0 ]
  same want out
  cat reduced.* | cart-abandon-report --merge >out
  same want out
  # One share alone is not the whole.
  report --merge reduced.share.aa
  [ "$code" -eq 2 ]
  [ ! -s out ]
}
