#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# What cart-abandon-report counts: the rules of its page, each at its limit.

setup() {
  load "$SRC/tests/kit/lib.bash"
  kit_setup
  # The end of the log is its last event unless a test says otherwise.
  unset AFTERCARE_NOW
}

# event TIME WHO NAME [MEMBERS]: a line; TIME is within 2026-11-20 UTC or whole, WHO a session; MEMBERS are JSON.
event() {
  local time=$1
  [[ $time == *T* ]] || time=2026-11-20T${time}Z
  printf '{"type":"cart_event","ts":"%s","session":"%s","event":"%s"%s}\n' "$time" "$2" "$3" "${4:+,$4}"
}

# The end of the log, a visit of nobody that leaves all others decided.
end() {
  event 2026-11-29T00:00:00Z end view_item
}

# report [ARG ...]: the report on the log, or what else is asked for, in out; what was said in said; the status in code.
report() {
  code=0
  cart-abandon-report "$@" >out 2>said || code=$?
}

# holds FILTER: what jq says of the records in out, as a list.
holds() {
  jq -s -e "$1" out >judged || {
    echo "does not hold: $1"
    cut -c 1-300 said
    jq -c . out | head -n 30
    return 1
  }
}

# figure NAME [STEP [CURRENCY]]: the figure of the whole.
figure() {
  jq -r --arg name "$1" --arg step "${2-}" --arg currency "${3-}" '
    select(.name == $name and (.step // "") == $step and (.currency // "") == $currency
      and (has("by") or has("from") or has("field") | not)) | .amount // .value' out
}

# Each record in out is as its schema wants it.
valid() {
  "$SRC/tests/records/validate.py" out
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

@test "a day changes with the clock, also where that is a minute past midnight" {
  echo '{"name":"S","timezone":"America/St_Johns"}' >shop.json
  # 00:00:30 and 00:00:59 summer time of the 7th; then the clock goes back to 23:01 of the 6th.
  event 2010-11-07T02:30:30Z a view_item >log
  event 2010-11-07T02:30:59Z b view_item >>log
  event 2010-11-07T02:31:00Z c view_item >>log
  event 2010-11-07T02:44:59Z d view_item >>log
  end >>log
  report --by day --threads 1 log
  holds 'map(select(.name == "visits" and .by)) | map([.by.day, .value]) == [["2010-11-06", 2], ["2010-11-07", 2], ["2026-11-28", 0]]'
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
  head -c -20 state >cut
  report --merge cut
  [ "$code" -eq 1 ]
  grep -q '^cart-abandon-report: cut:3: ' said
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

@test "small random logs are counted as a plain reading of the page counts them, in whatever way" {
  run "$SRC/tests/tools/check-cart-report.py" 1 25
  echo "$output" | cut -c 1-1000
  [ "$status" -eq 0 ]
}
